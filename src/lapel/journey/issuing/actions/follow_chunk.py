"""What follows from a chunk of awards: the badge's picture, and stacks that are complete now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.catalogue.queries import stacks_with
from lapel.journey.issuing.actions.award_stacks import award_stacks
from lapel.journey.issuing.actions.draw_picture import draw_picture
from lapel.journey.issuing.models import Batch, Recipient

if TYPE_CHECKING:
    from uuid import UUID


def follow_chunk(*, batch_id: UUID, chunk: int) -> None:
    """Draw the picture once, and award the stacks of which this was the last part; for the job.

    Run twice it changes nothing. Nobody's awards are looked at where no stack holds this one.
    """
    batch = Batch.objects.select_related("achievement", "version__microcredential").get(pk=batch_id)
    assert batch.achievement
    draw_picture(achievement=batch.achievement)
    if batch.version is None or not stacks_with(batch.version.microcredential).exists():
        return
    issued = batch.recipients.filter(chunk=chunk, state=Recipient.State.ISSUED)
    for award_id in issued.values_list("pk", flat=True):
        award_stacks(award_id=award_id)
