"""The page on which a designer publishes a stack."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile

from documents import publish, stack_document
from lapel.journey.catalogue.models import Stack

if TYPE_CHECKING:
    from django.test import Client

    from cast import Cast

PAGE = "/authoring/stacks/"


def test_a_stack_is_published_from_its_document(cast: Cast, client: Client) -> None:
    """Pasted, checked, published; then its page in the catalogue opens."""
    publish(cast)
    publish(cast, slug="open-questions", title="Open Questions")
    client.force_login(cast.dara)
    went = client.post(PAGE, {"text": json.dumps(stack_document())})
    assert went["Location"] == "/catalogue/stacks/talk-moves/"
    assert Stack.objects.get().members.count() == 2


def test_a_stack_of_what_is_not_published_is_explained(cast: Cast, client: Client) -> None:
    """Each missing micro-credential is named, and nothing is published."""
    client.force_login(cast.dara)
    said = client.post(PAGE, {"text": json.dumps(stack_document())})
    assert said.status_code == 422
    assert "open-questions, which is not published" in said.content.decode()
    assert not Stack.objects.exists()


def test_what_is_no_json_is_said_to_be_none(cast: Cast, client: Client) -> None:
    """A cut-off file is answered with a sentence."""
    client.force_login(cast.dara)
    for text in ("{", "[" * 50_000):
        said = client.post(PAGE, {"text": text})
        assert said.status_code == 422
        assert "cannot be read yet" in said.content.decode()


def test_only_designers_publish_stacks(cast: Cast, client: Client) -> None:
    """A teacher learns that it is not for her."""
    client.force_login(cast.amina)
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"text": json.dumps(stack_document())}).status_code == 403


def test_a_stack_file_with_faults_is_shown_with_its_lines_to_be_mended(
    client: Client, cast: Cast
) -> None:
    """What was picked stands in the field, each fault with its line."""
    client.force_login(cast.dara)
    text = json.dumps(stack_document(level="High"), indent=2)
    line = 1 + text[: text.index('"level"')].count("\n")
    said = client.post(PAGE, {"file": SimpleUploadedFile("stack.json", text.encode())})
    page = said.content.decode()
    assert said.status_code == 422
    assert f'href="#line-{line}"' in page
    assert "<mark>&quot;level&quot;</mark>" in page
    assert "Two proofs about talk." in page.partition("<textarea")[2]
