"""What people ask a teacher about, what she replies, and what a person finds."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _

from lapel.journey.evidence.models import Submission
from lapel.journey.integrity.models.matches import Match
from lapel.journey.people.models import Person

if TYPE_CHECKING:
    from datetime import date


class Finding(models.TextChoices):
    """The ladder of consequences, from the lowest rung up."""

    NOTHING = "nothing", _("Nothing: assessment goes on")
    EXPLAIN = "explain", _("Explain it in the evidence, and submit again")
    VIVA = "viva", _("Submit again, with a short talk about it")
    CLOSED = "closed", _("This attempt is closed")
    REFERRED = "referred", _("The award is referred to the issuer officer")


class Inquiry(models.Model):
    """A question to a teacher about one attempt; opened, answered and closed by people only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="inquiries")
    match = models.ForeignKey(Match, models.PROTECT, null=True, related_name="inquiries")
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    words = models.TextField(help_text="What was seen, in plain words to the teacher.")
    reply_until = models.DateTimeField()
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True)
    shows_process = models.BooleanField(default=False, help_text="Her leave to show how it grew.")
    finding = models.CharField(max_length=8, choices=Finding, blank=True)
    reason = models.TextField(blank=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission"],
                condition=models.Q(closed_at__isnull=True),
                name="one_open_inquiry_per_submission",
            )
        ]
        verbose_name_plural = "inquiries"

    @property
    def reply_day(self) -> date:
        """Give the business day by whose end the teacher is asked to reply."""
        # A deadline is the midnight that ends a day in the zone of the organisation.
        place = self.submission.organisation
        zone = ZoneInfo(place.zone if place else "UTC")
        return (self.reply_until - timedelta(minutes=1)).astimezone(zone).date()
