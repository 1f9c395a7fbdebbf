"""What a newer version asks of whoever holds an award of an older one (R20; docs/adr/0033)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lapel.domain.microcredential import delta, plan
from lapel.domain.rubrics.levels import Outcome
from lapel.journey.evidence.models import Submission
from lapel.journey.evidence.queries import award_carried_from, refresh_in
from lapel.journey.issuing.models import Award
from lapel.journey.issuing.queries.awards import in_force

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet

    from lapel.domain.microcredential import CriterionDelta, Plan
    from lapel.journey.catalogue.models import MicroCredential, Version
    from lapel.journey.evidence.models import Refresh
    from lapel.journey.people.models import Person
    from lapel.journey.review.models import Decision


@dataclass(frozen=True)
class Newer:
    """An award and the version that is current since: what changed, what she would show.

    `refresh` is hers to that version, if she began one; `earned` says that its attempt was
    decided so.
    """

    award: Award
    version: Version
    criteria: list[CriterionDelta]
    plan: Plan
    refresh: Refresh | None
    earned: bool

    @property
    def older(self) -> int:
        """Give the number of the version that she holds."""
        return _version(self.award).number

    @property
    def stands(self) -> bool:
        """Tell whether something can be carried from the award now."""
        return self.award.state == Award.State.ISSUED and not self.award.has_ended

    @property
    def is_open(self) -> bool:
        """Tell whether she may begin a refresh."""
        return self.stands and self.plan.is_needed and self.refresh is None

    @property
    def asked(self) -> list[CriterionDelta]:
        """Give the criteria to show, in the newer version's order."""
        return [each for each in self.criteria if each.key in self.plan.asked]

    @property
    def carried(self) -> list[CriterionDelta]:
        """Give the criteria that carry over."""
        return [each for each in self.criteria if each.key in self.plan.carried]

    @property
    def removed(self) -> list[CriterionDelta]:
        """Give the criteria that the newer version no longer has."""
        return [each for each in self.criteria if each.kind == "removed"]


def newer_than(award: Award) -> Newer | None:
    """Give what a newer version asks of an award's holder, once she has none of it.

    None where the award is of the current version, rests on no decision made here, or where its
    micro-credential is retired or she holds the current version already.
    """
    version = award.achievement.version
    if version is None or award.decision is None or version.microcredential.retired_at:
        return None
    current = version.microcredential.current
    if current is None or current.number <= version.number or _holds(award.person, current):
        return None
    refresh = refresh_in(award.person, current)
    return Newer(
        award=award,
        version=current,
        criteria=delta(_contents(version, current)),
        plan=plan_for(award, current),
        refresh=refresh,
        earned=refresh is not None and _is_earned(refresh),
    )


def plan_for(award: Award, version: Version) -> Plan:
    """Divide a newer version's criteria into asked and carried, for the holder of an award."""
    if award.decision is None:
        raise ValueError("an award that rests on no decision carries nothing")
    levels = {each["criterion"]: each["level"] for each in award.decision.criteria}
    return plan(delta(_contents(_version(award), version)), levels)


def refreshes_open_to(person: Person) -> list[Newer]:
    """Give what a person may refresh or is refreshing, one for each micro-credential."""
    hers = refreshable().filter(person=person).order_by("achievement__version__number")
    latest = {_version(each).microcredential_id: each for each in hers}
    found = (newer_than(each) for each in latest.values())
    return [each for each in found if each is not None and (each.is_open or each.refresh)]


def refresh_open_in(person: Person, microcredential: MicroCredential) -> Newer | None:
    """Give what a person may refresh, or is refreshing, in one micro-credential."""
    hers = refreshable().filter(
        person=person, achievement__version__microcredential=microcredential
    )
    latest = hers.order_by("-achievement__version__number").first()
    found = newer_than(latest) if latest else None
    return found if found is not None and (found.is_open or found.refresh) else None


def refreshable() -> QuerySet[Award]:
    """Give the awards in force that rest on a decision about a micro-credential."""
    found = Award.objects.filter(
        in_force(), decision__isnull=False, achievement__version__isnull=False
    )
    return found.select_related(
        "person", "decision", "achievement__version__microcredential__current"
    ).defer("document", "public_document")


def holders_to_tell(version: Version) -> QuerySet[Award]:
    """Give the awards of older versions whose holders may care for a version, by id.

    Whether something is asked of one says `newer_than`.
    """
    return refreshable().filter(
        achievement__version__microcredential=version.microcredential_id,
        achievement__version__number__lt=version.number,
    )


def ground_of(decision: Decision) -> Award | None:
    """Give the award that a decided refresh carries from; None for any other attempt."""
    name = award_carried_from(decision.case.submission)
    return Award.objects.filter(pk=name).first() if name else None


def refreshed_by(award: Award) -> Iterable[Award]:
    """Give the awards of newer versions that carry from an award and stand, the newest first."""
    found = Award.objects.filter(
        rests_on=award, achievement__version__isnull=False, state=Award.State.ISSUED
    )
    return found.select_related(
        "person", "achievement__version", "achievement__issuer__organisation"
    ).order_by("-achievement__version__number")


def refreshes_waiting_for(award_id: UUID) -> list[UUID]:
    """Give the decisions that earned a refresh from an award and led to no award yet."""
    found = Submission.objects.filter(
        draft__refresh__award=award_id,
        case__decision__outcome=Outcome.EARNED,
        case__decision__award__isnull=True,
    )
    return list(found.order_by("pk").values_list("case__decision", flat=True))


def _contents(older: Version, newer: Version) -> list[dict[str, object]]:
    between = newer.microcredential.versions.filter(
        number__gte=older.number, number__lte=newer.number
    )
    return list(between.order_by("number").values_list("content", flat=True))


def _version(award: Award) -> Version:
    if award.achievement.version is None:
        raise ValueError("only an award of a micro-credential has versions")
    return award.achievement.version


def _holds(person: Person, version: Version) -> bool:
    held = Award.objects.filter(person=person, achievement__version=version)
    return held.exclude(state=Award.State.REVOKED).exists()


def _is_earned(refresh: Refresh) -> bool:
    outcomes = refresh.draft.submissions.values_list("outcome", flat=True)
    return Submission.Outcome.EARNED in outcomes
