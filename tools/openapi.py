"""Write the OpenAPI documents of all doors into docs/reference/openapi; `--check` only compares."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "docs" / "reference" / "openapi"
BASE = "https://lapel.example"


def documents() -> dict[str, Any]:
    """Give each door's document by the name of its file."""
    from lapel.doors.api import case_description, openbadges_document, wallets_document
    from lapel.doors.api.service import service

    return {
        "api.json": service.get_openapi_schema(path_prefix="/api/"),
        "case-v1p0.json": case_description.openapi("v1p0"),
        "case-v1p1.json": case_description.openapi("v1p1"),
        "openbadges-v3p0.json": openbadges_document.document(BASE),
        "openid4vci.json": wallets_document.openid4vci(),
        "vc-api.json": wallets_document.vc_api(),
    }


def written(document: Any) -> str:
    """Give a document as it stands in its file."""
    return json.dumps(document, indent=2, ensure_ascii=False, default=str) + "\n"


def main() -> int:
    """Write what differs, or say which files are stale."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lapel.settings")
    import django

    django.setup()
    stale = [
        (FOLDER / name, text)
        for name, document in documents().items()
        if (text := written(document)) != _kept(FOLDER / name)
    ]
    for path, text in stale:
        print(f"{path.name} {'is stale' if '--check' in sys.argv else 'written'}.")
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8")
    return int("--check" in sys.argv and bool(stale))


def _kept(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main())
