"""What a later version asks of whoever holds an earlier one (R20; docs/adr/0033)."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from documents import DOCUMENT
from lapel.domain.microcredential import changes, check, check_reworded, delta, plan

Content = dict[str, Any]
ALL_YES = {"waits": "yes", "opens": "yes", "looks-back": "yes"}


def edited(before: Content | None = None, **told: Any) -> Content:
    """Give the next version of the document, as a designer would hand it in."""
    return copy.deepcopy(before or DOCUMENT) | told


def kinds(*contents: Content) -> dict[str, str]:
    """Tell what became of each criterion."""
    return {each.key: each.kind for each in delta(contents)}


def test_nothing_changed_in_a_document_that_is_the_same_but_for_spaces_and_defaults() -> None:
    """White space, and a default that is written out, are not what a criterion says."""
    after = edited()
    after["rubric"][0]["levels"]["yes"] = "Waits three  seconds after\nmost open questions."
    after["parts"][2]["questions"][0]["max_words"] = 1000
    assert set(kinds(DOCUMENT, after).values()) == {"same"}
    assert not plan(delta([DOCUMENT, after]), ALL_YES).is_needed


def test_r20_only_the_criterion_whose_descriptor_changed_is_asked() -> None:
    """R20: a delta assessment covers the changed criteria only."""
    after = edited()
    after["rubric"][0]["levels"]["yes"] = "Waits three seconds after every open question."
    found = delta([DOCUMENT, after])
    assert kinds(DOCUMENT, after) == {"waits": "changed", "opens": "same", "looks-back": "same"}
    assert [each.where for each in found[0].changes] == [("levels", "yes")]
    asked = plan(found, ALL_YES)
    assert asked.asked == ("waits",)
    assert asked.carried == {"opens": "yes", "looks-back": "yes"}
    assert asked.is_needed


def test_a_slot_that_asks_for_more_changes_every_criterion_that_reads_it() -> None:
    """A criterion rests on what it reads: two recordings instead of one are more to show."""
    after = edited()
    after["parts"][1]["artefacts"][0]["min_count"] = 2
    assert kinds(DOCUMENT, after) == {"waits": "changed", "opens": "changed", "looks-back": "same"}


@pytest.mark.parametrize(
    ("place", "field", "value"),
    [
        (("parts", 0, "questions", 0), "max_words", 400),
        (("parts", 0, "questions", 0), "min_words", 0),
        (("parts", 1, "artefacts", 0), "kinds", ["audio", "video", "document"]),
        (("rubric", 1), "required", False),
    ],
)
def test_what_asks_for_no_more_than_before_is_no_change(
    place: tuple[Any, ...], field: str, value: Any
) -> None:
    """Whoever met the stricter version has met this one (R12: nothing is asked twice)."""
    after = edited()
    target: Any = after
    for step in place:
        target = target[step]
    target[field] = value
    assert set(kinds(DOCUMENT, after).values()) == {"same"}


@pytest.mark.parametrize(
    ("place", "field", "value"),
    [
        (("parts", 0, "questions", 0), "max_words", 100),
        (("parts", 0, "questions", 0), "prompt", "Which class?"),
        (("parts", 1, "artefacts", 0), "kinds", ["video"]),
        (("rubric", 1), "reads", ["overview.context"]),
        (("rubric", 1), "title", "Asks open questions only"),
    ],
)
def test_what_asks_for_something_else_is_a_change(
    place: tuple[Any, ...], field: str, value: Any
) -> None:
    """Title, what it reads, and what stands in a place it reads belong to a criterion."""
    after = edited()
    target: Any = after
    for step in place:
        target = target[step]
    target[field] = value
    assert kinds(DOCUMENT, after)["opens"] == "changed"


def test_a_place_that_became_a_slot_instead_of_a_question_is_a_change() -> None:
    """The same name for another kind of thing is another thing."""
    after = edited()
    after["parts"][2]["artefacts"] = [{"key": "change", "title": "Said aloud", "kinds": ["audio"]}]
    after["parts"][2]["questions"] = []
    assert kinds(DOCUMENT, after)["looks-back"] == "changed"


def test_an_optional_criterion_that_became_required_is_a_change() -> None:
    """It decides now, and did not before."""
    after = edited()
    after["rubric"][2]["required"] = True
    assert kinds(DOCUMENT, after)["looks-back"] == "changed"


def test_a_removed_criterion_is_named_and_neither_asked_nor_carried() -> None:
    """Her old award still says that she showed it; the new one does not speak of it."""
    after = edited()
    del after["rubric"][1]
    after["rubric"][0]["title"] = "Waits"
    found = delta([DOCUMENT, after])
    assert kinds(DOCUMENT, after) == {"waits": "changed", "looks-back": "same", "opens": "removed"}
    assert plan(found, ALL_YES).carried == {"looks-back": "yes"}


def test_a_new_optional_criterion_alone_makes_no_refresh() -> None:
    """An award says that people scored something required; of this nothing would be."""
    after = edited()
    after["rubric"].append({**after["rubric"][2], "key": "shares", "title": "Shares it"})
    asked = plan(delta([DOCUMENT, after]), ALL_YES)
    assert asked.asked == ("shares",)
    assert not asked.is_needed


def test_a_new_required_criterion_is_asked() -> None:
    """Nothing of it was ever shown."""
    after = edited()
    new = {**after["rubric"][2], "key": "shares", "title": "Shares it", "required": True}
    after["rubric"].append(new)
    asked = plan(delta([DOCUMENT, after]), ALL_YES)
    assert asked.asked == ("shares",)
    assert asked.is_needed


def test_an_unchanged_optional_criterion_is_carried_with_the_level_it_had() -> None:
    """It was below the line and blocked nothing (R7); nothing about it is new."""
    after = edited()
    after["rubric"][0]["title"] = "Waits"
    asked = plan(delta([DOCUMENT, after]), ALL_YES | {"looks-back": "almost"})
    assert asked.asked == ("waits",)
    assert asked.carried == {"opens": "yes", "looks-back": "almost"}


def test_a_required_criterion_that_was_not_shown_is_asked_though_nothing_changed() -> None:
    """A required criterion is carried only as yes (R7)."""
    asked = plan(delta([DOCUMENT, DOCUMENT]), {"waits": "yes", "opens": "almost"})
    assert asked.asked == ("opens", "looks-back")


def test_words_that_a_designer_calls_a_rewording_are_not_asked() -> None:
    """She marks it and the version's note says why (docs/reference/microcredential-format.md)."""
    after = edited(reworded=["waits"])
    after["rubric"][0]["levels"]["yes"] = "Waits for three seconds after most open questions."
    assert check(after) == []
    assert check_reworded(after, DOCUMENT) == []
    assert kinds(DOCUMENT, after)["waits"] == "reworded"
    assert not plan(delta([DOCUMENT, after]), ALL_YES).is_needed


