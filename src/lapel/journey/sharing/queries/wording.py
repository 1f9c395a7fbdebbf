"""The steps behind a verdict in the reader's language.

The domain speaks English and knows no framework; what it says is told apart by the step's stable
code, so the same is said here in words that can be translated. Sentences that carry a cause from
deep within (a malformed proof, an unreachable list) are given as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

if TYPE_CHECKING:
    from lapel.domain.badges.verdicts import Step, Verification

NAMES = {
    "read": pgettext_lazy("a step of verifying", "reading"),
    "terms": pgettext_lazy("a step of verifying", "terms"),
    "proof": pgettext_lazy("a step of verifying", "proof"),
    "key": pgettext_lazy("a step of verifying", "key"),
    "issuer": pgettext_lazy("a step of verifying", "issuer"),
    "validity": pgettext_lazy("a step of verifying", "validity"),
    "status": pgettext_lazy("a step of verifying", "status"),
    "endorsements": pgettext_lazy("a step of verifying", "endorsements"),
    "schema": pgettext_lazy("a step of verifying", "schema"),
    "subject": pgettext_lazy("a step of verifying", "subject"),
}
SENTENCES = {
    "terms.defined": gettext_lazy(
        "Every term in the badge is defined, so all of it is covered by the signature."
    ),
    "proof.match": gettext_lazy("The signature matches: nothing was changed since it was signed."),
    "key.listed": gettext_lazy("The issuer lists the key as one that signs its badges."),
    "issuer.unconfirmed": gettext_lazy("Nothing outside the badge confirms who its issuer is."),
    "validity.malformed": gettext_lazy("The badge does not say properly from when it is valid."),
    "status.none": gettext_lazy("The badge has no status list: its issuer cannot revoke it."),
    "status.good": gettext_lazy(
        "The issuer has neither revoked nor suspended it (status as of %(statusAsOf)s)."
    ),
    "status.revoked": gettext_lazy("The issuer has revoked this badge."),
    "status.suspended": gettext_lazy("The issuer has suspended this badge for now."),
    "status.stale": gettext_lazy(
        "The status list at hand is out of date: it is of %(statusAsOf)s."
    ),
    "endorsements.none": gettext_lazy("The badge carries no endorsements."),
    "endorsements.sound": gettext_lazy(
        "Of %(found)s endorsements in the badge %(sound)s are sound."
    ),
    "endorsements.unsound": gettext_lazy(
        "Of %(found)s endorsements in the badge %(sound)s are sound."
    ),
    "schema.complete": gettext_lazy("The badge has the parts that Open Badges 3.0 requires."),
    "schema.other": gettext_lazy(
        "The credential is not an Open Badge, so only its proof and status were read."
    ),
    "subject.not-compared": gettext_lazy(
        "The badge names its holder by an opaque number; no name was compared."
    ),
}


@dataclass(frozen=True)
class Told:
    """One step as a page tells it; `verdict` is the domain's stable word."""

    name: str
    verdict: str
    sentence: str


def told(verification: Verification, *, is_ours: bool = False) -> list[Told]:
    """Give the steps in words; `is_ours` where this Lapel keeps the keys of the issuer itself."""
    return [
        Told(str(NAMES.get(step.id, step.id)), step.verdict.value, _sentence(step, is_ours=is_ours))
        for step in verification.steps
    ]


def _sentence(step: Step, *, is_ours: bool) -> str:
    known = SENTENCES.get(step.code)
    if known is not None:
        return str(known) % dict(step.detail) if "%(" in str(known) else str(known)
    if step.code == "issuer.pinned" and is_ours:
        said = _("The issuer is %(name)s, confirmed by this Lapel, which keeps its keys.")
        return said % {"name": step.detail["name"]}
    if step.id == "validity":
        return _validity(step)
    return step.sentence


def _validity(step: Step) -> str:
    days = {name: _day(step.detail.get(name, "")) for name in ("validFrom", "validUntil")}
    if step.code == "validity.expired":
        return _("The badge expired on %(validUntil)s.") % days
    if step.code == "validity.early":
        return _("The badge is not valid before %(validFrom)s.") % days
    if days["validUntil"]:
        return _("The badge is valid from %(validFrom)s until %(validUntil)s.") % days
    return _("The badge is valid from %(validFrom)s, with no end date.") % days


def _day(moment: str) -> str:
    when = parse_datetime(moment) if moment else None
    return date_format(when, "j F Y") if when else moment
