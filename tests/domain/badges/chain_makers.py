"""Badges anchored on a chain, as tests build them: a chain key, a batch, and a node's answer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from domain.badges.badge_makers import ISSUER, NOW, award
from lapel.domain.badges import did, documents
from lapel.domain.badges.anchoring import (
    Receipt,
    address_of,
    anchored,
    chain_multikey,
    leaf_of,
    tree,
)
from lapel.domain.badges.did import Key, did_document, verification_method
from lapel.domain.badges.proof import timestamp
from lapel.domain.badges.trust import Origin, Resolved, UnavailableError

SEPOLIA = 11155111
TRANSACTION = bytes(range(32))


def multikey(seed: int = 1) -> str:
    """The public half of a chain key made from a seed."""
    public = ec.derive_private_key(seed, ec.SECP256K1()).public_key()
    return chain_multikey(public.public_bytes(Encoding.X962, PublicFormat.CompressedPoint))


def unsigned(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A badge without a status list, which would have to be resolved too."""
    return documents.credential(award(id=f"urn:uuid:{number}", status=(), **changes))


def batch(
    *badges: dict[str, Any],
    chain: int = SEPOLIA,
    transaction: bytes = TRANSACTION,
    key: str = "",
) -> list[dict[str, Any]]:
    """Badges anchored together."""
    leaves = [leaf_of(badge) for badge in badges]
    root, paths = tree(leaves)
    method = verification_method(ISSUER, key or multikey())
    return [
        anchored(
            badge,
            Receipt(target=leaf, root=root, path=path, chain=chain, transaction=transaction),
            method=method,
            created=timestamp(NOW),
        )
        for badge, leaf, path in zip(badges, leaves, paths, strict=True)
    ]


@dataclass
class Node:
    """Brings the issuer's DID document, and a transaction as a node tells it."""

    root: bytes
    seed: int = 1
    chain: int = SEPOLIA
    listed: int = 1
    origin: Origin = Origin.SOURCE
    is_asked: bool = True
    also: tuple[str, ...] = ()

    def __call__(self, address: str, /) -> Resolved:
        if address == did.web_address(ISSUER):
            document = did_document(ISSUER, [Key(multikey(self.listed)), *map(Key, self.also)])
            return Resolved(json.dumps(document).encode(), Origin.SOURCE)
        if not self.is_asked or not address.startswith("blink:eth:"):
            raise UnavailableError("Nobody was asked for {address}.", address=address)
        told = {
            "chain": self.chain,
            "from": address_of(multikey(self.seed)),
            "input": "0x" + self.root.hex(),
            "block": 7,
            "time": "2026-11-21T12:00:00Z",
        }
        return Resolved(json.dumps(told).encode(), self.origin)
