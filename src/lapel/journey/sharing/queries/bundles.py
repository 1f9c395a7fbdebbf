"""What proves a badge when its issuer is gone: the files of one bundle (docs/adr/0014)."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from lapel.domain.badges.checks import as_list
from lapel.domain.badges.inner import MAX_ENDORSEMENTS
from lapel.domain.badges.png import bake_png
from lapel.domain.badges.proof import timestamp
from lapel.domain.badges.svg import bake_svg
from lapel.domain.transparency.logproof import parse_log_proof
from lapel.journey.issuing.queries import (
    anchored_document,
    anchored_documents,
    did_document_of,
    endorsements_of_award,
    latest_standing,
    log_proof,
    own_document,
    own_trust,
    picture_svg,
)
from lapel.journey.record.queries import now
from lapel.journey.sharing.queries.face import face_of
from lapel.journey.sharing.queries.links import document_address, page_address
from lapel.journey.sharing.queries.logs import log_lines
from lapel.journey.sharing.queries.shares import share_of
from lapel.journey.sharing.queries.verdict_words import in_words
from lapel.ports.checking import bundle

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lapel.journey.issuing.models import Award, Endorsement, IssuerKey

STYLE = Path(__file__).parents[1] / "static" / "sharing" / "bundle.css"
_WITNESSES = ("witness", "group", "quorum")


class Binder:
    """Makes bundles; one for a run or a request, because it keeps what many badges share."""

    def __init__(self) -> None:
        self._lists: dict[str, bytes] = {}
        self._dids: dict[str, bytes] = {}

    def files(self, award: Award, *, picture: bytes, hers: bool) -> dict[str, bytes]:
        """Give a bundle's files by name; `picture` is the badge as PNG.

        `hers` puts in the document that tells whoever knows her e-mail address that it is hers,
        and her name on the page; otherwise nothing in the bundle says whose it is.
        """
        text = award.document if hers else award.public_document
        document = json.loads(text)
        drawn = picture_svg(award.achievement)
        status = self._status(document)
        anchored = anchored_form(award) or b""
        facts = _facts(award, drawn=drawn, status=status, hers=hers)
        given = _endorsements(award, hers=hers)
        facts |= {"is_anchored": bool(anchored), "endorsements": given}
        files = {
            bundle.CREDENTIAL: text.encode(),
            bundle.DID: self._did(award.key),
            bundle.STATUS: status,
            **self._endorsed(given),
            **_logged(award),
            bundle.ANCHORED: anchored,
            "badge.svg": bake_svg(drawn.encode(), text),
            "badge.png": bake_png(picture, text),
            bundle.PAGE: render_to_string("sharing/bundle.html", facts).encode(),
            bundle.README: render_to_string("sharing/bundle.txt", facts).encode(),
        }
        files = {name: content for name, content in files.items() if content}
        return files | {bundle.MANIFEST: bundle.manifest(files, made=timestamp(now()))}

    def _status(self, document: dict[str, Any]) -> bytes:
        entries: list[dict[str, Any]] = as_list(document.get("credentialStatus"))
        address = entries[0]["statusListCredential"] if entries else ""
        if address and address not in self._lists:
            self._lists[address] = own_document(address).body
        return self._lists.get(address, b"")

    def _did(self, key: IssuerKey | None) -> bytes:
        if key is None:
            raise ValueError("what was signed has a key")
        if key.did not in self._dids:
            document = did_document_of(key.issuer, key.did)
            self._dids[key.did] = (json.dumps(document, indent=2) + "\n").encode()
        return self._dids[key.did]

    def _endorsed(self, given: Iterable[Endorsement]) -> dict[str, bytes]:
        """Give each endorsement as it was signed, with its endorser's DID document and list."""
        files: dict[str, bytes] = {}
        for each in given:
            names = bundle.copies_of(f"{bundle.ENDORSEMENTS}/{each.pk}")
            status = self._status(json.loads(each.document))
            contents = (each.document.encode(), self._did(each.key), status)
            files |= dict(zip(names, contents, strict=True))
        return files


def _endorsements(award: Award, *, hers: bool) -> list[Endorsement]:
    """Give what stands behind an award; what is said of her award alone only where she shows it."""
    given = endorsements_of_award(award)
    if not hers and any(each.award_id for each in given) and not share_of(award).is_public:
        given = [each for each in given if not each.award_id]
    return given[:MAX_ENDORSEMENTS]


def zipped(files: Mapping[str, bytes], *, inside: str) -> bytes:
    """Give a bundle as a .zip that unpacks to one folder; equal files give equal bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(f"{inside}/{name}")  # dated 1980, which says nothing
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return made.getvalue()


def own_trust_file() -> dict[str, Any]:
    """Give what an auditor pins of this instance: issuers with their keys, logs, witnesses.

    To be handed over by another way than the bundles, which it vouches for.
    """
    trust = own_trust()
    issuers = [{"id": one.id, "name": one.name, "keys": list(one.keys)} for one in trust.issuers]
    found = {"issuers": issuers, "disowned": sorted(trust.disowned)}
    lines = log_lines()
    return found | ({"log": [*lines, *_witnesses()]} if lines else {})


def _witnesses() -> list[str]:
    """Give the lines of the instance's own policy that name witnesses, else that none is needed."""
    if not settings.LOG_POLICY:
        return ["quorum none"]
    text = Path(settings.LOG_POLICY).read_text(encoding="utf-8")
    lines = [line.strip() for line in text.splitlines()]
    return [line for line in lines if line.partition(" ")[0] in _WITNESSES]


def _logged(award: Award) -> dict[str, bytes]:
    """Give the log proof and its checkpoint; nothing where the log does not hold the award."""
    proof = log_proof(award)
    if proof is None:
        return {}
    content = proof.encode()
    checkpoint = parse_log_proof(content).checkpoint
    return {bundle.LOG_PROOF: content, bundle.CHECKPOINT: checkpoint}


def anchored_form(award: Award) -> bytes | None:
    """Give an award's anchored form as JSON; None where it stands on no chain as it is now."""
    found = anchored_documents().filter(award=award).last()
    if found is None:
        return None
    return json.dumps(anchored_document(found), ensure_ascii=False, indent=1).encode()


def _facts(award: Award, *, drawn: str, status: bytes, hers: bool) -> dict[str, Any]:
    listed = json.loads(status) if status else {}
    return {
        "award": award,
        "face": face_of(award),
        "holder": award.person.name if hers else "",
        "standing": latest_standing(award),
        "status_as_of": in_words(listed.get("validFrom", "")),
        "status_until": in_words(listed.get("validUntil", "")),
        "drawing": _inside(drawn.encode(), "image/svg+xml"),
        "style": _style(),
        "page_address": page_address(award),
        "document_address": document_address(award),
        "did": award.key.did if award.key else "",
        "language": translation.get_language(),
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
    }


@cache
def _style() -> str:
    return _inside(STYLE.read_bytes(), "text/css")


def _inside(content: bytes, media_type: str) -> str:
    """Give content as an address that holds it, so that a page needs no other file."""
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"
