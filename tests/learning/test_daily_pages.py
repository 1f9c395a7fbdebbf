"""Pages of daily sessions: without a script, with one, and for nobody else."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from documents import CONTENT, demo_documents
from lapel.domain.memory import Pace
from lapel.doors.cli.demo import daily
from lapel.doors.cli.demo.stage import People
from lapel.journey.catalogue.actions import load_framework, publish_version
from lapel.journey.learning.actions import enrol, finish_module, set_rhythm
from lapel.journey.learning.models import (
    CardReview,
    CheckAnswer,
    DailyRhythm,
    DailySession,
    Pause,
    SegmentRead,
    Trial,
)
from lapel.journey.learning.queries import session_of, trials_of
from lapel.journey.people.models import Role
from lapel.journey.record.actions import clock_at
from lapel.journey.record.queries import now
from learning.test_daily import USUAL, entry, finish_after_checks, hers, keep, on, recall

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse
    from django.test import Client

    from cast import Cast
    from lapel.journey.learning.models import Enrolment

__all__ = ["hers"]
TODAY = "/learning/today/"


@pytest.fixture
def amina(client: Client, cast: Cast) -> Client:
    """Give Amina's browser."""
    client.force_login(cast.amina)
    return client


def text(answer: HttpResponse) -> str:
    """Give a page's words, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def send(client: Client, *entries: Any) -> HttpResponse:
    """Send what a device has gathered."""
    body = json.dumps({"entries": entries})
    return client.post(f"{TODAY}keep/", body, content_type="application/json")


def test_a_whole_session_without_a_script(amina: Client, hers: Enrolment) -> None:
    """Each thing is a plain form; the page comes again without what is done."""
    with on(1):
        page = amina.get(TODAY).content.decode()
        assert page.count('name="card"') == 7
        ids = re.findall(r'name="id" value="([^"]+)"', page)
        assert len(ids) == len(set(ids))
        for says in (
            recall(hers),
            entry(hers, "segment", module="waits", segment="one"),
            entry(hers, "trial", words="Wait after one answer"),
            entry(hers, "effort", effort=8, closing="reflection"),
        ):
            answer = amina.post(TODAY, says)
            assert (answer.status_code, answer["Location"]) == (302, TODAY)
        page = text(amina.get(TODAY))
    assert "1 of 7 done" in page
    assert "That was today. You rated this as demanding." in page
    assert "Wait after one answer" in page
    assert CardReview.objects.get().day == date(2026, 3, 10)
    assert (SegmentRead.objects.count(), DailySession.objects.count()) == (1, 1)


def test_a_novice_sees_the_worked_example_first(amina: Client, hers: Enrolment) -> None:
    """And who asks to try first sees the task first, with the example to compare."""
    with on(1):
        keep(hers, entry(hers, "segment", module="waits", segment="one"))
    with on(2):
        page = text(amina.get(TODAY))
        assert page.index("Worked example first") < page.index("Wait two") + len(page)
        assert page.index("She nods.") < page.index("Now you")
        assert "much to hold together" in page
        set_rhythm(person=hers.person, **USUAL | {"first": "try"})
        page = text(amina.get(TODAY))
        assert page.index("Try first") < page.index("Compare with a worked example")


def test_practice_answers_at_once_and_may_be_answered_again(amina: Client, hers: Enrolment) -> None:
    """The reason is shown for the option she took."""
    with on(1):
        finish_after_checks(hers)
    with on(2):
        says = entry(hers, "check", module="try-it", check="long")
        for option in (0, 1):
            amina.post(TODAY, says | {"option": option})
            found = CheckAnswer.objects.get(check_key="long")
            assert found.option == option
        page = amina.get(TODAY).content.decode()
    shown = re.findall(r'data-feedback="(\d)"[^>]*?( hidden)?>', page)
    assert shown == [("0", " hidden"), ("1", "")]


def test_what_is_refused_is_said(amina: Client, hers: Enrolment) -> None:
    """In a plain sentence on the page."""
    answer = amina.post(TODAY, entry(hers, "trial", words=" "), follow=True)
    assert "Write a line first." in text(answer)


def test_a_device_is_told_what_is_kept_and_what_is_not(amina: Client, hers: Enrolment) -> None:
    """So that it can forget the one and say the other."""
    with on(1):
        answer = send(amina, recall(hers, id="a"), recall(hers, 99, id="b")).json()
    assert answer["kept"] == ["a"]
    assert answer["refused"] == {"b": "This micro-credential has no such card."}


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"entries": 3}', '{"entries": ["x"]}', '{"entries": null}']
)
def test_what_is_no_list_of_entries_is_refused(amina: Client, body: str) -> None:
    """Whatever a program sends."""
    answer = amina.post(f"{TODAY}keep/", body, content_type="application/json")
    assert answer.status_code == 422
    assert "sentence" in answer.json()


def test_a_form_is_no_list_of_entries(amina: Client) -> None:
    """The body of a form with parts has been read already when the page is asked."""
    assert amina.post(f"{TODAY}keep/", {"entries": "[]"}).status_code == 422


def test_too_much_at_once_is_said(amina: Client) -> None:
    """A device sends in parts."""
    assert send(amina, *([{}] * 501)).status_code == 422


def test_who_is_signed_out_keeps_nothing(client: Client, hers: Enrolment) -> None:
    """A device keeps it until she is signed in again."""
    assert send(client, recall(hers)).status_code == 302
    assert not CardReview.objects.exists()


def test_the_worker_is_a_script_for_these_pages_alone(client: Client) -> None:
    """Its address says how far it reaches: /learning/today/."""
    answer = client.get(reverse("learning:worker"))
    assert answer["Content-Type"] == "text/javascript"
    assert answer["Cache-Control"] == "no-cache"
    assert b"caches.match" in answer.content


def test_demanding_sessions_and_light_ones_are_answered_in_words(
    amina: Client, hers: Enrolment
) -> None:
    """Hers to see; the link leads to the competency's page."""
    for number in (1, 2, 3):
        with on(number):
            keep(hers, entry(hers, "effort", effort=8, closing="reflection"))
    with on(4):
        page = text(amina.get(TODAY))
        assert "Today: 10 minutes" in page
        assert "You rated this as demanding of late" in page
    DailySession.objects.update(effort=2)
    with on(4):
        keep(hers, *(recall(hers, each) for each in range(1, 13)))
    with on(5):
        assert "look at the next level" in text(amina.get(TODAY))


