"""Answer a module's check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.learning.actions.finish_module import module_of
from lapel.journey.learning.actions.refusal import Refusal
from lapel.journey.learning.models import CheckAnswer, ModuleProgress
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from datetime import datetime

    from lapel.journey.learning.models import Enrolment
    from lapel.journey.people.models import Person


def answer_check(  # noqa: PLR0913 (an answer has these parts)
    *,
    person: Person,
    enrolment: Enrolment,
    module: str,
    check: str,
    option: int,
    at: datetime | None = None,
) -> CheckAnswer:
    """Keep which option (from 0) she took; she may answer as often as she likes.

    `at` is when she did, where that was before now; what she answered later stands.
    """
    found = module_of(person=person, enrolment=enrolment, module=module)
    asked = next((each for each in found.get("checks", []) if each["key"] == check), None)
    if asked is None or not 0 <= option < len(asked["options"]):
        raise Refusal(_("Choose one of the answers."))
    moment = at or now()
    with transaction.atomic():
        ModuleProgress.objects.get_or_create(enrolment=enrolment, module=module)
        answer, made = CheckAnswer.objects.get_or_create(
            enrolment=enrolment,
            module=module,
            check_key=check,
            defaults={"option": option, "answered_at": moment},
        )
        if not made and answer.answered_at < moment:
            answer.option, answer.answered_at = option, moment
            answer.save(update_fields=["option", "answered_at"])
    return answer
