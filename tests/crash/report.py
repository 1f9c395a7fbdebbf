"""Prints what was killed how often at the end of a test run."""

from __future__ import annotations

from typing import Any


def pytest_terminal_summary(terminalreporter: Any) -> None:
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, text in report.user_properties:
            if name == "crash":
                terminalreporter.section("kills")
                terminalreporter.write_line(text)
