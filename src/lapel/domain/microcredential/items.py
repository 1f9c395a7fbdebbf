"""The shape of `lapel/items@1`: questions of the diagnosis, each with the reason for each answer.

docs/reference/items-format.md describes every field; the two change together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, Field

from lapel.domain.microcredential.checking import (
    InvalidDocumentError,
    repeated,
    shape_problems,
)
from lapel.domain.microcredential.document import Code, Key, Line, Shape, written
from lapel.domain.microcredential.problems import Problem, gettext_noop, path_of

if TYPE_CHECKING:
    from collections.abc import Iterator

HARDEST_BAND = 5


class Option(Shape):
    """An answer to choose, what it is worth in steps, and why."""

    text: Annotated[str, Field(max_length=400), AfterValidator(written)]
    credit: Annotated[int, Field(ge=0, le=4)]
    reason: Annotated[str, Field(max_length=800), AfterValidator(written)]


class Source(Shape):
    """What a question rests on: the work, and what of it."""

    cite: Annotated[str, Field(max_length=500), AfterValidator(written)]
    says: Annotated[str, Field(max_length=500), AfterValidator(written)]


class Item(Shape):
    """One question about one thing in one class."""

    key: Key
    about: Line
    vignette: Annotated[str, Field(max_length=2_000), AfterValidator(written)]
    question: Line
    form: Literal["best", "ordered"]
    options: list[Option] = Field(min_length=3, max_length=5)
    source: Source
    band: Annotated[int, Field(ge=1, le=HARDEST_BAND)]
    band_reason: Annotated[str, Field(max_length=300), AfterValidator(written)]

    @property
    def best(self) -> Option:
        """The answer that is worth most."""
        return max(self.options, key=lambda each: each.credit)

    @property
    def words(self) -> str:
        """All that a teacher reads before she answers."""
        return "\n".join([self.vignette, self.question, *(each.text for each in self.options)])


class ItemsDocument(Shape):
    """Questions about one competency, in one language."""

    format: Literal["lapel/items@1"]
    competency: Code
    language: Annotated[str, Field(max_length=12), AfterValidator(written)]
    items: list[Item] = Field(min_length=1, max_length=500)


def check_items(content: Any) -> list[Problem]:
    """Say everything that keeps questions from being taken in; empty when nothing does."""
    problems = shape_problems(ItemsDocument, content)
    return problems or list(_misfits(ItemsDocument.model_validate(content)))


def parsed_items(content: Any) -> ItemsDocument:
    """Give the document with its types; `InvalidDocumentError` when it has problems."""
    problems = check_items(content)
    if problems:
        raise InvalidDocumentError(problems)
    return ItemsDocument.model_validate(content)


def _misfits(document: ItemsDocument) -> Iterator[Problem]:
    items = document.items
    yield from repeated((("items", at, "key"), each.key) for at, each in enumerate(items))
    yield from repeated(
        (("items", at, "about"), each.about.casefold()) for at, each in enumerate(items)
    )
    for at, item in enumerate(items):
        texts = (each.text.casefold() for each in item.options)
        places = (("items", at, "options", number, "text") for number in range(len(item.options)))
        yield from repeated(zip(places, texts, strict=True))
        yield from _credit_misfits(at, item)


def _credit_misfits(at: int, item: Item) -> Iterator[Problem]:
    credits_ = sorted(each.credit for each in item.options)
    path = path_of(["items", at, "options"])
    if item.form == "best" and credits_ != [0] * (len(credits_) - 1) + [1]:
        yield Problem(
            path, gettext_noop("need one answer with the credit 1 and all others with 0.")
        )
    if item.form == "ordered" and credits_ != list(range(len(credits_))):
        sentence = gettext_noop("need each credit from 0 to {most} once.")
        yield Problem(path, sentence, {"most": len(credits_) - 1})
