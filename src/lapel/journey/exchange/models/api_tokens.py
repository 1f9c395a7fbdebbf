"""Tokens by which an organisation's own programs issue (VC-API)."""

from __future__ import annotations

import uuid

from django.db import models

from lapel.journey.people.models import Organisation, Person


class ApiToken(models.Model):
    """One program's right to have credentials signed for an organisation, until it ends.

    The token itself is shown once, to the administrator who made it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    name = models.CharField(max_length=100, help_text="What it is for, in a person's words.")
    scope = models.CharField(max_length=200, help_text="Scopes, parted by spaces.")
    hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
