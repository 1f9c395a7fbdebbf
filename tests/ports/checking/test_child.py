"""Strangers' badges are opened in a child that has limits, no network and no secrets."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import timedelta

import pypdfium2
import pytest
from PIL import Image

from domain.badges.badge_makers import NOW, badge, key, web
from lapel.domain.badges.did import web_address
from lapel.domain.badges.hosted_checks import hosted_at
from lapel.domain.badges.png import bake_png
from lapel.domain.badges.tokens import make_vc_jwt
from lapel.domain.badges.trust import Origin, Resolved, Trust, TrustedIssuer
from lapel.domain.badges.verdicts import Outcome
from lapel.ports.checking import CheckingError, Question, from_url
from lapel.ports.checking.child import answer_to
from lapel.ports.checking.wire import (
    answer_from_json,
    answer_to_json,
    question_from_json,
    question_to_json,
)

PINNED = Trust(
    issuers=(
        TrustedIssuer(id=key().did, name="Hill District", keys=(key().multikey,), source="a test"),
    )
)


def question(data: bytes, **changes) -> Question:
    return Question(**{"data": data, "now": NOW, "trust": Trust(), **changes})


def documents() -> dict[str, Resolved]:
    return {
        address: Resolved(json.dumps(document).encode(), Origin.SOURCE)
        for address, document in web().items()
    }


def png(signed: dict) -> bytes:
    picture = io.BytesIO()
    Image.new("RGB", (900, 300), "navy").save(picture, "PNG")
    return bake_png(picture.getvalue(), json.dumps(signed))


def test_the_child_says_which_documents_it_wants() -> None:
    """Without them the badge is intact but not confirmed; with them it is valid."""
    child = from_url("child:")
    data = json.dumps(badge()).encode()
    first = child.verify(question(data))
    assert first.verification.outcome is Outcome.NOT_CONFIRMED
    assert web_address(key().did) in first.wanted
    second = child.verify(question(data, documents=documents()))
    assert second.verification.outcome is Outcome.VALID
    assert second.wanted == ()


def test_a_pdf_is_opened_in_the_child_within_its_limits() -> None:
    """The reader of PDFs is native code: it never runs where pages are made."""
    document = pypdfium2.PdfDocument.new()
    document.new_page(100, 100)
    document.new_attachment("badge.json").set_data(json.dumps(badge()).encode())
    made = io.BytesIO()
    document.save(made)
    asked = question(made.getvalue(), documents=documents())
    assert from_url("child:").verify(asked).verification.outcome is Outcome.VALID


def test_what_is_absent_is_not_asked_for_again() -> None:
    """So the rounds come to an end."""
    absent = dict.fromkeys(documents(), "It could not be fetched.")
    answer = answer_to(question(json.dumps(badge()).encode(), absent=absent))
    assert answer.wanted == ()
    assert "It could not be fetched." in answer.verification.step("status").sentence


def test_a_hosted_badge_that_is_gone_has_ended() -> None:
    """HTTP 410 at its own address is a revocation; a site that is silent says nothing."""
    address = "https://badges.example/assertion/1"
    told = question(json.dumps(hosted_at(address)).encode(), absent={address: "It is not there."})
    assert answer_to(told).verification.outcome is Outcome.UNREADABLE
    gone = replace(told, gone=frozenset({address}))
    assert answer_to(gone).verification.outcome is Outcome.ENDED


def test_a_picture_is_made_anew_and_small() -> None:
    """Nothing of a stranger's PNG is passed on but its pixels; of an SVG nothing at all."""
    answer = answer_to(question(png(badge()), trust=PINNED, documents=documents()))
    made = Image.open(io.BytesIO(answer.picture))
    assert made.size == (320, 107)
    assert b"openbadgecredential" not in answer.picture
    assert answer_to(question(json.dumps(badge()).encode())).picture == b""


def test_what_a_badge_says_of_itself_is_short_text() -> None:
    """Only known fields, only text, never longer than a page can bear."""
    document = badge()
    document["credentialSubject"]["achievement"]["description"] = "x" * 5000
    document["credentialSubject"]["achievement"]["name"] = {"a": "b"}
    says = answer_to(question(json.dumps(document).encode())).says
    assert len(says["description"]) == 600
    assert "name" not in says


@pytest.mark.parametrize("subject", [None, [], "words", [{"achievement": "x"}], {"achievement": 3}])
def test_a_badge_of_any_shape_is_answered(subject: object) -> None:
    """Whatever stands where an achievement should be, the answer is a verdict."""
    document = {**badge(), "credentialSubject": subject, "issuer": 7}
    answer = answer_to(question(json.dumps(document).encode()))
    assert answer.verification.outcome is not Outcome.VALID


def test_questions_and_answers_travel_whole() -> None:
    """Written and read again they are the same."""
    trust = replace(PINNED, documents={"https://a.example/did.json": b"{}"})
    asked = question(
        b"data", trust=trust, documents=documents(), absent={"a": "b"}, gone=frozenset("a")
    )
    again = question_from_json(json.loads(json.dumps(question_to_json(asked))), b"data")
    assert again == asked
    answer = answer_to(question(png(badge())))
    assert answer_from_json(json.loads(json.dumps(answer_to_json(answer)))) == answer


def test_a_child_without_enough_memory_is_an_error_in_plain_words() -> None:
    """What a bomb would do to the child is one sentence for its sender."""
    with pytest.raises(CheckingError):
        from_url("child:?memory_mb=16").verify(question(json.dumps(badge()).encode()))


def test_time_is_the_questioners() -> None:
    """A badge is judged at the moment that the question names."""
    data = json.dumps(badge()).encode()
    asked = question(data, documents=documents(), now=NOW + timedelta(days=4000))
    assert answer_to(asked).verification.step("validity").code == "validity.expired"


@pytest.mark.parametrize("url", ["parent:", "child:?memory=1", "child:?seconds=soon"])
def test_a_wrong_address_is_refused(url: str) -> None:
    """A wrong setting stops at the start."""
    with pytest.raises(ValueError, match="Checking must be"):
        from_url(url)


def test_a_token_is_verified_and_says_what_it_is_about() -> None:
    """A VC-JWT is a badge file too; one that cannot be opened says nothing of itself."""
    unsigned = {name: value for name, value in badge().items() if name != "proof"}
    token = make_vc_jwt(unsigned, signer=key())
    answer = answer_to(question(token.encode(), documents=documents()))
    assert answer.verification.outcome is Outcome.VALID
    assert answer.says["issuer"] == key().did
    unsound = answer_to(question(b"e30.e30.AA"))
    assert (unsound.verification.outcome, unsound.says.get("issuer")) == (Outcome.NOT_VALID, "")
