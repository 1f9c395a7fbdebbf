"""What she takes along beside her badges: tokens, transcripts, lines for her CV."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from jsonschema import Draft7Validator

from domain.badges.official import clr_objections
from issuing.earning import earned
from issuing.test_stacks import two_and_a_stack
from lapel.domain.badges.keys import Kind, private_key_of
from lapel.domain.badges.tokens import open_token
from lapel.domain.badges.verdicts import Outcome
from lapel.journey.issuing.actions import Refusal, reinstate, revoke, sign_form, suspend
from lapel.journey.issuing.models import Award
from lapel.journey.people.actions import leave
from lapel.journey.record.actions import deliver_all
from lapel.journey.record.queries import history, parked_deliveries
from lapel.journey.sharing import actions
from lapel.journey.sharing.models import Paper
from lapel.journey.sharing.queries import (
    checked,
    cv_entries,
    europass_xml,
    form_offers,
    json_resume,
    ready_paper,
    transcript_offers,
)

if TYPE_CHECKING:
    from cast import Cast
    from review.stage import Stage

SCHEMA = Path(__file__).parents[1] / "vendor" / "jsonresume_schema.json"
EUROPASS, HR = "{http://www.europass.eu/1.0}", "{http://www.hr-xml.org/3}"


@pytest.fixture
def award(stage: Stage) -> Award:
    return earned(stage)


@pytest.fixture
def amina(award: Award) -> Client:
    client = Client()
    client.force_login(award.person)
    return client


def signed(award: Award, kind: str) -> Paper:
    paper = actions.order_form(person=award.person, award_id=award.pk, kind=kind)
    deliver_all()
    paper.refresh_from_db()
    assert paper.error == ""
    return paper


@pytest.mark.parametrize("kind", ["vc-jwt", "sd-jwt"])
def test_a_token_says_what_the_badge_says_and_verifies(award: Award, kind: str) -> None:
    """Word for word her document without its proof; the page that verifies confirms it."""
    paper = signed(award, kind)
    document = json.loads(award.document)
    del document["proof"]
    assert open_token(paper.text).document == document
    verification = checked(paper.text.encode()).verification
    assert verification is not None
    assert verification.outcome is Outcome.VALID
    noted = [each.action for each in history("award", award.pk)]
    assert f"signed as {kind}" in noted


def test_a_badge_can_be_had_with_a_jcs_proof_instead_of_its_own(award: Award) -> None:
    """One proof, as two crash a wide-spread wallet; all else is her document."""
    paper = signed(award, "jcs")
    given, document = json.loads(paper.text), json.loads(award.document)
    (proof,) = given.pop("proof")
    del document["proof"]
    assert (given, proof["cryptosuite"]) == (document, "eddsa-jcs-2022")
    verification = checked(paper.text.encode()).verification
    assert verification is not None
    assert verification.outcome is Outcome.VALID


def test_no_jcs_proof_is_offered_or_made_where_the_key_makes_none(award: Award) -> None:
    """A key of ECDSA signs the default form and the tokens."""
    assert award.key is not None
    p256 = private_key_of(Kind.P256, b"\x07" * 32).public.multikey
    award.key.verification_method = f"{award.key.did}#{p256}"
    award.key.save()
    assert "jcs" not in {each.kind for each in form_offers(award)}
    with pytest.raises(actions.Refusal, match="no such form"):
        actions.order_form(person=award.person, award_id=award.pk, kind="jcs")
    with pytest.raises(Refusal, match="does not sign in this form"):
        sign_form(award_id=award.pk, form="jcs")


def test_parts_of_a_badge_can_be_left_out(award: Award) -> None:
    """Her identifier, the results and the evidence, each behind a digest of its own."""
    text = signed(award, "sd-jwt").text
    bare = text.split("~")[0] + "~"
    shown = open_token(bare).document
    assert "evidence" not in shown
    assert {"identifier", "result"} & set(shown["credentialSubject"]) == set()
    assert shown["credentialSubject"]["achievement"]


def test_a_form_is_signed_once_and_anew_when_the_badge_is(cast: Cast, award: Award) -> None:
    """An old token would name a place in the status list that was given up."""
    first = signed(award, "vc-jwt")
    again = signed(award, "vc-jwt")
    assert (first.pk, first.text) == (again.pk, again.text)
    suspend(person=cast.hana, award_id=award.pk, reason="policy", words="A question.")
    with pytest.raises(actions.Refusal):
        actions.order_form(person=award.person, award_id=award.pk, kind="vc-jwt")
    reinstate(person=cast.hana, award_id=award.pk, words="Answered.")
    deliver_all()
    award.refresh_from_db()
    assert ready_paper(award.person, first.pk) is None
    renewed = signed(award, "vc-jwt")
    assert renewed.text != first.text
    assert ready_paper(award.person, renewed.pk) == renewed


def test_nobody_else_orders_or_takes_her_papers(cast: Cast, award: Award) -> None:
    """Neither her lead nor the officer who may revoke the badge."""
    paper = signed(award, "vc-jwt")
    issuer = award.achievement.issuer
    for other in (cast.elif_, cast.hana, cast.femi):
        assert ready_paper(other, paper.pk) is None
        with pytest.raises(PermissionDenied):
            actions.order_form(person=other, award_id=award.pk, kind="vc-jwt")
        with pytest.raises(PermissionDenied):
            actions.order_transcript(person=other, issuer_id=issuer.pk)
    with pytest.raises(actions.Refusal, match="no such form"):
        actions.order_form(person=award.person, award_id=award.pk, kind="transcript")


def transcript_of(award: Award) -> Paper:
    issuer = award.achievement.issuer
    paper = actions.order_transcript(person=award.person, issuer_id=issuer.pk)
    deliver_all()
    paper.refresh_from_db()
    assert paper.error == ""
    return paper


def test_a_transcript_holds_her_badges_as_they_were_signed(cast: Cast, stage: Stage) -> None:
    """CLR 2.0: two badges and the stack of both, bound by associations; the schema accepts it."""
    other, _stack = two_and_a_stack(cast, stage)
    first = earned(stage)
    earned(other)
    deliver_all()
    paper = transcript_of(first)
    document = json.loads(paper.text)
    assert clr_objections(document) == []
    subject = document["credentialSubject"]
    held = {json.dumps(each, sort_keys=True) for each in subject["verifiableCredential"]}
    kept = {json.dumps(json.loads(each.document), sort_keys=True) for each in Award.objects.all()}
    assert held == kept
    assert len(held) == 3
    assert {each["associationType"] for each in subject["association"]} == {"isParentOf"}
    assert len(subject["association"]) == 2


def test_a_transcript_verifies_and_so_does_each_badge_in_it(award: Award) -> None:
    """Signed by the issuer that the badges are of."""
    verification = checked(transcript_of(award).text.encode()).verification
    assert verification is not None
    assert verification.outcome is Outcome.VALID, verification


def test_a_transcript_leaves_out_what_is_no_longer_in_force(
    cast: Cast, stage: Stage, award: Award
) -> None:
    """And is out of date as soon as a badge in it is revoked."""
    del stage
    paper = transcript_of(award)
    assert ready_paper(award.person, paper.pk)
    revoke(person=cast.hana, award_id=award.pk, reason="policy", words="A mistake.")
    deliver_all()
    assert ready_paper(award.person, paper.pk) is None
    assert transcript_offers(award.person) == []
    with pytest.raises(PermissionDenied):
        actions.order_transcript(person=award.person, issuer_id=award.achievement.issuer_id)


def test_a_badge_revoked_while_it_waits_is_not_signed(cast: Cast, award: Award) -> None:
    """The refusal is kept and shown; the job is not parked."""
    actions.order_form(person=award.person, award_id=award.pk, kind="vc-jwt")
    revoke(person=cast.hana, award_id=award.pk, reason="policy", words="A mistake.")
    deliver_all()
    paper = Paper.objects.get()
    assert (paper.text, paper.made_at) == ("", None)
    assert "in force" in paper.error
    assert list(parked_deliveries()) == []
    assert not form_offers(award)[0].is_on_order


def test_what_was_signed_for_her_goes_when_she_leaves(award: Award) -> None:
    """It holds a fingerprint of her address."""
    signed(award, "vc-jwt")
    leave(person=award.person)
    deliver_all()
    assert not Paper.objects.exists()


def test_she_orders_and_takes_them_on_her_pages(amina: Client, award: Award) -> None:
    """A disclosure on the award's page, a section on the portfolio; each once signed is a file."""
    place = f"/sharing/awards/{award.pk}/"
    assert "More forms" in amina.get(place).content.decode()
    amina.post(f"{place}forms/vc-jwt/")
    assert "being signed" in amina.get(place).content.decode()
    amina.post(f"/sharing/transcripts/{award.achievement.issuer_id}/")
    assert "being signed" in amina.get("/sharing/").content.decode()
    deliver_all()
    for paper in Paper.objects.all():
        where = place if paper.award_id else "/sharing/"
        assert f"/sharing/papers/{paper.pk}/" in amina.get(where).content.decode()
        answer = amina.get(f"/sharing/papers/{paper.pk}/")
        assert answer.content.decode() == paper.text
        assert "attachment" in answer["Content-Disposition"]
    assert amina.post(f"{place}forms/yaml/").status_code == 302
    assert amina.post(f"/sharing/transcripts/{award.pk}/").status_code == 404


