"""Take a turn: an answer, a skip, or “not my context”; then choose the next question, or end."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

import rfc8785
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.domain.measurement.sessions import Said, taken
from lapel.domain.measurement.sessions import Turn as Taken
from lapel.domain.measurement.stopping import Verdict
from lapel.journey.diagnosis import policies, queries
from lapel.journey.diagnosis.actions.refusal import Refusal
from lapel.journey.diagnosis.events import DiagnosisFinished
from lapel.journey.diagnosis.models import Diagnosis, ItemVersion, Turn
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.domain.measurement.sessions import Session
    from lapel.journey.people.models import Person


class StaleError(Exception):
    """The page it came from shows an earlier question; nothing was changed."""


def answer_question(
    *,
    person: Person,
    diagnosis_id: UUID,
    revision: int,
    said: Said,
    option: int | None = None,
) -> Diagnosis:
    """Take what she says to the open question; `option` is the place of her answer in the document.

    Raises `StaleError` where the question that is open now is another than the page's. The same
    answer sent twice (a page that was sent again) is taken once, and gives the diagnosis as it is.
    """
    with transaction.atomic():
        diagnosis = _held(person, diagnosis_id)
        if _is_repeated(diagnosis, revision, said, option):
            return diagnosis
        if diagnosis.revision != revision:
            raise StaleError
        asked = _asked(diagnosis)
        version = ItemVersion.objects.get(pk=asked["version"])
        category = _category(version, said, option)
        session = taken(queries.session_of(diagnosis), Taken(asked["item"], said, category))
        diagnosis.revision += 1
        Turn.objects.create(
            diagnosis=diagnosis,
            number=diagnosis.revision,
            item=asked["item"],
            version=version,
            said=said,
            category=category,
            option=option if said is Said.ANSWERED else None,
            order=asked["order"],
            why=asked["why"],
            mean=list(session.posterior.mean),
            sd=session.posterior.sds,
            asked_at=datetime.fromisoformat(asked["at"]),
            at=now(),
        )
        _go_on(diagnosis, session)
    return diagnosis


def end_diagnosis(*, person: Person, diagnosis_id: UUID) -> Diagnosis:
    """End a diagnosis where it stands; without any answer it is as if it had not been."""
    with transaction.atomic():
        diagnosis = _held(person, diagnosis_id)
        _asked(diagnosis)
        _finish(diagnosis, "")
        diagnosis.save()
    return diagnosis


def next_question(*, diagnosis: Diagnosis, session: Session) -> dict[str, Any] | None:
    """Choose what to ask, and how its answers stand; None where nothing is open."""
    choice = session.choice()
    if choice is None:
        return None
    wording = queries.wordings_of(diagnosis.parameters_id)[choice.item]
    content = ItemVersion.objects.values_list("content", flat=True).get(pk=wording)
    order = queries.drawn_order(session.plan.seed, choice.item, len(content["options"]))
    return {
        "item": choice.item,
        "version": wording,
        "order": order,
        "why": asdict(choice),
        "at": now().isoformat(),
    }


def _held(person: Person, diagnosis_id: UUID) -> Diagnosis:
    found = Diagnosis.objects.select_for_update(of=("self",)).filter(pk=diagnosis_id).first()
    if found is None or not policies.may_open(person, found):
        raise PermissionDenied
    return found


def _is_repeated(diagnosis: Diagnosis, revision: int, said: Said, option: int | None) -> bool:
    if diagnosis.revision != revision + 1:
        return False
    last = Turn.objects.get(diagnosis=diagnosis, number=diagnosis.revision)
    return last.said == said and last.option == (option if said is Said.ANSWERED else None)


def _asked(diagnosis: Diagnosis) -> dict[str, Any]:
    if diagnosis.finished_at is not None or diagnosis.asked is None:
        raise Refusal(_("This diagnosis is over."))
    asked: dict[str, Any] = diagnosis.asked
    return asked


def _category(version: ItemVersion, said: Said, option: int | None) -> int | None:
    if said is not Said.ANSWERED:
        return None
    options = version.content["options"]
    if option is None or not 0 <= option < len(options):
        raise Refusal(_("Choose an answer first, or skip the question."))
    credit: int = options[option]["credit"]
    return credit


def _go_on(diagnosis: Diagnosis, session: Session) -> None:
    diagnosis.known, diagnosis.changed_at = session.posterior.as_plain(), now()
    verdict = queries.verdict_on(session, queries.aim_kept(diagnosis))
    if verdict is Verdict.GO_ON:
        diagnosis.asked = next_question(diagnosis=diagnosis, session=session)
    else:
        _finish(diagnosis, verdict)
    diagnosis.save(
        update_fields=["revision", "known", "changed_at", "asked", "finished_at", "ended"]
    )


def _finish(diagnosis: Diagnosis, ended: str) -> None:
    diagnosis.asked, diagnosis.finished_at, diagnosis.ended = None, now(), ended
    note(
        aggregate="diagnosis",
        aggregate_id=diagnosis.pk,
        action="finished",
        actor=diagnosis.person_id,
        facts={"turns": diagnosis.revision, "hash": _hash(diagnosis)},
    )
    announce(DiagnosisFinished(diagnosis_id=diagnosis.pk))


def _hash(diagnosis: Diagnosis) -> str:
    """Hash its turns, so that the chain tells whether they were changed afterwards."""
    rows = Turn.objects.filter(diagnosis=diagnosis).order_by("number")
    told = [list(each) for each in rows.values_list("item", "said", "category", "option")]
    return hashlib.sha256(rfc8785.dumps(told)).hexdigest()
