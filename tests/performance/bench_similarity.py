"""Print what it costs to find what is alike among many artefacts, and how much of it is found.

It fills an instance of its own: of COUNT artefacts (100,000; another number may be given) four of
five are generated texts of 60 to 260 words, the rest pictures. Of these the last are drawn, 300
scenes and 100 boards of words; the others are random codes, which fill the index as real ones do.
Beside them stand a fiftieth as many recordings, of which twenty are a minute of generated talk.
Then copies are handed in: as they are, with words changed, as a part, cut, written anew; and new
work, which must find nothing.
Run: python tests/performance/bench_similarity.py [COUNT], on SQLite and where its programs are on
PostgreSQL, whose server's CPU is counted too; with LAPEL_DATABASE_URL there alone.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

sys.path.insert(0, str(Path(__file__).parents[1]))

from pouring import cpu_of_server, pour, without_indexes

PEOPLE, TRIES, DRAWN, BOARDS, HEARD, AT_ONCE = 200, 50, 300, 100, 20, 10_000
PIECE = ("id", "submission", "source", "kind", "sha256")
WORDS = [f"word{number}" for number in range(4000)]


def essay(seed: object, length: int = 0) -> str:
    """Write a text in which common words are common (Zipf 1935), the same for the same seed."""
    chance = random.Random(str(seed))
    length = length or chance.randint(60, 260)
    return " ".join(WORDS[int(len(WORDS) ** chance.random()) - 1] for _word in range(length))


def changed(text: str, share: float) -> str:
    """Put other words for so many of them."""
    chance = random.Random(text)
    return " ".join(
        chance.choice(WORDS) if chance.random() < share else each for each in text.split()
    )


def people() -> list[Any]:
    """Make teachers, each with a draft and closed attempts to hang artefacts on."""
    from bench_issuing import filled

    from lapel.journey.evidence.models import Draft
    from lapel.journey.learning.models import Enrolment
    from lapel.journey.people.models import Person
    from lapel.journey.record.queries import now

    _officer, version = filled()
    made = Person.objects.bulk_create(
        Person(email=f"t{number}@example.org", name=f"T {number}") for number in range(PEOPLE)
    )
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(person=each, version=version, enrolled_at=now()) for each in made
    )
    return Draft.objects.bulk_create(
        Draft(enrolment=each, begun_at=now(), changed_at=now()) for each in enrolments
    )


def attempts(drafts: list[Any], count: int) -> list[Any]:
    """Give an attempt for each five artefacts."""
    from lapel.journey.evidence.models import Submission
    from lapel.journey.record.queries import now

    return Submission.objects.bulk_create(
        Submission(
            draft=drafts[number % PEOPLE],
            person=drafts[number % PEOPLE].enrolment.person,
            number=number // PEOPLE + 1,
            state="closed",
            outcome="earned",
            manifest={},
            submitted_at=now(),
        )
        for number in range(max(PEOPLE, count // 5))
    )


def put_texts(submissions: list[Any], count: int) -> None:
    """Index generated texts, as the room does."""
    from lapel.domain.similarity.banding import keys_of
    from lapel.domain.similarity.passages import packed, passages_of
    from lapel.journey.integrity.models import Passage, Piece, TextBand

    last = 0
    for start in range(0, count, AT_ONCE):
        pieces, passages, bands = [], [], []
        for number in range(start, min(start + AT_ONCE, count)):
            piece = uuid.UUID(int=number)
            at = submissions[number % len(submissions)].pk
            pieces.append((piece, at, f"answer:{number}", "text", str(number)))
            for runs in passages_of(essay(number)):
                last += 1
                passages.append((last, piece, packed(runs)))
                bands += [(key, last) for key in keys_of(runs)]
        pour(Piece, PIECE, pieces)
        pour(Passage, ("id", "piece", "runs"), passages)
        pour(TextBand, ("key", "passage"), bands)
        told("texts", min(start + AT_ONCE, count), count)


def put_pictures(submissions: list[Any], count: int) -> None:
    """Index random codes, and the last ones as they are drawn."""
    from domain.similarity.drawn import board, picture, scene
    from lapel.domain.similarity import pictures
    from lapel.journey.integrity.models import Piece, View, ViewBand

    chance = random.Random(1)
    boxes = pictures.tiles(192, 144)
    for start in range(0, count, AT_ONCE):
        pieces, views, bands = [], [], []
        for number in range(start, min(start + AT_ONCE, count)):
            piece = uuid.UUID(int=10**9 + number)
            place = number - (count - DRAWN - BOARDS)
            draw = (None, scene, board)[(place >= 0) + (place >= DRAWN)]
            drawn = picture(draw(number)) if draw else None
            at, name = submissions[number % len(submissions)].pk, f"artefact:{number}"
            pieces.append((piece, at, name, "picture", name))
            views.append((number, piece, 0, drawn.kept() if drawn else chance.randbytes(1024)))
            anything = [(box, pictures.Code(chance.getrandbits(64), ())) for box in boxes]
            bands += [
                (key, number, pictures.signed(code.bits), *_sides(box))
                for box, code in (drawn.tiles() if drawn else anything)
                for key in pictures.keys_of(code)
            ]
        pour(Piece, PIECE, pieces)
        pour(View, ("id", "piece", "number", "greys"), views)
        pour(ViewBand, ("key", "view", "bits", "left", "top", "width", "height"), bands)
        told("pictures", min(start + AT_ONCE, count), count)


def put_sounds(submissions: list[Any], count: int) -> None:
    """Index random landmarks, and the last recordings as they are made: a minute of talk each."""
    from domain.similarity.sounded import samples, talk
    from lapel.domain.similarity.sounds import Landmark, landmarks
    from lapel.journey.integrity.models import Piece, SoundBand

    chance = random.Random(4)
    for number in range(count):
        piece, name = uuid.UUID(int=10**10 + number), f"artefact:sound-{number}"
        at = submissions[number % len(submissions)].pk
        if number >= count - HEARD:
            heard = landmarks(samples(talk(number, 60)))
        else:
            heard = [Landmark(chance.getrandbits(31), step) for step in range(1200)]
        pour(Piece, PIECE, [(piece, at, name, "sound", name)])
        pour(SoundBand, ("key", "piece", "at"), [(each.key, piece, each.at) for each in heard])


def _sides(box: Any) -> tuple[float, float, float, float]:
    return box.left, box.top, box.width, box.height


def hand_in(
    submission: Any, kind: str, text: str, image: Any, sound: Any = None
) -> tuple[set[str], float, float]:
    """Fingerprint something new and compare it; gives what it meets, and the seconds (CPU, all)."""
    from domain.similarity.drawn import picture
    from domain.similarity.sounded import samples
    from lapel.domain.similarity.passages import passages_of
    from lapel.domain.similarity.sounds import asked
    from lapel.journey.integrity.models import Piece
    from lapel.journey.integrity.queries import found_alike

    cpu, clock = time.process_time() + cpu_of_server(), time.monotonic()
    piece = Piece(submission=submission, source="artefact:new", kind=kind, sha256="new")
    seen = [picture(image)] if image else []
    heard = asked(samples(sound)) if sound is not None else []
    met = found_alike(piece, passages_of(text), seen, heard)
    spent = time.process_time() + cpu_of_server() - cpu, time.monotonic() - clock
    sources = Piece.objects.filter(pk__in=[each.piece_id for each in met])
    return {each.source for each in sources}, *spent


def told(what: str, done: int, count: int) -> None:
    """Say how far the filling is: a hundred thousand take minutes."""
    print(f"  {done:,} of {count:,} {what}", file=sys.stderr, flush=True)


def row(name: str, results: list[tuple[str, set[str], float, float]]) -> None:
    """Print a line of the table."""
    found = sum(wanted in met for wanted, met, _cpu, _all in results if wanted)
    false = sum(len(met - {wanted}) for wanted, met, _cpu, _all in results)
    recall = f"{found / len(results):.0%}" if results[0][0] else "-"
    cpu = sorted(each[2] for each in results)
    most = max(each[3] for each in results)
    middle = cpu[len(cpu) // 2]
    parts = [name, recall, str(false), f"{middle:.3f}", f"{cpu[-1]:.3f}", f"{most:.3f}"]
    print(f"| {' | '.join(parts)} |", flush=True)


def compare(submission: Any, texts: int, images: int) -> None:
    """Hand in copies and new work, and print what is found of them."""
    from domain.similarity.drawn import board, cut, scene, written_anew

    print("\n| handed in | found | false alarms | CPU s, median | CPU s, most | s, most |")
    print("|---|---|---|---|---|---|", flush=True)
    chosen = random.Random(2).sample(range(texts), TRIES)
    kinds: dict[str, Callable[[int], str]] = {
        "a text as it is": essay,
        "a tenth of the words changed": lambda number: changed(essay(number), 0.1),
        "a fifth of the words changed": lambda number: changed(essay(number), 0.2),
        "a copy within a text of 600 words": lambda number: (
            f"{essay(f'a{number}', 300)} {essay(number)} {essay(f'b{number}', 300)}"
        ),
    }
    for name, make in kinds.items():
        row(
            name,
            [
                (f"answer:{number}", *hand_in(submission, "text", make(number), None))
                for number in chosen
            ],
        )
    row(
        "a new text",
        [("", *hand_in(submission, "text", essay(f"n{number}"), None)) for number in chosen],
    )
    shown = random.Random(3).sample(range(images - DRAWN - BOARDS, images - BOARDS), TRIES)
    views: dict[str, Callable[[int], Any]] = {
        "a picture written anew, smaller": lambda number: written_anew(
            scene(number).resize((240, 180))
        ),
        **{
            f"a cut that keeps {keep} of the sides": lambda number, keep=keep: written_anew(
                cut(scene(number), keep, number)
            )
            for keep in (0.9, 0.8, 0.7, 0.6)
        },
    }
    for name, draw in views.items():
        row(
            name,
            [
                (f"artefact:{number}", *hand_in(submission, "picture", "", draw(number)))
                for number in shown
            ],
        )
    row(
        "a new picture",
        [("", *hand_in(submission, "picture", "", scene(number + 10**7))) for number in shown],
    )
    anew = []
    for number in range(images - TRIES, images):
        again_drawn = written_anew(board(number).resize((400, 300)))
        anew.append((f"artefact:{number}", *hand_in(submission, "picture", "", again_drawn)))
    row("a board of words, written anew", anew)
    row(
        "a new board of words",
        [
            ("", *hand_in(submission, "picture", "", board(number + 10**7)))
            for number in range(TRIES)
        ],
    )


def compare_sounds(submission: Any, count: int) -> None:
    """Hand in recordings made otherwise, and new ones, and print what is found of them."""
    from domain.similarity import sounded

    kinds: dict[str, Callable[[Any, int], Any]] = {
        "a recording, a tenth as loud": lambda sound, _seed: sound / 10,
        "a recording, clipped": lambda sound, _seed: sound * 4,
        "a recording as Opus, 16 kbit/s": lambda sound, _seed: sounded.written_anew(
            sound, "libopus", "16k"
        ),
        "a recording as MP3, 32 kbit/s": lambda sound, _seed: sounded.written_anew(
            sound, "libmp3lame", "32k"
        ),
        "30 seconds of it": lambda sound, seed: sounded.cut(sound, 30, seed),
        "30 seconds of it, as Opus": lambda sound, seed: sounded.written_anew(
            sounded.cut(sound, 30, seed), "libopus", "16k"
        ),
        "10 seconds of it": lambda sound, seed: sounded.cut(sound, 10, seed),
        "with noise 10 dB below": lambda sound, seed: sounded.in_noise(sound, seed, 10),
        "with noise 5 dB below": lambda sound, seed: sounded.in_noise(sound, seed, 5),
        "with others' talk 10 dB below": lambda sound, seed: sounded.in_a_room(sound, seed, 10),
    }
    for name, change in kinds.items():
        results = []
        for number in range(count - HEARD, count):
            sound = change(sounded.talk(number, 60), number)
            wanted = f"artefact:sound-{number}"
            results.append((wanted, *hand_in(submission, "sound", "", None, sound)))
        row(name, results)
    new = [
        hand_in(submission, "sound", "", None, sounded.talk(10**7 + n, 60)) for n in range(TRIES)
    ]
    row("a new recording", [("", *each) for each in new])


def measure(count: int) -> None:
    """Fill, compare, print."""
    import django

    django.setup()
    drafts = people()
    submissions = attempts(drafts, count)
    # whoever hands in something new has none of the others' work
    theirs = [each for each in submissions if each.draft_id != drafts[0].pk]
    texts, images = count * 4 // 5, count // 5
    from bench_issuing import bytes_of_database
    from django.db import connection

    from lapel.journey.integrity.models import SoundBand, TextBand, ViewBand

    began, spent = time.monotonic(), time.process_time()
    print(f"\n{connection.vendor} is filled …", file=sys.stderr, flush=True)
    with without_indexes(TextBand, ViewBand, SoundBand):
        put_texts(theirs, texts)
        put_pictures(theirs, images)
        put_sounds(theirs, count // 50)
        told("recordings; its indexes are built", count // 50, count // 50)
    seconds, spent = time.monotonic() - began, time.process_time() - spent
    print(f"\n{connection.vendor}: {texts} texts and {images} pictures kept ", end="")
    print(
        f"in {seconds:.0f} s ({spent:.0f} s of CPU), {bytes_of_database() / count:.0f} bytes each.",
        flush=True,
    )
    compare(submissions[0], texts, images)
    compare_sounds(submissions[0], count // 50)


def main() -> None:
    """Measure there; without an address on SQLite and, where its programs are, on PostgreSQL."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lapel.settings")
    if "LAPEL_DATABASE_URL" in os.environ:
        with a_home() as home:
            os.environ.update(LAPEL_HOME=str(home), LAPEL_INSTANCE="demo")
            measure(int(sys.argv[1]) if sys.argv[1:] else 100_000)
        return
    with a_home() as home:
        again(f"sqlite://{home}/lapel.sqlite3")
    if shutil.which("initdb") or Path("/usr/lib/postgresql").exists():
        from scale.cluster import cluster

        with cluster() as server:
            again(server.address(server.database()))


def again(database: str) -> None:
    """Run this in a process of its own, with this database."""
    subprocess.run(
        [sys.executable, __file__, *sys.argv[1:]],
        env={**os.environ, "LAPEL_DATABASE_URL": database},
        check=True,
    )


@contextmanager
def a_home() -> Iterator[Path]:
    """Give a folder for the block."""
    home = tempfile.mkdtemp(prefix="lapel-bench-", dir=os.environ.get("LAPEL_BENCH_DIR"))
    try:
        yield Path(home)
    finally:
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
