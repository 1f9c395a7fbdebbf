"""A keyring in a token behind PKCS#11 (OASIS PKCS #11 3.0): a smart card, an HSM, SoftHSM.

Each key is a pair of objects with one label, its id. The library is loaded at the first use, and
anew in each process: a child that was forked must not use its parent's session (§2.5.1).
"""

from __future__ import annotations

import os
import secrets
import threading
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from lapel.domain.badges.keys import Kind
from lapel.ports.keys import KINDS, KeysError, PublicKey, UnknownKeyError, WrongSecretError
from lapel.ports.keys.algorithms import check_name, compressed, digest, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# What an object's CKA_EC_PARAMS may be, DER: the curve's OID, and for Ed25519 its name as well.
_CURVES = {
    bytes.fromhex("06082a8648ce3d030107"): "p256",
    bytes.fromhex("06052b81040022"): "p384",
    bytes.fromhex("06032b6570"): "ed25519",
    b"\x13\x0cedwards25519": "ed25519",
}
_PARAMETERS = {algorithm: der for der, algorithm in reversed(_CURVES.items())}
_LOCK = threading.RLock()  # a session serves one thread at a time
_PROCESSES: dict[str, int] = {}  # in which process a library was initialised


class TokenKeys:
    """Makes keys in a token and signs there; they are sensitive and cannot be extracted."""

    can_export = False

    def __init__(self, *, library: str, token: str, pin: str) -> None:
        if find_spec("pkcs11") is None:
            raise KeysError("Keys in a token need the package python-pkcs11; please install it.")
        if not Path(library).is_file():
            raise KeysError(f"There is no PKCS#11 library {library}.")
        self._library, self._token, self._pin = library, token, pin
        self._session: Any = None
        self._process = 0

    def __repr__(self) -> str:
        return f"TokenKeys({self._library!r}, {self._token!r})"

    def create(self, name: str, algorithm: str = "ed25519") -> PublicKey:
        """Make a pair in the token; its id begins with the name."""
        check_name(name)
        kind_of(algorithm)
        with self._opened() as session:
            key_id = f"{name}-{secrets.token_hex(8)}"
            _generate(session, key_id, algorithm)
            return self._public(session, key_id)

    def public(self, key_id: str) -> PublicKey:
        """Give the public half; UnknownKeyError when there is none."""
        with self._opened() as session:
            return self._public(session, key_id)

    def sign(self, key_id: str, data: bytes) -> bytes:
        """Sign in the token, as the port writes signatures; UnknownKeyError, WrongSecretError."""
        from pkcs11 import Attribute, Mechanism, ObjectClass

        with self._opened() as session:
            kind = KINDS[self._public(session, key_id).algorithm]
            private = _only(session, ObjectClass.PRIVATE_KEY, {Attribute.LABEL: key_id})
            if kind is Kind.ED25519:
                return bytes(private.sign(data, mechanism=Mechanism.EDDSA))
            # CKM_ECDSA takes a hash and answers with r and s side by side (§6.3.12)
            return bytes(private.sign(digest(kind, data), mechanism=Mechanism.ECDSA))

    def list(self) -> Sequence[PublicKey]:
        """Give every public key of a known kind in the token, sorted by id."""
        from pkcs11 import Attribute, ObjectClass

        with self._opened() as session:
            found = session.get_objects({Attribute.CLASS: ObjectClass.PUBLIC_KEY})
            keys = [_read(each) for each in list(found)]
        return sorted((key for key in keys if key), key=lambda key: key.id)

    def export_encrypted(self, passphrase: str) -> bytes:  # noqa: ARG002 (the port's signature)
        """Refuse: what is in a token stays there."""
        raise KeysError(
            "The signing keys are in a token and cannot leave it; back up the token itself, "
            "and run the backup without --with-keys."
        )

    def import_encrypted(self, blob: bytes, passphrase: str) -> Sequence[PublicKey]:  # noqa: ARG002 (the port's signature)
        """Refuse: a key that lay in a file is not a key that never left a token."""
        raise KeysError("Keys of a backup are not put into a token; order new ones there.")

    def _public(self, session: Any, key_id: str) -> PublicKey:
        from pkcs11 import Attribute, ObjectClass

        found = _only(session, ObjectClass.PUBLIC_KEY, {Attribute.LABEL: key_id})
        key = _read(found) if found is not None and key_id else None
        if key is None:
            raise UnknownKeyError(f"The token {self._token!r} holds no key {key_id!r}.")
        return key

    @contextmanager
    def _opened(self) -> Iterator[Any]:
        """Give the session to one thread at a time; what the token says becomes a sentence."""
        import pkcs11

        with _LOCK:
            try:
                yield self._open()
            except pkcs11.PKCS11Error as error:
                self._session = None
                self._say(error)

    def _open(self) -> Any:
        import pkcs11

        if self._session is None or self._process != os.getpid():
            self._process = os.getpid()
            library = pkcs11.lib(self._library)
            if _PROCESSES.setdefault(self._library, self._process) != self._process:
                library.reinitialize()
                _PROCESSES[self._library] = self._process
            self._session = _logged_in(library.get_token(token_label=self._token), self._pin)
        return self._session

    def _say(self, error: Exception) -> NoReturn:
        import pkcs11

        if isinstance(error, pkcs11.NoSuchToken):
            raise KeysError(
                f"The PKCS#11 library {self._library} knows no token {self._token!r}."
            ) from None
        if isinstance(error, pkcs11.PinIncorrect | pkcs11.PinLenRange | pkcs11.PinInvalid):
            raise WrongSecretError(
                f"The token {self._token!r} does not accept the PIN in LAPEL_KEYS_SECRET."
            ) from None
        if isinstance(error, pkcs11.PinLocked):
            raise WrongSecretError(
                f"The token {self._token!r} is locked: too many wrong PINs."
            ) from None
        if isinstance(error, pkcs11.MechanismInvalid | pkcs11.DomainParamsInvalid):
            raise KeysError(
                f"The token {self._token!r} does not make or use keys of this algorithm; "
                "LAPEL_KEYS_ALGORITHM may be p256 instead."
            ) from None
        raise KeysError(
            f"The token {self._token!r} refused: {type(error).__name__} {error}".strip() + "."
        ) from None


