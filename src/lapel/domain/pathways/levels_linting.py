"""What is wrong with the levels of a competency beside the other ladders and what is offered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lapel.domain.pathways.levels import (
    Evidence,
    Hold,
    Reach,
    Show,
    is_open,
    locks,
    rank_of,
    ranks,
    slug_of,
)
from lapel.domain.pathways.levels_reading import LevelFault, gettext_noop
from lapel.domain.pathways.requirements import layers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from lapel.domain.pathways.levels import Ask, Ladder, Rung


@dataclass(frozen=True)
class Offer:
    """What of a published micro-credential matters here: its criteria as `slug/key`.

    Whoever holds it has the `required` ones (R7).
    """

    criteria: frozenset[str]
    is_own_class: bool
    required: frozenset[str] = frozenset()


def level_faults(
    ladder: Ladder, ladders: Mapping[str, Ladder], offers: Mapping[str, Offer]
) -> list[LevelFault]:
    """List faults of a ladder, and what it would take from others; `ladders` are those in force."""
    others = {code: each for code, each in ladders.items() if code != ladder.competency}
    found = [
        fault
        for at, rung in enumerate(ladder.rungs)
        for fault in _faults_of(rung, f"levels[{at}]", ladder, others, offers)
    ]
    found += _no_harder(ladder, offers)
    found += _taken_from(others.values(), ladders.get(ladder.competency), ladder)
    if found:
        return found
    together = {**others, ladder.competency: ladder}
    return list(_circle(ladder, together)) or list(_unreachable(ladder, together, offers))


def level_advice(ladder: Ladder, offers: Mapping[str, Offer]) -> list[LevelFault]:
    """List what a designer may want to look at again; it keeps nothing out."""
    found = []
    for at, (lower, rung) in enumerate(zip(ladder.rungs, ladder.rungs[1:], strict=False), 1):
        if not _implies(list(rung.asks), list(lower.asks), offers):
            said = gettext_noop(
                "what it asks by itself may be met without what {level} asks; both are needed."
            )
            found.append(LevelFault(f"levels[{at}]", said, {"level": lower.level}))
    return found


def _faults_of(
    rung: Rung,
    path: str,
    ladder: Ladder,
    others: Mapping[str, Ladder],
    offers: Mapping[str, Offer],
) -> Iterator[LevelFault]:
    for at, ask in enumerate(rung.asks):
        where = f"{path}.asks[{at}]"
        if isinstance(ask, Reach):
            yield from _reach_faults(ask, where, ladder, others)
        elif isinstance(ask, Hold):
            yield from _unknown(ask.of, f"{where}.of", offers)
            yield from _hold_faults(ask, where, offers)
        else:
            yield from _show_faults(ask, where, offers)
    yield from _unknown(rung.opens, f"{path}.opens", offers)


def _unknown(
    slugs: tuple[str, ...], path: str, offers: Mapping[str, Offer]
) -> Iterator[LevelFault]:
    said = gettext_noop("names “{slug}”, which is no published micro-credential.")
    yield from (LevelFault(path, said, {"slug": each}) for each in slugs if each not in offers)


def _too_many(path: str, least: int, most: int) -> Iterator[LevelFault]:
    if least > most:
        said = gettext_noop("asks for {least} of {most}: nobody can reach it.")
        yield LevelFault(path, said, {"least": least, "most": most})


def _hold_faults(ask: Hold, path: str, offers: Mapping[str, Offer]) -> Iterator[LevelFault]:
    yield from _too_many(f"{path}.hold", ask.least, len(ask.of))
    yield from _too_many(f"{path}.own_class", ask.own_class, len(ask.own_class_of))
    if ask.own_class > ask.least:
        yield LevelFault(f"{path}.own_class", gettext_noop("asks for more than all together."))
    for slug in ask.own_class_of:
        if slug not in ask.of or not (slug in offers and offers[slug].is_own_class):
            said = gettext_noop("names “{slug}”, which asks for nothing from an own class.")
            yield LevelFault(f"{path}.own_class_of", said, {"slug": slug})


def _show_faults(ask: Show, path: str, offers: Mapping[str, Offer]) -> Iterator[LevelFault]:
    yield from _too_many(f"{path}.criteria", ask.least, len(ask.of))
    yield from _too_many(f"{path}.across", ask.across, len({slug_of(each) for each in ask.of}))
    if ask.across > ask.least:
        yield LevelFault(f"{path}.across", gettext_noop("asks for more than all together."))
    for each in ask.of:
        offer = offers.get(slug_of(each))
        if offer is None or each not in offer.criteria:
            said = gettext_noop("names “{name}”, which is no criterion of a rubric in use.")
            yield LevelFault(f"{path}.of", said, {"name": each})


def _reach_faults(
    ask: Reach, path: str, ladder: Ladder, others: Mapping[str, Ladder]
) -> Iterator[LevelFault]:
    if ask.competency == ladder.competency:
        said = gettext_noop("names its own competency; a level includes those below it anyhow.")
        yield LevelFault(path, said)
        return
    if not _goes_up_to(others.get(ask.competency), ask.level):
        said = gettext_noop("asks for {level} in {competency}, which nobody has described yet.")
        yield LevelFault(path, said, {"level": ask.level, "competency": ask.competency})


def _goes_up_to(ladder: Ladder | None, level: str) -> bool:
    return ladder is not None and any(each.rank >= rank_of(level) for each in ladder.rungs)


def _taken_from(
    others: Iterable[Ladder], before: Ladder | None, ladder: Ladder
) -> Iterator[LevelFault]:
    """Find what others ask for that the ladder in force describes, and this one would not."""
    said = gettext_noop("no longer go up to {level}, which {competency} asks for at {by}.")
    for other in others:
        for rung in other.rungs:
            for ask in rung.asks:
                if (
                    isinstance(ask, Reach)
                    and ask.competency == ladder.competency
                    and _goes_up_to(before, ask.level)
                    and not _goes_up_to(ladder, ask.level)
                ):
                    values = {"level": ask.level, "competency": other.competency, "by": rung.level}
                    yield LevelFault("levels", said, values)


def _no_harder(ladder: Ladder, offers: Mapping[str, Offer]) -> Iterator[LevelFault]:
    """Find levels whose asks are all met by whoever meets those below."""
    below: list[Ask] = []
    for at, rung in enumerate(ladder.rungs):
        if _implies(below, list(rung.asks), offers):
            said = gettext_noop("asks no more than {level}: whoever reaches that has this at once.")
            level = ladder.rungs[at - 1].level
            yield LevelFault(f"levels[{at}].asks", said, {"level": level})
        below += rung.asks


def _implies(some: list[Ask], others: list[Ask], offers: Mapping[str, Offer]) -> bool:
    """Tell whether meeting some asks provably meets the others."""
    return all(any(_covers(each, other, offers) for each in some) for other in others)


def _covers(one: Ask, other: Ask, offers: Mapping[str, Offer]) -> bool:
    """Tell whether one ask by itself meets another, by counting how few of it can fall inside."""
    if isinstance(one, Reach) and isinstance(other, Reach):
        return one.competency == other.competency and rank_of(one.level) >= rank_of(other.level)
    if isinstance(one, Hold) and isinstance(other, Hold):
        own = max(
            _within(one.least, one.of, other.own_class_of),
            _within(one.own_class, one.own_class_of, other.own_class_of),
        )
        many = max(
            _within(one.least, one.of, other.of),
            _within(one.own_class, one.own_class_of, other.of),
        )
        return many >= other.least and own >= other.own_class
    if isinstance(one, Show) and isinstance(other, Show):
        inside = set(one.of) <= set(other.of)
        across = one.across if inside else 1
        enough = one.decided == "yes" or other.decided == "almost"
        return (
            enough
            and _within(one.least, one.of, other.of) >= other.least
            and across >= other.across
        )
    if isinstance(one, Hold) and isinstance(other, Show):
        # of those held, the ones that show the fewest of these criteria
        shown = sorted(
            len(offers[slug].required & set(other.of)) if slug in offers else 0 for slug in one.of
        )[: one.least]
        return sum(shown) >= other.least and sum(map(bool, shown)) >= other.across
    return False


def _within(least: int, of: tuple[str, ...], inside: tuple[str, ...]) -> int:
    """Give how many of at least so many must fall inside."""
    return max(0, least - len(set(of) - set(inside)))


def _circle(ladder: Ladder, ladders: Mapping[str, Ladder]) -> Iterator[LevelFault]:
    waits = {
        f"{rung.level} {code}": [
            _step_of(ask, ladders)
            for lower in each.below(rung.rank)
            for ask in lower.asks
            if isinstance(ask, Reach)
        ]
        for code, each in ladders.items()
        for rung in each.rungs
    }
    try:
        layers(waits)
    except ValueError:
        said = gettext_noop("levels wait for each other in a circle by way of {competency}.")
        yield LevelFault("levels", said, {"competency": ladder.competency})


def _step_of(ask: Reach, ladders: Mapping[str, Ladder]) -> str:
    """Name the lowest rung that gives what is asked for."""
    known = ladders.get(ask.competency)
    rungs = known.rungs if known else ()
    found = [each.level for each in rungs if each.rank >= rank_of(ask.level)]
    return f"{(found or [ask.level])[0]} {ask.competency}"


def _unreachable(
    ladder: Ladder, ladders: Mapping[str, Ladder], offers: Mapping[str, Offer]
) -> Iterator[LevelFault]:
    """Play it through: earn all that is open, until nothing new opens."""
    shut, held = locks(ladders.values()), set[str]()
    while True:
        yes = frozenset(each for slug in held for each in offers[slug].criteria)
        reached = ranks(ladders, Evidence(frozenset(held), yes))
        open_ = {slug for slug in offers if is_open(shut.get(slug, {}), reached)}
        if open_ <= held:
            break
        held |= open_
    for at, rung in enumerate(ladder.rungs):
        if rung.rank > reached[ladder.competency]:
            said = gettext_noop("cannot be reached: it needs something that only it opens.")
            yield LevelFault(f"levels[{at}]", said)
            return
