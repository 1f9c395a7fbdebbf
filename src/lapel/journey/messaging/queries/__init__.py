"""Reads of messaging: the words of letters, what waits or failed, and what programs are told."""

from lapel.journey.messaging.queries.post import failed_letters, waiting_letters
from lapel.journey.messaging.queries.webhooks import (
    KINDS,
    award_told,
    endpoint_of,
    endpoints_of,
    latest_messages,
    organisations_kept,
    unpacked,
    version_told,
    waiting_messages,
)

__all__ = [
    "KINDS",
    "award_told",
    "endpoint_of",
    "endpoints_of",
    "failed_letters",
    "latest_messages",
    "organisations_kept",
    "unpacked",
    "version_told",
    "waiting_letters",
    "waiting_messages",
]
