"""Issuers and their keys, achievements, awards, status lists."""

from __future__ import annotations

import secrets
import uuid
from datetime import UTC
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lapel.domain.transparency.entries import SALT_BYTES
from lapel.journey.catalogue.models import Level, Stack, Version
from lapel.journey.issuing.models.changes import Act, Change
from lapel.journey.issuing.models.wordings import WordedField
from lapel.journey.people.models import Organisation, Person
from lapel.journey.qualification.models import Qualification
from lapel.journey.record.queries import now
from lapel.journey.review.models import Decision

if TYPE_CHECKING:
    from datetime import date


def fresh_salt() -> str:
    """Make 128 random bits as hexadecimal text."""
    return secrets.token_hex(16)


def fresh_log_salt() -> bytes:
    """Make the 32 random bytes that an award's entries in the issuance log are sealed with."""
    return secrets.token_bytes(SALT_BYTES)


def of_one(*names: str) -> models.Q:
    """Say that exactly one of these fields is filled in."""
    found = models.Q()
    for name in names:
        found |= models.Q(**{f"{each}__isnull": each != name for each in names})
    return found


class Issuer(models.Model):
    """An organisation as it signs; its profile lives at /id/issuer/<id> for ever."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200, help_text="As it stands in every award.")
    made_at = models.DateTimeField()


class IssuerKey(models.Model):
    """The public half of a signing key; the private half never leaves the `keys` port.

    A row begins as an order for a key; `made_at` says that it was made and is in force. A retired
    key stays in the DID document, because what it signed remains good; a disowned one, which was
    stolen, does not, and `to_sign_anew` says how many awards it had signed. `did` is the name the
    issuer signs under with this key: the same for all keys under did:web, its own under did:key.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    issuer = models.ForeignKey(Issuer, models.PROTECT, related_name="keys")
    key_id = models.CharField(max_length=100, blank=True, help_text="Its name in the keyring.")
    multikey = models.CharField(max_length=120, blank=True, help_text="The public key, multibase.")
    did = models.CharField(max_length=300, blank=True)
    verification_method = models.CharField(max_length=420, blank=True)
    ordered_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)
    disowned_at = models.DateTimeField(null=True)
    to_sign_anew = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issuer"],
                condition=models.Q(made_at__isnull=False, retired_at__isnull=True),
                name="one_active_key_per_issuer",
            ),
            models.UniqueConstraint(
                fields=["issuer"],
                condition=models.Q(made_at__isnull=True),
                name="one_key_on_order_per_issuer",
            ),
        ]


class Achievement(models.Model):
    """What an award is for, as its documents say it: fixed once made.

    One per version, one per stack, and one per version for having qualified to assess it (R16).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    issuer = models.ForeignKey(Issuer, models.PROTECT, related_name="achievements")
    version = models.OneToOneField(Version, models.PROTECT, null=True, related_name="achievement")
    stack = models.OneToOneField(Stack, models.PROTECT, null=True, related_name="achievement")
    assessing = models.OneToOneField(
        Version, models.PROTECT, null=True, related_name="assessor_achievement"
    )
    title = models.CharField(max_length=200)
    document = models.TextField(help_text="The Achievement as JSON text.")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=of_one("version", "stack", "assessing"),
                name="an_achievement_is_of_one_thing",
            )
        ]

    @property
    def subject(self) -> Version | Stack:
        """Give what it is about: what was earned, or what its holder may assess."""
        found = self.version or self.stack or self.assessing
        if found is None:
            raise ValueError("an achievement is of a version, a stack or of assessing a version")
        return found

    @property
    def category(self) -> str:
        """Give what its badge is dyed by."""
        return self.subject.category

    @property
    def level(self) -> str:
        """Give what its badge is trimmed by; who may judge others' work leads."""
        return Level.LEADING if self.assessing_id else self.subject.level

    @property
    def competency_id(self) -> str | None:
        """Give the competency that its badge carries; a stack has none of its own."""
        return getattr(self.subject, "competency_id", None)


class Reason(models.TextChoices):
    """Why an award was revoked or suspended (R19)."""

    ERROR = "issued_in_error", _("Issued in error")
    INTEGRITY = "integrity", _("Integrity of the evidence")
    SUPERSEDED = "superseded", _("Replaced by another award")
    HOLDER = "holders_request", _("At the holder's request")
    POLICY = "policy", _("A rule of the programme")


