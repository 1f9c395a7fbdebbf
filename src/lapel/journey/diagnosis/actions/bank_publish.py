"""Publish reviewed wordings, and take wordings out of use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.diagnosis.actions.bank_ask import end_requests
from lapel.journey.diagnosis.actions.refusal import Refusal
from lapel.journey.diagnosis.actions.renew_parameters import renew_parameters
from lapel.journey.diagnosis.models import ItemVersion
from lapel.journey.diagnosis.policies import may_keep_bank
from lapel.journey.record.actions import note, note_all
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from lapel.journey.people.models import Person


def publish_wordings(*, person: Person, version_ids: Sequence[UUID]) -> list[ItemVersion]:
    """Publish reviewed wordings together; what was asked or drafted before them is retired.

    They make one new set of parameters a language. Diagnoses under way keep their set and its
    wordings. Refused, all of them, where one is not reviewed, or is named twice.
    """
    with transaction.atomic():
        found = list(
            ItemVersion.objects.select_for_update(of=("self",))
            .select_related("item__organisation")
            .filter(pk__in=list(version_ids))
            .order_by("item__competency", "item__key", "number")
        )
        if not found or any(not may_keep_bank(person, each.item.organisation) for each in found):
            raise PermissionDenied
        if any(each.state != ItemVersion.State.REVIEWED for each in found):
            raise Refusal(_("One of these is not reviewed any more. Look at the list again."))
        if len({each.item_id for each in found}) < len(found):
            raise Refusal(_("Two of these are wordings of one question; publish one of them."))
        moment = now()
        ItemVersion.objects.filter(pk__in=_before(found)).update(
            state=ItemVersion.State.RETIRED, retired_by=person, retired_at=moment
        )
        for each in found:
            each.state = ItemVersion.State.PUBLISHED
            each.published_by, each.published_at = person, moment
        ItemVersion.objects.bulk_update(found, ["state", "published_by", "published_at"])
        facts = {
            each.item_id: {"version": each.number, "hash": each.content_hash} for each in found
        }
        note_all(aggregate="question", action="published", actor=person.pk, facts=facts)
        for language in sorted({each.item.language for each in found}):
            renew_parameters(person=person, language=language)
    return found


def _before(versions: Sequence[ItemVersion]) -> list[UUID]:
    """Give what these take the place of: the wordings that are asked, and drafts before them."""
    last = {each.item_id: each.number for each in versions}
    known = ItemVersion.objects.filter(item__in=list(last)).exclude(state=ItemVersion.State.RETIRED)
    return [
        each.pk
        for each in known.only("pk", "item", "number", "state")
        if each.number < last[each.item_id] or each.state == ItemVersion.State.PUBLISHED
    ]


def retire_wording(*, person: Person, version_id: UUID, because: str) -> ItemVersion:
    """Take a wording out of use, or put a draft away, for a reason; its words stay to be read.

    New diagnoses do not ask it. Those under way do, since their sets name it.
    """
    with transaction.atomic():
        version = ItemVersion.objects.select_for_update(of=("self",)).get(pk=version_id)
        if not may_keep_bank(person, version.item.organisation):
            raise PermissionDenied
        if not because.strip():
            raise Refusal(_("Say why."))
        if version.state == ItemVersion.State.RETIRED:
            raise Refusal(_("This wording is out of use already."))
        was_asked = version.state == ItemVersion.State.PUBLISHED
        version.state = ItemVersion.State.RETIRED
        version.retired_by, version.retired_at = person, now()
        version.retired_because = because.strip()
        version.save(update_fields=["state", "retired_by", "retired_at", "retired_because"])
        note(
            aggregate="question",
            aggregate_id=version.item_id,
            action="retired",
            actor=person.pk,
            facts={"version": version.number},
            words=version.retired_because,
        )
        end_requests(item=version.item)
        if was_asked:
            renew_parameters(person=person, language=version.item.language)
    return version
