"""Short ways to an earned award: decided by two assessors, issued by the jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from lapel.journey.issuing.models import Award
from lapel.journey.record.actions import deliver_all
from lapel.journey.record.queries import parked_deliveries
from lapel.ports.press.launcher import ChildPress
from review.stage import Stage, enrol, lock, publish, submit

if TYPE_CHECKING:
    from cast import Cast
    from lapel.journey.people.models import Person
    from lapel.journey.review.models import Decision

STATEMENT = "The teacher waits at least three seconds after an open question."
PNG = ChildPress.png
DRAWN: dict[str, bytes] = {}


def _drawn_once(press: ChildPress, svg: str, **options: Any) -> bytes:
    """Have a badge drawn by a program once: most awards here show the very same badge."""
    known = f"{sorted(options.items())} {svg}"
    if known not in DRAWN:
        DRAWN[known] = PNG(press, svg, **options)
    return DRAWN[known]


def decided(stage: Stage, teacher: Person | None = None, levels: str = "yes") -> Decision:
    """Have a teacher's submission decided, and stop before any job on the decision runs."""
    teacher = teacher or stage.cast.amina
    case = submit(enrol(teacher, stage.version, stage.cast.school))
    lock(stage.cast.ben, levels)
    lock(stage.cast.bola, levels)
    case.refresh_from_db()
    return case.decision


def earned(stage: Stage, teacher: Person | None = None) -> Award:
    """Have an award earned and issued."""
    decision = decided(stage, teacher)
    with patch.object(ChildPress, "png", _drawn_once):
        deliver_all()
    assert list(parked_deliveries()) == []
    return Award.objects.get(decision=decision)


def staged(cast: Cast, slug: str, title: str) -> Stage:
    """Open a further micro-credential, with the same two assessors."""
    stage = Stage.__new__(Stage)
    stage.cast = cast
    stage.version = publish(cast.college, cast.dara, slug=slug, title=title)
    stage.microcredential = stage.version.microcredential
    for assessor in (cast.ben, cast.bola):
        stage.appoint(assessor)
    return stage
