"""Multibase, Multikeys and DIDs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.badges.badge_makers import key
from lapel.domain.badges import did
from lapel.domain.badges.errors import IdentifierError
from lapel.domain.badges.keys import public_key
from lapel.domain.badges.multiformats import (
    base58_decode,
    base58_encode,
    multibase_decode,
    multibase_encode,
)

# W3C did:key, §3.1.1 test vector for Ed25519 with its bytes.
DID_KEY = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"


@pytest.mark.parametrize(
    ("data", "text"),
    [  # draft-msporny-base58-03, §5
        (b"Hello World!", "2NEpo7TZRRrLZSi2U"),
        (
            b"The quick brown fox jumps over the lazy dog.",
            "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z",
        ),
        (b"\x00\x00\x28\x7f\xb4\xcd", "11233QC4"),
    ],
)
def test_base58_agrees_with_its_draft(data: bytes, text: str) -> None:
    """Both ways, leading zeros included."""
    assert base58_encode(data) == text
    assert base58_decode(text) == data


@given(st.binary(max_size=80), st.sampled_from("zu"))
def test_multibase_round_trips(data: bytes, base: str) -> None:
    """What is written is read back."""
    assert multibase_decode(multibase_encode(data, base=base)) == data


@pytest.mark.parametrize("text", ["", "m1", "z0OIl", "z" + "1" * 2000, "u!!", "ué"])
def test_a_text_that_is_no_multibase_is_refused(text: str) -> None:
    """Unknown bases, letters outside the alphabet, and endless texts."""
    with pytest.raises(IdentifierError):
        multibase_decode(text)


def test_a_did_key_round_trips_with_its_document() -> None:
    """The DID is its key, and its document lists the key to sign credentials."""
    document = did.did_key_document(DID_KEY)
    multikey = DID_KEY.removeprefix("did:key:")
    assert did.did_key(public_key(multikey).multikey) == DID_KEY
    assert did.assertion_key(document, f"{DID_KEY}#{multikey}") == multikey


@pytest.mark.parametrize(
    ("identifier", "address"),
    [  # did:web method specification, §2.5.2 (read)
        ("did:web:w3c-ccg.github.io", "https://w3c-ccg.github.io/.well-known/did.json"),
        ("did:web:w3c-ccg.github.io:user:alice", "https://w3c-ccg.github.io/user/alice/did.json"),
        ("did:web:example.com%3A3000:user:alice", "https://example.com:3000/user/alice/did.json"),
    ],
)
def test_a_did_web_has_the_address_its_specification_says(identifier: str, address: str) -> None:
    """Host, port and path; nothing is fetched."""
    assert did.web_address(identifier) == address


@pytest.mark.parametrize(
    "identifier",
    [
        "did:key:z6Mk",
        "did:web:",
        "did:web:user@evil.example",
        "did:web:evil.example%2Fpath",
        "did:web:good.example:..:secret",
        "did:web:good.example:%2e%2e:secret",
        "did:web:good.example:",
        "did:web:good.example:a/b",
        "did:web:good.example:a?b",
        "did:web:good..example",
        "did:web:good.example%3Aport",
        "did:web:[::1]",
    ],
)
def test_a_did_web_that_is_no_plain_host_and_path_is_refused(identifier: str) -> None:
    """No other user, path, query or parent folder can be smuggled in."""
    with pytest.raises(IdentifierError):
        did.web_address(identifier)


def test_a_did_web_is_made_from_a_host_and_a_path() -> None:
    """A port is percent-encoded, and the domain can be shown."""
    made = did.did_web("example.com:8443", "id", "org", "a b")
    assert made == "did:web:example.com%3A8443:id:org:a%20b"
    assert did.domain_of(made) == "example.com:8443"
    assert did.domain_of(DID_KEY) == ""


def test_who_holds_a_path_is_not_taken_for_who_holds_the_host() -> None:
    """On a host that many share a forger gets no further than her own corner of it."""
    assert did.place_of("did:web:files.example:mallory:badges") == "files.example/mallory/badges"
    assert did.place_of("did:web:school.example") == "school.example"
    assert did.place_of("did:web:files.example:a%2Fb") == "files.example/a%2Fb"
    assert did.place_of(DID_KEY) == ""


def test_a_retired_key_still_vouches_for_old_badges() -> None:
    """Rotation keeps it for assertion and takes it from authentication."""
    document = did.did_document(
        "did:web:a.example", [did.Key("z6MkNew"), did.Key("z6MkOld", active=False)]
    )
    assert did.assertion_key(document, "did:web:a.example#z6MkOld") == "z6MkOld"
    assert document["authentication"] == ["did:web:a.example#z6MkNew"]


def test_a_key_that_is_listed_for_something_else_or_by_another_does_not_count() -> None:
    """Only assertionMethod, and only under the document's own controller."""
    signer = key()
    document = did.did_document(signer.did, [did.Key(signer.multikey)])
    method = signer.verification_method
    assert did.assertion_key({**document, "assertionMethod": []}, method) is None
    assert did.assertion_key({"id": signer.did}, method) is None
    foreign = [{**document["verificationMethod"][0], "controller": "did:web:evil.example"}]
    assert did.assertion_key({**document, "verificationMethod": foreign}, method) is None


def test_a_key_may_stand_in_the_assertion_method_itself() -> None:
    """DID Core §5.3 allows embedding."""
    signer = key()
    document = did.did_document(signer.did, [did.Key(signer.multikey)])
    embedded = {"id": signer.did, "assertionMethod": document["verificationMethod"][0]}
    assert did.assertion_key(embedded, signer.verification_method) == signer.multikey
    broken = {**document["verificationMethod"][0], "publicKeyMultibase": 3}
    assert (
        did.assertion_key(
            {"id": signer.did, "assertionMethod": [broken]}, signer.verification_method
        )
        is None
    )
