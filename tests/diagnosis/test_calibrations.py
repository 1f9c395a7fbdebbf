"""The bank is calibrated on the instance's own answers, by a job; diagnoses keep what they had."""

from __future__ import annotations

import json
from importlib import import_module

import pytest
from django.core.exceptions import PermissionDenied

from cast import belongs
from diagnosis.answering import answered, crowd
from diagnosis.asking import document, fill_bank
from lapel.domain.measurement.sessions import Said
from lapel.doors.cli.main import main
from lapel.journey.diagnosis import actions
from lapel.journey.diagnosis.models import Calibration, Diagnosis, ParameterSet, Turn
from lapel.journey.diagnosis.queries.calibrations import answers_given, districts_of
from lapel.journey.people.models import Role
from lapel.journey.record.actions import deliver_all
from mailing import sign_in_as

HARDER = "T01/question-2"


def ordered(cast) -> Calibration:
    run = actions.order_calibration(person=cast.dara, language="en")
    deliver_all()
    run.refresh_from_db()
    return run


@pytest.fixture
def filled(cast) -> ParameterSet:
    fill_bank(cast, each=6)
    return ParameterSet.objects.get()


def test_a_job_makes_a_new_set_and_what_was_begun_keeps_the_old(cast, filled) -> None:
    """120 people, 18 questions: all of them get their own parameters, and stay provisional."""
    answered(crowd(120, cast.school), filled)
    run = ordered(cast)
    assert (run.state, run.people, run.answers) == ("done", 120, 120 * 18)
    assert run.parameters is not None
    assert (run.parameters.name, run.parameters.is_provisional) == ("en-2", True)
    assert {each["calibrations"] for each in run.parameters.items} == {1}
    assert {each["answers"] for each in run.parameters.items} == {120}
    # drawn with a slope of 1.2, estimated from few, with a prior on their spread
    slopes = [each["slope"] for each in run.parameters.items]
    assert sum(slopes) / len(slopes) == pytest.approx(1.2, abs=0.35)
    assert run.parameters.correlations is not None
    assert run.parameters.correlations[0][1] > 0.2
    assert set(Diagnosis.objects.values_list("parameters", flat=True)) == {filled.pk}
    assert [each["answers"] for each in run.items] == [120] * 18
    assert run.foretold is None  # 24 are held out, which is under a hundred


def test_done_twice_it_is_done_once(cast, filled) -> None:
    """A job may be offered again."""
    answered(crowd(60, cast.school), filled)
    run = ordered(cast)
    actions.calibrate(calibration_id=run.pk)
    assert ParameterSet.objects.count() == 2


def test_a_question_harder_for_a_district_or_of_late_is_told(cast) -> None:
    """Planted: one question is harder by 1.2 for the second district, who all came later.

    600 people are enough for coverage on held-out ones to stand in the report.
    """
    fill_bank(cast, each=12)
    filled = ParameterSet.objects.get()
    answered(crowd(320, cast.school), filled)
    there = crowd(280, cast.elsewhere, "w")
    answered(there, filled, harder={HARDER: 1.2}, from_day=400, seed=2)
    run = ordered(cast)
    told = {(each["kind"], each["item"]) for each in run.shifts if each["size"] != "negligible"}
    assert told == {("group", HARDER), ("drift", HARDER)}
    of_group = [each for each in run.shifts if each["kind"] == "group"]
    assert {each["group"] for each in of_group} <= {str(cast.district), str(cast.elsewhere)}
    assert run.foretold["people"] > 100
    assert run.foretold["coverage"] == pytest.approx(0.9, abs=0.1)
    sign_of = {each["group"]: each["logits"] for each in of_group if each["item"] == HARDER}
    assert sign_of.get(str(cast.elsewhere), 1) > 0


def test_too_few_answers_change_nothing(cast, filled) -> None:
    """Under forty answers no question would get other parameters; it says so, with the counts."""
    answered(crowd(39, cast.school), filled)
    run = ordered(cast)
    assert (run.state, run.people) == ("refused", 39)
    assert "40 answers" in run.because
    assert ParameterSet.objects.count() == 1


def test_a_bank_changed_meanwhile_is_not_overwritten(cast, filled, monkeypatch) -> None:
    """Parameters are of wordings; those estimated for another set are not taken in."""
    answered(crowd(60, cast.school), filled)
    module = import_module("lapel.journey.diagnosis.actions.calibrate")
    estimate = module._estimated

    def meanwhile(*given):
        changed = document("T01", each=7)
        actions.take_in_items(person=cast.dara, organisation=cast.college, documents=[changed])
        return estimate(*given)

    monkeypatch.setattr(module, "_estimated", meanwhile)
    run = actions.order_calibration(person=cast.dara, language="en")
    found = actions.calibrate(calibration_id=run.pk)
    assert found.state == "refused"
    assert "changed meanwhile" in found.because
    assert ParameterSet.objects.count() == 2


def test_who_designs_no_more_changes_no_bank(cast, filled) -> None:
    """Her order waited, and meanwhile she left."""
    answered(crowd(60, cast.school), filled)
    run = actions.order_calibration(person=cast.dara, language="en")
    cast.dara.memberships.update(until=cast.dara.memberships.get().since)
    assert actions.calibrate(calibration_id=run.pk).state == "refused"
    assert ParameterSet.objects.count() == 1


