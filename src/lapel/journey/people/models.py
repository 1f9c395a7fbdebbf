"""Persons, organisations and what binds them."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person does in an organisation."""

    TEACHER = "teacher", _("Teacher")
    ASSESSOR = "assessor", _("Assessor")
    LEAD_ASSESSOR = "lead_assessor", _("Lead assessor")
    DESIGNER = "designer", _("Designer")
    ISSUER_OFFICER = "issuer_officer", _("Issuer officer")
    MENTOR = "mentor", _("Mentor")
    PROGRAMME_LEAD = "programme_lead", _("Programme lead")
    RECOGNISER = "recogniser", _("Recogniser")
    ADMINISTRATOR = "administrator", _("Administrator")


class PersonManager(BaseUserManager["Person"]):
    """Makes persons; there are no passwords in Lapel."""

    def create_user(self, email: str, **fields: object) -> Person:
        """Make a person who signs in by e-mailed code or passkey."""
        person = self.model(email=self.normalize_email(email), **fields)
        person.set_unusable_password()
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """One account per person; what she may do hangs on dated memberships."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(max_length=12, default="en")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(null=True)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_person_per_email_in_any_case")
        ]

    def __str__(self) -> str:
        """Call a person by her name, or by her address while she has given none."""
        if not self.is_active:
            return gettext("Someone who left")
        return self.name or self.email

    @property
    def shown_name(self) -> str:
        """Call her to others, who are not to learn her address while she has given no name."""
        is_nameless = self.is_active and not self.name
        return gettext("Somebody without a name here") if is_nameless else str(self)

    def get_full_name(self) -> str:
        """Give the name Django and allauth ask for."""
        return str(self)


class Organisation(models.Model):
    """A school, district, state or programme; organisations form a tree."""

    class Kind(models.TextChoices):
        """What an organisation is."""

        SCHOOL = "school", _("School")
        DISTRICT = "district", _("District")
        STATE = "state", _("State")
        PROGRAMME = "programme", _("Programme")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    zone = models.CharField(max_length=60, default="UTC")
    revision = models.PositiveIntegerField(default=1)
    closed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        """Call an organisation by its name."""
        return self.name


class Holiday(models.Model):
    """A day on which an organisation's clock does not run."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="holidays")
    date = models.DateField()
    name = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "date"], name="one_holiday_per_day")
        ]


class Membership(models.Model):
    """A person's role in an organisation, from a day until a day."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation", "role"],
                condition=models.Q(until__isnull=True),
                name="one_open_membership_per_role",
            )
        ]


class Invitation(models.Model):
    """A person invited by e-mail to a role; the membership begins when she signs in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField()
    name = models.CharField(max_length=120, blank=True)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=16, choices=Role)
    invited_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "organisation",
                "role",
                condition=models.Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="one_open_invitation_per_role",
            )
        ]


class InvitationSheet(models.Model):
    """A table of people to invite, as somebody uploaded it: what is good in it and what is not."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    uploaded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    good = models.JSONField(help_text="Lines: line, email, name, organisation (id), school, role.")
    bad = models.JSONField(help_text="Lines as written (line, email, name, school, role), reason.")
    confirmed_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0, help_text="Good lines that were worked off.")
