"""Wordings: what many signed texts have in common, kept once (docs/adr/0015)."""

from __future__ import annotations

import uuid
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import models

from lapel.domain.badges.wording import read_wording

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lapel.domain.badges.wording import Wording as Words

    Text = models.TextField[str, str]
else:
    Text = models.TextField

# A signed text is JSON and never begins so.
MARK = "="


class Wording(models.Model):
    """The texts of a chunk's documents but for what differs; never changed once it is written."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pieces = models.TextField(help_text="As lapel.domain.badges.wording writes it.")


class WordedField(Text):
    """A text kept as it is, or as what it fills a wording with; it is always read whole.

    What differs is written by `worded`: an equal text may be kept in either form, so none is
    looked for by its content.
    """

    def from_db_value(self, value: str | None, *_more: Any) -> str | None:
        """Give the whole text."""
        return _whole(value) if value and value.startswith(MARK) else value


def worded(wording: uuid.UUID, values: Iterable[str]) -> str:
    """Give what is kept of a text that fills a wording with these values, each of one line."""
    return "\n".join([f"{MARK}{wording.hex}", *values])


def _whole(kept: str) -> str:
    name, *values = kept.removeprefix(MARK).split("\n")
    return _words(name).filled(values)


@lru_cache(maxsize=64)
def _words(name: str) -> Words:
    return read_wording(Wording.objects.values_list("pieces", flat=True).get(pk=name))
