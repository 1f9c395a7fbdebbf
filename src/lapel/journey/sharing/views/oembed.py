"""The card of a shared badge, for sites that embed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from lapel.journey.sharing import queries

if TYPE_CHECKING:
    from django.http import HttpRequest

ANY = 100_000
MOST_DIGITS = 6


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """Answer as oEmbed does: 404 for what is not shared, 501 for an unknown format."""
    asked = request.GET
    if not asked.get("url"):
        return _refused(400, "Name the page in “url”.")
    form = asked.get("format", "json")
    if form not in ("json", "xml"):
        return _refused(501, "This is answered as json or xml.")
    most = (_number(asked.get("maxwidth", "")), _number(asked.get("maxheight", "")))
    card = queries.embedded(asked["url"], most=most)
    if card is None:
        return _refused(404, "There is no shared badge at this address.")
    if form == "xml":
        response = HttpResponse(queries.as_xml(card), content_type="text/xml; charset=utf-8")
    else:
        text = json.dumps(card, ensure_ascii=False)
        response = HttpResponse(text, content_type="application/json")
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = f"public, max-age={card['cache_age']}"
    return response


def _refused(status: int, sentence: str) -> HttpResponse:
    text = json.dumps({"error": sentence}, ensure_ascii=False)
    return HttpResponse(text, content_type="application/json", status=status)


def _number(text: str) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    return int(text) if is_number else ANY
