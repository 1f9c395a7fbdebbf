"""A portfolio laid out to be scored: the evidence on one side, the criteria on the other."""

from __future__ import annotations

from dataclasses import dataclass, field
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from lapel.journey.catalogue.queries import artefact_slots, criteria, parts
from lapel.journey.evidence.models import AiUse
from lapel.journey.evidence.queries import frozen_work
from lapel.journey.files.queries import mark_for
from lapel.journey.qualification.models import LEVELS, AgreedKey, Scoring

if TYPE_CHECKING:
    from lapel.journey.files.queries import Shown
    from lapel.journey.people.models import Person
    from lapel.journey.qualification.models import Portfolio

LONGEST_LABEL = 60


@dataclass(frozen=True)
class Piece:
    """One answer or artefact of a portfolio."""

    anchor: str
    part: str
    heading: str
    text: str = ""
    note: str = ""
    ai_use_words: str = ""
    shown: Shown | None = None

    @property
    def label(self) -> str:
        """Give its heading, cut short between two words where it is a long question."""
        return shorten(self.heading.rstrip("."), LONGEST_LABEL, placeholder=" …")


@dataclass(frozen=True)
class Section:
    """A part of the evidence with its pieces in order."""

    title: str
    pieces: list[Piece]


@dataclass(frozen=True)
class Row:
    """One criterion, the level she gave it and, of a locked practice, the key with its reason."""

    key: str
    title: str
    required: bool
    levels: dict[str, str]
    reads: list[Piece]
    level: str = ""
    agreed: AgreedKey | None = None

    @property
    def level_words(self) -> str:
        """Put her level into words."""
        return next((str(words) for each, words in LEVELS.items() if each == self.level), "")

    @property
    def is_as_key(self) -> bool:
        """Tell whether her level is the key's."""
        return self.agreed is not None and self.agreed.level == self.level


@dataclass(frozen=True)
class Bench:
    """A page on which a portfolio is scored."""

    scoring: Scoring
    sections: list[Section]
    rows: list[Row] = field(default_factory=list)

    @property
    def scored(self) -> int:
        """Count the criteria that have a level."""
        return sum(bool(row.level) for row in self.rows)

    @property
    def as_key(self) -> int:
        """Count the criteria on which her level is the key's."""
        return sum(row.is_as_key for row in self.rows)


def bench_of(scoring: Scoring) -> Bench:
    """Lay a scoring out; the key is there only for practice, and only once she locked it."""
    portfolio = scoring.portfolio
    sections = sections_of(portfolio, viewer=scoring.training.person)
    pieces = [piece for section in sections for piece in section.pieces]
    given = dict(scoring.marks.values_list("criterion", "level"))
    shows_key = scoring.trial_id is None and scoring.locked_at is not None
    agreed = _agreed(portfolio) if shows_key else {}
    rows = [
        Row(
            key=each["key"],
            title=each["title"],
            required=each["required"],
            levels=each["levels"],
            reads=[piece for piece in pieces if piece.part in each["reads"]],
            level=given.get(each["key"], ""),
            agreed=agreed.get(each["key"]),
        )
        for each in criteria(portfolio.version)
    ]
    return Bench(scoring, sections, rows)


def _agreed(portfolio: Portfolio) -> dict[str, AgreedKey]:
    found = AgreedKey.objects.filter(portfolio=portfolio, superseded_at__isnull=True)
    return {each.criterion: each for each in found}


def sections_of(portfolio: Portfolio, *, viewer: Person) -> list[Section]:
    """Lay out the evidence of a portfolio, part by part, as a submission's is."""
    pieces = _pieces(portfolio, mark_for(about=portfolio.pk, viewer=viewer))
    found = []
    for part in parts(portfolio.version):
        own = [piece for piece in pieces if piece.part.split(".")[0] == part["key"]]
        found += [Section(part["title"], own)] if own else []
    return found


def _pieces(portfolio: Portfolio, mark: str) -> list[Piece]:
    work = frozen_work(portfolio.manifest, portfolio.version, mark=mark)
    titles: dict[str, Any] = dict(artefact_slots(portfolio.version))
    found = [
        Piece(_name(f"answer-{each.question}"), each.question, each.prompt, each.text)
        for each in work.answers
    ]
    found += [
        Piece(
            anchor=_name(f"artefact-{each.id}"),
            part=each.slot,
            heading=titles[each.slot]["title"],
            text=each.title,
            note=each.note,
            ai_use_words=str(AiUse(each.ai_use).label),
            shown=each.shown,
        )
        for each in work.artefacts
    ]
    return found


def _name(text: str) -> str:
    return text.replace(".", "-").replace(":", "-")
