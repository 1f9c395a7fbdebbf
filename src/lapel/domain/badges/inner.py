"""Credentials inside a credential: its endorsements, and the badges that a transcript holds.

Each is verified by itself and has a step of its own (OB 3.0, §8.2; CLR 2.0, §9.2). One inside
another is found too, to a depth and in a number that a stranger cannot raise.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lapel.domain.badges.checks import as_list, issuer_id
from lapel.domain.badges.errors import Said
from lapel.domain.badges.verdicts import Outcome, Step, Verdict, Verification

MAX_DEPTH = 3
MAX_ENDORSEMENTS = 8
MAX_CREDENTIALS = 200
_ENDORSEMENT, _CREDENTIAL = "endorsement", "verifiableCredential"
_HELD_UNDER = frozenset({_ENDORSEMENT, _CREDENTIAL})

# Verifies one credential, but not what is inside it.
Verify = Callable[[Mapping[str, Any]], Verification]


@dataclass(frozen=True)
class Inner:
    """A credential found in another: under which term, in whose credential, how deep (from 1)."""

    term: str
    value: Any
    within: str
    depth: int


def inner_steps(document: Mapping[str, Any], verify: Verify) -> list[Step]:
    """Return the steps of what is inside a credential whose own proof holds."""
    found = list(found_in(document))
    endorsements = [one for one in found if one.term == _ENDORSEMENT]
    credentials = [one for one in found if one.term == _CREDENTIAL]
    ids = set(_ids(document)) if endorsements else set()
    steps = _endorsement_steps(endorsements, ids, verify)
    return [*steps, *(_credential_steps(credentials, verify) if credentials else [])]


def steps_beside(
    document: Mapping[str, Any], beside: Sequence[Mapping[str, Any]], verify: Verify
) -> list[Step]:
    """Return the steps of endorsements that stand beside a badge, each a credential by itself.

    They are judged like those inside: of something in this badge, by another than its issuer. The
    first step, `endorsements`, says how many are sound; it is in place of that on what is inside.
    """
    within = issuer_id(document)
    found = [Inner(_ENDORSEMENT, one, within, 1) for one in beside]
    return _endorsement_steps(found, set(_ids(document)), verify, where="beside")


def found_in(document: Mapping[str, Any]) -> Iterator[Inner]:
    """Yield what is inside, the outermost first."""
    waiting: deque[tuple[Any, str, int]] = deque([(document, issuer_id(document), 0)])
    while waiting:
        root, within, depth = waiting.popleft()
        parts = [root]
        for part in parts:  # it grows while it is walked
            if isinstance(part, list):
                parts += [one for one in part if isinstance(one, dict | list)]
                continue
            for term, inner in part.items():
                if term in _HELD_UNDER:
                    for one in as_list(inner):
                        yield Inner(term, one, within, depth + 1)
                        if isinstance(one, dict | list):
                            waiting.append((one, _issuer(one), depth + 1))
                elif isinstance(inner, dict | list):
                    parts.append(inner)


def _issuer(value: Any) -> str:
    return issuer_id(value) if isinstance(value, Mapping) else ""


def _ids(value: Any) -> Iterator[str]:
    """Yield the identifiers of everything in a document that an endorsement may be about."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Mapping):
            yield str(one.get("id", ""))
            about = _is_endorsement(one)  # what it says it is about need not be here
            waiting += [v for name, v in one.items() if not (about and name == "credentialSubject")]
        elif isinstance(one, list):
            waiting += one


def _is_endorsement(value: Mapping[str, Any]) -> bool:
    return "EndorsementCredential" in as_list(value.get("type"))


def _endorsement_steps(
    found: list[Inner], ids: set[str], verify: Verify, *, where: str = "in"
) -> list[Step]:
    if not found:
        sentence = "The badge carries no endorsements."
        return [Step("endorsements", Verdict.NONE, "endorsements.none", sentence)]
    within = [one for one in found if one.depth <= MAX_DEPTH][:MAX_ENDORSEMENTS]
    steps = [
        _endorsement(f"endorsement.{number}", one, ids, verify)
        for number, one in enumerate(within, 1)
    ]
    sound = sum(step.code in ("endorsement.sound", "endorsement.intact") for step in steps)
    detail = {"sound": str(sound), "found": str(len(found)), "checked": str(len(steps))}
    sentence = f"Sound endorsements {where} the badge: {sound} of {len(found)}."
    good = sound == len(found)
    verdict, code = (Verdict.PASS, "sound") if good else (Verdict.UNKNOWN, "unsound")
    code = f"{code}-beside" if where == "beside" else code
    return [Step("endorsements", verdict, f"endorsements.{code}", sentence, detail), *steps]


