"""What of a draft is deleted when; and why it is not."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from lapel.domain.rubrics.appeals import TERM
from lapel.domain.rubrics.lifecycle import FINAL, LOOK_OVER
from lapel.journey.evidence.models import Artefact, Draft, Share, Submission
from lapel.journey.files.models import Derivative, StoredFile
from lapel.journey.integrity.models import Inquiry
from lapel.journey.issuing.models import Award
from lapel.journey.people.queries import calendar_of
from lapel.journey.record.queries import now
from lapel.journey.retention.models import Clock, Notice, Stage
from lapel.journey.retention.queries.times import standing_hold, times_of
from lapel.journey.review.models import Case

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from lapel.journey.people.models import Person
    from lapel.journey.retention.models import Times

WARNING = timedelta(days=14)
MOST_PUT_OFF = 2
_ENROLMENT = ("enrolment__version", "enrolment__person", "enrolment__organisation")
EXTENDABLE = frozenset({Stage.DRAFT, Stage.REMOVED, Stage.ORIGINALS})


@dataclass(frozen=True)
class Step:
    """What is deleted together on a day; `told` is the warning that stands."""

    stage: Stage
    on: date
    files: tuple[StoredFile, ...]
    told: Notice | None = None

    @property
    def words(self) -> str:
        """Call it in words."""
        return str(self.stage.label)


@dataclass(frozen=True)
class Plan:
    """What is kept of a draft, and until when; `held` says why nothing of it is deleted now."""

    draft: Draft
    steps: tuple[Step, ...]
    held: str = ""
    put_off: int = 0
    erased: int = 0
    keep: frozenset[UUID] = field(default_factory=frozenset)


def plans_of(person: Person) -> list[Plan]:
    """Give the plan of each of her drafts that has files, the next day first."""
    drafts = Draft.objects.filter(enrolment__person=person)
    plans = [plan_of(draft) for draft in drafts.select_related(*_ENROLMENT)]
    shown = [plan for plan in plans if plan.steps or plan.erased]
    return sorted(shown, key=lambda plan: min((str(step.on) for step in plan.steps), default="~"))


def can_put_off(plan: Plan, times: Times) -> bool:
    """Tell whether she may put off what she was warned of."""
    waits = any(step.told and step.stage in EXTENDABLE for step in plan.steps)
    return waits and bool(times.extension) and plan.put_off < MOST_PUT_OFF


def plan_of(draft: Draft) -> Plan:
    """Say what of a draft is deleted when, as things stand today."""
    about = _About(draft)
    clock = Clock.objects.filter(pk=draft.pk).first()
    told = {each.stage: each for each in _open_notices(clock)}
    steps = [_put_off(step, clock) for step in about.steps()]
    return Plan(
        draft=draft,
        steps=tuple(Step(each.stage, each.on, each.files, told.get(each.stage)) for each in steps),
        held=about.held(),
        put_off=clock.put_off if clock else 0,
        erased=sum(file.erased_at is not None for file in about.files),
        keep=about.keep(),
    )


def _open_notices(clock: Clock | None) -> list[Notice]:
    return list(clock.notices.filter(ended_at=None)) if clock else []


def _put_off(step: Step, clock: Clock | None) -> Step:
    if clock is None or clock.not_before is None or step.stage not in EXTENDABLE:
        return step
    return Step(step.stage, max(step.on, clock.not_before), step.files)


class _About:
    """A draft with its files, its attempts, and those of teammates who share its files (R24)."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.times = times_of(draft.enrolment.organisation)
        self.zone = calendar_of(draft.enrolment.organisation).zone
        self.artefacts = list(draft.artefacts.select_related("file", "captions"))
        both = [file for each in self.artefacts for file in (each.file, each.captions)]
        self.files = [file for file in both if file is not None]
        shares = Share.objects.filter(artefact__draft=draft, draft__isnull=False)
        shares = shares.select_related("draft__enrolment__person")
        self.sharing = {each.draft_id for each in shares if each.ended_at is None}
        self.drafts = [draft, *{each.draft for each in shares if each.draft}]
        found = Submission.objects.filter(draft__in=self.drafts)
        self.attempts = list(found.order_by("submitted_at"))
        self.named = _named(self.attempts)
        # captions that she has replaced since, as an attempt froze them
        left = self.named.keys() - {file.id for file in self.files}
        self.files += StoredFile.objects.filter(pk__in=left, owner=draft.enrolment.person_id)

    def held(self) -> str:
        """Give why nothing is deleted now: "", review, appeal, inquiry, hold."""
        if any(standing_hold(each.enrolment.person) for each in self.drafts):
            return "hold"
        ids = [each.pk for each in self.attempts]
        if Inquiry.objects.filter(submission__in=ids, closed_at=None).exists():
            return "inquiry"
        cases = Case.objects.filter(submission__in=ids)
        if cases.filter(state="appeal").exists():
            return "appeal"
        looked_at = ~Q(look_state="") & ~Q(look_state__in=[str(each) for each in LOOK_OVER])
        open_cases = cases.filter(~Q(state__in=[str(each) for each in FINAL]) | looked_at)
        queued = any(each.state == Submission.State.QUEUED for each in self.attempts)
        return "review" if queued or open_cases.exists() else ""

    def keep(self) -> frozenset[UUID]:
        """Give the derivatives that stay when originals go: what others saw, covered or named."""
        rows = Derivative.objects.filter(file__in=self.files, withdrawn_at=None, erased_at=None)
        found = list(rows.order_by("edition").values_list("id", "file", "edition"))
        named = set().union(*self.named.values()) if self.named else set()
        newest = {file: edition for _id, file, edition in found if edition}
        return frozenset(
            each for each, file, edition in found if each in named or newest.get(file) == edition
        )

    def steps(self) -> list[Step]:
        """Give what is deleted together, each with its day; nothing that is gone already."""
        removed = self._removed()
        gone = {file.id for each in removed for file in _files(each)}
        live = [file for file in self.files if file.id not in gone and file.erased_at is None]
        days = self._days()
        whole = [each for each in live if each.original_erased_at is None]
        if Stage.DRAFT in days:
            steps = [self._step(Stage.DRAFT, days[Stage.DRAFT], live)]
        else:
            steps = [
                self._step(Stage.ORIGINALS, days[Stage.ORIGINALS], whole),
                self._step(Stage.SHOWN, days[Stage.SHOWN], live),
            ]
        steps += [self._removed_step(removed), self._taken_step(live)]
        return sorted((each for each in steps if each), key=lambda step: step.on)

    def _step(self, stage: Stage, at: datetime, files: list[StoredFile]) -> Step | None:
        return Step(stage, self._day(at), tuple(files)) if files else None

    def _day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def _days(self) -> dict[Stage, datetime]:
        """Give from when the files may go: of a draft together, else originals and the rest."""
        at_work = [each for each in self.drafts if self._may_go_on(each)] or [self.draft]
        drafts = max(each.changed_at for each in at_work) + timedelta(days=self.times.drafts)
        closed = [each for each in self.attempts if each.closed_at]
        if not closed:
            return {Stage.DRAFT: drafts}
        ended = max(each.closed_at for each in closed if each.closed_at)
        originals = ended + TERM + timedelta(days=self.times.originals)
        shown = max([ended + timedelta(days=self.times.shown), *self._awards_end()])
        if any(self._may_go_on(each) for each in self.drafts):
            originals, shown = max(originals, drafts), max(shown, drafts)
        return {Stage.ORIGINALS: originals, Stage.SHOWN: max(shown, originals)}

    def _may_go_on(self, draft: Draft) -> bool:
        """Tell whether its teacher may still hand these files in, hers or shared with her (R24)."""
        closed = [each for each in self.attempts if each.draft_id == draft.pk and each.closed_at]
        if closed:
            return closed[-1].reopened
        return draft.pk == self.draft.pk or draft.pk in self.sharing

    def _awards_end(self) -> list[datetime]:
        cases = [each.pk for each in self.attempts]
        awards = Award.objects.filter(decision__case__submission__in=cases)
        lives = awards.exclude(state=Award.State.REVOKED).exclude(valid_until=None)
        return [each for each in lives.values_list("valid_until", flat=True) if each]

    def _removed(self) -> list[Artefact]:
        return [
            each
            for each in self.artefacts
            if (each.removed_at or each.file.removed_at) and not self._is_named(each)
        ]

    def _is_named(self, artefact: Artefact) -> bool:
        return any(file.id in self.named for file in _files(artefact))

    def _removed_step(self, removed: list[Artefact]) -> Step | None:
        files = [file for each in removed for file in _files(each) if file.erased_at is None]
        ends = [at for each in removed if (at := each.removed_at or each.file.removed_at)]
        after = timedelta(days=self.times.removed)
        return self._step(Stage.REMOVED, max(ends) + after, files) if files else None

    def _taken_step(self, live: list[StoredFile]) -> Step | None:
        rows = Derivative.objects.filter(file__in=live, erased_at=None, withdrawn_at__isnull=False)
        since = dict(rows.order_by("withdrawn_at").values_list("file_id", "withdrawn_at"))
        files = [each for each in live if each.id in since]
        ends = [at for at in since.values() if at]
        after = timedelta(days=self.times.removed)
        return self._step(Stage.TAKEN, max(ends) + after, files) if files else None


def is_named(draft: Draft, file_id: UUID) -> bool:
    """Tell whether a standing attempt of this draft, or of a teammate's, holds a file."""
    return file_id in _About(draft).named


def _files(artefact: Artefact) -> list[StoredFile]:
    return [file for file in (artefact.file, artefact.captions) if file is not None]


def _named(attempts: Collection[Submission]) -> dict[UUID, set[UUID]]:
    """Give each file that a standing attempt names, with the derivatives it names of it."""
    found: dict[UUID, set[UUID]] = {}
    for attempt in attempts:
        if attempt.state == Submission.State.WITHDRAWN:
            continue
        for each in attempt.manifest.get("artefacts", []):
            ids = {UUID(row["id"]) for row in each["derivatives"]}
            for key in (each["file"], each.get("captions")):
                if key:
                    found.setdefault(UUID(key), set()).update(ids)
    return found


def today(draft: Draft) -> date:
    """Tell the day it is where a draft's teacher works."""
    return now().astimezone(calendar_of(draft.enrolment.organisation).zone).date()
