"""The training document `lapel/training@1`: what is sound, and what is said of what is not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from lapel.domain.microcredential import (
    InvalidDocumentError,
    check_training,
    parsed_training,
)
from review.stage import content

EXAMPLE = Path(__file__).parents[2] / "qualification" / "example.json"


def example() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    return found


def said(document: dict[str, Any]) -> list[str]:
    return [f"{each.path} {each.sentence}" for each in check_training(document, content())]


def test_the_example_of_the_reference_is_sound() -> None:
    """docs/reference/training-format.md points to it as a whole document."""
    assert said(example()) == []
    assert parsed_training(example(), content()).anchors[0].key == "a-01"


def test_too_few_portfolios_are_named_with_the_number_that_is_needed() -> None:
    """R16: at least three to practise on and five anchors."""
    document = example()
    document["practice"] = document["practice"][:2]
    document["anchors"] = document["anchors"][:4]
    assert said(document) == [
        "practice must hold at least 3.",
        "anchors must hold at least 5.",
    ]
    with pytest.raises(InvalidDocumentError):
        parsed_training(document, content())


def test_anchors_that_make_fewer_than_25_ratings_say_how_many_to_add() -> None:
    """R16: 25 criterion ratings; three criteria need nine anchors, so six want three more."""
    document = example()
    document["anchors"] = document["anchors"][:6]
    assert said(document) == [
        "anchors hold 18 ratings (6 times 3 criteria); at least 25 are needed, so add 3."
    ]


def test_anchors_that_never_show_a_level_are_refused() -> None:
    """R16: the ratings cover every level."""
    document = example()
    for anchor in document["anchors"]:
        for each in anchor["agreed"].values():
            each["level"] = "yes"
    assert said(document) == [
        "anchors never show not_yet, almost; assessors have to meet every level."
    ]


def test_anchors_without_an_agreed_key_may_come_in_to_be_agreed_on_the_page() -> None:
    """Founding assessors agree keys there; a document need not bring them."""
    document = example()
    for anchor in document["anchors"]:
        del anchor["agreed"], anchor["keys"]
    assert said(document) == []


def test_an_agreed_key_needs_the_keys_of_two_people() -> None:
    """R16: founding assessors agree on at least two independent keys each."""
    document = example()
    document["anchors"][0]["keys"].pop()
    assert said(document) == [
        "anchors[0].agreed needs the keys of at least 2 people that it was made from."
    ]


def test_two_keys_of_one_name_are_refused() -> None:
    """The second would stand for nobody."""
    document = example()
    document["anchors"][0]["keys"][1]["by"] = "First founding assessor"
    assert said(document) == [
        "anchors[0].keys[1].by repeats “First founding assessor”; each must be different."
    ]


def test_what_does_not_fit_the_micro_credential_is_named_by_its_place() -> None:
    """A portfolio is shown as a submission: its places are the micro-credential's own."""
    document = example()
    first = document["practice"][0]
    first["answers"] = {"overview.name": "My name is …"}
    first["artefacts"][0]["slot"] = "artefacts.film"
    first["levels"]["style"] = first["levels"].pop("plans")
    document["anchors"][1]["key"] = "a-01"
    assert said(document) == [
        "anchors[1].key repeats “a-01”; each must be different.",
        "practice[0].answers.overview.name is no question of this micro-credential.",
        "practice[0].artefacts[0].slot names “artefacts.film”, which no part asks for.",
        "practice[0].answers must hold overview.context, which a teacher has to send.",
        "practice[0].artefacts must hold artefacts.plan, which a teacher has to send.",
        "practice[0].levels.style is no criterion of the rubric.",
        "practice[0].levels must say a level for plans too.",
    ]


def test_a_document_for_another_micro_credential_says_only_that() -> None:
    """Everything else in it would be wrong too, and help nobody."""
    document = example() | {"microcredential": "wait-time"}
    assert said(document) == [
        "microcredential names another micro-credential; this page is for “waiting”."
    ]
