"""What the demo's people did with their awards: shown them, and seen two of them questioned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lapel.journey.issuing.actions import revoke, suspend
from lapel.journey.issuing.models import Award
from lapel.journey.record.actions import deliver_all
from lapel.journey.sharing.actions import change_share, share_with_district

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lapel.doors.cli.demo.stage import People


def happen(people: People) -> None:
    """Share some awards, suspend one and revoke one, each by whose right it is."""
    told = people.afterwards
    for entry in told["shared"]:
        person = people.persons[entry["teacher"]]
        for award in _awards(people, entry["teacher"], entry.get("only", "")):
            change_share(
                person=person, award_id=award.pk, is_public=True, shows_name=entry["named"]
            )
    for slug in told["with_district"]:
        for award in _awards(people, slug):
            share_with_district(person=people.persons[slug], award_id=award.pk)
    officer = people.persons["hana"]
    for verb, act in (("revoked", revoke), ("suspended", suspend)):
        for entry in told[verb]:
            for award in _awards(people, entry["teacher"], entry["microcredential"]):
                act(
                    person=officer,
                    award_id=award.pk,
                    reason=entry["reason"],
                    words=entry["words"],
                )
    deliver_all()


def _awards(people: People, teacher: str, only: str = "") -> QuerySet[Award]:
    found: QuerySet[Award] = Award.objects.filter(person=people.persons[teacher])
    wanted: dict[str, Any] = {"achievement__version__microcredential__slug": only} if only else {}
    return found.filter(**wanted)
