"""A bundle verified: the badge's own steps, and whether what came with it fits (docs/adr/0014).

Nothing in a bundle vouches for its keys. Where the trust pins keys of the issuer, the bundle's DID
document is not asked for any: it could list a thief's beside the true one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from lapel.domain.badges import did, png, strictjson, svg
from lapel.domain.badges.checks import as_list, issuer_id, moment
from lapel.domain.badges.errors import BadgeError, UnreadableError
from lapel.domain.badges.inner import steps_beside
from lapel.domain.badges.proof import timestamp
from lapel.domain.badges.reading import read_any
from lapel.domain.badges.trust import (
    Origin,
    Resolve,
    Resolved,
    Resolver,
    UnavailableError,
    offline,
)
from lapel.domain.badges.verdicts import Outcome, Step, Verdict, Verification
from lapel.domain.badges.verification import unreadable, verify_credential
from lapel.ports.checking import bundle
from lapel.ports.checking.bundle_anchor import anchor_step
from lapel.ports.checking.bundle_log import Logged, log_steps
from lapel.ports.checking.trustfile import NOBODY, Trusted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from lapel.ports.checking.bundle import Reader
    from lapel.ports.checking.bundle_history import Copy

_PASS = Verdict.PASS
_NEWER = "If the issuer has changed its key, get a newer trust file."


def verify_bundle(
    reader: Reader,
    *,
    now: datetime,
    resolve: Resolve = offline,
    trusted: Trusted = NOBODY,
    copies: Sequence[Copy] = (),
) -> Verification:
    """Verify a bundle; never raises for its content.

    Steps: files, did, those of the badge and of the endorsements beside it, freshness, log,
    checkpoint, anchor, art, and history where there are `copies` of the log. With `resolve` the
    issuer's own documents come first, then those of the trust, then the bundle's copies.
    """
    try:
        files = {name: reader.read(name) for name in (*bundle.NAMES, bundle.MANIFEST)}
        beside = bundle.endorsement_names(files[bundle.MANIFEST])
        files |= {name: reader.read(name) for names in beside for name in names}
        document = _document(files)
        answer = _Bundle(files, document, now, resolve, trusted).verified()
    except BadgeError as error:
        return unreadable(error.said)
    return with_history(answer, document, files[bundle.LOG_PROOF], copies)


def with_history(
    answer: Verification,
    document: Mapping[str, Any],
    proof: bytes | None,
    copies: Sequence[Copy],
) -> Verification:
    """Weigh what copies of the log say of a badge that was verified; `answer` itself without."""
    if not copies or answer.outcome is Outcome.UNREADABLE:
        return answer
    from lapel.ports.checking.bundle_history import history_step  # few ask for it

    step, at = history_step(document, proof, copies)
    as_of = _later(answer.status_as_of, at)
    return _concluded(replace(answer, status_as_of=as_of), [*answer.steps, step])


def _later(status_as_of: str, at: datetime | None) -> str:
    """Give the later of the two moments; a list that was not read stays without one."""
    listed = moment(status_as_of)
    return timestamp(at) if listed and at and at > listed else status_as_of


def _document(files: Mapping[str, bytes | None]) -> dict[str, Any]:
    content = files[bundle.CREDENTIAL]
    if content is None:
        raise UnreadableError("The bundle holds no credential.json.")
    return strictjson.read_object(content)


@dataclass(frozen=True)
class _Bundle:
    files: Mapping[str, bytes | None]
    document: dict[str, Any]
    now: datetime
    resolve: Resolve
    trusted: Trusted

    def verified(self) -> Verification:
        resolver = self.resolver()
        answer = self.judged(resolver)
        if answer.outcome is Outcome.UNREADABLE and len(answer.steps) == 1:
            return answer
        by = [one.code for one in answer.steps if one.id == "issuer" and one.verdict is _PASS]
        steps = [self.manifest(), self.did_document(confirmed_by="".join(by))]
        steps += self.with_endorsements(answer.steps)
        held = Logged(proof=self.files[bundle.LOG_PROOF], checkpoint=self.files[bundle.CHECKPOINT])
        logged = log_steps(self.document, held, logs=self.trusted.logs, now=self.now)
        more = [self.freshness(resolver), *logged, self.anchor(resolver), self.art()]
        return _concluded(answer, [*steps, *more])

    def resolver(self) -> Resolver:
        found = _with_copies(self.resolve, self.copies(), self.trusted)
        return Resolver(found, self.trusted.trust)

    def judged(self, resolver: Resolver) -> Verification:
        """Give the badge's own steps, with the copies that came with it."""
        answer = verify_credential(
            self.document, now=self.now, resolve=resolver, trust=self.trusted.trust
        )
        confirmed = any(one.id == "issuer" and one.verdict is _PASS for one in answer.steps)
        steps = [self.listed(step, resolver, confirmed=confirmed) for step in answer.steps]
        return replace(answer, steps=tuple(steps))

    def with_endorsements(self, steps: Sequence[Step]) -> list[Step]:
        """Add those of the endorsements beside a badge that holds none itself."""
        beside = self.endorsements()
        if not beside or all(step.code != "endorsements.none" for step in steps):
            return list(steps)
        documents = [each.document for each in beside]
        more = steps_beside(self.document, documents, partial(_judged_alone, beside))
        return [*(step for step in steps if step.id != "endorsements"), *more]

    def endorsements(self) -> list[_Bundle]:
        """Give each endorsement with its endorser's copies, as if it were a bundle by itself."""
        found = []
        for names in bundle.endorsement_names(self.files[bundle.MANIFEST]):
            content, own, listed = (self.files[name] for name in names)
            files = {bundle.DID: own, bundle.STATUS: listed}
            if content is not None:
                found.append(replace(self, files=files, document=_read_or_nothing(content)))
        return found

    def pinned(self) -> tuple[str, ...]:
        entry = self.trusted.trust.find(issuer_id(self.document))
        return entry.keys if entry else ()

    def known_keys(self) -> set[str | None]:
        """Give the issuer's keys that the trust pins, or lists in a document of its own."""
        found: set[str | None] = set(self.pinned())
        issuer = issuer_id(self.document)
        if not found or not issuer.startswith("did:web:"):
            return found
        copy = self.trusted.trust.documents.get(did.web_address(issuer))
        written = strictjson.read_object(copy) if copy else {}
        return found | {did.assertion_key(written, each) for each in _methods(self.document)}

    def list_address(self) -> str:
        """Give the address of the first list that the badge names, "" if it names none."""
        entry = next(iter(as_list(self.document.get("credentialStatus"))), None)
        named = entry.get("statusListCredential") if isinstance(entry, Mapping) else None
        return named if isinstance(named, str) else ""

    def copies(self) -> dict[str, bytes]:
        """Give the copies by the addresses the badge names, whatever they say of themselves."""
        issuer, found = issuer_id(self.document), dict[str, bytes]()
        listed, own = self.files[bundle.STATUS], self.files[bundle.DID]
        if listed is not None and self.list_address():
            found[self.list_address()] = listed
        if own is not None and issuer.startswith("did:web:") and not self.pinned():
            try:
                found[did.web_address(issuer)] = own
            except BadgeError:
                return found  # the badge's own steps say what is wrong with its issuer
        return found

    def manifest(self) -> Step:
        """Say whether the files are those that were written."""
        content = self.files[bundle.MANIFEST]
        if content is None:
            sentence = "The bundle has no manifest, so what is missing from it is not known."
            return Step("files", Verdict.UNKNOWN, "files.unlisted", sentence)
        written = strictjson.read_object(content)
        hashes = written.get("files")
        if written.get("format") != bundle.FORMAT or not isinstance(hashes, Mapping):
            sentence = "The bundle's manifest is not written as one."
            return Step("files", Verdict.FAIL, "files.malformed", sentence)
        names = [name for name in self.files if name != bundle.MANIFEST]
        wrong = [name for name in names if _digest(self.files[name]) != hashes.get(name)]
        if wrong:
            said = ", ".join(wrong)
            sentence = f"Since the bundle was written, something was changed: {said}."
            return Step("files", Verdict.FAIL, "files.changed", sentence, {"files": said})
        sentence = "The files are those that its manifest lists."
        return Step("files", Verdict.PASS, "files.whole", sentence)

    def did_document(self, *, confirmed_by: str) -> Step:
        """Say whether the bundle's DID document is the issuer's, as far as that can be known."""
        content, issuer = self.files[bundle.DID], issuer_id(self.document)
        if content is None:
            sentence = "The bundle holds no DID document."
            return Step("did", Verdict.NONE, "did.none", sentence)
        try:
            written = strictjson.read_object(content)
        except UnreadableError as error:
            return Step("did", Verdict.FAIL, "did.malformed", error.said)
        keys = {did.assertion_key(written, method) for method in _methods(self.document)}
        if written.get("id") != issuer or None in keys:
            sentence = "The bundle's DID document is not the issuer's, or lacks the badge's key."
            return Step("did", Verdict.FAIL, "did.other", sentence)
        known = self.known_keys()
        if known and confirmed_by != "issuer.domain" and not keys <= known:
            sentence = f"The badge's key is none that your trust file pins for its issuer. {_NEWER}"
            return Step("did", Verdict.FAIL, "did.not-pinned", sentence)
        if confirmed_by:
            sentence = "The bundle's DID document lists the badge's key, which is confirmed."
            return Step("did", Verdict.PASS, "did.confirmed", sentence)
        sentence = "The bundle's DID document fits the badge, but came with it."
        return Step("did", Verdict.UNKNOWN, "did.copied", sentence)

    def listed(self, step: Step, resolver: Resolver, *, confirmed: bool) -> Step:
        """Refuse a list whose key is not confirmed although the badge's is."""
        if step.id != "status" or not confirmed or step.verdict is Verdict.FAIL:
            return step
        copy = self.copied_list(resolver)
        if copy is None:
            return step
        answer = verify_credential(copy, now=self.now, resolve=resolver, trust=self.trusted.trust)
        if any(one.id == "issuer" and one.verdict is _PASS for one in answer.steps):
            return step
        sentence = (
            f"The bundle's status list is signed with a key that nothing else confirms. {_NEWER}"
        )
        return Step("status", Verdict.FAIL, "status.not-pinned", sentence)

    def copied_list(self, resolver: Resolver) -> dict[str, Any] | None:
        """Give the list where it is the bundle's copy; None where it came from elsewhere."""
        try:
            found = resolver(self.list_address())
            return strictjson.read_object(found.body) if found.origin is Origin.COPY else None
        except (UnavailableError, UnreadableError):
            return None

    def freshness(self, resolver: Resolver) -> Step:
        """Say how old the copy of the list is by its issuer's own measure (`ttl`)."""
        copy = self.copied_list(resolver)
        if copy is None:
            sentence = "No copy of a status list was used."
            return Step("freshness", Verdict.NONE, "freshness.none", sentence)
        when, subject = moment(copy.get("validFrom")), copy.get("credentialSubject")
        ttl = subject.get("ttl") if isinstance(subject, Mapping) else None
        keeps = isinstance(ttl, int) and not isinstance(ttl, bool) and 0 <= ttl < 2**40
        if when is None or not keeps or self.now <= when + timedelta(milliseconds=ttl or 0):
            sentence = "The copy of the status list is as new as its issuer asks for."
            return Step("freshness", Verdict.PASS, "freshness.new", sentence)
        sentence = (
            f"The status list is a copy of {when:%Y-%m-%d %H:%M} UTC: it cannot say what was "
            "revoked since."
        )
        return Step("freshness", Verdict.UNKNOWN, "freshness.copy", sentence)

    def anchor(self, resolver: Resolver) -> Step:
        """Say what the anchored form is worth, if there is one."""
        return anchor_step(
            self.document,
            self.files[bundle.ANCHORED],
            now=self.now,
            resolver=resolver,
            trust=self.trusted.trust,
        )

    def art(self) -> Step:
        """Say whether the pictures hold this very badge."""
        unbaked = {"badge.svg": svg.unbake_svg, "badge.png": png.unbake_png}
        present = {name: self.files[name] for name in bundle.PICTURES if self.files[name]}
        for name, content in present.items():
            try:
                same = read_any(unbaked[name](content or b"").encode()) == self.document
            except UnreadableError:
                same = False
            if not same:
                sentence = f"{name} does not hold this badge."
                return Step("art", Verdict.FAIL, "art.other", sentence)
        if not present:
            return Step("art", Verdict.NONE, "art.none", "The bundle holds no picture.")
        return Step("art", Verdict.PASS, "art.same", "The pictures hold this very badge.")


