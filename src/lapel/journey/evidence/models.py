"""Drafts, artefacts and frozen submissions."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from lapel.journey.files.models import StoredFile
from lapel.journey.learning.models import Enrolment
from lapel.journey.people.models import Organisation, Person


class Draft(models.Model):
    """What a teacher is working on for one enrolment; it lives on through all attempts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="draft")
    begun_at = models.DateTimeField()
    changed_at = models.DateTimeField()


class Answer(models.Model):
    """The current text of one question, `part.question`; a stale save never overwrites it.

    What she writes about an artefact is kept the same way, as `title:<uuid>` and `note:<uuid>`.
    `writer` is the page that wrote last, and wrote everything since revision `writer_since`.
    """

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="answers")
    question = models.CharField(max_length=160)
    text = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()
    writer = models.CharField(max_length=40, blank=True)
    writer_since = models.PositiveIntegerField(default=0)
    writer_turn = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "question"], name="one_answer_per_question")
        ]


class WritingSpell(models.Model):
    """How an answer grew within a quarter of an hour: letters that came and went, and when.

    Saves are joined, so that neither keystrokes nor the pauses between them can be read from it,
    and no wording is kept. `most_at_once` is what one save brought at most, `length` how long the
    text was at the end. It lives as long as the answer does.
    """

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="spells")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    saves = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0)
    most_at_once = models.PositiveIntegerField(default=0)
    length = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["answer", "begun_at"])]


class SetAside(models.Model):
    """A text that met a newer one: kept until its writer has chosen."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    answer = models.ForeignKey(Answer, models.CASCADE, related_name="set_aside")
    text = models.TextField()
    base_revision = models.PositiveIntegerField()
    writer = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)


class AiUse(models.TextChoices):
    """What a tool did for a piece of evidence, as the teacher discloses it."""

    NONE = "none", _("No AI was used")
    PLANNING = "planning", _("Planning")
    WORDING = "wording", _("Wording")
    TRANSLATION = "translation", _("Translation")
    ANALYSIS = "analysis", _("Analysis")
    GENERATED = "generated", _("Generated content")


class Artefact(models.Model):
    """A piece of evidence in a draft, in the slot `part.artefact` the micro-credential asks for."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey(Draft, models.CASCADE, related_name="artefacts")
    slot = models.CharField(max_length=160)
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="artefact")
    captions = models.OneToOneField(
        StoredFile, models.PROTECT, null=True, related_name="captions_of"
    )
    title = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True, help_text="What an assessor should look at.")
    ai_use = models.CharField(max_length=12, choices=AiUse, default=AiUse.NONE)
    number = models.PositiveIntegerField(default=0)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)


class Share(models.Model):
    """A colleague who may hand in a piece of evidence as well (R24): asked, then of the team.

    She is of the team from `accepted_at` until `ended_at`; `words` are what she agreed to. The
    file stays its owner's. What either handed in meanwhile stays as it was frozen.
    """

    class Ending(models.TextChoices):
        """How a share came to an end."""

        DECLINED = "declined"
        LEFT = "left"
        TAKEN_BACK = "taken_back"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    artefact = models.ForeignKey(Artefact, models.CASCADE, related_name="shares")
    person = models.ForeignKey(Person, models.PROTECT, related_name="shares")
    draft = models.ForeignKey(Draft, models.CASCADE, null=True, related_name="shares")
    words = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=10, choices=Ending, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["artefact", "person"],
                condition=models.Q(ended_at__isnull=True),
                name="one_open_share_per_colleague",
            )
        ]