def test_only_designers_order_it_and_one_at_a_time(cast, filled) -> None:
    """Nor is there anything to calibrate in a language without questions."""
    for name in ("amina", "elif_", "femi"):
        with pytest.raises(PermissionDenied):
            actions.order_calibration(person=getattr(cast, name), language="en")
    with pytest.raises(actions.Refusal):
        actions.order_calibration(person=cast.dara, language="tr")
    actions.order_calibration(person=cast.dara, language="en")
    with pytest.raises(actions.Refusal):
        actions.order_calibration(person=cast.dara, language="en")


def test_the_first_answer_to_todays_wording_counts(cast, filled) -> None:
    """No second one a year later, no open diagnosis, no older wording; skips are shown."""
    (one,) = crowd(1, cast.school)
    answered([one], filled)
    answered([one], filled, from_day=400, seed=5)
    first = {
        each.item: each.category
        for each in Turn.objects.order_by("-at")  # the earliest is written last
    }
    Turn.objects.filter(item="T02/question-1").update(said=Said.SKIPPED, category=None)
    other = crowd(1, cast.school, "u")
    answered(other, filled)
    Diagnosis.objects.filter(person=other[0]).update(finished_at=None)
    given = answers_given(filled)
    assert {item: category for _person, item, category in given.answers} == {
        item: category for item, category in first.items() if item != "T02/question-1"
    }
    assert set(given.showings.values()) == {1}
    assert len(given.showings) == 18
    changed = document("T01", each=6)
    changed["items"][0]["question"] = "What else?"
    actions.take_in_items(person=cast.dara, organisation=cast.college, documents=[changed])
    newest = ParameterSet.objects.latest("number")
    assert "T01/question-0" not in answers_given(newest).showings


def test_people_belong_to_their_district(cast) -> None:
    """A school counts with its district, what is under none with its topmost place."""
    teacher, other = crowd(1, cast.school)[0], crowd(1, cast.college, "c")[0]
    found = districts_of([str(teacher.pk), str(other.pk), str(cast.femi.pk)])
    assert found[str(teacher.pk)] == str(cast.district)
    assert str(cast.femi.pk) not in found
    assert len(found) == 2


def test_the_command_calibrates_at_once_and_tells(cast, filled, capsys) -> None:
    """The same action as the page's button, in this process."""
    by = ["measurement", "calibrate", "--instance", "--by", "dara@example.org"]
    assert main(by) == 1
    assert "40 answers" in capsys.readouterr().err
    answered(crowd(60, cast.school), filled)
    assert main(by) == 0
    told = capsys.readouterr().out
    assert "1080 answers by 60 people: en-2." in told
    assert "provisional" in told
    assert "too few for a figure" in told
    assert main([*by, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["parameters"] == "en-3"
    assert main(["measurement", "calibrate", "--instance", "--by", "nobody@example.org"]) == 2
    assert main(["measurement", "calibrate", "--instance", "--by", "amina@example.org"]) == 1
    assert main([*by, "--language", "tr"]) == 1


def test_designers_and_leads_see_counts_and_no_person(client, cast, filled) -> None:
    """Coverage, what was shown and answered how often, and what is harder for whom."""
    answered(crowd(320, cast.school), filled)
    answered(crowd(280, cast.elsewhere, "w"), filled, harder={HARDER: 1.2}, from_day=400, seed=2)
    sign_in_as(client, cast.dara)
    assert "No calibration yet" in client.get("/diagnosis/calibrations/").content.decode()
    answer = client.post("/diagnosis/calibrations/order/", {"language": "en"}, follow=True)
    assert "under way" in answer.content.decode()
    deliver_all()
    page = client.get("/diagnosis/calibrations/").content.decode()
    assert "en-2" in page
    assert '<li><a href="/diagnosis/bank/">' in page
    run = Calibration.objects.get()
    belongs(cast.femi, cast.elsewhere, Role.PROGRAMME_LEAD)
    for who in (cast.dara, cast.elif_):
        sign_in_as(client, who)
        page = client.get(f"/diagnosis/calibrations/{run.pk}/").content.decode()
        assert HARDER in page
        assert "0 of 18" in page  # 600 answers each: no question is provisional any more
        assert "provisional" not in page
        assert "W 1" not in page
        assert "w1@example.org" not in page


def test_others_see_no_calibration(client, cast, filled) -> None:
    """Neither teachers nor assessors; a lead does not order one."""
    run = actions.order_calibration(person=cast.dara, language="en")
    for name in ("amina", "ben", "femi"):
        sign_in_as(client, getattr(cast, name))
        assert client.get("/diagnosis/calibrations/").status_code == 403
        assert client.get(f"/diagnosis/calibrations/{run.pk}/").status_code == 403
    sign_in_as(client, cast.elif_)
    assert client.post("/diagnosis/calibrations/order/", {"language": "en"}).status_code == 403
    assert client.get("/diagnosis/calibrations/").status_code == 200


def test_a_second_order_is_refused_in_words(client, cast, filled) -> None:
    """And a language without questions has no button to press."""
    sign_in_as(client, cast.dara)
    client.post("/diagnosis/calibrations/order/", {"language": "en"})
    again = client.post("/diagnosis/calibrations/order/", {"language": "en"}, follow=True)
    assert "under way already" in again.content.decode()
    assert Calibration.objects.count() == 1


def test_the_pages_ask_few_questions(client, cast, filled, django_assert_max_num_queries) -> None:
    """The number of queries does not grow with runs or questions."""
    for _run in range(30):
        run = actions.order_calibration(person=cast.dara, language="en")
        actions.calibrate(calibration_id=run.pk)
    sign_in_as(client, cast.dara)
    with django_assert_max_num_queries(20):
        client.get("/diagnosis/calibrations/")
    with django_assert_max_num_queries(20):
        client.get(f"/diagnosis/calibrations/{run.pk}/")
