"""A keyring as a folder: one encrypted file per key."""

import json
import os
import re
import secrets
from base64 import b64decode, b64encode
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from lapel.domain.badges.keys import PrivateKey, private_key_of
from lapel.ports.keys import KINDS, KeysError, PublicKey, UnknownKeyError, WrongSecretError
from lapel.ports.keys.algorithms import check_name, kind_of, private_bytes
from lapel.ports.keys.sealing import SALT_BYTES, SCRYPT_N, seal, stretch, unseal

KEY_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,95}")
SHORTEST_SECRET = 12
# by version of the export: never read from the blob, which could ask for all our memory
SCRYPT_SIZES = {1: SCRYPT_N}


class FileKeys:
    """Keeps each private key sealed in its own file; the folder's key comes from one secret."""

    can_export = True

    def __init__(self, folder: Path, *, secret: str) -> None:
        if len(secret) < SHORTEST_SECRET:
            raise WrongSecretError(f"The keys' secret needs {SHORTEST_SECRET} characters or more.")
        self._folder = folder
        self._secret = secret
        self._key: bytes | None = None
        self._opened: dict[str, PrivateKey] = {}

    def __repr__(self) -> str:
        return f"FileKeys({str(self._folder)!r})"

    def create(self, name: str, algorithm: str = "ed25519") -> PublicKey:
        """Make a key, durable before this returns; its id begins with the name."""
        check_name(name)
        private = private_bytes(algorithm)
        raw = private_key_of(kind_of(algorithm), private).public.raw
        public = PublicKey(f"{name}-{sha256(raw).hexdigest()[:16]}", algorithm, raw)
        self._store(public, private)
        return public

    def public(self, key_id: str) -> PublicKey:
        """Give the public half; UnknownKeyError when there is none."""
        return _public(self._read(key_id))

    def sign(self, key_id: str, data: bytes) -> bytes:
        """Sign the bytes, as the port writes signatures; UnknownKeyError, WrongSecretError."""
        if not KEY_ID.fullmatch(key_id) or not (self._folder / f"{key_id}.key").is_file():
            raise UnknownKeyError(f"The keyring holds no key {key_id!r}.")
        if key_id not in self._opened:  # opened once: batches sign by the hundred thousand
            kind = KINDS[self.public(key_id).algorithm]
            self._opened[key_id] = private_key_of(kind, self._private(key_id))
        return self._opened[key_id].sign(data)

    def list(self) -> Sequence[PublicKey]:
        """Give every public key, sorted by id."""
        return [self.public(path.stem) for path in sorted(self._folder.glob("*.key"))]

    def export_encrypted(self, passphrase: str) -> bytes:
        """Give all keys as one blob that only the passphrase (12 characters or more) opens."""
        if len(passphrase) < SHORTEST_SECRET:
            raise WrongSecretError(f"A passphrase needs {SHORTEST_SECRET} characters or more.")
        salt = os.urandom(SALT_BYTES)
        keys = [_record(public, self._private(public.id)) for public in self.list()]
        sealed = seal(
            stretch(passphrase, salt), json.dumps(keys).encode(), bound_to=b"lapel keys export"
        )
        return _dump({"lapel-keys": 1, "salt": _text(salt), "sealed": _text(sealed)})

    def import_encrypted(self, blob: bytes, passphrase: str) -> Sequence[PublicKey]:
        """Add the keys of an exported blob, durably, and give them; those already here stay."""
        records = _open_export(blob, passphrase)
        for record in records:
            public = _public(record)
            if not (self._folder / f"{public.id}.key").exists():
                self._store(public, b64decode(record["private"]))
        return [_public(record) for record in records]

    def _store(self, public: PublicKey, private: bytes) -> None:
        sealed = seal(self._folder_key(), private, bound_to=_binding(public))
        _write_new(self._folder / f"{public.id}.key", _record(public, None, sealed=sealed))

    def _private(self, key_id: str) -> bytes:
        record = self._read(key_id)
        sealed = b64decode(record["sealed"])
        return unseal(self._folder_key(), sealed, bound_to=_binding(_public(record)))

    def _read(self, key_id: str) -> dict[str, Any]:
        path = self._folder / f"{key_id}.key"
        if not KEY_ID.fullmatch(key_id) or not path.is_file():
            raise UnknownKeyError(f"The keyring holds no key {key_id!r}.")
        return _load(path.read_bytes())

    def _folder_key(self) -> bytes:
        if self._key is None:
            path = self._folder / "keyring.json"
            if not path.exists():
                self._found(path)
            ring = _load(path.read_bytes())
            key = stretch(self._secret, b64decode(ring["salt"]), n=ring["n"])
            unseal(key, b64decode(ring["check"]), bound_to=b"lapel keyring")
            self._key = key
        return self._key

    def _found(self, path: Path) -> None:
        salt = os.urandom(SALT_BYTES)
        check = seal(stretch(self._secret, salt), b"", bound_to=b"lapel keyring")
        _write_new(path, {"n": SCRYPT_N, "salt": _text(salt), "check": _text(check)})


def _open_export(blob: bytes, passphrase: str) -> list[dict[str, Any]]:
    try:
        outer = _load(blob)
        salt, sealed = b64decode(outer["salt"]), b64decode(outer["sealed"])
        key = stretch(passphrase, salt, n=SCRYPT_SIZES[outer["lapel-keys"]])
    except (ValueError, KeyError, TypeError):
        raise KeysError("This is no export of Lapel's keys.") from None
    records: list[dict[str, Any]] = json.loads(unseal(key, sealed, bound_to=b"lapel keys export"))
    return records


def _record(public: PublicKey, private: bytes | None, *, sealed: bytes = b"") -> dict[str, str]:
    half = {"private": _text(private)} if private else {"sealed": _text(sealed)}
    return {"id": public.id, "algorithm": public.algorithm, "public": _text(public.raw)} | half


def _public(record: dict[str, Any]) -> PublicKey:
    return PublicKey(record["id"], record["algorithm"], b64decode(record["public"]))


def _binding(public: PublicKey) -> bytes:
    return f"{public.id} {public.algorithm} ".encode() + public.raw


def _text(value: bytes) -> str:
    return b64encode(value).decode()


def _dump(value: dict[str, Any]) -> bytes:
    return json.dumps(value, indent=1).encode()


def _load(content: bytes) -> dict[str, Any]:
    value = json.loads(content)
    if not isinstance(value, dict):
        raise TypeError("A keyring's file holds one JSON object.")
    return value


def _write_new(path: Path, value: dict[str, Any]) -> None:
    """Write the file whole and durable; another process that was first wins, by `link`."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.parent / f".{secrets.token_hex(8)}.part"
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(_dump(value))
            file.flush()
            os.fsync(file.fileno())
        _link(temporary, path)
    finally:
        temporary.unlink()
    _sync_folder(path.parent)
    _sync_folder(path.parent.parent)


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except FileExistsError:
        if target.suffix == ".key":
            raise KeysError(f"A key {target.stem!r} exists already.") from None


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
