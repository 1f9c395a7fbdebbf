"""What can be wrong with a badge, as errors whose messages are sentences for people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

_PLACE = re.compile(r"\{([a-z_]+)\}")


class Said(str):
    """A sentence in plain English that still knows its template and its facts.

    The template, such as “The proof has no “{name}”.”, tells whoever speaks another language which
    sentence it is; a fact may be a sentence itself.
    """

    __slots__ = ("facts", "template")
    template: str
    facts: Mapping[str, str]

    def __new__(cls, template: str, /, **facts: object) -> Self:
        """Fill the template's places by name; without facts it is the sentence as it is."""
        texts = {name: fact if isinstance(fact, str) else str(fact) for name, fact in facts.items()}
        made = super().__new__(cls, filled(template, texts))
        made.template, made.facts = template, texts
        return made


def filled(template: str, facts: Mapping[str, str]) -> str:
    """Put facts into a template's places, and nothing else: no format of a stranger's is obeyed."""
    return _PLACE.sub(lambda place: facts.get(place[1], place[0]), template)


class SaidError(Exception):
    """An error whose message is a sentence for people, known by its template."""

    def __init__(self, template: str, /, **facts: object) -> None:
        self.said = template if isinstance(template, Said) else Said(template, **facts)
        super().__init__(self.said)


class BadgeError(SaidError, ValueError):
    """Base of everything this room refuses; the message is a plain English sentence."""


class UnreadableError(BadgeError):
    """The bytes are not a badge: not JSON, not a picture with a badge in it, or too large."""


class LinkedDataError(BadgeError):
    """The document is JSON but not sound JSON-LD: an unknown context, or an undefined term."""


class CanonicalisationError(BadgeError):
    """The graph needs more work to put in order than the budget allows, or is ambiguous."""


class ProofError(BadgeError):
    """The proof is malformed, of an unknown kind, or does not match the document."""


class UnsupportedProofError(ProofError):
    """The proof may be sound, but it is of a kind that is not checked here."""


class IdentifierError(BadgeError):
    """A DID, key or multibase text is malformed."""


class StatusError(BadgeError):
    """A status list is malformed, too short, or does not hold the index asked for."""
