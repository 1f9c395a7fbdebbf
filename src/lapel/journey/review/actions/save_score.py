"""Save a score as it is made; a stale save never overwrites a newer one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.domain.rubrics.levels import Level, Reason
from lapel.domain.rubrics.places import is_quoted, squashed
from lapel.failpoint import failpoint
from lapel.journey.record.queries import now
from lapel.journey.review.actions.own import own_seat
from lapel.journey.review.actions.refusal import Refusal
from lapel.journey.review.models import Score, ScoreSetAside
from lapel.journey.review.queries import criteria_of, pieces_of

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person
    from lapel.journey.review.models import Assessment
    from lapel.journey.review.queries import Piece

MOST_LETTERS = 5000
MOST_PLACES = 20
FIELDS = ("level", "reason", "comment", "next_step", "anchors")


@dataclass(frozen=True)
class Saved:
    """A save's result; `set_aside` is hers where a newer score stood in the way."""

    score: Score
    set_aside: ScoreSetAside | None = None


def save_score(  # noqa: PLR0913 (a score has these parts)
    *,
    person: Person,
    assessment_id: UUID,
    criterion: str,
    base_revision: int,
    level: str = "",
    reason: str = "",
    comment: str = "",
    next_step: str = "",
    anchors: list[dict[str, Any]] | None = None,
) -> Saved:
    """Save what an assessor says of one criterion, on top of the revision she saw.

    Where the score was changed since (another tab), it stays as it is and hers is set aside for
    her to choose. `Refusal` for a quote that is not in the evidence, a time beyond the recording,
    or a seat that is no longer open.
    """
    with transaction.atomic():
        assessment = own_seat(person=person, assessment_id=assessment_id)
        if criterion not in criteria_of(assessment):
            raise Refusal(_("This criterion is not part of this assessment."))
        body = _body(level, reason, comment, next_step)
        body["anchors"] = _checked(anchors or [], assessment)
        score, _made = Score.objects.select_for_update().get_or_create(
            assessment=assessment, criterion=criterion, defaults={"saved_at": now()}
        )
        saved = _put(score, body, base_revision)
        failpoint("review.score-uncommitted")
    failpoint("review.score-saved")
    return saved


def _put(score: Score, body: dict[str, Any], base_revision: int) -> Saved:
    if _is_same(score, body):
        return Saved(score)
    if score.revision != base_revision:
        return Saved(score, ScoreSetAside.objects.create(score=score, body=body, at=now()))
    for name in FIELDS:
        setattr(score, name, body[name])
    score.revision += 1
    score.saved_at = now()
    score.save()
    return Saved(score)


def _is_same(score: Score, body: dict[str, Any]) -> bool:
    return score.revision > 0 and all(getattr(score, name) == body[name] for name in FIELDS)


def _body(level: str, reason: str, comment: str, next_step: str) -> dict[str, Any]:
    if level and level not in list(Level):
        raise Refusal(_("There is no such level."))
    if reason and reason not in list(Reason):
        raise Refusal(_("There is no such reason."))
    if max(len(comment), len(next_step)) > MOST_LETTERS:
        raise Refusal(_("This is longer than 5,000 letters; please be brief."))
    return {
        "level": level,
        "reason": reason if level == Level.CANNOT_JUDGE else "",
        "comment": comment.replace("\r\n", "\n"),
        "next_step": next_step.replace("\r\n", "\n"),
    }


def _checked(anchors: list[dict[str, Any]], assessment: Assessment) -> list[dict[str, Any]]:
    """Check each place against the frozen evidence and bring it into one form."""
    if not anchors:
        return []
    if len(anchors) > MOST_PLACES:
        raise Refusal(_("Twenty places are enough for one criterion."))
    case = assessment.case
    pieces = {each.source: each for each in pieces_of(case.work, case.version)}
    return [_place(anchor, pieces.get(str(anchor.get("source")))) for anchor in anchors]


def _place(anchor: dict[str, Any], piece: Piece | None) -> dict[str, Any]:
    if piece is None:
        raise Refusal(_("This place is not in the evidence."))
    if "seconds" in anchor:
        return _moment(float(anchor["seconds"]), piece)
    quote = squashed(str(anchor.get("quote", "")))
    if not is_quoted(quote, piece.quotable):
        raise Refusal(
            _("These words are not in “%(piece)s”; a quote must match word for word.")
            % {"piece": piece.label}
        )
    return {"source": piece.source, "quote": quote}


def _moment(seconds: float, piece: Piece) -> dict[str, Any]:
    if piece.duration is None:
        raise Refusal(_("“%(piece)s” is not a recording.") % {"piece": piece.label})
    if not 0 <= seconds <= piece.duration:
        raise Refusal(_("“%(piece)s” is not that long.") % {"piece": piece.label})
    return {"source": piece.source, "seconds": round(seconds, 1)}


def settle_set_aside(*, person: Person, set_aside_id: UUID, use: bool) -> Score:
    """Choose between a score and the one set aside: `use` puts hers in, else it is dropped."""
    with transaction.atomic():
        kept = ScoreSetAside.objects.filter(pk=set_aside_id, settled_at__isnull=True).first()
        if kept is None:
            raise PermissionDenied
        assessment = own_seat(person=person, assessment_id=kept.score.assessment_id)
        kept.settled_at = now()
        kept.save(update_fields=["settled_at"])
        score = Score.objects.select_for_update().get(pk=kept.score_id, assessment=assessment)
        return _put(score, kept.body, score.revision).score if use else score
