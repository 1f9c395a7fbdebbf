"""What people decided on her work reaches her diagnosis; what was revoked leaves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuing.earning import decided, earned
from lapel.journey.diagnosis.models import LaterResult, Learned
from lapel.journey.issuing.actions import revoke
from lapel.journey.issuing.actions.tell_diagnosis import tell_diagnosis_of_revoked
from lapel.journey.issuing.models import Award
from lapel.journey.record.actions import deliver_all
from review.stage import Stage

if TYPE_CHECKING:
    from cast import Cast


def test_an_award_brings_its_decisions_and_its_revocation_takes_them_back(cast: Cast) -> None:
    """Each criterion with the version's level and competency; the same job twice says it once."""
    award = earned(Stage(cast))
    kept = LaterResult.objects.filter(person=cast.amina)
    told = {(each.criterion.split("/")[1], each.standing, each.decided) for each in kept}
    assert told == {(name, "developing", "yes") for name in ("plans", "waits", "extra")}
    assert {each.source for each in kept} == {award.decision.case_id}
    assert Learned.objects.get().competency_id == award.achievement.version.competency_id
    revoke(
        person=cast.hana, award_id=award.pk, reason="issued_in_error", words="A mistake of ours."
    )
    deliver_all()
    assert not kept.filter(taken_back_at=None).exists()


def test_what_was_not_earned_is_told_too(cast: Cast) -> None:
    """It tells as much of her as an award does, and only to her."""
    decided(Stage(cast), levels="almost")
    deliver_all()
    assert {each.decided for each in LaterResult.objects.all()} == {"almost"}
    assert not Award.objects.exists()
    assert not Learned.objects.exists()


def test_an_award_without_a_decision_says_nothing(cast: Cast) -> None:
    """One given on an officer's word has no criteria behind it."""
    award = earned(Stage(cast))
    Award.objects.filter(pk=award.pk).update(decision=None)
    tell_diagnosis_of_revoked(award_id=award.pk)
    assert LaterResult.objects.filter(taken_back_at=None).count() == 3
