"""A teacher's levels by evidence, what opens the next, and what a level keeps shut for her.

Worked out when they are asked for, from what she holds and what was decided on her work.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lapel.domain.pathways import (
    Evidence,
    has_mastered,
    is_open,
    lacking_up_to,
    locks,
    rank_of,
    ranks,
    standings,
)
from lapel.journey.authoring.queries import (
    asked,
    levels_kept,
    names_in,
    published_ladders,
    still,
)
from lapel.journey.catalogue.models import Level
from lapel.journey.plan.models import Known
from lapel.journey.plan.queries.judged import CUTS
from lapel.journey.plan.queries.level_ways import as_kept, evidence_of
from lapel.journey.plan.queries.problems import held_by
from lapel.journey.plan.queries.words import known_words

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from lapel.domain.pathways import Lacking, Ladder, Reached, Rung
    from lapel.journey.authoring.models import LevelKept
    from lapel.journey.authoring.queries import Names, Sentence
    from lapel.journey.people.models import Person
    from lapel.journey.plan.queries.problems import Beliefs


@dataclass(frozen=True)
class Lack:
    """One thing that is still needed; `known` says of which of it a plan takes it for known."""

    said: Sentence
    known: str
    elsewhere: str


@dataclass(frozen=True)
class OwnLevel:
    """Where she stands in a competency; `kept` names the version that gave her level."""

    code: str
    competency: str
    level: str
    kept: LevelKept | None
    next: str
    lacks: list[Lack]
    opens: list[tuple[str, str, str]]
    rungs: list[tuple[str, str, list[Sentence], bool]]


@dataclass(frozen=True)
class Lock:
    """What opens a micro-credential to her: by competency the level and what she still needs."""

    slug: str
    title: str
    parts: list[LockPart]


@dataclass(frozen=True)
class LockPart:
    """One level that a lock wants."""

    code: str
    text: str


@dataclass(frozen=True)
class _Own:
    """All that her levels rest on, read once."""

    ladders: dict[str, Ladder]
    evidence: Evidence
    rows: dict[str, list[LevelKept]]
    reached: dict[str, Reached]
    ranks: dict[str, int]
    names: Names


def _own(person: Person, more: Collection[str] = ()) -> _Own:
    ladders = published_ladders()
    evidence = evidence_of(person, held_by(person))
    rows = levels_kept([person.pk])[person.pk]
    kept = as_kept(rows)
    rungs = [rung for each in ladders.values() for rung in each.rungs]
    return _Own(
        ladders,
        evidence,
        rows,
        standings(ladders, evidence, kept),
        ranks(ladders, evidence, kept),
        names_in(rungs, more),
    )


def own_levels(person: Person, beliefs: Beliefs | None = None) -> list[OwnLevel]:
    """Give her level in each competency that has levels, with what opens the next.

    `beliefs`, where her diagnosis gives any, only say what she could prove without the modules.
    """
    own = _own(person)
    return [_level(own, code, beliefs) for code in own.ladders]


def _level(own: _Own, code: str, beliefs: Beliefs | None) -> OwnLevel:
    ladder, found, names = own.ladders[code], own.reached[code], own.names
    rank = own.ranks[code]
    kept = [row for row in own.rows.get(code, ()) if found.kept and row.level == found.kept.level]
    return OwnLevel(
        code,
        names.competency(code),
        str(Level(found.level).label) if found.level else "",
        kept[-1] if kept else None,
        str(Level(found.next.level).label) if found.next else "",
        [_lack(own, each, beliefs) for each in found.lacking],
        [
            (slug, names.thing(slug).title, str(Level(rung.level).label))
            for rung in ladder.rungs
            if rung.rank > rank
            for slug in rung.opens
            if slug not in own.evidence.held
        ],
        [_rung(rung, rank, names) for rung in ladder.rungs],
    )


def _rung(rung: Rung, rank: int, names: Names) -> tuple[str, str, list[Sentence], bool]:
    label = str(Level(rung.level).label)
    return label, rung.words, [asked(ask, names) for ask in rung.asks], rung.rank <= rank


def _lack(own: _Own, each: Lacking, beliefs: Beliefs | None) -> Lack:
    said = still(each, own.names)
    known = _known(own.names, said, beliefs) if beliefs else ""
    return Lack(said, known, said.competency if said.competency in own.ladders else "")


def _known(names: Names, said: Sentence, beliefs: Beliefs) -> str:
    found = [each.title for each in said.things if _knows(names, each.slug, beliefs)]
    words = str(known_words(in_figures=beliefs.in_figures).named)
    return words % {"names": ", ".join(found)} if found else ""


def _knows(names: Names, slug: str, beliefs: Beliefs) -> bool:
    """Tell whether a plan takes for known what a micro-credential teaches."""
    one = names.micro_credentials.get(slug)
    belief = beliefs.by_code.get(one.competency) if one else None
    return one is not None and belief is not None and has_mastered(belief, CUTS[one.level])


def locks_for(person: Person, slugs: Collection[str] | None = None) -> list[Lock]:
    """List what levels keep shut for her, by title; of some micro-credentials, or of all.

    What she holds or has begun is not shut.
    """
    shut = locks(published_ladders().values())
    wanted = set(shut) if slugs is None else set(shut) & set(slugs)
    if not wanted:
        return []
    own = _own(person, wanted)
    begun = Known.objects.filter(person=person, kind=Known.Kind.BEGUN)
    free = own.evidence.held | set(begun.values_list("microcredential__slug", flat=True))
    found = [
        Lock(slug, own.names.thing(slug).title, _parts(own, shut[slug]))
        for slug in wanted - free
        if not is_open(shut[slug], own.ranks) and own.names.thing(slug).is_offered
    ]
    return sorted(found, key=lambda each: (each.title, each.slug))


def _parts(own: _Own, lock: Mapping[str, str]) -> list[LockPart]:
    """Say of each level that is wanted and not reached what she still needs for it."""
    found = []
    for code, level in lock.items():
        if own.ranks[code] >= rank_of(level):
            continue
        told = {"level": Level(level).label, "competency": own.names.competency(code)}
        lacks = lacking_up_to(own.ladders[code], rank_of(level), own.evidence, own.ranks)
        needs = "; ".join(still(each, own.names).plain.rstrip(".") for each in lacks)
        said = _("Opens at %(level)s in %(competency)s: you need %(needs)s.")
        found.append(LockPart(code, said % {**told, "needs": needs}))
    return found


def public_lock(slug: str) -> list[str]:
    """Say to anybody at which levels a micro-credential opens; nothing where it is open to all."""
    shut = locks(published_ladders().values()).get(slug, {})
    names = names_in(())
    return [
        _("Opens at %(level)s in %(competency)s.")
        % {"level": Level(level).label, "competency": names.competency(code)}
        for code, level in shut.items()
    ]
