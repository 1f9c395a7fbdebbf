"""R20: what a newer version changed is shown, and nothing else; both awards stand (ADR 33)."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from domain.badges.official import objections
from issuing.earning import earned, staged
from issuing.refreshing import NEW_WORDS, Refreshing, changed, later
from issuing.test_stacks import DOCUMENT, stack_awards
from lapel.domain.badges.verdicts import Outcome
from lapel.journey.catalogue.actions import publish_stack
from lapel.journey.evidence.actions import save_answer
from lapel.journey.evidence.queries import draft_of, draft_sheet, findings, still_open
from lapel.journey.issuing.actions import Refusal, begin_refresh, reinstate, revoke, suspend
from lapel.journey.issuing.models import Award
from lapel.journey.issuing.queries import (
    address,
    counting_awards,
    newer_than,
    refreshes_open_to,
    verdict_on,
)
from lapel.journey.record.actions import deliver_all
from lapel.journey.record.queries import now, parked_deliveries
from lapel.journey.review import actions as review
from lapel.journey.review.queries import criteria_of, letter_of
from review.stage import lock
from review.test_appeals import heard

if TYPE_CHECKING:
    from django.test import Client

    from cast import Cast


@pytest.fixture
def scene(cast: Cast) -> Refreshing:
    """Give a holder of version 1."""
    return Refreshing(cast)


def test_r20_a_delta_assessment_covers_the_changed_criteria_only(scene: Refreshing) -> None:
    """R20: the draft asks only for what the changed criterion reads, and nothing else is scored."""
    with later():
        scene.publish()
        draft = scene.begin()
        assert [slot.asked.key for part in draft_sheet(draft) for slot in part.slots] == []
        texts = [each for part in draft_sheet(draft) for each in part.questions]
        assert [(each.asked.key, bool(each.field.text)) for each in texts] == [
            ("overview.context", True)
        ]
        assert [each.place for each in findings(draft)] == ["attest"]
        case = scene.submit(draft)
        assert case.open_criteria == ["plans"]
        manifest = case.submission.manifest
        assert manifest["carried"] == ["waits", "extra"]
        assert manifest["refresh"] == {
            "award": str(scene.first.pk),
            "attempt": str(scene.first.decision.case.submission_id),
            "manifest_hash": scene.first.decision.case.submission.manifest_hash,
            "levels": {"waits": "yes", "extra": "yes"},
        }
        assert manifest["artefacts"] == []
        scene.score()
        deliver_all()
    case.refresh_from_db()
    assert [(each["criterion"], each["how"]) for each in case.decision.criteria] == [
        ("plans", "same"),
        ("waits", "carried"),
        ("extra", "carried"),
    ]


def test_r20_the_new_award_links_the_old_which_stays_verifiable(scene: Refreshing) -> None:
    """R20: by its address and the digest of its public document; nothing is revoked."""
    before = scene.first.public_document
    with later():
        scene.publish()
        new = scene.refreshed()
        old = Award.objects.get(pk=scene.first.pk)
        assert (old.state, old.superseded_by, old.public_document) == ("issued", None, before)
        assert list(new.rests_on.all()) == [old]
        for text in (new.document, new.public_document):
            said = json.loads(text)
            assert objections(said) == []
            (piece,) = [each for each in said["evidence"] if each["id"] == address("award", old.pk)]
            assert "version 1" in piece["narrative"]
            assert "Waits after questions" in piece["narrative"]
            assert piece["digestSRI"].startswith("sha256-")
            assert said["credentialSubject"]["achievement"]["related"] == [
                {
                    "id": address("achievement", old.achievement_id),
                    "type": ["Related"],
                    "inLanguage": "en",
                    "version": "1",
                }
            ]
            assert len(said["credentialSubject"]["result"]) == 3
        assert verdict_on(new).outcome is Outcome.VALID
        assert verdict_on(old).outcome is Outcome.VALID


def test_r20_assessors_see_what_is_open_and_that_the_rest_is_not_scored(
    scene: Refreshing, client: Client
) -> None:
    """R5 and R20: no earlier decision, award or evidence stands on the page."""
    with later():
        scene.publish()
        scene.submit(scene.begin())
        taken = review.take_next(person=scene.cast.ben)
        assert taken is not None
        assert criteria_of(taken) == ["plans"]
        client.force_login(scene.cast.ben)
        page = client.get(reverse("review:assess", args=[taken.pk])).content.decode()
    assert "Plans open questions" in page
    assert "Waits after questions" not in page
    assert "Score only what stands here" in page
    for told in (scene.first.pk, scene.first.decision.case.submission_id, scene.cast.amina.name):
        assert str(told) not in page


def test_r20_who_holds_both_versions_counts_once(cast: Cast, scene: Refreshing) -> None:
    """A stack takes the latest award of a micro-credential, and is awarded once."""
    other = staged(cast, "asking", "Asking openly")
    publish_stack(person=cast.dara, organisation=cast.college, content=DOCUMENT)
    with later():
        earned(other)
    assert len(stack_awards()) == 1
    with later(2):
        scene.publish()
        new = scene.refreshed()
        assert counting_awards(cast.amina)["waiting"] == new
        assert len(stack_awards()) == 1
        assert refreshes_open_to(cast.amina) == []


def test_r20_nothing_required_changed_is_no_new_award(scene: Refreshing, client: Client) -> None:
    """An award says that people scored something; here nobody would. She reads so in words."""
    rubric = scene.version.content["rubric"]
    scene.publish(rubric=[*rubric, {**rubric[2], "key": "shares", "title": "Shares it"}])
    assert refreshes_open_to(scene.cast.amina) == []
    with pytest.raises(Refusal, match="No required criterion changed"):
        scene.begin()
    client.force_login(scene.cast.amina)
    page = client.get(reverse("issuing:newer", args=[scene.first.pk])).content.decode()
    assert "There is nothing for you to do" in page


def test_r20_what_was_only_reworded_is_carried(scene: Refreshing) -> None:
    """The designer marked it, so nobody shows it again."""
    scene.publish(reworded=["plans"])
    newer = newer_than(scene.first)
    assert newer is not None
    assert not newer.plan.is_needed
    assert newer.plan.carried == {"plans": "yes", "waits": "yes", "extra": "yes"}


def test_r20_a_holder_of_version_1_goes_to_version_3_in_one_step(scene: Refreshing) -> None:
    """Version 2 removed an optional criterion; 3 changed a required one and added another."""
    rubric = scene.version.content["rubric"]
    scene.publish(rubric=rubric[:2])
    new = {**rubric[2], "key": "shares", "title": "Shares it", "required": True}
    scene.publish(rubric=[*changed(rubric[:2]), new])
    newer = newer_than(scene.first)
    assert newer is not None
    assert newer.plan.asked == ("plans", "shares")
    assert [each.key for each in newer.removed] == ["extra"]
    with later():
        award = scene.refreshed()
    assert list(award.rests_on.all()) == [scene.first]
    assert award.achievement.version == scene.version


def test_r20_of_two_awards_the_newest_is_carried_from(scene: Refreshing) -> None:
    """What version 2 already showed is not asked again for version 3."""
    with later():
        scene.publish()
        second = scene.refreshed()
    rubric = scene.version.content["rubric"]
    new = {**rubric[2], "key": "shares", "title": "Shares it", "required": True}
    scene.publish(rubric=[*rubric, new])
    (offered,) = refreshes_open_to(scene.cast.amina)
    assert offered.award == second
    assert offered.plan.asked == ("shares",)
    assert offered.plan.carried == {"plans": "yes", "waits": "yes", "extra": "yes"}


def test_r20_an_optional_criterion_below_the_line_stays_as_it_was(cast: Cast) -> None:
    """R7: it blocks nothing; nobody scores it again, and nobody can contest it here."""
    scene = Refreshing.__new__(Refreshing)
    levels = {"plans": "yes", "waits": "yes", "extra": "almost"}
    _hold_with(scene, cast, levels)
    with later():
        scene.publish()
        case = scene.submit(scene.begin())
        scene.score("almost")
        deliver_all()
    case.refresh_from_db()
    assert case.decision.criteria[2] == {
        "criterion": "extra",
        "required": False,
        "level": "almost",
        "how": "carried",
    }
    reading = letter_of(case.submission)
    assert reading is not None
    assert [each["criterion"] for each in reading.still_open] == ["plans"]
    with pytest.raises(review.Refusal):
        review.appeal_decision(
            person=cast.amina,
            submission_id=case.submission_id,
            criteria=["extra"],
            words="Please look again.",
        )


def _hold_with(scene: Refreshing, cast: Cast, levels: dict[str, str]) -> None:
    from issuing.refreshing import first_rubric
    from review.stage import enrol, publish, submit

    scene.cast = cast
    scene.version = publish(cast.college, cast.dara, slug="waiting", rubric=first_rubric())
    scene.microcredential = scene.version.microcredential
    for assessor in (cast.ben, cast.bola):
        scene.appoint(assessor)
    submit(enrol(cast.amina, scene.version, cast.school))
    lock(cast.ben, levels)
    lock(cast.bola, levels)
    deliver_all()
    scene.first = Award.objects.get()


def test_r20_an_attempt_below_the_line_is_revised_and_appealed_as_any_other(
    scene: Refreshing,
) -> None:
    """R12 and R14 hold for a refresh: its own attempts, only its own criteria, its own appeal."""
    with later():
        scene.publish()
        draft = scene.begin()
        case = scene.submit(draft)
        scene.score("almost")
        deliver_all()
        assert not Award.objects.filter(achievement__version=scene.version).exists()
    with later(2):
        scene.appoint(scene.cast.gita)
        draft = draft_of(scene.cast.amina, draft.pk)
        assert still_open(draft) == ["plans"]
        answer = draft.answers.get(question="overview.context")
        save_answer(
            person=scene.cast.amina,
            draft_id=draft.pk,
            question="overview.context",
            text=f"{answer.text} Four questions, each with its follow-up, stand on the board.",
            base_revision=answer.revision,
        )
        again = scene.submit(draft_of(scene.cast.amina, draft.pk), key="twice")
        assert again.open_criteria == ["plans"]
        assert again.submission.number == 2
        lock(scene.cast.ben, "yes")
        lock(scene.cast.gita, "yes")
        deliver_all()
        assert Award.objects.filter(achievement__version=scene.version).exists()
    case.refresh_from_db()
    assert case.submission.number == 1


def test_r20_an_appeal_can_earn_the_refresh(scene: Refreshing) -> None:
    """R14: a third assessor scores the changed criterion; the award links the old as ever."""
    with later():
        scene.publish()
        case = scene.submit(scene.begin())
        scene.score("almost")
        deliver_all()
        heard(scene, "yes", case=case)
        deliver_all()
        assert list(parked_deliveries()) == []
        new = Award.objects.get(achievement__version=scene.version)
    assert list(new.rests_on.all()) == [scene.first]


def test_r20_while_the_old_award_is_suspended_nothing_is_submitted(scene: Refreshing) -> None:
    """What would be carried is not shown by anything then; it goes on once it stands again."""
    with later():
        scene.publish()
        draft = scene.begin()
        suspend(person=scene.cast.hana, award_id=scene.first.pk, reason="policy", words="Asked.")
        deliver_all()
        draft = draft_of(scene.cast.amina, draft.pk)
        assert "suspended" in findings(draft)[0].sentence
    with later(2):
        reinstate(person=scene.cast.hana, award_id=scene.first.pk, words="Answered.")
        deliver_all()
        draft = draft_of(scene.cast.amina, draft.pk)
        assert [each.place for each in findings(draft)] == ["attest"]


def test_r20_earned_while_the_old_award_is_suspended_is_issued_when_it_stands_again(
    scene: Refreshing,
) -> None:
    """The new award waits; it is neither lost nor issued on ground that does not stand."""
    with later():
        scene.publish()
        scene.submit(scene.begin())
        suspend(person=scene.cast.hana, award_id=scene.first.pk, reason="policy", words="Asked.")
        scene.score()
        deliver_all()
        assert not Award.objects.filter(achievement__version=scene.version).exists()
    with later(2):
        reinstate(person=scene.cast.hana, award_id=scene.first.pk, words="Answered.")
        deliver_all()
        assert list(parked_deliveries()) == []
        new = Award.objects.get(achievement__version=scene.version)
        assert new.state == Award.State.ISSUED


def test_r20_from_a_revoked_award_nothing_is_carried(scene: Refreshing, client: Client) -> None:
    """Whoever began before, and earned it since, gets no award and is told why."""
    with later():
        scene.publish()
        scene.submit(scene.begin())
        revoke(person=scene.cast.hana, award_id=scene.first.pk, reason="integrity", words="Found.")
        scene.score()
        deliver_all()
    assert list(parked_deliveries()) == []
    assert not Award.objects.filter(achievement__version=scene.version).exists()
    assert refreshes_open_to(scene.cast.amina) == []
    client.force_login(scene.cast.amina)
    page = client.get(reverse("issuing:newer", args=[scene.first.pk])).content.decode()
    assert "no new award is made" in page


@pytest.mark.parametrize("state", ["revoked", "suspended", "ended"])
def test_r20_an_award_that_does_not_stand_is_not_refreshed(
    scene: Refreshing, client: Client, state: str
) -> None:
    """Nothing is offered, the page says why, and the button's address refuses."""
    told = {"award_id": scene.first.pk, "reason": "policy", "words": "Asked."}
    with later():
        scene.publish()
        if state == "revoked":
            revoke(person=scene.cast.hana, **told)
        elif state == "suspended":
            suspend(person=scene.cast.hana, **told)
        else:
            Award.objects.update(valid_until=now() - timedelta(hours=1))
        assert refreshes_open_to(scene.cast.amina) == []
        with pytest.raises(Refusal):
            scene.begin()
        client.force_login(scene.cast.amina)
        page = client.get(reverse("issuing:newer", args=[scene.first.pk])).content.decode()
    assert state in page
    assert "Begin the refresh" not in page


