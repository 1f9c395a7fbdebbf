"""The bank: questions in immutable versions, and sets of parameters with which they measure."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from lapel.journey.authoring.models import Review, Wording
from lapel.journey.catalogue.models import Competency
from lapel.journey.people.models import Organisation, Person


class BankItem(models.Model):
    """A question that lives through versions, under the key that its document gives it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    competency = models.ForeignKey(Competency, models.PROTECT, related_name="+")
    key = models.CharField(max_length=80)
    language = models.CharField(max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["competency", "key", "language"], name="a_question_is_in_the_bank_once"
            )
        ]

    def __str__(self) -> str:
        """Name it as sets of parameters and sessions do."""
        return f"{self.competency_id}/{self.key}"


class ItemVersion(Wording):
    """One wording of a question: another wording is another version.

    `content` is the question as `lapel/items@1` describes one. Teachers are asked published ones.
    `remarks` is what of the file it came from was not taken in as it stands: a list of
    `{"path", "text", "values", "line", "column"}`, the text before its values are filled in.
    """

    item = models.ForeignKey(BankItem, models.PROTECT, related_name="versions")
    remarks = models.JSONField(default=list, blank=True)
    written_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    retired_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    retired_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="one_wording_per_number"),
            models.UniqueConstraint(
                fields=["item"],
                condition=models.Q(state="published"),
                name="one_published_wording_per_question",
            ),
        ]
        indexes = [models.Index(fields=["state"], name="wordings_by_state")]


class ItemReview(Review):
    """What one person says of a version, not its writer."""

    class Verdict(models.TextChoices):
        """What follows for her."""

        FIT = "fit", _("Fit to be asked")
        MEND = "mend", _("To be mended")

    version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="reviews")
    verdict = models.CharField(max_length=4, choices=Verdict)


class ReviewRequest(models.Model):
    """Whom a designer asked to read a draft; over when somebody did, or nothing is to be read."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="requests")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_of = models.ForeignKey(Person, models.PROTECT, related_name="+")
    words = models.TextField(blank=True)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "asked_of"],
                condition=models.Q(ended_at__isnull=True),
                name="one_is_asked_once_for_a_review",
            )
        ]


class ParameterSet(models.Model):
    """Parameters of all questions that were open at a time in one language; never changed.

    The newest of a language is the one that a diagnosis begins with. `items` is a list of
    `{"item", "version", "competency", "slope", "steps", "calibrations", "answers"}`: the name
    `T07/key`, the id of the wording, and the fields of `domain.measurement.items.Item`.
    `correlations` are None where nobody has estimated them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80, unique=True)
    language = models.CharField(max_length=12)
    number = models.PositiveIntegerField()
    competencies = models.JSONField()
    items = models.JSONField()
    correlations = models.JSONField(null=True)
    is_provisional = models.BooleanField()
    because = models.TextField(blank=True)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["language", "number"], name="one_set_per_number")
        ]
