"""The scene that viva's tests play in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lapel.journey.record.queries import chain_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cast import Cast
    from lapel.journey.viva.models import Viva
    from review.stage import Stage


@pytest.fixture(autouse=True)
def sound_chain(db: None) -> Iterator[None]:
    """Every story ends with a chain that holds (R21)."""
    yield
    assert chain_faults() == []


@pytest.fixture
def stage(cast: Cast, settings: object) -> Stage:
    """Put the cast on a stage where a talk comes before every award."""
    from review.stage import Stage

    settings.VIVA_SHARE = 1.0  # type: ignore[attr-defined]  # it is pytest-django's
    return Stage(cast)


@pytest.fixture
def viva(stage: Stage) -> Viva:
    """Give a talk that waits for Amina, on work that Ben and Bola scored."""
    from viva.talking import talk_on

    return talk_on(stage)