def _endorsement(name: str, one: Inner, ids: set[str], verify: Verify) -> Step:
    """Say of one endorsement what it is worth; a worthless one does not spoil the badge."""
    if not isinstance(one.value, Mapping) or not _is_endorsement(one.value):
        return Step(name, Verdict.UNKNOWN, "endorsement.malformed", "An endorsement is malformed.")
    issuer, detail = issuer_id(one.value), _detail(one.value)
    if issuer in (one.within, _subject_id(one.value)):
        sentence = Said("{issuer} endorses its own: that counts for nothing.", issuer=issuer)
        return Step(name, Verdict.UNKNOWN, "endorsement.self", sentence, detail)
    if _subject_id(one.value) not in ids:
        sentence = Said("What {issuer} endorses is not in this badge.", issuer=issuer)
        return Step(name, Verdict.UNKNOWN, "endorsement.elsewhere", sentence, detail)
    answer = verify(one.value)
    code, verdict, template = _ENDORSED.get(answer.outcome, _ENDORSED[Outcome.NOT_VALID])
    sentence = Said(template, issuer=_who(answer, one.value), why=_why(answer))
    return Step(name, verdict, f"endorsement.{code}", sentence, detail)


_ENDORSED = {
    Outcome.VALID: ("sound", Verdict.PASS, "The endorsement by {issuer} is genuine."),
    Outcome.NOT_CONFIRMED: (
        "intact",
        Verdict.UNKNOWN,
        "The endorsement by {issuer} is intact; who that is was not confirmed.",
    ),
    Outcome.ENDED: (
        "ended",
        Verdict.UNKNOWN,
        "The endorsement by {issuer} is no longer in force. {why}",
    ),
    Outcome.NOT_VALID: ("unsound", Verdict.UNKNOWN, "The endorsement by {issuer} fails. {why}"),
}


def _credential_steps(found: list[Inner], verify: Verify) -> list[Step]:
    within = [one for one in found if one.depth <= MAX_DEPTH][:MAX_CREDENTIALS]
    steps = [
        _credential(f"credential.{number}", one, verify) for number, one in enumerate(within, 1)
    ]
    sound = sum(step.code in ("credential.sound", "credential.intact") for step in steps)
    detail = {"sound": str(sound), "found": str(len(found)), "checked": str(len(steps))}
    template = "Credentials inside, intact and in force: {sound} of {found}."
    sentence = Said(template, found=len(found), sound=sound)
    good = sound == len(found)
    verdict, code = (Verdict.PASS, "sound") if good else (Verdict.UNKNOWN, "unsound")
    return [Step("credentials", verdict, f"credentials.{code}", sentence, detail), *steps]


def _credential(name: str, one: Inner, verify: Verify) -> Step:
    """Say of one credential in a transcript whether it stands; a forged one spoils the whole."""
    if not isinstance(one.value, Mapping):
        return Step(name, Verdict.FAIL, "credential.malformed", "A credential inside is malformed.")
    answer = verify(one.value)
    code, verdict, template = _HELD.get(answer.outcome, _HELD[Outcome.NOT_VALID])
    title = one.value.get("name")
    title = title if isinstance(title, str) else str(one.value.get("id", ""))
    sentence = Said(template, title=title, issuer=_who(answer, one.value), why=_why(answer))
    return Step(name, verdict, f"credential.{code}", sentence, _detail(one.value))


_HELD = {
    Outcome.VALID: ("sound", Verdict.PASS, "“{title}” by {issuer} is genuine."),
    Outcome.NOT_CONFIRMED: (
        "intact",
        Verdict.UNKNOWN,
        "“{title}” by {issuer} is intact; who that is was not confirmed.",
    ),
    Outcome.ENDED: ("ended", Verdict.UNKNOWN, "“{title}” by {issuer} is no longer in force. {why}"),
    Outcome.NOT_VALID: ("unsound", Verdict.FAIL, "“{title}” by {issuer} is not valid. {why}"),
}


def _who(answer: Verification, document: Mapping[str, Any]) -> str:
    """Name an issuer as whoever confirms it does, else by its identifier, which proves itself."""
    return answer.confirmed_name or issuer_id(document)


def _why(answer: Verification) -> Said:
    """Return the sentence that decided, so that it can be said in another language."""
    deciding = (Verdict.FAIL, Verdict.ENDED, Verdict.UNKNOWN)
    said = [step.sentence for each in deciding for step in answer.steps if step.verdict is each]
    sentence = said[0] if said else ""
    return sentence if isinstance(sentence, Said) else Said(sentence)


def _subject_id(document: Mapping[str, Any]) -> str:
    subject = document.get("credentialSubject")
    return str(subject.get("id", "")) if isinstance(subject, Mapping) else ""


def _detail(document: Mapping[str, Any]) -> dict[str, str]:
    return {"issuer": issuer_id(document), "id": str(document.get("id", ""))}
