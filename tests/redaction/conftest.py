"""What the tests of the gate may ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from cast import Cast
    from evidence.desk import Desk
    from redaction.fake import FakeEngine


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    """Put the fake engine in the place of the real one."""
    from lapel.journey.redaction.queries import places
    from redaction.fake import FakeEngine

    fake = FakeEngine()
    monkeypatch.setattr(places, "_engine_at", lambda _url: fake)
    return fake


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
