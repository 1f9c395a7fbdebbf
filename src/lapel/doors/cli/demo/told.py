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

    Each artefact gets its `number`, counted through all stories from 0, and a recording the voice
    it is murmured in. What `content/likeness.json` tells to be alike is made so.
    """
    document: dict[str, Any] = read(CONTENT / "people.json")
    document["stories"].sort(key=_turn)
    artefacts = (artefact for story in document["stories"] for artefact in story["artefacts"])
    for number, artefact in enumerate(artefacts):
        artefact["number"] = artefact["voice"] = number
    _make_alike(document["stories"])
    return document


def story(name: str) -> dict[str, Any] | None:
    """Read a story that content may tell or leave out."""
    path = CONTENT / f"{name}.json"
    return read(path) if path.exists() else None


def likeness() -> dict[str, Any]:
    """Read what is alike, and what people made of it."""
    return story("likeness") or {"words": [], "voices": [], "dismissed": [], "asked": []}


def _make_alike(stories: list[dict[str, Any]]) -> None:
    """Put the same words into answers, and one voice into recordings of two teachers."""
    for entry in likeness()["words"]:
        for story in _theirs(stories, entry):
            answer = story["answers"][entry["question"]]
            story["answers"][entry["question"]] = f"{answer}\n\n{entry['words']}"
    for entry in likeness()["voices"]:
        heard = [
            artefact
            for story in _theirs(stories, entry)
            for artefact in story["artefacts"]
            if artefact["key"] == entry["artefact"]
        ]
        for artefact in heard:
            artefact["voice"] = heard[0]["number"]


def _theirs(stories: list[dict[str, Any]], entry: dict[str, Any]) -> list[dict[str, Any]]:
    mine = (each for each in stories if each["microcredential"] == entry["microcredential"])
    found = [each for each in mine if each["teacher"] in entry["teachers"]]
    return sorted(found, key=lambda each: entry["teachers"].index(each["teacher"]))


def _turn(story: dict[str, Any]) -> int:
    return IN_FLIGHT.index(story["state"]) if story["state"] in IN_FLIGHT else -1


def films() -> list[dict[str, Any]]:
    """List the films of all modules: `file`, `captions` and `scenes`."""
    modules = (module for each in documents("microcredentials") for module in each["modules"])
    return [module["video"] for module in modules if module["kind"] == "video"]