def test_a_day_without_anything_says_when_more_comes(amina: Client, hers: Enrolment) -> None:
    """On the day she met it, nothing is due and one thing was read."""
    with on(0.1):
        page = text(amina.get(TODAY))
    assert "Nothing waits today. The next cards come on 10 March 2026." in page


def test_who_is_on_nothing_is_shown_the_catalogue(client: Client, cast: Cast) -> None:
    """An empty page says what to do."""
    client.force_login(cast.femi)
    assert "You are not on any micro-credential yet." in text(client.get(TODAY))
    assert "Nothing yet." in text(client.get(f"{TODAY}notes/"))


def test_she_sets_her_rhythm(amina: Client, hers: Enrolment) -> None:
    """And is told in words what cannot be."""
    page = amina.get(f"{TODAY}rhythm/")
    assert 'value="16:30"' in page.content.decode()
    wish = {
        "minutes": "10",
        "first": "try",
        "by_mail": "on",
        "remind_at": "16:00",
        "quiet_from": "19:00",
        "quiet_until": "07:00",
        "zone": "nairobi",
    }
    assert amina.post(f"{TODAY}rhythm/", wish).status_code == 302
    kept = DailyRhythm.objects.get()
    assert (kept.minutes, kept.first, kept.zone) == (10, "try", "Africa/Nairobi")
    for changed, words in (
        ({"remind_at": "21:00"}, "quiet hours"),
        ({"zone": "Atlantis"}, "Atlantis is not a time zone"),
        ({"minutes": "60"}, "30"),
    ):
        answer = amina.post(f"{TODAY}rhythm/", wish | changed)
        assert answer.status_code == 422
        assert words in text(answer)


def test_she_takes_days_off_and_comes_back(amina: Client, hers: Enrolment) -> None:
    """Nothing is due meanwhile, and nobody says how many days it were."""
    with on(1):
        answer = amina.post(f"{TODAY}pause/", {"first": "2026-03-10", "last": ""}, follow=True)
        assert "until you are back" in text(answer)
        page = text(amina.get(TODAY))
        assert "A day off: nothing is due." in page
        assert "Recall" not in page
        answer = amina.post(f"{TODAY}back/", follow=True)
        assert "What was due has waited." in text(answer)
    assert not Pause.objects.exists()


