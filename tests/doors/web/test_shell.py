"""The frame around every page: links by role, colours, errors, and nothing inline."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.contrib.staticfiles import finders
from django.core.exceptions import BadRequest, PermissionDenied
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import path
from PIL import Image

from lapel.doors import web
from lapel.doors.web import navigation, views
from lapel.doors.web.navigation import Place, visible
from lapel.doors.web.urls import urlpatterns as real_patterns
from lapel.journey.people.models import Role

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from pytest_django import DjangoAssertNumQueries
    from pytest_django.fixtures import Settings

    from cast import Cast
    from lapel.journey.people.models import Person

STATIC = Path(web.__file__).parent / "static" / "web"
TEMPLATES = Path(web.__file__).parent / "templates"
ERRORS = ["400", "403", "404", "500", "403_csrf"]


def forbidden(request: HttpRequest) -> HttpResponse:
    """Refuse."""
    raise PermissionDenied


def unreadable(request: HttpRequest) -> HttpResponse:
    """Fail to read."""
    raise BadRequest


def broken(request: HttpRequest) -> HttpResponse:
    """Break."""
    raise RuntimeError


urlpatterns = [
    *real_patterns,
    path("test/403/", forbidden),
    path("test/400/", unreadable),
    path("test/500/", broken),
]


def test_our_mark_is_where_browsers_look_for_it() -> None:
    """Beside JSON and papers no page names it; kept for a day, it is asked for once."""
    answer = Client().get("/favicon.ico")
    assert answer.content == (STATIC / "lapel.svg").read_bytes()
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["Cache-Control"] == "public, max-age=86400"


@pytest.mark.django_db
def test_each_page_may_stand_on_a_home_screen(client: Client) -> None:
    """An iPhone brings notifications to no other pages. Source: W3C, Web Application Manifest."""
    page = client.get("/")
    named = re.search(r'<link rel="manifest" href="([^"]+)">', page.content.decode())
    assert named is not None
    assert "manifest-src 'self'" in page["Content-Security-Policy"]
    answer = client.get(named[1], headers={"accept-language": "en"})
    assert answer["Content-Type"] == "application/manifest+json"
    told = answer.json()
    assert (told["name"], told["display"], told["lang"]) == ("Lapel", "standalone", "en")
    assert client.get(told["start_url"])["Location"].startswith("/people/")
    tokens = (STATIC / "tokens.css").read_text()
    assert f"--cloth: {told['theme_color']};" in tokens
    assert f"--paper: {told['background_color']};" in tokens


@pytest.mark.parametrize("width", [180, 192, 512])
def test_our_mark_stands_ready_for_home_screens(width: int) -> None:
    """Phones draw no SVG there; it fills its square, of which each rounds the corners itself."""
    with Image.open(STATIC / f"lapel-{width}.png") as picture:
        assert picture.size == (width, width)
        assert picture.convert("RGBA").getpixel((0, 0)) == (0x26, 0x34, 0x60, 255)
    named = {each["src"] for each in json.loads(views.app_manifest(_get()).content)["icons"]}
    assert width == 180 or any(f"lapel-{width}" in each for each in named)


def _get() -> HttpRequest:
    return RequestFactory().get("/")


@pytest.mark.django_db
def test_the_front_page_says_what_lapel_is_for(client: Client) -> None:
    """A stranger reads the promise in the one top heading and finds the six kinds of pins."""
    body = client.get("/").content.decode()
    assert body.count("<h1") == 1
    assert "Your teaching, proved in your own class" in body
    assert "Leadership and coaching" in body


@pytest.mark.django_db
def test_a_page_carries_nothing_inline_but_its_import_map(client: Client) -> None:
    """No style attribute, no event attribute, no inline script without the page's nonce."""
    for address in ("/", "/web/styleguide/"):
        response = client.get(address)
        body = response.content.decode()
        assert not re.search(r"<[^>]+\s(style|on\w+)=", body)
        assert "<style" not in body
        scripts = re.findall(r"<script(?![^>]*\ssrc=)([^>]*)>", body)
        nonces = [re.search(r'nonce="([^"]+)"', each) for each in scripts]
        assert [found.group(1) for found in nonces if found] == [
            re.search(r"'nonce-([^']+)'", response["Content-Security-Policy"]).group(1)  # type: ignore[union-attr]  # the policy names one
        ]


@pytest.mark.django_db
def test_the_front_page_is_light(client: Client) -> None:
    """Page, styles, scripts and letters together stay under 100 kB as they are sent."""
    page = client.get("/").content
    linked = {name.decode() for name in re.findall(rb"/static/([^\"]+)", page)}
    files = [Path(str(finders.find(name))).read_bytes() for name in sorted(linked)]
    # The page itself goes out as it is; files are compressed beforehand, woff2 already is.
    assert len(page) + sum(min(len(data), len(gzip.compress(data))) for data in files) < 100_000


