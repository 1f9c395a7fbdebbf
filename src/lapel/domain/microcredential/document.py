"""The shape of the import format `lapel/microcredential@1` and of its neighbours.

docs/reference/microcredential-format.md describes every field for designers; the two change
together.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from lapel.domain.microcredential.problems import gettext_noop

KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
CODE = re.compile(r"[A-Z]{1,4}[0-9]{1,4}")
MEDIA = re.compile(r"media/[a-z0-9][a-z0-9.-]*\.(mp4|webm|vtt)")
RESERVED_SLUGS = {"framework", "stacks", "competencies"}


def _kebab(text: str) -> str:
    if not KEBAB.fullmatch(text):
        raise PydanticCustomError(
            "kebab",
            gettext_noop("must be small letters and digits parted by hyphens, as in wait-time."),
        )
    return text


def _slug(text: str) -> str:
    if text in RESERVED_SLUGS:
        raise PydanticCustomError(
            "reserved", gettext_noop("is a word Lapel keeps for itself; choose another.")
        )
    return _kebab(text)


def _code(text: str) -> str:
    if not CODE.fullmatch(text):
        raise PydanticCustomError("code", gettext_noop("must be a competency's code, as in T07."))
    return text


def _web(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or " " in text:
        raise PydanticCustomError(
            "web", gettext_noop("must be a whole web address, beginning with https://")
        )
    return text


def _media(text: str) -> str:
    if not MEDIA.fullmatch(text):
        raise PydanticCustomError(
            "media", gettext_noop("must be a file's name such as media/wait-time-intro.mp4.")
        )
    return text


def written(text: str) -> str:
    """Take a text that holds more than white space."""
    if not text.strip():
        raise PydanticCustomError("empty", gettext_noop("must not be empty."))
    return text


def _part_of(text: str) -> str:
    part, dot, item = text.partition(".")
    if not (dot and KEBAB.fullmatch(part) and KEBAB.fullmatch(item)):
        raise PydanticCustomError(
            "reference", gettext_noop("must name part and item, as in overview.context.")
        )
    return text


Key = Annotated[str, Field(max_length=60), AfterValidator(_kebab)]
Slug = Annotated[str, Field(max_length=50), AfterValidator(_slug)]
Code = Annotated[str, Field(max_length=8), AfterValidator(_code)]
Web = Annotated[str, Field(max_length=2000), AfterValidator(_web)]
Media = Annotated[str, Field(max_length=200), AfterValidator(_media)]
Reference = Annotated[str, AfterValidator(_part_of)]
Line = Annotated[str, Field(max_length=200), AfterValidator(written)]
Prose = Annotated[str, Field(max_length=40_000), AfterValidator(written)]
Optional_ = Annotated[str, Field(max_length=40_000)]
Count = Annotated[int, Field(ge=0, le=100_000)]

Category = Literal[
    "digital teaching tools",
    "inclusive education",
    "instructional design",
    "assessment strategies",
    "social-emotional learning",
    "leadership and coaching",
]
Level = Literal["Emerging", "Practising", "Proficient", "Leading"]
Outcome = Literal["yes", "almost", "not_yet"]
AiPolicy = Literal["strict", "planning", "open"]


class Shape(BaseModel):
    """What all parts of a document share: no unknown fields, no silent conversions."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class Method(Shape):
    """The key method: how teachers who can do it go about it."""

    name: Line
    summary: Prose
    components: list[Line] = Field(min_length=1)


class Source(Shape):
    """A piece of research and how strongly it speaks (the four tiers of ESSA's evidence)."""

    citation: Prose
    url: Web
    tier: Literal["strong", "moderate", "promising", "rationale"]
    finding: Prose


class Question(Shape):
    """Something the teacher answers in her own words."""

    key: Key
    prompt: Prose
    guidance: Optional_ = ""
    min_words: Count = 0
    max_words: Annotated[int, Field(ge=1, le=10_000)] = 1000
    required: bool = True


class Slot(Shape):
    """A kind of artefact that is asked for, and how many of it."""

    key: Key
    title: Line
    guidance: Optional_ = ""
    kinds: list[Literal["photo", "document", "audio", "video"]] = Field(min_length=1)
    min_count: Count = 1
    max_count: Annotated[int, Field(ge=1, le=30)] = 1
    required: bool = True
    from_class: bool = False
    team: bool = False


