"""Third-party credential verifiers, run as they are from npm, offline.

Each peer is a folder beside this file: package.json and package-lock.json pin it with integrity
hashes, verify.mjs asks it. `accepts` installs a peer once into var/peers (`npm ci` from the
lock), hands it the credential and exactly the documents it may load, and returns its answer:

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
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lapel.domain.badges.contexts import vendored

HERE = Path(__file__).parent
CACHE = Path(os.environ.get("LAPEL_PEERS", HERE.parents[1] / "var" / "peers"))
PEERS = ("digitalbazaar", "dcc")


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
    question = {
        "credential": credential,
        "documents": {**vendored(), **documents},
        "online": online,
    }
    trusted = {"NODE_EXTRA_CA_CERTS": str(authority)} if authority else {}
    done = subprocess.run(
        ["node", "verify.mjs"],
        cwd=installed(peer),
        input=json.dumps(question).encode(),
        env={**os.environ, **trusted},
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    said = json.loads(done.stdout)
    return Answer(said["verified"], tuple(said["errors"]), said.get("log", {}))


def installed(peer: str) -> Path:
    """Return the folder in which a peer is installed, installing it when its lock changed."""
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


def _install(source: Path, target: Path) -> None:
    for name in ("package.json", "package-lock.json"):
        shutil.copy(source / name, target / name)
    subprocess.run(
        ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=target,
        check=True,
        timeout=600,
    )
