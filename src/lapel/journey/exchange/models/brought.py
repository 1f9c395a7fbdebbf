"""Badges that a holder brought, or let bring, from elsewhere."""

from __future__ import annotations

import uuid

from django.db import models

from lapel.journey.exchange.models.programs import Program
from lapel.journey.people.models import Person


class Brought(models.Model):
    """One badge of another issuer, byte for byte as it came, with what a check said of it.

    `name` and `issuer_name` are the badge's own words, which nobody vouches for; `confirmed_name`
    is the issuer's name where something outside the badge confirms it.
    """

    class Form(models.TextChoices):
        """How its text is written: a document with a proof inside, a VC-JWT, or hosted (OB 2.0)."""

        DOCUMENT = "document", "document"
        TOKEN = "token", "token"
        HOSTED = "hosted", "hosted"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    program = models.ForeignKey(Program, models.SET_NULL, null=True, related_name="+")
    form = models.CharField(max_length=8, choices=Form)
    text = models.TextField()
    size = models.PositiveIntegerField(help_text="Bytes of the text.")
    credential_id = models.CharField(max_length=500)
    issuer_id = models.CharField(max_length=500)
    name = models.CharField(max_length=200)
    issuer_name = models.CharField(max_length=200, blank=True)
    confirmed_name = models.CharField(max_length=200, blank=True)
    names_holder = models.BooleanField(help_text="It was issued to one of her addresses.")
    valid_from = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20)
    headline = models.TextField()
    checked_at = models.DateTimeField()
    received_at = models.DateTimeField(help_text="When this text came.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "credential_id", "issuer_id"],
                name="one_brought_badge_of_an_id_and_issuer",
            )
        ]
