"""RDF terms as canonical N-Quads text (RDF Dataset Canonicalization 1.0, §5)."""

from __future__ import annotations

import re

from lapel.domain.badges.errors import LinkedDataError

XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"

# Subject, predicate, object and graph name ("" for the default graph), each as N-Quads text.
Quad = tuple[str, str, str, str]

_SHORT = {
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\f": "\\f",
    "\r": "\\r",
    '"': '\\"',
    "\\": "\\\\",
}
_ESCAPED = re.compile(r'[\x00-\x1f\x7f"\\\ufffe\uffff]')
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>\"{}|^`\\]*")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")


def is_blank(term: str) -> bool:
    """Say whether a term is a blank node."""
    return term.startswith("_:")


def is_absolute(iri: str) -> bool:
    """Say whether a text is an absolute IRI that N-Quads can carry (IRIREF, RFC 3987)."""
    return _ABSOLUTE.fullmatch(iri) is not None


def iri(value: str, *, what: str = "identifier") -> str:
    """Return an IRI in angle brackets; raises LinkedDataError naming a relative or broken one."""
    if not is_absolute(value):
        raise LinkedDataError(
            "The {what} “{value}” is not an absolute address.", what=what, value=value
        )
    return f"<{value}>"


def literal(value: str, *, datatype: str = XSD_STRING, language: str = "") -> str:
    r"""Return a literal with the escapes of RDFC-1.0 (short ones, then upper-case \\uXXXX)."""
    text = f'"{escaped(value)}"'
    if language:
        return f"{text}@{_language(language)}"
    return text if datatype == XSD_STRING else f"{text}^^{iri(datatype, what='data type')}"


def escaped(value: str) -> str:
    """Return the text of a literal, without its quotation marks."""
    return _ESCAPED.sub(_escape, value)


def escaped_all(values: list[str]) -> list[str]:
    """Return the texts of many literals: most need no escape, so they are searched first."""
    search, replace = _ESCAPED.search, _ESCAPED.sub
    return [replace(_escape, value) if search(value) else value for value in values]


def line(quad: Quad) -> str:
    """Return one quad as a line of N-Quads, with its newline."""
    return " ".join(part for part in quad if part) + " .\n"


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    return _SHORT.get(character) or f"\\u{ord(character):04X}"


def _language(tag: str) -> str:
    if not _LANGUAGE.fullmatch(tag):
        raise LinkedDataError("“{tag}” is not a language tag.", tag=tag)
    return tag
