"""What colours the pins: six dyes of thread for the categories, four metals for the levels."""

from __future__ import annotations

from dataclasses import dataclass

CREAM = "#fdf6e3"
BRASS = "#f2c75c"


@dataclass(frozen=True)
class Dye:
    """An enamel in two depths: the band around and the field within."""

    deep: str
    mid: str


@dataclass(frozen=True)
class Metal:
    """A rim in three lights: its face, the edge in shade and the edge in light."""

    face: str
    shade: str
    light: str


DYES = {
    "digital teaching tools": Dye("#1d3b6e", "#2f62a8"),
    "inclusive education": Dye("#701f2a", "#ab3b40"),
    "instructional design": Dye("#6b4704", "#a87812"),
    "assessment strategies": Dye("#0b4a49", "#1a7c76"),
    "social-emotional learning": Dye("#502459", "#86438a"),
    "leadership and coaching": Dye("#2f4318", "#567629"),
}
METALS = {
    "Emerging": Metal("#cdbf98", "#887b57", "#efe5c8"),
    "Practising": Metal("#c27d4d", "#7c4725", "#edbd98"),
    "Proficient": Metal("#b6c0cb", "#6c7783", "#f1f5f8"),
    "Leading": Metal("#d9a83a", "#8b6214", "#fbe6a4"),
}
