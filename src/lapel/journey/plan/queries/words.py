"""What a plan says, in sentences; each is a term of what it maximises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lapel.domain.pathways import Why, mastery

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lapel.domain.pathways import Belief, Changes

WHY = {
    Why.LOCKED: gettext_lazy("You said that it stays in."),
    Why.REQUIRED: gettext_lazy("The stack you chose requires it."),
    Why.BUILT_ON: gettext_lazy("Another step builds on it."),
    Why.COVERS: gettext_lazy("It covers a gap that nothing else covers as well in your hours."),
    Why.HELD: gettext_lazy("You hold it."),
    Why.MASTERED: gettext_lazy("You very likely know this already."),
    Why.SKIPPED: gettext_lazy("You skipped it."),
    Why.CLOSED: gettext_lazy("It builds on something you skipped."),
    Why.RETIRED: gettext_lazy("It is not offered any more."),
    Why.NO_NEED: gettext_lazy("Your goals do not ask for it."),
    Why.WORTH_LESS: gettext_lazy("Your hours do more elsewhere."),
    Why.ORDERED: gettext_lazy("Your order puts it there."),
    Why.BEFORE: gettext_lazy("Something that builds on it comes before or after it."),
    Why.WORTH: gettext_lazy("What it does in an hour puts it there."),
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


def told(plain: Mapping[str, Any], titles: Mapping[str, str]) -> dict[str, list[Told]]:
    """Give a kept difference as a page shows it; {} where there is none."""
    if not plain:
        return {}
    sides = {
        side: [Told(titles.get(slug, slug), slug, str(WHY[Why(why)])) for slug, why in plain[side]]
        for side in SIDES
    }
    return sides | {"kept": [Told(titles.get(slug, slug), slug, "") for slug in plain["kept"]]}


def chance_words(belief: Belief, cut: float) -> str:
    """Say the chance that she stands at a level already, in tenths: gap and doubt in one."""
    tenths = round(mastery(belief, cut) * 10)
    if tenths <= 0:
        return _("close to none")
    if tenths >= 10:
        return _("close to certain")
    return ngettext("about %(n)d in 10", "about %(n)d in 10", tenths) % {"n": tenths}
