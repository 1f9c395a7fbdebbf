"""A holder's own pages: her pins, her switches, her files."""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pypdf
import pypdfium2
import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image

from issuing.earning import decided, earned
from lapel.domain.badges.reading import read_badge
from lapel.domain.badges.verdicts import Outcome
from lapel.doors.cli.unbake import taken_out
from lapel.journey.insight.queries import shown_awards
from lapel.journey.issuing.actions import reinstate, revoke, suspend
from lapel.journey.issuing.models import Award
from lapel.journey.issuing.queries import verdict_on
from lapel.journey.people.actions import leave
from lapel.journey.record.actions import deliver_all
from lapel.journey.record.models import Delivery
from lapel.journey.sharing.actions import (
    Refusal,
    change_share,
    set_certificate,
    share_with_district,
    withdraw_from_district,
)
from lapel.journey.sharing.queries import (
    checked,
    linkedin_address,
    page_address,
    share_of,
)
from lapel.ports import storage

if TYPE_CHECKING:
    from cast import Cast
    from review.stage import Stage


@pytest.fixture
def award(stage: Stage) -> Award:
    """Give an award of Amina's."""
    return earned(stage)


@pytest.fixture
def amina(award: Award) -> Client:
    """Sign Amina in."""
    client = Client()
    client.force_login(award.person)
    return client


def test_the_portfolio_shows_her_pins_and_an_empty_one_the_way_on(
    amina: Client, award: Award, cast: Cast, client: Client
) -> None:
    """Hers for her; for a teacher without awards a way to the catalogue; else a sign-in."""
    assert award.achievement.title in amina.get("/sharing/").content.decode()
    theirs = Client()
    theirs.force_login(cast.chipo)
    shown = theirs.get("/sharing/").content.decode()
    assert award.achievement.title not in shown
    assert "/catalogue/" in shown
    assert client.get("/sharing/").status_code == 302


def test_her_list_of_evidence_leads_from_what_she_earned_to_letter_and_badge(
    amina: Client, award: Award
) -> None:
    """“Earned”, with a way to each; a badge that is revoked says so."""
    page = amina.get("/evidence/?show=decided").content.decode()
    submission = award.decision.case.submission_id if award.decision else ""
    assert "Earned</span>" in page
    assert f'href="/review/tracker/{submission}/"' in page
    assert f'href="/sharing/awards/{award.pk}/"' in page
    Award.objects.filter(pk=award.pk).update(state=Award.State.REVOKED)
    assert "Revoked" in amina.get("/evidence/").content.decode()


@pytest.mark.parametrize(("level", "word"), [("almost", "Almost there"), ("not_yet", "Not yet")])
def test_her_list_of_evidence_says_almost_and_not_yet(
    stage: Stage, level: str, word: str, client: Client
) -> None:
    """With the way to the letter, and to no badge."""
    decided(stage, levels=level)
    client.force_login(stage.cast.amina)
    page = client.get("/evidence/?show=revising").content.decode()
    assert f"{word}</span>" in page
    assert "Read your letter" in page
    assert "/sharing/awards/" not in page


def test_nobody_else_reaches_her_award_page_or_files(award: Award, cast: Cast) -> None:
    """404 for everyone, the issuer's officer too: her files are hers."""
    pages = ["", "json/", "png/", "svg/", "certificate/", "qr/"]
    for person in (cast.ben, cast.elif_, cast.chipo, cast.gita):
        client = Client()
        client.force_login(person)
        for page in pages:
            assert client.get(f"/sharing/awards/{award.pk}/{page}").status_code == 404
        for page in ("share/", "district/"):
            assert client.post(f"/sharing/awards/{award.pk}/{page}").status_code == 404
    for act in (share_with_district, withdraw_from_district, set_certificate):
        with pytest.raises(PermissionDenied):
            act(person=cast.ben, award_id=award.pk)
    with pytest.raises(PermissionDenied):
        change_share(person=cast.hana, award_id=award.pk, is_public=True, shows_name=True)


