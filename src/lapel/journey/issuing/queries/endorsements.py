"""Endorsements: who may be asked, what waits for whom, what is in force, and its verdict."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse

from lapel.domain.badges.inner import steps_beside
from lapel.journey.catalogue.models import MicroCredential, Stack, Version
from lapel.journey.issuing.models import Endorsement
from lapel.journey.issuing.policies import AUTHORS, SPEAKERS, may_answer, may_look
from lapel.journey.issuing.queries.addresses import address
from lapel.journey.issuing.queries.kept_verdicts import verifying
from lapel.journey.issuing.queries.trust import own_trust
from lapel.journey.people.models import Membership, Organisation, Person, Role
from lapel.journey.people.queries import (
    keeps_instance,
    open_memberships,
    organisations_above,
    organisations_where,
    roles_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any
    from uuid import UUID

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from lapel.domain.badges.trust import Trust
    from lapel.domain.badges.verdicts import Step, Verification
    from lapel.journey.issuing.models import Achievement, Award, Issuer

State = Endorsement.State
# Asked again while one of these stands, nobody would know which is meant.
OPEN = (State.ASKED, State.ACCEPTED, State.IN_FORCE)


def endorsements() -> QuerySet[Endorsement]:
    """Endorsements and requests with what pages show of them, the latest first."""
    found = Endorsement.objects.select_related(
        "achievement__issuer__organisation",
        "achievement__version__microcredential",
        "achievement__stack",
        "issuer__organisation",
        "award__person",
        "award__achievement__issuer__organisation",
        "award__achievement__version",
        "award__achievement__stack",
        "endorser",
        "asked_person",
        "asked_by",
        "key__issuer",
    )
    return found.order_by("-asked_at", "-pk")


def endorsement(endorsement_id: UUID) -> Endorsement:
    """Give a request or endorsement; `Endorsement.DoesNotExist` if none."""
    return endorsements().get(pk=endorsement_id)


def held_endorsement(endorsement_id: UUID) -> Endorsement:
    """Give a request or endorsement to change, locked; `Endorsement.DoesNotExist` if none."""
    return endorsements().select_for_update(of=("self",)).get(pk=endorsement_id)


def published_endorsement(endorsement_id: UUID) -> Endorsement:
    """Give an endorsement that was signed, revoked or not; `Endorsement.DoesNotExist` if none."""
    return endorsements().exclude(document="").get(pk=endorsement_id)


def _in_force() -> QuerySet[Endorsement]:
    return endorsements().filter(state=State.IN_FORCE)


def endorsements_of_award(award: Award) -> list[Endorsement]:
    """Give what stands behind an award: said of itself, of its achievement, of its issuer."""
    of = Q(award=award) | Q(achievement=award.achievement_id)
    return list(_in_force().filter(of | Q(issuer=award.achievement.issuer_id)))


def endorsements_of_achievement(achievement: Achievement) -> list[Endorsement]:
    """Give what is said of an achievement and of its issuer, not of anybody's award."""
    of = Q(achievement=achievement) | Q(issuer=achievement.issuer_id)
    return list(_in_force().filter(of))


def endorsements_of_subject(subject: Version | Stack) -> list[Endorsement]:
    """Give what is said of a version or stack, and of the organisation that issues it."""
    name = "version" if isinstance(subject, Version) else "stack"
    owner = subject.microcredential if isinstance(subject, Version) else subject
    of = Q(**{f"achievement__{name}": subject}) | Q(issuer__organisation=owner.organisation_id)
    return list(_in_force().filter(of))


def endorsements_of_issuer(issuer: Issuer) -> list[Endorsement]:
    """Give what is said of an organisation as an issuer."""
    return list(_in_force().filter(issuer=issuer))


def waiting_for(person: Person) -> QuerySet[Endorsement]:
    """Give the requests that a person may answer."""
    offices = organisations_where(person, Role.ISSUER_OFFICER)
    hers = Q(asked_person=person) | Q(asked_person=None, endorser__in=offices)
    found = endorsements().filter(hers, state=State.ASKED, endorser__isnull=False)
    return found.exclude(asked_by=person).exclude(award__person=person)


def answerers_of(asked: Endorsement) -> list[Person]:
    """Give those who may answer a request, as `waiting_for` does the other way round."""
    if asked.asked_person:
        people = [asked.asked_person]
    elif asked.endorser:
        line = [each.pk for each in organisations_above(asked.endorser)]
        offices = open_memberships().filter(organisation__in=line, role=Role.ISSUER_OFFICER)
        people = list(Person.objects.filter(pk__in=offices.values("person"), is_active=True))
    else:
        people = []
    return [each for each in people if may_answer(each, asked)]


def bodies_waiting(person: Person) -> QuerySet[Endorsement]:
    """Give the requests to bodies that a person may let in."""
    found = endorsements().filter(state=State.ASKED, endorser=None)
    return found if keeps_instance(roles_of(person)) else found.none()


