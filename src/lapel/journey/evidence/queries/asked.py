"""What a version asks for, with the import format's defaults filled in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lapel.journey.catalogue.queries import parts, team_slots

if TYPE_CHECKING:
    from lapel.journey.catalogue.models import Version

MOST_WORDS = 1000
_ACCEPT = {
    "photo": "image/*,.heic,.heif",
    "document": ".docx,.odt,.pdf,.txt",
    "audio": "audio/*",
    "video": "video/*",
}


@dataclass(frozen=True)
class AskedQuestion:
    """A question of a part; `key` is `part.question`, lengths are in words."""

    key: str
    prompt: str
    guidance: str
    least: int
    most: int
    required: bool


@dataclass(frozen=True)
class AskedSlot:
    """A place for artefacts; `key` is `part.artefact`, `kinds` are families of files."""

    key: str
    title: str
    guidance: str
    kinds: tuple[str, ...]
    least: int
    most: int
    required: bool
    from_class: bool
    team: bool

    @property
    def accept(self) -> str:
        """Give what a file chooser should offer; the content decides in the end."""
        return ",".join(_ACCEPT[kind] for kind in self.kinds)

    @property
    def cameras(self) -> list[str]:
        """List what a phone can make on the spot for this place: photo, video or audio."""
        return [kind for kind in ("photo", "video", "audio") if kind in self.kinds]


@dataclass(frozen=True)
class AskedPart:
    """A part of the evidence with all it asks for."""

    key: str
    kind: str
    title: str
    guidance: str
    questions: list[AskedQuestion] = field(default_factory=list)
    slots: list[AskedSlot] = field(default_factory=list)


def parts_asked(version: Version) -> list[AskedPart]:
    """Give the parts in order."""
    shared = team_slots(version)
    return [
        AskedPart(
            key=part["key"],
            kind=part["kind"],
            title=part["title"],
            guidance=part.get("guidance", ""),
            questions=[_question(part["key"], item) for item in part.get("questions", [])],
            slots=[_slot(part["key"], item, shared) for item in part.get("artefacts", [])],
        )
        for part in parts(version)
    ]


def questions_asked(version: Version) -> dict[str, AskedQuestion]:
    """Give every question by its key, in order."""
    return {item.key: item for part in parts_asked(version) for item in part.questions}


def slots_asked(version: Version) -> dict[str, AskedSlot]:
    """Give every place for artefacts by its key, in order."""
    return {item.key: item for part in parts_asked(version) for item in part.slots}


def _question(part: str, item: dict[str, Any]) -> AskedQuestion:
    return AskedQuestion(
        key=f"{part}.{item['key']}",
        prompt=item["prompt"],
        guidance=item.get("guidance", ""),
        least=item.get("min_words", 0),
        most=item.get("max_words", MOST_WORDS),
        required=item.get("required", True),
    )


def _slot(part: str, item: dict[str, Any], shared: set[str]) -> AskedSlot:
    key = f"{part}.{item['key']}"
    return AskedSlot(
        key=key,
        title=item["title"],
        guidance=item.get("guidance", ""),
        kinds=tuple(item["kinds"]),
        least=item.get("min_count", 1),
        most=item.get("max_count", 1),
        required=item.get("required", True),
        from_class=item.get("from_class", False),
        team=key in shared,
    )
