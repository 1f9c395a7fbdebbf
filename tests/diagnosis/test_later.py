"""What was decided on her work later moves what is known; time and learning open a retest."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from diagnosis.asking import answer_all, begin, calibrated, fill_bank
from documents import document
from lapel.domain.measurement.later import Decided, Result, Standing, moved_by
from lapel.journey.catalogue.actions import publish_version
from lapel.journey.diagnosis import actions, queries
from lapel.journey.diagnosis.models import LaterResult, Turn
from lapel.journey.record.actions import clock_at
from lapel.journey.record.queries import now


@pytest.fixture
def bank(cast):
    fill_bank(cast, codes=("T01", "T07"), each=8)
    return cast


@pytest.fixture
def version(bank):
    """Publish a micro-credential of T07."""
    return publish_version(person=bank.dara, organisation=bank.college, content=document())


def noted(cast, version, decided, source=None):
    return actions.note_results(
        person_id=cast.amina.pk, version=version, source=source or uuid4(), decided=decided
    )


def mean_of(diagnosis, code):
    return next(
        each.mean for each in queries.standings(diagnosis).rows if each.competency.code == code
    )


def test_decisions_move_the_result_by_the_stated_rule(bank, version):
    """As `later.moved_by` works it out; what could not be judged says nothing."""
    done = answer_all(bank, begin(bank))
    decided = {"plans": "yes", "waits": "almost", "extra": "cannot_judge/too_short"}
    assert noted(bank, version, decided) == 2
    slug, level = version.microcredential.slug, Standing.DEVELOPING
    assert version.level == "Practising"
    expected = moved_by(
        queries.session_of(done).posterior,
        [
            Result(f"{slug}/plans", "T07", level, Decided.YES, now().date()),
            Result(f"{slug}/waits", "T07", level, Decided.ALMOST, now().date()),
        ],
    )
    assert mean_of(done, "T07") == pytest.approx(expected.mean[1])
    assert queries.posterior_now(done).mean == pytest.approx(expected.mean)


def test_a_source_counts_once_and_its_latest_word_counts(bank, version):
    """A decision that superseded another, and a job that ran twice."""
    answer_all(bank, begin(bank))
    source = uuid4()
    for level in ("not_yet", "yes", "yes"):
        noted(bank, version, {"plans": level}, source)
    assert [each.decided for each in LaterResult.objects.all()] == ["yes"]


def test_what_was_revoked_counts_no_more(bank, version):
    """The award was issued in error; so what it said of her goes too."""
    done = answer_all(bank, begin(bank))
    before, source = mean_of(done, "T07"), uuid4()
    noted(bank, version, {"plans": "yes", "waits": "yes"}, source)
    assert mean_of(done, "T07") > before
    assert actions.take_back_results(source=source) == 2
    assert mean_of(done, "T07") == pytest.approx(before)


def test_what_was_known_before_is_in_the_prior_and_not_counted_again(bank, version):
    """Each decision counts once: before the first question, or after it."""
    noted(bank, version, {"plans": "yes"})
    begun = begin(bank)
    assert begun.prior["mean"][1] > 0
    done = answer_all(bank, begun)
    assert queries.posterior_now(done).mean == queries.session_of(done).posterior.mean


def test_the_next_diagnosis_goes_on_from_the_last_one_worn(bank):
    """A quarter of what was known goes back a year."""
    done = answer_all(bank, begin(bank))
    found = queries.session_of(done).posterior
    with clock_at(now() + timedelta(days=366)):
        later = begin(bank, seed="next")
        assert later.prior["mean"][0] == pytest.approx(0.75 * found.mean[0], abs=0.01)
        assert later.prior["covariance"][0][0] > found.covariance[0][0]
        assert later.plan["left_out"] == []  # a year is over


def test_a_framework_that_changed_begins_from_nothing(bank):
    """What is known of two competencies is no prior for three."""
    from diagnosis.asking import framework
    from lapel.journey.catalogue.actions import load_framework

    answer_all(bank, begin(bank))
    load_framework(items=framework(("T01", "T07", "T09")))
    actions.renew_parameters(person=bank.dara, language="en")
    with clock_at(now() + timedelta(days=100)):
        assert list(begin(bank, seed="next").prior["mean"]) == [0, 0, 0]


def test_a_retest_waits_for_time_or_for_learning(bank, version):
    """Ninety days; or fourteen for what she earned since, asked about alone and with less."""
    answer_all(bank, begin(bank))
    with pytest.raises(actions.Refusal, match="lately"):
        begin(bank, seed="next")
    with clock_at(now() + timedelta(days=20)):
        noted(bank, version, {"plans": "yes", "waits": "almost"})
        assert queries.again(bank.amina, ("T01", "T07")).today == ()
        noted(bank, version, {"plans": "yes", "waits": "yes"})
        assert queries.again(bank.amina, ("T01", "T07")).today == ("T07",)
        second = begin(bank, seed="next")
        assert second.plan["scope"] == ["T07"]
        assert second.aim["most"] == 23  # half of 45, and one more
        assert set(second.plan["left_out"]) == set(Turn.objects.values_list("item", flat=True))
    with clock_at(now() + timedelta(days=90)):
        assert queries.again(bank.amina, ("T01", "T07")).all_from is None


def test_who_has_seen_everything_waits(bank):
    """Nothing is left to ask within a year."""
    answer_all(bank, begin(bank))
    items = queries.newest_set("en").items
    last = Turn.objects.order_by("-number")[0]
    for number, each in enumerate(items, start=100):
        if not Turn.objects.filter(item=each["item"]).exists():
            last.pk, last.number, last.item = None, number, each["item"]
            last.save(force_insert=True)
    with clock_at(now() + timedelta(days=100)), pytest.raises(actions.Refusal, match="every"):
        begin(bank, seed="next")


def test_words_are_said_only_where_the_doubt_allows(cast):
    """Four fifths of what is believed beyond a line tell where she stands, or what it is not."""
    from lapel.journey.diagnosis.queries.standings import Word, word_for

    # 0.25 and -0.5 are the middles of the steps of Proficient and Practising; z of .8 is .8416.
    assert word_for(0.25 + 0.85 * 0.6, 0.6, provisional=True) is Word.STRENGTH
    assert word_for(0.25 + 0.83 * 0.6, 0.6, provisional=True) is Word.UPPER
    assert word_for(-0.5 - 0.85 * 0.6, 0.6, provisional=True) is Word.GROW
    assert word_for(-0.5 - 0.83 * 0.6, 0.6, provisional=True) is Word.LOWER
    assert word_for(-0.5 + 0.85 * 0.6, 0.6, provisional=True) is Word.UPPER
    assert word_for(0.25 - 0.85 * 0.6, 0.6, provisional=True) is Word.LOWER
    assert word_for(-0.125, 0.6, provisional=True) is Word.OPEN
    # Both ends are ruled out from a doubt of .75 / (2 * .8416) = .4456 down.
    assert word_for(-0.125, 0.445, provisional=True) is Word.BETWEEN
    assert word_for(-0.125, 0.45, provisional=True) is Word.OPEN
    # With a precision that was measured, a doubt of at most .5 is enough.
    assert word_for(-0.125, 0.45, provisional=False) is Word.BETWEEN
    assert word_for(-0.125, 0.55, provisional=False) is Word.OPEN
    fill_bank(cast, each=40)
    calibrated(cast, each=40)
    done = answer_all(cast, begin(cast))
    found = queries.standings(done)
    assert not found.is_provisional
    assert {each.more for each in found.rows} == {0}
    assert not found.undecided
