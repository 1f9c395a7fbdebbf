"""What a manifest says of a question: IEEE 1484.12.1 (LOM), as QTI 3.0 packages carry it.

`general` its key, what it is about and its language; `educational` the band, whose five words are
LOM's; `relation` (is based on) the source; `annotation` why the band; `classification` the
competency.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lapel.domain.microcredential.qti.words import element, escaped, line

if TYPE_CHECKING:
    from lapel.domain.microcredential.items import Item
    from lapel.domain.microcredential.qti.tree import Node

NAMESPACE = "http://ltsc.ieee.org/xsd/LOM"
QTI = "http://www.imsglobal.org/xsd/imsqti_metadata_v3p0"
CATALOG = "lapel/items@1"
BANDS = ("very easy", "easy", "medium", "difficult", "very difficult")


def write_metadata(item: Item, competency: str, language: str) -> str:
    """Write what QTI keeps beside an item, not in it."""
    key = element("catalog", CATALOG) + element("entry", escaped(item.key))
    general = (
        element("identifier", key)
        + element("title", _string(item.about, language))
        + element("language", escaped(language))
    )
    kind = element("kind", _vocabulary("isbasedon"))
    source = item.source
    work = "".join(
        element("description", _string(each, language)) for each in (source.cite, source.says)
    )
    path = element("source", _string("lapel", "en")) + element("taxon", element("id", competency))
    purpose = element("purpose", _vocabulary("competency"))
    lom = [
        element("general", general),
        element("educational", element("difficulty", _vocabulary(BANDS[item.band - 1]))),
        element("relation", kind + element("resource", work)),
        element("annotation", element("description", _string(item.band_reason, language))),
        element("classification", purpose + element("taxonPath", path)),
    ]
    qti = element("interactionType", "choiceInteraction") + element("feedbackType", "nonadaptive")
    return element("lom", "".join(lom), xmlns=NAMESPACE) + element("qtiMetadata", qti, xmlns=QTI)


def _string(text: str, language: str) -> str:
    return element("string", escaped(line(text)), language=language)


def _vocabulary(value: str) -> str:
    return element("source", "LOMv1.0") + element("value", value)


def read_metadata(resource: Node) -> dict[str, Any]:
    """Give the fields of a question that a resource's metadata holds, beside those in its item.

    `competency` and `language` among them; what is not there is missing.
    """
    found: dict[str, Any] = {}
    for lom in resource.all("metadata", "lom"):
        for identifier in lom.all("general", "identifier"):
            if _text(identifier, "catalog") == CATALOG:
                found["key"] = _text(identifier, "entry")
        found["language"] = _text(lom, "general", "language")
        level = _text(lom, "educational", "difficulty", "value")
        if level in BANDS:
            found["band"] = BANDS.index(level) + 1
        found["band_reason"] = _text(lom, "annotation", "description")
        found |= _source(lom) | _competency(lom)
    return {name: value for name, value in found.items() if value}


def _source(lom: Node) -> dict[str, Any]:
    for relation in lom.all("relation"):
        told = [line(each.text) for each in relation.all("resource", "description")]
        if _text(relation, "kind", "value") == "isbasedon" and told:
            source = {"cite": told[0], "says": " ".join(told[1:])}
            return {"source": {name: text for name, text in source.items() if text}}
    return {}


def _competency(lom: Node) -> dict[str, str]:
    for classification in lom.all("classification"):
        code = _text(classification, "taxonPath", "taxon", "id")
        if _text(classification, "purpose", "value") == "competency" and code:
            return {"competency": code}
    return {}


def _text(node: Node, *names: str) -> str:
    found = node.first(*names)
    return line(found.text) if found else ""
