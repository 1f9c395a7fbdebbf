"""Write a letter, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from lapel.journey.messaging.events import LettersWait
from lapel.journey.messaging.models import Message
from lapel.journey.messaging.queries.post import is_written
from lapel.journey.record.actions import announce
from lapel.journey.record.models import Delivery
from lapel.journey.record.queries import now, waiting_deliveries

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from lapel.journey.messaging.queries.letter import Letter
    from lapel.journey.people.models import Person

SUBJECT_LENGTH = 200


def write_letter(
    *, key: str, kind: str, words: Callable[[], Letter], person: Person | None, to: str = ""
) -> Message | None:
    """Write a letter under a key that says what it is about; a second one under it is not written.

    `words` is asked in the language of `person`. `to` is an address for those who are not persons
    here yet. Nobody writes to someone who left.
    """
    if is_written(key) or (person and not person.is_active):
        return None
    with transaction.atomic(), translation.override(person.language if person else None):
        letter = words()
        message = Message.objects.create(
            key=key,
            kind=kind,
            person=person,
            to=to or (person.email if person else ""),
            subject=" ".join(letter.subject.split())[:SUBJECT_LENGTH],
            text=render_to_string("messaging/letter.txt", {"letter": letter}),
            html=render_to_string("messaging/letter.html", {"letter": letter}),
            written_at=now(),
            try_at=now(),
        )
        call_the_post(at=now())
    return message


def call_the_post(*, at: datetime) -> None:
    """Ask for the post, unless it is to come by then and has not begun its round."""
    asked = waiting_deliveries().filter(
        event__kind=LettersWait.kind(), state=Delivery.State.WAITING, due_at__lte=at
    )
    # Locked until this transaction ends, so that the round cannot begin and miss its letter.
    if asked.select_for_update(skip_locked=True, of=("self",)).first() is None:
        announce(LettersWait(), due_at=at)
