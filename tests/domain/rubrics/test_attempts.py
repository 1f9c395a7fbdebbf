"""R12: attempts, and what each has to show again."""

import pytest

from lapel.domain.rubrics.attempts import criteria_to_score, may_attempt
from lapel.domain.rubrics.levels import Level


@pytest.mark.parametrize(
    ("counted", "meetings", "open_"),
    [(0, 0, True), (2, 0, True), (3, 0, False), (3, 1, True), (4, 1, False), (4, 2, True)],
)
def test_three_attempts_are_free_and_a_mentor_meeting_opens_the_next(
    counted: int, meetings: int, open_: bool
) -> None:
    """R12: three attempts freely; then a logged mentor meeting opens the fourth."""
    assert may_attempt(counted=counted, mentor_meetings=meetings) is open_


LEVELS = {"a": Level.YES, "b": Level.ALMOST, "c": Level.NOT_YET, "d": Level.CANNOT_JUDGE}
READS = {"a": ["artefacts.plan"], "b": ["overview.context"]}


def test_criteria_already_yes_carry_over() -> None:
    """Only what is not yet `yes` is scored again (R12)."""
    assert criteria_to_score(LEVELS, reads=READS) == ["b", "c", "d"]


def test_a_yes_whose_evidence_changed_is_scored_again() -> None:
    """A criterion carries over unless a part it reads was changed (R12)."""
    changed = {"artefacts.plan"}
    assert criteria_to_score(LEVELS, reads=READS, changed=changed) == ["a", "b", "c", "d"]
    assert criteria_to_score(LEVELS, reads=READS, changed={"overview.x"}) == ["b", "c", "d"]
