"""Questions of a talk: hers, different from each other, and the same from the same seed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapel.domain.viva import NUMBER, Kind, Place, draw_questions, one_more, places_in, sentences

SEED = b"a seed of thirty-two bytes or so"
ANSWER = (
    "My class has 24 students from four villages. Yes. I counted to three after every open "
    "question, and S1 spoke twice that day!\nWhy did the back row stay silent for so long?"
)
ANSWERS = {
    "overview.context": ("Describe the class.", ANSWER),
    "reflection.next": ("What next?", "No."),
}
ARTEFACTS = [("a1", "Question plan"), ("a2", "Lesson recording")]


def test_a_sentence_that_can_be_asked_about_is_neither_short_nor_long() -> None:
    """Six to forty words: "Yes." says nothing, and a sentence of a page cannot be read out."""
    assert sentences(ANSWER) == [
        "My class has 24 students from four villages.",
        "I counted to three after every open question, and S1 spoke twice that day!",
        "Why did the back row stay silent for so long?",
    ]
    assert sentences("word " * 41) == []


def test_a_sentence_written_twice_is_one_place() -> None:
    """A question that comes twice would be none."""
    said = "I waited three seconds after each question."
    assert sentences(f"{said} {said}") == [said]


def test_places_are_her_words_her_artefacts_and_what_she_changed() -> None:
    """All that a question can point to is in her own evidence."""
    found = places_in(ANSWERS, ARTEFACTS, changed={"answer:reflection.next", "artefact:a2"})
    assert [(each.kind, each.source) for each in found] == [
        *[(Kind.WORDS, "answer:overview.context")] * 3,
        (Kind.CHANGE, "answer:reflection.next"),
        (Kind.ARTEFACT, "artefact:a1"),
        (Kind.ARTEFACT, "artefact:a2"),
        (Kind.CHANGE, "artefact:a2"),
    ]
    assert found[0].quote == "My class has 24 students from four villages."
    assert found[4].title == "Question plan"


def test_three_questions_point_to_three_places() -> None:
    """Whoever made all of it can speak about all of it."""
    found = draw_questions(places_in(ANSWERS, ARTEFACTS), seed=SEED)
    assert len({each.place.source for each in found}) == NUMBER
    assert Kind.WORK not in {each.place.kind for each in found}


def test_the_same_seed_draws_the_same_questions_in_whatever_order_places_come() -> None:
    """The draw can be repeated by whoever doubts it."""
    places = places_in(ANSWERS, ARTEFACTS, changed={"artefact:a1"})
    assert draw_questions(places, seed=SEED) == draw_questions(places[::-1], seed=SEED)


def test_another_seed_draws_other_questions() -> None:
    """Nobody can prepare for them: among fifty seeds there are many first questions."""
    places = places_in(ANSWERS, ARTEFACTS)
    firsts = {draw_questions(places, seed=bytes([each]) * 32)[0] for each in range(50)}
    assert len(firsts) > 5


@given(st.lists(st.builds(Place, st.just(Kind.WORDS), st.text(max_size=5)), max_size=4))
def test_there_are_always_three_different_questions(places: list[Place]) -> None:
    """However little the evidence holds, the whole work can be asked about."""
    found = draw_questions(places, seed=SEED)
    assert len(set(found)) == NUMBER


def test_one_that_is_swapped_never_comes_back() -> None:
    """What was swapped counts as asked."""
    places = places_in(ANSWERS, ARTEFACTS)
    found = draw_questions(places, seed=SEED)
    assert one_more(places, found, seed=SEED) not in found


def test_when_all_was_asked_there_is_no_more() -> None:
    """The whole work has three patterns."""
    with pytest.raises(ValueError, match="every question"):
        one_more([], draw_questions([], seed=SEED), seed=SEED)