def _logged_in(token: Any, pin: str) -> Any:
    """Open a session; a process logs in once, and every session of it counts as logged in."""
    import pkcs11

    try:
        return token.open(rw=True, user_pin=pin)
    except pkcs11.UserAlreadyLoggedIn:
        return token.open(rw=True)


def _generate(session: Any, key_id: str, algorithm: str) -> None:
    from pkcs11 import Attribute, KeyType, Mechanism, MechanismFlag

    edwards = algorithm == "ed25519"
    parameters = session.create_domain_parameters(
        KeyType.EC_EDWARDS if edwards else KeyType.EC,
        {Attribute.EC_PARAMS: _PARAMETERS[algorithm]},
        local=True,
    )
    parameters.generate_keypair(
        mechanism=Mechanism.EC_EDWARDS_KEY_PAIR_GEN if edwards else Mechanism.EC_KEY_PAIR_GEN,
        capabilities=MechanismFlag.SIGN | MechanismFlag.VERIFY,
        id=key_id.encode(),
        label=key_id,
        store=True,
        private_template={Attribute.SENSITIVE: True, Attribute.EXTRACTABLE: False},
    )


def _only(session: Any, kind: Any, attributes: dict[Any, Any]) -> Any:
    from pkcs11 import Attribute

    return next(iter(list(session.get_objects({Attribute.CLASS: kind, **attributes}))), None)


def _read(key: Any) -> PublicKey | None:
    """Give a public object as the port's key; None for one of another kind."""
    from pkcs11 import Attribute, PKCS11Error

    try:
        algorithm = _CURVES.get(bytes(key[Attribute.EC_PARAMS]))
        point = bytes(key[Attribute.EC_POINT])
    except PKCS11Error:
        return None  # RSA and others have neither
    if algorithm is None:
        return None
    point = _octets(point)
    raw = point if algorithm == "ed25519" else compressed(KINDS[algorithm], point)
    return PublicKey(key.label, algorithm, raw)


def _octets(value: bytes) -> bytes:
    """Take the DER OCTET STRING off a point (§6.3.3); some libraries give the bare point."""
    if value[:1] == b"\x04" and len(value) > 2 and value[1] == len(value) - 2:
        return value[2:]
    return value
