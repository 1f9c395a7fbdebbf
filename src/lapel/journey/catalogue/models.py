"""What can be earned: competencies, micro-credentials in versions, stacks.

A version's whole text (parts, rubric, exemplars, modules) lives in its `content`, the very
document a designer imports (docs/reference/microcredential-format.md), because a published
version is immutable (R2) and read as a whole. What pages search and join on has columns.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from lapel.journey.people.models import Organisation, Person


class Competency(models.Model):
    """One of the framework's competencies, `T01` to `T15`."""

    code = models.CharField(primary_key=True, max_length=8)
    title = models.CharField(max_length=200)
    statement = models.TextField()
    prerequisites = models.JSONField(default=list)
    crosswalk = models.JSONField(default=list)
    changed_at = models.DateTimeField(help_text="When its words last changed.")

    def __str__(self) -> str:
        """Show code and title."""
        return f"{self.code} {self.title}"


class Level(models.TextChoices):
    """How far along a micro-credential stands."""

    EMERGING = "Emerging", _("Emerging")
    PRACTISING = "Practising", _("Practising")
    PROFICIENT = "Proficient", _("Proficient")
    LEADING = "Leading", _("Leading")


class Category(models.TextChoices):
    """The six shelves of the catalogue."""

    TOOLS = "digital teaching tools", _("Digital teaching tools")
    INCLUSION = "inclusive education", _("Inclusive education")
    DESIGN = "instructional design", _("Instructional design")
    ASSESSMENT = "assessment strategies", _("Assessment strategies")
    SEL = "social-emotional learning", _("Social-emotional learning")
    LEADERSHIP = "leadership and coaching", _("Leadership and coaching")


class MicroCredential(models.Model):
    """A definition that lives through versions; `current` is what a newcomer enrols in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    current = models.OneToOneField(
        "Version", models.PROTECT, null=True, blank=True, related_name="+"
    )
    retired_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        """Call it by its current title."""
        return self.current.title if self.current else self.slug


class AiPolicy(models.TextChoices):
    """How far AI may help with what a version asks for, in the words a teacher reads."""

    STRICT = "strict", _("No AI in what you hand in.")
    PLANNING = (
        "planning",
        _("AI for planning and translation only; you say for each piece whether."),
    )
    OPEN = (
        "open",
        _("AI may help; you say for each piece what it did. It costs you nothing to say so."),
    )


class Version(models.Model):
    """One published, immutable version (R2): title, rubric, parts, modules, all in `content`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    microcredential = models.ForeignKey(MicroCredential, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    summary = models.TextField()
    competency = models.ForeignKey(Competency, models.PROTECT, related_name="versions")
    category = models.CharField(max_length=40, choices=Category)
    level = models.CharField(max_length=12, choices=Level)
    language = models.CharField(max_length=12, default="en")
    effort_hours = models.PositiveSmallIntegerField()
    search_text = models.TextField(help_text="Lower-case words the catalogue's search looks in.")
    content = models.JSONField()
    content_hash = models.CharField(max_length=64, help_text="SHA-256 of the canonical content.")
    rubric_hash = models.CharField(max_length=64, help_text="SHA-256 of the canonical rubric.")
    note = models.TextField(blank=True)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["microcredential", "number"], name="one_version_per_number"
            )
        ]

    def __str__(self) -> str:
        """Show title and number."""
        return f"{self.title} (version {self.number})"

    @property
    def ai_policy(self) -> AiPolicy:
        """Give how far AI may help; what says nothing, or what we do not know, is open."""
        said = self.content.get("ai_policy")
        return AiPolicy(said) if said in AiPolicy.values else AiPolicy.OPEN


class Stack(models.Model):
    """A credential earned by other credentials: `requires` nests all, any and at_least."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    summary = models.TextField()
    statement = models.TextField()
    category = models.CharField(max_length=40, choices=Category)
    level = models.CharField(max_length=12, choices=Level)
    requires = models.JSONField()
    members = models.ManyToManyField(MicroCredential, related_name="stacks")
    published_at = models.DateTimeField()

    def __str__(self) -> str:
        """Call it by its title."""
        return self.title


class Framework(models.Model):
    """Another publisher's framework, brought by an organisation as a CASE package.

    `identifier` and `uri` are the publisher's. Nothing here is ever deleted: see FrameworkItem.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    identifier = models.UUIDField()
    uri = models.CharField(max_length=2000)
    title = models.TextField()
    creator = models.TextField()
    publisher = models.TextField(blank=True)
    version = models.TextField(blank=True)
    licence = models.TextField(blank=True)
    adoption_status = models.CharField(max_length=40, blank=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "identifier"], name="a_framework_is_kept_once"
            )
        ]

    def __str__(self) -> str:
        """Call it by its title."""
        return self.title


class FrameworkItem(models.Model):
    """A competency of a brought framework, in its publisher's words.

    `gone_at` says since when the publisher's package no longer names it; the row stays, because
    published versions may be aligned with it.
    """

    id = models.BigAutoField(primary_key=True)
    framework = models.ForeignKey(Framework, models.PROTECT, related_name="items")
    identifier = models.UUIDField()
    uri = models.CharField(max_length=2000)
    statement = models.TextField()
    short = models.TextField(blank=True)
    code = models.TextField(blank=True)
    kind = models.TextField(blank=True)
    parent = models.UUIDField(null=True)
    position = models.BigIntegerField(default=0)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    gone_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["framework", "identifier"], name="an_item_is_kept_once")
        ]
        indexes = [models.Index(fields=["uri"], name="items_by_address")]

    def __str__(self) -> str:
        """Show code and statement."""
        return f"{self.code} {self.short or self.statement}".strip()
