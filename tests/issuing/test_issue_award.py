"""From a decision to a signed award: once, whole, and only on what stands in the log."""

from __future__ import annotations

import json
from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

from issuing.earning import decided, earned
from lapel.domain.badges.verdicts import Outcome
from lapel.journey.issuing import actions
from lapel.journey.issuing.models import Award, IssuerKey, StatusPlace
from lapel.journey.issuing.queries import assessor_references, verdict_on
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.record.models import AuditEntry, OutboxEvent
from lapel.journey.record.queries import history, now, parked_deliveries
from lapel.journey.review import actions as review
from lapel.journey.review.models import Decision

if TYPE_CHECKING:
    from cast import Cast
    from review.stage import Stage


def document_of(award: Award) -> dict:
    return json.loads(award.document)


def test_an_earned_decision_becomes_a_signed_award(stage: Stage) -> None:
    """The jobs on review.Decided sign, note and announce it."""
    award = earned(stage)
    assert award.state == Award.State.ISSUED
    assert award.person == stage.cast.amina
    assert [entry.action for entry in history("award", award.pk)] == ["issued"]
    assert OutboxEvent.objects.filter(kind="issuing.AwardIssued").count() == 1
    assert verdict_on(award).outcome is Outcome.VALID


def test_a_decision_below_the_line_issues_nothing(stage: Stage) -> None:
    """Only `earned` leads to an award (R7)."""
    decided(stage, levels="almost")
    deliver_all()
    assert not Award.objects.exists()
    assert list(parked_deliveries()) == []


def test_an_award_asked_for_below_the_line_is_refused(stage: Stage) -> None:
    """The action itself refuses, whoever calls it."""
    decision = decided(stage, levels="almost")
    with pytest.raises(actions.Refusal):
        actions.issue_award(decision_id=decision.pk)


