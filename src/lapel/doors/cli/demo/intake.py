"""The demo's evidence, sent in like a teacher's files and made ready by processes beside."""

from __future__ import annotations

import multiprocessing
import os
import time
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import connections
from django.db.models import Q

from lapel.doors.cli.demo import drawing
from lapel.doors.cli.demo.aside import Aside
from lapel.doors.cli.demo.classes import Drawn
from lapel.doors.cli.demo.studio import SECONDS_A_LINE, artefact_name, is_letter
from lapel.journey.evidence.actions import (
    add_artefact,
    attach_captions,
    disclose_ai_use,
    save_answer,
)
from lapel.journey.files.actions import receive
from lapel.journey.files.models import StoredFile
from lapel.journey.record.actions import claim, clock_at, deliver
from lapel.journey.redaction.actions import dismiss
from lapel.journey.redaction.models import Suggestion
from lapel.journey.redaction.queries import looking_with, matters_of
from lapel.ports import scan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from lapel.doors.cli.demo.studio import Studio
    from lapel.journey.evidence.models import Draft
    from lapel.journey.people.models import Person

LOOK_EVERY = 0.05
# Left to the processes beside, whose clock may be another.
MADE_BESIDE = ("files.rebuild", "integrity.take_in")
BESIDE = (*MADE_BESIDE, "redaction.look_for_students", "redaction.cover_what_is_settled")
PATIENCE = 300.0


def bring(
    person: Person, draft: Draft, artefacts: list[dict[str, Any]], studio: Studio, at: datetime
) -> None:
    """Send in every artefact of a story, a minute apart."""
    for artefact in artefacts:
        content = studio.take(artefact_name(artefact)).read_bytes()
        with clock_at(at + timedelta(minutes=artefact["number"])):
            _send(person, draft, artefact, content)


def _send(person: Person, draft: Draft, artefact: dict[str, Any], content: bytes) -> None:
    name = _name_on_her_device(artefact)
    added = add_artefact(
        person=person, draft_id=draft.id, slot=artefact["key"], name=name, size=len(content)
    )
    receive(person=person, file_id=added.file_id, offset=0, chunks=[content])
    disclose_ai_use(person=person, artefact_id=added.id, ai_use=artefact.get("ai_use", "none"))
    save_answer(
        person=person,
        draft_id=draft.id,
        question=f"title:{added.id}",
        text=artefact["title"],
        base_revision=0,
    )
    if artefact["kind"] in {"audio", "video"}:
        lines = artefact["draw"]
        words = drawing.captions(lines, [SECONDS_A_LINE] * len(lines))
        attach_captions(person=person, artefact_id=added.id, name="captions.vtt", content=words)


def _name_on_her_device(artefact: dict[str, Any]) -> str:
    return {
        "photo": f"IMG_{1200 + artefact['number']}.png",
        "document": f"{artefact['title']}.{'docx' if is_letter(artefact) else 'pdf'}",
        "audio": "Voice memo.m4a",
        "video": "VID_2041.mp4",
    }[artefact["kind"]]


@contextmanager
def making_ready() -> Iterator[None]:
    """Let a process for each core make files ready while the block goes on."""
    connections.close_all()
    over = multiprocessing.get_context("fork").Event()
    numbers = range(os.cpu_count() or 1)
    makers = [Aside(partial(_make_ready, f"demo-{number}", over.is_set)) for number in numbers]
    try:
        yield
        over.set()
        for maker in makers:
            maker.finish()
    finally:
        for maker in makers:
            maker.stop()


def _make_ready(holder: str, is_over: Callable[[], bool]) -> None:
    with scan.warm(), looking_with(Drawn()):  # all of these files were drawn here
        while True:
            claims = (claim(holder=holder, receiver=receiver) for receiver in BESIDE)
            work = next(filter(None, claims), None)
            if work:
                deliver(work)
            elif is_over():
                return
            else:
                time.sleep(LOOK_EVERY)


def await_files(draft: Draft) -> None:
    """Wait until every file of a draft is ready and looked through, and settle what was found."""
    received = StoredFile.State.RECEIVED
    waiting = draft.artefacts.filter(Q(file__state=received) | Q(captions__state=received))
    _await(waiting.exists)
    rows = draft.artefacts.values_list("file", "captions")
    files = [each for row in rows for each in row if each is not None]
    _await(lambda: any(each.state != "open" for each in matters_of(files).values()))
    # tables of figures that look like telephone numbers: nobody's name was drawn
    for found in Suggestion.objects.filter(check_of__in=files, state="open"):
        person = draft.enrolment.person
        is_page = found.kind == Suggestion.Kind.PAGE  # drawn by us, and read by us
        reason = Suggestion.Reason.READ if is_page else Suggestion.Reason.WORD
        dismiss(person=person, suggestion_id=found.id, reason=reason)
    _await(lambda: bool(matters_of(files)))


def _await(is_going_on: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while is_going_on():
        if time.monotonic() > deadline:
            raise RuntimeError("the demo's files could not be made ready; see `lapel doctor`")
        time.sleep(LOOK_EVERY)
