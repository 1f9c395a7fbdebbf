"""Cases and all that belongs to them: seats, scores, decisions, letters."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _

from lapel.domain.rubrics.levels import Level, Outcome, Reason
from lapel.domain.rubrics.lifecycle import Look, State
from lapel.journey.catalogue.models import MicroCredential, Version
from lapel.journey.evidence.models import Submission
from lapel.journey.people.models import Organisation, Person
from lapel.journey.qualification.models import Portfolio

LEVELS = {
    Level.YES: _("Yes"),
    Level.ALMOST: _("Almost"),
    Level.NOT_YET: _("Not yet"),
    Level.CANNOT_JUDGE: _("Cannot judge"),
}
REASONS = {
    Reason.UNREADABLE: _("It cannot be opened or read"),
    Reason.WRONG_ARTEFACT: _("It is not the evidence that was asked for"),
    Reason.TOO_SHORT: _("It is too short to tell"),
    Reason.PRIVACY: _("It shows a student's name or face"),
    Reason.LANGUAGE: _("I do not know its language well enough"),
    Reason.OFF_TASK: _("It is about something else"),
}
OUTCOMES = {
    Outcome.EARNED: _("Earned"),
    Outcome.ALMOST: _("Almost there"),
    Outcome.NOT_YET: _("Not yet"),
}
STATES = {
    State.QUEUED: _("Waiting for assessors"),
    State.IN_REVIEW: _("Being scored"),
    State.AGREED: _("The assessors agree"),
    State.SCORED_ONCE: _("Scored"),
    State.DISCREPANT: _("Waiting for a lead assessor"),
    State.ADJUDICATION: _("With a lead assessor"),
    State.HOLD_PRIVACY: _("Held to protect a student"),
    State.HOLD_JUDGEMENT: _("Waiting for a lead's decision"),
    State.HOLD_INTEGRITY: _("Held while something is looked into"),
    State.HOLD_VIVA: _("A short talk about the work"),
    State.DECIDED: _("Decided"),
    State.APPEAL: _("Under appeal"),
    State.APPEAL_DECIDED: _("Decided on appeal"),
    State.RETURNED: _("Sent back to pre-check"),
    State.CLOSED: _("Closed after an inquiry"),
    State.WITHDRAWN: _("Withdrawn"),
}


# A second look goes the same way as a case; its assessors see no difference (R5).
STAGES_OF_LOOKS: dict[str, State] = {
    Look.SCORING: State.IN_REVIEW,
    Look.DISCREPANT: State.DISCREPANT,
    Look.ADJUDICATION: State.ADJUDICATION,
}


class CasesOfSubmissions(models.Manager["Case"]):
    """The cases that come from teachers; hidden anchors are never among them."""

    def get_queryset(self) -> models.QuerySet[Case]:
        """Give all cases that have a submission."""
        return super().get_queryset().filter(submission__isnull=False)


class Case(models.Model):
    """What review knows of one submission; its state is the submission's after `queued`.

    Or a hidden anchor (R17): it has a portfolio for a submission, one assessor, no teacher, and no
    decision. `objects` leaves those out; `everything` and `assessment.case` do not.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission: models.OneToOneField[Submission, Submission] = models.OneToOneField(  # type: ignore[misc]  # none only in a hidden anchor, which is asked for `is_anchor` first
        Submission, models.PROTECT, null=True, related_name="case"
    )
    portfolio = models.ForeignKey(Portfolio, models.PROTECT, null=True, related_name="+")
    microcredential = models.ForeignKey(MicroCredential, models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=12)
    state = models.CharField(
        max_length=16, choices=[(state.value, words) for state, words in STATES.items()]
    )
    open_criteria = models.JSONField(help_text="Keys to be scored (R12); the others are 'yes'.")
    opened_at = models.DateTimeField()
    target_at = models.DateTimeField(help_text="Five business days after it was opened (R15).")
    breach_at = models.DateTimeField(help_text="Ten business days after it was opened (R15).")
    breached_at = models.DateTimeField(null=True)
    hold_until = models.DateTimeField(null=True, help_text="When a lead is to have decided.")
    ended_at = models.DateTimeField(null=True)
    decision = models.OneToOneField(
        "Decision",
        models.PROTECT,
        null=True,
        related_name="stands_in",
        help_text="The one that stands; earlier ones are kept (Decision.supersedes).",
    )
    look_state = models.CharField(
        max_length=12,
        blank=True,
        choices=[(each.value, each.value) for each in Look],
        help_text="Where a second look at the decided case stands (R17); empty if there is none.",
    )

    objects = CasesOfSubmissions()
    everything = models.Manager["Case"]()

    class Meta:
        indexes = [models.Index(fields=["microcredential", "state", "opened_at"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(submission__isnull=False, portfolio__isnull=True)
                | models.Q(submission__isnull=True, portfolio__isnull=False),
                name="a_submission_or_a_portfolio",
            )
        ]

    @property
    def is_anchor(self) -> bool:
        """Tell whether it is a hidden anchor (R17)."""
        return self.portfolio_id is not None

    @property
    def work(self) -> Submission | Portfolio:
        """Give what is to be scored, with its manifest."""
        return self.portfolio or self.submission

    @property
    def is_in_flight(self) -> bool:
        """Tell whether what is to be scored was neither withdrawn nor closed."""
        if self.is_anchor or self.look_state:
            return True
        return self.submission.state == Submission.State.QUEUED

    @property
    def stage(self) -> State:
        """Tell where scoring stands: of a second look while one is open, else the case itself."""
        return STAGES_OF_LOOKS.get(self.look_state) or State(self.state)

    @property
    def chain(self) -> UUID:
        """Give the id of the aggregate in whose chain its acts are noted."""
        return self.pk if self.submission_id is None else self.submission_id

    @property
    def target_day(self) -> date:
        """Give the business day by whose end the case should be decided."""
        return self._day_before(self.target_at)

    @property
    def breach_day(self) -> date:
        """Give the business day after whose end the case is late."""
        return self._day_before(self.breach_at)

    def _day_before(self, midnight: datetime) -> date:
        # A deadline is the midnight that ends a day in the zone of the clock's organisation.
        zone = ZoneInfo(self.organisation.zone if self.organisation else "UTC")
        return (midnight - timedelta(minutes=1)).astimezone(zone).date()


class Seat(models.IntegerChoices):
    """The seats at a case: two that are scored blind of each other (R5), a lead's, an appeal's."""

    FIRST = 1
    SECOND = 2
    ADJUDICATOR = 3
    APPEAL = 4


class Assessment(models.Model):
    """One assessor's work on one case; there is one row per person and case, for good.

    A seat is hers from `taken_at` until `lease_until` unless she locked it; when it lapses
    `ended_at` frees the seat and her scores wait for her, unseen, and never count (R4).
    """

    class Ending(models.TextChoices):
        """How a seat was left without a lock, or why a locked one no longer counts."""

        LAPSED = "lapsed"
        HANDED_BACK = "handed_back"
        RECUSED = "recused"
        PAUSED = "paused"
        REPLACED = "replaced"
        CLOSED = "closed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="assessments")
    seat = models.PositiveSmallIntegerField(choices=Seat)
    assessor = models.ForeignKey(Person, models.PROTECT, related_name="assessments")
    taken_at = models.DateTimeField()
    lease_until = models.DateTimeField()
    locked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=12, choices=Ending, blank=True)
    note = models.TextField(blank=True, help_text="An adjudicator's words for the letter.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "seat"],
                condition=models.Q(ended_at__isnull=True),
                name="one_assessor_per_seat",
            ),
            models.UniqueConstraint(
                fields=["case", "assessor"], name="one_assessment_per_person_and_case"
            ),
            models.UniqueConstraint(
                fields=["assessor"],
                condition=models.Q(ended_at__isnull=True, locked_at__isnull=True),
                name="one_open_seat_per_assessor",
            ),
        ]


