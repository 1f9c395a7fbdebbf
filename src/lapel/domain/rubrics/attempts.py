"""How many attempts there are, and what each has to show again (R12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.domain.rubrics.levels import Level

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

FREE_ATTEMPTS = 3


def may_attempt(*, counted: int, mentor_meetings: int) -> bool:
    """Tell whether one more attempt is open after `counted` ones.

    Three are free; each further one needs a logged meeting with a mentor. What went back to
    pre-check or was withdrawn is not counted.
    """
    return counted < FREE_ATTEMPTS + mentor_meetings


def criteria_to_score(
    levels: Mapping[str, Level],
    *,
    reads: Mapping[str, Collection[str]],
    changed: Collection[str] = (),
) -> list[str]:
    """List the criteria of the next attempt: those not yet `yes`, or whose evidence changed.

    `reads` maps a criterion to the parts of the evidence it reads; `changed` names parts whose
    answer or artefacts differ from the attempt in which `levels` were given.
    """
    return [
        key
        for key, level in levels.items()
        if level is not Level.YES or not set(reads.get(key, ())).isdisjoint(changed)
    ]
