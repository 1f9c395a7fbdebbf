"""Letters about awards, and about what is said of them and of those who issue them."""

from __future__ import annotations

from lapel.journey.issuing.events import (
    AwardIssued,
    AwardRevoked,
    AwardSignedAnew,
    AwardsIssued,
    AwardSuspended,
    EndorsementAsked,
    EndorsementRejected,
    EndorsementRevoked,
    EndorsementSigned,
)
from lapel.journey.issuing.models import Award
from lapel.journey.messaging.actions import (
    ask_for_answer,
    look_ahead,
    look_ahead_for_many,
    owe_letters,
    owe_more_letters,
    tell_holder_why,
    tell_of_end,
    tell_of_many_ends,
    tell_who_asked,
    write_batch_letters,
    write_letter,
)
from lapel.journey.messaging.events import EndNears, EndsNear, LettersOwed
from lapel.journey.messaging.queries import award_letters
from lapel.journey.record.events import receives


@receives(AwardIssued)
def congratulate(event: AwardIssued) -> None:
    """Tell the holder that her award is hers, and in time that it ends."""
    award = Award.objects.select_related("person", "achievement").get(pk=event.award_id)
    write_letter(
        key=f"award:{award.pk}",
        kind="award",
        words=lambda: award_letters.award_letter(award),
        person=award.person,
    )
    look_ahead(award=award)


@receives(AwardsIssued)
def owe_batch_letters(event: AwardsIssued) -> None:
    """Have the holders of a chunk told, behind everything else, and in time of their end."""
    owe_letters(batch_id=event.batch_id, chunk=event.chunk)
    look_ahead_for_many(batch_id=event.batch_id, chunk=event.chunk)


@receives(LettersOwed, heavy=True)
def congratulate_many(event: LettersOwed) -> None:
    """Tell some holders of a batch that their awards are theirs."""
    write_batch_letters(batch_id=event.batch_id, chunk=event.chunk, start=event.start)


@receives(LettersOwed)
def owe_next_round(event: LettersOwed) -> None:
    """Have the next holders of a batch told after these."""
    owe_more_letters(batch_id=event.batch_id, chunk=event.chunk, start=event.start)


@receives(EndNears)
def say_it_ends(event: EndNears) -> None:
    """Tell the holder that her award ends soon, unless it was renewed or lost meanwhile."""
    tell_of_end(award_ids=[event.award_id], valid_until=event.valid_until)


@receives(EndsNear)
def say_they_end(event: EndsNear) -> None:
    """Tell some holders of a batch that their awards end soon."""
    tell_of_many_ends(
        batch_id=event.batch_id,
        chunk=event.chunk,
        start=event.start,
        valid_until=event.valid_until,
    )


@receives(AwardSignedAnew)
def say_fetch_it_again(event: AwardSignedAnew) -> None:
    """Tell the holder what her badge was signed anew for, and where the new files are."""
    award = Award.objects.select_related("person", "achievement").get(pk=event.award_id)
    act = award.standings.filter(pk=event.standing_id).first() if event.standing_id else None
    if award.state == Award.State.ISSUED:
        write_letter(
            key=f"anew:{award.pk}:{award.document_hash[:16]}",
            kind="award anew",
            words=lambda: award_letters.signed_anew_letter(award, act),
            person=award.person,
        )
        look_ahead(award=award)


@receives(AwardRevoked)
def tell_holder_of_revocation(event: AwardRevoked) -> None:
    """Tell the holder that her award was revoked or replaced, and why."""
    tell_holder_why(award_id=event.award_id)


@receives(AwardSuspended)
def tell_holder_of_suspension(event: AwardSuspended) -> None:
    """Tell the holder that her award does not count for now, and why."""
    tell_holder_why(award_id=event.award_id)


@receives(EndorsementAsked)
def ask_for_an_endorsement(event: EndorsementAsked) -> None:
    """Tell those who may answer."""
    ask_for_answer(endorsement_id=event.endorsement_id)


@receives(EndorsementSigned)
def tell_of_endorsement(event: EndorsementSigned) -> None:
    """Tell who asked that it is signed."""
    tell_who_asked(endorsement_id=event.endorsement_id)


@receives(EndorsementRejected)
def tell_of_rejection(event: EndorsementRejected) -> None:
    """Tell who asked that the answer is no."""
    tell_who_asked(endorsement_id=event.endorsement_id)


@receives(EndorsementRevoked)
def tell_of_revoked_endorsement(event: EndorsementRevoked) -> None:
    """Tell who asked that it was taken back."""
    tell_who_asked(endorsement_id=event.endorsement_id)
