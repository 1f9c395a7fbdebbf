"""Files that others wrote are what their listing says, with their licence beside them."""

from __future__ import annotations

import hashlib
import json

import pytest

from house.tree import ROOT

LISTINGS = [
    path for top in ("src", "tests") for path in sorted((ROOT / top).rglob("VENDORED.json"))
]


@pytest.mark.parametrize("listing", LISTINGS, ids=lambda path: path.parent.name)
def test_vendored_files_are_as_listed_and_carry_their_licence(listing):
    """A changed byte or a missing licence is found before it ships."""
    for entry in json.loads(listing.read_text(encoding="utf-8")):
        content = (listing.parent / entry["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == entry["sha256"]
        assert (listing.parent / entry["licence_file"]).stat().st_size > 500
