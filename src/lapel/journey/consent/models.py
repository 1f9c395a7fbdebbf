"""What somebody attested, word for word; and with whose leave students are shown."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from lapel.journey.people.models import Organisation, Person


class Attestation(models.Model):
    """A person's word on a subject (a draft of evidence), with the sentences as she read them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="attestations")
    subject = models.UUIDField(db_index=True)
    statements = models.JSONField(help_text="A list of {key, text} in her language.")
    attested_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)


class SchoolClass(models.Model):
    """A teacher's class, for her alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    teacher = models.ForeignKey(Person, models.PROTECT, related_name="classes")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=80)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(
        null=True, help_text="Since when only what families may still take back is kept of it."
    )

    def __str__(self) -> str:
        """Call a class by its name."""
        return self.name


class Student(models.Model):
    """A student by initials or a pseudonym; a real name stands sealed, to find it in evidence."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school_class = models.ForeignKey(SchoolClass, models.CASCADE, related_name="students")
    label = models.CharField(max_length=24)
    former_labels = models.JSONField(
        default=list, help_text="What she or he was called before: it stands in older evidence."
    )
    sealed_name = models.TextField(blank=True)
    note = models.CharField(max_length=300, blank=True)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school_class", "label"],
                condition=models.Q(removed_at__isnull=True),
                name="one_student_per_label",
            )
        ]

    def __str__(self) -> str:
        """Call a student by initials or pseudonym."""
        return self.label

    @property
    def labels(self) -> list[str]:
        """Give what the student is and was called in evidence."""
        return [self.label, *(each for each in self.former_labels if each != self.label)]


class Scope(models.TextChoices):
    """What a family may allow."""

    PHOTO = "photo", _("Photos")
    VIDEO = "video", _("Video")
    AUDIO = "audio", _("Sound")
    WORK = "work", _("Student work")


class FamilyLink(models.Model):
    """An address at which a family answers without an account; its code is kept as a hash."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    student = models.ForeignKey(Student, models.CASCADE, related_name="links")
    code_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(help_text="Until when it can be answered first.")
    ended_at = models.DateTimeField(null=True)


class Consent(models.Model):
    """One answer of a family; the newest stands, older ones stay as they were."""

    class How(models.TextChoices):
        """How it was given."""

        PAPER = "paper", _("On paper")
        SCREEN = "screen", _("On screen")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    student = models.ForeignKey(Student, models.CASCADE, related_name="consents")
    link = models.ForeignKey(FamilyLink, models.SET_NULL, null=True, related_name="consents")
    scopes = models.JSONField(help_text="What is allowed; none where the family declined.")
    how = models.CharField(max_length=6, choices=How)
    language = models.CharField(max_length=8, blank=True, help_text="Of the form that was read.")
    words_hash = models.CharField(max_length=64, blank=True, help_text="SHA-256 of that form.")
    sealed_guardian = models.TextField(blank=True)
    given_on = models.DateField()
    expires_on = models.DateField(help_text="The last day on which it holds.")
    recorded_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_family = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["student"],
                condition=models.Q(replaced_at__isnull=True),
                name="one_standing_answer_per_student",
            )
        ]


class FamilyContact(models.Model):
    """Whom families turn to where no teacher can be asked; it holds for what is beneath, too."""

    organisation = models.OneToOneField(
        Organisation, models.CASCADE, primary_key=True, related_name="+"
    )
    words = models.CharField(max_length=200, help_text="An office, a number, an address.")
    set_at = models.DateTimeField()
