"""Where bundles are put: each whole or not at all, none that does not verify, none twice."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lapel.domain.badges.verdicts import Outcome
from lapel.ports.checking.bundle import MANIFEST
from lapel.ports.checking.bundles import verify_bundle

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from lapel.domain.badges.verdicts import Verification
    from lapel.ports.checking.trustfile import Trusted


@dataclass
class Shelf:
    """A folder of bundles; `done` counts written and unchanged ones, `wrong` says why not."""

    out: Path
    trusted: Trusted
    done: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[str, str]] = field(default_factory=list)

    def put(self, name: str, files: Mapping[str, bytes]) -> None:
        """Write a bundle, unless it stands there already, or an auditor would refuse it."""
        answer = self._verified(files)
        if answer.outcome in (Outcome.NOT_VALID, Outcome.UNREADABLE):
            self.wrong.append((name, answer.headline))
            return
        self.done["written" if write_bundle(self.out / name, files) else "unchanged"] += 1

    def _verified(self, files: Mapping[str, bytes]) -> Verification:
        return verify_bundle(_Held(files), now=datetime.now(UTC), trusted=self.trusted)


@dataclass(frozen=True)
class _Held:
    """A reader of files in memory."""

    files: Mapping[str, bytes]

    def read(self, name: str, /) -> bytes | None:
        return self.files.get(name)


def write_bundle(place: Path, files: Mapping[str, bytes]) -> bool:
    """Put a folder with these files in its place; False where it holds the same already.

    It is written beside and moved there whole. Raises OSError.
    """
    if _is_same(place, files):
        return False
    part, old = (place.with_name(f".{place.name}.{word}") for word in ("part", "old"))
    for left in (part, old):  # by a run that was killed
        shutil.rmtree(left, ignore_errors=True)
    part.mkdir()
    for name, content in files.items():
        (part / name).parent.mkdir(exist_ok=True)
        (part / name).write_bytes(content)
    if place.exists():
        place.rename(old)
    part.rename(place)
    shutil.rmtree(old, ignore_errors=True)
    return True


def _is_same(place: Path, files: Mapping[str, bytes]) -> bool:
    """Compare byte for byte; of two manifests only what they list, not when they were made."""
    if not place.is_dir() or _names_in(place) != set(files):
        return False
    rest = files.keys() - {MANIFEST}
    return all(_holds(place / name, files[name]) for name in rest) and _lists_same(
        (place / MANIFEST).read_bytes(), files[MANIFEST]
    )


def _names_in(place: Path) -> set[str]:
    return {str(each.relative_to(place)) for each in place.rglob("*") if not each.is_dir()}


def _holds(place: Path, content: bytes) -> bool:
    return (
        place.is_file() and place.stat().st_size == len(content) and (place.read_bytes() == content)
    )


def _lists_same(one: bytes, other: bytes) -> bool:
    try:
        first, second = json.loads(one), json.loads(other)
    except ValueError:
        return False
    return isinstance(first, dict) and {**first, "made": ""} == {**second, "made": ""}
