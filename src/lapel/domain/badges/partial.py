"""What may be said of a badge of which its holder shows a part: nothing hidden looks absent.

An issuer decides with ecdsa-sd-2023 which statements must always be shown. Whether a badge has an
end or a status list that is not shown, nobody can see (vc-di-ecdsa, §5.1 and §6).
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from lapel.domain.badges import checks
from lapel.domain.badges.checks import as_list
from lapel.domain.badges.errors import Said
from lapel.domain.badges.suites import ECDSA_SD
from lapel.domain.badges.verdicts import Step, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_ABOUT_ITS_END = ("validFrom", "validUntil", "credentialStatus")
_LONG_AGO = "0001-01-02T00:00:00Z"


def is_partial(document: Mapping[str, Any]) -> bool:
    """Say whether a proof lets the holder leave statements out."""
    proofs = as_list(document.get("proof"))
    return any(isinstance(one, dict) and one.get("cryptosuite") == ECDSA_SD for one in proofs)


def judged(document: Mapping[str, Any], steps: list[Step], now: datetime) -> list[Step]:
    """Return the steps, those that took a part for the whole set right."""
    return [_judged(document, one, now) for one in steps] if is_partial(document) else steps


def _judged(document: Mapping[str, Any], step: Step, now: datetime) -> Step:
    if step.id == "validity" and not {"validFrom", "validUntil"} <= document.keys():
        return _validity(document, step, now)
    hidden = any(name not in document for name in _ABOUT_ITS_END)
    if step.id == "status" and hidden and step.verdict in {Verdict.PASS, Verdict.NONE}:
        sentence: str = "The holder shows a part of the badge; the rest may say that it has ended."
        return Step("status", Verdict.UNKNOWN, "status.withheld", sentence, step.detail)
    if step.code == "schema.missing":
        lacks = "The holder does not show “{name}”, which Open Badges 3.0 requires."
        sentence = Said(lacks, name=step.detail["missing"])
        return Step("schema", Verdict.UNKNOWN, "schema.withheld", sentence, step.detail)
    return step


def _validity(document: Mapping[str, Any], step: Step, now: datetime) -> Step:
    """Judge a badge whose first or last day is not shown: over is over, unsaid is not wrong."""
    found = checks.validity({"validFrom": _LONG_AGO, **document}, now)
    if found.verdict is not Verdict.PASS:
        return dataclasses.replace(found, detail=step.detail)
    sentence = "The holder does not show from when until when the badge is valid."
    return Step("validity", Verdict.UNKNOWN, "validity.withheld", sentence, step.detail)
