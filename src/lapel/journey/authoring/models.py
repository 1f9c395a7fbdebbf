"""Documents on their way to the catalogue."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from lapel.journey.catalogue.models import Competency, Level, Version
from lapel.journey.people.models import Organisation, Person

if TYPE_CHECKING:
    from uuid import UUID


class DocumentDraft(models.Model):
    """A document as its designer gave it, to the letter: readable or not, sound or not.

    It belongs to the organisation; each of its designers may go on with it. `slug` and `title`
    are what could be read, for lists.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    slug = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    published = models.ForeignKey(Version, models.PROTECT, null=True, related_name="+")
    discarded_at = models.DateTimeField(null=True)


class FrameworkBrought(models.Model):
    """A CASE package as somebody brought it, until she took it in or put it away."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    address = models.CharField(max_length=2000, blank=True, help_text="Where it was fetched.")
    title = models.CharField(max_length=200)
    text = models.TextField()
    brought_at = models.DateTimeField()


class Wording(models.Model):
    """One version of what designers write and another reviews: levels, or a question of the bank.

    A draft that nobody reviewed may still change under its writer's hand, and nothing else may.
    Whoever makes it a model names its writer (`written_by`), and has `reviews` point at it.
    """

    class State(models.TextChoices):
        """How far it has come."""

        DRAFT = "draft", _("Draft")
        REVIEWED = "reviewed", _("Reviewed")
        PUBLISHED = "published", _("Published")
        RETIRED = "retired", _("Retired")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField()
    content = models.JSONField()
    content_hash = models.CharField(max_length=64, help_text="SHA-256 of the canonical content.")
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    written_at = models.DateTimeField()
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    if TYPE_CHECKING:
        written_by_id: UUID | None
        reviews: Any

    class Meta:
        abstract = True

    def is_open_to(self, person: Person) -> bool:
        """Tell whether it may change in place: a draft of her own that nobody reviewed."""
        is_draft = self.state == self.State.DRAFT and self.written_by_id == person.pk
        return is_draft and not self.reviews.exists()


class Review(models.Model):
    """What one person says of a wording, not its writer; each room has verdicts of its own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    words = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        abstract = True


class CompetencyLevels(models.Model):
    """The levels of one competency, which live through versions; whose designers keep them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    competency = models.OneToOneField(Competency, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        """Name the competency."""
        return str(self.competency)


class LevelsVersion(Wording):
    """One wording of the levels: a `lapel/levels@1` document.

    A retired one goes on speaking for whoever reached a level by it.
    """

    levels = models.ForeignKey(CompetencyLevels, models.PROTECT, related_name="versions")
    written_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["levels", "number"], name="one_wording_of_levels_per_number"
            ),
            models.UniqueConstraint(
                fields=["levels"],
                condition=models.Q(state="published"),
                name="one_published_wording_of_levels",
            ),
        ]


class LevelsReview(Review):
    """What one designer says of a version, not its writer."""

    class Verdict(models.TextChoices):
        """What follows for it."""

        FIT = "fit", _("Fit to be published")
        MEND = "mend", _("To be mended")

    version = models.ForeignKey(LevelsVersion, models.PROTECT, related_name="reviews")
    verdict = models.CharField(max_length=4, choices=Verdict)


class LevelKept(models.Model):
    """That a person reached a level by a version which another has taken the place of.

    It says nothing by itself: the level stands as long as her evidence meets that version.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    version = models.ForeignKey(LevelsVersion, models.PROTECT, related_name="+")
    level = models.CharField(max_length=12, choices=Level)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "version"], name="a_version_keeps_one_level_of_a_person"
            )
        ]
