"""Rows of the outbox, the audit chain and the replies given once."""

from __future__ import annotations

import uuid

from django.db import models


class OutboxEvent(models.Model):
    """A fact, written in the transaction of the action that caused it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=120)
    payload = models.JSONField()
    announced_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["kind", "announced_at"])]


class Delivery(models.Model):
    """One receiver's run for one event; the pair is unique, so nothing is delivered twice."""

    class State(models.TextChoices):
        """Where a delivery stands."""

        WAITING = "waiting"
        LEASED = "leased"
        DONE = "done"
        PARKED = "parked"

    event = models.ForeignKey(OutboxEvent, on_delete=models.CASCADE, related_name="deliveries")
    receiver = models.CharField(max_length=120)
    heavy = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    holder = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "receiver"], name="one_delivery_per_receiver")
        ]
        indexes = [
            models.Index(
                fields=["heavy", "due_at", "id"],
                condition=models.Q(state="waiting"),
                name="waiting_deliveries",
            ),
            models.Index(
                fields=["lease_until"], condition=models.Q(state="leased"), name="leased_deliveries"
            ),
        ]


class AuditAnchor(models.Model):
    """A link of the instance's own chain over the entries that name it."""

    position = models.PositiveIntegerField(unique=True)
    at = models.DateTimeField()
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)


class AuditEntry(models.Model):
    """One link of an aggregate's chain (R21): append-only, each digest covers the one before.

    Free text stands outside, in `AuditText`; the chain holds its salted hash, so that the text
    can be erased and the chain still verifies.
    """

    aggregate = models.CharField(max_length=40)
    aggregate_id = models.UUIDField()
    position = models.PositiveIntegerField()
    at = models.DateTimeField()
    action = models.CharField(max_length=80)
    actor = models.UUIDField(null=True)
    facts = models.JSONField(default=dict)
    text_hash = models.CharField(max_length=64, blank=True)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    anchor = models.ForeignKey(AuditAnchor, models.PROTECT, null=True, related_name="entries")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["aggregate", "aggregate_id", "position"], name="one_entry_per_position"
            )
        ]


class AuditText(models.Model):
    """The free text of an entry and its salt; erasing it leaves the chain whole."""

    entry = models.OneToOneField(AuditEntry, on_delete=models.CASCADE, related_name="text")
    salt = models.CharField(max_length=32)
    words = models.TextField()


class GivenReply(models.Model):
    """The reply once given to a request that carried an idempotency key."""

    owner = models.UUIDField()
    key = models.CharField(max_length=80)
    reply = models.JSONField()
    given_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="one_reply_per_key")]


class Instance(models.Model):
    """What this database is: the demo's, which can be reset, or a real one, which never is."""

    class Kind(models.TextChoices):
        """Demo or real."""

        DEMO = "demo"
        REAL = "real"

    only = models.BooleanField(primary_key=True, default=True, editable=False)
    kind = models.CharField(max_length=4, choices=Kind)
    begun_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(only=True), name="one_instance_per_database")
        ]
