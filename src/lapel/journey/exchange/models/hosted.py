"""Awards that stand at an address in the form of Open Badges 2.0 too."""

from __future__ import annotations

import uuid

from django.db import models

from lapel.journey.issuing.models import Award


class HostedAward(models.Model):
    """An award at `/id/assertion/<name>`, for programs that know no other form.

    Such an assertion names its holder by a salted hash of her e-mail address (ADR 8), so it is made
    only where she let a program read assertions, and its name is random: who was not given it
    does not find it.
    """

    name = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    award = models.OneToOneField(Award, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
