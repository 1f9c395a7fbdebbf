"""A real Lapel for tests: `lapel serve` on a port and in a home of its own.

The pages' process and the job runner are the ones that people run, on a database file and with
hashed static files; a test may kill and restart them.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
PATIENCE = 90.0
FEED = """
import json, sys
import django
django.setup()
from serving_feeds import {feed}
print("FED " + json.dumps({feed}(**json.loads(sys.argv[1])), default=str))
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """One instance; `url` is where it serves."""

    def __init__(self, home: Path, **env: str) -> None:
        self.home = home
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._env = {
            **os.environ,
            "LAPEL_HOME": str(home),
            "LAPEL_INSTANCE": "demo",
            "LAPEL_BASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "lapel.settings",
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'tests'}",
            **env,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [sys.executable, "-m", "lapel.doors.cli.main", "serve"]
        with (self.home / "serve.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "--port", str(self.port)],
                env=self._env,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                break
            with suppress(urllib.error.URLError, OSError):
                urllib.request.urlopen(self.url, timeout=5).close()
                return
            time.sleep(0.1)
        self.kill()
        raise RuntimeError(f"it does not serve: {self.log()[-2000:]}")

    def log(self) -> str:
        return (self.home / "serve.log").read_text(errors="replace")

    def children(self) -> list[int]:
        """Give the ids of the pages' process, the runner and all below them."""
        import psutil

        if self._process is None or self._process.poll() is not None:
            return []
        return [each.pid for each in psutil.Process(self._process.pid).children(recursive=True)]

    def kill(self) -> None:
        """End everything at once, as a power cut would."""
        if self._process is None:
            return
        for pid in [self._process.pid, *self.children()]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait()
        self._process = None

    def stop(self) -> None:
        """End it in order."""
        if self._process is None:
            return
        self._process.terminate()
        self._process.wait(30)
        self._process = None

    def feed(self, name: str, **arguments: Any) -> Any:
        """Run a function of serving_feeds.py on this instance, in a process of its own."""
        done = subprocess.run(
            [sys.executable, "-c", FEED.format(feed=name), json.dumps(arguments, default=str)],
            env=self._env,
            capture_output=True,
            text=True,
            check=False,
        )
        last = done.stdout.strip().rpartition("\n")[2]
        if not last.startswith("FED "):
            raise RuntimeError(done.stderr[-3000:])
        return json.loads(last.removeprefix("FED "))
