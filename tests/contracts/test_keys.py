"""What every keyring must do."""

from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from lapel.ports.keys import Keys, KeysError, UnknownKeyError, WrongSecretError, from_url

ADAPTERS = ["file"]
SECRET = "a secret from the environment"


@pytest.fixture(params=ADAPTERS)
def keys(request: pytest.FixtureRequest, tmp_path: Path) -> Keys:
    urls = {"file": f"file://{tmp_path}/keys"}
    return from_url(urls[request.param], secret=SECRET)


def test_a_signature_is_valid_under_the_public_key(keys: Keys) -> None:
    """An independent check (cryptography's ed25519) accepts what the keyring signed."""
    key = keys.create("issuer")
    assert (key.algorithm, len(key.raw)) == ("ed25519", 32)
    signature = keys.sign(key.id, b"data")
    assert len(signature) == 64
    Ed25519PublicKey.from_public_bytes(key.raw).verify(signature, b"data")
    with pytest.raises(InvalidSignature):
        Ed25519PublicKey.from_public_bytes(key.raw).verify(signature, b"other data")


def test_keys_are_found_again_by_id_and_listed(keys: Keys) -> None:
    """What was created can be asked for and shows in the list; ids begin with the name."""
    first, second = keys.create("issuer"), keys.create("issuer")
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


@pytest.mark.parametrize(("name", "algorithm"), [("Bad Name", "ed25519"), ("issuer", "rsa")])
def test_what_cannot_be_made_is_refused(keys: Keys, name: str, algorithm: str) -> None:
    """A wrong name or an algorithm this keyring has not is an error and makes no key."""
    with pytest.raises(KeysError):
        keys.create(name, algorithm)
    assert list(keys.list()) == []


def test_an_export_restores_the_same_keys_elsewhere(keys: Keys, tmp_path: Path) -> None:
    """Keys exported, then imported under another secret, are the same and sign the same."""
    key = keys.create("issuer")
    blob = keys.export_encrypted("correct horse battery")
    other = from_url(f"file://{tmp_path}/other", secret="quite another secret")
    assert list(other.import_encrypted(blob, "correct horse battery")) == [key]
    assert list(other.import_encrypted(blob, "correct horse battery")) == [key]
    assert list(other.list()) == [key]
    assert other.sign(key.id, b"data") == keys.sign(key.id, b"data")


def test_an_export_opens_only_with_its_passphrase(keys: Keys) -> None:
    """Another passphrase, a changed byte and plain nonsense are three clear errors."""
    keys.create("issuer")
    blob = keys.export_encrypted("correct horse battery")
    with pytest.raises(WrongSecretError):
        keys.import_encrypted(blob, "another horse battery")
    with pytest.raises(KeysError, match="no export"):
        keys.import_encrypted(b"[]", "correct horse battery")
    with pytest.raises(WrongSecretError):
        keys.export_encrypted("short")


@pytest.mark.parametrize("url", ["", "pkcs11:slot", "file://host/x", "file:relative"])
def test_an_unknown_address_is_refused_with_what_is_allowed(url: str) -> None:
    """A wrong setting is answered with one sentence that names what would be right."""
    with pytest.raises(ValueError, match="Keys must be"):
        from_url(url, secret=SECRET)
