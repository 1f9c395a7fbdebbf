"""Save every text as it is typed, and overwrite none unseen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.failpoint import failpoint
from lapel.journey.catalogue.queries import questions
from lapel.journey.evidence.actions.drafts import changeable_draft, touch, touch_holders
from lapel.journey.evidence.actions.note_growth import note_growth
from lapel.journey.evidence.models import Answer, Artefact, SetAside
from lapel.journey.evidence.queries import brought, draft_of, team_sizes
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from lapel.journey.evidence.models import Draft
    from lapel.journey.people.models import Person

LONGEST = 60_000
LONGEST_OF = {"title": 200, "note": 2000, "contribution": 4000}


class StaleError(Exception):
    """A text was based on an older revision: both are kept, and she chooses."""

    def __init__(self, *, answer: Answer, set_aside: SetAside) -> None:
        super().__init__(f"{answer.question} stands at revision {answer.revision}")
        self.answer = answer
        self.set_aside = set_aside


@dataclass(frozen=True)
class Writer:
    """An open page: its own random name, and a count of its saves of this text from 1 on.

    A page that never heard that its last save arrived goes on from an older revision; it is
    not in conflict with itself. Where its saves overtake one another the later one stands.
    """

    name: str = ""
    turn: int = 0


def save_answer(  # noqa: PLR0913 (what a save consists of)
    *,
    person: Person,
    draft_id: UUID,
    question: str,
    text: str,
    base_revision: int,
    writer: Writer = Writer(),
) -> Answer:
    """Save a text that was written on top of `base_revision`; returns the new revision.

    `question` is `part.question`, or `title:<uuid>` or `note:<uuid>` of an artefact, or
    `contribution:<uuid>` of one that is shared (R24). Where another
    page wrote a newer revision, hers is set aside and `StaleError` carries both. A save that
    repeats the text that stands (a retry after a cut) is no conflict and changes nothing.
    """
    stale: StaleError | None = None
    with transaction.atomic():
        draft, artefact = _written_place(person, draft_id, question, text)
        answer = _locked(draft, question)
        if answer.text == text or _is_overtaken(answer, writer):
            return answer
        if base_revision == answer.revision or _goes_on(answer, base_revision, writer):
            _write(answer, text, writer)
            _describe(person, artefact, question, text)
            touch(person=person, draft=draft)
            failpoint("evidence.answer-uncommitted")
        else:
            aside = _set_aside(answer, text, base_revision, writer)
            stale = StaleError(answer=answer, set_aside=aside)
    failpoint("evidence.answer-saved")
    if stale:
        raise stale
    return answer


def _written_place(
    person: Person, draft_id: UUID, question: str, text: str
) -> tuple[Draft, Artefact | None]:
    """Find where the text belongs, if it may be changed now; an artefact's lies in its slot."""
    kind, _colon, key = question.partition(":")
    if len(text) > LONGEST_OF.get(kind, LONGEST):
        raise ValidationError(_("This text is too long to be saved; please shorten it."))
    if kind not in LONGEST_OF:
        draft = changeable_draft(person=person, draft_id=draft_id, place=question)
        if question not in dict(questions(draft.enrolment.version)):
            raise ValidationError(_("There is no such question."))
        return draft, None
    draft = draft_of(person, draft_id)
    artefact = _shared_piece(draft, key) if kind == "contribution" else _artefact_of(draft, key)
    if artefact is None:
        raise ValidationError(_("There is no such piece of evidence."))
    return changeable_draft(person=person, draft_id=draft_id, place=artefact.slot), artefact


def _artefact_of(draft: Draft, key: str) -> Artefact | None:
    try:
        return draft.artefacts.filter(id=UUID(key)).first()
    except ValueError:
        return None


def _shared_piece(draft: Draft, key: str) -> Artefact | None:
    """Find a piece that she shares, her own or a colleague's: she writes what her part was."""
    pieces = brought(draft)
    sizes = team_sizes(pieces)
    return next((each for each in pieces if str(each.pk) == key and each.pk in sizes), None)


def _locked(draft: Draft, question: str) -> Answer:
    Answer.objects.get_or_create(draft=draft, question=question, defaults={"saved_at": now()})
    return Answer.objects.select_for_update().get(draft=draft, question=question)


def _goes_on(answer: Answer, base_revision: int, writer: Writer) -> bool:
    """Tell whether nobody but this very page wrote since `base_revision`."""
    is_last = bool(writer.name) and writer.name == answer.writer
    return is_last and base_revision >= answer.writer_since


def _is_overtaken(answer: Answer, writer: Writer) -> bool:
    """Tell whether a later save of the same page arrived before this one."""
    return bool(writer.name) and writer.name == answer.writer and writer.turn < answer.writer_turn


def _write(answer: Answer, text: str, writer: Writer) -> None:
    if not writer.name or writer.name != answer.writer:
        answer.writer, answer.writer_since = writer.name, answer.revision
    answer.writer_turn = writer.turn
    before = answer.text
    answer.text, answer.revision, answer.saved_at = text, answer.revision + 1, now()
    answer.save()
    if ":" not in answer.question:
        note_growth(answer, before=before)


def _describe(person: Person, artefact: Artefact | None, question: str, text: str) -> None:
    kind = question.partition(":")[0]
    if artefact is not None and kind != "contribution":
        Artefact.objects.filter(id=artefact.id).update(**{kind: text})
        touch_holders(person=person, artefact=artefact)


def _set_aside(answer: Answer, text: str, base_revision: int, writer: Writer) -> SetAside:
    """Keep a text that came late; only the same page's own newer text takes its place."""
    waiting = answer.set_aside.filter(settled_at=None)
    same = waiting.filter(text=text).first()
    if same is None and writer.name:
        same = waiting.filter(writer=writer.name, base_revision=base_revision).first()
    aside = same or SetAside(answer=answer, base_revision=base_revision, writer=writer.name)
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
    SetAside.objects.filter(id=aside.id, settled_at=None).update(settled_at=now())
    return answer
