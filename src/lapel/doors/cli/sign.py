"""`lapel sign`: a proof on a document with a key in a file, without Django."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from lapel.domain.badges import strictjson
from lapel.domain.badges.errors import IdentifierError, ProofError
from lapel.domain.badges.keys import (
    PrivateKey,
    private_key,
    private_key_of_jwk,
    private_key_of_pem,
)
from lapel.domain.badges.proof import make_proof
from lapel.domain.badges.suites import suite_of
from lapel.doors.cli.lowlevel import Parser, answer, linker_of, read_file, read_json, write

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

_EXPLANATION = """\
For auditors and integrators: nothing is recorded, and the document is signed as it is.

The key is a JSON file with secretKeyMultibase (or privateKeyMultibase) or a JWK with “d”, or a PEM
file: Ed25519, P-256 or P-384. The proof options are a JSON object such as
  {"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022",
   "created": "2026-11-22T00:00:00Z", "proofPurpose": "assertionMethod",
   "verificationMethod": "did:key:z6Mk...#z6Mk..."}
Suites: eddsa-rdfc-2022, eddsa-jcs-2022, ecdsa-rdfc-2019, ecdsa-jcs-2019, and the type
Ed25519Signature2020. Signatures use no randomness: the same input gives the same output.

exit codes:
  0  the secured document is on standard output
  2  unreadable, or not safe to sign

example:
  lapel sign credential.json --key key.json --proof-options options.json > signed.json
"""


def run(argv: Sequence[str]) -> int:
    """Print the document that `argv` names with a proof added."""
    parser = Parser("sign", "Add a proof to a document and print it.", _EXPLANATION)
    parser.add_argument("document", metavar="DOC", help="a JSON document; - reads standard input")
    parser.add_argument("--key", required=True, metavar="FILE", help="the private key")
    parser.add_argument(
        "--proof-options", required=True, metavar="FILE", help="what the proof says of itself"
    )
    parser.take_contexts()
    options = parser.parse_args(argv)
    return answer("sign", lambda: _print(options))


def _print(options: argparse.Namespace) -> None:
    document, key = read_json(options.document), read_key(read_file(options.key))
    if "proof" in document:
        raise ProofError("The document is signed already.")
    said = _proof_options(read_json(options.proof_options))
    proof = make_proof(document, said, kind=key.kind, sign=key.sign, linker=linker_of(options))
    write(json.dumps({**document, "proof": proof}, indent=2, ensure_ascii=False) + "\n")


def read_key(data: bytes) -> PrivateKey:
    """Return the private key in a Multikey or JWK file (JSON) or a PEM file."""
    if not data.lstrip().startswith(b"{"):
        return private_key_of_pem(data)
    written = strictjson.read_object(data)
    secret = written.get("secretKeyMultibase") or written.get("privateKeyMultibase")
    if isinstance(secret, str):
        key = private_key(secret)
        if written.get("publicKeyMultibase", key.public.multikey) != key.public.multikey:
            raise IdentifierError("The file's public key is not that of its secret key.")
        return key
    return private_key_of_jwk(written)


def _proof_options(said: dict[str, Any]) -> dict[str, Any]:
    """Return options as they are signed: contexts belong to a JCS proof alone, values to none."""
    if "proofValue" in said:
        raise ProofError("The proof options hold a value already.")
    for name in ("verificationMethod", "proofPurpose"):
        if not isinstance(said.get(name), str):
            raise ProofError("The proof has no “{name}”.", name=name)
    left_out = set() if suite_of(said).jcs else {"@context"}
    return {name: value for name, value in said.items() if name not in left_out}
