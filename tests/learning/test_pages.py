"""A teacher's pages: enrolling, learning, and nobody else looking in."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from cast import belongs
from documents import publish
from lapel.journey.learning.actions import enrol, keep_media, leave
from lapel.journey.learning.models import Enrolment, ModuleProgress
from lapel.journey.learning.queries import own_enrolment, way_of
from lapel.journey.people.models import Organisation, Role

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from django.test import Client

    from cast import Cast

    Budget = Callable[[int], AbstractContextManager[object]]


@pytest.fixture
def hers(cast: Cast, client: Client) -> Enrolment:
    """Put Amina on a micro-credential, signed in."""
    client.force_login(cast.amina)
    return enrol(person=cast.amina, version=publish(cast), organisation=cast.school)


def words(client: Client, address: str) -> str:
    """Give a page's words without tags, with single spaces."""
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


def home(enrolment: Enrolment, rest: str = "") -> str:
    """Give an address within an enrolment."""
    return f"/learning/{enrolment.id}/{rest}"


def done(enrolment: Enrolment) -> int:
    """Count what is done, read anew."""
    found = own_enrolment(enrolment.person, enrolment.id)
    assert found is not None
    return way_of(found).done


def test_a_visitor_enrols_by_signing_in(client: Client, cast: Cast) -> None:
    """Her press of the button is carried out when she is back from the sign-in."""
    publish(cast)
    pressed = client.post("/learning/enrol/wait-time/")
    assert pressed.status_code == 302
    assert pressed["Location"].endswith("?next=/learning/enrol/wait-time/")
    client.force_login(cast.amina)
    back = client.get("/learning/enrol/wait-time/")
    enrolment = Enrolment.objects.get(person=cast.amina)
    assert enrolment.organisation == cast.school
    assert back["Location"] == home(enrolment)


def test_a_link_alone_enrols_nobody(client: Client, cast: Cast) -> None:
    """Opening the address asks first; pressing the button enrols."""
    publish(cast)
    client.force_login(cast.femi)
    assert "Enrol in “Wait Time”" in words(client, "/learning/enrol/wait-time/")
    assert not Enrolment.objects.exists()
    client.post("/learning/enrol/wait-time/")
    assert Enrolment.objects.get().person == cast.femi
    again = client.get("/learning/enrol/wait-time/")
    assert again["Location"] == home(Enrolment.objects.get())


def test_a_visitor_who_opens_the_address_signs_in_first(client: Client, cast: Cast) -> None:
    """And is asked afterwards, since she pressed nothing."""
    publish(cast)
    assert client.get("/learning/enrol/wait-time/").status_code == 302
    client.force_login(cast.amina)
    assert "Enrol in" in words(client, "/learning/enrol/wait-time/")


def test_a_teacher_of_two_schools_says_for_which(client: Client, cast: Cast) -> None:
    """The form asks, and takes only hers."""
    publish(cast)
    second = Organisation.objects.create(slug="hill", name="Hill School", kind="school")
    third = Organisation.objects.create(slug="dale", name="Dale School", kind="school")
    belongs(cast.amina, second, Role.TEACHER)
    client.force_login(cast.amina)
    assert client.post("/learning/enrol/wait-time/")["Location"] == "/learning/enrol/wait-time/"
    assert "Hill School" in words(client, "/learning/enrol/wait-time/")
    wrong = client.post("/learning/enrol/wait-time/", {"organisation": str(third.pk)})
    assert wrong.status_code == 422
    client.post("/learning/enrol/wait-time/", {"organisation": str(second.pk)})
    assert Enrolment.objects.get().organisation == second


def test_nobody_enrols_in_what_is_not_on_the_shelves(client: Client, cast: Cast) -> None:
    """Unknown slugs are not found."""
    client.force_login(cast.amina)
    assert client.post("/learning/enrol/gone/").status_code == 404


def test_the_catalogue_offers_to_enrol_and_then_to_go_on(client: Client, cast: Cast) -> None:
    """The button on a micro-credential's page knows where she stands."""
    publish(cast)
    assert "/learning/enrol/wait-time/" in client.get("/catalogue/wait-time/").content.decode()
    client.force_login(cast.amina)
    client.post("/learning/enrol/wait-time/")
    assert "Go on with it" in words(client, "/catalogue/wait-time/")


