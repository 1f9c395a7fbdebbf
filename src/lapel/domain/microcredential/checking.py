"""Whether a document can be published: its shape, and that its parts fit each other."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from lapel.domain.microcredential.document import (
    CompetencyItem,
    Criterion,
    Document,
    Exemplar,
    Module,
    Part,
    StackDocument,
)
from lapel.domain.microcredential.problems import MOST_SAID, Problem, gettext_noop, path_of
from lapel.domain.microcredential.stretches import headings_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from pydantic_core import ErrorDetails

_framework = TypeAdapter(list[CompetencyItem])
_LISTS: dict[str, TypeAdapter[Any]] = {
    "parts": TypeAdapter(list[Part]),
    "rubric": TypeAdapter(list[Criterion]),
    "exemplars": TypeAdapter(list[Exemplar]),
    "modules": TypeAdapter(list[Module]),
    "prerequisites": TypeAdapter(list[str]),
    "alignments": TypeAdapter(list[str]),
    "reworded": TypeAdapter(list[str]),
}
_MUST = {
    "missing": gettext_noop("is missing."),
    "extra_forbidden": gettext_noop("is not a field of this format; check how it is spelt."),
    "string_type": gettext_noop("must be text, in quotation marks."),
    "int_type": gettext_noop("must be a whole number."),
    "int_from_float": gettext_noop("must be a whole number."),
    "bool_type": gettext_noop("must be true or false, without quotation marks."),
    "list_type": gettext_noop("must be a list, in square brackets."),
    "model_type": gettext_noop("must be an object, in braces."),
    "literal_error": gettext_noop("must be one of: {expected}."),
    "string_too_long": gettext_noop("must not be longer than {max_length} characters."),
    "too_short": gettext_noop("must hold at least {min_length}."),
    "too_long": gettext_noop("must hold at most {max_length}."),
    "greater_than_equal": gettext_noop("must be at least {ge}."),
    "less_than_equal": gettext_noop("must be at most {le}."),
}


class InvalidDocumentError(Exception):
    """A document that cannot be published; `problems` says all that is to be mended."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{each.path} {each.sentence}" for each in problems))
        self.problems = problems


def check(content: Any) -> list[Problem]:
    """Say everything that keeps a document from being published; empty when nothing does.

    Where some fields have not even the right shape, how the others fit each other is said too;
    of more than a thousand wrong shapes, the first thousand are.
    """
    try:
        document = Document.model_validate(content)
    except ValidationError as error:
        errors = error.errors(include_url=False, include_input=False)
        faulty = {str(each["loc"][0]) for each in errors if each["loc"]}
        shape = [_problem(each) for each in errors[:MOST_SAID]]
        return [*shape, *(_misfits(_sound_of(content, faulty), faulty) if faulty else ())]
    return list(_misfits(document))


def parsed(content: Any) -> Document:
    """Give the document with its types; `InvalidDocumentError` when it has problems."""
    problems = check(content)
    if problems:
        raise InvalidDocumentError(problems)
    return Document.model_validate(content)


def check_stack(content: Any) -> list[Problem]:
    """Say what is wrong with a stack, apart from its requirement."""
    return shape_problems(StackDocument, content)


def check_framework(content: Any) -> list[Problem]:
    """Say what is wrong with a framework: its shape, codes given twice, unknown prerequisites."""
    try:
        items = _framework.validate_python(content)
    except ValidationError as error:
        return [_problem(each) for each in error.errors()]
    codes = {item.code for item in items}
    unknown = [
        Problem(path_of([at, "prerequisites", number]), gettext_noop("names no competency here."))
        for at, item in enumerate(items)
        for number, code in enumerate(item.prerequisites)
        if code not in codes
    ]
    return [*repeated((((at, "code"), item.code) for at, item in enumerate(items))), *unknown]


def check_note(content: dict[str, Any], earlier: Mapping[int, str]) -> list[Problem]:
    """Say whether a further version's note says what is new; `earlier` are notes by number.

    Readers choose between versions by these notes, so one that is missing or was said before
    of another version misleads them. A first version needs none.
    """
    number = max(earlier, default=0) + 1
    note = content.get("version_note", "").strip()
    if earlier and not note:
        sentence = gettext_noop("is missing; say what is new in version {number}.")
        return [Problem("version_note", sentence, {"number": number})]
    said = [each for each, text in earlier.items() if text.strip().casefold() == note.casefold()]
    if not said:
        return []
    sentence = gettext_noop(
        "still says “{note}”, as version {older} does; say what is new in version {number}."
    )
    values = {"note": note, "older": max(said), "number": number}
    return [Problem("version_note", sentence, values)]


