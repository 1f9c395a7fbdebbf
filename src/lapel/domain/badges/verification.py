"""Verification of a credential as named steps (VC Data Model 2.0, §7.1; OB 3.0, §8.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lapel.domain.badges import checks, did, partial
from lapel.domain.badges.anchored import anchor_steps, judged
from lapel.domain.badges.anchoring import is_anchor
from lapel.domain.badges.contexts import CREDENTIALS_V2
from lapel.domain.badges.errors import (
    BadgeError,
    LinkedDataError,
    ProofError,
    Said,
    UnreadableError,
    UnsupportedProofError,
)
from lapel.domain.badges.inner import inner_steps
from lapel.domain.badges.issuers import Anchor, Control, KeyFinding, find_key
from lapel.domain.badges.linked import check_terms
from lapel.domain.badges.proof import check_form, check_proof
from lapel.domain.badges.reading import read_any
from lapel.domain.badges.statuses import Lookup, status_steps
from lapel.domain.badges.tokens import Enveloped, open_token
from lapel.domain.badges.trust import NO_TRUST, Resolve, Resolver, Trust, offline
from lapel.domain.badges.verdicts import Outcome, Step, Verdict, Verification

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from lapel.domain.badges.keys import PublicKey

MAX_PROOFS = 4


def verify_file(
    data: bytes,
    *,
    now: datetime,
    resolve: Resolve = offline,
    trust: Trust = NO_TRUST,
    holder_email: str = "",
) -> Verification:
    """Verify whatever badge file `data` is; never raises for its content.

    JSON, VC-JWT, SD-JWT VC, or a PNG or SVG with one of these baked in.
    """
    try:
        found = read_any(data)
    except UnreadableError as error:
        return unreadable(error.said)
    return verify_found(found, now=now, resolve=resolve, trust=trust, holder_email=holder_email)


def verify_found(
    found: Mapping[str, Any] | str,
    *,
    now: datetime,
    resolve: Resolve = offline,
    trust: Trust = NO_TRUST,
    holder_email: str = "",
) -> Verification:
    """Verify what `read_any` found in a file: a credential's document, or a token."""
    if isinstance(found, str):
        return verify_token(found, now=now, resolve=resolve, trust=trust, holder_email=holder_email)
    return verify_credential(
        found, now=now, resolve=resolve, trust=trust, holder_email=holder_email
    )


def verify_token(
    text: str,
    *,
    now: datetime,
    resolve: Resolve = offline,
    trust: Trust = NO_TRUST,
    holder_email: str = "",
) -> Verification:
    """Verify a VC-JWT or SD-JWT VC; the steps are those of `verify_credential`."""
    try:
        enveloped = open_token(text)
    except UnreadableError as error:
        return unreadable(error.said)
    except BadgeError as error:
        step = _refused_proof(error)
        return _conclude({}, [step], Anchor.NONE, NO_TRUST)
    document = enveloped.document
    if not isinstance(document.get("type"), str | list) or "issuer" not in document:
        return unreadable(Said("The token holds no credential: it names no issuer or type."))
    resolver = resolve if isinstance(resolve, Resolver) else Resolver(resolve, trust)
    return _TokenCheck(document, now, resolver, trust, enveloped).run(holder_email)


def verify_credential(
    document: Mapping[str, Any],
    *,
    now: datetime,
    resolve: Resolve = offline,
    trust: Trust = NO_TRUST,
    holder_email: str = "",
) -> Verification:
    """Verify a credential's document at the aware moment `now`; never raises for its content.

    `resolve` brings did:web documents and status lists; contexts are never fetched. Nothing in
    the document vouches for its own keys: only `trust`, or a did:web document from its own
    domain, confirms the issuer.
    """
    resolver = resolve if isinstance(resolve, Resolver) else Resolver(resolve, trust)
    return _verified(document, _Check(document, now, resolver, trust), holder_email)


