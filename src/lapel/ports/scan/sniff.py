"""What a file is, by its first bytes and its own structure, never by its name."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from lapel.ports.scan import Kind, Refused

HEAD = 4096
ODT = "application/vnd.oasis.opendocument.text"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

# PNG: W3C PNG 5.2; JPEG: ITU-T T.81 B.1; FLAC: RFC 9639; EBML: RFC 8794; AMR: RFC 4867; OLE: MS-CFB
MAGIC: list[tuple[bytes, Kind]] = [
    (b"\xff\xd8\xff", Kind("image/jpeg", "photo")),
    (b"\x89PNG\r\n\x1a\n", Kind("image/png", "photo")),
    (b"GIF87a", Kind("image/gif", "photo")),
    (b"GIF89a", Kind("image/gif", "photo")),
    (b"fLaC", Kind("audio/flac", "audio")),
    (b"#!AMR", Kind("audio/amr", "audio")),
    (b"ID3", Kind("audio/mpeg", "audio")),
]
RIFF = {
    b"WEBP": Kind("image/webp", "photo"),
    b"WAVE": Kind("audio/wav", "audio"),
    b"AVI ": Kind("video/x-msvideo", "video"),
}
STILLS = {
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis"), Kind("image/heic", "photo")),
    b"avif": Kind("image/avif", "photo"),
}
# boxes with which an ISO base media or QuickTime file may begin (ISO/IEC 14496-12; QTFF)
BOXES = {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}
MARKUP = re.compile(
    # atomic: what was taken for a comment is not tried again as half of a longer one
    rb"(?>(?:<\?xml[^>]*>|<!--.*?-->|\s)*)<(!doctype\s+)?(?P<tag>svg|[a-z])",
    re.IGNORECASE | re.DOTALL,
)
SUBRIP = re.compile(r"\s*\d+\s*\n\s*\d+:\d\d:\d\d[,.]\d{3}\s*-->")


def identify(path: Path) -> Kind:
    """Tell what the file is; Refused when it is nothing that is welcome."""
    with path.open("rb") as file:
        head = file.read(HEAD)
        if not head:
            raise Refused("empty")
        for look in (_by_magic, _by_riff, _by_boxes, _by_ebml, _by_ogg, _by_zip, _by_mpeg):
            kind = look(head, file)
            if kind:
                return kind
    _refuse_by_magic(head)
    return _as_text(path, head)


def _by_magic(head: bytes, _file: BinaryIO) -> Kind | None:
    # Adobe's implementation note 13: the header may come anywhere in the first 1024 bytes
    if b"%PDF-" in head[:1024]:
        return Kind("application/pdf", "document")
    return next((kind for magic, kind in MAGIC if head.startswith(magic)), None)


def _by_riff(head: bytes, _file: BinaryIO) -> Kind | None:
    return RIFF.get(head[8:12]) if head.startswith(b"RIFF") else None


def _by_boxes(head: bytes, file: BinaryIO) -> Kind | None:
    if head[4:8] not in BOXES:
        return None
    brands = [head[8:12], *_groups_of_four(head[16 : int.from_bytes(head[:4])])]
    if head[4:8] == b"ftyp":
        still = next((STILLS[brand] for brand in brands if brand in STILLS), None)
        if still and brands[0] not in {b"isom", b"mp41", b"mp42", b"qt  "}:
            return still
    handlers = set(_handlers(file))
    container = "quicktime" if head[4:8] != b"ftyp" or brands[0] == b"qt  " else "mp4"
    container = "3gpp" if brands[0].startswith(b"3g") else container
    if b"soun" in handlers and b"vide" not in handlers:
        return Kind("audio/mp4", "audio", container)
    return Kind(f"video/{container}", "video", container)


def _groups_of_four(data: bytes) -> list[bytes]:
    return [data[place : place + 4] for place in range(0, len(data) - 3, 4)]


def _handlers(file: BinaryIO) -> Iterator[bytes]:
    """Give the handler types of the tracks, seeking over what lies between (14496-12, 8.4.3)."""
    file.seek(0, 2)
    yield from _walk(file, 0, file.tell(), [b"moov", b"trak", b"mdia", b"hdlr"])


def _walk(file: BinaryIO, start: int, end: int, wanted: list[bytes]) -> Iterator[bytes]:
    place, seen = start, 0
    while place + 8 <= end and seen < 1000:
        file.seek(place)
        header = file.read(16)
        size, name, inner = int.from_bytes(header[:4]), header[4:8], 8
        if size == 1:
            size, inner = int.from_bytes(header[8:16]), 16
        stop = min(place + size, end) if size else end
        if size and size < inner:
            return
        if name == wanted[0] == b"hdlr":
            file.seek(place + inner + 8)
            yield file.read(4)
        elif name == wanted[0]:
            yield from _walk(file, place + inner, stop, wanted[1:])
        place, seen = stop, seen + 1


def _by_ebml(head: bytes, _file: BinaryIO) -> Kind | None:
    if not head.startswith(b"\x1a\x45\xdf\xa3"):
        return None
    container = "webm" if b"webm" in head[:64] else "x-matroska"
    # codec ids begin with A_ or V_ (Matroska codec specification, section 3)
    seen = any(codec in head for codec in (b"V_VP", b"V_AV", b"V_MP", b"V_UN", b"V_TH"))
    if b"A_" in head and not seen:
        return Kind(f"audio/{container}", "audio", container)
    return Kind(f"video/{container}", "video", container)


def _by_ogg(head: bytes, _file: BinaryIO) -> Kind | None:
    if not head.startswith(b"OggS"):
        return None
    if b"theora" in head[:256]:
        return Kind("video/ogg", "video", "ogg")
    return Kind("audio/ogg", "audio", "ogg")


def _by_mpeg(head: bytes, _file: BinaryIO) -> Kind | None:
    """Tell bare MPEG audio by its sync word (ISO/IEC 11172-3, 2.4.1.3; 13818-7, 6.2)."""
    if head[0] != 0xFF or len(head) < 4:
        return None
    if head[1] & 0xF6 == 0xF0:
        return Kind("audio/aac", "audio", "adts")
    # layer II or III: what UTF-16's byte order mark would be, layer I, nobody sends
    layered = head[1] & 0xE0 == 0xE0 and head[1] & 0x18 != 0x08 and head[1] & 0x06 in {2, 4}
    plausible = head[2] & 0xF0 != 0xF0 and head[2] & 0x0C != 0x0C and head[2] & 0xF0
    return Kind("audio/mpeg", "audio", "mp3") if layered and plausible else None


def _by_zip(head: bytes, file: BinaryIO) -> Kind | None:
    if not head.startswith(b"PK\x03\x04"):
        return None
    from lapel.ports.scan.archive import checked_archive

    file.seek(0)
    try:
        with checked_archive(file) as archive:
            return _office(archive)
    except zipfile.BadZipFile:
        raise Refused("damaged") from None


def _office(archive: zipfile.ZipFile) -> Kind:
    names = set(archive.namelist())
    if "mimetype" in names:
        declared = archive.read("mimetype")[:200].decode("ascii", "replace").strip()
        if declared == ODT:
            return Kind(ODT, "document", "odt")
        raise Refused("office" if "opendocument" in declared else "unknown")
    if "[Content_Types].xml" not in names:
        raise Refused("unknown")
    types = archive.read("[Content_Types].xml").decode("utf-8", "replace")
    if "macroEnabled" in types or any(name.endswith("vbaProject.bin") for name in names):
        raise Refused("macros")
    if f"{DOCX}.main+xml" in types:
        return Kind(DOCX, "document", "docx")
    raise Refused("office")


def _refuse_by_magic(head: bytes) -> None:
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise Refused("legacy")
    if head.startswith((b"{\\rtf", b"%!PS")):
        raise Refused("unknown")
    markup = MARKUP.match(head.removeprefix(b"\xef\xbb\xbf"))
    if markup:
        tag = markup["tag"].lower()
        raise Refused("svg" if tag == b"svg" else "html")


def _as_text(path: Path, head: bytes) -> Kind:
    from lapel.ports.scan.plain import read_text

    text = read_text(path)
    if text.startswith("WEBVTT"):
        return Kind("text/vtt", "captions", "vtt")
    if SUBRIP.match(text):
        return Kind("application/x-subrip", "captions", "srt")
    return Kind("text/plain", "text", "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "")
