"""Questions and answers as JSON between launcher and child."""

import base64
from dataclasses import asdict
from datetime import datetime
from typing import Any

from lapel.domain.badges.errors import Said
from lapel.domain.badges.presentation import Occasion
from lapel.domain.badges.trust import Origin, Resolved, Trust, TrustedIssuer
from lapel.domain.badges.verdicts import Outcome, Step, Verdict, Verification
from lapel.ports.checking import Answer, Question

LONGEST_TEXT = 600


def question_to_json(question: Question) -> dict[str, Any]:
    """Write a question; the file itself goes beside it."""
    return {
        "now": question.now.isoformat(),
        "issuers": [
            {
                "id": each.id,
                "name": each.name,
                "keys": list(each.keys),
                "source": _to_json(each.source),
            }
            for each in question.trust.issuers
        ],
        "disowned": sorted(question.trust.disowned),
        "copies": {
            address: base64.b64encode(body).decode()
            for address, body in question.trust.documents.items()
        },
        "documents": {
            address: {"body": base64.b64encode(each.body).decode(), "origin": each.origin.value}
            for address, each in question.documents.items()
        },
        "absent": {address: _to_json(said) for address, said in question.absent.items()},
        "gone": sorted(question.gone),
        "occasion": asdict(question.occasion) if question.occasion else None,
        "log": list(question.log),
    }


def question_from_json(written: dict[str, Any], data: bytes) -> Question:
    """Read a question again."""
    return Question(
        data=data,
        now=datetime.fromisoformat(written["now"]),
        trust=Trust(
            issuers=tuple(
                TrustedIssuer(
                    id=each["id"],
                    name=each["name"],
                    keys=tuple(each["keys"]),
                    source=_from_json(each["source"]),
                )
                for each in written["issuers"]
            ),
            disowned=frozenset(written["disowned"]),
            documents={
                address: base64.b64decode(body) for address, body in written["copies"].items()
            },
        ),
        documents={
            address: Resolved(base64.b64decode(each["body"]), Origin(each["origin"]))
            for address, each in written["documents"].items()
        },
        absent={address: _from_json(said) for address, said in written["absent"].items()},
        gone=frozenset(written["gone"]),
        occasion=Occasion(**written["occasion"]) if written.get("occasion") else None,
        log=tuple(written["log"]),
    )


def answer_to_json(answer: Answer) -> dict[str, Any]:
    """Write an answer."""
    return {
        "verification": answer.verification.as_json(),
        "said": [_to_json(step.sentence) for step in answer.verification.steps],
        "wanted": list(answer.wanted),
        "says": dict(answer.says),
        "picture": base64.b64encode(answer.picture).decode(),
    }


def answer_from_json(written: dict[str, Any]) -> Answer:
    """Read an answer; raises KeyError, ValueError or TypeError for anything else."""
    return Answer(
        verification=_verification(written["verification"], written["said"]),
        wanted=tuple(str(each) for each in written["wanted"]),
        says={str(key): str(text)[:LONGEST_TEXT] for key, text in written["says"].items()},
        picture=base64.b64decode(written["picture"]),
    )


def _verification(written: dict[str, Any], said: list[Any]) -> Verification:
    outcome = next(each for each in Outcome if each.code == written["outcome"])
    return Verification(
        outcome=outcome,
        headline=str(written["headline"]),
        steps=tuple(
            _step(each, _from_json(words))
            for each, words in zip(written["steps"], said, strict=True)
        ),
        issuer=str(written["issuer"]),
        confirmed_name=str(written["confirmedName"]),
        status_as_of=str(written["statusAsOf"]),
    )


def _step(written: dict[str, Any], sentence: str) -> Step:
    return Step(
        id=str(written["id"]),
        verdict=Verdict(written["verdict"]),
        code=str(written["code"]),
        sentence=sentence,
        detail={str(key): str(value) for key, value in written["detail"].items()},
    )


def _to_json(sentence: str) -> Any:
    """Write a sentence with its facts, which may be sentences themselves."""
    if not isinstance(sentence, Said):
        return sentence
    facts = {name: _to_json(fact) for name, fact in sentence.facts.items()}
    return [sentence.template, facts]


def _from_json(written: Any) -> str:
    if not isinstance(written, list):
        return str(written)
    template, facts = written
    if not isinstance(facts, dict):
        raise TypeError("A sentence's facts are named.")
    return Said(str(template), **{str(name): _from_json(fact) for name, fact in facts.items()})
