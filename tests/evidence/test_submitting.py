"""Pre-check, submitting, frozen manifests, revisions and meetings (R1, R3, R12)."""

from __future__ import annotations

import hashlib
import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from documents import publish
from evidence.desk import CHANGE, CONTEXT, ready_file
from lapel.journey.consent.models import Attestation
from lapel.journey.consent.queries import STATEMENTS
from lapel.journey.evidence import actions, queries
from lapel.journey.evidence.models import Artefact, Draft, MentorMeeting, Submission
from lapel.journey.files.models import Derivative, StoredFile
from lapel.journey.files.queries import storage
from lapel.journey.learning.actions import enrol
from lapel.journey.record.models import OutboxEvent
from lapel.journey.record.queries import chain_faults, history

Ended = Submission.Outcome

CRITERIA = {"waits", "opens", "looks-back"}


def test_an_empty_draft_lacks_everything_in_the_order_of_the_page(desk):
    """The list leads from the top of the page to its end."""
    assert desk.missing() == [
        "overview.context",
        "artefacts.recording",
        "reflection.change",
        "attest",
    ]


def test_a_whole_draft_lacks_nothing(desk):
    """Then, and only then, it can be submitted."""
    desk.fill()
    assert desk.missing() == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not answered"),
        ("Too short.", "2 words; at least 5"),
        ("long " * 301, "301 words; at most 300"),
    ],
)
def test_the_precheck_measures_answers(desk, text, said):
    """The micro-credential asks for 5 to 300 words here."""
    desk.fill()
    desk.write("overview.context", text)
    finding = queries.findings(desk.fresh())[0]
    assert finding.place == "overview.context"
    assert said in finding.sentence


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"state": "receiving"}, "not arrived completely"),
        ({"state": "received"}, "being prepared"),
        ({"state": "refused", "refusal": "This file is empty."}, "This file is empty."),
        ({"family": "photo"}, "a photo is not what this place asks for"),
    ],
)
def test_the_precheck_looks_at_each_file(desk, change, said):
    """A file that cannot be shown, or is of another kind, keeps the draft from being submitted."""
    artefact = desk.fill()
    StoredFile.objects.filter(id=artefact.file_id).update(**change)
    (finding,) = queries.findings(desk.fresh())
    assert finding.place == "artefacts.recording"
    assert said in finding.sentence


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"state": "received"}, "captions are still being prepared"),
        ({"state": "refused", "refusal": "No times."}, "No times."),
    ],
)
def test_the_precheck_looks_at_captions_too(desk, cast, change, said):
    """Captions freeze with the recording, so they must have been read."""
    artefact = desk.fill()
    artefact.captions = ready_file(cast.amina, family="captions")
    artefact.save()
    assert desk.missing() == []
    StoredFile.objects.filter(id=artefact.captions_id).update(**change)
    assert said in queries.findings(desk.fresh())[0].sentence


def test_the_precheck_finds_the_same_file_twice(desk):
    """One recording does not fill two places."""
    first = desk.fill()
    second = desk.bring()
    desk.attest()
    StoredFile.objects.filter(id=second.file_id).update(sha256=first.file.sha256)
    (finding,) = queries.findings(desk.fresh())
    assert "same file" in finding.sentence


def test_the_precheck_says_how_many_files_are_missing(cast):
    """Three are asked for and one is there."""
    from documents import DOCUMENT
    from evidence.desk import Desk

    parts = json.loads(json.dumps(DOCUMENT["parts"]))
    parts[1]["artefacts"][0] |= {"min_count": 3, "max_count": 4}
    desk = Desk(cast, parts=parts)
    desk.fill()
    (finding,) = queries.findings(desk.fresh())
    assert "2 more files" in finding.sentence


def test_a_removed_upload_is_not_part_of_the_draft(desk):
    """A file given up by the upload protocol leaves no empty shell to submit."""
    artefact = desk.fill()
    StoredFile.objects.filter(id=artefact.file_id).update(removed_at=artefact.added_at)
    assert "artefacts.recording" in desk.missing()


def test_two_texts_in_one_place_keep_a_draft_from_being_submitted(desk):
    """She chooses first; otherwise one of them would be frozen unseen."""
    desk.fill()
    with pytest.raises(actions.StaleError):
        desk.write("overview.context", "Another text of five words.", base=0)
    assert "overview.context" in desk.missing()


