"""A labelled folder as `lapel redaction evaluate` reads it; `python -m labelled.folder FOLDER`."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import imageio_ffmpeg

from labelled.people import SPEECHES
from labelled.scenes import clip, scene
from labelled.texts import Text, file_name, text

HELD_OUT = 0.30
LOOKED_AT = 100  # seeds under this were before our eyes while the finders were made


def is_held_out(seed: int) -> bool:
    """Three in ten, by the seed alone: what is tuned is tuned on the others."""
    drawn = hashlib.sha256(f"lapel {seed}".encode()).digest()[0] < 256 * HELD_OUT
    return drawn and seed >= LOOKED_AT


def seeds(count: int, *, held_out: bool) -> list[int]:
    """The first so many seeds of a part."""
    found: list[int] = []
    seed = 0
    while len(found) < count:
        if is_held_out(seed) == held_out:
            found.append(seed)
        seed += 1
    return found


def draw_folder(
    folder: Path, *, pictures: list[int], texts: list[int], clips: list[int] | None = None
) -> None:
    """Write pictures, texts (as .txt, .docx and PDF in turn), clips and labels.json."""
    folder.mkdir(parents=True, exist_ok=True)
    labels: list[dict[str, Any]] = []
    classes: dict[str, list[str]] = {}
    for seed in pictures:
        labels += _picture(folder, seed)
    for seed in texts:
        for language in SPEECHES:
            made = text(seed, language)
            labels += _text(folder, seed, made)
            classes[f"{language} {seed}"] = made.class_list
    for seed in clips or []:
        labels += _clip(folder, seed)
    document = {"classes": classes, "labels": labels}
    written = json.dumps(document, ensure_ascii=False, indent=1)
    (folder / "labels.json").write_text(written, encoding="utf-8")


def _picture(folder: Path, seed: int) -> list[dict[str, Any]]:
    picture, faces = scene(seed)
    name = f"class-{seed}.jpg"
    picture.save(folder / name, quality=88)
    return [{"file": name, "kind": "face"} | asdict(face) for face in faces]


def _text(folder: Path, seed: int, made: Text) -> list[dict[str, Any]]:
    stem, in_name = file_name(seed, made)
    kind = [".txt", ".docx", ".pdf"][seed % 3] if made.language in _WRITTEN else ".txt"
    name = f"{made.language}{kind[1]} {stem}{kind}"
    _write(folder / name, made)
    row = {"file": name, "language": made.language, "class": f"{made.language} {seed}"}
    rows = [row | {"kind": kind, "text": found} for kind, found in made.labels]
    rows += [row | {"kind": kind, "text": found, "where": "file_name"} for kind, found in in_name]
    return rows or [row | {"kind": "none"}]


# a PDF is set with the fonts that typst ships, which hold no Arabic, Devanagari, Han or Hangul
_WRITTEN = frozenset({"en", "de", "fr", "es", "pt", "tr", "id", "sw", "pl", "vi", "ru", "el"})


def _write(path: Path, made: Text) -> None:
    if path.suffix == ".docx":
        import docx

        document = docx.Document()
        for line in made.lines:
            document.add_paragraph(line)
        document.save(str(path))
    elif path.suffix == ".pdf":
        import typst

        source = "#let lines = json(bytes(sys.inputs.lines))\n#for line in lines [#line \\\n]"
        inputs = {"lines": json.dumps(made.lines)}
        path.write_bytes(typst.compile(source.encode(), sys_inputs=inputs))
    else:
        path.write_text(made.whole, encoding="utf-8")


def _clip(folder: Path, seed: int, *, seconds: float = 8.0, rate: int = 15) -> list[dict[str, Any]]:
    """A clip, with labels at moments between those that are looked at."""
    frames, walks = clip(seed, seconds=seconds, rate=rate)
    name = f"lesson-{seed}.mp4"
    encode(frames, folder / name, seconds=seconds, rate=rate)
    rows = []
    for walk in walks:
        for second, left, top, right, bottom in walk.boxes[3 :: rate // 3]:
            if left >= 0 and right <= 1 and top >= 0 and bottom <= 1:
                sides = {"left": left, "top": top, "width": right - left, "height": bottom - top}
                said = {key: value for key, value in asdict(walk.label).items() if key not in sides}
                rows.append({"file": name, "kind": "face", "second": second} | said | sides)
    return rows


def encode(
    frames: Any, out: Path, *, seconds: float, rate: int, size: tuple[int, int] = (854, 480)
) -> None:
    """Write frames as an mp4 with a tone."""
    command = [
        *(imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", "rawvideo", "-pix_fmt", "rgb24"),
        *("-s", f"{size[0]}x{size[1]}", "-r", str(rate), "-i", "pipe:0"),
        *("-f", "lavfi", "-i", f"sine=330:d={seconds}", "-c:v", "libx264", "-preset", "veryfast"),
        *("-crf", "24", "-pix_fmt", "yuv420p", "-c:a", "aac", "-shortest", "-y", str(out)),
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin
        for frame in frames:
            process.stdin.write(frame.tobytes())
        process.stdin.close()


if __name__ == "__main__":
    draw_folder(
        Path(sys.argv[1]),
        pictures=seeds(24, held_out=True),
        texts=seeds(12, held_out=True),
        clips=seeds(3, held_out=True),
    )
