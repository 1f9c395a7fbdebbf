"""Credentials inside tokens: VC-JWT and SD-JWT VC."""

from __future__ import annotations

import itertools
import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.badges import rfc_tokens
from domain.badges.badge_makers import ISSUER, NOW, PINNED, Key, award, badge, key, web
from domain.badges.badge_makers import Site as MadeSite
from domain.badges.test_baking import picture
from domain.badges.test_keys import OKP, P256
from lapel.domain.badges import did, documents, jose, sdjwt
from lapel.domain.badges.errors import ProofError, UnreadableError, UnsupportedProofError
from lapel.domain.badges.jose import check_token, is_token, make_token, read_token
from lapel.domain.badges.keys import (
    SIGNING,
    Kind,
    PrivateKey,
    jwk_of,
    private_key_of,
    private_key_of_jwk,
    public_key_of_jwk,
)
from lapel.domain.badges.multiformats import base64url_decode, base64url_encode
from lapel.domain.badges.png import bake_png
from lapel.domain.badges.reading import read_any, read_badge
from lapel.domain.badges.tokens import make_sd_jwt_vc, make_vc_jwt, read_document
from lapel.domain.badges.verdicts import Verdict, Verification
from lapel.domain.badges.verification import verify_file, verify_token

IDENTIFIER: sdjwt.Path = ("credentialSubject", "identifier")
EVIDENCE: sdjwt.Path = ("evidence",)
HOLDER = private_key_of(Kind.P256, b"\x09" * 32)


class NamedKey:
    """A private key under its did:key: a signer of any kind."""

    def __init__(self, private: PrivateKey) -> None:
        self.private, self.sign, self.kind = private, private.sign, private.kind
        self.did = f"did:key:{private.public.multikey}"
        self.verification_method = f"{self.did}#{private.public.multikey}"


