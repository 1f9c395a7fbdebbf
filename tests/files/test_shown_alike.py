"""R5: of a file nothing is shown but what is seen and heard, so two that show the same are alike.

Each pair has the same pixels, words or sound, and differs in all that a file says of itself: its
name, author, place, camera, titles, dates, the times and the order of what is packed in it.
"""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from PIL import Image, PngImagePlugin

from lapel.journey.files import actions
from lapel.journey.files.models import Derivative, StoredFile
from lapel.journey.files.queries import link, mark_for
from lapel.journey.record.actions import deliver_all
from lapel.journey.record.queries import parked_deliveries
from ports.documents import make_docx, make_odt, make_pdf
from ports.footage import ffmpeg, record

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cast import Cast
    from lapel.journey.people.models import Person

ARTIST, DATE_TAKEN, MAKER, REMARK, GPS = 0x013B, 0x0132, 0x010F, 0x9286, 0x8825
LATITUDE, LONGITUDE = 2, 4
# By which id a document names its pictures is of the row, made at random, and not of the file.
OWN = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def photo(path: Path, who: str, number: int) -> Path:
    exif = Image.Exif()
    exif[ARTIST], exif[MAKER], exif[REMARK] = who, f"Camera of {who}", f"{who}'s class"
    exif[DATE_TAKEN] = f"2026:0{number}:11 10:1{number}:00"
    exif.get_ifd(GPS).update({LATITUDE: (48.0, number * 1.0, 0.0), LONGITUDE: (2.0, 9.0, 0.0)})
    picture = Image.linear_gradient("L").convert("RGB")
    xmp = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><who>{who}</who></x:xmpmeta>'.encode()
    picture.save(path, "JPEG", quality=90, exif=exif, comment=who.encode(), xmp=xmp)
    return path


def drawing(path: Path, who: str, number: int) -> Path:
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", who)
    told.add_itxt("Comment", f"by {who}", zip=number == 1)
    Image.linear_gradient("L").convert("RGB").save(path, "PNG", pnginfo=told)
    return path


def packed_anew(path: Path, who: str, number: int) -> Path:
    """Give every part another time and the parts another order, and a part that nobody reads."""
    with zipfile.ZipFile(path) as archive:
        parts = [(each, archive.read(each)) for each in archive.namelist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts[:1] + parts[1:][:: 1 if number == 1 else -1]:
            info = zipfile.ZipInfo(name, (2026, number, 3, 4, 5, 6))
            archive.writestr(info, content.replace(b"SECRETAUTHOR", who.encode()))
        archive.writestr(f"customXml/{who}.xml", f"<who>{who}</who>")
        archive.comment = who.encode()
    return path


def word_document(path: Path, who: str, number: int) -> Path:
    return packed_anew(make_docx(path), who, number)


def open_document(path: Path, who: str, number: int) -> Path:
    meta = f"<office:document-meta><creator>{who}</creator></office:document-meta>"
    made = make_odt(path, "<text:p>Wait three seconds.</text:p>", {"meta.xml": meta})
    return packed_anew(made, who, number)


def pdf(path: Path, who: str, number: int) -> Path:
    """Give one whose author is another; what follows the last mark is read by nobody."""
    content = make_pdf(path, pages=1).read_bytes()
    content = content.replace(b"SECRETAUTHOR", who.ljust(12)[:12].encode())
    path.write_bytes(content + f"% {who} {number}\n".encode())
    return path


def told_of(path: Path, source: Path, who: str, number: int) -> Path:
    said = {
        "title": f"{who}'s lesson",
        "artist": who,
        "comment": f"Room {number}",
        "creation_time": f"2026-0{number}-02T10:00:00Z",
    }
    options = [part for name, value in said.items() for part in ("-metadata", f"{name}={value}")]
    ffmpeg("-i", source, "-map", "0", "-c", "copy", *options, path)
    return path


def sound(path: Path, who: str, number: int) -> Path:
    source = path.with_name("sound.mp3")
    if not source.exists():
        clip = record(path.with_name("both.mp4"), seconds=1)
        ffmpeg("-i", clip, "-vn", source)
    return told_of(path, source, who, number)


def film(path: Path, who: str, number: int) -> Path:
    source = path.with_name("film.mp4")
    if not source.exists():
        record(source, seconds=1)
    return told_of(path, source, who, number)


KINDS: dict[str, Callable[[Path, str, int], Path]] = {
    "jpg": photo,
    "png": drawing,
    "docx": word_document,
    "odt": open_document,
    "pdf": pdf,
    "mp3": sound,
    "mp4": film,
}


def shown(owner: Person, cast: Cast, path: Path, viewer: Person) -> dict[str, Any]:
    """Bring a file and give all that an assessor gets of it: headers, bytes, words, lengths."""
    file = actions.receive_whole(
        person=owner,
        organisation=cast.school,
        name=path.name,
        content=path.read_bytes(),
        purpose="evidence",
    )
    deliver_all()
    assert not parked_deliveries().exists()
    file = StoredFile.objects.get(pk=file.pk)
    assert file.state == StoredFile.State.READY, (path.name, file.state)
    found: dict[str, Any] = {"words": file.text, "family": file.family, "lasts": file.duration}
    for each in Derivative.objects.filter(file=file).order_by("kind", "number"):
        mark = mark_for(about=cast.college.pk, viewer=viewer)
        for name, address in {"plain": link(each), "marked": link(each, mark=mark)}.items():
            answer = Client().get(address)
            assert answer.status_code == 200
            headers = dict(answer.items())
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            answer.close()
            headers.pop("ETag", None)
            found[f"{name} {each.kind} {each.number}"] = headers, OWN.sub(b"ID", body)
    return found


@pytest.mark.parametrize("kind", list(KINDS))
def test_r5_two_files_that_show_the_same_are_shown_alike(
    cast: Cast, tmp_path: Path, kind: str
) -> None:
    """Two teachers, two names, two cameras and places; assessors get the same, to the byte."""
    seen = []
    for number, (owner, who) in enumerate([(cast.amina, "Quenby"), (cast.chipo, "Zanzi")], start=1):
        path = KINDS[kind](tmp_path / f"{who} final {number}.{kind}", who, number)
        assert who.encode() in path.read_bytes() or kind in ("docx", "odt")
        seen.append(shown(owner, cast, path, cast.ben))
    one, other = seen
    assert list(one) == list(other)
    assert [name for name in one if one[name] != other[name]] == []
    whole = repr(one).encode()
    assert [each for each in (b"Quenby", b"Zanzi", b"SECRET") if each in whole] == []
