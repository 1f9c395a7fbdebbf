"""The validator: each fault is named at its place, in plain words."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents import CONTENT, FRAMEWORK, demo_documents, document, stack_document
from lapel.domain.microcredential import (
    InvalidDocumentError,
    UnreadableError,
    check,
    check_framework,
    check_note,
    check_stack,
    parsed,
    read,
)


def put(content: dict[str, Any], path: list[str | int], value: Any) -> dict[str, Any]:
    """Give a copy with the value at a path replaced."""
    found = copy.deepcopy(content)
    place: Any = found
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return found


@pytest.mark.parametrize("content", demo_documents(), ids=lambda content: content["slug"])
def test_every_demo_document_is_sound(content: dict[str, Any]) -> None:
    """What designers may copy from must itself be right."""
    assert check(content) == []


def test_a_sound_document_can_be_read_by_its_types() -> None:
    """Fields that may be left out have their defaults."""
    found = parsed(document())
    assert found.parts[2].questions[0].max_words == 1000
    assert found.rubric[2].required is False


@pytest.mark.parametrize(
    ("path", "value", "where", "says"),
    [
        (["format"], "other@1", "format", "must be one of"),
        (["slug"], "Wait Time", "slug", "small letters"),
        (["slug"], "framework", "slug", "keeps for itself"),
        (["title"], " ", "title", "must not be empty"),
        (["title"], "x" * 201, "title", "longer than 200"),
        (["title"], 7, "title", "must be text"),
        (["summary"], "x" * 501, "summary", "longer than 500"),
        (["category"], "sports", "category", "must be one of"),
        (["competency"], "t7", "competency", "as in T07"),
        (["effort_hours"], 0, "effort_hours", "at least 1"),
        (["effort_hours"], 401, "effort_hours", "at most 400"),
        (["effort_hours"], 1.5, "effort_hours", "whole number"),
        (["effort_hours"], True, "effort_hours", "whole number"),
        (["team_allowed"], "no", "team_allowed", "true or false"),
        (["ai_policy"], "loose", "ai_policy", "must be one of"),
        (["method"], "wait", "method", "an object, in braces"),
        (["method", "components"], [], "method.components", "at least 1"),
        (["research", 0, "url"], "javascript:x", "research[0].url", "web address"),
        (["research", 0, "url"], "https://", "research[0].url", "web address"),
        (["research", 0, "tier"], "weak", "research[0].tier", "must be one of"),
        (["parts"], {}, "parts", "must be a list"),
        (["parts", 1, "key"], "overview", "parts[1].key", "repeats"),
        (["parts", 0, "questions"], [], "parts[0]", "asks for nothing"),
        (["parts", 0, "questions", 0, "min_words"], 301, "parts[0].questions[0].min_words",
         "above max_words"),
        (["parts", 1, "artefacts", 0, "min_count"], 3, "parts[1].artefacts[0].min_count",
         "above max_count"),
        (["parts", 1, "artefacts", 0, "kinds"], ["sculpture"], "parts[1].artefacts[0].kinds[0]",
         "must be one of"),
        (["rubric"], [], "rubric", "at least 1"),
        (["rubric", 1, "key"], "waits", "rubric[1].key", "repeats"),
        (["rubric", 0, "reads"], ["overview"], "rubric[0].reads[0]", "name part and item"),
        (["rubric", 0, "reads"], ["overview.gone"], "rubric[0].reads[0]", "no part asks for"),
        (["rubric", 0, "levels", "yes"], "", "rubric[0].levels.yes", "must not be empty"),
        (["exemplars", 0, "criterion"], "gone", "exemplars[0].criterion", "no criterion"),
        (["modules", 0, "body"], "", "modules[0].body", "kind article needs it"),
        (["modules", 0, "url"], "https://a.example", "modules[0].url", "does not belong"),
        (["modules", 1, "key"], "silence", "modules[1].key", "repeats"),
        (["modules", 1, "video", "file"], "../x.mp4", "modules[1].video.file", "file's name"),
        (["modules", 1, "video", "file"], "media/x.exe", "modules[1].video.file", "file's name"),
        (["modules", 3, "checks", 1, "key"], "long", "modules[3].checks[1].key", "repeats"),
        (["modules", 3, "checks", 0, "options", 1, "correct"], False,
         "modules[3].checks[0].options", "no right answer"),
        (["prerequisites"], ["wait-time"], "prerequisites", "itself"),
        (["colour"], "red", "colour", "not a field"),
    ],
)  # fmt: skip
def test_each_fault_is_named_at_its_place(
    path: list[str | int], value: Any, where: str, says: str
) -> None:
    """One change to a sound document, one fault (or the same kind in its neighbours)."""
    problems = check(put(document(), path, value))
    assert where in [each.path for each in problems]
    assert any(says in each.sentence for each in problems if each.path == where)


def test_a_rubric_needs_something_required() -> None:
    """Otherwise everybody would earn it at once (R7)."""
    content = document()
    for criterion in content["rubric"]:
        criterion["required"] = False
    assert [each.path for each in check(content)] == ["rubric"]


@pytest.mark.parametrize("content", [None, [], "x", 3])
def test_what_is_no_object_is_refused(content: Any) -> None:
    """With one problem for the whole."""
    (problem,) = check(content)
    assert problem.path == ""
    with pytest.raises(InvalidDocumentError, match="in braces"):
        parsed(content)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=150)
@given(st.sampled_from(sorted(document())), json_values)
def test_no_value_breaks_the_validator(name: str, value: Any) -> None:
    """Whatever stands in a field, there is an answer with sentences that can be shown."""
    problems = check({**document(), name: value})
    assert all(each.sentence for each in problems)


def test_the_demo_framework_and_stacks_are_sound() -> None:
    """As every designer would be asked."""
    assert check_framework(json.loads((CONTENT / "framework.json").read_text("utf-8"))) == []
    for file in (CONTENT / "stacks").glob("*.json"):
        assert check_stack(json.loads(file.read_text("utf-8"))) == []


def test_faults_of_a_framework_are_named() -> None:
    """Shape, codes given twice, unknown prerequisites."""
    first, second = FRAMEWORK
    assert [each.path for each in check_framework([{**first, "code": "x"}])] == ["[0].code"]
    assert [each.path for each in check_framework([first, first])] == ["[1].code"]
    assert [each.path for each in check_framework([second])] == ["[0].prerequisites[0]"]


def test_faults_of_a_stack_are_named() -> None:
    """Its requirement is checked elsewhere."""
    assert check_stack(stack_document()) == []
    assert [each.path for each in check_stack(stack_document(level="x"))] == ["level"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "line 1, column 1"),
        ("{\n  'a': 1}", "line 2, column 3"),
        ("[]", "in braces"),
        ('{"a": {"b": 1, "b": 2}}', "“b” is given twice"),
        ('{"a\\ud83e": 1, "a\\ud83e": 2}', "“a?” is given twice"),
        ('{"a": Infinity}', "Infinity"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a": "' + "x" * 2_200_000 + '"}', "longer than 2 MB"),
    ],
)
def test_what_cannot_be_read_says_where(text: str, says: str) -> None:
    """A designer finds the place."""
    with pytest.raises(UnreadableError) as refusal:
        read(text)
    assert says in refusal.value.problems[0].sentence


@pytest.mark.parametrize("odd", ["\\ud83e", "\\udd89", "\\u0000"])
def test_what_no_database_keeps_is_named_where_it_stands(odd: str) -> None:
    """JSON can spell half a character (RFC 8259, §8.2) and a zero sign; names count too."""
    text = f'{{"slug": "a", "rubric": [{{"title": "Wait{odd}"}}, {{"key{odd}": 1}}]}}'
    with pytest.raises(UnreadableError) as refusal:
        read(text)
    assert [each.path for each in refusal.value.problems] == ["rubric[0].title", "rubric[1]"]
    assert "cannot be kept" in refusal.value.problems[0].sentence
    assert read('{"title": "\\ud83e\\udd89 \\u00e9"}') == {"title": "🦉 é"}


def test_a_byte_order_mark_does_not_matter() -> None:
    """Some editors write one."""
    assert read("\ufeff{}") == {}


def test_a_further_version_needs_a_note_of_its_own() -> None:
    """Missing, or said of an earlier version in whatever letters, it is a fault that names it."""
    earlier = {1: "First version.", 2: "Clearer levels."}
    (stale,) = check_note(document(version_note=" first VERSION. "), earlier)
    assert stale.path == "version_note"
    assert stale.sentence == (
        "still says “first VERSION.”, as version 1 does; say what is new in version 3."
    )
    (missing,) = check_note(document(version_note=" "), earlier)
    assert missing.sentence == "is missing; say what is new in version 3."
    assert check_note(document(version_note="A shorter part two."), earlier) == []


def test_a_first_version_needs_no_note() -> None:
    """There is nothing to tell it from."""
    assert check_note(document(version_note=""), {}) == []


def test_faults_of_shape_hide_no_others() -> None:
    """A designer mends all at once: what the sound fields get wrong is said along with them."""
    wrong = document(level="High", prerequisites=["wait-time"])
    wrong["rubric"][0]["reads"] = ["nowhere.else"]
    wrong["exemplars"] = [{**wrong["exemplars"][0], "criterion": "gone"}]
    assert {each.path for each in check(wrong)} == {
        "level",
        "rubric[0].reads[0]",
        "exemplars[0].criterion",
        "prerequisites",
    }


def test_what_points_into_a_faulty_list_is_passed_over() -> None:
    """A rubric that reads parts that cannot be read says nothing yet; neither do exemplars."""
    assert [each.path for each in check(document(parts=[{}], slug=7))][-1].startswith("parts[0]")
    assert [each.path for each in check(document(rubric="none"))] == ["rubric"]
    assert [each.path for each in check(7)] == [""]


def _with_team(**fields: Any) -> dict[str, Any]:
    """Give a sound document in which a team may share the recording."""
    content = put(document(team_allowed=True), ["parts", 1, "artefacts", 0, "team"], True)
    return {**content, **fields}


def _said(content: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each.path, each.sentence) for each in check(content)]


def test_r24_a_document_says_which_evidence_a_team_may_share() -> None:
    """What a team may share is named artefact by artefact; who says nothing changes nothing."""
    assert check(_with_team()) == []
    assert parsed(_with_team()).parts[1].artefacts[0].team
    assert not parsed(document(team_allowed=True)).parts[1].artefacts[0].team


def test_r24_an_artefact_is_not_shared_where_the_whole_does_not_allow_it() -> None:
    """`team` without `team_allowed` would be read in two ways, so it is refused in its place."""
    ((path, sentence),) = _said(_with_team(team_allowed=False))
    assert path == "parts[1].artefacts[0].team"
    assert "team_allowed is not true" in sentence


def test_r24_a_team_needs_a_reflection_of_each() -> None:
    """Each writes her own reflection (R24), so one has to be asked for, and not as an option."""
    asked = _with_team()["parts"][2]["questions"][0]
    content = put(_with_team(), ["parts", 2, "questions"], [{**asked, "required": False}])
    ((path, sentence),) = _said(content)
    assert path == "parts"
    assert "kind reflection" in sentence


def test_r24_a_team_needs_a_criterion_of_each_ones_own() -> None:
    """Else one teacher's work would earn the credential for all."""
    content = put(_with_team(), ["rubric", 1, "reads"], ["artefacts.recording"])
    ((path, sentence),) = _said(content)
    assert path == "rubric"
    assert "each teacher's own" in sentence


def test_r24_faults_elsewhere_leave_what_a_team_needs_unsaid() -> None:
    """What points into a faulty list is passed over, as everywhere in this format."""
    content = put(_with_team(), ["rubric"], "none")
    assert [path for path, _sentence in _said(content)] == ["rubric"]
    content = put(_with_team(), ["team_allowed"], "no")
    assert [path for path, _sentence in _said(content)] == ["team_allowed"]
