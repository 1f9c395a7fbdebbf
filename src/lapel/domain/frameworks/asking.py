"""The query of a CASE service: limit, offset, sort, orderBy, filter, fields (CASE 1.1 REST, §3.5).

A filter is `field='value'`, with =, !=, >, >=, <, <= or ~ (contains), joined by AND or by OR.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

MOST = 500
USUAL = 100
FARTHEST = 1_000_000
LONGEST = 1_000
_TERM = re.compile(r"\s*(\w+)\s*(!=|>=|<=|=|>|<|~)\s*'([^']*)'\s*")
_JOIN = re.compile(r"(AND|OR)\b")
_COMPARE: dict[str, Callable[[str, str], bool]] = {
    "=": lambda one, other: one == other,
    "!=": lambda one, other: one != other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    "~": lambda one, other: other.casefold() in one.casefold(),
}
Json = dict[str, Any]


class AskedWronglyError(Exception):
    """A query that cannot be answered: the parameter, the protocol's code, and a sentence."""

    def __init__(self, name: str, sentence: str, code: str = "invalid_selection_field") -> None:
        super().__init__(sentence)
        self.name, self.sentence, self.code = name, sentence, code


@dataclass(frozen=True)
class Term:
    """One comparison of a field with a text."""

    field: str
    operator: str
    value: str

    def holds(self, document: Mapping[str, Any]) -> bool:
        """Tell whether a document's field compares so; of a list, one element is enough."""
        value = document.get(self.field, "")
        texts = value if isinstance(value, list) else [value]
        return any(_COMPARE[self.operator](str(text), self.value) for text in texts)


@dataclass(frozen=True)
class Asked:
    """A query that was understood."""

    limit: int = USUAL
    offset: int = 0
    sort: str = ""
    descending: bool = False
    terms: tuple[Term, ...] = ()
    any_term: bool = False
    fields: tuple[str, ...] = ()


def asked(query: Mapping[str, str], *, known: Collection[str]) -> Asked:
    """Read a query over documents with the fields `known`; `AskedWronglyError` otherwise."""
    terms, any_term = _filter(query.get("filter", ""), known)
    order = query.get("orderBy", "asc") or "asc"
    if order not in {"asc", "desc"}:
        raise AskedWronglyError("orderBy", "orderBy is asc or desc.", "invalid_sort_field")
    sort = query.get("sort", "")
    if sort and sort not in known:
        raise AskedWronglyError(
            "sort", "There is no field of this name to sort by.", "invalid_sort_field"
        )
    return Asked(
        limit=_number(query, "limit", USUAL, least=1, most=MOST),
        offset=_number(query, "offset", 0, least=0, most=FARTHEST),
        sort=sort,
        descending=order == "desc",
        terms=terms,
        any_term=any_term,
        fields=_fields(query.get("fields", ""), known),
    )


def selected(documents: list[Json], wanted: Asked) -> tuple[list[Json], int]:
    """Give the stretch of the documents that was asked for, and how many match in all."""
    found = [one for one in documents if _matches(one, wanted)]
    if wanted.sort:
        found.sort(key=lambda one: str(one.get(wanted.sort, "")), reverse=wanted.descending)
    stretch = found[wanted.offset : wanted.offset + wanted.limit]
    if wanted.fields:
        stretch = [
            {name: value for name, value in one.items() if name in wanted.fields} for one in stretch
        ]
    return stretch, len(found)


def _matches(document: Json, wanted: Asked) -> bool:
    judged = [term.holds(document) for term in wanted.terms]
    return (any(judged) if wanted.any_term else all(judged)) if judged else True


def _filter(text: str, known: Collection[str]) -> tuple[tuple[Term, ...], bool]:
    if not text.strip():
        return (), False
    if len(text) > LONGEST:
        raise AskedWronglyError("filter", "The filter is too long.")
    terms, joins, at = [], set(), 0
    while True:
        match = _TERM.match(text, at)
        if match is None or match[1] not in known:
            raise AskedWronglyError(
                "filter", "A filter is field='value', joined by AND or OR, with fields of CASE."
            )
        terms.append(Term(match[1], match[2], match[3]))
        at = match.end()
        if at == len(text):
            break
        join = _JOIN.match(text, at)
        if join is None:
            raise AskedWronglyError("filter", "Terms of a filter are joined by AND or OR.")
        joins.add(join[1])
        at = join.end()
    if len(joins) > 1:
        raise AskedWronglyError("filter", "A filter has AND or OR, not both.")
    return tuple(terms), joins == {"OR"}


def _fields(text: str, known: Collection[str]) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    unknown = [name for name in names if name not in known]
    if unknown:
        raise AskedWronglyError("fields", f"There is no field {unknown[0][:60]}.")
    return names


def _number(query: Mapping[str, str], name: str, usual: int, *, least: int, most: int) -> int:
    text = query.get(name, "") or str(usual)
    if not (text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most):
        raise AskedWronglyError(name, f"{name} is a whole number from {least} to {most}.")
    return int(text)
