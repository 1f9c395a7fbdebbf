"""The pages of one's own diagnosis: one question a screen, without scripts, and for nobody else."""

from __future__ import annotations

from datetime import timedelta
from itertools import cycle

import pytest
from django.urls import reverse

from cast import belongs
from diagnosis.asking import answer_all, begin, calibrated, fill_bank, say
from lapel.domain.measurement.sessions import Said
from lapel.journey.diagnosis import actions, queries
from lapel.journey.diagnosis.models import Diagnosis, Turn
from lapel.journey.diagnosis.queries.held_against import held_against
from lapel.journey.people.models import Role
from lapel.journey.record.actions import clock_at
from lapel.journey.record.queries import now

INDEX = reverse("diagnosis:index")


@pytest.fixture
def bank(cast):
    fill_bank(cast, each=8)
    return cast


@pytest.fixture
def amina(client, cast):
    """Sign Amina in."""
    client.force_login(cast.amina)
    return client


def at(name, diagnosis):
    return reverse(f"diagnosis:{name}", args=[diagnosis.pk])


def test_without_questions_the_page_says_so(amina):
    """An empty bank is no error."""
    assert "no questions yet" in amina.get(INDEX).text


def test_she_begins_answers_skips_and_comes_back(amina, bank):
    """The whole way by forms alone."""
    page = amina.post(reverse("diagnosis:begin"), {"language": "en"}, follow=True)
    diagnosis = Diagnosis.objects.get()
    assert "0 of 45 answered" in page.text
    assert "Why this question?" in page.text
    sent = {"revision": 0, "said": "answered", "option": 1}
    page = amina.post(at("question", diagnosis), sent, follow=True)
    assert "1 of 45 answered" in page.text
    page = amina.post(at("question", diagnosis), {"revision": 1, "said": "skipped"}, follow=True)
    assert "1 of 45 answered" in page.text
    page = amina.get(INDEX)
    assert "Your diagnosis goes on" in page.text
    assert at("question", diagnosis) in page.text


def test_a_page_that_is_behind_gets_409_and_the_question_that_is_open(amina, bank):
    """The second of two devices."""
    begun = begin(bank)
    now_open = say(bank, begun, 1)
    page = amina.post(at("question", begun), {"revision": 0, "said": "answered", "option": 0})
    assert page.status_code == 409
    assert "on another page or device" in page.text
    assert f'value="{now_open.revision}"' in page.text
    assert Turn.objects.count() == 1


def test_a_page_that_is_behind_a_finished_diagnosis_leads_to_the_result(amina, bank):
    """The other device answered the last one."""
    done = answer_all(bank, begin(bank))
    sent = {"revision": done.revision - 2, "said": "answered", "option": 0}
    page = amina.post(at("question", done), sent, follow=True)
    assert page.redirect_chain[-1][0] == at("result", done)
    assert "on another page" in page.text


def test_an_answer_without_a_choice_is_told_in_a_sentence(amina, bank):
    """A browser without the attribute `required`, or somebody's own program."""
    begun = begin(bank)
    for sent in ({"revision": "0"}, {"revision": "x", "said": "strange", "option": "²"}):
        page = amina.post(at("question", begun), sent, follow=True)
        assert "Choose an answer first" in page.text


def test_the_next_question_takes_few_queries(amina, bank, django_assert_max_num_queries):
    """Of a provisional bank; the answer and the page after it, each."""
    begun = say(bank, begin(bank), 1)
    with django_assert_max_num_queries(12):
        amina.get(at("question", begun))
    sent = {"revision": 1, "said": "answered", "option": 1}
    with django_assert_max_num_queries(12):
        assert amina.post(at("question", begun), sent).status_code == 302


def test_the_lists_and_results_take_few_queries(amina, bank, django_assert_max_num_queries):
    """Whatever their length."""
    done = answer_all(bank, begin(bank))
    for address in (INDEX, at("result", done), at("steps", done), at("print", done)):
        with django_assert_max_num_queries(17):
            assert amina.get(address).status_code == 200


