"""A prepared instance to serve, and programs run in it."""

from __future__ import annotations

import subprocess
import sys
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

from crash.instance import wait_for

if TYPE_CHECKING:
    from crash.instance import Instance


def lapel(
    instance: Instance, *words: str, given: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a verb in an instance."""
    return subprocess.run(
        [sys.executable, "-m", "lapel.doors.cli.main", *words],
        env={**instance.environment, **environment},
        input=given,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


def status(instance: Instance, path: str = "/") -> int:
    """Ask for a page; 0 where nobody answers."""
    try:
        with urllib.request.urlopen(instance.url + path, timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code
    except OSError:
        return 0


def answers(instance: Instance) -> None:
    """Wait until the front page is shown."""
    wait_for(lambda: status(instance) == 200, "the front page")
