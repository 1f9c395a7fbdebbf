"""What can be wrong with a log, as errors whose messages are sentences for people."""

from __future__ import annotations


class TransparencyError(ValueError):
    """Base of everything this room refuses; the message is a plain English sentence."""


class ProofError(TransparencyError):
    """A proof does not hold, or nothing can be proved of such a place or size."""


class TileError(TransparencyError):
    """A tile or a bundle of entries is malformed, or not what belongs at its path."""


class MissingTileError(TileError):
    """A tile or a bundle of entries that the tree's size calls for is not there."""


class NoteError(TransparencyError):
    """A signed note, key or checkpoint is not written as the standard says."""


class SignatureError(TransparencyError):
    """A note bears no signature by a known key, or a known key's signature is wrong."""


class EntryError(TransparencyError):
    """An entry, or what is to be logged, is not written as ADR 7 says."""


class PolicyError(TransparencyError):
    """A policy of logs and witnesses is not written as the standard says."""
