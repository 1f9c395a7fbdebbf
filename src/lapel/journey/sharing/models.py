"""What a teacher lets others see of her awards, and since when."""

from __future__ import annotations

import uuid

from django.db import models

from lapel.journey.issuing.models import Award
from lapel.journey.people.models import Organisation


class Share(models.Model):
    """A holder's choice for one award; without a row it is private."""

    award = models.OneToOneField(Award, models.PROTECT, related_name="share")
    is_public = models.BooleanField(default=False)
    shows_name = models.BooleanField(default=False)
    changed_at = models.DateTimeField()


class DistrictConsent(models.Model):
    """A holder's leave for her district to see one award by her name, until she withdraws it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    award = models.ForeignKey(Award, models.PROTECT, related_name="district_consents")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["award", "organisation"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="one_open_consent_per_district",
            )
        ]
