"""Segments and cards of a module: cut from its body, bound to criteria, not too much at once."""

from __future__ import annotations

from typing import Any

import pytest

from documents import demo_documents, document
from lapel.domain.microcredential import (
    below_heading,
    check,
    content_hash,
    headings_in,
    lint,
    parsed,
    stretches_of,
)

BODY = "A first word.\n\n## Wait one\nCount to three.\n\n### Why\nIt helps.\n\n## Wait two ##\nNod."
CARD = {"key": "three", "criterion": "waits", "front": "How long?", "back": "Three seconds."}
SEGMENTS = [
    {"key": "one", "heading": "Wait one", "minutes": 5, "element_interactivity": 3},
    {
        "key": "two",
        "heading": "Wait two",
        "minutes": 5,
        "element_interactivity": 7,
        "worked_example": "She nods, *because* …",
        "task": "Say nothing.",
    },
]


def with_module(**fields: Any) -> dict[str, Any]:
    """Give a document whose first module is an article of ten minutes with these fields."""
    content = document()
    content["modules"][0] |= {"kind": "article", "minutes": 10, "body": BODY, **fields}
    return content


def faults(content: dict[str, Any]) -> list[str]:
    """Give the paths of what keeps a document from being published."""
    return [each.path for each in check(content)]


def advice(**fields: Any) -> list[str]:
    """Give the paths of the advice on a document with such a module."""
    return [each.path for each in lint(parsed(with_module(**fields)))]


def test_a_document_with_segments_and_cards_is_sound() -> None:
    """And nothing is advised against it."""
    content = with_module(segments=SEGMENTS, cards=[CARD])
    assert check(content) == []
    assert lint(parsed(content)) == []


def test_a_document_without_them_stays_what_it_was() -> None:
    """Both lists are optional, so fingerprints of published versions hold."""
    assert check(document()) == []
    assert "segments" not in document()["modules"][0]
    assert content_hash(document()) == content_hash(document())


def test_headings_are_read_as_they_are_written() -> None:
    """Closing hashes are no part of a heading (CommonMark 4.2)."""
    assert headings_in(BODY) == ["Wait one", "Why", "Wait two"]


def test_segments_cut_the_whole_body() -> None:
    """No word is lost: what stands before the first heading belongs to the first segment."""
    found = stretches_of({"body": BODY, "segments": SEGMENTS})
    assert [segment["key"] for segment, _text in found] == ["one", "two"]
    assert found[0][1].startswith("A first word.")
    assert found[0][1].endswith("It helps.")
    assert found[1][1] == "## Wait two ##\nNod."
    assert stretches_of({"body": BODY}) == []


@pytest.mark.parametrize(
    ("fields", "paths"),
    [
        ({"segments": [SEGMENTS[0] | {"heading": "Wait"}]}, ["modules[0].segments[0].heading"]),
        ({"segments": SEGMENTS[::-1]}, ["modules[0].segments[1].heading"]),
        (
            {"segments": [SEGMENTS[0], SEGMENTS[1] | {"key": "one"}]},
            ["modules[0].segments[1].key"],
        ),
        ({"cards": [CARD | {"criterion": "sings"}]}, ["modules[0].cards[0].criterion"]),
        ({"cards": [CARD, CARD]}, ["modules[0].cards[1].key"]),
    ],
)
def test_what_does_not_fit_is_named(fields: dict[str, Any], paths: list[str]) -> None:
    """A heading the body has not, a wrong order, keys given twice, a criterion there is not."""
    assert faults(with_module(**fields)) == paths


def test_a_card_key_stands_once_in_the_whole_document() -> None:
    """What she recalled is kept by micro-credential and key."""
    content = with_module(cards=[CARD])
    content["modules"][1]["cards"] = [CARD]
    assert faults(content) == ["modules[1].cards[0].key"]


@pytest.mark.parametrize(
    ("fields", "paths"),
    [
        (
            {"segments": [{"key": "one", "heading": "Wait one", "minutes": 5}]},
            ["modules[0].segments[0]"],
        ),
        (
            {"minutes": 20, "segments": [SEGMENTS[0] | {"minutes": 11}]},
            ["modules[0].segments[0]"],
        ),
        (
            {"segments": [SEGMENTS[1] | {"worked_example": " "}]},
            ["modules[0].segments[0]"],
        ),
        ({"minutes": 9, "segments": SEGMENTS}, ["modules[0].segments"]),
        ({"cards": [CARD | {"back": "word " * 41}]}, ["modules[0].cards[0]"]),
    ],
)
def test_too_much_at_once_is_advised_against(fields: dict[str, Any], paths: list[str]) -> None:
    """Untagged, longer than a session, demanding without an example, and cards that are lists."""
    assert advice(**fields) == paths


def test_the_demo_has_cards_for_its_criteria() -> None:
    """At least three of its micro-credentials, each criterion of theirs with two cards or more."""
    carded = [each for each in demo_documents() if any("cards" in one for one in each["modules"])]
    assert len(carded) >= 3
    for content in carded:
        asked = [card["criterion"] for each in content["modules"] for card in each.get("cards", [])]
        assert all(asked.count(line["key"]) >= 2 for line in content["rubric"]), content["slug"]


def test_the_heading_of_a_part_is_left_out_and_nothing_else() -> None:
    """Whoever shows a part has its heading above; what comes before it belongs to the part."""
    assert below_heading("## First\n\nWait.", "First") == "Wait."
    assert below_heading("Before.\n\n## First", "First") == "Before.\n\n## First"
    assert below_heading("## First\n\nWait.", "") == "## First\n\nWait."