class Award(models.Model):
    """One credential for one person; what it says never changes once it is signed.

    The row comes first and the signature after it, so that a crash between the two is resumed and
    nothing is issued twice. There are two signed documents: hers, which tells whoever knows her
    e-mail address that it is hers, and the public one, which says nothing of her. Both are signed
    anew when the key was stolen or a suspension ends. `subject_id` is an opaque id made for this
    award; the salts make its references (e-mail, assessors, evidence) useless for linking it with
    another.
    """

    class State(models.TextChoices):
        """Where an award stands; `preparing` is seen by nobody."""

        PREPARING = "preparing", _("Being signed")
        ISSUED = "issued", _("Valid")
        SUSPENDED = "suspended", _("Suspended")
        REVOKED = "revoked", _("Revoked")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Found by the index below, which begins with her.
    person = models.ForeignKey(Person, models.PROTECT, related_name="awards", db_index=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", help_text="Where she teaches."
    )
    achievement = models.ForeignKey(Achievement, models.PROTECT, related_name="awards")
    decision = models.OneToOneField(Decision, models.PROTECT, null=True, related_name="award")
    qualification = models.OneToOneField(
        Qualification, models.PROTECT, null=True, related_name="award"
    )
    rests_on = models.ManyToManyField(
        "self", symmetrical=False, related_name="carries", help_text="A stack's awards."
    )
    state = models.CharField(max_length=10, choices=State, default=State.PREPARING)
    subject_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email_salt = models.CharField(max_length=32, default=fresh_salt, editable=False)
    reference_salt = models.CharField(max_length=32, default=fresh_salt, editable=False)
    log_salt = models.BinaryField(
        default=fresh_log_salt, null=True, editable=False, help_text="Erased when she leaves."
    )
    key = models.ForeignKey(IssuerKey, models.PROTECT, null=True, related_name="awards")
    document = WordedField(blank=True, help_text="Her credential exactly as signed.")
    document_hash = models.CharField(max_length=64, blank=True)
    public_document = WordedField(blank=True, help_text="The one without her identifier.")
    public_hash = models.CharField(max_length=64, blank=True)
    awarded_at = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    issued_at = models.DateTimeField(null=True)
    signed_anew_at = models.DateTimeField(null=True)
    superseded_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="supersedes")
    anew_for = models.ForeignKey(
        "Standing",
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="What its next signature is for.",
    )
    included_at = models.DateTimeField(null=True, help_text="When the log that is served held it.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "achievement"],
                condition=models.Q(decision__isnull=True, qualification__isnull=True)
                & ~models.Q(state="revoked"),
                name="one_standing_award_without_a_decision",
            )
        ]
        indexes = [models.Index(fields=["person", "state"])]

    @property
    def has_ended(self) -> bool:
        """Tell whether the end that it was given is over."""
        return self.valid_until is not None and self.valid_until <= now()

    @property
    def awarded_on(self) -> date:
        """Give its day in UTC, as the signed document does: one day for whoever looks, anywhere."""
        return self.awarded_at.astimezone(UTC).date()


class Standing(models.Model):
    """One act on an award, in words that the holder and a verifier read (R19).

    Of an act that leaves the state as it is `act` says which; `retires`, that copies taken before
    are refused once the award is signed anew for it; `not_signed`, why it never was, so that all
    stayed as before (docs/adr/0019).
    """

    award = models.ForeignKey(Award, models.PROTECT, related_name="standings")
    change = models.ForeignKey(Change, models.PROTECT, null=True, related_name="standings")
    state = models.CharField(max_length=10, choices=Award.State)
    act = models.CharField(max_length=10, choices=Act, blank=True)
    valid_until = models.DateTimeField(null=True)
    retires = models.BooleanField(default=False)
    not_signed = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    words = models.TextField(blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()


class StatusList(models.Model):
    """One shard of a purpose: a signed Bitstring list at /id/status/<id>.

    A closed shard takes no new awards. After a restore all are closed, because places given since
    the backup are not known any more and none may be used twice.
    """

    class Purpose(models.TextChoices):
        """What a set bit means; a suspension sets it too, see docs/adr/0008."""

        REVOCATION = "revocation", _("Revocation")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    issuer = models.ForeignKey(Issuer, models.PROTECT, related_name="status_lists")
    did = models.CharField(max_length=300)
    url = models.CharField(max_length=300)
    purpose = models.CharField(max_length=10, choices=Purpose)
    length = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=0, help_text="Grows with each change of a bit.")
    document = models.TextField(blank=True, help_text="The list exactly as signed.")
    signed_revision = models.IntegerField(default=-1)
    signed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["did", "purpose"],
                condition=models.Q(closed_at__isnull=True),
                name="one_open_shard_per_purpose",
            )
        ]


class StatusPlace(models.Model):
    """A place in a list, of one thing that was signed; none is given twice, no set bit cleared.

    An award has one place at a time: when it is signed anew after a suspension, it takes a fresh
    one and gives up the old, whose bit stays set.
    """

    award = models.ForeignKey(Award, models.PROTECT, null=True, related_name="places")
    endorsement = models.ForeignKey("Endorsement", models.PROTECT, null=True, related_name="places")
    program_credential = models.ForeignKey(
        "ProgramCredential", models.PROTECT, null=True, related_name="places"
    )
    status_list = models.ForeignKey(StatusList, models.PROTECT, related_name="places")
    index = models.PositiveIntegerField()
    is_set = models.BooleanField(default=False)
    given_up_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["status_list", "index"], name="a_place_is_given_once"),
            models.UniqueConstraint(
                fields=["award"],
                condition=models.Q(given_up_at__isnull=True),
                name="one_place_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["endorsement"],
                condition=models.Q(given_up_at__isnull=True),
                name="one_place_of_an_endorsement",
            ),
            models.CheckConstraint(
                condition=of_one("award", "endorsement", "program_credential"),
                name="a_place_is_of_one_thing",
            ),
        ]
        indexes = [
            models.Index(
                fields=["status_list"], condition=models.Q(is_set=True), name="bits_that_are_set"
            )
        ]
