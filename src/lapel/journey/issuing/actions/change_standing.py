"""Revoke, suspend, reinstate or replace one award (R19)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.issuing.actions.apply_change import Terms, apply_change, hold_awards, wish_of
from lapel.journey.issuing.actions.refusal import Refusal
from lapel.journey.issuing.models import Award
from lapel.journey.issuing.policies import may_change_standing
from lapel.journey.issuing.queries.changes import VERBS, Look, may_replace

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person


def revoke(*, person: Person, award_id: UUID, reason: str, words: str) -> Award:
    """Revoke an award for good; the reason and the plain words are read by holder and verifier.

    A mistake is mended by a new award: what verifiers once saw revoked stays so.
    """
    return _change(person, award_id, "revoke", Terms(words=words, reason=reason))


def suspend(*, person: Person, award_id: UUID, reason: str, words: str) -> Award:
    """Suspend an award until it is reinstated or revoked; meanwhile every verifier refuses it."""
    return _change(person, award_id, "suspend", Terms(words=words, reason=reason))


def reinstate(*, person: Person, award_id: UUID, words: str) -> Award:
    """Make a suspended award count again: a job signs it anew; files taken before stay refused."""
    return _change(person, award_id, "reinstate", Terms(words=words))


def supersede(*, person: Person, award_id: UUID, by_award_id: UUID, words: str) -> Award:
    """Revoke an award as replaced by another of the same holder and issuer, which stays valid.

    It is that officer's act who may revoke the old. The words are read by everybody to whom the
    old one is shown, so they do not name the new: pages do, to whom it is shown as well.
    """
    terms = Terms(words=words, by_award_ids={award_id: by_award_id})
    return _change(person, award_id, "supersede", terms)


def _change(person: Person, award_id: UUID, verb: str, terms: Terms) -> Award:
    with transaction.atomic():
        hold_awards(award_ids=[award_id, *terms.by_award_ids.values()])
        award = Award.objects.select_related("achievement__issuer__organisation").get(pk=award_id)
        if not may_change_standing(person, award):
            raise PermissionDenied
        if award.state not in VERBS[verb][0]:
            raise Refusal(_refusal_of(verb))
        wish = wish_of(person=person, verb=verb, terms=terms)
        look = Look([award], [], _replaced(award, terms))
        apply_change(wish=wish, look=look)
    return award


def _refusal_of(verb: str) -> str:
    if verb == "suspend":
        return _("Only a valid award can be suspended.")
    if verb == "reinstate":
        return _("Only a suspended award can be reinstated.")
    return _("Only an award that was issued and not revoked can be revoked.")


def _replaced(old: Award, terms: Terms) -> dict[UUID, Award]:
    """Give what replaces an award; a `Refusal` where that may not."""
    found = {}
    for new_id in terms.by_award_ids.values():
        new = Award.objects.select_related("achievement").filter(pk=new_id).first()
        if new is None or not may_replace(new, old):
            raise Refusal(_("Name a valid award of the same holder and issuer."))
        found[old.pk] = new
    return found
