"""Read a table of people as spreadsheets write it."""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass

from django.utils.translation import gettext

from lapel.journey.people.actions.refusal import Refusal

MOST_LINES = 10_000
DELIMITERS = ",;\t"
# Names a column may have, in the order in which they are looked for.
COLUMNS = {
    "email": ("email", "e-mail", "mail", "email address", "e-mail address"),
    "name": ("name", "full name"),
    "school": ("school", "organisation", "organization"),
    "role": ("role",),
}
REQUIRED = ("email", "school")


@dataclass(frozen=True)
class Line:
    """One person as written: the line in the file (from 1) and the four cells, stripped."""

    line: int
    email: str
    name: str
    school: str
    role: str


def parse_csv(data: bytes) -> list[Line]:
    """Read the lines of a table; a `Refusal` says in a sentence why it is none.

    Takes UTF-8 with or without a mark, UTF-16 with one, and else Windows' Western encoding;
    commas, semicolons or tabs; columns in any order, named in the first line.
    """
    text = _decode(data)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        where = _columns(next(reader, []))
        return _lines(reader, where)
    except csv.Error as error:
        raise Refusal(
            gettext("Line %(line)s cannot be read as a table: %(error)s.")
            % {"line": reader.line_num, "error": error}
        ) from None


def _decode(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = data.decode("utf-16", errors="replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", errors="replace")
    if "\0" in text:
        raise Refusal(gettext("This is not a text file. Save the table as CSV and try again."))
    return text


def _delimiter(text: str) -> str:
    head = text.partition("\n")[0]
    return max(DELIMITERS, key=head.count)


def _columns(head: list[str]) -> dict[str, int]:
    names = [cell.strip().lower() for cell in head]
    where = {}
    for column, aliases in COLUMNS.items():
        found = [names.index(alias) for alias in aliases if alias in names]
        if found:
            where[column] = found[0]
    missing = [column for column in REQUIRED if column not in where]
    if missing:
        raise Refusal(
            gettext("The first line must name the columns; missing: %s.") % ", ".join(missing)
        )
    return where


def _lines(reader: csv.Reader, where: dict[str, int]) -> list[Line]:  # type: ignore[name-defined]
    lines: list[Line] = []
    start = reader.line_num + 1
    for row in reader:
        if any(cell.strip() for cell in row):
            if len(lines) == MOST_LINES:
                raise Refusal(gettext("A table may hold %s people at most.") % MOST_LINES)
            lines.append(Line(start, **{name: _cell(row, where, name) for name in COLUMNS}))
        start = reader.line_num + 1
    return lines


def _cell(row: list[str], where: dict[str, int], name: str) -> str:
    place = where.get(name)
    return row[place].strip() if place is not None and place < len(row) else ""
