"""What officers and holders change about awards that stand (docs/adr/0019)."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from lapel.journey.people.models import Person


class Act(models.TextChoices):
    """What was done to an award whose state stays; it is signed anew for it."""

    EXPIRE = "expire", _("Given another end")
    REFRESH = "refresh", _("Signed anew")
    REISSUE = "reissue", _("Re-issued to the holder's present address")


class Change(models.Model):
    """One decision about awards, of which each has its own standing; kept for ever."""

    class Verb(models.TextChoices):
        """What is done to them."""

        REVOKE = "revoke", _("Revoke for good")
        SUSPEND = "suspend", _("Suspend")
        REINSTATE = "reinstate", _("Reinstate")
        EXPIRE = "expire", _("Give another end")
        REFRESH = "refresh", _("Sign anew")
        SUPERSEDE = "supersede", _("Replace by another award")
        REISSUE = "reissue", _("Re-issue to the holder's present address")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    verb = models.CharField(max_length=10, choices=Verb)
    reason = models.CharField(max_length=20, blank=True)
    words = models.TextField()
    valid_until = models.DateTimeField(null=True)
    count = models.PositiveIntegerField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()


class LeftStanding(models.Model):
    """An officer's decision to leave an award as it is, although its ground is gone (R19).

    It answers what was known by then: what comes up later asks anew. Its words are the officers'.
    """

    award = models.ForeignKey("issuing.Award", models.PROTECT, related_name="left_standing")
    words = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["award", "at"], name="left_standing_of_award")]
