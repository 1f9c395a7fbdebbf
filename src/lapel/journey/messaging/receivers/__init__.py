"""Who is told what when something happens; and the post."""

from lapel.journey.messaging.receivers import (
    awards,
    bank,
    daily,
    inquiries,
    letters,
    levels,
    mentoring,
    newer,
    officers,
    privacy,
    programs,
    qualification,
    retention,
    teams,
    vivas,
    watch,
)

__all__ = [
    "awards",
    "bank",
    "daily",
    "inquiries",
    "letters",
    "levels",
    "mentoring",
    "newer",
    "officers",
    "privacy",
    "programs",
    "qualification",
    "retention",
    "teams",
    "vivas",
    "watch",
]
