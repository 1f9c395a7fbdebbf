"""A teacher's plan, what it was before, what is proposed to her, and what she holds already.

Steps are slugs of micro-credentials, in order. What a step covers is worked out when it is shown.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from lapel.journey.catalogue.models import MicroCredential, Stack
from lapel.journey.people.models import Person


class Unit(models.TextChoices):
    """In what a renewal is counted; different units are never added up."""

    HOURS = "hours", _("hours")
    POINTS = "points", _("credit points")
    SEMESTER = "semester", _("semester credits")
    UNITS = "units", _("continuing education units")


class Plan(models.Model):
    """Goals, hours, what she decided, and the steps. One person has one plan."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.OneToOneField(Person, models.CASCADE, related_name="+")
    targets = models.JSONField(help_text="A level by competency, such as Proficient.")
    focus = models.JSONField(default=list, help_text="Competencies that matter twice to her.")
    problem = models.TextField(blank=True, help_text="What she wants to change, in her words.")
    aim = models.CharField(max_length=200, blank=True, help_text="Whose levels she took, if any.")
    stack = models.ForeignKey(Stack, models.PROTECT, null=True, related_name="+")
    minutes_a_week = models.PositiveSmallIntegerField()
    deadline = models.DateField()
    is_renewal = models.BooleanField(default=False, help_text="Her licence ends on the deadline.")
    renewal_by = models.CharField(
        max_length=200, blank=True, help_text="Who counts towards her renewal."
    )
    renewal_unit = models.CharField(max_length=8, choices=Unit, blank=True)
    renewal_tenths = models.PositiveIntegerField(
        default=0, help_text="How much it asks for, in tenths of the unit."
    )
    renewal_since = models.DateField(
        null=True, help_text="What she earns from this day on counts towards it."
    )
    locked = models.JSONField(default=list)
    skipped = models.JSONField(default=list)
    is_ordered = models.BooleanField(default=False, help_text="She moved a step herself.")
    steps = models.JSONField(default=list)
    changes = models.JSONField(default=dict, help_text="What her last act changed.")
    known = models.JSONField(default=dict, help_text="What was believed of her then, rounded.")
    revision = models.PositiveIntegerField(default=0)
    worked_out = models.PositiveIntegerField(
        default=0, help_text="The last revision of which the best plan was worked out."
    )
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        """Call it by its id; whose it is stands nowhere."""
        return f"plan {self.pk}"

    @property
    def is_being_worked_out(self) -> bool:
        """Tell whether a job still looks for a better plan."""
        return self.worked_out < self.revision


class Former(models.Model):
    """A plan before one of her acts, so that the act can be undone."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="formers")
    act = models.CharField(max_length=20)
    state = models.JSONField()
    at = models.DateTimeField()


class Proposal(models.Model):
    """A better plan, or one that follows what happened; she takes it or leaves it."""

    class Because(models.TextChoices):
        """Why it is proposed."""

        BETTER = "better", _("It covers more in the same hours.")
        HELD = "held", _("You earned something.")
        LOST = "lost", _("Something you had earned no longer counts.")
        KNOWN = "known", _("More is known of where you stand.")
        COUNTED = "counted", _("What counts towards your renewal has changed.")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.OneToOneField(Plan, models.CASCADE, related_name="proposal")
    because = models.CharField(max_length=8, choices=Because)
    steps = models.JSONField()
    changes = models.JSONField()
    made_at = models.DateTimeField()


class Known(models.Model):
    """That a person holds a micro-credential, or has begun it: later rooms say so.

    What counts no more is kept with its day, so that a plan can say why it asks for it again.
    """

    class Kind(models.TextChoices):
        """What she has of it."""

        HELD = "held", _("Held")
        BEGUN = "begun", _("Begun")

    class Ended(models.TextChoices):
        """Why it counts no more."""

        SUSPENDED = "suspended", _("Suspended")
        REVOKED = "revoked", _("Revoked")
        REPLACED = "replaced", _("Replaced by another award")

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    microcredential = models.ForeignKey(MicroCredential, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=5, choices=Kind)
    source = models.UUIDField(help_text="The award or the enrolment that says so.")
    since = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, help_text="From then on it counts no more.")
    ended = models.CharField(
        max_length=9, choices=Ended, blank=True, help_text="Why, if not by the end it was given."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "kind"], name="a_source_says_it_once")
        ]
        indexes = [models.Index(fields=["person", "kind"], name="known_of_a_person")]


class Counted(models.Model):
    """What a micro-credential counts towards a renewal, as a later room says that somebody stated.

    The same recogniser's latest statement in a unit is the one that counts.
    """

    microcredential = models.ForeignKey(MicroCredential, models.CASCADE, related_name="+")
    recogniser = models.CharField(max_length=200)
    unit = models.CharField(max_length=8, choices=Unit)
    tenths = models.PositiveIntegerField()
    source = models.UUIDField(unique=True, help_text="The statement that says so.")
    stated_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["recogniser", "unit"], name="counted_by_somebody")]
