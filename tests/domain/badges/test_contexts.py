"""The vendored contexts."""

from __future__ import annotations

import hashlib
import time

import pytest

from lapel.domain.badges import contexts
from lapel.domain.badges.errors import LinkedDataError
from lapel.domain.badges.linked import quads_of

# VC Data Model 2.0 §B.1, Data Integrity 1.0 §A and Controlled Identifiers 1.0 §A publish these.
PUBLISHED = {
    contexts.CREDENTIALS_V2: "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
    contexts.DATA_INTEGRITY_V2: "67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4",
    contexts.MULTIKEY_V1: "ba2c182de2d92f7e47184bcca8fcf0beaee6d3986c527bf664c195bbc7c58597",
}


def test_every_context_names_its_source_and_licence() -> None:
    """A vendored file without provenance could not be audited."""
    assert all(row["source"] and row["licence"] for row in contexts.index())


def test_the_w3c_contexts_have_the_hashes_that_w3c_publishes() -> None:
    """The bytes are the ones every verifier uses."""
    recorded = {row["url"]: row["sha256"] for row in contexts.index()}
    assert {url: recorded[url] for url in PUBLISHED} == PUBLISHED


def test_a_context_that_was_edited_is_not_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A changed byte stops the program instead of changing what a signature covers."""
    row = {**contexts.index()[0], "sha256": hashlib.sha256(b"").hexdigest()}
    with pytest.raises(RuntimeError, match="credentials-v2"):
        contexts._checked(row)


def test_an_unknown_context_is_refused_by_name() -> None:
    """No context is ever fetched."""
    document = {"@context": [contexts.CREDENTIALS_V2, "https://evil.example/c.json"]}
    with pytest.raises(LinkedDataError, match=r"https://evil\.example/c\.json"):
        quads_of(document)


@pytest.mark.parametrize("context", [{"@vocab": "https://x.example/"}, None, 3])
def test_a_context_inside_the_document_is_refused(context: object) -> None:
    """A document that defines its own terms could rename what was signed."""
    with pytest.raises(LinkedDataError, match="context of its own"):
        quads_of({"@context": [contexts.CREDENTIALS_V2, context], "id": "urn:x"})


def test_a_context_deep_inside_is_refused_too() -> None:
    """Scoped contexts in the document follow the same rule."""
    document = {
        "@context": contexts.CREDENTIALS_V2,
        "type": "VerifiableCredential",
        "credentialSubject": {"@context": {"x": "urn:x"}, "id": "urn:s", "x": "1"},
    }
    with pytest.raises(LinkedDataError, match="context of its own"):
        quads_of(document)


def test_more_than_sixteen_contexts_are_refused() -> None:
    """The work of reading contexts is bounded."""
    with pytest.raises(LinkedDataError, match="more than 16"):
        quads_of({"@context": [contexts.CREDENTIALS_V2] * 17, "id": "urn:x"})


@pytest.mark.parametrize("context", [contexts.CREDENTIALS_V2, [contexts.CREDENTIALS_V2] * 16])
def test_contexts_at_every_node_are_counted(context: object) -> None:
    """Thousands of small nodes with contexts of their own would take half a minute to read."""
    node = {"@context": context, "id": "urn:x", "type": "VerifiableCredential"}
    document = {"@context": contexts.CREDENTIALS_V2, "credentialSubject": [node] * 600}
    started = time.process_time()
    with pytest.raises(LinkedDataError, match="more than 256"):
        quads_of(document)
    assert time.process_time() - started < 1
