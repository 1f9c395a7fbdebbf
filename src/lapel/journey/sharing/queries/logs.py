"""The issuance logs of this instance, as the lines of a policy that name them."""

from __future__ import annotations

from lapel.journey.issuing.queries import log_address, logs, verifier_key


def log_lines() -> list[str]:
    """Give a line for each log that has a key: its verifier key, and where it stands."""
    return [f"log {verifier_key(log.key)} {log_address(log)}" for log in logs() if log.key]


def own_log_lines() -> tuple[str, ...]:
    """Give a whole policy for whoever keeps these logs; no witness has to say that they are."""
    lines = log_lines()
    return (*lines, "quorum none") if lines else ()
