"""Small whole documents for tests, in the import format, and short ways to publish them."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cast import Cast
    from lapel.journey.catalogue.models import Stack, Version

CONTENT = Path(__file__).parent.parent / "content"

FRAMEWORK: list[dict[str, Any]] = [
    {
        "code": "T05",
        "title": "Set goals and design coherent lessons and units",
        "statement": "The teacher sets goals and designs lessons that lead there.",
        "prerequisites": [],
        "crosswalk": [{"framework": "InTASC", "number": "7", "title": "Planning for Instruction"}],
    },
    {
        "code": "T07",
        "title": "Question, discuss and surface student thinking",
        "statement": "The teacher asks and listens so that thinking is heard.",
        "prerequisites": ["T05"],
        "crosswalk": [],
    },
]

DOCUMENT: dict[str, Any] = {
    "format": "lapel/microcredential@1",
    "slug": "wait-time",
    "language": "en",
    "title": "Wait Time",
    "summary": "Wait three seconds after a question, and hear more.",
    "category": "instructional design",
    "competency": "T07",
    "level": "Practising",
    "statement": "The teacher waits at least three seconds after an open question.",
    "method": {
        "name": "Ask, wait, build",
        "summary": "You **ask**, you wait, you build.",
        "components": ["Ask an open question", "Wait three seconds"],
    },
    "why": "Students who get time think aloud.",
    "research": [
        {
            "citation": "Rowe, M. B. (1986). Wait time: slowing down may be a way of speeding up.",
            "url": "https://doi.org/10.1177/002248718603700110",
            "tier": "moderate",
            "finding": "Answers grow longer when teachers wait.",
        }
    ],
    "grade_bands": ["3-5"],
    "subjects": ["any"],
    "effort_hours": 8,
    "prerequisites": [],
    "team_allowed": False,
    "accessibility": "A transcript serves as well as a recording.",
    "parts": [
        {
            "key": "overview",
            "kind": "overview",
            "title": "The class",
            "guidance": "Write before you record.",
            "questions": [
                {
                    "key": "context",
                    "prompt": "Which class, and which question?",
                    "guidance": "No names.",
                    "min_words": 5,
                    "max_words": 300,
                    "required": True,
                }
            ],
        },
        {
            "key": "artefacts",
            "kind": "artefacts",
            "title": "The lesson",
            "artefacts": [
                {
                    "key": "recording",
                    "title": "A recording of one discussion",
                    "guidance": "Five minutes are enough.",
                    "kinds": ["audio", "video"],
                    "min_count": 1,
                    "max_count": 2,
                    "required": True,
                    "from_class": True,
                }
            ],
        },
        {
            "key": "reflection",
            "kind": "reflection",
            "title": "Looking back",
            "questions": [{"key": "change", "prompt": "What will you change?", "min_words": 5}],
        },
    ],
    "rubric": [
        {
            "key": "waits",
            "title": "Waits after the question",
            "required": True,
            "reads": ["artefacts.recording"],
            "levels": {
                "yes": "Waits three seconds after most open questions.",
                "almost": "Waits three seconds after some open questions.",
                "not_yet": "Takes the first hand at once.",
            },
        },
        {
            "key": "opens",
            "title": "Asks open questions",
            "required": True,
            "reads": ["overview.context", "artefacts.recording"],
            "levels": {
                "yes": "Most questions have more than one good answer.",
                "almost": "Some questions have more than one good answer.",
                "not_yet": "Every question has one right answer.",
            },
        },
        {
            "key": "looks-back",
            "title": "Names what to change",
            "required": False,
            "reads": ["reflection.change"],
            "levels": {
                "yes": "Names one change and the moment it comes from.",
                "almost": "Names one change.",
                "not_yet": "Names none.",
            },
        },
    ],
    "exemplars": [
        {
            "criterion": criterion,
            "level": level,
            "excerpt": f"An invented excerpt: {criterion} at {level}.",
            "why": "It matches the words of the descriptor.",
        }
        for criterion in ("waits", "opens", "looks-back")
        for level in ("yes", "almost", "not_yet")
    ],
    "modules": [
        {
            "key": "silence",
            "title": "What silence does",
            "kind": "article",
            "minutes": 10,
            "body": "# Listen\n\nCount to *three*.",
        },
        {
            "key": "a-lesson",
            "title": "A lesson to watch",
            "kind": "video",
            "minutes": 5,
            "body": "Watch for the pauses.",
            "video": {
                "file": "media/wait-time-a-lesson.mp4",
                "captions": "media/wait-time-a-lesson.vtt",
                "scenes": [{"seconds": 6, "heading": "The pause", "text": "She waits."}],
            },
        },
        {
            "key": "more",
            "title": "Read on",
            "kind": "link",
            "minutes": 5,
            "body": "A short paper.",
            "url": "https://doi.org/10.1177/002248718603700110",
        },
        {
            "key": "try-it",
            "title": "Try it",
            "kind": "practice",
            "minutes": 10,
            "body": "Three quick checks.",
            "checks": [
                {
                    "key": "long",
                    "prompt": "How long do you wait?",
                    "options": [
                        {"text": "One second", "correct": False, "feedback": "Too short to think."},
                        {"text": "Three seconds", "correct": True, "feedback": "Yes, or longer."},
                    ],
                },
                {
                    "key": "who",
                    "prompt": "Whose hand do you take?",
                    "options": [
                        {"text": "The first", "correct": False, "feedback": "Others stop there."},
                        {"text": "Any, later", "correct": True, "feedback": "All get to think."},
                    ],
                },
            ],
        },
    ],
    "version_note": "First version.",
}

STACK: dict[str, Any] = {
    "format": "lapel/stack@1",
    "slug": "talk-moves",
    "title": "Talk Moves",
    "summary": "Two proofs about talk.",
    "level": "Proficient",
    "category": "instructional design",
    "statement": "The holder leads talk in which students think.",
    "requires": {"all": ["wait-time", "open-questions"]},
}


def document(**fields: Any) -> dict[str, Any]:
    """Give a sound document of its own, with some top-level fields replaced."""
    return copy.deepcopy({**DOCUMENT, **fields})


def stack_document(**fields: Any) -> dict[str, Any]:
    """Give a sound stack document, with some fields replaced."""
    return copy.deepcopy({**STACK, **fields})


def demo_documents() -> list[dict[str, Any]]:
    """Give every micro-credential of the demo's content."""
    files = sorted((CONTENT / "microcredentials").glob("*.json"))
    return [json.loads(file.read_text(encoding="utf-8")) for file in files]


def publish(cast: Cast, **fields: Any) -> Version:
    """Publish a document as Dara for the college, with the small framework beneath it."""
    from lapel.journey.catalogue.actions import load_framework, publish_version

    load_framework(items=FRAMEWORK)
    return publish_version(person=cast.dara, organisation=cast.college, content=document(**fields))


def publish_a_stack(cast: Cast) -> Stack:
    """Publish two micro-credentials and the stack of both."""
    from lapel.journey.catalogue.actions import publish_stack

    publish(cast)
    publish(cast, slug="open-questions", title="Open Questions")
    return publish_stack(person=cast.dara, organisation=cast.college, content=stack_document())
