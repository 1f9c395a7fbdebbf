"""What is kept how long: warned of, put off, held, and then truly gone."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied

from evidence.test_team import Team
from lapel.doors.cli.demo import keeping
from lapel.journey.consent import actions as consent
from lapel.journey.consent.models import Consent
from lapel.journey.evidence import actions as evidence
from lapel.journey.evidence.queries import findings, frozen
from lapel.journey.files.models import Derivative, StoredFile
from lapel.journey.files.queries import derivative_key, link, original_key, storage
from lapel.journey.integrity.models import Inquiry
from lapel.journey.messaging.models import Message
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.record.queries import history, now
from lapel.journey.redaction.models import Check, Suggestion
from lapel.journey.retention import actions
from lapel.journey.retention.models import Notice, Stage
from lapel.journey.retention.queries import plan_of, plans_of, times_of
from mailing import sign_in_as

if TYPE_CHECKING:
    from datetime import datetime

    from evidence.desk import Desk
    from lapel.journey.evidence.models import Artefact

pytestmark = pytest.mark.django_db
DAYS = {
    "drafts": 365,
    "removed": 30,
    "originals": 90,
    "shown": 1825,
    "answers": 1095,
    "extension": 90,
}
# 30 days of an appeal (R14) and the 90 that are set if nobody set others.
ORIGINALS = timedelta(days=30 + 90)


def brought(desk: Desk) -> Artefact:
    """Fill the desk, and keep an original in the vault as the intake does."""
    artefact = desk.fill()
    storage().put(original_key(artefact.file), io.BytesIO(b"the original"))
    actions.begin_clock(draft_id=desk.draft.pk)
    return artefact


def at(moment: datetime, desk: Desk) -> None:
    """Let a day come: the clock is looked at, and what follows is done."""
    with clock_at(moment):
        actions.look_at_clock(draft_id=desk.draft.pk)
        deliver_all()


def letters(kind: str = "deletion_ahead") -> int:
    return Message.objects.filter(kind=kind).count()


def has_original(artefact: Artefact) -> bool:
    return storage().exists(original_key(artefact.file))


def shown_blobs(artefact: Artefact) -> list[bool]:
    rows = Derivative.objects.filter(file=artefact.file).order_by("id")
    return [storage().exists(each.blob) for each in rows]


def test_nothing_goes_without_a_letter_two_weeks_before(desk):
    """A year after the last change she is told; two weeks later, and not before, it is gone."""
    artefact = brought(desk)
    over = now() + timedelta(days=366)
    at(over, desk)
    told = Notice.objects.get()
    assert (told.stage, letters(), has_original(artefact)) == (Stage.DRAFT, 1, True)
    at(over + timedelta(days=13), desk)
    assert (letters(), has_original(artefact)) == (1, True)
    at(over + timedelta(days=15), desk)
    assert not has_original(artefact)
    assert shown_blobs(artefact) == [False]


def test_the_clock_rings_by_itself(desk):
    """Each look announces the next; nobody has to ask."""
    artefact = brought(desk)
    begun = now()
    for month in range(1, 15):
        with clock_at(begun + timedelta(days=31 * month)):
            deliver_all()
    assert not has_original(artefact)
    assert letters() == 1


def test_originals_go_after_the_decision_and_the_appeals_days(desk, client):
    """What assessors saw stays as it was frozen, and so do its hash and the manifest (R1)."""
    artefact = brought(desk)
    submission = desk.decided()
    evidence.amend_outcome(submission_id=submission.pk, outcome="earned", open_criteria=[])
    decided = now()
    at(decided + ORIGINALS - timedelta(days=10), desk)
    assert (letters(), has_original(artefact)) == (1, True)
    at(decided + ORIGINALS + timedelta(days=6), desk)
    assert not has_original(artefact)
    assert shown_blobs(artefact) == [True]
    submission.refresh_from_db()
    shown = frozen(submission).artefacts[0].shown
    assert b"".join(client.get(shown.rendition).streaming_content) == b"a recording"
    file = StoredFile.objects.get(pk=artefact.file_id)
    assert file.sha256 == submission.manifest["artefacts"][0]["sha256"]
    assert file.erased_at is None


def test_what_assessors_saw_goes_years_later_and_the_decision_stays(desk, client):
    """Only hashes are left, and the page says so."""
    artefact = brought(desk)
    submission = desk.decided()
    evidence.amend_outcome(submission_id=submission.pk, outcome="earned", open_criteria=[])
    address = link(Derivative.objects.get(file=artefact.file))
    for years in (1, 5, 5.2):
        at(now() + timedelta(days=365 * years), desk)
        at(now() + timedelta(days=365 * years + 15), desk)
    assert shown_blobs(artefact) == [False]
    assert client.get(address).status_code == 404
    submission.refresh_from_db()
    assert frozen(submission).artefacts[0].shown.is_erased
    assert (submission.outcome, len(submission.manifest_hash)) == ("earned", 64)
    entries = [each.action for each in history("file", artefact.file_id)]
    assert entries.count("erased") == 2
    deleted = [each for each in history("draft", desk.draft.pk) if each.action == "deleted"]
    assert {each.facts["stage"] for each in deleted} == {"originals", "shown"}


def test_every_edition_goes_and_what_is_shared_by_two_goes_with_the_last(desk):
    """An edition names the bytes of what was not covered in it."""
    artefact = brought(desk)
    bare = Derivative.objects.get(file=artefact.file)
    covered = storage().put(derivative_key(artefact.id), io.BytesIO(b"covered"))
    Derivative.objects.create(
        file=artefact.file,
        kind="poster",
        number=1,
        edition=1,
        blob=derivative_key(artefact.id),
        media_type="image/jpeg",
        size=covered.size,
        sha256=covered.sha256,
    )
    Derivative.objects.create(
        file=artefact.file,
        kind="rendition",
        number=1,
        edition=1,
        blob=bare.blob,
        media_type=bare.media_type,
        size=bare.size,
        sha256=bare.sha256,
    )
    from lapel.journey.files.actions import erase_file, erase_original

    kept = list(Derivative.objects.filter(edition=1).values_list("id", flat=True))
    erase_original(file_id=artefact.file_id, keep=kept)
    deliver_all()
    assert storage().exists(bare.blob)
    erase_file(file_id=artefact.file_id)
    deliver_all()
    assert shown_blobs(artefact) == [False, False, False]


def test_what_was_found_in_a_file_is_forgotten_with_it(desk):
    """Small pictures of faces, and words around a name, are no better than the file."""
    artefact = brought(desk)
    check = Check.objects.create(file=artefact.file, begun_at=now())
    found = Suggestion.objects.create(
        check_of=check, kind="track", place={"boxes": [[0, 0, 0, 1, 1]]}, picture=b"face"
    )
    from lapel.journey.files.actions import erase_file

    erase_file(file_id=artefact.file_id)
    deliver_all()
    found.refresh_from_db()
    assert (bytes(found.picture), found.place) == (b"", {})


def test_r14_nothing_goes_while_it_is_under_review_or_appeal(desk):
    """However long that takes: an appeal is scored on what was submitted."""
    artefact = brought(desk)
    desk.submit()
    for years in (1, 2, 9):
        at(now() + timedelta(days=400 * years), desk)
    assert plan_of(desk.fresh()).held == "review"
    assert (letters(), has_original(artefact)) == (0, True)


def test_nothing_goes_while_something_is_looked_into(desk, cast):
    """The warning falls too: she is warned anew once it is over."""
    artefact = brought(desk)
    submission = desk.decided()
    over = now() + timedelta(days=800)
    at(over, desk)
    assert letters() == 1
    inquiry = Inquiry.objects.create(
        submission=submission,
        opened_by=cast.gita,
        opened_at=now(),
        words="Two plans are alike.",
        reply_until=now(),
    )
    at(over + timedelta(days=40), desk)
    assert (plan_of(desk.fresh()).held, has_original(artefact)) == ("inquiry", True)
    inquiry.closed_at = now()
    inquiry.save()
    at(over + timedelta(days=41), desk)
    at(over + timedelta(days=60), desk)
    assert not has_original(artefact)


def test_r24_a_shared_file_stays_while_a_teammate_still_works_on_hers(cast):
    """Amina's is decided and long over; Nia has changed her draft since, and hands it in later."""
    team = Team(cast)
    team.shared()
    team.both_write()
    submission = team.decided()
    evidence.amend_outcome(submission_id=submission.pk, outcome="earned", open_criteria=[])
    over = now() + ORIGINALS
    assert plan_of(team.fresh()).steps[0].on > over.date(), "Nia may hand it in for a year yet"
    with clock_at(now() + timedelta(days=300)):
        team.part(team.nia, "I held the silence in the second half, and I counted every pause.")
        later = now()
    assert plan_of(team.fresh()).steps[0].on >= (later + timedelta(days=365)).date()
    evidence.end_share(person=team.nia, share_id=team.nias().shares.get().pk)
    assert plan_of(team.fresh()).steps[0].on <= (over + timedelta(days=1)).date()


