"""Starts the child that draws and sets, and takes what it made."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lapel.ports.press import Attachment, Paper, PressError

SECONDS = 60
_LIST = "attached.json"
_ATTACH = f"""
#for one in json("{_LIST}") {{
  pdf.attach(
    one.name, relationship: "data", mime-type: one.media_type, description: one.description,
  )
}}
"""
PASSED_ON = ("COVERAGE_", "COV_CORE_")


@dataclass(frozen=True, slots=True)
class ChildPress:
    """Draws each thing in a fresh process, so that no server keeps the libraries in memory."""

    source: Path

    def png(self, svg: str, *, width: int, fonts: Sequence[str] = ()) -> bytes:
        """Turn an SVG of ours into a PNG `width` pixels wide."""
        with tempfile.TemporaryDirectory(prefix="lapel-press-") as folder:
            (Path(folder) / "drawing.svg").write_text(svg, encoding="utf-8")
            return self._made("png", Path(folder), {"width": width, "fonts": list(fonts)})

    def pdf(self, paper: Paper, *, fonts: Sequence[str] = ()) -> bytes:
        """Set a paper as a tagged PDF."""
        with tempfile.TemporaryDirectory(prefix="lapel-press-") as folder:
            home = Path(folder)
            template = paper.template + (_ATTACH if paper.attached else "")
            (home / "paper.typ").write_text(template, encoding="utf-8")
            values = json.dumps(paper.values, ensure_ascii=False)
            (home / "data.json").write_text(values, encoding="utf-8")
            for name, content in paper.pictures.items():
                (home / name).write_bytes(content)
            _attach(paper.attached, home)
            order = {"fonts": list(fonts), "attached": bool(paper.attached)}
            return self._made("pdf", home, order)

    def _made(self, kind: str, folder: Path, order: dict[str, object]) -> bytes:
        command = [sys.executable, "-P", "-s", "-m", "lapel.ports.press.child"]
        passed = {name: value for name, value in os.environ.items() if name.startswith(PASSED_ON)}
        try:
            done = subprocess.run(
                [*command, json.dumps({"kind": kind, **order})],
                cwd=folder,
                env={
                    **passed,
                    "HOME": str(folder),
                    "LANG": "C.UTF-8",
                    "PYTHONPATH": str(self.source),
                },
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise PressError(f"The {kind} was not ready within {SECONDS} seconds.") from None
        made = folder / f"made.{kind}"
        if done.returncode or not made.exists():
            said = done.stderr.decode(errors="replace").strip().splitlines()
            raise PressError(f"The {kind} could not be made: {said[-1] if said else 'no word'}")
        return made.read_bytes()


def _attach(attached: Sequence[Attachment], home: Path) -> None:
    for each in attached:
        (home / each.name).write_bytes(each.content)
    words = ("name", "media_type", "description")
    listed = [{word: getattr(each, word) for word in words} for each in attached]
    (home / _LIST).write_text(json.dumps(listed, ensure_ascii=False), encoding="utf-8")