@pytest.mark.django_db
@pytest.mark.parametrize(("theme", "kept"), [("dark", "dark"), ("light", "light"), ("auto", "")])
def test_the_choice_of_colours_is_kept(client: Client, theme: str, kept: str) -> None:
    """The chosen theme stands on the page from the next request on; auto forgets it."""
    client.cookies["theme"] = "light"
    answer = client.post("/web/theme/", {"theme": theme, "next": "/web/styleguide/"})
    assert answer.headers["Location"] == "/web/styleguide/"
    start = client.get("/").content.decode().partition("<head>")[0]
    assert (f'data-theme="{kept}"' in start) if kept else ("data-theme" not in start)


@pytest.mark.django_db
@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:x", ""])
def test_the_choice_of_colours_leads_nowhere_else(client: Client, target: str) -> None:
    """A way back that is not ours leads to the front page."""
    answer = client.post("/web/theme/", {"theme": "dark", "next": target})
    assert answer.headers["Location"] == "/"


@pytest.mark.django_db
def test_a_forged_theme_cookie_is_not_printed(client: Client) -> None:
    """Only the two known words reach the page."""
    client.cookies["theme"] = '"><script>'
    assert "data-theme" not in client.get("/").content.decode().partition("<head>")[0]


PLACES = [
    Place(navigation.MAIN[0].label, "home", navigation.EVERYONE),
    Place(navigation.MAIN[1].label, "styleguide", frozenset({Role.TEACHER})),
    Place(navigation.MAIN[2].label, "no:such-page", navigation.EVERYONE),
]


def test_a_visitor_sees_only_places_of_her_roles_that_exist() -> None:
    """A place of another role is hidden, and so is one whose page is not built."""
    assert [link.url for link in visible(PLACES, navigation.EVERYONE, "/x/")] == ["/"]
    hats = navigation.EVERYONE | {Role.TEACHER}
    assert [link.url for link in visible(PLACES, hats, "/")] == ["/", "/web/styleguide/"]


def test_only_the_nearest_place_is_marked() -> None:
    """Of the links whose addresses begin the present path, the longest is the current one."""
    hats = navigation.EVERYONE | {Role.TEACHER}
    marked = [each.is_current for each in visible(PLACES, hats, "/web/styleguide/")]
    assert marked == [False, True]


def test_what_stands_beside_a_place_does_not_mark_it() -> None:
    """Anybody's badge stands under the portfolio's address, and is not the reader's own."""
    hats = navigation.EVERYONE | {Role.TEACHER}

    def marked(path: str) -> list[str]:
        return [each.url for each in visible(navigation.MAIN, hats, path) if each.is_current]

    assert marked("/sharing/awards/1/") == ["/sharing/"]
    assert marked("/sharing/badge/1/") == []
    assert marked("/sharing/verify/") == ["/sharing/verify/"]


@pytest.mark.parametrize(
    ("role", "path", "place"),
    [
        (Role.TEACHER, "/review/tracker/1/", "/evidence/"),
        (Role.TEACHER, "/redaction/1/", "/evidence/"),
        (Role.LEAD_ASSESSOR, "/qualification/control/", "/review/lead/"),
        (Role.LEAD_ASSESSOR, "/review/fairness/", "/review/lead/"),
        (Role.ASSESSOR, "/review/reliability/wait-time/", "/catalogue/"),
    ],
)
def test_a_page_of_another_room_marks_the_place_that_leads_to_it(
    role: Role, path: str, place: str
) -> None:
    """A letter is found under one's evidence, the control room from the lead's desk."""
    links = visible(navigation.MAIN, navigation.EVERYONE | {role}, path)
    assert [each.url for each in links if each.is_current] == [place]


def test_each_role_is_led_to_its_own_work_first(cast: Cast) -> None:
    """The front page offers the second place: not what somebody else may ask of her."""
    first = {cast.elif_: "/insight/", cast.ibrahim: "/people/", cast.hana: "/issuing/"}
    for each, url in first.items():
        request = RequestFactory().get("/")
        request.user = each
        assert navigation.links(request)["navigation"][1].url == url


def test_the_demo_leads_from_the_machines_number_to_its_name(
    client: Client, settings: Settings
) -> None:
    """A new user types either; under two names she would be signed in under one only."""
    answer = client.get("/catalogue/?q=a", headers={"host": "127.0.0.1:8000"})
    assert (answer.status_code, answer["Location"]) == (
        302,
        f"{settings.BASE_URL}/catalogue/?q=a",
    )
    assert client.get("/", headers={"host": "elsewhere.example"}).status_code == 400
    settings.ALSO_HERE = ""  # as in a real instance, which allows its own name alone
    settings.ALLOWED_HOSTS = ["localhost"]
    assert client.get("/", headers={"host": "127.0.0.1:8000"}).status_code == 400


