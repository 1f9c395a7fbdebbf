"""Who may open connections: strangers' addresses are asked for through `fetch` and nowhere else."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from house.tree import SOURCE, python_files, syntax

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# What reaches other machines: of the standard library, and of the packages that Lapel requires.
REACHES_OUT = {
    *("socket", "ssl", "asyncio", "smtplib", "ftplib", "http.client", "urllib.request"),
    *("urllib3", "requests", "httpx", "aiohttp", "redis", "celery", "kombu", "botocore"),
}
# Whom each asks. Only `fetch` goes where a stranger says; the others go where the settings say.
MAY = {
    "ports/fetch/guarded.py": "strangers' addresses, guarded",
    "ports/fetch/addresses.py": "the name server, for those",
    "ports/mail/smtp.py": "the instance's mail server",
    "ports/chain/evm.py": "the instance's own node",
    "ports/jobs/bell.py": "the instance's Redis",
    "ports/jobs/celery.py": "the same",
    "ports/jobs/crew.py": "the same, for its errors",
    "ports/keys/kms.py": "the instance's key service",
    "ports/scan/forker.py": "a child of its own",
    "ports/scan/warming.py": "the same",
    "doors/cli/serve.py": "the port it serves on itself",
    "doors/web/lines.py": "nobody: options of a line that is there",
}


def imported(tree: ast.AST) -> Iterator[str]:
    """Names of all that is imported, also within functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from (f"{node.module}.{each.name}" for each in node.names)


def reaches_out(path: Path) -> bool:
    """Whether a file imports what reaches other machines."""
    parts = (name.split(".") for name in imported(syntax(path)))
    starts = {".".join(each[:size]) for each in parts for size in (1, 2)}
    return bool(starts & REACHES_OUT)


def test_nothing_reaches_out_but_what_is_listed_with_whom_it_asks():
    """HOUSE: nothing is fetched for a stranger except through `fetch`, which is guarded."""
    found = {str(path.relative_to(SOURCE)) for path in python_files(SOURCE) if reaches_out(path)}
    assert found == set(MAY)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("import urllib3.util", True),
        ("from http.client import HTTPSConnection", True),
        ("from urllib import request", True),
        ("def later():\n    import requests", True),
        ("from http import HTTPStatus", False),
        ("from urllib.parse import urlsplit", False),
        ("from lapel.ports import fetch", False),
    ],
)
def test_a_hidden_way_out_is_seen(tmp_path: Path, line: str, expected: bool):
    """An import in a function, or of a part, counts; names and addresses alone do not."""
    file = tmp_path / "module.py"
    file.write_text(line)
    assert reaches_out(file) is expected
