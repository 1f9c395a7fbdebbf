"""Training and qualifying: what comes first, what a try asks, what it tells (R16)."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from lapel.journey.qualification import actions, queries
from lapel.journey.qualification.events import QualificationEnds, QualificationNotReached, Qualified
from lapel.journey.qualification.models import AgreedKey, Portfolio, Qualification, Training
from lapel.journey.record.actions import clock_at
from lapel.journey.record.models import OutboxEvent
from lapel.journey.record.queries import now
from qualification.room import EXAMPLE, Room, as_key, put_set, score_anchor, too_low, tried


def announced(kind: type) -> int:
    return OutboxEvent.objects.filter(kind=kind.kind()).count()  # type: ignore[attr-defined]


def test_r16_a_full_set_has_five_anchors_25_ratings_and_every_level(room: Room) -> None:
    """R16's numbers; the example has nine anchors of three criteria."""
    assert len(room.anchors) == 9
    assert queries.is_trained_for(room.version, "en")
    assert not queries.is_trained_for(room.version, "es")
    AgreedKey.objects.filter(portfolio=room.anchors[0]).delete()
    assert not queries.is_trained_for(room.version, "en"), "8 anchors of 3 criteria are 24"


def test_r16_who_does_not_hold_the_credential_is_admitted_by_a_lead_who_says_why(
    room: Room,
) -> None:
    """R16: she holds the micro-credential; otherwise a lead answers for her."""
    ben = room.cast.ben
    with pytest.raises(actions.Refusal, match="a lead assessor can admit you"):
        actions.begin_training(person=ben, version=room.version, language="en")
    told = {"assessor": ben, "version": room.version, "language": "en"}
    with pytest.raises(actions.Refusal, match="say why"):
        actions.admit_to_training(person=room.cast.gita, **told)
    with pytest.raises(PermissionDenied):
        actions.admit_to_training(person=room.cast.bola, because="A friend.", **told)
    assert room.admitted().admitted_by == room.cast.gita


def test_nobody_but_an_assessor_trains(room: Room) -> None:
    """A teacher who is no assessor has nothing to qualify for."""
    with pytest.raises(PermissionDenied):
        actions.begin_training(person=room.cast.femi, version=room.version, language="en")
    with pytest.raises(actions.Refusal, match="Only an assessor"):
        room.admitted(room.cast.femi)


def test_r16_the_module_the_rubric_and_the_practice_come_before_the_anchors(room: Room) -> None:
    """R16: she trains on annotated exemplars and practises before she is held against anything."""
    training = room.admitted()
    with pytest.raises(actions.Refusal, match="come first"):
        actions.begin_trial(person=room.cast.ben, training_id=training.pk)


def test_wrong_answers_in_the_bias_module_are_explained_and_chosen_again(room: Room) -> None:
    """It teaches; it is no test that one could fail."""
    training = room.admitted()
    ben = room.cast.ben
    wrong = {topic.key: 0 for topic in queries.TOPICS}
    _training, right = actions.answer_bias(person=ben, training_id=training.pk, answers=wrong)
    assert not right
    room.cast.ben.refresh_from_db()
    better = {
        topic.key: next(place for place, each in enumerate(topic.options) if each.is_right)
        for topic in queries.TOPICS
    }
    done, right = actions.answer_bias(person=ben, training_id=training.pk, answers=better)
    assert right
    assert done.bias_done_at is not None


def test_practice_shows_the_key_with_its_reason_only_after_it_is_locked(room: Room) -> None:
    """She decides on her own first; then she sees where she and the key part."""
    training = room.admitted()
    ben = room.cast.ben
    portfolio = queries.practice_of(room.version, "en")[0]
    scoring = actions.begin_practice(person=ben, training_id=training.pk, portfolio_id=portfolio.pk)
    assert [row.agreed for row in queries.bench_of(scoring).rows] == [None, None, None]
    with pytest.raises(actions.Refusal, match="Still without a level: Plans open questions"):
        actions.lock_scoring(person=ben, scoring_id=scoring.pk)
    for criterion in ("plans", "waits", "extra"):
        actions.save_mark(person=ben, scoring_id=scoring.pk, criterion=criterion, level="almost")
    bench = queries.bench_of(actions.lock_scoring(person=ben, scoring_id=scoring.pk))
    assert bench.as_key == 0
    assert bench.rows[0].agreed is not None
    assert bench.rows[0].agreed.reason.startswith("Three open questions")
    with pytest.raises(actions.Refusal, match="can no longer be changed"):
        actions.save_mark(person=ben, scoring_id=scoring.pk, criterion="plans", level="yes")


