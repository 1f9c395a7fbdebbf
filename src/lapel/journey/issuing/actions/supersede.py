"""Supersede an award: a new one is in its place, and the old one says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.issuing.actions.change_standing import revoke
from lapel.journey.issuing.actions.refusal import Refusal
from lapel.journey.issuing.models import Award, Reason

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person


def supersede(*, person: Person, award_id: UUID, by_award_id: UUID, words: str) -> Award:
    """Revoke an award as replaced by another of the same holder and issuer, which stays valid.

    It is that officer's act who may revoke the old. The words are read by everybody to whom the
    old one is shown, so they do not name the new: pages do, to whom it is shown as well.
    """
    with transaction.atomic():
        new = Award.objects.select_for_update().filter(pk=by_award_id).first()
        old = Award.objects.select_related("achievement").get(pk=award_id)
        if not words.strip():
            raise Refusal(_("Say in plain words why; the holder and verifiers will read it."))
        if new is None or new.pk == old.pk or not _replaces(new, old):
            raise Refusal(_("Name a valid award of the same holder and issuer."))
        held = revoke(person=person, award_id=old.pk, reason=Reason.SUPERSEDED, words=words)
        held.superseded_by = new
        held.save(update_fields=["superseded_by"])
    return held


def _replaces(new: Award, old: Award) -> bool:
    same_issuer = new.achievement.issuer_id == old.achievement.issuer_id
    return same_issuer and new.person_id == old.person_id and new.state == Award.State.ISSUED
