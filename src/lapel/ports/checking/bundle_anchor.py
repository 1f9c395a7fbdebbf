"""Whether the anchored form in a bundle is the badge beside it, and what its anchor is worth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lapel.domain.badges import strictjson
from lapel.domain.badges.anchoring import is_anchor
from lapel.domain.badges.checks import as_list
from lapel.domain.badges.errors import BadgeError
from lapel.domain.badges.verdicts import Step, Verdict
from lapel.domain.badges.verification import verify_credential

if TYPE_CHECKING:
    from datetime import datetime

    from lapel.domain.badges.trust import Resolver, Trust

# What an anchor proves; how the badge stands today its own steps say.
_JUDGED = ("proof", "key", "terms")


def anchor_step(
    document: Mapping[str, Any],
    content: bytes | None,
    *,
    now: datetime,
    resolver: Resolver,
    trust: Trust,
) -> Step:
    """Return the step `anchor`; never raises for what the form says."""
    if content is None:
        return Step("anchor", Verdict.NONE, "anchor.none", "The badge is not anchored on a chain.")
    try:
        form = strictjson.read_object(content)
        is_same = _is_same(document, form)
    except BadgeError as error:
        return Step("anchor", Verdict.FAIL, "anchor.malformed", error.said)
    if not is_same:
        sentence = "The anchored form is not one of this badge."
        return Step("anchor", Verdict.FAIL, "anchor.other", sentence)
    answer = verify_credential(form, now=now, resolve=resolver, trust=trust)
    judged = [step for step in answer.steps if step.id in _JUDGED]
    for verdict, code in ((Verdict.FAIL, "anchor.wrong"), (Verdict.UNKNOWN, "anchor.unasked")):
        found = next((step for step in judged if step.verdict is verdict), None)
        if found:
            return Step("anchor", verdict, code, found.sentence, found.detail)
    return answer.step("anchor")


def _is_same(document: Mapping[str, Any], form: Mapping[str, Any]) -> bool:
    """Compare what both say; her own form names her by a hash besides (docs/adr/0008)."""
    proofs = as_list(form.get("proof"))
    is_anchored = len(proofs) == 1 and is_anchor(proofs[0])
    return is_anchored and _said(document) == _said(form)


def _said(document: Mapping[str, Any]) -> dict[str, Any]:
    rest = {name: value for name, value in document.items() if name != "proof"}
    subject = rest.get("credentialSubject")
    if isinstance(subject, Mapping):
        rest["credentialSubject"] = {k: v for k, v in subject.items() if k != "identifier"}
    return rest
