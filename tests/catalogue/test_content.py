"""The demo's content: a real programme, of which each part is about its own thing."""

from __future__ import annotations

import json
import re
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest

from documents import CONTENT, demo_documents

if TYPE_CHECKING:
    from collections.abc import Callable

Content = dict[str, Any]
# Of runs of six words, so many may be common: ways of speaking are, sentences are not.
COMMON = 0.01


def of_rubric(content: Content) -> list[str]:
    """What assessors read: criteria, levels and what shows them."""
    lines = [line for criterion in content["rubric"] for line in criterion["levels"].values()]
    titles = [criterion["title"] for criterion in content["rubric"]]
    shown = [each[part] for each in content["exemplars"] for part in ("excerpt", "why")]
    return [*titles, *lines, *shown]


def of_modules(content: Content) -> list[str]:
    """What a teacher reads, and hears in films."""
    scenes = [
        scene["text"]
        for module in content["modules"]
        for scene in (module.get("video") or {}).get("scenes", [])
    ]
    return [*(module.get("body", "") for module in content["modules"]), *scenes]


def runs(texts: list[str]) -> set[tuple[str, ...]]:
    """Every run of six words within one of the texts."""
    spoken = [re.findall(r"\w+", text.lower()) for text in texts]
    return {tuple(words[at : at + 6]) for words in spoken for at in range(max(0, len(words) - 5))}


def test_there_are_fifteen_competencies_and_six_micro_credentials_or_more() -> None:
    """Each complete: criteria, modules, and an exemplar of every level of every criterion."""
    framework = json.loads((CONTENT / "framework.json").read_text(encoding="utf-8"))
    assert [each["code"] for each in framework] == [f"T{n:02}" for n in range(1, 16)]
    assert len(demo_documents()) >= 6
    assert list((CONTENT / "stacks").glob("*.json"))
    for content in demo_documents():
        wanted = {(c["key"], level) for c in content["rubric"] for level in c["levels"]}
        shown = {(each["criterion"], each["level"]) for each in content["exemplars"]}
        assert shown == wanted, content["slug"]
        assert 4 <= len(content["rubric"]) <= 6
        assert 4 <= len(content["modules"]) <= 6


@pytest.mark.parametrize("part", [of_rubric, of_modules])
def test_no_two_micro_credentials_share_more_than_ways_of_speaking(
    part: Callable[[Content], list[str]],
) -> None:
    """A programme whose rubrics were stamped from one mould would say nothing of teaching."""
    found = {content["slug"]: runs(part(content)) for content in demo_documents()}
    assert min(map(len, found.values())) > 1000  # or there was nothing to compare
    shared = {
        pair: len(found[pair[0]] & found[pair[1]]) / min(len(found[one]) for one in pair)
        for pair in combinations(found, 2)
    }
    assert {pair: share for pair, share in shared.items() if share > COMMON} == {}
