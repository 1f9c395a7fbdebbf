"""Designers' pages."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.templatetags.static import static

from cast import belongs
from documents import CONTENT, FRAMEWORK, document, publish
from lapel.journey.authoring.models import DocumentDraft
from lapel.journey.catalogue.actions import load_framework
from lapel.journey.catalogue.models import Version
from lapel.journey.people.models import Role

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from django.http import HttpResponse
    from django.test import Client

    from cast import Cast

    Budget = Callable[[int], AbstractContextManager[object]]


@pytest.fixture
def dara(cast: Cast, client: Client) -> Client:
    """Sign Dara in, with the small framework loaded."""
    load_framework(items=FRAMEWORK)
    client.force_login(cast.dara)
    return client


def words(response: HttpResponse) -> str:
    """Give a page's words without tags, with single spaces."""
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


def bring(client: Client, **fields: object) -> DocumentDraft:
    """Paste a document."""
    client.post("/authoring/import/", {"text": json.dumps(document(**fields))})
    return DocumentDraft.objects.latest("changed_at")


def test_the_example_that_is_offered_imports_without_faults(dara: Client) -> None:
    """The import page leads to it, and the reference shows the same, to the letter."""
    load_framework(items=json.loads((CONTENT / "framework.json").read_text()))
    address = static("authoring/example.json")
    assert f'href="{address}" download' in dara.get("/authoring/import/").content.decode()
    found = finders.find("authoring/example.json")
    assert isinstance(found, str)
    text = Path(found).read_text()
    file = SimpleUploadedFile("example.json", text.encode())
    draft = dara.post("/authoring/import/", {"file": file})["Location"]
    assert "can be published" in words(dara.get(draft))
    reference = CONTENT.parent / "docs/reference/microcredential-format.md"
    assert f"```json\n{text}```\n" in reference.read_text()


def test_a_file_becomes_a_draft_and_then_a_version(dara: Client) -> None:
    """Import, preview, confirm, publish; then it stands in the catalogue."""
    file = SimpleUploadedFile("wait.json", json.dumps(document()).encode())
    went = dara.post("/authoring/import/", {"file": file})
    draft = DocumentDraft.objects.get()
    address = f"/authoring/{draft.id}/"
    assert went["Location"] == address
    assert "can be published" in words(dara.get(address))
    preview = words(dara.get(f"{address}preview/"))
    assert "A preview" in preview
    assert "Waits three seconds after most open questions." in preview
    assert "as version 1?" in words(dara.get(f"{address}publish/"))
    published = dara.post(f"{address}publish/", {"revision": "1"})
    assert published["Location"] == "/catalogue/wait-time/"
    assert "Waits three seconds" in words(dara.get("/catalogue/wait-time/"))
    assert "See it published as version 1" in words(dara.get(address))
    assert dara.get(f"{address}publish/")["Location"] == address


def test_the_preview_shows_what_the_catalogue_will_show(dara: Client) -> None:
    """The same words from head to foot of the definition; what follows is said of what is out."""
    draft = bring(dara)
    preview = dara.get(f"/authoring/{draft.id}/preview/").content.decode()
    dara.post(f"/authoring/{draft.id}/publish/", {"revision": "1"})
    page = dara.get("/catalogue/wait-time/").content.decode()
    what_follows = r'\s*(?:</div>\s*)+(?:<section aria-labelledby="(?:parties|sessions)"|<aside)'
    cut = re.compile(rf'<div class="definition.*?(?={what_follows})', re.DOTALL)
    shown, promised = cut.search(page), cut.search(preview)
    assert shown is not None
    assert promised is not None
    assert shown[0] == promised[0]


def test_faults_are_shown_with_the_text_to_mend(dara: Client) -> None:
    """Save and check again until it is sound."""
    draft = bring(dara, level="High")
    address = f"/authoring/{draft.id}/"
    page = dara.get(address)
    assert "1 place must be mended" in words(page)
    assert "must be one of: 'Emerging', 'Practising', 'Proficient' or 'Leading'." in words(
        page
    ).replace("&#x27;", "'")
    assert dara.get(f"{address}preview/")["Location"] == address
    mended = json.dumps(document(), indent=1).replace("\n", "\r\n")
    dara.post(address, {"text": mended, "revision": "1"})
    assert "The document is sound" in words(dara.get(address))
    assert "\r" not in DocumentDraft.objects.get().text


