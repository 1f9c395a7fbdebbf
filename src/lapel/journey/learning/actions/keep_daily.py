"""Keep what she did in daily sessions, on whichever device and however late it arrives."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from lapel.domain.memory import Closing, Grade
from lapel.journey.catalogue.queries import modules
from lapel.journey.learning.actions.answer_check import answer_check
from lapel.journey.learning.actions.finish_module import module_of
from lapel.journey.learning.actions.refusal import Refusal
from lapel.journey.learning.models import CardReview, DailySession, SegmentRead, Trial
from lapel.journey.learning.policies import may_enrol
from lapel.journey.learning.queries import (
    day_in,
    own_enrolment,
    own_trial,
    rhythm_of,
    zone_of,
)
from lapel.journey.record.queries import now
from lapel.turns import take_turns

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from lapel.journey.learning.models import Enrolment
    from lapel.journey.people.models import Person

MOST = 500
LONGEST_LINE = 300
MOST_LINES = 20
# What is older than this comes from a clock that was never set.
LONGEST_AWAY = timedelta(days=180)


@dataclass
class Kept:
    """The ids of what is kept now, also if it was before; and of the rest, why it is not."""

    kept: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Entry:
    """One thing she did: its own id for this person, its moment, her day, and what it says."""

    person: Person
    id: uuid.UUID
    at: datetime
    zone: ZoneInfo
    says: Mapping[str, Any]

    def text(self, name: str) -> str:
        """Give a field as text."""
        return str(self.says.get(name, "")).replace("\0", "").strip()

    def number(self, name: str) -> int:
        """Give a field as a whole number, -1 for what is none."""
        text = self.text(name)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1

    def enrolment(self) -> Enrolment:
        """Give the enrolment it belongs to, if it is hers."""
        key = _uuid(self.text("enrolment"))
        found = own_enrolment(self.person, key) if key else None
        if found is None:
            raise Refusal(_("You are not on this micro-credential."))
        return found


def keep_daily(*, person: Person, entries: Sequence[Mapping[str, Any]]) -> Kept:
    """Keep entries `{id, kind, at, …}`, each once however often it is sent.

    Kinds: `card` (enrolment, card, grade), `segment` (enrolment, module, segment), `check`
    (enrolment, module, check, option), `trial` (enrolment, words), `reply` (trial, words), `effort`
    (effort, closing). They are taken by their moment, so devices that were apart agree.
    """
    if not may_enrol(person):
        raise PermissionDenied
    if len(entries) > MOST:
        raise Refusal(_("That is too much at once; send it in parts."))
    zone, answer = zone_of(rhythm_of(person)), Kept()
    with transaction.atomic():
        take_turns(f"learning.daily:{person.pk}")
        for says in entries:
            name = str(says.get("id", ""))[:80]
            try:
                entry = _entry(person, zone, name, says)
                _keeper(entry)(entry)
            except Refusal as refusal:
                answer.refused[name] = str(refusal)
            else:
                answer.kept.append(name)
    return answer


def _entry(person: Person, zone: ZoneInfo, name: str, says: Mapping[str, Any]) -> _Entry:
    """Read an entry; a moment that cannot be right is taken as now."""
    if not name:
        raise Refusal(_("This came without its id."))
    moment, at = now(), None
    try:
        at = parse_datetime(str(says.get("at", "")))
    except ValueError:
        at = None
    if at is None or at.tzinfo is None or not moment - LONGEST_AWAY <= at <= moment:
        at = moment
    return _Entry(person, uuid.uuid5(person.pk, name), at, zone, says)


def _keeper(entry: _Entry) -> Callable[[_Entry], None]:
    keepers = {
        "card": _keep_card,
        "segment": _keep_segment,
        "check": _keep_check,
        "trial": _keep_trial,
        "reply": _keep_reply,
        "effort": _keep_effort,
    }
    found = keepers.get(entry.text("kind"))
    if found is None:
        raise Refusal(_("This is nothing that a session holds."))
    return found


def _keep_card(entry: _Entry) -> None:
    enrolment = entry.enrolment()
    known = {
        card["key"] for module in modules(enrolment.version) for card in module.get("cards", [])
    }
    if entry.text("card") not in known:
        raise Refusal(_("This micro-credential has no such card."))
    if entry.number("grade") not in set(Grade):
        raise Refusal(_("Say how well it came back."))
    CardReview.objects.get_or_create(
        id=entry.id,
        defaults={
            "person": entry.person,
            "microcredential": enrolment.version.microcredential,
            "card": entry.text("card"),
            "grade": entry.number("grade"),
            "at": entry.at,
            "day": day_in(entry.zone, entry.at),
        },
    )


def _keep_segment(entry: _Entry) -> None:
    enrolment, module, segment = entry.enrolment(), entry.text("module"), entry.text("segment")
    found = module_of(person=entry.person, enrolment=enrolment, module=module)
    if segment not in {each["key"] for each in found.get("segments", [])}:
        raise Refusal(_("This module has no such part."))
    SegmentRead.objects.get_or_create(
        enrolment=enrolment,
        module=module,
        segment=segment,
        defaults={"day": day_in(entry.zone, entry.at)},
    )


def _keep_check(entry: _Entry) -> None:
    answer_check(
        person=entry.person,
        enrolment=entry.enrolment(),
        module=entry.text("module"),
        check=entry.text("check"),
        option=entry.number("option"),
        at=entry.at,
    )


def _keep_trial(entry: _Entry) -> None:
    enrolment = entry.enrolment()
    Trial.objects.get_or_create(
        id=entry.id,
        defaults={
            "enrolment": enrolment,
            "words": _line(entry),
            "at": entry.at,
            "day": day_in(entry.zone, entry.at),
        },
    )


def _keep_reply(entry: _Entry) -> None:
    """Keep her line; a second one, from another device, is kept beneath the first."""
    key, words = _uuid(entry.text("trial")), _line(entry)
    trial = own_trial(entry.person, key) if key else None
    if trial is None:
        raise Refusal(_("There is nothing of yours to reply to."))
    lines = trial.reply.splitlines()
    if len(lines) >= MOST_LINES:
        raise Refusal(_("That is enough on one thing; write the rest into your draft."))
    if words not in lines:
        trial.reply, trial.replied_at = "\n".join([*lines, words]), entry.at
        trial.save(update_fields=["reply", "replied_at"])


def _keep_effort(entry: _Entry) -> None:
    if entry.number("effort") not in range(1, 10):
        raise Refusal(_("Rate the effort from 1 to 9."))
    closing = entry.text("closing")
    DailySession.objects.get_or_create(
        id=entry.id,
        defaults={
            "person": entry.person,
            "at": entry.at,
            "day": day_in(entry.zone, entry.at),
            "effort": entry.number("effort"),
            "closing": closing if closing in set(Closing) else Closing.REFLECTION,
        },
    )


def _line(entry: _Entry) -> str:
    words = " ".join(entry.text("words").split())
    if not words:
        raise Refusal(_("Write a line first."))
    if len(words) > LONGEST_LINE:
        raise Refusal(_("One line is enough: at most %d characters.") % LONGEST_LINE)
    return words


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
