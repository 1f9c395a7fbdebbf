"""The stage on which awards are earned."""

from __future__ import annotations

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
