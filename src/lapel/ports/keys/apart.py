"""Signing in a child process, for one that must stay small: opening a keyring costs 128 MB.

Run as `python -m lapel.ports.keys.apart`: reads JSON (url, secret, key, data as hexadecimal) from
standard input and prints the signature as hexadecimal.
"""

import json
import subprocess
import sys
import threading

from lapel.ports.keys import KeysError, from_url

PATIENCE = 20.0
_places = threading.BoundedSemaphore(2)  # so that many who ask at once do not fill the memory
# Whoever waits holds a thread that serves pages (32), so that not all may wait here.
MOST_WAITING = 14
_waiting = threading.BoundedSemaphore(2 + MOST_WAITING)
_BUSY = "Many signatures are being made just now; try again in a minute."


def sign_apart(url: str, *, secret: str, key_id: str, data: bytes) -> bytes:
    """Sign as `from_url(url, secret=secret).sign(key_id, data)` does; KeysError where it fails."""
    if not _waiting.acquire(blocking=False):
        raise KeysError(_BUSY)
    try:
        if not _places.acquire(timeout=PATIENCE):
            raise KeysError(_BUSY)
        try:
            return _asked({"url": url, "secret": secret, "key": key_id, "data": data.hex()})
        finally:
            _places.release()
    finally:
        _waiting.release()


def _asked(order: dict[str, str]) -> bytes:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "lapel.ports.keys.apart"],
            input=json.dumps(order),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise KeysError("Signing took too long.") from None
    if done.returncode:
        raise KeysError(done.stderr.strip().rpartition("\n")[2] or "Signing failed.")
    return bytes.fromhex(done.stdout)


def main() -> int:
    """Sign what standard input asks for; the exit code is 1 where that fails."""
    order = json.load(sys.stdin)
    try:
        ring = from_url(order["url"], secret=order["secret"])
        signature = ring.sign(order["key"], bytes.fromhex(order["data"]))
    except KeysError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(signature.hex())
    return 0


if __name__ == "__main__":
    sys.exit(main())
