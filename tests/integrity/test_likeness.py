"""What is alike is found for a person to look at, and nothing follows from it by itself."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from domain.similarity.drawn import cut, scene
from domain.similarity.sounded import talk
from integrity.alike import essay
from lapel.domain.similarity.sounds import RATE
from lapel.journey.evidence.actions import withdraw_submission
from lapel.journey.integrity import actions, queries
from lapel.journey.integrity.models import Match, Piece, SoundBand, TextBand, View, ViewBand
from lapel.journey.record.actions import deliver_all
from lapel.journey.review.models import Case

pytestmark = pytest.mark.django_db
KEPT = (Match, Piece, SoundBand, TextBand, View, ViewBand)


def test_a_lightly_changed_copy_is_raised_for_a_lead(copied):
    """One word of ninety is another."""
    match = Match.objects.get()
    assert (match.newer, match.older) == (copied.newer, copied.older)
    row = match.pieces.get()
    assert (row.kind, row.newer.source) == ("text", "answer:overview.context")
    assert row.share > 0.9


def test_nothing_happens_to_a_submission_by_the_machine_alone(copied):
    """Red line: a match that nobody has looked at changes no state, and tells nobody."""
    assert set(Case.objects.values_list("state", flat=True)) == {"queued"}
    copied.newer.refresh_from_db()
    assert copied.newer.state == "queued"
    assert copied.newer.inquiries.count() == 0


def test_a_cropped_picture_is_found_and_another_is_not(alike):
    """Both answers are their own; only the photo is cut from the other's."""
    alike.submitted(alike.cast.amina, essay(1), scene(3))
    alike.submitted(alike.pia, essay(2), cut(scene(3), 0.8, 5))
    match = Match.objects.get()
    assert [each.kind for each in match.pieces.all()] == ["picture"]
    femi = alike.submitted(alike.cast.femi, essay(3), scene(90))
    assert not Match.objects.filter(newer=femi).exists()


def test_the_same_file_is_found_by_its_bytes(alike):
    """Whatever kind of file it is."""
    alike.submitted(alike.cast.amina, essay(1), scene(3))
    alike.submitted(alike.pia, essay(2), scene(3))
    assert {each.kind for each in Match.objects.get().pieces.all()} == {"file"}


def test_what_everybody_was_given_to_read_is_no_likeness(alike):
    """Both pasted the rubric's words into their answers."""
    given = " ".join(
        words
        for criterion in alike.stage.version.content["rubric"]
        for words in criterion["levels"].values()
    )
    alike.submitted(alike.cast.amina, f"{given} {essay(1, 40)}")
    alike.submitted(alike.pia, f"{given} {essay(2, 40)}")
    assert Match.objects.count() == 0


def test_a_part_of_a_recording_is_found_and_played_at_its_place(alike, client):
    """Half a minute of another's lesson, a quarter as loud; a third teacher's is not like it."""
    lesson = talk(1, 60)
    alike.submitted(alike.cast.amina, essay(1), sound=lesson)
    part = lesson[20 * RATE : 52 * RATE] / 4
    newer = alike.submitted(alike.pia, essay(2), sound=part)
    row = Match.objects.get(newer=newer).pieces.get()
    assert (row.kind, row.amount) == ("sound", pytest.approx(30, abs=3))
    assert row.older_at - row.newer_at in {19, 20, 21}
    femi = alike.submitted(alike.cast.femi, essay(3), sound=talk(2, 40))
    assert not Match.objects.filter(newer=femi).exists()
    client.force_login(alike.cast.gita)
    body = client.get(f"/integrity/match/{row.match_id}/").content.decode()
    assert f"#t={row.older_at},{row.older_at + row.amount}" in body
    assert f"From 0:{row.older_at} on" in body


def test_her_own_earlier_attempts_are_never_held_against_her(alike):
    """Keeping what was good is what a revision is for."""
    from review.stage import submit

    first = alike.submitted(alike.cast.amina, essay(1))
    first.state = "closed"
    first.outcome = "almost"
    first.save()
    submit(first.draft, answer=essay(1))
    assert Match.objects.count() == 0


def test_a_job_that_runs_twice_leaves_the_same(copied):
    """Heavy receivers are run at least once."""
    counts = [each.objects.count() for each in KEPT]
    actions.take_in(submission_id=copied.newer.pk)
    actions.take_in(submission_id=copied.older.pk)
    assert [each.objects.count() for each in KEPT] == counts


def test_what_was_taken_back_is_forgotten(copied):
    """Its fingerprints go with it, and the likeness nobody had looked at."""
    withdraw_submission(person=copied.cast.amina, submission_id=copied.older.pk)
    deliver_all()
    assert Match.objects.count() == 0
    assert not Piece.objects.filter(submission=copied.older).exists()
    actions.take_in(submission_id=copied.older.pk)
    assert not Piece.objects.filter(submission=copied.older).exists()


def test_a_dismissed_likeness_does_not_come_back_with_the_next_attempt(copied):
    """A lead is not asked the same thing again."""
    from review.stage import submit

    match = Match.objects.get()
    actions.dismiss_match(person=copied.cast.gita, match_id=match.pk, reason="They plan together.")
    copied.newer.state, copied.newer.outcome = "closed", "almost"
    copied.newer.save()
    submit(copied.newer.draft, answer=copied.newer.manifest["answers"][0]["text"])
    assert Match.objects.get() == match


def test_an_open_likeness_moves_on_to_the_next_attempt(copied):
    """A lead looks at what is assessed now."""
    from review.stage import submit

    copied.newer.state, copied.newer.outcome = "closed", "almost"
    copied.newer.save()
    again = submit(copied.newer.draft, answer=copied.newer.manifest["answers"][0]["text"])
    assert Match.objects.get().newer == again.submission


def test_a_reason_is_asked_for_and_a_match_is_settled_once(copied):
    """What a person decided is not decided again beneath her."""
    match = Match.objects.get()
    told = {"person": copied.cast.gita, "match_id": match.pk}
    with pytest.raises(actions.Refusal, match="why"):
        actions.dismiss_match(**told, reason="  ")
    actions.dismiss_match(**told, reason="They plan together.")
    with pytest.raises(actions.Refusal, match="settled"):
        actions.dismiss_match(**told, reason="Again.")


@pytest.mark.parametrize("name", ["ben", "bola", "elif_", "hana", "ibrahim", "amina", "emre"])
def test_r5_r23_only_leads_look_at_what_is_alike(copied, name):
    """Assessors see no machine's suggestion; nor does anybody else who has no part in it."""
    match = Match.objects.get()
    person = getattr(copied.cast, name)
    assert list(queries.open_matches_led_by(person)) == []
    with pytest.raises(PermissionDenied):
        actions.look_at(person=person, match=match)
    with pytest.raises(PermissionDenied):
        actions.dismiss_match(person=person, match_id=match.pk, reason="No.")


def test_r5_who_looked_is_known_to_the_room_that_seats_assessors(copied):
    """A lead who saw the likeness is not to score either side."""
    match = Match.objects.get()
    sides = [copied.newer.draft_id, copied.older.draft_id]
    assert queries.who_looked_at(sides) == {each: set() for each in sides}
    actions.look_at(person=copied.cast.gita, match=match)
    actions.look_at(person=copied.cast.gita, match=match)
    assert queries.who_looked_at(sides) == {each: {copied.cast.gita.pk} for each in sides}
