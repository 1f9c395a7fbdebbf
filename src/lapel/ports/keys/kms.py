"""A keyring in AWS KMS: keys are made there under aliases, and sign there.

Source: AWS KMS API Reference, CreateKey, CreateAlias, GetPublicKey, Sign (2014-11-01).
"""

from __future__ import annotations

import re
import secrets
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from lapel.domain.badges.keys import Kind
from lapel.ports.keys import KINDS, KeysError, PublicKey, UnknownKeyError
from lapel.ports.keys.algorithms import check_name, digest, kind_of, read_public, side_by_side

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SPECS = {
    "ed25519": "ECC_NIST_EDWARDS25519",
    "p256": "ECC_NIST_P256",
    "p384": "ECC_NIST_P384",
}
_ALGORITHMS = {
    "ed25519": "ED25519_SHA_512",
    "p256": "ECDSA_SHA_256",
    "p384": "ECDSA_SHA_384",
}
_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-[0-9]")
_PREFIX = re.compile(r"[a-zA-Z0-9_-]{1,60}")
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,95}")
_UNKNOWN = {"NotFoundException", "InvalidAliasNameException"}
_LONGEST = 4096  # of a message that KMS hashes itself; of others it takes the hash


class KmsKeys:
    """Makes keys under `alias/PREFIX/…` in one region; their private halves never leave KMS.

    Credentials come from where AWS's own programs take them: its environment variables, or the
    role of the machine.
    """

    can_export = False

    def __init__(self, *, region: str, prefix: str, endpoint: str | None = None) -> None:
        if find_spec("botocore") is None:
            raise KeysError("Keys in AWS KMS need the package botocore; please install it.")
        if not _REGION.fullmatch(region) or not _PREFIX.fullmatch(prefix):
            raise KeysError(
                "Keys in AWS KMS need a region and a prefix, as in awskms://eu-central-1/lapel."
            )
        self._region, self._prefix, self._endpoint = region, prefix, endpoint
        self._client: Any = None

    def __repr__(self) -> str:
        return f"KmsKeys({self._region!r}, {self._prefix!r})"

    def create(self, name: str, algorithm: str = "ed25519") -> PublicKey:
        """Make a key and its alias; the key's id begins with the name."""
        check_name(name)
        kind_of(algorithm)
        key_id = f"{name}-{secrets.token_hex(8)}"
        with self._asked(key_id) as client:
            made = client.create_key(
                KeySpec=_SPECS[algorithm], KeyUsage="SIGN_VERIFY", Description=f"Lapel: {key_id}"
            )
            target = made["KeyMetadata"]["KeyId"]
            client.create_alias(AliasName=self._alias(key_id), TargetKeyId=target)
        return self.public(key_id)

    def public(self, key_id: str) -> PublicKey:
        """Give the public half; UnknownKeyError when there is none."""
        found = self._find(key_id)
        if found is None:
            raise KeysError(f"The key {key_id!r} in AWS KMS is of a kind that is not known here.")
        return found

    def _find(self, key_id: str) -> PublicKey | None:
        with self._asked(key_id) as client:
            answer = client.get_public_key(KeyId=self._alias(key_id))
        read = read_public(answer["PublicKey"])
        return PublicKey(key_id, *read) if read else None

    def sign(self, key_id: str, data: bytes) -> bytes:
        """Sign in KMS, as the port writes signatures; UnknownKeyError.

        With ed25519 KMS takes 4,096 bytes at most, since there is no hash to be given instead.
        """
        algorithm = self.public(key_id).algorithm
        kind = KINDS[algorithm]
        if kind is Kind.ED25519 and len(data) > _LONGEST:
            raise KeysError("AWS KMS signs 4,096 bytes at most with Ed25519; use p256 for more.")
        with self._asked(key_id) as client:
            answer = client.sign(
                KeyId=self._alias(key_id),
                SigningAlgorithm=_ALGORITHMS[algorithm],
                **(_whole(data) if len(data) <= _LONGEST else _hashed(digest(kind, data))),
            )
        signature: bytes = answer["Signature"]
        return signature if kind is Kind.ED25519 else side_by_side(kind, signature)

    def list(self) -> Sequence[PublicKey]:
        """Give every public key under the prefix, sorted by id."""
        start = f"alias/{self._prefix}/"
        with self._asked("") as client:
            pages = client.get_paginator("list_aliases").paginate()
            names = [alias["AliasName"] for page in pages for alias in page["Aliases"]]
        ids = sorted(name.removeprefix(start) for name in names if name.startswith(start))
        return [key for key in map(self._find, ids) if key]

    def export_encrypted(self, passphrase: str) -> bytes:  # noqa: ARG002 (the port's signature)
        """Refuse: what is in KMS stays there."""
        raise KeysError(
            "The signing keys are in AWS KMS and cannot leave it; run the backup without "
            "--with-keys."
        )

    def import_encrypted(self, blob: bytes, passphrase: str) -> Sequence[PublicKey]:  # noqa: ARG002 (the port's signature)
        """Refuse: a key that lay in a file is not a key that never left KMS."""
        raise KeysError("Keys of a backup are not put into AWS KMS; order new ones there.")

    def _alias(self, key_id: str) -> str:
        if not _ID.fullmatch(key_id):
            raise UnknownKeyError(f"AWS KMS holds no key {key_id!r}.")
        return f"alias/{self._prefix}/{key_id}"

    @contextmanager
    def _asked(self, key_id: str) -> Iterator[Any]:
        """Give the client; what AWS answers becomes a sentence."""
        from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

        try:
            yield self._open()
        except ClientError as error:
            answer = error.response["Error"]
            if answer["Code"] in _UNKNOWN:
                raise UnknownKeyError(f"AWS KMS holds no key {key_id!r}.") from None
            raise KeysError(f"AWS KMS refused ({answer['Code']}): {answer['Message']}") from None
        except NoCredentialsError:
            raise KeysError(
                "AWS KMS wants credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or "
                "give the machine a role."
            ) from None
        except BotoCoreError as error:
            raise KeysError(f"AWS KMS cannot be reached: {error}") from None

    def _open(self) -> Any:
        if self._client is None:
            from botocore.config import Config
            from botocore.session import Session

            patience = Config(connect_timeout=5, read_timeout=10, retries={"total_max_attempts": 3})
            self._client = Session().create_client(
                "kms", region_name=self._region, endpoint_url=self._endpoint, config=patience
            )
        return self._client


def _whole(data: bytes) -> dict[str, Any]:
    return {"Message": data, "MessageType": "RAW"}


def _hashed(data: bytes) -> dict[str, Any]:
    return {"Message": data, "MessageType": "DIGEST"}
