"""Ask openbadgeslib or openvc-core about credentials: `verify.py NAME`, questions on stdin.

Reads {questions: [{credential, documents}], shared} and prints a list of {verified, errors}. Both
libraries are handed their way out, which answers from the documents alone: nothing is fetched.
"""

from __future__ import annotations

import base64
import json
import sys
from typing import Any


class Shelf:
    """What may be loaded, by address."""

    def __init__(self, documents: dict[str, Any]) -> None:
        self.documents = documents

    def text(self, url: str, *_options: Any, **_more: Any) -> str:
        if url not in self.documents:
            raise OSError(f"{url} is not served.")
        return json.dumps(self.documents[url])

    def data(self, url: str, *_options: Any, **_more: Any) -> bytes:
        return self.text(url).encode()

    def document(self, url: str, *_options: Any, **_more: Any) -> Any:
        return json.loads(self.text(url))


def openbadgeslib(credential: Any, shelf: Shelf, _contexts: dict[str, Any]) -> None:
    """Verify a badge and its status under its issuer's own DID.

    A list's own signature it checks only where the list is a VC-JWT; ours has a proof inside.
    """
    from openbadgeslib.ob3 import OB3LdpVerifier, OB3Verifier
    from openbadgeslib.ob3.eudi import verify_badge_sd_jwt
    from openbadgeslib.verify import issuer_did_from_document, issuer_did_from_token, verify_badge

    options = {"check_status": True, "verify_status_list": False, "download": shelf.data}
    if isinstance(credential, str) and credential.startswith("data:"):
        data = base64.b64decode(credential.partition(",")[2])
        answer = verify_badge(data, resolve_did=True, **options)
        if not answer.valid:
            raise ValueError(answer.reason)
    elif isinstance(credential, str) and "~" in credential:
        key = OB3Verifier.for_issuer_did(
            issuer_did_from_token(credential.partition("~")[0]), download=shelf.data
        ).pubkey_pem
        verify_badge_sd_jwt(credential, pubkey_pem=key, expected_vct=None)
    elif isinstance(credential, str):
        did = issuer_did_from_token(credential)
        OB3Verifier.for_issuer_did(did, download=shelf.data).verify(credential, **options)
    else:
        did = issuer_did_from_document(json.dumps(credential))
        OB3LdpVerifier.for_issuer_did(did).verify(credential, **options)


def openvc(credential: Any, shelf: Shelf, contexts: dict[str, Any]) -> None:
    """Verify with its pipeline, which fails closed: status, and the list's own signature.

    It reads a proof that is an object, so the one proof of a list of one is handed over as it is.
    """
    from openvc.did.base import DidResolverRegistry
    from openvc.did.did_key import DidKeyResolver
    from openvc.did.did_web import DidWebResolver
    from openvc.resolvers import default_status_list_resolver
    from openvc.verify import VerificationPolicy, verify_credential

    resolver = DidResolverRegistry([DidKeyResolver(), DidWebResolver(shelf.document)])

    def text(url: str, *_options: Any, **_more: Any) -> str:
        return json.dumps(unwrapped(shelf.document(url)))

    verify_credential(
        unwrapped(credential),
        policy=VerificationPolicy(require_status_issuer_binding=True),
        resolver=resolver,
        resolve_status_list=default_status_list_resolver(
            resolver=resolver, extra_contexts=contexts, fetch=text
        ),
        extra_contexts=contexts,
    )


def unwrapped(document: Any) -> Any:
    """Return a document whose one proof stands by itself; anything else as it is."""
    proof = document.get("proof") if isinstance(document, dict) else None
    return {**document, "proof": proof[0]} if proof and len(proof) == 1 else document


def answer_to(name: str, question: dict[str, Any], shared: dict[str, Any]) -> dict[str, Any]:
    """Return whether the library accepts; whatever it raises is its refusal."""
    ask = {"openbadgeslib": openbadgeslib, "openvc": openvc}[name]
    try:
        ask(question["credential"], Shelf(question["documents"]), shared)
    except Exception as error:  # noqa: BLE001 (a peer's own way of saying no)
        return {"verified": False, "errors": [f"{type(error).__name__}: {error}"]}
    return {"verified": True, "errors": []}


asked = json.load(sys.stdin)
json.dump([answer_to(sys.argv[1], one, asked["shared"]) for one in asked["questions"]], sys.stdout)