def test_a_law_that_holds_a_teammates_evidence_holds_what_she_shares(cast):
    """It is her evidence as well, in whosever vault it lies (R24)."""
    team = Team(cast)
    team.shared()
    actions.place_hold(
        person=cast.ibrahim, organisation=cast.state, email=team.nia.email, reason="A court."
    )
    assert plan_of(team.fresh()).held == "hold"


def test_nothing_goes_while_a_law_holds_it_and_she_is_told_why(desk, cast):
    """Placed and lifted by an officer who does not assess; the reason is hers to read."""
    artefact = brought(desk)
    hold = actions.place_hold(
        person=cast.ibrahim,
        organisation=cast.state,
        email=cast.amina.email,
        reason="Court of Riverbend",
    )
    for days in (400, 420, 440):
        at(now() + timedelta(days=days), desk)
    assert (letters("hold"), letters(), has_original(artefact)) == (1, 0, True)
    assert "Court of Riverbend" in Message.objects.get(kind="hold").text
    actions.lift_hold(person=cast.ibrahim, hold_id=hold.pk)
    at(now() + timedelta(days=441), desk)
    at(now() + timedelta(days=460), desk)
    assert not has_original(artefact)


def test_she_may_put_a_day_off_twice_and_no_more(desk, cast):
    """By the days her organisation sets; then it goes."""
    artefact = brought(desk)
    day = now() + timedelta(days=366)
    for _time in range(2):
        at(day, desk)
        with clock_at(day + timedelta(days=1)):
            actions.put_off(person=cast.amina, draft_id=desk.draft.pk)
        at(day + timedelta(days=20), desk)
        assert has_original(artefact)
        day += timedelta(days=105)
    at(day, desk)
    with clock_at(day), pytest.raises(actions.Refusal):
        actions.put_off(person=cast.amina, draft_id=desk.draft.pk)
    at(day + timedelta(days=15), desk)
    assert not has_original(artefact)


