"""Count every effect of the batches in an instance that nothing serves.

Run as `batch_auditor.py PEOPLE` with LAPEL_HOME set; prints a list of faults as JSON.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from collections.abc import Iterator

django.setup()

from django.db.models import Count  # noqa: E402 (models need Django to be set up)

from lapel.domain.badges.verdicts import Outcome  # noqa: E402 (models need Django to be set up)
from lapel.journey.issuing.models import (  # noqa: E402 (models need Django to be set up)
    Award,
    Batch,
    Chunk,
    LogEntry,
    Recipient,
    StatusPlace,
)
from lapel.journey.issuing.queries import are_in_the_log, verdict_on  # noqa: E402 (models need Django to be set up)
from lapel.journey.people.models import Person  # noqa: E402 (models need Django to be set up)
from lapel.journey.record.models import AuditEntry, OutboxEvent  # noqa: E402 (models need Django to be set up)
from lapel.journey.record.queries import chain_faults  # noqa: E402 (models need Django to be set up)

LOOKED_AT = 20


def faults(people: int) -> Iterator[str]:
    """Give one sentence for everything that is lost, doubled or broken."""
    counted = {
        "awards": Award.objects.filter(state="issued").count(),
        "holders": Award.objects.values("person").distinct().count(),
        "persons named": Person.objects.filter(joined_at=None).count(),
        "recipients issued": Recipient.objects.filter(state="issued", email="").count(),
        "recipients": Recipient.objects.count(),
        "places": StatusPlace.objects.count(),
        "entries of the log": LogEntry.objects.filter(kind="award").count(),
        "notes": AuditEntry.objects.filter(aggregate="award", action="issued").count(),
        "counted as issued": sum(Batch.objects.values_list("issued", flat=True)),
    }
    yield from (f"{count} {what}" for what, count in counted.items() if count != people)
    ids = Recipient.objects.filter(state="issued").values("pk")
    if Award.objects.exclude(pk__in=ids).exists():
        yield "an award is not that of a recipient"
    doubled = StatusPlace.objects.values("status_list", "index").annotate(n=Count("pk"))
    yield from (f"place {each} was given twice" for each in doubled.filter(n__gt=1))
    told = Counter(
        (each["batch_id"], each["chunk"])
        for each in OutboxEvent.objects.filter(kind="issuing.AwardsIssued").values_list(
            "payload", flat=True
        )
    )
    if set(told.values()) != {1} or len(told) != Chunk.objects.count():
        yield f"chunks were told of {told}"
    yield from (f"chunk {each.number} is not done" for each in Chunk.objects.filter(done_at=None))
    for award in Award.objects.order_by("subject_id")[:LOOKED_AT]:
        if verdict_on(award).outcome is not Outcome.VALID or not are_in_the_log(award):
            yield f"a badge does not verify: {verdict_on(award).headline}"
    yield from (f"chain of {fault.aggregate}: {fault.sentence}" for fault in chain_faults())


if __name__ == "__main__":
    sys.stdout.write(json.dumps(list(faults(int(sys.argv[1])))))
