"""Words by which a micro-credential is found, without case and accents, weighed by their place."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

# Title, competency, all the rest.
WEIGHTS = (3, 2, 1)


def fold(text: str) -> list[str]:
    """Split into words without case and accents: `Évaluer` gives `evaluer`."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.findall(r"[^\W_]+", plain)


def marked(word: str, weight: int) -> str:
    """Give what stands in a search text for a folded word, or its beginning, at this weight."""
    return f" {weight}{word}"


def search_text(content: dict[str, Any], competency_title: str) -> str:
    """Give a document's search text: every word once, with its highest weight before it."""
    method = content["method"]
    fields = {3: content["title"], 2: f"{content['competency']} {competency_title}"}
    named = [content[name] for name in ("summary", "statement", "category", "level", "slug")]
    fields[1] = " ".join([*named, method["name"], *method["components"]])
    weights: dict[str, int] = {}
    for weight in WEIGHTS:
        for word in fold(fields[weight]):
            weights.setdefault(word, weight)
    return "".join(marked(word, weight) for word, weight in weights.items())
