"""What `content/` tells of the demo, read without the database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import lapel
from lapel import env

CONTENT = env.path("LAPEL_CONTENT", Path(lapel.__file__).parents[2] / "content")
# In flight: played last, in this order, so that the queue gives each assessor what is meant.
IN_FLIGHT = ["discrepant", "adjudication", "in_review", "queued"]


def read(path: Path) -> Any:
    """Read one document."""
    return json.loads(path.read_text(encoding="utf-8"))


def documents(folder: str) -> list[dict[str, Any]]:
    """Read all documents of one kind, in the order of their names."""
    return [read(path) for path in sorted((CONTENT / folder).glob("*.json"))]


def people() -> dict[str, Any]:
    """Read who is in the demo and what they do; stories are in the order in which they are played.

    Each artefact gets its `number`, counted through all stories from 0.
    """
    document: dict[str, Any] = read(CONTENT / "people.json")
    document["stories"].sort(key=_turn)
    artefacts = (artefact for story in document["stories"] for artefact in story["artefacts"])
    for number, artefact in enumerate(artefacts):
        artefact["number"] = number
    return document


def _turn(story: dict[str, Any]) -> int:
    return IN_FLIGHT.index(story["state"]) if story["state"] in IN_FLIGHT else -1


def films() -> list[dict[str, Any]]:
    """List the films of all modules: `file`, `captions` and `scenes`."""
    modules = (module for each in documents("microcredentials") for module in each["modules"])
    return [module["video"] for module in modules if module["kind"] == "video"]
