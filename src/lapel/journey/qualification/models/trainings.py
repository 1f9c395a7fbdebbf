"""A person's way to a qualification: what she read, practised and tried."""

from __future__ import annotations

import uuid

from django.db import models

from lapel.journey.catalogue.models import Version
from lapel.journey.people.models import Person
from lapel.journey.qualification.models.portfolios import LEVELS, Portfolio


class Training(models.Model):
    """A person's training on the rubric of a version, in a language; it is never begun twice.

    Who does not hold the micro-credential is admitted by a lead, who says why (R16).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="trainings")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    language = models.CharField(max_length=12)
    begun_at = models.DateTimeField()
    admitted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    admitted_because = models.TextField(blank=True)
    bias_answers = models.JSONField(default=dict, help_text="{question: place of her choice}.")
    bias_done_at = models.DateTimeField(null=True)
    rubric_done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "version", "language"], name="one_training_per_version"
            )
        ]


class Trial(models.Model):
    """A try on the anchors: which, in which order, and what came of it.

    `result` is empty until it is finished; its shape is qualifying.Result as plain JSON.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    training = models.ForeignKey(Training, models.PROTECT, related_name="trials")
    number = models.PositiveSmallIntegerField()
    anchors = models.JSONField(help_text="Ids of portfolios, in her order.")
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    passed = models.BooleanField(null=True)
    result = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["training", "number"], name="one_trial_per_number"),
            models.UniqueConstraint(
                fields=["training"],
                condition=models.Q(finished_at__isnull=True),
                name="one_trial_at_a_time",
            ),
        ]

    @property
    def own_keyed(self) -> int:
        """Count the anchors of it to which she herself had given keys."""
        return int(self.result.get("own_keyed", 0))


class FurtherTry(models.Model):
    """A lead opened one more try after the ones that were had, and said what was done before."""

    training = models.ForeignKey(Training, models.PROTECT, related_name="further_tries")
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    words = models.TextField()


class Scoring(models.Model):
    """One portfolio as a person scores it: to practise, or within a try; locked once it is done."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    training = models.ForeignKey(Training, models.PROTECT, related_name="scorings")
    trial = models.ForeignKey(Trial, models.PROTECT, null=True, related_name="scorings")
    portfolio = models.ForeignKey(Portfolio, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    locked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["trial", "portfolio"], name="one_scoring_per_trial_and_portfolio"
            ),
            models.UniqueConstraint(
                fields=["training", "portfolio"],
                condition=models.Q(trial__isnull=True),
                name="one_practice_per_portfolio",
            ),
        ]


class Mark(models.Model):
    """The level she gives a criterion; it holds one choice, so the latest simply stands."""

    scoring = models.ForeignKey(Scoring, models.CASCADE, related_name="marks")
    criterion = models.CharField(max_length=80)
    level = models.CharField(
        max_length=12, choices=[(each.value, words) for each, words in LEVELS.items()]
    )
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scoring", "criterion"], name="one_mark_per_criterion")
        ]
