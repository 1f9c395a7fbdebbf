"""Fetch the browser files we ship from their npm packages and check them: `make vendor`.

Each folder's VENDORED.json names file, package, version and path, licence and sha256. A file whose
`from` ends in a further step (", instanced …") is made by hand and only its sha256 is checked.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
SOURCE = re.compile(r"npm:(?P<package>\S+) (?P<path>[^\s,]+)(?P<step>, .*)?")


def listings() -> list[Path]:
    """Find every VENDORED.json of the source and the tests."""
    return sorted(
        [*(ROOT / "src").rglob("VENDORED.json"), *(ROOT / "tests").rglob("VENDORED.json")]
    )


def packed(package: str, path: str) -> bytes:
    """Read one file out of a package, fetched with `npm pack`."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--silent", "--pack-destination", folder, package]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        (archive,) = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as files:
            member = files.extractfile(f"package/{path}")
            assert member is not None
            return member.read()


def bring(folder: Path, entry: dict[str, Any]) -> str:
    """Write one file anew; returns what is wrong, or nothing."""
    source = SOURCE.fullmatch(entry["from"])
    if source is None:
        return f"{entry['file']}: cannot read {entry['from']!r}"
    target = folder / entry["file"]
    if not source["step"]:
        content = packed(source["package"], source["path"])
        if "without" in entry:
            lines = content.splitlines(keepends=True)
            content = b"".join(x for x in lines if not x.startswith(entry["without"].encode()))
        target.write_bytes(content)
    found = hashlib.sha256(target.read_bytes()).hexdigest()
    return "" if found == entry["sha256"] else f"{entry['file']}: sha256 is {found}"


def main() -> int:
    """Bring every listed file; exit code 1 where one is not what its listing says."""
    wrong = []
    for listing in listings():
        for entry in json.loads(listing.read_text(encoding="utf-8")):
            wrong += [fault for fault in [bring(listing.parent, entry)] if fault]
    print("\n".join(wrong) or "All vendored files are as listed.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