def named(kind: Kind) -> NamedKey:
    return NamedKey(private_key_of(kind, b"\x05" * (kind.signature_size // 2)))


def unsigned(issuer: str = ISSUER, **changes: Any) -> dict[str, Any]:
    return documents.credential(award(issuer=issuer, **changes))


def salts() -> Any:
    numbers = itertools.count()
    return lambda: base64url_encode(next(numbers).to_bytes(16))


def sd_badge(signer: Key | None = None, **more: Any) -> str:
    signer = signer or key()
    document = unsigned(signer.did)
    return make_sd_jwt_vc(
        document, signer=signer, salt=salts(), hide=[IDENTIFIER, EVIDENCE], **more
    )


def verify(token: str, *, at: datetime = NOW, **more: Any) -> Verification:
    more.setdefault("resolve", MadeSite(web()))
    return verify_file(token.encode(), now=at, **more)


def parts_of(token: str) -> tuple[dict[str, Any], dict[str, Any], str]:
    header, payload, signature = token.split("~", maxsplit=1)[0].split(".")
    return json.loads(base64url_decode(header)), json.loads(base64url_decode(payload)), signature


def signed_again(
    token: str, signer: Any = None, /, kind: Kind = Kind.ED25519, **changes: Any
) -> str:
    """The token with members of its payload changed, signed by whoever."""
    header, payload, _ = parts_of(token)
    header.pop("alg")
    sign = (signer or key()).sign
    kept = {name: value for name, value in {**payload, **changes}.items() if value is not None}
    return make_token(header, kept, kind=kind, sign=sign)


def with_header(token: str, **changes: Any) -> str:
    header, payload, _ = parts_of(token)
    kept = {name: value for name, value in {**header, **changes}.items() if value is not None}
    return make_token(kept, payload, kind=Kind.ED25519, sign=key().sign)


def test_the_jws_of_rfc_8037_comes_out_byte_for_byte() -> None:
    """§A.4: EdDSA is without randomness; the payload there is no JSON, so it is signed raw."""
    signed, _, signature = rfc_tokens.ED25519_JWS.rpartition(".")
    assert base64url_encode(private_key_of_jwk(OKP).sign(signed.encode())) == signature
    assert public_key_of_jwk(OKP).verifies(base64url_decode(signature), signed.encode())


def test_the_jws_of_rfc_7515_verifies() -> None:
    """§A.3, ES256; made with randomness, so it is not made again."""
    token = read_token(rfc_tokens.ES256_JWS)
    check_token(token, public_key_of_jwk(P256))
    assert token.payload["iss"] == "joe"


@pytest.mark.parametrize("kind", list(SIGNING))
def test_a_vc_jwt_verifies_under_every_kind_of_key(kind: Kind) -> None:
    """EdDSA, ES256 and ES384; without an anchor it is intact, and the issuer not confirmed."""
    signer = named(kind)
    token = make_vc_jwt(unsigned(signer.did, status=()), signer=signer, kind=kind)
    header, payload, _ = parts_of(token)
    assert header == {
        "alg": kind.alg,
        "typ": "vc+jwt",
        "cty": "vc",
        "kid": signer.verification_method,
    }
    assert payload["iss"] == signer.did
    answer = verify(token)
    assert (answer.exit_code, answer.step("proof").verdict) == (3, Verdict.PASS)


def test_a_vc_jwt_of_a_did_web_has_all_the_steps_and_is_confirmed() -> None:
    """Status, validity and issuer as in a badge with an embedded proof."""
    answer = verify(make_vc_jwt(unsigned(), signer=key()), trust=PINNED)
    assert answer.exit_code == 0
    assert [step.id for step in answer.steps] == [
        step.id for step in verify_file(json.dumps(badge()).encode(), now=NOW).steps
    ]


def test_a_vc_jwt_may_be_baked_into_a_picture() -> None:
    """Open Badges 3.0 §5.3.1.1: the text is the compact JWS."""
    token = make_vc_jwt(unsigned(), signer=key())
    baked = bake_png(picture(), token)
    assert read_any(baked) == token
    assert verify_file(baked, now=NOW, resolve=MadeSite(web())).exit_code == 0
    with pytest.raises(UnreadableError, match="signed token"):
        read_badge(baked)


def test_an_expired_vc_jwt_is_expired_and_not_forged() -> None:
    """Its exp repeats validUntil, so the step that says so is validity."""
    answer = verify(make_vc_jwt(unsigned(), signer=key()), at=NOW + timedelta(days=400))
    assert (answer.exit_code, answer.step("validity").code) == (4, "validity.expired")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"iss": "did:web:other.example"}, "“iss”"),
        ({"jti": "urn:uuid:other"}, "“jti”"),
        ({"sub": "urn:uuid:other"}, "“sub”"),
        ({"exp": "tomorrow"}, "“exp” is not a date"),
        ({"exp": True}, "“exp” is not a date"),
        ({"exp": 1e300}, "“exp” is not a date"),
        ({"exp": 1}, "itself has expired"),
        ({"nbf": 4_000_000_000}, "itself is not valid yet"),
    ],
)
def test_claims_that_disagree_with_the_credential_are_refused(
    changes: dict[str, Any], why: str
) -> None:
    """Two readers must not read two things out of one token."""
    answer = verify(signed_again(make_vc_jwt(unsigned(), signer=key()), **changes))
    assert (answer.exit_code, answer.step("proof").verdict) == (1, Verdict.FAIL)
    assert why in answer.step("proof").sentence


def test_claims_may_differ_where_they_cut_nothing_short() -> None:
    """A token that lives longer than the badge, or began earlier; and no claims at all."""
    token = make_vc_jwt(unsigned(), signer=key())
    assert verify(signed_again(token, exp=4_000_000_000, nbf=1)).exit_code == 0
    bare = signed_again(token, exp=None, nbf=None, iss=None, jti=None, sub=None)
    assert verify(bare).exit_code == 0


@pytest.mark.parametrize("algorithm", ["none", "None", "HS256", "hs512", None, 5])
def test_an_algorithm_that_proves_nothing_is_refused_in_the_proof_step(algorithm: Any) -> None:
    """RFC 8725 §2.1: “alg” is never taken at its word."""
    header, payload, _ = parts_of(make_vc_jwt(unsigned(), signer=key()))
    parts = [{**header, "alg": algorithm}, payload]
    text = ".".join(base64url_encode(json.dumps(part).encode()) for part in parts) + "."
    answer = verify(text)
    assert answer.exit_code == 1
    assert answer.step("proof").verdict is Verdict.FAIL
    assert "proves nothing" in answer.step("proof").sentence


