"""Badges anchored on a chain: trees, receipts, and what a verifier says of them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.badges.badge_makers import ISSUER, NOW, ed25519_multikey, key
from domain.badges.chain_makers import TRANSACTION, Node, batch, multikey, unsigned
from lapel.domain.badges import anchoring, cbor, keccak
from lapel.domain.badges.anchoring import Receipt, address_of, check_anchor, read, root_of, tree
from lapel.domain.badges.errors import IdentifierError, ProofError
from lapel.domain.badges.multiformats import multibase_encode
from lapel.domain.badges.proof import add_proof
from lapel.domain.badges.trust import Origin, Trust, TrustedIssuer
from lapel.domain.badges.verdicts import Outcome, Verdict
from lapel.domain.badges.verification import verify_credential

HASHES = st.binary(min_size=32, max_size=32)
RECEIPTS = st.builds(
    Receipt,
    target=HASHES,
    root=HASHES,
    path=st.lists(st.tuples(st.booleans(), HASHES), max_size=12).map(tuple),
    chain=st.integers(1, 2**32 - 1),
    transaction=HASHES,
)
FIRST, SECOND, THIRD = batch(unsigned(1), unsigned(2), unsigned(3))
ROOT = read(FIRST["proof"][0]["proofValue"]).root


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


@given(data=st.binary(max_size=500))
def test_keccak_differs_from_sha_3_in_its_padding_alone(data: bytes) -> None:
    """Python's own SHA3-256 comes out of the same rounds (FIPS 202)."""
    assert keccak.keccak256(data, padding=keccak.SHA3) == hashlib.sha3_256(data).digest()


def test_keccak_of_nothing_is_ethereums() -> None:
    """The hash of empty code (Ethereum Yellow Paper, appendix of EIP-1052)."""
    wanted = "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"
    assert keccak.keccak256(b"").hex() == wanted


def test_an_address_is_made_of_its_key() -> None:
    """The key 1, whose address every Ethereum library knows."""
    assert address_of(multikey(1)) == "0x7e5f4552091a69125d5dfcb7b8c2659029395bdf"


@pytest.mark.parametrize(
    "wrong",
    [
        ed25519_multikey(bytes(32)),
        multibase_encode(b"\xe7\x01" + b"\x05" * 33),
        multibase_encode(b"\xe7\x01" + b"\x02" * 33, base="u"),
    ],
)
def test_other_keys_have_no_address(wrong: str) -> None:
    """An Ed25519 key, what is no point of the curve, and another base."""
    with pytest.raises(IdentifierError):
        address_of(wrong)


@given(leaves=st.lists(HASHES, min_size=1, max_size=40))
def test_every_leaf_leads_to_the_root(leaves: list[bytes]) -> None:
    """However many there are; and what is beside it in the path changes the root."""
    root, paths = tree(leaves)
    for leaf, path in zip(leaves, paths, strict=True):
        found = Receipt(target=leaf, root=root, path=path, chain=1, transaction=TRANSACTION)
        assert root_of(found) == root
        if path:
            (left, other), *rest = path
            forged = ((left, sha256(other)), *rest)
            assert root_of(replace(found, path=forged)) != root


def test_a_tree_of_three_is_the_one_that_blockcerts_makes() -> None:
    """Two are hashed together, the third moves up (merkletools)."""
    a, b, c = (sha256(bytes([number])) for number in range(3))
    root, paths = tree([a, b, c])
    assert root == sha256(sha256(a + b) + c)
    assert paths == [((False, b), (False, c)), ((True, a), (False, c)), ((True, sha256(a + b)),)]
    with pytest.raises(ValueError, match="a badge at least"):
        tree([])


@given(receipt=RECEIPTS)
def test_a_receipt_that_was_written_is_read_again(receipt: Receipt) -> None:
    """For every chain, with a name or without."""
    assert read(anchoring.written(receipt)) == receipt


# From the README of lds-merkle-proof-2019-py: a receipt on Bitcoin's test network.
BITCOIN = (
    "zmz7LKNSJbePX9eJWLTaNA3X69vbLSiaJWJPVpFWznKg19Aeug3PQHFrkySKFvvGJhECwPMn947tzUFYnVMxbS428oLi5t"
    "w2HLKP9szAArV3TbfDSKXddpfV6fPBde6XN8FDbri2wGtYrgyzDXEaGu6QzzUd1GDMTcZ7c9FVFTb8k5v6crug5aLt2Sev"
    "ap1gE9DS7ZUpfRMv8TQHiktNnQBGgc74g8soERFuziTDWoPGTu3Xb6bAs431DJpGGKHDenmFjkQFUJnwQ9nFKKowYnf9h8"
    "Gp8gcQmE78aoWhtEG4qV6Jaik8HhPTQX3dD7MQrXzY8GAHh8tKWQfscyGWb6w4FMpok13jBpZWpaPTVR5fMXsa1garazbM"
    "RL7xssnwEJ2gzrCDrGkFXb3JyDGoXMffAYKHUetADrCd3sZKW9k5jC5d6bMA5zSwbyeZE9BjaD27mTrJXSzguAZ1pKsghF"
    "ztG5u5h6jLgBGMp2aPFopvESSnCA"
)
GOOD: list[Any] = [
    [3, [[1, cbor.write(bytes(32))]]],
    [0, cbor.write(bytes(32))],
    [1, cbor.write(bytes(32))],
    [2, [[[0, 1], [1, 1], [2, cbor.write(bytes(32))]]]],
]


