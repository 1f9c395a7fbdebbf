"""A diagnosis as the measurement sees it: brought back for a request, replayed for an audit."""

from __future__ import annotations

import random
from dataclasses import asdict, dataclass, replace
from math import ceil
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from lapel.domain.measurement.later import Decided, Result, Standing, moved_by, worn
from lapel.domain.measurement.posterior import before_any_answer
from lapel.domain.measurement.prior import Prior
from lapel.domain.measurement.sessions import (
    Said,
    Session,
    begun,
    plan_from,
    replayed,
    resumed,
)
from lapel.domain.measurement.sessions import Turn as Taken
from lapel.domain.measurement.stopping import Aim, aim_of, progress, verdict
from lapel.journey.diagnosis.models import Diagnosis, LaterResult, Turn
from lapel.journey.diagnosis.queries.sets import bank_of
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from uuid import UUID

    from lapel.domain.measurement.posterior import Posterior
    from lapel.domain.measurement.sessions import Plan, Step
    from lapel.domain.measurement.stopping import Verdict
    from lapel.journey.people.models import Person

# A replay on another machine agrees to so many digits.
AGREES = 1e-6


def own_diagnosis(person: Person, diagnosis_id: UUID) -> Diagnosis | None:
    """Find a diagnosis that is a person's own."""
    found = Diagnosis.objects.filter(person=person, pk=diagnosis_id)
    return found.select_related("parameters").defer("parameters__items").first()


def open_diagnosis(person: Person) -> Diagnosis | None:
    """Give the one that she has not finished."""
    found = Diagnosis.objects.filter(person=person, finished_at=None)
    return found.select_related("parameters").defer("parameters__items").first()


def finished_diagnoses(person: Person) -> Any:
    """Give those that are over and hold an answer, the newest first."""
    found = Diagnosis.objects.filter(person=person, finished_at__isnull=False, revision__gt=0)
    return found.order_by("-finished_at").defer("prior", "known", "plan")


def plan_of(diagnosis: Diagnosis) -> Plan:
    """Give what decides a diagnosis beside its turns."""
    return plan_from(diagnosis.plan)


def prior_kept(diagnosis: Diagnosis) -> Prior:
    """Give what was believed of her at its beginning."""
    competencies = bank_of(diagnosis.parameters_id).competencies
    rows = tuple(tuple(row) for row in diagnosis.prior["covariance"])
    return Prior(competencies, tuple(diagnosis.prior["mean"]), rows)


def session_of(diagnosis: Diagnosis) -> Session:
    """Bring a diagnosis back as it stands; two queries, or one where its set is in memory."""
    bank, prior, plan = bank_of(diagnosis.parameters_id), prior_kept(diagnosis), plan_of(diagnosis)
    if not diagnosis.revision:
        return begun(bank, prior, plan)
    return resumed(bank, prior, plan, _turns(diagnosis), diagnosis.known)


def _turns(diagnosis: Diagnosis) -> list[Taken]:
    rows = Turn.objects.filter(diagnosis=diagnosis).order_by("number")
    return [
        Taken(item, Said(said), category)
        for item, said, category in rows.values_list("item", "said", "category")
    ]


def scaled_aim(*, provisional: bool, asked: int, all_of: int) -> Aim:
    """Give where to stop; with fewer competencies in question there are fewer questions."""
    aim, share = aim_of(provisional=provisional), asked / all_of
    return replace(aim, fewest=ceil(aim.fewest * share), most=ceil(aim.most * share))


def aim_kept(diagnosis: Diagnosis) -> Aim:
    """Give where a diagnosis stops."""
    return Aim(**diagnosis.aim)


def verdict_on(session: Session, aim: Aim) -> Verdict:
    """Judge whether to go on."""
    return verdict(aim, session.sds(), session.answers, left=bool(session.open_items))


def in_question(diagnosis: Diagnosis) -> tuple[str, ...]:
    """Give the competencies it asks about."""
    return plan_of(diagnosis).scope or bank_of(diagnosis.parameters_id).competencies


@dataclass(frozen=True)
class Progress:
    """How far she is: questions answered, and a share from 0 to 1 of what is wanted.

    `most` is the number that ends it while nothing can be said of precision, else None.
    """

    answers: int
    passed: int
    share: float
    most: int | None

    @property
    def percent(self) -> int:
        """Give the share in hundredths."""
        return int(self.share * 100)


def progress_of(diagnosis: Diagnosis) -> Progress:
    """Tell how far a diagnosis is."""
    aim, kept = aim_kept(diagnosis), prior_kept(diagnosis)
    rows = Turn.objects.filter(diagnosis=diagnosis).values_list("said", flat=True)
    answers = sum(said == Said.ANSWERED for said in rows)
    asked = [kept.competencies.index(code) for code in in_question(diagnosis)]
    first = [kept.covariance[at][at] ** 0.5 for at in asked]
    sds = [diagnosis.known["sd"][at] for at in asked]
    share = progress(aim, first, sds, answers)
    return Progress(answers, len(rows) - answers, share, aim.most if aim.sd is None else None)


