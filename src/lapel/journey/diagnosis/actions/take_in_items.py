"""Take a document of questions into the bank as published wordings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.domain.microcredential import check_items
from lapel.domain.microcredential.canonical import content_hash
from lapel.journey.catalogue.models import Competency
from lapel.journey.diagnosis.actions.refusal import Refusal
from lapel.journey.diagnosis.actions.renew_parameters import renew_parameters
from lapel.journey.diagnosis.models import BankItem, ItemVersion
from lapel.journey.diagnosis.policies import may_keep_bank
from lapel.journey.record.actions import note_all
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lapel.journey.people.models import Organisation, Person


@dataclass(frozen=True)
class Taken:
    """How many wordings came in, and how many were there already, word for word."""

    new: int
    known: int


def take_in_items(
    *, person: Person, organisation: Organisation, documents: Sequence[dict[str, Any]]
) -> Taken:
    """Publish what `lapel/items@1` documents hold; another wording of a key is its next version.

    What is published word for word stays as it is, so that the same document may come again. For
    all documents together there is one new set of parameters a language.
    """
    if not may_keep_bank(person, organisation):
        raise PermissionDenied
    for document in documents:
        _refuse_what_is_wrong(document)
    new = 0
    with transaction.atomic():
        for document in documents:
            new += _take_in(person, organisation, document)
        for language in sorted({each["language"] for each in documents}):
            renew_parameters(person=person, language=language)
    return Taken(new, sum(len(each["items"]) for each in documents) - new)


def _refuse_what_is_wrong(document: dict[str, Any]) -> None:
    if problems := check_items(document):
        raise Refusal(_("These questions cannot be taken in yet."), problems)
    code = document["competency"]
    if not Competency.objects.filter(pk=code).exists():
        raise Refusal(_("“%(code)s” is no competency of the framework.") % {"code": code})


def _take_in(person: Person, organisation: Organisation, document: dict[str, Any]) -> int:
    told = {"competency_id": document["competency"], "language": document["language"]}
    known = {each.key: each for each in BankItem.objects.filter(**told)}
    if any(each.organisation_id != organisation.pk for each in known.values()):
        raise Refusal(_("Another organisation keeps questions of this competency and language."))
    missing = [each["key"] for each in document["items"] if each["key"] not in known]
    items = [BankItem(organisation=organisation, key=key, **told) for key in missing]
    known |= {each.key: each for each in BankItem.objects.bulk_create(items)}
    return _publish(person, known, document["items"])


def _publish(person: Person, known: dict[str, BankItem], contents: Iterable[dict[str, Any]]) -> int:
    moment, last = now(), _last_versions(known.values())
    before: list[ItemVersion] = []
    fresh: list[ItemVersion] = []
    for content in contents:
        item, digest = known[content["key"]], content_hash(content)
        versions = last.get(item.pk, [])
        published = [each for each in versions if each.state == ItemVersion.State.PUBLISHED]
        if any(each.content_hash == digest for each in published):
            continue
        before += published
        fresh.append(
            ItemVersion(
                item=item,
                number=max((each.number for each in versions), default=0) + 1,
                content=content,
                content_hash=digest,
                state=ItemVersion.State.PUBLISHED,
                written_by=person,
                written_at=moment,
                published_by=person,
                published_at=moment,
            )
        )
    ItemVersion.objects.filter(pk__in=[each.pk for each in before]).update(
        state=ItemVersion.State.RETIRED, retired_by=person, retired_at=moment
    )
    ItemVersion.objects.bulk_create(fresh)
    note_all(
        aggregate="question",
        action="published",
        actor=person.pk,
        facts={each.item_id: {"version": each.number, "hash": each.content_hash} for each in fresh},
    )
    return len(fresh)


def _last_versions(items: Iterable[BankItem]) -> dict[Any, list[ItemVersion]]:
    found: dict[Any, list[ItemVersion]] = {}
    for each in ItemVersion.objects.filter(item__in=list(items)).defer("content"):
        found.setdefault(each.item_id, []).append(each)
    return found
