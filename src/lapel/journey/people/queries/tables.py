"""Tables for spreadsheets."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# The full-width ones are what some spreadsheets in Asian languages take for the same.
FORMULA_STARTS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def safe_csv(rows: Iterable[Iterable[object]]) -> bytes:
    """Write rows as CSV that a spreadsheet reads as text and never runs as a formula.

    UTF-8 with a byte order mark, without which Excel guesses. A cell that begins like a formula
    gets an apostrophe before it (OWASP, CSV injection).
    """
    sheet = io.StringIO(newline="")
    csv.writer(sheet).writerows([_safe_cell(cell) for cell in row] for row in rows)
    return sheet.getvalue().encode("utf-8-sig")


def _safe_cell(cell: object) -> object:
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return cell
