"""R6 to R9: two assessors' judgements and one outcome."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapel.domain.rubrics.levels import (
    OUTCOME_OF,
    Criterion,
    Judgement,
    Level,
    Outcome,
    Reason,
    lower,
)
from lapel.domain.rubrics.resolution import How, Split, Step, resolve, split

YES, ALMOST, NOT_YET = (Judgement(level) for level in (Level.YES, Level.ALMOST, Level.NOT_YET))
LEVELS = [YES, ALMOST, NOT_YET]


def cannot(reason: Reason) -> Judgement:
    return Judgement(Level.CANNOT_JUDGE, reason)


# Every pair of levels on a single required criterion, from DOMAIN.md R8.
PAIRS = [
    (YES, YES, Split.NONE, Step.DECIDE, Outcome.EARNED, How.SAME),
    (ALMOST, ALMOST, Split.NONE, Step.DECIDE, Outcome.ALMOST, How.SAME),
    (NOT_YET, NOT_YET, Split.NONE, Step.DECIDE, Outcome.NOT_YET, How.SAME),
    (ALMOST, NOT_YET, Split.BELOW, Step.DECIDE, Outcome.NOT_YET, How.LOWER),
    (YES, ALMOST, Split.ACROSS, Step.ADJUDICATE, None, None),
    (YES, NOT_YET, Split.WIDE, Step.ADJUDICATE, None, None),
]


@pytest.mark.parametrize(("first", "second", "apart", "step", "outcome", "how"), PAIRS)
def test_each_pair_of_levels_resolves_as_r8_says(
    *,
    first: Judgement,
    second: Judgement,
    apart: Split,
    step: Step,
    outcome: Outcome | None,
    how: How | None,
) -> None:
    """Same is accepted, both below give the lower, across the line goes to a lead (R8)."""
    for one, other in ((first, second), (second, first)):
        assert split(one, other) is apart
        found = resolve([Criterion("a")], {"a": one}, {"a": other})
        assert (found.step, found.outcome) == (step, outcome)
        assert [each.how for each in found.findings] == ([how] if how else [])


def test_the_lowest_required_criterion_decides() -> None:
    """No averaging: one `not yet` among required ones outweighs every `yes` (R7)."""
    criteria = [Criterion("a"), Criterion("b"), Criterion("c")]
    scores = {"a": YES, "b": NOT_YET, "c": ALMOST}
    assert resolve(criteria, scores, scores).outcome is Outcome.NOT_YET


@pytest.mark.parametrize("other", [*LEVELS, cannot(Reason.OFF_TASK), cannot(Reason.LANGUAGE)])
@pytest.mark.parametrize("one", [*LEVELS, cannot(Reason.OFF_TASK)])
def test_an_optional_criterion_never_blocks(one: Judgement, other: Judgement) -> None:
    """Whatever two assessors say of an optional criterion, the rest decides at once (R7)."""
    criteria = [Criterion("a"), Criterion("extra", required=False)]
    found = resolve(criteria, {"a": YES, "extra": one}, {"a": YES, "extra": other})
    assert (found.step, found.outcome) == (Step.DECIDE, Outcome.EARNED)


def test_an_optional_criterion_takes_the_lower_the_only_or_no_level() -> None:
    """Apart, the lower stands; if one could not judge, the other's; if both could not, none."""
    criteria = [Criterion("a", required=False)]
    blind = cannot(Reason.UNREADABLE)
    cases = [
        (YES, NOT_YET, Level.NOT_YET, How.SETTLED),
        (blind, YES, Level.YES, How.ONE_JUDGED),
        (blind, blind, Level.CANNOT_JUDGE, How.NOT_JUDGED),
    ]
    for one, other, level, how in cases:
        (finding,) = resolve(criteria, {"a": one}, {"a": other}).findings
        assert (finding.level, finding.how) == (level, how)


@pytest.mark.parametrize("settled", [ALMOST, NOT_YET])
def test_across_the_line_is_not_adjudicated_where_the_outcome_is_settled(
    settled: Judgement,
) -> None:
    """Another criterion below the line holds the outcome, so the lower level stands (R8)."""
    found = resolve(
        [Criterion("a"), Criterion("b")], {"a": YES, "b": settled}, {"a": ALMOST, "b": settled}
    )
    assert found.outcome is OUTCOME_OF[settled.level]
    assert (found.findings[0].level, found.findings[0].how) == (Level.ALMOST, How.SETTLED)


def test_an_optional_criterion_below_the_line_settles_nothing() -> None:
    """Only required criteria can settle an outcome, as only they decide it (R7, R8)."""
    criteria = [Criterion("a"), Criterion("b", required=False)]
    found = resolve(criteria, {"a": YES, "b": NOT_YET}, {"a": ALMOST, "b": NOT_YET})
    assert (found.step, found.about) == (Step.ADJUDICATE, ("a",))