def test_a_json_resume_is_one(amina: Client, award: Award) -> None:
    """The official schema accepts it; a private badge has no address."""
    assert award.person.name
    document = amina.get("/sharing/cv/json-resume/").json()
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    checker = Draft7Validator.FORMAT_CHECKER
    assert list(Draft7Validator(schema, format_checker=checker).iter_errors(document)) == []
    (line,) = document["certificates"]
    assert line["name"] == award.achievement.title
    assert line["date"] == award.awarded_on.isoformat()
    assert "url" not in line
    assert amina.get("/sharing/cv/json-resume/?only=shared").json()["certificates"] == []
    actions.change_share(person=award.person, award_id=award.pk, is_public=True, shows_name=False)
    (line,) = amina.get("/sharing/cv/json-resume/?only=shared").json()["certificates"]
    assert line["url"].endswith(f"/sharing/badge/{award.pk}/")


def test_a_europass_style_document_names_each_badge(amina: Client, award: Award) -> None:
    """Element names as the Europass editor exports them; it does not claim to be the platform's."""
    root = ET.fromstring(amina.get("/sharing/cv/europass/").content)
    assert root.tag == f"{EUROPASS}Candidate"
    (degree,) = root.iter(f"{HR}DegreeName")
    assert degree.text == award.achievement.title
    ends = root.find(f".//{EUROPASS}EndDate/{HR}FormattedDateTime")
    assert ends is not None
    assert ends.text == award.awarded_on.isoformat()
    assert "EUROPASS" not in ET.tostring(root, encoding="unicode")
    assert amina.get("/sharing/cv/yaml/").status_code == 404


