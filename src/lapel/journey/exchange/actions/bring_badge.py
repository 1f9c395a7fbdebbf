"""Bring a badge from elsewhere, and take it away again."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from lapel.domain.badges.errors import BadgeError
from lapel.domain.badges.hosted_checks import is_hosted
from lapel.domain.badges.trust import UnavailableError
from lapel.domain.badges.verdicts import Outcome
from lapel.journey.exchange.actions.refused import Refused, Why
from lapel.journey.exchange.models import Brought
from lapel.journey.exchange.queries import (
    LARGEST,
    Read,
    ReadHosted,
    hosted_names_holder,
    names_holder,
    read_brought,
    read_hosted,
    room_left,
)
from lapel.journey.issuing.models import Award
from lapel.journey.issuing.queries import award_id_in
from lapel.journey.people.models import Person
from lapel.journey.record.actions import note
from lapel.journey.record.queries import now
from lapel.journey.sharing.queries import checked, headline_of
from lapel.ports.checking import CheckingError

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.domain.badges.verdicts import Verification
    from lapel.journey.exchange.models import Program

KEPT = frozenset({Outcome.VALID, Outcome.NOT_CONFIRMED, Outcome.ENDED})


class Made(Enum):
    """What became of a badge that was brought."""

    NEW = "new"
    REPLACED = "replaced"
    SAME = "same"


def bring_badge(*, person: Person, content: bytes, program: Program | None = None) -> Made:
    """Verify a badge and keep it among a holder's own, in the place of an earlier one of its id.

    `content` is a file of any form that Lapel reads. A `Refused` says what stands against it: it
    is too large, forged or unreadable, names somebody else, or a later one is here already. A
    badge of this Lapel is hers already or not hers; none is kept twice.
    """
    if len(content) > LARGEST:
        raise Refused(_("The badge is larger than 512 kB."), Why.TOO_LARGE)
    verification = _verified(content)
    read = _read(content)
    if not (read.is_achievement and read.credential_id and read.issuer_id and read.name):
        raise Refused(_("It is no badge for an achievement, with an id, an issuer and a name."))
    if _is_own_already(read, person):
        return Made.SAME
    is_hosted_one = isinstance(read, ReadHosted)
    is_named = (
        hosted_names_holder(read.document, person) if is_hosted_one else names_holder(read, person)
    )
    if is_named is False:
        raise Refused(_("The badge was given to somebody else's e-mail address."), Why.NOT_HERS)
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)  # two at once keep to one room
        made, kept = _kept(read, verification, person=person, program=program)
        if kept is not None:
            kept.names_holder = bool(is_named)
            kept.save()
            _note(kept, f"badge brought: {made.value}", person.pk if program is None else None)
    return made


def discard_badge(*, person: Person, brought_id: UUID) -> None:
    """Delete a badge that a holder brought; nothing of it stays. `Brought.DoesNotExist` if none."""
    with transaction.atomic():
        found = Brought.objects.get(pk=brought_id, person=person)
        _note(found, "badge taken away", person.pk)
        found.delete()


def check_again(*, person: Person, brought_id: UUID) -> Brought:
    """Verify a kept badge as of now, and keep the answer, whatever it is."""
    found = Brought.objects.get(pk=brought_id, person=person)
    verification = _answer(found.text.encode())
    _say(found, verification)
    found.save(update_fields=["outcome", "headline", "confirmed_name", "checked_at"])
    return found


def _answer(content: bytes) -> Verification:
    try:
        return checked(content).verification
    except CheckingError as error:
        raise Refused(_("The badge could not be checked just now; try again."), Why.BUSY) from error


def _verified(content: bytes) -> Verification:
    verification = _answer(content)
    if verification.outcome not in KEPT:
        raise Refused(headline_of(verification))
    return verification


def _read(content: bytes) -> Read:
    """Read a badge that was found sound; of a hosted one what its issuer's site serves."""
    try:
        read = read_brought(content)
        return read_hosted(read.document) if is_hosted(read.document) else read
    except (BadgeError, UnavailableError, ValueError) as error:
        raise Refused(_("There is no badge in it that could be read.")) from error


def _form(read: Read) -> Brought.Form:
    if isinstance(read, ReadHosted):
        return Brought.Form.HOSTED
    return Brought.Form.TOKEN if read.is_token else Brought.Form.DOCUMENT


def _is_own_already(read: Read, person: Person) -> bool:
    """Tell whether it is an award of this Lapel that is hers; refuse another's, and a forgery."""
    name = award_id_in(read.credential_id)
    if name is None:
        return False
    found = Award.objects.filter(pk=name).select_related("key").first()
    if found is None or found.key is None or found.key.did != read.issuer_id:
        raise Refused(_("It says that it is a badge of this Lapel, and is none."))
    if found.person_id != person.pk:
        raise Refused(_("The badge was given to somebody else."), Why.NOT_HERS)
    return True


def _kept(
    read: Read, verification: Verification, *, person: Person, program: Program | None
) -> tuple[Made, Brought | None]:
    """Find the row a badge goes into (Open Badges 3.0 §10); None where it is there already."""
    same = Brought.objects.filter(
        person=person, credential_id=read.credential_id, issuer_id=read.issuer_id
    )
    earlier = same.first()
    if earlier is not None and earlier.text == read.text:
        return Made.SAME, None
    size = len(read.text.encode())
    if room_left(person) + (earlier.size if earlier else 0) < size:
        raise Refused(_("There is no room left: take badges away that you do not need."), Why.FULL)
    _refuse_older(read, earlier)
    row = earlier or Brought(
        person=person, credential_id=read.credential_id, issuer_id=read.issuer_id
    )
    row.program, row.text, row.size = program, read.text, size
    row.form = _form(read)
    row.name, row.issuer_name, row.valid_from = read.name, read.issuer_name, read.valid_from
    row.received_at = now()
    _say(row, verification)
    return (Made.REPLACED if earlier else Made.NEW), row


def _refuse_older(read: Read, earlier: Brought | None) -> None:
    if earlier is None or earlier.valid_from is None:
        return
    if read.valid_from is None or read.valid_from < earlier.valid_from:
        raise Refused(_("A later badge of the same id and issuer is here already."), Why.OLDER)


def _say(row: Brought, verification: Verification) -> None:
    row.outcome = verification.outcome.code
    with translation.override(row.person.language):  # a program may speak another
        row.headline = headline_of(verification)
    row.confirmed_name = verification.confirmed_name[:200]
    row.checked_at = now()


def _note(found: Brought, action: str, actor: UUID | None) -> None:
    facts = {"person": str(found.person_id), "outcome": found.outcome}
    note(aggregate="brought", aggregate_id=found.pk, action=action, actor=actor, facts=facts)