def _verified(
    document: Mapping[str, Any], check: _Check, holder_email: str = "", *, alone: bool = False
) -> Verification:
    if not isinstance(document.get("type"), str | list) or "issuer" not in document:
        return unreadable("The file is JSON, but not a credential: it names no issuer or type.")
    if "proof" not in document:
        return _unsigned(document)
    return check.run(holder_email, alone=alone)


@dataclass(frozen=True)
class _Check:
    document: Mapping[str, Any]
    now: datetime
    resolve: Resolve
    trust: Trust

    def run(self, holder_email: str, *, alone: bool = False) -> Verification:
        terms = _terms(self.document)
        if terms.verdict is Verdict.FAIL:
            return _conclude(self.document, [terms], Anchor.NONE, self.trust)
        proof, key, anchor = self.proofs()
        steps = [terms, proof, key, self.issuer(anchor)]
        steps += anchor_steps(self.document, trust=self.trust, resolve=self.resolve)
        steps.append(checks.validity(self.document, self.now))
        if proof.verdict is Verdict.PASS:
            steps += status_steps(self.document, self.lookup())
            steps += [] if alone else inner_steps(self.document, self.inner)
        steps += [checks.schema(self.document), checks.subject(self.document, holder_email)]
        steps = partial.judged(self.document, steps, self.now)
        return _conclude(self.document, steps, anchor, self.trust)

    def proofs(self) -> tuple[Step, Step, Anchor]:
        """Check every proof: the weakest decides (Data Integrity 1.0, §4.5)."""
        proofs = checks.as_list(self.document["proof"])
        if not proofs or len(proofs) > MAX_PROOFS:
            sentence = "The badge has no proof." if not proofs else "The badge has too many proofs."
            return _failed_proof(sentence), _key_unknown(), Anchor.NONE
        return min((self.proof(one) for one in proofs), key=_strength)

    def proof(self, proof: Any) -> tuple[Step, Step, Anchor]:
        """Check one proof and the issuer's right to its key."""
        issuer = checks.issuer_id(self.document)
        try:
            if not isinstance(proof, Mapping):
                raise ProofError("The proof is malformed.")
            if is_anchor(proof):
                return self.anchor(proof)
            check_form(proof)
            self.check_dates(proof)
            finding = find_key(
                issuer, proof["verificationMethod"], trust=self.trust, resolve=self.resolve
            )
            return self.signature(proof, finding)
        except BadgeError as error:
            return _refused_proof(error), _key_unknown(), Anchor.NONE

    def anchor(self, proof: Mapping[str, Any]) -> tuple[Step, Step, Anchor]:
        """Check a proof that stands on a chain."""
        self.check_dates(proof)
        found = judged(self.document, proof, trust=self.trust, resolve=self.resolve)
        return found.proof, _key_step(found.key), found.key.anchor

    def check_dates(self, proof: Mapping[str, Any]) -> None:
        """Refuse a proof whose own dates are malformed or over (Data Integrity 1.0, §2.1)."""
        for name in ("created", "expires"):
            if name in proof and checks.moment(proof[name]) is None:
                raise ProofError("The proof's “{name}” is not a date and time.", name=name)
        expires = checks.moment(proof.get("expires"))
        if expires is not None and expires <= self.now:
            raise ProofError("The proof itself has expired.")

    def signature(self, proof: Mapping[str, Any], finding: KeyFinding) -> tuple[Step, Step, Anchor]:
        """Check a proof with the keys found."""

        def check(key: PublicKey) -> None:
            check_proof(self.document, proof, public_key=key)

        names = ("cryptosuite", "verificationMethod", "created")
        return _tried(finding, check, {name: str(proof[name]) for name in names if name in proof})

    def inner(self, document: Mapping[str, Any]) -> Verification:
        """Verify a credential inside this one; what is inside that one has steps of its own."""
        return _verified(document, _Check(document, self.now, self.resolve, self.trust), alone=True)

    def lookup(self) -> Lookup:
        return Lookup(now=self.now, resolve=self.resolve, check_proof=self.check_list_proof)

    def check_list_proof(self, listed: Mapping[str, Any]) -> None:
        """Raise BadgeError unless the status list is signed with its issuer's key."""
        check_terms(listed)
        inner = _Check(
            {**listed, "proof": listed.get("proof", [])}, self.now, self.resolve, self.trust
        )
        proof, key, _ = inner.proofs()
        if proof.verdict is not Verdict.PASS or key.verdict is Verdict.FAIL:
            raise ProofError("The status list is not signed by the badge's issuer.")

    def issuer(self, anchor: Anchor) -> Step:
        """Say whether anything outside the badge confirms its issuer."""
        name = checks.issuer_id(self.document)
        entry = self.trust.find(name)
        if anchor is Anchor.PINNED and entry:
            confirmed = "The issuer is {name}, confirmed by {source}."
            sentence: str = Said(confirmed, name=entry.name, source=entry.source)
            return Step("issuer", Verdict.PASS, "issuer.pinned", sentence, {"name": entry.name})
        if anchor is Anchor.DOMAIN:
            place = did.place_of(name)
            holds = "The issuer is whoever holds {place}: its keys came from there just now."
            sentence = Said(holds, place=place)
            detail = {"domain": did.domain_of(name)}
            return Step("issuer", Verdict.PASS, "issuer.domain", sentence, detail)
        sentence = "Nothing outside the badge confirms who its issuer is."
        return Step("issuer", Verdict.UNKNOWN, "issuer.unconfirmed", sentence, {"issuer": name})


