"""A talk, and the questions it is about."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _

from lapel.domain.viva import Kind, Pattern
from lapel.journey.files.models import StoredFile
from lapel.journey.integrity.models import Inquiry
from lapel.journey.people.models import Person
from lapel.journey.review.models import Case


class Viva(models.Model):
    """A talk about one case's evidence, before its award; there is one for a case at most.

    `due_at` is until when the teacher is to act, `hear_by` until when the examiner is.
    """

    class State(models.TextChoices):
        """Whose turn it is."""

        WAITING = "waiting", _("Waits for the teacher")
        OFFERED = "offered", _("Waits for a time to be agreed")
        MEETING = "meeting", _("A time is agreed")
        HANDED_IN = "handed_in", _("Waits to be heard")
        UNATTENDED = "unattended", _("Waits for a lead's decision")
        OVER = "over", _("Over")

    class Way(models.TextChoices):
        """How the teacher chose to answer."""

        RECORDED = "recorded", _("Recorded")
        LIVE = "live", _("Live")

    class Writing(models.TextChoices):
        """Whether she may write where others speak."""

        ASKED = "asked", _("Asked for")
        GRANTED = "granted", _("Granted")
        DECLINED = "declined", _("Declined")

    class Ending(models.TextChoices):
        """What became of it; the first two are findings of a person who heard it."""

        CONSISTENT = "consistent", _("Consistent with the evidence")
        QUESTIONS = "questions", _("Questions remain")
        WAIVED = "waived", _("The case went on without it")
        STOPPED = "stopped", _("No longer needed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.OneToOneField(Case, models.PROTECT, related_name="viva")
    seed = models.BinaryField(max_length=32, help_text="It draws the questions.")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    way = models.CharField(max_length=8, choices=Way, blank=True)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    extended_at = models.DateTimeField(null=True)
    examiner = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)
    hear_by = models.DateTimeField(null=True)
    writing = models.CharField(max_length=8, choices=Writing, blank=True)
    writing_words = models.TextField(blank=True, help_text="Why writing was declined.")
    handed_in_at = models.DateTimeField(null=True)
    times = models.JSONField(default=list, help_text="Moments she offers, ISO 8601 in UTC.")
    meets_at = models.DateTimeField(null=True)
    meets_where = models.CharField(max_length=300, blank=True)
    ending = models.CharField(max_length=10, choices=Ending, blank=True)
    words = models.TextField(blank=True, help_text="Of who found or decided; the teacher reads it.")
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    inquiry = models.OneToOneField(Inquiry, models.PROTECT, null=True, related_name="viva")
    erased_at = models.DateTimeField(null=True)

    @property
    def is_over(self) -> bool:
        """Tell whether nothing more is to be done."""
        return self.state == self.State.OVER

    @property
    def due_day(self) -> date:
        """Give the business day by whose end the teacher is to act."""
        return self._day_before(self.due_at)

    @property
    def hear_day(self) -> date | None:
        """Give the business day by whose end the examiner is to act."""
        return self._day_before(self.hear_by) if self.hear_by else None

    def _day_before(self, midnight: datetime) -> date:
        # A deadline is the midnight that ends a day in the zone of the clock's organisation.
        place = self.case.organisation
        zone = ZoneInfo(place.zone if place else "UTC")
        return (midnight - timedelta(minutes=1)).astimezone(zone).date()


class Question(models.Model):
    """A question and what it points to; one that was swapped is kept, with the reason."""

    viva = models.ForeignKey(Viva, models.PROTECT, related_name="questions")
    number = models.PositiveSmallIntegerField()
    pattern = models.CharField(
        max_length=12, choices=[(each.value, each.value) for each in Pattern]
    )
    kind = models.CharField(max_length=8, choices=[(each.value, each.value) for each in Kind])
    source = models.CharField(max_length=200)
    title = models.TextField(blank=True)
    quote = models.TextField(blank=True)
    opened_at = models.DateTimeField(null=True)
    swapped_at = models.DateTimeField(null=True)
    swap_reason = models.TextField(blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    coming = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="A recording on its way; once it is whole it is the answer.",
    )
    text = models.TextField(blank=True, help_text="Captions of the recording, or her answer.")

    class Meta:
        ordering = ("viva", "number", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["viva", "number"],
                condition=models.Q(swapped_at__isnull=True),
                name="one_question_per_number",
            )
        ]


class Mark(models.Model):
    """One of the two notes that a live talk began or ended."""

    class What(models.TextChoices):
        """What she notes."""

        BEGAN = "began", _("We began")
        ENDED = "ended", _("We ended")

    viva = models.ForeignKey(Viva, models.PROTECT, related_name="marks")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    what = models.CharField(max_length=5, choices=What)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["viva", "person", "what"], name="one_mark_of_each")
        ]