def test_nobody_else_puts_a_day_off(desk, cast):
    """It is her draft."""
    brought(desk)
    with pytest.raises(PermissionDenied):
        actions.put_off(person=cast.femi, draft_id=desk.draft.pk)


def test_a_file_she_removed_goes_a_month_later(desk, cast):
    """It can be brought back until then; what she still hands in stays."""
    kept = brought(desk)
    gone = desk.bring()
    storage().put(original_key(gone.file), io.BytesIO(b"another"))
    evidence.remove_artefact(person=cast.amina, artefact_id=gone.id)
    at(now() + timedelta(days=31), desk)
    assert Notice.objects.get().stage == Stage.REMOVED
    at(now() + timedelta(days=46), desk)
    assert (has_original(gone), has_original(kept)) == (False, True)


def test_what_a_family_took_back_goes_for_good(desk):
    """What was covered since stays; what shows the student, and the original, go."""
    artefact = brought(desk)
    submission = desk.decided()
    evidence.amend_outcome(submission_id=submission.pk, outcome="earned", open_criteria=[])
    Derivative.objects.filter(file=artefact.file).update(withdrawn_at=now())
    at(now() + timedelta(days=31), desk)
    assert Notice.objects.get().stage == Stage.TAKEN
    at(now() + timedelta(days=46), desk)
    assert (has_original(artefact), shown_blobs(artefact)) == (False, [False])


def test_a_deleted_file_is_asked_for_again_before_she_submits(desk):
    """The pre-check says it in words; nothing empty comes before assessors (R3)."""
    artefact = brought(desk)
    from lapel.journey.files.actions import erase_file

    erase_file(file_id=artefact.file_id)
    told = [each.sentence for each in findings(desk.fresh())]
    assert any("a file was deleted" in each for each in told)


def test_an_organisation_sets_times_and_they_reach_what_is_kept(desk, cast):
    """Shorter ones too, but never without two weeks' warning; who set them is written down."""
    artefact = brought(desk)
    days = DAYS | {"drafts": 90}
    actions.set_times(person=cast.ibrahim, organisation=cast.state, days=days)
    assert times_of(cast.school).drafts == 90
    with clock_at(now() + timedelta(days=200)):
        deliver_all()
    assert has_original(artefact)
    entry = history("times", cast.state.pk).get()
    assert (entry.actor, entry.facts["days"]["drafts"]) == (cast.ibrahim.pk, 90)