def test_each_fault_leads_to_its_line_in_the_listing(dara: Client) -> None:
    """The line and column are named, linked, numbered and marked; the file itself is kept."""
    text = json.dumps(document(level="High"), indent=2)
    line = 1 + text[: text.index('"level"')].count("\n")
    dara.post("/authoring/import/", {"file": SimpleUploadedFile("x.json", text.encode())})
    page = dara.get(f"/authoring/{DocumentDraft.objects.get().id}/")
    assert f'<a class="nowrap" href="#line-{line}">Line {line}, column 3</a>' in (
        page.content.decode()
    )
    assert f'<li value="{line}" id="line-{line}" data-faulty' in page.content.decode()
    assert "<mark>&quot;level&quot;</mark>" in page.content.decode()
    assert f"Lines 1 to {line - 3}: nothing to mend" in words(page)


def test_a_file_that_is_no_json_shows_the_line_where_the_reader_stopped(dara: Client) -> None:
    """With the words of that line."""
    dara.post("/authoring/import/", {"text": '{\n  "slug": "a"\n  "title": "b"\n}'})
    page = dara.get(f"/authoring/{DocumentDraft.objects.get().id}/")
    assert "Line 3, column 3" in words(page)
    assert "<mark>&quot;</mark>title&quot;: &quot;b&quot;" in page.content.decode()


def test_a_mended_file_is_picked_again_in_the_same_place(dara: Client) -> None:
    """It becomes the draft's text; one that is no text is refused and changes nothing."""
    draft = bring(dara, level="High")
    address = f"/authoring/{draft.id}/"
    binary = SimpleUploadedFile("x.json", b"\xff\xfe")
    refused = dara.post(address, {"file": binary, "revision": "1"})
    assert refused.status_code == 422
    assert "This file is not UTF-8 text" in words(refused)
    mended = SimpleUploadedFile("x.json", json.dumps(document()).encode())
    dara.post(address, {"file": mended, "revision": "1"})
    assert "The document is sound" in words(dara.get(address))
    assert DocumentDraft.objects.get().revision == 2


def test_text_that_met_a_newer_one_is_kept_beside_it(dara: Client) -> None:
    """And she is told."""
    draft = bring(dara)
    address = f"/authoring/{draft.id}/"
    dara.post(address, {"text": "{1", "revision": "1"})
    went = dara.post(address, {"text": "{2", "revision": "1"}, follow=True)
    assert "saved or published meanwhile" in words(went)
    assert DocumentDraft.objects.count() == 2


def test_a_form_that_cannot_be_kept_says_why(dara: Client, cast: Cast) -> None:
    """Nothing, both at once, no UTF-8, no text."""
    binary = SimpleUploadedFile("x.json", b"\xff\xfe\x00")
    wrong: list[dict[str, object]] = [{}, {"text": "{}", "file": binary}, {"file": binary}]
    for data in wrong:
        assert dara.post("/authoring/import/", data).status_code == 422
    zero = SimpleUploadedFile("x.json", b"{\x00}")
    reply = dara.post("/authoring/import/", {"file": zero})
    assert "This is not a text file" in words(reply)
    assert not DocumentDraft.objects.exists()
    draft = bring(dara)
    assert dara.post(f"/authoring/{draft.id}/", {"text": "{}"}).status_code == 422
    # No form takes a zero sign, whatever page it is on.
    nothing = dara.post(f"/authoring/{draft.id}/", {"text": "\x00", "revision": "1"})
    assert nothing.status_code == 400
    draft.refresh_from_db()
    assert json.loads(draft.text) == document()


