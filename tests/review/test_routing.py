"""Who scores a case how often (R10): two always, or one first and a second for a reason."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cast import belongs, person
from lapel.domain.rubrics.lifecycle import State
from lapel.domain.rubrics.routing import Mode, Why, drawn
from lapel.journey.people.models import Role
from lapel.journey.record.actions import deliver_all
from lapel.journey.record.queries import history, sha256_of
from lapel.journey.review import actions, queries
from lapel.journey.review.models import Assessment, Case, Route, ScoredTwice
from lapel.journey.review.queries import offers
from review.routed import draw, measured
from review.stage import enrol, finish, lock, submit

if TYPE_CHECKING:
    from django.test import Client

    from lapel.journey.people.models import Person
    from review.stage import Stage

YES = {"plans": "yes", "waits": "yes", "extra": "yes"}
CLOSE = {"plans": "yes", "waits": "almost", "extra": "yes"}
CLEARLY_NOT = {"plans": "not_yet", "waits": "almost", "extra": "yes"}


@pytest.fixture(autouse=True)
def _past_the_pilot(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no case be among the first ten, except where that is the matter."""
    if "pilot" not in request.node.name:
        monkeypatch.setattr("lapel.journey.review.queries.routing.PILOT", 0)


def established(stage: Stage, *, low_draw: bool = False) -> Case:
    """Give a case of an established micro-credential that is drawn, or is not."""
    measured(stage)
    case = stage.submitted()
    draw(case, low=low_draw)
    return case


def waits_for(assessor: Person) -> list[tuple[Case, int]]:
    return [(case, int(seat)) for case, seat in queries.free_seats(assessor)]


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def test_r10_a_new_micro_credential_is_scored_by_two(stage: Stage) -> None:
    """Both seats are open at once, and the route says that too few were scored twice."""
    case = stage.submitted()
    assert (case.route.plan, case.route.why) == (Mode.DOUBLE, [Why.TOO_FEW])
    lock(stage.cast.ben, "yes")
    assert fresh(case).state == State.IN_REVIEW
    lock(stage.cast.bola, "yes")
    assert fresh(case).state == State.DECIDED


@pytest.mark.parametrize(
    ("n", "low", "mode", "why"),
    [
        (29, 0.9, Mode.DOUBLE, Why.TOO_FEW),
        (30, 0.66, Mode.DOUBLE, Why.BELOW_BAR),
        (30, None, Mode.DOUBLE, Why.UNDEFINED),
        (30, 0.667, Mode.ONE_FIRST, Why.ESTABLISHED),
    ],
)
def test_r10_how_it_is_scored_follows_the_card(
    stage: Stage, n: int, low: float | None, mode: Mode, why: Why
) -> None:
    """The mode comes from the reliability card as last measured, by R10's bars."""
    measured(stage, n=n, low=low)
    found = queries.routing_of(stage.microcredential)
    assert (found.mode, found.why, found.n, found.alpha_low) == (mode, why, n, low)


def test_r10_clear_work_that_is_not_drawn_is_decided_by_one(stage: Stage) -> None:
    """One lock decides it; levels say so, and nobody else is offered it."""
    case = established(stage)
    lock(stage.cast.ben, YES)
    found = fresh(case)
    assert (found.state, found.decision.outcome) == (State.DECIDED, "earned")
    assert {each["how"] for each in found.decision.criteria} == {"single"}
    assert actions.take_next(person=stage.cast.bola) is None
    states = [
        each.facts["to"] for each in history("submission", case.submission_id) if "to" in each.facts
    ]
    assert states == ["queued", "in_review", "scored_once", "decided"]


def test_r10_a_clear_refusal_that_is_not_drawn_is_decided_by_one(stage: Stage) -> None:
    """Two criteria below, one of them not yet: her levels decide (R7), her words are the letter."""
    case = established(stage)
    lock(stage.cast.ben, CLEARLY_NOT)
    decision = fresh(case).decision
    assert decision.outcome == "not_yet"
    assert decision.letter.parts[0]["comments"]


