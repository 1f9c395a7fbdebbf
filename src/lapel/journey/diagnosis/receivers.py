"""Jobs of diagnosis: it forgets who left, and calibrates the bank when somebody orders it."""

from __future__ import annotations

from lapel.journey.diagnosis.actions import calibrate, forget_diagnoses
from lapel.journey.diagnosis.events import CalibrationOrdered
from lapel.journey.people.events import PersonLeft
from lapel.journey.record.events import receives


@receives(PersonLeft)
def forget_who_left(event: PersonLeft) -> None:
    """Erase what somebody found out about herself."""
    forget_diagnoses(person_id=event.person_id)


@receives(CalibrationOrdered, heavy=True)
def calibrate_the_bank(event: CalibrationOrdered) -> None:
    """Estimate parameters from all answers."""
    calibrate(calibration_id=event.calibration_id)
