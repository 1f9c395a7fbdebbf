"""The stage and the mailbox of messaging's tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mailing import Mailbox

if TYPE_CHECKING:
    from pathlib import Path

    from cast import Cast
    from evidence.desk import Desk
    from review.stage import Stage


@pytest.fixture(autouse=True)
def mailbox(tmp_path: Path, settings: Any) -> Mailbox:
    """Give a mailbox of this test alone."""
    settings.MAIL_URL = f"files://{tmp_path}/mail"
    return Mailbox(tmp_path / "mail")


@pytest.fixture
def stage(cast: Cast) -> Stage:
    """Put the cast on a stage with a micro-credential and two appointed assessors."""
    from review.stage import Stage

    return Stage(cast)


@pytest.fixture
def desk(cast: Cast) -> Desk:
    """Give Amina a desk with an empty draft; Chipo mentors at her school."""
    from evidence.desk import Desk

    return Desk(cast)
