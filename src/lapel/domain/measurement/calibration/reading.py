"""A file of answers: CSV with `person`, `item`, `category`, and `group` of the person if wished."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.domain.measurement.calibration.answers import Answer
from lapel.domain.measurement.study.files import BadFileError, lines_of

if TYPE_CHECKING:
    from lapel.domain.measurement.items import Bank


def read_answers(text: str, bank: Bank) -> tuple[list[Answer], dict[str, str]]:
    """Read answers to a bank's items, and people's groups; raises `BadFileError`."""
    answers: dict[tuple[str, str], Answer] = {}
    groups: dict[str, str] = {}
    for line, row in lines_of(text, ("person", "item", "category")):
        item, said = bank.by_key.get(row["item"]), row["category"]
        if item is None:
            raise BadFileError(line, f"“{row['item']}” is no item of the bank")
        if not said.isdecimal() or int(said) >= item.categories:
            raise BadFileError(
                line, f"“{said}” is no category of {item.key}, which has 0 to {item.categories - 1}"
            )
        if (row["person"], item.key) in answers:
            raise BadFileError(line, f"{row['person']} answered {item.key} already")
        answers[row["person"], item.key] = Answer(row["person"], item.key, int(said))
        group = row.get("group", "")
        if groups.setdefault(row["person"], group) != group:
            raise BadFileError(line, f"{row['person']} was in another group before")
    return list(answers.values()), {name: group for name, group in groups.items() if group}
