"""What an organisation aims at, by competency, and who set it."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from lapel.journey.people.models import Organisation, Person


class Aim(models.Model):
    """Levels that a school aims at, or that a role in it asks for; never changed, only replaced.

    `levels` gives, by competency, a `domain.measurement.later.Standing`. The standing one of an
    organisation and a name is the one that has not ended.
    """

    class Kind(models.TextChoices):
        """For whom it is."""

        SCHOOL = "school", _("Aim of a school or district")
        ROLE = "role", _("Career role")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=6, choices=Kind)
    name = models.CharField(max_length=120)
    levels = models.JSONField()
    set_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                condition=models.Q(ended_at__isnull=True),
                name="one_standing_aim_of_a_name",
            )
        ]

    def __str__(self) -> str:
        """Name it with whose it is."""
        return f"{self.name} ({self.organisation})"
