"""The scene that integrity's tests play in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from cast import Cast
    from integrity.alike import Scene


@pytest.fixture
def alike(cast: Cast) -> Scene:
    """Put two teachers and two leads on the stage."""
    from integrity.alike import Scene
    from review.stage import Stage

    return Scene(Stage(cast))


@pytest.fixture
def copied(alike: Scene) -> Scene:
    """Let one have copied from the other."""
    alike.copied()
    return alike
