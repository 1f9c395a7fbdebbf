"""Write a question, and change its words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.domain.microcredential.canonical import content_hash
from lapel.journey.diagnosis.actions.bank_ask import end_requests
from lapel.journey.diagnosis.actions.refusal import Refusal
from lapel.journey.diagnosis.models import BankItem, ItemVersion
from lapel.journey.diagnosis.policies import may_keep_bank
from lapel.journey.record.actions import note
from lapel.journey.record.queries import now
from lapel.turns import take_turns

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from lapel.journey.catalogue.models import Competency
    from lapel.journey.people.models import Organisation, Person


class StaleWordingError(Exception):
    """Somebody changed the wording since; `newest` is what stands now. Nothing was written."""

    def __init__(self, newest: ItemVersion) -> None:
        super().__init__("The wording was changed meanwhile.")
        self.newest = newest


def write_question(
    *,
    person: Person,
    organisation: Organisation,
    competency: Competency,
    language: str,
    content: dict[str, Any],
) -> ItemVersion:
    """Begin a question with its first wording, faults and all; its key is in the content."""
    if not may_keep_bank(person, organisation):
        raise PermissionDenied
    with transaction.atomic():
        key = content["key"]
        take_turns(f"diagnosis.question:{competency.pk}:{language}:{key}")
        told = {"competency": competency, "language": language, "key": key}
        if BankItem.objects.filter(**told).exists():
            raise Refusal(_("There is a question with this key already; choose another key."))
        item = BankItem.objects.create(organisation=organisation, **told)
        return add_wording(person=person, item=item, content=content)


def save_wording(
    *, person: Person, item_id: UUID, content: dict[str, Any], base: str
) -> ItemVersion:
    """Keep changed words of a question; `base` is the hash of the content they were made from.

    The writer's own draft that nobody reviewed changes in place; every other change is the next
    number. `StaleWordingError` when the newest wording is another than `base` by now.
    """
    with transaction.atomic():
        item = BankItem.objects.select_for_update().get(pk=item_id)
        if not may_keep_bank(person, item.organisation):
            raise PermissionDenied
        newest = item.versions.order_by("-number")[0]
        content = {**content, "key": item.key}
        digest = content_hash(content)
        if newest.content_hash == digest:
            return newest
        if newest.content_hash != base:
            raise StaleWordingError(newest)
        if not newest.is_open_to(person):
            return add_wording(person=person, item=item, content=content)
        newest.content, newest.content_hash, newest.written_at = content, digest, now()
        newest.save(update_fields=["content", "content_hash", "written_at"])
        _note(person, newest)
    return newest


def add_wording(
    *,
    person: Person,
    item: BankItem,
    content: dict[str, Any],
    remarks: Sequence[dict[str, Any]] = (),
) -> ItemVersion:
    """Place the next wording of a question, as a draft; inside the caller's transaction.

    `remarks` is what of its file was not taken in. Nobody need read an older draft any more.
    Whoever calls it has seen to it that this person may.
    """
    end_requests(item=item)
    last = item.versions.order_by("-number").values_list("number", flat=True).first()
    version = ItemVersion.objects.create(
        item=item,
        number=(last or 0) + 1,
        content=content,
        content_hash=content_hash(content),
        remarks=list(remarks),
        written_by=person,
        written_at=now(),
    )
    _note(person, version)
    return version


def _note(person: Person, version: ItemVersion) -> None:
    note(
        aggregate="question",
        aggregate_id=version.item_id,
        action="written",
        actor=person.pk,
        facts={"version": version.number, "hash": version.content_hash},
    )
