"""Every form in which a badge may come is told apart and verified."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest

from domain.badges.badge_makers import ISSUER, NOW, PINNED, Site, award, badge, key, web
from domain.badges.test_baking import picture
from domain.badges.test_hosted import AT
from domain.badges.test_hosted_checks import ASSERTION, pages
from domain.badges.test_presentation import HERE, HOLDER
from domain.badges.test_presentation import shown as presentation_of
from lapel.domain.badges.endorsements import Endorsement, endorsement
from lapel.domain.badges.model import Profile
from lapel.domain.badges.png import KEYWORD_2, bake_png
from lapel.domain.badges.presentation import Occasion, presentation
from lapel.domain.badges.proof import add_proof
from lapel.domain.badges.svg import bake_svg
from lapel.domain.badges.tokens import make_sd_jwt_vc, make_vc_jwt
from lapel.domain.badges.transcript import Transcript, transcript
from lapel.domain.badges.verdicts import Outcome, Verification
from lapel.ports.checking.anything import verify_anything
from lapel.ports.checking.attached import MAX_FILE

if TYPE_CHECKING:
    from collections.abc import Mapping

DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg"><rect/></svg>'


def pdf(*attached: bytes) -> bytes:
    document = pypdfium2.PdfDocument.new()
    document.new_page(100, 100)
    for number, content in enumerate(attached):
        attachment = document.new_attachment(f"{number}.json")
        if content:
            attachment.set_data(content)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def written(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document).encode()


def token() -> str:
    return make_vc_jwt({n: v for n, v in badge().items() if n != "proof"}, signer=key())


def sd_jwt() -> str:
    unsigned = {n: v for n, v in badge().items() if n != "proof"}
    hide = [("credentialSubject", "narrative")]
    return make_sd_jwt_vc(unsigned, signer=key(), salt=lambda: "c2FsdA", hide=hide)


def an_endorsement() -> dict[str, Any]:
    said = Endorsement(
        id="urn:uuid:e1",
        endorser=Profile(id=ISSUER, name="Hill"),
        subject_id="https://other.example/achievement/1",
        name="Endorsed",
        comment="Sound work.",
        valid_from=NOW - timedelta(days=1),
    )
    return add_proof(endorsement(said), signer=key(), created=NOW)


def a_transcript() -> dict[str, Any]:
    record = Transcript(
        id="urn:uuid:t1",
        issuer=award().issuer,
        subject_id="urn:uuid:s1",
        name="All",
        credentials=(badge(),),
        valid_from=NOW - timedelta(days=1),
    )
    return add_proof(transcript(record), signer=key(), created=NOW)


def enveloped(media_type: str = "application/vc+jwt") -> bytes:
    return written(
        {
            "@context": "https://www.w3.org/ns/credentials/v2",
            "id": f"data:{media_type},{token()}",
            "type": "EnvelopedVerifiableCredential",
        }
    )


def ask(data: bytes, **more: Any) -> Verification:
    served = {**web(), **pages()}
    return verify_anything(data, **{"now": NOW, "resolve": Site(served), "trust": PINNED, **more})


FORMS = {
    "JSON": written(badge()),
    "VC-JWT": token().encode(),
    "envelope": enveloped(),
    "PNG": bake_png(picture(), json.dumps(badge())),
    "SVG": bake_svg(DRAWING, json.dumps(badge())),
    "PDF": pdf(b"a letter", written(badge())),
    "PDF with a token": pdf(token().encode()),
    "SD-JWT VC": sd_jwt().encode(),
    "endorsement": written(an_endorsement()),
    "transcript": written(a_transcript()),
    "assertion": written(ASSERTION),
    "assertion in a PNG": bake_png(picture(), json.dumps(ASSERTION), keyword=KEYWORD_2),
    "address in a PNG": bake_png(picture(), AT.assertion, keyword=KEYWORD_2),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_verified(form: str) -> None:
    """The same badge in each of its forms, and Open Badges 2.0 from its site."""
    answer = ask(FORMS[form])
    assert answer.outcome is Outcome.VALID, answer.headline


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (pdf(), "no badge attached"),
        (pdf(b"", b'{"name": "x"}'), "no badge attached"),
        (pdf(written(badge()), written(badge())), "more than one badge attached"),
        (b"%PDF-1.7 cut off", "damaged or locked"),
        (b"%PDF" + b" " * MAX_FILE, "larger than 16 MB"),
        (enveloped("application/vc+cose"), "no token that is read here"),
        (picture(), "no badge baked into it"),
        (bake_png(picture(), "{", keyword=KEYWORD_2), "no badge baked into it"),
    ],
)
def test_what_holds_no_badge_is_unreadable_in_a_sentence(data: bytes, why: str) -> None:
    """PDFs without, with several, damaged; envelopes of other things; plain pictures."""
    answer = ask(data)
    assert answer.outcome is Outcome.UNREADABLE
    assert why in answer.headline


def test_a_presentation_is_valid_for_the_occasion_it_was_made_for() -> None:
    """Challenge and domain are the verifier's own; for another it is refused by that step."""
    document = written(presentation_of(badge()))
    assert ask(document, occasion=HERE).outcome is Outcome.VALID
    other = ask(document, occasion=Occasion(challenge="another", domain=HERE.domain))
    assert (other.outcome, other.step("challenge").verdict.value) == (Outcome.NOT_VALID, "fail")


def test_a_presentation_for_an_unnamed_occasion_is_not_confirmed() -> None:
    """It may have been made for somebody else and copied: a replay is never valid."""
    answer = ask(written(presentation_of(badge())))
    assert answer.outcome is Outcome.NOT_CONFIRMED
    assert answer.headline == "Intact; for whom it was shown is not confirmed."
    assert answer.step("challenge").code == "challenge.unasked"


def test_a_presentation_without_occasion_is_still_weighed_by_its_badges() -> None:
    """A forged badge in it fails, one that is over has ended, an unsigned presentation fails."""
    forged = ask(written(presentation_of({**badge(), "name": "Other"})))
    assert forged.outcome is Outcome.NOT_VALID
    assert ask(written(presentation_of(badge(valid_until=NOW)))).outcome is Outcome.ENDED
    unsigned = ask(written(presentation([badge()], holder=HOLDER.did)))
    assert (unsigned.outcome, unsigned.step("proof").verdict.value) == (Outcome.NOT_VALID, "fail")
