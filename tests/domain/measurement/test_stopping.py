"""When a diagnosis ends, and how far it is."""

from __future__ import annotations

from lapel.domain.measurement.stopping import (
    FORMATIVE,
    PROVISIONAL,
    Verdict,
    aim_of,
    progress,
    verdict,
)


def test_the_aim_follows_from_the_bank() -> None:
    """A doubt of .50 serves one's own learning; a provisional bank ends by a number."""
    assert aim_of(provisional=False) == FORMATIVE
    assert aim_of(provisional=True) == PROVISIONAL
    assert (FORMATIVE.sd, PROVISIONAL.sd) == (0.50, None)


def test_it_ends_when_every_doubt_is_small_but_not_before_30_questions() -> None:
    """One competency known less keeps it going."""
    assert verdict(FORMATIVE, [0.4, 0.5], 29, left=True) is Verdict.GO_ON
    assert verdict(FORMATIVE, [0.4, 0.5], 30, left=True) is Verdict.PRECISE
    assert verdict(FORMATIVE, [0.4, 0.51], 30, left=True) is Verdict.GO_ON


def test_it_ends_at_the_most_questions_or_when_nothing_is_left() -> None:
    """Nobody is asked for ever."""
    assert verdict(FORMATIVE, [0.6], FORMATIVE.most, left=True) is Verdict.ENOUGH
    assert verdict(FORMATIVE, [0.6], 40, left=False) is Verdict.NOTHING_LEFT


def test_a_provisional_bank_ends_by_number_whatever_the_doubts() -> None:
    """It has no precision that could be claimed."""
    assert verdict(PROVISIONAL, [0.1], 44, left=True) is Verdict.GO_ON
    assert verdict(PROVISIONAL, [0.9], 45, left=True) is Verdict.ENOUGH


def test_progress_is_the_precision_gained_and_no_more_than_the_fewest_questions() -> None:
    """Half of the way from 1 to .5 is .75; a competency known at the start is done."""
    assert progress(FORMATIVE, [1.0, 0.4], [0.75, 0.4], 30) == 0.75
    assert progress(FORMATIVE, [1.0, 1.0], [0.75, 1.2], 30) == 0.25
    assert progress(FORMATIVE, [1.0], [0.3], 15) == 0.5
    assert progress(FORMATIVE, [1.0], [0.3], 40) == 1.0
    assert progress(PROVISIONAL, [1.0], [0.9], 9) == 0.2
