"""The process that opens one stranger's badge: `python -m lapel.ports.checking.child`."""

import ctypes
import io
import json
import resource
import signal
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from lapel.domain.badges import png, strictjson
from lapel.domain.badges.checks import as_list, issuer_id
from lapel.domain.badges.errors import UnreadableError
from lapel.domain.badges.hosted_checks import GoneError
from lapel.domain.badges.tokens import read_document
from lapel.domain.badges.trust import Resolve, Resolved, UnavailableError
from lapel.domain.badges.verification import unreadable
from lapel.ports.checking import Answer, Question
from lapel.ports.checking.anything import read_anything, verify_read
from lapel.ports.checking.bundle import CREDENTIAL, LOG_PROOF, PICTURES, ZIP, Zipped
from lapel.ports.checking.trustfile import Trusted
from lapel.ports.checking.wire import LONGEST_TEXT, answer_to_json, question_from_json

PICTURE_SIDE = 320
MOST_PIXELS = 20_000_000
PR_SET_PDEATHSIG = 1


def limit(*, memory_mb: int, seconds: int) -> None:
    """Put limits on this process, for good."""
    mebi = 1024 * 1024
    caps = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 64,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: 16 * mebi,
    }
    if sys.platform == "linux":
        caps[resource.RLIMIT_AS] = memory_mb * mebi
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    for which, value in caps.items():
        _soft, hard = resource.getrlimit(which)
        cap = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (cap, cap))


def answer_to(question: Question) -> Answer:
    """Verify, and remember every address that was wanted and is not at hand."""
    wanted: list[str] = []

    def at_hand(address: str, /) -> Resolved:
        if address in question.documents:
            return question.documents[address]
        if address in question.absent:
            kind = GoneError if address in question.gone else UnavailableError
            raise kind(question.absent[address])
        wanted.append(address)
        raise UnavailableError("{address} was not fetched.", address=address)

    judge = _bundled if question.data.startswith(ZIP) else _single
    try:
        answer = judge(question, at_hand)
    except UnreadableError as error:
        return Answer(verification=unreadable(error.said))
    return replace(answer, wanted=tuple(wanted))


def _single(question: Question, resolve: Resolve) -> Answer:
    found = read_anything(question.data)
    document = read_document(found) if isinstance(found, str) else found
    verification = verify_read(
        found,
        now=question.now,
        resolve=resolve,
        trust=question.trust,
        occasion=question.occasion,
    )
    return Answer(
        verification=verification,
        says=_says(document),
        picture=_picture(question.data),
    )


def _bundled(question: Question, resolve: Resolve) -> Answer:
    """Verify a bundle whole; a proof of a log that is not known here is held against itself."""
    from lapel.ports.checking.bundle_log import policy_for  # a badge by itself needs none of it
    from lapel.ports.checking.bundles import verify_bundle

    reader = Zipped(question.data)
    document = strictjson.read_object(reader.read(CREDENTIAL) or b"")
    picture = reader.read(PICTURES[1]) or b""
    logs = policy_for(reader.read(LOG_PROOF), question.log)
    verification = verify_bundle(
        reader, now=question.now, resolve=resolve, trusted=Trusted(question.trust, logs)
    )
    return Answer(verification=verification, says=_says(document), picture=_picture(picture))


def _says(document: Mapping[str, Any]) -> dict[str, str]:
    """Read what the badge says of itself, as plain text and no longer than a page can bear."""
    subject: Any = next(iter(as_list(document.get("credentialSubject"))), {})
    achievement = subject.get("achievement") if isinstance(subject, Mapping) else None
    achievement = achievement if isinstance(achievement, Mapping) else {}
    issuer = document.get("issuer")
    texts = {
        "id": document.get("id"),
        "name": achievement.get("name") or document.get("name"),
        "description": achievement.get("description"),
        "issuer": issuer_id(document),
        "issuerName": issuer.get("name") if isinstance(issuer, Mapping) else "",
        "validFrom": document.get("validFrom"),
    }
    return {key: text[:LONGEST_TEXT] for key, text in texts.items() if isinstance(text, str)}


def _picture(data: bytes) -> bytes:
    """Make a small PNG anew from a PNG badge; b"" of anything else, or where that fails."""
    if not data.startswith(png.SIGNATURE):
        return b""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(io.BytesIO(data), formats=["PNG"]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return b""
            small = picture.convert("RGBA")
            small.thumbnail((PICTURE_SIDE, PICTURE_SIDE))
            made = io.BytesIO()
            small.save(made, "PNG")
            return made.getvalue()
    except Exception:  # noqa: BLE001 (whatever a hostile picture breaks, the answer stands without)
        return b""


def main() -> None:
    """Answer the question in the present folder."""
    written = json.loads(Path("question.json").read_bytes())
    limit(memory_mb=written["memory_mb"], seconds=written["seconds"])
    question = question_from_json(written, Path("badge").read_bytes())
    text = json.dumps(answer_to_json(answer_to(question)))
    part = Path("answer.part")
    part.write_text(text, encoding="utf-8")
    part.rename("answer.json")


if __name__ == "__main__":
    main()
