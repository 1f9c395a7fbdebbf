"""Say of another's wording whether it is fit to be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.diagnosis.actions.bank_ask import end_requests
from lapel.journey.diagnosis.actions.refusal import Refusal
from lapel.journey.diagnosis.events import WordingReviewed
from lapel.journey.diagnosis.models import ItemReview, ItemVersion
from lapel.journey.diagnosis.policies import may_review_wording
from lapel.journey.diagnosis.queries.bank_faults import faults_in
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person


def review_wording(
    *, person: Person, version_id: UUID, seen: str, verdict: ItemReview.Verdict, words: str
) -> ItemReview:
    """Note a review of a draft; `fit` makes it ready to be published, `mend` sends it back.

    Who was asked for a review is asked no longer, and the writer gets a letter.
    `seen` is the hash of the content she read. Refused where it changed since, where it is no
    draft any more, where it still has faults, and for sending back without words.
    """
    with transaction.atomic():
        version = ItemVersion.objects.select_for_update(of=("self",)).get(pk=version_id)
        if not may_review_wording(person, version):
            raise PermissionDenied
        if version.state != ItemVersion.State.DRAFT:
            raise Refusal(_("This wording is not waiting for a review."))
        if version.content_hash != seen:
            raise Refusal(_("It was changed while you read it; please read it again."))
        if verdict == ItemReview.Verdict.MEND and not words.strip():
            raise Refusal(_("Say what is to be mended."))
        if verdict == ItemReview.Verdict.FIT and faults_in(version):
            raise Refusal(_("It still has faults, which its writer has to mend first."))
        found = ItemReview.objects.create(
            version=version, person=person, verdict=verdict, words=words.strip(), at=now()
        )
        if verdict == ItemReview.Verdict.FIT:
            version.state = ItemVersion.State.REVIEWED
            version.save(update_fields=["state"])
        note(
            aggregate="question",
            aggregate_id=version.item_id,
            action="reviewed",
            actor=person.pk,
            facts={"version": version.number, "verdict": verdict.value},
            words=found.words,
        )
        end_requests(item=version.item)
        announce(WordingReviewed(review_id=found.pk))
    return found
