"""The automatic pre-check (R3): what is missing, at once; it says nothing on competency."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lapel.domain.rubrics.attempts import may_attempt
from lapel.journey.consent.queries import attestation_on
from lapel.journey.evidence.queries.asked import questions_asked, slots_asked
from lapel.journey.evidence.queries.drafts import (
    attempts_that_count,
    live_artefacts,
    meetings_held,
    open_set_asides,
    stalled_files,
)
from lapel.journey.files.models import StoredFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lapel.journey.evidence.models import Artefact, Draft
    from lapel.journey.evidence.queries.asked import AskedQuestion, AskedSlot

# The same rule counts on the page, in static/evidence/autosave.js.
_BETWEEN_WORDS = re.compile(r"[\s/\u2013\u2014]+")
FAMILIES = {
    "photo": gettext_lazy("a photo"),
    "document": gettext_lazy("a document"),
    "audio": gettext_lazy("a sound recording"),
    "video": gettext_lazy("a video"),
    "captions": gettext_lazy("captions"),
}


@dataclass(frozen=True)
class Finding:
    """Something that must be mended before submitting, and the place on the page where."""

    place: str
    sentence: str


def word_count(text: str) -> int:
    """Count words as a teacher would: what stands between spaces and holds a letter or digit."""
    return sum(any(sign.isalnum() for sign in word) for word in _BETWEEN_WORDS.split(text))


def findings(draft: Draft) -> list[Finding]:
    """List all that keeps this draft from being submitted, in the order of the page."""
    found = [*_answer_findings(draft), *_artefact_findings(draft)]
    places = [*questions_asked(draft.enrolment.version), *slots_asked(draft.enrolment.version)]
    order = {place: number for number, place in enumerate(_page_order(draft, places))}
    found.sort(key=lambda finding: order.get(finding.place, len(order)))
    return [*_attempt_findings(draft), *found, *_attestation_findings(draft)]


def _page_order(draft: Draft, places: list[str]) -> list[str]:
    """Parts come in order, and within a part its questions before its files."""
    parts = [part["key"] for part in draft.enrolment.version.content["parts"]]
    return sorted(places, key=lambda place: parts.index(place.partition(".")[0]))


def needs_meeting(draft: Draft) -> bool:
    """Tell whether a mentor's meeting has to open the next attempt (R12)."""
    return not may_attempt(counted=attempts_that_count(draft), mentor_meetings=meetings_held(draft))


def _attempt_findings(draft: Draft) -> Iterator[Finding]:
    if needs_meeting(draft):
        yield Finding(
            "mentor", _("Three attempts are used. A meeting with a mentor opens the next one.")
        )


def _answer_findings(draft: Draft) -> Iterator[Finding]:
    texts = dict(draft.answers.values_list("question", "text"))
    for key, question in questions_asked(draft.enrolment.version).items():
        sentence = _length_fault(question, texts.get(key, ""))
        if sentence:
            yield Finding(key, f"{question.prompt} {sentence}")
    for aside in open_set_asides(draft):
        yield Finding(
            aside.answer.question, _("A text was changed in two places: choose what to keep.")
        )


def _length_fault(question: AskedQuestion, text: str) -> str:
    count = word_count(text)
    if not count:
        return _("\u2013 not answered yet.") if question.required else ""
    if count < question.least:
        return _("\u2013 %(count)s words; at least %(least)s are asked for.") % {
            "count": count,
            "least": question.least,
        }
    if count > question.most:
        return _("\u2013 %(count)s words; at most %(most)s are asked for.") % {
            "count": count,
            "most": question.most,
        }
    return ""


def _artefact_findings(draft: Draft) -> Iterator[Finding]:
    artefacts = list(live_artefacts(draft))
    stalled = stalled_files(artefacts)
    for key, slot in slots_asked(draft.enrolment.version).items():
        here = [artefact for artefact in artefacts if artefact.slot == key]
        if slot.required and len(here) < slot.least:
            yield Finding(key, _missing(slot, len(here)))
        for artefact in here:
            if stalled & {artefact.file_id, artefact.captions_id}:
                sentence = _("preparing a file was cut off; see there how to go on.")
            else:
                sentence = _file_fault(artefact.file, slot) or _captions_fault(artefact.captions)
            if sentence:
                yield Finding(key, f"{slot.title}: {sentence}")
    yield from _duplicates(artefacts)


def _missing(slot: AskedSlot, there: int) -> str:
    wanting = slot.least - there
    return ngettext(
        "%(title)s: one more file is asked for.",
        "%(title)s: %(count)s more files are asked for.",
        wanting,
    ) % {"title": slot.title, "count": wanting}


def _file_fault(file: StoredFile, slot: AskedSlot) -> str:
    if file.state == StoredFile.State.RECEIVING:
        return _("a file has not arrived completely; pick it again to go on.")
    if file.state == StoredFile.State.RECEIVED:
        return _("a file is still being prepared.")
    if file.state == StoredFile.State.REFUSED:
        return file.refusal
    if file.family not in slot.kinds:
        return _("%(family)s is not what this place asks for.") % {
            "family": FAMILIES.get(file.family, file.family)
        }
    return ""


def _captions_fault(captions: StoredFile | None) -> str:
    if captions is None or captions.state == StoredFile.State.READY:
        return ""
    if captions.state == StoredFile.State.REFUSED:
        return captions.refusal
    return _("captions are still being prepared.")


def _duplicates(artefacts: list[Artefact]) -> Iterator[Finding]:
    counts = Counter(artefact.file.sha256 for artefact in artefacts if artefact.file.sha256)
    for artefact in artefacts:
        if counts.pop(artefact.file.sha256, 0) > 1:
            yield Finding(artefact.slot, _("The same file stands in more than one place."))


def _attestation_findings(draft: Draft) -> Iterator[Finding]:
    if attestation_on(draft.id) is None:
        yield Finding("attest", _("The statements on consent and privacy are not confirmed."))