def test_r16_who_reaches_the_bars_is_qualified_for_twelve_months(room: Room) -> None:
    """R16: valid for 12 months; both its ends are announced with their days."""
    training = room.ready()
    trial = tried(training)
    assert trial.passed
    assert trial.result["figures"]["exact"]["value"] == 1
    held = queries.qualification_of(room.cast.ben, room.version, "en")
    assert held is not None
    assert held.until - held.qualified_at == timedelta(days=365)
    assert not held.founding
    assert announced(Qualified) == 1
    assert announced(QualificationEnds) == 2
    with clock_at(now() + timedelta(days=365, seconds=1)):
        assert queries.qualification_of(room.cast.ben, room.version, "en") is None


def test_r16_one_severe_miss_on_a_required_criterion_is_enough_to_fail(room: Room) -> None:
    """R16: no severe miss on a must-have criterion; one of 27 leaves every other bar reached."""
    ben, training = room.cast.ben, room.ready()
    trial = actions.begin_trial(person=ben, training_id=training.pk)
    missed = False

    def once(criterion: str, level: str) -> str:
        nonlocal missed
        if criterion == "plans" and level == "yes" and not missed:
            missed = True
            return "not_yet"
        return level

    for anchor in trial.anchors:
        score_anchor(ben, trial, anchor, once)
    trial.refresh_from_db()
    assert trial.result["missed"] == ["severe"]
    assert trial.passed is False


def test_r16_one_severe_miss_on_an_optional_criterion_does_not_fail(room: Room) -> None:
    """An optional criterion never blocks anybody (R7)."""
    ben, training = room.cast.ben, room.ready()
    trial = actions.begin_trial(person=ben, training_id=training.pk)
    missed = False

    def once(criterion: str, level: str) -> str:
        nonlocal missed
        if criterion == "extra" and level == "yes" and not missed:
            missed = True
            return "not_yet"
        return level

    for anchor in trial.anchors:
        score_anchor(ben, trial, anchor, once)
    trial.refresh_from_db()
    assert trial.passed is True


def test_r16_there_are_two_tries_and_a_lead_opens_the_next(room: Room) -> None:
    """R16: two tries; the second is in another order."""
    ben, training = room.cast.ben, room.ready()
    first, second = tried(training, too_low), tried(training, too_low)
    assert (first.passed, second.passed) == (False, False)
    assert sorted(first.anchors) == sorted(second.anchors)
    assert first.anchors != second.anchors
    assert announced(QualificationNotReached) == 2
    with pytest.raises(actions.Refusal, match="a lead assessor opens the next one"):
        actions.begin_trial(person=ben, training_id=training.pk)
    with pytest.raises(PermissionDenied):
        actions.open_further_try(person=ben, training_id=training.pk, words="I am ready.")
    actions.open_further_try(
        person=room.cast.gita, training_id=training.pk, words="We scored three together."
    )
    assert tried(training, as_key).passed


def test_a_second_try_takes_anchors_she_has_not_seen_where_there_are_more(room: Room) -> None:
    """What she saw once, she may remember."""
    document = json.loads(EXAMPLE)
    document["anchors"] += [{**each, "key": f"{each['key']}-again"} for each in document["anchors"]]
    put_set(room.cast.gita, room.version, json.dumps(document))
    training = room.ready()
    first, second = tried(training, too_low), tried(training, as_key)
    assert len(first.anchors) == len(second.anchors) == 9
    assert not set(first.anchors) & set(second.anchors)
    assert second.passed


