"""Tell holders of an older version what a newer one asks of them, each once (R20)."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from lapel.journey.catalogue.models import Version
from lapel.journey.issuing.queries import holders_to_tell, refresh_open_in
from lapel.journey.messaging.actions.write_batch_letters import A_ROUND, PAUSE
from lapel.journey.messaging.actions.write_letter import write_letter
from lapel.journey.messaging.events import NewerVersion
from lapel.journey.messaging.queries.newer_letters import newer_letter
from lapel.journey.record.actions import announce
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

# A version that is mended at once is told of once.
WAIT = timedelta(days=1)


def owe_news_of_version(*, version_id: UUID) -> None:
    """Have holders of older versions told, a day later."""
    if Version.objects.get(pk=version_id).number > 1:
        announce(NewerVersion(version_id=version_id), due_at=now() + WAIT)


def tell_of_newer(*, version_id: UUID, after: UUID | None) -> None:
    """Write to a round of holders who have something to show, and announce the next, if any.

    Nothing is written of a version that is no longer the current one; the next one has its own
    letter. Whom nothing is asked of is left in peace. For a light job.
    """
    version = Version.objects.select_related("microcredential").get(pk=version_id)
    if version.microcredential.current_id != version.pk:
        return
    waiting = holders_to_tell(version).order_by("pk")
    holders = list(waiting.filter(pk__gt=after)[:A_ROUND] if after else waiting[:A_ROUND])
    for award in holders:
        newer = refresh_open_in(award.person, version.microcredential)
        if newer is not None and newer.is_open:
            write_letter(
                key=f"newer:{award.person_id}:{version.pk}",
                kind="newer version",
                words=partial(newer_letter, newer),
                person=award.person,
            )
    if len(holders) == A_ROUND:
        rest = NewerVersion(version_id=version_id, after=holders[-1].pk)
        announce(rest, due_at=now() + PAUSE)
