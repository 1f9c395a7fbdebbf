"""What the files room's tests may ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lapel.journey.files import actions

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cast import Cast
    from lapel.journey.files.models import StoredFile


@pytest.fixture
def amina(cast: Cast, client):
    """Sign Amina in."""
    client.force_login(cast.amina)
    return client


@pytest.fixture
def bring(cast: Cast) -> Callable[..., StoredFile]:
    """Give a way to send a whole file in as Amina, up to where a job would make it ready."""

    def send(content: bytes | Path, *, name: str = "lesson.bin", purpose: str = "evidence"):
        data = content if isinstance(content, bytes) else content.read_bytes()
        return actions.receive_whole(
            person=cast.amina,
            organisation=cast.school,
            name=name,
            content=data,
            purpose=purpose,
        )

    return send
