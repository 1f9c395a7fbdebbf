"""What is alike between two teachers' work, until a person has looked at it."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from lapel.journey.evidence.models import Submission
from lapel.journey.integrity.models.prints import Piece
from lapel.journey.people.models import Person


class Match(models.Model):
    """Two attempts of two people that hold something alike; by itself it means nothing."""

    class State(models.TextChoices):
        """What a person made of it."""

        OPEN = "open", _("To look at")
        DISMISSED = "dismissed", _("Dismissed")
        INQUIRY = "inquiry", _("Asked about")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    newer = models.ForeignKey(Submission, models.CASCADE, related_name="matches")
    older = models.ForeignKey(Submission, models.CASCADE, related_name="matched_by")
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    amount = models.PositiveIntegerField(help_text="How much is alike, to know when it is more.")
    found_at = models.DateTimeField()
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["newer", "older"], name="one_match_per_pair")
        ]
        verbose_name_plural = "matches"


class MatchedPiece(models.Model):
    """One piece of each that are alike: by how much, as a share from 0 to 1."""

    match = models.ForeignKey(Match, models.CASCADE, related_name="pieces")
    newer = models.ForeignKey(Piece, models.CASCADE, related_name="+")
    older = models.ForeignKey(Piece, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Piece.Kind)
    share = models.FloatField()
    amount = models.PositiveIntegerField(help_text="Shared runs of words, pictures, or seconds.")
    newer_at = models.PositiveIntegerField(null=True, help_text="Of sound: from which second.")
    older_at = models.PositiveIntegerField(null=True, help_text="Of sound: from which second.")


class Glance(models.Model):
    """Somebody saw a match; she must not score either side afterwards."""

    match = models.ForeignKey(Match, models.CASCADE, related_name="glances")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["match", "person"], name="one_glance_per_person")
        ]


class Apart(models.Model):
    """Somebody sat down to score an attempt: until that is decided no likeness is shown to her.

    The rows of a case are taken away when it is over (R5).
    """

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "person"], name="apart_once_from_a_submission"
            )
        ]
