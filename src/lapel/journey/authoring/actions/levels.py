"""Say what the levels of a competency ask for: written, reviewed by another, published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.domain.microcredential.canonical import content_hash
from lapel.journey.authoring.actions.refusal import Refusal
from lapel.journey.authoring.events import LevelsPublished, LevelStays
from lapel.journey.authoring.models import (
    CompetencyLevels,
    LevelKept,
    LevelsReview,
    LevelsVersion,
)
from lapel.journey.authoring.policies import may_author, may_review_levels
from lapel.journey.authoring.queries.levels import levels_faults
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now
from lapel.turns import take_turns

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.catalogue.models import Competency
    from lapel.journey.people.models import Organisation, Person


class StaleLevelsError(Exception):
    """Somebody changed the levels since; `newest` is what stands now. Nothing was written."""

    def __init__(self, newest: LevelsVersion) -> None:
        super().__init__("The levels were changed meanwhile.")
        self.newest = newest


def write_levels(
    *,
    person: Person,
    organisation: Organisation,
    competency: Competency,
    content: dict[str, Any],
    base: str,
) -> LevelsVersion:
    """Keep levels as a draft, faults and all; `base` is the hash of what they were made from.

    Whoever is first keeps them for her organisation. The writer's own draft that nobody reviewed
    changes in place; every other change is the next number. `StaleLevelsError` when the newest is
    another than `base` by now.
    """
    with transaction.atomic():
        take_turns(f"authoring.levels:{competency.pk}")
        levels = CompetencyLevels.objects.filter(competency=competency).first()
        if not may_author(person, levels.organisation if levels else organisation):
            raise PermissionDenied
        if levels is None:
            levels = CompetencyLevels.objects.create(
                organisation=organisation, competency=competency
            )
        newest = levels.versions.order_by("-number").first()
        content = {**content, "competency": competency.pk}
        digest = content_hash(content)
        if newest is not None and newest.content_hash == digest:
            return newest
        if newest is not None and newest.content_hash != base:
            raise StaleLevelsError(newest)
        if newest is None or not newest.is_open_to(person):
            number = newest.number + 1 if newest else 1
            newest = LevelsVersion(levels=levels, number=number, written_by=person)
        newest.content, newest.content_hash, newest.written_at = content, digest, now()
        newest.save()
        _note(newest, person, "written", hash=digest)
    return newest


def review_levels(
    *, person: Person, version_id: UUID, seen: str, verdict: LevelsReview.Verdict, words: str
) -> LevelsReview:
    """Note a review of a draft; `fit` makes it ready to be published, `mend` sends it back.

    `seen` is the hash of what she read. Refused where it changed since, where it is no draft any
    more, where it still has faults, and for sending back without words.
    """
    with transaction.atomic():
        version = _locked(version_id)
        if not may_review_levels(person, version):
            raise PermissionDenied
        if version.state != LevelsVersion.State.DRAFT:
            raise Refusal(_("These levels are not waiting for a review."))
        if version.content_hash != seen:
            raise Refusal(_("They were changed while you read them; please read them again."))
        if verdict == LevelsReview.Verdict.MEND and not words.strip():
            raise Refusal(_("Say what is to be mended."))
        if verdict == LevelsReview.Verdict.FIT:
            if levels_faults(version):
                raise Refusal(_("They still have faults, which have to be mended first."))
            version.state = LevelsVersion.State.REVIEWED
            version.save(update_fields=["state"])
        found = LevelsReview.objects.create(
            version=version, person=person, verdict=verdict, words=words.strip(), at=now()
        )
        _note(version, person, "reviewed", words=found.words, verdict=verdict.value)
    return found


def publish_levels(*, person: Person, version_id: UUID) -> LevelsVersion:
    """Publish reviewed levels; those in force until now, and drafts before these, are retired.

    Refused where they are not reviewed, or where the catalogue or other levels have changed so that
    they have faults by now. What somebody reached by the levels before stays hers: the event sees
    to it.
    """
    with transaction.atomic():
        # One after the other: what one leaves out, another that is published now may ask for.
        take_turns("authoring.levels")
        version = _locked(version_id)
        if not may_author(person, version.levels.organisation):
            raise PermissionDenied
        if version.state == LevelsVersion.State.PUBLISHED:
            return version
        if version.state != LevelsVersion.State.REVIEWED:
            raise Refusal(_("Another designer has to find these levels fit first."))
        if levels_faults(version):
            raise Refusal(_("The catalogue has changed: they have faults now, shown below."))
        siblings = LevelsVersion.objects.filter(levels=version.levels_id)
        before = siblings.filter(state=LevelsVersion.State.PUBLISHED).first()
        siblings.filter(number__lt=version.number).exclude(
            state=LevelsVersion.State.RETIRED
        ).update(state=LevelsVersion.State.RETIRED, retired_at=now())
        version.state = LevelsVersion.State.PUBLISHED
        version.published_by, version.published_at = person, now()
        version.save(update_fields=["state", "published_by", "published_at"])
        _note(version, person, "published", hash=version.content_hash)
        announce(LevelsPublished(version_id=version.pk, before_id=before.pk if before else None))
    return version


def put_levels_away(*, person: Person, version_id: UUID) -> LevelsVersion:
    """Put a draft away that shall not be published; its words stay to be read."""
    with transaction.atomic():
        version = _locked(version_id)
        if not may_author(person, version.levels.organisation):
            raise PermissionDenied
        if version.state not in {LevelsVersion.State.DRAFT, LevelsVersion.State.REVIEWED}:
            raise Refusal(_("Only what is not published yet can be put away."))
        version.state, version.retired_at = LevelsVersion.State.RETIRED, now()
        version.save(update_fields=["state", "retired_at"])
        _note(version, person, "put away")
    return version


def keep_level(*, person_id: UUID, version: LevelsVersion, level: str) -> None:
    """Keep a level that somebody reached by a version now replaced, and have her told, once.

    A job calls it, inside its transaction.
    """
    kept, is_new = LevelKept.objects.get_or_create(
        person_id=person_id, version=version, defaults={"level": level, "at": now()}
    )
    if is_new:
        announce(LevelStays(kept_id=kept.pk))


def forget_levels(*, person_id: UUID) -> None:
    """Erase what somebody who left had kept; a job calls it."""
    LevelKept.objects.filter(person=person_id).delete()


def _locked(version_id: UUID) -> LevelsVersion:
    found = LevelsVersion.objects.select_for_update(of=("self",))
    return found.select_related("levels__organisation").get(pk=version_id)


def _note(
    version: LevelsVersion, person: Person, action: str, *, words: str = "", **facts: str
) -> None:
    note(
        aggregate="levels",
        aggregate_id=version.levels_id,
        action=action,
        actor=person.pk,
        facts={"version": version.number, **facts},
        words=words,
    )
