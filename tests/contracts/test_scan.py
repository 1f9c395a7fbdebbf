"""What everyone who looks into strangers' files must do."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from lapel.ports.scan import Derivative, Rebuilt, Refused, Scan, from_url, warm
from ports.documents import (
    MAIN,
    document_xml,
    make_docx,
    make_odt,
    make_pdf,
    picture,
    repacked,
    zipped,
)
from ports.footage import browser_video, ffmpeg, phone_video
from ports.heic import make_heic

ADAPTERS = ["child:", "child:, forked"]
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture(params=ADAPTERS, scope="module")
def scan(request: pytest.FixtureRequest) -> Iterator[Scan]:
    url, _comma, forked = request.param.partition(", ")
    with warm() if forked else nullcontext():
        yield from_url(url)


def kinds(rebuilt: Rebuilt) -> list[str]:
    return [file.kind for file in rebuilt.files]


def only(rebuilt: Rebuilt, kind: str) -> Derivative:
    [found] = [file for file in rebuilt.files if file.kind == kind]
    return found


def html_of(rebuilt: Rebuilt) -> str:
    return only(rebuilt, "html").path.read_text(encoding="utf-8")


def pixel(path: Path, point: tuple[int, int]) -> tuple[int, ...]:
    with Image.open(path) as image:
        found = image.convert("RGB").getpixel(point)
    assert isinstance(found, tuple)
    return found


def refusal(scan: Scan, path: Path, outdir: Path) -> str:
    with pytest.raises(Refused) as caught:
        scan.rebuild(path, outdir)
    assert caught.value.reason.endswith(".")
    return caught.value.code


# --- what a file is


def saved(kind: str) -> Callable[[Path], None]:
    return lambda path: Image.new("RGB", (9, 9), "red").save(path, kind)


def written(content: bytes) -> Callable[[Path], None]:
    return lambda path: (path.write_bytes(content), None)[1]


def sound(*codec: str) -> Callable[[Path], None]:
    return lambda path: ffmpeg("-f", "lavfi", "-i", "sine=duration=1", *codec, path)


@pytest.mark.parametrize(
    ("make", "media_type", "family"),
    [
        (saved("JPEG"), "image/jpeg", "photo"),
        (saved("PNG"), "image/png", "photo"),
        (saved("GIF"), "image/gif", "photo"),
        (saved("WEBP"), "image/webp", "photo"),
        (saved("AVIF"), "image/avif", "photo"),
        (make_heic, "image/heic", "photo"),
        (make_docx, DOCX, "document"),
        (lambda p: make_odt(p, ""), "application/vnd.oasis.opendocument.text", "document"),
        (make_pdf, "application/pdf", "document"),
        (lambda p: phone_video(p.with_suffix(".mov")).rename(p), "video/quicktime", "video"),
        (browser_video, "video/webm", "video"),
        (sound("-c:a", "aac", "-f", "mp4"), "audio/mp4", "audio"),
        (sound("-c:a", "libmp3lame", "-f", "mp3"), "audio/mpeg", "audio"),
        (sound("-c:a", "libmp3lame", "-id3v2_version", "0", "-f", "mp3"), "audio/mpeg", "audio"),
        (sound("-c:a", "libopus", "-f", "ogg"), "audio/ogg", "audio"),
        (sound("-c:a", "libopus", "-f", "webm"), "audio/webm", "audio"),
        (sound("-f", "wav"), "audio/wav", "audio"),
        (sound("-f", "flac"), "audio/flac", "audio"),
        (sound("-c:a", "aac", "-f", "adts"), "audio/aac", "audio"),
        (written("Grüße\n# Plan\n".encode()), "text/plain", "text"),
        (written("Grüße".encode("utf-16")), "text/plain", "text"),
        (written("Grüße".encode("cp1252")), "text/plain", "text"),
        (written(b"WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n"), "text/vtt", "captions"),
        (
            written(b"1\r\n00:00:01,000 --> 00:00:02,000\r\nHi\r\n"),
            "application/x-subrip",
            "captions",
        ),
    ],
)
def test_a_file_is_known_by_its_content(
    scan: Scan, tmp_path: Path, make: Callable[[Path], object], media_type: str, family: str
) -> None:
    """Types are told from bytes alone; the file's name here is always the same."""
    make(tmp_path / "blob")
    kind = scan.identify(tmp_path / "blob")
    assert (kind.media_type, kind.family) == (media_type, family)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "svg"),
        (b"\xef\xbb\xbf <?xml version='1.0'?><!-- x --><svg/>", "svg"),
        (b"<?xml version='1.0'?><!DOCTYPE svg PUBLIC 'x' 'y'><svg/>", "svg"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "html"),
        (b"  <script>alert(1)</script>", "html"),
        (b"MZ\x90\0\x03\0\0\0", "unknown"),
        (b"\x7fELF\x02\x01\x01\0", "unknown"),
        (b"{\\rtf1 hello}", "unknown"),
        (b"%!PS-Adobe", "unknown"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "legacy"),
        (b"\0" * 5000, "unknown"),
        (b"PK\x03\x04 not really", "damaged"),
        (b"Rar!\x1a\x07\0", "unknown"),
    ],
)
def test_what_is_not_welcome_is_refused_in_a_sentence(
    scan: Scan, tmp_path: Path, content: bytes, code: str
) -> None:
    """Programs, web pages, drawings with scripts and old formats are told apart and refused."""
    (tmp_path / "photo.jpg").write_bytes(content)
    with pytest.raises(Refused) as caught:
        scan.identify(tmp_path / "photo.jpg")
    assert caught.value.code == code
    assert refusal(scan, tmp_path / "photo.jpg", tmp_path / "out") == code


