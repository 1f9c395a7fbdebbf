"""What can be wrong with a badge, as errors whose messages are sentences for people."""

from __future__ import annotations


class BadgeError(ValueError):
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
