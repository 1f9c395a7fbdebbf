"""Read a table of people as spreadsheets write it."""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from lapel.journey.people.actions.refusal import Refusal
from lapel.journey.people.models import Role

if TYPE_CHECKING:
    from _csv import Reader
    from collections.abc import Mapping, Sequence

    Columns = Mapping[str, Sequence[str]]
    Row = tuple[int, dict[str, str]]

MOST_LINES = 10_000
DELIMITERS = ",;\t|"
# Excel's own first line, which says what parts the cells and is no line of the table.
SEPARATOR = re.compile(r"\"?sep=(?P<delimiter>[,;\t|])\"?[,;\t|]*\r?\n?", re.IGNORECASE)
# Names a column may have in English, in the order in which they are looked for.
COLUMNS = {
    "email": ("email", "e-mail", "mail", "email address", "e-mail address"),
    "name": ("name", "full name"),
    "school": ("school", "organisation", "organization"),
    "role": ("role",),
}
REQUIRED = ("email", "school")
# So much of a file tells whether it is UTF-16 without a mark.
SAMPLE = 400


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

    Takes UTF-8 with or without a mark, UTF-16 with or without one, and else Windows' Western
    encoding; commas, semicolons, tabs or bars, as Excel's `sep=` line or the head says; columns
    in any order, named in the first line in English or in the language of the page.
    """
    rows = read_rows(data, columns=_known_here(COLUMNS), required=REQUIRED, most=MOST_LINES)
    return [
        Line(number, **{name: cells.get(name, "") for name in COLUMNS}) for number, cells in rows
    ]


def read_rows(
    data: bytes,
    *,
    columns: Mapping[str, Sequence[str]],
    required: Sequence[str],
    most: int,
    others: bool = True,
) -> list[Row]:
    """Read any table of people, as `parse_csv` does: each line's number and its cells by column.

    `columns` gives for each column the names its head may have, in any case; the first of them is
    the one a person is told. Without `others` a column of another name is refused.
    """
    text, delimiter, before = _opened(_decode(data), columns)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        head = next(reader, [])
        where = _columns(head, columns, required)
        if not others:
            _refuse_unknown(head, where)
        return _rows(reader, where, before, most)
    except csv.Error as error:
        raise Refusal(
            gettext("Line %(line)s cannot be read as a table: %(error)s.")
            % {"line": reader.line_num + before, "error": error}
        ) from None


def _known_here(columns: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    here = column_names()
    return {column: (here[column], *aliases) for column, aliases in columns.items()}


def column_names() -> dict[str, str]:
    """Give the columns as a head should name them in the language of the page."""
    return {
        "name": gettext("name"),
        "email": gettext("email"),
        "school": gettext("school"),
        "role": gettext("role"),
    }


def role_named(words: str) -> str:
    """Give the role somebody means in English or in the language of the page; none is a teacher.

    Words that name no role come back as they would be written in code.
    """
    plain = words.strip().casefold()
    shown = {str(role.label).casefold(): role.value for role in Role}
    return shown.get(plain) or plain.replace(" ", "_") or Role.TEACHER.value


def _decode(data: bytes) -> str:
    encoding = _encoding(data)
    try:
        text = data.decode(encoding, errors="strict" if encoding == "utf-8-sig" else "replace")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if "\0" in text:
        raise Refusal(gettext("This is not a text file. Save the table as CSV and try again."))
    return text


def _encoding(data: bytes) -> str:
    """Tell UTF-16 by its mark, or by the zeros that plain letters have in every second byte."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    sample = data[:SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > len(sample) / 4 and not even:
        return "utf-16-le"
    if even > len(sample) / 4 and not odd:
        return "utf-16-be"
    return "utf-8-sig"


def _opened(text: str, columns: Columns) -> tuple[str, str, int]:
    """Give the table without Excel's first line, what parts its cells, and the lines left out."""
    said = SEPARATOR.match(text)
    if said:
        return text[said.end() :], said["delimiter"], 1
    return text, _delimiter(text, columns), 0


def _delimiter(text: str, columns: Columns) -> str:
    """Choose what makes most columns of the head known by name, and else what is there most."""
    head = re.split(r"[\r\n]", text, maxsplit=1)[0]

    def fitness(delimiter: str) -> tuple[int, int]:
        try:
            cells = next(csv.reader([head], delimiter=delimiter), [])
        except csv.Error:
            cells = []
        return len(_places(cells, columns)), head.count(delimiter)

    return max(DELIMITERS, key=fitness)


def _places(head: list[str], columns: Columns) -> dict[str, int]:
    names = [" ".join(cell.split()).casefold() for cell in head]
    where = {}
    for column, aliases in columns.items():
        known = [alias.casefold() for alias in aliases]
        found = [names.index(alias) for alias in known if alias in names]
        if found:
            where[column] = found[0]
    return where


def _columns(head: list[str], columns: Columns, required: Sequence[str]) -> dict[str, int]:
    where = _places(head, columns)
    missing = [columns[column][0] for column in required if column not in where]
    if missing:
        raise Refusal(
            gettext("The first line must name the columns; missing: %s.") % ", ".join(missing)
        )
    return where


def _refuse_unknown(head: list[str], where: dict[str, int]) -> None:
    unknown = [
        cell.strip()
        for place, cell in enumerate(head)
        if cell.strip() and place not in where.values()
    ]
    if unknown:
        raise Refusal(
            gettext("These columns are not known here: %s. Take them out.") % ", ".join(unknown)
        )


def _rows(reader: Reader, where: dict[str, int], before: int, most: int) -> list[Row]:
    rows: list[Row] = []
    start = reader.line_num + 1
    for row in reader:
        if any(cell.strip() for cell in row):
            if len(rows) == most:
                raise Refusal(gettext("A table may hold %s people at most.") % most)
            cells = {name: _cell(row, place) for name, place in where.items()}
            rows.append((start + before, cells))
        start = reader.line_num + 1
    return rows


def _cell(row: list[str], place: int) -> str:
    return row[place].strip() if place < len(row) else ""
