"""Where the parts of a document stand in its text."""

from __future__ import annotations

import json
import tracemalloc
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents import document
from lapel.domain.microcredential import Place, UnreadableError, check, nearest, places_in, read

TEXT = """{
  "title": "Wait \\"long\\" {and: more}",
  "parts": [
    {"key": "a", "questions": []},
    {"key": "b"}
  ],
  "hours": [1, [2, 3]]
}"""


def test_every_field_and_item_has_its_line_and_column() -> None:
    """Counted by hand in the text above; a field stands where its name stands."""
    found = {path: (place.line, place.column) for path, place in places_in(TEXT).items()}
    assert found == {
        "": (1, 1),
        "title": (2, 3),
        "parts": (3, 3),
        "parts[0]": (4, 5),
        "parts[0].key": (4, 6),
        "parts[0].questions": (4, 18),
        "parts[1]": (5, 5),
        "parts[1].key": (5, 6),
        "hours": (7, 3),
        "hours[0]": (7, 13),
        "hours[1]": (7, 16),
        "hours[1][0]": (7, 17),
        "hours[1][1]": (7, 20),
    }


def test_what_is_missing_stands_where_it_should_be() -> None:
    """The nearest thing around it that is there."""
    known = places_in(TEXT)
    assert nearest("parts[1].questions[0].key", known) == Place(5, 5)
    assert nearest("parts[7]", known) == Place(3, 3, len('"parts"'))
    assert nearest("method.name", known) == Place(1, 1)
    assert nearest("", {}) is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abc", min_size=1), inner),
)


@given(json_values, st.sampled_from([None, 0, 2]))
def test_each_place_holds_what_its_path_names(value: Any, indent: int | None) -> None:
    """Whatever the document and its layout: the text at the place begins with name or value."""
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    lines = text.split("\n")
    found = places_in(text)
    assert len(found) == _parts(value)
    for path, place in found.items():
        at = lines[place.line - 1][place.column - 1 :]
        name = path.rpartition(".")[2]
        if path and not path.endswith("]"):
            assert at.startswith(json.dumps(name))
        assert place.length >= 1
        assert place.length <= len(at)


def _parts(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return 1 + sum(_parts(each) for each in inner)


@given(st.text('{}[]:,"\\ \na1'))
def test_a_broken_text_never_raises(text: str) -> None:
    """Of what is no JSON, it gives what it can."""
    assert all(place.line >= 1 and place.column >= 1 for place in places_in(text).values())


@pytest.mark.parametrize(
    "text",
    [
        "[" + "1," * 20_000 + "1]",  # one line, in which every place is counted from its start
        "[" * 200_000,
        '{"a":' * 100_000,
        '{"' + "n" * 200_000 + '": [' + "1," * 20_000 + "1]}",
    ],
)
def test_a_text_made_to_be_slow_is_read_fast_and_fills_no_memory(text: str) -> None:
    """Paths that are long are not built, and no line is counted twice."""
    began = process_time()
    tracemalloc.start()
    places_in(text)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 30_000_000
    assert process_time() - began < 6


@pytest.mark.parametrize(
    "text", ["[" + "NaN," * 5_000 + "1]", '{"a": 1,' + '"a": 1,' * 5_000 + '"b": 2}']
)
def test_of_faults_without_end_the_first_thousand_are_said(text: str) -> None:
    """A page that lists them all would stand still; who mends these sees the next."""
    with pytest.raises(UnreadableError) as refusal:
        read(text)
    assert len(refusal.value.problems) == 1_000
    assert len(check({"parts": [{}] * 5_000})) < 1_100


def test_what_is_said_twice_far_below_is_refused_with_its_line() -> None:
    """Its path would be too long to be read, so that it is left out."""
    text = '{"a":' * 300 + '{"x": 1, "x": 2}' + "}" * 300
    with pytest.raises(UnreadableError) as refusal:
        read(text)
    (problem,) = refusal.value.problems
    assert (problem.path, problem.values, problem.place) == ("", {"name": "x"}, Place(1, 1510, 3))


def test_all_that_readers_take_in_silence_is_named_with_its_place() -> None:
    """Repeated fields and words that are no numbers, all at once."""
    text = '{"a": 1,\n "b": [NaN, {"x": 1, "x": 2}],\n "a": -Infinity, "": 0, "": 0}'
    with pytest.raises(UnreadableError) as refusal:
        read(text)
    said = [(each.path, each.sentence, each.place) for each in refusal.value.problems]
    twice = "The field “{}” is given twice in the same place."
    assert said == [
        ("b[0]", "NaN is not a number that JSON knows.", Place(2, 8, 3)),
        ("b[1].x", twice.format("x"), Place(2, 22, 3)),
        ("a", twice.format("a"), Place(3, 2, 3)),
        ("a", "-Infinity is not a number that JSON knows.", Place(3, 7, 9)),
        ("", twice.format(""), Place(3, 25, 2)),
    ]


def test_a_text_that_is_no_json_is_named_where_the_reader_stopped() -> None:
    """Line and column are the JSON reader's own; a byte order mark does not count."""
    with pytest.raises(UnreadableError) as refusal:
        read('\ufeff{\n  "a": 1\n  "b": 2}')
    (problem,) = refusal.value.problems
    assert problem.place == Place(3, 3)
    assert "line 3, column 3" in problem.sentence


def test_a_number_without_end_is_refused() -> None:
    """Python itself reads none of more than 4300 digits."""
    with pytest.raises(UnreadableError, match="number that is too long"):
        read('{"a": ' + "1" * 5000 + "}")


def test_a_sound_document_is_found_whole() -> None:
    """Every top-level field of a real document has a line."""
    text = json.dumps(document(), indent=2)
    found = places_in(text)
    assert {name for name in document() if name not in found} == set()
    assert found["rubric[0].levels.yes"].column == 9
