"""What a micro-credential says itself, which everybody may quote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lapel.domain.similarity.words import known_runs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lapel.journey.catalogue.models import Version


def known_to_all(version: Version) -> frozenset[int]:
    """Give the runs of words of prompts, guidance, rubric, modules and exemplars."""
    return known_runs(_texts(version.content))


def _texts(value: Any) -> Iterator[str]:
    """Walk all strings in a document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
