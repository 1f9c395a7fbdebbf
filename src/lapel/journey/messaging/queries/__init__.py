"""Reads of messaging: letters and what became of them, what programs are told, and devices."""

from lapel.journey.messaging.queries.devices import COOKIE as DEVICE_COOKIE
from lapel.journey.messaging.queries.devices import COOKIE_SECONDS as DEVICE_COOKIE_SECONDS
from lapel.journey.messaging.queries.devices import (
    devices_of,
    mark_of,
    marked,
    opened,
    push_contact,
    push_key,
    pushes_are_on,
)
from lapel.journey.messaging.queries.post import failed_letters, is_written, waiting_letters
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
    "DEVICE_COOKIE",
    "DEVICE_COOKIE_SECONDS",
    "KINDS",
    "award_told",
    "devices_of",
    "endpoint_of",
    "endpoints_of",
    "failed_letters",
    "is_written",
    "latest_messages",
    "mark_of",
    "marked",
    "opened",
    "organisations_kept",
    "push_contact",
    "push_key",
    "pushes_are_on",
    "unpacked",
    "version_told",
    "waiting_letters",
    "waiting_messages",
]
