"""Letters about what became of an award: why, in whose words, and whether files still serve."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from issuing.earning import earned
from issuing.test_life_of_an_award import moved
from issuing.test_supersede_many import of_both_versions
from lapel.journey.issuing import actions
from lapel.journey.record.actions import deliver_all
from lapel.journey.record.queries import now
from mailing import text_of

if TYPE_CHECKING:
    from lapel.journey.issuing.models import Award
    from mailing import Mailbox
    from review.stage import Stage

WORDS = "The rules of the programme changed."


def done(stage: Stage, award: Award, verb: str, **more: Any) -> None:
    terms = actions.Terms(**({"reason": "policy", "words": WORDS} | more))
    actions.change_many(person=stage.cast.hana, verb=verb, award_ids=[award.pk], terms=terms)
    deliver_all()


def last(mailbox: Mailbox, to: str) -> tuple[str, str]:
    """Give subject and text of the last letter, its lines joined."""
    letter = mailbox.letters(to)[-1]
    return str(letter["Subject"]), " ".join(text_of(letter).split())


def test_a_holder_reads_until_when_her_badge_is_valid_and_why(
    stage: Stage, mailbox: Mailbox
) -> None:
    """With a sooner end her files are refused; the letter asks her to fetch the new ones."""
    award = earned(stage)
    done(stage, award, "expire", valid_until=now() + timedelta(days=30))
    subject, text = last(mailbox, "amina@")
    assert subject.startswith("Fetch your badge again")
    assert "Your badge has another end" in text
    assert "is valid until" in text
    assert "The reason: A rule of the programme." in text
    assert f"In the issuer's words: {WORDS}" in text
    assert "refused by verifiers from now on" in text


def test_a_holder_of_a_refreshed_badge_reads_that_her_files_still_serve(
    stage: Stage, mailbox: Mailbox
) -> None:
    """And until when the new ones are valid, where that is said."""
    award = earned(stage)
    done(stage, award, "refresh")
    _subject, text = last(mailbox, "amina@")
    assert "was signed anew" in text
    assert "stay genuine until the end they name" in text
    assert "It is valid until" not in text
    done(stage, award, "expire", valid_until=now() + timedelta(days=30))
    done(stage, award, "refresh", valid_until=now() + timedelta(days=60))
    assert "It is valid until" in last(mailbox, "amina@")[1]


def test_a_holder_who_moved_is_written_to_at_her_new_address(
    stage: Stage, mailbox: Mailbox
) -> None:
    """Her badge was re-issued; what it counts for is the same."""
    award = earned(stage)
    moved(award.person, "amina@new.example")
    actions.reissue_own(person=award.person, award_ids={award.pk})
    deliver_all()
    _subject, text = last(mailbox, "amina@new.example")
    assert "re-issued to your present address" in text
    assert "what it counts for are the same" in text


def test_a_holder_is_told_that_her_badge_was_revoked_or_suspended_and_why(
    stage: Stage, mailbox: Mailbox
) -> None:
    """In the words that verifiers read (R19), once for each act."""
    award = earned(stage)
    hana = stage.cast.hana
    actions.suspend(person=hana, award_id=award.pk, reason="policy", words="A question is open.")
    deliver_all()
    subject, text = last(mailbox, "amina@")
    assert subject == "Your badge “Waiting for an answer” is suspended"
    assert "A question is open." in text
    actions.revoke(person=hana, award_id=award.pk, reason="integrity", words="Another's lesson.")
    deliver_all()
    subject, text = last(mailbox, "amina@")
    assert subject == "Your badge “Waiting for an answer” was revoked"
    assert "The reason: Integrity of the evidence. In the issuer's words: Another's lesson." in text


def test_a_holder_of_a_replaced_badge_is_led_to_the_new_one(stage: Stage, mailbox: Mailbox) -> None:
    """The letter's button opens the badge that stands in its place."""
    (old,), (new,) = of_both_versions(stage, 1)
    done(stage, old, "supersede", by_award_ids={old.pk: new.pk})
    subject, text = last(mailbox, old.person.email)
    assert subject.endswith("was replaced")
    assert "Another badge of yours stands in place of" in text
    assert f"/sharing/awards/{new.pk}/" in text


def test_nobody_is_told_of_a_suspension_that_was_over_before_the_post_came(
    stage: Stage, mailbox: Mailbox
) -> None:
    """She reads what is so, not what was."""
    award = earned(stage)
    hana = stage.cast.hana
    actions.suspend(person=hana, award_id=award.pk, reason="policy", words="A question is open.")
    actions.reinstate(person=hana, award_id=award.pk, words="It is answered.")
    deliver_all()
    assert "suspended" not in str([each["Subject"] for each in mailbox.letters("amina@")])
