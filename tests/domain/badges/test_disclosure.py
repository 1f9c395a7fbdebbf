"""Proofs that a holder derived with ecdsa-sd-2023, against the W3C's vectors."""

from __future__ import annotations

import copy
import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.badges.holders import DERIVED, EPHEMERAL, ISSUING, parts_of, shown, value_of
from domain.badges.w3c_vectors import FOLDER, vector
from lapel.domain.badges import disclosure
from lapel.domain.badges.contexts import CREDENTIALS_V2, vendored
from lapel.domain.badges.errors import BadgeError, ProofError, UnsupportedProofError
from lapel.domain.badges.keys import Kind, PublicKey, private_key_of, public_key
from lapel.domain.badges.linked import Linker
from lapel.domain.badges.multiformats import multibase_decode, multibase_encode
from lapel.domain.badges.proof import check_proof, make_proof

if TYPE_CHECKING:
    from collections.abc import Callable

SELECTIVE = "https://windsurf.grotto-networking.com/selective"
# The vectors carry a context of their own, which is never read; under a name it says the same.
LINKER = Linker({**vendored(), SELECTIVE: {"@context": {"@vocab": f"{SELECTIVE}#"}}})
KEYS = json.loads((FOLDER / "ecdsa-sd-2023-keys.json").read_text())
ISSUERS_KEY = public_key(KEYS["baseKeyPair"]["publicKeyMultibase"])
PLAIN = {
    "@context": [CREDENTIALS_V2],
    "type": ["VerifiableCredential"],
    "issuer": "https://vc.example/issuers/1",
    "validFrom": "2026-01-01T00:00:00Z",
    "name": "Wait time",
    "description": "Gives students time to think.",
}


def w3c(name: str = "derived") -> dict[str, Any]:
    document = vector(f"ecdsa-sd-2023-{name}")
    assert document["@context"][1] == {"@vocab": f"{SELECTIVE}#"}
    document["@context"][1] = SELECTIVE
    return document


def check(document: dict[str, Any], key: PublicKey = ISSUERS_KEY, **changes: Any) -> None:
    proof = document["proof"]
    proof = proof[0] if isinstance(proof, list) else proof
    check_proof(document, {**proof, **changes}, public_key=key, linker=LINKER)


def _says(word: str) -> Callable[[str], bool]:
    return lambda line: word in line


def changed(place: int, part: Any) -> str:
    """The vector's value with one part changed."""
    parts = parts_of(w3c()["proof"]["proofValue"])
    parts[place] = part(parts[place]) if callable(part) else part
    return value_of(parts)


def test_the_w3c_derived_proof_verifies() -> None:
    """vc-di-ecdsa, TestVectors/ecdsa-sd-2023 (derivedRevealDocument of the Recommendation)."""
    check(w3c())


def test_the_w3c_value_has_the_parts_the_w3c_says() -> None:
    """The same vector: the ephemeral key of its key file, six labels, six statements left open."""
    found = disclosure.read_value(w3c()["proof"]["proofValue"])
    assert found.key == public_key(KEYS["proofKeyPair"]["publicKeyMultibase"])
    assert (len(found.labels), len(found.signatures), len(found.mandatory)) == (6, 6, 14)
    assert value_of(parts_of(w3c()["proof"]["proofValue"])) == w3c()["proof"]["proofValue"]


def test_a_flipped_bit_in_the_issuers_signature_is_refused() -> None:
    """It covers the proof's options, the ephemeral key and the mandatory statements."""
    with pytest.raises(ProofError, match="altered"):
        check(w3c(), proofValue=changed(0, lambda part: part[:-1] + bytes([part[-1] ^ 1])))


def test_another_issuers_key_is_refused() -> None:
    """Of the right kind."""
    with pytest.raises(ProofError, match="altered"):
        check(w3c(), key=ISSUING.public)


