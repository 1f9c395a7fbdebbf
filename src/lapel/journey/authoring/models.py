"""Documents on their way to the catalogue."""

from __future__ import annotations

import uuid

from django.db import models

from lapel.journey.catalogue.models import Version
from lapel.journey.people.models import Organisation, Person


class DocumentDraft(models.Model):
    """A document as its designer gave it, to the letter: readable or not, sound or not.

    It belongs to the organisation; each of its designers may go on with it. `slug` and `title`
    are what could be read, for lists.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    slug = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    published = models.ForeignKey(Version, models.PROTECT, null=True, related_name="+")
    discarded_at = models.DateTimeField(null=True)


class FrameworkBrought(models.Model):
    """A CASE package as somebody brought it, until she took it in or put it away."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    address = models.CharField(max_length=2000, blank=True, help_text="Where it was fetched.")
    title = models.CharField(max_length=200)
    text = models.TextField()
    brought_at = models.DateTimeField()