def test_an_award_from_a_table_has_nothing_to_carry(scene: Refreshing) -> None:
    """No criterion of it was scored here."""
    scene.publish()
    Award.objects.update(decision=None)
    scene.first.refresh_from_db()
    assert newer_than(scene.first) is None
    with pytest.raises(Refusal, match="no newer version"):
        scene.begin()


def test_only_the_holder_begins_a_refresh(cast: Cast, scene: Refreshing, client: Client) -> None:
    """For anybody else the page is not there."""
    scene.publish()
    with pytest.raises(PermissionDenied):
        begin_refresh(person=cast.femi, award_id=scene.first.pk)
    client.force_login(cast.femi)
    assert client.get(reverse("issuing:newer", args=[scene.first.pk])).status_code == 404


def test_begun_twice_there_is_one_draft(scene: Refreshing) -> None:
    """A double click gets the first draft again."""
    scene.publish()
    assert scene.begin() == scene.begin()


def test_who_began_the_whole_version_goes_on_there(cast: Cast, scene: Refreshing) -> None:
    """What she wrote there is not made less of."""
    from review.stage import enrol

    scene.publish()
    draft = enrol(cast.amina, scene.version, cast.school)
    save_answer(
        person=cast.amina,
        draft_id=draft.pk,
        question="overview.context",
        text="My class has 24 students.",
        base_revision=0,
    )
    with pytest.raises(Refusal, match="begun this version already"):
        scene.begin()
    assert not hasattr(type(draft).objects.get(pk=draft.pk), "refresh")


