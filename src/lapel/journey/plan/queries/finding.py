"""A classroom problem in a teacher's own words, sought in competencies and in criteria."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from lapel.domain.microcredential.searching import fold
from lapel.journey.catalogue.models import Competency
from lapel.journey.plan.queries.problems import facts_of, offered_now

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_FOUND = 5
# Words share a beginning of so many letters: “listening” finds “listens”.
STEM, SHORTEST = 5, 4


@dataclass(frozen=True)
class Found:
    """A competency in which her words occur, and the criteria in which they do."""

    competency: Competency
    criteria: tuple[str, ...]
    score: float


def competencies_for(problem: str) -> list[Found]:
    """Give the competencies nearest to a problem, the nearest first; rare words weigh more."""
    wanted = set(_stems(problem))
    offered = offered_now()
    facts = facts_of(offered)
    lines: dict[str, list[str]] = {}
    for each in offered:
        if each.current:
            lines.setdefault(each.current.competency_id, []).extend(facts[each.slug].criteria)
    texts = {
        one: [f"{one.title} {one.statement}", *lines.get(one.code, [])]
        for one in Competency.objects.order_by("code")
    }
    words = {one: set(_stems(" ".join(said))) for one, said in texts.items()}
    common = Counter(word for said in words.values() for word in said)
    found = []
    for one, said in words.items():
        score = sum(log((1 + len(words)) / common[word]) for word in wanted & said)
        if score > 0:
            lines_said = dict.fromkeys(texts[one][1:])
            named = tuple(line for line in lines_said if wanted & set(_stems(line)))
            found.append(Found(one, named, score))
    found.sort(key=lambda each: (-each.score, each.competency.code))
    return found[:MOST_FOUND]


def _stems(text: str) -> Iterable[str]:
    return (word[:STEM] for word in fold(text) if len(word) >= SHORTEST)
