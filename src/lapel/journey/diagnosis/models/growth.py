"""Who may look at a teacher's growth beside herself."""

from __future__ import annotations

import uuid

from django.db import models

from lapel.journey.people.models import Person


class GrowthReader(models.Model):
    """A mentor whom a teacher lets see her growth, from a day until she takes it back.

    `words` are what the teacher read when she let her in.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="growth_readers")
    mentor = models.ForeignKey(Person, models.PROTECT, related_name="+")
    words = models.TextField()
    let_in_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "mentor"],
                condition=models.Q(ended_at__isnull=True),
                name="one_standing_leave_for_growth",
            )
        ]
