"""What a family took back does not come back when originals and answers are erased."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from evidence.desk import ready_file
from lapel.journey.consent import actions as consent
from lapel.journey.consent.models import Consent
from lapel.journey.evidence.queries import shown_manifest
from lapel.journey.files.actions import erase_original
from lapel.journey.files.models import Derivative, StoredFile
from lapel.journey.files.queries import mark_for, shown, words_shown
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.record.queries import history, now
from redaction.test_named import allow, captions, looked, student_of, submitted, told
from redaction.test_named import named as heard

if TYPE_CHECKING:
    from cast import Cast
    from lapel.journey.consent.models import Student

pytestmark = pytest.mark.django_db
SAID = "<p>Sparrow spoke first.</p>"


def paper(cast: Cast) -> StoredFile:
    """Keep a document in which the student is called by the pseudonym, looked through."""
    return looked(ready_file(cast.amina, family="document", words=SAID))


def named(file: StoredFile) -> list[str]:
    """Give what an attempt froze of a file before anything was covered."""
    return [str(each.pk) for each in Derivative.objects.filter(file=file, edition=0)]


def taken_back(cast: Cast, student: Student) -> None:
    consent.withdraw_consent(person=cast.amina, student_id=student.id)
    deliver_all()


def erased(file: StoredFile, *, edition: int) -> StoredFile:
    """Erase the original, and all but one edition, as a clock does."""
    kept = Derivative.objects.filter(file=file, edition=edition, withdrawn_at=None)
    erase_original(file_id=file.pk, keep=list(kept.values_list("pk", flat=True)))
    deliver_all()
    return StoredFile.objects.get(pk=file.pk)


def seen(file: StoredFile, cast: Cast) -> tuple[str, str]:
    """Give all that an assessor is shown of what was frozen, and all that she may quote."""
    only = named(file)
    mark = mark_for(about=file.pk, viewer=cast.ben)
    return str(shown(file, only=only, mark=mark)), words_shown(file, only=only)


def test_a_covered_document_stays_in_its_place_when_what_was_withdrawn_is_erased(cast):
    """The words as they were brought go too; others go on reading those without the student."""
    student = student_of(cast)
    allow(cast, student, "work")
    file = paper(cast)
    taken_back(cast, student)
    fresh = erased(file, edition=1)
    page, quotable = seen(fresh, cast)
    assert "Sparrow" not in page + quotable
    assert "… spoke first." in page
    assert "… spoke first." in quotable
    assert fresh.text == ""


def test_captions_that_were_taken_away_cannot_be_quoted(cast):
    """Not even from the row in which their words were kept."""
    student = student_of(cast)
    allow(cast, student, "audio")
    words = captions(cast)
    StoredFile.objects.filter(pk=words.pk).update(text="Thank you, Sparrow. Who else?")
    recording = ready_file(cast.amina)
    only = [*named(recording), *named(words)]
    Derivative.objects.filter(file=words).update(withdrawn_at=student.added_at)
    files = {each.pk: each for each in StoredFile.objects.all()}
    quotable = words_shown(files[recording.pk], captions=files[words.pk], only=only)
    assert "Sparrow" not in quotable


def test_a_withdrawal_reaches_words_whose_original_is_gone(cast):
    """Nothing can be made anew of them, so all of it is taken away."""
    student = student_of(cast)
    allow(cast, student, "work")
    file = paper(cast)
    fresh = erased(file, edition=0)
    assert "Sparrow" in "".join(seen(fresh, cast))
    taken_back(cast, student)
    fresh = StoredFile.objects.get(pk=file.pk)
    assert shown(fresh, only=named(file), mark="C-AAAAAA").is_withdrawn
    assert "Sparrow" not in "".join(seen(fresh, cast))


def test_what_was_taken_back_stays_left_out_after_the_answer_is_erased(desk, cast):
    """That it was taken back is kept, without who said so and what had been allowed."""
    student = student_of(cast)
    allow(cast, student, "audio")
    submission = submitted(desk, cast)
    taken_back(cast, student)
    standing = Consent.objects.get(replaced_at=None)
    consent.erase_answer(consent_id=standing.pk)
    assert "Sparrow" not in str(shown_manifest(submission))
    kept = Consent.objects.get(pk=standing.pk)
    assert (kept.sealed_guardian, kept.scopes, kept.words_hash) == ("", [], "")
    assert history("student", student.id).filter(action="consent-erased").exists()


def test_a_student_taken_out_of_the_class_is_asked_about_all_the_same(desk, cast):
    """Once the family's leave has ended, the file does not pass because the list is shorter."""
    student = student_of(cast)
    heard(desk, student)
    allow(cast, student, "audio", days=10)
    consent.remove_student(person=cast.amina, student_id=student.id)
    assert told(desk) == []
    with clock_at(now() + timedelta(days=12)):
        [sentence] = told(desk)
    assert sentence.startswith("Sparrow (4b)")
