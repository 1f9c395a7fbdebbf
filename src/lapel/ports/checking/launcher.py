"""Starts the child, waits within limits, and reads its answer with care."""

import json
import os
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

from lapel.ports.checking import Answer, CheckingError, Question
from lapel.ports.checking.wire import answer_from_json, question_to_json

LARGEST_ANSWER = 4 * 1024 * 1024
PATIENCE = 20.0
PASSED_ON = ("COVERAGE_", "COV_CORE_")
# Verifying costs a process and some 60 MB for a moment: strangers together get two at a time.
_places = threading.BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class ChildChecking:
    """Opens every file in a fresh process that has limits, no Django, no network, no secrets."""

    source: Path
    memory_mb: int
    seconds: int

    def verify(self, question: Question) -> Answer:
        """Verify with nothing but what the question holds."""
        if not _places.acquire(timeout=PATIENCE):
            raise CheckingError("Many badges are being verified just now; try again in a minute.")
        try:
            with tempfile.TemporaryDirectory(prefix="lapel-checking-") as home:
                return self._ask(question, Path(home))
        finally:
            _places.release()

    def _ask(self, question: Question, home: Path) -> Answer:
        (home / "badge").write_bytes(question.data)
        order = question_to_json(question)
        order |= {"memory_mb": self.memory_mb, "seconds": self.seconds}
        (home / "question.json").write_text(json.dumps(order), encoding="utf-8")
        self._run(home)
        answer = home / "answer.json"
        if not answer.is_file() or answer.is_symlink() or answer.stat().st_size > LARGEST_ANSWER:
            raise CheckingError("This file is damaged or unusual and could not be read safely.")
        try:
            return answer_from_json(json.loads(answer.read_bytes()))
        except (ValueError, KeyError, TypeError, StopIteration):
            raise CheckingError("This file could not be read safely.") from None

    def _run(self, home: Path) -> None:
        passed = {name: value for name, value in os.environ.items() if name.startswith(PASSED_ON)}
        environment = {
            **passed,
            "HOME": str(home),
            "TMPDIR": str(home),
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(self.source),
            "PYTHONDONTWRITEBYTECODE": "1",
            "MALLOC_ARENA_MAX": "2",
        }
        try:
            subprocess.run(
                [sys.executable, "-P", "-s", "-m", "lapel.ports.checking.child"],
                cwd=home,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                timeout=self.seconds + 5,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise CheckingError("Reading this file took too long.") from None
