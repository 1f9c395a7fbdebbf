"""Enter awards in the log of the instance in LAPEL_HOME, and have the sequencer run once.

Run as `log_scene.py COUNT`: enters so many more awards (0: none), then sequences. Prints, as JSON,
how the log stands; whoever armed a failpoint sees the process die instead.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import django

from lapel.doors.cli.prepare import make_folders, migrate

if TYPE_CHECKING:
    from lapel.journey.issuing.models import Award


def awards(count: int) -> list[Award]:
    """Make awards of one achievement, signed by nobody: the log takes their digests as given."""
    from lapel.journey.catalogue.models import Stack
    from lapel.journey.issuing.models import Achievement, Award, Issuer
    from lapel.journey.people.actions import found_organisation
    from lapel.journey.people.models import Organisation, Person
    from lapel.journey.record.queries import now

    place = Organisation.objects.filter(slug="college").first() or found_organisation(
        person=None, slug="college", name="College", kind="programme"
    )
    issuer, _new = Issuer.objects.get_or_create(
        organisation=place, defaults={"name": "College", "made_at": now()}
    )
    stack, _new = Stack.objects.get_or_create(
        slug="stack",
        defaults={"organisation": place, "title": "Stack", "requires": {"all": []}}
        | {"published_at": now()},
    )
    achievement, _new = Achievement.objects.get_or_create(
        issuer=issuer, stack=stack, defaults={"title": "Stack", "made_at": now()}
    )
    start = Person.objects.count()
    people = [
        Person.objects.create_user(f"{start + each}@example.org", name="H", joined_at=now())
        for each in range(count)
    ]
    facts: dict[str, Any] = {"achievement": achievement, "awarded_at": now(), "state": "issued"}
    return Award.objects.bulk_create(Award(person=each, **facts) for each in people)


def standing() -> dict[str, Any]:
    """Audit the files, and hold them against the rows."""
    from lapel.domain.transparency.audit import audit
    from lapel.domain.transparency.policy import of_witnesses
    from lapel.domain.transparency.tree import Tree
    from lapel.journey.issuing.models import Award, LogEntry
    from lapel.journey.issuing.queries import StoredLog, head_of, open_log, verifier_key

    log = open_log()
    assert log is not None
    assert log.key is not None
    reader = StoredLog(1)
    found = audit(reader, policy=of_witnesses(0, (), log=verifier_key(log.key)))
    tree = Tree(reader, log.size)
    rows = dict(LogEntry.objects.values_list("position", "entry"))
    return {
        "codes": [str(code) for code in found.codes()],
        "audited": found.head.size,
        "size": log.size,
        "same": found.head == head_of(log),
        "rows": LogEntry.objects.count(),
        "placed": sorted(rows) == list(range(log.size)) if None not in rows else False,
        "right": all(tree.entry(at).decode() == rows.get(at) for at in range(log.size)),
        "included": Award.objects.exclude(included_at=None).count(),
        "checkpoint": (reader.read("checkpoint") or b"").decode(),
        "held": log.held_at is not None,
    }


def main() -> None:
    django.setup()
    from django.conf import settings
    from django.db import transaction

    make_folders(settings.HOME)
    migrate()

    from lapel.domain.transparency.entries import Kind
    from lapel.journey.issuing.actions import enter_in_log, sequence_log

    with transaction.atomic():
        made = awards(int(sys.argv[1]))
        digests = {each.pk: frozenset({each.pk.bytes * 2}) for each in made}
        enter_in_log(awards=made, kind=Kind.AWARD, digests=digests)
    sequence_log()
    sys.stdout.write(json.dumps(standing()))


if __name__ == "__main__":
    main()
