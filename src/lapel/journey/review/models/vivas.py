"""A talk before an award: why there is one, who asked for it, and who has met the teacher since."""

from __future__ import annotations

import uuid

from django.db import models

from lapel.journey.evidence.models import Draft
from lapel.journey.people.models import Person
from lapel.journey.review.models.cases import Case


class VivaWish(models.Model):
    """A person asks for a talk before the next award on a draft."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey(Draft, models.PROTECT, related_name="viva_wishes")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    words = models.TextField(help_text="Why; read by leads.")
    met_at = models.DateTimeField(null=True, help_text="When a talk was asked for it.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["draft"],
                condition=models.Q(met_at__isnull=True),
                name="one_open_wish_for_a_viva",
            )
        ]


class VivaHold(models.Model):
    """A case whose scores come to an award waits for a talk.

    `draw` in [0, 1) is what the seed of the case's route drew, and `share` what was drawn then;
    a draw is None where a case is older than routes.
    """

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="viva_hold")
    draw = models.FloatField(null=True)
    share = models.FloatField()
    wish = models.OneToOneField(VivaWish, models.PROTECT, null=True, related_name="hold")
    asked_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    heard_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", help_text="It is work of hers (R17)."
    )
    heard_at = models.DateTimeField(null=True)


class Acquainted(models.Model):
    """Somebody has met the teacher over a draft: no attempt of it is hers to score (R5)."""

    draft = models.ForeignKey(Draft, models.PROTECT, related_name="acquainted")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "person"], name="one_acquaintance_per_draft")
        ]
        verbose_name_plural = "acquainted"