@pytest.mark.parametrize(
    ("levels", "low_draw", "why"),
    [
        (CLOSE, False, [Why.NEAR_THE_LINE]),
        (YES, True, [Why.RANDOM]),
        (CLOSE, True, [Why.RANDOM, Why.NEAR_THE_LINE]),
        ({**YES, "waits": "cannot_judge/language"}, False, [Why.UNJUDGED]),
    ],
)
def test_r10_what_is_drawn_or_near_the_line_or_unjudged_gets_a_second(
    stage: Stage, levels: dict[str, str], low_draw: bool, why: list[Why]
) -> None:
    """After the first lock the second seat is offered, to others; she is not told."""
    case = established(stage, low_draw=low_draw)
    lock(stage.cast.ben, levels)
    assert fresh(case).state == State.IN_REVIEW
    assert Route.objects.get(case=case).second_why == why
    assert actions.take_next(person=stage.cast.ben) is None
    second = actions.take_next(person=stage.cast.bola)
    assert (second.case_id, second.seat) == (case.pk, 2)


def test_r10_two_that_were_routed_resolve_like_any_two(stage: Stage) -> None:
    """Across the line goes to a lead (R8), whoever came second."""
    case = established(stage, low_draw=True)
    lock(stage.cast.ben, YES)
    lock(stage.cast.bola, CLOSE)
    assert fresh(case).state == State.DISCREPANT


def test_r10_only_one_seat_is_open_until_the_first_has_locked(stage: Stage) -> None:
    """While the first scores, lapses or hands back, nobody is offered a second seat."""
    case = established(stage)
    mine = actions.take_next(person=stage.cast.ben)
    assert waits_for(stage.cast.bola) == []
    assert actions.take_next(person=stage.cast.bola) is None
    actions.hand_back(person=stage.cast.ben, assessment_id=mine.pk)
    assert actions.take_next(person=stage.cast.bola).seat == 1
    assert fresh(case).assessments.count() == 2


def test_r10_the_draw_can_be_checked_by_who_holds_the_record(stage: Stage) -> None:
    """The seed's hash is in the chain from the opening on, the seed in the decision's record."""
    measured(stage)
    case = stage.submitted()
    opened = history("submission", case.submission_id).get(facts__to="queued")
    lock(stage.cast.ben, CLEARLY_NOT)
    found = fresh(case)
    if found.decision is None:
        lock(stage.cast.bola, CLEARLY_NOT)
        found = fresh(case)
    record = found.decision.record["routing"]
    seed = bytes.fromhex(record["seed"])
    assert hashlib.sha256(seed).hexdigest() == opened.facts["draw_commitment"]
    assert record["draw"] == drawn(seed, str(case.pk))
    assert (record["draw"] < record["share"]) == (record["second_why"] == [Why.RANDOM])
    assert (record["plan"], record["why"], record["alpha_low"]) == (
        Mode.ONE_FIRST, [Why.ESTABLISHED], 0.7,
    )  # fmt: skip
    assert sha256_of(json.loads(json.dumps(found.decision.record))) == found.decision.record_hash


def test_r10_two_cases_are_drawn_by_different_seeds(stage: Stage) -> None:
    """Nobody who saw one draw knows the next."""
    first = stage.submitted()
    other = person("Sana")
    belongs(other, stage.cast.elsewhere, Role.TEACHER)
    second = submit(enrol(other, stage.version, stage.cast.elsewhere))
    assert bytes(first.route.seed) != bytes(second.route.seed)
    assert len(bytes(first.route.seed)) == 32


def test_r10_the_first_ten_are_a_pilot_and_scored_by_two(stage: Stage) -> None:
    """However good the figures: ten of this rubric, without what was withdrawn."""
    measured(stage)
    draft = enrol(stage.cast.amina, stage.version, stage.cast.school)
    for _number in range(9):
        case = submit(draft)
        actions.withdraw_case(submission_id=case.submission_id)
        case.submission.state = "withdrawn"
        case.submission.save()
    Case.objects.update(state=State.DECIDED)
    tenth = submit(draft)
    assert tenth.route.why == [Why.PILOT]
    tenth.submission.state = "withdrawn"
    tenth.submission.save()
    Case.objects.update(state=State.DECIDED)
    assert submit(draft).route.plan == Mode.ONE_FIRST


