"""The table of forms and verifiers: measured by asking, written for people.

`make forms` asks every verifier and writes docs/reference/forms-and-verifiers.md. Every “no” there
is what a verifier answered: an answer that matches none of `REASONS` raises LookupError, so that no
reason is guessed.
"""

from __future__ import annotations

import base64
import io
import json
import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypdf

from domain.badges.official import clr_objections, objections, part_objections
from lapel.domain.badges import documents
from lapel.domain.badges.keys import jwk_of, public_key
from lapel.domain.badges.reading import read_any
from lapel.domain.badges.tokens import read_document
from peers.asking import ask
from peers.forms import FORMS, WORDINGS, WRONGS, made
from peers.verifiers import Answer, Question, answers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "forms-and-verifiers.md"
START, END = (
    "<!-- measured: written by `make forms` -->",
    "<!-- end of what is measured -->",
)
YES, NO, NOT_ASKED = "yes", "no", "–"  # noqa: RUF001 - the dash of a table


@dataclass(frozen=True)
class Cell:
    """What one verifier says of one form: accepted or not, and a remark."""

    word: str
    remark: str = ""


def openbadges_documents() -> dict[str, Any]:
    """1EdTech's own schema, for whoever asks for it; an empty one where no package carries it."""
    folder = ROOT / "tests" / "vendor"
    name = "ob_v3p0_achievementcredential_schema.json"
    base = "https://purl.imsglobal.org/spec"
    return {
        documents.SCHEMA: json.loads((folder / name).read_text(encoding="utf-8")),
        f"{base}/ob/v3p0/schema/json/ob_v3p0_endorsementcredential_schema.json": {},
        f"{base}/clr/v2p0/schema/json/clr_v2p0_clrcredential_schema.json": {},
    }


def by_program(peer: str) -> Callable[[Sequence[Question]], list[Answer]]:
    """Ask a program that reads questions as `verifiers.answers` puts them."""

    def asked(questions: Sequence[Question]) -> list[Answer]:
        more = openbadges_documents() if peer == "learncard" else {}
        return answers(
            peer, [Question(q.credential, {**more, **q.documents}, q.occasion) for q in questions]
        )

    return asked


def by_token_libraries(questions: Sequence[Question]) -> list[Answer]:
    """Ask jose or @sd-jwt/sd-jwt-vc, with the key that the issuer's site lists."""
    asked = [_about_token(question) for question in questions]
    found: Any = ask("tokens", asked)
    return [Answer(one["verified"], tuple(one["errors"]), {}) for one in found]


def _about_token(question: Question) -> dict[str, Any]:
    listed = [page for page in question.documents.values() if "assertionMethod" in page]
    method = listed[0]["verificationMethod"][0] if listed else {}
    key = public_key(method["publicKeyMultibase"]) if method else None
    token = question.credential if isinstance(question.credential, str) else ""
    return {"token": token, "jwk": jwk_of(key) if key else {}, "alg": key.kind.alg if key else ""}


def by_pdf_reader(questions: Sequence[Question]) -> list[Answer]:
    """Have pypdf take the badge out of a PDF, and ask Digital Bazaar's library about it."""
    inside = [attached_to(question) for question in questions]
    asked = [
        Question(json.loads(text), question.documents)
        for question, text in zip(questions, inside, strict=True)
        if text
    ]
    found = iter(answers("digitalbazaar", asked) if asked else [])
    return [next(found) if text else Answer(False, ("This is no PDF.",), {}) for text in inside]


def attached_to(question: Question) -> bytes:
    """Return the one file attached to a PDF as pypdf reads it; nothing of anything else."""
    given = question.credential
    if not isinstance(given, str) or not given.startswith("data:application/pdf;"):
        return b""
    data = io.BytesIO(base64.b64decode(given.partition(",")[2]))
    ((content,),) = pypdf.PdfReader(data).attachments.values()
    return content


def by_schemas(questions: Sequence[Question]) -> list[Answer]:
    """Hold documents against 1EdTech's JSON schemas, which know nothing of signatures."""
    return [_by_schema(question) for question in questions]


def _by_schema(question: Question) -> Answer:
    document = question.credential
    if isinstance(document, str):
        document = json.loads(attached_to(question) or "null") or _inside(document)
    types = document["type"]
    if "ClrCredential" in types:
        found = clr_objections(document)
    elif "EndorsementCredential" in types:
        found = part_objections(document, "EndorsementCredential")
    elif "VerifiablePresentation" in types:
        found = ["no schema of a presentation"]
    else:
        found = objections(document)
    return Answer(not found, tuple(found), {})


def _inside(text: str) -> dict[str, Any]:
    found = base64.b64decode(text.partition(",")[2]) if text.startswith("data:") else text.encode()
    read = read_any(found)
    return read_document(read) if isinstance(read, str) else read


