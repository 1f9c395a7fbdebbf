"""What retention's tests may ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from cast import Cast
    from evidence.desk import Desk


@pytest.fixture
def desk(cast: Cast) -> Desk:
    """Give Amina a desk with an empty draft."""
    from evidence.desk import Desk

    return Desk(cast)


@pytest.fixture
def amina(cast: Cast, client):
    """Sign Amina in."""
    client.force_login(cast.amina)
    return client