def test_a_europass_style_document_is_in_its_holders_language(award: Award) -> None:
    """Two letters, as the platform's own documents have it (ISO 639-1)."""
    award.person.language = "pt-br"
    profile = ET.fromstring(europass_xml(award.person, [])).find(f"{EUROPASS}CandidateProfile")
    assert profile is not None
    assert profile.get("languageCode") == "pt"


def test_signs_that_xml_cannot_hold_do_not_break_it(award: Award) -> None:
    """A bell in a title is replaced; a name of one word is given and family name."""
    award.person.name = "Amina\x07"
    root = ET.fromstring(europass_xml(award.person, []))
    assert "�" in "".join(root.itertext())


def test_what_is_not_in_force_stands_in_no_cv(cast: Cast, award: Award) -> None:
    """Revoked, or expired."""
    Award.objects.update(valid_until=datetime(2020, 1, 1, tzinfo=UTC))
    assert cv_entries(award.person, only_shared=False) == []
    Award.objects.update(valid_until=None)
    assert len(cv_entries(award.person, only_shared=False)) == 1
    revoke(person=cast.hana, award_id=award.pk, reason="policy", words="A mistake.")
    assert (
        json.loads(json_resume(award.person, cv_entries(award.person, only_shared=False)))[
            "certificates"
        ]
        == []
    )
