"""What the API promises is kept in the repository, so that a change of it is seen in review."""

from __future__ import annotations

import importlib.util
import json
from typing import TYPE_CHECKING, Any

import pytest

from house.tree import ROOT

if TYPE_CHECKING:
    from types import ModuleType


def tool() -> ModuleType:
    """Load tools/openapi.py."""
    spec = importlib.util.spec_from_file_location("openapi_tool", ROOT / "tools" / "openapi.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


NAMES = [
    *("api.json", "case-v1p0.json", "case-v1p1.json", "openbadges-v3p0.json"),
    *("openid4vci.json", "vc-api.json"),
]


@pytest.mark.parametrize("name", NAMES)
def test_a_kept_description_is_that_of_the_running_door(name: str) -> None:
    """`make openapi` writes them anew."""
    made = tool()
    kept = json.loads((made.FOLDER / name).read_text(encoding="utf-8"))
    now: Any = json.loads(made.written(made.documents()[name]))
    assert kept == now, f"{name} is stale; `make openapi` writes it anew."


def test_no_description_is_forgotten() -> None:
    """Every file in the folder is one that the command writes."""
    made = tool()
    assert {path.name for path in made.FOLDER.glob("*.json")} == set(made.documents())