def test_a_key_is_not_used_with_another_algorithm_than_its_own() -> None:
    """Key confusion: an Ed25519 key under ES256."""
    header, payload, signature = parts_of(make_vc_jwt(unsigned(), signer=key()))
    parts = [{**header, "alg": "ES256"}, payload]
    text = ".".join(base64url_encode(json.dumps(part).encode()) for part in parts)
    answer = verify(f"{text}.{signature}")
    assert answer.step("proof").verdict is Verdict.FAIL
    assert "not what a key of Ed25519 signs with" in answer.step("proof").sentence


def test_a_tampered_vc_jwt_is_refused() -> None:
    """One changed word, the old signature."""
    header, payload, signature = parts_of(make_vc_jwt(unsigned(), signer=key()))
    payload["name"] = "Something grander"
    text = ".".join(base64url_encode(json.dumps(part).encode()) for part in (header, payload))
    assert "altered" in verify(f"{text}.{signature}").step("proof").sentence


@pytest.mark.parametrize(
    ("changes", "exit_code", "why"),
    [
        ({"typ": "at+jwt"}, 1, "at+jwt"),
        ({"typ": "dc+sd-jwt"}, 1, "dc+sd-jwt"),
        ({"cty": "vp"}, 1, "vp"),
        ({"cty": ["vc"]}, 1, "is no credential"),
        ({"crit": ["exp"]}, 2, "asks for something"),
        ({"alg": "PS256"}, 2, "PS256"),
        ({"alg": "RS256"}, 1, "not what a key of Ed25519"),
    ],
)
def test_a_header_that_means_something_else_is_refused(
    changes: dict[str, Any], exit_code: int, why: str
) -> None:
    """A token for another purpose is no credential; an unknown kind is not called forged."""
    answer = verify(with_header(make_vc_jwt(unsigned(), signer=key()), **changes))
    assert answer.exit_code == exit_code
    assert why in answer.step("proof").sentence


@pytest.mark.parametrize("typ", ["JWT", "application/vc+jwt", None])
def test_the_types_of_open_badges_and_of_the_w3c_are_read(typ: str | None) -> None:
    """Open Badges 3.0 says “JWT”, vc-jose-cose “vc+jwt”, older issuers nothing."""
    token = with_header(make_vc_jwt(unsigned(), signer=key()), typ=typ, cty=None)
    assert verify(token).exit_code == 0


@pytest.mark.parametrize("kid", [key().multikey, f"#{key().multikey}"])
def test_a_key_may_be_named_without_its_did(kid: str) -> None:
    """Then it is the issuer's (vc-jose-cose §4.1.1)."""
    assert verify(with_header(make_vc_jwt(unsigned(), signer=key()), kid=kid)).exit_code == 0


def test_a_key_that_is_not_named_is_known_of_a_did_key_alone() -> None:
    """A did:key has one key; a did:web may have several."""
    unnamed = with_header(make_vc_jwt(unsigned(), signer=key()), kid=None)
    assert "does not name its key" in verify(unnamed).step("proof").sentence
    signer = named(Kind.ED25519)
    header, payload, _ = parts_of(make_vc_jwt(unsigned(signer.did, status=()), signer=signer))
    del header["kid"]
    token = make_token(header, payload, kind=Kind.ED25519, sign=signer.sign)
    assert verify(token).step("proof").verdict is Verdict.PASS


def test_a_key_in_the_header_is_never_used() -> None:
    """“jwk” and its kin would let a token vouch for its own key."""
    forger = private_key_of(Kind.ED25519, b"\x66" * 32)
    header, payload, _ = parts_of(make_vc_jwt(unsigned(), signer=key()))
    header = {**header, "jwk": jwk_of(forger.public)}
    token = make_token(header, payload, kind=Kind.ED25519, sign=forger.sign)
    assert verify(token).step("proof").verdict is Verdict.FAIL


