"""Third-party credential verifiers, run as they are from npm and PyPI, offline.

Each peer is a folder beside this file: package.json and package-lock.json pin it with integrity
hashes, verify.mjs asks it. Those in Python have an environment of their own, pinned by
requirements/peers-*.txt, and are asked by verify.py. `accepts` installs a peer once into
var/peers (`npm ci` from the lock), hands it the credential and exactly the documents it may load,
and returns its answer:

    answer = accepts("digitalbazaar", credential, {"https://…/did.json": did_document})
    assert answer.verified, answer.errors

The vendored contexts are always served; anything else that is not in `documents` is not.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lapel.domain.badges.contexts import vendored

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HERE = Path(__file__).parent
REQUIREMENTS = HERE.parents[1] / "requirements"
PYTHON = "env/bin/python"
PYTHON_PEERS = {"openbadgeslib": "python", "openvc": "python"}
CACHE = Path(os.environ.get("LAPEL_PEERS", HERE.parents[1] / "var" / "peers"))
PEERS = ("digitalbazaar", "dcc")


@dataclass(frozen=True)
class Question:
    """A credential (with an occasion, a presentation), and what may be loaded beside contexts.

    A document is a JSON object; a token or a file as a data URI is text.
    """

    credential: dict[str, Any] | str
    documents: dict[str, Any] = field(default_factory=dict)
    occasion: dict[str, str] | None = None


@dataclass(frozen=True)
class Answer:
    """What a peer said: whether it accepts, why not, and for the DCC its steps by id."""

    verified: bool
    errors: tuple[str, ...]
    log: dict[str, bool]


def accepts(
    peer: str,
    credential: dict[str, Any],
    documents: dict[str, Any],
    *,
    online: str = "",
    authority: Path | None = None,
) -> Answer:
    """Ask `peer` (one of PEERS) about a credential, given the documents it may load by URL.

    What lies under `online`, an origin on this machine, the peer fetches by itself, trusting the
    certificate authority in the PEM file `authority`.
    """
    trusted = {"NODE_EXTRA_CA_CERTS": str(authority)} if authority else {}
    question = Question(credential, documents)
    return answers(peer, [question], online=online, environment=trusted)[0]


def answers(
    peer: str,
    questions: Sequence[Question],
    *,
    online: str = "",
    environment: Mapping[str, str] | None = None,
) -> list[Answer]:
    """Ask a peer many questions in one process."""
    asked = {
        "questions": [asdict(question) for question in questions],
        "shared": dict(vendored()),
        "online": online,
    }
    done = subprocess.run(
        command(peer),
        cwd=installed(peer),
        input=json.dumps(asked).encode(),
        env={**os.environ, **(environment or {})},
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    said = json.loads(done.stdout)
    return [Answer(one["verified"], tuple(one["errors"]), one.get("log", {})) for one in said]


def command(peer: str) -> list[str]:
    """Return how a peer is run in its folder."""
    return [PYTHON, "verify.py", peer] if peer in PYTHON_PEERS else ["node", "verify.mjs"]


def installed(peer: str) -> Path:
    """Return the folder in which a peer is installed, installing it when its lock changed."""
    if peer in PYTHON_PEERS:
        return environment_of(PYTHON_PEERS[peer])
    source, target = HERE / peer, CACHE / peer
    wanted = hashlib.sha256((source / "package-lock.json").read_bytes()).hexdigest()
    target.mkdir(parents=True, exist_ok=True)
    with (target / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp = target / ".installed"
        if not stamp.exists() or stamp.read_text() != wanted:
            _install(source, target)
            stamp.write_text(wanted)
        for script in source.glob("*.mjs"):
            shutil.copy(script, target / script.name)
    return target


def environment_of(name: str) -> Path:
    """Return the folder with a Python peer's own environment `env`, made when its lock changed."""
    lock_file = REQUIREMENTS / f"peers-{name}.txt"
    target, wanted = CACHE / name, hashlib.sha256(lock_file.read_bytes()).hexdigest()
    target.mkdir(parents=True, exist_ok=True)
    with (target / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp, uv = target / ".installed", str(Path(sys.prefix) / "bin" / "uv")
        if not stamp.exists() or stamp.read_text() != wanted:
            make = [uv, "venv", "--quiet", "--clear", "--python", sys.executable, "env"]
            fill = [uv, "pip", "install", "--quiet", "--no-deps", "--require-hashes"]
            fill += ["--python", PYTHON, "-r", str(lock_file)]
            for step in (make, fill):
                subprocess.run(step, cwd=target, check=True, timeout=600)
            stamp.write_text(wanted)
        for script in (HERE / name).glob("*.py"):
            shutil.copy(script, target / script.name)
    return target


def _install(source: Path, target: Path) -> None:
    for name in ("package.json", "package-lock.json"):
        shutil.copy(source / name, target / name)
    # `ci` of npm 11.19 refuses a lock without optional packages that were never published, as
    # LearnCard's; `install` takes what the lock holds, by its hashes, and goes without them.
    how = ["install", "--no-save"] if source.name == "learncard" else ["ci"]
    subprocess.run(
        ["npm", *how, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=target,
        check=True,
        timeout=600,
    )
