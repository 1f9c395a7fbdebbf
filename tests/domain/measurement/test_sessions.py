"""A session is its plan and its turns: it goes on elsewhere, and can be replayed."""

from __future__ import annotations

import json
import random
from unittest.mock import Mock

import pytest

from lapel.domain.measurement import exposure, posterior
from lapel.domain.measurement.prior import prior_of
from lapel.domain.measurement.sessions import (
    Plan,
    Said,
    Session,
    Turn,
    begun,
    plan_from,
    replayed,
    resumed,
    taken,
)
from lapel.domain.measurement.study.designs import Design, reference_design
from lapel.domain.measurement.study.walking import answers_of


@pytest.fixture(scope="module")
def design() -> Design:
    return reference_design(random.Random(11), people=1, competencies=6, items=8)


@pytest.fixture
def session(design: Design) -> Session:
    prior = prior_of(design.bank.competencies, design.correlations)
    return begun(design.bank, prior, Plan("seven"))


def gone(session: Session, design: Design, number: int) -> Session:
    """Answer so many questions as the rule asks them."""
    answers = answers_of(design.bank, design.people["p0001"], random.Random(3))
    for _question in range(number):
        choice = session.choice()
        assert choice is not None
        session = taken(session, Turn(choice.item, Said.ANSWERED, answers[choice.item]))
    return session


def test_questions_go_round_the_competencies_and_doubts_fall(
    session: Session, design: Design
) -> None:
    """The widest doubt is always elsewhere at first; six questions, six competencies."""
    after_six = gone(session, design, 6)
    asked = [design.bank.by_key[turn.item].competency for turn in after_six.turns]
    assert sorted(asked) == sorted(design.bank.competencies)
    assert max(after_six.sds()) < 1
    assert after_six.answers == 6


def test_no_question_comes_twice_and_what_is_open_has_an_end(
    session: Session, design: Design
) -> None:
    """Once all that is open was asked, there is no next question."""
    number = len(session.open_items)
    assert number < len(design.bank.items)
    done = gone(session, design, number)
    assert len({turn.item for turn in done.turns}) == number
    assert done.choice() is None


def test_a_skip_says_nothing_and_the_next_question_is_elsewhere(session: Session) -> None:
    """She may pass a question by; it does not come back, and nothing is held against her."""
    first = session.choice()
    assert first is not None
    passed = taken(session, Turn(first.item, Said.SKIPPED))
    after_it = passed.choice()
    assert after_it is not None
    assert passed.posterior == session.posterior
    assert after_it.competency != first.competency
    assert first.item not in passed.open_items
    assert (passed.answers, passed.set_aside) == (0, frozenset())


def test_not_my_context_is_set_aside_for_later_sessions_too(
    session: Session, design: Design
) -> None:
    """A question about a laboratory asked of a teacher of music is not asked again."""
    first = session.choice()
    assert first is not None
    passed = taken(session, Turn(first.item, Said.NOT_MY_CONTEXT))
    assert passed.set_aside == {first.item}
    again = begun(design.bank, session.posterior.prior, Plan("seven", left_out=passed.set_aside))
    assert first.item not in again.open_items
    assert len(again.open_items) == len(session.open_items) - 1


def test_where_only_one_competency_is_in_question_a_skip_stays_there(design: Design) -> None:
    """A retest of one competency has no elsewhere."""
    prior = prior_of(design.bank.competencies, design.correlations)
    session = begun(design.bank, prior, Plan("seven", scope=("c02",)))
    first = session.choice()
    assert first is not None
    following = taken(session, Turn(first.item, Said.SKIPPED)).choice()
    assert following is not None
    assert following.competency == "c02"
    assert session.sds() == [1.0]


def test_goals_decide_where_the_plan_weighs_them(design: Design) -> None:
    """With all weight on one competency the first question is about it."""
    prior = prior_of(design.bank.competencies, design.correlations)
    choice = begun(design.bank, prior, Plan("seven", weights={"c04": 1.0})).choice()
    assert choice is not None
    assert choice.competency == "c04"