def test_who_holds_no_role_sees_what_a_teacher_sees(cast: Cast) -> None:
    """A person who has just signed up can begin to learn; an assessor is not shown it."""

    def labels(person: Person) -> set[str]:
        request = RequestFactory().get("/")
        request.user = person
        return {str(link.label) for link in navigation.links(request)["navigation"]}

    assert labels(cast.femi) == labels(cast.amina)
    assert labels(cast.femi) - labels(cast.ben) >= {"Learning"}


def test_links_cost_one_query(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Asking for a person's links reads her roles once, and not before a template asks."""
    request = RequestFactory().get("/")
    request.user = cast.amina
    with django_assert_num_queries(0):
        links = navigation.links(request)
    with django_assert_num_queries(1):
        assert list(links["navigation"])
        assert list(links["navigation"])


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_page_says_what_happened_and_the_way_out(name: str) -> None:
    """Each stands without a request, has one heading, and leads to the front page."""
    body = render_to_string(f"{name}.html")
    assert body.count("<h1>") == 1
    assert 'href="/"' in body


@pytest.mark.django_db
@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/test/403/", 403, "not yours to open"),
        ("/test/400/", 400, "could not read"),
        ("/test/500/", 500, "our side"),
        ("/nowhere/", 404, "no such page"),
    ],
)
def test_errors_answer_in_plain_words(address: str, status: int, words: str) -> None:
    """The status is right and the sentence is ours."""
    answer = Client(raise_request_exception=False).get(address)
    assert answer.status_code == status
    assert words in answer.content.decode()


@pytest.mark.django_db
def test_a_form_without_its_token_is_explained() -> None:
    """Cross-site forgery protection answers in plain words, too."""
    answer = Client(enforce_csrf_checks=True).post("/web/theme/", {"theme": "dark"})
    assert answer.status_code == 403
    assert "grown old" in answer.content.decode()


@pytest.mark.django_db
def test_a_real_instance_has_no_styleguide(client: Client, settings: Settings) -> None:
    """Outside a demo the styleguide does not exist."""
    settings.IS_DEMO = False
    assert client.get("/web/styleguide/").status_code == 404


@pytest.mark.parametrize("entry", json.loads((STATIC / "vendor" / "VENDORED.json").read_text()))
def test_what_is_vendored_is_what_the_record_says(entry: dict[str, str]) -> None:
    """Each vendored file has the recorded hash and its licence beside it."""
    data = (STATIC / "vendor" / entry["file"]).read_bytes()
    assert hashlib.sha256(data).hexdigest() == entry["sha256"]
    assert (STATIC / "vendor" / entry["licence_file"]).is_file()


def test_styles_use_logical_directions_only() -> None:
    """No rule names left or right, so that every page can be turned around."""
    physical = re.compile(
        r"^\s*((margin|padding|border|inset)-(left|right|top|bottom)\b|(left|right|top|bottom|"
        r"width|height|min-width|max-width|min-height|max-height)\s*:|text-align:\s*(left|right)|"
        r"float:\s*(left|right))",
        re.MULTILINE,
    )
    offending = {
        file.name: found.group(0).strip()
        for file in STATIC.glob("*.css")
        if (found := physical.search(file.read_text(encoding="utf-8")))
    }
    assert offending == {}


def test_every_sentence_of_the_shell_is_translatable() -> None:
    """Outside tags, blocks and translations, templates of the shell hold no words."""
    spoken = re.compile(
        r"{%\s*blocktranslate.*?endblocktranslate\s*%}|{%.*?%}|{{.*?}}|<(style|code|kbd|script).*?</\1>|<[^>]*>",
        re.DOTALL,
    )
    words = {
        str(file.relative_to(TEMPLATES)): left
        for file in TEMPLATES.glob("web/**/*.html")
        if (left := re.findall(r"[A-Za-z]{3,}", spoken.sub(" ", file.read_text(encoding="utf-8"))))
        and set(left) - {"Lapel"}
    }
    assert words == {}


def test_the_views_module_offers_only_pages() -> None:
    """Every public callable of the views module that takes a request is routed."""
    routed = {pattern.callback for pattern in real_patterns if hasattr(pattern, "callback")}
    assert {views.home, views.theme, views.styleguide} <= routed


@pytest.mark.django_db
def test_pages_of_somebody_signed_in_are_not_shown_again_without_asking(client, cast):
    """On a shared computer, Back after signing out must not show her evidence."""
    assert "Cache-Control" not in client.get("/catalogue/")
    client.force_login(cast.amina)
    assert client.get("/learning/")["Cache-Control"] == "private, no-cache"
