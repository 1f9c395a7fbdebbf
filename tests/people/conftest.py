"""Fixtures of the tests of people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mailing import Mailbox

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def mailbox(tmp_path: Path, settings: Any) -> Mailbox:
    """Give a mailbox of this test alone."""
    settings.MAIL_URL = f"files://{tmp_path}/mail"
    settings.EMAIL_BACKEND = "lapel.doors.web.mail.PortBackend"
    return Mailbox(tmp_path / "mail")
