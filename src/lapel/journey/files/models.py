"""Files and what is made of them."""

from __future__ import annotations

import uuid

from django.db import models

from lapel.journey.people.models import Organisation, Person


class StoredFile(models.Model):
    """A file somebody brought. Its original stays in her vault; others see only derivatives."""

    class State(models.TextChoices):
        """From the first byte to something that can be shown."""

        RECEIVING = "receiving"
        RECEIVED = "received"
        READY = "ready"
        REFUSED = "refused"

    class Family(models.TextChoices):
        """What a file is, by its content."""

        UNKNOWN = "unknown"
        PHOTO = "photo"
        DOCUMENT = "document"
        AUDIO = "audio"
        VIDEO = "video"
        CAPTIONS = "captions"

    class Purpose(models.TextChoices):
        """What a file was brought for."""

        EVIDENCE = "evidence"
        CAPTIONS = "captions"
        TALK = "talk"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.EVIDENCE)
    owner = models.ForeignKey(Person, models.PROTECT, related_name="files")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=255, help_text="As on her device; never shown to others.")
    size = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0, help_text="Bytes that are durable.")
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVING)
    family = models.CharField(max_length=10, choices=Family, default=Family.UNKNOWN)
    media_type = models.CharField(max_length=80, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    fingerprint = models.CharField(
        max_length=64, blank=True, help_text="Of its first and last bytes, to know it again."
    )
    progress = models.PositiveSmallIntegerField(default=0, help_text="Percent of making it ready.")
    refusal = models.TextField(blank=True, help_text="Why it was refused, in plain words.")
    text = models.TextField(blank=True, help_text="Text of a document, for quotes and checks.")
    duration = models.FloatField(null=True, help_text="Seconds of audio or video.")
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    original_erased_at = models.DateTimeField(
        null=True, help_text="Since when only what others see is kept, and the hash."
    )
    erased_at = models.DateTimeField(null=True, help_text="Since when only the hash is kept.")


class Derivative(models.Model):
    """Something rebuilt from a file without any of its metadata: a picture, a page, a rendition.

    Edition 0 is the file as it was brought, for its owner; in later ones something is covered.
    """

    class Kind(models.TextChoices):
        """What a derivative is for."""

        PICTURE = "picture"
        THUMBNAIL = "thumbnail"
        PAGE = "page"
        HTML = "html"
        IMAGE = "image"
        POSTER = "poster"
        RENDITION = "rendition"
        CAPTIONS = "captions"
        TRANSCRIPT = "transcript"
        WORDS = "words"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(StoredFile, models.CASCADE, related_name="derivatives")
    kind = models.CharField(max_length=10, choices=Kind)
    number = models.PositiveIntegerField(default=0, help_text="Order among its kind, as of pages.")
    edition = models.PositiveIntegerField(default=0, help_text="Later ones have things covered.")
    withdrawn_at = models.DateTimeField(null=True, help_text="Since when nobody else is shown it.")
    erased_at = models.DateTimeField(null=True, help_text="Since when its bytes are gone.")
    blob = models.CharField(max_length=120, help_text="Key in the storage port.")
    media_type = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["file", "kind", "number", "edition"], name="one_derivative_each"
            )
        ]
