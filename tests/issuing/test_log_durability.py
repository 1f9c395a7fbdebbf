"""What a power cut leaves: no head of the log is signed over tiles that are not on the disk."""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

from issuing.earning import earned
from lapel.domain.transparency.tiles import CHECKPOINT
from lapel.journey.files.queries import storage
from lapel.journey.issuing.queries import log_file

if TYPE_CHECKING:
    import pytest

    from review.stage import Stage

# The steps of ADR 11 that a power cut may fall between, by where they are done.
STEPS = {"sequence_log": ("_signed", "_keep"), "publish_checkpoint": ("_make_public",)}


def watched(patch: pytest.MonkeyPatch) -> list[int | str]:
    """Note what is brought to the disk, by its inode, and each step when it begins."""
    happened: list[int | str] = []
    sync = os.fsync

    def fsync(handle: int) -> None:
        sync(handle)
        happened.append(os.fstat(handle).st_ino)

    def noted(name: str, act: Any) -> Any:
        def step(*given: Any) -> Any:
            happened.append(name)
            return act(*given)

        return step

    patch.setattr(os, "fsync", fsync)
    for module, names in STEPS.items():
        holder = import_module(f"lapel.journey.issuing.actions.{module}")
        for name in names:
            patch.setattr(holder, name, noted(name, getattr(holder, name)))
    return happened


def on_disk(key: str) -> set[int]:
    """Give the inodes of a kept file and of the folder that names it: a cut may take either."""
    with storage().local_path(key) as path:
        return {path.stat().st_ino, path.parent.stat().st_ino}


def test_tiles_are_on_the_disk_before_the_head_over_them_is_signed(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ADR 11: a signed head whose entries a power cut took could only be followed by a fork."""
    happened = watched(monkeypatch)
    earned(stage)
    before = set(happened[: happened.index("_signed")])
    tiles = list(storage().keys(log_file(1, "tile")))
    assert len(tiles) == 2  # one of hashes, one of entries
    for tile in tiles:
        assert on_disk(tile) <= before


def test_a_checkpoint_is_kept_before_it_is_public_and_public_before_it_is_a_file(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So no copy of the folder holds a head that the database could forget."""
    happened = watched(monkeypatch)
    earned(stage)
    steps = [each for each in happened if isinstance(each, str)]
    assert steps == ["_signed", "_keep", "_make_public"]
    after = set(happened[happened.index("_make_public") :])
    assert on_disk(log_file(1, CHECKPOINT)) <= after
