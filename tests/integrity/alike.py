"""Two teachers whose evidence is alike."""

from __future__ import annotations

import random
import wave
from io import BytesIO
from typing import TYPE_CHECKING

from cast import belongs, person
from domain.similarity.drawn import scene
from domain.similarity.sounded import samples
from lapel.domain.similarity.sounds import RATE
from lapel.journey.files.models import Derivative, StoredFile
from lapel.journey.files.queries import storage
from lapel.journey.integrity.actions import open_inquiry
from lapel.journey.integrity.models import Match
from lapel.journey.people.models import Role
from lapel.journey.record.queries import now
from review.stage import enrol, submit

if TYPE_CHECKING:
    from lapel.journey.evidence.models import Draft, Submission
    from review.stage import Stage

WORDS = [f"word{number}" for number in range(600)]


def essay(seed: int | str, length: int = 90) -> str:
    """Write an answer, the same for the same seed."""
    chance = random.Random(seed)
    return " ".join(chance.choice(WORDS) for _word in range(length)).capitalize() + "."


def with_picture(draft: Draft, image: object) -> None:
    """Bring a photo as its derivative, and nothing else."""
    from lapel.journey.evidence.models import Artefact

    held = BytesIO()
    image.convert("RGB").save(held, "JPEG", quality=70)
    key = f"shown/{draft.pk.hex}"
    stored = storage().put(key, BytesIO(held.getvalue()))
    file = StoredFile.objects.create(
        owner=draft.enrolment.person,
        name="wall.jpg",
        size=stored.size,
        state=StoredFile.State.READY,
        family=StoredFile.Family.PHOTO,
        media_type="image/jpeg",
        sha256=stored.sha256,
        created_at=now(),
    )
    Derivative.objects.create(
        file=file,
        kind=Derivative.Kind.PICTURE,
        number=1,
        blob=key,
        media_type="image/jpeg",
        size=stored.size,
        sha256=stored.sha256,
    )
    Artefact.objects.create(draft=draft, slot="artefacts.plan", file=file, added_at=now())


def with_sound(draft: Draft, sound: object) -> None:
    """Bring a recording as its rendition, and nothing else."""
    from lapel.journey.evidence.models import Artefact

    held = BytesIO()
    with wave.open(held, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(RATE)
        written.writeframes(samples(sound))
    key = f"shown/sound-{draft.pk.hex}"
    stored = storage().put(key, BytesIO(held.getvalue()))
    file = StoredFile.objects.create(
        owner=draft.enrolment.person,
        name="memo.wav",
        size=stored.size,
        state=StoredFile.State.READY,
        family=StoredFile.Family.AUDIO,
        media_type="audio/wav",
        sha256=stored.sha256,
        created_at=now(),
    )
    Derivative.objects.create(
        file=file,
        kind=Derivative.Kind.RENDITION,
        number=1,
        blob=key,
        media_type="audio/wav",
        size=stored.size,
        sha256=stored.sha256,
    )
    Artefact.objects.create(draft=draft, slot="artefacts.sound", file=file, added_at=now())


class Scene:
    """Amina and Pia hand in what is alike; Gita and Lena lead; nobody has looked yet."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        cast = self.cast = stage.cast
        self.pia, self.lena = person("Pia"), person("Lena")
        belongs(self.pia, cast.elsewhere, Role.TEACHER)
        belongs(self.lena, cast.college, Role.LEAD_ASSESSOR)

    def submitted(
        self, who: object, answer: str, image: object | None = None, sound: object | None = None
    ) -> Submission:
        """Hand in an answer, with a picture and perhaps a recording; the rest is the stage's."""
        at = self.cast.school if who == self.cast.amina else self.cast.elsewhere
        draft = enrol(who, self.stage.version, at)
        if sound is not None:
            with_sound(draft, sound)
        with_picture(draft, image or scene(random.Random(str(who.pk)).randint(100, 10**6)))
        return submit(draft, answer=answer).submission

    def copied(self) -> None:
        """Let Pia hand in what Amina did, with a few words changed."""
        text = essay(1)
        self.older = self.submitted(self.cast.amina, text)
        changed = text.replace(text.split()[40], "altered", 1)
        self.newer = self.submitted(self.pia, changed)


def leave(world: object) -> None:
    """Leave a likeness that nobody has looked at, and one that Amina is asked about."""
    for state in ("open", "asked"):
        stage = world._stage(f"alike-{state}")
        text = essay(f"alike {state}")
        older = submit(enrol(world.nia, stage.version, world.cast.school), answer=text)
        newer = submit(enrol(world.cast.amina, stage.version, world.cast.school), answer=text)
        match = Match.objects.get(newer=newer.submission, older=older.submission)
        world.put("match", state, match_id=match.pk)
    inquiry = open_inquiry(
        person=world.cast.gita,
        match_id=match.pk,
        about=newer.submission_id,
        words="Your answer is nearly the same as another's.",
    )
    world.put("inquiry", "asked", inquiry_id=inquiry.pk)
