"""Credentials that organisations' own programs had signed; they are no awards."""

from __future__ import annotations

import uuid

from django.db import models

from lapel.journey.issuing.models.awards import Issuer


class ProgramCredential(models.Model):
    """One credential that a program had signed, by its id, so that it can be revoked.

    Its text is the program's own and is not kept; its hash stands in the issuer's audit chain. The
    same id may have been signed more than once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    issuer = models.ForeignKey(Issuer, models.PROTECT, related_name="+")
    credential_id = models.CharField(max_length=500)
    token_id = models.UUIDField(help_text="The token of the program that asked.")
    asked_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["issuer", "credential_id"])]
