"""Programs, what holders let them do, and the codes and tokens by which they do it."""

from __future__ import annotations

import uuid

from django.db import models

from lapel.journey.people.models import Person


class Program(models.Model):
    """An OAuth client that registered itself (RFC 7591); its id is the `client_id`.

    Nothing that it says of itself is proved but that it receives at its redirect addresses.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    secret_hash = models.CharField(max_length=64, help_text="SHA-256 of the client secret.")
    name = models.CharField(max_length=100)
    host = models.CharField(max_length=260, help_text="The one host of all its addresses.")
    metadata = models.JSONField(help_text="What it registered, as it was accepted.")
    registered_at = models.DateTimeField()

    def __str__(self) -> str:
        """Call a program by the name it gives itself."""
        return self.name


class Grant(models.Model):
    """One “yes” of a holder to a program; its codes and tokens end with it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    program = models.ForeignKey(Program, models.PROTECT, related_name="grants")
    scope = models.TextField(help_text="Scopes, parted by spaces.")
    given_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, help_text="When it last read or wrote.")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=20, blank=True, help_text="holder, program or reuse.")

    class Meta:
        indexes = [models.Index(fields=["person", "ended_at"])]


class Code(models.Model):
    """An authorization code, good once and for ten minutes (RFC 6749 §4.1.2, RFC 7636)."""

    hash = models.CharField(max_length=64, unique=True)
    grant = models.ForeignKey(Grant, models.CASCADE, related_name="codes")
    redirect_uri = models.TextField()
    challenge = models.CharField(max_length=128, help_text="PKCE, S256.")
    ends_at = models.DateTimeField()
    spent_at = models.DateTimeField(null=True)


class Token(models.Model):
    """An access or refresh token of a grant; a refresh token is good once."""

    class Kind(models.TextChoices):
        """What the token opens."""

        ACCESS = "access", "access"
        REFRESH = "refresh", "refresh"

    hash = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=7, choices=Kind)
    grant = models.ForeignKey(Grant, models.CASCADE, related_name="tokens")
    scope = models.TextField()
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    spent_at = models.DateTimeField(null=True, help_text="Used once, or taken back.")
