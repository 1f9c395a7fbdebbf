"""What every test may ask for."""

from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING

# Set before Django reads its settings: tests keep their files to themselves.
os.environ["LAPEL_HOME"] = tempfile.mkdtemp(prefix="lapel-test-")
os.environ["LAPEL_INSTANCE"] = "demo"

import pytest

if TYPE_CHECKING:
    from cast import Cast


@pytest.fixture
def cast(db: None) -> Cast:
    """Put the whole cast on the stage."""
    from cast import assemble

    return assemble()
