"""What evidence says on the pages of learning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.template.loader import render_to_string

from lapel.journey.evidence.models import Artefact
from lapel.journey.evidence.policies import is_open
from lapel.journey.evidence.queries import Standing, parts_asked, standings
from lapel.journey.people.models import Person

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from lapel.journey.files.models import StoredFile
    from lapel.journey.learning.models import Enrolment, Trial


def _standing(request: HttpRequest, enrolment: Enrolment) -> Standing | None:
    """Find a draft among all of hers, which are read once for a page that lists many."""
    known: dict[UUID, Standing] | None = getattr(request, "evidence_standings", None)
    if known is None:
        user = request.user
        found = standings(user) if isinstance(user, Person) else []
        known = {each.draft.enrolment_id: each for each in found}
        request.evidence_standings = known  # type: ignore[attr-defined]  # lives for this page
    return known.get(enrolment.id)


def way_to_evidence(request: HttpRequest, enrolment: Enrolment) -> str:
    """Offer to begin, or the way to the draft or attempt that is there."""
    context = {"enrolment": enrolment, "standing": _standing(request, enrolment)}
    return render_to_string("evidence/panels/way.html", context, request)


def progress(request: HttpRequest, enrolment: Enrolment) -> str:
    """Say where her evidence stands, once there is some."""
    standing = _standing(request, enrolment)
    if standing is None:
        return ""
    return render_to_string("evidence/panels/progress.html", {"standing": standing}, request)


def way_back(request: HttpRequest, file: StoredFile) -> str:
    """Lead from a file's page back to the draft it lies in."""
    artefact = _artefact_of(file)
    if artefact is None:
        return ""
    return render_to_string("evidence/panels/back.html", {"artefact": artefact}, request)


def way_here(request: HttpRequest, file: StoredFile) -> str:
    """Say above a file's page in which draft it lies."""
    artefact = _artefact_of(file)
    if artefact is None:
        return ""
    context = {"artefact": artefact, "file": file}
    return render_to_string("evidence/panels/way_here.html", context, request)


def _artefact_of(file: StoredFile) -> Artefact | None:
    lies = Artefact.objects.filter(Q(file=file) | Q(captions=file), removed_at=None)
    return lies.select_related("draft__enrolment__version").first()


def take_over(request: HttpRequest, trial: Trial) -> str:
    """Offer to add what she tried, and how it went, to a reflection of her open draft."""
    standing = _standing(request, trial.enrolment)
    if standing is None or not is_open(standing.draft):
        return ""
    draft = standing.draft
    answers = {each.question: each for each in draft.answers.all()}
    note = f"{trial.words}\n{trial.reply}"
    offers = []
    for part in parts_asked(trial.enrolment.version):
        for question in part.questions if part.kind == "reflection" else []:
            stands = answers.get(question.key)
            before = stands.text if stands else ""
            offers.append(
                {
                    "question": question,
                    "revision": stands.revision if stands else 0,
                    "text": f"{before}\n\n{note}".strip(),
                }
            )
    context = {"draft": draft, "offers": offers}
    return render_to_string("evidence/panels/note.html", context, request) if offers else ""


PANELS = {
    "learning.ready": [way_to_evidence],
    "learning.enrolment": [progress],
    "learning.note": [take_over],
    "redaction.way": [way_here],
    "redaction.file": [way_back],
}
