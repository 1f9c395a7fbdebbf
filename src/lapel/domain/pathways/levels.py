"""Levels of a competency by evidence: what each asks, which is reached, and what opens the next.

A `Ladder` has at most one `Rung` a level, each with asks that all have to be met; a level includes
those below it. Asks count what is there, so more evidence never lowers a level.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

# From low to high; a rank is a place in it, counted from 1, and 0 is none of them.
LEVELS = ("Emerging", "Practising", "Proficient", "Leading")


@dataclass(frozen=True)
class Hold:
    """At least so many of these micro-credentials, so many with work from one's own class."""

    least: int
    of: tuple[str, ...]
    own_class: int = 0
    own_class_of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Show:
    """At least so many of these criteria (`slug/key`), across so many micro-credentials.

    `decided` is `yes`, or `almost` where that is enough.
    """

    least: int
    of: tuple[str, ...]
    decided: str = "yes"
    across: int = 1


@dataclass(frozen=True)
class Reach:
    """A level of another competency."""

    competency: str
    level: str


Ask: TypeAlias = Hold | Show | Reach


@dataclass(frozen=True)
class Rung:
    """What a level asks, what it opens, and in a sentence what teachers do there."""

    level: str
    asks: tuple[Ask, ...]
    opens: tuple[str, ...] = ()
    words: str = ""

    @property
    def rank(self) -> int:
        """Give its place among the levels."""
        return rank_of(self.level)


@dataclass(frozen=True)
class Ladder:
    """The levels of a competency, from low to high."""

    competency: str
    rungs: tuple[Rung, ...]

    def below(self, rank: int) -> list[Rung]:
        """Give the rungs up to a rank."""
        return [each for each in self.rungs if each.rank <= rank]


@dataclass(frozen=True)
class Evidence:
    """What somebody holds (slugs), and what was decided on her work (`slug/key`), as of today."""

    held: frozenset[str] = frozenset()
    yes: frozenset[str] = frozenset()
    almost: frozenset[str] = frozenset()

    def decided(self, least: str) -> frozenset[str]:
        """Give the criteria decided at least so."""
        return self.yes if least == "yes" else self.yes | self.almost


@dataclass(frozen=True)
class Kept:
    """A level somebody reached by a ladder that is no longer in force."""

    level: str
    ladder: Ladder


@dataclass(frozen=True)
class Lacking:
    """An ask that is not met: how many more it takes, and of what.

    `own_class` of them have to be with her own class; `across` is how many other micro-credentials
    the criteria have to come from. For a level of another competency all is empty.
    """

    ask: Ask
    more: int = 0
    of: tuple[str, ...] = ()
    own_class: int = 0
    across: int = 0


@dataclass(frozen=True)
class Reached:
    """Where somebody stands in a competency: by its ladder, and by what she reached before.

    `level` is the higher of both, empty for none; `kept` is what gave it where the ladder of today
    would give less. `next` is the first level of today's ladder that is above, or None.
    """

    level: str
    kept: Kept | None
    next: Rung | None
    lacking: tuple[Lacking, ...]


def rank_of(level: str) -> int:
    """Give a level's place, from 1; 0 for none."""
    return LEVELS.index(level) + 1 if level else 0


def ranks(
    ladders: Mapping[str, Ladder],
    evidence: Evidence,
    kept: Mapping[str, Sequence[Kept]] | None = None,
) -> dict[str, int]:
    """Give the rank reached in each competency: the least fixed point, so circles give nothing."""
    former = kept or {}
    found = dict.fromkeys([*ladders, *former], 0)
    while True:
        after = {
            code: max(
                rank_by(ladders.get(code), evidence, found),
                *(_by_kept(each, evidence, found) for each in former.get(code, ())),
                0,
            )
            for code in found
        }
        if after == found:
            return found
        found = after


def rank_by(ladder: Ladder | None, evidence: Evidence, others: Mapping[str, int]) -> int:
    """Give the rank that one ladder gives, with the ranks reached in other competencies."""
    rank = 0
    for rung in ladder.rungs if ladder else ():
        if any(lacking(ask, evidence, others) for ask in rung.asks):
            break
        rank = rung.rank
    return rank


def _by_kept(kept: Kept, evidence: Evidence, others: Mapping[str, int]) -> int:
    return min(rank_of(kept.level), rank_by(kept.ladder, evidence, others))


def standings(
    ladders: Mapping[str, Ladder],
    evidence: Evidence,
    kept: Mapping[str, Sequence[Kept]] | None = None,
) -> dict[str, Reached]:
    """Say of each ladder where somebody stands and what the next level still asks."""
    former, found = kept or {}, ranks(ladders, evidence, kept)
    return {
        code: _standing(ladder, evidence, found, former.get(code, ()))
        for code, ladder in ladders.items()
    }


def _standing(
    ladder: Ladder, evidence: Evidence, found: Mapping[str, int], former: Sequence[Kept]
) -> Reached:
    rank = found[ladder.competency]
    by = None
    if rank_by(ladder, evidence, found) < rank:
        by = max(former, key=lambda each: _by_kept(each, evidence, found))
    following = next((each for each in ladder.rungs if each.rank > rank), None)
    return Reached(
        LEVELS[rank - 1] if rank else "",
        by,
        following,
        lacking_up_to(ladder, following.rank, evidence, found) if following else (),
    )


def lacking_up_to(
    ladder: Ladder, rank: int, evidence: Evidence, others: Mapping[str, int]
) -> tuple[Lacking, ...]:
    """List what is not met of all asks up to a rank, without what another of them brings anyway."""
    asks = dict.fromkeys(ask for rung in ladder.below(rank) for ask in rung.asks)
    found = [each for ask in asks if (each := lacking(ask, evidence, others))]
    return tuple(
        each
        for at, each in enumerate(found)
        if not any(
            _brings(other, each) and (number < at or not _brings(each, other))
            for number, other in enumerate(found)
            if number != at
        )
    )


