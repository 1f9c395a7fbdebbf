"""RDF Dataset Canonicalization (RDFC-1.0) with a budget of work.

Source: W3C Recommendation, 21 May 2024, §4. Lists of related blank nodes keep repetitions
("list semantics"), as the reference implementations do; SHA-256 and SHA-384 are offered.
"""

from __future__ import annotations

import hashlib
import itertools
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from lapel.domain.badges import nquads
from lapel.domain.badges.errors import CanonicalisationError
from lapel.domain.badges.nquads import Quad, is_blank

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Algorithm = Literal["sha256", "sha384"]
DEFAULT_BUDGET = 40_000  # about a tenth of a second; W3C test 075 takes 9,048
_TOO_ALIKE = "The document's unnamed parts are so alike that ordering them takes too long."


@dataclass(frozen=True)
class Canonical:
    """A dataset in canonical form: its N-Quads, the labels given, and whether any node tied."""

    text: str
    labels: Mapping[str, str]
    ties: int


def canonicalise(
    quads: Iterable[Quad], *, algorithm: Algorithm = "sha256", budget: int = DEFAULT_BUDGET
) -> Canonical:
    """Return the canonical form of a set of quads.

    `budget` bounds the quads hashed and paths compared while telling tied blank nodes apart;
    past it CanonicalisationError is raised, so that a poison graph fails fast.
    """
    try:
        return _Run(frozenset(quads), algorithm, budget).finish()
    except RecursionError as error:
        raise CanonicalisationError(_TOO_ALIKE) from error


class _Issuer:
    """Hands out numbered labels, remembering the order (§4.5)."""

    def __init__(self, prefix: str, issued: Mapping[str, str] | None = None) -> None:
        self.prefix = prefix
        self.issued = dict(issued or {})

    def copy(self) -> _Issuer:
        return _Issuer(self.prefix, self.issued)

    def issue(self, node: str) -> str:
        if node not in self.issued:
            self.issued[node] = f"_:{self.prefix}{len(self.issued)}"
        return self.issued[node]


class _Run:
    """The state of one canonicalisation (§4.2)."""

    def __init__(self, quads: frozenset[Quad], algorithm: Algorithm, budget: int) -> None:
        self.quads = quads
        self.algorithm = algorithm
        self.budget = budget
        self.canonical = _Issuer("c14n")
        self.by_node: dict[str, list[Quad]] = defaultdict(list)
        for quad in quads:
            for node in {term for term in quad if is_blank(term)}:
                self.by_node[node].append(quad)
        self.first = {node: self.first_degree(node) for node in self.by_node}

    def finish(self) -> Canonical:
        tied = self.issue_unique()
        for group in tied:
            self.issue_tied(group)
        labels = self.canonical.issued
        relabelled = {nquads.line(_relabel(quad, labels)) for quad in self.quads}
        return Canonical("".join(sorted(relabelled)), labels, sum(map(len, tied)))

    def issue_unique(self) -> list[list[str]]:
        """Label nodes whose first-degree hash is theirs alone; return the groups that tie."""
        groups: dict[str, list[str]] = defaultdict(list)
        for node, digest in self.first.items():
            groups[digest].append(node)
        tied = []
        for digest in sorted(groups):
            if len(groups[digest]) == 1:
                self.canonical.issue(groups[digest][0])
            else:
                tied.append(groups[digest])
        return tied

    def issue_tied(self, group: list[str]) -> None:
        results = []
        for node in group:
            if node not in self.canonical.issued:
                issuer = _Issuer("b")
                issuer.issue(node)
                results.append(self.n_degree(node, issuer))
        for _, issuer in sorted(results, key=lambda result: result[0]):
            for node in issuer.issued:
                self.canonical.issue(node)

    def first_degree(self, node: str) -> str:
        """Hash First Degree Quads (§4.6)."""
        own = {term: "_:a" if term == node else "_:z" for term in _nodes(self.by_node[node])}
        return self.digest(
            "".join(sorted(nquads.line(_relabel(quad, own)) for quad in self.by_node[node]))
        )

    def n_degree(self, node: str, issuer: _Issuer) -> tuple[str, _Issuer]:
        """Hash N-Degree Quads (§4.8): the hash, and the issuer of the path chosen."""
        related = self.related(node, issuer)
        data = []
        for digest in sorted(related):
            path, issuer = self.shortest_path(related[digest], issuer)
            data += [digest, path]
        return self.digest("".join(data)), issuer

    def related(self, node: str, issuer: _Issuer) -> dict[str, list[str]]:
        """Group related blank nodes by hash, keeping repetitions (§4.8, steps 1 to 3)."""
        groups: dict[str, list[str]] = defaultdict(list)
        for quad in self.by_node[node]:
            self.spend()
            for position, term in zip("spog", quad, strict=True):
                if is_blank(term) and term != node:
                    groups[self.hash_related(term, quad, issuer, position)].append(term)
        return groups

    def hash_related(self, node: str, quad: Quad, issuer: _Issuer, position: str) -> str:
        """Hash Related Blank Node (§4.7)."""
        label = self.canonical.issued.get(node) or issuer.issued.get(node) or self.first[node]
        return self.digest(position + ("" if position == "g" else quad[1]) + label)

    def shortest_path(self, nodes: list[str], issuer: _Issuer) -> tuple[str, _Issuer]:
        """Try every order of the nodes and keep the least path (§4.8, step 5.4)."""
        best: tuple[str, _Issuer] | None = None
        for order in itertools.permutations(nodes):
            self.spend()
            found = self.path(order, issuer.copy(), best[0] if best else "")
            if found and (best is None or found[0] < best[0]):
                best = found
        assert best is not None  # a group is never empty, and its first order is never cut short
        return best

    def path(
        self, order: tuple[str, ...], issuer: _Issuer, best: str
    ) -> tuple[str, _Issuer] | None:
        """Return the path of one order, or None once it is known to be longer than the best."""
        path, recursion = "", []
        for node in order:
            self.spend()
            if node in self.canonical.issued:
                path += self.canonical.issued[node]
            else:
                if node not in issuer.issued:
                    recursion.append(node)
                path += issuer.issue(node)
            if _worse(path, best):
                return None
        for node in recursion:
            digest, after = self.n_degree(node, issuer)
            path += f"{issuer.issue(node)}<{digest}>"
            issuer = after
            if _worse(path, best):
                return None
        return path, issuer

    def digest(self, text: str) -> str:
        return hashlib.new(self.algorithm, text.encode()).hexdigest()

    def spend(self) -> None:
        self.budget -= 1
        if self.budget < 0:
            raise CanonicalisationError(_TOO_ALIKE)


def _worse(path: str, best: str) -> bool:
    return bool(best) and len(path) >= len(best) and path > best


def _nodes(quads: list[Quad]) -> set[str]:
    return {term for quad in quads for term in quad if is_blank(term)}


def _relabel(quad: Quad, labels: Mapping[str, str]) -> Quad:
    subject, predicate, object_, graph = quad
    return (
        labels.get(subject, subject),
        predicate,
        labels.get(object_, object_),
        labels.get(graph, graph),
    )
