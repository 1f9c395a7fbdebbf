"""The levels that Lapel brings along: all of the framework, and nothing that is not offered."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from lapel.domain.pathways import Evidence, Offer, level_faults, rank_of, ranks, read_levels

CONTENT = Path(__file__).parents[3] / "content"


def told(folder: str) -> list[dict[str, Any]]:
    return [json.loads(each.read_text()) for each in sorted((CONTENT / folder).glob("*.json"))]


def offers() -> dict[str, Offer]:
    return {each["slug"]: _offer(each) for each in told("microcredentials")}


def _offer(document: dict[str, Any]) -> Offer:
    slug, rubric = document["slug"], document["rubric"]
    slots = [slot for part in document["parts"] for slot in part.get("artefacts", [])]
    return Offer(
        frozenset(f"{slug}/{each['key']}" for each in rubric),
        any(each["from_class"] for each in slots),
        frozenset(f"{slug}/{each['key']}" for each in rubric if each.get("required", True)),
    )


def test_each_competency_has_levels_that_the_catalogue_can_show() -> None:
    """The very lint that stands before a designer's publishing finds nothing in any of them."""
    codes = [each["code"] for each in json.loads((CONTENT / "framework.json").read_text())]
    ladders = {}
    for document in told("levels"):
        ladder, faults = read_levels(document)
        assert ladder is not None, faults
        ladders[ladder.competency] = ladder
    assert sorted(ladders) == sorted(codes)
    offered = offers()
    found = {code: level_faults(each, ladders, offered) for code, each in ladders.items()}
    assert {code: faults for code, faults in found.items() if faults} == {}
    newer = json.loads((CONTENT / "newer-levels.json").read_text())["levels"]
    ladder, faults = read_levels(newer)
    assert ladder is not None, faults
    assert level_faults(ladder, ladders, offered) == []
    # and whoever earned all that is offered is at the top of each
    evidence = Evidence(
        frozenset(offered), frozenset(name for each in offered.values() for name in each.criteria)
    )
    top = {code: rank_of(each.rungs[-1].level) for code, each in ladders.items()}
    assert ranks(ladders, evidence) == top


def test_each_level_says_in_a_sentence_what_teachers_do_there() -> None:
    """Asks alone are a list of exams; the sentence is what a teacher sees herself in."""
    for document in told("levels"):
        for level in document["levels"]:
            words = level["words"]
            assert words.endswith("."), (document["competency"], level["level"])
            assert 5 <= len(words.split()) <= 20, words
