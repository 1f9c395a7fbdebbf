"""Badges baked into pictures, and read back from any file."""

from __future__ import annotations

import contextlib
import io
import struct
import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from domain.badges.badge_makers import badge
from lapel.domain.badges import png, svg
from lapel.domain.badges.errors import UnreadableError
from lapel.domain.badges.png import bake_png, unbake_png
from lapel.domain.badges.reading import read_badge, write_badge
from lapel.domain.badges.svg import bake_svg, unbake_svg

SVG = b"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd">
<svg xmlns="http://www.w3.org/2000/svg" aria-label="a > b"><path d="M0 0h2"/></svg>
"""


def picture() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (4, 4), "teal").save(buffer, "PNG")
    return buffer.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    crc = struct.pack(">I", zlib.crc32(kind + body))
    return struct.pack(">I", len(body)) + kind + body + crc


def with_chunk(*chunks: bytes) -> bytes:
    plain = picture()
    return plain[:33] + b"".join(chunks) + plain[33:]


def test_a_baked_png_is_still_a_picture_and_reads_back() -> None:
    """Pillow opens it, and sees the text under the standard's keyword (OB 3.0, §5.3.1)."""
    document = badge()
    baked = bake_png(picture(), write_badge(document))
    with Image.open(io.BytesIO(baked)) as opened:
        opened.load()
        assert opened.getpixel((0, 0)) == (0, 128, 128)
        assert opened.text["openbadgecredential"] == write_badge(document)  # type: ignore[attr-defined]  # PNG only
    assert read_badge(baked) == document


def test_a_png_baked_twice_holds_the_last_badge_once() -> None:
    """The standard allows one iTXt chunk."""
    baked = bake_png(bake_png(picture(), '{"a":1}'), '{"b":2}')
    assert baked.count(b"openbadgecredential") == 1
    assert unbake_png(baked) == '{"b":2}'


def test_a_compressed_badge_is_read() -> None:
    """Other bakers compress the text."""
    body = b"openbadgecredential\0\x01\0\0\0" + zlib.compress(b'{"a":1}')
    assert unbake_png(with_chunk(chunk(b"iTXt", body))) == '{"a":1}'


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (picture(), "no badge"),
        (with_chunk(*[chunk(b"iTXt", b"openbadgecredential\0\0\0\0\0{}")] * 2), "more than one"),
        (with_chunk(chunk(b"iTXt", b"openbadgecredential\0")), "malformed"),
        (with_chunk(chunk(b"iTXt", b"openbadgecredential\0\0\0\0{}")), "malformed"),
        (with_chunk(chunk(b"iTXt", b"openbadgecredential\0\0\0\0\0\xff")), "not UTF-8"),
        (
            with_chunk(chunk(b"iTXt", b"openbadgecredential\0\x01\0\0\0no zlib")),
            "cannot be unpacked",
        ),
        (picture()[:40], "cut off"),
        (picture()[:-2], "cut off"),
        (picture()[:20] + b"\xff" * 8, "cut off"),
        (b"GIF89a", "not a PNG"),
        (png.SIGNATURE + b"\0" * (17 * 1024 * 1024), "larger than 16 MB"),
    ],
)
def test_a_png_without_one_sound_badge_is_refused(data: bytes, why: str) -> None:
    """Missing, doubled, malformed, cut off, or not a PNG at all."""
    with pytest.raises(UnreadableError, match=why):
        unbake_png(data)


def test_a_zip_bomb_in_a_png_is_refused() -> None:
    """A gigabyte of zeros in a megabyte is unpacked no further than 4 MB."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"\0" * 1_000_000) for _ in range(1000)) + packer.flush()
    bomb = with_chunk(chunk(b"iTXt", b"openbadgecredential\0\x01\0\0\0" + packed))
    with pytest.raises(UnreadableError, match="larger than 4 MB"):
        unbake_png(bomb)


def test_a_baked_svg_keeps_its_drawing_and_reads_back() -> None:
    """One element in the standard's namespace (OB 3.0, §5.3.2), nothing else changed."""
    document = badge()
    baked = bake_svg(SVG, write_badge(document))
    assert b'xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"' in baked
    assert baked.count(b"<openbadges:credential>") == 1
    assert b'<path d="M0 0h2"/></svg>' in baked
    assert read_badge(baked) == document


