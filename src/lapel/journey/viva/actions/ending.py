"""How a talk ends, by whomever."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from lapel.journey.record.actions import announce
from lapel.journey.record.queries import now
from lapel.journey.viva.actions.moves import tell
from lapel.journey.viva.events import MediaEnds, VivaEnded
from lapel.journey.viva.models import Viva

if TYPE_CHECKING:
    from lapel.journey.people.models import Person


def end(viva: Viva, *, ending: Viva.Ending, actor: Person | None, words: str = "") -> None:
    """End a talk; what was recorded is erased after the days that the settings give."""
    viva.state, viva.ending, viva.words = Viva.State.OVER, ending, words.strip()
    viva.ended_by, viva.ended_at = actor, now()
    viva.save()
    tell(viva, action="ended", actor=actor, facts={"ending": str(ending)}, words=words.strip())
    announce(VivaEnded(viva_id=viva.pk, ending=str(ending)))
    announce(MediaEnds(viva_id=viva.pk), due_at=now() + timedelta(days=settings.VIVA_KEPT_DAYS))