# --- photos


def gps_photo(path: Path, *, orientation: int = 1, **options: object) -> Path:
    """Write a JPEG whose upper left quarter is red, with everything a phone adds."""
    image = Image.new("RGB", (400, 200), "blue")
    image.paste((255, 0, 0), (0, 0, 200, 100))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SECRETMAKE"
    exif.get_ifd(0x8825)[2] = (48.0, 7.0, 24.0)
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>SECRETXMP</x:xmpmeta>"
    image.save(path, "JPEG", quality=95, exif=exif, comment=b"SECRETCOMMENT", xmp=xmp, **options)
    return path


@pytest.mark.parametrize(
    ("orientation", "size", "red"),
    [
        (1, (400, 200), (20, 20)),
        (2, (400, 200), (380, 20)),
        (3, (400, 200), (380, 180)),
        (4, (400, 200), (20, 180)),
        (5, (200, 400), (20, 20)),
        (6, (200, 400), (180, 20)),
        (7, (200, 400), (180, 380)),
        (8, (200, 400), (20, 380)),
    ],
)
def test_a_photo_is_turned_upright(
    scan: Scan, tmp_path: Path, orientation: int, size: tuple[int, int], red: tuple[int, int]
) -> None:
    """All eight orientations of EXIF 2.3 (4.6.4) end with the red quarter where it is seen."""
    rebuilt = scan.rebuild(gps_photo(tmp_path / "p", orientation=orientation), tmp_path / "out")
    photo = only(rebuilt, "photo")
    assert (photo.width, photo.height) == size
    assert pixel(photo.path, red)[0] > 200
    with Image.open(photo.path) as image:
        assert image.getexif().get(0x0112, 1) == 1


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_a_photo_keeps_nothing_but_its_pixels(scan: Scan, tmp_path: Path, kind: str) -> None:
    """EXIF, GPS, XMP, comments, text chunks and profiles are in no byte of what is made."""
    with Image.open(gps_photo(tmp_path / "j")) as image:
        words = PngImagePlugin.PngInfo()
        words.add_text("Author", "SECRETTEXT")
        icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        more: dict[str, Any] = {"pnginfo": words} if kind == "PNG" else {}
        more |= {} if kind == "GIF" else {"exif": image.getexif(), "icc_profile": icc}
        comment = b"SECRETCOMMENT"
        image.save(tmp_path / "p", kind, comment=comment, xmp=b"SECRETXMP", **more)
    assert b"SECRET" in (tmp_path / "p").read_bytes()
    rebuilt = scan.rebuild(tmp_path / "p", tmp_path / "out")
    assert kinds(rebuilt) == ["photo", "thumbnail"]
    for file in rebuilt.files:
        content = file.path.read_bytes()
        assert b"SECRET" not in content
        assert not any(mark in content for mark in (b"Exif", b"ICC_PROFILE", b"http://", b"iCCP"))
        with Image.open(file.path) as image:
            assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"} | {
                "progressive",
                "progression",
            }


