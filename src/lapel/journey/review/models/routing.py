"""How often a case is scored, and why (R10)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lapel.domain.rubrics.routing import Mode, Why, drawn
from lapel.journey.catalogue.models import MicroCredential
from lapel.journey.people.models import Person
from lapel.journey.review.models.cases import Case

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

WHYS: dict[Why, str | _StrPromise] = {
    Why.LICENSURE: _("A licence requires it"),
    Why.DRIFT: _("Assessors have drifted apart"),
    Why.ASKED: _("A lead assessor asked for it"),
    Why.TOO_FEW: _("Too few were scored twice so far"),
    Why.UNDEFINED: _("The agreement of assessors cannot be computed: no variation"),
    Why.BELOW_BAR: _("The assessors do not agree closely enough"),
    Why.ESTABLISHED: _("The assessors were shown to agree"),
    Why.PILOT: _("It is among the first of a new rubric"),
    Why.RESUBMISSION: _("It is a resubmission"),
    Why.WATCHED: _("Its first assessor's scores are being watched"),
    Why.UNJUDGED: _("Something could not be judged"),
    Why.NEAR_THE_LINE: _("It is near the line"),
    Why.RANDOM: _("It was drawn at random"),
}


class Route(models.Model):
    """How one case is scored; a case without a route is scored by two.

    `plan` is made when the case is opened, from `double_scored` and `alpha_low` as they were
    then. `settled_at` says when the first scores of a case with the plan `one_first` were looked
    at, `second_why` why it went to a second; empty means that one scoring did.
    """

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="route")
    plan = models.CharField(max_length=12, choices=[(each.value, each.name) for each in Mode])
    why = models.JSONField(help_text="Why the plan is so: values of domain.rubrics.routing.Why.")
    is_pilot = models.BooleanField(
        default=False, help_text="It is among the first of a rubric, and is discussed later."
    )
    double_scored = models.PositiveIntegerField()
    alpha_low = models.FloatField(null=True)
    share = models.FloatField(help_text="Which share is drawn for a second scoring.")
    seed = models.BinaryField(
        max_length=32, help_text="Its SHA-256 stands in the chain from the opening on."
    )
    settled_at = models.DateTimeField(null=True)
    second_why = models.JSONField(default=list)

    @property
    def draw(self) -> float:
        """Give the number in [0, 1) that the seed draws for this case."""
        return drawn(bytes(self.seed), str(self.case_id))

    @property
    def wants_two(self) -> bool:
        """Tell whether a second seat is open: by the plan, or for a reason found since."""
        return self.plan == Mode.DOUBLE or bool(self.second_why)

    @property
    def is_single(self) -> bool:
        """Tell whether one scoring was found to do."""
        return self.settled_at is not None and not self.wants_two

    @property
    def waits_for_first(self) -> bool:
        """Tell whether the first scores decide how it goes on."""
        return self.plan == Mode.ONE_FIRST and self.settled_at is None


class ScoredTwice(models.Model):
    """A time in which all is scored twice (R10): of a micro-credential, or of one assessor's.

    It begins with a drift or a lead's wish and ends when somebody ends it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    microcredential = models.ForeignKey(MicroCredential, models.PROTECT, related_name="+")
    assessor = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", help_text="Null: everybody's work."
    )
    why = models.CharField(
        max_length=8, choices=[(each.value, WHYS[each]) for each in (Why.DRIFT, Why.ASKED)]
    )
    since = models.DateTimeField()
    begun_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        # One for everybody and one for each assessor: no database takes two nulls for equal.
        constraints = [
            models.UniqueConstraint(
                fields=["microcredential", "assessor", "why"],
                condition=models.Q(ended_at__isnull=True),
                name="one_open_time_for_an_assessor",
            ),
            models.UniqueConstraint(
                fields=["microcredential", "why"],
                condition=models.Q(ended_at__isnull=True, assessor__isnull=True),
                name="one_open_time_for_all",
            ),
        ]
