"""Trust files."""

from __future__ import annotations

import json
from typing import Any

import pytest

from domain.badges.badge_makers import ISSUER, key
from lapel.domain.badges.errors import UnreadableError
from lapel.domain.badges.keys import SIGNING, Kind, private_key_of
from lapel.domain.badges.trust import read_trust


def test_a_trust_file_is_read() -> None:
    """Issuers with keys, and documents by address."""
    content = {
        "issuers": [
            {"id": ISSUER, "name": "Hill", "keys": [key().multikey]},
            {"id": "did:key:z6Mk"},
        ],
        "documents": {"https://lapel.example/x": {"a": 1}},
        "disowned": [key(2).multikey],
    }
    trust = read_trust(json.dumps(content).encode())
    hill = trust.find(ISSUER)
    assert hill is not None
    assert (hill.name, hill.keys) == ("Hill", (key().multikey,))
    assert trust.find("did:key:z6Mk") is not None
    assert trust.find("did:web:other.example") is None
    assert trust.disowned == {key(2).multikey}
    assert trust.documents["https://lapel.example/x"] == b'{"a": 1}'


@pytest.mark.parametrize("kind", list(SIGNING))
def test_a_trust_file_names_keys_of_every_kind(kind: Kind) -> None:
    """An issuer whose badges are signed with ECDSA can be trusted as well as any other."""
    named = private_key_of(kind, b"\x21" * (48 if kind is Kind.P384 else 32)).public.multikey
    trust = read_trust(json.dumps({"issuers": [{"id": ISSUER, "keys": [named]}]}).encode())
    assert trust.issuers[0].keys == (named,)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ({"issuer": []}, "unknown part “issuer”"),
        ({"issuers": {}}, "is a list"),
        ({"documents": []}, "an object"),
        ({"disowned": key().multikey}, "“disowned” is a list"),
        ({"disowned": ["z6Mk"]}, "a disowned key that is malformed"),
        ({"issuers": ["did:web:x"]}, "an “id” that is a DID"),
        ({"issuers": [{"id": "lapel.example"}]}, "an “id” that is a DID"),
        ({"issuers": [{"id": ISSUER, "name": 3}]}, "malformed"),
        ({"issuers": [{"id": ISSUER, "keys": "z6Mk"}]}, "malformed"),
        ({"issuers": [{"id": ISSUER, "keys": ["z6Mk"]}]}, "A key of"),
        ({"documents": {"https://x.example": "text"}}, "not a JSON object"),
    ],
)
def test_a_malformed_trust_file_is_refused_with_its_reason(content: Any, why: str) -> None:
    """A typing error must not silently trust nobody."""
    with pytest.raises(UnreadableError, match=why):
        read_trust(json.dumps(content).encode())
