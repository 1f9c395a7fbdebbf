"""Endorsements, from being asked for to their end."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lapel.journey.issuing.models.awards import Achievement, Award, Issuer, IssuerKey
from lapel.journey.people.models import Organisation, Person, Role

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

ONE_SUBJECT = (
    Q(achievement__isnull=False, issuer__isnull=True, award__isnull=True)
    | Q(achievement__isnull=True, issuer__isnull=False, award__isnull=True)
    | Q(achievement__isnull=True, issuer__isnull=True, award__isnull=False)
)


class Endorsement(models.Model):
    """What one organisation is asked to say of another's achievement, of it, or of an award.

    One row from the request to the end (docs/adr/0020). `endorser` is missing while a body from
    outside (`body`, `email`) waits to be let in; `asked_person` is set where her organisation
    speaks on her word, in the role `capacity`. `comment` is what was signed.
    """

    class State(models.TextChoices):
        """Where it stands; from `accepted` a job signs it."""

        ASKED = "asked", _("Asked for")
        ACCEPTED = "accepted", _("Being signed")
        IN_FORCE = "in_force", _("In force")
        REJECTED = "rejected", _("Rejected")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        REVOKED = "revoked", _("Revoked")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    achievement = models.ForeignKey(
        Achievement, models.PROTECT, null=True, related_name="endorsements"
    )
    issuer = models.ForeignKey(Issuer, models.PROTECT, null=True, related_name="endorsements")
    award = models.ForeignKey(Award, models.PROTECT, null=True, related_name="endorsements")
    endorser = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    body = models.CharField(max_length=200, blank=True, help_text="A body outside, by its name.")
    email = models.EmailField(blank=True, help_text="Its officer's, until it is let in.")
    asked_person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    capacity = models.CharField(max_length=16, choices=Role, blank=True)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    request = models.TextField(help_text="Why it is asked for, to the one asked.")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    comment = models.TextField(blank=True, help_text="The claim, as it is signed.")
    words = models.TextField(blank=True, help_text="Why it was rejected or revoked.")
    key = models.ForeignKey(IssuerKey, models.PROTECT, null=True, related_name="endorsements")
    document = models.TextField(blank=True, help_text="The EndorsementCredential as signed.")
    document_hash = models.CharField(max_length=64, blank=True)
    signed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="When it was withdrawn or revoked.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=ONE_SUBJECT, name="an_endorsement_is_of_one_thing")
        ]
        indexes = [models.Index(fields=["endorser", "state"])]

    @property
    def title(self) -> str:
        """Name what it is of, as its own documents do."""
        if self.issuer:
            return self.issuer.name
        achievement = self.achievement or (self.award and self.award.achievement)
        return achievement.title if achievement else ""

    @property
    def kind(self) -> str:
        """Tell what it is of: `achievement`, `issuer` or `award`."""
        if self.issuer_id:
            return "issuer"
        return "award" if self.award_id else "achievement"

    @property
    def owner(self) -> Organisation:
        """Give the organisation whose achievement, name or award it is about."""
        subject = self.achievement or (self.award and self.award.achievement)
        issuer = subject.issuer if subject else self.issuer
        if issuer is None:
            raise ValueError("an endorsement is of one thing")
        return issuer.organisation

    @property
    def endorser_name(self) -> str:
        """Name who is asked or endorses: an organisation here, or a body that waits."""
        return self.endorser.name if self.endorser else self.body

    @property
    def role(self) -> str | _StrPromise:
        """Give the role on whose word it was said, "" where an organisation speaks as a whole."""
        return self.get_capacity_display()
