"""Prints at the end of a test run what was killed how often, and how many pages were seen."""

from __future__ import annotations

from typing import Any

SECTIONS = {"crash": "kills", "pages": "pages seen"}


def pytest_terminal_summary(terminalreporter: Any) -> None:
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, text in report.user_properties:
            if name in SECTIONS:
                terminalreporter.section(SECTIONS[name])
                terminalreporter.write_line(text)
