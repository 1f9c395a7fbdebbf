"""On what a licence hangs, and who a teacher is; nothing here is joined to evidence."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from lapel.journey.catalogue.models import MicroCredential
from lapel.journey.people.models import Organisation, Person


class Licensing(models.Model):
    """A time in which a licence hangs on a micro-credential, or on all of an organisation (R10)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    microcredential = models.ForeignKey(
        MicroCredential,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="Null: all that the organisation issues.",
    )
    since = models.DateTimeField()
    begun_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        # One for all and one for each: no database takes two nulls for equal.
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "microcredential"],
                condition=models.Q(ended_at__isnull=True),
                name="one_open_licensing_of_a_microcredential",
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=models.Q(ended_at__isnull=True, microcredential__isnull=True),
                name="one_open_licensing_of_all",
            ),
        ]


class Paper(models.TextChoices):
    """What an officer saw of a person; neither a copy nor its number is kept."""

    PASSPORT = "passport", _("Passport")
    IDENTITY_CARD = "identity_card", _("Identity card")
    DRIVING_LICENCE = "driving_licence", _("Driving licence")
    TEACHING_LICENCE = "teaching_licence", _("Teaching licence with a picture")
    KNOWN = "known", _("Known in person, from the staff file")


class Identity(models.Model):
    """Who a teacher is by law, as an officer of an organisation has seen it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    legal_name = models.CharField(max_length=200)
    licence_number = models.CharField(max_length=80, blank=True)
    paper = models.CharField(max_length=16, choices=Paper)
    seen_on = models.DateField()
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"], name="one_identity_per_organisation"
            )
        ]
