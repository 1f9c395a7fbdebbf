"""The automatic pre-check (R3): what is missing, at once; it says nothing on competency."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lapel.journey.catalogue.queries import artefact_slots, questions
from lapel.journey.consent.queries import attestation_on
from lapel.journey.evidence.queries.drafts import (
    attempts_that_count,
    live_artefacts,
    meetings_held,
    open_set_asides,
)
from lapel.journey.files.models import StoredFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lapel.journey.evidence.models import Artefact, Draft

FREE_ATTEMPTS = 3
_WORD = re.compile(r"\w+(?:['\u2019-]\w+)*")


@dataclass(frozen=True)
class Finding:
    """Something that must be mended before submitting, and the place on the page where."""

    place: str
    sentence: str


def word_count(text: str) -> int:
    """Count words as a teacher would: letters and digits, joined by hyphens or apostrophes."""
    return len(_WORD.findall(text))


def findings(draft: Draft) -> list[Finding]:
    """List all that keeps this draft from being submitted, in the order of the page."""
    return [
        *_attempt_findings(draft),
        *_answer_findings(draft),
        *_artefact_findings(draft),
        *_attestation_findings(draft),
    ]


def _attempt_findings(draft: Draft) -> Iterator[Finding]:
    if attempts_that_count(draft) >= FREE_ATTEMPTS + meetings_held(draft):
        yield Finding(
            "mentor", _("Three attempts are used. A meeting with a mentor opens the next one.")
        )


def _answer_findings(draft: Draft) -> Iterator[Finding]:
    texts = dict(draft.answers.values_list("question", "text"))
    for key, question in questions(draft.enrolment.version):
        sentence = _length_fault(question, texts.get(key, ""))
        if sentence:
            yield Finding(key, f"{question['prompt']} {sentence}")
    for aside in open_set_asides(draft):
        yield Finding(
            aside.answer.question, _("Two versions of this answer exist: choose which to keep.")
        )


def _length_fault(question: dict[str, Any], text: str) -> str:
    count = word_count(text)
    if not count:
        return _("is not answered yet.") if question["required"] else ""
    least, most = question.get("min_words", 0), question.get("max_words", 0)
    if count < least:
        return _("has %(count)s words; at least %(least)s are asked for.") % {
            "count": count,
            "least": least,
        }
    if most and count > most:
        return _("has %(count)s words; at most %(most)s are asked for.") % {
            "count": count,
            "most": most,
        }
    return ""


def _artefact_findings(draft: Draft) -> Iterator[Finding]:
    artefacts = list(live_artefacts(draft))
    for key, slot in artefact_slots(draft.enrolment.version):
        here = [artefact for artefact in artefacts if artefact.slot == key]
        if slot["required"] and len(here) < slot["min_count"]:
            yield Finding(key, _missing(slot, len(here)))
        for artefact in here:
            sentence = _file_fault(artefact.file, slot)
            if sentence:
                yield Finding(key, f"{slot['title']}: {sentence}")
    yield from _duplicates(artefacts)


def _missing(slot: dict[str, Any], there: int) -> str:
    wanting = slot["min_count"] - there
    return ngettext(
        "%(title)s: one more file is asked for.",
        "%(title)s: %(count)s more files are asked for.",
        wanting,
    ) % {"title": slot["title"], "count": wanting}


def _file_fault(file: StoredFile, slot: dict[str, Any]) -> str:
    if file.state == StoredFile.State.RECEIVING:
        return _("a file has not arrived completely; pick it again to go on.")
    if file.state == StoredFile.State.RECEIVED:
        return _("a file is still being prepared.")
    if file.state == StoredFile.State.REFUSED:
        return file.refusal
    if file.family not in slot["kinds"]:
        return _("this place asks for another kind of file than %(family)s.") % {
            "family": file.family
        }
    return ""


def _duplicates(artefacts: list[Artefact]) -> Iterator[Finding]:
    counts = Counter(artefact.file.sha256 for artefact in artefacts if artefact.file.sha256)
    for artefact in artefacts:
        if counts.pop(artefact.file.sha256, 0) > 1:
            yield Finding(artefact.slot, _("The same file stands in more than one place."))


def _attestation_findings(draft: Draft) -> Iterator[Finding]:
    if attestation_on(draft.id) is None:
        yield Finding("attest", _("The statements on consent and privacy are not confirmed."))
