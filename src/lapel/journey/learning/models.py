"""Enrolments, the progress through modules and their media, and daily sessions."""

from __future__ import annotations

import uuid
from datetime import time

from django.db import models
from django.utils.translation import gettext_lazy as _

from lapel.journey.catalogue.models import MicroCredential, Version
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


class DailyRhythm(models.Model):
    """How a teacher wants her daily sessions; without a row the defaults hold.

    `chain` names the one row of reminders that goes on; an older one stops when it comes.
    """

    class First(models.TextChoices):
        """What comes first in a segment with a worked example."""

        AS_IT_GOES = "", _("As my recall goes")
        EXAMPLE = "example", _("The worked example first")
        TRY = "try", _("Trying first")

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="+")
    minutes = models.PositiveSmallIntegerField(default=15)
    first = models.CharField(max_length=8, choices=First, blank=True, default="")
    zone = models.CharField(max_length=60, blank=True, help_text="Empty: that of her school.")
    by_mail = models.BooleanField(default=False)
    by_push = models.BooleanField(default=False)
    remind_at = models.TimeField(default=time(16, 30))
    quiet_from = models.TimeField(default=time(19))
    quiet_until = models.TimeField(default=time(7))
    chain = models.UUIDField(null=True)

    @property
    def reminds(self) -> bool:
        """Whether she is reminded at all, in whichever way."""
        return self.by_mail or self.by_push


class Pause(models.Model):
    """Days on which a teacher asked to be left alone; without a last day until she is back."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    first = models.DateField()
    last = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "first"], name="pauses_of_a_person")]


class CardReview(models.Model):
    """A card turned over once, on whichever device; its id comes from there and from her."""

    id = models.UUIDField(primary_key=True, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    microcredential = models.ForeignKey(MicroCredential, models.PROTECT, related_name="+")
    card = models.CharField(max_length=60)
    grade = models.PositiveSmallIntegerField(help_text="1 not yet to 4 at once.")
    at = models.DateTimeField()
    day = models.DateField(help_text="In her own calendar.")

    class Meta:
        indexes = [models.Index(fields=["person", "at"], name="reviews_of_a_person")]


class SegmentRead(models.Model):
    """A segment that a teacher has worked through."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="segments_read")
    module = models.CharField(max_length=60)
    segment = models.CharField(max_length=60)
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "module", "segment"], name="one_reading_per_segment"
            )
        ]


class DailySession(models.Model):
    """A session brought to its end, with her own rating of its effort (1 to 9). Hers alone."""

    id = models.UUIDField(primary_key=True, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    day = models.DateField()
    effort = models.PositiveSmallIntegerField()
    closing = models.CharField(max_length=12)

    class Meta:
        indexes = [models.Index(fields=["person", "at"], name="sessions_of_a_person")]


class Trial(models.Model):
    """What a teacher means to try tomorrow, and her one line on how it went."""

    id = models.UUIDField(primary_key=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="trials")
    words = models.CharField(max_length=300)
    at = models.DateTimeField()
    day = models.DateField()
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["enrolment", "day"], name="trials_of_an_enrolment")]
