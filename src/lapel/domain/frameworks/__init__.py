"""Competency frameworks as CASE packages: read, judged, compared, and asked for by query."""

from lapel.domain.frameworks.asking import Asked, AskedWronglyError, asked, selected
from lapel.domain.frameworks.comparing import Change, Kind, compared
from lapel.domain.frameworks.reading import Package, UnreadableError, read
from lapel.domain.frameworks.values import Fault, Framework, Item
from lapel.domain.frameworks.versions import as_1_0

__all__ = [
    "Asked",
    "AskedWronglyError",
    "Change",
    "Fault",
    "Framework",
    "Item",
    "Kind",
    "Package",
    "UnreadableError",
    "as_1_0",
    "asked",
    "compared",
    "read",
    "selected",
]
