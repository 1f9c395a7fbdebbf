"""Expanded JSON-LD to RDF quads (JSON-LD 1.1 API, §8), refusing whatever RDF would drop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lapel.domain.badges import nquads
from lapel.domain.badges.errors import LinkedDataError
from lapel.domain.badges.nquads import Quad, is_blank

if TYPE_CHECKING:
    from collections.abc import Mapping

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
I18N = "https://www.w3.org/ns/i18n#"
_TYPE, _FIRST, _REST, _NIL = (f"<{RDF}{name}>" for name in ("type", "first", "rest", "nil"))
_LARGE = 1e21  # JSON-LD 1.1 API §8.6: from here on an integer is written as a double


class ExpandedToRdf:
    """Collects the quads of one document; blank nodes are labelled in order of appearance."""

    def __init__(self) -> None:
        self.quads: set[Quad] = set()
        self.labels: dict[str, str] = {}
        self.count = 0

    def convert(self, expanded: list[Any]) -> frozenset[Quad]:
        """Return the quads of the top-level nodes."""
        for node in expanded:
            self.node(node, "")
        return frozenset(self.quads)

    def node(self, node: Mapping[str, Any], graph: str) -> str:
        """Add a node object's quads and return its term."""
        term = self.resource(node["@id"], "identifier") if "@id" in node else self.blank()
        for name, values in node.items():
            if name == "@type":
                for value in values:
                    self.add(term, _TYPE, self.resource(value, "type"), graph)
            elif name == "@graph":
                for inner in values:
                    self.node(inner, term)
            elif name.startswith("@"):
                self.keyword(name)
            else:
                self.properties(term, name, values, graph)
        return term

    def properties(self, subject: str, name: str, values: list[Any], graph: str) -> None:
        """Add one quad per value of a property."""
        predicate = nquads.iri(name, what="property")
        for value in values:
            self.add(subject, predicate, self.object(value, graph), graph)

    def object(self, value: Mapping[str, Any], graph: str) -> str:
        """Return the term of a value, list or node object, adding what it contains."""
        if "@value" in value:
            return self.literal(value)
        if "@list" in value:
            return self.list(value["@list"], graph)
        return self.node(value, graph)

    def literal(self, item: Mapping[str, Any]) -> str:
        """Return the term of a value object."""
        return literal(item)

    def list(self, items: list[Any], graph: str) -> str:
        """Add an RDF collection and return its head (§8.5)."""
        head = _NIL
        for item in reversed(items):
            cell = self.blank()
            self.add(cell, _FIRST, self.object(item, graph), graph)
            self.add(cell, _REST, head, graph)
            head = cell
        return head

    def resource(self, identifier: Any, what: str) -> str:
        """Return the term of an identifier, keeping the document's own blank nodes apart."""
        if not isinstance(identifier, str):  # what looks like a keyword expands to nothing
            raise LinkedDataError("The document has a keyword in place of an {what}.", what=what)
        if not is_blank(identifier):
            return nquads.iri(identifier, what=what)
        if identifier not in self.labels:
            self.labels[identifier] = self.blank()
        return self.labels[identifier]

    def blank(self) -> str:
        """Return a fresh blank node."""
        self.count += 1
        return f"_:b{self.count}"

    def add(self, subject: str, predicate: str, object_: str, graph: str) -> None:
        """Add one quad."""
        self.quads.add((subject, predicate, object_, graph))

    def keyword(self, name: str) -> None:
        """Refuse a keyword whose content RDF would lose; @id was read already."""
        if name != "@id":
            raise LinkedDataError(
                "The keyword “{name}” would hide text from the signature.", name=name
            )


def literal(item: Mapping[str, Any]) -> str:
    """Return the RDF literal of a value object (§8.6), directions as i18n data types."""
    value, datatype = item["@value"], item.get("@type", "")
    if "@index" in item:
        raise LinkedDataError("The keyword “@index” would hide text from the signature.")
    if datatype == "@json":
        return nquads.literal(_canonical_json(value), datatype=f"{RDF}JSON")
    if isinstance(value, bool):
        return nquads.literal(str(value).lower(), datatype=datatype or f"{XSD}boolean")
    if isinstance(value, int | float) and "@direction" not in item:
        return _number(value, datatype)
    language = item.get("@language", "")
    if "@direction" in item:
        return nquads.literal(str(value), datatype=f"{I18N}{language}_{item['@direction']}")
    return nquads.literal(value, datatype=datatype or nquads.XSD_STRING, language=language)


def _number(value: float, datatype: str) -> str:
    whole = float(value).is_integer() and abs(value) < _LARGE
    if whole and datatype != f"{XSD}double":
        return nquads.literal(str(int(value)), datatype=datatype or f"{XSD}integer")
    return nquads.literal(_canonical_double(value), datatype=datatype or f"{XSD}double")


def _canonical_double(value: float) -> str:
    """Return XSD's canonical double with 15 digits after the point: 0.1 is 1.0E-1."""
    mantissa, exponent = f"{value:.15E}".split("E")
    digits = mantissa.rstrip("0")
    return f"{digits}{'0' if digits.endswith('.') else ''}E{int(exponent)}"


def _canonical_json(value: Any) -> str:
    import rfc8785

    return rfc8785.dumps(value).decode()
