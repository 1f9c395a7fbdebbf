"""What micro-credentials count for, as somebody stated."""

from __future__ import annotations

import uuid

from django.core.validators import URLValidator
from django.db import models

from lapel.journey.catalogue.models import MicroCredential
from lapel.journey.people.models import Organisation, Person
from lapel.journey.plan.models import Unit


class Recognition(models.Model):
    """A statement by a recogniser; Lapel repeats it with date and source, and vouches for none."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    microcredential = models.ForeignKey(MicroCredential, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", help_text="Whose record this is."
    )
    recogniser = models.CharField(max_length=200, help_text="Who says so, by name.")
    statement = models.TextField()
    credit = models.CharField(max_length=200)
    amount = models.DecimalField(
        max_digits=6,
        decimal_places=1,
        null=True,
        blank=True,
        help_text="The same as a number, to be added up.",
    )
    unit = models.CharField(max_length=8, choices=Unit, blank=True)
    source = models.URLField(max_length=500, validators=[URLValidator(["http", "https"])])
    stated_on = models.DateField()
    verify = models.TextField(help_text="How a teacher makes sure before she relies on it.")
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Say who counts it for how much."""
        return f"{self.recogniser}: {self.credit}"
