"""The first cases of a rubric, discussed once they are decided."""

from __future__ import annotations

from django.db import models

from lapel.journey.people.models import Person
from lapel.journey.review.models.cases import Case


class Norming(models.Model):
    """What was agreed over one of the first cases of a rubric, and whether it may be an anchor."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="norming")
    agreed = models.TextField(blank=True)
    is_candidate = models.BooleanField(default=False, help_text="It may serve as an anchor.")
    written_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()


class NormingReading(models.Model):
    """An assessor has read how a case was scored: no later attempt is hers to score (R5)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="norming_readings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "person"], name="one_reading_per_person")
        ]
