"""Whether a decision (R18), or an award's signed documents, stand in the audit log."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from lapel.journey.record.queries import digest_of, history, sha256_of

if TYPE_CHECKING:
    from lapel.journey.issuing.models import Award
    from lapel.journey.review.models import Decision


def is_in_the_log(decision: Decision) -> bool:
    """Tell whether a decision's record hashes to what its submission's chain holds."""
    if sha256_of(decision.record) != decision.record_hash:
        return False
    entries = history("submission", decision.case.chain).filter(action="decision recorded")
    return any(
        entry.facts.get("record_hash") == decision.record_hash and digest_of(entry) == entry.digest
        for entry in entries
    )


def are_in_the_log(award: Award) -> bool:
    """Tell whether an award's two documents are those whose hashes were logged as signed here."""
    logged = {
        entry.facts.get(name)
        for entry in history("award", award.pk)
        if digest_of(entry) == entry.digest
        for name in ("document_hash", "public_hash")
    }
    texts = (award.document, award.public_document)
    return {hashlib.sha256(text.encode()).hexdigest() for text in texts} <= logged