def test_r20_the_page_shows_what_changed_word_by_word(scene: Refreshing, client: Client) -> None:
    """She reads what changed, what she shows and what carries, and begins from there."""
    scene.publish()
    client.force_login(scene.cast.amina)
    where = reverse("issuing:newer", args=[scene.first.pk])
    page = client.get(where).content.decode()
    assert "Refresh to version 2" in page
    assert "<del>" in page
    assert "likely answer" in page
    assert NEW_WORDS.split(":")[0] in page
    assert "Waits after questions" in page
    answer = client.post(where)
    draft = newer_than(scene.first).refresh.draft  # type: ignore[union-attr]  # just begun
    assert answer["Location"] == reverse("evidence:draft", args=[draft.pk])
    draft_page = client.get(answer["Location"]).content.decode()
    assert "Waits after questions" in draft_page
    assert "Lesson recording" not in draft_page
    assert "under way" in client.get(where).content.decode()


def test_r20_it_is_offered_in_the_catalogue_on_her_badge_and_in_her_portfolio(
    scene: Refreshing, client: Client
) -> None:
    """To the holder, and to nobody else."""
    scene.publish()
    where = [
        reverse("catalogue:microcredential", args=["waiting"]),
        reverse("sharing:award", args=[scene.first.pk]),
        reverse("sharing:index"),
    ]
    client.force_login(scene.cast.amina)
    for each in where:
        assert "Refresh to version 2" in client.get(each).content.decode(), each
    client.force_login(scene.cast.femi)
    assert "Refresh to version" not in client.get(where[0]).content.decode()


def test_a_place_that_a_refresh_does_not_ask_for_takes_nothing(scene: Refreshing) -> None:
    """What is carried cannot be written over."""
    scene.publish(rubric=_third_changed(scene))
    draft = scene.begin()
    with pytest.raises(ValidationError):
        save_answer(
            person=scene.cast.amina,
            draft_id=draft.pk,
            question="overview.context",
            text="Another text.",
            base_revision=0,
        )


def _third_changed(scene: Refreshing) -> list[dict[str, object]]:
    plans, waits, extra = scene.version.content["rubric"]
    waits = {**waits, "levels": {**waits["levels"], "yes": "Waits four seconds."}}
    return [plans, waits, extra]