def test_a_heic_photo_becomes_an_upright_jpeg(scan: Scan, tmp_path: Path) -> None:
    """A phone's HEIC turned by `irot` (a quarter counter-clockwise) shows blue above red."""
    exif = b"MM\0*\0\0\0\x08\0\0\0\0\0\0SECRETMAKE"
    source = make_heic(tmp_path / "p", quarter_turns=1, exif=exif)
    assert b"SECRETMAKE" in source.read_bytes()
    photo = only(scan.rebuild(source, tmp_path / "out"), "photo")
    assert (photo.media_type, photo.width, photo.height) == ("image/jpeg", 128, 256)
    assert pixel(photo.path, (64, 10))[2] > 200
    assert pixel(photo.path, (64, 246))[0] > 200
    assert b"SECRET" not in photo.path.read_bytes()


def test_a_large_photo_is_made_smaller_and_gets_a_thumbnail(scan: Scan, tmp_path: Path) -> None:
    """At most 2560 pixels for the photo and 480 for the thumbnail, in the same proportion."""
    Image.new("RGB", (6000, 3000), "red").save(tmp_path / "p", "JPEG")
    rebuilt = scan.rebuild(tmp_path / "p", tmp_path / "out")
    sizes = {file.kind: (file.width, file.height) for file in rebuilt.files}
    assert sizes == {"photo": (2560, 1280), "thumbnail": (480, 240)}
    for file in rebuilt.files:
        with Image.open(file.path) as image:
            assert image.size == (file.width, file.height)


@pytest.mark.parametrize(
    ("pixels", "kind", "media_type", "seen"),
    [
        (("RGBA", (255, 0, 0, 128)), "PNG", "image/png", (255, 0, 0)),
        (("RGBA", (255, 0, 0, 255)), "PNG", "image/jpeg", (255, 0, 0)),
        (("P", 1), "PNG", "image/jpeg", (255, 0, 0)),
        (("LA", (200, 90)), "PNG", "image/png", (200, 200, 200)),
        (("1", 1), "PNG", "image/jpeg", (255, 255, 255)),
        (("I;16", 51_400), "PNG", "image/jpeg", (200, 200, 200)),
        (("CMYK", (0, 255, 255, 0)), "JPEG", "image/jpeg", (255, 0, 0)),
        (("L", 200), "JPEG", "image/jpeg", (200, 200, 200)),
    ],
)
@pytest.mark.parametrize("side", [20, 3000])
def test_every_kind_of_pixel_is_shown_as_it_was(  # noqa: PLR0917 - one table
    scan: Scan, tmp_path: Path, side: int, pixels: Any, kind: str, media_type: str, seen: Any
) -> None:
    """Palettes, 16-bit greys, print colours, transparency; PNG only where it shows through."""
    mode, colour = pixels
    image = Image.new(mode, (side, 20), colour)
    if mode == "P":
        image.putpalette([0, 0, 0, 255, 0, 0])
    image.save(tmp_path / "p", kind)
    photo = only(scan.rebuild(tmp_path / "p", tmp_path / "out"), "photo")
    assert photo.media_type == media_type
    assert pixel(photo.path, (10, 10)) == pytest.approx(seen, abs=3)


