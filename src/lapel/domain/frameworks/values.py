"""A framework and its items as plain values, whichever version of CASE they came in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date

DEPRECATED = "Deprecated"
PRIVATE = "Private Draft"


def gettext_noop(text: str) -> str:
    """Mark a sentence for translation where it is shown."""
    return text


@dataclass(frozen=True)
class Fault:
    """What is wrong at a place of a package: `text` takes `values`; `path` is as in CFItems[3]."""

    path: str
    text: str
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """Give it in English."""
        return self.text.format(**self.values)


@dataclass(frozen=True, kw_only=True)
class Framework:
    """A CFDocument (CASE 1.1, §5): what a framework is called, whose it is, how it stands."""

    identifier: str
    uri: str
    title: str
    creator: str
    publisher: str = ""
    description: str = ""
    version: str = ""
    language: str = ""
    licence: str = ""
    official_source: str = ""
    adoption_status: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Item:
    """A CFItem: its words, its code, its place in the tree (`parent` is an identifier or "")."""

    identifier: str
    uri: str
    statement: str
    short: str = ""
    code: str = ""
    kind: str = ""
    language: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    parent: str = ""
    position: int = 0