def test_a_failed_try_tells_what_to_practise_and_never_a_key(room: Room) -> None:
    """Else the second try would measure memory."""
    trial = tried(room.ready(), too_low)
    told = queries.told_of(trial)
    assert [each.is_met for each in told.bars] == [False, True, False, True]
    assert {each.title for each in told.practise} == {
        "Plans open questions", "Waits after questions", "Names a next idea",
    }  # fmt: skip
    assert set(trial.result["lines"]["plans"]) == {"as_key", "of", "lean"}


def test_a_figure_without_variation_is_undefined_and_reaches_no_bar(room: Room) -> None:
    """DOMAIN.md, reliability card: "undefined: no variation", never 0, 1 or NaN."""
    trial = tried(room.ready())
    trial.result["figures"]["cohen_quadratic"] = {"value": None, "low": None, "high": None}
    assert queries.told_of(trial).bars[2].reached == "undefined: no variation"


def test_r16_a_changed_rubric_ends_a_qualification_and_an_unchanged_one_carries_it_over(
    room: Room,
) -> None:
    """R16: an assessor qualifies per rubric version."""
    tried(room.ready())
    version = room.version
    held = Qualification.objects.get()
    version.pk, version.number, version._state.adding = None, 2, True
    version.save()
    assert queries.qualification_of(room.cast.ben, version, "en") == held
    assert queries.is_trained_for(version, "en")
    version.pk, version.number, version._state.adding = None, 3, True
    version.rubric_hash = "0" * 64
    version.save()
    assert queries.qualification_of(room.cast.ben, version, "en") is None
    assert not queries.is_trained_for(version, "en")


def test_r16_a_qualification_is_renewed_on_anchors_in_its_last_thirty_days(room: Room) -> None:
    """Yearly recalibration: not before, and the old one ends where the new one begins."""
    training = room.ready()
    tried(training)
    with pytest.raises(actions.Refusal, match="qualified already"):
        actions.begin_trial(person=room.cast.ben, training_id=training.pk)
    with clock_at(now() + timedelta(days=340)):
        assert tried(training).passed
        old, new = Qualification.objects.order_by("qualified_at")
        assert old.ending == "renewed"
        assert new.until - now() > timedelta(days=364)


def test_nobody_scores_for_another(room: Room) -> None:
    """A training is its person's own; a lead learns only what came of it."""
    training = room.ready()
    for other in (room.cast.bola, room.cast.gita):
        with pytest.raises(PermissionDenied):
            actions.begin_trial(person=other, training_id=training.pk)
        with pytest.raises(PermissionDenied):
            actions.finish_rubric(person=other, training_id=training.pk)
    trial = actions.begin_trial(person=room.cast.ben, training_id=training.pk)
    with pytest.raises(PermissionDenied):
        actions.begin_anchor(
            person=room.cast.bola, trial_id=trial.pk, portfolio_id=room.anchors[0].pk
        )


def test_a_document_published_again_leaves_what_is_the_same_with_its_keys(room: Room) -> None:
    """Keys that were given since must not be lost by mending a comma elsewhere."""
    before = {each.name: each.pk for each in room.portfolios}
    document = json.loads(EXAMPLE)
    document["anchors"][0]["answers"]["overview.context"] = "Another class altogether, of 30."
    after = {
        each.name: each.pk for each in put_set(room.cast.dara, room.version, json.dumps(document))
    }
    assert {name for name in before if before[name] != after[name]} == {"a-01"}
    assert Portfolio.objects.get(pk=before["a-01"]).retired_at is not None


def test_only_a_lead_or_a_designer_brings_a_set(room: Room) -> None:
    """Who is held against it must not write it."""
    for person in (room.cast.ben, room.cast.amina, room.cast.hana):
        with pytest.raises(PermissionDenied):
            actions.bring_training(person=person, version=room.version, text=EXAMPLE)
    draft = actions.bring_training(person=room.cast.dara, version=room.version, text="{")
    with pytest.raises(actions.Refusal, match="still has faults"):
        actions.publish_training(person=room.cast.dara, draft_id=draft.pk)
    with pytest.raises(actions.Refusal, match="nothing in this document"):
        actions.bring_training(person=room.cast.dara, version=room.version, text=" ")


def test_two_begin_the_same_training_only_once(room: Room) -> None:
    """A second tab, or a lead and she at the same time."""
    assert room.admitted() == room.admitted()
    assert Training.objects.count() == 1