@pytest.mark.parametrize(
    ("changes", "exit_code", "why"),
    [
        ({"vc": {}}, 2, "older form"),
        ({"proof": []}, 1, "second proof"),
        ({"type": None}, 2, "no credential"),
        ({"issuer": None}, 2, "no credential"),
        ({"@context": ["https://www.w3.org/2018/credentials/v1"]}, 1, "first context"),
    ],
)
def test_a_token_without_a_proper_credential_is_refused(
    changes: dict[str, Any], exit_code: int, why: str
) -> None:
    """An older form, a second proof, no credential at all, another data model."""
    answer = verify(signed_again(make_vc_jwt(unsigned(), signer=key()), **changes))
    assert answer.exit_code == exit_code
    assert why in answer.headline


@pytest.mark.parametrize("text", ["e", "e.e", "e.e.e", "eyJ9.e30.", "not a token", "e30.W10.x"])
def test_what_is_no_token_is_unreadable_or_refused(text: str) -> None:
    """Never a crash."""
    assert verify(text).exit_code in {1, 2}


def test_a_text_that_is_no_token_is_told_so() -> None:
    """By whoever reads it directly."""
    assert not is_token("{}")
    with pytest.raises(ProofError, match="not a signed token"):
        read_token("a.b")


def test_a_name_twice_in_a_tokens_payload_is_refused() -> None:
    """One reader would take the first, another the last."""
    header = base64url_encode(b'{"alg":"EdDSA"}')
    payload = base64url_encode(b'{"type":"a","type":"b"}')
    assert "twice" in verify(f"{header}.{payload}.AA").headline


@pytest.mark.parametrize("extra", [{"proof": []}, {"exp": 5}])
def test_a_document_that_is_signed_or_uses_claims_becomes_no_token(extra: dict[str, Any]) -> None:
    """Two proofs confuse wallets; a claim's name would change its meaning."""
    with pytest.raises(ProofError):
        make_vc_jwt({**unsigned(), **extra}, signer=key())


def test_a_credential_about_several_has_no_claim_of_its_subject() -> None:
    """“sub” names one."""
    document = unsigned(valid_until=None)
    document["credentialSubject"] = [document["credentialSubject"]]
    _, payload, _ = parts_of(make_vc_jwt(document, signer=key()))
    assert not {"sub", "exp"} & payload.keys()


def test_the_example_of_rfc_9901_verifies_and_discloses_its_claims() -> None:
    """§5.1: signature of the appendix's key, digests of ten disclosures, two of them in a list."""
    parts = sdjwt.split(rfc_tokens.SD_JWT)
    token = read_token(parts.token)
    check_token(token, public_key_of_jwk(rfc_tokens.SD_ISSUER))
    claims = sdjwt.disclose(token.payload, parts.disclosures)
    del claims["cnf"], claims["_sd_alg"]
    assert claims == rfc_tokens.SD_CLAIMS


def test_what_is_not_disclosed_is_not_there() -> None:
    """The RFC's token with nothing shown, and with one element of a list."""
    bare = sdjwt.present(rfc_tokens.SD_JWT, [])
    claims = sdjwt.disclose(read_token(sdjwt.split(bare).token).payload, ())
    assert "given_name" not in claims
    assert claims["nationalities"] == []
    one = sdjwt.split(sdjwt.present(rfc_tokens.SD_JWT, [("nationalities", 1), ("given_name",)]))
    claims = sdjwt.disclose(read_token(one.token).payload, one.disclosures)
    assert (claims["nationalities"], claims["given_name"]) == (["DE"], "John")


def test_an_sd_jwt_badge_verifies_whole_and_with_parts_left_out() -> None:
    """The holder's e-mail and evidence may stay at home."""
    whole = sd_badge()
    header, payload, _ = parts_of(whole)
    assert header["typ"] == "dc+sd-jwt"
    assert payload["vct"].endswith("#OpenBadgeCredential")
    assert "evidence" not in payload
    assert verify(whole, holder_email="amina@school.example").exit_code == 0
    shown = sdjwt.present(whole, [EVIDENCE])
    assert verify(shown).exit_code == 0
    assert (
        verify(shown, holder_email="amina@school.example").step("subject").verdict is Verdict.FAIL
    )


