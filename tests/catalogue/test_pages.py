"""The public pages: everything is readable without an account, and says what it should."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from documents import document, publish, publish_a_stack
from lapel.journey.catalogue.actions import load_framework
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from django.test import Client

    from cast import Cast

    Budget = Callable[[int], AbstractContextManager[object]]


def text_of(html: str) -> str:
    """Give a page's words without tags, with single spaces."""
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def words(client: Client, address: str) -> str:
    """Give a page's words."""
    response = client.get(address)
    assert response.status_code == 200
    return text_of(response.content.decode())


def test_a_visitor_browses_without_an_account(client: Client, cast: Cast) -> None:
    """Titles, summaries and how many there are."""
    publish_a_stack(cast)
    page = words(client, "/catalogue/")
    assert "2 micro-credentials" in page
    assert "Wait Time" in page
    assert "Talk Moves" in page


def test_empty_shelves_say_so(client: Client, db: None) -> None:
    """A new instance has a page, not an error."""
    assert "shelves are still empty" in words(client, "/catalogue/")


def test_a_search_says_what_was_asked_and_how_many_it_found(client: Client, cast: Cast) -> None:
    """Each filter that is on can be taken off."""
    publish_a_stack(cast)
    response = client.get("/catalogue/", {"search": "wait", "level": "Practising", "stack": ""})
    html = response.content.decode()
    assert "2 of 2" in text_of(html)
    assert 'href="?level=Practising&amp;stack="' in html
    assert 'href="?search=wait&amp;stack="' in html


def test_nothing_found_shows_the_way_out(client: Client, cast: Cast) -> None:
    """Each filter offers what would be found without it."""
    publish(cast)
    page = words(client, "/catalogue/?search=wait&level=Leading")
    assert "Take one filter off" in page
    assert "without Level “Leading” (1 found)" in page
    assert "without Search “wait” (0 found)" in page
    assert "see all 1" in page


def test_hostile_words_in_a_search_are_only_words(client: Client, cast: Cast) -> None:
    """They are shown as text."""
    html = client.get("/catalogue/", {"search": '"><script>x</script>'}).content.decode()
    assert "<script>x" not in html


def test_shelves_turn_pages(client: Client, cast: Cast) -> None:
    """Twelve a page; a page that is not there is the last one."""
    for number in range(13):
        publish(cast, slug=f"mc-{number:02}", title=f"Title {number:02}")
    assert "Title 12" not in words(client, "/catalogue/")
    assert "Title 12" in words(client, "/catalogue/?page=2&search=title")
    assert "Title 12" in words(client, "/catalogue/?page=99")


def test_the_shelves_keep_to_their_budget(
    client: Client, cast: Cast, django_assert_max_num_queries: Budget
) -> None:
    """Eight questions to the database, however many micro-credentials there are."""
    for number in range(13):
        publish(cast, slug=f"mc-{number:02}")
    with django_assert_max_num_queries(8):
        client.get("/catalogue/?search=wait&level=Practising")


def test_a_micro_credential_shows_all_that_a_teacher_asks(client: Client, cast: Cast) -> None:
    """Competency, method, research, evidence, the rubric word for word, effort, modules."""
    publish(cast)
    page = words(client, "/catalogue/wait-time/")
    content = document()
    descriptors = [text for line in content["rubric"] for text in line["levels"].values()]
    wanted = [
        content["statement"],
        "T07 Question, discuss and surface student thinking",
        "Ask, wait, build",
        "Rowe, M. B. (1986)",
        "Moderate evidence",
        "5 to 300 words",
        "from your own class",
        "about 8 hours",
        "What silence does",
        "A transcript serves as well",
        "An invented excerpt: waits at almost.",
        *descriptors,
    ]
    assert [each for each in wanted if each not in page] == []


def test_r24_the_page_says_what_a_team_may_share(client: Client, cast: Cast) -> None:
    """Which evidence, and which criterion is scored once; nothing of it where nothing is shared."""
    parts = document()["parts"]
    parts[1]["artefacts"][0]["team"] = True
    publish(cast, team_allowed=True, parts=parts)
    page = words(client, "/catalogue/wait-time/")
    assert "A team may share artefacts; each writes for herself" in page
    assert page.count("a team may share it") == 1
    assert page.count("this is scored once for all of them") == 1
    publish(cast, slug="alone")
    assert "share it" not in words(client, "/catalogue/alone/")


