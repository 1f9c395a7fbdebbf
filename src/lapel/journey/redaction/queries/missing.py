"""Whose consent is missing for what the teacher says is in a file."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lapel.journey.consent.models import Scope, Student
from lapel.journey.consent.queries import entry_of, students_of
from lapel.journey.files.models import StoredFile
from lapel.journey.redaction.models import Appearance, Suggestion
from lapel.journey.redaction.queries.sheet import SCOPES

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from lapel.journey.consent.queries import Entry
    from lapel.journey.people.models import Person


@dataclass(frozen=True)
class MissingConsent:
    """A student who is in a file, by label, and what of the family's answer does not reach it."""

    file_id: UUID
    entry: Entry
    wanted: tuple[str, ...]

    @property
    def state(self) -> str:
        """Give how the family's answer stands: none, declined, withdrawn, ended, or some."""
        return self.entry.state

    @property
    def wanted_words(self) -> str:
        """Call in words what would have to be allowed, any of it."""
        return " / ".join(str(Scope(each).label) for each in self.wanted)


def missing_consents(person: Person, file_ids: Collection[UUID]) -> list[MissingConsent]:
    """List the students in these files of hers for whom no consent holds today, by file.

    In a file are those she ticked, and those whose face she left because the family allows it.
    """
    shown = _shown_in(file_ids)
    if not shown:
        return []
    entries = {entry.student.id: entry for entry in students_of(person)}
    # who was taken out of a class is in the file all the same
    others = set().union(*shown.values()) - entries.keys()
    removed = Student.objects.filter(id__in=others).select_related("school_class__organisation")
    entries |= {student.id: entry_of(student) for student in removed}
    files = StoredFile.objects.in_bulk(list(shown))
    found = []
    for file_id in sorted(shown, key=str):
        wanted = SCOPES.get(StoredFile.Family(files[file_id].family), [])
        here = [entries[each] for each in shown[file_id] if each in entries]
        found += [
            MissingConsent(file_id, entry, tuple(map(str, wanted)))
            for entry in sorted(here, key=lambda each: each.student.label)
            if wanted and not set(wanted) & set(entry.scopes)
        ]
    return found


def _shown_in(file_ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
    shown: dict[UUID, set[UUID]] = defaultdict(set)
    said = Appearance.objects.filter(check_of__in=file_ids)
    for file_id, student in said.values_list("check_of", "student"):
        shown[file_id].add(student)
    stayed = Suggestion.objects.filter(
        check_of__in=file_ids,
        state=Suggestion.State.DISMISSED,
        reason=Suggestion.Reason.CONSENT,
        student__isnull=False,
    )
    for file_id, student in stayed.values_list("check_of", "student"):
        if student is not None:
            shown[file_id].add(student)
    covered = Suggestion.objects.filter(
        check_of__in=file_ids, where=Suggestion.SHOWN, reason=Suggestion.Reason.COVERED
    )
    for file_id, student in covered.values_list("check_of", "student"):
        shown[file_id].discard(student)
    return {file_id: students for file_id, students in shown.items() if students}
