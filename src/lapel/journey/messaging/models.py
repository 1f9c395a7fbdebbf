"""Letters, webhooks and notifications, from being written to being handed over."""

from __future__ import annotations

import uuid

from django.db import models

from lapel.journey.people.models import Organisation, Person


class Message(models.Model):
    """One letter to one address; its `key` is unique, so no event writes it twice.

    Its id makes its Message-ID: a letter that is handed over twice, because a crash came between
    the mail server's answer and our note of it, is the same letter to every mail program.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=160, unique=True)
    kind = models.CharField(max_length=40)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="letters")
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField()
    written_at = models.DateTimeField()
    try_at = models.DateTimeField(help_text="Handed over no earlier; also a claim while it is.")
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    gave_up_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["try_at"],
                condition=models.Q(sent_at__isnull=True, gave_up_at__isnull=True),
                name="waiting_letters",
            )
        ]


class WebhookEndpoint(models.Model):
    """A program's address that an organisation has told what happens to its awards.

    `secret` is sealed, since signing needs it again; `secret_before` signs along until
    `before_until`, so that a receiver can change without missing a message.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    address = models.CharField(max_length=2000)
    secret = models.BinaryField()
    secret_before = models.BinaryField(null=True)
    before_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    is_gone = models.BooleanField(default=False, help_text="It answered 410 itself.")
    is_orphaned = models.BooleanField(default=False, help_text="Its keeper lost her office.")

    def __str__(self) -> str:
        """Call it by its address."""
        return self.address


class WebhookMessage(models.Model):
    """One message to one endpoint; its id is its `webhook-id`, whichever time it is sent.

    `body` is the very text that is signed and sent. What was sent is kept for thirty days; what is
    parked until somebody sends it again or discards it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    endpoint = models.ForeignKey(WebhookEndpoint, models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=40)
    body = models.TextField()
    written_at = models.DateTimeField()
    try_at = models.DateTimeField(help_text="Sent no earlier; also a claim while it is.")
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    gave_up_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True, help_text="Of the last answer.")
    error = models.JSONField(default=dict, help_text="Why it was not sent: a template and facts.")

    class Meta:
        indexes = [
            models.Index(
                fields=["try_at"],
                condition=models.Q(sent_at__isnull=True, gave_up_at__isnull=True),
                name="waiting_webhooks",
            ),
            models.Index(fields=["endpoint", "written_at"], name="webhooks_of_an_endpoint"),
        ]


class PushKey(models.Model):
    """The instance's key for notifications: a browser lets in who signs with it, and nobody else.

    `sealed` holds its private half, since signing needs it; there is one in a database.
    """

    only = models.BooleanField(primary_key=True, default=True, editable=False)
    public = models.BinaryField()
    sealed = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(only=True), name="one_push_key_per_database")
        ]


class PushDevice(models.Model):
    """A browser on a device that a person lets notifications come to.

    `public` and `secret` are the browser's (RFC 8291); what is sealed with them it alone opens.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    endpoint = models.CharField(max_length=1000, unique=True)
    public = models.BinaryField()
    secret = models.BinaryField()
    browser = models.CharField(max_length=20, blank=True)
    system = models.CharField(max_length=20, blank=True)
    let_in_at = models.DateTimeField()
    reminded_on = models.DateField(null=True, help_text="Her day of the last; one a day comes.")
    tried_at = models.DateTimeField(null=True, help_text="When she last asked for one at once.")
    error = models.JSONField(default=dict, help_text="Why the last was not taken, if it was not.")
