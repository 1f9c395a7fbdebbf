"""A micro-credential with a holder of its first version, and the versions that come after."""

from __future__ import annotations

import copy
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from issuing.earning import earned
from lapel.journey.catalogue.events import VersionPublished
from lapel.journey.catalogue.models import Version
from lapel.journey.consent.queries import STATEMENTS
from lapel.journey.evidence.actions import attest_draft, submit_evidence
from lapel.journey.issuing.actions import begin_refresh
from lapel.journey.issuing.models import Award
from lapel.journey.record.actions import announce, clock_at, deliver_all
from lapel.journey.record.queries import now, parked_deliveries, sha256_of
from lapel.journey.review.models import Case
from review.stage import Stage, content, lock, publish

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from cast import Cast
    from lapel.journey.evidence.models import Draft

Content = dict[str, Any]
NEW_WORDS = "Plan: four open questions, each with a written follow-up and a likely answer."


def first_rubric() -> list[Content]:
    """Give a rubric whose first criterion reads her words alone."""
    plans, waits, extra = content()["rubric"]
    return [{**plans, "reads": ["overview.context"]}, waits, extra]


def changed(rubric: list[Content]) -> list[Content]:
    """Let the first criterion ask for more words than before."""
    told = copy.deepcopy(rubric)
    told[0]["levels"]["yes"] = NEW_WORDS
    return told


def later(days: int = 1) -> AbstractContextManager[None]:
    """Let some days pass: nothing is signed twice in the same second."""
    return clock_at(now() + timedelta(days=days))


class Refreshing(Stage):
    """Amina holds version 1; Dara publishes further ones, and Ben and Bola assess them."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.version = publish(cast.college, cast.dara, slug="waiting", rubric=first_rubric())
        self.microcredential = self.version.microcredential
        for assessor in (cast.ben, cast.bola):
            self.appoint(assessor)
        self.first = earned(self)

    def publish(self, **change: Any) -> Version:
        """Publish the next version: another rubric, unless something else is told."""
        from django.db import transaction

        before = self.version
        body = copy.deepcopy(before.content)
        body |= {"rubric": changed(body["rubric"]), "reworded": [], "version_note": "Four now."}
        body |= change
        with transaction.atomic():
            self.version = Version.objects.create(
                microcredential=self.microcredential,
                number=before.number + 1,
                title=before.title,
                summary=before.summary,
                competency=before.competency,
                category=before.category,
                level=before.level,
                language=before.language,
                effort_hours=before.effort_hours,
                content=body,
                content_hash=sha256_of(body),
                rubric_hash=sha256_of(body["rubric"]),
                note=body["version_note"],
                published_at=now(),
                published_by=self.cast.dara,
            )
            self.microcredential.current = self.version
            self.microcredential.save()
            announce(VersionPublished(version_id=self.version.pk))
        for assessor in (self.cast.ben, self.cast.bola):
            self.appoint(assessor)
        return self.version

    def begin(self, award: Award | None = None) -> Draft:
        """Have Amina begin her refresh."""
        return begin_refresh(person=self.cast.amina, award_id=(award or self.first).pk)

    def submit(self, draft: Draft, key: str = "once") -> Case:
        """Have her give her word and submit, and deliver the news."""
        attest_draft(person=self.cast.amina, draft_id=draft.pk, keys=list(STATEMENTS))
        submission = submit_evidence(person=self.cast.amina, draft_id=draft.pk, key=key)
        deliver_all()
        return Case.objects.get(submission=submission)

    def score(self, levels: str = "yes") -> None:
        """Have both assessors score it, and stop before any job on the decision runs."""
        lock(self.cast.ben, levels)
        lock(self.cast.bola, levels)

    def refreshed(self) -> Award:
        """Have the refresh earned and issued."""
        self.submit(self.begin())
        self.score()
        deliver_all()
        assert list(parked_deliveries()) == []
        return Award.objects.get(achievement__version=self.version)
