"""The automatic pre-check (R3): what is missing, at once; it says nothing on competency."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lapel.domain.rubrics.attempts import may_attempt
from lapel.journey.catalogue.queries import allows_ai_use
from lapel.journey.consent.queries import attestation_on
from lapel.journey.evidence.models import AiUse
from lapel.journey.evidence.queries.asked import questions_asked, slots_asked
from lapel.journey.evidence.queries.contributions import team_findings
from lapel.journey.evidence.queries.drafts import (
    attempts_that_count,
    meetings_held,
    open_set_asides,
    stalled_files,
)
from lapel.journey.evidence.queries.finding import Finding
from lapel.journey.evidence.queries.privacy import privacy_findings
from lapel.journey.evidence.queries.refreshes import asked_places, refresh_findings
from lapel.journey.evidence.queries.team import brought
from lapel.journey.evidence.queries.words import word_count
from lapel.journey.files.models import StoredFile
from lapel.journey.licensure.queries import is_licensure, is_recorded, officers_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lapel.journey.evidence.models import Artefact, Draft
    from lapel.journey.evidence.queries.asked import AskedQuestion, AskedSlot

FAMILIES = {
    "photo": gettext_lazy("a photo"),
    "document": gettext_lazy("a document"),
    "audio": gettext_lazy("a sound recording"),
    "video": gettext_lazy("a video"),
    "captions": gettext_lazy("captions"),
}


def findings(draft: Draft) -> list[Finding]:
    """List all that keeps this draft from being submitted, in the order of the page."""
    artefacts = brought(draft)
    found = [
        *_answer_findings(draft),
        *_artefact_findings(draft, artefacts),
        *team_findings(draft, artefacts),
        *_ai_findings(draft, artefacts),
        *privacy_findings(draft),
    ]
    places = [*questions_asked(draft.enrolment.version), *slots_asked(draft.enrolment.version)]
    order = {place: number for number, place in enumerate(_page_order(draft, places))}
    found.sort(key=lambda finding: order.get(finding.place, len(order)))
    first = [
        *_attempt_findings(draft),
        *_identity_findings(draft),
        *refresh_findings(draft),
    ]
    return [*first, *found, *_attestation_findings(draft)]


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


def _identity_findings(draft: Draft) -> Iterator[Finding]:
    """Say what to do, and by whom, where a licence hangs on it and nobody has seen who she is."""
    microcredential, teacher = draft.enrolment.version.microcredential, draft.enrolment.person
    if not is_licensure(microcredential):
        return
    if is_recorded(teacher, microcredential.organisation_id):
        return
    place = microcredential.organisation
    officers = [str(each) for each in officers_of(place)]
    if officers:
        sentence = _(
            "A licence requires this, so %(place)s has to see first who you are. Show a paper with "
            "your picture to %(officer)s, who records it; then you can submit."
        )
    else:
        sentence = _(
            "A licence requires this, so %(place)s has to see first who you are, and nobody there "
            "records it yet. Write to %(place)s; what you have here is kept."
        )
    officer = _(" or ").join(officers)
    yield Finding("precheck-body", sentence % {"place": place, "officer": officer})


def _answer_findings(draft: Draft) -> Iterator[Finding]:
    texts = dict(draft.answers.values_list("question", "text"))
    asked = asked_places(draft)
    for key, question in questions_asked(draft.enrolment.version).items():
        sentence = key in asked and _length_fault(question, texts.get(key, ""))
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


def _artefact_findings(draft: Draft, artefacts: list[Artefact]) -> Iterator[Finding]:
    stalled = stalled_files(artefacts)
    asked = asked_places(draft)
    for key, slot in slots_asked(draft.enrolment.version).items():
        if key not in asked:
            continue
        here = [artefact for artefact in artefacts if artefact.slot == key]
        if slot.required and len(here) < slot.least:
            yield Finding(key, _missing(slot, len(here)))
        if len(here) > slot.most:
            yield Finding(key, _too_many(slot, len(here)))
        for artefact in here:
            is_hers = artefact.draft_id == draft.pk
            if stalled & {artefact.file_id, artefact.captions_id}:
                sentence = _("preparing a file was cut off; see there how to go on.")
            else:
                sentence = _file_fault(artefact.file, slot) or _captions_fault(artefact.captions)
            if sentence and not is_hers:
                sentence = _("the piece that a colleague shares with you is not ready yet.")
            if sentence:
                yield Finding(key, f"{slot.title}: {sentence}", passes=not is_hers)
    yield from _duplicates(artefacts)


def _ai_findings(draft: Draft, artefacts: list[Artefact]) -> Iterator[Finding]:
    """Say where she disclosed more than this micro-credential takes, and what she can do."""
    version = draft.enrolment.version
    for each in artefacts:
        if allows_ai_use(version, each.ai_use):
            continue
        words = {"use": AiUse(each.ai_use).label, "policy": version.ai_policy.label}
        sentence = _(
            "Thank you for saying how AI was used (%(use)s). Here it is: %(policy)s Please bring a "
            "piece that was made without it; or if you chose the wrong line, choose the right one."
        )
        if each.draft_id != draft.pk:
            sentence = _(
                "A piece that a colleague shares with you says how AI was used (%(use)s). Here it "
                "is: %(policy)s Ask her for another piece, or leave this one."
            )
        yield Finding(each.slot, sentence % words)


def _too_many(slot: AskedSlot, there: int) -> str:
    return ngettext(
        "%(title)s: one file too many; remove one, or leave one that is shared with you.",
        "%(title)s: %(count)s files too many; remove some, or leave some that are shared with you.",
        there - slot.most,
    ) % {"title": slot.title, "count": there - slot.most}


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
    if file.erased_at:
        return _("a file was deleted, as the time it is kept is over; please bring it again.")
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
