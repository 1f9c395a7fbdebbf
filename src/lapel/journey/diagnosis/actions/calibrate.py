"""Calibrate the bank on the instance's own answers: ordered by a person, done by a job."""

from __future__ import annotations

from dataclasses import asdict
from statistics import median_low
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.diagnosis.actions.refusal import Refusal
from lapel.journey.diagnosis.actions.renew_parameters import take_in_parameters
from lapel.journey.diagnosis.events import CalibrationOrdered
from lapel.journey.diagnosis.models import Calibration
from lapel.journey.diagnosis.policies import may_keep_bank
from lapel.journey.diagnosis.queries.calibrations import answers_given, districts_of
from lapel.journey.diagnosis.queries.sets import bank_of, newest_set
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now
from lapel.turns import take_turns

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.domain.measurement.calibration.reporting import Calibration as Found
    from lapel.domain.measurement.calibration.shifts import Shift
    from lapel.domain.measurement.items import Bank
    from lapel.journey.diagnosis.models import ParameterSet
    from lapel.journey.diagnosis.queries.calibrations import Given
    from lapel.journey.people.models import Person


def order_calibration(*, person: Person, language: str) -> Calibration:
    """Have the bank of a language calibrated; refused while another run of it waits."""
    if not may_keep_bank(person):
        raise PermissionDenied
    with transaction.atomic():
        take_turns(f"diagnosis.calibration:{language}")
        if newest_set(language) is None:
            raise Refusal(_("There are no questions in this language yet."))
        waiting = Calibration.objects.filter(language=language, state=Calibration.State.WAITING)
        if waiting.exists():
            raise Refusal(_("A calibration of this language is under way already."))
        run = Calibration.objects.create(language=language, ordered_by=person, ordered_at=now())
        note(
            aggregate="calibration",
            aggregate_id=run.pk,
            action="ordered",
            actor=person.pk,
            facts={"language": language},
        )
        announce(CalibrationOrdered(calibration_id=run.pk))
    return run


def calibrate(*, calibration_id: UUID) -> Calibration:
    """Do what was ordered; run twice, it is done once.

    Heavy: it estimates with NumPy, which nothing else loads. The parameters it finds are a new set;
    a diagnosis that has begun keeps the one it began with.
    """
    run = Calibration.objects.select_related("ordered_by").get(pk=calibration_id)
    if run.state != Calibration.State.WAITING:
        return run
    parameters = newest_set(run.language)
    assert parameters is not None  # a set is never deleted
    given = answers_given(parameters)
    found, shifts = _estimated(run, bank_of(parameters.pk), given)
    with transaction.atomic():
        take_turns(f"diagnosis.calibration:{run.language}")
        run.refresh_from_db(from_queryset=Calibration.objects.select_for_update(of=("self",)))
        if run.state == Calibration.State.WAITING:
            _keep(run, parameters, given, found, shifts)
    return run


def _estimated(
    run: Calibration, bank: Bank, given: Given
) -> tuple[Found | None, list[dict[str, Any]]]:
    """Estimate, and hold groups and times against each other; None where nothing would change."""
    from lapel.domain.measurement.calibration.answers import Answer
    from lapel.domain.measurement.calibration.reporting import FEWEST, calibrated, shifts_between

    counted: dict[str, int] = {}
    for _person, item, _category in given.answers:
        counted[item] = counted.get(item, 0) + 1
    if max(counted.values(), default=0) < FEWEST:
        return None, []
    answers = [Answer(*each) for each in given.answers]
    found = calibrated(bank, answers, version=str(run.pk), seed=run.pk.int % 2**32)
    districts = shifts_between(found.bank, answers, districts_of(given.first_day))
    middle = median_low(sorted(given.first_day.values()))
    halves = {
        person: "since" if day > middle else "before" for person, day in given.first_day.items()
    }
    drift = shifts_between(found.bank, answers, halves)
    told = [_plain("group", each) for each in districts]
    return found, told + [_plain("drift", each) | {"group": middle.isoformat()} for each in drift]


def _plain(kind: str, shift: Shift) -> dict[str, Any]:
    return {"kind": kind, **asdict(shift), "size": str(shift.size)}


def _keep(
    run: Calibration,
    parameters: ParameterSet,
    given: Given,
    found: Found | None,
    shifts: list[dict[str, Any]],
) -> None:
    counted: dict[str, int] = {}
    for _person, item, _category in given.answers:
        counted[item] = counted.get(item, 0) + 1
    run.ended_at = now()
    run.people, run.answers = len(given.first_day), len(given.answers)
    run.items = [
        {
            "item": each["item"],
            "answers": counted.get(each["item"], 0),
            "showings": given.showings.get(each["item"], 0),
        }
        for each in parameters.items
    ]
    newest = newest_set(run.language)
    if found is None:
        run.state = Calibration.State.REFUSED
        run.because = _("No question has 40 answers yet, so nothing would change.")
    elif newest is None or newest.pk != parameters.pk:
        run.state = Calibration.State.REFUSED
        run.because = _("The bank was changed meanwhile; please order it again.")
    elif not may_keep_bank(run.ordered_by):
        run.state = Calibration.State.REFUSED
        run.because = _("Who ordered it designs no questions any more.")
    else:
        _take_in(run, found, shifts)
    run.save()
    note(
        aggregate="calibration",
        aggregate_id=run.pk,
        action=run.state,
        actor=run.ordered_by_id,
        facts={"people": run.people, "answers": run.answers},
    )


def _take_in(run: Calibration, found: Found, shifts: list[dict[str, Any]]) -> None:
    run.state, run.shifts = Calibration.State.DONE, shifts
    run.likelihood = found.likelihood
    run.unsettled = [name for name in found.bank.competencies if name not in found.settled]
    run.foretold = None if found.foretold is None else asdict(found.foretold)
    run.parameters = take_in_parameters(
        person=run.ordered_by,
        language=run.language,
        bank=found.bank,
        correlations=found.prior.covariance,
        because=_("Estimated from %(answers)s answers by %(people)s people.")
        % {"answers": found.answers, "people": found.people},
    )
