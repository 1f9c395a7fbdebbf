"""Keep small numbers of a table back, so that no arithmetic brings them out again.

Primary suppression hides every cell under the threshold, and every cell that is nearly all of a
row whose total is known otherwise (it would tell of each person in it). Secondary suppression
hides further cells until nobody who knows the totals can tell that a hidden small cell is small:
for each, some table that fits all that is shown has the threshold or more in its place. Which
tables fit is a question of flows in the graph of hidden cells (Gusfield 1988, "A graph theoretic
approach to statistical data security", SIAM J. Comput. 17).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from heapq import heappop, heappush

ENDLESS = 10**9
NEARLY_ALL = 0.9

Cell = tuple[int, int]
Node = tuple[str, int]
ANYWHERE: Node = ("anywhere", 0)


def row_node(cell: Cell) -> Node:
    """Give the node of a cell's row."""
    return ("row", cell[0])


def column_node(cell: Cell) -> Node:
    """Give the node of a cell's column."""
    return ("column", cell[1])


@dataclass
class Suppressor:
    """A table of counts with what an onlooker knows beside it: the totals of some lines.

    `room` holds, along each cell from its row to its column, by how much the cell may grow, and
    back, by how much it may shrink. A flow from a cell's column to its row that avoids the cell
    is a way to make it larger and to leave every known total as it is.
    """

    cells: list[list[int]]
    known_rows: list[bool]
    known_columns: list[bool]
    least: int = 10
    kept_back: frozenset[int] = frozenset()
    hidden: set[Cell] = field(default_factory=set)
    room: dict[Node, dict[Node, int]] = field(default_factory=dict)

    def run(self) -> list[list[int | None]]:
        """Give the table as it may be shown, None for what is kept back."""
        self._draw()
        everywhere = [(i, j) for i, row in enumerate(self.cells) for j in range(len(row))]
        guarded = [cell for cell in everywhere if self._is_small(cell) or self._is_all(cell)]
        self.hidden = {*guarded, *[cell for cell in everywhere if cell[1] in self.kept_back]}
        while sum(self._mend(cell) for cell in guarded):
            pass
        return [
            [None if (i, j) in self.hidden else count for j, count in enumerate(row)]
            for i, row in enumerate(self.cells)
        ]

    def _draw(self) -> None:
        lines = {("row", i): known for i, known in enumerate(self.known_rows)}
        lines |= {("column", j): known for j, known in enumerate(self.known_columns)}
        self.room = {node: {} if known else {ANYWHERE: ENDLESS} for node, known in lines.items()}
        self.room[ANYWHERE] = {node: ENDLESS for node, known in lines.items() if not known}
        for i, row in enumerate(self.cells):
            for j, count in enumerate(row):
                self.room["row", i]["column", j] = ENDLESS
                self.room["column", j]["row", i] = count

    def _count(self, cell: Cell) -> int:
        return self.cells[cell[0]][cell[1]]

    def _row_total(self, cell: Cell) -> int:
        return sum(self.cells[cell[0]])

    def _is_small(self, cell: Cell) -> bool:
        return self._count(cell) < self.least

    def _is_all(self, cell: Cell) -> bool:
        return self.known_rows[cell[0]] and self._count(cell) > NEARLY_ALL * self._row_total(cell)

    def _mend(self, cell: Cell) -> bool:
        """Hide what a cell needs to be safe; tell whether anything more had to be hidden."""
        before = len(self.hidden)
        pushed: list[tuple[Node, Node, int]] = []
        needed = self._needed(cell)
        while needed > 0:
            path = self._cheapest_way(cell)
            if not path:
                break  # its own known totals bound it; nothing beyond them is told
            amount = min([needed, *[self.room[a][b] for a, b in path]])
            for a, b in path:
                self._hide_between(a, b)
                self._push(a, b, amount)
                pushed.append((a, b, amount))
            needed -= amount
        for a, b, amount in pushed:
            self._push(a, b, -amount)
        return len(self.hidden) > before

    def _needed(self, cell: Cell) -> int:
        """Tell by how much a table that fits must differ here: up for small, down for all."""
        if self._is_small(cell):
            return self._reachable(cell) - self._count(cell)
        return self._count(cell) - int(NEARLY_ALL * self._row_total(cell))

    def _reachable(self, cell: Cell) -> int:
        """Give what a cell could be at most by its known totals, the threshold at most."""
        bounds = [self.least]
        if self.known_rows[cell[0]]:
            bounds.append(self._row_total(cell))
        if self.known_columns[cell[1]]:
            bounds.append(sum(row[cell[1]] for row in self.cells))
        return min(bounds)

    def _push(self, a: Node, b: Node, amount: int) -> None:
        self.room[a][b] -= amount
        self.room[b][a] = self.room[b].get(a, 0) + amount

    def _hide_between(self, a: Node, b: Node) -> None:
        if ANYWHERE not in (a, b):
            row, column = (a, b) if a[0] == "row" else (b, a)
            self.hidden.add((row[1], column[1]))

    def _cost(self, a: Node, b: Node) -> int:
        """Give the price of a step: nothing by hidden cells, else the number it would hide."""
        if ANYWHERE in (a, b):
            return 0
        row, column = (a, b) if a[0] == "row" else (b, a)
        cell = (row[1], column[1])
        return 0 if cell in self.hidden else 1 + self._count(cell)

    def _cheapest_way(self, cell: Cell) -> list[tuple[Node, Node]]:
        """Find the way that hides least, by Dijkstra; empty if there is none."""
        around = (row_node(cell), column_node(cell))
        sink, source = around if self._is_small(cell) else around[::-1]
        came: dict[Node, Node] = {}
        best = {source: 0}
        queue = [(0, source)]
        while queue:
            price, node = heappop(queue)
            if node == sink:
                return _walked(came, source, sink)
            if price > best[node]:
                continue
            for other, room in self.room[node].items():
                if room <= 0 or {node, other} == set(around):
                    continue
                total = price + self._cost(node, other)
                if other == sink and total == 0:
                    return [*_walked(came, source, node), (node, sink)]
                if total < best.get(other, ENDLESS):
                    best[other], came[other] = total, node
                    heappush(queue, (total, other))
        return []


def _walked(came: dict[Node, Node], source: Node, sink: Node) -> list[tuple[Node, Node]]:
    steps = []
    node = sink
    while node != source:
        steps.append((came[node], node))
        node = came[node]
    return steps[::-1]


def suppressed(
    cells: list[list[int]],
    *,
    known_rows: list[bool],
    known_columns: list[bool],
    least: int = 10,
    kept_back: frozenset[int] = frozenset(),
) -> list[list[int | None]]:
    """Give a table of counts as it may be shown to someone who knows the totals of some lines.

    The columns `kept_back` are hidden whole.
    """
    return Suppressor(cells, known_rows, known_columns, least, kept_back).run()
