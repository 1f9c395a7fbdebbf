"""Enrolments, the progress through modules, and the media that modules show."""

from __future__ import annotations

import uuid

from django.db import models

from lapel.journey.catalogue.models import Version
from lapel.journey.people.models import Organisation, Person


class Enrolment(models.Model):
    """A teacher's way through one micro-credential; she stays on the version she began (R2)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="enrolments")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    version = models.ForeignKey(Version, models.PROTECT, related_name="enrolments")
    enrolled_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "version"],
                condition=models.Q(left_at__isnull=True),
                name="one_open_enrolment_per_version",
            )
        ]


class ModuleProgress(models.Model):
    """How far a teacher is in one module, by the module's key in the version's content."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="progress")
    module = models.CharField(max_length=80)
    position = models.PositiveIntegerField(default=0, help_text="Seconds into a video.")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "module"], name="one_progress_per_module")
        ]


class CheckAnswer(models.Model):
    """What a teacher last answered to a module's check."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="check_answers")
    module = models.CharField(max_length=80)
    check_key = models.CharField(max_length=80)
    option = models.PositiveSmallIntegerField()
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "module", "check_key"], name="one_answer_per_check"
            )
        ]


class LearningMedia(models.Model):
    """A video or its captions, under the file name that modules use, such as `media/x.mp4`."""

    key = models.CharField(primary_key=True, max_length=200)
    blob = models.CharField(max_length=120, help_text="Key in the storage port.")
    media_type = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    kept_at = models.DateTimeField()
