"""A verdict and the steps behind it in the reader's language.

The domain speaks English and knows no framework; what it says is told apart by the step's stable
code, so the same is said here in words that can be translated. Sentences that carry a cause from
deep within (a malformed proof, an unreachable list) are said by their templates (see `causes`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lapel.domain.badges.verdicts import Outcome, Verdict
from lapel.journey.issuing.models import Award
from lapel.journey.sharing.queries.bundle_words import OF_BUNDLES
from lapel.journey.sharing.queries.causes import say

if TYPE_CHECKING:
    from datetime import datetime

    from lapel.domain.badges.verdicts import Step, Verification

SENTENCES = {
    "terms.defined": gettext_lazy(
        "Every term in the badge is defined, so all of it is covered by the signature."
    ),
    "proof.match": gettext_lazy("The signature matches: nothing was changed since it was signed."),
    "key.listed": gettext_lazy("The issuer lists the key as one that signs its badges."),
    "issuer.unconfirmed": gettext_lazy("Nothing outside the badge confirms who its issuer is."),
    "validity.malformed": gettext_lazy("The badge does not say properly from when it is valid."),
    "validity.withheld": gettext_lazy(
        "The holder does not show from when until when the badge is valid."
    ),
    "status.none": gettext_lazy("The badge has no status list: its issuer cannot revoke it."),
    "status.good": gettext_lazy(
        "The issuer has neither revoked nor suspended it (status as of %(statusAsOf)s)."
    ),
    "status.revoked": gettext_lazy("The issuer has revoked this badge."),
    "status.suspended": gettext_lazy("The issuer has suspended this badge for now."),
    "status.stale": gettext_lazy(
        "The status list at hand is out of date: it is of %(statusAsOf)s."
    ),
    "status.informs": gettext_lazy("Its status lists only inform: its issuer cannot revoke it."),
    "message.stale": gettext_lazy(
        "The status list at hand is out of date: it is of %(statusAsOf)s."
    ),
    "endorsements.none": gettext_lazy("The badge carries no endorsements."),
    "endorsements.sound": gettext_lazy("Sound endorsements in the badge: %(sound)s of %(found)s."),
    "endorsements.unsound": gettext_lazy(
        "Sound endorsements in the badge: %(sound)s of %(found)s."
    ),
    "endorsements.sound-beside": gettext_lazy(
        "Sound endorsements beside the badge: %(sound)s of %(found)s."
    ),
    "endorsements.unsound-beside": gettext_lazy(
        "Sound endorsements beside the badge: %(sound)s of %(found)s."
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
    """One step as a page tells it; `id` and `verdict` are the domain's stable words."""

    id: str
    verdict: str
    sentence: str


def told(verification: Verification, *, award: Award | None = None) -> list[Told]:
    """Give the steps in words; `award` where it is one of ours that verified as such."""
    return [
        Told(step.id, step.verdict.value, _sentence(step, award)) for step in verification.steps
    ]


def headline_of(verification: Verification, *, award: Award | None = None) -> str:
    """Say in one sentence what the steps come to (see `Verification.headline`)."""
    outcome, name = verification.outcome, verification.confirmed_name
    if outcome is Outcome.VALID:
        return _("Valid: issued by %s") % name
    if outcome is Outcome.NOT_CONFIRMED and name:
        return _("Intact, from %s; status not confirmed") % name
    if outcome is Outcome.NOT_CONFIRMED:
        return _("Intact; issuer not confirmed")
    return _because(verification) % {"why": _why(verification, award)}


def _because(verification: Verification) -> str:
    if verification.outcome is Outcome.NOT_VALID:
        return _("Not valid. %(why)s")
    if verification.outcome is Outcome.UNREADABLE:
        is_read = all(step.id != "read" for step in verification.steps)
        return _("Could not be checked. %(why)s") if is_read else _("Cannot be read. %(why)s")
    if verification.confirmed_name:
        return _("Genuine, but no longer in force. %(why)s")
    return _("Intact; issuer not confirmed, but no longer in force. %(why)s")


def _why(verification: Verification, award: Award | None) -> str:
    """Say the step that decided: the first that failed, ended or could not be read."""
    deciding = {
        Outcome.NOT_VALID: [Verdict.FAIL],
        Outcome.ENDED: [Verdict.ENDED],
        Outcome.UNREADABLE: [Verdict.FAIL, Verdict.UNKNOWN],
    }[verification.outcome]
    found = [step for step in verification.steps if step.verdict in deciding]
    if verification.outcome is Outcome.UNREADABLE:
        found = [step for step in found if step.id in ("read", "proof")]
    return _sentence(found[0], award) if found else ""


def _sentence(step: Step, award: Award | None) -> str:
    if step.code == "status.revoked" and award is not None and award.state != Award.State.REVOKED:
        return _of_ours(award)
    known = SENTENCES.get(step.code) or OF_BUNDLES.get(step.code)
    if known is not None:
        return str(known) % _facts(step) if "%(" in str(known) else str(known)
    if step.code == "issuer.pinned" and award is not None:
        said = _("The issuer is %(name)s, confirmed by this Lapel, which keeps its keys.")
        return said % {"name": step.detail["name"]}
    if step.id == "validity":
        return _validity(step)
    return say(step.sentence)


def _facts(step: Step) -> dict[str, str]:
    facts = dict(step.detail)
    if "statusAsOf" in facts:
        facts["statusAsOf"] = in_words(facts["statusAsOf"])
    return facts


def in_words(moment: str) -> str:
    """Give a moment as written in a badge with its day and time in the reader's language, in UTC.

    What is no moment stays as it is written.
    """
    when = _read(moment)
    return _("%s UTC") % date_format(when.astimezone(UTC), "DATETIME_FORMAT") if when else moment


def _of_ours(award: Award) -> str:
    """Say what a set bit means where we know more than the list does (docs/adr/0008)."""
    if award.state == Award.State.SUSPENDED:
        return _("The issuer has suspended this badge for now.")
    return _("The issuer has signed this badge anew since: its holder can fetch the present file.")


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
    when = _read(moment)
    return date_format(when, "DATE_FORMAT") if when else moment


def _read(moment: str) -> datetime | None:
    return parse_datetime(moment) if moment else None
