"""Record what a recogniser stated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.currency.actions.refusal import Refusal
from lapel.journey.currency.events import RecognitionChanged
from lapel.journey.currency.models import Recognition
from lapel.journey.currency.policies import may_record
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from lapel.journey.catalogue.models import MicroCredential
    from lapel.journey.people.models import Organisation, Person


def record_recognition(  # noqa: PLR0913 (a statement has these parts, and a reader needs each)
    *,
    person: Person,
    organisation: Organisation,
    microcredential: MicroCredential,
    recogniser: str,
    statement: str,
    credit: str,
    source: str,
    stated_on: date,
    verify: str,
    amount: Decimal | None = None,
    unit: str = "",
) -> Recognition:
    """Record who counts a micro-credential for what, since when, and where that is written.

    `source` is a web address. `amount` and `unit` say `credit` as a number that plans can add up;
    what is no number leaves both out. The same statement recorded again gives the one there is.
    """
    if not may_record(person, organisation):
        raise PermissionDenied
    if stated_on > now().date():
        raise Refusal(_("A statement cannot be dated in the future."))
    if (amount is None) != (not unit):
        raise Refusal(_("A number needs its unit, and a unit its number."))
    if amount is not None and amount <= 0:
        raise Refusal(_("What counts is more than nothing; leave the number out if there is none."))
    recognition = Recognition(
        microcredential=microcredential,
        organisation=organisation,
        recogniser=recogniser,
        statement=statement,
        credit=credit,
        amount=amount,
        unit=unit,
        source=source,
        stated_on=stated_on,
        verify=verify,
        recorded_by=person,
        recorded_at=now(),
    )
    return _same(recognition) or _record(recognition)


def _same(recognition: Recognition) -> Recognition | None:
    return Recognition.objects.filter(
        microcredential=recognition.microcredential,
        organisation=recognition.organisation,
        recogniser=recognition.recogniser,
        credit=recognition.credit,
        amount=recognition.amount,
        unit=recognition.unit,
        stated_on=recognition.stated_on,
        statement=recognition.statement,
        source=recognition.source,
        withdrawn_at=None,
    ).first()


def _record(recognition: Recognition) -> Recognition:
    try:
        recognition.clean_fields(exclude=["withdrawn_at"])
    except ValidationError as error:
        wrong = [f"{name}: {' '.join(said)}" for name, said in error.message_dict.items()]
        raise Refusal("; ".join(wrong)) from error
    with transaction.atomic():
        recognition.save(force_insert=True)
        note(
            aggregate="recognition",
            aggregate_id=recognition.id,
            action="recorded",
            actor=recognition.recorded_by_id,
            facts={"microcredential": str(recognition.microcredential_id)},
            words=recognition.statement,
        )
        announce(RecognitionChanged(recognition_id=recognition.pk))
    return recognition
