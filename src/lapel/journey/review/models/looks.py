"""A second look at what one assessor decided (R17)."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from lapel.domain.rubrics.lifecycle import LOOK_OVER, Look
from lapel.journey.people.models import Person
from lapel.journey.review.models.cases import Case, Decision

LOOKS = {
    Look.SCORING: _("Being scored again"),
    Look.DISCREPANT: _("Waiting for a lead assessor"),
    Look.ADJUDICATION: _("With a lead assessor"),
    Look.FOR_A_LEAD: _("A lead assessor decides whether the lower outcome stands"),
    Look.SAME: _("The same outcome"),
    Look.BETTER: _("A better outcome, in a new letter"),
    Look.WORSE: _("A lower outcome, as a lead assessor decided"),
    Look.KEPT: _("The first decision stands, as a lead assessor decided"),
    Look.GIVEN_UP: _("Given up"),
}


class SecondLook(models.Model):
    """Another blind scoring of a decided case, in its second seat; the case stays decided.

    `decision` is the one that is looked at; `Case.look_state` is this state while it is open.
    `outcome` is what the two scorings came to, and `words` say why a lead decided as she did.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="looks")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="looks")
    state = models.CharField(
        max_length=12, choices=[(each.value, words) for each, words in LOOKS.items()]
    )
    why = models.TextField(help_text="Why it is scored again; read by leads.")
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    outcome = models.CharField(max_length=8, blank=True)
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    words = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(ended_at__isnull=True),
                name="one_open_look_at_a_case",
            )
        ]

    @property
    def is_over(self) -> bool:
        """Tell whether nothing more comes of it."""
        return Look(self.state) in LOOK_OVER
