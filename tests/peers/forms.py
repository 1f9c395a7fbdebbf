"""Every form in which Lapel issues, in several wordings, and with what is wrong with it.

`FORMS` are the rows of the table in docs/reference/forms-and-verifiers.md. `made` gives what a
verifier is asked: the thing itself and the pages on its issuer's site.
"""

from __future__ import annotations

import base64
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from typing import TYPE_CHECKING, Any

from PIL import Image

from domain.badges.badge_makers import EMAIL, award
from domain.badges.proof_makers import FIRST, SECOND, proof_of
from lapel.domain.badges import did, documents
from lapel.domain.badges.endorsements import Endorsement, endorsed, endorsement
from lapel.domain.badges.keys import Kind, private_key_of
from lapel.domain.badges.model import Alignment, Award, EmailIdentity, Profile, Purpose, StatusPlace
from lapel.domain.badges.multiformats import base64url_encode
from lapel.domain.badges.png import bake_png
from lapel.domain.badges.presentation import Occasion, presentation, sign_presentation
from lapel.domain.badges.proof import add_proof, timestamp
from lapel.domain.badges.reading import write_badge
from lapel.domain.badges.status import StatusList, status_list
from lapel.domain.badges.svg import bake_svg
from lapel.domain.badges.tokens import make_sd_jwt_vc, make_vc_jwt
from lapel.domain.badges.transcript import Transcript, transcript
from lapel.ports import press
from lapel.ports.press import Attachment, Paper
from peers.verifiers import Question

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

NOW = datetime.now(UTC)
RDFC, JCS, ECDSA = "eddsa-rdfc-2022", "eddsa-jcs-2022", "ecdsa-rdfc-2019"
OCCASION = Occasion(challenge="n-0S6_WzA2Mj", domain="https://school.example")

# wordings: what is different about the award's own words
CONTROLS = 'Tab\t, bell\x07, DEL\x7f, line\r\n, quote", back\\slash'
RIGHT_TO_LEFT = "\u202eانتظر\u202c ثم اسأل: \u2067לחכות\u2069, then ask"  # noqa: RUF001 - letters of other scripts
EMOJI = "🦉 👩🏽‍🏫 🇰🇪 é é ｚ"  # noqa: RUF001 - full width, beside an emoji
TWENTY = tuple(
    Alignment(target_name=f"{EMOJI} {n}", target_url=f"https://case.example/{n}") for n in range(20)
)
WORDINGS: dict[str, dict[str, Any]] = {
    "plain": {},
    "control characters": {"words": CONTROLS},
    "right-to-left": {"words": RIGHT_TO_LEFT},
    "emoji": {"words": EMOJI},
    "twenty alignments": {"alignments": TWENTY},
    "no evidence": {"evidence": ()},
}
# what is wrong: an altered word; an end gone by; the bit set; a key that the site does not list
WRONGS = ("tampered", "expired", "revoked", "key of another")