def _brings(one: Lacking, other: Lacking) -> bool:
    """Tell whether doing what one lacks does what the other lacks."""
    if not isinstance(one.ask, Hold) or not isinstance(other.ask, Hold) or other.own_class:
        return False
    return set(one.of) <= set(other.of) and one.more >= other.more


def lacking(ask: Ask, evidence: Evidence, others: Mapping[str, int]) -> Lacking | None:
    """Say what an ask still takes; None where it is met."""
    if isinstance(ask, Reach):
        is_met = others.get(ask.competency, 0) >= rank_of(ask.level)
        return None if is_met else Lacking(ask)
    if isinstance(ask, Hold):
        return _lacking_held(ask, evidence)
    return _lacking_shown(ask, evidence)


def _lacking_held(ask: Hold, evidence: Evidence) -> Lacking | None:
    own = max(0, ask.own_class - len(evidence.held & set(ask.own_class_of)))
    more = max(own, ask.least - len(evidence.held & set(ask.of)))
    if more <= 0:
        return None
    # where each that is missing has to be of her own class, only those are named
    among = ask.own_class_of if own == more else ask.of
    return Lacking(ask, more, tuple(each for each in among if each not in evidence.held), own)


def _lacking_shown(ask: Show, evidence: Evidence) -> Lacking | None:
    shown = evidence.decided(ask.decided) & set(ask.of)
    slugs = {slug_of(each) for each in shown}
    across = max(0, ask.across - len(slugs))
    more = max(across, ask.least - len(shown))
    if more <= 0:
        return None
    # where each that is missing has to be of another micro-credential, only those are named
    seen = slugs if across == more else set[str]()
    of = tuple(each for each in ask.of if each not in shown and slug_of(each) not in seen)
    return Lacking(ask, more, of, across=across)


def slug_of(criterion: str) -> str:
    """Give the micro-credential of a criterion."""
    return criterion.partition("/")[0]


def locks(ladders: Iterable[Ladder]) -> dict[str, dict[str, str]]:
    """Say of each micro-credential that a level opens: at which level, by competency."""
    found: dict[str, dict[str, str]] = {}
    for ladder in ladders:
        for rung in ladder.rungs:
            for slug in rung.opens:
                found.setdefault(slug, {}).setdefault(ladder.competency, rung.level)
    return found


def is_open(lock: Mapping[str, str], reached: Mapping[str, int]) -> bool:
    """Tell whether somebody who reached these ranks has all the levels of a lock."""
    return all(reached.get(code, 0) >= rank_of(level) for code, level in lock.items())


@dataclass
class _Way:
    """The shortest way being looked for: what it takes so far, as if she had it."""

    ladders: Mapping[str, Ladder]
    hours: Mapping[str, float]
    criteria: Mapping[str, frozenset[str]]
    evidence: Evidence
    others: Mapping[str, int]
    chosen: list[str] = field(default_factory=list)

    def to(self, code: str, rank: int, above: frozenset[str]) -> bool:
        """Go to a rank; False where there is no way."""
        ladder = self.ladders.get(code)
        enough = [each.rank for each in ladder.rungs if each.rank >= rank] if ladder else []
        if ladder is None or code in above or not enough:
            return False
        asks = [ask for rung in ladder.below(enough[0]) for ask in rung.asks]
        return all(self._meet(ask, above | {code}) for ask in asks)

    def _meet(self, ask: Ask, above: frozenset[str]) -> bool:
        if isinstance(ask, Reach):
            rank = rank_of(ask.level)
            if self.others.get(ask.competency, 0) >= rank:
                return True
            return self.to(ask.competency, rank, above)
        while found := lacking(ask, self.evidence, self.others):
            best = self._best(found)
            if best is None:
                return False
            self._take(best)
        return True

    def _best(self, found: Lacking) -> str | None:
        ask = found.ask
        if isinstance(ask, Hold):
            among = ask.own_class_of if found.own_class else found.of
            options = {slug: 1 for slug in among if slug not in self.evidence.held}
        else:
            options = {}
            for each in found.of:
                slug = slug_of(each)
                if each in self.criteria.get(slug, ()) and slug not in self.chosen:
                    options[slug] = options.get(slug, 0) + 1
        open_ = [slug for slug in options if slug in self.hours]
        return min(
            open_,
            key=lambda slug: (self.hours[slug] / min(found.more, options[slug]), slug),
            default=None,
        )

    def _take(self, slug: str) -> None:
        self.chosen.append(slug)
        known = self.evidence
        yes = known.yes | self.criteria.get(slug, frozenset())
        self.evidence = Evidence(known.held | {slug}, yes, known.almost)


def way_to(  # noqa: PLR0913 (who goes, where to, and over which ground)
    competency: str,
    level: str,
    *,
    ladders: Mapping[str, Ladder],
    evidence: Evidence,
    reached: Mapping[str, int],
    hours: Mapping[str, float],
    criteria: Mapping[str, frozenset[str]],
) -> list[str] | None:
    """Give micro-credentials that lead to a level, those of the fewest hours first taken.

    `hours` are those of what can be done at all, and `criteria` (`slug/key`) what doing it shows.
    None where no way leads there. Greedy: short, though not always the shortest.
    """
    way = _Way(ladders, hours, criteria, evidence, reached)
    return way.chosen if way.to(competency, rank_of(level), frozenset()) else None
