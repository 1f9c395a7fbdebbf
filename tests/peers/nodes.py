"""A chain of this machine's own: anvil, as npm brings it."""

from __future__ import annotations

import re
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

from peers.verifiers import installed

if TYPE_CHECKING:
    from collections.abc import Iterator

SEPOLIA = 11155111  # its name is one that verifiers know
# The first two accounts of anvil's own well-known words, each with 10,000 coins.
WRITER = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
STRANGER = "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d"


@contextmanager
def anvil(*options: str, chain: int = SEPOLIA) -> Iterator[str]:
    """Run a chain of this number; gives the address of its JSON-RPC."""
    (program,) = (installed("chain") / "node_modules" / "@foundry-rs").glob("anvil-*/bin/anvil")
    child = subprocess.Popen(
        [str(program), "--port", "0", "--chain-id", str(chain), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert child.stdout is not None
        for line in child.stdout:
            found = re.search(r"Listening on (127\.0\.0\.1:[1-9][0-9]*)", line)
            if found:
                break
        else:
            raise AssertionError("anvil did not start")
        yield f"http://{found[1]}/"
    finally:
        child.terminate()
        child.communicate(timeout=20)
