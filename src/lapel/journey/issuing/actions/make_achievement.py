"""Make the achievement of a published version, a stack, or of assessing a version."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING

from lapel.domain.badges import documents
from lapel.journey.catalogue.models import Stack, Version
from lapel.journey.issuing.models import Achievement
from lapel.journey.issuing.queries import Assessing, address, described, named
from lapel.journey.record.actions import note
from lapel.journey.record.queries import now
from lapel.turns import take_turns

if TYPE_CHECKING:
    from lapel.journey.issuing.models import Issuer


def make_achievement(*, issuer: Issuer, subject: Version | Stack | Assessing) -> Achievement:
    """Give what awards of something are for, fixed from the first award or request on.

    Call it inside the transaction of that award, or of asking for an endorsement.
    """
    of = _field(subject)
    take_turns(f"issuing.achievement:{'-'.join([*of, *(str(each.pk) for each in of.values())])}")
    there = Achievement.objects.filter(**of).first()
    if there is not None:
        return there
    name = uuid.uuid4()
    document = documents.achievement(described(subject, issuer, url=address("achievement", name)))
    made = Achievement.objects.create(
        id=name,
        issuer=issuer,
        title=named(subject),
        document=json.dumps(document, ensure_ascii=False, separators=(",", ":")),
        made_at=now(),
        **of,
    )
    note(
        aggregate="achievement",
        aggregate_id=made.pk,
        action="made",
        actor=None,
        facts={kind: str(each.pk) for kind, each in of.items()},
    )
    return made


def _field(subject: Version | Stack | Assessing) -> dict[str, Version | Stack]:
    """Give the field of an achievement's row that says what it is for."""
    if isinstance(subject, Assessing):
        return {"assessing": subject.version}
    return {"version": subject} if isinstance(subject, Version) else {"stack": subject}