class AskedAddress(models.Model):
    """An address that an owner typed to ask a colleague, whether it is anybody's here or not.

    Where somebody was found there is a `Share` of the same id. Its owner is shown the address, and
    learns who it is when she accepts: else any address could be tried for who is enrolled.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    artefact = models.ForeignKey(Artefact, models.CASCADE, related_name="asked")
    email = models.CharField(max_length=254)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["artefact", "email"],
                condition=models.Q(ended_at__isnull=True),
                name="one_open_question_per_address",
            )
        ]


class Submission(models.Model):
    """One frozen attempt (R1): its manifest names everything by hash.

    Evidence owns only these states; what happens after `queued` belongs to review, which closes
    the attempt from there.
    """

    class State(models.TextChoices):
        """Where an attempt stands, as far as evidence knows."""

        QUEUED = "queued"
        WITHDRAWN = "withdrawn"
        CLOSED = "closed"

    class Outcome(models.TextChoices):
        """What an attempt came to, as review says when it closes it."""

        EARNED = "earned", _("Earned")
        ALMOST = "almost", _("Almost there")
        NOT_YET = "not_yet", _("Not yet")
        SENT_BACK = "sent_back", _("Sent back")
        CLOSED = "closed", _("Closed after an inquiry")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey(Draft, models.PROTECT, related_name="submissions")
    person = models.ForeignKey(Person, models.PROTECT, related_name="submissions")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    number = models.PositiveIntegerField(help_text="First, second, third attempt.")
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    manifest = models.JSONField(help_text="See actions.submit_evidence for its shape.")
    manifest_hash = models.CharField(max_length=64)
    open_criteria = models.JSONField(
        default=list, help_text="Keys of the criteria to be scored: those not yet 'yes' (R12)."
    )
    left_open = models.JSONField(
        default=list, help_text="Keys of the criteria that were not 'yes' when it was closed."
    )
    submitted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "number"], name="one_attempt_per_number"),
            models.UniqueConstraint(
                fields=["draft"], condition=models.Q(state="queued"), name="one_attempt_in_flight"
            ),
        ]

    @property
    def reopened(self) -> bool:
        """Tell whether it was closed below the line: the draft may be revised and resubmitted."""
        return self.state == self.State.CLOSED and self.outcome != self.Outcome.EARNED


class MentorMeeting(models.Model):
    """A meeting with a mentor, asked for by the teacher and logged by the mentor (R12).

    It opens attempts after the third; the mentor learns that she is asked for, nothing else.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey(Draft, models.CASCADE, related_name="meetings")
    mentor = models.ForeignKey(Person, models.PROTECT, related_name="meetings")
    asked_at = models.DateTimeField()
    held_on = models.DateField(null=True)
    logged_at = models.DateTimeField(null=True)


class DraftReader(models.Model):
    """A mentor whom a teacher lets read a draft, from a day until she takes it back (R22).

    `words` are what the teacher read when she let her in.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey(Draft, models.CASCADE, related_name="readers")
    mentor = models.ForeignKey(Person, models.PROTECT, related_name="+")
    words = models.TextField()
    let_in_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "mentor"],
                condition=models.Q(ended_at__isnull=True),
                name="one_standing_leave_per_reader",
            )
        ]


class ReaderNote(models.Model):
    """What a mentor wrote to a teacher about her draft; it is in no attempt and stops none."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reader = models.ForeignKey(DraftReader, models.CASCADE, related_name="notes")
    text = models.TextField()
    at = models.DateTimeField()


class Refresh(models.Model):
    """A draft that shows only what a later version changed, beside an award (R20).

    `award` names the award that the rest is carried from (it is known to a later room), `rests_on`
    the attempt that earned it. `asked` are the criteria to show, `carried` the others with their
    levels. While it is `halted` nothing can be submitted.
    """

    class Halted(models.TextChoices):
        """Why what is carried does not stand now."""

        SUSPENDED = "suspended", _("Suspended")
        REVOKED = "revoked", _("Revoked")

    draft = models.OneToOneField(Draft, models.CASCADE, related_name="refresh")
    award = models.UUIDField(db_index=True)
    rests_on = models.ForeignKey(Submission, models.PROTECT, related_name="refreshes")
    asked = models.JSONField()
    carried = models.JSONField()
    begun_at = models.DateTimeField()
    halted = models.CharField(max_length=9, choices=Halted, blank=True)
