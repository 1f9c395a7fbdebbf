"""What tells whether an assessor still scores as others do, and what followed from it (R17)."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _

from lapel.domain.rubrics.drift import Source
from lapel.journey.catalogue.models import Version
from lapel.journey.people.models import Organisation, Person
from lapel.journey.qualification.models.portfolios import Portfolio


class Sign(models.Model):
    """One scoring beside its reference: the key of a hidden anchor, or all others' scores.

    Levels only: whose the others' were is not kept. An anchor's reference is its agreed key of
    today, looked up whenever the sign is read. `work` is the id by which review knows the scoring.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="signs")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    source = models.CharField(
        max_length=8, choices=[(each.value, each.name.lower()) for each in Source]
    )
    portfolio = models.ForeignKey(Portfolio, models.PROTECT, null=True, related_name="signs")
    work = models.UUIDField(unique=True)
    given = models.JSONField(help_text="{criterion: level}.")
    references = models.JSONField(default=list, help_text="[{criterion: level}], of an anchor [].")
    leniency = models.FloatField(
        default=0.0, help_text="By how many levels the others were known to stand above others."
    )
    at = models.DateTimeField(help_text="When she locked it.")

    class Meta:
        indexes = [models.Index(fields=["person", "organisation", "at"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(source=Source.ANCHOR.value, portfolio__isnull=False)
                | models.Q(source=Source.OTHERS.value, portfolio__isnull=True),
                name="an_anchor_has_a_portfolio",
            )
        ]


class Direction(models.TextChoices):
    """Which way somebody leans."""

    SEVERE = "severe", _("more severe")
    LENIENT = "lenient", _("more lenient")


class DriftWarning(models.Model):
    """A private word to an assessor that her scores move away from others'."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="drift_warnings")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    direction = models.CharField(max_length=8, choices=Direction)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="When her course was steady again.")


class Pause(models.Model):
    """No new work for an assessor of an organisation's rubrics, until it is lifted.

    A lead confirms or lifts it by `due_at`. It is lifted by nobody where its ground is gone:
    the signs, held against the keys of today, no longer ask for it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="pauses")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    direction = models.CharField(max_length=8, choices=Direction)
    at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="When a lead is to have decided (R17).")
    escalated_at = models.DateTimeField(null=True)
    contested_at = models.DateTimeField(null=True)
    contest = models.TextField(blank=True, help_text="What she says against it.")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    words = models.TextField(blank=True, help_text="What the lead says of it, to her.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation"],
                condition=models.Q(lifted_at__isnull=True),
                name="one_open_pause",
            )
        ]

    @property
    def due_day(self) -> date:
        """Give the business day by whose end a lead is to have decided."""
        # A deadline is the midnight that ends a day in the zone of the organisation.
        zone = ZoneInfo(self.organisation.zone)
        return (self.due_at - timedelta(minutes=1)).astimezone(zone).date()

    @property
    def waits(self) -> bool:
        """Tell whether a lead has yet to decide."""
        return self.lifted_at is None and self.confirmed_at is None
