"""Letters between teachers who share a piece of evidence."""

from __future__ import annotations

from functools import partial

from django.db.models import Q

from lapel.journey.evidence.events import ShareAsked
from lapel.journey.evidence.models import Artefact, Share
from lapel.journey.messaging.actions import write_letter
from lapel.journey.messaging.queries import team_letters as letters
from lapel.journey.record.events import receives
from lapel.journey.redaction.events import ShownTakenAway


@receives(ShareAsked)
def invite_to_share(event: ShareAsked) -> None:
    """Tell the colleague who is asked, unless that was answered or taken back meanwhile."""
    share = (
        Share.objects.filter(pk=event.share_id, accepted_at=None, ended_at=None)
        .filter(artefact__draft__enrolment__person__is_active=True)
        .select_related("person", "artefact__draft__enrolment__person")
        .first()
    )
    if share:
        write_letter(
            key=f"share:{share.pk}",
            kind="share",
            words=lambda: letters.share_letter(share),
            person=share.person,
        )


@receives(ShownTakenAway)
def tell_teammates_what_was_taken_away(event: ShownTakenAway) -> None:
    """Tell those who share a piece in which a family no longer lets its child be seen."""
    pieces = Artefact.objects.filter(
        Q(file__in=event.file_ids) | Q(captions__in=event.file_ids), removed_at=None
    )
    standing = Share.objects.filter(
        artefact__in=pieces, accepted_at__isnull=False, ended_at=None
    ).select_related("person", "artefact__draft__enrolment__version")
    for share in standing.order_by("accepted_at"):
        write_letter(
            key=f"share-away:{event.consent_id}:{share.pk}",
            kind="share_away",
            words=partial(letters.taken_away_letter, share),
            person=share.person,
        )
