"""What a link to a badge shows elsewhere: tags, the card's picture, oEmbed, LinkedIn."""

from __future__ import annotations

import json
import re
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, urlsplit
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from issuing.earning import earned
from lapel.journey.issuing.actions import revoke
from lapel.journey.record.actions import deliver_all
from lapel.journey.sharing.actions import change_share
from lapel.journey.sharing.queries import document_address, linkedin_address, page_address

if TYPE_CHECKING:
    from django.test import Client

    from cast import Cast
    from lapel.journey.issuing.models import Award
    from review.stage import Stage

BASE = "http://localhost:8000"


@pytest.fixture
def shared(stage: Stage, cast: Cast) -> Award:
    """Give an award of Amina's that she shares without her name."""
    award = earned(stage)
    change_share(person=cast.amina, award_id=award.pk, is_public=True, shows_name=False)
    return award


def asked(place: str, **more: str) -> str:
    words = "&".join(f"{name}={quote(value, safe='')}" for name, value in more.items())
    return f"/sharing/oembed?url={quote(place, safe='')}&{words}"


def test_a_shared_badge_has_a_card_as_oembed_writes_it(client: Client, shared: Award) -> None:
    """oEmbed 1.0, §2.3.4: version and type are required; a thumbnail has its three words."""
    answer = client.get(asked(page_address(shared)))
    assert answer["Content-Type"] == "application/json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    card = answer.json()
    assert (card["version"], card["type"]) == ("1.0", "link")
    assert card["title"] == shared.achievement.title
    assert card["url"] == page_address(shared)
    picture = client.get(card["thumbnail_url"].removeprefix(BASE))
    size = (card["thumbnail_width"], card["thumbnail_height"])
    assert Image.open(BytesIO(picture.content)).size == size == (1200, 630)


def test_the_same_card_is_given_as_xml(client: Client, shared: Award) -> None:
    """§2.3: one document in two formats."""
    answer = client.get(asked(page_address(shared), format="xml"))
    assert answer["Content-Type"].startswith("text/xml")
    told = {each.tag: each.text for each in ET.fromstring(answer.content)}
    card = client.get(asked(page_address(shared))).json()
    assert told == {name: str(value) for name, value in card.items()}


@pytest.mark.parametrize(
    ("width", "height", "size"),
    [
        ("700", "", (600, 315)),
        ("", "200", (300, 158)),
        ("100", "", None),
        ("wide", "", (1200, 630)),
    ],
)
def test_the_picture_fits_where_it_is_shown(
    client: Client, shared: Award, width: str, height: str, size: tuple[int, int] | None
) -> None:
    """§2.2: a thumbnail respects maxwidth and maxheight, or is left out."""
    card = client.get(asked(page_address(shared), maxwidth=width, maxheight=height)).json()
    if size is None:
        assert "thumbnail_url" not in card
        return
    assert (card["thumbnail_width"], card["thumbnail_height"]) == size
    picture = client.get(card["thumbnail_url"].removeprefix(BASE))
    assert Image.open(BytesIO(picture.content)).width == size[0]


def test_the_page_leads_to_its_card(client: Client, shared: Award) -> None:
    """§4, discovery: one link for each format, and each answers; a private page has none."""
    path = page_address(shared).removeprefix(BASE)
    page = client.get(path).content.decode()
    found = dict(re.findall(r'type="(\S+\+oembed)" href="([^"]+)"', page))
    assert set(found) == {"application/json+oembed", "text/xml+oembed"}
    for address in found.values():
        place = address.replace("&amp;", "&").removeprefix(BASE)
        assert client.get(place).status_code == 200
    change_share(person=shared.person, award_id=shared.pk, is_public=False, shows_name=False)
    client.force_login(shared.person)
    assert "oembed" not in client.get(path).content.decode()


def test_no_card_tells_of_a_badge_that_is_not_shared(
    client: Client, shared: Award, stage: Stage
) -> None:
    """Private, unknown and foreign addresses are answered alike."""
    change_share(person=shared.person, award_id=shared.pk, is_public=False, shows_name=False)
    places = [page_address(shared), "https://elsewhere.example/badge", "nonsense", "https://[::1"]
    answers = {client.get(asked(place)).content for place in places}
    assert len(answers) == 1
    assert client.get(asked(places[0])).status_code == 404


def test_what_oembed_does_not_offer_is_refused(client: Client, shared: Award) -> None:
    """§2.3.5: 501 for another format; and nothing can be said of no address."""
    assert client.get(asked(page_address(shared), format="yaml")).status_code == 501
    assert client.get("/sharing/oembed").status_code == 400


def test_a_card_never_says_the_holders_name(client: Client, shared: Award) -> None:
    """Not even where she shows it on the page: a card is kept by others."""
    change_share(person=shared.person, award_id=shared.pk, is_public=True, shows_name=True)
    assert "Amina" not in client.get(asked(page_address(shared))).content.decode()


@pytest.mark.parametrize("agent", ["LinkedInBot/1.0", "Twitterbot/1.0", "Slackbot-LinkExpanding"])
def test_programs_that_draw_cards_get_the_page_with_its_tags(
    client: Client, shared: Award, agent: str
) -> None:
    """Whichever address was shared and whatever they say they accept."""
    for address in (page_address(shared), document_address(shared)):
        for accept in ("*/*", "application/json"):
            headers = {"user-agent": agent, "accept": accept}
            answer = client.get(address.removeprefix(BASE), headers=headers)
            text = answer.content.decode()
            assert answer.status_code == 200
            assert 'property="og:image" content="' in text
            assert f'property="og:url" content="{page_address(shared)}"' in text


def test_other_programs_get_the_credential(client: Client, shared: Award) -> None:
    """A verifier that asks for JSON is not answered with a page."""
    address = document_address(shared).removeprefix(BASE)
    answer = client.get(address, headers={"accept": "application/json", "user-agent": "curl/8"})
    assert json.loads(answer.content)["id"] == document_address(shared)


def test_a_revoked_badge_still_has_its_card(client: Client, shared: Award, cast: Cast) -> None:
    """It is her page; it says itself that the badge was revoked."""
    revoke(person=cast.hana, award_id=shared.pk, reason="policy", words="A mistake.")
    deliver_all()
    assert client.get(asked(page_address(shared))).status_code == 200


def test_the_link_to_linkedin_has_its_words_and_no_others(shared: Award) -> None:
    """CREDENTIALS.md, Interfaces: the names LinkedIn knows; no expiry where there is none."""
    parts = urlsplit(linkedin_address(shared))
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == (
        "https://www.linkedin.com/profile/add"
    )
    told = {name: value for name, (value,) in parse_qs(parts.query).items()}
    assert list(told) == [
        *("startTask", "name", "organizationName", "issueYear", "issueMonth", "certUrl", "certId"),
    ]
    assert told["startTask"] == "CERTIFICATION_NAME"
    assert told["certUrl"] == page_address(shared)
