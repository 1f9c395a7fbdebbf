"""Any file that may hold a badge, verified: what `domain/badges` reads one by one meets here.

JSON, VC-JWT, SD-JWT VC, a token in an envelope, baked PNG and SVG, a PDF with a badge attached,
presentations, transcripts, endorsements, and hosted assertions of Open Badges 2.0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lapel.domain.badges import png, strictjson
from lapel.domain.badges.checks import as_list
from lapel.domain.badges.errors import Said, UnreadableError
from lapel.domain.badges.hosted_checks import hosted_at, is_hosted, verify_hosted
from lapel.domain.badges.presentation import Occasion, verify_presentation
from lapel.domain.badges.reading import read_any
from lapel.domain.badges.trust import NO_TRUST, Resolve, Trust, offline
from lapel.domain.badges.verdicts import Outcome, Step, Verdict, Verification
from lapel.domain.badges.verification import unreadable, verify_found
from lapel.ports.checking.attached import attached_badge

if TYPE_CHECKING:
    from datetime import datetime

Found = Mapping[str, Any] | str
_ENVELOPE = "EnvelopedVerifiableCredential"
# VC Data Model 2.0, §4.12: the token stands in a data: address of one of these media types.
_TOKENS = ("data:application/vc+jwt,", "data:application/vc+sd-jwt,", "data:application/dc+sd-jwt,")
_PRESENTATION = "VerifiablePresentation"


def verify_anything(
    data: bytes,
    *,
    now: datetime,
    resolve: Resolve = offline,
    trust: Trust = NO_TRUST,
    occasion: Occasion | None = None,
) -> Verification:
    """Verify whatever `data` is; never raises for its content.

    `occasion` is what a presentation has to be made for; without it the presentation may have been
    taken from elsewhere, so the best answer is “not confirmed”.
    """
    try:
        found = read_anything(data)
    except UnreadableError as error:
        return unreadable(error.said)
    return verify_read(found, now=now, resolve=resolve, trust=trust, occasion=occasion)


def read_anything(data: bytes) -> Found:
    """Return the document or the token in a file; raises UnreadableError with a sentence."""
    if data.startswith(b"%PDF"):
        return attached_badge(data)
    try:
        found = read_any(data)
    except UnreadableError:
        old = _baked_of_old(data)
        if old is None:
            raise
        return old
    return found if isinstance(found, str) else _opened(found)


def verify_read(
    found: Found,
    *,
    now: datetime,
    resolve: Resolve = offline,
    trust: Trust = NO_TRUST,
    occasion: Occasion | None = None,
) -> Verification:
    """Verify what `read_anything` found."""
    if isinstance(found, str):
        return verify_found(found, now=now, resolve=resolve, trust=trust)
    if _PRESENTATION in as_list(found.get("type")):
        return _shown(found, now=now, resolve=resolve, trust=trust, occasion=occasion)
    if is_hosted(found):
        return verify_hosted(found, now=now, resolve=resolve, trust=trust)
    return verify_found(found, now=now, resolve=resolve, trust=trust)


def _opened(document: dict[str, Any]) -> Found:
    """Take a token out of its envelope."""
    if _ENVELOPE not in as_list(document.get("type")):
        return document
    address = str(document.get("id", ""))
    for start in _TOKENS:
        if address.startswith(start):
            return address.removeprefix(start)
    raise UnreadableError("The envelope holds no token that is read here.")


def _baked_of_old(data: bytes) -> dict[str, Any] | None:
    """Return the assertion that Open Badges 2.0 bakes into a PNG, or its address; None if none."""
    if not data.startswith(png.SIGNATURE):
        return None
    try:
        text = png.unbake_png(data, keyword=png.KEYWORD_2).strip()
        return strictjson.read_object(text) if text.startswith("{") else hosted_at(text)
    except UnreadableError:
        return None


def _shown(
    document: Mapping[str, Any],
    *,
    now: datetime,
    resolve: Resolve,
    trust: Trust,
    occasion: Occasion | None,
) -> Verification:
    named = occasion or _own_occasion(document)
    presented = verify_presentation(
        document, occasion=named, now=now, resolve=resolve, trust=trust
    ).answer
    return presented if occasion else _of_no_occasion(presented)


def _own_occasion(document: Mapping[str, Any]) -> Occasion:
    """Return the occasion that a presentation itself names, which proves nothing."""
    proofs = [one for one in as_list(document.get("proof")) if isinstance(one, Mapping)]
    proof: Mapping[str, Any] = proofs[0] if proofs else {}
    domain = next(iter(as_list(proof.get("domain"))), "")
    return Occasion(challenge=str(proof.get("challenge", "")), domain=str(domain))


def _of_no_occasion(answer: Verification) -> Verification:
    """Say that the presentation may have been made for somebody else."""
    steps = tuple(
        _unasked(one) if one.id in ("challenge", "domain") else one for one in answer.steps
    )
    failed = [step for step in steps if step.verdict is Verdict.FAIL]
    headline, outcome = "Intact; for whom it was shown is not confirmed.", Outcome.NOT_CONFIRMED
    if failed:
        headline, outcome = f"Not valid. {failed[0].sentence}", Outcome.NOT_VALID
    elif any(step.verdict is Verdict.ENDED for step in steps):
        headline, outcome = "Shown, but not all is still in force.", Outcome.ENDED
    return replace(answer, steps=steps, outcome=outcome, headline=headline)


def _unasked(step: Step) -> Step:
    sentence = Said("Which {name} it was to be made for was not said.", name=step.id)
    return Step(step.id, Verdict.UNKNOWN, f"{step.id}.unasked", sentence)
