"""What every keyring must do."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import pytest

from domain.badges.badge_makers import ed25519_multikey
from lapel.domain.badges import keys as domain
from lapel.domain.badges.did import did_key
from lapel.ports.keys import Keys, KeysError, PublicKey, UnknownKeyError, WrongSecretError, from_url
from ports.keys.devices import PIN, empty_token, kms_server, token_address

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECRET = "a secret from the environment"
KEYRINGS = ("file", "pkcs11", "awskms")
ALGORITHMS = ("ed25519", "p256", "p384")
SIZES = {"ed25519": (32, 64), "p256": (33, 64), "p384": (49, 96)}
EVERYWHERE = [
    pytest.param(name, marks=pytest.mark.peer if name == "awskms" else []) for name in KEYRINGS
]
PAIRS = [
    pytest.param(name, algorithm, marks=pytest.mark.peer if name == "awskms" else [])
    for name in KEYRINGS
    for algorithm in ALGORITHMS
]


@pytest.fixture(scope="module")
def kms() -> Iterator[str]:
    with kms_server() as address:
        yield address


def opened(
    name: str, tmp_path: Path, request: pytest.FixtureRequest, patch: pytest.MonkeyPatch
) -> Keys:
    if name == "pkcs11":
        url = token_address()
        empty_token()
        return from_url(url, secret=PIN)
    if name == "awskms":
        for variable in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(variable, "of-the-tests")
        # a prefix of its own, since nothing is ever taken out of the server
        place = f"awskms://eu-central-1/lapel-{secrets.token_hex(4)}"
        return from_url(f"{place}?endpoint={request.getfixturevalue('kms')}", secret=SECRET)
    return from_url(f"file://{tmp_path}/keys", secret=SECRET)


@pytest.fixture(params=EVERYWHERE)
def keys(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Keys:
    return opened(request.param, tmp_path, request, monkeypatch)


def made_by(keys: Keys, name: str = "issuer") -> PublicKey:
    """A key of an algorithm that every keyring makes."""
    return keys.create(name, "p256")


def verifier(key: PublicKey) -> domain.PublicKey:
    return domain.public_key(key.multikey)


@pytest.mark.parametrize(("name", "algorithm"), PAIRS)
def test_a_signature_is_valid_under_the_public_key(
    name: str,
    algorithm: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The verifier of badges (cryptography's) accepts it, in the form proofs hold, and no other."""
    keys = opened(name, tmp_path, request, monkeypatch)
    key = keys.create("issuer", algorithm)
    assert (key.algorithm, len(key.raw)) == (algorithm, SIZES[algorithm][0])
    other = keys.create("issuer", algorithm)
    # AWS KMS takes up to 4,096 bytes unhashed, and Ed25519 has no hash of its own to be given
    longest = 1024 if (name, algorithm) == ("awskms", "ed25519") else 3000
    for data in (b"data", b"data" * longest):
        signature = keys.sign(key.id, data)
        assert len(signature) == SIZES[algorithm][1]
        assert verifier(key).verifies(signature, data)
        assert not verifier(key).verifies(signature, b"other data")
        assert not verifier(other).verifies(signature, data)


@pytest.mark.peer
def test_what_is_too_long_for_ed25519_in_kms_names_the_way_out(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proofs and checkpoints are short; a long token needs P-256 there."""
    keys = opened("awskms", tmp_path, request, monkeypatch)
    with pytest.raises(KeysError, match="use p256"):
        keys.sign(keys.create("issuer").id, b"x" * 4097)


def test_keys_are_found_again_by_id_and_listed(keys: Keys) -> None:
    """What was created can be asked for and shows in the list; ids begin with the name."""
    first, second = made_by(keys), made_by(keys)
    assert first.id != second.id
    assert first.id.startswith("issuer-")
    assert keys.public(first.id) == first
    assert list(keys.list()) == sorted([first, second], key=lambda key: key.id)


@pytest.mark.parametrize("key_id", ["none", "", "../x", "A", "x/y"])
def test_an_unknown_key_is_said_plainly(keys: Keys, key_id: str) -> None:
    """Neither reading nor signing invents a key."""
    for attempt in (keys.public, lambda key_id: keys.sign(key_id, b"x")):
        with pytest.raises(UnknownKeyError, match="holds no key"):
            attempt(key_id)


@pytest.mark.parametrize(("name", "algorithm"), [("Bad Name", "p256"), ("issuer", "rsa")])
def test_what_cannot_be_made_is_refused(keys: Keys, name: str, algorithm: str) -> None:
    """A wrong name or an algorithm this keyring has not is an error and makes no key."""
    with pytest.raises(KeysError):
        keys.create(name, algorithm)
    assert list(keys.list()) == []


def test_a_keyring_in_a_log_line_tells_no_secret(keys: Keys) -> None:
    """The representation names the place only."""
    made_by(keys)
    assert not any(each in repr(keys) for each in (SECRET, PIN, "of-the-tests"))


def test_an_export_restores_the_same_keys_elsewhere_or_is_refused(
    keys: Keys, tmp_path: Path
) -> None:
    """Keys from files are the same under another secret; a device says that it keeps its own."""
    key = made_by(keys)
    if not keys.can_export:
        with pytest.raises(KeysError, match="cannot leave it"):
            keys.export_encrypted("correct horse battery")
        with pytest.raises(KeysError, match="order new ones there"):
            keys.import_encrypted(b"", "correct horse battery")
        return
    blob = keys.export_encrypted("correct horse battery")
    other = from_url(f"file://{tmp_path}/other", secret="quite another secret")
    assert list(other.import_encrypted(blob, "correct horse battery")) == [key]
    assert list(other.import_encrypted(blob, "correct horse battery")) == [key]
    assert list(other.list()) == [key]
    assert verifier(key).verifies(other.sign(key.id, b"data"), b"data")


def test_an_export_opens_only_with_its_passphrase(tmp_path: Path) -> None:
    """Another passphrase, a changed byte and plain nonsense are three clear errors."""
    keys = from_url(f"file://{tmp_path}/keys", secret=SECRET)
    keys.create("issuer")
    blob = keys.export_encrypted("correct horse battery")
    with pytest.raises(WrongSecretError):
        keys.import_encrypted(blob, "another horse battery")
    with pytest.raises(KeysError, match="no export"):
        keys.import_encrypted(b"[]", "correct horse battery")
    with pytest.raises(WrongSecretError):
        keys.export_encrypted("short")


def test_the_did_of_an_ed25519_key_is_the_one_it_had_before(tmp_path: Path) -> None:
    """Keys that were made when there was one algorithm keep their names."""
    key = from_url(f"file://{tmp_path}/keys", secret=SECRET).create("issuer")
    assert did_key(ed25519_multikey(key.raw)) == f"did:key:{key.multikey}"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "pkcs11:slot",
        "pkcs11:///lib.so",
        "pkcs11:///lib.so?token=x&pin=1234",
        "file://host/x",
        "file:relative",
        "awskms:///prefix",
        "awskms://eu-central-1/x?key=y",
    ],
)
def test_an_unknown_address_is_refused_with_what_is_allowed(url: str) -> None:
    """A wrong setting is answered with one sentence that names what would be right."""
    with pytest.raises(ValueError, match="Keys must be"):
        from_url(url, secret=SECRET)
