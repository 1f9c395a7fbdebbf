"""What a stack requires, and how far somebody is on the way: `all`, `any`, `at_least` … `of`."""

from lapel.domain.pathways.requirements import (
    Fault,
    Progress,
    Requires,
    faults,
    layers,
    members,
    missing,
    progress,
    satisfied,
)

__all__ = [
    "Fault",
    "Progress",
    "Requires",
    "faults",
    "layers",
    "members",
    "missing",
    "progress",
    "satisfied",
]
