"""The shape of `lapel/training@1`, and whether a training set fits its micro-credential (R16).

docs/reference/training-format.md describes every field; the two change together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, Field

from lapel.domain.microcredential.checking import (
    InvalidDocumentError,
    repeated,
    shape_problems,
)
from lapel.domain.microcredential.document import (
    Key,
    Line,
    Optional_,
    Outcome,
    Prose,
    Shape,
    Slug,
    written,
)
from lapel.domain.microcredential.problems import Problem, gettext_noop, path_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Steps = tuple[str | int, ...]

# R16: what an assessor practises on, and what she is held against.
FEWEST_PRACTICE = 3
FEWEST_ANCHORS = 5
FEWEST_RATINGS = 25
FEWEST_KEYERS = 2
LEVELS = ("not_yet", "almost", "yes")

AiUse = Literal["none", "planning", "wording", "translation", "analysis", "generated"]


class Reasoned(Shape):
    """A level for one criterion, and why."""

    level: Outcome
    reason: Prose


class TextArtefact(Shape):
    """A piece of evidence in words: a plan, a transcript, a table of marks."""

    slot: Annotated[str, Field(max_length=160)]
    title: Annotated[str, Field(max_length=200)] = ""
    note: Optional_ = ""
    ai_use: AiUse = "none"
    text: Prose


class Sample(Shape):
    """A portfolio: invented answers and artefacts of one attempt."""

    key: Key
    title: Line
    answers: dict[str, Prose] = {}
    artefacts: list[TextArtefact] = []


class Practice(Sample):
    """A portfolio to practise on, with its key."""

    levels: dict[str, Reasoned]


class OwnKeys(Shape):
    """What one person, on her own, says that an anchor shows."""

    by: Annotated[str, Field(max_length=120), AfterValidator(written)]
    levels: dict[str, Reasoned]


class Anchor(Sample):
    """A portfolio to be held against; its keys may also be given on the page."""

    keys: list[OwnKeys] = []
    agreed: dict[str, Reasoned] = {}


class TrainingDocument(Shape):
    """The training set of one version of a micro-credential, in one language."""

    format: Literal["lapel/training@1"]
    microcredential: Slug
    language: Annotated[str, Field(max_length=12), AfterValidator(written)]
    practice: list[Practice] = Field(min_length=FEWEST_PRACTICE, max_length=40)
    anchors: list[Anchor] = Field(min_length=FEWEST_ANCHORS, max_length=60)


def check_training(content: Any, of: Mapping[str, Any]) -> list[Problem]:
    """Say everything that keeps a training set from being published for a version's content."""
    problems = shape_problems(TrainingDocument, content)
    if problems:
        return problems
    return list(_misfits(TrainingDocument.model_validate(content), of))


def parsed_training(content: Any, of: Mapping[str, Any]) -> TrainingDocument:
    """Give the document with its types; `InvalidDocumentError` when it has problems."""
    problems = check_training(content, of)
    if problems:
        raise InvalidDocumentError(problems)
    return TrainingDocument.model_validate(content)


def _misfits(document: TrainingDocument, of: Mapping[str, Any]) -> Iterator[Problem]:
    if document.microcredential != of["slug"]:
        sentence = gettext_noop("names another micro-credential; this page is for “{slug}”.")
        yield Problem("microcredential", sentence, {"slug": of["slug"]})
        return
    samples = [
        *((("practice", at), each) for at, each in enumerate(document.practice)),
        *((("anchors", at), each) for at, each in enumerate(document.anchors)),
    ]
    yield from repeated(((*steps, "key"), each.key) for steps, each in samples)
    for steps, sample in samples:
        yield from _evidence_misfits(steps, sample, of)
    for at, practice in enumerate(document.practice):
        yield from _level_misfits(("practice", at, "levels"), practice.levels, of)
    for at, anchor in enumerate(document.anchors):
        yield from _key_misfits(("anchors", at), anchor, of)
    yield from _coverage(document, of)