def test_her_list_shows_where_she_stands(client: Client, hers: Enrolment) -> None:
    """Progress and the next step."""
    page = words(client, "/learning/")
    assert "0 of 4 modules" in page
    assert "Begin: What silence does" in page


def test_an_empty_list_leads_to_the_catalogue(client: Client, cast: Cast) -> None:
    """A newcomer is not left alone."""
    client.force_login(cast.femi)
    assert "Browse the catalogue" in words(client, "/learning/")


def test_the_list_keeps_to_its_budget(
    client: Client, cast: Cast, hers: Enrolment, django_assert_max_num_queries: Budget
) -> None:
    """Ten questions, however many enrolments there are: where their attempts stand is one."""
    for number in range(6):
        version = publish(cast, slug=f"mc-{number}", title=f"Title {number}")
        enrol(person=cast.amina, version=version, organisation=cast.school)
    with django_assert_max_num_queries(10):
        client.get("/learning/")


def test_an_article_is_read_and_done(client: Client, hers: Enrolment) -> None:
    """Its Markdown is shown; done leads to the next module."""
    page = client.get(home(hers, "modules/silence/")).content.decode()
    assert "<h2>Listen</h2>" in page
    assert "<em>three</em>" in page
    went = client.post(home(hers, "modules/silence/done/"))
    assert went["Location"] == home(hers, "modules/a-lesson/")
    assert done(hers) == 1
    client.post(home(hers, "modules/silence/done/"), {"undo": "1"})
    assert done(hers) == 0


def test_a_video_shows_its_words_even_without_its_file(client: Client, hers: Enrolment) -> None:
    """The transcript stands below."""
    page = words(client, home(hers, "modules/a-lesson/"))
    assert "The video is not here yet" in page
    assert "She waits." in page


def test_a_video_has_captions_and_goes_on_where_she_stopped(
    client: Client, cast: Cast, hers: Enrolment
) -> None:
    """Media are served by range to people who are signed in; the place is kept."""
    for key, body in (("wait-time-a-lesson.mp4", b"0123456789"), ("wait-time-a-lesson.vtt", b"W")):
        keep_media(person=cast.dara, key=f"media/{key}", content=io.BytesIO(body))
    kept = client.post(home(hers, "modules/a-lesson/position/"), {"seconds": "42"})
    assert kept.status_code == 204
    page = client.get(home(hers, "modules/a-lesson/")).content.decode()
    assert 'data-place="42"' in page
    assert '<track kind="captions" src="/learning/media/wait-time-a-lesson.vtt"' in page
    part = client.get("/learning/media/wait-time-a-lesson.mp4", headers={"range": "bytes=2-4"})
    assert (part.status_code, part["Content-Range"]) == (206, "bytes 2-4/10")
    assert b"".join(part.streaming_content) == b"234"  # type: ignore[attr-defined] # (it streams)
    client.logout()
    assert client.get("/learning/media/wait-time-a-lesson.mp4").status_code == 302


def test_media_that_are_not_there_are_not_found(client: Client, hers: Enrolment) -> None:
    """A plain 404."""
    assert client.get("/learning/media/gone.mp4").status_code == 404


@pytest.mark.parametrize("seconds", ["", "-1", "x", "9" * 30, "²"])
def test_a_place_that_is_no_number_is_refused(
    client: Client, hers: Enrolment, seconds: str
) -> None:
    """Nothing is kept."""
    address = home(hers, "modules/a-lesson/position/")
    assert client.post(address, {"seconds": seconds}).status_code == 422
    assert not ModuleProgress.objects.exists()


def test_a_link_says_that_it_leads_away(client: Client, hers: Enrolment) -> None:
    """It opens in a new tab, and says so."""
    page = client.get(home(hers, "modules/more/")).content.decode()
    assert 'target="_blank" rel="nofollow noopener external"' in page
    assert "in a new tab" in page