def test_a_replay_gives_the_same_choices_and_the_same_posteriors(
    session: Session, design: Design
) -> None:
    """Seed, turns and parameters are all an auditor needs; a question slipped in shows."""
    done = gone(session, design, 15)
    prior = session.posterior.prior
    steps = list(replayed(design.bank, prior, done.plan, done.turns))
    assert all(step.as_the_rule_says for step in steps)
    assert steps[-1].posterior == done.posterior
    other = done.open_items[-1]
    turns = [*done.turns[:5], Turn(other, Said.ANSWERED, 0)]
    assert not list(replayed(design.bank, prior, done.plan, turns))[-1].as_the_rule_says


def test_a_session_resumes_on_another_device_with_the_next_question(
    session: Session, design: Design
) -> None:
    """Plan, turns and the kept posterior go through JSON, as a database keeps them."""
    done = taken(
        gone(session, design, 10), Turn(gone(session, design, 10).open_items[0], Said.SKIPPED)
    )
    plan = plan_from(json.loads(json.dumps(done.plan.as_plain())))
    kept = json.loads(json.dumps(done.posterior.as_plain()))
    back = resumed(design.bank, session.posterior.prior, plan, done.turns, kept)
    here, there = done.choice(), back.choice()
    assert here is not None
    assert there is not None
    assert here.item == there.item
    assert back.open_items == done.open_items
    assert back.posterior.mean == pytest.approx(done.posterior.mean, abs=1e-9)


def test_a_session_of_an_earlier_rule_goes_on_with_all_questions_open(design: Design) -> None:
    """What was asked under it must be open, or what she answered could not be read any more."""
    plain = Plan("seven").as_plain()
    del plain["cap"]
    prior = prior_of(design.bank.competencies, design.correlations)
    former = begun(design.bank, prior, plan_from(plain | {"share": 0.5}))
    assert former.open_items == tuple(each.key for each in design.bank.items)


def test_a_turn_that_cannot_be_is_refused(session: Session, design: Design) -> None:
    """An item that is not open, a category it has not, an answer without one, a skip with one."""
    closed = next(key for key in design.bank.by_key if key not in session.open_items)
    with pytest.raises(ValueError, match="not open"):
        taken(session, Turn(closed, Said.ANSWERED, 0))
    with pytest.raises(ValueError, match="no category 9"):
        taken(session, Turn(session.open_items[0], Said.ANSWERED, 9))
    with pytest.raises(ValueError, match="an answer has a category"):
        Turn("x", Said.ANSWERED)
    with pytest.raises(ValueError, match="an answer has a category"):
        Turn("x", Said.SKIPPED, 1)


def test_bank_and_prior_must_speak_of_the_same_competencies(design: Design) -> None:
    """In the same order, too: places in one are places in the other."""
    with pytest.raises(ValueError, match="not the prior's"):
        begun(design.bank, prior_of("abcdef"), Plan("seven"))


def test_the_next_question_costs_a_bounded_number_of_evaluations(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Under 150 ms is for the bench; this is what it rests on, and needs no clock.

    An answer fits each of fifteen sites a few times, and what is open is worked out once a bank.
    """
    design = reference_design(random.Random(11), people=1, items=6)
    session = begun(
        design.bank, prior_of(design.bank.competencies, design.correlations), Plan("seven")
    )
    fits, worked_out = Mock(wraps=posterior._tilted), exposure.chances_to_be_open.cache_info()
    monkeypatch.setattr(posterior, "_tilted", fits)
    gone(session, design, 45)
    begun(design.bank, session.posterior.prior, Plan("eight"))
    assert fits.call_count <= 45 * 15 * 4
    assert exposure.chances_to_be_open.cache_info().misses == worked_out.misses
