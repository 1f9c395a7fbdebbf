"""Keep what families answered, and take it back on their word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.consent.actions.classes import held_class
from lapel.journey.consent.events import (
    ConsentAnswered,
    ConsentExpired,
    ConsentWithdrawn,
    DeclineExpired,
)
from lapel.journey.consent.models import Consent, FamilyLink, SchoolClass, Scope, Student
from lapel.journey.consent.queries import (
    Words,
    code_hash,
    code_of,
    kept_student_of,
    may_answer,
    may_take_back,
    sealed,
    standing_of,
    student_of,
    today_of,
    words_hash,
)
from lapel.journey.people.queries import calendar_of
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from uuid import UUID

    from lapel.journey.people.models import Person

LONGEST = timedelta(days=366)
LINK_AGE = timedelta(days=60)
LONGEST_NAME = 120


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a family answered: none of the scopes means that it declined."""

    scopes: Collection[str]
    given_on: date
    expires_on: date
    guardian: str = ""


def record_consent(*, person: Person, student_id: UUID, answer: Answer) -> Consent:
    """Enter what a family answered on paper; it stands in place of what it said before."""
    with transaction.atomic():
        student = _held(person, student_id)
        return _replace(student, answer, how=Consent.How.PAPER, actor=person.pk)


def _held(person: Person, student_id: UUID) -> Student:
    student = student_of(person, student_id)
    held_class(person=person, class_id=student.school_class_id)
    return student_of(person, student_id)


def _replace(  # noqa: PLR0913 (what is kept of an answer beside its contents)
    student: Student,
    answer: Answer,
    *,
    how: Consent.How,
    actor: UUID | None,
    link: FamilyLink | None = None,
    words: Words | None = None,
) -> Consent:
    scopes = [scope.value for scope in Scope if scope in answer.scopes]
    _check(student, answer)
    before = student.consents.filter(replaced_at=None).first()
    # what ran out still shows in what was handed in: a narrower answer takes it back too
    lost = set(before.scopes if before and not before.withdrawn_at else []) - set(scopes)
    student.consents.filter(replaced_at=None).update(replaced_at=now())
    # nothing was ever shown by a no: once another answer stands, who signed it is of no use
    student.consents.filter(scopes=[], withdrawn_at=None).update(sealed_guardian="")
    made = Consent.objects.create(
        student=student,
        link=link,
        scopes=scopes,
        how=how,
        language=words.language if words else "",
        words_hash=words_hash(words) if words else "",
        sealed_guardian=sealed(" ".join(answer.guardian.split())[:LONGEST_NAME]),
        given_on=answer.given_on,
        expires_on=answer.expires_on,
        recorded_at=now(),
        # a no after a yes is a taking back, and is kept as one
        withdrawn_at=now() if lost and not scopes else None,
        withdrawn_by_family=bool(lost and not scopes and how == Consent.How.SCREEN),
    )
    action = "consent-given" if scopes else "consent-declined"
    _note(student, action, actor, scopes=scopes, how=str(how), until=str(answer.expires_on))
    end = _end_of(student, answer.expires_on)
    if scopes:
        announce(ConsentExpired(student_id=student.id, consent_id=made.id), due_at=end)
    else:
        announce(DeclineExpired(consent_id=made.id), due_at=end)
    if lost:
        _announce_loss(made, lost, by_family=how == Consent.How.SCREEN)
    return made


def _check(student: Student, answer: Answer) -> None:
    if answer.given_on > today_of(student.school_class):
        raise ValidationError(_("Consent cannot be given on a day to come."))
    if answer.expires_on < answer.given_on:
        raise ValidationError(_("The last day comes before the first."))
    if answer.expires_on - answer.given_on > LONGEST:
        raise ValidationError(_("Consent holds for a year at most; then it is asked for again."))


def _end_of(student: Student, day: date) -> datetime:
    zone = calendar_of(student.school_class.organisation).zone
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=zone)


def _note(student: Student, action: str, actor: UUID | None, **facts: object) -> None:
    note(
        aggregate="student", aggregate_id=student.id, action=action, actor=actor, facts=dict(facts)
    )


def _announce_loss(consent: Consent, lost: Collection[str], *, by_family: bool) -> None:
    event = ConsentWithdrawn(
        student_id=consent.student_id,
        consent_id=consent.id,
        scopes=sorted(lost),
        by_family=by_family,
    )
    announce(event)


