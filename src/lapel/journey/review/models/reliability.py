"""How reliably a micro-credential was scored, as last measured."""

from __future__ import annotations

from django.db import models

from lapel.journey.catalogue.models import MicroCredential


class Reliability(models.Model):
    """The figures of a reliability card, computed apart from any page: their doubt is dear.

    `card` is {"figures": {name: [value, low, high]}, "adjudicationRate", "appealRate"} with null
    for what is undefined, and no figure while too few were scored twice.
    """

    microcredential = models.OneToOneField(
        MicroCredential, models.PROTECT, primary_key=True, related_name="reliability"
    )
    double_scored = models.PositiveIntegerField()
    card = models.JSONField()
    data_hash = models.CharField(max_length=64, help_text="SHA-256 of the ratings behind it.")
    measured_at = models.DateTimeField(help_text="When the ratings were read.")
