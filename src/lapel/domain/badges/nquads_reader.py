"""N-Quads text to quads in canonical terms (RDF 1.1 N-Quads, §2 and §8)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lapel.domain.badges import nquads
from lapel.domain.badges.errors import LinkedDataError, UnreadableError

if TYPE_CHECKING:
    from lapel.domain.badges.nquads import Quad

MAX_LINES = 100_000
_IRI = r"<((?:[^\x00-\x20<>\"{}|^`\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*)>"
_BLANK = r"_:[\w:](?:[\w:.\u00b7-]*[\w:\u00b7-])?"
_TEXT = r'"((?:[^"\\\n\r]|\\[tbnrf"\'\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*)"'
_LITERAL = rf"{_TEXT}(?:\^\^{_IRI}|@([A-Za-z]+(?:-[A-Za-z0-9]+)*))?"
_TERM = re.compile(rf"[ \t]*(?:{_IRI}|({_BLANK})|{_LITERAL})")
_END = re.compile(r"[ \t]*\.[ \t]*(?:#.*)?")
_EMPTY = re.compile(r"[ \t]*(?:#.*)?")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_SHORT = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


def read_nquads(text: str) -> frozenset[Quad]:
    """Return the quads of an N-Quads document.

    Raises UnreadableError naming the line that is none, and for more than 100,000 lines.
    """
    lines = re.split(r"\r\n|\n|\r", text)
    if len(lines) > MAX_LINES:
        raise UnreadableError("The file has more than {most} lines.", most=MAX_LINES)
    found = set()
    for number, line in enumerate(lines, start=1):
        if not _EMPTY.fullmatch(line):
            found.add(_quad(line, number))
    return frozenset(found)


def _quad(line: str, number: int) -> Quad:
    terms, place = [], 0
    while match := _TERM.match(line, place):
        terms.append(match)
        place = match.end()
    if not _END.fullmatch(line, place) or not 3 <= len(terms) <= 4:
        raise UnreadableError("Line {number} is not N-Quads.", number=number)
    try:
        read = [_term(match) for match in terms]
    except LinkedDataError as error:
        raise UnreadableError(
            "Line {number} is not N-Quads: {why}", number=number, why=error.said
        ) from error
    if read[0][0] == '"' or read[1][0] != "<" or (len(read) == 4 and read[3][0] == '"'):
        raise UnreadableError("Line {number} is not N-Quads.", number=number)
    subject, predicate, object_, *graph = read
    return subject, predicate, object_, graph[0] if graph else ""


def _term(match: re.Match[str]) -> str:
    iri, blank, text, datatype, language = match.groups()
    if iri is not None:
        return nquads.iri(_unescaped(iri))
    if blank is not None:
        return blank
    kind = nquads.XSD_STRING if datatype is None else _unescaped(datatype)
    return nquads.literal(_unescaped(text), datatype=kind, language=language or "")


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    four, eight, letter = match.groups()
    if letter is not None:
        return _SHORT.get(letter, letter)
    code = int(four or eight, 16)
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise LinkedDataError("An escape stands for no character.")
    return chr(code)
