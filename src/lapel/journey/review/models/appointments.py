"""Who may assess what."""

from __future__ import annotations

import uuid

from django.db import models

from lapel.journey.catalogue.models import MicroCredential
from lapel.journey.people.models import Person


class Appointment(models.Model):
    """A lead's word that a person may assess a micro-credential in a language, until a day (R4).

    It counts only together with a qualification for the rubric of the case (R16), which room
    `qualification` keeps. `founding` says that she was named while nobody could qualify yet.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    microcredential = models.ForeignKey(
        MicroCredential, models.PROTECT, related_name="appointments"
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments")
    language = models.CharField(max_length=12, default="en")
    founding = models.BooleanField(default=False)
    daily_cap = models.PositiveSmallIntegerField(default=8)
    appointed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    appointed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["microcredential", "person", "language"],
                condition=models.Q(ended_at__isnull=True),
                name="one_open_appointment_per_language",
            )
        ]