def given_by(person: Person) -> QuerySet[Endorsement]:
    """Give what a person's organisations said, and what was said on her word."""
    offices = organisations_where(person, Role.ISSUER_OFFICER)
    said = endorsements().filter(state__in=[State.ACCEPTED, State.IN_FORCE, State.REVOKED])
    return said.filter(Q(answered_by=person) | Q(endorser__in=offices))


def asked_by(person: Person) -> QuerySet[Endorsement]:
    """Give what a person asked for, and what was asked for her organisations."""
    places = organisations_where(person, AUTHORS)
    of = Q(achievement__issuer__organisation__in=places) | Q(issuer__organisation__in=places)
    return endorsements().filter(Q(asked_by=person) | of)


def endorsements_for_award(award: Award) -> QuerySet[Endorsement]:
    """Give all that was asked for one award, for its holder."""
    return endorsements().filter(award=award)


def open_requests(**subject: object) -> QuerySet[Endorsement]:
    """Give what is asked for or in force of one thing."""
    return Endorsement.objects.filter(state__in=OPEN, **subject)


def endorsers(*, but: Organisation | None = None) -> QuerySet[Organisation]:
    """Give the organisations that can be asked as a whole: those with an officer, by name."""
    offices = open_memberships().filter(role=Role.ISSUER_OFFICER, person__is_active=True)
    found = Organisation.objects.filter(pk__in=offices.values("organisation"), closed_at=None)
    return (found.exclude(pk=but.pk) if but else found).order_by("name")


def speakers_for(award: Award) -> QuerySet[Membership]:
    """Give the offices of those whom a holder may ask: at her schools, and what is above them."""
    places = {
        each.pk
        for held in roles_of(award.person)
        for each in organisations_above(held.organisation)
    }
    found = open_memberships().filter(
        role__in=SPEAKERS, organisation__in=places, person__is_active=True
    )
    own = award.achievement.issuer.organisation_id
    found = found.exclude(person=award.person_id).exclude(organisation=own)
    return found.select_related("person", "organisation").order_by(
        "person__name", "organisation__name", "role"
    )


def endorsable(person: Person) -> list[Version | Stack | Organisation]:
    """Give what a person may have endorsed: current versions and stacks, then organisations."""
    places = organisations_where(person, AUTHORS)
    known = MicroCredential.objects.filter(organisation__in=places, retired_at=None)
    versions = Version.objects.filter(pk__in=known.values("current")).order_by("title")
    stacks = Stack.objects.filter(organisation__in=places).order_by("title")
    offices = organisations_where(person, Role.ISSUER_OFFICER).filter(closed_at=None)
    light = versions.defer("content").select_related("microcredential__organisation")
    return [*light, *stacks.select_related("organisation"), *offices.order_by("name")]


def subject_address(found: Endorsement) -> str:
    """Give the page of what is endorsed; an award's opens to whom its holder shows it."""
    of = found.achievement
    if of and of.version:
        slug, number = of.version.microcredential.slug, of.version.number
        return reverse("catalogue:version", args=[slug, number])
    if of and of.stack:
        return reverse("catalogue:stack", args=[of.stack.slug])
    name = found.award_id or found.issuer_id
    return address(found.kind, name) if name else ""


def is_asked_about(person: Person | AnonymousUser, award: Award) -> bool:
    """Tell whether somebody is asked to endorse an award, or has: its holder lets her see it."""
    if not person.is_authenticated:
        return False
    found = endorsements_for_award(award).filter(state__in=OPEN)
    return any(may_look(person, each) for each in found)


def verdict_on_endorsement(given: Endorsement) -> Verification:
    """Verify an endorsement as it was signed, from this instance's own keys and lists."""
    return verifying(own_trust())(json.loads(given.document))


def endorsement_steps(
    document: Mapping[str, Any], given: Iterable[Endorsement], *, trust: Trust | None = None
) -> list[Step]:
    """Give a step for each endorsement that stands beside a badge of ours, none if there is none.

    `document` is the badge as it was signed, `trust` is `own_trust()` where it was read already.
    """
    beside = [json.loads(each.document) for each in given]
    return steps_beside(document, beside, verifying(trust or own_trust())) if beside else []


def with_endorsements(
    verification: Verification,
    award: Award,
    given: Iterable[Endorsement],
    *,
    trust: Trust | None = None,
) -> Verification:
    """Add the steps of what stands beside an award to a verification of it.

    What the verified file holds itself is judged there, and nothing is added. `trust` is
    `own_trust()` where it was read already.
    """
    steps = endorsement_steps(json.loads(award.document), given, trust=trust)
    if not steps or all(step.code != "endorsements.none" for step in verification.steps):
        return verification
    kept = [step for step in verification.steps if step.id != "endorsements"]
    return replace(verification, steps=(*kept, *steps))
