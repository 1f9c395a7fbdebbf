"""A colleague is asked by letter to share a piece of evidence (R24)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import transaction

from evidence.test_team import Team
from lapel.journey.evidence import actions
from lapel.journey.messaging.actions import forget_letters
from lapel.journey.messaging.models import Message
from lapel.journey.record.actions import announce, deliver_all
from lapel.journey.redaction.events import ShownTakenAway

if TYPE_CHECKING:
    from cast import Cast


def test_r24_the_colleague_who_is_asked_gets_a_letter(cast: Cast) -> None:
    """Who asks, what it means, and where to answer; nothing of what the piece holds."""
    team = Team(cast)
    team.asked()
    deliver_all()
    letter = Message.objects.get(kind="share")
    assert letter.person == team.nia
    assert letter.subject == "Amina asks you to hand in a piece of evidence together"
    assert "/evidence/" in letter.text
    assert "recording" not in letter.text
    forget_letters(person_id=cast.amina.pk, invitation_ids=[])
    assert not Message.objects.filter(kind="share").exists(), "her name is in it"


def test_r24_who_has_answered_meanwhile_is_asked_no_more(cast: Cast) -> None:
    """The letter would come too late."""
    team = Team(cast)
    actions.decline_share(person=team.nia, share_id=team.asked().pk)
    deliver_all()
    assert not Message.objects.filter(kind="share").exists()


def test_r24_a_teammate_is_told_that_a_family_took_its_consent_back(cast: Cast) -> None:
    """Her attempt has lost what she did not bring; only the owner can mend it. Nobody is named."""
    team = Team(cast)
    team.shared()
    told = ShownTakenAway(
        person_id=cast.amina.pk, consent_id=uuid4(), file_ids=[team.piece.file_id]
    )
    for _time in range(2):
        with transaction.atomic():
            announce(told)
        deliver_all()
    letter = Message.objects.get(kind="share_away")
    assert letter.person == team.nia
    said = " ".join(letter.text.split())
    assert "shown to nobody else until the student is covered" in said
    assert "Amina" not in letter.text
