"""No arithmetic brings out what a table keeps back."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from lapel.journey.insight.queries.suppression import suppressed

LEAST = 3


def fits(
    cells: list[list[int]],
    shown: list[list[int | None]],
    known_rows: list[bool],
    known_columns: list[bool],
) -> list[list[list[int]]]:
    """Try every table an onlooker could think of, by brute force, and keep those that fit."""
    most = sum(map(sum, cells)) + LEAST
    ranges = [range(most + 1) if each is None else [each] for row in shown for each in row]
    width = len(cells[0])
    found = []
    for guess in product(*ranges):
        table = [list(guess[at : at + width]) for at in range(0, len(guess), width)]
        rows = all(sum(table[i]) == sum(cells[i]) for i, known in enumerate(known_rows) if known)
        columns = all(
            sum(row[j] for row in table) == sum(row[j] for row in cells)
            for j, known in enumerate(known_columns)
            if known
        )
        if rows and columns:
            found.append(table)
    return found


tables = st.integers(1, 3).flatmap(
    lambda width: st.lists(
        st.lists(st.sampled_from([0, 0, 1, 2, 3, 4, 5]), min_size=width, max_size=width),
        min_size=1,
        max_size=3,
    )
)


@settings(max_examples=200, deadline=None)
@given(tables)
def test_no_small_number_can_be_told_to_be_small(cells: list[list[int]]) -> None:
    """For each small cell, some table that fits has the threshold in its place.

    The onlooker knows each row's total; nothing beyond that is told where it is small itself.
    """
    known = [True] * len(cells), [False] * len(cells[0])
    shown = suppressed(cells, known_rows=known[0], known_columns=known[1], least=LEAST)
    for row, hidden in zip(cells, shown, strict=True):
        thinkable = fits([row], [hidden], [True], [False] * len(row))
        for j, count in enumerate(row):
            if count < LEAST:
                assert hidden[j] is None
                assert max(table[0][j] for table in thinkable) >= min(LEAST, sum(row))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from([0, 1, 2, 3, 4]), min_size=3, max_size=3), min_size=1, max_size=2
    )
)
def test_two_tables_of_one_thing_tell_no_more_than_each(cells: list[list[int]]) -> None:
    """One micro-credential: its row is the sum of the schools, and both are looked at together."""
    total = [sum(column) for column in zip(*cells, strict=True)]
    (whole,) = suppressed([total], known_rows=[True], known_columns=[False] * 3, least=LEAST)
    shown = suppressed(
        cells,
        known_rows=[True] * len(cells),
        known_columns=[count is not None for count in whole],
        least=LEAST,
        kept_back=frozenset(j for j, count in enumerate(whole) if count is None),
    )
    thinkable = near(cells, shown, whole)
    for j, count in enumerate(total):
        if count < LEAST:
            could_be = max(sum(row[j] for row in table) for table in thinkable)
            assert could_be >= min(LEAST, sum(total))
    for i, row in enumerate(cells):
        for j, count in enumerate(row):
            if count < LEAST:
                could_be = max(table[i][j] for table in thinkable)
                bounds = [LEAST, sum(row), *([total[j]] if whole[j] is not None else [])]
                assert could_be >= min(bounds)


def near(
    cells: list[list[int]], shown: list[list[int | None]], whole: list[int | None]
) -> list[list[list[int]]]:
    """List the tables that fit by taking rows of each known total apart (columns 0 to 2)."""
    choices = []
    for row, hidden in zip(cells, shown, strict=True):
        ways = fits([row], [hidden], [True], [False] * 3)
        choices.append([way[0] for way in ways])
    return [
        list(table)
        for table in product(*choices)
        if all(
            count is None or sum(row[j] for row in table) == count for j, count in enumerate(whole)
        )
    ]


def test_one_small_cell_takes_another_with_it() -> None:
    """A total minus the others would give the 4 away."""
    shown = suppressed([[4, 30, 50]], known_rows=[True], known_columns=[False] * 3)
    assert shown == [[None, None, 50]]


def test_two_small_cells_may_need_a_third() -> None:
    """9 and 0 hidden of a total leave 9, and 9 tells that both are small."""
    shown = suppressed([[9, 0, 20, 40]], known_rows=[True], known_columns=[False] * 4)
    assert shown == [[None, None, None, 40]]


def test_large_numbers_stay() -> None:
    """Nothing is hidden without need."""
    cells = [[10, 20], [30, 40]]
    assert suppressed(cells, known_rows=[True] * 2, known_columns=[True] * 2) == cells


def test_a_school_where_everybody_is_at_one_stage_is_not_shown() -> None:
    """24 of 24 would tell it of each of them."""
    shown = suppressed([[24, 0, 0]], known_rows=[True], known_columns=[True, False, False])
    assert shown == [[None, None, None]]


def test_rows_and_columns_together_give_nothing_away() -> None:
    """One small cell needs a rectangle of hidden ones when both totals are known."""
    cells = [[5, 40, 60], [50, 70, 80], [90, 65, 75]]
    shown = suppressed(cells, known_rows=[True] * 3, known_columns=[True] * 3)
    hidden = [(i, j) for i in range(3) for j in range(3) if shown[i][j] is None]
    assert hidden == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_a_large_table_is_done_in_time() -> None:
    """Two hundred schools by seven stages, most of it small."""
    cells = [[(i * 7 + j * 3) % 14 for j in range(7)] for i in range(200)]
    shown = suppressed(cells, known_rows=[True] * 200, known_columns=[False] * 7)
    assert all(each is None or each >= 10 for row in shown for each in row)
