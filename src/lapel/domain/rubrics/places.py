"""Places in the evidence: quotes, word for word, and time codes."""

from __future__ import annotations

import re
import unicodedata

_TIME = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d(?:\.\d+)?)")


def squashed(text: str) -> str:
    """Bring a text into one form (NFC) and all white space to single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def is_quoted(quote: str, text: str) -> bool:
    """Tell whether a quote stands in a text word for word; only white space may differ."""
    wanted = squashed(quote)
    return bool(wanted) and wanted in squashed(text)


def seconds_of(written: str) -> float | None:
    """Read a time code, `m:ss` or `h:mm:ss` with or without a fraction; None if it is none."""
    found = _TIME.fullmatch(written.strip())
    if not found:
        return None
    hours, minutes, seconds = found.groups()
    if hours and int(minutes) > 59:
        return None
    return int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds)


def time_code(seconds: float) -> str:
    """Write seconds as `m:ss`, or `h:mm:ss` from an hour on; fractions are dropped."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
