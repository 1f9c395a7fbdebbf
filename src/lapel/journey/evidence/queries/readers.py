"""Mentors who may read a draft (R22), and what they see of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from lapel.journey.evidence.models import DraftReader
from lapel.journey.evidence.queries.drafts import live_artefacts, mentors_for
from lapel.journey.evidence.queries.freezing import to_freeze
from lapel.journey.evidence.queries.frozen import Frozen, frozen_work
from lapel.journey.evidence.queries.privacy import privacy_findings
from lapel.journey.files.models import StoredFile
from lapel.journey.files.queries import mark_for

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from lapel.journey.evidence.models import Draft
    from lapel.journey.people.models import Person

READING_WORDS = _(
    "She may read this draft as it stands, and as it changes, until you take it back. She sees "
    "what assessors would see: nothing in which a face or a name is still to be covered. For "
    "twelve months after that she cannot assess you. Nothing waits for her: you submit when "
    "you like."
)


@dataclass(frozen=True)
class Reading:
    """A draft as its reader sees it; `waiting` pieces are not ready for anybody's eyes yet."""

    work: Frozen
    waiting: int


def readers_of(draft: Draft) -> QuerySet[DraftReader]:
    """List who was ever let in, the latest first, with what each wrote."""
    found = draft.readers.select_related("mentor").prefetch_related("notes")
    return found.order_by("-let_in_at")


def drafts_open_to(mentor: Person) -> list[DraftReader]:
    """List the drafts a mentor may read today, the latest first."""
    standing = DraftReader.objects.filter(
        mentor=mentor, ended_at=None, draft__enrolment__person__is_active=True
    ).select_related("draft__enrolment__person", "draft__enrolment__version")
    standing = standing.select_related("draft__enrolment__organisation")
    found = standing.order_by("-let_in_at")
    return [each for each in found if mentor in mentors_for(each.draft)]


def reader_at(mentor: Person, draft_id: UUID) -> DraftReader:
    """Find a mentor's leave to read a draft; `DraftReader.DoesNotExist` where she has none today.

    It ends with her role as well: only who could be asked as a mentor may read.
    """
    for each in drafts_open_to(mentor):
        if each.draft_id == draft_id:
            return each
    raise DraftReader.DoesNotExist


def as_read(draft: Draft, *, mentor: Person) -> Reading:
    """Give the draft as assessors would see it, without what is still to be settled (R3).

    What she sees carries her mark.
    """
    version = draft.enrolment.version
    artefacts = list(live_artefacts(draft))
    unsettled = {each.place for each in privacy_findings(draft)}
    unready = {
        str(each.id)
        for each in artefacts
        for file in (each.file, each.captions)
        if file is not None and file.state != StoredFile.State.READY
    }
    hers = {str(each.id) for each in artefacts}
    contents = to_freeze(draft)
    # a colleague's piece was shared with her, not with her mentor
    contents["artefacts"] = [each for each in contents["artefacts"] if each["id"] in hers]
    answers = [each for each in contents["answers"] if each["question"] not in unsettled]
    files = [
        each
        for each in contents["artefacts"]
        if each["slot"] not in unsettled and each["id"] not in unready
    ]
    shown = {"answers": answers, "artefacts": files}
    waiting = sum(len(contents[each]) - len(shown[each]) for each in shown)
    mark = mark_for(about=draft.pk, viewer=mentor)
    return Reading(frozen_work(shown, version, mark=mark), waiting)
