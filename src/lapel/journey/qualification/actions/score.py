"""Score portfolios, to practise or within a try: each level is kept as it is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.catalogue.queries import criteria
from lapel.journey.qualification.actions.refusal import Refusal
from lapel.journey.qualification.actions.train import own_training, tell
from lapel.journey.qualification.actions.trials import finish_if_whole
from lapel.journey.qualification.models import LEVELS, Mark, Portfolio, Scoring, Trial
from lapel.journey.qualification.queries import practice_of
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person


def begin_practice(*, person: Person, training_id: UUID, portfolio_id: UUID) -> Scoring:
    """Open a practice portfolio of one's training; one that was opened goes on as it stands."""
    with transaction.atomic():
        training = own_training(person=person, training_id=training_id)
        portfolio = practice_of(training.version, training.language).filter(pk=portfolio_id).first()
        if portfolio is None:
            raise PermissionDenied
        scoring, _made = Scoring.objects.get_or_create(
            training=training, trial=None, portfolio=portfolio, defaults={"begun_at": now()}
        )
    return scoring


def begin_anchor(*, person: Person, trial_id: UUID, portfolio_id: UUID) -> Scoring:
    """Open an anchor of one's try; one that was opened goes on as it stands."""
    with transaction.atomic():
        trial = Trial.objects.filter(pk=trial_id).first()
        if trial is None:
            raise PermissionDenied
        training = own_training(person=person, training_id=trial.training_id)
        trial.refresh_from_db()
        if trial.finished_at or str(portfolio_id) not in trial.anchors:
            raise PermissionDenied
        portfolio = Portfolio.objects.get(pk=portfolio_id)
        scoring, _made = Scoring.objects.get_or_create(
            training=training, trial=trial, portfolio=portfolio, defaults={"begun_at": now()}
        )
    return scoring


def save_mark(*, person: Person, scoring_id: UUID, criterion: str, level: str) -> Mark:
    """Keep the level of a criterion; the latest choice stands until the portfolio is locked."""
    with transaction.atomic():
        scoring = _own(person, scoring_id)
        if criterion not in [each["key"] for each in criteria(scoring.portfolio.version)]:
            raise Refusal(_("This criterion is not part of the rubric."))
        if level not in list(LEVELS):
            raise Refusal(_("Choose a level."))
        mark, _made = Mark.objects.update_or_create(
            scoring=scoring, criterion=criterion, defaults={"level": level, "saved_at": now()}
        )
    return mark


def lock_scoring(*, person: Person, scoring_id: UUID) -> Scoring:
    """Lock a portfolio, for good: practice shows its key, the last anchor ends the try.

    `Refusal` while a criterion has no level.
    """
    with transaction.atomic():
        scoring = _own(person, scoring_id)
        given = set(scoring.marks.values_list("criterion", flat=True))
        wanted = criteria(scoring.portfolio.version)
        missing = [each["title"] for each in wanted if each["key"] not in given]
        if missing:
            raise Refusal(_("Still without a level: %s.") % ", ".join(missing))
        scoring.locked_at = now()
        scoring.save(update_fields=["locked_at"])
        what = "anchor locked" if scoring.trial_id else "practice locked"
        tell(scoring.training, actor=person, action=what)
        if scoring.trial is not None:
            finish_if_whole(scoring.trial)
    return scoring


def _own(person: Person, scoring_id: UUID) -> Scoring:
    """Hold a person's own scoring that is not locked yet."""
    found = Scoring.objects.filter(pk=scoring_id).first()
    if found is None:
        raise PermissionDenied
    own_training(person=person, training_id=found.training_id)
    scoring = Scoring.objects.select_related(
        "training__version", "training__person", "portfolio__version", "trial__training"
    ).get(pk=scoring_id)
    if scoring.locked_at:
        raise Refusal(_("You locked this portfolio; it can no longer be changed."))
    return scoring
