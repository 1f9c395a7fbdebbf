"""Questions of the diagnosis, `lapel/items@1`: what is sound, and what the advice finds."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from lapel.domain.microcredential import (
    InvalidDocumentError,
    alike,
    check_items,
    lint_items,
    parsed_items,
)

REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "items-format.md"


def example() -> dict[str, Any]:
    """Give the whole document that the reference shows."""
    found = re.search(r"```json\n(.+?)\n```", REFERENCE.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    document: dict[str, Any] = json.loads(found[1])
    return document


def said(document: dict[str, Any]) -> list[str]:
    return [f"{each.path} {each.sentence}" for each in check_items(document)]


def advice(document: dict[str, Any]) -> list[str]:
    return [f"{each.path} {each.sentence}" for each in lint_items(parsed_items(document))]


def changed(**fields: Any) -> dict[str, Any]:
    document = example()
    document["items"][0].update(fields)
    return document


def test_the_example_of_the_reference_is_sound_and_without_advice() -> None:
    """docs/reference/items-format.md shows a whole document, and a good one."""
    assert said(example()) == []
    assert advice(example()) == []
    assert parsed_items(example()).items[0].best.credit == 3


@pytest.mark.parametrize("credit", [[1, 1, 0, 0], [0, 0, 0, 0], [2, 0, 0, 0]])
def test_a_question_with_one_best_answer_has_exactly_one(credit: list[int]) -> None:
    """Two best answers, none, or one worth two are refused where the answers stand."""
    document = changed(form="best")
    for option, value in zip(document["items"][0]["options"], credit, strict=True):
        option["credit"] = value
    assert said(document) == [
        "items[0].options need one answer with the credit 1 and all others with 0."
    ]


def test_ordered_answers_are_worth_a_step_more_each() -> None:
    """Four answers have the credits 0 to 3; 0, 1, 1, 3 leaves a step out."""
    document = example()
    document["items"][0]["options"][2]["credit"] = 1
    assert said(document) == ["items[0].options need each credit from 0 to 3 once."]
    with pytest.raises(InvalidDocumentError):
        parsed_items(document)


def test_no_two_questions_have_one_key_or_are_about_one_thing() -> None:
    """A copy says both, with the place of the second."""
    document = example()
    document["items"].append(deepcopy(document["items"][0]))
    assert [each.split(" ")[0] for each in said(document)] == ["items[1].key", "items[1].about"]


def test_two_answers_with_the_same_words_are_refused() -> None:
    """Letters of another size make no other answer."""
    document = example()
    options = document["items"][0]["options"]
    options[1]["text"] = options[0]["text"].upper()
    assert [each.split(" ")[0] for each in said(document)] == ["items[0].options[1].text"]


@pytest.mark.parametrize(
    ("place", "text", "expected"),
    [
        (1, "Wait. " + "Then ask who can say it in other words. " * 6, "much the longest"),
        (0, "Praise her; a teacher should always do so.", "can be struck out"),
        (3, "All of the above.", "is no answer of its own"),
        (3, "Leave it: a slow learner cannot follow.", "“slow learner”"),
    ],
)
def test_the_advice_names_cues_and_labels(place: int, text: str, expected: str) -> None:
    """Each cue of the guidelines is found in a question that is otherwise good."""
    document = example()
    document["items"][0]["options"][place]["text"] = text.strip()
    assert any(expected in each for each in advice(document))


def test_a_best_answer_that_alone_repeats_the_question_is_named() -> None:
    """“thinking” and “student” stand in the question and in the best answer only."""
    document = changed(question="How would you make students' reasons visible?")
    document["items"][0]["options"][1]["text"] = "Make the reasons of students visible by a pause."
    assert any("it alone repeats “reasons, students, visible”" in each for each in advice(document))


def test_questions_for_what_is_not_so_and_cases_without_a_case_are_named() -> None:
    """A negated question and a vignette of four words each get their sentence."""
    found = advice(changed(question="Which would you not do?", vignette="A class of twenty."))
    assert [each.split(" ")[0] for each in found] == ["items[0].question", "items[0].vignette"]


def test_words_that_are_hard_to_read_are_named_with_their_figure() -> None:
    """LIX is computed over all that a teacher reads before she answers."""
    hard = "Metacognitive interdependence presupposes differentiated epistemological scaffolding. "
    assert any("is hard to read (LIX" in each for each in advice(changed(vignette=hard * 6)))


def test_a_copy_with_a_few_other_words_is_found_and_another_question_is_not() -> None:
    """The pair and its share are given; a question about something else shares no phrase."""
    document = example()
    copy = deepcopy(document["items"][0])
    copy |= {"key": "copy", "about": "something else"}
    copy["vignette"] = copy["vignette"].replace("Mr Sato", "Ms Okafor")
    other = deepcopy(document["items"][0])
    other |= {"key": "other", "about": "a third thing"}
    other["vignette"] = "Grade 9 chemistry. " + " ".join(f"beaker{at} warms" for at in range(30))
    other["question"] = "Which measurement would you read first?"
    for at, option in enumerate(other["options"]):
        option["text"] = f"Read thermometer number {at} beside flask number {at}."
    document["items"] += [copy, other]
    [pair] = alike(parsed_items(document).items)
    assert (pair.one, pair.other) == ("silence-after-a-right-answer", "copy")
    assert pair.share > 0.7
    assert any("phrases with “silence-after-a-right-answer”" in each for each in advice(document))


@pytest.mark.parametrize(
    ("best", "which"),
    [("Wait, then ask who can say Lena's reason in other words, and who else.", "longest"),
     ("Wait; then ask for other words.", "shortest")],
)  # fmt: skip
def test_where_the_length_tells_the_best_answer_the_document_says_so(best: str, which: str) -> None:
    """Three of three, whether the best is the longest each time or the shortest."""
    document = example()
    first = document["items"][0]
    for option, text in zip(
        first["options"],
        ["Praise her reason and set the next task for all of them.", best,
         "Ask Lena to say it again at the board.", "Call on one who looks rather lost."],
        strict=True,
    ):  # fmt: skip
        option["text"] = text
    for number in (1, 2):
        document["items"].append(deepcopy(first) | {"key": f"k{number}", "about": f"{number}"})
    assert f"items have the {which} answer as the best in 3 of 3." in advice(document)