def test_an_incomplete_draft_counts_no_attempt(desk):
    """The pre-check is not a counted attempt (R3)."""
    with pytest.raises(actions.IncompleteError) as incomplete:
        desk.submit()
    assert {finding.place for finding in incomplete.value.findings} == set(desk.missing())
    assert not Submission.objects.exists()
    assert not OutboxEvent.objects.filter(kind__contains="SubmissionQueued").exists()


def test_a_manifest_names_everything_by_hash(desk):
    """R1: the hash of every file and text, the version, the rubric, AI use and consent."""
    artefact = desk.fill()
    desk.write(f"title:{artefact.id}", "The lesson")
    desk.write(f"note:{artefact.id}", "Minute two")
    actions.disclose_ai_use(person=desk.cast.amina, artefact_id=artefact.id, ai_use="planning")
    desk.attest()
    manifest = desk.submit().manifest
    assert manifest["content_hash"] == desk.version.content_hash
    assert manifest["rubric_hash"] == desk.version.rubric_hash
    assert manifest["answers"] == [
        {"question": key, "text": text, "sha256": hashlib.sha256(text.encode()).hexdigest()}
        for key, text in (("overview.context", CONTEXT), ("reflection.change", CHANGE))
    ]
    (entry,) = manifest["artefacts"]
    assert (entry["title"], entry["note"], entry["ai_use"]) == (
        "The lesson",
        "Minute two",
        "planning",
    )
    derivative = Derivative.objects.get(file=artefact.file_id)
    stored = b"".join(storage().open(derivative.blob))
    assert entry["derivatives"][0]["sha256"] == hashlib.sha256(stored).hexdigest()
    assert {each["key"] for each in manifest["consent"]["statements"]} == set(STATEMENTS)


def test_a_manifests_own_hash_can_be_computed_by_anyone(desk):
    """SHA-256 over its canonical JSON, as the download says; it also stands in the audit chain."""
    desk.fill()
    submission = desk.submit()
    text = json.dumps(submission.manifest, sort_keys=True, separators=(",", ":"))
    assert submission.manifest_hash == hashlib.sha256(text.encode()).hexdigest()
    (entry,) = history("submission", submission.id)
    assert entry.facts["manifest"] == submission.manifest_hash
    assert chain_faults() == []


def test_nothing_that_is_done_later_changes_a_frozen_attempt(desk, cast):
    """R1: an edit is a new attempt; the frozen one still shows text, note and files of then."""
    artefact = desk.fill()
    submission = desk.decided("waits", "opens", "looks-back")
    before = submission.manifest
    desk.write("overview.context", "Quite another text of some words.")
    desk.write(f"note:{artefact.id}", "Another note")
    actions.attach_captions(
        person=cast.amina, artefact_id=artefact.id, name="a.vtt", content=b"WEBVTT"
    )
    actions.remove_artefact(person=cast.amina, artefact_id=artefact.id)
    submission.refresh_from_db()
    assert submission.manifest == before
    frozen = queries.frozen(submission)
    assert frozen.answers[0].text == CONTEXT
    assert frozen.artefacts[0].note == ""
    assert frozen.artefacts[0].shown.rendition
    assert frozen.artefacts[0].shown.captions == ""


def test_a_frozen_attempt_names_neither_the_teacher_nor_her_files(desk):
    """What assessors see is made from this; file names often hold names (R5)."""
    desk.fill()
    told = repr(queries.frozen(desk.submit()))
    assert "Amina" not in told
    assert "recording.bin" not in told


def test_a_double_click_submits_once(desk):
    """The same key gets the first attempt again, and one event is announced."""
    desk.fill()
    assert desk.submit(key="k").id == desk.submit(key="k").id
    assert OutboxEvent.objects.filter(kind__contains="SubmissionQueued").count() == 1


