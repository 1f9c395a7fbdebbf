"""Begin a micro-credential, leave it, come back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.catalogue.models import MicroCredential
from lapel.journey.learning.actions.refusal import Refusal
from lapel.journey.learning.events import Enrolled, EnrolmentLeft
from lapel.journey.learning.models import Enrolment
from lapel.journey.learning.policies import is_hers, may_enrol
from lapel.journey.learning.queries import enrolment_of, left_enrolments_of
from lapel.journey.people.models import Role
from lapel.journey.people.queries import has_role
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now
from lapel.turns import take_turns

if TYPE_CHECKING:
    from lapel.journey.catalogue.models import Version
    from lapel.journey.people.models import Organisation, Person


def enrol(*, person: Person, version: Version, organisation: Organisation | None) -> Enrolment:
    """Put a person on a micro-credential's current version, for an organisation she belongs to.

    Who is on it already keeps her enrolment, in whichever version she began (R2); who had left
    gets hers back with all she has done.
    """
    if not may_enrol(person):
        raise PermissionDenied
    if organisation is not None and not has_role(person, list(Role), organisation):
        raise PermissionDenied
    with transaction.atomic():
        microcredential = version.microcredential
        take_turns(f"learning.enrol:{person.pk}:{microcredential.pk}")
        known = enrolment_of(person, microcredential)
        if known is not None:
            return known
        left = left_enrolments_of(person).filter(version__microcredential=microcredential).first()
        enrolment = _come_back(left) if left else _begin(person, version, organisation)
        note(
            aggregate="enrolment",
            aggregate_id=enrolment.id,
            action="came back" if left else "enrolled",
            actor=person.id,
            facts={"version": str(enrolment.version_id)},
        )
        announce(Enrolled(enrolment_id=enrolment.id))
    return enrolment


def enrol_beside(
    *, person: Person, version: Version, organisation: Organisation | None
) -> Enrolment:
    """Put a person on the current version beside an earlier one that she has done (R20).

    Who is on this very version keeps her enrolment; who had left it gets hers back. Called by
    issuing, which knows what she holds.
    """
    if not may_enrol(person):
        raise PermissionDenied
    with transaction.atomic():
        take_turns(f"learning.enrol:{person.pk}:{version.microcredential_id}")
        hers = Enrolment.objects.filter(person=person, version=version)
        known = hers.filter(left_at__isnull=True).first()
        if known is not None:
            return known
        left = hers.order_by("-left_at").first()
        enrolment = _come_back(left) if left else _begin(person, version, organisation)
        note(
            aggregate="enrolment",
            aggregate_id=enrolment.id,
            action="came back" if left else "enrolled",
            actor=person.id,
            facts={"version": str(version.pk)},
        )
        announce(Enrolled(enrolment_id=enrolment.id))
    return enrolment


def _begin(person: Person, version: Version, organisation: Organisation | None) -> Enrolment:
    is_open = MicroCredential.objects.filter(current=version.id, retired_at__isnull=True)
    if not is_open.exists():
        raise Refusal(_("This version is no longer open; enrol in the current one."))
    return Enrolment.objects.create(
        person=person, version=version, organisation=organisation, enrolled_at=now()
    )


def _come_back(enrolment: Enrolment) -> Enrolment:
    enrolment.left_at = None
    enrolment.save(update_fields=["left_at"])
    return enrolment


def leave(*, person: Person, enrolment: Enrolment) -> None:
    """Take a person off a micro-credential; what she has done is kept for her return."""
    if not is_hers(person, enrolment):
        raise PermissionDenied
    with transaction.atomic():
        open_ones = Enrolment.objects.filter(id=enrolment.id, left_at__isnull=True)
        if not open_ones.update(left_at=now()):
            return
        note(
            aggregate="enrolment",
            aggregate_id=enrolment.id,
            action="left",
            actor=person.id,
        )
        announce(EnrolmentLeft(enrolment_id=enrolment.id))
