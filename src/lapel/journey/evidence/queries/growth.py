"""How the answers of a draft grew, for the teacher, and for whom she lets see it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lapel.journey.evidence.models import WritingSpell
from lapel.journey.evidence.queries.asked import questions_asked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.utils.functional import _StrPromise

    from lapel.journey.evidence.models import Draft, Submission

# More rows than these are told by the day.
MOST_ROWS = 24
GROWTH_WORDS: _StrPromise = gettext_lazy(
    "While you type an answer, Lapel counts how many letters come and go, by quarters of an hour. "
    "It keeps no earlier wording, no keystroke and no pause. It is there for you: if somebody ever "
    "asks how your work came about, you can show that it grew. Only you see it, unless you choose "
    "to show it with a reply. Nothing is found or decided by it, and not showing it counts neither "
    "way."
)


@dataclass(frozen=True)
class Spell:
    """A quarter of an hour, or a day of them."""

    begun_at: datetime
    ended_at: datetime
    saves: int
    added: int
    removed: int
    most_at_once: int

    def words(self, *, by_day: bool) -> str:
        """Say when it was and what happened, in the zone of the page."""
        begun, ended = timezone.localtime(self.begun_at), timezone.localtime(self.ended_at)
        day = date_format(begun, "MONTH_DAY_FORMAT")
        hours = {"day": day, "begin": time_format(begun), "end": time_format(ended)}
        if by_day:
            when = day
        elif hours["begin"] == hours["end"]:
            when = _("%(day)s, %(begin)s") % hours
        else:
            when = _("%(day)s, %(begin)s to %(end)s") % hours
        return f"{when}: {'; '.join(self._told())}"

    def _told(self) -> Iterator[str]:
        """Say how often it was saved, the most of one save of several, and what went."""
        yield ngettext("%(count)s save", "%(count)s saves", self.saves) % {"count": self.saves}
        if self.saves > 1 and self.most_at_once:
            yield _("at most %(most)s letters at once") % {"most": self.most_at_once}
        if self.removed:
            yield _("%(gone)s taken away") % {"gone": self.removed}


@dataclass(frozen=True)
class Grown:
    """An answer and how it grew, oldest first; `length` is its letters at the end."""

    title: str
    spells: list[Spell]
    length: int

    @property
    def caption(self) -> str:
        """Give what the chart is of."""
        return _("Letters added to “%(question)s”") % {"question": self.title}

    @property
    def rows(self) -> list[tuple[str, float]]:
        """Give a bar for each spell, or for each day where there are many, in the page's zone."""
        by_day = len(self.spells) > MOST_ROWS
        shown = _days(self.spells) if by_day else self.spells
        return [(each.words(by_day=by_day), float(each.added)) for each in shown]


def _days(spells: list[Spell]) -> list[Spell]:
    days: dict[object, list[Spell]] = defaultdict(list)
    for each in spells:
        days[timezone.localtime(each.begun_at).date()].append(each)
    return [
        Spell(
            begun_at=of_day[0].begun_at,
            ended_at=of_day[-1].ended_at,
            saves=sum(each.saves for each in of_day),
            added=sum(each.added for each in of_day),
            removed=sum(each.removed for each in of_day),
            most_at_once=max(each.most_at_once for each in of_day),
        )
        for of_day in days.values()
    ]


def grown_answers(draft: Draft, *, until: Submission | None = None) -> list[Grown]:
    """Give how each answer of a draft grew, in the order of the questions; `until` an attempt."""
    found = WritingSpell.objects.filter(answer__draft=draft).select_related("answer")
    if until is not None:
        found = found.filter(begun_at__lte=until.submitted_at)
    spells: dict[str, list[WritingSpell]] = defaultdict(list)
    for each in found.order_by("begun_at", "pk"):
        spells[each.answer.question].append(each)
    asked = questions_asked(draft.enrolment.version)
    return [
        Grown(
            title=each.prompt,
            spells=[_plain(spell) for spell in spells[key]],
            length=spells[key][-1].length,
        )
        for key, each in asked.items()
        if key in spells
    ]


def _plain(spell: WritingSpell) -> Spell:
    return Spell(
        begun_at=spell.begun_at,
        ended_at=spell.ended_at,
        saves=spell.saves,
        added=spell.added,
        removed=spell.removed,
        most_at_once=spell.most_at_once,
    )