def test_a_new_version_begins_from_the_current_one(dara: Client, cast: Cast) -> None:
    """Its draft holds the same document, and says so."""
    publish(cast)
    went = dara.post("/authoring/published/wait-time/revise/", follow=True)
    assert "word for word" in words(went)
    draft = DocumentDraft.objects.get()
    assert json.loads(draft.text) == document()
    dara.post(
        f"/authoring/{draft.id}/",
        {
            "text": json.dumps(document(title="Wait Longer", version_note="Longer.")),
            "revision": "1",
        },
    )
    assert "1 change against version 1" in words(dara.get(f"/authoring/{draft.id}/"))
    dara.post(f"/authoring/{draft.id}/publish/", {"revision": "2"})
    assert Version.objects.count() == 2


def test_documents_can_be_downloaded_again(dara: Client, cast: Cast) -> None:
    """A draft to the letter, a version value by value."""
    publish(cast)
    draft = bring(dara)
    text = dara.get(f"/authoring/{draft.id}/document.json")
    assert text.content.decode() == draft.text
    assert text["Content-Disposition"] == 'attachment; filename="wait-time.json"'
    version = dara.get("/authoring/published/wait-time/1.json")
    assert json.loads(version.content) == document()
    assert dara.get("/authoring/published/wait-time/2.json").status_code == 404


def test_publishing_what_was_not_seen_is_refused(dara: Client) -> None:
    """A revision that is old or no number publishes nothing."""
    draft = bring(dara)
    for revision in ("", "0", "x"):
        went = dara.post(f"/authoring/{draft.id}/publish/", {"revision": revision}, follow=True)
        assert "look at it again" in words(went)
    assert not Version.objects.exists()


def test_an_example_is_offered_only_where_there_is_one(dara: Client, cast: Cast) -> None:
    """The first designer of an instance is not sent to a list of nothing."""
    offer = "download a published one"
    assert offer not in words(dara.get("/authoring/import/"))
    publish(cast)
    assert offer in words(dara.get("/authoring/import/"))


def test_a_draft_is_put_away(dara: Client) -> None:
    """It leaves the list."""
    draft = bring(dara)
    assert "Wait Time" in words(dara.get("/authoring/"))
    dara.post(f"/authoring/{draft.id}/discard/")
    assert dara.get(f"/authoring/{draft.id}/").status_code == 404
    assert "There are no drafts" in words(dara.get("/authoring/"))


def test_a_designer_of_two_organisations_says_for_which(dara: Client, cast: Cast) -> None:
    """The form asks."""
    belongs(cast.dara, cast.elsewhere, Role.DESIGNER)
    assert "Elsewhere District" in words(dara.get("/authoring/import/"))
    assert dara.post("/authoring/import/", {"text": "{}"}).status_code == 422
    dara.post("/authoring/import/", {"text": "{}", "organisation": str(cast.elsewhere.pk)})
    assert DocumentDraft.objects.get().organisation == cast.elsewhere


def test_the_list_keeps_to_its_budget(
    dara: Client, cast: Cast, django_assert_max_num_queries: Budget
) -> None:
    """The same for one draft and for many."""
    for number in range(8):
        publish(cast, slug=f"mc-{number}")
        bring(dara, slug=f"draft-{number}")
    with django_assert_max_num_queries(14):
        dara.get("/authoring/")


@pytest.mark.parametrize("name", ["amina", "elif_", "gita", "femi", "emre"])
def test_others_find_no_drafts_and_may_not_author(
    client: Client, dara: Client, cast: Cast, name: str
) -> None:
    """Pages of the room are refused, another organisation's drafts are not there."""
    draft = bring(dara)
    publish(cast)
    client.force_login(getattr(cast, name))
    assert client.get("/authoring/").status_code == 403
    assert client.get("/authoring/import/").status_code == 403
    assert client.post("/authoring/import/", {"text": "{}"}).status_code == 403
    assert client.post("/authoring/published/wait-time/revise/").status_code == 403
    assert client.get("/authoring/published/wait-time/1.json").status_code == 403
    for rest in ("", "preview/", "publish/", "document.json"):
        assert client.get(f"/authoring/{draft.id}/{rest}").status_code == 404
    for rest in ("", "publish/", "discard/"):
        assert client.post(f"/authoring/{draft.id}/{rest}").status_code == 404
    client.logout()
    assert client.get("/authoring/").status_code == 302
    assert client.get(f"/authoring/{draft.id}/").status_code == 302
