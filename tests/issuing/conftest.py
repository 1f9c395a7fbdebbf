"""The stage on which awards are earned."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from cast import Cast
    from review.stage import Stage


@pytest.fixture
def stage(cast: Cast) -> Stage:
    """Put the cast on a stage with a micro-credential and two appointed assessors."""
    from review.stage import Stage

    return Stage(cast)


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put two recipients into a chunk."""
    module = import_module("lapel.journey.issuing.actions.upload_batch")
    monkeypatch.setattr(module, "A_CHUNK", 2)
