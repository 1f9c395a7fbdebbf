"""A turnstile counts under several names at once."""

from __future__ import annotations

import pytest

from lapel.turnstile import Turnstile


def test_a_place_is_held_under_all_names_or_under_none():
    """Who is refused under one name takes nothing away under the others."""
    turnstile = Turnstile()
    limits = {"Amina": 1, "everybody": 2}
    with turnstile.passed(limits) as first:
        assert first == ""
        with turnstile.passed(limits) as second:
            assert second == "Amina"
        assert turnstile.full({"everybody": 2}) == ""
        assert turnstile.full({"everybody": 1}) == "everybody"
    assert turnstile.full(limits) == ""


def test_a_place_is_free_again_after_a_failure():
    """Whatever happens inside, nobody stays counted."""
    turnstile = Turnstile()
    with pytest.raises(OSError, match="cut"), turnstile.passed({"Amina": 1}):
        raise OSError("cut")
    assert turnstile.full({"Amina": 1}) == ""
