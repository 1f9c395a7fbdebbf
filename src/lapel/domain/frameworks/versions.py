"""What CASE 1.0 does not know of a 1.1 document."""

from __future__ import annotations

from typing import Any

# CASE 1.1, “revision history”: attributes that were added; everything else stayed as it was.
_NEW = frozenset({"caseVersion", "frameworkType", "extensions", "targetType"})
_NEW_IN = {"CFItem": {"subject", "subjectURI"}, "CFAssociation": {"notes"}}


def as_1_0(document: Any, kind: str = "") -> Any:
    """Give a 1.1 document, or part of one, without what 1.0 does not know.

    `kind` is what the document is, as in "CFItem" or "CFPackage".
    """
    if isinstance(document, list):
        return [as_1_0(one, kind) for one in document]
    if not isinstance(document, dict):
        return document
    unknown = _NEW | _NEW_IN.get(kind, set())
    return {
        name: as_1_0(value, name.removesuffix("s"))
        for name, value in document.items()
        if name not in unknown
    }
