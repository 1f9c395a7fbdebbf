"""What the badge room can say, read from its source: the templates of its sentences."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from house.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ROOMS = ("domain/badges", "ports/fetch", "ports/checking", "ports/chain", "ports/push")
# Programmer's mistakes, what only issuing and the command line's own files meet.
SILENT = {
    *("ValueError", "TypeError", "KeyError", "RuntimeError"),
    *("documents.py", "model.py", "endorsements.py", "transcript.py", "hosted.py"),
    *("series.py",),
    *("bundle.py", "bundles.py", "bundle_anchor.py", "bundle_history.py", "bundle_log.py"),
    "trustfile.py",
}
TRUST_FILES = (
    "The trust file",
    "In a trust file",
    "Each issuer in a trust file",
    "A key of {",
    "The registry",
)
SPEAKERS = {"Said", "_fail", "_unknown", "_failed_proof", "unreadable", "FetchRefused"}


def templates() -> dict[str, str]:
    """Give each template that a page may have to say, with the file that says it."""
    found: dict[str, str] = {}
    for room in ROOMS:
        for path in sorted((ROOT / "src" / "lapel" / room).glob("*.py")):
            if path.name not in SILENT:
                found |= dict.fromkeys(_said_in(path), path.name)
    return {text: name for text, name in found.items() if not text.startswith(TRUST_FILES)}


def _said_in(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield from _of_call(node, path)
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            # sentences that stand in a name before they are used
            text = node.value.value
            if isinstance(text, str) and text.endswith(".") and " " in text:
                yield text


def _of_call(node: ast.Call, path: Path) -> Iterator[str]:
    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
    speaks = name in SPEAKERS or (name.endswith("Error") and name not in SILENT)
    words = [node.args[0]] if speaks and node.args else []
    words += [each.value for each in node.keywords if each.arg == "problem"]
    for each in words:
        assert not isinstance(each, ast.JoinedStr), f"{path.name}:{node.lineno} hides its facts"
        if isinstance(each, ast.Constant) and isinstance(each.value, str) and each.value:
            yield each.value
