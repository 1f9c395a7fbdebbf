"""What happens beside the way of a case, or after it: appeals, and inquiries into integrity."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from lapel.journey.review.models.cases import Case, Decision


class Appeal(models.Model):
    """A teacher's word against a decision (R14); there is one for a case, for good.

    `criteria` are the keys she contests; `words` are read by nobody who scores.
    """

    class Ending(models.TextChoices):
        """What became of it."""

        STANDS = "stands", _("The decision stands")
        CHANGED = "changed", _("Something changed for the better")
        TAKEN_BACK = "taken_back", _("Taken back")
        STOPPED = "stopped", _("Ended by an inquiry")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.OneToOneField(Case, models.PROTECT, related_name="appeal")
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="appeal")
    criteria = models.JSONField(help_text="Keys of the criteria she contests.")
    words = models.TextField()
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=10, choices=Ending, blank=True)


class IntegrityHold(models.Model):
    """The time in which an inquiry stopped a case; `was` is the state it came from."""

    class Outcome(models.TextChoices):
        """How the inquiry ended for the case."""

        CLEARED = "cleared", _("Cleared")
        UPHELD = "upheld", _("Upheld")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="integrity_holds")
    was = models.CharField(max_length=16)
    held_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    words = models.TextField(blank=True, help_text="What the teacher reads of the finding.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(released_at__isnull=True),
                name="one_open_integrity_hold",
            )
        ]
