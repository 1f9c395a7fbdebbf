"""Badges anchored on a chain: the tree of a batch, and MerkleProof2019 on each of its badges.

Sources: W3C CCG MerkleProof2019 Signature Suite (draft), with the keymap of
@blockcerts/lds-merkle-proof-2019; Ethereum Yellow Paper, §F (an address is made of its key).
The leaf of a badge is the SHA-256 of its canonical form without proofs, two hashes side by side
make the one above, and an odd one moves up as it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from lapel.domain.badges import cbor
from lapel.domain.badges.errors import IdentifierError, ProofError
from lapel.domain.badges.keccak import keccak256
from lapel.domain.badges.linked import Linker, default_linker
from lapel.domain.badges.multiformats import multibase_decode, multibase_encode

MERKLE = "merkle-proof-2019"
_SECP256K1 = b"\xe7\x01"  # multicodec secp256k1-pub as an unsigned varint
_ROOT, _TARGET, _ANCHORS, _PATH = range(4)
_LEFT, _RIGHT = range(2)
_DEEPEST = 4  # the value of an anchor's part, within part, anchor, anchors, entry
_MOST = 64  # steps of a path: no batch has 2^64 badges
_ETH = 1
# Names of networks by their chain's number; a chain without a name is written by its number.
_NAMES = {1: "mainnet", 3: "ropsten", 4: "rinkeby", 5: "goerli", 11155111: "sepolia"}
_MALFORMED = "The anchor's proof is malformed."


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What a Merkle proof says: from a badge's hash up to the root that a transaction carries.

    `path` holds, from below, whether the other hash stands on the left, and that hash;
    `chain` is the number of an EVM chain (EIP-155), `transaction` its 32 bytes.
    """

    target: bytes
    root: bytes
    path: tuple[tuple[bool, bytes], ...]
    chain: int
    transaction: bytes

    @property
    def address(self) -> str:
        """The transaction's address, as in blink:eth:sepolia:…, which a resolver is asked for."""
        network = _NAMES.get(self.chain, str(self.chain))
        return f"blink:eth:{network}:{self.transaction.hex()}"


def leaf_of(document: Mapping[str, Any], *, linker: Linker | None = None) -> bytes:
    """Return a badge's leaf; raises as `Linker.canonical` does, for what is not safe JSON-LD."""
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    text = (linker or default_linker()).canonical(unsecured).text
    return hashlib.sha256(text.encode()).digest()


def tree(leaves: Sequence[bytes]) -> tuple[bytes, list[tuple[tuple[bool, bytes], ...]]]:
    """Return the root of a batch, and for each leaf its path from below; ValueError for none."""
    if not leaves:
        raise ValueError("A batch holds a badge at least.")
    paths: list[list[tuple[bool, bytes]]] = [[] for _ in leaves]
    level = [(leaf, [place]) for place, leaf in enumerate(leaves)]
    while len(level) > 1:
        above = []
        for (left, ours), (right, theirs) in zip(level[::2], level[1::2], strict=False):
            for place in ours:
                paths[place].append((False, right))
            for place in theirs:
                paths[place].append((True, left))
            above.append((hashlib.sha256(left + right).digest(), ours + theirs))
        level = above + level[len(above) * 2 :]
    return level[0][0], [tuple(path) for path in paths]


def root_of(receipt: Receipt) -> bytes:
    """Return the root to which a receipt's path leads."""
    found = receipt.target
    for on_the_left, other in receipt.path:
        found = hashlib.sha256(other + found if on_the_left else found + other).digest()
    return found


def anchored(
    document: Mapping[str, Any], receipt: Receipt, *, method: str, created: str
) -> dict[str, Any]:
    """Return an unsigned or signed badge with the anchor as its one proof."""
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": MERKLE,
        "created": created,
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
        "proofValue": written(receipt),
    }
    return {**document, "proof": [proof]}


def is_anchor(proof: Any) -> bool:
    """Say whether a proof is of this kind, in its name of today or of before."""
    if not isinstance(proof, Mapping):
        return False
    return proof.get("cryptosuite") == MERKLE or proof.get("type") == "MerkleProof2019"


