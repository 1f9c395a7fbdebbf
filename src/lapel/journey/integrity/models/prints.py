"""Fingerprints of frozen evidence: hashes only, from which nothing can be read."""

from __future__ import annotations

import uuid

from django.db import models

from lapel.journey.evidence.models import Submission


class Piece(models.Model):
    """An answer or an artefact of one attempt, fingerprinted.

    `source` is `answer:<question>` or `artefact:<id>`; `sha256` is of the text or the file.
    """

    class Kind(models.TextChoices):
        """What was fingerprinted."""

        TEXT = "text"
        PICTURE = "picture"
        VIDEO = "video"
        SOUND = "sound"
        FILE = "file"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, models.CASCADE, related_name="pieces")
    source = models.CharField(max_length=200)
    kind = models.CharField(max_length=8, choices=Kind)
    sha256 = models.CharField(max_length=64, db_index=True)
    file = models.UUIDField(null=True, help_text="The stored file, which a team may share.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "source"], name="one_piece_per_source")
        ]


class Passage(models.Model):
    """A part of a text: the 32-bit hashes of its runs of words."""

    piece = models.ForeignKey(Piece, models.CASCADE, related_name="passages")
    runs = models.BinaryField()


class TextBand(models.Model):
    """A key of a passage; two passages that share one are candidates."""

    key = models.BigIntegerField()
    # Looked up by key alone; removing a passage is rare and may read the table.
    passage = models.ForeignKey(Passage, models.CASCADE, related_name="bands", db_index=False)

    class Meta:
        indexes = [models.Index(fields=["key", "passage"], name="text_bands")]


class View(models.Model):
    """A picture, a picture in a document, or a frame of a video, as 32 by 32 greys."""

    piece = models.ForeignKey(Piece, models.CASCADE, related_name="views")
    number = models.PositiveIntegerField(help_text="Order in a document; seconds in a video.")
    greys = models.BinaryField()


class ViewBand(models.Model):
    """A key of a part of a picture, with all its bits and where the part is (shares of a side)."""

    key = models.BigIntegerField()
    view = models.ForeignKey(View, models.CASCADE, related_name="bands", db_index=False)
    bits = models.BigIntegerField()
    left = models.FloatField()
    top = models.FloatField()
    width = models.FloatField()
    height = models.FloatField()

    class Meta:
        indexes = [models.Index(fields=["key"], name="view_bands")]


class SoundBand(models.Model):
    """A landmark of a recording: its key, and at which step (32 ms) it sounds."""

    key = models.BigIntegerField()
    piece = models.ForeignKey(Piece, models.CASCADE, related_name="sounds", db_index=False)
    at = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["key"], name="sound_bands")]
