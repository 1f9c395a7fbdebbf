"""Times, clocks, warnings and holds."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from lapel.journey.evidence.models import Draft
from lapel.journey.people.models import Organisation, Person


class Times(models.Model):
    """How many days an organisation keeps what; those under it keep the same, or set their own."""

    organisation = models.OneToOneField(
        Organisation, models.CASCADE, primary_key=True, related_name="times_kept"
    )
    drafts = models.PositiveIntegerField(default=365, help_text="After a draft's last change.")
    removed = models.PositiveIntegerField(
        default=30, help_text="After she removed it, or a family took its consent back."
    )
    originals = models.PositiveIntegerField(
        default=90, help_text="After the decision and the thirty days of an appeal."
    )
    shown = models.PositiveIntegerField(
        default=1825, help_text="After the decision; never before the award ends."
    )
    answers = models.PositiveIntegerField(
        default=1095, help_text="Families' answers, after they hold no longer."
    )
    extension = models.PositiveIntegerField(
        default=90, help_text="By which she may put off a day, twice; 0: she may not."
    )
    set_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField()


class Stage(models.TextChoices):
    """What is deleted together."""

    DRAFT = "draft", _("Files of a draft that was never submitted")
    REMOVED = "removed", _("Files you removed")
    TAKEN = "taken", _("Files that show a student whose family took its consent back")
    ORIGINALS = "originals", _("Originals; what assessors saw stays")
    SHOWN = "shown", _("What assessors saw")


class Clock(models.Model):
    """When a draft's files are looked at next, and how often she put a day off."""

    draft = models.OneToOneField(
        Draft, models.CASCADE, primary_key=True, related_name="keeping_clock"
    )
    next_at = models.DateTimeField()
    put_off = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateField(null=True, help_text="What she put it off to.")


class Notice(models.Model):
    """A warning that something is deleted on a day; without one nothing is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clock = models.ForeignKey(Clock, models.CASCADE, related_name="notices")
    stage = models.CharField(max_length=9, choices=Stage)
    on = models.DateField()
    files = models.PositiveIntegerField(help_text="How many it is about.")
    told_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="When it was done, or put off.")
    is_done = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clock", "stage"],
                condition=models.Q(ended_at__isnull=True),
                name="one_open_warning_per_stage",
            )
        ]


class Hold(models.Model):
    """A teacher's evidence is kept whatever the clock says, as a law or a court asks for it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="holds_on_evidence")
    reason = models.CharField(max_length=300)
    placed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"],
                condition=models.Q(lifted_at__isnull=True),
                name="one_open_hold_per_teacher",
            )
        ]
