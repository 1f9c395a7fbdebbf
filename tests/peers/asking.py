"""Third-party programs asked something other than “do you accept this credential?”."""

from __future__ import annotations

import json
import subprocess
from typing import Any

from peers.verifiers import installed


def ask(peer: str, question: dict[str, Any]) -> dict[str, Any]:
    """Hand a peer's verify.mjs a question as JSON, and return its answer."""
    done = subprocess.run(
        ["node", "verify.mjs"],
        cwd=installed(peer),
        input=json.dumps(question).encode(),
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
