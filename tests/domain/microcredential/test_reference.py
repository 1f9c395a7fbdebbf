"""The reference for designers names every field of the format."""

from __future__ import annotations

from pathlib import Path

import pytest

from lapel.domain.microcredential import document

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "microcredential-format.md"
SHAPES = [
    document.Document,
    document.Method,
    document.Source,
    document.Part,
    document.Question,
    document.Slot,
    document.Criterion,
    document.Levels,
    document.Exemplar,
    document.Module,
    document.Segment,
    document.Card,
    document.Video,
    document.Scene,
    document.Check,
    document.Option,
    document.StackDocument,
    document.CompetencyItem,
    document.CrosswalkItem,
]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_every_field_is_described(shape: type[document.Shape]) -> None:
    """A field that the page does not name could not be found by a designer."""
    page = PAGE.read_text(encoding="utf-8")
    assert [name for name in shape.model_fields if f"`{name}`" not in page] == []


def test_every_shape_is_looked_at() -> None:
    """A new shape joins the list above."""
    shapes = {each for each in vars(document).values() if isinstance(each, type)}
    known = {each for each in shapes if issubclass(each, document.Shape)} - {document.Shape}
    assert known == set(SHAPES)
