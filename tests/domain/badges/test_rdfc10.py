"""RDF Dataset Canonicalization."""

from __future__ import annotations

import random
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lapel.domain.badges.errors import CanonicalisationError
from lapel.domain.badges.nquads import Quad, line
from lapel.domain.badges.rdfc10 import Canonical, canonicalise

P, Q = "<http://example.com/#p>", "<http://example.com/#q>"

# W3C rdf-canon test 075 (blank nodes, two cubic graphs, SHA-384): c14n label → its neighbours.
TEST_075 = {
    0: (1, 2, 3),
    1: (0, 4, 5),
    2: (0, 4, 5),
    3: (0, 4, 5),
    4: (1, 2, 3),
    5: (1, 2, 3),
    6: (7, 8, 9),
    7: (10, 11, 6),
    8: (10, 6, 9),
    9: (11, 6, 8),
    10: (11, 7, 8),
    11: (10, 7, 9),
}

nodes = st.integers(0, 5).map(lambda number: f"_:n{number}")
terms = nodes | st.sampled_from(["<urn:a>", "<urn:b>"])
literals = st.sampled_from(['"x"', '"y"@en'])
graphs = st.sampled_from(["", "<urn:g>", "_:n0"])
quads = st.tuples(terms, st.sampled_from([P, Q]), terms | literals, graphs)
datasets = st.lists(quads, max_size=10)


def relabelled(dataset: list[Quad], seed: int) -> list[Quad]:
    labels = [f"_:n{number}" for number in range(6)]
    others = [f"_:m{number}" for number in range(6)]
    dice = random.Random(seed)
    dice.shuffle(others)
    names = dict(zip(labels, others, strict=True))
    moved = [tuple(names.get(term, term) for term in quad) for quad in dataset]
    dice.shuffle(moved)
    return moved  # type: ignore[return-value]  # a quad stays four texts


def test_unique_hashes_example() -> None:
    """RDFC-1.0 §A.1, the two nodes told apart by their first-degree hashes."""
    dataset = [
        (P, Q, "_:e0", ""),
        (P, "<http://example.com/#r>", "_:e1", ""),
        ("_:e0", "<http://example.com/#s>", "<http://example.com/#u>", ""),
        ("_:e1", "<http://example.com/#t>", "<http://example.com/#u>", ""),
    ]
    assert canonicalise(dataset) == Canonical(
        "<http://example.com/#p> <http://example.com/#q> _:c14n0 .\n"
        "<http://example.com/#p> <http://example.com/#r> _:c14n1 .\n"
        "_:c14n0 <http://example.com/#s> <http://example.com/#u> .\n"
        "_:c14n1 <http://example.com/#t> <http://example.com/#u> .\n",
        {"_:e0": "_:c14n0", "_:e1": "_:c14n1"},
        ties=0,
    )


def test_shared_hashes_example() -> None:
    """RDFC-1.0 §A.2: two nodes tie at first degree, and their neighbours tell them apart."""
    dataset = [
        (P, Q, "_:e0", ""),
        (P, Q, "_:e1", ""),
        ("_:e0", P, "_:e2", ""),
        ("_:e1", P, "_:e3", ""),
        ("_:e2", "<http://example.com/#r>", "_:e3", ""),
    ]
    canonical = canonicalise(dataset)
    assert canonical.text == (
        "<http://example.com/#p> <http://example.com/#q> _:c14n2 .\n"
        "<http://example.com/#p> <http://example.com/#q> _:c14n3 .\n"
        "_:c14n0 <http://example.com/#r> _:c14n1 .\n"
        "_:c14n2 <http://example.com/#p> _:c14n1 .\n"
        "_:c14n3 <http://example.com/#p> _:c14n0 .\n"
    )
    assert canonical.ties == 2


def test_a_group_named_on_the_way_is_not_named_again() -> None:
    """Two equal chains: naming the heads names the tails (§4.4, step 5.2.1)."""
    dataset = [
        ("_:a", P, "_:b", ""),
        ("_:c", P, "_:d", ""),
        ("_:b", Q, "_:e", ""),
        ("_:d", Q, "_:f", ""),
    ]
    canonical = canonicalise(dataset)
    assert canonical.ties == 6
    assert len(set(canonical.labels.values())) == 6


@pytest.mark.parametrize("seed", range(3))
def test_w3c_test_075_comes_out_in_sha384(seed: int) -> None:
    """The W3C suite's hardest graph, relabelled, gives the suite's text."""
    dice = random.Random(seed)
    names = list(range(12))
    dice.shuffle(names)
    vocabulary = "<http://example.org/vocab#p>"
    pairs = [(start, end) for start, ends in TEST_075.items() for end in ends]
    dataset = [(f"_:e{names[a]}", vocabulary, f"_:e{names[b]}", "") for a, b in pairs]
    expected = sorted(f"_:c14n{a} {vocabulary} _:c14n{b} .\n" for a, b in pairs)
    assert canonicalise(dataset, algorithm="sha384").text == "".join(expected)


def test_lines_stand_in_code_point_order() -> None:
    """§4.4: code points, not UTF-16, so that an emoji follows a full-width letter."""
    dataset = [("<urn:a>", P, '"🦉"', ""), ("<urn:a>", P, '"ｚ"', "")]  # noqa: RUF001 (of another plane of Unicode)
    assert canonicalise(dataset).text.index("ｚ") < canonicalise(dataset).text.index("🦉")  # noqa: RUF001 (of another plane of Unicode)


@settings(max_examples=300, deadline=None)
@given(datasets, st.integers(0, 1000))
def test_labels_and_order_do_not_matter(dataset: list[Quad], seed: int) -> None:
    """The canonical text depends on the graph alone (RDFC-1.0, §1: isomorphism)."""
    assert canonicalise(dataset).text == canonicalise(relabelled(dataset, seed)).text


@settings(max_examples=100, deadline=None)
@given(datasets)
def test_the_canonical_text_is_the_same_graph(dataset: list[Quad]) -> None:
    """Applying the labels to the input gives the output, line for line."""
    canonical = canonicalise(dataset)
    renamed = {line(tuple(canonical.labels.get(t, t) for t in quad)) for quad in dataset}  # type: ignore[arg-type]  # a quad stays four texts
    assert canonical.text == "".join(sorted(renamed))
    assert sorted(canonical.labels.values()) == sorted(
        f"_:c14n{number}" for number in range(len(canonical.labels))
    )


def clique(size: int) -> list[Quad]:
    pairs = [(a, b) for a in range(size) for b in range(size) if a != b]
    return [(f"_:e{a}", P, f"_:e{b}", "") for a, b in pairs]


def ring(size: int) -> list[Quad]:
    return [(f"_:e{n}", P, f"_:e{(n + 1) % size}", "") for n in range(size)]


@pytest.mark.parametrize("poison", [clique(10), clique(60), ring(150), ring(3000)])
def test_a_poison_graph_fails_within_a_second(poison: list[Quad]) -> None:
    """W3C test 074 asks that such graphs end in an error; ours ends soon."""
    started = time.process_time()
    with pytest.raises(CanonicalisationError, match="so alike"):
        canonicalise(poison)
    own_time = time.process_time() - started
    assert own_time < 1 or sys.gettrace()  # a tracer's time is not the program's


def test_a_large_plain_graph_costs_no_budget() -> None:
    """Only ties cost work: thousands of nodes told apart at once pass with no budget."""
    dataset = [(f"_:e{n}", P, f'"{n}"', "") for n in range(2000)]
    assert canonicalise(dataset, budget=0).ties == 0
