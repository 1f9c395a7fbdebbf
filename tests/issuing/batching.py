"""Short ways to a batch: a table, uploaded and confirmed by Hana."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.issuing import actions

if TYPE_CHECKING:
    from lapel.journey.issuing.models import Batch
    from review.stage import Stage

GROUND = "They finished the course of 2025 and taught the lesson before two colleagues."


def table(*emails: str) -> bytes:
    """Write a table of people; the name is what stands before the address's @."""
    lines = [f"{email.partition('@')[0].capitalize()},{email}" for email in emails]
    return "\n".join(["name,email", *lines, ""]).encode()


def many(count: int) -> list[str]:
    return [f"teacher{number}@example.org" for number in range(count)]


def uploaded(stage: Stage, *emails: str) -> Batch:
    return actions.upload_batch(person=stage.cast.hana, subject=stage.version, data=table(*emails))


def confirmed(stage: Stage, *emails: str) -> Batch:
    batch = uploaded(stage, *emails)
    return actions.confirm_batch(person=stage.cast.hana, batch_id=batch.pk, words=GROUND)


def issued(stage: Stage, *emails: str) -> Batch:
    return actions.issue_batch(batch_id=confirmed(stage, *emails).pk)
