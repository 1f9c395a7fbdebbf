"""What a teacher lets others see of her awards, and since when."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from lapel.journey.issuing.models import Award, Issuer
from lapel.journey.people.models import Organisation, Person


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


class Paper(models.Model):
    """Something a holder had signed beside her badges: another form of one, or a transcript.

    `made_from` tells what it was made of; where that is another by now, the paper is out of date
    and is not given out. It begins as an order, and is signed by a job.
    """

    class Kind(models.TextChoices):
        """Which form it has."""

        VC_JWT = "vc-jwt", _("Token (VC-JWT)")
        SD_JWT = "sd-jwt", _("Token of which parts can be left out (SD-JWT VC)")
        JCS = "jcs", _("Badge with an eddsa-jcs-2022 proof (JSON)")
        TRANSCRIPT = "transcript", _("Transcript (CLR 2.0)")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    award = models.ForeignKey(Award, models.PROTECT, null=True, related_name="papers")
    issuer = models.ForeignKey(Issuer, models.PROTECT, null=True, related_name="+")
    made_from = models.CharField(max_length=64)
    text = models.TextField(blank=True)
    error = models.TextField(blank=True)
    ordered_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "award"],
                condition=models.Q(award__isnull=False),
                name="one_paper_of_a_form",
            ),
            models.UniqueConstraint(
                fields=["person", "issuer"],
                condition=models.Q(issuer__isnull=False),
                name="one_transcript_of_an_issuer",
            ),
        ]
