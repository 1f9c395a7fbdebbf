"""Take out of her own words what may tell who a student is, or let it stay."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.domain.redaction import Decision, apply
from lapel.journey.evidence.actions.drafts import changeable_draft
from lapel.journey.evidence.actions.texts import save_answer
from lapel.journey.evidence.models import Answer
from lapel.journey.evidence.queries import finds_in_texts
from lapel.journey.redaction.actions import let_pass

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.evidence.models import Draft
    from lapel.journey.people.models import Person
    from lapel.journey.redaction.queries import TextFind


def _found(draft: Draft, digest: str) -> TextFind:
    for each in finds_in_texts(draft):
        if each.digest == digest:
            return each
    raise ValidationError(_("This does not stand there any more."))


def replace_words(*, person: Person, draft_id: UUID, digest: str) -> None:
    """Write initials or dots wherever these words stand in that text."""
    with transaction.atomic():
        draft = changeable_draft(person=person, draft_id=draft_id)
        found = _found(draft, digest)
        answer = Answer.objects.get(draft=draft, question=found.place)
        words = found.find.text
        cuts = [Decision(at, at + len(words), found.instead) for at in _places(answer.text, words)]
        save_answer(
            person=person,
            draft_id=draft_id,
            question=found.place,
            text=apply(answer.text, cuts),
            base_revision=answer.revision,
        )


def _places(text: str, words: str) -> list[int]:
    """Give where words stand as words of their own; at least where they stand first."""
    whole = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)")
    return [each.start() for each in whole.finditer(text)] or [text.index(words)]


def let_words_stay(*, person: Person, draft_id: UUID, digest: str, reason: str) -> None:
    """Let words stand in one of her texts, and say why."""
    with transaction.atomic():
        draft = changeable_draft(person=person, draft_id=draft_id)
        _found(draft, digest)
        let_pass(person=person, subject=draft.id, digest=digest, reason=reason)