def test_r18_award_only_after_the_decision_records_hash_stands_in_the_log(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the log's entry is not written the job signs nothing; it comes again, and then does."""
    decision = decided(stage)
    entry = AuditEntry.objects.get(action="decision recorded")
    AuditEntry.objects.filter(pk=entry.pk).delete()
    signed: list[object] = []
    module = import_module("lapel.journey.issuing.actions.issue_award")
    for step in ("sign_documents", "sign_status_list"):
        truly = getattr(module, step)
        monkeypatch.setattr(
            module, step, lambda *args, t=truly, **named: signed.append(t) or t(*args, **named)
        )
    with pytest.raises(actions.Refusal):
        actions.issue_award(decision_id=decision.pk)
    deliver_all()
    assert not signed
    assert not Award.objects.exists()
    assert list(parked_deliveries()) == []
    AuditEntry.objects.bulk_create([entry])
    with clock_at(now() + timedelta(hours=2)):
        deliver_all()
        assert Award.objects.get().decision == decision
    assert len(signed) == 2


def test_r18_where_the_power_fails_before_the_log_is_written_there_is_no_decision_to_award(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The decision, its entry in the log and its news stand together or not at all."""
    module = import_module("lapel.journey.review.actions.decide_case")
    truly = module.tell

    def dying(case: object, *, action: str, **named: object) -> None:
        if action == "decision recorded":
            assert Decision.objects.exists()
            raise RuntimeError("power cut")
        truly(case, action=action, **named)

    with monkeypatch.context() as patched, pytest.raises(RuntimeError):  # noqa: PT012 (all of it)
        patched.setattr(module, "tell", dying)
        decided(stage)
    deliver_all()
    assert not Decision.objects.exists()
    assert not OutboxEvent.objects.filter(kind="review.Decided").exists()
    assert not Award.objects.exists()
    bolas = stage.cast.bola.assessments.get()
    review.lock_assessment(person=stage.cast.bola, assessment_id=bolas.pk)
    deliver_all()
    assert Award.objects.get().decision == Decision.objects.get()


def test_r18_no_award_when_the_decision_was_changed_after_it_was_logged(stage: Stage) -> None:
    """The record that is awarded is the record that was hashed."""
    decision = decided(stage, levels="yes")
    record = {**decision.record, "outcome": "almost"}
    Decision.objects.filter(pk=decision.pk).update(record=record)
    with pytest.raises(actions.Refusal):
        actions.issue_award(decision_id=decision.pk)


def test_issuing_twice_gives_the_same_award(stage: Stage) -> None:
    """A job may run twice; a teacher gets one award, with one document."""
    decision = decided(stage)
    first = actions.issue_award(decision_id=decision.pk)
    second = actions.issue_award(decision_id=decision.pk)
    assert (first.pk, first.document) == (second.pk, second.document)
    assert Award.objects.count() == 1
    assert OutboxEvent.objects.filter(kind="issuing.AwardIssued").count() == 1


STEPS = [
    "prepare_issuer",
    "make_achievement",
    "take_place",
    "sign_status_list",
    "sign_documents",
    "note",
    "announce",
]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_crash_at_any_step_is_resumed_without_a_double(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, step: str, when: str
) -> None:
    """Wherever the first run dies, the second one ends with one award and no lost place."""
    module = import_module("lapel.journey.issuing.actions.issue_award")
    decision = decided(stage)
    real = getattr(module, step)

    def dying(*args, **kwargs):
        if when == "after":
            real(*args, **kwargs)
        raise RuntimeError("power cut")

    with monkeypatch.context() as patched:
        patched.setattr(module, step, dying)
        with pytest.raises(RuntimeError):
            actions.issue_award(decision_id=decision.pk)
    award = actions.issue_award(decision_id=decision.pk)
    assert Award.objects.get() == award
    assert StatusPlace.objects.count() == 1
    assert OutboxEvent.objects.filter(kind="issuing.AwardIssued").count() == 1
    assert verdict_on(award).outcome is Outcome.VALID


def test_the_award_names_its_holder_by_nothing_but_a_salted_hash(stage: Stage) -> None:
    """Neither name, nor address, nor account appears; the subject is made for this award."""
    award = earned(stage)
    text = award.document
    person = stage.cast.amina
    for secret in (person.name, person.email, str(person.pk), str(award.organisation_id)):
        assert secret not in text
    subject = document_of(award)["credentialSubject"]
    assert subject["id"] == f"urn:uuid:{award.subject_id}"
    assert subject["identifier"][0]["hashed"] is True


def test_the_award_carries_results_version_competency_and_evidence(stage: Stage) -> None:
    """R18: a result per criterion, the version, evidence by hash and type, the alignment."""
    award = earned(stage)
    document = document_of(award)
    subject = document["credentialSubject"]
    achievement = subject["achievement"]
    assert {result["achievedLevel"].rsplit("-", 1)[1] for result in subject["result"]} == {"yes"}
    assert len(subject["result"]) == 3
    assert achievement["version"] == "1"
    assert achievement["alignment"][0]["targetCode"] == "T07"
    assert achievement["alignment"][0]["targetType"] == "CFItem"
    genres = [piece["genre"] for piece in document["evidence"]]
    assert sorted(genres) == [
        "assessor", "assessor", "audio", "decision", "document", "manifest", "reliability",
    ]  # fmt: skip
    lesson = next(piece for piece in document["evidence"] if piece["genre"] == "audio")
    assert lesson["name"] == "Lesson recording"
    assert lesson["digestSRI"].startswith("sha256-")


def test_the_reliability_snapshot_gives_no_figure_under_twenty(stage: Stage) -> None:
    """Under 20 double-scored: "insufficient data (n = …)" and no number (DOMAIN.md)."""
    award = earned(stage)
    evidence = document_of(award)["evidence"]
    snapshot = next(piece for piece in evidence if piece["genre"] == "reliability")
    assert snapshot["narrative"] == "Insufficient data (n = 1)."


def test_no_assessor_is_linked_between_two_awards(cast: Cast, stage: Stage) -> None:
    """R18: references are made for one award alone, and name nobody."""
    first = earned(stage)
    second = earned(stage, cast.chipo)
    ours, theirs = (
        {str(each.reference) for each in assessor_references(award)} for award in (first, second)
    )
    assert len(ours) == len(theirs) == 2
    assert not ours & theirs
    for secret in (cast.ben.name, str(cast.ben.pk), cast.bola.email):
        assert secret not in first.document
    assert all(reference in first.document for reference in ours)


def test_private_keys_reach_neither_database_nor_document(stage: Stage) -> None:
    """Only the public half has a row; the keyring folder is the only place of the other."""
    award = earned(stage)
    key = IssuerKey.objects.get()
    assert award.key == key
    names = {field.name for field in IssuerKey._meta.get_fields()}
    assert not any("private" in name or "secret" in name for name in names)
    assert key.verification_method in award.document


def test_on_http_the_issuer_signs_under_a_did_key(stage: Stage) -> None:
    """HOUSE.md: with BASE_URL on http the issuer is did:key."""
    assert settings.BASE_URL.startswith("http:")
    award = earned(stage)
    assert document_of(award)["issuer"]["id"] == f"did:key:{award.key.multikey}"
