"""What in a text may tell who a child is: names of the class list, e-mail, phone, ids."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lapel.domain.redaction.codes import found_codes
from lapel.domain.redaction.names import found_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lapel.domain.redaction.find import Find, Pupil

# Of two that overlap the surer stays, and of two as sure the one whose form says more.
_WEIGHT = {"email": 4, "id": 3, "phone": 2, "other": 1, "name": 0}


def finds(text: str, *, class_list: Sequence[Pupil], language: str = "en") -> list[Find]:
    """Give what may tell who a child is, in order, never overlapping; offsets are in code points.

    Names are found whatever their case and diacritics, with possessives and endings of
    inflection, as parts of hyphenated names, and with a slip of the pen in longer ones. A name
    that is also an ordinary word of `language` (BCP 47) is given with a low certainty where it
    stands as one.
    """
    return _apart([*found_codes(text), *found_names(text, class_list, language=language)])


def finds_in_file_name(
    name: str, *, class_list: Sequence[Pupil], language: str = "en"
) -> list[Find]:
    """Give the same of a file's name, where words are joined by _, -, digits and capitals."""
    # as long as the name, so that places stay
    spaced = re.sub(r"_|(?<=[^\W\d])-(?=\d)", " ", name)
    names = found_names(name, class_list, language=language, camel=True)
    whole = found_names(name, class_list, language=language)
    return _apart([*found_codes(spaced), *whole, *names])


def _apart(found: Iterable[Find]) -> list[Find]:
    taken: list[Find] = []
    for find in sorted(found, key=_rank):
        if all(find.end <= other.start or other.end <= find.start for other in taken):
            taken.append(find)
    return sorted(taken, key=lambda find: find.start)


def _rank(find: Find) -> tuple[bool, float, int, int]:
    length = find.end - find.start
    # a name within an address or a handle is a part of it
    is_whole = find.kind == "email" or find.text.startswith("@")
    return not is_whole, -find.certainty, -length, -_WEIGHT[find.kind]