def test_colours_are_brought_to_srgb_by_the_pictures_own_profile(
    scan: Scan, tmp_path: Path
) -> None:
    """With a profile whose red and green primaries are exchanged, stored red is shown green."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = profile.replace(b"rXYZ", b"tXYZ").replace(b"gXYZ", b"rXYZ").replace(b"tXYZ", b"gXYZ")
    image = Image.new("RGB", (20, 20), "red")
    image.save(tmp_path / "p", "JPEG", icc_profile=swapped, quality=95)
    photo = only(scan.rebuild(tmp_path / "p", tmp_path / "out"), "photo")
    assert pixel(photo.path, (10, 10)) == pytest.approx((0, 255, 0), abs=6)
    image.save(tmp_path / "p", "JPEG", icc_profile=b"broken", quality=95)
    photo = only(scan.rebuild(tmp_path / "p", tmp_path / "out"), "photo")
    assert pixel(photo.path, (10, 10)) == pytest.approx((255, 0, 0), abs=6)


def test_a_moving_gif_gives_its_first_picture(scan: Scan, tmp_path: Path) -> None:
    """An animation becomes one photo."""
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    frames[0].save(tmp_path / "p", "GIF", save_all=True, append_images=frames[1:])
    photo = only(scan.rebuild(tmp_path / "p", tmp_path / "out"), "photo")
    assert pixel(photo.path, (10, 10)) == pytest.approx((255, 0, 0), abs=3)


def test_a_decompression_bomb_is_refused_by_its_declared_size(scan: Scan, tmp_path: Path) -> None:
    """A PNG of a few bytes that declares 900 million pixels is never unpacked."""
    content = bytearray(picture())
    content[16:24] = struct.pack(">II", 30_000, 30_000)
    content[29:33] = zlib.crc32(bytes(content[12:29])).to_bytes(4)
    (tmp_path / "p").write_bytes(content)
    assert refusal(scan, tmp_path / "p", tmp_path / "out") == "pixels"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_photo_cut_short_is_refused(scan: Scan, tmp_path: Path, kind: str) -> None:
    """Half a photo is damaged, and said to be."""
    out = io.BytesIO()
    Image.effect_noise((200, 200), 90).convert("RGB").save(out, kind)
    (tmp_path / "p").write_bytes(out.getvalue()[: len(out.getvalue()) // 2])
    assert refusal(scan, tmp_path / "p", tmp_path / "out") == "damaged"


# --- documents


def test_a_word_document_becomes_clean_html_with_its_pictures(scan: Scan, tmp_path: Path) -> None:
    """Headings, lists, tables and pictures are shown; author, title and header are nowhere."""
    rebuilt = scan.rebuild(make_docx(tmp_path / "p"), tmp_path / "out")
    html = html_of(rebuilt)
    assert "<h1>Fractions</h1>" in html
    assert "<p>We &lt;b&gt;share&lt;/b&gt; a cake.</p>" in html
    assert "<ul><li>Cut it</li></ul>" in html
    assert "<td><p>Time</p></td>" in html
    assert '<img alt="" src="image-1.jpg">' in html
    image = only(rebuilt, "image")
    assert (image.path.name, image.media_type) == ("image-1.jpg", "image/jpeg")
    assert rebuilt.text
    assert rebuilt.text.startswith("Fractions\nWe <b>share</b> a cake.\nCut it\n")
    assert not any(b"SECRET" in file.path.read_bytes() for file in rebuilt.files)


def test_tracked_changes_comments_and_scripts_do_not_survive(scan: Scan, tmp_path: Path) -> None:
    """Insertions are read, deletions, comments and their authors are not, links are checked."""
    run = "<w:r><w:t>{}</w:t></w:r>"
    deleted = '<w:del w:author="SECRETA"><w:r><w:delText>SECRETD</w:delText></w:r></w:del>'
    inserted = f'<w:ins w:author="SECRETB">{run.format("kept")}</w:ins>'
    comment = '<w:r><w:commentReference w:id="0"/></w:r>'
    link = '<w:hyperlink r:id="bad"><w:r><w:t>click</w:t></w:r></w:hyperlink>'
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="bad" TargetMode="External" Target="javascript:alert(1)" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"/>'
        "</Relationships>"
    )
    body = f"<w:p>{deleted}{inserted}{comment}{link}</w:p>"
    source = repacked(
        make_docx(tmp_path / "p"),
        {"word/document.xml": document_xml(body), "word/_rels/document.xml.rels": relations},
    )
    rebuilt = scan.rebuild(source, tmp_path / "out")
    html = html_of(rebuilt)
    assert "kept" in html
    assert "click" in html
    assert "SECRET" not in html
    assert "javascript" not in html


def test_a_picture_outside_the_document_is_never_looked_at(scan: Scan, tmp_path: Path) -> None:
    """A linked picture is left out with a note, even when its file could be read."""
    (tmp_path / "near.png").write_bytes(picture())
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="out" TargetMode="External" Target="file://{tmp_path}/near.png" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"/>'
        "</Relationships>"
    )
    blip = (
        '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/'
        '2006/wordprocessingDrawing"><a:graphic xmlns:a="http://schemas.openxmlformats.org/'
        'drawingml/2006/main"><a:graphicData><pic:pic xmlns:pic="http://schemas.openxmlformats.'
        'org/drawingml/2006/picture"><pic:blipFill><a:blip r:link="out"/></pic:blipFill></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )
    source = repacked(
        make_docx(tmp_path / "p"),
        {"word/document.xml": document_xml(blip), "word/_rels/document.xml.rels": relations},
    )
    rebuilt = scan.rebuild(source, tmp_path / "out")
    assert "image" not in kinds(rebuilt)
    assert rebuilt.notes == ("A picture in this document could not be read and was left out.",)
    assert "<img" not in html_of(rebuilt)


ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    "<w:document>&b;</w:document>"
)
EXTERNAL = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    "<w:document>&a;</w:document>"
)


@pytest.mark.parametrize("xml", [ENTITIES, EXTERNAL], ids=["bomb", "external"])
@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "_rels/.rels"])
def test_a_document_with_entities_is_refused(
    scan: Scan, tmp_path: Path, xml: str, part: str
) -> None:
    """Entity bombs and external entities in any part of a docx are refused."""
    source = repacked(make_docx(tmp_path / "p"), {part: xml})
    assert refusal(scan, source, tmp_path / "out") == "entities"


def test_an_odt_with_entities_is_refused(scan: Scan, tmp_path: Path) -> None:
    """The same holds for OpenDocument."""
    source = make_odt(tmp_path / "p", "", {"content.xml": EXTERNAL})
    assert refusal(scan, source, tmp_path / "out") == "entities"


def types(main: str) -> str:
    return f'<Types><Override PartName="/word/document.xml" ContentType="{main}"/></Types>'


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"[Content_Types].xml": types(MAIN), "word/vbaProject.bin": "x"}, "macros"),
        ({"[Content_Types].xml": types("application/vnd.ms-word.document.macroEnabled")}, "macros"),
        ({"[Content_Types].xml": types("application/spreadsheetml.sheet.main+xml")}, "office"),
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}, "office"),
        ({"mimetype": "application/epub+zip"}, "unknown"),
        ({"a.txt": "hello"}, "unknown"),
        ({"[Content_Types].xml": types(MAIN), "word/media/x": bytes(30_000_000)}, "bomb"),
        ({"[Content_Types].xml": types(MAIN)} | {f"x{n}": "" for n in range(3100)}, "bomb"),
        ({"[Content_Types].xml": types(MAIN)}, "damaged"),
    ],
    ids=["vba", "docm", "xlsx", "ods", "epub", "zip", "size", "number", "shell"],
)
def test_an_archive_that_is_no_plain_document_is_refused(
    scan: Scan, tmp_path: Path, parts: dict[str, bytes | str], code: str
) -> None:
    """Macros, sheets, bare archives, zip bombs of size and of number, and empty shells."""
    assert refusal(scan, zipped(tmp_path / "p", parts), tmp_path / "out") == code


def test_a_nested_document_that_would_overflow_the_stack_is_refused(
    scan: Scan, tmp_path: Path
) -> None:
    """Ten thousand tables inside each other are a refusal, not a crash."""
    depth = 10_000
    body = "<table:table>" * depth + "</table:table>" * depth
    code = refusal(scan, make_odt(tmp_path / "p", body), tmp_path / "out")
    assert code in {"bomb", "damaged"}


def test_an_opendocument_text_becomes_clean_html(scan: Scan, tmp_path: Path) -> None:
    """Headings, lists, tables, links, pictures are shown; comments, deletions, fields are not."""
    body = (
        "<text:tracked-changes><text:p>SECRETD</text:p></text:tracked-changes>"
        '<text:h text:outline-level="2">Plan &amp; aim</text:h>'
        "<text:p>One<text:s text:c='3'/>two<text:line-break/>three"
        "<office:annotation><dc:creator>SECRETA</dc:creator></office:annotation>"
        "<text:author-name>SECRETB</text:author-name></text:p>"
        "<text:list><text:list-item><text:p>Cut</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell table:number-columns-spanned='2'>"
        "<text:p>Cell</text:p></table:table-cell></table:table-row></table:table>"
        "<text:p><text:a xlink:href='https://x.example/'>good</text:a>"
        "<text:a xlink:href='javascript:alert(1)'>bad</text:a></text:p>"
        "<draw:frame><draw:image xlink:href='Pictures/a.png'/><svg:desc>A cake</svg:desc>"
        "</draw:frame><draw:frame><draw:image xlink:href='http://x.example/a.png'/></draw:frame>"
        "<text:p>&lt;script&gt;alert(1)&lt;/script&gt;</text:p>"
    )
    source = make_odt(tmp_path / "p", body, {"Pictures/a.png": picture()})
    rebuilt = scan.rebuild(source, tmp_path / "out")
    html = html_of(rebuilt)
    assert "<h2>Plan &amp; aim</h2>" in html
    assert "<p>One   two<br>three</p>" in html
    assert "<ul><li><p>Cut</p></li></ul>" in html
    assert '<td colspan="2"><p>Cell</p></td>' in html
    assert 'href="https://x.example/"' in html
    assert '<img src="image-1.jpg" alt="A cake">' in html
    assert "<script" not in html
    assert "javascript" not in html
    assert kinds(rebuilt) == ["html", "text", "image"]
    assert not any(b"SECRET" in file.path.read_bytes() for file in rebuilt.files)


def test_a_table_that_repeats_without_end_stays_small(scan: Scan, tmp_path: Path) -> None:
    """A row said to repeat a million times is shown fifty times at most."""
    row = "<table:table-row table:number-rows-repeated='1000000'><table:table-cell>"
    body = (
        f"<table:table>{row}<text:p>x</text:p></table:table-cell></table:table-row></table:table>"
    )
    html = html_of(scan.rebuild(make_odt(tmp_path / "p", body), tmp_path / "out"))
    assert html.count("<tr>") == 50


def test_a_locked_or_programmed_odt_is_refused(scan: Scan, tmp_path: Path) -> None:
    """Encryption and Basic macros are told apart."""
    locked = {"META-INF/manifest.xml": "<m><encryption-data/></m>"}
    assert refusal(scan, make_odt(tmp_path / "p", "", locked), tmp_path / "out") == "locked"
    basic = {"Basic/Standard/Module1.xml": "<m/>"}
    assert refusal(scan, make_odt(tmp_path / "p", "", basic), tmp_path / "out") == "macros"


def test_a_pdf_becomes_pictures_of_its_pages_and_text(scan: Scan, tmp_path: Path) -> None:
    """Each page is a picture 1754 pixels long; script, author and title are nowhere."""
    rebuilt = scan.rebuild(make_pdf(tmp_path / "p"), tmp_path / "out")
    assert kinds(rebuilt) == ["page", "thumbnail", "page", "text"]
    pages = [file for file in rebuilt.files if file.kind == "page"]
    assert [(file.page, file.width, file.height) for file in pages] == [
        (1, 1240, 1754),
        (2, 1240, 1754),
    ]
    assert rebuilt.text == "Lesson page 1\n\nLesson page 2\n"
    assert not any(b"SECRET" in file.path.read_bytes() for file in rebuilt.files)
    with Image.open(pages[0].path) as image:
        assert image.convert("L").getextrema() == pytest.approx((0, 255), abs=20)


def test_a_long_pdf_is_cut_with_a_note_and_a_huge_page_is_bounded(
    scan: Scan, tmp_path: Path
) -> None:
    """Sixty pages are drawn and a note says so; a page of 14,400 points is drawn small."""
    rebuilt = scan.rebuild(make_pdf(tmp_path / "p", pages=61), tmp_path / "out")
    assert kinds(rebuilt).count("page") == 60
    assert rebuilt.notes == ("Only the first 60 pages of this document are shown.",)
    huge = scan.rebuild(make_pdf(tmp_path / "p", pages=1, size=(14_400, 14_400)), tmp_path / "big")
    assert only(huge, "page").width == 1754


def test_a_pdf_that_is_damaged_is_refused(scan: Scan, tmp_path: Path) -> None:
    """A PDF header with nothing behind it is damaged."""
    (tmp_path / "p").write_bytes(b"%PDF-1.7\nnothing")
    assert refusal(scan, tmp_path / "p", tmp_path / "out") == "damaged"


def test_a_text_is_shown_as_text_and_as_marked_up(scan: Scan, tmp_path: Path) -> None:
    """Markdown is rendered, HTML in it is only shown, invisible signs are dropped."""
    source = "# Plan\r\n\r\n* one\r\n\r\n    <script>alert(1)</script>\u202e\x1b[31m\r\n"
    (tmp_path / "p").write_text(source, encoding="utf-8", newline="")
    rebuilt = scan.rebuild(tmp_path / "p", tmp_path / "out")
    assert kinds(rebuilt) == ["text", "html"]
    assert rebuilt.text == "# Plan\n\n* one\n\n    <script>alert(1)</script>[31m\n"
    html = html_of(rebuilt)
    assert "<h1>Plan</h1>" in html
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_a_text_beyond_two_megabytes_is_refused(scan: Scan, tmp_path: Path) -> None:
    """A text too long to be shown is refused in a sentence."""
    (tmp_path / "p").write_bytes(b"a line\n" * 400_000)
    assert refusal(scan, tmp_path / "p", tmp_path / "out") == "long_text"


# --- captions

VTT = """WEBVTT - made by SECRETPROGRAM

