"""Reads of messaging: the words of each letter, and the letters that wait or failed."""

from lapel.journey.messaging.queries.post import failed_letters, waiting_letters

__all__ = ["failed_letters", "waiting_letters"]
