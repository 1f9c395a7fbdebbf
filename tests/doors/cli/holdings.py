"""Tell what an instance holds: run as a program with LAPEL_HOME set; prints JSON."""

from __future__ import annotations

import hashlib
import json
import sys

import django

django.setup()

from lapel.journey.files.models import Derivative, StoredFile  # noqa: E402 (after setup)
from lapel.journey.files.queries import (  # noqa: E402 (models need Django to be set up)
    durable_offset,
    original_key,
    staging_key,
    storage,
)
from lapel.journey.issuing.models import Award, StatusList  # noqa: E402 (models need Django to be set up)
from lapel.journey.issuing.queries import verdict_on  # noqa: E402 (models need Django to be set up)
from lapel.journey.record.actions import deliver_all  # noqa: E402 (models need Django to be set up)
from lapel.journey.record.queries import chain_faults, parked_deliveries  # noqa: E402 (models need Django to be set up)


def digest(key: str) -> str:
    return hashlib.sha256(b"".join(storage().open(key))).hexdigest()


def main() -> None:
    states = {str(file.pk): file.state for file in StoredFile.objects.all()}
    offsets = {
        str(file.pk): [durable_offset(file), storage().staged_size(staging_key(file))]
        for file in StoredFile.objects.filter(state="receiving")
    }
    deliver_all()
    wrong = [each.blob for each in Derivative.objects.all() if digest(each.blob) != each.sha256]
    ready = StoredFile.objects.filter(state="ready")
    wrong += [str(each.pk) for each in ready if digest(original_key(each)) != each.sha256]
    told = {
        "awards": {
            str(award.pk): [
                hashlib.sha256(award.public_document.encode()).hexdigest(),
                verdict_on(award).outcome.code,
            ]
            for award in Award.objects.exclude(document="")
        },
        "states": states,
        "after": {str(file.pk): file.state for file in StoredFile.objects.all()},
        "offsets": offsets,
        "wrong": wrong,
        "chain": [fault.sentence for fault in chain_faults()],
        "parked": [each.error for each in parked_deliveries()],
        "open_lists": StatusList.objects.filter(closed_at__isnull=True).count(),
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
