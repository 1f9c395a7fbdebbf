"""The room that qualification's tests play in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from cast import Cast
    from qualification.room import Room


@pytest.fixture
def room(cast: Cast) -> Room:
    """Put the cast into a room with a training set in use."""
    from qualification.room import Room

    return Room(cast)
