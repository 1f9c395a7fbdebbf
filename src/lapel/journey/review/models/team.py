"""What teammates' decisions say of evidence that they share."""

from __future__ import annotations

from django.db import models

from lapel.journey.review.models.cases import Case, Decision


class TeamFinding(models.Model):
    """The level a teammate's decision gave a criterion that rests on what they share (R24).

    The criterion is not scored in this case.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="team_findings")
    criterion = models.CharField(max_length=80)
    level = models.CharField(max_length=12)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "criterion"], name="one_team_finding_per_criterion"
            )
        ]
