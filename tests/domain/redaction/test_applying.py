"""Decisions carried out on texts, HTML, captions and pages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapel.domain.redaction import (
    Box,
    Decision,
    Find,
    Page,
    Word,
    apply,
    apply_to_captions,
    apply_to_html,
    boxes_on_page,
    length_of_captions,
    spans_in_captions,
    text_in_captions,
    text_in_html,
)

HTML = (
    '<h1 id="x">Plan</h1><p>So <b>Am</b>ina &amp; <a href="/a?b&amp;c">I</a><br>go</p>'
    '<ul><li>one</li><li>two</li></ul><img src="image-1.jpg" alt="Amina"><hr/>'
)
VTT = (
    "WEBVTT\n\nNOTE by Amina\n\n1\n00:01.000 --> 00:03.000 align:start\nSo Amina says\nhi &amp; "
    "bye\n\n01:00:05.000 --> 01:00:06.000\nAmina"
)


def at(text: str, word: str, replacement: str = "P1") -> Decision:
    return Decision(text.index(word), text.index(word) + len(word), replacement)


def test_each_place_is_replaced_where_it_stands() -> None:
    """In any order they come."""
    assert apply("Amina and Ben", [Decision(10, 13, "B."), Decision(0, 5, "P1")]) == "P1 and B."
    assert apply("Amina", []) == "Amina"


@pytest.mark.parametrize("places", [[(0, 3), (2, 4)], [(3, 3)], [(4, 9)], [(-1, 2)], [(3, 2)]])
def test_places_that_overlap_or_lie_outside_are_refused(places: list[tuple[int, int]]) -> None:
    """A decision on another text than this one must not be carried out on it."""
    with pytest.raises(ValueError, match="overlap"):
        apply("Amina", [Decision(start, end, "") for start, end in places])


def test_the_text_of_a_fragment_is_what_is_read_a_line_per_block() -> None:
    """Alt texts are read aloud, so they count; addresses of links do not."""
    assert text_in_html(HTML) == "Plan\nSo Amina & I\ngo\none\ntwo\nAmina\n"


def test_html_is_replaced_across_tags_and_stays_html() -> None:
    """A name whose first letters are bold is a name; the markup around it is as before."""
    text = text_in_html(HTML)
    last = text.rindex("Amina")
    made = apply_to_html(HTML, [at(text, "Amina", "<P1>"), Decision(last, last + 5, 'P"1')])
    assert made == (
        '<h1 id="x">Plan</h1><p>So <b>&lt;P1&gt;</b> &amp; <a href="/a?b&amp;c">I</a><br>go</p>'
        '<ul><li>one</li><li>two</li></ul><img src="image-1.jpg" alt="P&quot;1"><hr>'
    )
    assert text_in_html(made) == text.replace("So Amina", "So <P1>").replace("Amina", 'P"1')


@given(st.text(alphabet="ab <>&\"'/=\n;#x", max_size=60))
def test_a_fragment_without_decisions_reads_as_before(html: str) -> None:
    """However odd it is, nothing is lost or added by writing it again."""
    assert text_in_html(apply_to_html(html, [])) == text_in_html(html)


def test_words_of_captions_are_replaced_and_times_stay() -> None:
    """Numbers, times and settings are no words; what is written is escaped again."""
    text = text_in_captions(VTT)
    assert text == "So Amina says\nhi & bye\nAmina\n"
    made = apply_to_captions(VTT, [at(text, "Amina", "--> P1"), Decision(23, 28, "P2")])
    assert "00:01.000 --> 00:03.000 align:start\nSo → P1 says\nhi &amp; bye\n" in made
    assert made.endswith("01:00:05.000 --> 01:00:06.000\nP2\n")
    over_lines = apply_to_captions(VTT, [Decision(10, 20, "x")])
    assert text_in_captions(over_lines) == "So Amina sx\nye\nAmina\n"


def test_what_is_bleeped_is_when_the_word_is_likely_spoken() -> None:
    """Letters are said evenly, spaces are short, a sign is two letters; and there is a margin.

    It is a quarter of a second at either end of a cue, and one more at a second from both.
    """
    text = text_in_captions(VTT)
    named, alone = spans_in_captions(VTT, [at(text, "Amina"), Decision(23, 28, "P1")])
    # So_Amina_says_hi_&_bye_: sixteen letters, one sign, and six spaces at three tenths
    whole = 16 + 2 + 6 * 0.3
    first, last = 2 * 2.3 / whole, 2 * 7.3 / whole
    assert named.start == pytest.approx(1 + first - 0.25 - 0.25 * first**0.5)
    assert named.end == pytest.approx(1 + last + 0.25 + 0.25 * last**0.5)
    assert alone.start == pytest.approx(3604.75)
    tail = 0.3 / 5.3
    assert alone.end == pytest.approx(3606 - tail + 0.25 + 0.25 * tail**0.5)


def test_a_number_is_said_longer_than_a_word_of_as_many_signs() -> None:
    """Each digit is a word: else half of a number would be heard after its bleep."""
    vtt = "WEBVTT\n\n00:00.000 --> 00:10.000\n20261234 was called by us\n"
    (span,) = spans_in_captions(vtt, [Decision(0, 8, "*")])
    assert span.end > 6
    assert length_of_captions(vtt) == 10
    assert length_of_captions("WEBVTT\n") == 0


def test_a_cue_without_words_has_nothing_to_bleep() -> None:
    """It takes no time to say."""
    vtt = "WEBVTT\n\n00:00.000 --> 00:01.000\n\n00:02.000 --> 00:03.000\nAmina\n"
    (span,) = spans_in_captions(vtt, [Decision(0, 5, "*")])
    assert span.start == pytest.approx(1.75)


def test_bleeps_that_touch_are_one() -> None:
    """Two names in a row are one tone."""
    vtt = "WEBVTT\n\n00:00.000 --> 00:01.000\nAmina, Ben\n"
    decisions = [Decision(0, 5, ""), Decision(7, 10, "")]
    (span,) = spans_in_captions(vtt, decisions)
    # Amina,_Ben_: eight letters, a comma, two spaces
    left = 0.3 / (8 + 2 + 0.6)
    assert (span.start, span.end) == (0.0, pytest.approx(1 - left + 0.25 + 0.25 * left**0.5))


def test_words_that_are_touched_on_a_page_are_covered() -> None:
    """Half a word covered tells the other half."""
    boxes = [Box(0.1 * n, 0, 0.1, 0.1) for n in range(3)]
    page = Page(1, "So Amina-Lee went", (Word(0, 2, boxes[0]), Word(3, 12, boxes[1])))
    assert boxes_on_page(page, [Find("name", 3, 8, "Amina")]) == [boxes[1]]
    assert boxes_on_page(page, []) == []


def test_a_cue_that_ends_before_it_begins_is_bleeped_all_the_same() -> None:
    """Found by fuzzing: a stretch that went backwards would have left the name to be heard."""
    vtt = "WEBVTT\n\n00:09.000 --> 00:04.000\nMila spoke.\n"
    (span,) = spans_in_captions(vtt, [Decision(0, 4, "*")])
    assert 3 < span.start < span.end < 10
