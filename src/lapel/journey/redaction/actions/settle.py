"""Decide on what was found, and change one's mind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lapel.journey.consent.queries import entry_of, student_of
from lapel.journey.files.models import StoredFile
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now
from lapel.journey.redaction.events import FileSettled
from lapel.journey.redaction.models import Check, Passed, Suggestion
from lapel.journey.redaction.policies import may_settle
from lapel.journey.redaction.queries.sheet import SCOPES

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.consent.models import Student
    from lapel.journey.people.models import Person

_STATES = Suggestion.State
TAKEN_AT_ONCE = ~Q(where=Suggestion.SHOWN) & ~Q(kind=Suggestion.Kind.PAGE)
WITHDRAWN = "withdrawn"
# For what a place of a student whose family took consent back may be let go: it is covered by
# hand; or, as labels are looked for by their letters, it is an ordinary word.
_COVERED: frozenset[str] = frozenset({Suggestion.Reason.COVERED})
_STILL: dict[str, frozenset[str]] = {
    Suggestion.Kind.NAME: _COVERED | {Suggestion.Reason.WORD},
}


def held_check(*, person: Person, file_id: UUID) -> Check:
    """Find the check of a file of hers and hold it for the rest of the transaction."""
    file = StoredFile.objects.get(id=file_id)
    if not may_settle(person, file):
        raise PermissionDenied
    return Check.objects.select_for_update().get(file=file)


def _held(person: Person, suggestion_id: UUID) -> Suggestion:
    found = Suggestion.objects.get(id=suggestion_id)
    held_check(person=person, file_id=found.check_of_id)
    return Suggestion.objects.select_related("check_of__file").get(id=suggestion_id)


def decide(  # noqa: PLR0913 (a decision has these parts)
    *,
    person: Person,
    suggestion: Suggestion,
    state: Suggestion.State,
    reason: str = "",
    student: Student | None = None,
    place: dict[str, Any] | None = None,
) -> None:
    """Keep a decision, inside the caller's transaction; `moved_on` follows."""
    suggestion.state, suggestion.reason, suggestion.student = state, reason, student
    suggestion.by, suggestion.at = person, now()
    suggestion.place = place or suggestion.place
    suggestion.save(update_fields=["state", "reason", "student", "by", "at", "place"])
    note(
        aggregate="file",
        aggregate_id=suggestion.check_of_id,
        action=f"suggestion-{state}",
        actor=person.pk,
        facts={"suggestion": str(suggestion.id), "kind": suggestion.kind, "reason": reason},
    )


def moved_on(*, file_id: UUID) -> None:
    """Count a revision after decisions; where none is left to take, have it covered."""
    # two who decide at once count two revisions, so that the later one is covered too
    check = Check.objects.select_for_update().get(file=file_id)
    check.revision += 1
    check.save(update_fields=["revision"])
    waiting = check.suggestions.filter(state=_STATES.OPEN).exists()
    if check.state == Check.State.LOOKED and not waiting:
        announce(FileSettled(file_id=file_id, revision=check.revision))


def accept(*, person: Person, suggestion_id: UUID) -> None:
    """Have it covered as it was found."""
    with transaction.atomic():
        suggestion = _held(person, suggestion_id)
        if suggestion.where == Suggestion.SHOWN:
            raise ValidationError(_("Please cover this student by hand, and then say so."))
        state, student = _STATES.ACCEPTED, taken_back_in(suggestion)
        decide(person=person, suggestion=suggestion, state=state, student=student)
        moved_on(file_id=suggestion.check_of_id)


def taken_back_in(suggestion: Suggestion) -> Student | None:
    """Give whose place it is, where a family took all consent back: that is not forgotten."""
    student = suggestion.student
    return student if student and entry_of(student).state == WITHDRAWN else None


def accept_all(*, person: Person, file_id: UUID) -> int:
    """Have all covered on which nothing is decided; returns how many.

    A page that she is to read, and a student who is to be found, are left to her one by one.
    """
    with transaction.atomic():
        check = held_check(person=person, file_id=file_id)
        found = check.suggestions.filter(state=_STATES.OPEN)
        waiting = list(found.filter(TAKEN_AT_ONCE))
        for suggestion in waiting:
            state, student = _STATES.ACCEPTED, taken_back_in(suggestion)
            decide(person=person, suggestion=suggestion, state=state, student=student)
        if waiting:
            moved_on(file_id=file_id)
    return len(waiting)


def dismiss(
    *, person: Person, suggestion_id: UUID, reason: str, student_id: UUID | None = None
) -> None:
    """Let it stand, for a reason; that a family allows it is looked up in the ledger."""
    if reason not in Suggestion.Reason.values:
        raise ValidationError(_("Please say why it may stay."))
    with transaction.atomic():
        suggestion = _held(person, suggestion_id)
        student = taken_back_in(suggestion)
        if (reason == Suggestion.Reason.READ) != (suggestion.kind == Suggestion.Kind.PAGE):
            raise ValidationError(_("A page is read, and nothing else is."))
        if suggestion.where == Suggestion.SHOWN and reason != Suggestion.Reason.COVERED:
            raise ValidationError(_("Please cover this student by hand, and then say so."))
        if student and reason not in _STILL.get(suggestion.kind, _COVERED):
            raise ValidationError(_("The family took its consent back: this place stays covered."))
        if reason == Suggestion.Reason.CONSENT:
            student = _allowed(person, suggestion, student_id)
        state = _STATES.DISMISSED
        decide(person=person, suggestion=suggestion, state=state, reason=reason, student=student)
        moved_on(file_id=suggestion.check_of_id)


def _allowed(person: Person, suggestion: Suggestion, student_id: UUID | None) -> Student:
    if student_id is None:
        raise ValidationError(_("Please choose the student whose family allows it."))
    if suggestion.kind not in {Suggestion.Kind.FACE, Suggestion.Kind.TRACK, Suggestion.Kind.SOUND}:
        raise ValidationError(_("Names are taken out whatever a family allows."))
    student = student_of(person, student_id)
    asked = SCOPES.get(StoredFile.Family(suggestion.check_of.file.family), [])
    if not set(entry_of(student).scopes) & {str(scope) for scope in asked}:
        raise ValidationError(
            _("The ledger holds no consent for this student that covers this today.")
        )
    return student


def reopen(*, person: Person, suggestion_id: UUID) -> None:
    """Take a decision back; what she added by hand goes.

    Whose place it is stays known where the family took its consent back.
    """
    with transaction.atomic():
        suggestion = _held(person, suggestion_id)
        if suggestion.drawn:
            suggestion.delete()
        else:
            student = taken_back_in(suggestion)
            decide(person=person, suggestion=suggestion, state=_STATES.OPEN, student=student)
        moved_on(file_id=suggestion.check_of_id)


def let_pass(*, person: Person, subject: UUID, digest: str, reason: str) -> None:
    """Let words in one of her own texts stand; the caller knows that the subject is hers."""
    if reason not in {Suggestion.Reason.ADULT, Suggestion.Reason.WORD}:
        raise ValidationError(_("Please say why it may stay."))
    with transaction.atomic():
        _row, is_new = Passed.objects.get_or_create(
            subject=subject,
            digest=digest[:64],
            defaults={"reason": reason, "by": person, "at": now()},
        )
        if is_new:
            facts = {"reason": reason}
            note(
                aggregate="draft",
                aggregate_id=subject,
                action="words-let-stand",
                actor=person.pk,
                facts=facts,
            )