def test_r10_a_resubmission_is_scored_by_two(stage: Stage) -> None:
    """R13 asks for one of the first assessors and a new one, so for both from the start."""
    measured(stage)
    draft = enrol(stage.cast.amina, stage.version, stage.cast.school)
    first = submit(draft)
    draw(first, low=False)
    lock(stage.cast.ben, CLEARLY_NOT)
    assert fresh(first).decision.outcome == "not_yet"
    deliver_all()  # the job that measures has run
    measured(stage)
    second = submit(draft, open_criteria=["plans", "waits"])
    assert (second.route.plan, second.route.why) == (Mode.DOUBLE, [Why.RESUBMISSION])


def test_r10_drift_brings_all_back_to_two_even_for_a_case_that_is_open(stage: Stage) -> None:
    """The mode is asked anew at the first lock; once it has ended one scoring may do again."""
    case = established(stage)
    mine = actions.take_next(person=stage.cast.ben)
    actions.score_twice(microcredential_id=stage.microcredential.pk, why=Why.DRIFT)
    finish(mine, YES)
    assert Route.objects.get(case=case).second_why == [Why.DRIFT]
    assert queries.routing_of(stage.microcredential).why is Why.DRIFT
    actions.end_score_twice(microcredential_id=stage.microcredential.pk, why=Why.DRIFT)
    assert queries.routing_of(stage.microcredential).mode is Mode.ONE_FIRST


def test_r10_a_bound_that_falls_brings_all_back_to_two(stage: Stage) -> None:
    """What was established once is not so for good."""
    case = established(stage)
    measured(stage, n=60, low=0.6)
    lock(stage.cast.ben, YES)
    assert Route.objects.get(case=case).second_why == [Why.BELOW_BAR]


def test_r10_all_that_a_watched_assessor_scores_first_gets_a_second(stage: Stage) -> None:
    """Hers alone: what another scores first may be decided by that one."""
    case = established(stage)
    ben, bola = stage.cast.ben, stage.cast.bola
    begun = actions.score_twice(
        microcredential_id=stage.microcredential.pk, why=Why.DRIFT, assessor=ben
    )
    assert begun == actions.score_twice(
        microcredential_id=stage.microcredential.pk, why=Why.DRIFT, assessor=ben
    )
    assert queries.routing_of(stage.microcredential).mode is Mode.ONE_FIRST
    lock(ben, YES)
    assert Route.objects.get(case=case).second_why == [Why.WATCHED]
    assert not queries.is_watched(bola, stage.microcredential.pk)


def test_r10_only_a_lead_may_ask_for_two(stage: Stage) -> None:
    """An assessor, or a lead of another organisation, may not; each such time is in the chain."""
    wanted = stage.microcredential.pk
    for name in ("ben", "hana", "elif_"):
        with pytest.raises(PermissionDenied):
            actions.score_twice(microcredential_id=wanted, person=getattr(stage.cast, name))
    actions.score_twice(microcredential_id=wanted, person=stage.cast.gita)
    assert queries.routing_of(stage.microcredential).why is Why.ASKED
    with pytest.raises(PermissionDenied):
        actions.end_score_twice(microcredential_id=wanted, person=stage.cast.ben)
    actions.end_score_twice(microcredential_id=wanted, person=stage.cast.gita)
    told = [each.action for each in history("microcredential", wanted)]
    assert told[-2:] == ["scored twice from now on", "no longer scored twice"]
    assert ScoredTwice.objects.get().ended_at


def test_r10_an_assessor_cannot_tell_a_single_case_nor_her_seat(
    client: Client, stage: Stage
) -> None:
    """Her pages are the same bytes, first or second, drawn or not, decided by her alone or not."""
    from django.db import transaction

    from review.test_blindness import everything_ben_receives

    def alone() -> None:
        established(stage)

    def first_of_two() -> None:
        established(stage, low_draw=True)

    def double() -> None:
        stage.submitted()

    def second() -> None:
        established(stage, low_draw=True)
        lock(stage.cast.bola, YES)

    found = []
    for build in (alone, first_of_two, double, second):
        with transaction.atomic():
            build()
            found.append(everything_ben_receives(client, stage))
            transaction.set_rollback(True)
    assert all(each == found[0] for each in found)


