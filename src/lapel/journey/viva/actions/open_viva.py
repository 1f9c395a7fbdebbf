"""Open a talk, and end one whose case is over."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING

from django.db import transaction

from lapel.domain.rubrics.lifecycle import State as CaseState
from lapel.domain.viva import draw_questions
from lapel.journey.record.actions import announce
from lapel.journey.record.queries import now
from lapel.journey.review.models import Case
from lapel.journey.review.queries import route_of
from lapel.journey.review.queries.vivas import who_may_hear
from lapel.journey.viva.actions.ending import end
from lapel.journey.viva.actions.moves import TERM_DAYS, later, tell, wait_for_teacher
from lapel.journey.viva.events import LeadWanted, VivaOpened
from lapel.journey.viva.models import Question, Viva
from lapel.journey.viva.queries import places_of

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.domain.viva import Asked


def open_viva(*, case_id: UUID) -> Viva | None:
    """Draw the questions of a talk that a case waits for; a second call gives the same.

    None where the case goes on without one meanwhile.
    """
    with transaction.atomic():
        case = Case.objects.select_related("submission", "version", "organisation").get(pk=case_id)
        known = Viva.objects.filter(case=case).first()
        if known or case.state != CaseState.HOLD_VIVA:
            return known
        viva = Viva(case=case, seed=_seed(case), asked_at=now())
        viva.due_at = later(viva, days=TERM_DAYS)
        viva.save()
        for number, asked in enumerate(
            draw_questions(places_of(case), seed=bytes(viva.seed)), start=1
        ):
            keep_question(viva=viva, number=number, asked=asked)
        tell(viva, action="opened", actor=None, facts={"submission": str(case.submission_id)})
        wait_for_teacher(viva)
        announce(VivaOpened(viva_id=viva.pk))
        if not who_may_hear(case):
            announce(LeadWanted(viva_id=viva.pk, why="nobody"))
    return viva


def _seed(case: Case) -> bytes:
    """Give what draws the questions, from the case's own seed, whose hash stands in the chain."""
    route = route_of(case)
    key = bytes(route.seed) if route else secrets.token_bytes(32)
    return hmac.digest(key, f"questions {case.pk}".encode(), hashlib.sha256)


def keep_question(*, viva: Viva, number: int, asked: Asked) -> Question:
    """Keep a drawn question under its number."""
    return Question.objects.create(
        viva=viva,
        number=number,
        pattern=asked.pattern,
        kind=asked.place.kind,
        source=asked.place.source,
        title=asked.place.title,
        quote=asked.place.quote,
    )


def stop_viva(*, submission_id: UUID) -> None:
    """End a talk whose case was withdrawn or closed; nothing where there is none."""
    with transaction.atomic():
        viva = Viva.objects.select_for_update().filter(case__submission=submission_id).first()
        if viva and not viva.is_over:
            end(viva, ending=Viva.Ending.STOPPED, actor=None)
