"""1EdTech's official JSON schemas of Open Badges 3.0, as tests ask them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft201909Validator

VENDOR = Path(__file__).parents[2] / "vendor"


@cache
def _validator(kind: str) -> Draft201909Validator:
    schema = json.loads((VENDOR / f"ob_v3p0_{kind}_schema.json").read_text(encoding="utf-8"))
    return Draft201909Validator(schema, format_checker=Draft201909Validator.FORMAT_CHECKER)


def objections(document: dict[str, Any], kind: str = "achievementcredential") -> list[str]:
    """List what the official schema of `kind` holds against a document, each with its place."""
    return [
        f"{'.'.join(map(str, error.absolute_path))}: {error.message[:200]}"
        for error in _validator(kind).iter_errors(document)
    ]


def achievement_objections(document: dict[str, Any]) -> list[str]:
    """List what the schema's Achievement holds against one that is served by itself."""
    return part_objections(document, "Achievement")


def part_objections(document: dict[str, Any], name: str) -> list[str]:
    """List what a part of the schema, by its name in `$defs`, holds against a document."""
    schema = _validator("achievementcredential").schema
    part = {"$schema": schema["$schema"], "$defs": schema["$defs"], "$ref": f"#/$defs/{name}"}
    return [error.message[:200] for error in Draft201909Validator(part).iter_errors(document)]


def clr_objections(document: dict[str, Any]) -> list[str]:
    """List what CLR 2.0's schema holds against a transcript, and Open Badges' against its badges.

    CLR's own parts are an excerpt (see VENDORED.json); the rest has the same names in both.
    """
    excerpt = json.loads((VENDOR / "1edtech/clr_v2p0_excerpt.json").read_text(encoding="utf-8"))
    shared = _validator("achievementcredential").schema["$defs"]
    whole = excerpt | {"$defs": shared | excerpt["$defs"]}
    checker = Draft201909Validator.FORMAT_CHECKER
    found = Draft201909Validator(whole, format_checker=checker).iter_errors(document)
    inside = document["credentialSubject"].get("verifiableCredential", [])
    return [error.message[:200] for error in found] + [
        said for badge in inside for said in objections(badge)
    ]
