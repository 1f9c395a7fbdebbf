"""Bundles to test with: a badge, its documents, its place in a log, and a trust file for them."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from domain.badges.badge_makers import ISSUER, NOW, REVOCATION, Key, badge, key, signed_list
from domain.badges.test_baking import picture
from domain.transparency.logbook import LOG, WITNESSES, Shelf, checkpoint, cosigned, log_of
from lapel.domain.badges import did
from lapel.domain.badges.png import bake_png
from lapel.domain.badges.svg import bake_svg
from lapel.domain.transparency.appending import append
from lapel.domain.transparency.entries import Event, Kind, document_digest, opening_of
from lapel.domain.transparency.logproof import LogProof
from lapel.domain.transparency.tree import Tree
from lapel.ports.checking import bundle
from lapel.ports.checking.bundles import verify_bundle
from lapel.ports.checking.trustfile import read_trusted

if TYPE_CHECKING:
    from lapel.domain.badges.verdicts import Verification
    from lapel.ports.checking.trustfile import Trusted

SALT = b"s" * 32
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"/></svg>'
POLICY = (f"log {LOG.key}", f"witness w {WITNESSES[0].key}", "quorum w")


def written(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def logged(
    document: dict[str, Any], *, kind: Kind = Kind.AWARD, turn: int = 0, at: Any = NOW, **more: Any
) -> tuple[bytes, bytes]:
    """Log a document after seven others; returns its proof file and the cosigned checkpoint."""
    shelf, head = log_of(7)
    shelf = Shelf(dict(shelf.files))
    event = Event(kind, document["id"], turn, frozenset({document_digest(document)}))
    done = append(shelf, head=head, entries=[event.entry(SALT)])
    shelf.files |= done.files
    signed = cosigned(checkpoint(done.head, **more), WITNESSES[0], at=int(at.timestamp()))
    proof = Tree(shelf, 8).inclusion(7)
    return LogProof(7, proof, signed, opening_of(event, SALT)).body(), signed


@cache
def _logged(text: str) -> tuple[bytes, bytes]:
    return logged(json.loads(text))


def files_of(
    document: dict[str, Any] | None = None, *, signer: Key | None = None, **changes: Any
) -> dict[str, bytes]:
    """A bundle's files; a change to None leaves one out. The manifest fits what is there."""
    signer = signer or key()
    document = document or badge(signer)
    text = json.dumps(document, ensure_ascii=False)
    proof, head = _logged(text)
    files = {
        "credential.json": text.encode(),
        "did.json": written(did.did_document(signer.did, [did.Key(signer.multikey)])),
        "status.json": written(signed_list(REVOCATION, signer=signer)),
        "proof.tlog-proof": proof,
        "checkpoint": head,
        "badge.svg": bake_svg(DRAWING, text),
        "badge.png": bake_png(picture(), text),
        "index.html": b"<!doctype html><title>A badge</title>",
        "README.txt": b"How to check it.\n",
        **changes,
    }
    files = {name: content for name, content in files.items() if content is not None}
    return files | {"manifest.json": bundle.manifest(files, made="2026-11-21T12:00:00Z")}


def trust_of(**parts: Any) -> dict[str, Any]:
    """A trust file that pins the issuer's key, the log and a witness."""
    issuer = {"id": ISSUER, "name": "Hill", "keys": [key().multikey]}
    return {"issuers": [issuer], "log": list(POLICY), **parts}


def trusted(**parts: Any) -> Trusted:
    return read_trusted(written(trust_of(**parts)))


class Shelved:
    """A reader of a bundle in memory."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files

    def read(self, name: str, /) -> bytes | None:
        return self.files.get(name)


def ask(files: dict[str, bytes] | None = None, **more: Any) -> Verification:
    """Verify a bundle half an hour after it was made, offline, with full trust."""
    given = {"now": NOW + timedelta(minutes=30), "trusted": trusted(), **more}
    return verify_bundle(Shelved(files_of() if files is None else files), **given)
