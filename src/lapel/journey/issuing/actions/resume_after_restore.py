"""Make an instance that came back from a backup safe to issue from."""

from __future__ import annotations

from django.db import transaction

from lapel.journey.issuing.actions.publish_checkpoint import hold_log
from lapel.journey.issuing.models import StatusList
from lapel.journey.issuing.queries import open_log
from lapel.journey.record.actions import note
from lapel.journey.record.queries import now


def resume_after_restore() -> int:
    """Hold the log, and close every open status list so that new awards take fresh ones.

    Returns how many lists were closed. What was published since the backup is unknown here, so
    nothing is issued until an administrator has reconciled the log (docs/adr/0011).

    Places given between the backup and its restore are unknown here, and one given twice would
    let the revocation of one award strike another.
    """
    with transaction.atomic():
        log = open_log()
        if log is not None:
            hold_log(log)
        open_lists = list(StatusList.objects.filter(closed_at__isnull=True))
        for listed in open_lists:
            listed.closed_at = now()
            listed.save(update_fields=["closed_at"])
            note(
                aggregate="status list",
                aggregate_id=listed.pk,
                action="closed after a restore",
                actor=None,
                facts={"taken": listed.taken},
            )
    return len(open_lists)
