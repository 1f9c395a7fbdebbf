"""Framework, stacks and recognitions of the demo fit each other and DOMAIN.md."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

CONTENT = Path(__file__).resolve().parents[2] / "content"
CATEGORIES = {
    "digital teaching tools",
    "inclusive education",
    "instructional design",
    "assessment strategies",
    "social-emotional learning",
    "leadership and coaching",
}
BADGE_LEVELS = {"Emerging", "Practising", "Proficient", "Leading"}

# DOMAIN.md, "The fifteen competencies": an arrow leads from a prerequisite to what needs it.
PREREQUISITES: dict[str, set[str]] = {
    "T01": set(),
    "T02": set(),
    "T03": {"T02"},
    "T04": set(),
    "T05": {"T01", "T04"},
    "T06": {"T05"},
    "T07": {"T04"},
    "T08": {"T03", "T05"},
    "T09": set(),
    "T10": {"T09"},
    "T11": {"T05", "T09"},
    "T12": {"T01", "T02"},
    "T13": set(),
    "T14": set(),
    "T15": set(),
}
# DOMAIN.md gives the sizes: InTASC 10, Danielson 22, ISTE Educators 7, TeachingWorks 19.
CROSSWALK_NUMBERS = {
    "InTASC": {str(n) for n in range(1, 11)},
    "Danielson 2013": {
        f"{domain}{letter}"
        for domain, letters in {"1": "abcdef", "2": "abcde", "3": "abcde", "4": "abcdef"}.items()
        for letter in letters
    },
    "ISTE Educators": {f"2.{n}" for n in range(1, 8)},
    "TeachingWorks": {str(n) for n in range(1, 20)},
}


def load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


MICROCREDENTIALS = {path.stem for path in (CONTENT / "microcredentials").glob("*.json")}
STACKS = {path.stem: load(path) for path in sorted((CONTENT / "stacks").glob("*.json"))}


def slugs_named(requirement: Any) -> list[str]:
    """Give every slug in a nested requirement, after checking its form."""
    if isinstance(requirement, str):
        return [requirement]
    form = set(requirement)
    assert form in ({"all"}, {"any"}, {"at_least", "of"}), form
    inner = requirement.get("all") or requirement.get("any") or requirement.get("of")
    assert inner
    if "at_least" in requirement:
        assert 1 <= requirement["at_least"] <= len(inner)
    return [slug for part in inner for slug in slugs_named(part)]


def test_there_are_fifteen_competencies_with_a_statement_each() -> None:
    """T01 to T15 stand in order, each with a title and one sentence about the teacher."""
    framework = load(CONTENT / "framework.json")
    assert [entry["code"] for entry in framework] == list(PREREQUISITES)
    for entry in framework:
        assert set(entry) == {"code", "title", "statement", "prerequisites", "crosswalk"}
        assert re.fullmatch(r"The teacher [^.]+\.", entry["statement"]), entry["code"]


def test_the_prerequisites_are_those_of_the_domain() -> None:
    """Every arrow of DOMAIN.md is in the framework, and no other."""
    framework = load(CONTENT / "framework.json")
    assert {e["code"]: set(e["prerequisites"]) for e in framework} == PREREQUISITES


def test_the_crosswalk_names_existing_entries_by_number_and_title_only() -> None:
    """No competency points past the end of a framework or carries its licensed descriptors."""
    titles: dict[tuple[str, str], str] = {}
    for entry in load(CONTENT / "framework.json"):
        assert entry["crosswalk"], entry["code"]
        for link in entry["crosswalk"]:
            assert set(link) == {"framework", "number", "title"}
            assert link["number"] in CROSSWALK_NUMBERS[link["framework"]], link
            place = (link["framework"], link["number"])
            assert titles.setdefault(place, link["title"]) == link["title"], link


def test_the_demo_has_a_stack() -> None:
    """An emptied folder would let the next test pass unseen."""
    assert STACKS


@pytest.mark.parametrize("stack", STACKS.values(), ids=list(STACKS))
def test_a_stack_asks_for_microcredentials_that_exist(stack: Any) -> None:
    """A stack is earned by known credentials, each named once."""
    assert stack["format"] == "lapel/stack@1"
    assert STACKS[stack["slug"]] is stack
    assert stack["category"] in CATEGORIES
    assert stack["level"] in BADGE_LEVELS
    assert all(stack[field] for field in ("title", "summary", "statement"))
    named = slugs_named(stack["requires"])
    assert len(named) == len(set(named)) >= 2
    assert set(named) <= MICROCREDENTIALS


def test_recognitions_name_an_existing_microcredential_a_source_and_a_date() -> None:
    """What an award counts for is always somebody's dated statement, to be verified."""
    for recognition in load(CONTENT / "recognitions.json"):
        assert recognition["microcredential"] in MICROCREDENTIALS
        assert recognition["source"].startswith("https://")
        assert re.fullmatch(r"20\d\d-\d\d-\d\d", recognition["stated_on"])
        assert recognition["verify"].startswith("Verify with ")
