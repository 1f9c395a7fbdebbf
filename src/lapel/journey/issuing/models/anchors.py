"""Anchors: batches of awards whose common hash stands on a chain (docs/adr/0016)."""

from __future__ import annotations

import uuid

from django.db import models

from lapel.journey.issuing.models.awards import Award, Issuer


class Anchor(models.Model):
    """One transaction for the awards of one issuer; signed before it is sent, sent until it stands.

    `multikey` is the chain key that signed it, which stands in the DID document of `did` from now
    on. What was given up was never seen on the chain; its awards are free for another.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    issuer = models.ForeignKey(Issuer, models.PROTECT, related_name="anchors")
    did = models.CharField(max_length=300)
    multikey = models.CharField(max_length=120)
    chain = models.PositiveBigIntegerField(help_text="The chain's number (EIP-155).")
    root = models.CharField(max_length=64)
    transaction = models.CharField(max_length=64, help_text="Its id, in hexadecimal.")
    raw = models.TextField(help_text="The signed transaction, in hexadecimal.")
    made_at = models.DateTimeField()
    block = models.PositiveBigIntegerField(null=True)
    written_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issuer"],
                condition=models.Q(written_at__isnull=True, given_up_at__isnull=True),
                name="one_anchor_at_a_time",
            )
        ]


class AnchoredAward(models.Model):
    """An award in an anchor; good while the award's public document is the one that was hashed."""

    anchor = models.ForeignKey(Anchor, models.CASCADE, related_name="awards")
    award = models.ForeignKey(Award, models.PROTECT, related_name="anchored")
    public_hash = models.CharField(max_length=64)
    proof = models.TextField(help_text="The Merkle proof's value.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["anchor", "award"], name="an_award_is_anchored_once")
        ]
