"""What assessors are trained and held against: invented portfolios, and the keys to them."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from lapel.domain.rubrics.levels import Level
from lapel.journey.catalogue.models import Version
from lapel.journey.people.models import Person

# What a key may say: an anchor that cannot be judged would hold nobody against anything.
LEVELS = {
    Level.YES: _("Yes"),
    Level.ALMOST: _("Almost"),
    Level.NOT_YET: _("Not yet"),
}
_CHOICES = [(each.value, words) for each, words in LEVELS.items()]


class TrainingDraft(models.Model):
    """A training document as somebody gave it, to the letter, until it is published or put away."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    text = models.TextField()
    brought_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    brought_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    discarded_at = models.DateTimeField(null=True)


class Portfolio(models.Model):
    """A sample of work for one version and language.

    `manifest` has the very shape of a submission's, so that a workbench can show it as one.
    `title` is for leads alone: it may say what an assessor is to find out.
    """

    class Use(models.TextChoices):
        """What it is for: to learn on, with the key in sight, or to be held against."""

        PRACTICE = "practice", _("Practice")
        ANCHOR = "anchor", _("Anchor")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(Version, models.PROTECT, related_name="portfolios")
    language = models.CharField(max_length=12)
    use = models.CharField(max_length=8, choices=Use)
    name = models.CharField(max_length=80, help_text="Its key in the training document.")
    title = models.CharField(max_length=200)
    number = models.PositiveSmallIntegerField(help_text="Its place in the document.")
    manifest = models.JSONField(help_text="In the shape of evidence.Submission.manifest.")
    source_hash = models.CharField(max_length=64, help_text="SHA-256 of its canonical source.")
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["version", "language", "use", "retired_at"])]


class Key(models.Model):
    """What one person, on her own, says a criterion of a portfolio shows, and why.

    Who it was is an account here or, where the document brought it, the name that stands there.
    A newer one of hers supersedes it; none is ever removed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    portfolio = models.ForeignKey(Portfolio, models.PROTECT, related_name="keys")
    keyed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    keyer = models.CharField(max_length=120, blank=True)
    criterion = models.CharField(max_length=80)
    level = models.CharField(max_length=12, choices=_CHOICES)
    reason = models.TextField()
    at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["portfolio", "criterion", "keyed_by"],
                condition=models.Q(superseded_at__isnull=True),
                name="one_key_per_person_and_criterion",
            ),
            models.UniqueConstraint(
                fields=["portfolio", "criterion", "keyer"],
                condition=models.Q(superseded_at__isnull=True, keyed_by__isnull=True),
                name="one_key_per_name_and_criterion",
            ),
        ]


class AgreedKey(models.Model):
    """The key that counts: agreed over independent ones, and why; one at a time per criterion.

    A contested one stands until it is agreed anew, on fresh independent keys (R17).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    portfolio = models.ForeignKey(Portfolio, models.PROTECT, related_name="agreed")
    criterion = models.CharField(max_length=80)
    level = models.CharField(max_length=12, choices=_CHOICES)
    reason = models.TextField()
    keyers = models.JSONField(default=list, help_text="Whose keys it was agreed over.")
    agreed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField()
    contested_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    contested_at = models.DateTimeField(null=True)
    contested_because = models.TextField(blank=True)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["portfolio", "criterion"],
                condition=models.Q(superseded_at__isnull=True),
                name="one_agreed_key_per_criterion",
            )
        ]