STYLE
::cue { color: red }

NOTE SECRETNOTE

intro
00:01.500 --> 00:03.000 line:0 position:20%
<v Teacher>Good <b>morning</b> &amp; welcome</v>

01:00:04.000 --> 01:00:05.000
1 < 2

00:09.000 --> 00:08.000
backwards
"""
CLEAN = """WEBVTT

00:00:01.500 --> 00:00:03.000
Teacher: Good morning &amp; welcome

01:00:04.000 --> 01:00:05.000
1 &lt; 2
"""


def test_captions_are_written_anew_as_plain_vtt(scan: Scan, tmp_path: Path) -> None:
    """Notes, styles, settings, names of cues and tags are dropped (W3C WebVTT, 4.1)."""
    (tmp_path / "p").write_text(VTT, encoding="utf-8")
    rebuilt = scan.rebuild(tmp_path / "p", tmp_path / "out")
    assert only(rebuilt, "captions").path.read_text(encoding="utf-8") == CLEAN
    assert rebuilt.text == "Teacher: Good morning & welcome\n1 < 2\n"


def test_subrip_becomes_vtt(scan: Scan, tmp_path: Path) -> None:
    """SRT with its numbers, commas and font tags becomes the same plain VTT."""
    srt = "1\r\n00:00:01,500 --> 00:00:03,000\r\n<font color='red'>Hi</font>\r\n\r\n"
    (tmp_path / "p").write_bytes(srt.encode("utf-8-sig"))
    rebuilt = scan.captions(tmp_path / "p", tmp_path / "out")
    expected = "WEBVTT\n\n00:00:01.500 --> 00:00:03.000\nHi\n"
    assert only(rebuilt, "captions").path.read_text(encoding="utf-8") == expected


def test_a_transcript_with_times_becomes_captions(scan: Scan, tmp_path: Path) -> None:
    """Lines that begin with times last until the next; the last until the recording's end."""
    (tmp_path / "p").write_text("[00:01] Teacher: why?\n0:01:05 Pupil: because\n", encoding="utf-8")
    rebuilt = scan.captions(tmp_path / "p", tmp_path / "out", duration=90.0)
    assert only(rebuilt, "captions").path.read_text(encoding="utf-8") == (
        "WEBVTT\n\n00:00:01.000 --> 00:01:05.000\nTeacher: why?\n\n"
        "00:01:05.000 --> 00:01:30.000\nPupil: because\n"
    )


