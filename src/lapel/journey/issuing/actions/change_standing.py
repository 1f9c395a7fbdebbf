"""Revoke, suspend and reinstate an award (R19).

A badge names one place in one list, of purpose revocation, and no bit that was set is cleared: a
suspension sets the bit too, and reinstating takes a fresh place, for which the award is signed
anew (docs/adr/0008).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.domain.transparency.entries import Kind
from lapel.journey.issuing.actions.enter_in_log import enter_in_log
from lapel.journey.issuing.actions.refusal import Refusal
from lapel.journey.issuing.actions.take_place import set_bit, take_place
from lapel.journey.issuing.events import AwardReinstated, AwardRevoked, AwardSuspended
from lapel.journey.issuing.models import Award, Reason, Standing
from lapel.journey.issuing.policies import may_change_standing
from lapel.journey.issuing.queries import active_key, key_under
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person


def revoke(*, person: Person, award_id: UUID, reason: str, words: str) -> Award:
    """Revoke an award for good; the reason and the plain words are read by holder and verifier.

    A mistake is mended by a new award: what verifiers once saw revoked stays so.
    """
    with transaction.atomic():
        award = _held(person, award_id)
        if award.state not in (Award.State.ISSUED, Award.State.SUSPENDED):
            raise Refusal(_("Only an award that was issued and not revoked can be revoked."))
        _set_bits(award)
        _move(award, Award.State.REVOKED, person, reason, words)
        enter_in_log(awards=[award], kind=Kind.REVOCATION)
        announce(AwardRevoked(award_id=award.pk))
    return award


def suspend(*, person: Person, award_id: UUID, reason: str, words: str) -> Award:
    """Suspend an award until it is reinstated or revoked; meanwhile every verifier refuses it."""
    with transaction.atomic():
        award = _held(person, award_id)
        if award.state != Award.State.ISSUED:
            raise Refusal(_("Only a valid award can be suspended."))
        _set_bits(award)
        _move(award, Award.State.SUSPENDED, person, reason, words)
        enter_in_log(awards=[award], kind=Kind.SUSPENSION)
        announce(AwardSuspended(award_id=award.pk))
    return award


def reinstate(*, person: Person, award_id: UUID, words: str) -> Award:
    """Make a suspended award count again: a job signs it anew; files taken before stay refused."""
    with transaction.atomic():
        award = _held(person, award_id)
        if award.state != Award.State.SUSPENDED:
            raise Refusal(_("Only a suspended award can be reinstated."))
        _give_fresh_place(award)
        _move(award, Award.State.ISSUED, person, "", words)
        enter_in_log(awards=[award], kind=Kind.REINSTATEMENT)
        announce(AwardReinstated(award_id=award.pk))
    return award


def _held(person: Person, award_id: UUID) -> Award:
    award = (
        Award.objects.select_for_update(of=("self",))
        .select_related("achievement__issuer__organisation")
        .get(pk=award_id)
    )
    if not may_change_standing(person, award):
        raise PermissionDenied
    return award


def _set_bits(award: Award) -> None:
    """Mark each place it ever had: a copy that was left genuine ends with its award."""
    for place in award.places.filter(is_set=False):
        set_bit(place)


def _give_fresh_place(award: Award) -> None:
    place = award.places.select_related("status_list").get(given_up_at__isnull=True)
    issuer = award.achievement.issuer
    key = active_key(issuer) or key_under(issuer, place.status_list.did)
    if key is None:
        raise Refusal(_("A new signing key is being made; try again in a minute."))
    take_place(award=award, key=key)


def _move(award: Award, state: str, person: Person, reason: str, words: str) -> None:
    if state != Award.State.ISSUED and reason not in Reason.values:
        raise Refusal(_("Choose a reason."))
    if not words.strip():
        raise Refusal(_("Say in plain words why; the holder and verifiers will read it."))
    before, award.state = award.state, state
    award.save(update_fields=["state"])
    Standing.objects.create(
        award=award, state=state, reason=reason, words=words.strip(), by=person, at=now()
    )
    note(
        aggregate="award",
        aggregate_id=award.pk,
        action="standing changed",
        actor=person.pk,
        facts={"from": before, "to": state, "reason": reason},
        words=words.strip(),
    )
