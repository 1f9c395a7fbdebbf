"""With whose leave a teacher's decisions are counted in a fairness report."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from lapel.journey.people.models import Person


class GradeBand(models.TextChoices):
    """Whom a teacher mostly teaches, as she says."""

    EARLY = "early", _("Early years")
    PRIMARY = "primary", _("Primary")
    LOWER = "lower", _("Lower secondary")
    UPPER = "upper", _("Upper secondary")
    ADULT = "adult", _("Adults")


class FairnessConsent(models.Model):
    """A teacher's leave, dated, to count her decisions in shares of thirty and more.

    `words` are those she read; nothing is counted once it is withdrawn.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    grade_band = models.CharField(max_length=8, choices=GradeBand, blank=True)
    words = models.TextField()
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="one_standing_fairness_consent",
            )
        ]
