"""Good input, from which the fuzzer sets out: documents, tokens, pictures, logs."""

from __future__ import annotations

import io
import json
from functools import cache
from typing import Any

from PIL import Image

from domain.badges.badge_makers import NOW, Site, award, badge, key, signed_list, web
from domain.badges.chain_makers import batch as anchored
from domain.badges.chain_makers import unsigned
from domain.badges.official import VENDOR
from domain.badges.proof_makers import chain
from domain.badges.w3c_vectors import FOLDER
from domain.frameworks.test_reading import DOCUMENT, ONE, THREE, TWO, child, item, package
from domain.microcredential.test_items import example
from domain.transparency.logbook import WITNESSES, checkpoint, cosigned, log_of
from lapel.domain.badges import documents, hosted, sdjwt
from lapel.domain.badges.endorsements import Endorsement, endorsed, endorsement
from lapel.domain.badges.keys import Kind, private_key_of
from lapel.domain.badges.model import Profile
from lapel.domain.badges.multiformats import base64url_encode, multibase_decode
from lapel.domain.badges.png import bake_png
from lapel.domain.badges.proof import add_proof
from lapel.domain.badges.reading import write_badge
from lapel.domain.badges.svg import bake_svg
from lapel.domain.badges.tokens import make_sd_jwt_vc, make_vc_jwt
from lapel.domain.microcredential import parsed_items, qti
from lapel.domain.microcredential.qti.item import write_item
from lapel.domain.transparency.entries import Event, opening_of
from lapel.domain.transparency.entries import Kind as Happened
from lapel.domain.transparency.logproof import LogProof
from lapel.domain.transparency.tree import Tree

REVOCATION = award().status[0].list_url
AT = hosted.Addresses(
    assertion="https://lapel.example/ob2/assertion/1",
    badge_class="https://lapel.example/ob2/class/1",
    issuer="https://lapel.example/ob2/issuer/1",
)
SALT = b"\x05" * 32
EVENT = Event(
    credential="urn:uuid:1", kind=Happened.AWARD, turn=0, digests=frozenset({b"\x01" * 32})
)


@cache
def site() -> Site:
    return Site(web())


@cache
def praised() -> dict[str, Any]:
    """A badge with an endorsement inside."""
    guild = key(4, of="")
    said = Endorsement(
        id="urn:uuid:6a1676b8-b51f-11ed-937b-d76685a20fe0",
        endorser=Profile(id=guild.did, name="The Guild"),
        subject_id=award().achievement.id,
        name="Endorsed",
        comment="We hire them.",
        valid_from=NOW,
    )
    inner = add_proof(endorsement(said), signer=guild, created=NOW)
    return add_proof(endorsed(documents.credential(award()), inner), signer=key(), created=NOW)


@cache
def credentials() -> tuple[dict[str, Any], ...]:
    """Signed documents of every kind that is verified."""
    record = json.loads((VENDOR / "1edtech/clr_v2p0_example.json").read_text(encoding="utf-8"))
    unsigned = documents.credential(award())
    jcs = add_proof(unsigned, signer=key(), created=NOW, suite="eddsa-jcs-2022")
    partial = json.loads((FOLDER / "ecdsa-sd-2023-derived.json").read_text(encoding="utf-8"))
    listed = signed_list(REVOCATION)
    return badge(), badge(key(2, of="")), jcs, praised(), chain(), record, partial, listed


@cache
def tokens() -> tuple[str, ...]:
    """A VC-JWT, an SD-JWT VC, and one shown in part with the holder's key binding."""
    private, unsigned = private_key_of(Kind.ED25519, b"\x06" * 32), documents.credential(award())
    salts = iter(range(1000))
    token = make_sd_jwt_vc(
        unsigned,
        signer=key(),
        salt=lambda: base64url_encode(next(salts).to_bytes(16)),
        hide=[("credentialSubject", "narrative"), ("evidence", 0), ("evidence",)],
        holder=private.public,
    )
    bound = sdjwt.bind(
        sdjwt.present(token, [("evidence",)]),
        kind=Kind.ED25519,
        sign=private.sign,
        audience="https://verifier.example",
        nonce="n-0S6",
        issued_at=int(NOW.timestamp()),
    )
    return make_vc_jwt(unsigned, signer=key()), token, bound


@cache
def drawing() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (2, 2)).save(out, "PNG")
    return out.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><rect/></svg>'


@cache
def pictures() -> tuple[bytes, ...]:
    text = write_badge(badge())
    return drawing(), bake_png(drawing(), text), bake_png(drawing(), "{}"), SVG, bake_svg(SVG, text)


@cache
def hosted_documents() -> dict[str, Any]:
    """What stands at the addresses of a hosted badge."""
    given = award()
    party = Profile(id="x", name="Hill", url="https://lapel.example", email="badges@lapel.example")
    return {
        AT.assertion: hosted.assertion(given, AT),
        AT.badge_class: hosted.badge_class(given.achievement, AT),
        AT.issuer: hosted.issuer(party, AT),
    }


@cache
def log_files() -> tuple[bytes, ...]:
    """A checkpoint, cosigned, and a log proof of an award."""
    shelf, head = log_of(300, step=300)
    note = cosigned(checkpoint(head), *WITNESSES)
    proof = LogProof(7, Tree(shelf, 300).inclusion(7), note, opening_of(EVENT, SALT))
    return note, checkpoint(head), proof.body()


@cache
def receipts() -> tuple[bytes, ...]:
    """What two badges of a batch have of a chain: as it stands in the proof, and as bytes."""
    values = [one["proof"][0]["proofValue"] for one in anchored(unsigned(1), unsigned(2))]
    return values[0].encode(), multibase_decode(values[1])


@cache
def case_package() -> dict[str, Any]:
    """A package of three items, one under another, with the words of both versions."""
    ties = [child(ONE, DOCUMENT, 1), child(TWO, ONE, 2), child(THREE, DOCUMENT)]
    first = item(ONE, humanCodingScheme="A", statusStartDate="2026-05-01", CFItemType="Standard")
    head = {"caseVersion": "1.1", "licenseURI": {"title": "CC BY 4.0"}}
    return package(first, item(TWO), item(THREE), associations=ties, **head)


def entries() -> tuple[bytes, ...]:
    return EVENT.entry(SALT), opening_of(EVENT, SALT)


def questions() -> tuple[bytes, ...]:
    """A package of one question, and the question by itself."""
    document = parsed_items(example())
    return qti.write_qti([document]), write_item(document.items[0], "T07", "en").encode()


def words() -> tuple[bytes, ...]:
    """What a teacher writes of a class: a text, a page, captions."""
    said = "Jamila's group (mila@school.example, 0712 345 678) asked Rose May; ID 12345678."
    return (
        said.encode(),
        f"<h2>7B</h2><p>{said}<br>Đặng <b>Văn</b> Ân</p><img alt='Mila' src='x'>".encode(),
        f"WEBVTT\n\n00:01.000 --> 00:04.500\n<v Mila>{said}\n".encode(),
    )
