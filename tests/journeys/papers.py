"""Documents that the main story's designer brings, in the import format."""

from __future__ import annotations

from typing import Any

from documents import document

FIRST, SECOND, THIRD = "silence-first", "silence-second", "silence-third"
TITLES = {FIRST: "The First Silence", SECOND: "The Second Silence", THIRD: "The Third Silence"}
STACK_TITLE = "Three Silences"
CONTEXT = "overview.context"


def _artefact(key: str, title: str, kind: str) -> dict[str, Any]:
    return {
        "key": key,
        "title": title,
        "guidance": "One is enough.",
        "kinds": [kind],
        "min_count": 1,
        "max_count": 1,
        "required": True,
        "from_class": True,
    }


def whole() -> dict[str, Any]:
    """Give a micro-credential with text, a photo and a video, and criteria that read them apart."""
    made = document(slug=FIRST, title=TITLES[FIRST])
    made["modules"] = [each for each in made["modules"] if each["kind"] != "video"]
    made["parts"][1]["artefacts"] = [
        _artefact("board", "A photo of the board", "photo"),
        _artefact("lesson", "One minute of the lesson", "video"),
    ]
    made["rubric"][0]["reads"] = ["artefacts.lesson"]
    made["rubric"][1]["reads"] = [CONTEXT]
    made["rubric"][2]["reads"] = ["reflection.change", "artefacts.board"]
    return made


def small(slug: str) -> dict[str, Any]:
    """Give a micro-credential that asks for one text."""
    made = document(slug=slug, title=TITLES[slug], modules=[], exemplars=[])
    made["parts"] = made["parts"][:1]
    made["rubric"] = [{**made["rubric"][1], "reads": [CONTEXT]}]
    return made


def stack() -> dict[str, Any]:
    """Give the stack of all three."""
    return {
        "format": "lapel/stack@1",
        "slug": "three-silences",
        "title": STACK_TITLE,
        "summary": "Three proofs about silence.",
        "level": "Proficient",
        "category": "instructional design",
        "statement": "The holder leads talk in which students think.",
        "requires": {"all": [FIRST, SECOND, THIRD]},
    }


def pocket(slug: str) -> dict[str, Any]:
    """Give a micro-credential with modules, a text and a photo: what one does on a phone."""
    made = document(slug=slug, title=TITLES[slug])
    made["modules"] = [each for each in made["modules"] if each["kind"] != "video"]
    made["parts"][1]["artefacts"] = [_artefact("board", "A photo of the board", "photo")]
    made["rubric"][0]["reads"] = ["artefacts.board"]
    made["rubric"][1]["reads"] = [CONTEXT]
    made["rubric"][2]["reads"] = ["reflection.change", "artefacts.board"]
    return made
