"""Files that no draft leads to any more, and editions that another took the place of."""

from __future__ import annotations

import io
import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from evidence.desk import ready_file
from lapel.journey.evidence import actions as evidence
from lapel.journey.evidence.models import Artefact
from lapel.journey.files.events import FileRefused
from lapel.journey.files.models import Derivative, StoredFile
from lapel.journey.files.queries import original_key, storage
from lapel.journey.record.actions import announce, clock_at, deliver_all
from lapel.journey.record.queries import now
from lapel.journey.retention import actions
from lapel.journey.retention.models import Clock
from lapel.journey.retention.queries import plan_of

if TYPE_CHECKING:
    from evidence.desk import Desk

pytestmark = pytest.mark.django_db


def spoken(desk: Desk) -> tuple[Artefact, StoredFile]:
    """Fill the desk, with captions to its recording."""
    artefact = desk.fill()
    words = ready_file(desk.cast.amina, family="captions")
    storage().put(original_key(words), io.BytesIO(b"WEBVTT"))
    Artefact.objects.filter(pk=artefact.pk).update(captions=words)
    actions.begin_clock(draft_id=desk.draft.pk)
    desk.attest()
    return artefact, words


def after(days: float) -> None:
    with clock_at(now() + timedelta(days=days)):
        deliver_all()


def is_gone(file: StoredFile) -> bool:
    file.refresh_from_db()
    blobs = [original_key(file), *file.derivatives.values_list("blob", flat=True)]
    return file.erased_at is not None and not any(storage().exists(each) for each in blobs)


def test_captions_she_took_away_go_a_month_later(desk, cast):
    """No draft leads to them, and they say what was spoken in class."""
    artefact, words = spoken(desk)
    evidence.remove_captions(person=cast.amina, artefact_id=artefact.pk)
    deliver_all()
    after(29)
    assert not is_gone(words)
    after(31)
    assert is_gone(words)


def test_captions_she_took_away_stay_while_a_law_holds_them(desk, cast):
    """And go a month after that."""
    artefact, words = spoken(desk)
    hold = actions.place_hold(
        person=cast.ibrahim, organisation=cast.state, email=cast.amina.email, reason="A court"
    )
    evidence.remove_captions(person=cast.amina, artefact_id=artefact.pk)
    deliver_all()
    after(31)
    assert not is_gone(words)
    actions.lift_hold(person=cast.ibrahim, hold_id=hold.pk)
    after(62)
    assert is_gone(words)


def test_captions_that_an_attempt_froze_go_with_the_attempt(desk):
    """Though the draft has others since: not before, and not never."""
    artefact, words = spoken(desk)
    submission = desk.decided()
    evidence.amend_outcome(submission_id=submission.pk, outcome="earned", open_criteria=[])
    Artefact.objects.filter(pk=artefact.pk).update(captions=None)
    actions.keep_left(draft_id=desk.draft.pk, file_id=words.pk)
    after(31)
    assert not is_gone(words)
    for years in (1, 5, 5.2):
        for days in (0, 15):
            with clock_at(now() + timedelta(days=365 * years + days)):
                actions.look_at_clock(draft_id=desk.draft.pk)
                deliver_all()
    assert is_gone(words)


def test_an_edition_that_another_took_the_place_of_goes_with_the_original(desk):
    """She covered more since; what an attempt froze and what is shown now stay."""
    artefact, _words = spoken(desk)
    bare = Derivative.objects.get(file=artefact.file)
    made = [
        Derivative.objects.create(
            file=artefact.file,
            kind=bare.kind,
            number=bare.number,
            edition=edition,
            blob=bare.blob,
            media_type=bare.media_type,
            size=bare.size,
            sha256=uuid.uuid4().hex * 2,
        )
        for edition in (1, 2)
    ]
    kept = plan_of(desk.draft).keep
    assert (made[0].pk in kept, made[1].pk in kept) == (False, True)


def test_a_file_that_was_refused_is_kept_for_a_time_too(desk):
    """Nobody is shown it, but its original lies in the vault."""
    artefact = desk.bring()
    with transaction.atomic():
        announce(FileRefused(file_id=artefact.file_id))
    deliver_all()
    assert Clock.objects.filter(pk=desk.draft.pk).exists()
