"""What the demo's people did with their awards: showed them, had them endorsed, saw some change."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from lapel.journey.catalogue.models import MicroCredential
from lapel.journey.issuing.actions import (
    Terms,
    accept_endorsement,
    ask_award_endorsement,
    ask_endorsement,
    change_one,
    revoke,
    suspend,
)
from lapel.journey.issuing.models import Award
from lapel.journey.people.models import Membership
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.record.queries import now
from lapel.journey.sharing.actions import change_share, share_with_district

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from lapel.doors.cli.demo.stage import People


def happen(people: People) -> None:
    """Let each do it by whose right it is: share, endorse, refresh, suspend, revoke."""
    told = people.afterwards
    for entry in told["endorsed"]:
        _endorse(people, entry)
    for entry in told["refreshed"]:
        _refresh(people, entry)
    for entry in told["shared"]:
        person = people.persons[entry["teacher"]]
        for award in _awards(people, entry["teacher"], entry.get("only", "")):
            change_share(
                person=person, award_id=award.pk, is_public=True, shows_name=entry["named"]
            )
    for slug in told["with_district"]:
        for award in _awards(people, slug):
            share_with_district(person=people.persons[slug], award_id=award.pk)
    _take_away(people)
    for entry in told["endorsement_waiting"]:
        _ask_for_her_award(people, entry)
    deliver_all()


def _take_away(people: People) -> None:
    officer = people.persons["hana"]
    for verb, act in (("revoked", revoke), ("suspended", suspend)):
        for entry in people.afterwards[verb]:
            for award in _awards(people, entry["teacher"], entry["microcredential"]):
                act(
                    person=officer,
                    award_id=award.pk,
                    reason=entry["reason"],
                    words=entry["words"],
                )


def _endorse(people: People, entry: dict[str, Any]) -> None:
    """Have a micro-credential endorsed by another organisation, which answers after some days."""
    version = MicroCredential.objects.get(slug=entry["microcredential"]).current
    assert version is not None
    with _days_ago(entry["asked_days_ago"]):
        asked = ask_endorsement(
            person=people.persons[entry["asks"]],
            subject=version,
            endorser=people.organisations[entry["endorser"]],
            words=entry["words"],
        )
    with _days_ago(entry["answered_days_ago"]):
        accept_endorsement(
            person=people.persons[entry["answers"]],
            endorsement_id=asked.pk,
            comment=entry["comment"],
        )


def _ask_for_her_award(people: People, entry: dict[str, Any]) -> None:
    """Have a teacher ask somebody at her school, whose answer is left to whoever tries the demo."""
    speaker = Membership.objects.get(person=people.persons[entry["asked"]], role=entry["role"])
    for award in _awards(people, entry["teacher"], entry["microcredential"]):
        with _days_ago(entry["asked_days_ago"]):
            ask_award_endorsement(
                person=people.persons[entry["teacher"]],
                award_id=award.pk,
                endorser=speaker,
                words=entry["words"],
            )


def _refresh(people: People, entry: dict[str, Any]) -> None:
    for award in _awards(people, entry["teacher"], entry["microcredential"]):
        with _days_ago(entry["days_ago"]):
            change_one(
                person=people.persons["hana"],
                verb="refresh",
                award_id=award.pk,
                terms=Terms(words=entry["words"]),
            )


@contextmanager
def _days_ago(days: int) -> Iterator[None]:
    """Let the block, and what follows from it, happen some days ago."""
    with clock_at(now() - timedelta(days=days)):
        yield
        deliver_all()


def _awards(people: People, teacher: str, only: str = "") -> QuerySet[Award]:
    found: QuerySet[Award] = Award.objects.filter(person=people.persons[teacher])
    wanted: dict[str, Any] = {"achievement__version__microcredential__slug": only} if only else {}
    return found.filter(**wanted)