def test_two_rewordings_in_a_row_are_still_one() -> None:
    """A holder of version 1 skips version 2; each step said that only words changed."""
    second = edited(reworded=["waits"])
    second["rubric"][0]["title"] = "Waits after a question"
    third = edited(second)
    third["rubric"][0]["title"] = "Waits after each question"
    assert kinds(DOCUMENT, second, third)["waits"] == "reworded"


def test_a_change_on_the_way_is_asked_though_the_last_step_only_reworded() -> None:
    """What version 2 changed in earnest is still new to a holder of version 1."""
    second = edited()
    second["rubric"][0]["levels"]["yes"] = "Waits five seconds after every question."
    third = edited(second, reworded=["waits"])
    third["rubric"][0]["levels"]["yes"] = "Waits for five seconds after every question."
    assert kinds(DOCUMENT, second, third)["waits"] == "changed"


def test_what_was_changed_and_changed_back_is_the_same() -> None:
    """The ends are compared; she met exactly these words."""
    second = edited()
    second["rubric"][0]["levels"]["yes"] = "Waits five seconds after every question."
    assert kinds(DOCUMENT, second, DOCUMENT)["waits"] == "same"


def test_what_was_away_for_a_version_is_compared_at_the_ends() -> None:
    """A criterion that comes back in other words is changed, whatever a mark says."""
    second = edited()
    del second["rubric"][0]
    third = edited(reworded=["waits"])
    third["rubric"][0]["title"] = "Waits"
    assert kinds(DOCUMENT, second, third)["waits"] == "changed"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"rubric": DOCUMENT["rubric"][1:]}, "no criterion"),
        ({}, "nothing changed"),
        ({"rubric": [DOCUMENT["rubric"][0] | {"reads": ["overview.context"]}]}, "asks for more"),
    ],
)
def test_a_mark_that_is_not_true_is_refused(change: Content, sentence: str) -> None:
    """Else holders would carry over what they never showed."""
    (problem,) = check_reworded(edited(reworded=["waits"], **change), DOCUMENT)
    assert sentence in problem.text
    assert problem.path == "reworded[0]"


def test_a_mark_on_a_first_version_or_a_new_criterion_is_refused() -> None:
    """Nothing came before it."""
    (problem,) = check_reworded(edited(reworded=["waits"]), None)
    assert "does not have" in problem.text


def test_a_mark_is_named_once() -> None:
    """As any key of the document."""
    assert [each.path for each in check(edited(reworded=["waits", "waits"]))] == ["reworded[1]"]


def test_the_marks_are_no_change_of_their_own() -> None:
    """They speak of the version, as its note does."""
    assert changes(DOCUMENT, edited(reworded=["waits"])) == []