def test_hidden_claims_may_hide_others() -> None:
    """RFC 9901 §4.2.6: showing the inner one shows what holds it, and not the other way round."""
    inner: sdjwt.Path = ("a", "b", "c")
    payload, disclosures = sdjwt.hide_claims(
        {"a": {"b": {"c": 1, "d": 2}, "l": [{"x": 1}]}},
        [("a",), inner, ("a", "l", 0)],
        salt=salts(),
    )
    token = make_token({}, payload, kind=Kind.P256, sign=HOLDER.sign)
    text = "~".join([token, *disclosures, ""])
    shown = sdjwt.split(sdjwt.present(text, [inner]))
    assert sdjwt.disclose(payload, shown.disclosures)["a"] == {"b": {"c": 1, "d": 2}, "l": []}
    shown = sdjwt.split(sdjwt.present(text, [("a",)]))
    assert sdjwt.disclose(payload, shown.disclosures)["a"] == {"b": {"d": 2}, "l": []}


@pytest.mark.parametrize(
    ("path", "why"),
    [
        (("nothing",), "no “nothing”"),
        (("name", "x"), "no “name/x”"),
        (("validUntil",), "cannot be hidden"),
        (("credentialStatus",), "cannot be hidden"),
        (("credentialSubject", "@context"), "no “credentialSubject/@context”"),
    ],
)
def test_what_must_be_shown_or_is_not_there_is_not_hidden(path: sdjwt.Path, why: str) -> None:
    """Nobody may hide that a badge is revoked or over."""
    with pytest.raises(ProofError, match=why):
        make_sd_jwt_vc(unsigned(), signer=key(), salt=salts(), hide=[path])


def disclosure(*items: Any) -> str:
    return base64url_encode(json.dumps(items).encode())


def digest(text: str) -> str:
    return sdjwt._digest(text, "sha-256")


NAME = disclosure("salt", "name", "Amina")
ELEMENT = disclosure("salt", "Amina")


@pytest.mark.parametrize(
    ("payload", "shown", "why"),
    [
        ({"_sd_alg": "md5"}, [], "Digests of kind"),
        ({"_sd_alg": ["sha-256"]}, [], "Digests of kind"),
        ({"_sd": [digest(NAME)]}, [NAME, NAME], "one claim twice"),
        ({"_sd": []}, [NAME], "does not hold"),
        ({"_sd": [digest(NAME)] * 2}, [NAME], "one digest twice"),
        ({"_sd": [5]}, [], "one digest twice"),
        ({"_sd": "x"}, [], "of its own"),
        ({"...": "x"}, [], "of its own"),
        ({"name": "x", "_sd": [digest(NAME)]}, [NAME], "says “name” twice"),
        ({"_sd": [digest(ELEMENT)]}, [ELEMENT], "wrong place"),
        ({"a": [{"...": digest(NAME)}]}, [NAME], "wrong place"),
        ({}, [disclosure("salt", "_sd", [])], "of its own"),
        ({}, [disclosure("salt")], "malformed"),
        ({}, [disclosure(5, "name", "x")], "malformed"),
        ({}, [base64url_encode(b'"x","y":1')], "malformed"),
        ({}, [base64url_encode(b'["a","b","c"],"y":1')], "malformed"),
    ],
)
def test_disclosures_that_do_not_fit_are_refused(
    payload: dict[str, Any], shown: list[str], why: str
) -> None:
    """RFC 9901 §7.1, each of its reasons to reject."""
    with pytest.raises(ProofError, match=why):
        sdjwt.disclose(payload, shown)


def test_disclosures_nested_without_end_are_refused() -> None:
    """Each one hides the next; and more of them than anybody needs."""
    chain, inner = [disclosure("s", "a", 1)], 1
    for _ in range(60):
        inner = {"_sd": [digest(chain[-1])]}  # type: ignore[assignment]  # JSON of any kind
        chain.append(disclosure("s", "a", inner))
    with pytest.raises(UnreadableError, match="nested deeper"):
        sdjwt.disclose({"_sd": [digest(chain[-1])]}, chain)
    with pytest.raises(ProofError, match="more than 1000"):
        sdjwt.split("~".join(["x"] * 1_002))


