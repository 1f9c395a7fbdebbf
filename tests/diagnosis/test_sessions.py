"""A diagnosis turn by turn: over sittings and devices, replayed, audited."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from itertools import count, repeat
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from diagnosis.asking import CODES, answer_all, begin, calibrated, fill_bank, say
from lapel.domain.measurement.sessions import Said
from lapel.journey.diagnosis import actions, queries
from lapel.journey.diagnosis.models import Diagnosis, Turn
from lapel.journey.record.actions import clock_at
from lapel.journey.record.queries import chain_faults, history, now


@pytest.fixture
def bank(cast):
    """Fill a provisional bank of three competencies with eight questions each."""
    fill_bank(cast, each=8)
    return cast


def test_a_diagnosis_begins_with_a_question_and_its_reason(bank):
    """What is asked is written when it is chosen, so that every device shows the same."""
    begun = begin(bank)
    asked = queries.asked_now(begun)
    assert begun.asked["why"]["rule"] == "widest"
    codes = [key.split("/")[0] for key in queries.session_of(begun).open_items]
    assert begun.asked["why"]["among"] == codes.count("T01") < 8  # some of eight are closed to her
    assert asked.competency.code == "T01"
    assert sorted(place for place, _text in asked.options) == [0, 1, 2]


def test_she_begins_once_and_comes_back_to_the_same(bank):
    """On a second device “begin” leads to what is open."""
    assert begin(bank) == begin(bank)
    assert Diagnosis.objects.count() == 1


def test_what_was_answered_is_there_on_the_next_day_and_goes_on_from_there(bank):
    """Sittings: nothing but the rows is needed to go on."""
    first = begin(bank)
    for _time in range(4):
        first = say(bank, first, 1)
    with clock_at(now() + timedelta(days=3)):
        again = queries.open_diagnosis(bank.amina)
        assert again.asked == first.asked
        say(bank, again, 0)
    session = queries.session_of(queries.own_diagnosis(bank.amina, first.pk))
    assert session.answers == 5


def test_a_page_that_is_behind_changes_nothing(bank):
    """Two devices: the second answers a question that the first has answered already."""
    begun = begin(bank)
    say(bank, begun, 1)
    with pytest.raises(actions.StaleError):
        actions.answer_question(
            person=bank.amina, diagnosis_id=begun.pk, revision=0, said=Said.ANSWERED, option=0
        )
    assert Turn.objects.get().option == 1


def test_the_same_answer_sent_twice_counts_once(bank):
    """A phone in a tunnel sends a form again."""
    begun = begin(bank)
    say(bank, begun, 1)
    assert say(bank, begun, 1, revision=0).revision == 1
    begun = say(bank, queries.open_diagnosis(bank.amina), said=Said.SKIPPED)
    say(bank, begun, said=Said.SKIPPED, revision=1)
    assert Turn.objects.count() == 2


def test_a_skip_says_nothing_and_leads_elsewhere(bank):
    """Neither a skip nor a strange context is an answer."""
    begun = begin(bank)
    before = begun.known
    after = say(bank, begun, said=Said.SKIPPED)
    assert after.known == before
    assert after.asked["why"]["competency"] != begun.asked["why"]["competency"]
    after = say(bank, after, said=Said.NOT_MY_CONTEXT)
    assert after.known == before
    progress = queries.progress_of(after)
    assert (progress.answers, progress.passed, progress.percent) == (0, 2, 0)


def test_an_answer_must_be_one_of_the_question(bank):
    """A form that was tampered with gets a sentence."""
    begun = begin(bank)
    for option in (None, -1, 3):
        with pytest.raises(actions.Refusal, match="Choose an answer"):
            say(bank, begun, option)


def test_nobody_else_takes_a_turn_ends_or_rates(bank):
    """It is hers alone; not even her mentor or an administrator."""
    begun = begin(bank)
    for person in (bank.chipo, bank.elif_, bank.ibrahim, bank.femi):
        told = {"person": person, "diagnosis_id": begun.pk}
        with pytest.raises(PermissionDenied):
            actions.answer_question(revision=0, said=Said.SKIPPED, **told)
        with pytest.raises(PermissionDenied):
            actions.end_diagnosis(**told)
        with pytest.raises(PermissionDenied):
            actions.rate_oneself(places={}, **told)
        assert queries.own_diagnosis(person, begun.pk) is None


def test_while_the_bank_is_provisional_a_number_of_answers_ends_it(cast):
    """Three for each competency; a skip does not count, and no precision is claimed."""
    fill_bank(cast, each=40)
    begun = say(cast, begin(cast), said=Said.SKIPPED)
    assert queries.progress_of(begun).most == 45
    done = answer_all(cast, begun)
    assert (done.ended, done.asked) == ("enough", None)
    assert queries.session_of(done).answers == 45
    assert queries.progress_of(done).percent == 100
    with pytest.raises(actions.Refusal, match="over"):
        say(cast, done, 0)


def test_with_a_calibrated_bank_the_doubt_ends_it(cast):
    """From a number of answers on, as soon as every doubt is small enough for planning."""
    fill_bank(cast, each=40)
    calibrated(cast, each=40)
    begun = begin(cast)
    progress = queries.progress_of(begun)
    assert (progress.most, progress.share) == (None, 0.0)
    done = answer_all(cast, begun)
    assert done.ended == "precise"
    assert max(done.known["sd"]) <= 0.5
    assert queries.session_of(done).answers == 30


def test_it_ends_where_nothing_is_open_any_more(bank):
    """A small bank, of which some is closed to each person, has fewer than its 24 for her."""
    begun = begin(bank)
    number = len(queries.session_of(begun).open_items)
    assert answer_all(bank, begun).ended == "nothing_left"
    assert Turn.objects.count() == number < 24


def test_she_may_end_it_early_herself_and_begin_another_at_once(bank):
    """Nothing was concluded; what she has seen is not asked again."""
    begun = say(bank, begin(bank), 1)
    ended = actions.end_diagnosis(person=bank.amina, diagnosis_id=begun.pk)
    assert (ended.ended, ended.asked) == ("", None)
    assert list(queries.finished_diagnoses(bank.amina)) == [ended]
    second = begin(bank, seed="another")
    assert second != ended
    assert second.plan["left_out"] == [Turn.objects.get().item]


def test_one_that_she_ends_with_half_of_its_answers_keeps_her_waiting_as_any_other(cast):
    """Else she could read a result, leave the last question, and be tested again at once."""
    fill_bank(cast, each=40)
    for answers, seed in ((22, "one"), (23, "other")):  # of 45; a skip is no answer
        begun = say(cast, begin(cast, seed=seed), said=Said.SKIPPED)
        assert queries.counts_from(begun) == 23
        for _answer in range(answers):
            begun = say(cast, begun, 1)
        actions.end_diagnosis(person=cast.amina, diagnosis_id=begun.pk)
    with pytest.raises(actions.Refusal, match="lately"):
        begin(cast, seed="third")
    with clock_at(now() + timedelta(days=20)):
        actions.note_learning(person_id=cast.amina.pk, competency="T02")
        assert begin(cast, seed="third").plan["scope"] == ["T02"]


def test_one_without_an_answer_is_as_if_it_had_not_been(bank):
    """It stands in no list."""
    actions.end_diagnosis(person=bank.amina, diagnosis_id=begin(bank).pk)
    assert list(queries.finished_diagnoses(bank.amina)) == []


def test_the_database_holds_one_open_diagnosis_and_one_turn_a_number(bank):
    """Whatever two processes do at once."""
    begun = say(bank, begin(bank), 1)
    begun.pk, turn = uuid4(), Turn.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        begun.save(force_insert=True)
    turn.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        turn.save(force_insert=True)


def test_a_replay_gives_every_question_every_reason_and_every_figure_again(bank):
    """Seed, plan, parameters and turns are all there is to it."""
    begun = begin(bank)
    say(bank, begun, said=Said.SKIPPED)
    done = answer_all(bank, queries.open_diagnosis(bank.amina), pattern=count())
    audited = list(queries.audit(done))
    assert len(audited) == len(queries.session_of(begun).open_items)
    assert all(each.agrees for each in audited)
    # The last posterior that was kept is that of the replay.
    last = audited[-1].step.posterior
    assert done.known["mean"] == pytest.approx(list(last.mean), abs=1e-6)


@pytest.mark.parametrize("what", ["answer", "why", "figure", "question"])
def test_what_was_changed_afterwards_is_seen_by_a_replay(bank, what):
    """A turn that does not follow from those before it."""
    answer_all(bank, begin(bank), repeat(0))
    turn = Turn.objects.get(number=2)
    if what == "answer":
        turn.category = 0 if turn.category else 1
    if what == "why":
        turn.why["information"] += 0.1
    if what == "figure":
        turn.mean[0] += 0.001
    if what == "question":
        last = Turn.objects.order_by("number").last()
        turn.item, other = last.item, turn.item
        Turn.objects.filter(pk=last.pk).update(item="moved")
        turn.save()
        Turn.objects.filter(pk=last.pk).update(item=other)
    turn.save()
    audited = list(queries.audit(Diagnosis.objects.get()))
    assert audited[0].agrees
    assert not audited[1].agrees


def test_a_turn_that_cannot_have_been_ends_the_replay(bank):
    """An answer that the question does not have; the page says that something differs."""
    answer_all(bank, begin(bank))
    Turn.objects.filter(number=3).update(category=9)
    audited = list(queries.audit(Diagnosis.objects.get()))
    assert [each.agrees for each in audited] == [True, True]


def test_the_chain_holds_its_beginning_and_its_end_and_no_answer(bank):
    """R21: that it was, when, and a hash of the turns; never what she said."""
    done = answer_all(bank, begin(bank))
    told = list(history("diagnosis", done.pk))
    assert [each.action for each in told] == ["begun", "finished"]
    assert set(told[1].facts) == {"turns", "hash"}
    assert chain_faults() == []


def test_goals_weigh_more_and_stand_in_the_plan(bank):
    """Weighted A-optimality: a goal weighs three times what is none."""
    begun = begin(bank, goals=["T03", "T99"])
    assert begun.plan["weights"] == {"T01": 1.0, "T02": 1.0, "T03": 3.0}
    assert begun.asked["why"]["rule"] == "goals"
    assert begun.asked["why"]["competency"] == "T03"
    assert begin(bank, goals=["T99"]).plan == begun.plan


def test_a_diagnosis_keeps_its_parameters_when_the_bank_is_calibrated_meanwhile(bank):
    """What she began with counts to the end."""
    begun = begin(bank)
    calibrated(bank, each=8)
    done = answer_all(bank, begun)
    assert done.parameters.name == "en-1"
    assert all(each.agrees for each in queries.audit(done))


def test_without_questions_there_is_nothing_to_begin(cast):
    """The page says so; the action too."""
    with pytest.raises(actions.Refusal, match="no questions"):
        begin(cast)


def test_competencies_without_questions_are_not_in_question(cast):
    """They stand in the result, known by the others alone; fewer questions are asked."""
    fill_bank(cast, codes=CODES[:1], each=8)
    from diagnosis.asking import framework
    from lapel.journey.catalogue.actions import load_framework

    load_framework(items=framework())
    actions.renew_parameters(person=cast.dara, language="en")
    begun = begin(cast)
    assert begun.plan["scope"] == ["T01"]
    assert begun.aim["most"] == 15


def test_somebody_who_left_begins_nothing_and_leaves_nothing(bank):
    """Who leaves takes it with her."""
    answer_all(bank, begin(bank))
    actions.note_learning(person_id=bank.amina.pk, competency="T01")
    actions.forget_diagnoses(person_id=bank.amina.pk)
    assert not Diagnosis.objects.exists()
    assert not Turn.objects.exists()
    bank.amina.is_active = False
    with pytest.raises(PermissionDenied):
        begin(bank)


def test_her_own_view_is_kept_apart_and_closed_with_the_result(bank):
    """It is another view of the same, so it is asked for before she reads what was found."""
    begun = begin(bank)
    told = {"person": bank.amina, "diagnosis_id": begun.pk}
    actions.rate_oneself(places={"T01": 4, "T02": 2}, **told)
    actions.rate_oneself(places={"T01": 5, "T02": None}, **told)
    assert [(each.competency_id, each.place) for each in begun.ratings.all()] == [("T01", 5)]
    for places in ({"T99": 1}, {"T01": 6}):
        with pytest.raises(actions.Refusal):
            actions.rate_oneself(places=places, **told)
    plain = answer_all(bank, begun)
    with pytest.raises(actions.Refusal, match="stays"):
        actions.rate_oneself(places={"T01": 1}, **told)
    found = queries.standings(plain)
    assert found.rows[0].rating.get_place_display() == "I help others with it"
    plain.ratings.all().delete()
    assert queries.standings(plain).rows[0].mean == found.rows[0].mean


def test_no_page_needs_numpy():
    """The web process stays small: scoring and choosing are plain Python (ADR 36)."""
    asked = (
        "import django, sys; django.setup(); import lapel.doors.web.urls; "
        "sys.exit('numpy' in sys.modules)"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "lapel.settings"}
    assert (
        subprocess.run([sys.executable, "-c", asked], env=environment, check=False).returncode == 0
    )
