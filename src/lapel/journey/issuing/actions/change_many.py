"""Revoke, suspend or reinstate many awards together, each as if alone, lists signed once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from lapel.domain.transparency.entries import Kind
from lapel.journey.issuing.actions.enter_in_log import enter_in_log
from lapel.journey.issuing.actions.refusal import Refusal
from lapel.journey.issuing.actions.take_place import take_place
from lapel.journey.issuing.events import (
    AwardReinstated,
    AwardRevoked,
    AwardSuspended,
    StatusListChanged,
)
from lapel.journey.issuing.models import Award, Reason, Standing, StatusList, StatusPlace
from lapel.journey.issuing.queries import active_key
from lapel.journey.issuing.queries.changes import VERBS, look_at
from lapel.journey.people.actions import Refusal as NoTable
from lapel.journey.people.actions import read_rows
from lapel.journey.record.actions import announce, note_all
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from lapel.journey.people.models import Person

# All happens in one transaction, in a few seconds of the database's time.
MOST = 5000
FEW = 500
KINDS = {"revoke": Kind.REVOCATION, "suspend": Kind.SUSPENSION, "reinstate": Kind.REINSTATEMENT}
NEWS = {"revoke": AwardRevoked, "suspend": AwardSuspended, "reinstate": AwardReinstated}


def read_awards(*, data: bytes) -> list[tuple[int, str]]:
    """Read a table of awards: each line's number and the award's, or its address."""
    columns = {"award": (_("award"), "award", "number", "id", "address")}
    try:
        rows = read_rows(data, columns=columns, required=["award"], most=MOST)
    except NoTable as refusal:
        raise Refusal(str(refusal)) from None
    return [(line, cells["award"]) for line, cells in rows]


def change_many(
    *, person: Person, verb: str, award_ids: Sequence[UUID], reason: str = "", words: str
) -> list[Award]:
    """Revoke, suspend or reinstate (`verb`) awards with one reason and words, or none of them.

    Each is checked, noted, logged and announced as alone; each status list is signed once. A
    `Refusal` where any of them cannot be changed so any more.
    """
    if verb != "reinstate" and reason not in Reason.values:
        raise Refusal(_("Choose a reason."))
    if not words.strip():
        raise Refusal(_("Say in plain words why; the holder and verifiers will read it."))
    if not 0 < len(award_ids) <= MOST:
        raise Refusal(_("Between one and %s awards can be changed together.") % MOST)
    with transaction.atomic():
        _lock(award_ids)
        lines = [(number, str(each)) for number, each in enumerate(award_ids, 1)]
        look = look_at(person=person, verb=verb, lines=lines)
        if look.bad:
            raise Refusal(_("Some of them changed meanwhile; look at them again."))
        if verb == "reinstate":
            _give_fresh_places(look.good)
        else:
            _set_bits(look.good)
        _move(look.good, verb, person, reason if verb != "reinstate" else "", words.strip())
        enter_in_log(awards=look.good, kind=KINDS[verb])
        for award in look.good:
            announce(NEWS[verb](award_id=award.pk))
    return look.good


def _lock(award_ids: Sequence[UUID]) -> None:
    for start in range(0, len(award_ids), FEW):
        held = Award.objects.select_for_update().filter(pk__in=award_ids[start : start + FEW])
        len(held.order_by("pk").values_list("pk"))


def _set_bits(awards: Sequence[Award]) -> None:
    """Mark the places of awards for good, and have each list signed again, once."""
    lists: set[UUID] = set()
    for start in range(0, len(awards), FEW):
        few = [each.pk for each in awards[start : start + FEW]]
        places = StatusPlace.objects.filter(award__in=few, given_up_at=None, is_set=False)
        lists |= set(places.values_list("status_list", flat=True))
        places.update(is_set=True)
    StatusList.objects.filter(pk__in=lists).update(revision=F("revision") + 1)
    for name in lists:
        announce(StatusListChanged(status_list_id=name))


def _give_fresh_places(awards: Sequence[Award]) -> None:
    for award in awards:
        issuer = award.achievement.issuer
        key = active_key(issuer)
        if key is None:
            raise Refusal(_("A new signing key is being made; try again in a minute."))
        take_place(award=award, key=key)


def _move(awards: Sequence[Award], verb: str, person: Person, reason: str, words: str) -> None:
    after, moment = VERBS[verb][1], now()
    facts = {each.pk: {"from": each.state, "to": after, "reason": reason} for each in awards}
    for start in range(0, len(awards), FEW):
        few = [each.pk for each in awards[start : start + FEW]]
        Award.objects.filter(pk__in=few).update(state=after)
        part = {pk: facts[pk] for pk in few}
        note_all(
            aggregate="award",
            action="standing changed",
            actor=person.pk,
            facts=part,
            words=words,
        )
    Standing.objects.bulk_create(
        Standing(award=each, state=after, reason=reason, words=words, by=person, at=moment)
        for each in awards
    )
    for each in awards:
        each.state = after
