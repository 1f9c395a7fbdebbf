"""N-Quads read into canonical terms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapel.domain.badges import nquads
from lapel.domain.badges.errors import UnreadableError
from lapel.domain.badges.nquads_reader import MAX_LINES, read_nquads
from lapel.domain.badges.rdfc10 import canonicalise

NAMES = st.sampled_from(["<urn:a>", "<https://x.example/é>", "_:a", "_:b.c", "_:1"])
LITERALS = st.one_of(
    st.builds(nquads.literal, st.text(st.characters(exclude_categories=["Cs"]), max_size=8)),
    st.just('"x"@en-GB'),
    st.just('"1"^^<http://www.w3.org/2001/XMLSchema#integer>'),
)
QUADS = st.tuples(
    NAMES, st.just("<urn:p>"), st.one_of(NAMES, LITERALS), st.one_of(st.just(""), NAMES)
)


@given(st.frozensets(QUADS, max_size=6))
def test_canonical_text_is_read_back_as_it_was_written(quads: frozenset[nquads.Quad]) -> None:
    """RDFC-1.0 §5: the canonical form is N-Quads, and canonicalising it again changes nothing."""
    assert read_nquads("".join(nquads.line(quad) for quad in quads)) == quads
    text = canonicalise(quads).text
    assert canonicalise(read_nquads(text)).text == text


@pytest.mark.parametrize(
    ("text", "quad"),
    [  # RDF 1.1 N-Quads §2 and §4: spaces, comments, escapes, the plain data type
        ("<urn:s>\t<urn:p><urn:o>. # c", ("<urn:s>", "<urn:p>", "<urn:o>", "")),
        (
            r'_:s <urn:p> "\u00e9\U0001F989\t\"\'" <urn:g> .',
            ("_:s", "<urn:p>", '"é🦉\\t\\"\'"', "<urn:g>"),
        ),
        (r"<urn:\u00E9> <urn:p> _:o _:g .", ("<urn:é>", "<urn:p>", "_:o", "_:g")),
        (
            '<urn:s> <urn:p> "x"^^<http://www.w3.org/2001/XMLSchema#string> .',
            ("<urn:s>", "<urn:p>", '"x"', ""),
        ),
    ],
)
def test_other_ways_of_writing_a_quad_are_read(text: str, quad: nquads.Quad) -> None:
    """Each ends as the one canonical way."""
    assert read_nquads(f"# a comment\n\n{text}\r\n") == {quad}


@pytest.mark.parametrize(
    "line",
    [
        "<urn:s> <urn:p> .",
        "<urn:s> <urn:p> <urn:o>",
        "<urn:s> <urn:p> <urn:o> <urn:g> <urn:h> .",
        '"s" <urn:p> <urn:o> .',
        "<urn:s> _:p <urn:o> .",
        '<urn:s> <urn:p> <urn:o> "g" .',
        "<relative> <urn:p> <urn:o> .",
        '<urn:s> <urn:p> "x"^^<relative> .',
        '<urn:s> <urn:p> "x\\q" .',
        '<urn:s> <urn:p> "\\uD800" .',
        '<urn:s> <urn:p> "\\UFFFFFFFF" .',
        "{}",
    ],
)
def test_a_line_that_is_no_quad_is_named(line: str) -> None:
    """By its number."""
    with pytest.raises(UnreadableError, match="Line 2"):
        read_nquads(f"<urn:s> <urn:p> <urn:o> .\n{line}\n")


def test_a_file_of_endless_lines_is_refused() -> None:
    """Before anything is read."""
    with pytest.raises(UnreadableError, match="more than 100000 lines"):
        read_nquads("\n" * MAX_LINES)
