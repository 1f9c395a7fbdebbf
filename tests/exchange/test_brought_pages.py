"""The holder's pages: badges from elsewhere, and who else may see them."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from exchange.programs import STRANGER, from_elsewhere
from lapel.domain.badges.png import bake_png
from lapel.domain.badges.proof import add_proof
from lapel.domain.badges.svg import bake_svg
from lapel.domain.badges.tokens import make_vc_jwt
from lapel.journey.exchange.models import Brought
from lapel.journey.exchange.queries.brought import short
from lapel.journey.people.actions import leave
from lapel.journey.record.actions import deliver_all
from lapel.journey.record.queries import now
from mailing import sign_in_as

if TYPE_CHECKING:
    from django.http import HttpResponse

    from cast import Cast

PAGE = "/exchange/brought/"


@pytest.fixture
def amina(cast: Cast) -> Client:
    """Give a browser in which Amina is signed in."""
    return sign_in_as(Client(), cast.amina)


def bring(browser: Client, content: bytes, name: str = "badge.json") -> HttpResponse:
    return browser.post(PAGE, {"file": SimpleUploadedFile(name, content)}, follow=True)


def png(text: str) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (4, 4)).save(made, "PNG")
    return bake_png(made.getvalue(), text)


def test_a_holder_brings_a_badge_in_any_form(amina: Client) -> None:
    """File, picture, drawing, token (certification guide, Host: import and export lose nothing)."""
    text = from_elsewhere("amina@example.org").decode()
    drawing = bake_svg(b'<svg xmlns="http://www.w3.org/2000/svg"></svg>', text)
    document = json.loads(text)
    for content in (text.encode(), png(text), drawing):
        Brought.objects.all().delete()
        shown = bring(amina, content).content.decode()
        assert "The badge is in your portfolio now." in shown
        assert "Wait Time and Uptake" in shown
        kept = Brought.objects.get()
        given = amina.get(f"{PAGE}{kept.pk}/file/")
        assert json.loads(given.content) == document
        assert given["Content-Disposition"].startswith("attachment")
    token = make_vc_jwt({k: v for k, v in document.items() if k != "proof"}, signer=STRANGER)
    assert "took the place" in bring(amina, token.encode(), "badge.jwt").content.decode()
    given = amina.get(f"{PAGE}{Brought.objects.get().pk}/file/")
    assert given.content.decode() == token
    assert given["Content-Type"] == "text/plain"


def test_what_is_refused_is_said_on_the_page(amina: Client) -> None:
    """Forged, somebody else's, no badge at all, nothing, too large: each in plain words."""
    forged = from_elsewhere("amina@example.org").replace(b"Wait Time", b"Wait What")
    for content, words in (
        (forged, "Not valid."),
        (from_elsewhere("ben@example.org"), "given to somebody else"),
        (b"hello", "Cannot be read."),
        (b"{" + b" " * 600_000 + b"}", "larger than 512 kB"),
        (b"", "empty"),
    ):
        answer = bring(amina, content)
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert not Brought.objects.exists()


def test_a_badge_says_nothing_it_cannot_know(amina: Client) -> None:
    """Its own name for its issuer is marked where nothing confirms it, in the portfolio too."""
    shown = bring(amina, from_elsewhere("amina@example.org")).content.decode()
    assert "not confirmed" in shown
    assert '<span class="tag" data-kind="good">' not in shown
    assert "Intact; issuer not confirmed" in amina.get("/sharing/").content.decode()


def test_a_hostile_name_is_shown_as_text(amina: Client) -> None:
    """What a badge says of itself never becomes part of the page."""
    evil = from_elsewhere("amina@example.org", narrative="<script>alert(1)</script>")
    document = json.loads(evil)
    del document["proof"]
    document["credentialSubject"]["achievement"]["name"] = "<script>alert(1)</script>"
    signed = json.dumps(add_proof(document, signer=STRANGER, created=now())).encode()
    shown = bring(amina, signed).content.decode()
    assert "&lt;script&gt;alert(1)" in shown
    assert "<script>alert" not in shown


def test_a_holder_checks_again_and_deletes(amina: Client) -> None:
    """Nothing of a deleted badge stays."""
    bring(amina, from_elsewhere("amina@example.org"))
    kept = Brought.objects.get()
    shown = amina.post(f"{PAGE}{kept.pk}/check/", follow=True).content.decode()
    assert "The badge was checked again." in shown
    before = kept.checked_at
    kept.refresh_from_db()
    assert kept.checked_at > before
    amina.post(f"{PAGE}{kept.pk}/delete/")
    assert not Brought.objects.exists()


def test_nobody_else_sees_checks_or_deletes_it(cast: Cast, amina: Client) -> None:
    """For everybody else it is not there, as a badge that never was is not."""
    bring(amina, from_elsewhere("amina@example.org"))
    kept = Brought.objects.get()
    ben = sign_in_as(Client(), cast.ben)
    assert "Wait Time and Uptake" not in ben.get(PAGE).content.decode()
    for name in (kept.pk, uuid4()):
        assert ben.get(f"{PAGE}{name}/file/").status_code == 404
        assert ben.post(f"{PAGE}{name}/check/").status_code == 404
        assert ben.post(f"{PAGE}{name}/delete/").status_code == 404
    assert Client().get(PAGE).status_code == 302
    assert Brought.objects.exists()


def test_who_leaves_takes_her_brought_badges_with_her(cast: Cast, amina: Client) -> None:
    """They were hers; nobody is left whom they concern."""
    bring(amina, from_elsewhere("amina@example.org"))
    leave(person=cast.amina)
    deliver_all()
    assert not Brought.objects.exists()


def test_no_sign_that_a_database_cannot_hold_is_kept() -> None:
    """PostgreSQL takes no NUL in a text; a stranger's badge may name itself with one."""
    assert short("Old\0 Maps", 200) == "Old Maps"
    assert short("Old Maps", 3) == "Old"
    assert short(["Old Maps"], 200) == ""
