"""Copies and lightly changed copies are found and shown; what all were given to read is not."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lapel.domain.similarity.banding import BANDS, Bands, bands_for, keys_of, signature
from lapel.domain.similarity.marking import side_by_side
from lapel.domain.similarity.passages import (
    Likeness,
    likeness,
    packed,
    passages_of,
    unpacked,
)
from lapel.domain.similarity.words import folded, known_runs, words_of

COMMON = [f"word{number}" for number in range(900)]


def essay(seed, length=120):
    chance = random.Random(seed)
    return " ".join(chance.choice(COMMON) for _word in range(length))


def changed(text, seed, share=0.1):
    """Change so many words, as somebody does who hides a copy."""
    chance = random.Random(seed)
    words = text.split()
    return " ".join(f"other{chance.random()}" if chance.random() < share else w for w in words)


def meet(one, other):
    return bool(set(keys_of(one)) & set(keys_of(other)))


def test_case_accents_and_punctuation_do_not_hide_a_copy():
    """They are what an editor changes first."""
    assert [word.folded for word in words_of("Día, “TEACHER\u2019S” plan…")] == [
        "dia",
        "teacher's",
        "plan",
    ]
    assert folded("Straße") == "strasse"


def test_a_language_without_spaces_is_read_sign_by_sign():
    """A whole Japanese sentence would be one word else."""
    found = words_of("授業の計画 Plan")
    assert [word.folded for word in found] == ["授", "業", "の", "計", "画", "plan"]
    assert (found[1].start, found[1].end) == (1, 2)


def test_bands_follow_from_what_is_to_be_found():
    """1-(1-.4**3)**35 = .901 and 1-(1-.05**3)**35 = .0044: reckoned from the formula."""
    assert Bands(35, 3) == BANDS
    assert pytest.approx(0.901, abs=0.001) == BANDS.chance(0.4)
    assert pytest.approx(0.0044, abs=0.0001) == BANDS.chance(0.05)
    with pytest.raises(ValueError, match="No bands"):
        bands_for(threshold=0.5, recall=0.95, background=0.5, passed=0.1)


def test_lightly_changed_copies_meet_and_others_do_not():
    """A tenth of the words changed, which resembles by about .52: a hundred pairs of each."""
    texts = [passages_of(essay(seed))[0] for seed in range(100)]
    copies = [passages_of(changed(essay(seed), seed))[0] for seed in range(100)]
    assert sum(map(meet, texts, copies)) >= 90
    assert sum(map(meet, texts, copies[1:])) <= 2


def test_signatures_estimate_resemblance():
    """Each of the bins agrees with the chance of the Jaccard index (Broder 1997)."""
    one, other = frozenset(range(3000)), frozenset(range(1000, 4000))
    pairs = zip(signature(one, 2000), signature(other, 2000), strict=True)
    assert sum(a == b for a, b in pairs) / 2000 == pytest.approx(0.5, abs=0.05)


def test_nothing_has_no_signature():
    """An empty set would resemble every other one."""
    with pytest.raises(ValueError, match="empty set"):
        signature([])


@given(st.frozensets(st.integers(0, 2**32 - 1), min_size=1, max_size=40))
@settings(deadline=None)
def test_what_is_kept_of_a_passage_is_read_back(runs):
    """The judgement on candidates is exact only if what is kept is the whole set."""
    assert unpacked(packed(runs)) == runs
    assert set(keys_of(runs)) == set(keys_of(unpacked(packed(runs))))


def test_a_paragraph_within_a_long_text_is_found():
    """It resembles the whole by little, but one passage by enough."""
    paragraph = essay(1, 160)
    long = " ".join([essay(2, 700), paragraph, essay(3, 700)])
    mine, theirs = passages_of(paragraph), passages_of(long)
    assert len(theirs) > 15
    best = max((likeness(a, b) for a in mine for b in theirs), key=lambda each: each.jaccard)
    assert best.is_enough
    assert any(meet(a, b) for a in mine for b in theirs)


def test_prompts_and_rubric_words_are_no_likeness():
    """Everybody quotes what she is asked; two answers that share only this share nothing."""
    prompt = essay(50, 60)
    one, other = f"{prompt} {essay(51, 60)}", f"{essay(52, 60)} {prompt}"
    known = known_runs([prompt])
    first, second = (passages_of(text, without=known)[0] for text in (one, other))
    assert likeness(first, second).shared == 0
    assert likeness(passages_of(one)[0], passages_of(other)[0]).is_enough


def test_a_short_sentence_is_compared_with_nothing():
    """Under 25 words people write alike by chance; so they do where little is their own."""
    assert passages_of("I teach maths to 24 students in year five.") == []
    assert passages_of(essay(9, 30), without=known_runs([essay(9, 30)])) == []


def test_likeness_is_reckoned_exactly():
    """By hand: 3 of 4 and 6 are shared."""
    found = likeness(frozenset(range(4)), frozenset(range(1, 7)))
    assert found == Likeness(3, 3 / 7, 3 / 4)
    assert not found.is_enough
    assert likeness(frozenset({1}), frozenset({2})) == Likeness(0, 0.0, 0.0)


def marks(stretches):
    return [each.text for each in stretches if each.marked]


def test_like_places_are_marked_over_a_changed_word_and_the_rest_is_left_out():
    """A lead sees what is alike with thirty words around it, and no more of either text."""
    same = essay(1, 40).split()
    theirs = [*same[:20], "altered", *same[21:]]
    one = " ".join([essay(2, 80), *same, essay(3, 80)])
    left, right = side_by_side(one, " ".join(theirs))
    assert marks(left) == [" ".join(same)]
    assert marks(right) == [" ".join(theirs)]
    assert [each.is_gap for each in left] == [True, False, False, False, True]
    assert len(left[1].text.split()) == 30
    assert not any(each.is_gap for each in right)


def test_far_places_are_shown_apart_and_near_ones_together():
    """The words between two near places are shown once."""
    first, second = essay(1, 12), essay(2, 12)
    near = f"{first} {essay(5, 20)} {second}"
    far = f"{first} {essay(6, 200)} {second}"
    left, right = side_by_side(near, far)
    assert marks(left) == marks(right) == [first, second]
    assert "".join(each.text for each in left) == near
    assert [each.is_gap for each in right].count(True) == 1


def test_texts_without_a_common_place_show_nothing():
    """Three words alike are no place."""
    assert side_by_side("one two three four", "zero one two three") == ([], [])


@given(
    st.lists(st.sampled_from("abcdefg"), max_size=60),
    st.lists(st.sampled_from("abcdefg"), max_size=60),
)
@settings(deadline=None)
def test_what_is_shown_is_from_the_text_in_order(one, other):
    """No stretch is invented, doubled or out of its place."""
    text = " ".join(one)
    place = 0
    for each in side_by_side(text, " ".join(other), around=3)[0]:
        place = text.index(each.text, place) + len(each.text)