class Part(Shape):
    """A part of the evidence."""

    key: Key
    kind: Literal["overview", "artefacts", "reflection"]
    title: Line
    guidance: Optional_ = ""
    questions: list[Question] = []
    artefacts: list[Slot] = []


class Levels(Shape):
    """What an assessor sees at each of R6's three levels."""

    yes: Prose
    almost: Prose
    not_yet: Prose


class Criterion(Shape):
    """One line of the rubric, and which evidence it reads (`part.item`)."""

    key: Key
    title: Line
    required: bool = True
    reads: list[Reference] = Field(min_length=1)
    levels: Levels


class Exemplar(Shape):
    """An invented piece of evidence, the level it shows for one criterion, and why."""

    criterion: Key
    level: Outcome
    excerpt: Prose
    why: Prose


class Option(Shape):
    """One answer a check offers."""

    text: Prose
    correct: bool
    feedback: Prose


class Check(Shape):
    """A question with feedback at once."""

    key: Key
    prompt: Prose
    options: list[Option] = Field(min_length=2, max_length=8)


class Scene(Shape):
    """What one stretch of a video shows and says."""

    seconds: Annotated[int, Field(ge=1, le=600)]
    heading: Line
    text: Prose


class Video(Shape):
    """A video by file name, its captions, and its words as scenes (which are its transcript)."""

    file: Media
    captions: Media
    scenes: list[Scene] = Field(min_length=1)


class Segment(Shape):
    """A stretch of a module's body, from its heading to the next one's; see `stretches_of`."""

    key: Key
    heading: Line
    minutes: Annotated[int, Field(ge=1, le=30)]
    element_interactivity: Annotated[int, Field(ge=1, le=9)] | None = None
    worked_example: Optional_ = ""
    task: Optional_ = ""


class Card(Shape):
    """A question to be recalled again and again, for one criterion of the rubric."""

    key: Key
    criterion: Key
    front: Annotated[str, Field(max_length=500), AfterValidator(written)]
    back: Annotated[str, Field(max_length=1000), AfterValidator(written)]


class Module(Shape):
    """A thing to learn from."""

    key: Key
    title: Line
    kind: Literal["article", "video", "link", "practice"]
    minutes: Annotated[int, Field(ge=1, le=600)]
    body: Optional_ = ""
    url: Web | None = None
    video: Video | None = None
    checks: list[Check] = []
    segments: list[Segment] = Field(default=[], max_length=30)
    cards: list[Card] = Field(default=[], max_length=60)


class Document(Shape):
    """A whole micro-credential, as a designer imports it and as a version keeps it."""

    format: Literal["lapel/microcredential@1"]
    slug: Slug
    language: Annotated[str, Field(max_length=12), AfterValidator(written)]
    title: Line
    summary: Annotated[str, Field(max_length=500), AfterValidator(written)]
    category: Category
    competency: Code
    level: Level
    statement: Prose
    method: Method
    why: Prose
    research: list[Source] = []
    grade_bands: list[Line] = []
    subjects: list[Line] = []
    effort_hours: Annotated[int, Field(ge=1, le=400)]
    prerequisites: list[Slug] = []
    alignments: list[Web] = Field(default=[], max_length=50)
    team_allowed: bool = False
    ai_policy: AiPolicy = "open"
    accessibility: Optional_ = ""
    parts: list[Part] = Field(min_length=1)
    rubric: list[Criterion] = Field(min_length=1, max_length=20)
    exemplars: list[Exemplar] = []
    modules: list[Module] = []
    version_note: Optional_ = ""
    reworded: list[Key] = []


class StackDocument(Shape):
    """A stack as imported; `requires` is checked where requirements are understood."""

    format: Literal["lapel/stack@1"]
    slug: Slug
    title: Line
    summary: Prose
    level: Level
    category: Category
    statement: Prose
    requires: Any


class CrosswalkItem(Shape):
    """Where another framework speaks of the same, by number and title only."""

    framework: Line
    number: Annotated[str, Field(max_length=20)]
    title: Line


class CompetencyItem(Shape):
    """One competency of the framework."""

    code: Code
    title: Line
    statement: Prose
    prerequisites: list[Code] = []
    crosswalk: list[CrosswalkItem] = []