OF_PDFS = "pypdf, then @digitalbazaar/vc"
VERIFIERS: dict[str, Callable[[Sequence[Question]], list[Answer]]] = {
    "@digitalbazaar/vc": by_program("digitalbazaar"),
    "@digitalcredentials/verifier-core": by_program("dcc"),
    "@learncard/init": by_program("learncard"),
    "openbadgeslib": by_program("openbadgeslib"),
    "openvc-core": by_program("openvc"),
    "jose, @sd-jwt/sd-jwt-vc": by_token_libraries,
    OF_PDFS: by_pdf_reader,
    "1EdTech's JSON schemas": by_schemas,
}
HEAVY = "@learncard/init"  # 1.3 GB on the disk
SCHEMAS = "1EdTech's JSON schemas"

NOT_JSON = "reads documents, no tokens, no pictures and no PDFs"
# What a refusal means, by verifier and by what it answered. The first that matches counts.
REASONS: dict[str, list[tuple[str, str, str]]] = {
    # verifier: form, answer, reason (form and answer as regular expressions)
    "@digitalbazaar/vc": [
        ("JWT|baked|PDF", "Cannot read properties", NOT_JSON),
    ],
    "@digitalcredentials/verifier-core": [
        ("JWT|baked|PDF", "there is no context", NOT_JSON),
        (
            "jcs|ecdsa",
            "signature is not valid",
            "knows the proofs eddsa-rdfc-2022 and Ed25519Signature2020 alone",
        ),
        (
            "presentation",
            "did not verify any proofs",
            "asks for the purpose assertionMethod; a presentation has authentication",
        ),
    ],
    "@learncard/init": [
        ("JWT|baked|PDF", "invalid type: string", NOT_JSON),
        (
            "jcs|ecdsa",
            "did not match any variant",
            "knows neither eddsa-jcs-2022 nor ecdsa-rdfc-2019",
        ),
    ],
    "openbadgeslib": [
        (
            "jcs|ecdsa",
            "no supported Data Integrity proof",
            "knows the proofs eddsa-rdfc-2022 and ecdsa-sd-2023 alone",
        ),
        (
            "endorsement|CLR",
            "is not an OpenBadgeCredential",
            "verifies badges alone: endorsements and transcripts it only writes",
        ),
        ("presentation", "issuer is not a DID", "verifies no presentations"),
        ("PDF", "Unsupported file format", "reads no PDFs"),
        ("chain", "refusing to guess", "verifies no badge with more than one proof"),
    ],
    "openvc-core": [
        ("JWT", "no embedded `vc`", "reads of VC-JWT the older form alone, with a claim “vc”"),
        ("baked|PDF", "neither a compact JWS", "reads no pictures and no PDFs"),
        (
            "P-384",
            "does not verify",
            "orders unnamed nodes by SHA-256 under P-384 too (vc-di-ecdsa 1.0, §3.2: by SHA-384)",
        ),
        (
            "inside|CLR",
            "not in compacted form",
            "verifies no credential that holds another as JSON-LD",
        ),
        ("presentation", "ProofPurposeMismatch", "verifies presentations as tokens alone"),
        ("chain", "has no `proof`", "verifies no badge with more than one proof"),
    ],
    "jose, @sd-jwt/sd-jwt-vc": [
        ("", "Invalid Compact JWS|Invalid JWS|Unsupported|alg|JWK", "reads tokens alone"),
    ],
    OF_PDFS: [("", "This is no PDF", "reads PDFs alone")],
    SCHEMAS: [
        ("presentation", "no schema of a presentation", "1EdTech has no schema of a presentation"),
    ],
}

# What is to be said beside a “yes”, by verifier and form.
REMARKS: list[tuple[str, str, str]] = [
    (
        "openbadgeslib",
        "embedded|did:key|VC-JWT|baked|inside",
        ("with `verify_status_list=False`: it looks the bit up, but checks a list's own signature"
        " only where the list is a VC-JWT"),
    ),
    ("openvc-core", "embedded|did:key|^endorsement", "handed the one proof out of its array"),
    (
        "@digitalbazaar/vc|@digitalcredentials/verifier-core|@learncard/init",
        "chain",
        "verifies the first proof; the second, which covers it, it cannot judge",
    ),
    ("@learncard/init", "^endorsement$|CLR", ("with an empty schema in place of 1EdTech's, which no"
     " package carries")),
    (SCHEMAS, "CLR", "against a transcribed excerpt of CLR 2.0's schema, which no package carries"),
]  # fmt: skip


