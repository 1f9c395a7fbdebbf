"""The demo's class: what families allow, and what of it waits for a decision: faces, names."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

from PIL import Image

from lapel.domain.redaction import Box, Page, Track
from lapel.doors.cli.demo import drawing, keeping
from lapel.doors.cli.demo.studio import (
    CLASS_FILM,
    CLASS_VOICES,
    FILM_SECONDS,
    SECONDS_A_LINE,
)
from lapel.journey.consent import actions as consent
from lapel.journey.consent.models import Student
from lapel.journey.evidence.actions import add_artefact, attach_captions, save_answer
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

    from lapel.domain.redaction import Span
    from lapel.doors.cli.demo.stage import People
    from lapel.doors.cli.demo.studio import Studio
    from lapel.journey.evidence.models import Artefact
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
# Whom families without a code turn to, in all schools of the state.
FOR_FAMILIES = (
    "Ibrahim, at the school office of your child, on weekdays from 8 to 3;"
    " or write to families@riverbend.example"
)
WITHDRAWN = "B. N."
NOT_ASKED = "E. W."
FILMED = "artefacts.modelling-clip"
WORK = "artefacts.student-work"
ANSWERED = "reflection.guard"
WORDS = (
    "I left the field called Effort alone: it is a guess, and it was low for those who think "
    "longest. Fatuma asked why her bar was red although every answer was right; we opened the "
    "table together, and she wrote beside it what she had done."
)
NOTES = (
    "Second check, two tasks\n\nB. N. 5 of 6, and says why the whole is bigger.\n"
    "Baraka wants the harder sheet next time; his aunt asks for it at aunt.njoroge@example.org.\n"
)
# A name that is said: a tone goes over it, and initials stand for it in the captions.
SAID = ["Fatuma, which of the two shares is the bigger one, and why?"]
# The film is higher than the photo, with the same class at the same place.
HIGHER = 700 / 750
MOST_PAGES = 60
# Where the heads are that are drawn below, in shares of the picture.
HEADS = [Box(0.14, 0.36, 0.1, 0.18, 0.94), Box(0.44, 0.34, 0.1, 0.18, 0.91)]
HEADS += [Box(0.74, 0.37, 0.1, 0.18, 0.63)]


class Drawn:
    """Looks at what is drawn here: nobody's face is in it but those it is told of."""

    def __init__(self, faces: Sequence[Box] = (), tracks: Sequence[Track] = ()) -> None:
        self._faces = list(faces)
        self._tracks = list(tracks)

    def faces_in_picture(self, _path: Path) -> list[Box]:
        """Give the faces that were drawn."""
        return self._faces

    def tracks_in_video(self, _path: Path, *, on_progress: Any = None) -> list[Track]:
        """Give the faces that were drawn; most of the demo's films show slides."""
        del on_progress
        return self._tracks

    def words_in_pdf(self, _path: Path) -> list[Page]:
        """Give pages without words: the demo's papers name nobody, and were read by us."""
        return [Page(number, "", ()) for number in range(1, MOST_PAGES + 1)]

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


def keep(people: People, studio: Studio) -> None:
    """Keep Amina's class, bring a photo and words of it into her draft, and a film into Mei's."""
    keeping.agree()
    amina = people.persons["amina"]
    with clock_at(now() - timedelta(days=40)):
        office = people.persons["ibrahim"]
        consent.set_contact(person=office, organisation=people.state, words=FOR_FAMILIES)
        _open_class(people, amina)
    for draft in Draft.objects.filter(enrolment__person=amina).order_by("-begun_at"):
        if not draft.submissions.exclude(state=Submission.State.WITHDRAWN).exists():
            _name_students(amina, draft, studio)
            _bring_photo(amina, draft)
            break
    _bring_film(people.persons["mei"], studio)


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
    content = drawing.scene(drawing.CLASSROOM)
    slot = _place_for_a_photo(draft)
    if slot is None:
        raise RuntimeError("Amina's draft has no place left for a photo")
    added = _bring(amina, draft, slot, "IMG_1290.png", content)
    with looking_with(Drawn(HEADS)):
        deliver_all()
    unanswered = Student.objects.get(school_class__teacher=amina, label=NOT_ASKED)
    say_who_is_shown(person=amina, file_id=added.file_id, student_ids={unanswered.id})


def _name_students(amina: Person, draft: Draft, studio: Studio) -> None:
    """Let names slip into an answer, into the notes she brings, and be said in a recording."""
    save_answer(person=amina, draft_id=draft.id, question=ANSWERED, text=WORDS, base_revision=0)
    _bring(amina, draft, WORK, "Notes from the check.txt", NOTES.encode())
    voices = studio.take(CLASS_VOICES).read_bytes()
    heard = _bring(amina, draft, WORK, "Voice memo 14.m4a", voices)
    words = drawing.captions(SAID, [SECONDS_A_LINE])
    attach_captions(person=amina, artefact_id=heard.id, name="captions.vtt", content=words)


def _bring_film(mei: Person, studio: Studio) -> None:
    """Bring it where the demo tells of a draft of hers that asks for one."""
    draft = Draft.objects.filter(enrolment__person=mei).first()
    if draft is None or FILMED not in slots_asked(draft.enrolment.version):
        return
    content = studio.take(CLASS_FILM).read_bytes()
    _bring(mei, draft, FILMED, "VID_3310.mp4", content)
    with looking_with(Drawn(tracks=_tracks())):
        deliver_all()


def _bring(person: Person, draft: Draft, slot: str, name: str, content: bytes) -> Artefact:
    added = add_artefact(person=person, draft_id=draft.id, slot=slot, name=name, size=len(content))
    receive(person=person, file_id=added.file_id, offset=0, chunks=[content])
    return added


def _tracks() -> list[Track]:
    """Say where the heads are through the whole film, with a small picture of each."""
    picture = Image.open(BytesIO(drawing.scene(drawing.CLASSROOM_FILM))).convert("RGB")
    seconds = [each / 2 for each in range(int(2 * FILM_SECONDS))]
    tracks = []
    for number, head in enumerate(HEADS, start=1):
        box = replace(head, top=head.top * HIGHER, height=head.height * HIGHER)
        boxes = tuple((second, box) for second in seconds)
        tracks.append(Track(number=number, boxes=boxes, picture=_cut(picture, box)))
    return tracks


def _cut(picture: Image.Image, box: Box) -> bytes:
    wide, high = picture.size
    right, bottom = (box.left + box.width) * wide, (box.top + box.height) * high
    out = BytesIO()
    cut = picture.crop((round(box.left * wide), round(box.top * high), round(right), round(bottom)))
    cut.resize((96, 120)).save(out, "JPEG")
    return out.getvalue()


def _place_for_a_photo(draft: Draft) -> str | None:
    here = [each.slot for each in live_artefacts(draft)]
    for key, slot in slots_asked(draft.enrolment.version).items():
        if "photo" in slot.kinds and here.count(key) < slot.most:
            return key
    return None
