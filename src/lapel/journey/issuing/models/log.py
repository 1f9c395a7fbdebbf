"""The issuance log: its epochs and keys, what is to be entered, and witnesses (docs/adr/0011)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lapel.domain.transparency.merkle import EMPTY_ROOT
from lapel.journey.issuing.models.awards import Award
from lapel.journey.people.models import Person

NOTHING = EMPTY_ROOT.hex()


class LogKey(models.Model):
    """The public half of an Ed25519 key that signs checkpoints: a log's own, or ours as witness."""

    name = models.CharField(max_length=300, unique=True, help_text="As it stands in notes.")
    key_id = models.CharField(max_length=100, help_text="Its name in the keyring.")
    public_key = models.CharField(max_length=64, help_text="32 bytes in hexadecimal.")
    is_witness = models.BooleanField(default=False)
    made_at = models.DateTimeField()


class Log(models.Model):
    """One epoch of the issuance log; its files are under `log/<number>/` of the storage.

    `size`, `root` and `note` are those of the last checkpoint that was signed, `published…` those
    of the last one that is served: they differ while witnesses that the policy wants are asked.
    While it is held, after a restore, nothing is entered. A closed log is served for ever.
    """

    number = models.PositiveIntegerField(primary_key=True)
    origin = models.CharField(max_length=300, unique=True)
    key = models.ForeignKey(
        LogKey, models.PROTECT, null=True, related_name="+", help_text="Made with its first head."
    )
    size = models.PositiveBigIntegerField(default=0)
    root = models.CharField(max_length=64, default=NOTHING)
    note = models.TextField(blank=True, help_text="The signed checkpoint.")
    signed_at = models.DateTimeField(null=True)
    published_size = models.PositiveBigIntegerField(default=0)
    published_note = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    is_open = models.BooleanField(default=True)
    closed_at = models.DateTimeField(null=True)
    goes_on_from = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="gone_on_as", help_text="Epoch before."
    )
    known_size = models.PositiveBigIntegerField(default=0, help_text="Of the epoch before.")
    known_root = models.CharField(max_length=64, default=NOTHING)
    reason = models.CharField(max_length=500, blank=True)
    held_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_open"], condition=models.Q(is_open=True), name="one_log_is_open"
            )
        ]


class LogEntry(models.Model):
    """One thing that happened to an award; `position` says where it stands in which log.

    The entry is a salted commitment and, once the salt is erased with its holder, says nothing.
    """

    class Kind(models.TextChoices):
        """What happened: the words of `lapel.domain.transparency.entries.Kind`."""

        AWARD = "award", _("Awarded")
        REFRESH = "refresh", _("Signed anew")
        SUSPENSION = "suspension", _("Suspended")
        REINSTATEMENT = "reinstatement", _("Reinstated")
        REVOCATION = "revocation", _("Revoked")

    # Found by the index of its turns, which begins with it.
    award = models.ForeignKey(Award, models.PROTECT, related_name="log_entries", db_index=False)
    kind = models.CharField(max_length=13, choices=Kind)
    turn = models.PositiveIntegerField()
    entry = models.CharField(max_length=100)
    entered_at = models.DateTimeField()
    log = models.ForeignKey(Log, models.PROTECT, null=True, related_name="entries")
    position = models.PositiveBigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["log", "position"], name="a_position_is_used_once"),
            models.UniqueConstraint(
                fields=["award", "kind", "turn"], name="a_turn_of_an_award_is_entered_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"], condition=models.Q(position__isnull=True), name="entries_waiting"
            )
        ]


class LogWitness(models.Model):
    """What became of asking a witness: the last that it cosigned, or why it did not."""

    log = models.ForeignKey(Log, models.CASCADE, related_name="witnesses")
    key = models.CharField(max_length=400, help_text="As name+id+base64.")
    size = models.PositiveBigIntegerField(default=0, help_text="What it holds, as far as known.")
    cosigned_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["log", "key"], name="a_witness_is_noted_once")
        ]


class WitnessedLog(models.Model):
    """Another's log as this Lapel last cosigned it: never an older or another one again."""

    origin = models.CharField(max_length=300, unique=True)
    size = models.PositiveBigIntegerField(default=0)
    root = models.CharField(max_length=64, default=NOTHING)
    cosigned_at = models.DateTimeField(null=True)
