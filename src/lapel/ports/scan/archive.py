"""Zip archives, looked at before anything in them is unpacked."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from lapel.ports.scan import Refused

MOST_ENTRIES = 3000
MOST_BYTES = 300 * 1024 * 1024
MOST_XML_BYTES = 40 * 1024 * 1024
MOST_RATIO = 200
RATIO_FLOOR = 1024 * 1024  # small parts may shrink as well as they like


@contextmanager
def checked_archive(source: Path | BinaryIO) -> Iterator[zipfile.ZipFile]:
    """Open an archive whose declared sizes are bearable; zipfile never reads beyond them."""
    with zipfile.ZipFile(source) as archive:
        entries = archive.infolist()
        if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_BYTES:
            raise Refused("bomb")
        for entry in entries:
            _check(entry)
        yield archive


def _check(entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & 1:
        raise Refused("locked")
    large = entry.file_size > RATIO_FLOOR
    if large and entry.file_size > MOST_RATIO * max(entry.compress_size, 1):
        raise Refused("bomb")
    if entry.filename.endswith((".xml", ".rels")) and entry.file_size > MOST_XML_BYTES:
        raise Refused("bomb")


def check_xml(archive: zipfile.ZipFile) -> None:
    """Parse every XML part once, refusing DTDs and entities, before a trusting parser does."""
    from xml.sax.handler import ContentHandler

    from defusedxml.common import DefusedXmlException
    from defusedxml.sax import parseString

    for entry in archive.infolist():
        if entry.filename.endswith((".xml", ".rels")):
            try:
                parseString(archive.read(entry), ContentHandler(), forbid_dtd=True)
            except DefusedXmlException:
                raise Refused("entities") from None