def test_a_transcript_without_times_stays_a_transcript(scan: Scan, tmp_path: Path) -> None:
    """No times are invented."""
    (tmp_path / "p").write_text("Teacher: why?\nPupil: because\n", encoding="utf-8")
    rebuilt = scan.captions(tmp_path / "p", tmp_path / "out")
    assert kinds(rebuilt) == ["transcript"]
    assert rebuilt.text == "Teacher: why?\nPupil: because\n"


@pytest.mark.parametrize("content", [b"WEBVTT\n\nno times here\n", picture()])
def test_what_holds_no_times_is_no_captions(scan: Scan, tmp_path: Path, content: bytes) -> None:
    """Captions without a cue, and a picture offered as captions, are refused."""
    (tmp_path / "p").write_bytes(content)
    with pytest.raises(Refused) as caught:
        scan.captions(tmp_path / "p", tmp_path / "out")
    assert caught.value.code == "no_cues"


def test_a_recording_is_left_to_the_video_port(scan: Scan, tmp_path: Path) -> None:
    """Sound and video are identified here but rebuilt elsewhere."""
    ffmpeg("-f", "lavfi", "-i", "sine=duration=1", "-f", "wav", tmp_path / "p")
    assert refusal(scan, tmp_path / "p", tmp_path / "out") == "unknown"