def _read_or_nothing(content: bytes) -> dict[str, Any]:
    """Read what is judged as malformed, and spoils nothing else, where it cannot be read."""
    try:
        return strictjson.read_object(content)
    except UnreadableError:
        return {}


def _judged_alone(beside: Sequence[_Bundle], document: Mapping[str, Any]) -> Verification:
    """Verify one of the endorsements with its own endorser's copies, and nobody else's."""
    one = next(each for each in beside if each.document is document)
    answer = one.judged(one.resolver())
    return _concluded(answer, list(answer.steps))


def _with_copies(resolve: Resolve, copies: Mapping[str, bytes], trusted: Trusted) -> Resolve:
    def found(address: str, /) -> Resolved:
        try:
            return resolve(address)
        except UnavailableError:
            if address not in copies or address in trusted.trust.documents:
                raise  # the trust's documents come before the bundle's
            return Resolved(copies[address], Origin.COPY)

    return found


def _digest(content: bytes | None) -> str | None:
    return None if content is None else hashlib.sha256(content).hexdigest()


def _methods(document: Mapping[str, Any]) -> list[str]:
    proofs = [one for one in as_list(document.get("proof")) if isinstance(one, Mapping)]
    return [str(one.get("verificationMethod")) for one in proofs]


# What leaves a badge unconfirmed although its own steps are good.
_LEFT_OPEN = {"log": "log not confirmed", "history": "what became of it is not confirmed"}


