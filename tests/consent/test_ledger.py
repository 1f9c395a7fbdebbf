"""The ledger of consent: who keeps it, what holds, and what nobody else learns."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError

from lapel.journey.consent import actions, queries
from lapel.journey.consent.events import ConsentExpired, ConsentWithdrawn
from lapel.journey.consent.models import Consent, SchoolClass, Scope, Student
from lapel.journey.people.actions import leave
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.record.models import AuditEntry, AuditText, OutboxEvent

if TYPE_CHECKING:
    from cast import Cast

DAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SIGNED = DAY.date()
NAME = "Jamila Kimathi"


@pytest.fixture
def class_(cast: Cast) -> SchoolClass:
    """Give Amina a class of two."""
    with clock_at(DAY):
        made = actions.open_class(person=cast.amina, organisation=cast.school, name="7B")
        lines = f"J. K., {NAME}\nOtter"
        actions.add_students(person=cast.amina, class_id=made.id, lines=lines)
    return made


def answer(*scopes: str, day: date = SIGNED, until: date | None = None) -> actions.Answer:
    last = until or actions.last_day(day)
    return actions.Answer(scopes=scopes, given_on=day, expires_on=last, guardian="Mrs Kimathi")


def record(cast: Cast, class_: SchoolClass, *scopes: str, **change: date) -> Student:
    student = class_.students.get(label="J. K.")
    with clock_at(DAY):
        actions.record_consent(
            person=cast.amina, student_id=student.id, answer=answer(*scopes, **change)
        )
    return student


def entry(student: Student, at: datetime = DAY) -> queries.Entry:
    with clock_at(at):
        return queries.entry_of(student)


def test_a_pasted_list_brings_students_once(cast, class_):
    """What is there is left alone; what cannot be read is told and nothing of it kept."""
    lines = "Otter; Omondi Were\nHeron\tHawa Said\n\n" + "x" * 40 + "\nSame, same"
    brought = actions.add_students(person=cast.amina, class_id=class_.id, lines=lines)
    assert (brought.added, brought.known) == (1, ["Otter"])
    assert [label for label, _why in brought.refused] == ["x" * 24, "Same"]
    heron = next(each for each in queries.ledger(class_) if each.student.label == "Heron")
    assert heron.name == "Hawa Said"


def test_nobody_but_the_teacher_reaches_a_class(cast, class_):
    """Not her lead, not the administrator of everything above her school."""
    student = class_.students.get(label="Otter")
    for other in (cast.ibrahim, cast.elif_, cast.chipo):
        with pytest.raises(ObjectDoesNotExist):
            queries.class_of(other, class_.id)
        with pytest.raises(PermissionDenied):
            actions.add_students(person=other, class_id=class_.id, lines="New")
        with pytest.raises(ObjectDoesNotExist):
            actions.record_consent(person=other, student_id=student.id, answer=answer("photo"))


def test_a_real_name_stands_nowhere_in_the_clear(cast, class_):
    """Neither in its own row, nor in the audit chain, its texts, or the outbox (ADR 29)."""
    student = record(cast, class_, "photo")
    actions.withdraw_consent(person=cast.amina, student_id=student.id)
    rows = [*Student.objects.values(), *Consent.objects.values(), *AuditEntry.objects.values()]
    rows += [*AuditText.objects.values(), *OutboxEvent.objects.values()]
    kept = json.dumps(rows, default=str)
    assert "Jamila" not in kept
    assert "Kimathi" not in kept
    assert entry(student).name == NAME


def test_a_name_sealed_under_another_secret_opens_to_nothing(cast, class_, settings):
    """A lost secret costs the names, and no page."""
    settings.KEYS_SECRET = "another"
    assert [each.name for each in queries.ledger(class_)] == ["", ""]


@pytest.mark.parametrize(
    ("scopes", "later", "state"),
    [
        (list(Scope), 0, "allowed"),
        (["work"], 0, "some"),
        (["work"], 340, "ending"),
        (["work"], 366, "ended"),
        ([], 0, "declined"),
    ],
)
def test_what_holds_follows_from_the_answer_and_the_day(cast, class_, scopes, later, state):
    """A year at most; thirty days before its end it is to be asked for again."""
    student = record(cast, class_, *scopes)
    found = entry(student, DAY + timedelta(days=later))
    assert found.state == state
    assert found.scopes == ([] if state in {"ended", "declined"} else [str(s) for s in scopes])


def test_a_later_answer_replaces_and_keeps_the_earlier_one(cast, class_):
    """What fell away is announced as withdrawn; both answers stay to be read."""
    student = record(cast, class_, "photo", "video")
    record(cast, class_, "photo")
    assert entry(student).scopes == ["photo"]
    assert len(queries.history_of(student)) == 2
    told = OutboxEvent.objects.get(kind=ConsentWithdrawn.kind())
    assert told.payload["scopes"] == ["video"]


def test_consent_is_taken_back_once_and_at_once(cast, class_):
    """The event names the scopes; nothing is left to take back a second time."""
    student = record(cast, class_, "photo", "audio")
    with clock_at(DAY):
        actions.withdraw_consent(person=cast.amina, student_id=student.id)
    assert entry(student).state == "withdrawn"
    assert OutboxEvent.objects.get(kind=ConsentWithdrawn.kind()).payload["scopes"] == [
        "audio",
        "photo",
    ]
    with pytest.raises(ValidationError, match="No consent stands"):
        actions.withdraw_consent(person=cast.amina, student_id=student.id)


def test_the_end_of_a_consent_is_announced_for_the_day_after(cast, class_):
    """A due event at midnight of the school's zone, which is three hours before UTC's."""
    record(cast, class_, "photo", until=date(2026, 6, 30))
    event = OutboxEvent.objects.get(kind=ConsentExpired.kind())
    due = event.deliveries.values_list("due_at", flat=True)
    assert set(due) <= {datetime(2026, 6, 30, 21, 0, tzinfo=UTC)}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"day": date(2026, 3, 3)}, "day to come"),
        ({"until": date(2026, 3, 1)}, "before the first"),
        ({"until": date(2027, 3, 4)}, "a year at most"),
    ],
)
def test_days_that_make_no_sense_are_refused(cast, class_, change, fault):
    """A consent without end is none."""
    with pytest.raises(ValidationError, match=fault):
        record(cast, class_, "photo", **change)


def test_a_removed_student_leaves_that_consent_was_given_and_no_name(cast, class_):
    """The proof stays as long as the class does; who signed is erased."""
    student = record(cast, class_, "photo")
    actions.remove_student(person=cast.amina, student_id=student.id)
    student.refresh_from_db()
    assert (student.sealed_name, student.consents.get().sealed_guardian) == ("", "")
    assert [each.student.label for each in queries.ledger(class_)] == ["Otter"]


def test_who_leaves_takes_her_students_with_her(cast, class_):
    """Nothing of other people's children stays behind with an empty account."""
    record(cast, class_, "photo")
    leave(person=cast.amina)
    deliver_all()
    assert not SchoolClass.objects.exists()
    assert not Student.objects.exists()


def test_students_are_found_by_label_name_note_and_state(cast, class_):
    """A teacher looks for a child by the name she knows."""
    student = record(cast, class_, "photo")
    told = {"label": "J. K.", "name": NAME, "words": "asks in March"}
    actions.change_student(person=cast.amina, student_id=student.id, **told)
    entries = queries.ledger(class_)
    for words in ("jamila", "j. k", "MARCH"):
        assert [each.student for each in queries.found_in(entries, words=words)] == [student]
    assert len(queries.found_in(entries, state="none")) == 1


def test_two_students_of_a_class_are_not_called_the_same(cast, class_):
    """A label is what tells them apart."""
    student = class_.students.get(label="J. K.")
    with pytest.raises(ValidationError, match="called so already"):
        actions.change_student(
            person=cast.amina, student_id=student.id, label="Otter", name="", words=""
        )


def test_a_class_is_erased_with_all_that_hangs_on_it(cast, class_):
    """No evidence rests on it: what is left is that there was one, without its name."""
    record(cast, class_, "photo")
    actions.close_class(person=cast.amina, class_id=class_.id)
    deliver_all()
    assert not SchoolClass.objects.exists()
    assert not Consent.objects.exists()