@dataclass(frozen=True)
class _TokenCheck(_Check):
    """The same steps for a credential that its token secures, instead of a proof inside it."""

    enveloped: Enveloped

    def proofs(self) -> tuple[Step, Step, Anchor]:
        """Check the token's signature, and that its claims agree with the credential."""
        token = self.enveloped.token
        try:
            method = self.enveloped.method
            issuer = checks.issuer_id(self.document)
            finding = find_key(issuer, method, trust=self.trust, resolve=self.resolve)
        except BadgeError as error:
            return _refused_proof(error), _key_unknown(), Anchor.NONE

        def check(key: PublicKey) -> None:
            self.enveloped.check(key, now=self.now)

        detail = {"alg": str(token.header["alg"]), "verificationMethod": method}
        return _tried(finding, check, detail)


def _tried(
    finding: KeyFinding, check: Callable[[PublicKey], None], detail: Mapping[str, str]
) -> tuple[Step, Step, Anchor]:
    """Try the keys found one after another; `check` raises BadgeError for the wrong one."""
    key = _key_step(finding)
    if not finding.keys:
        sentence = Said("The signature could not be checked. {why}", why=finding.problem)
        return Step("proof", Verdict.UNKNOWN, "proof.no-key", sentence), key, Anchor.NONE
    failure = BadgeError("")
    for public_key in finding.keys:
        try:
            check(public_key)
        except BadgeError as error:
            failure = error
        else:
            return _passed_proof(detail), key, finding.anchor
    return _refused_proof(failure), key, Anchor.NONE


def _strength(answer: tuple[Step, Step, Anchor]) -> tuple[int, int, bool]:
    """Order what was found of several proofs: by signature, then key, then what confirms it."""
    order = [Verdict.FAIL, Verdict.UNKNOWN, Verdict.PASS]
    proof, key, anchor = answer
    return order.index(proof.verdict), order.index(key.verdict), anchor is not Anchor.NONE


def _terms(document: Mapping[str, Any]) -> Step:
    if checks.as_list(document.get("@context"))[:1] != [CREDENTIALS_V2]:
        sentence: str = Said(
            "The credential's first context is not {wanted}.", wanted=CREDENTIALS_V2
        )
        return Step("terms", Verdict.FAIL, "terms.first-context", sentence)
    try:
        check_terms(document)
    except (LinkedDataError, UnreadableError) as error:
        return Step("terms", Verdict.FAIL, "terms.unsafe", error.said)
    sentence = "Every term in the badge is defined, so all of it is covered by the signature."
    return Step("terms", Verdict.PASS, "terms.defined", sentence)


