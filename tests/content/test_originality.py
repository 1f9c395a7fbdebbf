"""No two micro-credentials of the demo say the same thing in other clothes.

Overlap is the Jaccard index of word 5-grams: 0 for texts with no five words in a row in common.
"""

import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CONTENT = Path(__file__).resolve().parents[2] / "content"
WORD = re.compile(r"[\w\u2019']+")


def load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


MICROCREDENTIALS = {
    path.stem: load(path) for path in sorted((CONTENT / "microcredentials").glob("*.json"))
}


def words(text: str) -> list[str]:
    return WORD.findall(text.lower())


def five_grams(text: str) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[i : i + 5]) for i in range(len(found) - 4)}


def overlap(one: str, other: str) -> float:
    """Give the Jaccard index of the two sets of word 5-grams, 0 to 1."""
    first, second = five_grams(one), five_grams(other)
    return len(first & second) / max(1, len(first | second))


def strings(value: Any) -> Iterator[str]:
    """Give every string inside a JSON value, keys excluded."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def all_text(value: Any) -> str:
    return " \n".join(strings(value))


def rubric_text(mc: Any) -> str:
    return all_text([[c["title"], c["levels"]] for c in mc["rubric"]])


def module_text(module: Any) -> str:
    taught = [module["body"], module.get("video", {}).get("scenes", []), module.get("checks", [])]
    return all_text(taught)


def exemplar_text(mc: Any) -> str:
    return all_text([[e["excerpt"], e["why"]] for e in mc["exemplars"]])


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(MICROCREDENTIALS, 2)))
def test_no_two_microcredentials_share_more_than_boilerplate(one: str, other: str) -> None:
    """Rubrics, exemplars and modules of two micro-credentials are about different things."""
    first, second = MICROCREDENTIALS[one], MICROCREDENTIALS[other]
    assert overlap(rubric_text(first), rubric_text(second)) < 0.02
    assert overlap(exemplar_text(first), exemplar_text(second)) < 0.02
    for mine, theirs in itertools.product(first["modules"], second["modules"]):
        assert overlap(module_text(mine), module_text(theirs)) < 0.03, (mine["key"], theirs["key"])


def test_the_overlap_measure_finds_a_copied_rubric() -> None:
    """The measure above is not blind: a rubric with one word in ten changed is caught."""
    copied = rubric_text(next(iter(MICROCREDENTIALS.values()))).split()
    changed = [w if i % 10 else "other" for i, w in enumerate(copied)]
    assert overlap(" ".join(copied), " ".join(changed)) > 0.02


@pytest.mark.parametrize("slug", list(MICROCREDENTIALS))
def test_the_exemplars_of_one_microcredential_are_different_stories(slug: str) -> None:
    """A level is shown by another teacher's evidence, not by the same one with a line removed."""
    excerpts = [exemplar["excerpt"] for exemplar in MICROCREDENTIALS[slug]["exemplars"]]
    assert all(overlap(a, b) < 0.1 for a, b in itertools.combinations(excerpts, 2))