@pytest.mark.parametrize("first", ["", "2026-03-01"])
def test_days_that_cannot_be_taken_off_are_said(amina: Client, hers: Enrolment, first: str) -> None:
    """A missing day, and one that is over."""
    with on(1):
        answer = amina.post(f"{TODAY}pause/", {"first": first, "last": ""})
    assert answer.status_code == 422
    assert not Pause.objects.exists()


def test_days_off_between_two_days_are_listed(amina: Client, hers: Enrolment) -> None:
    """As her language writes days."""
    with on(1):
        data = {"first": "2026-03-12", "last": "2026-03-13"}
        answer = amina.post(f"{TODAY}pause/", data, follow=True)
    assert "12 March 2026 to 13 March 2026" in text(answer)


def test_what_the_spacing_was_worth_is_said_after_thirty_reviews(
    amina: Client, hers: Enrolment
) -> None:
    """Of 36 reviews three failed, always of the same card."""
    assert "nothing is claimed" in text(amina.get(f"{TODAY}rhythm/"))
    for days in (1, 3, 14, 40):
        with on(days):
            keep(hers, *(recall(hers, each, 1 if each == 1 else 3) for each in range(1, 13)))
    with on(41):
        page = text(amina.get(f"{TODAY}rhythm/"))
    assert "Of 36 reviews that were foretold: You recalled 92 %" in page
    assert "Log-loss of your own average 0.287" in page


def test_her_notes_are_pages_of_twenty(
    amina: Client, hers: Enrolment, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    """With what she wrote of each; a page takes few queries."""
    with on(1):
        keep(hers, *(entry(hers, "trial", words=f"Thing {n}") for n in range(25)))
    with on(2):
        for trial in Trial.objects.all():
            keep(hers, entry(hers, "reply", trial=str(trial.pk), words="It went well."))
        with django_assert_max_num_queries(12):
            page = text(amina.get(f"{TODAY}notes/"))
    assert page.count("It went well.") == 20


def test_nobody_else_sees_what_she_rated_or_wrote(
    client: Client, cast: Cast, hers: Enrolment
) -> None:
    """Not her mentor, her lead, nor who administers all: each sees an own, empty day."""
    with on(1):
        keep(
            hers,
            recall(hers),
            entry(hers, "trial", words="Wait after one answer"),
            entry(hers, "effort", effort=9, closing="reflection"),
        )
        for other in (cast.chipo, cast.elif_, cast.ibrahim, cast.femi):
            client.force_login(other)
            for page in (TODAY, f"{TODAY}notes/", f"{TODAY}rhythm/"):
                said = text(client.get(page))
                assert "Wait after one answer" not in said
                assert "demanding" not in said
    assert Role.MENTOR in {each.role for each in cast.chipo.memberships.all()}


def test_two_teachers_of_one_micro_credential_do_not_mix(
    client: Client, cast: Cast, hers: Enrolment
) -> None:
    """The cards are the same, what was recalled is each one's own."""
    with on(1):
        his = enrol(person=cast.ben, version=hers.version, organisation=None)
        client.force_login(cast.ben)
        assert send(client, recall(hers), recall(his)).json()["kept"]
    assert CardReview.objects.filter(person=cast.ben).count() == 1
    assert CardReview.objects.filter(person=cast.amina).count() == 0


def test_the_demo_leaves_cards_and_a_line_for_today(cast: Cast) -> None:
    """Six sessions over two weeks; a visitor finds Amina with something to recall and to say."""
    content = next(each for each in demo_documents() if each["slug"] == "formative-assessment")
    load_framework(items=json.loads((CONTENT / "framework.json").read_text(encoding="utf-8")))
    with clock_at(now() - timedelta(days=40)):
        version = publish_version(
            person=cast.dara, organisation=cast.college, content=content | {"prerequisites": []}
        )
        enrolment = enrol(person=cast.amina, version=version, organisation=cast.school)
        for module in content["modules"]:
            for check in module.get("checks", []):
                said = {"module": module["key"], "check": check["key"], "option": 0}
                keep(enrolment, entry(enrolment, "check", **said))
            finish_module(person=cast.amina, enrolment=enrolment, module=module["key"])
    daily.happen(People(persons={"amina": cast.amina}))
    session = session_of(cast.amina)
    assert session.cards
    assert [each.words for each in session.tried] == [daily.TRIED[3]]
    assert [bool(each.reply) for each in trials_of(cast.amina)] == [False, True]
    assert session.pace is Pace.STEADY
