"""Badges baked into SVG pictures (OB 3.0, §5.3.2): one openbadges:credential element."""

from __future__ import annotations

import re
from html import escape
from xml.etree.ElementTree import Element, ParseError

from lapel.domain.badges.errors import UnreadableError

NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
MAX_PICTURE = 16 * 1024 * 1024
_ELEMENT = re.compile(
    rb"<openbadges:credential\b[^>]*?(?:/>|>.*?</openbadges:credential\s*>)\s*", re.DOTALL
)
_DECLARATION = re.compile(rb"\sxmlns:openbadges\s*=\s*(\"[^\"]*\"|'[^']*')")
_ROOT = re.compile(rb"<svg\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")


def bake_svg(picture: bytes, text: str) -> bytes:
    """Return the SVG with `text` (a credential's JSON) baked in once, its drawing untouched.

    A badge baked in before is replaced. Raises UnreadableError when it is not a sound SVG.
    """
    _root(picture)
    bare = _ELEMENT.sub(b"", picture)
    match = _ROOT.search(bare)
    if match is None or match.group().endswith(b"/>"):
        raise UnreadableError("The picture has no drawing to bake a badge into.")
    root = _DECLARATION.sub(b"", match.group())
    opened = root[:-1] + f' xmlns:openbadges="{NAMESPACE}">'.encode()
    baked = f"<openbadges:credential>{escape(text, quote=False)}</openbadges:credential>".encode()
    result = bare[: match.start()] + opened + baked + bare[match.end() :]
    if unbake_svg(result).strip() != text.strip():
        raise UnreadableError("The badge holds characters that an SVG picture cannot carry.")
    return result


def unbake_svg(picture: bytes) -> str:
    """Return the text baked into an SVG; raises UnreadableError when there is none or several."""
    found = list(_root(picture).iter(f"{{{NAMESPACE}}}credential"))
    if not found:
        raise UnreadableError("The picture has no badge baked into it.")
    if len(found) > 1:
        raise UnreadableError("The picture has more than one badge baked into it.")
    return "".join(found[0].itertext()).strip() or found[0].get("verify", "")


def _root(picture: bytes) -> Element:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    if len(picture) > MAX_PICTURE:
        raise UnreadableError("The picture is larger than 16 MB.")
    try:
        root: Element = fromstring(picture, forbid_dtd=False)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise UnreadableError("The picture is not sound SVG.") from error
    if root.tag not in {"svg", "{http://www.w3.org/2000/svg}svg"}:
        raise UnreadableError("The file is XML, but not an SVG picture.")
    return root
