"""Letters about reviews of the diagnosis' questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.diagnosis.events import ReviewAsked, ReviewWithdrawn, WordingReviewed
from lapel.journey.diagnosis.models import ItemReview, ReviewRequest
from lapel.journey.diagnosis.queries.bank import designers_for, reviewers_for
from lapel.journey.messaging.actions import write_letter
from lapel.journey.messaging.queries import bank_letters as letters
from lapel.journey.messaging.queries import is_written
from lapel.journey.record.events import receives

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lapel.journey.people.models import Person


@receives(ReviewAsked)
def ask_to_review(event: ReviewAsked) -> None:
    """Write to whom a review is asked of, unless it is answered or she may not any more."""
    asked = (
        ReviewRequest.objects.filter(pk=event.request_id, ended_at=None)
        .select_related("asked_by", "asked_of", "version__item__organisation")
        .first()
    )
    if asked and asked.asked_of in reviewers_for(asked.version):
        write_letter(
            key=_asked_key(asked),
            kind="question to review",
            words=lambda: letters.asked_letter(asked),
            person=asked.asked_of,
        )


@receives(ReviewWithdrawn)
def ask_no_more(event: ReviewWithdrawn) -> None:
    """Write to whom a review was asked of, if she was written to, that she need not read it."""
    asked = ReviewRequest.objects.select_related("asked_by", "asked_of", "version__item").get(
        pk=event.request_id
    )
    if is_written(_asked_key(asked)):
        write_letter(
            key=f"question asked no more:{asked.pk}",
            kind="question to review no more",
            words=lambda: letters.withdrawn_letter(asked),
            person=asked.asked_of,
        )


@receives(WordingReviewed)
def tell_of_review(event: WordingReviewed) -> None:
    """Write to who wrote the question, and to who asked for the review."""
    review = ItemReview.objects.select_related(
        "person", "version__written_by", "version__item__organisation"
    ).get(pk=event.review_id)
    for person in _concerned(review):
        write_letter(
            key=f"question reviewed:{review.pk}:{person.pk}",
            kind="question reviewed",
            words=lambda: letters.reviewed_letter(review),
            person=person,
        )


def _asked_key(asked: ReviewRequest) -> str:
    return f"question asked:{asked.pk}"


def _concerned(review: ItemReview) -> QuerySet[Person]:
    """Give those of them who still design questions there."""
    version = review.version
    asked_by = version.requests.filter(at__lte=review.at).values_list("asked_by", flat=True)
    wanted = [each for each in {*asked_by, version.written_by_id} if each is not None]
    return designers_for(version).filter(pk__in=wanted).exclude(pk=review.person_id)
