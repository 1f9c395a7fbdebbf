"""Hidden anchors: whose turn it is for one, and which (R17)."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

from django.conf import settings

from lapel.journey.qualification.queries import fresh_anchors
from lapel.journey.review.models import Assessment, Case, Seat
from lapel.journey.review.queries.offers import free_seats

if TYPE_CHECKING:
    from lapel.journey.people.models import Person
    from lapel.journey.qualification.models import Portfolio

BITS = 64


def next_anchor(person: Person) -> tuple[Case, Portfolio] | None:
    """Give the case that is next for a person and the anchor to be put in its place.

    None where it is not the turn of one, where nothing waits for her, or where she knows all that
    there are. An appeal, and what she began to score, is never put off.
    """
    if not _is_turn(person):
        return None
    case, seat = next(free_seats(person), (None, None))
    if case is None or case.is_anchor or seat is Seat.APPEAL:
        return None
    if case.assessments.filter(assessor=person).exists():
        return None
    had = Case.everything.filter(assessments__assessor=person, portfolio__isnull=False)
    fresh = [
        each
        for each in fresh_anchors(person, case.version, case.language)
        if each.pk not in set(had.values_list("portfolio", flat=True))
    ]
    return (case, _drawn(person, fresh)) if fresh else None


def _is_turn(person: Person) -> bool:
    """Draw for a person's next seat; the same for her however often she asks, foreseen by nobody.

    Only what she took counts on, so asking again does not draw again.
    """
    taken = Assessment.objects.filter(assessor=person).count()
    return _draw(person, f"turn {taken}") < settings.HIDDEN_ANCHORS


def _drawn(person: Person, anchors: list[Portfolio]) -> Portfolio:
    return min(anchors, key=lambda each: _draw(person, str(each.pk)))


def _draw(person: Person, words: str) -> float:
    """Give a number in [0, 1) that only this instance can compute."""
    about = f"hidden anchor {person.pk} {words}".encode()
    digest = hmac.new(settings.SECRET_KEY.encode(), about, hashlib.sha256).digest()
    return float(int.from_bytes(digest[: BITS // 8], "big") / 2**BITS)
