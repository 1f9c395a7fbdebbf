"""What she tried in class can become evidence, where she wants it to."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from lapel.journey.evidence.actions import begin_draft, save_answer
from lapel.journey.evidence.models import Answer
from lapel.journey.learning.models import Trial
from learning.test_daily import entry, hers, keep, on

if TYPE_CHECKING:
    from django.test import Client

    from cast import Cast
    from lapel.journey.learning.models import Enrolment

__all__ = ["hers"]
NOTES = "/learning/today/notes/"


def test_a_note_is_taken_over_into_her_draft(client: Client, cast: Cast, hers: Enrolment) -> None:
    """To the end of what stands there; a draft that changed meanwhile keeps both texts."""
    client.force_login(cast.amina)
    with on(1):
        keep(hers, entry(hers, "trial", words="Wait after one answer"))
    with on(2):
        reply = {"trial": str(Trial.objects.get().pk), "words": "S4 spoke!"}
        keep(hers, entry(hers, "reply", **reply))
        assert "Take it over" not in client.get(NOTES).content.decode()  # she has no draft
        draft = begin_draft(person=cast.amina, enrolment=hers)
        written = {"draft_id": draft.pk, "question": "reflection.change", "base_revision": 0}
        save_answer(person=cast.amina, text="I began.", **written)
        page = client.get(NOTES).content.decode()
        (action,) = re.findall(r'action="(/evidence/[^"]+/answers/[^"]+)"', page)
        sent = dict(re.findall(r'name="(base_revision|text)" value="([^"]*)"', page))
        sent["text"] = html.unescape(sent["text"])
        assert client.post(action, sent).status_code == 302
        answer = Answer.objects.get(draft=draft, question="reflection.change")
        assert answer.text == "I began.\n\nWait after one answer\nS4 spoke!"
        stale = client.post(action, sent | {"text": "Another"})
    assert stale.status_code == 409
    answer.refresh_from_db()
    assert answer.text.startswith("I began.")