def test_a_locked_zip_is_refused(scan: Scan, tmp_path: Path) -> None:
    """An archive whose entries are encrypted is locked."""
    path = zipped(tmp_path / "p", {"mimetype": "x"})
    content = bytearray(path.read_bytes())
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    assert zipfile.is_zipfile(path)
    assert refusal(scan, path, tmp_path / "out") == "locked"


@pytest.mark.parametrize("url", ["", "thread:", "child:?memory_mb=lots", "child:?x=1"])
def test_an_unknown_address_is_refused_with_what_is_allowed(url: str) -> None:
    """A wrong setting is answered with one sentence that names what would be right."""
    with pytest.raises(ValueError, match="Scan must be"):
        from_url(url)


@pytest.mark.parametrize(
    ("size", "seen"), [((1920, 1080), (192, 108)), ((40, 30), (40, 30)), ((600, 4), (192, 16))]
)
def test_a_picture_becomes_small_greys_for_comparing(
    scan: Scan, tmp_path: Path, size: tuple[int, int], seen: tuple[int, int]
) -> None:
    """Large enough to tell pictures apart, and never thinner than the grid that is laid on it."""
    Image.new("RGB", size, (255, 0, 0)).save(tmp_path / "p", "PNG")
    grey = scan.grey(tmp_path / "p")
    assert (grey.width, grey.height) == seen
    # ITU-R 601-2: 0.299 of red
    assert grey.pixels == bytes([76]) * (seen[0] * seen[1])


def test_what_is_no_picture_has_no_greys(scan: Scan, tmp_path: Path) -> None:
    """A document is not compared as a picture."""
    make_pdf(tmp_path / "p")
    with pytest.raises(Refused):
        scan.grey(tmp_path / "p")
