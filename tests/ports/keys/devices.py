"""Devices that hold keys, for tests: a SoftHSM token, and AWS KMS as moto serves it."""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

LIBRARY = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN, TOKEN = "a PIN of the tests", "lapel tests"


@functools.cache
def token_address() -> str:
    """Make a token for this process, which reads its place once, and its children; its address."""
    if shutil.which("softhsm2-util") is None or not LIBRARY.is_file():
        pytest.skip("no SoftHSM here: `make system` installs it, or apt-get install softhsm2")
    folder = Path(tempfile.mkdtemp(prefix="softhsm-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "tokens").mkdir()
    conf = folder / "softhsm2.conf"
    conf.write_text(f"directories.tokendir = {folder}/tokens\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(conf)
    pins = ["--so-pin", "the officer's PIN", "--pin", PIN]
    subprocess.run(
        ["softhsm2-util", "--init-token", "--free", "--label", TOKEN, *pins],
        check=True,
        capture_output=True,
    )
    return f"pkcs11://{LIBRARY}?token={TOKEN.replace(' ', '%20')}"


def empty_token() -> None:
    """Take every key out of the token."""
    import pkcs11

    token = pkcs11.lib(str(LIBRARY)).get_token(token_label=TOKEN)
    try:
        session = token.open(rw=True, user_pin=PIN)
    except pkcs11.UserAlreadyLoggedIn:
        session = token.open(rw=True)
    with session:
        for found in list(session.get_objects()):
            found.destroy()


@contextmanager
def kms_server() -> Iterator[str]:
    """Serve AWS KMS on this machine; gives its address."""
    from peers.verifiers import PYTHON, environment_of

    child = subprocess.Popen(
        [PYTHON, "serve.py"],
        cwd=environment_of("kms"),
        env={**os.environ, "AWS_DEFAULT_REGION": "eu-central-1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert child.stdout is not None
        yield f"http://127.0.0.1:{int(child.stdout.readline())}"
    finally:
        child.communicate()
