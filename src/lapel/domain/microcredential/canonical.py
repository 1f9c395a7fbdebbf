"""Fingerprints of documents: SHA-256 over the canonical form of RFC 8785."""

from __future__ import annotations

import hashlib
from typing import Any

import rfc8785


def content_hash(content: dict[str, Any]) -> str:
    """Hash a whole document; the order of its fields and its spacing do not matter."""
    return _hash(content)


def rubric_hash(content: dict[str, Any]) -> str:
    """Hash the rubric alone: two versions that share it are scored alike (R1)."""
    return _hash(content["rubric"])


def _hash(value: Any) -> str:
    return hashlib.sha256(rfc8785.dumps(value)).hexdigest()