def shape_problems(shape: type[BaseModel], content: Any) -> list[Problem]:
    """Say where a document has not the shape of its format."""
    try:
        shape.model_validate(content)
    except ValidationError as error:
        return [_problem(each) for each in error.errors()]
    return []


def _problem(error: ErrorDetails) -> Problem:
    text = _MUST.get(error["type"]) or error["msg"].replace("{", "{{").replace("}", "}}")
    return Problem(path_of(error["loc"]), text, error.get("ctx", {}))


def _sound_of(content: dict[str, Any], faulty: Collection[str]) -> Document:
    """Give a document of the fields that have their shape; the lists among the others are empty."""
    lists = {
        name: reader.validate_python([] if name in faulty else content.get(name, []))
        for name, reader in _LISTS.items()
    }
    slug = "" if "slug" in faulty else content["slug"]
    team = "team_allowed" not in faulty and content.get("team_allowed", False)
    return Document.model_construct(None, slug=slug, team_allowed=team, **lists)


def _misfits(document: Document, faulty: Collection[str] = ()) -> Iterator[Problem]:
    """Say what does not fit together; what points into a faulty list is passed over."""
    yield from repeated((("parts", at, "key"), each.key) for at, each in enumerate(document.parts))
    yield from repeated(
        (("rubric", at, "key"), each.key) for at, each in enumerate(document.rubric)
    )
    yield from repeated(
        (("modules", at, "key"), each.key) for at, each in enumerate(document.modules)
    )
    yield from repeated((("reworded", at), key) for at, key in enumerate(document.reworded))
    yield from repeated((("alignments", at), uri) for at, uri in enumerate(document.alignments))
    for at, part in enumerate(document.parts):
        yield from _part_misfits(at, part)
    for at, module in enumerate(document.modules):
        yield from _module_misfits(at, module)
        yield from _segment_misfits(at, module)
    yield from repeated(
        (("modules", at, "cards", number, "key"), card.key)
        for at, module in enumerate(document.modules)
        for number, card in enumerate(module.cards)
    )
    if "parts" not in faulty:
        yield from _readings_misfits(document)
        yield from _team_misfits(document, faulty)
    if "rubric" not in faulty:
        if not any(criterion.required for criterion in document.rubric):
            yield Problem("rubric", gettext_noop("must hold at least one required criterion."))
        yield from _exemplar_misfits(document)
        yield from _card_misfits(document)
    if document.slug in document.prerequisites:
        yield Problem("prerequisites", gettext_noop("must not name the micro-credential itself."))


def repeated(keys: Iterable[tuple[tuple[str | int, ...], str]]) -> Iterator[Problem]:
    """Say which of these keys, each with the steps to it, stood before."""
    seen: Counter[str] = Counter()
    for steps, key in keys:
        seen[key] += 1
        if seen[key] > 1:
            sentence = gettext_noop("repeats “{key}”; each must be different.")
            yield Problem(path_of(steps), sentence, {"key": key})


def _part_misfits(at: int, part: Part) -> Iterator[Problem]:
    keys = [(("parts", at, "questions", n, "key"), q.key) for n, q in enumerate(part.questions)]
    keys += [(("parts", at, "artefacts", n, "key"), a.key) for n, a in enumerate(part.artefacts)]
    if not keys:
        yield Problem(path_of(["parts", at]), gettext_noop("asks for nothing."))
    yield from repeated(keys)
    for number, question in enumerate(part.questions):
        if question.min_words > question.max_words:
            yield Problem(
                path_of(["parts", at, "questions", number, "min_words"]),
                gettext_noop("must not be above max_words."),
            )
    for number, slot in enumerate(part.artefacts):
        if slot.min_count > slot.max_count:
            yield Problem(
                path_of(["parts", at, "artefacts", number, "min_count"]),
                gettext_noop("must not be above max_count."),
            )


