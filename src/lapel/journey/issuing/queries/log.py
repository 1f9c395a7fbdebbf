"""Whether a decision stands in the audit log (R18)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.record.queries import digest_of, history, sha256_of

if TYPE_CHECKING:
    from lapel.journey.review.models import Decision


def is_in_the_log(decision: Decision) -> bool:
    """Tell whether a decision's record hashes to what its submission's chain holds."""
    if sha256_of(decision.record) != decision.record_hash:
        return False
    entries = history("submission", decision.case.submission_id).filter(action="decision recorded")
    return any(
        entry.facts.get("record_hash") == decision.record_hash and digest_of(entry) == entry.digest
        for entry in entries
    )