class Score(models.Model):
    """A level on one criterion, saved as it is made; a stale save never overwrites it.

    `anchors` is a list of places: {"source", "quote"} or {"source", "seconds"}, where source is
    `answer:<question>` or `artefact:<id>`.
    """

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="scores")
    criterion = models.CharField(max_length=80)
    level = models.CharField(
        max_length=12, blank=True, choices=[(each.value, words) for each, words in LEVELS.items()]
    )
    reason = models.CharField(
        max_length=16, blank=True, choices=[(each.value, words) for each, words in REASONS.items()]
    )
    comment = models.TextField(blank=True)
    next_step = models.TextField(blank=True)
    anchors = models.JSONField(default=list)
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "criterion"], name="one_score_per_criterion"
            )
        ]


class ScoreSetAside(models.Model):
    """A score that met a newer one: kept until its writer has chosen."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    score = models.ForeignKey(Score, models.CASCADE, related_name="set_aside")
    body = models.JSONField(help_text="level, reason, comment, next_step and anchors.")
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)


class Decision(models.Model):
    """The resolved outcome of a case; `record` is what was hashed into the chain (R18).

    It is never changed. Where work is scored again (R14, R17) a new one may supersede it;
    `Case.decision` is the one that stands.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions")
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="superseded_by"
    )
    outcome = models.CharField(
        max_length=8, choices=[(each.value, words) for each, words in OUTCOMES.items()]
    )
    criteria = models.JSONField(help_text="[{criterion, required, level, how}] over the rubric.")
    record = models.JSONField()
    record_hash = models.CharField(max_length=64, help_text="SHA-256 of the canonical record.")
    decided_at = models.DateTimeField()


class Letter(models.Model):
    """What the teacher reads (R11); `parts` is frozen at the decision, in the rubric's order."""

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="letter")
    note = models.TextField(blank=True)
    parts = models.JSONField(
        help_text="[{criterion, title, required, level, how, met, words, target, "
        "comments: [{comment, next_step, anchors}]}]"
    )
    written_at = models.DateTimeField()