def _items(of: Mapping[str, Any], kind: str) -> dict[str, Any]:
    return {
        f"{part['key']}.{item['key']}": item for part in of["parts"] for item in part.get(kind, [])
    }


def _evidence_misfits(steps: Steps, sample: Sample, of: Mapping[str, Any]) -> Iterator[Problem]:
    questions, slots = _items(of, "questions"), _items(of, "artefacts")
    for name in sample.answers:
        if name not in questions:
            sentence = gettext_noop("is no question of this micro-credential.")
            yield Problem(path_of([*steps, "answers", name]), sentence)
    for at, artefact in enumerate(sample.artefacts):
        if artefact.slot not in slots:
            sentence = gettext_noop("names “{item}”, which no part asks for.")
            path = path_of([*steps, "artefacts", at, "slot"])
            yield Problem(path, sentence, {"item": artefact.slot})
    missing = [name for name, item in questions.items() if item.get("required", True)]
    yield from _absent((*steps, "answers"), missing, sample.answers)
    wanted = [name for name, item in slots.items() if item.get("required", True)]
    yield from _absent((*steps, "artefacts"), wanted, [each.slot for each in sample.artefacts])


def _absent(steps: Steps, wanted: list[str], given: Any) -> Iterator[Problem]:
    missing = [name for name in wanted if name not in given]
    if missing:
        sentence = gettext_noop("must hold {items}, which a teacher has to send.")
        yield Problem(path_of(steps), sentence, {"items": ", ".join(missing)})


def _level_misfits(
    steps: Steps, levels: Mapping[str, Reasoned], of: Mapping[str, Any]
) -> Iterator[Problem]:
    rubric = [each["key"] for each in of["rubric"]]
    for name in levels:
        if name not in rubric:
            sentence = gettext_noop("is no criterion of the rubric.")
            yield Problem(path_of([*steps, name]), sentence)
    missing = [name for name in rubric if name not in levels]
    if missing:
        sentence = gettext_noop("must say a level for {items} too.")
        yield Problem(path_of(steps), sentence, {"items": ", ".join(missing)})


def _key_misfits(steps: Steps, anchor: Anchor, of: Mapping[str, Any]) -> Iterator[Problem]:
    yield from repeated(
        ((*steps, "keys", at, "by"), each.by) for at, each in enumerate(anchor.keys)
    )
    for at, each in enumerate(anchor.keys):
        yield from _level_misfits((*steps, "keys", at, "levels"), each.levels, of)
    if not anchor.agreed:
        return
    yield from _level_misfits((*steps, "agreed"), anchor.agreed, of)
    if len(anchor.keys) < FEWEST_KEYERS:
        sentence = gettext_noop("needs the keys of at least {number} people that it was made from.")
        yield Problem(path_of([*steps, "agreed"]), sentence, {"number": FEWEST_KEYERS})


def _coverage(document: TrainingDocument, of: Mapping[str, Any]) -> Iterator[Problem]:
    """Say whether enough can be held against: 25 ratings, and every level somewhere (R16)."""
    criteria = len(of["rubric"])
    ratings = criteria * len(document.anchors)
    if ratings < FEWEST_RATINGS:
        sentence = gettext_noop(
            "hold {ratings} ratings ({anchors} times {criteria} criteria); at least {fewest} are "
            "needed, so add {more}."
        )
        more = -(-(FEWEST_RATINGS - ratings) // criteria)
        values = {"ratings": ratings, "anchors": len(document.anchors), "criteria": criteria}
        yield Problem("anchors", sentence, {**values, "fewest": FEWEST_RATINGS, "more": more})
    if not all(anchor.agreed for anchor in document.anchors):
        return  # the rest is agreed on the page
    said = {each.level for anchor in document.anchors for each in anchor.agreed.values()}
    missing = [level for level in LEVELS if level not in said]
    if missing:
        sentence = gettext_noop("never show {levels}; assessors have to meet every level.")
        yield Problem("anchors", sentence, {"levels": ", ".join(missing)})
