"""The questions that ship with Lapel: sound, without cues, and each about another thing."""

from __future__ import annotations

import json
from itertools import chain
from pathlib import Path

import pytest

from lapel.domain.microcredential import ItemsDocument, alike, lint_items, parsed_items, read

FILES = sorted((Path(__file__).parents[3] / "content" / "items").glob("*.json"))


def document(path: Path) -> ItemsDocument:
    return parsed_items(read(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_competency_has_thirty_questions_half_of_them_ordered_and_no_advice(path: Path) -> None:
    """The advice that Lapel gives to designers has nothing to say of its own questions."""
    found = document(path)
    assert found.competency == path.stem
    assert len(found.items) >= 30
    assert 2 * sum(each.form == "ordered" for each in found.items) >= len(found.items)
    assert [f"{each.path} {each.sentence}" for each in lint_items(found)] == []
    assert {each.band for each in found.items} >= {2, 3, 4}


def test_no_two_questions_share_more_than_a_phrase_or_are_about_one_thing() -> None:
    """Held across all competencies, where one document alone cannot see it."""
    items = list(chain.from_iterable(document(path).items for path in FILES))
    assert alike(items) == []
    assert len({each.about.casefold() for each in items}) == len(items)
    assert len({each.key for each in items}) == len(items)


def test_the_bank_covers_the_fifteen_competencies_with_450_questions_half_of_them_ordered() -> None:
    """The framework that ships names the competencies."""
    framework = FILES[0].parents[1] / "framework.json"
    codes = [each["code"] for each in json.loads(framework.read_text(encoding="utf-8"))]
    assert [path.stem for path in FILES] == sorted(codes)
    items = [item for path in FILES for item in document(path).items]
    assert len(items) >= 450
    assert sum(each.form == "ordered" for each in items) >= 225
