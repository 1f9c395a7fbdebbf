"""One signature made in a process of its own, which ends with the keyring it opened."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from lapel.domain.badges.keys import Kind
from lapel.domain.badges.keys import PublicKey as Verifier
from lapel.ports.keys import KeysError, apart, from_url
from lapel.ports.keys.apart import sign_apart

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "a secret of the test"


def test_a_signature_made_apart_is_the_keyrings_own(tmp_path: Path) -> None:
    """It verifies with the public half of the key."""
    url = f"file://{tmp_path}"
    public = from_url(url, secret=SECRET).create("college")
    signature = sign_apart(url, secret=SECRET, key_id=public.id, data=b"a badge")
    assert Verifier(Kind.ED25519, public.raw).verifies(signature, b"a badge")


def test_a_keyring_that_does_not_open_is_said_without_its_secret(tmp_path: Path) -> None:
    """A wrong secret, or a key that is not there: one plain sentence."""
    url = f"file://{tmp_path}"
    public = from_url(url, secret=SECRET).create("college")
    for secret, key_id in (("another secret", public.id), (SECRET, "nobody-1")):
        with pytest.raises(KeysError, match=r"does not open this|holds no key") as refused:
            sign_apart(url, secret=secret, key_id=key_id, data=b"a badge")
        assert secret not in str(refused.value)


def test_who_comes_when_too_many_wait_is_sent_away_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever waits holds a thread that serves pages; the rest come again, and nobody is stuck."""
    monkeypatch.setattr(apart, "_waiting", threading.BoundedSemaphore(1))
    with apart._waiting, pytest.raises(KeysError, match="try again in a minute"):
        sign_apart(f"file://{tmp_path}", secret=SECRET, key_id="nobody-1", data=b"")
    with pytest.raises(KeysError, match="holds no key"):  # there is a place again
        sign_apart(f"file://{tmp_path}", secret=SECRET, key_id="nobody-1", data=b"")
