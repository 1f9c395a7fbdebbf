"""Sentences that know their template and facts."""

from __future__ import annotations

import pytest

from lapel.domain.badges.errors import BadgeError, ProofError, Said


def test_a_sentence_is_plain_text_and_knows_what_it_was_made_of() -> None:
    """For people it is English; for a translator a template and facts, all of them texts."""
    said = Said("The {what} holds {most} places.", what="list", most=3)
    assert said == "The list holds 3 places."
    assert (said.template, said.facts) == (
        "The {what} holds {most} places.",
        {"what": "list", "most": "3"},
    )


@pytest.mark.parametrize("name", ["{name}", "{0}", "{name!r:>9}", "}{"])
def test_a_strangers_words_are_never_taken_for_a_template(name: str) -> None:
    """They are put in once, as they are."""
    assert str(ProofError("The proof has no “{name}”.", name=name)) == f"The proof has no “{name}”."


def test_an_error_may_carry_a_sentence_that_was_made_before() -> None:
    """It stays one sentence with its facts; what is not filled stays as it is written."""
    inner = Said("The host {host} could not be found.", host="a.example")
    error = BadgeError(inner)
    assert error.said is inner
    assert str(error) == "The host a.example could not be found."
    assert str(BadgeError("A {place} that nobody fills.", other=1)) == (
        "A {place} that nobody fills."
    )
