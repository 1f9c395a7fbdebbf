"""What people read in code can be translated: messages, refusals, labels, and scripts."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from house.tree import JOURNEY, SOURCE, python_files, syntax

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SAYS = {"Refusal", "ValidationError", "success", "info", "warning", "error"}
# Run by jobs alone: what it refuses stands in the operator's log.
JOBS = {"journey/issuing/actions/issue_award.py"}
TOLD = {"label", "help_text", "empty_label"}
# A script says what the page gave it in data attributes, never words of its own.
SPOKEN = re.compile(
    r"""(?:textContent|innerText|ariaLabel|placeholder)\s*=\s*["'`][^"'`$]*[A-Za-z]{2}"""
    r"""|\b(?:announce|confirm|alert)\(\s*["'`][^"'`$]*[A-Za-z]{2}"""
)


def bare(node: ast.expr) -> bool:
    """Tell whether an argument is words in quotation marks, as they stand."""
    if isinstance(node, ast.JoinedStr):
        return True
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value


def untranslated(path: Path) -> Iterator[str]:
    for call in ast.walk(syntax(path)):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        name = call.func.id if isinstance(call.func, ast.Name) else name
        if ast.unparse(call.func).startswith("log."):
            continue
        said = call.args if name in SAYS else []
        told = [each.value for each in call.keywords if each.arg in TOLD]
        if "models" in (path.stem, path.parent.name):  # a model's help is for who reads the code
            told = []
        if any(bare(each) for each in [*said, *told]):
            yield f"{path.relative_to(SOURCE)}:{call.lineno}"


def test_what_code_says_to_people_can_be_translated() -> None:
    """Messages, refusals and labels go through gettext; the mark is that they are no bare text."""
    files = python_files(JOURNEY) + python_files(SOURCE / "doors" / "web")
    found = [place for path in files for place in untranslated(path)]
    assert [each for each in found if each.partition(":")[0] not in JOBS] == []


def test_scripts_have_no_words_of_their_own() -> None:
    """Else they would speak English on every page."""
    scripts = [path for path in SOURCE.rglob("static/**/*.js") if "vendor" not in path.parts]
    assert scripts
    found = [
        f"{path.relative_to(SOURCE)}: {match[0]}"
        for path in scripts
        for match in SPOKEN.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []
