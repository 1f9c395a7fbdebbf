"""Today: what comes back, what is new, how it ends. For herself alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lapel.domain.memory import (
    Closing,
    Comparison,
    DaysOff,
    Grade,
    Order,
    Pace,
    Review,
    Segment,
    accuracy,
    against_average,
    compose,
    minutes_at,
    order,
    pace,
    standings,
)
from lapel.domain.microcredential import below_heading, stretches_of
from lapel.journey.catalogue.queries import modules
from lapel.journey.learning.models import CardReview, CheckAnswer, DailySession, SegmentRead
from lapel.journey.learning.queries.modules import Item, enrolments_of
from lapel.journey.learning.queries.rhythm import day_in, days_off_of, rhythm_of, zone_of
from lapel.journey.learning.queries.trials import open_trials, trials_of
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from uuid import UUID
    from zoneinfo import ZoneInfo

    from lapel.domain.memory import Standing
    from lapel.journey.learning.models import DailyRhythm, Enrolment, Trial
    from lapel.journey.people.models import Person


@dataclass(frozen=True)
class AskedCard:
    """A card she has met, where from, and where it stands."""

    key: str
    card: Item
    module: Item
    enrolment: Enrolment
    standing: Standing

    @property
    def criterion(self) -> str:
        """Give the title of the criterion it serves."""
        rubric: list[Item] = self.enrolment.version.content["rubric"]
        title: str = next(each["title"] for each in rubric if each["key"] == self.card["criterion"])
        return title


@dataclass(frozen=True)
class Piece:
    """A segment to read, or a whole module that nobody has cut (`segment` is empty then)."""

    enrolment: Enrolment
    module: Item
    segment: Item
    text: str
    order: Order = Order.EXAMPLE

    @property
    def key(self) -> str:
        """Name it among all that she could read."""
        return f"{self.enrolment.pk}/{self.module['key']}/{self.segment.get('key', '')}"

    @property
    def minutes(self) -> int:
        """Give how long it takes."""
        found: int = (self.segment or self.module)["minutes"]
        return found

    @property
    def interactivity(self) -> int:
        """Give how much has to be held together, 0 where nobody has said."""
        return self.segment.get("element_interactivity") or 0


@dataclass(frozen=True)
class Practice:
    """A check of a module she has met, and the option she took today, if any."""

    enrolment: Enrolment
    module: Item
    check: Item
    answered: int | None = None

    @property
    def choice(self) -> Item | None:
        """Give the option she took."""
        found: Item | None = None if self.answered is None else self.check["options"][self.answered]
        return found


@dataclass(frozen=True)
class Session:
    """All that Today shows."""

    day: date
    zone: ZoneInfo
    minutes: int
    pace: Pace
    asked: int
    cards: list[AskedCard]
    pieces: list[Piece]
    read: list[Piece]
    closing: Closing
    practice: Practice | None
    tried: list[Trial]
    meant: Trial | None
    done: DailySession | None
    way: list[Enrolment]
    off: bool
    next_due: date | None

    @property
    def recalled(self) -> int:
        """Count the cards of this session that are done."""
        return self.asked - len(self.cards)

    @property
    def holds_something(self) -> bool:
        """Tell whether there is anything to do today."""
        return bool(self.cards or self.pieces or self.practice or self.tried)

    @property
    def waits(self) -> bool:
        """Tell whether she may be told of it: something is there, not done, on no day off."""
        return self.holds_something and not self.done and not self.off


@dataclass(frozen=True)
class _Known:
    """What is read once for a session."""

    person: Person
    rhythm: DailyRhythm
    zone: ZoneInfo
    today: date
    way: list[Enrolment]
    read: dict[UUID, dict[tuple[str, str], date]]
    reviews: tuple[Review, ...]
    off: DaysOff


def _known(person: Person) -> _Known:
    rhythm = rhythm_of(person)
    zone = zone_of(rhythm)
    way = list(enrolments_of(person))
    read: dict[UUID, dict[tuple[str, str], date]] = {each.pk: {} for each in way}
    for each in SegmentRead.objects.filter(enrolment__in=way):
        read[each.enrolment_id][each.module, each.segment] = each.day
    today, off = day_in(zone, now()), days_off_of(person)
    return _Known(person, rhythm, zone, today, way, read, reviews_of(person), off)


def reviews_of(person: Person) -> tuple[Review, ...]:
    """Give all her reviews by time, as the domain reads them."""
    rows = CardReview.objects.filter(person=person).order_by("at", "id")
    fields = rows.values_list("at", "id", "day", "microcredential_id", "card", "grade")
    return tuple(
        Review(at, str(key), day, _card_key(owner, card), Grade(grade))
        for at, key, day, owner, card, grade in fields
    )


def _card_key(microcredential: object, card: str) -> str:
    return f"{microcredential}/{card}"


def _met(known: _Known, enrolment: Enrolment, module: Item) -> date | None:
    """Give the day on which she met a module: finished it, or read the last of its segments."""
    finished = next(
        (row.finished_at for row in enrolment.progress.all() if row.module == module["key"]), None
    )
    if finished:
        return day_in(known.zone, finished)
    days = [
        known.read[enrolment.pk].get((module["key"], each["key"]))
        for each in module.get("segments", [])
    ]
    read = [day for day in days if day is not None]
    return max(read) if read and len(read) == len(days) else None


def cards_of(person: Person) -> list[AskedCard]:
    """Give every card she has met, the longest due first."""
    return _cards(_known(person))


def _cards(known: _Known) -> list[AskedCard]:
    met: dict[str, date] = {}
    places: dict[str, tuple[Item, Item, Enrolment]] = {}
    for enrolment in known.way:
        for module in modules(enrolment.version):
            day = _met(known, enrolment, module)
            for card in module.get("cards", []) if day else []:
                key = _card_key(enrolment.version.microcredential_id, card["key"])
                if key not in places and day:
                    met[key], places[key] = day, (card, module, enrolment)
    return [
        AskedCard(each.card, *places[each.card], each)
        for each in standings(met, known.reviews, off=known.off)
    ]


def left_to_recall(cards: Iterable[AskedCard]) -> Comparison | None:
    """Hold what was foretold of her recall against her own average; None while it is too little."""
    return against_average([each for card in cards for each in card.standing.predictions])


def session_of(person: Person) -> Session:
    """Compose what she does today; what she has done of it counts and is not filled up again."""
    known = _known(person)
    today = known.today
    cards = _cards(known)
    sessions = list(DailySession.objects.filter(person=person).order_by("at", "id"))
    share = accuracy(known.reviews)
    now_pace = pace([each.effort for each in sessions if each.day < today], share)
    done_today = [each for each in cards if each.standing.last == today]
    # What was due before a day off waits on it too.
    asked = [] if today in known.off else cards
    due = [each for each in asked if each.standing.is_due(today) and each not in done_today]
    pieces = _pieces(known, share)
    read = [each for each, day in pieces if day == today]
    ahead = [each for each, day in pieces if day is None]
    before = [each for each in sessions if each.day < today]
    practice = _practice(known)
    composed = compose(
        minutes=minutes_at(known.rhythm.minutes, now_pace),
        due=[each.key for each in (*done_today, *due)],
        segments=[Segment(each.key, each.minutes, each.interactivity) for each in ahead],
        can_practise=practice is not None,
        before=Closing(before[-1].closing) if before else None,
    )
    practises = composed.closing is Closing.PRACTICE
    return Session(
        day=today,
        zone=known.zone,
        minutes=minutes_at(known.rhythm.minutes, now_pace),
        pace=now_pace,
        asked=len(composed.cards),
        cards=[each for each in due if each.key in composed.cards],
        pieces=[each for each in ahead if each.key in composed.segments] if not read else [],
        read=read,
        closing=composed.closing,
        practice=practice if practises else None,
        tried=open_trials(person, today),
        meant=_meant(known) if not practises else None,
        done=next((each for each in sessions[::-1] if each.day == today), None),
        way=known.way,
        off=today in known.off,
        next_due=next((each.standing.due for each in cards if each not in due), None),
    )


def _pieces(known: _Known, share: float | None) -> list[tuple[Piece, date | None]]:
    """List what there is to read in its order, each with the day on which she read it."""
    found: list[tuple[Piece, date | None]] = []
    for enrolment in known.way:
        read = known.read[enrolment.pk]
        first = Order(known.rhythm.first or order(practised=len(read), accuracy=share))
        done = {row.module: row.finished_at for row in enrolment.progress.all() if row.finished_at}
        for module in modules(enrolment.version):
            if module["kind"] == "practice":
                continue
            if module["key"] in done:
                day = day_in(known.zone, done[module["key"]])
                found.append((Piece(enrolment, module, {}, ""), day))
                continue
            for segment, text in stretches_of(module) or [({}, "")]:
                on = read.get((module["key"], segment.get("key", "")))
                shown = below_heading(text, segment.get("heading", ""))
                found.append((Piece(enrolment, module, segment, shown, first), on))
    return found


def _practice(known: _Known) -> Practice | None:
    """Give a check of a module she has met: today's, else the one that was answered longest ago."""
    offered: list[Practice] = [
        Practice(enrolment, module, check)
        for enrolment in known.way
        for module in modules(enrolment.version)
        if _met(known, enrolment, module) is not None
        for check in module.get("checks", [])
    ]
    answers: dict[Any, CheckAnswer] = {
        (each.enrolment_id, each.module, each.check_key): each
        for each in CheckAnswer.objects.filter(enrolment__in=known.way)
    }

    def rank(one: Practice) -> tuple[bool, bool, str, str]:
        row = answers.get((one.enrolment.pk, one.module["key"], one.check["key"]))
        today = row is not None and day_in(known.zone, row.answered_at) == known.today
        moment = row.answered_at.isoformat() if row else ""
        return (not today, row is not None, moment, one.check["key"])

    if not offered:
        return None
    chosen = min(offered, key=rank)
    row = answers.get((chosen.enrolment.pk, chosen.module["key"], chosen.check["key"]))
    if row is None or rank(chosen)[0]:
        return chosen
    return Practice(chosen.enrolment, chosen.module, chosen.check, row.option)


def _meant(known: _Known) -> Trial | None:
    """Give what she wrote today that she will try tomorrow."""
    return trials_of(known.person).filter(day=known.today).first()