def test_yes_against_not_yet_is_adjudicated_even_where_the_outcome_is_settled() -> None:
    """R8 asks for it without a condition."""
    found = resolve(
        [Criterion("a"), Criterion("b")], {"a": YES, "b": NOT_YET}, {"a": NOT_YET, "b": NOT_YET}
    )
    assert (found.step, found.about) == (Step.ADJUDICATE, ("a",))


def test_a_second_dispute_keeps_the_first_from_being_settled() -> None:
    """While yes against not yet may still come out as yes, yes against almost matters too."""
    found = resolve(
        [Criterion("a"), Criterion("b")], {"a": YES, "b": YES}, {"a": ALMOST, "b": NOT_YET}
    )
    assert (found.step, found.about) == (Step.ADJUDICATE, ("a", "b"))


@pytest.mark.parametrize("level", LEVELS)
def test_the_adjudicators_level_stands(level: Judgement) -> None:
    """What a lead assessor scores on a disputed criterion decides it, bound by neither (R9)."""
    found = resolve([Criterion("a")], {"a": YES}, {"a": ALMOST}, adjudicated={"a": level})
    (finding,) = found.findings
    assert (finding.level, finding.how) == (level.level, How.ADJUDICATED)
    assert found.outcome is OUTCOME_OF[level.level]


def test_an_adjudicator_settles_only_what_is_disputed() -> None:
    """Her level on a criterion both assessors agreed on changes nothing."""
    found = resolve(
        [Criterion("a"), Criterion("b")],
        {"a": YES, "b": YES},
        {"a": ALMOST, "b": YES},
        adjudicated={"a": YES, "b": NOT_YET},
    )
    assert found.outcome is Outcome.EARNED


@pytest.mark.parametrize(
    ("reason", "step"),
    [
        (Reason.LANGUAGE, Step.ANOTHER_ASSESSOR),
        (Reason.OFF_TASK, Step.SEND_BACK),
        (Reason.PRIVACY, Step.SEND_BACK),
    ],
)
def test_an_adjudicator_who_cannot_judge_sends_it_on(reason: Reason, step: Step) -> None:
    """For language another lead assessor; for the rest back to pre-check (R6)."""
    found = resolve([Criterion("a")], {"a": YES}, {"a": ALMOST}, adjudicated={"a": cannot(reason)})
    assert (found.step, found.about) == (step, ("a",))


# R6: for language another assessor, for the rest back to pre-check; R8: one alone → a lead.
REMEDIES = [
    (Reason.LANGUAGE, Reason.LANGUAGE, Step.ANOTHER_ASSESSOR),
    (Reason.UNREADABLE, Reason.TOO_SHORT, Step.SEND_BACK),
    (Reason.WRONG_ARTEFACT, Reason.OFF_TASK, Step.SEND_BACK),
    (Reason.LANGUAGE, Reason.OFF_TASK, Step.ASK_LEAD),
    (Reason.PRIVACY, Reason.PRIVACY, Step.ASK_LEAD),
    (Reason.UNREADABLE, None, Step.ASK_LEAD),
    (Reason.LANGUAGE, None, Step.ASK_LEAD),
]


@pytest.mark.parametrize(("one", "other", "step"), REMEDIES)
def test_each_reason_for_not_judging_has_its_remedy(
    one: Reason, other: Reason | None, step: Step
) -> None:
    """Both alike follow R6 at once; one alone, or a student's privacy, is a lead's to decide."""
    first, second = {"a": cannot(one)}, {"a": cannot(other) if other else YES}
    for pair in ((first, second), (second, first)):
        found = resolve([Criterion("a")], *pair)
        assert (found.step, found.about) == (step, ("a",))


def test_what_could_not_be_judged_comes_before_what_is_disputed() -> None:
    """Adjudicating would be lost work if the submission goes back to pre-check."""
    found = resolve(
        [Criterion("a"), Criterion("b")],
        {"a": YES, "b": cannot(Reason.UNREADABLE)},
        {"a": NOT_YET, "b": cannot(Reason.UNREADABLE)},
    )
    assert (found.step, found.about) == (Step.SEND_BACK, ("b",))


def test_a_carried_criterion_is_yes_and_needs_no_judgement() -> None:
    """What was `yes` in an earlier attempt counts as `yes` (R12)."""
    found = resolve([Criterion("a"), Criterion("b")], {"b": YES}, {"b": YES}, carried={"a"})
    assert found.outcome is Outcome.EARNED
    assert found.findings[0].how is How.CARRIED


