"""The demo's class: what families allow, and a photo with faces that wait for a decision."""

from __future__ import annotations

import shutil
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from lapel.domain.redaction import Box
from lapel.doors.cli.demo import drawing, keeping
from lapel.journey.consent import actions as consent
from lapel.journey.consent.models import Student
from lapel.journey.evidence.actions import add_artefact
from lapel.journey.evidence.models import Draft, Submission
from lapel.journey.evidence.queries import live_artefacts, slots_asked
from lapel.journey.files.actions import receive
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.record.queries import now
from lapel.journey.redaction.actions import say_who_is_shown
from lapel.journey.redaction.queries import looking_with

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from lapel.domain.redaction import Page, Span, Track
    from lapel.doors.cli.demo.stage import People
    from lapel.journey.people.models import Person

# Invented, as everybody here: label, name, what the family allows (None: no answer yet).
STUDENTS: list[tuple[str, str, list[str] | None]] = [
    ("A. T.", "Adaeze Tembo", ["photo", "video", "audio", "work"]),
    ("B. N.", "Baraka Njoroge", ["photo", "work"]),
    ("Heron", "Chidi Lungu", ["work"]),
    ("Otter", "Dalia Haddad", []),
    ("E. W.", "Elisha Wekesa", None),
    ("F. M.", "Fatuma Mwinyi", None),
]
WITHDRAWN = "B. N."
NOT_ASKED = "E. W."
# Where the heads are that are drawn below, in shares of the picture.
HEADS = [Box(0.14, 0.36, 0.1, 0.18, 0.94), Box(0.44, 0.34, 0.1, 0.18, 0.91)]
HEADS += [Box(0.74, 0.37, 0.1, 0.18, 0.63)]
_SCENE = """
#set page(width: 1000pt, height: 700pt, margin: 0pt, fill: rgb("#efe7d6"))
#place(dx: 60pt, dy: 40pt, rect(width: 880pt, height: 170pt, fill: rgb("#2f4a43"), radius: 6pt))
#place(dx: 100pt, dy: 90pt, text(size: 44pt, fill: rgb("#f3f1e6"))[What do our slips tell us?])
#let child(x, y, skin, cloth) = {
  place(dx: x - 75pt, dy: y + 70pt, rect(width: 150pt, height: 400pt, fill: cloth, radius: 40pt))
  place(dx: x - 45pt, dy: y - 56pt, ellipse(width: 90pt, height: 112pt, fill: skin))
  place(dx: x - 22pt, dy: y - 12pt, circle(radius: 5pt, fill: black))
  place(dx: x + 12pt, dy: y - 12pt, circle(radius: 5pt, fill: black))
}
#child(190pt, 315pt, rgb("#7a4a2b"), rgb("#31417a"))
#child(490pt, 301pt, rgb("#b57b50"), rgb("#a63d2f"))
#child(790pt, 322pt, rgb("#5c3620"), rgb("#3f6b4f"))
"""


class Drawn:
    """Looks at what is drawn here: nobody's face is in it but those it is told of."""

    def __init__(self, faces: Sequence[Box] = ()) -> None:
        self._faces = list(faces)

    def faces_in_picture(self, _path: Path) -> list[Box]:
        """Give the faces that were drawn."""
        return self._faces

    def tracks_in_video(self, _path: Path, *, on_progress: Any = None) -> list[Track]:
        """Give none: the demo's films show slides."""
        del on_progress
        return []

    def words_in_pdf(self, _path: Path) -> list[Page]:
        """Give none: the demo's papers name nobody."""
        return []

    def mask_picture(
        self, source: Path, target: Path, _boxes: Sequence[Box], *, look: str = "blur"
    ) -> None:
        """Copy: nothing that the demo loads is covered yet."""
        del look
        shutil.copyfile(source, target)

    def mask_video(
        self,
        source: Path,
        target: Path,
        _tracks: Sequence[Track],
        _bleeps: Sequence[Span] = (),
        *,
        mark: str = "",
        on_progress: Any = None,
    ) -> None:
        """Copy."""
        del mark, on_progress
        shutil.copyfile(source, target)

    def bleep(self, source: Path, target: Path, _spans: Sequence[Span]) -> None:
        """Copy."""
        shutil.copyfile(source, target)


def keep(people: People) -> None:
    """Keep Amina's class, and bring a photo of it into the draft she is writing."""
    keeping.agree()
    amina = people.persons["amina"]
    with clock_at(now() - timedelta(days=40)):
        _open_class(people, amina)
    for draft in Draft.objects.filter(enrolment__person=amina).order_by("-begun_at"):
        if not draft.submissions.exclude(state=Submission.State.WITHDRAWN).exists():
            _bring_photo(amina, draft)
            return


def _open_class(people: People, amina: Person) -> None:
    place = people.teaches_at.get("amina")
    made = consent.open_class(person=amina, organisation=place, name="7B science")
    lines = "\n".join(f"{label}, {name}" for label, name, _scopes in STUDENTS)
    consent.add_students(person=amina, class_id=made.id, lines=lines)
    day = now().date()
    for label, _name, scopes in STUDENTS:
        student = made.students.get(label=label)
        if scopes is not None:
            until = consent.last_day(day)
            answer = consent.Answer(scopes=scopes, given_on=day, expires_on=until)
            consent.record_consent(person=amina, student_id=student.id, answer=answer)
        if label == WITHDRAWN:
            consent.withdraw_consent(person=amina, student_id=student.id)
        if scopes is None:
            consent.make_link(person=amina, student_id=student.id)


def _bring_photo(amina: Person, draft: Draft) -> None:
    content = drawing.scene(_SCENE)
    slot = _place_for_a_photo(draft)
    if slot is None:
        raise RuntimeError("Amina's draft has no place left for a photo")
    added = add_artefact(
        person=amina, draft_id=draft.id, slot=slot, name="IMG_1290.png", size=len(content)
    )
    receive(person=amina, file_id=added.file_id, offset=0, chunks=[content])
    with looking_with(Drawn(HEADS)):
        deliver_all()
    unanswered = Student.objects.get(school_class__teacher=amina, label=NOT_ASKED)
    say_who_is_shown(person=amina, file_id=added.file_id, student_ids={unanswered.id})


def _place_for_a_photo(draft: Draft) -> str | None:
    here = [each.slot for each in live_artefacts(draft)]
    for key, slot in slots_asked(draft.enrolment.version).items():
        if "photo" in slot.kinds and here.count(key) < slot.most:
            return key
    return None