def test_an_award_is_private_until_she_says_otherwise(amina: Client, award: Award) -> None:
    """Private by default; a switch for the page, another for her name, both back again."""
    share = share_of(award)
    assert (share.is_public, share.shows_name) == (False, False)
    amina.post(f"/sharing/awards/{award.pk}/share/", {"is_public": "on"})
    share = share_of(award)
    assert (share.is_public, share.shows_name) == (True, False)
    amina.post(f"/sharing/awards/{award.pk}/share/", {})
    assert not share_of(award).is_public


def test_the_district_sees_an_award_only_while_she_lets_it(
    amina: Client, award: Award, cast: Cast
) -> None:
    """A consent of its own with its date, withdrawn as easily; other districts get nothing."""
    assert shown_awards(cast.district) == []
    amina.post(f"/sharing/awards/{award.pk}/district/", {"wish": "give"})
    (seen,) = shown_awards(cast.district)
    assert (seen.name, seen.title) == ("Amina", award.achievement.title)
    assert shown_awards(cast.elsewhere) == []
    assert not share_of(award).is_public
    shown = amina.get(f"/sharing/awards/{award.pk}/").content.decode()
    assert "Lakeside District can see this award by your name" in shown
    pins = amina.get("/sharing/").content.decode()
    assert "Your district sees it" in pins
    assert "Private" not in pins
    amina.post(f"/sharing/awards/{award.pk}/district/", {"wish": "withdraw"})
    assert shown_awards(cast.district) == []
    assert "Private" in amina.get("/sharing/").content.decode()


def test_every_file_holds_the_badge_exactly_as_it_was_signed(amina: Client, award: Award) -> None:
    """JSON, baked PNG and baked SVG give back the signed document; the PNG opens."""
    signed = json.loads(award.document)
    for form in ("json", "png", "svg"):
        content = amina.get(f"/sharing/awards/{award.pk}/{form}/").content
        assert read_badge(content) == signed, form
    picture = Image.open(BytesIO(amina.get(f"/sharing/awards/{award.pk}/png/").content))
    assert picture.size == (600, 600)
    assert amina.get(f"/sharing/awards/{award.pk}/json/").content.decode() == award.document


def test_the_linkedin_link_has_linkedins_words(award: Award) -> None:
    """The parameters as LinkedIn's own add-to-profile page reads them (CREDENTIALS.md)."""
    parts = urlsplit(linkedin_address(award))
    words = {name: values[0] for name, values in parse_qs(parts.query).items()}
    assert (parts.hostname, parts.path) == ("www.linkedin.com", "/profile/add")
    assert words == {
        "startTask": "CERTIFICATION_NAME",
        "name": award.achievement.title,
        "organizationName": "Teachers' College",
        "issueYear": str(award.awarded_at.year),
        "issueMonth": str(award.awarded_at.month),
        "certUrl": page_address(award),
        "certId": str(award.pk),
    }


def test_the_certificate_is_tagged_selectable_and_names_what_was_earned(award: Award) -> None:
    """PDF/UA-1 by its own mark (ISO 14289-1), marked content, a language, text that can be read."""
    pdf = set_certificate(person=award.person, award_id=award.pk)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert b"/Lang" in pdf
    assert b"/MarkInfo" in pdf
    document = pypdfium2.PdfDocument(pdf)
    try:
        assert len(document) == 1
        text = document[0].get_textpage().get_text_bounded()
        for said in ("Amina", award.achievement.title, "Teachers' College", str(award.pk)):
            assert said in text
    finally:
        document.close()


def attached_to(pdf: bytes) -> dict[str, list[bytes]]:
    """Read the attachments as pypdf does, which shares nothing with what Lapel reads them with."""
    return dict(pypdf.PdfReader(BytesIO(pdf)).attachments)


