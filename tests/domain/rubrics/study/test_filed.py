"""What a file says by its keys and its order, beside what was worked out by hand."""

from __future__ import annotations

import pytest

from lapel.domain.rubrics.beside import Model
from lapel.domain.rubrics.drift import DriftTest
from lapel.domain.rubrics.ratings import read_ratings
from lapel.domain.rubrics.study.filed import Course, Decided, courses, decided

MODEL = Model(mean=0.0, quality=2.0, thresholds=(-0.7, 0.7), halo=0.0, severity=0.4)
HEADER = "artefact,assessor,criterion,level,key,order"


def lines(artefact: str, assessor: str, levels: str, keys: str = "", order: object = "") -> str:
    """Write a scoring of criteria c0, c1, …: y(es), a(lmost), n(ot yet), or - for a gap."""
    names = {"y": "yes", "a": "almost", "n": "not_yet", "-": ""}
    return "\n".join(
        f"{artefact},{assessor},c{number},{names[each]},{names[(keys or '--')[number]]},{order}"
        for number, each in enumerate(levels)
    )


def test_wrong_awards_and_refusals_are_counted_under_r6_to_r9() -> None:
    """By hand. Key yes yes is earned, yes almost is not; a gap or half a key leaves a line out.

    One: ben refuses a, bola is right; both award b wrongly, elif is right; ben is right on c.
    Two: a crosses the line with nobody to adjudicate and stays open; b is awarded wrongly, since
    the first two agree; d is settled by the third, who is right.
    """
    text = "\n".join(
        [
            HEADER,
            lines("a", "ben", "ya", "yy"),
            lines("a", "bola", "yy", "yy"),
            lines("b", "ben", "yy", "ya"),
            lines("b", "bola", "yy", "ya"),
            lines("b", "elif", "yn", "ya"),
            lines("c", "ben", "an", "an"),
            lines("c", "bola", "a-", "an"),
            lines("d", "ben", "yy", "ny"),
            lines("d", "bola", "ny", "ny"),
            lines("d", "elif", "ny", "ny"),
            lines("e", "ben", "yy", "y-"),
        ]
    )
    found = decided(read_ratings(text))
    # Alone: a ben, bola; b ben, bola, elif; c ben; d ben, bola, elif.
    assert found["single"] == Decided(decisions=9, wrong_awards=3, wrong_refusals=1)
    assert found["double"] == Decided(decisions=2, wrong_awards=1, wrong_refusals=0, open=1)


def test_r17_a_file_in_order_tells_when_each_would_have_been_warned_and_paused() -> None:
    """Ben is a level above the key from his third anchor on; the sums are added up by hand.

    Each scoring adds the logarithm of a ratio; heights between the second and third, and between
    the third and fourth such sum, warn and pause there. Places are the file's own, gaps and all.
    """
    same = MODEL.gain(((1, (1, 1, 1, 1)),), 1.5)
    above = MODEL.gain(((2, (1, 1, 1, 1)),), 1.5)
    assert same < 0 < above
    test = DriftTest(MODEL, 1.5, warn_at=2.5 * above, pause_at=3.5 * above)
    rows = [lines(f"w{n}", "ben", "y" if n > 2 else "a", "a", 10 * n) for n in range(1, 9)]
    rows += [lines("free", "ben", "a", "-", 5), lines("w1", "bola", "a", "a", 2)]
    rows += [lines("pair", "bola", "y", "-", 1), lines("pair", "elif", "n", "-")]
    found = courses(read_ratings("\n".join([HEADER, *reversed(rows)])), test)
    assert found == {
        "ben": Course(signs=6, warned_at=50, paused_at=60, direction="more lenient"),
        "bola": Course(signs=2, warned_at=None, paused_at=None, direction="more lenient"),
    }


@pytest.mark.parametrize("text", [f"{HEADER}\n" + lines("a", "ben", "y")])
def test_a_file_without_keys_and_order_says_nothing_of_either(text: str) -> None:
    """No decision is held against anything, and nobody has a course."""
    ratings = read_ratings(text)
    assert decided(ratings)["single"].decisions == 0
    assert courses(ratings, DriftTest(MODEL, 1.5, 1.0, 2.0)) == {}
