"""Write a draft: every text saved as it is typed, and none ever overwritten unseen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.catalogue.queries import questions
from lapel.journey.consent.actions import attest, withdraw
from lapel.journey.evidence.models import Answer, Draft, SetAside
from lapel.journey.evidence.policies import is_open
from lapel.journey.evidence.queries import draft_of, open_places
from lapel.journey.record.actions import note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from lapel.journey.learning.models import Enrolment
    from lapel.journey.people.models import Person

LONGEST = 60_000


class StaleError(Exception):
    """A text was based on an older revision: both are kept, and she chooses."""

    def __init__(self, *, answer: Answer, set_aside: SetAside) -> None:
        super().__init__(f"{answer.question} stands at revision {answer.revision}")
        self.answer = answer
        self.set_aside = set_aside


def begin_draft(*, person: Person, enrolment: Enrolment) -> Draft:
    """Open the draft of an enrolment of hers, or give the one that is there."""
    if enrolment.person_id != person.pk:
        raise PermissionDenied
    with transaction.atomic():
        draft, is_new = Draft.objects.get_or_create(
            enrolment=enrolment, defaults={"begun_at": now(), "changed_at": now()}
        )
        if is_new:
            note(aggregate="draft", aggregate_id=draft.id, action="begun", actor=person.pk)
    return draft


def changeable_draft(person: Person, draft_id: UUID, place: str = "") -> Draft:
    """Find a draft of hers that may be changed now, and at this place of it (R12)."""
    draft = draft_of(person, draft_id)
    if not is_open(draft):
        raise ValidationError(_("This attempt has been submitted; it cannot be changed now."))
    if place and place not in open_places(draft):
        raise ValidationError(_("This part is carried over: every criterion it serves is met."))
    return draft


def touch(person: Person, draft: Draft) -> None:
    """Note that the draft changed; what was attested before was about something else."""
    Draft.objects.filter(id=draft.id).update(changed_at=now())
    withdraw(person=person, subject=draft.id)


def save_answer(
    *, person: Person, draft_id: UUID, question: str, text: str, base_revision: int
) -> Answer:
    """Save a text that was written on top of `base_revision`; returns the new revision.

    Where a newer revision stands, hers is set aside and `StaleError` carries both. A save that
    repeats the text that stands (a retry after a cut) is no conflict and changes nothing.
    """
    if len(text) > LONGEST:
        raise ValidationError(_("This text is too long to be saved; please shorten it."))
    stale: StaleError | None = None
    with transaction.atomic():
        draft = changeable_draft(person, draft_id, question)
        if question not in dict(questions(draft.enrolment.version)):
            raise ValidationError(_("There is no such question."))
        answer = _locked(draft, question)
        if answer.text == text:
            return answer
        if answer.revision == base_revision:
            answer.text, answer.revision, answer.saved_at = text, base_revision + 1, now()
            answer.save()
            touch(person, draft)
        else:
            aside = _set_aside(answer, text, base_revision)
            stale = StaleError(answer=answer, set_aside=aside)
    if stale:
        raise stale
    return answer


def _locked(draft: Draft, question: str) -> Answer:
    Answer.objects.get_or_create(draft=draft, question=question, defaults={"saved_at": now()})
    return Answer.objects.select_for_update().get(draft=draft, question=question)


def _set_aside(answer: Answer, text: str, base_revision: int) -> SetAside:
    """Keep a text that came late; a newer one from the same base takes the older one's place."""
    waiting = answer.set_aside.filter(settled_at=None, base_revision=base_revision)
    aside = waiting.first() or SetAside(answer=answer, base_revision=base_revision)
    aside.text, aside.at = text, now()
    aside.save()
    return aside


def settle(*, person: Person, set_aside_id: UUID, text: str, base_revision: int) -> Answer:
    """Keep what she chose of two texts, and lay the one that was set aside to rest."""
    aside = SetAside.objects.select_related("answer").get(
        id=set_aside_id, answer__draft__enrolment__person=person
    )
    answer = save_answer(
        person=person,
        draft_id=aside.answer.draft_id,
        question=aside.answer.question,
        text=text,
        base_revision=base_revision,
    )
    SetAside.objects.filter(id=aside.id).update(settled_at=now())
    return answer


def attest_draft(*, person: Person, draft_id: UUID, keys: Collection[str]) -> None:
    """Give her word on the draft as it stands; any later change asks for it again."""
    draft = changeable_draft(person, draft_id)
    attest(person=person, subject=draft.id, keys=keys)