def _module_misfits(at: int, module: Module) -> Iterator[Problem]:
    wants = {"article": "body", "video": "video", "link": "url", "practice": "checks"}[module.kind]
    values = {"kind": module.kind}
    if not getattr(module, wants):
        sentence = gettext_noop("is missing; a module of kind {kind} needs it.")
        yield Problem(path_of(["modules", at, wants]), sentence, values)
    for other in {"video", "url"} - {wants}:
        if getattr(module, other) is not None:
            sentence = gettext_noop("does not belong into a module of kind {kind}.")
            yield Problem(path_of(["modules", at, other]), sentence, values)
    yield from repeated(
        (("modules", at, "checks", n, "key"), each.key) for n, each in enumerate(module.checks)
    )
    for number, each in enumerate(module.checks):
        if not any(option.correct for option in each.options):
            yield Problem(
                path_of(["modules", at, "checks", number, "options"]),
                gettext_noop("hold no right answer; mark at least one as correct."),
            )


def _segment_misfits(at: int, module: Module) -> Iterator[Problem]:
    """Say which segments cannot be cut out of the module's body."""
    yield from repeated(
        (("modules", at, "segments", n, "key"), each.key) for n, each in enumerate(module.segments)
    )
    places = {text: place for place, text in enumerate(headings_in(module.body))}
    last = -1
    for number, segment in enumerate(module.segments):
        place = places.get(segment.heading)
        path = path_of(["modules", at, "segments", number, "heading"])
        if place is None:
            sentence = gettext_noop("names “{item}”, which is no heading of the module's body.")
            yield Problem(path, sentence, {"item": segment.heading})
        elif place <= last:
            yield Problem(
                path, gettext_noop("does not stand after the heading of the segment before.")
            )
        else:
            last = place


def _card_misfits(document: Document) -> Iterator[Problem]:
    known = {criterion.key for criterion in document.rubric}
    for at, module in enumerate(document.modules):
        for number, card in enumerate(module.cards):
            if card.criterion not in known:
                sentence = gettext_noop("names “{item}”, which is no criterion of the rubric.")
                path = path_of(["modules", at, "cards", number, "criterion"])
                yield Problem(path, sentence, {"item": card.criterion})


def _readings_misfits(document: Document) -> Iterator[Problem]:
    known = {f"{part.key}.{item.key}" for part in document.parts for item in part.questions}
    known |= {f"{part.key}.{item.key}" for part in document.parts for item in part.artefacts}
    for at, criterion in enumerate(document.rubric):
        for number, reference in enumerate(criterion.reads):
            if reference not in known:
                sentence = gettext_noop("names “{item}”, which no part asks for.")
                path = path_of(["rubric", at, "reads", number])
                yield Problem(path, sentence, {"item": reference})


def _team_misfits(document: Document, faulty: Collection[str]) -> Iterator[Problem]:
    """Say where a team could share pieces of evidence and nobody would stand for herself (R24)."""
    shared = {
        f"{part.key}.{slot.key}": path_of(["parts", at, "artefacts", number, "team"])
        for at, part in enumerate(document.parts)
        for number, slot in enumerate(part.artefacts)
        if slot.team
    }
    if not shared:
        return
    if "team_allowed" not in faulty and not document.team_allowed:
        sentence = gettext_noop("lets a team share this, but team_allowed is not true.")
        yield from (Problem(path, sentence) for path in shared.values())
    if not any(
        question.required
        for part in document.parts
        if part.kind == "reflection"
        for question in part.questions
    ):
        sentence = gettext_noop(
            "need a required question in a part of kind reflection, which each member of a team "
            "answers for herself."
        )
        yield Problem("parts", sentence)
    own = [line for line in document.rubric if line.required and not set(line.reads) <= set(shared)]
    if "rubric" not in faulty and not own:
        sentence = gettext_noop(
            "must hold a required criterion that reads something of each teacher's own, not only "
            "what a team shares."
        )
        yield Problem("rubric", sentence)


def _exemplar_misfits(document: Document) -> Iterator[Problem]:
    known = {criterion.key for criterion in document.rubric}
    for at, exemplar in enumerate(document.exemplars):
        if exemplar.criterion not in known:
            sentence = gettext_noop("names “{item}”, which is no criterion of the rubric.")
            path = path_of(["exemplars", at, "criterion"])
            yield Problem(path, sentence, {"item": exemplar.criterion})