def test_a_chain_that_is_not_read_here_is_said() -> None:
    """Bitcoin's receipt is well-formed, and refused for what it is."""
    with pytest.raises(ProofError, match="a chain that is not read here"):
        read(BITCOIN)
    assert read(multibase_encode(cbor.write(GOOD))).address == f"blink:eth:mainnet:{'00' * 32}"


@pytest.mark.parametrize(
    "wrong",
    [
        1,
        [GOOD],
        [*GOOD, GOOD[0]],
        GOOD[1:3],
        [*GOOD[:3], [2, [GOOD[3][1][0], GOOD[3][1][0]]]],
        [[3, [[2, cbor.write(bytes(32))]]], *GOOD[1:]],
        [[3, [[1, cbor.write(bytes(31))]]], *GOOD[1:]],
        [[3, [[1, bytes(32)]]], *GOOD[1:]],
        [[3, 5], *GOOD[1:]],
        [[3, [[1, cbor.write(b"")]] * 65], *GOOD[1:]],
        [*GOOD[:2], [1, 7], GOOD[3]],
    ],
)
def test_what_is_no_receipt_is_refused(wrong: Any) -> None:
    """Nothing is guessed: a part that is missing, doubled, of another kind or another length."""
    with pytest.raises(ProofError):
        read(multibase_encode(cbor.write(wrong), base="u"))
    with pytest.raises(ProofError, match="malformed"):
        read("not base 58")


@pytest.mark.parametrize("badge", [FIRST, SECOND, THIRD])
def test_each_badge_of_a_batch_is_valid_once_the_node_was_asked(badge: dict[str, Any]) -> None:
    """The issuer is confirmed by its domain, and the anchor has a step of its own."""
    answer = verify_credential(badge, now=NOW, resolve=Node(ROOT))
    assert answer.outcome is Outcome.VALID, answer.headline
    assert answer.step("proof").code == "proof.anchored"
    step = answer.step("anchor")
    assert (step.verdict, step.code) == (Verdict.PASS, "anchor.found")
    assert step.detail["transaction"] == f"blink:eth:sepolia:{TRANSACTION.hex()}"
    assert step.sentence == "The hash was written on the chain at 2026-11-21T12:00:00Z."


@pytest.mark.parametrize("origin", [None, Origin.COPY])
def test_without_a_node_the_path_is_checked_and_nothing_is_green(origin: Origin | None) -> None:
    """Nor does a copy of the transaction that came with the badge prove anything."""
    node = Node(ROOT, is_asked=origin is not None, origin=origin or Origin.SOURCE)
    answer = verify_credential(FIRST, now=NOW, resolve=node)
    assert answer.outcome is Outcome.UNREADABLE
    assert answer.step("anchor").code == "anchor.unasked"
    assert answer.headline.startswith("Could not be checked. The badge leads to the hash it names")


@pytest.mark.parametrize(
    ("node", "said"),
    [
        (Node(ROOT, chain=1), "one of another chain"),
        (Node(bytes(32)), "does not carry what the badge leads to"),
        (Node(ROOT, seed=2), "with another key than the issuer's"),
    ],
)
def test_a_transaction_that_is_not_the_anchor_is_refused(node: Node, said: str) -> None:
    """Another chain, another root, another key."""
    answer = verify_credential(FIRST, now=NOW, resolve=node)
    assert answer.outcome is Outcome.NOT_VALID
    assert said in answer.step("anchor").sentence
    assert answer.step("proof").code == "proof.mismatch"


def test_an_altered_badge_and_a_leaf_of_another_are_refused() -> None:
    """Whoever was asked; the proof of one badge says nothing of its neighbour."""
    for forged in (FIRST | {"name": "Another"}, FIRST | {"proof": SECOND["proof"]}):
        answer = verify_credential(forged, now=NOW, resolve=Node(ROOT))
        assert answer.outcome is Outcome.NOT_VALID
        assert "not the one that was anchored" in answer.step("proof").sentence


