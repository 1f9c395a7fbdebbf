"""Habits that a reader relies on: sentences for tests, no machine's secrets, small repository."""

from __future__ import annotations

import ast
import re

from house.tree import ROOT, SOURCE, python_files, syntax, tracked_files

TEXT = {".py", ".md", ".txt", ".toml", ".json", ".html", ".css", ".js", ".sh", ".mjs", ".in", ""}
SUPPRESSED = re.compile(r"# (?:noqa: [A-Z0-9, ]*[0-9]|type: ignore\[[a-z, -]+\])(.*)")
# Written apart, so that this file does not find itself.
STRANGE = re.compile(
    "|".join(
        [
            "/" + "work/",
            "/" + "root/",
            "/" + "home/",
            "reg" + "istry\\.",
            "files\\.python" + "hosted",
        ]
    )
)


def all_tests():
    for path in python_files(ROOT / "tests"):
        for node in ast.walk(syntax(path)):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield path, node


def test_every_test_is_a_sentence_with_a_reason():
    """A test's name says what is true; its docstring says why that matters or where it is from."""
    wanting = [
        f"{path.name}: {node.name}"
        for path, node in all_tests()
        if node.name.count("_") < 3 or not ast.get_docstring(node)
    ]
    assert wanting == []


def test_no_file_names_a_machine_or_a_registry():
    """What is committed must mean the same everywhere."""
    found = []
    for path in tracked_files():
        if path.suffix not in TEXT or path.stat().st_size > 2_000_000:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [f"{path.relative_to(ROOT)}: {hit}" for hit in STRANGE.findall(text)[:1]]
    assert found == []


def test_what_is_let_through_has_its_own_reason_beside_it():
    """A later reader must see why, there and then, and not have to look for what stands above."""
    wanting = [
        f"{path.relative_to(SOURCE)}: {line.strip()}"
        for path in python_files(SOURCE)
        for line in path.read_text(encoding="utf-8").splitlines()
        if ("# noqa" in line or "# type: ignore" in line)
        and (
            not (found := SUPPRESSED.search(line))
            or len(found[1].strip(" #-()")) < 4
            or "as above" in found[1]
        )
    ]
    assert wanting == []


def test_the_repository_stays_small():
    """Media is rendered by the project, so the tracked files stay under 50 MB."""
    assert sum(path.stat().st_size for path in tracked_files()) < 50_000_000


def test_no_file_grows_past_what_one_can_read():
    """Files are 30 to 140 lines in the models of style; past 400 a file has become two things."""
    long = [
        f"{path.relative_to(SOURCE)} ({length})"
        for path in python_files(SOURCE)
        if (length := len(path.read_text(encoding="utf-8").splitlines())) > 400
    ]
    assert long == []