def test_the_result_stands_beside_the_aims_of_her_places_and_leads_to_each(amina, cast, bank):
    """What is reached, still to grow and open, in words; another place's aim is not there."""
    calibrated(cast, each=8)
    belongs(cast.femi, cast.elsewhere, Role.PROGRAMME_LEAD)
    wanted = {"T01": "emerging", "T02": "leading", "T03": "leading"}
    for who, place, name in (
        (cast.elif_, cast.district, "By 2028"),
        (cast.femi, cast.elsewhere, "Not hers"),
    ):
        actions.set_aim(person=who, organisation=place, kind="school", name=name, levels=wanted)
    done = answer_all(cast, begin(cast), cycle([0, 1]))
    page = amina.get(at("result", done)).text
    assert "Not hers" not in page
    (against,) = held_against(cast.amina, queries.standings(done))
    assert against.target.name.startswith("By 2028")
    assert against.asked == 3
    assert f"{len(against.reached)} of 3 competencies reached" in page
    assert f"/diagnosis/growth/?aim={against.target.key}" in page
    for each in against.to_grow:
        assert str(each) in page


def test_while_provisional_the_result_gives_bands_and_says_why(amina, bank):
    """No interval, no value: nobody could stand by one."""
    done = answer_all(bank, begin(bank))
    page = amina.get(at("result", done)).text
    assert "provisional" in page
    assert "400 teachers" in page
    assert "90 % interval" not in page
    assert "standard deviations" not in page
    assert "provisional bands" in amina.get(at("picture", done)).text
    assert "no credential" in amina.get(at("print", done)).text


def test_with_a_calibrated_bank_the_result_gives_intervals_and_what_would_sharpen_it(amina, cast):
    """Where a word is not allowed yet, the page says how many more questions would tell."""
    fill_bank(cast, each=40)
    calibrated(cast, each=40)
    begun = begin(cast)
    for option in (0, 1, 2, 0, 1, 2):
        begun = say(cast, begun, option)
    assert "% of the precision" in amina.get(at("question", begun)).text
    done = actions.end_diagnosis(person=cast.amina, diagnosis_id=begun.pk)
    page = amina.get(at("result", done)).text
    assert "90 % interval" in page
    assert "provisional" not in page
    assert "expectedly" in page
    assert "provisional" not in amina.get(at("picture", done)).text


def test_question_by_question_she_reads_why_and_the_reason_of_each_answer(amina, bank):
    """And that a replay agrees; what does not agree is marked."""
    begun = say(bank, begin(bank, goals=["T01"]), said=Said.SKIPPED)
    begun = say(bank, begun, said=Said.NOT_MY_CONTEXT)
    done = answer_all(bank, begun)
    page = amina.get(at("steps", done)).text
    assert "worked out anew just now" in page
    assert "You skipped it" in page
    assert "Not your context" in page
    assert "what matters to you" in page
    Turn.objects.filter(number=2).update(sd=[0.1, 0.1, 0.1])
    assert "something differs" in amina.get(at("steps", done)).text
    record = amina.get(at("record", done)).json()
    assert record["plan"]["seed"] == "a seed"
    assert len(record["items"]) == Turn.objects.count()


def test_her_own_view_stands_beside_the_result(amina, bank):
    """And cannot be given any more once it is read."""
    begun = begin(bank)
    page = amina.post(at("own_view", begun), {"T01": "4", "T02": ""}, follow=True)
    assert "Kept." in page.text
    assert "selected>I am sure of it" in amina.get(at("own_view", begun)).text
    assert amina.post(at("own_view", begun), {"T01": "9"}).status_code == 200
    done = answer_all(bank, begun)
    assert "I am sure of it" in amina.get(at("result", done)).text
    for page in (
        amina.get(at("own_view", done), follow=True),
        amina.post(at("own_view", done), {"T01": "1"}, follow=True),
    ):
        assert page.redirect_chain[-1][0] == at("result", done)


def test_she_ends_it_and_sees_what_is_known(amina, bank):
    """Without any answer there is nothing to see."""
    begun = begin(bank)
    assert amina.post(at("end", begun)).url == INDEX
    assert amina.get(at("question", begun)).url == INDEX
    assert amina.get(at("result", begun)).status_code == 404
    begun = say(bank, begin(bank, seed="another"), 1)
    assert amina.get(at("result", begun)).url == at("question", begun)
    assert "Before you have answered 23 questions" in amina.get(at("question", begun)).text
    Diagnosis.objects.update(aim={**begun.aim, "fewest": 2})
    assert "can begin again after 90 days; or after 14" in amina.get(at("question", begun)).text
    assert amina.post(at("end", begun)).url == at("result", begun)
    assert amina.post(at("end", begun)).url == at("result", begun)


def test_nobody_else_opens_any_page_of_it(client, bank):
    """Not a mentor, a lead or a stranger: for them it is not there."""
    done = answer_all(bank, begin(bank))
    going_on = actions.begin_diagnosis(person=bank.femi, seed="x")
    names = ("result", "question", "own_view", "print", "picture", "steps", "record")
    for person in (bank.chipo, bank.elif_, bank.emre, bank.ben):
        client.force_login(person)
        for name in names:
            for each in (done, going_on):
                assert client.get(at(name, each)).status_code == 404
        assert client.post(at("question", going_on), {}).status_code == 404
        assert client.post(at("end", going_on)).status_code == 404
    client.logout()
    assert client.get(INDEX).status_code == 302


def test_afterwards_the_page_says_when_she_may_begin_again(amina, bank):
    """After ninety days; or after fourteen, about what she learned."""
    answer_all(bank, begin(bank))
    assert "Not yet again" in amina.get(INDEX).text
    page = amina.post(reverse("diagnosis:begin"), {"language": "en"}, follow=True)
    assert "learn something first" in page.text
    with clock_at(now() + timedelta(days=10)):
        actions.note_learning(person_id=bank.amina.pk, competency="T02")
    with clock_at(now() + timedelta(days=15)):
        assert "You have learned something since" in amina.get(INDEX).text


def test_at_most_five_goals(amina, cast):
    """More would be none."""
    codes = tuple(f"T{number:02}" for number in range(1, 8))
    fill_bank(cast, codes=codes)
    page = amina.post(reverse("diagnosis:begin"), {"language": "en", "goals": codes})
    assert "Choose at most five." in page.text
    assert queries.open_diagnosis(cast.amina) is None


def test_she_chooses_among_languages_where_there_are_several(amina, bank):
    """Her own first; one that Django does not know is called by its code."""
    from diagnosis.asking import document

    documents = [document("T01", language=each) for each in ("sw", "xx")]
    actions.take_in_items(person=bank.dara, organisation=bank.college, documents=documents)
    page = amina.get(INDEX).text
    assert "Kiswahili" in page
    assert page.index("English") < page.index("Kiswahili")
    assert ">xx<" in page
    amina.post(reverse("diagnosis:begin"), {"language": "sw"})
    assert queries.open_diagnosis(bank.amina).parameters.language == "sw"


def test_the_front_page_leads_a_teacher_to_it_and_nobody_else(client, cast):
    """To begin, to go on, and to what was found; where there are no questions it says nothing."""
    home = reverse("home")
    client.force_login(cast.amina)
    assert "where-i-stand" not in client.get(home).text
    fill_bank(cast, each=8)
    assert "Find out" in client.get(home).text
    begun = say(cast, begin(cast), 1)
    assert at("question", begun) in client.get(home).text
    done = actions.end_diagnosis(person=cast.amina, diagnosis_id=begun.pk)
    assert at("result", done) in client.get(home).text
    client.force_login(cast.dara)
    assert "where-i-stand" not in client.get(home).text
    client.logout()
    assert "where-i-stand" not in client.get(home).text
