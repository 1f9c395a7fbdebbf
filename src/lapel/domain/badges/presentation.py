"""Presentations: a holder shows badges to one verifier, for one occasion.

Source: VC Data Model 2.0, §4.13; Data Integrity 1.0, §2.1 (challenge, domain, expires).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from lapel.domain.badges import did, strictjson
from lapel.domain.badges.checks import as_list, moment
from lapel.domain.badges.contexts import CREDENTIALS_V2
from lapel.domain.badges.errors import BadgeError, ProofError, Said
from lapel.domain.badges.holding import holder_of
from lapel.domain.badges.keys import Kind, PublicKey, public_key
from lapel.domain.badges.linked import check_terms
from lapel.domain.badges.proof import EDDSA_RDFC, check_proof, make_proof, timestamp
from lapel.domain.badges.tokens import read_document
from lapel.domain.badges.trust import NO_TRUST, Resolve, Resolver, Trust, UnavailableError, offline
from lapel.domain.badges.verdicts import Outcome, Step, Verdict, Verification
from lapel.domain.badges.verification import unreadable, verify_credential, verify_token

if TYPE_CHECKING:
    from datetime import datetime

    from lapel.domain.badges.proof import Signer

MAX_CREDENTIALS = 50
PURPOSE = "authentication"
_TOKEN = "data:application/vc+jwt,"  # noqa: S105 - how a token stands in JSON, not a password
_ENVELOPES = (_TOKEN, "data:application/dc+sd-jwt,", "data:application/vc+sd-jwt,")
_CLOCKS = timedelta(minutes=5)  # by how much two clocks may differ


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """What one presentation is made for: the verifier's challenge and its domain."""

    challenge: str
    domain: str


@dataclass(frozen=True, kw_only=True)
class Presented:
    """The answer for a presentation, and that for each badge in it."""

    answer: Verification
    credentials: tuple[Verification, ...] = ()


def presentation(
    credentials: Sequence[Mapping[str, Any] | str], *, holder: str, id_: str = ""
) -> dict[str, Any]:
    """Return the unsigned presentation of signed documents and VC-JWTs by `holder`, a DID."""
    document: dict[str, Any] = {
        "@context": [CREDENTIALS_V2],
        "type": ["VerifiablePresentation"],
        "holder": holder,
        "verifiableCredential": [_shown(one) for one in credentials],
    }
    return {"id": id_, **document} if id_ else document


def sign_presentation(  # noqa: PLR0913 - who signs, when, how, for which occasion
    document: Mapping[str, Any],
    *,
    signer: Signer,
    created: datetime,
    occasion: Occasion,
    expires: datetime | None = None,
    suite: str = EDDSA_RDFC,
    kind: Kind = Kind.ED25519,
) -> dict[str, Any]:
    """Return a presentation signed by its holder for one occasion."""
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": suite,
        "created": timestamp(created),
        "verificationMethod": signer.verification_method,
        "proofPurpose": PURPOSE,
        "challenge": occasion.challenge,
        "domain": occasion.domain,
    }
    if expires:
        options["expires"] = timestamp(expires)
    proof = make_proof(document, options, kind=kind, sign=signer.sign)
    return {**document, "proof": [proof]}


def verify_presentation(
    document: Mapping[str, Any],
    *,
    occasion: Occasion,
    now: datetime,
    resolve: Resolve = offline,
    trust: Trust = NO_TRUST,
) -> Presented:
    """Verify a presentation made for `occasion`, and each badge in it; never raises.

    Steps: terms, proof, challenge, domain, expiry, holder, credential.1 and so on. That the
    holder is whom the badges are about is known only where they name her DID; a badge bound to
    another's is refused.
    """
    if "VerifiablePresentation" not in as_list(document.get("type")):
        return Presented(answer=unreadable("The file is not a presentation of badges."))
    resolver = resolve if isinstance(resolve, Resolver) else Resolver(resolve, trust)
    proofs = as_list(document.get("proof"))
    proof = proofs[0] if len(proofs) == 1 and isinstance(proofs[0], Mapping) else {}
    steps = [_terms(document), _proof(document, proof, resolver)]
    steps += [_matches(proof, "challenge", occasion.challenge)]
    steps += [_matches(proof, "domain", occasion.domain), _expiry(proof, now)]
    shown = as_list(document.get("verifiableCredential"))
    answers = [_verified(one, now, resolver, trust) for one in shown[:MAX_CREDENTIALS]]
    steps += [_holder(document, shown), *_credentials(shown, answers)]
    return Presented(answer=_concluded(document, steps, answers), credentials=tuple(answers))


def _shown(one: Mapping[str, Any] | str) -> dict[str, Any]:
    if not isinstance(one, str):
        return dict(one)
    enveloped = {"@context": CREDENTIALS_V2, "id": _ENVELOPES["~" in one] + one}
    return enveloped | {"type": "EnvelopedVerifiableCredential"}


def _holder_id(document: Mapping[str, Any]) -> str:
    holder = document.get("holder")
    holder = holder.get("id") if isinstance(holder, Mapping) else holder
    return holder if isinstance(holder, str) else ""


def _terms(document: Mapping[str, Any]) -> Step:
    try:
        if as_list(document.get("@context"))[:1] != [CREDENTIALS_V2]:
            raise ProofError("The presentation's first context is not that of credentials.")
        check_terms(document)
    except BadgeError as error:
        return Step("terms", Verdict.FAIL, "terms.unsafe", error.said)
    sentence = "Every term in the presentation is defined."
    return Step("terms", Verdict.PASS, "terms.presentation", sentence)


