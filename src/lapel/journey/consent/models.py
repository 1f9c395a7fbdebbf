"""What somebody attested, word for word."""

from __future__ import annotations

import uuid

from django.db import models

from lapel.journey.people.models import Person


class Attestation(models.Model):
    """A person's word on a subject (a draft of evidence), with the sentences as she read them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="attestations")
    subject = models.UUIDField(db_index=True)
    statements = models.JSONField(help_text="A list of {key, text} in her language.")
    attested_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
