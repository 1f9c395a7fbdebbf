"""What a plan says, in sentences; each is a term of what it maximises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lapel.domain.measurement.gaps import SURE
from lapel.domain.pathways import Why, mastery
from lapel.journey.plan.models import Known

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lapel.domain.pathways import Belief, Changes

WHY = {
    Why.LOCKED: gettext_lazy("You said that it stays in."),
    Why.REQUIRED: gettext_lazy("The stack you chose, or your renewal, asks for it."),
    Why.BUILT_ON: gettext_lazy("Another step builds on it."),
    Why.COVERS: gettext_lazy("It covers a gap that nothing else covers as well in your hours."),
    Why.HELD: gettext_lazy("You hold it."),
    Why.SKIPPED: gettext_lazy("You skipped it."),
    Why.CLOSED: gettext_lazy("It builds on something you skipped."),
    Why.RETIRED: gettext_lazy("It is not offered any more."),
    Why.NO_NEED: gettext_lazy("Your goals do not ask for it."),
    Why.WORTH_LESS: gettext_lazy("Your hours do more elsewhere."),
    Why.ORDERED: gettext_lazy("Your order puts it there."),
    Why.BEFORE: gettext_lazy("Something that builds on it comes before or after it."),
    Why.WORTH: gettext_lazy("What it does in an hour puts it there."),
}


@dataclass(frozen=True)
class KnownWords:
    """How a page says that a plan takes something for known: it need not be learnt any more.

    `named` waits for `names`, of micro-credentials.
    """

    title: str
    proof: str
    named: str

    @property
    def sentence(self) -> str:
        """Give the title as a sentence of its own."""
        return f"{self.title}."


# From which share on a part is called so.
SHARES = (
    (0.95, gettext_lazy("all")),
    (0.6, gettext_lazy("most")),
    (0.4, gettext_lazy("about half")),
    (0.05, gettext_lazy("a part")),
    (float("-inf"), gettext_lazy("next to nothing")),
)
LAPSED = {
    "": gettext_lazy("You held it until %(day)s; that end is over, and it counts as held no more."),
    Known.Ended.SUSPENDED: gettext_lazy(
        "Your award for it is suspended since %(day)s, and does not count as held for now."
    ),
    Known.Ended.REVOKED: gettext_lazy(
        "Your award for it was revoked on %(day)s, and counts as held no more."
    ),
    Known.Ended.REPLACED: gettext_lazy(
        "Your award for it was replaced by another on %(day)s, and counts as held no more."
    ),
}
SIDES = ("came", "went", "moved")


@dataclass(frozen=True)
class Told:
    """One line of a difference."""

    title: str
    slug: str
    why: str


def as_plain(found: Changes) -> dict[str, Any]:
    """Give a difference as JSON keeps it; {} where there is none."""
    if found.is_none:
        return {}
    sides: dict[str, Any] = {
        side: [[each.key, each.why.value] for each in getattr(found, side)] for side in SIDES
    }
    return sides | {"kept": list(found.kept)}


def known_words(*, in_figures: bool) -> KnownWords:
    """Give the words for what a plan takes for known.

    A likelihood is said only of what is measured; else, as in a diagnosis, one end is ruled out.
    """
    if in_figures:
        return KnownWords(
            _("You very likely know this already"),
            _("You very likely know this already: hand in evidence without the modules."),
            _(
                "You very likely know this already: %(names)s. Hand in evidence without the"
                " modules."
            ),
        )
    return KnownWords(
        _("What is known so far speaks against a gap here"),
        _(
            "What is known so far speaks against a gap here: you may hand in evidence without the"
            " modules, or do them all the same."
        ),
        _(
            "What is known so far speaks against a gap here: %(names)s. You may hand in evidence"
            " without the modules."
        ),
    )


def told(
    plain: Mapping[str, Any], titles: Mapping[str, str], known: KnownWords
) -> dict[str, list[Told]]:
    """Give a kept difference as a page shows it; {} where there is none."""
    if not plain:
        return {}
    why = {**WHY, Why.MASTERED: known.sentence}
    sides = {
        side: [
            Told(titles.get(slug, slug), slug, str(why[Why(each)])) for slug, each in plain[side]
        ]
        for side in SIDES
    }
    return sides | {"kept": [Told(titles.get(slug, slug), slug, "") for slug in plain["kept"]]}


def lapsed_words(known: Known | None) -> str:
    """Say of something that she held since when and why it counts no more; empty without one."""
    if known is None or known.ends_at is None:
        return ""
    day = date_format(localtime(known.ends_at), "DATE_FORMAT")
    return str(LAPSED[known.ended]) % {"day": day}


def stand_words(belief: Belief, cut: float, *, in_figures: bool) -> str:
    """Say whether she stands at a level already: gap and doubt in one.

    In tenths where what is known is measured. While it is provisional no precision is stated: then
    the words are those of a gap, which stand where four fifths of what is believed allow them.
    """
    chance = mastery(belief, cut)
    if in_figures:
        return _tenths(chance)
    if chance >= SURE:
        return _("reached, as far as is known")
    return _("still to grow") if chance <= 1 - SURE else _("open: nobody can say yet")


def share_words(share: float, *, in_figures: bool) -> str:
    """Say how much of a whole something is: in hundredths, or in words while that is a guess."""
    if in_figures:
        return _("about %(percent)d %%") % {"percent": round(100 * share)}
    return str(next(words for least, words in SHARES if share >= least))


def _tenths(chance: float) -> str:
    tenths = round(chance * 10)
    if tenths <= 0:
        return _("close to none")
    if tenths >= 10:
        return _("close to certain")
    return ngettext("about %(n)d in 10", "about %(n)d in 10", tenths) % {"n": tenths}
