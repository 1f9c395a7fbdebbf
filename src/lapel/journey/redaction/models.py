"""What was found in a file, and what became of it."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from lapel.journey.consent.models import Student
from lapel.journey.files.models import Derivative, StoredFile
from lapel.journey.people.models import Person


class Check(models.Model):
    """How far a file is: looked at, settled, covered.

    Each decision makes a revision; `edition` was made for revision `covered`, and is 0 where
    nothing had to be covered.
    """

    class State(models.TextChoices):
        """From the first look to the last."""

        LOOKING = "looking"
        LOOKED = "looked"
        FAILED = "failed"

    file = models.OneToOneField(
        StoredFile, models.CASCADE, primary_key=True, related_name="privacy_check"
    )
    state = models.CharField(max_length=8, choices=State, default=State.LOOKING)
    progress = models.PositiveSmallIntegerField(default=0, help_text="Percent of the present job.")
    looked = models.JSONField(default=list, help_text="Derivatives that were looked at, by id.")
    refusal = models.TextField(blank=True, help_text="Why it could not be worked on.")
    by_hand = models.BooleanField(default=False, help_text="She looked through it herself.")
    captions = models.ForeignKey(
        StoredFile, models.SET_NULL, null=True, related_name="spoken_in", help_text="Its words."
    )
    revision = models.PositiveIntegerField(default=0)
    covered = models.PositiveIntegerField(default=0)
    edition = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()


class Suggestion(models.Model):
    """A place that may tell who a student is, until a person has decided on it.

    `place` is, by kind: {"box": [left, top, width, height]} in shares of the picture; {"boxes":
    [[second, left, top, width, height] …]}; {"start", "end"} in code points of the text, with
    "boxes" on a page; {"start", "end"} in seconds.
    """

    # `where` of the question where in a file a student is, whose family withdrew its consent
    SHOWN = "shown"

    class Kind(models.TextChoices):
        """What was found."""

        FACE = "face", _("Face")
        TRACK = "track", _("Face in the recording")
        NAME = "name", _("Name")
        EMAIL = "email", _("E-mail address")
        PHONE = "phone", _("Telephone number")
        ID = "id", _("Number of a person")
        OTHER = "other", _("Something personal")
        SOUND = "sound", _("Something said")
        PAGE = "page", _("A page that no machine can read")

    class State(models.TextChoices):
        """What she decided."""

        OPEN = "open"
        ACCEPTED = "accepted"
        EDITED = "edited"
        DISMISSED = "dismissed"

    class Reason(models.TextChoices):
        """Why something stays as it is."""

        CONSENT = "consent", _("The family allows it")
        ADULT = "adult", _("An adult who agreed")
        NOBODY = "nobody", _("Nobody is there: a mistake of the machine")
        WORD = "word", _("Not a student's: an ordinary word, a public name or number")
        COVERED = "covered", _("Covered by hand in this file")
        READ = "read", _("Read by you: it tells nobody who a student is")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    check_of = models.ForeignKey(Check, models.CASCADE, related_name="suggestions")
    derivative = models.ForeignKey(Derivative, models.CASCADE, null=True, related_name="+")
    where = models.CharField(
        max_length=8, blank=True, help_text="'words' or 'name' of the file, 'shown'."
    )
    kind = models.CharField(max_length=5, choices=Kind)
    place = models.JSONField()
    picture = models.BinaryField(default=b"", help_text="A small JPEG of a track's face.")
    certainty = models.FloatField(default=1.0)
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    reason = models.CharField(max_length=8, choices=Reason, blank=True)
    student = models.ForeignKey(Student, models.SET_NULL, null=True, related_name="shown_in")
    drawn = models.BooleanField(default=False, help_text="Added by hand.")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(null=True)
    number = models.PositiveIntegerField(default=0)


class Passed(models.Model):
    """Words in a teacher's own text that she lets stand, under what they are, by hash."""

    subject = models.UUIDField(db_index=True)
    digest = models.CharField(max_length=64)
    reason = models.CharField(max_length=8, choices=Suggestion.Reason)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "digest"], name="one_word_passed_once")
        ]


class Appearance(models.Model):
    """A student who is in a file, as the teacher says; for what no suggestion shows."""

    check_of = models.ForeignKey(Check, models.CASCADE, related_name="appearances")
    student = models.ForeignKey(Student, models.CASCADE, related_name="appearances")
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["check_of", "student"], name="one_appearance_each")
        ]
