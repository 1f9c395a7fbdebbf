"""Trust files."""

from __future__ import annotations

import json
from typing import Any

import pytest

from domain.badges.badge_makers import (
    ISSUER,
    NOW,
    REVOCATION,
    Site,
    badge,
    key,
    signed_list,
    web,
)
from lapel.domain.badges.errors import UnreadableError
from lapel.domain.badges.keys import SIGNING, Kind, private_key_of
from lapel.domain.badges.trust import read_registry, read_trust
from lapel.domain.badges.verification import verify_credential


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
        ({"registries": []}, "“registries” is an object"),
        ({"registries": {"Members": [ISSUER]}}, "registry “Members” lists no"),
        ({"registries": {"Members": {"registry": [ISSUER]}}}, "registry “Members” lists no"),
    ],
)
def test_a_malformed_trust_file_is_refused_with_its_reason(content: Any, why: str) -> None:
    """A typing error must not silently trust nobody."""
    with pytest.raises(UnreadableError, match=why):
        read_trust(json.dumps(content).encode())


REGISTRY = {
    "meta": {"created": "2020-12-02T02:32:16+0000", "updated": "2026-09-20T01:01:16+0000"},
    "registry": {
        ISSUER: {"name": "Hill District", "location": "Hill", "url": "https://hill.example"},
        key(5, of="").did: {"name": "The Guild"},
        key(6, of="").did: "nameless",
        key(7, of="").did: {"name": ""},
        "hill.example": {"name": "No DID"},
    },
}


def test_a_registry_of_issuers_is_read_as_it_is_published() -> None:
    """Form of digitalcredentials/issuer-registry: DID → name; what is no DID is passed over."""
    found = read_registry(json.dumps(REGISTRY).encode(), name="Members")
    assert [(one.id, one.name, one.keys) for one in found] == [
        (ISSUER, "Hill District", ()),
        (key(5, of="").did, "The Guild", ()),
        (key(6, of="").did, key(6, of="").did, ()),
        (key(7, of="").did, key(7, of="").did, ()),
    ]
    with pytest.raises(UnreadableError, match="lists no issuers"):
        read_registry(b"{}", name="Members")


def test_an_issuer_in_a_registry_is_confirmed_and_the_registry_named() -> None:
    """A did:key is its key; a did:web needs its own domain's word besides, or a copy of it."""
    guild = key(5, of="")
    listed = {"registries": {"Members": REGISTRY}}
    trust = read_trust(json.dumps(listed).encode())
    served = web(**{REVOCATION: signed_list(REVOCATION, signer=guild)})
    answer = verify_credential(badge(guild), now=NOW, resolve=Site(served), trust=trust)
    assert (answer.exit_code, answer.confirmed_name) == (0, "The Guild")
    assert answer.step("issuer").sentence.endswith("confirmed by the registry “Members”.")
    alone = verify_credential(badge(), now=NOW, trust=trust)
    assert alone.step("issuer").code == "issuer.unconfirmed"
    stranger = key(8, of="")
    assert verify_credential(badge(stranger), now=NOW, trust=trust).exit_code == 3


def test_what_an_auditor_says_himself_comes_before_a_registry() -> None:
    """The first entry of a DID counts: his own name for it, and his keys."""
    own = {"id": ISSUER, "name": "Hill", "keys": [key().multikey]}
    trust = read_trust(json.dumps({"issuers": [own], "registries": {"M": REGISTRY}}).encode())
    hill = trust.find(ISSUER)
    assert hill is not None
    assert (hill.name, hill.keys, hill.source) == ("Hill", (key().multikey,), "your trust file")
