"""What a teacher found out: her sittings as one diagnosis, her own judgement, her later work."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from lapel.domain.measurement.later import Decided, Standing
from lapel.domain.measurement.sessions import Said
from lapel.domain.measurement.stopping import Verdict
from lapel.journey.catalogue.models import Competency
from lapel.journey.diagnosis.models.bank import ItemVersion, ParameterSet
from lapel.journey.people.models import Person


class Diagnosis(models.Model):
    """One adaptive session, over as many sittings and devices as she likes; hers alone.

    Plan, parameters, prior, aim and turns give everything again. `known` is what
    `Posterior.as_plain` gave after the last turn, so that a request need not replay. `asked` is
    the question that is open: `{"item", "order", "why", "at"}`, None once it is over.
    `prior` is `{"mean", "covariance"}`. `ended` says by which rule; it is empty where she ended it
    herself.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="diagnoses")
    parameters = models.ForeignKey(ParameterSet, models.PROTECT, related_name="+")
    plan = models.JSONField(help_text="As domain.measurement.sessions.Plan.as_plain gives it.")
    prior = models.JSONField()
    aim = models.JSONField(help_text="The fields of domain.measurement.stopping.Aim.")
    known = models.JSONField()
    asked = models.JSONField(null=True)
    revision = models.PositiveIntegerField(default=0, help_text="Counts its turns.")
    begun_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    ended = models.CharField(
        max_length=12, choices=[(each.value, each.value) for each in Verdict], blank=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(finished_at__isnull=True),
                name="one_open_diagnosis_each",
            )
        ]


class Turn(models.Model):
    """One question and what she did with it; never changed.

    `order` is the order in which its answers stood, `option` the place in the document of the one
    she chose. `why` holds the fields of `domain.measurement.selecting.Choice`; `mean` and `sd`
    are what was known after it, by competency, to hold a replay against.
    """

    diagnosis = models.ForeignKey(Diagnosis, models.CASCADE, related_name="turns")
    number = models.PositiveIntegerField()
    item = models.CharField(max_length=100)
    version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="+")
    said = models.CharField(max_length=14, choices=[(each.value, each.value) for each in Said])
    category = models.PositiveSmallIntegerField(null=True)
    option = models.PositiveSmallIntegerField(null=True)
    order = models.JSONField()
    why = models.JSONField()
    mean = models.JSONField()
    sd = models.JSONField()
    asked_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("diagnosis", "number")
        constraints = [
            models.UniqueConstraint(fields=["diagnosis", "number"], name="one_turn_per_number"),
            models.UniqueConstraint(fields=["diagnosis", "item"], name="a_question_is_asked_once"),
        ]


class SelfRating(models.Model):
    """Where she sees herself in a competency; shown beside what was found, and never part of it."""

    class Place(models.IntegerChoices):
        """Her own words for it."""

        NEW = 1, _("New to me")
        TRYING = 2, _("I am trying it out")
        USUAL = 3, _("It is part of my teaching")
        SURE = 4, _("I am sure of it")
        OTHERS = 5, _("I help others with it")

    diagnosis = models.ForeignKey(Diagnosis, models.CASCADE, related_name="ratings")
    competency = models.ForeignKey(Competency, models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField(choices=Place)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["diagnosis", "competency"], name="one_rating_per_competency"
            )
        ]


class LaterResult(models.Model):
    """What people decided on one criterion of her work; it moves what is known of her.

    `source` is the decision that says so; the same source says it once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    source = models.UUIDField()
    title = models.CharField(max_length=200, help_text="Of the micro-credential.")
    criterion = models.CharField(max_length=200, help_text="Across micro-credentials.")
    competency = models.ForeignKey(Competency, models.PROTECT, related_name="+")
    standing = models.CharField(
        max_length=10, choices=[(each.value, each.value) for each in Standing]
    )
    decided = models.CharField(max_length=7, choices=[(each.value, each.value) for each in Decided])
    at = models.DateTimeField(help_text="When it was noted here.")
    taken_back_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(
        null=True, help_text="When its award ends; from then on it counts no more."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "criterion"], name="a_source_says_a_criterion_once"
            )
        ]
        indexes = [models.Index(fields=["person", "at"], name="later_results_of_hers")]


class Learned(models.Model):
    """When she last finished learning something of a competency; it opens it for a retest."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    competency = models.ForeignKey(Competency, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "competency"], name="one_last_learning_per_competency"
            )
        ]
