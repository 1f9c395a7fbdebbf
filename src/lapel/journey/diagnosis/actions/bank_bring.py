"""Take questions of a file in as drafts, whatever is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.domain.microcredential.canonical import content_hash
from lapel.journey.catalogue.models import Competency
from lapel.journey.diagnosis.actions.bank_write import add_wording
from lapel.journey.diagnosis.models import BankItem
from lapel.journey.diagnosis.policies import may_keep_bank
from lapel.turns import take_turns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lapel.journey.diagnosis.models import ItemVersion
    from lapel.journey.diagnosis.queries.bank_files import Question
    from lapel.journey.people.models import Organisation, Person


@dataclass
class BroughtIn:
    """What became of a file's questions: new drafts, those known word for word, those left out."""

    drafts: list[ItemVersion] = field(default_factory=list)
    known: int = 0
    left_out: list[tuple[str, str]] = field(default_factory=list)


def bring_questions(
    *,
    person: Person,
    organisation: Organisation,
    questions: Sequence[Question],
    competency: Competency | None,
    language: str,
) -> BroughtIn:
    """Make a draft of each question; a key that is known gets its next wording.

    `competency` and `language` stand in where a question names none. What cannot have a place
    (no competency, or a key that another organisation keeps) is left out and named with why.
    """
    if not may_keep_bank(person, organisation):
        raise PermissionDenied
    done = BroughtIn()
    codes = {each.pk: each for each in Competency.objects.all()}
    with transaction.atomic():
        take_turns("diagnosis.questions-brought")
        for each in questions:
            place = codes.get(each.competency) or (None if each.competency else competency)
            if place is None:
                said = _("“%(code)s” is no competency of the framework.")
                reason = (
                    said % {"code": each.competency}
                    if each.competency
                    else _("It names no competency.")
                )
                done.left_out.append((each.name, reason))
                continue
            _bring(done, person, organisation, place, each.language or language, each)
    return done


def _bring(  # noqa: PLR0913, PLR0917 (what a question and its place are)
    done: BroughtIn,
    person: Person,
    organisation: Organisation,
    competency: Competency,
    language: str,
    question: Question,
) -> None:
    content = question.content
    item, _made = BankItem.objects.get_or_create(
        competency=competency,
        language=language,
        key=content["key"],
        defaults={"organisation": organisation},
    )
    if item.organisation_id != organisation.pk:
        done.left_out.append((item.key, _("Another organisation keeps a question with this key.")))
    elif item.versions.filter(content_hash=content_hash(content)).exists():
        done.known += 1
    else:
        done.drafts.append(
            add_wording(person=person, item=item, content=content, remarks=question.remarks)
        )