def test_r10_a_lead_who_may_score_learns_no_first_lock_from_its_history(
    client: Client, stage: Stage
) -> None:
    """Before and after a first lock that asked for a second, the chain she reads is the same."""
    case = established(stage)
    client.force_login(stage.cast.gita)
    address = reverse("review:history", args=[case.pk])
    mine = actions.take_next(person=stage.cast.ben)
    before = client.get(address).json()
    page = client.get(reverse("review:case", args=[case.pk])).content
    finish(mine, CLOSE)
    assert client.get(address).json() == before
    after = client.get(reverse("review:case", args=[case.pk])).content
    assert page.count(b"<li") == after.count(b"<li")
    assert [each["action"] for each in before["entries"]] == [
        "queued", "state changed", "state changed",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("low_draw", "levels", "words"),
    [
        (False, YES, ["One assessor.", "were shown to agree"]),
        (True, YES, ["Two assessors", "drawn at random"]),
        (False, CLOSE, ["Two assessors", "because it was close"]),
    ],
)
def test_r10_the_tracker_says_plainly_how_many_scored(
    client: Client, stage: Stage, low_draw: bool, levels: dict[str, str], words: list[str]
) -> None:
    """Nothing before the decision; then one or two, and how that came."""
    case = established(stage, low_draw=low_draw)
    client.force_login(stage.cast.amina)
    address = reverse("review:tracker", args=[case.submission_id])
    before = client.get(address).content.decode()
    assert "and a second one where it is drawn or close" in before
    assert "Who scored it" not in before
    lock(stage.cast.ben, levels)
    if Assessment.objects.get(assessor=stage.cast.ben).case.decision is None:
        lock(stage.cast.bola, levels)
    page = client.get(address).content.decode()
    assert all(each in page for each in words)


def test_r10_offers_ask_the_database_no_more_for_many_cases(stage: Stage) -> None:
    """The route is read with the case: three more cases cost not one question more."""
    measured(stage)

    def offered(number: int) -> int:
        other = person(f"Teacher{number}")
        belongs(other, stage.cast.elsewhere, Role.TEACHER)
        submit(enrol(other, stage.version, stage.cast.elsewhere))
        with CaptureQueriesContext(connection) as asked:
            assert len(list(offers.free_seats(stage.cast.ben))) == number
        return len(asked)

    few, *_others, many = [offered(number) for number in range(1, 5)]
    assert many == few <= 25


@pytest.mark.parametrize(
    ("n", "low", "words"),
    [
        (12, None, "so far 12 were"),
        (44, None, "nothing varied"),
        (44, 0.571, "may be as low as 0.571, and 0.667 is asked (0 is"),
        (44, 0.701, "the 20 % that are drawn"),
    ],
)
def test_r10_the_leads_page_says_how_often_it_is_scored_and_why(
    client: Client, stage: Stage, n: int, low: float | None, words: str
) -> None:
    """Also where alpha never gets there and everything stays scored by two."""
    measured(stage, n=n, low=low)
    client.force_login(stage.cast.gita)
    for address in (reverse("review:lead"), reverse("review:assessors", args=["waiting"])):
        assert words in client.get(address).content.decode()


def test_r10_a_lead_asks_for_two_by_a_button_and_ends_it(client: Client, stage: Stage) -> None:
    """The page says what came of it."""
    measured(stage)
    client.force_login(stage.cast.gita)
    address = reverse("review:twice", args=["waiting"])
    page = client.post(address, follow=True).content.decode()
    assert "since a lead assessor asked for it" in page
    assert "No longer ask for two" in page
    assert (
        "One assessor scores first"
        in client.post(address, {"end": 1}, follow=True).content.decode()
    )
