"""Runs of a calibration over the instance's own answers, and what each found."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from lapel.journey.diagnosis.models.bank import ParameterSet
from lapel.journey.people.models import Person


class Calibration(models.Model):
    """One run over all answers in a language; it holds counts, and nothing of a person.

    `foretold` is `{"people", "answers", "coverage", "error"}`, None where too few answered.
    `items` is a list of `{"item", "answers", "showings"}`, counted in people. `shifts` is a list of
    `{"kind": "group" | "drift", "item", "group", "logits", "error", "p", "size"}`, of all that were
    judged. `parameters` is the set that came of it.
    """

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Nothing to calibrate")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    language = models.CharField(max_length=12)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    ordered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    because = models.TextField(blank=True, help_text="Why it was refused.")
    parameters = models.ForeignKey(ParameterSet, models.PROTECT, null=True, related_name="+")
    people = models.PositiveIntegerField(default=0)
    answers = models.PositiveIntegerField(default=0)
    likelihood = models.FloatField(null=True)
    unsettled = models.JSONField(default=list)
    foretold = models.JSONField(null=True)
    items = models.JSONField(default=list)
    shifts = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["language"],
                condition=models.Q(state="waiting"),
                name="one_waiting_calibration_a_language",
            )
        ]
