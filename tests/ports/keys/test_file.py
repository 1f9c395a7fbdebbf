"""What only the keyring in a folder can be asked."""

import json
import stat
from base64 import b64decode, b64encode
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lapel.ports.keys import WrongSecretError
from lapel.ports.keys.file import FileKeys

SECRET = "a secret from the environment"


def test_a_wrong_secret_is_a_clear_error(tmp_path: Path) -> None:
    """A keyring opened with another secret signs nothing and makes no key beside the old ones."""
    key = FileKeys(tmp_path, secret=SECRET).create("issuer")
    other = FileKeys(tmp_path, secret="not that secret at all")
    with pytest.raises(WrongSecretError, match="secret does not open"):
        other.sign(key.id, b"x")
    with pytest.raises(WrongSecretError):
        other.create("issuer")
    assert list(other.list()) == [key]


def test_a_short_secret_is_refused() -> None:
    """A secret that can be guessed is refused before any key is made."""
    with pytest.raises(WrongSecretError, match="12 characters"):
        FileKeys(Path("/nowhere"), secret="short")


def test_files_are_private_and_hold_no_private_key(tmp_path: Path) -> None:
    """Only the owner may read the files, and the private key's bytes are in none of them."""
    ring = FileKeys(tmp_path / "ring", secret=SECRET)
    key = ring.create("issuer")
    private = ring._private(key.id)
    for path in (tmp_path / "ring").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        content = path.read_bytes()
        assert private not in content
        assert b64encode(private) not in content
        assert private.hex().encode() not in content
        assert SECRET.encode() not in content
    assert stat.S_IMODE((tmp_path / "ring").stat().st_mode) == 0o700


def test_a_keyring_in_a_log_line_tells_no_secret(tmp_path: Path) -> None:
    """The representation names the folder only."""
    ring = FileKeys(tmp_path, secret=SECRET)
    ring.create("issuer")
    assert repr(ring) == f"FileKeys({str(tmp_path)!r})"


def test_a_swapped_public_key_is_noticed(tmp_path: Path) -> None:
    """A private key opens only together with the public key it was sealed with."""
    ring = FileKeys(tmp_path, secret=SECRET)
    key = ring.create("issuer")
    path = tmp_path / f"{key.id}.key"
    record = json.loads(path.read_text())
    raw = bytearray(b64decode(record["public"]))
    raw[0] ^= 1
    path.write_text(json.dumps(record | {"public": b64encode(raw).decode()}))
    with pytest.raises(WrongSecretError):
        ring.sign(key.id, b"x")


def test_two_processes_that_start_at_once_share_one_keyring(tmp_path: Path) -> None:
    """Whoever founds the keyring first wins, and every key made meanwhile can be used later."""
    rings = [FileKeys(tmp_path, secret=SECRET) for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        made = list(pool.map(lambda ring: ring.create("issuer"), rings))
    fresh = FileKeys(tmp_path, secret=SECRET)
    assert all(len(fresh.sign(key.id, b"x")) == 64 for key in made)
    assert not list(tmp_path.glob(".*"))