def withdraw_consent(*, person: Person, student_id: UUID) -> None:
    """Take a student's consent back, on the family's word; of one who was removed too."""
    with transaction.atomic():
        _withdraw(_kept(person, student_id), actor=person.pk, by_family=False)


def _kept(person: Person, student_id: UUID) -> Student:
    """Find a student of hers, in a class or removed, and hold the class."""
    student = kept_student_of(person, student_id)
    SchoolClass.objects.select_for_update().get(pk=student.school_class_id)
    return kept_student_of(person, student_id)


def _withdraw(student: Student, *, actor: UUID | None, by_family: bool) -> None:
    """Take back what stands or ran out; where nothing is left to take back, say so."""
    consent = standing_of(student)
    if consent is None:
        raise ValidationError(_("No consent stands that could be taken back."))
    consent.withdrawn_at, consent.withdrawn_by_family = now(), by_family
    consent.save(update_fields=["withdrawn_at", "withdrawn_by_family"])
    _note(student, "consent-withdrawn", actor, scopes=consent.scopes, by_family=by_family)
    _announce_loss(consent, consent.scopes, by_family=by_family)


def make_link(*, person: Person, student_id: UUID) -> FamilyLink:
    """Make an address for a student's family.

    One made before no longer opens, but for taking back what was answered at it.
    """
    with transaction.atomic():
        student = _kept(person, student_id)
        link = renew_link(student)
        _note(student, "link-made", person.pk)
    return link


def renew_link(student: Student) -> FamilyLink:
    """Put a new address in place of the one before; the caller has asked who may."""
    student.links.filter(ended_at=None).update(ended_at=now())
    link = FamilyLink(student=student, made_at=now(), expires_at=now() + LINK_AGE)
    link.code_hash = code_hash(code_of(link.id))
    link.save(force_insert=True)
    return link


def answer_by_family(
    *, link: FamilyLink, scopes: Collection[str], guardian: str, words: Words
) -> Consent:
    """Keep what a family answered at its own address, in words it has read there."""
    guardian = " ".join(guardian.split())
    if not guardian:
        raise ValidationError(words.said["name_missing"])
    with transaction.atomic():
        student = _held_of(link)
        if not may_answer(link):
            raise ValidationError(words.said["only_take_back"])
        today = today_of(student.school_class)
        answer = Answer(
            scopes=scopes, given_on=today, expires_on=last_day(today), guardian=guardian
        )
        how = Consent.How.SCREEN
        made = _replace(student, answer, how=how, actor=None, link=link, words=words)
        announce(ConsentAnswered(consent_id=made.id))
    return made


def withdraw_by_family(*, link: FamilyLink) -> None:
    """Take consent back at the family's own address."""
    with transaction.atomic():
        student = _held_of(link)
        if not may_take_back(link):
            raise ValidationError(_("No consent stands that could be taken back."))
        _withdraw(student, actor=None, by_family=True)


def _held_of(link: FamilyLink) -> Student:
    """Hold the class of a family's link; whether its teacher keeps it still does not matter."""
    SchoolClass.objects.select_for_update().get(pk=link.student.school_class_id)
    link.refresh_from_db()
    return Student.objects.select_related("school_class__organisation").get(pk=link.student_id)


def erase_answer(*, consent_id: UUID, is_needed: bool = False) -> None:
    """Erase a family's answer that holds no longer, and who signed it; that it was stays noted.

    Where a family's last word was to take it back, that is kept without all else: it is why the
    student is left out of what was handed in. With `is_needed` only who signed it is erased: what
    was allowed can still be taken back.
    """
    with transaction.atomic():
        consent = Consent.objects.select_related("student").filter(pk=consent_id).first()
        if consent is None:
            return
        if is_needed:
            Consent.objects.filter(pk=consent_id).update(sealed_guardian="")
            return
        _note(consent.student, "consent-erased", None, recorded=str(consent.recorded_at.date()))
        if consent.withdrawn_at and consent.replaced_at is None:
            Consent.objects.filter(pk=consent_id).update(
                sealed_guardian="", scopes=[], link=None, language="", words_hash=""
            )
        else:
            consent.delete()


def last_day(day: date) -> date:
    """Give the last day of a year's consent that is given on this day."""
    return day + timedelta(days=365)