def _concluded(answer: Verification, steps: list[Step]) -> Verification:
    """Weigh the added steps with the badge's own."""
    whole = replace(answer, steps=tuple(steps))
    failed = next((step for step in steps if step.verdict is Verdict.FAIL), None)
    if failed:
        headline = f"Not valid. {failed.sentence}"
        return replace(whole, outcome=Outcome.NOT_VALID, headline=headline)
    ended = next((step for step in steps if step.verdict is Verdict.ENDED), None)
    if ended and answer.outcome is not Outcome.ENDED:
        known = "Genuine" if answer.confirmed_name else "Intact; issuer not confirmed"
        headline = f"{known}, but no longer in force. {ended.sentence}"
        return replace(whole, outcome=Outcome.ENDED, headline=headline)
    left = [said for id_, said in _LEFT_OPEN.items() if any(_is_open(one, id_) for one in steps)]
    if left and answer.outcome is Outcome.VALID:
        headline = f"Intact, from {answer.confirmed_name}; {left[0]}"
        return replace(whole, outcome=Outcome.NOT_CONFIRMED, headline=headline)
    return whole


def _is_open(step: Step, id_: str) -> bool:
    """Say whether a step leaves open what the auditor asked for."""
    return step.id == id_ and step.verdict is Verdict.UNKNOWN and step.code != "log.unconfirmed"
