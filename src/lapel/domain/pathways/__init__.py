"""What a stack requires, and how far somebody is on the way: `all`, `any`, `at_least` … `of`."""

from lapel.domain.pathways.map import Layout, broken, laid_out
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
    "Layout",
    "Progress",
    "Requires",
    "broken",
    "faults",
    "laid_out",
    "layers",
    "members",
    "missing",
    "progress",
    "satisfied",
]