def test_an_svg_baked_twice_holds_the_last_badge_once() -> None:
    """The first is replaced, with its namespace."""
    baked = bake_svg(bake_svg(SVG, '{"a":1}'), '{"b":2}')
    assert baked.count(b"xmlns:openbadges") == 1
    assert unbake_svg(baked) == '{"b":2}'


def test_a_badge_in_the_verify_attribute_is_read() -> None:
    """A signed badge may stand there as a JWS (OB 3.0, §5.3.2.2)."""
    attribute = f'<openbadges:credential xmlns:openbadges="{svg.NAMESPACE}" verify="abc"/>'
    assert unbake_svg(SVG.replace(b"<path", attribute.encode() + b"<path")) == "abc"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (SVG, "no badge"),
        (b"<html/>", "not an SVG"),
        (b"<svg", "not sound"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>', "not sound"),
        (b"<svg>" + b" " * (17 * 1024 * 1024), "larger than 16 MB"),
    ],
)
def test_an_svg_without_a_sound_badge_is_refused(data: bytes, why: str) -> None:
    """Missing, other XML, broken, entities, too large."""
    with pytest.raises(UnreadableError, match=why):
        unbake_svg(data)


def test_an_svg_with_two_badges_is_refused() -> None:
    """A displayer and a verifier might each take another one."""
    element = f'<c:credential xmlns:c="{svg.NAMESPACE}">{{}}</c:credential>'.encode()
    doubled = SVG.replace(b"<path", element * 2 + b"<path")
    with pytest.raises(UnreadableError, match="more than one"):
        unbake_svg(doubled)
    with pytest.raises(UnreadableError, match="more than one"):
        bake_svg(doubled, "{}")


@pytest.mark.parametrize(
    ("data", "text", "why"),
    [(b"<svg/>", "{}", "no drawing"), (SVG, "\x01", "not sound"), (SVG, "a\rb", "characters")],
)
def test_an_svg_that_cannot_carry_the_badge_is_refused(data: bytes, text: str, why: str) -> None:
    """An empty picture, and characters XML has no form for."""
    with pytest.raises(UnreadableError, match=why):
        bake_svg(data, text)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "neither"),
        (b"%PDF-1.7", "PDF"),
        (b"PK\x03\x04", "neither"),
        (b" " * (17 * 1024 * 1024), "larger than 16 MB"),
        (b"else", "neither"),
        (bake_png(picture(), "else"), "not a JSON credential"),
        (bake_png(picture(), "eyJhbGciOiJub25lIn0.e30."), "signed token"),
    ],
)
def test_a_file_that_is_no_badge_is_refused_in_a_sentence(data: bytes, why: str) -> None:
    """Whatever people drop on the verify page."""
    with pytest.raises(UnreadableError, match=why):
        read_badge(data)


texts = st.dictionaries(st.text(max_size=5), st.text(max_size=20), max_size=4)


@settings(max_examples=60, deadline=None)
@given(texts)
def test_any_text_survives_both_pictures(content: dict[str, str]) -> None:
    """Controls, right-to-left text, emoji, brackets and quotes."""
    document: dict[str, Any] = dict(content)
    assert read_badge(bake_png(picture(), write_badge(document))) == document
    try:
        baked = bake_svg(SVG, write_badge(document))
    except UnreadableError:  # XML has no form for U+FFFE, U+FFFF
        assert any(mark in write_badge(document) for mark in "\ufffe\uffff")
    else:
        assert read_badge(baked) == document


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", png.SIGNATURE, b"{", b"<svg>"]))
def test_no_bytes_crash_the_reader(data: bytes, start: bytes) -> None:
    """Anything is a badge or a sentence: no other error comes out."""
    with contextlib.suppress(UnreadableError):
        assert isinstance(read_badge(start + data), dict)
