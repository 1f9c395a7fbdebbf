"""Issue an award on a decision: a row first, then the signatures, then the news."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from lapel.domain.rubrics.levels import Outcome
from lapel.domain.transparency.entries import Kind
from lapel.failpoint import failpoint
from lapel.journey.issuing.actions.enter_in_log import enter_in_log
from lapel.journey.issuing.actions.make_achievement import make_achievement
from lapel.journey.issuing.actions.prepare_issuer import prepare_issuer
from lapel.journey.issuing.actions.refusal import Refusal
from lapel.journey.issuing.actions.sign_documents import Pair, refuse_disowned, sign_documents
from lapel.journey.issuing.actions.sign_status_list import sign_status_list
from lapel.journey.issuing.actions.take_place import take_place
from lapel.journey.issuing.events import AwardIssued
from lapel.journey.issuing.models import Award
from lapel.journey.issuing.queries import (
    active_key,
    ground_of,
    is_in_the_log,
    unsigned_credential,
)
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now
from lapel.journey.review.queries import decision
from lapel.turns import take_turns

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.issuing.models import Issuer, IssuerKey
    from lapel.journey.review.models import Decision


def issue_award(*, decision_id: UUID) -> Award:
    """Issue the award that a decision earned; run twice, or after a crash, there is still one.

    For the job on `review.Decided`, which runs for nobody. Refuses a decision that earned
    nothing, and one whose record's hash does not stand in the audit log (R18).
    """
    found = decision(decision_id)
    if found.outcome != Outcome.EARNED:
        raise Refusal("Only a decision that says earned leads to an award.")
    if not is_in_the_log(found):
        raise Refusal("The decision's record does not stand in the audit log.")
    issuer = prepare_issuer(organisation=found.case.microcredential.organisation)
    award = _row(found, issuer)
    failpoint("issuing.row")
    return sign_award(award)


def _row(found: Decision, issuer: Issuer) -> Award:
    with transaction.atomic():
        take_turns(f"issuing.decision:{found.pk}")
        there = Award.objects.filter(decision=found).first()
        if there is not None:
            return there
        award = Award.objects.create(
            person=found.case.submission.person,
            organisation=found.case.submission.organisation,
            achievement=make_achievement(issuer=issuer, subject=found.case.version),
            decision=found,
            awarded_at=found.decided_at,
        )
        _link(award, found)
        give_key_and_place(award=award, issuer=issuer)
    return award


def _link(award: Award, found: Decision) -> None:
    """Let a refresh rest on the award that it carries from, while that one stands (R20)."""
    ground = ground_of(found)
    if ground is None:
        return
    held = Award.objects.select_for_update(of=("self",)).get(pk=ground.pk)
    if held.state != Award.State.ISSUED:
        raise Refusal(_("The award that this refresh carries from does not stand."))
    award.rests_on.set([held])


def give_key_and_place(*, award: Award, issuer: Issuer) -> IssuerKey:
    """Fix the key an award is signed with and its place in a list of that key's DID."""
    key = active_key(issuer)
    if key is None:
        raise Refusal(_("%s has no signing key in force.") % issuer.name)
    award.key = key
    award.save(update_fields=["key"])
    take_place(award=award, key=key)
    return key


def sign_award(award: Award) -> Award:
    """Sign an award that is being prepared and announce it; one that is signed stays as it is."""
    if award.state != Award.State.PREPARING or award.key is None:
        return award
    key = _with_another_key(award) if award.key.disowned_at else award.key
    place = award.places.get(given_up_at__isnull=True)
    sign_status_list(status_list_id=place.status_list_id)
    signed = sign_documents(unsigned_credential(award), key=key)
    failpoint("issuing.signed")
    with transaction.atomic():
        held = Award.objects.select_for_update().get(pk=award.pk)
        if held.state == Award.State.PREPARING:
            refuse_disowned(key)
            _refuse_forgotten(held, signed_for=award.person.email)
            _seal(held, signed, key)
    failpoint("issuing.issued")
    return held


def _with_another_key(award: Award) -> IssuerKey:
    """Turn away from a key that was stolen between the row and the signature."""
    issuer = prepare_issuer(organisation=award.achievement.issuer.organisation)
    with transaction.atomic():
        return give_key_and_place(award=award, issuer=issuer)


def _refuse_forgotten(held: Award, *, signed_for: str) -> None:
    """Throw a signature away over an address that its holder took with her; the job is run again.

    The job that forgets her passes over what is not sealed yet.
    """
    if held.person.email != signed_for:
        raise Refusal(_("The holder's address changed while her award was being signed."))


def _seal(award: Award, signed: Pair, key: IssuerKey) -> None:
    award.state = Award.State.ISSUED
    award.issued_at = now()
    signed.keep_in(award, "state", "issued_at")
    note(
        aggregate="award",
        aggregate_id=award.pk,
        action="issued",
        actor=None,
        facts={
            "achievement": str(award.achievement_id),
            "decision": str(award.decision_id) if award.decision_id else None,
            "document_hash": award.document_hash,
            "public_hash": award.public_hash,
            "method": key.verification_method,
        },
    )
    enter_in_log(awards=[award], kind=Kind.AWARD)
    announce(AwardIssued(award_id=award.pk))
