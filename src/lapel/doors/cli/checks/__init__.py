"""What `lapel doctor` proves: one function per part, each a round trip.

A check returns a sentence that says what was tried and came out right, or raises. `NotInOrder`
carries a plain sentence; anything else is told with its type.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable


class NotInOrderError(Exception):
    """A part does not do its work; the message is a plain sentence."""


@dataclass(frozen=True)
class Check:
    """A part in force and the round trip that proves it."""

    part: str
    prove: Callable[[argparse.Namespace], str]
    needs_database: bool = False


def every_check() -> list[Check]:
    """List all checks, in the order in which parts rest on each other."""
    from lapel.doors.cli.checks import addresses, children, logged, signing, stores, traffic

    return [
        Check("settings", stores.settings_in_force),
        Check("clock", stores.clock, needs_database=True),
        Check("disk", stores.disk),
        Check("database", stores.database, needs_database=True),
        Check("audit chain", stores.audit_chain, needs_database=True),
        Check("storage", stores.storage),
        Check("keys", signing.keys, needs_database=True),
        Check("credentials", signing.credentials, needs_database=True),
        Check("issuance log", logged.issuance_log, needs_database=True),
        Check("addresses", addresses.badges_lead_here, needs_database=True),
        Check("jobs", traffic.jobs, needs_database=True),
        Check("parked jobs", traffic.parked_jobs, needs_database=True),
        Check("mail", traffic.mail),
        Check("fetch", traffic.fetch),
        Check("push", traffic.push, needs_database=True),
        Check("scan", children.scan),
        Check("video", children.video),
        Check("redaction", children.redaction),
        Check("pictures", children.pictures),
        Check("paper", children.paper),
    ]
