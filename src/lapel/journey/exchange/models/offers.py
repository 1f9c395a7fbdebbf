"""Offers of awards to wallets, what was given, and nonces that were used (docs/adr/0013)."""

from __future__ import annotations

import uuid

from django.db import models

from lapel.journey.issuing.models import Award


class Offer(models.Model):
    """One offer of an award to its holder's wallet, good for minutes and for one wallet's key.

    Its address, code and transaction code are made from its id and the instance's secret; only
    hashes of what a wallet sends are kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    award = models.ForeignKey(Award, models.PROTECT, related_name="+")
    asks_code = models.BooleanField(default=False)
    forms = models.JSONField(help_text="The credential configurations it offers, by name.")
    address_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64, unique=True)
    wrong_codes = models.PositiveSmallIntegerField(default=0)
    token_hash = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 - unique
    holder = models.TextField(blank=True, help_text="The DID of the key it is bound to.")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    code_used_at = models.DateTimeField(null=True)
    token_until = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["award", "made_at"])]


class WalletCopy(models.Model):
    """One signed document given to a wallet; its id is the notification id (OpenID4VCI §11)."""

    class Told(models.TextChoices):
        """What the wallet said has become of it."""

        ACCEPTED = "credential_accepted"
        FAILED = "credential_failure"
        DELETED = "credential_deleted"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    offer = models.ForeignKey(Offer, models.CASCADE, related_name="copies")
    form = models.CharField(max_length=20)
    given_at = models.DateTimeField()
    told = models.CharField(max_length=20, choices=Told, blank=True)
    told_at = models.DateTimeField(null=True)


class SpentNonce(models.Model):
    """A nonce that was used, until it would be stale anyway."""

    hash = models.CharField(max_length=64, primary_key=True)
    until = models.DateTimeField(db_index=True)
