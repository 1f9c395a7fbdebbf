"""Whether a letter helped, as its teacher says."""

from __future__ import annotations

from django.db import models

from lapel.journey.review.models.cases import Letter


class Usefulness(models.Model):
    """A teacher's tap on her letter: it helped, or it did not; the latest stands.

    Who wrote the letter sees numbers from five letters on, and never which one it was.
    """

    letter = models.OneToOneField(Letter, models.CASCADE, primary_key=True)
    helped = models.BooleanField()
    at = models.DateTimeField()
