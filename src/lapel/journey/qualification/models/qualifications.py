"""Who may assess what, and until when."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from lapel.journey.catalogue.models import Version
from lapel.journey.people.models import Person
from lapel.journey.qualification.models.trainings import Trial


class Qualification(models.Model):
    """A person may assess the rubric of a version in a language, for twelve months (R16).

    It holds for every version with the same rubric. A founding assessor is named by a lead where
    nobody can have been trained yet; all others have passed a try.
    """

    class Ending(models.TextChoices):
        """Why one ended before its day."""

        RENEWED = "renewed", _("Renewed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="qualifications")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    language = models.CharField(max_length=12)
    qualified_at = models.DateTimeField()
    until = models.DateTimeField()
    founding = models.BooleanField(default=False)
    named_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    trial = models.OneToOneField(Trial, models.PROTECT, null=True, related_name="qualification")
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=10, choices=Ending, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "version", "language"],
                condition=models.Q(ended_at__isnull=True),
                name="one_open_qualification",
            )
        ]