def test_the_certificate_carries_the_badge_as_it_is_served(amina: Client, award: Award) -> None:
    """Byte for byte her JSON, in a PDF/A-3; pages and command line verify the file."""
    pdf = amina.get(f"/sharing/awards/{award.pk}/certificate/").content
    served = amina.get(f"/sharing/awards/{award.pk}/json/").content
    assert attached_to(pdf) == {"credential.json": [served]}
    assert b"<pdfaid:part>3</pdfaid:part>" in pdf
    assert taken_out(pdf) == served
    assert checked(pdf).verification.outcome is Outcome.VALID
    page = Client().post("/sharing/verify/", {"file": ContentFile(pdf, "certificate.pdf")})
    assert "Valid: issued by" in page.content.decode()


def test_a_badge_signed_anew_is_in_a_certificate_made_anew(cast: Cast, award: Award) -> None:
    """The old one names a place in the status list that was given up."""
    old = set_certificate(person=award.person, award_id=award.pk)
    suspend(person=cast.hana, award_id=award.pk, reason="policy", words="A question.")
    reinstate(person=cast.hana, award_id=award.pk, words="Answered.")
    deliver_all()
    award.refresh_from_db()
    pdf = set_certificate(person=award.person, award_id=award.pk)
    assert attached_to(pdf)["credential.json"] == [award.document.encode()]
    assert attached_to(pdf) != attached_to(old)


def test_a_certificate_is_set_for_names_in_any_script(award: Award) -> None:
    """Right to left, emoji and long names still give one page, where UA-1 cannot promise all."""
    award.person.name = "أمينة 🦉 Müller-Wołodymyrivna von und zu Langenhausen-Weit"
    award.person.save()
    pdf = set_certificate(person=award.person, award_id=award.pk)
    assert attached_to(pdf)["credential.json"] == [award.document.encode()]
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    document.close()


def test_the_form_says_what_others_will_see(amina: Client, award: Award) -> None:
    """Before she shares: what is in the page, what never is, and what her own files hold."""
    shown = " ".join(amina.get(f"/sharing/awards/{award.pk}/").content.decode().split())
    assert "They see neither the evidence, nor your school, nor your e-mail address" in shown
    assert "never holds your name" in shown
    assert "a fingerprint of your e-mail address" in shown


def test_nothing_with_her_name_or_address_is_kept_when_she_leaves(
    award: Award, stage: Stage, client: Client
) -> None:
    """Certificates, the document with her identifier, its salt, errors that quote her: all gone."""
    person = award.person
    identity = json.loads(award.document)["credentialSubject"]["identifier"][0]
    set_certificate(person=person, award_id=award.pk)
    change_share(person=person, award_id=award.pk, is_public=True, shows_name=True)
    store = storage.from_url(settings.STORAGE_URL)
    papers = f"sharing/certificate/{award.pk}/"
    assert list(store.keys(papers)) != []
    Delivery.objects.filter(event__kind="issuing.AwardIssued").update(
        state=Delivery.State.PARKED, error="Amina <amina@example.org> was not reached"
    )
    leave(person=person)
    deliver_all()
    assert list(store.keys(papers)) == []
    award.refresh_from_db()
    assert identity["identityHash"] not in award.document
    assert (award.email_salt, award.document) == ("", award.public_document)
    assert not Delivery.objects.filter(error__icontains="amina").exists()
    assert Delivery.objects.filter(state=Delivery.State.PARKED, error__contains="erased").exists()
    assert verdict_on(award).outcome is Outcome.VALID
    assert "Verified: issued by" in client.get(f"/sharing/badge/{award.pk}/").content.decode()


def test_there_is_no_certificate_of_a_revoked_award(
    amina: Client, award: Award, cast: Cast
) -> None:
    """Her page says why it was revoked and offers the badge, but no paper to hang up."""
    revoke(person=cast.hana, award_id=award.pk, reason="integrity", words="Another lesson.")
    with pytest.raises(Refusal):
        set_certificate(person=award.person, award_id=award.pk)
    answer = amina.get(f"/sharing/awards/{award.pk}/certificate/", follow=True)
    assert "only of an award that is in force" in answer.content.decode()
    shown = amina.get(f"/sharing/awards/{award.pk}/").content.decode()
    assert "Another lesson." in shown
    assert "certificate/" not in shown