def _proof(document: Mapping[str, Any], proof: Mapping[str, Any], resolve: Resolve) -> Step:
    try:
        if not proof:
            raise ProofError("The presentation does not have one signature.")
        key = _key(_holder_id(document), proof.get("verificationMethod"), resolve)
        check_proof(document, proof, public_key=key, purpose=PURPOSE)
    except (BadgeError, UnavailableError) as error:
        return Step("proof", Verdict.FAIL, "proof.presentation", error.said)
    sentence = "The holder signed the presentation."
    return Step("proof", Verdict.PASS, "proof.holder", sentence)


def _key(holder: str, method: Any, resolve: Resolve) -> PublicKey:
    owner, _, fragment = str(method).partition("#")
    if not holder or owner != holder:
        raise ProofError("The presentation was signed by another than its holder.")
    if not holder.startswith("did:web:"):
        return holder_of(f"{holder}#{fragment}").key
    listed = strictjson.read_object(resolve(did.web_address(holder)).body)
    key = did.assertion_key(listed, str(method), relation=PURPOSE)
    if listed.get("id") != holder or key is None:
        raise ProofError("The holder does not list this key to show who she is.")
    return public_key(key)


def _matches(proof: Mapping[str, Any], name: str, wanted: str) -> Step:
    """Say whether the proof names the verifier's challenge, or its domain among others."""
    given = as_list(proof.get(name))
    if wanted in given and (name == "domain" or len(given) == 1):
        sentence = Said("The presentation was made for this {name}.", name=name)
        return Step(name, Verdict.PASS, f"{name}.match", sentence)
    sentence = Said("The presentation was made for another {name}.", name=name)
    return Step(name, Verdict.FAIL, f"{name}.other", sentence)


def _expiry(proof: Mapping[str, Any], now: datetime) -> Step:
    created, expires = moment(proof.get("created")), moment(proof.get("expires"))
    if any(name in proof and moment(proof[name]) is None for name in ("created", "expires")):
        sentence = "The presentation does not say properly when it was made."
        return Step("expiry", Verdict.FAIL, "expiry.malformed", sentence)
    if created and created > now + _CLOCKS:
        sentence = "The presentation was made in the future."
        return Step("expiry", Verdict.FAIL, "expiry.early", sentence)
    if expires and expires <= now:
        return Step("expiry", Verdict.FAIL, "expiry.over", "The presentation is over.")
    return Step("expiry", Verdict.PASS, "expiry.current", "The presentation is of now.")


def _verified(one: Any, now: datetime, resolve: Resolve, trust: Trust) -> Verification:
    if not isinstance(one, Mapping):
        return unreadable("A credential inside is malformed.")
    token = _token(one)
    if token:
        return verify_token(token, now=now, resolve=resolve, trust=trust)
    return verify_credential(one, now=now, resolve=resolve, trust=trust)


def _token(one: Mapping[str, Any]) -> str:
    """Return the token in an envelope; "" for a credential that stands there as it is."""
    name = str(one.get("id", ""))
    return next((name.removeprefix(start) for start in _ENVELOPES if name.startswith(start)), "")


def _subject(one: Any) -> Any:
    """Return what a credential shown says of whom it is about."""
    if not isinstance(one, Mapping):
        return None
    token = _token(one)
    subject = (read_document(token) if token else one).get("credentialSubject")
    return subject.get("id") if isinstance(subject, Mapping) else None


def _holder(document: Mapping[str, Any], shown: list[Any]) -> Step:
    """Say whether every badge names the holder's DID as its subject, and none another's."""
    holder = _holder_id(document)
    named = [_subject(one) for one in shown]
    if shown and all(one == holder for one in named):
        sentence = "Every badge is about the holder."
        return Step("holder", Verdict.PASS, "holder.bound", sentence, {"holder": holder})
    if any(str(one).startswith("did:") and one != holder for one in named):
        sentence = "A badge is bound to another than the holder."
        return Step("holder", Verdict.FAIL, "holder.other", sentence, {"holder": holder})
    sentence = "The badges do not say that they are about the holder."
    return Step("holder", Verdict.UNKNOWN, "holder.unbound", sentence, {"holder": holder})


_VERDICTS = {
    Outcome.VALID: Verdict.PASS,
    Outcome.NOT_CONFIRMED: Verdict.UNKNOWN,
    Outcome.ENDED: Verdict.ENDED,
}


def _credentials(shown: list[Any], answers: list[Verification]) -> list[Step]:
    if not shown or len(shown) > MAX_CREDENTIALS:
        sentence = "The presentation shows no badge, or too many."
        return [Step("credentials", Verdict.FAIL, "credentials.count", sentence)]
    return [
        Step(
            f"credential.{number}",
            _VERDICTS.get(one.outcome, Verdict.FAIL),
            f"credential.{one.outcome.code}",
            one.headline,
            {"issuer": one.issuer},
        )
        for number, one in enumerate(answers, 1)
    ]


def _concluded(
    document: Mapping[str, Any], steps: list[Step], answers: list[Verification]
) -> Verification:
    """Weigh: what fails, then what has ended, then what nobody confirms."""
    failed = [step for step in steps if step.verdict is Verdict.FAIL]
    outcomes = {one.outcome for one in answers}
    if failed:
        outcome, headline = Outcome.NOT_VALID, f"Not valid. {failed[0].sentence}"
    elif Outcome.ENDED in outcomes:
        outcome, headline = Outcome.ENDED, "Shown by the holder, but not all is still in force."
    elif Outcome.NOT_CONFIRMED in outcomes:
        outcome, headline = Outcome.NOT_CONFIRMED, "Intact; not every issuer is confirmed."
    else:
        outcome, headline = Outcome.VALID, "Valid: shown by the holder."
    holder = _holder_id(document)
    return Verification(outcome=outcome, headline=headline, steps=tuple(steps), issuer=holder)
