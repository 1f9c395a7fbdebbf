"""Whether what was signed here still leads here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from lapel.doors.cli.checks import NotInOrderError

if TYPE_CHECKING:
    import argparse


def badges_lead_here(_options: argparse.Namespace) -> str:
    """Compare the address in the first and the latest award with the one that is served."""
    from django.conf import settings

    said = moved()
    if said and settings.IS_DEMO:
        raise NotInOrderError(said)
    return said or f"what is signed here begins with {settings.BASE_URL}"


def moved() -> str:
    """Say that awards were signed under another address, and the way out; empty where none was."""
    from django.conf import settings

    elsewhere = sorted({each for each in _signed_under() if each != settings.BASE_URL})
    if not elsewhere:
        return ""
    names = ", ".join(elsewhere)
    if settings.IS_DEMO:
        return (
            f"this demo was loaded under {names} and is served under {settings.BASE_URL}: its "
            "badges and links lead to the former. `lapel demo --reset` loads it anew for this "
            f"address; LAPEL_BASE_URL={elsewhere[0]} serves it where it was."
        )
    return (
        f"badges were signed under {names}, which is not {settings.BASE_URL}; that address has to "
        "lead here for as long as they are checked, or LAPEL_BASE_URL is to be set back."
    )


def _signed_under() -> set[str]:
    """Give the addresses in the ids of the first and the latest award."""
    from lapel.journey.issuing.models import Award

    signed = Award.objects.exclude(document="").values_list("document", flat=True)
    ends = (signed.order_by("issued_at").first(), signed.order_by("-issued_at").first())
    ids = [str(json.loads(each).get("id", "")) for each in ends if each]
    return {name.partition("/id/")[0] for name in ids if "/id/" in name}
