"""Begin a diagnosis, or go on with the one that is open."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.domain.measurement.sessions import Plan, begun
from lapel.domain.measurement.stopping import Verdict
from lapel.journey.diagnosis import queries
from lapel.journey.diagnosis.actions.answer import next_question
from lapel.journey.diagnosis.actions.refusal import Refusal
from lapel.journey.diagnosis.models import Diagnosis
from lapel.journey.record.actions import note
from lapel.journey.record.queries import now
from lapel.turns import take_turns

if TYPE_CHECKING:
    from collections.abc import Collection

    from lapel.domain.measurement.items import Bank
    from lapel.journey.people.models import Person

# What a goal weighs beside a competency that is none, where she named goals.
GOAL, OTHER = 3.0, 1.0


def begin_diagnosis(
    *, person: Person, language: str = "en", goals: Collection[str] = (), seed: str = ""
) -> Diagnosis:
    """Begin in a language, with goals that weigh more; her open one is given back if there is one.

    Refused while she has just finished one and learned nothing since. `seed` draws which questions
    are open and how answers stand; without one it is by chance.
    """
    if not person.is_active:
        raise PermissionDenied
    with transaction.atomic():
        take_turns(f"diagnosis.person:{person.pk}")
        standing = queries.open_diagnosis(person)
        if standing is not None:
            return standing
        made = queries.newest_set(language)
        if made is None:
            raise Refusal(_("There are no questions in this language yet."))
        bank = queries.bank_of(made.pk)
        moment = now()
        plan = Plan(
            seed or secrets.token_hex(8),
            scope=_scope(person, bank),
            weights=_weights(bank, goals),
            left_out=queries.items_left_out(person),
        )
        prior = queries.prior_for(person, queries.first_prior(made), moment)
        session = begun(bank, prior, plan)
        in_question = plan.scope or bank.competencies
        aim = queries.scaled_aim(
            provisional=bank.is_provisional,
            asked=len(in_question),
            all_of=len(bank.competencies),
        )
        if queries.verdict_on(session, aim) == Verdict.NOTHING_LEFT:
            raise Refusal(_("You have seen every question there is within a year."))
        diagnosis = Diagnosis(
            person=person,
            parameters=made,
            plan=plan.as_plain(),
            prior={"mean": prior.mean, "covariance": prior.covariance},
            aim=asdict(aim),
            known=session.posterior.as_plain(),
            begun_at=moment,
            changed_at=moment,
        )
        diagnosis.asked = next_question(diagnosis=diagnosis, session=session)
        diagnosis.save()
        note(
            aggregate="diagnosis",
            aggregate_id=diagnosis.pk,
            action="begun",
            actor=person.pk,
            facts={"parameters": made.name},
        )
    return diagnosis


def _scope(person: Person, bank: Bank) -> tuple[str, ...]:
    """Give the competencies in question: those with questions that may be asked about today."""
    found = queries.again(person, bank.competencies).today
    scope = tuple(code for code in found if bank.by_competency[code])
    if not scope:
        raise Refusal(_("You have finished a diagnosis lately; learn something first, or wait."))
    return () if scope == bank.competencies else scope


def _weights(bank: Bank, goals: Collection[str]) -> dict[str, float] | None:
    wanted = set(goals) & set(bank.competencies)
    if not wanted:
        return None
    return {code: GOAL if code in wanted else OTHER for code in bank.competencies}
