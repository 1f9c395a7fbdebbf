"""What a verification says in the reader's language: headline, steps, causes from deep within."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import translation

from domain.badges.badge_makers import NOW, badge, key, signed_list, verify, web
from domain.badges.badge_makers import REVOCATION as LIST
from lapel.domain.badges.errors import ProofError, Said
from lapel.domain.badges.trust import UnavailableError
from lapel.domain.badges.verification import verify_credential, verify_file
from lapel.journey.sharing.queries import headline_of, say, told
from lapel.journey.sharing.queries.causes import TEMPLATES
from lapel.journey.sharing.queries.verdict_words import SENTENCES
from pseudo import LONGER, spoken
from sharing.sentences import templates

if TYPE_CHECKING:
    from lapel.domain.badges.verdicts import Verification


def known() -> set[str]:
    with translation.override("en"):
        return {str(each) for each in (*TEMPLATES, *SENTENCES.values())}


def test_everything_that_can_be_said_is_before_the_translators() -> None:
    """Each template in the rooms' source stands in the table, word for word."""
    assert sorted(templates().keys() - known()) == []


def answers() -> list[Verification]:
    """Give every kind of answer, with causes from deep within."""
    tampered = {**badge(), "name": "Another"}
    revoked = signed_list(LIST, bits=(94_567,))
    foreign = signed_list(LIST, signer=key(2, of="did:web:other.example"))
    return [
        verify(badge()),
        verify(tampered),
        verify({**badge(), "grade": "A"}),
        verify(badge(key(2))),
        verify(badge(valid_until=NOW)),
        verify(badge(), web(**{LIST: revoked})),
        verify(badge(), web(**{LIST: foreign})),
        verify_credential(badge(), now=NOW),
        verify_file(b"hello", now=NOW),
        verify_file(b'{"a": 1, "a": 2}', now=NOW),
        verify({**badge(), "proof": [{"type": "Ed25519Signature2018"}]}),
    ]


@pytest.mark.parametrize("answer", answers(), ids=lambda each: each.headline[:40])
def test_in_english_pages_and_command_line_say_the_same_headline(answer: Verification) -> None:
    """The command line speaks by itself, without Django; nobody shall hear two verdicts."""
    with translation.override("en"):
        assert headline_of(answer) == answer.headline


def test_no_english_is_left_in_another_language(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """Headline and every step are in the disguise that stands for a translation."""
    spoken(monkeypatch, settings, LONGER)
    for answer in answers():
        with translation.override(LONGER):
            for said in (headline_of(answer), *(each.sentence for each in told(answer))):
                assert " the " not in f" {said} ", said
                assert " is " not in f" {said} ", said


def test_a_sentence_in_a_sentence_is_said_in_the_same_language(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """What could not be fetched, and why; a stranger's own words stay as they are."""
    spoken(monkeypatch, settings, LONGER)
    why = Said("The host {host} could not be found.", host="the.example")
    error = UnavailableError("{address} could not be fetched: {why}", address="https://a", why=why)
    with translation.override(LONGER):
        said = say(error.said)
    assert said.startswith("https://a")
    assert "the.example" in said
    assert "could" not in said


def test_a_sentence_fills_its_places_and_obeys_no_format() -> None:
    """A name that a stranger chose may look like a place or a format."""
    assert str(ProofError("The proof has no “{name}”.", name="{name!r:>99}")) == (
        "The proof has no “{name!r:>99}”."
    )
    assert json.dumps(Said("A {thing}.", thing=3)) == '"A 3."'