def test_r20_an_optional_criterion_is_carried_from_an_award_as_it_stood_there() -> None:
    """R20 and R7: it was below the line, blocked nothing, and blocks nothing now."""
    rubric = [Criterion("a"), Criterion("b"), Criterion("x", required=False)]
    kept = {"a": Level.YES, "x": Level.ALMOST}
    found = resolve(rubric, {"b": YES}, {"b": YES}, carried=kept)
    assert found.outcome is Outcome.EARNED
    assert [(each.level, each.how) for each in found.findings] == [
        (Level.YES, How.CARRIED),
        (Level.YES, How.SAME),
        (Level.ALMOST, How.CARRIED),
    ]


def test_a_missing_judgement_is_an_error() -> None:
    """Nothing is decided with fewer than two judgements of every open criterion (R5)."""
    with pytest.raises(KeyError):
        resolve([Criterion("a"), Criterion("b")], {"a": YES, "b": YES}, {"a": YES})


@pytest.mark.parametrize(
    ("level", "reason"), [(Level.YES, Reason.PRIVACY), (Level.CANNOT_JUDGE, None)]
)
def test_a_reason_belongs_to_cannot_judge_and_only_there(
    level: Level, reason: Reason | None
) -> None:
    """A judgement without its reason, or a level with one, is refused (R6)."""
    with pytest.raises(ValueError, match="reason"):
        Judgement(level, reason)


def test_the_lower_of_two_levels_is_as_ordered() -> None:
    """not yet < almost < yes; `cannot judge` has no place in the order."""
    assert lower(Level.YES, Level.ALMOST) is Level.ALMOST
    assert lower(Level.NOT_YET, Level.ALMOST) is Level.NOT_YET
    with pytest.raises(ValueError):
        lower(Level.CANNOT_JUDGE, Level.YES)


judgements = st.one_of(st.sampled_from(LEVELS), st.builds(cannot, st.sampled_from(Reason)))
rubrics = st.lists(st.booleans(), min_size=1, max_size=5)


@st.composite
def scored(draw: st.DrawFn) -> tuple[list[Criterion], dict[str, Judgement], dict[str, Judgement]]:
    criteria = [Criterion(f"c{n}", required) for n, required in enumerate(draw(rubrics))]
    first, second = ({each.key: draw(judgements) for each in criteria} for _ in range(2))
    return criteria, first, second


@given(scored())
def test_swapping_the_assessors_changes_nothing(case: tuple) -> None:
    """Neither seat weighs more than the other."""
    criteria, first, second = case
    assert resolve(criteria, first, second) == resolve(criteria, second, first)


@given(scored(), judgements, judgements)
def test_adding_an_optional_criterion_changes_no_outcome(
    case: tuple, one: Judgement, other: Judgement
) -> None:
    """The step, the outcome and what it is about stay as they were (R7)."""
    criteria, first, second = case
    more = [*criteria, Criterion("extra", required=False)]
    without = resolve(criteria, first, second)
    found = resolve(more, first | {"extra": one}, second | {"extra": other})
    assert (found.step, found.outcome, found.about) == (
        without.step,
        without.outcome,
        without.about,
    )


@given(scored())
def test_an_adjudication_that_is_not_needed_could_not_have_changed_the_outcome(
    case: tuple,
) -> None:
    """Where a case is decided, any level between the two on any criterion gives that outcome."""
    criteria, first, second = case
    found = resolve(criteria, first, second)
    if found.step is not Step.DECIDE:
        return
    required = [each.key for each in criteria if each.required]
    between = [
        [one for one in LEVELS if _is_between(one, first[key], second[key])] for key in required
    ]
    for levels in itertools.product(*between):
        lowest = min(levels, key=LEVELS[::-1].index, default=YES)
        assert OUTCOME_OF[lowest.level] is found.outcome or _only_lowered(first, second, required)


def _is_between(one: Judgement, first: Judgement, second: Judgement) -> bool:
    low, high = sorted([LEVELS.index(first), LEVELS.index(second)])
    return low <= LEVELS.index(one) <= high


def _only_lowered(first: dict, second: dict, required: list[str]) -> bool:
    """Tell whether both stood below the line somewhere: R8 takes the lower there, undisputed."""
    return any({first[key], second[key]} == {ALMOST, NOT_YET} for key in required)


@given(scored(), st.data())
def test_what_is_adjudicated_is_always_decided_or_sent_on(case: tuple, data: st.DataObject) -> None:
    """No case asks for a second adjudication by another look at the same scores."""
    criteria, first, second = case
    found = resolve(criteria, first, second)
    if found.step is not Step.ADJUDICATE:
        return
    lead = {key: data.draw(judgements) for key in found.about}
    after = resolve(criteria, first, second, adjudicated=lead)
    assert after.step in (Step.DECIDE, Step.ANOTHER_ASSESSOR, Step.SEND_BACK)
