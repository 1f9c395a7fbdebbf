"""Hand letters over to the mail port."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import F

from lapel.failpoint import failpoint
from lapel.journey.messaging.actions.write_letter import call_the_post
from lapel.journey.messaging.models import Message
from lapel.journey.messaging.queries.post import waiting_letters
from lapel.journey.record.queries import now
from lapel.ports import mail

if TYPE_CHECKING:
    from uuid import UUID

log = logging.getLogger(__name__)

# While one hand holds a letter, no other takes it; longer than any mail server's answer.
CLAIM = timedelta(minutes=5)
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
# As mail servers do (RFC 5321, 4.5.4.1: four to five days at least).
PATIENCE = timedelta(days=5)
A_ROUND = 200


def hand_over_letters() -> int:
    """Hand over what is due, and ask for the next round where letters remain.

    At least once: a crash after the mail server's answer sends that letter again, under the same
    Message-ID. A letter that is refused for now is tried again for five days, ever more rarely;
    one that is refused for good is kept with the reason.
    """
    port = mail.from_url(settings.MAIL_URL)
    due = waiting_letters().filter(try_at__lte=now())
    sent = sum(_hand_over(port, key) for key in due.values_list("pk", flat=True)[:A_ROUND])
    _ask_for_the_next_round()
    return sent


def _hand_over(port: mail.Mail, key: UUID) -> bool:
    moment = now()
    mine = waiting_letters().filter(pk=key, try_at__lte=moment)
    if not mine.update(try_at=moment + CLAIM, attempts=F("attempts") + 1):
        return False
    message = Message.objects.get(pk=key)
    try:
        port.send(_for_the_post(message))
    except mail.MailError as error:
        _postpone(message, error)
        return False
    failpoint("messaging.handed-over")
    Message.objects.filter(pk=key).update(sent_at=now(), error="")
    return True


def _for_the_post(message: Message) -> mail.Message:
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    return mail.Message(
        to=message.to,
        subject=message.subject,
        text=message.text,
        html=message.html,
        headers={
            "From": settings.MAIL_FROM,
            "Message-ID": f"<{message.pk}@{host}>",
            "Auto-Submitted": "auto-generated",
        },
    )


def _postpone(message: Message, error: mail.MailError) -> None:
    log.warning("letter %s was not handed over: %s", message.pk, error)
    pause = min(FIRST_PAUSE * 2 ** (message.attempts - 1), LONGEST_PAUSE)
    over = error.permanent or now() - message.written_at > PATIENCE
    Message.objects.filter(pk=message.pk).update(
        try_at=now() + pause, error=str(error), gave_up_at=now() if over else None
    )


def _ask_for_the_next_round() -> None:
    first = waiting_letters().values_list("try_at", flat=True).first()
    if first is not None:
        with transaction.atomic():
            call_the_post(at=max(first, now()))
