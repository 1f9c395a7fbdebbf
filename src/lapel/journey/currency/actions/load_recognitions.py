"""Record many statements at once, from a document."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.catalogue.models import MicroCredential
from lapel.journey.currency.actions.record_recognition import record_recognition
from lapel.journey.currency.actions.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lapel.journey.currency.models import Recognition
    from lapel.journey.people.models import Organisation, Person

FIELDS = ("recogniser", "statement", "credit", "source", "verify")


def load_recognitions(
    *, person: Person, organisation: Organisation, items: Sequence[dict[str, Any]]
) -> list[Recognition]:
    """Record each item of a recognitions document, all or none; loading again changes nothing.

    An item holds `microcredential` (its slug), `recogniser`, `statement`, `credit`, `source`,
    `stated_on` (YYYY-MM-DD) and `verify`, and where the credit is a number, `amount` and `unit`
    (`hours`, `points`, `semester` or `units`). `Refusal` names the first item that is wrong.
    """
    with transaction.atomic():
        return [_load(person, organisation, at, item) for at, item in enumerate(items)]


def _load(person: Person, organisation: Organisation, at: int, item: dict[str, Any]) -> Recognition:
    try:
        found = MicroCredential.objects.get(slug=item["microcredential"])
        return record_recognition(
            person=person,
            organisation=organisation,
            microcredential=found,
            stated_on=date.fromisoformat(item["stated_on"]),
            amount=Decimal(str(item["amount"])) if "amount" in item else None,
            unit=item.get("unit", ""),
            **{name: item[name] for name in FIELDS},
        )
    except (KeyError, ArithmeticError, ValueError, MicroCredential.DoesNotExist, Refusal) as error:
        raise Refusal(_("[%(at)s]: %(error)s") % {"at": at, "error": error}) from error