def test_a_path_that_leads_elsewhere_is_refused() -> None:
    """The receipt's own root is not believed."""
    receipt = replace(read(FIRST["proof"][0]["proofValue"]), root=bytes(32))
    proof = FIRST["proof"][0] | {"proofValue": anchoring.written(receipt)}
    answer = verify_credential(FIRST | {"proof": [proof]}, now=NOW, resolve=Node(bytes(32)))
    assert "does not lead to what was anchored" in answer.step("proof").sentence


def test_a_key_that_the_issuer_does_not_list_is_refused() -> None:
    """Anybody can write on a chain; the issuer's DID document says who does so for it."""
    (badge,) = batch(unsigned(), key=multikey(2))
    root = read(badge["proof"][0]["proofValue"]).root
    answer = verify_credential(badge, now=NOW, resolve=Node(root, seed=2))
    assert answer.outcome is Outcome.NOT_VALID
    assert answer.step("key").code == "key.not-listed"
    other = badge["proof"][0] | {"verificationMethod": f"did:web:other.example#{multikey(2)}"}
    answer = verify_credential(
        badge | {"proof": [other]}, now=NOW, resolve=Node(root, seed=2, listed=2)
    )
    assert answer.step("key").code == "key.not-listed"


def test_a_disowned_chain_key_counts_for_nothing() -> None:
    """As with every other key."""
    trust = Trust(disowned=frozenset({multikey()}))
    answer = verify_credential(FIRST, now=NOW, resolve=Node(ROOT), trust=trust)
    assert answer.step("key").code == "key.disowned"


def test_a_trust_file_confirms_the_issuer_and_may_hold_the_transaction() -> None:
    """What a verifier put there itself is good without a network; an old copy is not."""
    node = Node(ROOT)
    addresses = (
        "https://lapel.example/id/org/1/did.json",
        f"blink:eth:sepolia:{TRANSACTION.hex()}",
    )
    held = {address: node(address).body for address in addresses}
    known = (TrustedIssuer(id=ISSUER, name="Hill District"),)
    answer = verify_credential(FIRST, now=NOW, trust=Trust(issuers=known, documents=held))
    assert (answer.outcome, answer.confirmed_name) == (Outcome.VALID, "Hill District")
    answer = verify_credential(FIRST, now=NOW, trust=Trust(documents=held))
    assert answer.outcome is Outcome.NOT_CONFIRMED
    older = json.loads(held[addresses[0]]) | {"assertionMethod": []}
    held |= {addresses[0]: json.dumps(older).encode()}
    answer = verify_credential(FIRST, now=NOW, trust=Trust(issuers=known, documents=held))
    assert answer.outcome is Outcome.NOT_CONFIRMED
    assert answer.step("key").code == "key.unknown"


def test_without_the_issuers_document_the_key_is_unknown() -> None:
    """The transaction alone says who wrote it, not that the issuer did."""
    held = {f"blink:eth:sepolia:{TRANSACTION.hex()}": Node(ROOT)("blink:eth:x").body}
    answer = verify_credential(FIRST, now=NOW, trust=Trust(documents=held))
    assert answer.step("proof").verdict is Verdict.PASS
    assert answer.outcome is Outcome.NOT_CONFIRMED


@pytest.mark.parametrize("name", ["verificationMethod", "proofPurpose", "proofValue"])
def test_a_proof_without_a_part_is_refused(name: str) -> None:
    """Each is needed, and as a text."""
    proof = {**FIRST["proof"][0], name: 5}
    with pytest.raises(ProofError, match=name):
        check_anchor(FIRST, proof)


def test_a_proof_for_another_purpose_is_refused() -> None:
    """A holder's showing is no issuing."""
    with pytest.raises(ProofError, match="another purpose"):
        check_anchor(FIRST, FIRST["proof"][0] | {"proofPurpose": "authentication"})


def test_the_older_name_of_the_proof_is_known_too() -> None:
    """`type: MerkleProof2019`, as the suite's draft writes it."""
    assert anchoring.is_anchor({"type": "MerkleProof2019"})
    assert not anchoring.is_anchor({"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022"})
    assert not anchoring.is_anchor("MerkleProof2019")


def test_beside_a_signature_the_weaker_of_the_two_decides() -> None:
    """Asked: valid. Not asked: the signature holds, the answer is still “could not be checked”."""
    signed = add_proof(unsigned(1), signer=key(), created=NOW)
    both = FIRST | {"proof": [*signed["proof"], *FIRST["proof"]]}
    node = Node(ROOT, also=(key().multikey,))
    assert verify_credential(both, now=NOW, resolve=node).outcome is Outcome.VALID
    node.is_asked = False
    assert verify_credential(both, now=NOW, resolve=node).outcome is Outcome.UNREADABLE