@cache
def measured(verifier: str) -> tuple[dict[str, Cell], dict[str, Cell]]:
    """Ask a verifier about every form: whether it accepts, and what that is wrong it misses."""
    asked = VERIFIERS[verifier]
    cases = [(form, wrong) for form in FORMS for wrong in ("", *WRONGS)]
    found = asked([made(form, wrong=wrong) for form, wrong in cases])
    said = dict(zip(cases, found, strict=True))
    sound = {form: said[form, ""] for form in FORMS}
    worded = [(form, wording) for form in FORMS if sound[form].verified for wording in WORDINGS]
    rest = asked([made(form, wording=wording) for form, wording in worded])
    refused = {
        (form, wording): answer.errors
        for (form, wording), answer in zip(worded, rest, strict=True)
        if not answer.verified
    }
    if refused:
        raise LookupError(f"{verifier} refuses some wordings: {refused}")
    accepts = {form: _accepted(verifier, form, answer) for form, answer in sound.items()}
    return accepts, {form: _missed(verifier, form, said) for form in FORMS}


def _accepted(verifier: str, form: str, answer: Answer) -> Cell:
    if answer.verified:
        remarks = [
            remark
            for names, forms, remark in REMARKS
            if re.fullmatch(names, verifier) and re.search(forms, form)
        ]
        return Cell(YES, remarks[0] if remarks else "")
    text = " ".join(answer.errors)
    for forms, pattern, reason in REASONS[verifier]:
        if re.search(forms, form) and re.search(pattern, text, re.IGNORECASE):
            return Cell(NO, reason)
    raise LookupError(f"{verifier} refuses {form}: {text}")


def _missed(verifier: str, form: str, said: dict[tuple[str, str], Answer]) -> Cell:
    if verifier == SCHEMAS or not said[form, ""].verified:
        return Cell(NOT_ASKED)
    missed = [wrong for wrong in WRONGS if said[form, wrong].verified]
    return Cell("not " + ", not ".join(missed)) if missed else Cell("all four")


def rendered(columns: Iterable[str] = tuple(VERIFIERS)) -> str:
    """Return the measured part of the page."""
    columns, notes = list(columns), list[str]()
    found = {one: measured(one) for one in columns}
    accepts = _table(columns, {one: cells for one, (cells, _) in found.items()}, notes)
    signed = [one for one in columns if one != SCHEMAS]
    refuses = _table(signed, {one: cells for one, (_, cells) in found.items()}, notes)
    remarks = [f"{number}. {note[:1].upper()}{note[1:]}." for number, note in enumerate(notes, 1)]
    wordings = ", ".join(WORDINGS)
    return "\n".join(
        [
            START,
            "## Which forms a verifier accepts",
            f"“{YES}” holds for every wording: {wordings}.",
            "",
            *accepts,
            "",
            "## Which of four wrongs it refuses",
            f"The wrongs: {', '.join(WRONGS)} (signed with a key that the issuer does not list).",
            "",
            *refuses,
            "",
            "## Remarks",
            *remarks,
            END,
        ]
    )


def _table(columns: list[str], cells: dict[str, dict[str, Cell]], notes: list[str]) -> list[str]:
    lines = [f"| form | {' | '.join(columns)} |", "|---" * (len(columns) + 1) + "|"]
    for form in FORMS:
        words = [_written(cells[column][form], notes) for column in columns]
        lines.append(f"| {form} | {' | '.join(words)} |")
    return lines


def _written(cell: Cell, notes: list[str]) -> str:
    if not cell.remark:
        return cell.word
    if cell.remark not in notes:
        notes.append(cell.remark)
    return f"{cell.word} ({notes.index(cell.remark) + 1})"


def documented(verifier: str) -> tuple[dict[str, Cell], dict[str, Cell]]:
    """Read what the page says of a verifier, in the form of `measured`."""
    text = PAGE.read_text(encoding="utf-8").split(START)[1].split(END)[0]
    accepts, refuses, remarks = re.split(r"\n## .*\n", text)[1:]
    notes = [
        f"{note[:1].lower()}{note[1:]}" if note[:2] != "1E" else note
        for note in re.findall(r"^\d+\. (.*)\.$", remarks, re.MULTILINE)
    ]
    return _read(accepts, verifier, notes), _read(refuses, verifier, notes)


def _read(text: str, verifier: str, notes: list[str]) -> dict[str, Cell]:
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    if verifier not in rows[0]:
        return {form: Cell(NOT_ASKED) for form in FORMS}
    place = rows[0].index(verifier)
    return {row[0]: _cell(row[place], notes) for row in rows[1:]}


def _cell(text: str, notes: list[str]) -> Cell:
    word, _, number = text.partition(" (")
    note = notes[int(number.rstrip(")")) - 1] if number else ""
    return Cell(word, note)


def main() -> None:
    """Print the measured part of the page, or write it into it."""
    text = rendered()
    if "--write" not in sys.argv:
        print(text)  # noqa: T201 - a command that prints
        return
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(START)
    PAGE.write_text(before + text + rest.partition(END)[2], encoding="utf-8")


if __name__ == "__main__":
    main()
