"""The named failpoints, by the phase of a story in which they are reached."""

from __future__ import annotations

FAILPOINTS: dict[str, tuple[str, ...]] = {
    "autosave": ("evidence.answer-uncommitted", "evidence.answer-saved"),
    "upload": (
        "storage.append-unsynced",
        "storage.append-synced",
        "files.bytes-durable",
        "files.whole",
        "files.received",
        "storage.finish-unmoved",
        "storage.finish-moved",
        "storage.put-unmoved",
        "files.derivatives-stored",
        "files.ready-uncommitted",
        "record.ran.files.rebuild",
    ),
    "submit": (
        "evidence.submitted-uncommitted",
        "evidence.submitted",
        "record.claimed",
        "record.ran.review.open_case",
        "record.ran.messaging.confirm_receipt",
        "record.ran.messaging.offer_work",
        "record.ran.messaging.carry_letters",
        "messaging.handed-over",
    ),
    "score": (
        "review.score-uncommitted",
        "review.score-saved",
        "review.lock-uncommitted",
        "review.decided-uncommitted",
        "review.resolved-uncommitted",
        "review.locked",
        "record.ran.messaging.tell_of_decision",
        "issuing.key-made",
        "issuing.row",
        "issuing.status-signed",
        "issuing.status-stored",
        "issuing.signed",
        "issuing.issued",
        "record.ran.issuing.issue_award",
        "record.ran.issuing.award_stacks",
        "record.ran.issuing.draw_picture",
        "issuing.log-tiles",
        "issuing.log-signed",
        "issuing.log-kept",
        "issuing.log-published",
        "record.ran.issuing.sequence_log",
        "record.ran.messaging.congratulate",
    ),
    "disown": (
        "issuing.signed-anew",
        "issuing.one-signed-anew",
        "record.ran.issuing.make_key",
        "record.ran.issuing.sign_awards_anew",
        "record.ran.messaging.say_fetch_it_again",
    ),
}
# It runs a minute after the first entry of the audit chain, whatever is done meanwhile.
SLOW = "record.ran.record.anchor"
ALL = (SLOW, *(name for names in FAILPOINTS.values() for name in names))


def share(phase: str, story: int, of: int) -> tuple[str, ...]:
    """Give the failpoints of a phase that fall to one of so many stories."""
    return FAILPOINTS.get(phase, ())[story % of :: of]