def test_a_check_answers_at_once_without_javascript(client: Client, hers: Enrolment) -> None:
    """The answer is kept and the feedback shown; a wrong one may be tried again."""
    address = home(hers, "modules/try-it/checks/long/")
    went = client.post(address, {"option": "0"})
    assert went["Location"] == home(hers, "modules/try-it/#check-long")
    assert "Not quite. Too short to think." in words(client, home(hers, "modules/try-it/"))
    client.post(address, {"option": "1"})
    assert "That holds. Yes, or longer." in words(client, home(hers, "modules/try-it/"))


def test_a_check_answers_in_place_with_htmx(client: Client, hers: Enrolment) -> None:
    """Only the check comes back."""
    address = home(hers, "modules/try-it/checks/long/")
    reply = client.post(address, {"option": "1"}, headers={"hx-request": "true"})
    html = reply.content.decode()
    assert html.lstrip().startswith('<section class="card check-card" id="check-long"')
    assert "Yes, or longer." in html
    gone = home(hers, "modules/try-it/checks/gone/")
    assert client.post(gone, {"option": "1"}, headers={"hx-request": "true"}).status_code == 404


def test_a_practice_says_what_is_missing(client: Client, hers: Enrolment) -> None:
    """Unanswered checks keep it open."""
    went = client.post(home(hers, "modules/try-it/done/"), follow=True)
    assert "Answer each check first" in went.content.decode()
    assert done(hers) == 0
    nothing = client.post(home(hers, "modules/try-it/checks/long/"), {}, follow=True)
    assert "Choose one of the answers" in nothing.content.decode()


def test_the_last_module_leads_home(client: Client, hers: Enrolment) -> None:
    """With everything done, the page says what comes next."""
    for check in ("long", "who"):
        client.post(home(hers, f"modules/try-it/checks/{check}/"), {"option": "1"})
    for module in ("silence", "a-lesson", "more"):
        client.post(home(hers, f"modules/{module}/done/"))
    assert client.post(home(hers, "modules/try-it/done/"))["Location"] == home(hers)
    assert "All modules are done" in words(client, home(hers))


def test_she_leaves_and_comes_back(client: Client, hers: Enrolment) -> None:
    """After a question; what she did is there."""
    client.post(home(hers, "modules/silence/done/"))
    assert "Leave “Wait Time”?" in words(client, home(hers, "leave/"))
    client.post(home(hers, "leave/"))
    assert "1 you have left" in words(client, "/learning/")
    assert "You have left" in words(client, home(hers))
    client.post("/learning/enrol/wait-time/")
    assert "1 of 4 modules" in words(client, "/learning/")


def test_what_was_left_is_not_written_to(client: Client, cast: Cast, hers: Enrolment) -> None:
    """A page that was still open refuses."""
    leave(person=cast.amina, enrolment=hers)
    client.post(home(hers, "modules/silence/done/"))
    assert done(hers) == 0


PAGES = ["", "leave/", "modules/silence/"]
POSTS = ["leave/", "modules/silence/done/", "modules/a-lesson/position/",
         "modules/try-it/checks/who/"]  # fmt: skip


@pytest.mark.parametrize("name", ["elif_", "chipo", "gita", "femi"])
def test_nobody_else_finds_her_pages(
    client: Client, cast: Cast, hers: Enrolment, name: str
) -> None:
    """Neither her district, nor her mentor, nor an assessor: it is not there for them."""
    client.force_login(getattr(cast, name))
    for page in PAGES:
        assert client.get(home(hers, page)).status_code == 404
    for post in POSTS:
        assert client.post(home(hers, post), {"option": "1", "seconds": "3"}).status_code == 404
    assert "Wait Time" not in words(client, "/learning/")
    assert done(hers) == 0


def test_a_visitor_is_asked_to_sign_in(client: Client, hers: Enrolment) -> None:
    """On every page but the shelves."""
    client.logout()
    for page in ["/learning/", *(home(hers, page) for page in PAGES)]:
        assert client.get(page).status_code == 302
    for post in POSTS:
        assert client.post(home(hers, post)).status_code == 302


@pytest.mark.parametrize("rest", ["modules/gone/", "modules/gone/done/"])
def test_unknown_modules_are_not_found(client: Client, hers: Enrolment, rest: str) -> None:
    """As are enrolments that nobody has."""
    method = client.post if rest.endswith("done/") else client.get
    assert method(home(hers, rest)).status_code == 404
    assert client.get(f"/learning/{uuid4()}/").status_code == 404
