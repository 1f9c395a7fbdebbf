"""Who is told what when something happens; and the post."""

from lapel.journey.messaging.receivers import (
    awards,
    inquiries,
    letters,
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
    "inquiries",
    "letters",
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
