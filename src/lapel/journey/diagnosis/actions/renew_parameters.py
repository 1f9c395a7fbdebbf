"""Sets of parameters: a new one when the bank changes, or when it was calibrated."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.domain.measurement.items import FEWEST_ANSWERS
from lapel.domain.measurement.judging import judged
from lapel.domain.measurement.prior import is_positive
from lapel.journey.catalogue.models import Competency
from lapel.journey.diagnosis.actions.refusal import Refusal
from lapel.journey.diagnosis.models import ItemVersion, ParameterSet
from lapel.journey.diagnosis.policies import may_keep_bank
from lapel.journey.record.actions import note
from lapel.journey.record.queries import now
from lapel.turns import take_turns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lapel.domain.measurement.items import Bank
    from lapel.journey.people.models import Person


def renew_parameters(*, person: Person, language: str) -> ParameterSet:
    """Make the set of what is published now in a language, unless the newest is just that.

    A wording that the newest set knows keeps its parameters; another one has those of its band.
    """
    if not may_keep_bank(person):
        raise PermissionDenied
    with transaction.atomic():
        take_turns(f"diagnosis.parameters:{language}")
        newest = _newest(language)
        known = {each["version"]: each for each in newest.items} if newest else {}
        items = [known.get(str(each.pk)) or _judged(each) for each in _published(language)]
        codes = _competencies()
        if newest and newest.items == items and newest.competencies == codes:
            return newest
        kept = newest.correlations if newest and newest.competencies == codes else None
        return _place(person, language, newest, items, kept)


def take_in_parameters(
    *,
    person: Person,
    language: str,
    bank: Bank,
    correlations: Sequence[Sequence[float]] | None,
    because: str,
) -> ParameterSet:
    """Take in parameters that were estimated from answers; wordings they do not name keep theirs.

    `bank` names items as sets do, `T07/key`; correlations are in the order of its competencies.
    Refused for an item that is not in the bank, or not with so many answers to choose from.
    """
    if not may_keep_bank(person):
        raise PermissionDenied
    with transaction.atomic():
        take_turns(f"diagnosis.parameters:{language}")
        newest = _newest(language)
        if newest is None:
            raise Refusal(_("There are no questions in this language yet."))
        if correlations is not None and (
            list(bank.competencies) != newest.competencies or not is_positive(correlations)
        ):
            raise Refusal(_("These correlations are not between the competencies of the bank."))
        known = {each["item"]: each for each in newest.items}
        for item in bank.items:
            before = known.get(item.key)
            if before is None or len(before["steps"]) != len(item.steps):
                raise Refusal(_("“%(item)s” is not in the bank like that.") % {"item": item.key})
            known[item.key] = before | {
                "slope": item.slope,
                "steps": list(item.steps),
                "calibrations": item.version,
                "answers": item.answers,
            }
        rows = None if correlations is None else [list(row) for row in correlations]
        return _place(person, language, newest, list(known.values()), rows, because)


def _newest(language: str) -> ParameterSet | None:
    return ParameterSet.objects.filter(language=language).order_by("-number").first()


def _published(language: str) -> list[ItemVersion]:
    found = ItemVersion.objects.filter(
        state=ItemVersion.State.PUBLISHED, item__language=language
    ).select_related("item")
    return list(found.order_by("item__competency", "item__key"))


def _competencies() -> list[str]:
    return list(Competency.objects.order_by("pk").values_list("pk", flat=True))


def _judged(version: ItemVersion) -> dict[str, Any]:
    content = version.content
    categories = 2 if content["form"] == "best" else len(content["options"])
    slope, steps = _of_band(content["band"], categories)
    return {
        "item": str(version.item),
        "version": str(version.pk),
        "competency": version.item.competency_id,
        "slope": slope,
        "steps": steps,
        "calibrations": 0,
        "answers": 0,
    }


@cache
def _of_band(band: int, categories: int) -> tuple[float, list[float]]:
    found = judged("", "", band, categories)
    return found.slope, list(found.steps)


def _place(  # noqa: PLR0913, PLR0917 (what a set is made of)
    person: Person,
    language: str,
    newest: ParameterSet | None,
    items: list[dict[str, Any]],
    correlations: list[list[float]] | None,
    because: str = "",
) -> ParameterSet:
    number = newest.number + 1 if newest else 1
    made = ParameterSet.objects.create(
        name=f"{language}-{number}",
        language=language,
        number=number,
        competencies=_competencies(),
        items=items,
        correlations=correlations,
        is_provisional=any(each["answers"] < FEWEST_ANSWERS for each in items),
        because=because,
        made_by=person,
        made_at=now(),
    )
    note(
        aggregate="parameters",
        aggregate_id=made.pk,
        action="made",
        actor=person.pk,
        facts={"name": made.name, "items": len(items), "provisional": made.is_provisional},
    )
    return made
