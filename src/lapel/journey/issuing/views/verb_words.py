"""What the pages say about changing awards: question, warning and button of each verb."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise  # noqa: TC002 (read when the class is made)
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


@dataclass(frozen=True)
class Said:
    """The words of one verb; `is_grave` where something is taken from the holder for good."""

    title: Promise
    question: Promise
    warning: Promise
    button: Promise
    is_grave: bool = True


VERB_WORDS = {
    "keep": Said(
        _("Leave an award as it is"),
        _("Leave this award as it is?"),
        _(
            "Nothing changes for its holder, nor for anybody who verifies it. It is taken off the "
            "awards that ask for your decision, and comes back there only if something else "
            "comes up."
        ),
        _("Leave it as it is"),
        is_grave=False,
    ),
    "revoke": Said(
        _("Revoke an award"),
        _("Revoke this award?"),
        _(
            "This cannot be undone. Every verifier will say that the badge was revoked, with the "
            "reason you give. A mistake is mended by a new award."
        ),
        _("Revoke for good"),
    ),
    "suspend": Said(
        _("Suspend an award"),
        _("Suspend this award?"),
        _(
            "Until you reinstate or revoke it, every verifier refuses the badge: here it reads as "
            "suspended, elsewhere as revoked, because a badge names one list only. When you "
            "reinstate it, it is signed anew: its holder is told to fetch the new file, and files "
            "taken before stay refused."
        ),
        _("Suspend"),
    ),
    "reinstate": Said(
        _("Reinstate an award"),
        _("Reinstate this award?"),
        _(
            "The badge is signed anew and is valid again. Its holder is told to fetch the new "
            "file: files taken before the suspension stay refused, because what verifiers saw as "
            "revoked never comes back."
        ),
        _("Reinstate"),
        is_grave=False,
    ),
    "expire": Said(
        _("Give an award another end"),
        _("Give this award another end?"),
        _(
            "The badge is signed anew with the end you choose, and you can change it again. Files "
            "that promise a later end, or none, are refused from then on; the holder is told why, "
            "and fetches the new file."
        ),
        _("Set the end"),
    ),
    "refresh": Said(
        _("Sign an award anew"),
        _("Sign this award anew?"),
        _(
            "The badge is signed anew with your present name and key, under the same number, and "
            "with a later end if you give one. Files taken before stay genuine until their own end."
        ),
        _("Sign anew"),
        is_grave=False,
    ),
    "supersede": Said(
        _("Replace awards by others"),
        _("Replace this award?"),
        _(
            "This cannot be undone. The old badge reads as revoked because another replaces it, "
            "and its page leads to the new one."
        ),
        _("Replace"),
    ),
    "reissue": Said(
        _("Re-issue an award"),
        _("Re-issue this award to its holder's present address?"),
        _(
            "The badge is signed anew for the address that its holder confirmed, under the same "
            "number and the same day. Files that hold the old address are refused from then on: "
            "that address may be somebody else's by now."
        ),
        _("Re-issue"),
        is_grave=False,
    ),
}


def question_for(verb: str, count: int) -> str:
    """Ask whether so many awards are to be changed so."""
    asked = {
        "revoke": ngettext("Revoke %s award?", "Revoke %s awards?", count),
        "suspend": ngettext("Suspend %s award?", "Suspend %s awards?", count),
        "reinstate": ngettext("Reinstate %s award?", "Reinstate %s awards?", count),
        "expire": ngettext("Give %s award another end?", "Give %s awards another end?", count),
        "refresh": ngettext("Sign %s award anew?", "Sign %s awards anew?", count),
        "supersede": ngettext("Replace %s award?", "Replace %s awards?", count),
        "reissue": ngettext(
            "Re-issue %s award to its holder's present address?",
            "Re-issue %s awards to their holders' present addresses?",
            count,
        ),
    }
    return asked[verb] % count


def done_for(verb: str, count: int) -> str:
    """Say what was done to so many awards; what is signed anew may be under way."""
    done = {
        "revoke": ngettext("%s award revoked for good", "%s awards revoked for good", count),
        "suspend": ngettext("%s award suspended", "%s awards suspended", count),
        "reinstate": ngettext("%s award reinstated", "%s awards reinstated", count),
        "expire": ngettext("%s award given another end", "%s awards given another end", count),
        "refresh": ngettext("%s award signed anew", "%s awards signed anew", count),
        "supersede": ngettext("%s award replaced", "%s awards replaced", count),
        "reissue": ngettext(
            "%s award re-issued to its holder's present address",
            "%s awards re-issued to their holders' present addresses",
            count,
        ),
    }
    return done[verb] % count
