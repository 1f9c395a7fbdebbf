"""Two languages nobody speaks, which show what is not translated and what has no room.

`en-xa` writes every translatable letter with an accent and makes each sentence longer; `ar-xb`
does the same and runs from right to left. They need neither gettext's tools nor files: `spoken`
puts them beside the languages that Django has loaded.
"""

from __future__ import annotations

import re
from gettext import NullTranslations
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.translation import trans_real

if TYPE_CHECKING:
    import pytest

LONGER, LEFTWARDS = "en-xa", "ar-xb"
CONTEXT_MARK = "\x04"
# What stands for something else, or is markup, stays as it is.
_KEPT = re.compile(r"(%\([^)]*\)[a-z]|%[sd%]|\{[^}]*\}|<[^>]*>|&#?\w+;|https?://\S+)")
_LETTERS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "áƀćđéƒǧĥíĵķļṁñöṕʠŕšţúṽŵẋýžÁƁĆĐÉƑǦĤÍĴĶĻṀÑÖṔɊŔŠŢÚṼŴẊÝŽ",
)
# Languages grow by a third against English (W3C, "Text size in translation").
_GROWTH = 0.3


def disguised(words: str) -> str:
    """Write words so that they can be read, and told from words that nobody translated."""
    words = words.rpartition(CONTEXT_MARK)[2]
    parts = [
        part if number % 2 else part.translate(_LETTERS)
        for number, part in enumerate(_KEPT.split(words))
    ]
    letters = sum(each.isalpha() for each in words)
    return "".join(parts) + (" " + "·" * round(letters * _GROWTH) if letters > 3 else "")


class Pseudo(NullTranslations):
    """A language as Django keeps it in memory."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self.code = code

    def gettext(self, message: str) -> str:
        return disguised(message) if message else ""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return disguised(msgid1 if n == 1 else msgid2)

    def language(self) -> str:
        return self.code

    def to_language(self) -> str:
        return self.code


def spoken(monkeypatch: pytest.MonkeyPatch, settings: Any, code: str) -> None:
    """Speak this language on every page, for the rest of the test."""
    # These first: Django forgets its languages when one of them changes.
    settings.LANGUAGES = [(code, code)]
    settings.LANGUAGE_CODE = code
    monkeypatch.setitem(trans_real._translations, code, Pseudo(code))  # type: ignore[attr-defined]  # Django's own
    monkeypatch.setattr(trans_real, "check_for_language", lambda _code: True)
    # Django keeps what it found at the first call, so both places are to be told.
    for place in (trans_real, translation._trans):  # type: ignore[attr-defined]  # Django's own
        monkeypatch.setattr(
            place, "get_language_from_request", lambda *_a, **_k: code, raising=False
        )
