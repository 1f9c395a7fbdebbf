"""Tell holders and programs of a chunk of awards, some at a time, behind everything else."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction

from lapel.journey.issuing.models import Award, Batch, Recipient
from lapel.journey.messaging.actions.send_webhooks import tell_programs
from lapel.journey.messaging.actions.write_letter import write_letter
from lapel.journey.messaging.events import LettersOwed
from lapel.journey.messaging.queries import award_letters, award_told
from lapel.journey.messaging.queries.webhooks import endpoints_told_of
from lapel.journey.record.actions import announce
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

# Fifty a second at most: other letters get through, and mail servers are not run over.
A_ROUND = 100
PAUSE = timedelta(seconds=2)
A_CHUNK_TAKES = timedelta(seconds=20)


def owe_letters(*, batch_id: UUID, chunk: int) -> None:
    """Put a chunk's letters into the queue, behind those of the chunks before it."""
    announce(
        LettersOwed(batch_id=batch_id, chunk=chunk, start=0),
        due_at=now() + A_CHUNK_TAKES * chunk,
    )


def write_batch_letters(*, batch_id: UUID, chunk: int, start: int) -> None:
    """Write a round of a chunk's letters, each once; for the job, which may run twice."""
    batch = Batch.objects.select_related("organisation", "achievement").get(pk=batch_id)
    names = round_of(batch=batch, chunk=chunk, start=start)
    standing = Award.objects.filter(pk__in=names, state=Award.State.ISSUED)
    with transaction.atomic():
        for award in standing.select_related("person").defer("document", "public_document"):
            write_letter(
                key=f"award:{award.pk}",
                kind="award",
                words=partial(award_letters.batch_award_letter, award, batch),
                person=award.person,
            )


def owe_more_letters(*, batch_id: UUID, chunk: int, start: int) -> None:
    """Announce the round after this one, if any; for a light job.

    A heavy one may run twice, and a round that was announced twice would tell programs twice.
    """
    batch = Batch.objects.get(pk=batch_id)
    if len(round_of(batch=batch, chunk=chunk, start=start)) == A_ROUND:
        announce(
            LettersOwed(batch_id=batch_id, chunk=chunk, start=start + A_ROUND),
            due_at=now() + PAUSE,
        )


def tell_programs_of_round(*, batch_id: UUID, chunk: int, start: int) -> None:
    """Tell the issuer's programs of the awards of a round, one message each; for the job."""
    batch = Batch.objects.select_related("organisation").get(pk=batch_id)
    if not endpoints_told_of(batch.organisation).exists():
        return
    found = Award.objects.filter(
        pk__in=round_of(batch=batch, chunk=chunk, start=start), state=Award.State.ISSUED
    )
    with transaction.atomic():
        for award in found.select_related("achievement").defer("document", "public_document"):
            told = {"award": award_told(award)}
            tell_programs(organisation=batch.organisation, kind="award.issued", data=told)


def round_of(*, batch: Batch, chunk: int, start: int) -> list[UUID]:
    """Give the awards of a round of a chunk, in the order of the table."""
    issued = batch.recipients.filter(chunk=chunk, state=Recipient.State.ISSUED).order_by("line")
    return list(issued.values_list("pk", flat=True)[start : start + A_ROUND])
