"""Questions as files: what a file of a designer's holds, and files of what she chose."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from lapel.domain.microcredential import Place, UnreadableError, parsed_items, read
from lapel.domain.microcredential.problems import Problem, gettext_noop
from lapel.domain.microcredential.qti import read_qti, write_qti
from lapel.domain.microcredential.qti.item import key_of
from lapel.journey.diagnosis.queries.bank_faults import as_document, faults_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lapel.journey.diagnosis.models import ItemVersion

FORMAT = "lapel/items@1"
MOST = 500
# A question of which more was lost is better written anew.
MOST_KEPT = 50
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Question:
    """One question of a file, as far as it was found; `content` has a key in any case.

    `remarks` is what of it was not taken in, as `ItemVersion.remarks` keeps it.
    """

    name: str
    competency: str
    language: str
    content: dict[str, Any]
    remarks: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Remark:
    """What of a file was not taken, where, and on which line of which file."""

    path: str
    sentence: str
    place: Place | None


@dataclass(frozen=True)
class FileRead:
    """A file's questions, and what of it was not taken in."""

    questions: list[Question] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


def file_read(data: bytes) -> FileRead:
    """Read a JSON document, a QTI item or a QTI package; `UnreadableError` where it is none."""
    head = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    return _of_qti(data) if head.startswith((b"PK", b"<")) else _of_json(data)


def _of_qti(data: bytes) -> FileRead:
    found = FileRead()
    for number, each in enumerate(read_qti(data), 1):
        found.remarks.extend(_said(problem) for problem in each.problems)
        if each.fields:
            place = each.file or str(number)
            made = _question(place, number, each.competency, each.language, each.fields)
            kept = [_as_kept(problem) for problem in each.problems[:MOST_KEPT]]
            found.questions.append(replace(made, remarks=kept))
    return found


def _of_json(data: bytes) -> FileRead:
    try:
        document = read(data.decode("utf-8"))
    except UnicodeDecodeError:
        raise _unreadable(gettext_noop("This file is not UTF-8 text.")) from None
    items = document.get("items")
    if document.get("format") != FORMAT or not isinstance(items, list):
        raise _unreadable(gettext_noop("This is no document lapel/items@1, and no QTI."))
    if len(items) > MOST:
        raise _unreadable(gettext_noop("A document holds at most 500 questions."))
    found = FileRead()
    competency, language = _text(document.get("competency")), _text(document.get("language"))
    for number, content in enumerate(items):
        path = f"items[{number}]"
        if isinstance(content, dict):
            found.questions.append(_question(path, number + 1, competency, language, content))
        else:
            sentence = _("is no question, and is not taken in.")
            found.remarks.append(Remark(path, sentence, None))
    return found


def _question(
    name: str, number: int, competency: str, language: str, content: dict[str, Any]
) -> Question:
    named = key_of(_text(content.get("key"))) or key_of(_text(content.get("about")))
    key = named or f"question-{number}"
    return Question(name, competency, language[:12], {**content, "key": key})


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _unreadable(sentence: str) -> UnreadableError:
    return UnreadableError([Problem("", sentence)])


def _as_kept(problem: Problem) -> dict[str, Any]:
    place = problem.place
    return {
        "path": problem.path,
        "text": problem.text,
        "values": {name: str(value) for name, value in problem.values.items()},
        "line": place.line if place else None,
        "column": place.column if place else None,
    }


def remarks_kept(wordings: Iterable[ItemVersion], shown: ItemVersion) -> list[Remark]:
    """Say what of its file a wording was not taken in with, or the one that it was made from.

    What was published since has been judged by people, so nothing older is told of it.
    """
    for each in wordings:
        if each.number > shown.number:
            continue
        if each != shown and each.published_at is not None:
            break
        if each.remarks:
            return [_said(_from_kept(kept)) for kept in each.remarks]
    return []


def _from_kept(kept: dict[str, Any]) -> Problem:
    place = Place(kept["line"], kept["column"]) if kept["line"] else None
    return Problem(kept["path"], kept["text"], kept["values"], place)


def _said(problem: Problem) -> Remark:
    return Remark(problem.path, _(problem.text).format(**problem.values), problem.place)


def remarks_of(error: UnreadableError) -> list[Remark]:
    """Say why a file cannot be read, each place in the reader's language."""
    return [_said(each) for each in error.problems]


@dataclass(frozen=True)
class Written:
    """A file to take away, and how many of the chosen questions are too unfinished to be in it."""

    name: str
    kind: str
    body: bytes
    left_out: int


def file_of(versions: Sequence[ItemVersion], kind: str) -> Written:
    """Write wordings as `qti` or `json`; of several competencies JSON comes as a ZIP of files."""
    sound = [each for each in versions if not faults_in(each)]
    documents = _documents(sound)
    left_out = len(versions) - len(sound)
    if kind == "qti":
        parsed = [parsed_items(each) for each in documents]
        return Written("questions-qti.zip", "application/zip", write_qti(parsed), left_out)
    texts = {
        f"{each['competency']}.{each['language']}.json": json.dumps(
            each, ensure_ascii=False, indent=2
        )
        + "\n"
        for each in documents
    }
    if len(texts) == 1:
        ((name, text),) = texts.items()
        return Written(name, "application/json; charset=utf-8", text.encode(), left_out)
    return Written("questions.zip", "application/zip", _zipped(texts.items()), left_out)


def _documents(versions: Iterable[ItemVersion]) -> list[dict[str, Any]]:
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for each in versions:
        item = each.item
        found.setdefault((item.competency_id, item.language), []).append(each.content)
    return [as_document(contents, *place) for place, contents in sorted(found.items())]


def _zipped(texts: Iterable[tuple[str, str]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts:
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), text.encode())
    return buffer.getvalue()
