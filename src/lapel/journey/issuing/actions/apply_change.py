"""Write what is done to awards that stand, to one or to many, in one transaction (R19).

A badge names one place in one list, of purpose revocation, and no bit that was set is cleared: a
suspension sets the bit too, and reinstating takes a fresh place, for which the award is signed
anew (docs/adr/0008).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

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
    ChangeWaits,
    StatusListChanged,
)
from lapel.journey.issuing.models import Award, Change, Reason, Standing, StatusList, StatusPlace
from lapel.journey.issuing.queries import active_key, key_under
from lapel.journey.issuing.queries.changes import SIGNING, VERBS
from lapel.journey.record.actions import announce, note_all
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from lapel.journey.issuing.models import IssuerKey
    from lapel.journey.issuing.queries.changes import Look
    from lapel.journey.people.models import Person

FEW = 500
KINDS = {
    "revoke": Kind.REVOCATION,
    "supersede": Kind.REVOCATION,
    "suspend": Kind.SUSPENSION,
    "reinstate": Kind.REINSTATEMENT,
}
NEWS = {
    "revoke": AwardRevoked,
    "supersede": AwardRevoked,
    "suspend": AwardSuspended,
    "reinstate": AwardReinstated,
}
# What takes something from its holder has one of R19's reasons; superseding is one itself.
REASONED = ("revoke", "suspend", "expire")


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What an officer says of a change: words, a reason, an end, and what replaces each award."""

    words: str
    reason: str = ""
    valid_until: datetime | None = None
    by_award_ids: Mapping[UUID, UUID] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is to be done, on whose word, and its terms as far as they belong to the verb."""

    verb: str
    by: Person
    words: str
    reason: str
    valid_until: datetime | None


def wish_of(*, person: Person, verb: str, terms: Terms) -> Wish:
    """Refuse what is not said; keep the reason and the end that belong to the verb alone."""
    if verb in REASONED and terms.reason not in Reason.values:
        raise Refusal(_("Choose a reason."))
    if not terms.words.strip():
        raise Refusal(_("Say in plain words why; the holder and verifiers will read it."))
    if verb == "expire" and terms.valid_until is None:
        raise Refusal(_("Say until when they are valid."))
    if terms.valid_until is not None and terms.valid_until <= now():
        raise Refusal(_("Choose an end that is not over yet."))
    own = Reason.SUPERSEDED.value if verb == "supersede" else ""
    return Wish(
        verb=verb,
        by=person,
        words=terms.words.strip(),
        reason=terms.reason if verb in REASONED else own,
        valid_until=terms.valid_until if verb in ("expire", "refresh") else None,
    )


def hold_awards(*, award_ids: Sequence[UUID]) -> None:
    """Lock awards until the transaction ends, so that nobody else changes them meanwhile."""
    # in one order over all slices, or two officers could each wait for the other
    ordered = sorted(set(award_ids))
    for start in range(0, len(ordered), FEW):
        held = Award.objects.select_for_update().filter(pk__in=ordered[start : start + FEW])
        len(held.order_by("pk").values_list("pk"))


def apply_change(*, wish: Wish, look: Look) -> Change:
    """Write a change that was looked at, in the transaction that holds its awards."""
    awards = look.good
    _refuse_sooner_end(wish, awards)
    change = Change.objects.create(
        verb=wish.verb,
        reason=wish.reason,
        words=wish.words,
        valid_until=wish.valid_until,
        count=len(awards),
        by=wish.by,
        at=now(),
    )
    if wish.verb == "reinstate":
        _give_fresh_places(awards)
    elif wish.verb not in SIGNING:
        _set_bits(awards)
    _note(wish, look)
    _move(wish, look, change)
    if wish.verb in SIGNING:
        announce(ChangeWaits(change_id=change.pk))
        return change
    enter_in_log(awards=awards, kind=KINDS[wish.verb])
    for award in awards:
        announce(NEWS[wish.verb](award_id=award.pk))
    return change


def _refuse_sooner_end(wish: Wish, awards: Sequence[Award]) -> None:
    """Refuse to refresh to a sooner end: the copies stay, and must not say more than it does."""
    if wish.verb == "refresh" and any(_ends_sooner(wish, each) for each in awards):
        raise Refusal(_("Some of them are valid longer: to end them sooner give them another end."))


def _ends_sooner(wish: Wish, award: Award) -> bool:
    if wish.valid_until is None:
        return False
    return award.valid_until is None or wish.valid_until < award.valid_until


def _retires(wish: Wish, award: Award) -> bool:
    """Tell whether copies taken before are refused: their end or their address is not so any more.

    An address that she left may be somebody else's by now.
    """
    return wish.verb == "reissue" or (wish.verb == "expire" and _ends_sooner(wish, award))


def _set_bits(awards: Sequence[Award]) -> None:
    """Mark all places of awards for good, left ones too, and have each list signed again, once."""
    lists: set[UUID] = set()
    for start in range(0, len(awards), FEW):
        few = [each.pk for each in awards[start : start + FEW]]
        places = StatusPlace.objects.filter(award__in=few, is_set=False)
        lists |= set(places.values_list("status_list", flat=True))
        places.update(is_set=True)
    StatusList.objects.filter(pk__in=lists).update(revision=F("revision") + 1)
    for name in lists:
        announce(StatusListChanged(status_list_id=name))


def _give_fresh_places(awards: Sequence[Award]) -> None:
    for award in awards:
        key = _key_for(award)
        if key is None:
            raise Refusal(_("A new signing key is being made; try again in a minute."))
        take_place(award=award, key=key)


def _key_for(award: Award) -> IssuerKey | None:
    """Give the key in force, or while a new one is being made what signs its present list."""
    issuer = award.achievement.issuer
    if key := active_key(issuer):
        return key
    place = award.places.select_related("status_list").get(given_up_at__isnull=True)
    return key_under(issuer, place.status_list.did)


def _note(wish: Wish, look: Look) -> None:
    for start in range(0, len(look.good), FEW):
        note_all(
            aggregate="award",
            action="renewal asked" if wish.verb in SIGNING else "standing changed",
            actor=wish.by.pk,
            facts={each.pk: _facts(wish, look, each) for each in look.good[start : start + FEW]},
            words=wish.words,
        )


def _facts(wish: Wish, look: Look, award: Award) -> dict[str, Any]:
    if wish.verb in SIGNING:
        before, after = award.valid_until, wish.valid_until or award.valid_until
        return {
            "for": wish.verb,
            "reason": wish.reason,
            "valid_until": {"from": _written(before), "to": _written(after)},
        }
    facts: dict[str, Any] = {
        "from": award.state,
        "to": VERBS[wish.verb][1],
        "reason": wish.reason,
    }
    if award.pk in look.by:
        facts["superseded_by"] = str(look.by[award.pk].pk)
    return facts


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _move(wish: Wish, look: Look, change: Change) -> None:
    acts = Standing.objects.bulk_create(
        Standing(
            award=each,
            change=change,
            state=VERBS[wish.verb][1],
            act=wish.verb if wish.verb in SIGNING else "",
            valid_until=wish.valid_until,
            retires=_retires(wish, each),
            reason=wish.reason,
            words=wish.words,
            by=wish.by,
            at=change.at,
        )
        for each in look.good
    )
    changed = ["state"]
    for award, act in zip(look.good, acts, strict=True):
        award.state = act.state
        if wish.verb in SIGNING:
            award.anew_for, award.valid_until = act, wish.valid_until or award.valid_until
            changed = ["anew_for", "valid_until"]
        elif award.pk in look.by:
            award.superseded_by = look.by[award.pk]
            changed = ["state", "superseded_by"]
    Award.objects.bulk_update(look.good, changed, batch_size=FEW)
