"""Questions as a content package of QTI 3.0, and what is found in a package or a single item."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lapel.domain.microcredential.problems import Problem, gettext_noop
from lapel.domain.microcredential.qti.item import Reader, said, write_item
from lapel.domain.microcredential.qti.metadata import read_metadata, write_metadata
from lapel.domain.microcredential.qti.tree import LONGEST_XML, MOST_ELEMENTS, parsed_xml, unreadable
from lapel.domain.microcredential.qti.words import element
from lapel.domain.microcredential.reading import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lapel.domain.microcredential.items import Item, ItemsDocument
    from lapel.domain.microcredential.qti.tree import Node

LONGEST = 10 * 1024 * 1024
MOST_FILES, MOST_BYTES, MOST_IN_ALL = 2_000, 32 * 1024 * 1024, 300_000
PACKAGE = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
SCHEMA = "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqtiv3p0_imscpv1p2_v1p0.xsd"
LOM_SCHEMA = "https://purl.imsglobal.org/spec/md/v1p3/schema/xsd/imsmd_loose_v1p3p2.xsd"
MANIFEST = "imsmanifest.xml"
ITEM = "imsqti_item_xmlv3p0"
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Brought:
    """One question as a file brings it: the fields that were found, and what was not taken.

    `fields` are those of `lapel/items@1` as far as they were there: what is missing is missing.
    """

    file: str
    competency: str
    language: str
    fields: dict[str, Any]
    problems: tuple[Problem, ...]


def write_qti(documents: Iterable[ItemsDocument]) -> bytes:
    """Write a content package, the same bytes for the same questions."""
    files: dict[str, str] = {}
    resources = []
    for document in documents:
        for item in document.items:
            place = f"items/{document.language}/{document.competency}.{item.key}.xml"
            files[place] = write_item(item, document.competency, document.language)
            resources.append(_resource(place, item, document))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for place, text in {MANIFEST: _manifest("\n".join(resources)), **files}.items():
            entry = zipfile.ZipInfo(place, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text.encode())
    return buffer.getvalue()


def _resource(place: str, item: Item, document: ItemsDocument) -> str:
    told = write_metadata(item, document.competency, document.language)
    inside = element("metadata", told) + element("file", href=place)
    name = f"{document.competency}.{document.language}.{item.key}"
    return element("resource", inside, identifier=name, type=ITEM, href=place)


def _manifest(resources: str) -> str:
    about = element("schema", "QTI Package") + element("schemaversion", "3.0.0")
    inside = [
        element("metadata", about),
        element("organizations"),
        element("resources", f"\n{resources}\n"),
    ]
    whole = element(
        "manifest",
        "\n" + "\n".join(inside) + "\n",
        xmlns=PACKAGE,
        xmlns__xsi="http://www.w3.org/2001/XMLSchema-instance",
        xsi__schemaLocation=f"{PACKAGE} {SCHEMA} http://ltsc.ieee.org/xsd/LOM {LOM_SCHEMA}",
        identifier="lapel-items",
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{whole}\n'


def read_qti(data: bytes) -> list[Brought]:
    """Read a content package, or a single item's XML; `UnreadableError` says why it is neither."""
    if len(data) > LONGEST:
        raise unreadable(gettext_noop("The file is larger than {most} MB."), most=10)
    if not data.startswith(b"PK"):
        return [_brought(parsed_xml(data), "", None)]
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _all_in(_Archive(archive))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError, OSError):
        raise unreadable(gettext_noop("The package is not a sound ZIP file.")) from None


class _Archive:
    """Files of a package by name, within limits, each read once."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        entries = archive.infolist()
        if len(entries) > MOST_FILES or sum(each.file_size for each in entries) > MOST_BYTES:
            raise unreadable(gettext_noop("The package holds too many files, or too large ones."))
        if any(each.flag_bits & 1 for each in entries):
            raise unreadable(gettext_noop("The package is locked with a password."))
        self.archive, self.names = archive, {each.filename for each in entries}
        self.left = MOST_IN_ALL  # elements; two or three seconds of CPU

    def xml(self, name: str) -> Node:
        """Read one file; it never grows beyond what its size says and the limit allows."""
        with self.archive.open(name) as file:
            root = parsed_xml(file.read(LONGEST_XML + 1), name, min(self.left, MOST_ELEMENTS))
        self.left -= sum(1 for _each in root.walk())
        return root


def _all_in(archive: _Archive) -> list[Brought]:
    if MANIFEST not in archive.names:
        raise unreadable(gettext_noop("The package has no imsmanifest.xml at its top."))
    manifest = archive.xml(MANIFEST)
    found, seen = [], set()
    for resource in manifest.all("resources", "resource"):
        place = resource.attributes.get("href", "").strip()
        if resource.attributes.get("type", "").strip() != ITEM or place in seen:
            continue
        seen.add(place)
        found.append(_one(archive, resource, place))
    if not found:
        raise unreadable(gettext_noop("The package names no item of QTI 3.0."), MANIFEST)
    return found


def _one(archive: _Archive, resource: Node, place: str) -> Brought:
    """Read an item of a package; one that cannot be read says so, and the others are taken."""
    if place not in archive.names:
        sentence = gettext_noop("names a file that the package does not hold: {file}.")
        path = f"{MANIFEST}: resource"
        missing = Problem(path, sentence, {"file": place}, resource.place)
        return Brought(place, "", "", {}, (missing,))
    try:
        root = archive.xml(place)
    except UnreadableError as error:
        return Brought(place, "", "", {}, tuple(error.problems))
    return _brought(root, place, resource)


def _brought(root: Node, file: str, resource: Node | None) -> Brought:
    if root.name != "qti-assessment-item":
        sentence = gettext_noop("is not an assessment item of QTI 3.0.")
        path = f"{file}: {root.name}" if file else root.name
        return Brought(file, "", "", {}, (Problem(path, sentence, {}, root.place),))
    reader = Reader(root, file)
    told = read_metadata(resource) if resource else {}
    competency = told.pop("competency", "") or reader.competency
    language = reader.language or told.get("language", "")
    told.pop("language", None)
    fields = said({**reader.fields, **told})
    return Brought(file, competency, language, fields, tuple(reader.problems))