def drawn_order(seed: str, item: str, options: int) -> list[int]:
    """Draw the order in which the answers to a question stand for one person."""
    chance = random.Random(f"{seed}:{item}")  # noqa: S311 (the order is no secret)
    return sorted(range(options), key=lambda _option: chance.random())


def results_between(
    person_id: UUID,
    since: datetime | None,
    until: datetime | None,
    *,
    with_ended: bool = False,
) -> list[LaterResult]:
    """Give what was decided on her work and stands, noted after `since` and not after `until`.

    What earned an award counts until the award's end; `with_ended` gives what is over too.
    """
    found = LaterResult.objects.filter(person=person_id, taken_back_at=None).order_by("at", "pk")
    found = found.filter(at__gt=since) if since else found
    if not with_ended:
        found = found.filter(Q(ends_at=None) | Q(ends_at__gt=until or now()))
    return list(found.filter(at__lte=until) if until else found)


def moved(posterior: Posterior, results: Iterable[LaterResult]) -> Posterior:
    """Move what is known by decisions on her work; competencies that are not measured are left."""
    measured = posterior.prior.competencies
    return moved_by(
        posterior,
        [
            Result(
                each.criterion,
                each.competency_id,
                Standing(each.standing),
                Decided(each.decided),
                each.at.date(),
            )
            for each in results
            if each.competency_id in measured
        ],
    )


def prior_for(person: Person, first: Prior, moment: datetime) -> Prior:
    """Give what is believed of her before a new diagnosis.

    It is what her last one found, or nothing, moved by decisions on her work since, and worn.
    """
    last = finished_diagnoses(person).select_related("parameters").first()
    if last is None or bank_of(last.parameters_id).competencies != first.competencies:
        known = moved(before_any_answer(first), results_between(person.pk, None, moment))
        return worn(known, 0)
    last.refresh_from_db()
    session = session_of(last)
    known = moved(session.posterior, results_between(person.pk, last.begun_at, moment))
    # What wears out goes back to what is believed of anybody, not to what was believed of her.
    return worn(replace(known, prior=first), (moment - last.finished_at).days)


@dataclass(frozen=True)
class Audited:
    """A turn as it is kept, beside what a replay gives; `agrees` where both are the same."""

    turn: Turn
    step: Step
    agrees: bool


def audit(diagnosis: Diagnosis) -> Iterator[Audited]:
    """Replay a diagnosis and hold each of its turns against what was kept of it.

    It ends early at a turn that cannot have been: an answer that the question has not.
    """
    turns = list(diagnosis.turns.select_related("version").order_by("number"))
    taken = [Taken(each.item, Said(each.said), each.category) for each in turns]
    bank = bank_of(diagnosis.parameters_id)
    steps = replayed(bank, prior_kept(diagnosis), plan_of(diagnosis), taken)
    for turn in turns:
        try:
            step = next(steps)
        except ValueError:
            return
        yield Audited(turn, step, _agrees(turn, step))


def _agrees(turn: Turn, step: Step) -> bool:
    if not step.as_the_rule_says or step.chosen is None:
        return False
    return (
        _alike(turn.mean, step.posterior.mean)
        and _alike(turn.sd, step.posterior.sds)
        and turn.why["rule"] == step.chosen.rule
        and _alike(
            [turn.why["sd"], turn.why["expected_sd"], turn.why["information"]],
            [step.chosen.sd, step.chosen.expected_sd, step.chosen.information],
        )
    )


def _alike(kept: Iterable[float], found: Iterable[float]) -> bool:
    return all(abs(one - other) <= AGREES for one, other in zip(kept, found, strict=True))


def as_record(diagnosis: Diagnosis) -> dict[str, Any]:
    """Give all that a replay needs, and what came out, as JSON can hold it."""
    return {
        "parameters": diagnosis.parameters.name,
        "plan": diagnosis.plan,
        "aim": diagnosis.aim,
        "prior": diagnosis.prior,
        "competencies": list(bank_of(diagnosis.parameters_id).competencies),
        "items": [
            asdict(bank_of(diagnosis.parameters_id).by_key[each.item])
            | {"said": each.said, "category": each.category, "order": each.order}
            | {"option": each.option, "why": each.why, "mean": each.mean, "sd": each.sd}
            | {"wording": str(each.version_id), "at": each.at.isoformat()}
            for each in diagnosis.turns.order_by("number")
        ],
        "begun": diagnosis.begun_at.isoformat(),
        "finished": diagnosis.finished_at.isoformat() if diagnosis.finished_at else None,
        "ended": diagnosis.ended,
    }