def check_anchor(
    document: Mapping[str, Any], proof: Mapping[str, Any], *, linker: Linker | None = None
) -> Receipt:
    """Return the receipt of a badge that is the one anchored; ProofError where it is not.

    That the root stands on the chain, and who wrote it there, is not judged here.
    """
    for name in ("verificationMethod", "proofPurpose", "proofValue"):
        if not isinstance(proof.get(name), str):
            raise ProofError("The proof has no “{name}”.", name=name)
    if proof["proofPurpose"] != "assertionMethod":
        raise ProofError("The proof was made for another purpose than issuing.")
    receipt = read(proof["proofValue"])
    if leaf_of(document, linker=linker) != receipt.target:
        raise ProofError("The badge is not the one that was anchored: it was altered.")
    if root_of(receipt) != receipt.root:
        raise ProofError("The path from the badge does not lead to what was anchored.")
    return receipt


def written(receipt: Receipt) -> str:
    """Return a receipt as a proof's value: CBOR in base 58, each hash once more in CBOR."""
    path = [[_LEFT if left else _RIGHT, cbor.write(other)] for left, other in receipt.path]
    anchor = [[0, _ETH], [1, receipt.chain], [2, cbor.write(receipt.transaction)]]
    entries = [
        [_PATH, path],
        [_ROOT, cbor.write(receipt.root)],
        [_TARGET, cbor.write(receipt.target)],
        [_ANCHORS, [anchor]],
    ]
    return multibase_encode(cbor.write(entries))


def read(value: str) -> Receipt:
    """Read a proof's value; ProofError for anything but hashes and one anchor on an EVM chain."""
    entries = _pairs(cbor.read(_decoded(value), deepest=_DEEPEST))
    anchors = entries.get(_ANCHORS)
    if not isinstance(anchors, list) or len(anchors) != 1:
        raise ProofError(_MALFORMED)
    anchor = _pairs(anchors[0])
    if anchor.get(0) != _ETH or not isinstance(anchor.get(1), int):
        raise ProofError("The badge is anchored on a chain that is not read here.")
    path = entries.get(_PATH, [])
    if not isinstance(path, list) or len(path) > _MOST:
        raise ProofError(_MALFORMED)
    return Receipt(
        target=_hash(entries.get(_TARGET)),
        root=_hash(entries.get(_ROOT)),
        path=tuple(_step(each) for each in path),
        chain=anchor[1],
        transaction=_hash(anchor.get(2)),
    )


def address_of(multikey: str) -> str:
    """Return the Ethereum address (0x…, lower case) of a secp256k1 Multikey; IdentifierError."""
    data = multibase_decode(multikey)
    if not multikey.startswith("z") or data[:2] != _SECP256K1:
        raise IdentifierError("The key is not one that writes on such a chain.")
    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256K1(), data[2:])
    except ValueError as error:
        raise IdentifierError("The key is no point of its curve.") from error
    point = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)[1:]
    return "0x" + keccak256(point)[12:].hex()


def chain_multikey(compressed: bytes) -> str:
    """Return a secp256k1 public key, a compressed point of 33 bytes, as a Multikey."""
    return multibase_encode(_SECP256K1 + compressed)


def _decoded(value: str) -> bytes:
    try:
        return multibase_decode(value)
    except IdentifierError as error:
        raise ProofError(_MALFORMED) from error


def _pairs(value: Any) -> dict[int, Any]:
    """Read a list of pairs of a number and something; no number twice."""
    if not isinstance(value, list) or any(
        not isinstance(pair, list) or len(pair) != 2 or not isinstance(pair[0], int)
        for pair in value
    ):
        raise ProofError(_MALFORMED)
    found = {pair[0]: pair[1] for pair in value}
    if len(found) != len(value):
        raise ProofError(_MALFORMED)
    return found


def _step(value: Any) -> tuple[bool, bytes]:
    ((side, other),) = _pairs([value]).items()
    if side not in (_LEFT, _RIGHT):
        raise ProofError(_MALFORMED)
    return side == _LEFT, _hash(other)


def _hash(value: Any) -> bytes:
    data = cbor.read(value) if isinstance(value, bytes) else None
    if not isinstance(data, bytes) or len(data) != hashlib.sha256().digest_size:
        raise ProofError(_MALFORMED)
    return data
