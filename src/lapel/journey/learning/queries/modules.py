"""Reads: a person's enrolments, how far she is, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch

from lapel.journey.catalogue.queries import modules
from lapel.journey.learning.models import CheckAnswer, Enrolment, LearningMedia, ModuleProgress

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from lapel.journey.catalogue.models import MicroCredential
    from lapel.journey.people.models import Person

Item = dict[str, Any]


@dataclass(frozen=True)
class Step:
    """A module with how far she is in it; `number` counts from 1."""

    number: int
    module: Item
    finished: bool
    begun: bool

    @property
    def key(self) -> str:
        """Give the module's key."""
        key: str = self.module["key"]
        return key


@dataclass(frozen=True)
class Way:
    """All steps of an enrolment."""

    steps: list[Step]

    @property
    def done(self) -> int:
        """Count the finished modules."""
        return sum(step.finished for step in self.steps)

    @property
    def total(self) -> int:
        """Count the modules."""
        return len(self.steps)

    @property
    def minutes_left(self) -> int:
        """Add up the minutes of what is not finished."""
        return sum(step.module["minutes"] for step in self.steps if not step.finished)

    @property
    def next(self) -> Step | None:
        """Give the first module that is not finished; None when all are."""
        return next((step for step in self.steps if not step.finished), None)


@dataclass(frozen=True)
class Checked:
    """A check of a module with what she answered last, if anything."""

    number: int
    check: Item
    answered: int | None

    @property
    def choice(self) -> Item | None:
        """Give the option she took."""
        options: list[Item] = self.check["options"]
        known = self.answered is not None and self.answered < len(options)
        return options[self.answered] if known and self.answered is not None else None


def enrolments_of(person: Person) -> QuerySet[Enrolment]:
    """Give a person's open enrolments, the latest first, with version and progress."""
    found = Enrolment.objects.filter(person=person, left_at__isnull=True)
    found = found.select_related("version__microcredential", "version__competency", "organisation")
    return found.prefetch_related(_progress()).order_by("-enrolled_at", "pk")


def left_enrolments_of(person: Person) -> QuerySet[Enrolment]:
    """Give the enrolments a person has left and may come back to, the latest first."""
    left = Enrolment.objects.filter(person=person, left_at__isnull=False)
    return left.select_related("version__microcredential").order_by("-left_at")


def _progress() -> Prefetch[str]:
    return Prefetch("progress", queryset=ModuleProgress.objects.order_by("id"))


def enrolment_of(person: Person, microcredential: MicroCredential) -> Enrolment | None:
    """Find a person's open enrolment in a micro-credential, in whichever version she began."""
    return enrolments_of(person).filter(version__microcredential=microcredential).first()


def own_enrolment(person: Person, enrolment_id: UUID) -> Enrolment | None:
    """Find an enrolment by its id if it is this person's, left or not."""
    found = Enrolment.objects.filter(person=person, id=enrolment_id)
    found = found.select_related("version__microcredential", "version__competency", "organisation")
    return found.prefetch_related(_progress()).first()


def way_of(enrolment: Enrolment) -> Way:
    """Give the modules of an enrolment with how far she is in each."""
    rows = {row.module: row for row in enrolment.progress.all()}
    return Way(
        [
            Step(
                number,
                module,
                finished=(row := rows.get(module["key"])) is not None
                and row.finished_at is not None,
                begun=row is not None,
            )
            for number, module in enumerate(modules(enrolment.version), start=1)
        ]
    )


def step_of(enrolment: Enrolment, key: str) -> Step | None:
    """Find a module of an enrolment by its key."""
    return next((step for step in way_of(enrolment).steps if step.key == key), None)


def position_in(enrolment: Enrolment, key: str) -> int:
    """Give the second of a video at which she stopped; 0 at first."""
    rows = [row for row in enrolment.progress.all() if row.module == key]
    return rows[0].position if rows else 0


def checks_of(enrolment: Enrolment, module: Item) -> list[Checked]:
    """Give a module's checks with her last answers."""
    answers = CheckAnswer.objects.filter(enrolment=enrolment, module=module["key"])
    given = dict(answers.values_list("check_key", "option"))
    return [
        Checked(number, check, given.get(check["key"]))
        for number, check in enumerate(module.get("checks", []), start=1)
    ]


def media_at(key: str) -> LearningMedia | None:
    """Find a piece of learning media by the file name that modules use."""
    return LearningMedia.objects.filter(key=key).first()
