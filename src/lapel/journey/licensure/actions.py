"""Writes: say on what a licence hangs, record who a teacher is, read it, forget it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.licensure.models import Identity, Licensing, Paper
from lapel.journey.licensure.policies import may_keep_identities
from lapel.journey.licensure.queries import identity_of, open_licensings
from lapel.journey.people.queries import today
from lapel.journey.record.actions import note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from lapel.journey.catalogue.models import MicroCredential
    from lapel.journey.people.models import Organisation, Person


class Refusal(Exception):  # noqa: N818 (a refusal is an answer, not an error of the program)
    """A rule of the room stands against it; the message is a plain sentence to show."""


def begin_licensing(
    *,
    person: Person,
    organisation: Organisation,
    microcredential: MicroCredential | None = None,
) -> Licensing:
    """Say that a licence hangs on a micro-credential, or on all of an organisation.

    From then on all its work is scored by two, and a teacher is seen before she submits (R10).
    """
    _only_officers(person, organisation)
    if microcredential and microcredential.organisation_id != organisation.pk:
        raise PermissionDenied
    with transaction.atomic():
        found, made = Licensing.objects.get_or_create(
            organisation=organisation,
            microcredential=microcredential,
            ended_at=None,
            defaults={"since": now(), "begun_by": person},
        )
        if made:
            _tell_licensing(found, "a licence requires it", person)
    return found


def end_licensing(
    *,
    person: Person,
    organisation: Organisation,
    microcredential: MicroCredential | None = None,
) -> None:
    """Say that no licence requires it any more; what was decided so stays as it is."""
    _only_officers(person, organisation)
    with transaction.atomic():
        for found in open_licensings().filter(
            organisation=organisation, microcredential=microcredential
        ):
            found.ended_at = now()
            found.save(update_fields=["ended_at"])
            _tell_licensing(found, "no licence requires it any more", person)


def record_identity(  # noqa: PLR0913 (an identity has these parts)
    *,
    person: Person,
    organisation: Organisation,
    teacher: Person,
    legal_name: str,
    licence_number: str,
    paper: str,
    seen_on: date,
) -> Identity:
    """Record who a teacher is, or correct it; the chain tells that it was done and by whom.

    Neither name nor number stands in the chain (R21). Nobody records herself.
    """
    _only_officers(person, organisation)
    if teacher.pk == person.pk:
        raise Refusal(_("Nobody records herself. Ask another officer."))
    if not legal_name.strip() or paper not in Paper.values:
        raise Refusal(_("The legal name and the paper that you saw are needed."))
    if seen_on > today():
        raise Refusal(_("The day on which you saw it lies ahead."))
    with transaction.atomic():
        identity, made = Identity.objects.update_or_create(
            organisation=organisation,
            person=teacher,
            defaults={
                "legal_name": legal_name.strip(),
                "licence_number": licence_number.strip(),
                "paper": paper,
                "seen_on": seen_on,
                "recorded_by": person,
                "recorded_at": now(),
            },
        )
        _tell_identity(identity, "identity recorded" if made else "identity corrected", person)
    return identity


def read_identity(
    *, person: Person, organisation: Organisation, teacher: Person
) -> Identity | None:
    """Give an officer what is recorded of a teacher; that she looked stands in the chain."""
    _only_officers(person, organisation)
    with transaction.atomic():
        found = identity_of(teacher, organisation)
        if found is not None:
            _tell_identity(found, "identity read", person)
    return found


def forget_identities(*, person_id: UUID) -> None:
    """Erase who a person is, because she closed her account."""
    Identity.objects.filter(person=person_id).delete()


def _only_officers(person: Person, organisation: Organisation) -> None:
    if not may_keep_identities(person, organisation):
        raise PermissionDenied


def _tell_licensing(found: Licensing, action: str, person: Person) -> None:
    one = found.microcredential_id
    facts = {"microcredential": str(one)} if one else {}
    note(
        aggregate="licensing",
        aggregate_id=found.organisation_id,
        action=action,
        actor=person.pk,
        facts=facts,
    )


def _tell_identity(identity: Identity, action: str, person: Person) -> None:
    note(aggregate="identity", aggregate_id=identity.pk, action=action, actor=person.pk)