def test_a_key_of_another_kind_is_refused() -> None:
    """The suite is for P-256 alone (§3.6.6)."""
    for kind in (Kind.P384, Kind.ED25519):
        other = private_key_of(kind, b"\x01" * (kind.signature_size // 2)).public
        with pytest.raises(ProofError, match="is not made with a key of"):
            check(w3c(), key=other)


def test_a_forgers_ephemeral_key_is_refused() -> None:
    """Else anyone could sign further statements."""
    forged = Kind.P256.prefix + EPHEMERAL.public.raw
    with pytest.raises(ProofError, match="altered"):
        check(w3c(), proofValue=changed(1, forged))


def test_flipped_bits_in_a_statements_signature_are_refused() -> None:
    """Each statement counts, the last as well as the first."""
    for place in (0, 5):
        parts = parts_of(w3c()["proof"]["proofValue"])
        parts[2][place] = parts[2][place][::-1]
        with pytest.raises(ProofError, match="altered"):
            check(w3c(), proofValue=value_of(parts))


@given(place=st.integers(3, 1000), bit=st.integers(0, 7))
@settings(max_examples=60, deadline=None)
def test_any_flipped_bit_of_the_value_is_refused(place: int, bit: int) -> None:
    """Wherever it is, and with no other error than that the proof is wrong."""
    data = bytearray(multibase_decode(w3c()["proof"]["proofValue"]))
    data[place % len(data)] ^= 1 << bit
    with pytest.raises(BadgeError):
        check(w3c(), proofValue=multibase_encode(bytes(data), base="u"))


def test_two_signatures_exchanged_are_refused() -> None:
    """A signature belongs to its statement."""
    swapped = changed(2, lambda part: [part[1], part[0], *part[2:]])
    with pytest.raises(ProofError, match="altered"):
        check(w3c(), proofValue=swapped)


@pytest.mark.parametrize("where", ["mandatory", "chosen"])
def test_a_changed_statement_is_refused(where: str) -> None:
    """Whether the issuer made it mandatory or the holder chose to show it."""
    document = w3c()
    if where == "mandatory":
        document["issuer"] = "https://vc.example/windsurf/others"
    else:
        document["credentialSubject"]["boards"][1]["brand"] = "Other"
    with pytest.raises(ProofError):
        check(document)


def test_a_changed_option_of_the_proof_is_refused() -> None:
    """Such as its date."""
    with pytest.raises(ProofError, match="altered"):
        check(w3c(), created="2023-08-15T23:36:39Z")


def test_a_statement_missing_from_the_document_is_refused() -> None:
    """Fewer statements than signatures, whatever their places."""
    for mandatory in ("validFrom", "issuer"):
        document = shown(PLAIN, _says(mandatory))
        del document["description"]
        with pytest.raises(ProofError, match="lacks statements"):
            check(document, key=ISSUING.public)


def test_a_missing_mandatory_statement_is_refused() -> None:
    """What the issuer wants shown has to be there; another statement in its place is another."""
    document = shown(PLAIN)
    del document["validFrom"]
    with pytest.raises(ProofError):
        check(document, key=ISSUING.public)
    document = shown(PLAIN, lambda line: "credentials#name" in line or "schema.org/name" in line)
    document["name"] = "Another name"
    with pytest.raises(ProofError, match="altered"):
        check(document, key=ISSUING.public)


def test_an_extra_statement_is_refused() -> None:
    """More statements than signatures: nobody signed the last."""
    document = {**w3c(), "name": "Prize of the year"}
    with pytest.raises(ProofError, match="says more"):
        check(document)


def test_an_extra_statement_called_mandatory_is_refused() -> None:
    """The hash of the mandatory statements is the issuer's."""
    document = shown(PLAIN, lambda line: "name" in line)
    parts = parts_of(document["proof"][0]["proofValue"])
    parts[2].pop()
    parts[4] = sorted({0, *parts[4]})
    document["proof"][0]["proofValue"] = value_of(parts)
    with pytest.raises(ProofError, match="altered"):
        check(document, key=ISSUING.public)


def test_a_place_beyond_the_statements_is_refused() -> None:
    """A mandatory statement that is not there."""
    with pytest.raises(ProofError, match="lacks statements"):
        check(w3c(), proofValue=changed(4, lambda part: [*part, 20]))


def test_a_wrong_label_map_is_refused() -> None:
    """Two labels exchanged: the statements read otherwise."""

    def swap(labels: dict[int, bytes]) -> dict[int, bytes]:
        return {**labels, 0: labels[1], 1: labels[0]}

    with pytest.raises(ProofError, match="altered"):
        check(w3c(), proofValue=changed(3, swap))


@pytest.mark.parametrize(
    "change",
    [
        lambda labels: {**labels, 0: labels[1]},
        lambda labels: {name: one for name, one in labels.items() if name},
        lambda labels: {**labels, 6: b"\x01" * 32},
    ],
    ids=["one label twice", "a label missing", "a label too many"],
)
def test_labels_that_do_not_name_each_node_once_are_refused(change: Any) -> None:
    """With one label twice, two nodes could be shown as one (§3.4.6)."""
    with pytest.raises(ProofError, match="name each unnamed part"):
        check(w3c(), proofValue=changed(3, change))


def test_the_base_proof_shown_instead_of_a_derived_one_is_named_as_what_it_is() -> None:
    """It holds what is meant for the holder alone; it is not called a forgery."""
    with pytest.raises(UnsupportedProofError, match="holder alone"):
        check(w3c("base"))


@pytest.mark.parametrize(
    "value",
    [
        "z3FXQ",
        "u",
        value_of([], b"\xd9\x5d\x02"),
        value_of([b"\x01" * 64]),
        value_of({}),
        value_of([b"", b"", [], {}, 1]),
    ],
)
def test_a_value_of_another_form_is_refused(value: str) -> None:
    """Base, header, number and types of the parts (§3.5.7)."""
    with pytest.raises(ProofError, match="not what a holder derives"):
        check(w3c(), proofValue=value)


@pytest.mark.parametrize(
    ("place", "part"),
    [
        (0, b"\x01" * 63),
        (1, b"\x80\x24" + b"\x02" * 32),
        (1, b"\x81\x24" + b"\x02" * 33),
        (2, lambda part: [*part[:-1], part[-1][:-1]]),
        (2, lambda part: [*part[:-1], 3]),
        (3, lambda part: {**part, 0: b"\x01" * 31}),
        (3, lambda part: {**part, 0: 5}),
        (4, [b"\x01"]),
    ],
)
def test_parts_of_another_size_are_refused(place: int, part: Any) -> None:
    """§3.5.7, step 6: 64, 35, 64 and 32 bytes, and whole numbers."""
    with pytest.raises(ProofError, match="not what a holder derives"):
        check(w3c(), proofValue=changed(place, part))


def test_an_ephemeral_key_that_is_no_point_is_refused() -> None:
    """Signed by the issuer all the same."""
    document = shown(PLAIN)
    parts = parts_of(document["proof"][0]["proofValue"])
    parts[1] = Kind.P256.prefix + b"\x07" * 33
    with pytest.raises(BadgeError):
        check(document, key=ISSUING.public, proofValue=value_of(parts))


def test_nothing_left_open_and_nothing_mandatory_both_verify() -> None:
    """The two ends: every statement mandatory, and none."""
    check(shown(PLAIN, lambda _line: True), key=ISSUING.public)
    check(shown(PLAIN, lambda _line: False), key=ISSUING.public)


def test_a_proof_of_thousands_of_statements_is_refused_at_once() -> None:
    """Each would cost a signature's check."""
    many = [f"Text {number}" for number in range(disclosure.MAX_SIGNED)]
    document = {**PLAIN, "@context": [CREDENTIALS_V2, SELECTIVE], "word": many}
    signed = shown(PLAIN)["proof"][0]
    parts = parts_of(signed["proofValue"])
    parts[2] = parts[2][:1] * (len(many) + 4)
    parts[4] = [0]
    began = time.perf_counter()
    with pytest.raises(ProofError, match="more than 2000 statements"):
        check({**document, "proof": signed}, key=ISSUING.public, proofValue=value_of(parts))
    assert time.perf_counter() - began < 5


def test_such_a_proof_is_not_made_here() -> None:
    """It is verified alone."""
    options = {key: one for key, one in w3c()["proof"].items() if key != "proofValue"}
    with pytest.raises(UnsupportedProofError, match="not made here"):
        make_proof(copy.deepcopy(PLAIN), options, kind=Kind.P256, sign=ISSUING.sign)
    assert DERIVED.hex() == "d95d01"  # vc-di-ecdsa §3.5.6
