"""Letters, from being written to being handed over."""

from __future__ import annotations

import uuid

from django.db import models

from lapel.journey.people.models import Person


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
