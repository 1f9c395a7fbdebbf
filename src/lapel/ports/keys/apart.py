"""One signature made in a process of its own: `python -m lapel.ports.keys.apart`.

Opening a keyring may cost 128 MB and leaves its key in memory. A process that serves pages, where a
wallet waits for its badge, asks a child that opens the keyring, signs once and ends.
"""

import json
import os
import subprocess
import sys
import threading
from base64 import b64decode, b64encode
from pathlib import Path

from lapel.ports.keys import KeysError, from_url

PATIENCE = 20.0
SECONDS = 20
SOURCE = Path(__file__).parents[3]
# Each costs 128 MB for a moment.
_places = threading.BoundedSemaphore(2)


def sign_apart(url: str, *, secret: str, key_id: str, data: bytes) -> bytes:
    """Sign with a key of the keyring at `url` in a child process; KeysError where that fails."""
    if not _places.acquire(timeout=PATIENCE):
        raise KeysError("Many signatures are being made just now; try again in a minute.")
    try:
        return _asked(
            {"url": url, "secret": secret, "key_id": key_id, "data": b64encode(data).decode()}
        )
    finally:
        _places.release()


def _asked(order: dict[str, str]) -> bytes:
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "lapel.ports.keys.apart"],
            input=json.dumps(order).encode(),  # not an argument: those are seen by everybody
            env={**os.environ, "PYTHONPATH": str(SOURCE), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
        return b64decode(done.stdout, validate=True)
    except (subprocess.SubprocessError, ValueError):
        raise KeysError("The key could not sign just now.") from None


def main() -> None:
    """Sign what stands in the order on stdin, and print the signature in base 64."""
    order = json.load(sys.stdin)
    keys = from_url(order["url"], secret=order["secret"])
    sys.stdout.write(b64encode(keys.sign(order["key_id"], b64decode(order["data"]))).decode())


if __name__ == "__main__":
    main()
