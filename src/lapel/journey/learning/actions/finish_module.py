"""Keep how far a teacher is in a module."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.catalogue.queries import modules
from lapel.journey.diagnosis.actions import note_learning
from lapel.journey.learning.actions.refusal import Refusal
from lapel.journey.learning.models import CheckAnswer, ModuleProgress
from lapel.journey.learning.policies import is_hers
from lapel.journey.learning.queries import step_of
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from lapel.journey.learning.models import Enrolment
    from lapel.journey.learning.queries import Item
    from lapel.journey.people.models import Person

LONGEST_VIDEO = 24 * 60 * 60


def finish_module(*, person: Person, enrolment: Enrolment, module: str) -> ModuleProgress:
    """Mark a module as done; a practice only once each of its checks has an answer."""
    found = module_of(person=person, enrolment=enrolment, module=module)
    if found["kind"] == "practice" and _unanswered(enrolment, found):
        raise Refusal(_("Answer each check first; a wrong answer is fine, and you see why."))
    with transaction.atomic():
        progress, _made = ModuleProgress.objects.get_or_create(enrolment=enrolment, module=module)
        if progress.finished_at is None:
            progress.finished_at = now()
            progress.save(update_fields=["finished_at"])
            _tell_diagnosis(enrolment)
    return progress


def _tell_diagnosis(enrolment: Enrolment) -> None:
    """Let diagnosis know when the last module is done: she may be asked about it again."""
    done = ModuleProgress.objects.filter(enrolment=enrolment, finished_at__isnull=False)
    if {each["key"] for each in modules(enrolment.version)} <= set(
        done.values_list("module", flat=True)
    ):
        note_learning(person_id=enrolment.person_id, competency=enrolment.version.competency_id)


def reopen_module(*, person: Person, enrolment: Enrolment, module: str) -> None:
    """Take the mark off a module again; answers and position stay."""
    module_of(person=person, enrolment=enrolment, module=module)
    ModuleProgress.objects.filter(enrolment=enrolment, module=module).update(finished_at=None)


def save_position(*, person: Person, enrolment: Enrolment, module: str, seconds: int) -> None:
    """Keep the second of a video at which she is."""
    found = module_of(person=person, enrolment=enrolment, module=module)
    if found["kind"] != "video" or not 0 <= seconds <= LONGEST_VIDEO:
        raise Refusal(_("There is no such place in a video."))
    ModuleProgress.objects.update_or_create(
        enrolment=enrolment, module=module, defaults={"position": seconds}
    )


def module_of(*, person: Person, enrolment: Enrolment, module: str) -> Item:
    """Find the module if the enrolment is this person's own and open; PermissionDenied if not."""
    if not is_hers(person, enrolment):
        raise PermissionDenied
    if enrolment.left_at is not None:
        raise Refusal(_("You have left this micro-credential; come back to it first."))
    step = step_of(enrolment, module)
    if step is None:
        raise Refusal(_("This micro-credential has no such module."))
    return step.module


def _unanswered(enrolment: Enrolment, module: Item) -> set[str]:
    answers = CheckAnswer.objects.filter(enrolment=enrolment, module=module["key"])
    given = set(answers.values_list("check_key", flat=True))
    return {check["key"] for check in module["checks"]} - given