def bound(audience: str = "https://verifier.example", **more: Any) -> str:
    whole = sd_badge(holder=HOLDER.public)
    wanted = {"kind": Kind.P256, "sign": HOLDER.sign, "nonce": "n-1", "issued_at": 1, **more}
    return sdjwt.bind(sdjwt.present(whole, [EVIDENCE]), audience=audience, **wanted)


def check_binding(text: str, **wanted: str) -> None:
    parts = sdjwt.split(text)
    claims = sdjwt.disclose(read_token(parts.token).payload, parts.disclosures)
    sdjwt.check_binding(parts, claims, **wanted)


def test_a_presentation_bound_to_its_holder_verifies() -> None:
    """RFC 9901 §7.3, for the verifier who asked and with the nonce given."""
    check_binding(bound(), audience="https://verifier.example", nonce="n-1")
    assert verify(bound()).exit_code == 0


@pytest.mark.parametrize(
    ("text", "wanted", "why"),
    [
        (bound(), {"audience": "https://other.example"}, "somebody else"),
        (bound(), {"nonce": "n-2"}, "somebody else"),
        (bound().rpartition("~")[0] + "~", {"nonce": "n-1"}, "not shown"),
        (bound(sign=private_key_of(Kind.P256, b"\x08" * 32).sign), {}, "altered"),
        (sd_badge() + bound().rpartition("~")[2], {}, "malformed"),
        (
            sd_badge(holder=HOLDER.public) + bound().rpartition("~")[2],
            {},
            "about another badge",
        ),
        (bound().rpartition("~")[0] + "~" + rfc_tokens.ES256_JWS, {}, "malformed"),
    ],
)
def test_a_binding_that_is_not_the_holders_is_refused(
    text: str, wanted: dict[str, str], why: str
) -> None:
    """Replayed elsewhere or later, missing, forged, unasked, of another badge, another JWT."""
    with pytest.raises(ProofError, match=why):
        check_binding(text, **wanted)


def test_a_holders_key_that_cannot_be_read_binds_nothing() -> None:
    """An unknown kind of key in “cnf”."""
    parts = sdjwt.split(bound())
    with pytest.raises(ProofError, match="malformed"):
        sdjwt.check_binding(parts, {"cnf": {"jwk": {"kty": "RSA"}}})


def test_an_unknown_form_is_told_from_a_forged_one_when_opened() -> None:
    """PS256 may be sound; it is only not checked here."""
    header = base64url_encode(b'{"alg":"PS256"}')
    with pytest.raises(UnsupportedProofError):
        read_token(f"{header}.e30.AA")
    assert jose.compact({"a": "é"}) == '{"a":"é"}'


def test_the_did_document_of_the_holders_own_issuer_may_hold_p256() -> None:
    """A did:web issuer that signs with ES256."""
    signer = named(Kind.P256)
    multikey = signer.private.public.multikey
    page = did.did_document(ISSUER, [did.Key(multikey)])
    signer.verification_method = did.verification_method(ISSUER, multikey)
    token = make_vc_jwt(unsigned(status=()), signer=signer, kind=Kind.P256)
    site = MadeSite({did.web_address(ISSUER): page})
    assert verify(token, resolve=site).exit_code == 0


def test_what_a_token_says_of_itself_is_read_unchecked() -> None:
    """For a page to show beside the verdict; one that cannot be opened says nothing."""
    assert read_document(make_vc_jwt(unsigned(), signer=key())) == unsigned()
    assert read_document("e30.e30.AA") == {}


def test_a_disclosure_with_half_a_character_is_refused_in_words() -> None:
    """JSON can carry one to an API that takes tokens as text."""
    token = make_sd_jwt_vc(unsigned(), signer=key(), salt=lambda: "x" * 22)
    answer = verify_token(f"{token}\ud800~", now=NOW)
    assert answer.step("proof").sentence == "A disclosed claim is malformed."
