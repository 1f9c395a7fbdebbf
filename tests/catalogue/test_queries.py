"""The shelves: search, filters, counts, and a version's content."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from documents import demo_documents, publish, publish_a_stack
from lapel.journey.catalogue.queries import (
    Filters,
    all_stacks,
    artefact_slots,
    competency_map,
    criteria,
    exemplars_of,
    facets,
    matching,
    modules,
    parts,
    prerequisites_of,
    published,
    questions,
    stacks_with,
    unpublished_prerequisites,
)
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from cast import Cast


@pytest.fixture
def shelves(cast: Cast) -> Cast:
    """Stock the shelves with three micro-credentials."""
    publish(cast, slug="feedback", title="Évaluer and Feedback", level="Leading",
            competency="T05", summary="Wait before you mark.")  # fmt: skip
    publish(cast)
    publish(cast, slug="talk", title="Leading Talk", summary="Let them speak.",
            statement="The teacher leads talk.", category="social-emotional learning")  # fmt: skip
    return cast


def slugs(**asked: str) -> list[str]:
    """Give what is found, in order."""
    return [each.slug for each in published(**asked)]


def test_without_a_question_everything_is_there_by_title(shelves: Cast) -> None:
    """An open shelf, sorted without case."""
    assert slugs() == ["talk", "wait-time", "feedback"]


@pytest.mark.parametrize("search", ["evaluer", "ÉVALUER", "éval", "  Eval  feed "])
def test_search_forgives_case_accents_and_unfinished_words(shelves: Cast, search: str) -> None:
    """Each finds the title `Évaluer and Feedback`."""
    assert slugs(search=search) == ["feedback"]


def test_a_title_weighs_more_than_a_summary(shelves: Cast) -> None:
    """`wait` stands in one title and in the words of the others."""
    assert slugs(search="wait")[0] == "wait-time"
    assert set(slugs(search="wait")) == {"wait-time", "feedback", "talk"}


def test_a_competency_weighs_more_than_a_summary(shelves: Cast) -> None:
    """`goals` is a word of T05's title."""
    assert slugs(search="goals") == ["feedback"]


def test_the_method_can_be_searched(shelves: Cast) -> None:
    """`build` stands in the method's name only."""
    assert set(slugs(search="build")) == {"talk", "wait-time", "feedback"}


def test_all_words_must_match(shelves: Cast) -> None:
    """More words narrow the search."""
    assert slugs(search="wait mark") == ["feedback"]


@pytest.mark.parametrize("search", ["zebra", "?!", "%", "_"])
def test_what_matches_nothing_finds_nothing(shelves: Cast, search: str) -> None:
    """Signs are no wildcards."""
    assert slugs(search=search) == []


def test_filters_narrow_together(shelves: Cast) -> None:
    """Category, competency and level, with a search beside them."""
    assert slugs(level="Leading") == ["feedback"]
    assert slugs(competency="T07", category="social-emotional learning") == ["talk"]
    assert slugs(search="wait", level="Practising", competency="T05") == []


def test_a_stack_is_a_filter_too(cast: Cast) -> None:
    """Its members are found, each once."""
    publish_a_stack(cast)
    publish(cast, slug="other", title="Other")
    assert slugs(stack="talk-moves") == ["open-questions", "wait-time"]


def test_only_the_current_version_is_found(shelves: Cast) -> None:
    """What an old title said leads nowhere."""
    publish(shelves, title="Patience", summary="New words.", version_note="New words.")
    assert "wait-time" in slugs(search="patience")
    assert published(search="time").filter(slug="wait-time").count() == 0 or slugs(search="time")


def test_what_is_retired_leaves_the_shelves(shelves: Cast) -> None:
    """It stays readable at its address, but nobody is led there."""
    found = published().get(slug="talk")
    found.retired_at = now()
    found.save(update_fields=["retired_at"])
    assert "talk" not in slugs()


def test_each_choice_says_what_it_would_leave(shelves: Cast) -> None:
    """Counts are taken beside the other filters, not beside the facet's own."""
    by_name = {facet.name: facet for facet in facets(Filters(level="Practising"))}
    assert [(each.value, each.count) for each in by_name["level"].choices] == [
        ("Practising", 2),
        ("Leading", 1),
    ]
    assert [(each.value, each.count) for each in by_name["competency"].choices] == [("T07", 2)]
    assert by_name["level"].chosen is not None
    assert by_name["stack"].choices == []


def test_a_filter_can_be_taken_off() -> None:
    """The others stay."""
    asked = Filters(search="wait", level="Leading")
    assert asked.without("level").given() == {"search": "wait"}


def test_shelves_take_one_question_to_the_database(
    shelves: Cast, django_assert_num_queries: object
) -> None:
    """Titles, competencies and organisations come with the rows."""
    with django_assert_num_queries(1):  # type: ignore[operator] # (pytest-django's fixture)
        assert [(str(each), each.current.competency.title) for each in matching(Filters())]  # type: ignore[union-attr] # (published ones have a current version)


def test_a_versions_content_is_named_as_rubrics_name_it(cast: Cast) -> None:
    """Questions and slots are `part.item`."""
    version = publish(cast)
    assert [name for name, _ in questions(version)] == ["overview.context", "reflection.change"]
    assert [name for name, _ in artefact_slots(version)] == ["artefacts.recording"]
    assert [each["key"] for each in criteria(version)] == ["waits", "opens", "looks-back"]
    assert [each["key"] for each in parts(version)] == ["overview", "artefacts", "reflection"]
    assert [each["kind"] for each in modules(version)] == ["article", "video", "link", "practice"]
    assert [each["level"] for each in exemplars_of(version, "opens")] == [
        "yes", "almost", "not_yet",
    ]  # fmt: skip


def test_prerequisites_are_shown_once_published(cast: Cast) -> None:
    """Others wait for their day; the designer is told."""
    publish(cast)
    version = publish(cast, slug="next", title="Next", prerequisites=["gone", "wait-time"])
    assert [each.slug for each in prerequisites_of(version)] == ["wait-time"]
    assert unpublished_prerequisites(version.content) == ["gone"]


def test_stacks_are_found_by_their_members(cast: Cast) -> None:
    """Both ways."""
    stack = publish_a_stack(cast)
    assert list(all_stacks()) == [stack]
    assert [list(stacks_with(each)) for each in published()] == [[stack], [stack]]


def test_the_map_puts_a_competency_to_the_right_of_what_it_builds_on(cast: Cast) -> None:
    """T07 builds on T05 in the small framework."""
    publish(cast)
    drawing = competency_map()
    first, second = drawing.nodes
    assert (first.competency.code, second.competency.code) == ("T05", "T07")
    assert first.x < second.x
    assert (first.count, second.count) == (0, 1)
    assert len(drawing.lines) == 1


def test_an_empty_framework_draws_an_empty_map(db: None) -> None:
    """A new instance shows a page, not an error."""
    assert competency_map().nodes == []


def test_the_demo_reads_as_published_content(cast: Cast) -> None:
    """Every demo document passes the gate that designers pass."""
    import json

    from documents import CONTENT
    from lapel.journey.catalogue.actions import load_framework, publish_version

    load_framework(items=json.loads((CONTENT / "framework.json").read_text(encoding="utf-8")))
    for content in demo_documents():
        publish_version(person=cast.dara, organisation=cast.college, content=content)
    assert published().count() == len(demo_documents()) > 0