def test_a_key_that_another_draft_used_gives_no_attempt_of_that_one(desk):
    """A key is good for its own draft; the other's attempt is not taken for this one's."""
    desk.fill()
    desk.submit(key="k")
    version = publish(desk.cast, slug="open-questions", title="Open Questions")
    other = enrol(person=desk.cast.amina, version=version, organisation=desk.cast.school)
    empty = actions.begin_draft(person=desk.cast.amina, enrolment=other)
    with pytest.raises(actions.IncompleteError):
        actions.submit_evidence(person=desk.cast.amina, draft_id=empty.id, key="k")


def test_two_windows_cannot_submit_twice(desk):
    """Another key meets the attempt in flight, and the table itself allows only one."""
    desk.fill()
    desk.submit(key="one window")
    with pytest.raises(ValidationError, match="has been submitted"):
        desk.submit(key="another window")
    assert Submission.objects.count() == 1


def test_another_person_cannot_submit_withdraw_or_begin(desk, cast):
    """Only the teacher whose evidence it is."""
    desk.fill()
    with pytest.raises(Draft.DoesNotExist):
        actions.submit_evidence(person=cast.ben, draft_id=desk.draft.id, key="k")
    submission = desk.submit()
    with pytest.raises(Submission.DoesNotExist):
        actions.withdraw_submission(person=cast.ben, submission_id=submission.id)
    with pytest.raises(PermissionDenied):
        actions.begin_draft(person=cast.ben, enrolment=desk.enrolment)


def test_a_withdrawn_attempt_opens_the_draft_and_does_not_count(desk):
    """Its number stays taken, so that attempts keep their names."""
    desk.fill()
    first = desk.submit(key="1")
    actions.withdraw_submission(person=desk.cast.amina, submission_id=first.id)
    assert queries.attempts_that_count(desk.draft) == 0
    second = desk.submit(key="2")
    assert (first.number, second.number) == (1, 2)
    with pytest.raises(ValidationError):
        actions.withdraw_submission(person=desk.cast.amina, submission_id=first.id)


def test_an_attempt_is_closed_once(desk):
    """Review closes it; a second close is a fault that must be seen."""
    desk.fill()
    submission = desk.decided("waits")
    with pytest.raises(ValidationError):
        actions.close_submission(
            submission_id=submission.id, outcome=Ended.NOT_YET, open_criteria=[]
        )


def test_an_earned_attempt_leaves_the_draft_closed(desk):
    """There is nothing to revise any more."""
    desk.fill()
    submission = desk.submit()
    actions.close_submission(submission_id=submission.id, outcome=Ended.EARNED, open_criteria=[])
    with pytest.raises(ValidationError):
        desk.write("overview.context", "More.")


def test_only_what_an_unmet_criterion_reads_is_open_in_a_revision(desk):
    """R12: `looks-back` reads the reflection alone, so the rest is carried over."""
    artefact = desk.fill()
    desk.decided("looks-back")
    assert queries.open_places(desk.fresh()) == {"reflection.change"}
    with pytest.raises(ValidationError, match="carried over"):
        desk.write("overview.context", "Another text of five words.")
    for act in (actions.remove_artefact, actions.restore_artefact):
        with pytest.raises(ValidationError, match="carried over"):
            act(person=desk.cast.amina, artefact_id=artefact.id)
    with pytest.raises(ValidationError, match="carried over"):
        desk.bring()


def test_met_criteria_carry_over_while_their_evidence_is_the_same(desk):
    """R12: only `looks-back` is scored again."""
    desk.fill()
    desk.decided("looks-back")
    desk.write("reflection.change", f"{CHANGE} Tomorrow.")
    desk.attest()
    again = desk.submit(key="2")
    assert again.open_criteria == ["looks-back"]
    assert set(again.manifest["carried"]) == {"waits", "opens"}


@pytest.mark.parametrize("how", ["file", "note", "ai use", "captions"])
def test_a_met_criterion_is_scored_again_when_its_evidence_changed(desk, cast, how):
    """R12: `opens` was met, but it reads what `waits` lets her change; none of it slips through."""
    artefact = desk.fill()
    desk.decided("waits")
    if how == "file":
        actions.remove_artefact(person=cast.amina, artefact_id=artefact.id)
        desk.bring()
    elif how == "note":
        desk.write(f"note:{artefact.id}", "Look at minute two")
    elif how == "ai use":
        actions.disclose_ai_use(person=cast.amina, artefact_id=artefact.id, ai_use="wording")
    else:
        artefact.captions = ready_file(cast.amina, family="captions")
        artefact.save()
    desk.attest()
    again = desk.submit(key="2")
    assert "opens" in again.open_criteria
    assert "looks-back" in again.manifest["carried"]