def test_the_page_says_before_she_starts_how_far_ai_may_help(client: Client, cast: Cast) -> None:
    """In plain words, for each of the three; a document that says nothing leaves it open."""
    for policy, told in (
        ("strict", "No AI in what you hand in."),
        ("planning", "AI for planning and translation only"),
        ("open", "AI may help; you say for each piece what it did."),
    ):
        publish(cast, slug=policy, ai_policy=policy)
        assert told in words(client, f"/catalogue/{policy}/")
    publish(cast)
    assert "AI may help" in words(client, "/catalogue/wait-time/")


def test_an_old_version_stays_at_its_address(client: Client, cast: Cast) -> None:
    """It says that it is old; the new one says what changed."""
    publish(cast)
    publish(cast, title="Wait Longer", version_note="A better title.")
    old = words(client, "/catalogue/wait-time/1/")
    assert "You are reading version 1" in old
    assert "Wait Time" in old
    new = words(client, "/catalogue/wait-time/")
    assert "A better title." in new
    assert "What version 2 changed (1 place)" in new
    assert client.get("/catalogue/wait-time/3/").status_code == 404


def test_a_printable_page_holds_everything_without_navigation(client: Client, cast: Cast) -> None:
    """Exemplars are open; the address and hash of the version stand below."""
    version = publish(cast)
    html = client.get("/catalogue/wait-time/print/").content.decode()
    assert "<nav" not in html
    assert html.count("<details open>") == 3
    assert version.content_hash in html
    assert client.get("/catalogue/wait-time/print/?version=9").status_code == 404
    assert client.get("/catalogue/wait-time/print/?version=1").status_code == 200
    assert client.get(f"/catalogue/wait-time/print/?version={'9' * 5000}").status_code == 200


def test_what_is_retired_says_so(client: Client, cast: Cast) -> None:
    """Its page stays, and offers nothing."""
    microcredential = publish(cast).microcredential
    microcredential.retired_at = now()
    microcredential.save()
    assert "is retired" in words(client, "/catalogue/wait-time/")


def test_prerequisites_and_stacks_are_linked(client: Client, cast: Cast) -> None:
    """Both lead on."""
    publish_a_stack(cast)
    publish(cast, prerequisites=["open-questions"], version_note="Builds on open questions.")
    html = client.get("/catalogue/wait-time/").content.decode()
    assert 'href="/catalogue/stacks/talk-moves/"' in html
    assert 'href="/catalogue/open-questions/"' in html


def test_a_stack_shows_what_it_takes(client: Client, cast: Cast) -> None:
    """With each micro-credential's effort."""
    publish_a_stack(cast)
    page = words(client, "/catalogue/stacks/talk-moves/")
    assert "All of these:" in page
    assert "Open Questions" in page
    assert "2 micro-credentials" in words(client, "/catalogue/stacks/")


def test_stacks_keep_to_their_budget(
    client: Client, cast: Cast, django_assert_max_num_queries: Budget
) -> None:
    """The list takes two questions, a stack two more for who stands behind it."""
    publish_a_stack(cast)
    with django_assert_max_num_queries(2):
        client.get("/catalogue/stacks/")
    with django_assert_max_num_queries(4):
        client.get("/catalogue/stacks/talk-moves/")


def test_the_map_is_a_drawing_and_a_list(client: Client, cast: Cast) -> None:
    """Each competency is linked in both; three questions at most."""
    publish(cast)
    html = client.get("/catalogue/framework/").content.decode()
    assert html.count('href="/catalogue/competencies/T07/"') == 2
    assert "<svg" in html
    assert "style=" not in html


def test_a_competency_shows_what_proves_it(client: Client, cast: Cast) -> None:
    """With what it builds on, leads to, and its like in other frameworks."""
    publish(cast)
    assert "Wait Time" in words(client, "/catalogue/competencies/T07/")
    page = words(client, "/catalogue/competencies/T05/")
    assert "None yet" in page
    assert "T07 Question" in page
    assert "InTASC 7 Planning for Instruction" in page


def test_the_empty_map_and_stacks_have_pages(client: Client, db: None) -> None:
    """Before anything is loaded."""
    assert "No framework is loaded" in words(client, "/catalogue/framework/")
    assert "no stacks yet" in words(client, "/catalogue/stacks/")


@pytest.mark.parametrize(
    "address",
    ["/catalogue/gone/", "/catalogue/gone/1/", "/catalogue/gone/print/",
     "/catalogue/stacks/gone/", "/catalogue/competencies/T99/"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(client: Client, db: None, address: str) -> None:
    """A plain 404."""
    load_framework(items=[])
    assert client.get(address).status_code == 404


def test_pages_are_only_read(client: Client, cast: Cast) -> None:
    """No public page takes a POST."""
    publish(cast)
    for name in ("index", "framework", "stacks"):
        assert client.post(reverse(f"catalogue:{name}")).status_code == 405