class Signer:
    """A key of a kind, under its own did:key, or under a did:web that goes with what is wrong.

    Verifiers remember what stood at an address, so that each wrong has an issuer of its own.
    """

    def __init__(
        self, kind: Kind = Kind.ED25519, seed: int = 1, *, web: bool = True, wrong: str = ""
    ) -> None:
        private = private_key_of(kind, bytes([seed]) * (kind.signature_size // 2))
        self.kind, self.sign, self.public = kind, private.sign, private.public
        self.multikey, self.web = private.public.multikey, web
        case = f"{kind.name}-{WRONGS.index(wrong) if wrong else 'sound'}".lower()
        self.did = did.did_web("lapel.example", case) if web else f"did:key:{self.multikey}"
        self.verification_method = did.verification_method(self.did, self.multikey)
        name = "web" if web else "key"
        self.list_url = f"https://lapel.example/{case}/status/{name}-{seed}"

    @property
    def place(self) -> StatusPlace:
        return StatusPlace(list_url=self.list_url, purpose=Purpose.REVOCATION, index=94_567)


def said(signer: Signer, wording: str, wrong: str, **more: Any) -> Award:
    """The award in these words, with its own end where it is to be expired."""
    changes = dict(WORDINGS[wording])
    words = changes.pop("words", "Waits three seconds.")
    alignments = changes.pop("alignments", award().achievement.alignments)
    achievement = replace(
        award().achievement,
        alignments=alignments,
        description=words,
        criteria_narrative=words,
        name=f"Wait Time {words[:3].strip()}",
    )
    ended = wrong == "expired"
    default = {
        "achievement": achievement,
        "narrative": words,
        "valid_from": NOW - timedelta(days=2),
        "awarded": NOW - timedelta(days=2),
        # by more than the five minutes that some verifiers grant clocks
        "valid_until": NOW - timedelta(hours=1) if ended else NOW + timedelta(days=9),
        "status": (signer.place,),
    }
    return award(issuer=signer.did, **(default | changes | more))


def signed(document: Mapping[str, Any], signer: Signer, suite: str = RDFC) -> dict[str, Any]:
    return add_proof(document, signer=signer, created=NOW, suite=suite, kind=signer.kind)


def site(signer: Signer, wrong: str, *, suite: str = RDFC) -> dict[str, Any]:
    """What stands at the issuer's addresses: its keys, and its list of what it has revoked."""
    listed = Signer(signer.kind, 9) if wrong == "key of another" else signer
    bits = frozenset({signer.place.index} if wrong == "revoked" else ())
    state = StatusList(
        url=signer.list_url,
        issuer=Profile(id=signer.did, name="Hill District"),
        purpose=Purpose.REVOCATION,
        set_indices=bits,
        valid_from=NOW - timedelta(hours=1),
        lifetime=timedelta(days=1),
    )
    pages: dict[str, Any] = {signer.list_url: signed(status_list(state), signer, suite)}
    if signer.web:
        document = did.did_document(signer.did, [did.Key(listed.multikey)])
        pages[did.web_address(signer.did)] = document
    return pages


def embedded(
    suite: str = RDFC, kind: Kind = Kind.ED25519, *, web: bool = True
) -> Callable[[str, str], Question]:
    """A badge with a proof inside it."""

    def make(wording: str, wrong: str) -> Question:
        signer = Signer(kind, web=web, wrong=wrong)
        document = signed(documents.credential(said(signer, wording, wrong)), signer, suite)
        if wrong == "key of another" and not web:  # a did:key is its key: another name is claimed
            document["issuer"]["id"] = Signer(kind, 9, web=False).did
        return Question(altered(document, wrong), site(signer, wrong, suite=suite))

    return make


def altered(document: dict[str, Any], wrong: str) -> dict[str, Any]:
    return {**document, "name": "Something grander"} if wrong == "tampered" else document


def vc_jwt(kind: Kind) -> Callable[[str, str], Question]:
    def make(wording: str, wrong: str) -> Question:
        signer = Signer(kind, wrong=wrong)
        unsigned = documents.credential(said(signer, wording, wrong))
        token = make_vc_jwt(unsigned, signer=signer, kind=kind)
        suite = RDFC if kind is Kind.ED25519 else ECDSA
        return Question(forged(token, wrong), site(signer, wrong, suite=suite))

    return make


def forged(token: str, wrong: str) -> str:
    """A token whose payload says something else under the same signature."""
    if wrong != "tampered":
        return token
    header, payload, rest = token.split(".", 2)
    text = base64.urlsafe_b64decode(payload + "==").replace(b"Wait Time", b"Wait More")
    return f"{header}.{base64url_encode(text)}.{rest}"


def sd_jwt(wording: str, wrong: str) -> Question:
    signer, numbers = Signer(wrong=wrong), count()
    token = make_sd_jwt_vc(
        documents.credential(said(signer, wording, wrong)),
        signer=signer,
        salt=lambda: base64url_encode(next(numbers).to_bytes(16)),
        hide=[("credentialSubject", "narrative"), ("credentialSubject", "result")],
        kind=signer.kind,
    )
    return Question(forged(token, wrong), site(signer, wrong))


def png(wording: str, wrong: str) -> Question:
    badge = embedded()(wording, wrong)
    assert isinstance(badge.credential, dict)
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG")
    return file("image/png", bake_png(out.getvalue(), write_badge(badge.credential)), badge)


def svg(wording: str, wrong: str) -> Question:
    badge = embedded()(wording, wrong)
    assert isinstance(badge.credential, dict)
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><rect/></svg>'
    return file("image/svg+xml", bake_svg(drawing, write_badge(badge.credential)), badge)


def file(kind: str, data: bytes, badge: Question) -> Question:
    return Question(f"data:{kind};base64,{base64.b64encode(data).decode()}", badge.documents)


PAPER = """
#set document(title: "Certificate")
#set text(lang: "en")
= Certificate
"""


def pdf(wording: str, wrong: str) -> Question:
    """A certificate with the badge attached, as a holder downloads it."""
    badge = embedded()(wording, wrong)
    assert isinstance(badge.credential, dict)
    return file("application/pdf", carrying(write_badge(badge.credential)), badge)


@cache
def carrying(text: str) -> bytes:
    """A paper with this text attached; each is asked about by every verifier."""
    badge = Attachment(
        name="credential.json",
        content=text.encode(),
        media_type="application/vc+ld+json",
        description="The signed badge",
    )
    paper = Paper(template=PAPER, values={}, pictures={}, attached=[badge])
    return press.from_url("child:").pdf(paper)


GUILD = Signer(seed=4, web=False)


def praise(wording: str, wrong: str) -> Question:
    """An endorsement of the achievement by another party, with a status of its own."""
    signer = Signer(wrong=wrong)
    words = said(signer, wording, wrong)
    statement = Endorsement(
        id="urn:uuid:6a1676b8-b51f-11ed-937b-d76685a20fe0",
        endorser=Profile(id=signer.did, name="The Guild"),
        subject_id="https://elsewhere.example/achievement/1",
        name="Endorsed by the Guild",
        comment=words.narrative,
        valid_from=words.valid_from,
        valid_until=words.valid_until,
        status=signer.place,
    )
    document = signed(endorsement(statement), signer)
    return Question(altered(document, wrong), site(signer, wrong))


def endorsed_badge(wording: str, wrong: str) -> Question:
    """A badge with another party's endorsement inside."""
    signer = Signer(wrong=wrong)
    words = said(signer, wording, wrong)
    statement = Endorsement(
        id="urn:uuid:6a1676b8-b51f-11ed-937b-d76685a20fe0",
        endorser=Profile(id=GUILD.did, name="The Guild"),
        subject_id=words.achievement.id,
        name="Endorsed by the Guild",
        comment=words.narrative,
        valid_from=words.valid_from,
    )
    inner = signed(endorsement(statement), GUILD)
    document = signed(endorsed(documents.credential(words), inner), signer)
    return Question(altered(document, wrong), site(signer, wrong))


def record(wording: str, wrong: str) -> Question:
    """A transcript of two badges."""
    signer = Signer(wrong=wrong)
    one = said(signer, wording, "", status=())
    other = replace(one.achievement, id=f"{one.achievement.id}-2", alignments=(), criteria=())
    two = replace(
        one,
        id="urn:uuid:6a1676b8-b51f-11ed-937b-d76685a20fc2",
        achievement=other,
        identity=EmailIdentity.of(EMAIL, salt="beef"),
        outcomes=(),
        evidence=(),
    )
    whole = Transcript(
        id="urn:uuid:6a1676b8-b51f-11ed-937b-d76685a20fc1",
        issuer=one.issuer,
        subject_id=one.subject_id,
        name="Transcript",
        credentials=tuple(signed(documents.credential(each), signer) for each in (one, two)),
        valid_from=one.valid_from,
        valid_until=said(signer, wording, wrong).valid_until,
        status=signer.place,
    )
    return Question(altered(signed(transcript(whole), signer), wrong), site(signer, wrong))


def shown(wording: str, wrong: str) -> Question:
    """A presentation by the holder, under her own key, of one badge."""
    holder = Signer(seed=8, web=False)
    signer = Signer(wrong=wrong)
    badge = documents.credential(said(signer, wording, wrong, subject_id=holder.did))
    inner = altered(signed(badge, signer), wrong)
    document = sign_presentation(
        presentation(
            [inner], holder=holder.did, id_="urn:uuid:6a1676b8-b51f-11ed-937b-000000000001"
        ),
        signer=holder,
        created=NOW,
        occasion=OCCASION,
    )
    asked = {"challenge": OCCASION.challenge, "domain": OCCASION.domain}
    return Question(document, site(signer, wrong), asked)


def chained(wording: str, wrong: str) -> Question:
    """Two proofs, of which the second covers the first."""
    signer = Signer(wrong=wrong)
    document = {**documents.credential(said(signer, wording, wrong)), "proof": []}
    for options in ({"id": FIRST}, {"id": SECOND, "previousProof": FIRST}):
        document["proof"].append(proof_of(document, signer, created=timestamp(NOW), **options))
    return Question(altered(document, wrong), site(signer, wrong))


FORMS: dict[str, Callable[[str, str], Question]] = {
    "embedded, eddsa-rdfc-2022 (default)": embedded(),
    "the same under did:key": embedded(web=False),
    "embedded, eddsa-jcs-2022": embedded(JCS),
    "embedded, ecdsa-rdfc-2019, P-256": embedded(ECDSA, Kind.P256),
    "embedded, ecdsa-rdfc-2019, P-384": embedded(ECDSA, Kind.P384),
    "VC-JWT, EdDSA": vc_jwt(Kind.ED25519),
    "VC-JWT, ES256": vc_jwt(Kind.P256),
    "SD-JWT VC": sd_jwt,
    "baked PNG": png,
    "baked SVG": svg,
    "PDF with the badge attached": pdf,
    "badge with an endorsement inside": endorsed_badge,
    "endorsement": praise,
    "CLR transcript": record,
    "presentation": shown,
    "chain of two proofs": chained,
}
DEFAULT = next(iter(FORMS))


def made(form: str, *, wording: str = "plain", wrong: str = "") -> Question:
    """Return a form in a wording, sound or wrong."""
    return FORMS[form](wording, wrong)
