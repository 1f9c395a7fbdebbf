"""Batches: many awards of one achievement on an officer's word (docs/adr/0015)."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from lapel.journey.catalogue.models import Stack, Version
from lapel.journey.issuing.models.awards import Achievement
from lapel.journey.people.models import Organisation, Person


class Batch(models.Model):
    """A table of recipients of one version or stack, and an officer's decision about them.

    `record` is that decision; its hash stands in the audit chain before anything is signed.
    """

    class State(models.TextChoices):
        """Where a batch stands; `reading` is seen by nobody."""

        READING = "reading", _("Being read")
        UPLOADED = "uploaded", _("To be confirmed")
        RUNNING = "running", _("Being issued")
        PAUSED = "paused", _("Paused")
        CANCELLED = "cancelled", _("Cancelled")
        DONE = "done", _("Done")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, models.PROTECT, null=True, related_name="+")
    stack = models.ForeignKey(Stack, models.PROTECT, null=True, related_name="+")
    achievement = models.ForeignKey(Achievement, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.READING)
    uploaded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    file_hash = models.CharField(max_length=64, help_text="SHA-256 of the table as it came.")
    bad = models.JSONField(default=list, help_text="Lines: line, email, name, reason.")
    words = models.TextField(blank=True, help_text="On what ground; everybody may read it.")
    valid_until = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    record = models.JSONField(null=True)
    record_hash = models.CharField(max_length=64, blank=True)
    total = models.PositiveIntegerField(default=0)
    issued = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(version__isnull=False, stack__isnull=True)
                | models.Q(version__isnull=True, stack__isnull=False),
                name="a_batch_is_of_a_version_or_a_stack",
            )
        ]

    @property
    def subject(self) -> Version | Stack:
        """Give what it awards."""
        found = self.version or self.stack
        assert found is not None
        return found

    @property
    def left(self) -> int:
        """Count the recipients nothing was done about yet."""
        return self.total - self.issued - self.skipped


class Recipient(models.Model):
    """A good line of a table; her award will have this row's id, so there is never a second.

    Address and name are erased as soon as the award is sealed, or nothing is to come.
    """

    class State(models.TextChoices):
        """What became of a line."""

        WAITING = "waiting", _("Waiting")
        ISSUED = "issued", _("Issued")
        SKIPPED = "skipped", _("Left out")
        CANCELLED = "cancelled", _("Cancelled")

    class Reason(models.TextChoices):
        """Why a line was left out when its turn came."""

        HELD = "held", _("She has this award already.")
        OWN = "own", _("This is the address of the officer who confirmed the table.")
        LEFT = "left", _("She closed her account.")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    batch = models.ForeignKey(Batch, models.CASCADE, related_name="recipients")
    chunk = models.PositiveIntegerField()
    line = models.PositiveIntegerField()
    email = models.EmailField(blank=True)
    name = models.CharField(max_length=120, blank=True)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=10, choices=Reason, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "email"],
                condition=~models.Q(email=""),
                name="an_address_is_once_in_a_batch",
            )
        ]
        indexes = [
            models.Index(fields=["batch", "chunk"]),
            models.Index(
                fields=["batch"], condition=models.Q(state="skipped"), name="lines_left_out"
            ),
        ]


class Chunk(models.Model):
    """A few hundred recipients that are signed together and sealed in one transaction.

    Whoever works on it holds a lease. `places` are set aside in a status list for it, so that two
    who work side by side draw none twice: `{"list": id, "indices": [...]}`.
    """

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    held_by = models.CharField(max_length=100, blank=True)
    lease_until = models.DateTimeField(null=True)
    places = models.JSONField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="a_chunk_is_once")]
        indexes = [
            models.Index(
                fields=["batch"], condition=models.Q(done_at__isnull=True), name="chunks_to_do"
            )
        ]