def test_an_attempt_that_could_not_be_judged_does_not_count(desk):
    """It went back to the pre-check (R6); what was met before it still carries over."""
    desk.fill()
    desk.decided("looks-back")
    desk.attest()
    unread = desk.submit(key="2")
    actions.close_submission(
        submission_id=unread.id, outcome=Ended.SENT_BACK, open_criteria=["looks-back"]
    )
    assert queries.attempts_that_count(desk.draft) == 1
    assert queries.still_open(desk.fresh()) == ["looks-back"]


def test_the_pre_check_asks_the_domain_how_many_attempts_are_free(desk, monkeypatch):
    """R12 stands in one place: were one attempt free, a meeting would open the second."""
    from lapel.domain.rubrics import attempts

    monkeypatch.setattr(attempts, "FREE_ATTEMPTS", 1)
    desk.fill()
    assert not queries.needs_meeting(desk.draft)
    desk.decided("waits")
    assert queries.needs_meeting(desk.draft)
    assert "mentor" in desk.missing()


def test_a_meeting_opens_the_fourth_attempt(desk, cast):
    """R12: three freely; then a meeting that a mentor logs opens exactly one more."""
    desk.fill()
    for number in (1, 2, 3):
        desk.decided("waits", number=number)
    assert "mentor" in desk.missing()
    meeting = actions.ask_for_meeting(
        person=cast.amina, draft_id=desk.draft.id, mentor_id=cast.chipo.id
    )
    again = actions.ask_for_meeting(
        person=cast.amina, draft_id=desk.draft.id, mentor_id=cast.chipo.id
    )
    assert meeting == again
    actions.log_meeting(mentor=cast.chipo, meeting_id=meeting.id, held_on=meeting.asked_at.date())
    assert "mentor" not in desk.missing()
    desk.decided("waits", number=4)
    assert "mentor" in desk.missing()


def test_only_a_mentor_of_her_school_is_asked_and_logs(desk, cast):
    """Neither herself, nor an assessor, nor somebody else in the mentor's name."""
    for stranger in (cast.amina, cast.ben, cast.femi):
        with pytest.raises(ValidationError):
            actions.ask_for_meeting(
                person=cast.amina, draft_id=desk.draft.id, mentor_id=stranger.id
            )
    meeting = actions.ask_for_meeting(
        person=cast.amina, draft_id=desk.draft.id, mentor_id=cast.chipo.id
    )
    with pytest.raises(MentorMeeting.DoesNotExist):
        actions.log_meeting(
            mentor=cast.amina, meeting_id=meeting.id, held_on=meeting.asked_at.date()
        )


def test_attesting_needs_every_statement(desk):
    """A half of her word is none."""
    with pytest.raises(ValidationError):
        actions.attest_draft(
            person=desk.cast.amina, draft_id=desk.draft.id, keys=list(STATEMENTS)[:-1]
        )
    assert not Attestation.objects.exists()


def test_a_place_takes_no_more_files_than_it_asks_for(desk, cast):
    """Also not by bringing a removed one back."""
    first = desk.bring()
    desk.bring()
    with pytest.raises(ValidationError, match="full"):
        desk.bring()
    actions.remove_artefact(person=cast.amina, artefact_id=first.id)
    desk.bring()
    with pytest.raises(ValidationError, match="full"):
        actions.restore_artefact(person=cast.amina, artefact_id=first.id)
    assert Artefact.objects.filter(removed_at=None).count() == 2


@pytest.mark.parametrize("size", [0, 4096 * 1024 * 1024 + 1])
def test_an_empty_or_a_huge_file_is_refused_before_it_is_sent(desk, cast, size):
    """The limit is a setting; the sentence says it."""
    with pytest.raises(ValidationError):
        actions.add_artefact(
            person=cast.amina,
            draft_id=desk.draft.id,
            slot="artefacts.recording",
            name="x",
            size=size,
        )
    assert not StoredFile.objects.exists()
