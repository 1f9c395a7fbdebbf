"""The bank as designers see it: questions, their wordings, and how two of them differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, OuterRef, Q, Subquery

from lapel.domain.microcredential import changes
from lapel.journey.diagnosis.models import BankItem, ItemVersion, ReviewRequest
from lapel.journey.people.models import Person, Role
from lapel.journey.people.queries import (
    open_memberships,
    organisations_above,
    organisations_where,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet

    from lapel.domain.microcredential import Change
    from lapel.journey.people.models import Organisation

State = ItemVersion.State


def bank_organisations(person: Person) -> QuerySet[Organisation]:
    """Give the organisations whose questions a person keeps."""
    return organisations_where(person, Role.DESIGNER).order_by("name")


def bank_items(
    person: Person, *, search: str = "", competency: str = "", state: str = ""
) -> QuerySet[BankItem]:
    """Give the questions a person keeps, with what their newest wording is about and its state.

    `state` asks for questions that have a wording in that state; `retired` for those of which
    no wording is or may come to be asked; `mend` for drafts that were sent back; `asked` for
    those that she is asked to review.
    """
    newest = ItemVersion.objects.filter(item=OuterRef("pk")).order_by("-number")
    found = BankItem.objects.filter(organisation__in=bank_organisations(person)).annotate(
        newest_number=Subquery(newest.values("number")[:1]),
        newest_state=Subquery(newest.values("state")[:1]),
        newest_about=Subquery(newest.values("content__about")[:1]),
        asked_number=Subquery(newest.filter(state=State.PUBLISHED).values("number")[:1]),
    )
    if competency:
        found = found.filter(competency=competency)
    if search:
        found = found.filter(_says(search))
    return _in_state(found, state, person).order_by("competency", "key", "language")


def _says(search: str) -> Q:
    wordings = ItemVersion.objects.filter(
        Q(content__about__icontains=search)
        | Q(content__vignette__icontains=search)
        | Q(content__question__icontains=search)
    )
    return Q(key__icontains=search) | Q(pk__in=wordings.values("item"))


def _in_state(found: QuerySet[BankItem], state: str, person: Person) -> QuerySet[BankItem]:
    if state == "mend":
        return found.filter(pk__in=sent_back().values("item"))
    if state == "asked":
        return found.filter(pk__in=asked_of(person).values("version__item"))
    if state == State.RETIRED:
        return found.exclude(pk__in=ItemVersion.objects.exclude(state=state).values("item"))
    if state in State.values:
        return found.filter(pk__in=ItemVersion.objects.filter(state=state).values("item"))
    return found


def sent_back() -> QuerySet[ItemVersion]:
    """Give drafts that a reviewer wants mended."""
    return ItemVersion.objects.filter(state=State.DRAFT, reviews__verdict="mend")


def bank_counts(person: Person) -> dict[str, int]:
    """Count wordings in each state, over all the questions a person keeps; and those `asked`.

    The last are those that she is asked to review.
    """
    kept = ItemVersion.objects.filter(item__organisation__in=bank_organisations(person))
    found = list(
        kept.values("state").annotate(
            count=Count("pk", distinct=True),
            asked=Count("requests", filter=Q(requests__in=asked_of(person)), distinct=True),
        )
    )
    counts = {each["state"]: each["count"] for each in found}
    return {**counts, "asked": sum(each["asked"] for each in found)}


def bank_item(person: Person, item_id: UUID) -> BankItem | None:
    """Find a question if this person keeps it."""
    found = BankItem.objects.filter(organisation__in=bank_organisations(person))
    return found.select_related("organisation", "competency").filter(pk=item_id).first()


def wordings_of(item: BankItem) -> list[ItemVersion]:
    """Give the wordings of a question with their reviews, the newest first."""
    found = item.versions.select_related(
        "item__organisation", "written_by", "published_by", "retired_by"
    )
    return list(found.prefetch_related("reviews__person").order_by("-number"))


def wording_of(person: Person, version_id: UUID) -> ItemVersion | None:
    """Find a wording if this person keeps its question."""
    found = ItemVersion.objects.filter(item__organisation__in=bank_organisations(person))
    found = found.select_related("item__organisation", "item__competency", "written_by")
    return found.filter(pk=version_id).first()


def open_requests(version: ItemVersion) -> QuerySet[ReviewRequest]:
    """Give whom a wording waits for."""
    found = version.requests.filter(ended_at=None)
    return found.select_related("asked_by", "asked_of").order_by("at")


def review_request(person: Person, request_id: UUID) -> ReviewRequest | None:
    """Find what somebody is asked, on a question that this person keeps."""
    found = ReviewRequest.objects.filter(version__item__organisation__in=bank_organisations(person))
    return (
        found.select_related("version__item__organisation", "asked_of")
        .filter(pk=request_id)
        .first()
    )


def ready_wordings(person: Person) -> QuerySet[ItemVersion]:
    """Give the reviewed wordings that wait to be published."""
    found = ItemVersion.objects.filter(
        state=State.REVIEWED, item__organisation__in=bank_organisations(person)
    )
    return found.select_related("item", "written_by").order_by(
        "item__competency", "item__key", "number"
    )


def designers_for(version: ItemVersion) -> QuerySet[Person]:
    """Give those who keep a wording's question."""
    above = organisations_above(version.item.organisation)
    held = open_memberships().filter(role=Role.DESIGNER, organisation__in=above)
    found = Person.objects.filter(pk__in=held.values("person"), is_active=True)
    return found.order_by("name", "email")


def reviewers_for(version: ItemVersion) -> QuerySet[Person]:
    """Give who may review a wording: those who keep its question and did not write it."""
    found, writer = designers_for(version), version.written_by_id
    return found if writer is None else found.exclude(pk=writer)


def asked_of(person: Person) -> QuerySet[ReviewRequest]:
    """Give the reviews of drafts that a person is asked for."""
    return ReviewRequest.objects.filter(asked_of=person, ended_at=None, version__state=State.DRAFT)


def differences(before: ItemVersion, after: ItemVersion) -> list[Change]:
    """List what differs between two wordings."""
    return changes(before.content, after.content)


def exported_wordings(items: Iterable[BankItem]) -> list[ItemVersion]:
    """Give of each question the wording that is asked, or else its newest."""
    chosen: dict[UUID, ItemVersion] = {}
    found = ItemVersion.objects.filter(item__in=[each.pk for each in items])
    for each in found.select_related("item").order_by("item__competency", "item__key", "-number"):
        known = chosen.setdefault(each.item_id, each)
        if each.state == State.PUBLISHED and known is not each:
            chosen[each.item_id] = each
    return list(chosen.values())
