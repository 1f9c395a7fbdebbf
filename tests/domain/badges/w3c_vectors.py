"""The W3C's own test vectors (tests/vendor/w3c), and a linker that knows their contexts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from lapel.domain.badges.contexts import vendored
from lapel.domain.badges.keys import PrivateKey, private_key
from lapel.domain.badges.linked import Linker

FOLDER = Path(__file__).parents[2] / "vendor" / "w3c"
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
# The examples context is not vendored: only the specifications' vectors use it.
EXAMPLES_LINKER = Linker(
    {
        **vendored(),
        EXAMPLES: {"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}},
    }
)


def vector(name: str) -> dict[str, Any]:
    """A signed credential of the W3C's.

    Of ecdsa-rdfc-2019 the value is vendored: document and options are those of the others.
    """
    if name.startswith("ecdsa-rdfc"):
        curve = name[-3:]
        document = vector(f"ecdsa-jcs-2019-p{curve}")
        proof = {**document["proof"], "cryptosuite": "ecdsa-rdfc-2019"}
        proof["proofValue"] = (FOLDER / f"sigBTC58ECDSAP{curve}.txt").read_text()
        return {**document, "proof": proof}
    loaded: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text())
    return loaded


def pair(name: str) -> tuple[str, PrivateKey]:
    """A key pair of the W3C's: the public Multikey, and the private key."""
    written = json.loads((FOLDER / f"{name}.json").read_text())
    secret = written.get("secretKeyMultibase") or written["privateKeyMultibase"]
    return written["publicKeyMultibase"], private_key(secret)


PAIRS = {"ed25519": "ed25519-keyPair", "p256": "p256KeyPair", "p384": "p384KeyPair"}
VECTORS = {
    "eddsa-rdfc-2022": "ed25519",
    "eddsa-jcs-2022": "ed25519",
    "Ed25519Signature2020": "ed25519",
    "ecdsa-rdfc-2019-p256": "p256",
    "ecdsa-rdfc-2019-p384": "p384",
    "ecdsa-jcs-2019-p256": "p256",
    "ecdsa-jcs-2019-p384": "p384",
}


def key_of(name: str) -> PrivateKey:
    """The key that signed a vector."""
    return pair(PAIRS[VECTORS[name]])[1]
