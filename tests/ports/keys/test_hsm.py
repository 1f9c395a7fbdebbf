"""What only a keyring in a token can be asked: SoftHSM through PKCS#11."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from lapel.domain.badges import keys as domain
from lapel.ports.keys import Keys, KeysError, WrongSecretError, from_url
from ports.keys.devices import LIBRARY, PIN, TOKEN, empty_token, token_address

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


@pytest.fixture
def keys() -> Keys:
    url = token_address()
    empty_token()
    return from_url(url, secret=PIN)


def verifies(keys: Keys, key_id: str, signature: bytes) -> bool:
    return domain.public_key(keys.public(key_id).multikey).verifies(signature, b"data")


def test_a_private_key_is_sensitive_and_cannot_be_taken_out(keys: Keys) -> None:
    """The token itself says so, and gives no value (PKCS #11 3.0, §4.9)."""
    import pkcs11
    from pkcs11 import Attribute, ObjectClass

    made = keys.create("issuer", "p256")
    session = pkcs11.lib(str(LIBRARY)).get_token(token_label=TOKEN).open()
    with session:
        wanted = {Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.LABEL: made.id}
        (private,) = session.get_objects(wanted)
        assert private[Attribute.SENSITIVE] is True
        assert private[Attribute.EXTRACTABLE] is False
        assert private[Attribute.NEVER_EXTRACTABLE] is True
        with pytest.raises(pkcs11.AttributeSensitive):
            private[Attribute.VALUE]


def _sign_in_child(keys: Keys, key_id: str, pipe: Connection) -> None:
    pipe.send(keys.sign(key_id, b"data"))
    pipe.close()


def test_a_forked_child_signs_with_a_session_of_its_own(keys: Keys) -> None:
    """Jobs run in children of a process that may have signed before; both go on signing."""
    made = keys.create("issuer")
    assert verifies(keys, made.id, keys.sign(made.id, b"data"))
    ours, theirs = multiprocessing.get_context("fork").Pipe()
    child = multiprocessing.get_context("fork").Process(
        target=_sign_in_child, args=(keys, made.id, theirs)
    )
    child.start()
    assert ours.poll(20)
    assert verifies(keys, made.id, ours.recv())
    child.join(20)
    assert child.exitcode == 0
    assert verifies(keys, made.id, keys.sign(made.id, b"data"))


def test_threads_may_sign_at_once(keys: Keys) -> None:
    """One session serves them one after another."""
    made = keys.create("issuer", "p384")
    with ThreadPoolExecutor(4) as pool:
        signed = list(pool.map(lambda _: keys.sign(made.id, b"data"), range(20)))
    assert all(verifies(keys, made.id, each) for each in signed)


def test_keys_of_other_programs_are_passed_over(keys: Keys) -> None:
    """An RSA pair in the same token is not listed and not ours to sign with."""
    import pkcs11

    made = keys.create("issuer")
    with pkcs11.lib(str(LIBRARY)).get_token(token_label=TOKEN).open(rw=True) as session:
        session.generate_keypair(pkcs11.KeyType.RSA, 2048, store=True, label="another")
    assert list(keys.list()) == [made]
    with pytest.raises(KeysError, match="holds no key 'another'"):
        keys.sign("another", b"data")


def test_a_wrong_pin_is_a_clear_error_that_does_not_tell_it(keys: Keys) -> None:
    """Asked in a process of its own, since a process logs in once."""
    script = (
        "import sys; from lapel.ports.keys import from_url, WrongSecretError\n"
        "try: from_url(sys.argv[1], secret='not the PIN').list()\n"
        "except WrongSecretError as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, token_address()], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == (
        f"The token '{TOKEN}' does not accept the PIN in LAPEL_KEYS_SECRET."
    )


def test_a_library_or_token_that_is_not_there_is_said_by_name(keys: Keys) -> None:
    """Each thing that may be wrong in the address has its own sentence."""
    with pytest.raises(KeysError, match=r"no PKCS#11 library /nowhere/lib\.so"):
        from_url("pkcs11:///nowhere/lib.so?token=lapel", secret=PIN)
    stranger = from_url(f"pkcs11://{LIBRARY}?token=other", secret=PIN)
    with pytest.raises(KeysError, match="knows no token 'other'"):
        stranger.create("issuer")
    with pytest.raises(KeysError, match="refused: "):
        from_url(f"pkcs11://{__file__}?token=other", secret=PIN).list()


def test_what_the_token_cannot_do_names_the_way_out(
    keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A token without Ed25519 answers with its own error; the sentence names P-256."""
    import pkcs11

    def refuse(*_args: object, **_more: object) -> None:
        raise pkcs11.MechanismInvalid

    monkeypatch.setattr("lapel.ports.keys.hsm._generate", refuse)
    with pytest.raises(KeysError, match="LAPEL_KEYS_ALGORITHM may be p256"):
        keys.create("issuer")


def test_a_locked_token_is_said_to_be_locked(keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too many wrong PINs: a person has to unlock it."""
    import pkcs11

    def refuse(*_args: object) -> None:
        raise pkcs11.PinLocked

    monkeypatch.setattr("lapel.ports.keys.hsm._logged_in", refuse)
    with pytest.raises(WrongSecretError, match="is locked"):
        from_url(token_address(), secret=PIN).list()


def test_without_the_package_the_sentence_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an optional requirement."""
    monkeypatch.setattr("lapel.ports.keys.hsm.find_spec", lambda _: None)
    with pytest.raises(KeysError, match="python-pkcs11"):
        from_url(f"pkcs11://{LIBRARY}?token=x", secret=PIN)