def _passed_proof(detail: Mapping[str, str]) -> Step:
    sentence = "The signature matches: nothing was changed since it was signed."
    return Step("proof", Verdict.PASS, "proof.match", sentence, detail)


def _refused_proof(error: BadgeError) -> Step:
    """Tell a proof that is wrong from one that is merely of an unknown kind."""
    if isinstance(error, UnsupportedProofError):
        return Step("proof", Verdict.UNKNOWN, "proof.unsupported", error.said)
    return _failed_proof(error.said)


def _failed_proof(sentence: str) -> Step:
    return Step("proof", Verdict.FAIL, "proof.mismatch", sentence)


def _key_step(finding: KeyFinding) -> Step:
    if finding.control is Control.LISTED:
        sentence = "The issuer lists the key as one that signs its badges."
        return Step("key", Verdict.PASS, "key.listed", sentence)
    if finding.control in {Control.NOT_LISTED, Control.DISOWNED}:
        return Step("key", Verdict.FAIL, f"key.{finding.control}", finding.problem)
    sentence = Said("Whether the key is the issuer's is not known. {why}", why=finding.problem)
    return Step("key", Verdict.UNKNOWN, "key.unknown", sentence)


def _key_unknown() -> Step:
    sentence = "Whether the key is the issuer's was not looked up."
    return Step("key", Verdict.UNKNOWN, "key.unknown", sentence)


def unreadable(sentence: str) -> Verification:
    """Return the answer for something that is not a badge, in the words of `sentence`."""
    step = Step("read", Verdict.FAIL, "read.unreadable", sentence)
    return Verification(
        outcome=Outcome.UNREADABLE, headline=f"Cannot be read. {sentence}", steps=(step,)
    )


def _unsigned(document: Mapping[str, Any]) -> Verification:
    step = _failed_proof("The badge is not signed.")
    return _conclude(document, [step], Anchor.NONE, NO_TRUST)


def _conclude(
    document: Mapping[str, Any], steps: list[Step], anchor: Anchor, trust: Trust
) -> Verification:
    """Weigh the steps: forged, then unreadable, then ended, then unconfirmed, then valid."""
    issuer = checks.issuer_id(document)
    entry = trust.find(issuer)
    name = entry.name if entry and anchor is Anchor.PINNED else ""
    name = did.place_of(issuer) if anchor is Anchor.DOMAIN else name
    outcome, headline = _weigh(steps, name)
    as_of = [step.detail.get("statusAsOf", "") for step in steps if step.id == "status"]
    return Verification(
        outcome=outcome,
        headline=headline,
        steps=tuple(steps),
        issuer=issuer,
        confirmed_name=name,
        status_as_of=as_of[0] if as_of else "",
    )


def _weigh(steps: list[Step], confirmed_name: str) -> tuple[Outcome, str]:
    by_verdict = {verdict: [s for s in steps if s.verdict is verdict] for verdict in Verdict}
    if by_verdict[Verdict.FAIL]:
        return Outcome.NOT_VALID, f"Not valid. {by_verdict[Verdict.FAIL][0].sentence}"
    unknown = {step.id: step for step in by_verdict[Verdict.UNKNOWN]}
    if "proof" in unknown:
        return Outcome.UNREADABLE, f"Could not be checked. {unknown['proof'].sentence}"
    if by_verdict[Verdict.ENDED]:
        confirmed = "Genuine" if confirmed_name else "Intact; issuer not confirmed"
        return (
            Outcome.ENDED,
            f"{confirmed}, but no longer in force. {by_verdict[Verdict.ENDED][0].sentence}",
        )
    if not confirmed_name:
        return Outcome.NOT_CONFIRMED, "Intact; issuer not confirmed"
    if "status" in unknown:
        return Outcome.NOT_CONFIRMED, f"Intact, from {confirmed_name}; status not confirmed"
    return Outcome.VALID, f"Valid: issued by {confirmed_name}"
