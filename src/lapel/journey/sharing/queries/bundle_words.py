"""What a bundle comes to beside its badge, in the reader's language, by the step's stable code.

The port says it to auditors, for whom it is “your trust file”; to readers of a page it is not.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

OF_BUNDLES = {
    "files.whole": _("The files are those that its manifest lists."),
    "files.changed": _("Since the bundle was written, something was changed: %(files)s."),
    "files.malformed": _("The bundle's manifest is not written as one."),
    "files.unlisted": _("The bundle has no manifest, so what is missing from it is not known."),
    "did.none": _("The bundle holds no DID document."),
    "did.other": _("The bundle's DID document is not the issuer's, or lacks the badge's key."),
    "did.not-pinned": _("The badge's key is none of those that are trusted here for its issuer."),
    "did.confirmed": _("The bundle's DID document lists the badge's key, which is confirmed."),
    "did.copied": _("The bundle's DID document fits the badge, but came with it."),
    "status.not-pinned": _(
        "The bundle's status list is signed with a key that nothing else confirms."
    ),
    "freshness.none": _("No copy of a status list was used."),
    "freshness.new": _("The copy of the status list is as new as its issuer asks for."),
    "freshness.copy": _(
        "The status list is the bundle's copy: it cannot say what was revoked since."
    ),
    "log.none": _("The bundle holds no proof from an issuance log."),
    "log.mismatch": _("The proof from the issuance log does not hold for this badge."),
    "log.unconfirmed": _("The proof fits its issuance log; who keeps that log was not confirmed."),
    "log.included": _("The badge stands in the issuance log %(origin)s, which is known here."),
    "checkpoint.undated": _("No witness says when the log's checkpoint was made."),
    "checkpoint.old": _("No witness has seen the log's checkpoint within the last year."),
    "checkpoint.witnessed": _("A witness saw the log's checkpoint within the last year."),
    "anchor.none": _("The badge is not anchored on a chain."),
    "anchor.other": _("The anchored form is not one of this badge."),
    "art.none": _("The bundle holds no picture."),
    "art.same": _("The pictures hold this very badge."),
    "art.other": _("A picture in the bundle does not hold this badge."),
}