@pytest.mark.parametrize("name", sorted(actions.LEAST))
def test_a_time_below_the_least_is_refused(cast, name):
    """Nobody could appeal, or look behind an award, in less."""
    with pytest.raises(actions.Refusal):
        actions.set_times(
            person=cast.hana,
            organisation=cast.college,
            days=DAYS | {name: actions.LEAST[name] - 1},
        )


def test_only_an_officer_or_administrator_sets_times(cast):
    """A teacher cannot, nor one of another organisation."""
    for stranger in (cast.amina, cast.ben, cast.femi):
        with pytest.raises(PermissionDenied):
            actions.set_times(person=stranger, organisation=cast.college, days=DAYS)


def test_a_hold_names_a_member_and_gives_a_reason(cast):
    """Nobody learns by it whether a stranger is known here."""
    told = {"person": cast.hana, "organisation": cast.college}
    for email, reason in (("nobody@example.org", "Law"), (cast.amina.email, "  ")):
        with pytest.raises(actions.Refusal):
            actions.place_hold(email=email, reason=reason, **told)


def test_a_familys_answer_is_erased_years_after_it_ended(cast):
    """With the guardian's name; that there was one stays in the record."""
    made = consent.open_class(person=cast.amina, organisation=cast.school, name="4b")
    consent.add_students(person=cast.amina, class_id=made.id, lines="J. K.")
    student = made.students.get()
    today = now().date()
    consent.record_consent(
        person=cast.amina,
        student_id=student.id,
        answer=consent.Answer(
            scopes=["photo"],
            given_on=today,
            expires_on=today + timedelta(days=60),
            guardian="M. K.",
        ),
    )
    with clock_at(now() + timedelta(days=62)):
        deliver_all()
    assert Consent.objects.count() == 1
    with clock_at(now() + timedelta(days=62 + 1096)):
        deliver_all()
    assert Consent.objects.count() == 0
    assert history("student", student.id).filter(action="consent-erased").exists()


def test_a_teacher_reads_what_is_kept_until_when(desk, amina):
    """Each step with its day, the way to her originals, and what the times are."""
    brought(desk)
    page = amina.get("/retention/").content.decode()
    assert "Files of a draft that was never submitted" in page
    assert f"/files/original/{plans_of(desk.cast.amina)[0].steps[0].files[0].pk}/" in page
    assert "365 days" in page


def test_an_administrator_sets_times_in_a_browser_and_reads_who_did(cast, client):
    """What is wrong is said beside its field."""
    sign_in_as(client, cast.ibrahim)
    address = f"/retention/set/{cast.state.slug}/"
    assert client.post(address, DAYS | {"drafts": 1}).status_code == 422
    assert client.post(address, DAYS | {"drafts": 200}).status_code == 302
    said = client.get(address).content.decode()
    changed = " ".join(said.partition("What was changed")[2].split())
    assert cast.ibrahim.shown_name in changed
    assert "<li>Files of drafts that were never submitted: " in changed
    assert " 200</li>" in changed
    held = {"email": cast.amina.email, "reason": "Court of Riverbend"}
    assert client.post(f"{address}hold/", held).status_code == 302
    assert "Court of Riverbend" in client.get(address).content.decode()


def test_the_demo_sets_times_as_its_administrator(desk, cast):
    """For the whole tree, some weeks ago; they hold at the school at once."""
    brought(desk)
    keeping.agree()
    deliver_all()
    assert times_of(cast.school).originals == keeping.DAYS["originals"]
    assert times_of(cast.school).set_by == cast.ibrahim


def test_long_lists_of_holds_and_plans_are_parted(client, desk, cast, monkeypatch):
    """A district holds many; each page says which of how many it is."""
    monkeypatch.setattr("lapel.journey.retention.views.ROWS_A_PAGE", 1)
    for person in (cast.amina, cast.chipo):
        actions.place_hold(
            person=cast.ibrahim, organisation=cast.state, email=person.email, reason="A court"
        )
    officer = sign_in_as(client, cast.ibrahim)
    pages = [
        officer.get(f"/retention/set/{cast.state.slug}/", {"page": number}).content.decode()
        for number in (1, 2)
    ]
    assert ["(Amina)" in each for each in pages] == [True, False]
    assert ["(Chipo)" in each for each in pages] == [False, True]
    assert "Page 2 of 2" in pages[1]
