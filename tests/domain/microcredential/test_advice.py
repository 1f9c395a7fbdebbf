"""Linting, fingerprints, differences and search words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents import demo_documents, document
from lapel.domain.microcredential import (
    Change,
    changes,
    content_hash,
    fold,
    lint,
    parsed,
    rubric_hash,
    search_text,
)
from lapel.domain.microcredential.linting import readability, readability_said


def advice(**fields: Any) -> list[str]:
    """Give the paths of the advice on a document with some fields replaced."""
    return [each.path for each in lint(parsed(document(**fields)))]


def test_a_good_document_gets_no_advice() -> None:
    """The test document keeps DOMAIN's list of qualities."""
    assert advice() == []


@pytest.mark.parametrize(
    ("fields", "paths"),
    [
        ({"statement": "The teacher understands waiting."}, ["statement"]),
        ({"statement": "The teacher waits. The teacher asks."}, ["statement"]),
        ({"research": []}, ["research"]),
        ({"accessibility": " "}, ["accessibility"]),
        ({"exemplars": document()["exemplars"][:8]}, ["exemplars"]),
        ({"modules": []}, ["modules"]),
        ({"summary": "Internationalisation " * 20}, ["summary"]),
    ],
)
def test_each_quality_that_is_missing_is_named(fields: dict[str, Any], paths: list[str]) -> None:
    """DOMAIN: one competency, measurable verbs, research, accessibility, exemplars, reading."""
    assert advice(**fields) == paths


def test_evidence_from_a_real_class_is_asked_for() -> None:
    """DOMAIN: at least one artefact from a real class."""
    content = document()
    content["parts"][1]["artefacts"][0]["from_class"] = False
    assert [each.path for each in lint(parsed(content))] == ["parts"]


def test_evidence_that_no_criterion_reads_is_named() -> None:
    """Nobody should write what nobody scores."""
    content = document()
    content["rubric"][2]["reads"] = ["overview.context"]
    assert [each.path for each in lint(parsed(content))] == ["parts[2].questions[0]"]


def test_levels_that_say_the_same_are_named() -> None:
    """Assessors could not tell them apart."""
    content = document()
    levels = content["rubric"][0]["levels"]
    levels["almost"] = levels["yes"]
    assert [each.path for each in lint(parsed(content))] == ["rubric[0].levels"]


def test_too_few_criteria_are_named() -> None:
    """Two lines cannot carry a competency."""
    content = document(rubric=document()["rubric"][:2], exemplars=document()["exemplars"][:6])
    assert [each.path for each in lint(parsed(content))] == ["parts[2].questions[0]", "rubric"]


def test_readability_is_lix() -> None:
    """By hand: 9 words, 2 sentences, 2 words above six letters: 9/2 + 200/9 = 26.7."""
    text = "The teacher waits for all of them. Students answer."
    assert readability(text) == 27
    assert readability("…") == 0


@pytest.mark.parametrize(
    ("lix", "said"),
    [
        (29, "very easy"),
        (30, "easy"),
        (40, "medium"),
        (49, "medium"),
        (59, "hard"),
        (60, "very hard"),
    ],
)
def test_a_lix_is_said_in_words(lix: int, said: str) -> None:
    """The scale as printed beside it, in steps of ten from 30 to 60 (lix.se)."""
    assert readability_said(lix).startswith(said)


def test_order_and_spacing_do_not_change_a_fingerprint() -> None:
    """RFC 8785 sorts fields."""
    turned = dict(reversed(list(document().items())))
    assert content_hash(turned) == content_hash(document())
    again = json.loads(json.dumps(document(), indent=7))
    assert rubric_hash(again) == rubric_hash(document())


def test_the_fingerprint_is_sha256_of_the_canonical_form() -> None:
    """Expected: `printf '{"rubric":[]}' | sha256sum`."""
    assert content_hash({"rubric": []}) == (
        "2f1ca662ead178967dac02afa0b37e4b10be79a50362825d5b88b35cc5bb7015"
    )


def test_a_changed_descriptor_is_found_by_its_keys() -> None:
    """Not by its number, which moves."""
    after = document()
    after["rubric"].reverse()
    after["rubric"][2]["levels"]["yes"] = "Always waits."
    assert changes(document(), after) == [
        Change(
            ("rubric", "waits", "levels", "yes"),
            "changed",
            "Waits three seconds after most open questions.",
            "Always waits.",
        ),
        Change(("rubric",), "moved", "waits, opens, looks-back", "looks-back, opens, waits"),
    ]


def test_what_is_added_and_removed_is_found() -> None:
    """Keyed items, plain items, fields, and order of plain items."""
    after = document(grade_bands=["6-8", "3-5"], effort_hours=9, team_allowed=True)
    del after["accessibility"]
    after["modules"][0]["key"] = "new"
    after["research"] = []
    found = [(each.where, each.kind) for each in changes(document(), after)]
    assert found == [
        (("research",), "removed"),
        (("grade_bands",), "added"),
        (("effort_hours",), "changed"),
        (("team_allowed",), "changed"),
        (("accessibility",), "removed"),
        (("modules", "silence"), "removed"),
        (("modules", "new"), "added"),
    ]
    (only,) = changes(after, {**after, "grade_bands": ["3-5", "6-8"]})
    assert (only.section, only.kind) == ("grade_bands", "moved")
    team = [each for each in changes(document(), after) if each.section == "team_allowed"]
    assert (team[0].before, team[0].after) == ("no", "yes")


def test_the_note_on_a_version_is_no_change() -> None:
    """It speaks of the change."""
    assert changes(document(), document(version_note="Other")) == []


@given(st.sampled_from(demo_documents()), st.sampled_from(demo_documents()))
def test_differences_vanish_only_for_equals(one: dict[str, Any], other: dict[str, Any]) -> None:
    """Two different documents differ somewhere; one does not differ from itself."""
    assert (changes(one, other) == []) == (one == other)


def test_words_are_found_without_case_and_accents() -> None:
    """NFKD without combining marks, case folded."""
    assert fold("Évaluer, STRASSE & ﬁn_10") == ["evaluer", "strasse", "fin", "10"]


def test_a_word_weighs_by_its_highest_place() -> None:
    """`wait` stands in the title, `question` in the competency, `build` in the method."""
    text = search_text(document(), "Question, discuss and surface student thinking")
    assert " 3wait" in text
    assert " 2question " in text
    assert " 1build" in text
    assert " 1wait " not in text


def test_r24_advice_says_where_a_team_is_allowed_in_vain() -> None:
    """Nothing can be shared, or nothing is scored once; neither keeps it from being published."""
    advice = [each.sentence for each in lint(parsed(document(team_allowed=True)))]
    assert any("nothing can be shared" in each for each in advice)
    content = document(team_allowed=True)
    content["parts"][1]["artefacts"][0]["team"] = True
    assert not any("scored once" in each.sentence for each in lint(parsed(content)))
    content["rubric"][0]["reads"] = ["overview.context", "artefacts.recording"]
    assert any("scored once" in each.sentence for each in lint(parsed(content)))
