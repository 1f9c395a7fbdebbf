"""Ask somebody to endorse an achievement, an organisation, or an award."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.catalogue.models import Stack, Version
from lapel.journey.issuing.actions.make_achievement import make_achievement
from lapel.journey.issuing.actions.prepare_issuer import register_issuer
from lapel.journey.issuing.actions.refusal import Refusal
from lapel.journey.issuing.events import EndorsementAsked
from lapel.journey.issuing.models import Award, Endorsement, Issuer
from lapel.journey.issuing.policies import may_ask_for, may_ask_for_award
from lapel.journey.issuing.queries import endorsers, open_requests, speakers_for
from lapel.journey.people.models import Membership, Organisation, Person
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now
from lapel.turns import take_turns

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

# More than so many unanswered requests of one person are no requests any more.
MOST_WAITING = 20
# Each writes letters to others; withdrawn or answered at once, it counts all the same.
MOST_A_DAY = 20


@dataclass(frozen=True, kw_only=True)
class Body:
    """A body that is not on this instance: its name, and the e-mail address of its officer."""

    name: str
    email: str


def ask_endorsement(
    *,
    person: Person,
    subject: Version | Stack | Organisation,
    endorser: Organisation | Body,
    words: str,
) -> Endorsement:
    """Ask an organisation here, or a body outside by its officer's e-mail, for an endorsement.

    Of a version or stack its achievement is made if need be. A body waits until somebody who
    keeps the instance lets it in.
    """
    if not may_ask_for(person, subject):
        raise PermissionDenied
    owner = _owner(subject)
    asked = _outside(endorser) if isinstance(endorser, Body) else _here(endorser, but=owner)
    with transaction.atomic():
        _hold(person)
        issuer = register_issuer(organisation=owner)
        return _written(person, {**_about(subject, issuer), **asked}, words)


def ask_award_endorsement(
    *,
    person: Person,
    award_id: UUID,
    endorser: Organisation | Membership,
    words: str,
) -> Endorsement:
    """Ask an organisation, or a person who speaks for one, to endorse one's own award."""
    award = Award.objects.select_related("achievement__issuer__organisation", "person").get(
        pk=award_id
    )
    if not may_ask_for_award(person, award):
        raise PermissionDenied
    if isinstance(endorser, Membership):
        asked = _speaking(award, endorser)
    else:
        asked = _here(endorser, but=award.achievement.issuer.organisation)
    with transaction.atomic():
        _hold(person)
        return _written(person, {"award": award, **asked}, words)


def _owner(subject: Version | Stack | Organisation) -> Organisation:
    if isinstance(subject, Version):
        return subject.microcredential.organisation
    return subject.organisation if isinstance(subject, Stack) else subject


def _about(subject: Version | Stack | Organisation, issuer: Issuer) -> dict[str, Any]:
    if isinstance(subject, Organisation):
        return {"issuer": issuer}
    return {"achievement": make_achievement(issuer=issuer, subject=subject)}


def _here(endorser: Organisation, *, but: Organisation) -> dict[str, Any]:
    if endorser.pk == but.pk:
        raise Refusal(_("Nobody endorses her own: ask another organisation."))
    if not endorsers().filter(pk=endorser.pk).exists():
        raise Refusal(_("%s has no officer who could answer.") % endorser)
    return {"endorser": endorser}


def _outside(body: Body) -> dict[str, Any]:
    if not body.name.strip():
        raise Refusal(_("Choose who is to endorse it."))
    return {"body": body.name.strip(), "email": _address(body.email)}


def _address(email: str) -> str:
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise Refusal(_("“%s” is not an e-mail address.") % email) from None
    return email


def _speaking(award: Award, speaker: Membership) -> dict[str, Any]:
    if not speakers_for(award).filter(pk=speaker.pk).exists():
        raise Refusal(_("This person speaks for none of your organisations."))
    return {
        "endorser": speaker.organisation,
        "asked_person": speaker.person,
        "capacity": speaker.role,
    }


def _hold(person: Person) -> None:
    """Let one request of a person come after another, so that none is more than the most."""
    Person.objects.select_for_update().get(pk=person.pk)
    hers = Endorsement.objects.filter(asked_by=person)
    if hers.filter(state=Endorsement.State.ASKED).count() >= MOST_WAITING:
        raise Refusal(_("Wait for an answer to some of what you have asked for, or withdraw it."))
    if hers.filter(asked_at__gt=now() - timedelta(days=1)).count() >= MOST_A_DAY:
        raise Refusal(_("You have asked for many endorsements today: ask again tomorrow."))


def _take_turns(told: Mapping[str, Any]) -> None:
    """Let those who ask one endorser about one thing come one after the other."""
    subject = told.get("achievement") or told.get("issuer") or told["award"]
    endorser = told.get("endorser")
    take_turns(f"issuing.endorsement:{subject.pk}:{endorser.pk if endorser else told['body']}")


def _written(person: Person, told: dict[str, Any], words: str) -> Endorsement:
    if not words.strip():
        raise Refusal(_("Say why you ask; the one who answers reads it."))
    _take_turns(told)
    same = {name: each for name, each in told.items() if name not in ("email", "capacity")}
    if open_requests(**same).exists():
        raise Refusal(_("This endorsement is asked for or in force already."))
    asked = Endorsement.objects.create(
        asked_by=person, asked_at=now(), request=words.strip(), **told
    )
    note(
        aggregate="endorsement",
        aggregate_id=asked.pk,
        action="asked",
        actor=person.pk,
        facts={
            "of": asked.kind,
            "subject": str(asked.achievement_id or asked.issuer_id or asked.award_id),
            "endorser": str(asked.endorser_id) if asked.endorser_id else None,
            "on_her_word": asked.asked_person_id is not None,
        },
    )
    announce(EndorsementAsked(endorsement_id=asked.pk))
    return asked
