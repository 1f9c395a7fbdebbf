"""A teacher's plan: made at once, argued with, undone, made better; and nothing disappears."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime

from lapel.domain.pathways import Belief
from lapel.journey.diagnosis.models import Aim
from lapel.journey.people.events import PersonLeft
from lapel.journey.people.queries import today
from lapel.journey.plan import actions, queries
from lapel.journey.plan.models import Former, Known, Plan, Proposal
from lapel.journey.plan.queries import problems
from lapel.journey.plan.queries.words import lapsed_words
from lapel.journey.record.actions import announce, clock_at, deliver_all
from lapel.journey.record.models import AuditEntry
from lapel.journey.record.queries import now
from plan.shelf import AIMS, offer, offer_stack, planned, publish_one, work

if TYPE_CHECKING:
    from cast import Cast
    from lapel.journey.catalogue.models import Version

Versions = dict[str, "Version"]


@pytest.fixture
def versions(cast: Cast) -> Versions:
    return offer(cast)


def change(cast: Cast, act: str, slug: str, instead: str = "") -> Plan:
    return actions.change(person=cast.amina, act=act, slug=slug, instead=instead)


def knows(monkeypatch: pytest.MonkeyPatch, **means: float) -> None:
    """Let it be known, and well, where she stands."""

    def told(_person: Any) -> problems.Beliefs:
        every = {code: Belief(means.get(code, -2.0), 0.3) for code in AIMS}
        return problems.Beliefs(every, is_diagnosed=True, is_provisional=False)

    for module in ("queries.problems", "actions.making"):
        monkeypatch.setattr(f"lapel.journey.plan.{module}.beliefs_of", told)


def hold(cast: Cast, version: Version, ends_at: datetime | None = None) -> Known:
    held = actions.Held(cast.amina.pk, version.microcredential_id, uuid4(), ends_at)
    actions.note_held(held=[held])
    return Known.objects.get(source=held.award_id)


def test_a_plan_is_there_at_once_and_fits_her_hours(cast, versions):
    """Twenty-six hours: what is chosen covers most, and what builds on something comes after it."""
    plan = planned(cast)
    shown = queries.shown_of(plan)
    assert plan.steps
    assert shown.made.hours <= 26
    if "go-on" in plan.steps:
        assert plan.steps.index("begin-well") < plan.steps.index("go-on")
    assert {each.step.key for each in shown.steps} == set(plan.steps)
    assert AuditEntry.objects.filter(aggregate="plan", aggregate_id=plan.pk).count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"targets": {"T99": "Proficient"}},
        {"targets": {"T01": "Superb"}},
        {"targets": {}},
        {"focus": ["T02"], "targets": {"T01": "Proficient"}},
        {"minutes_a_week": 0},
        {"weeks": 0},
        {"weeks": 300},
    ],
    ids="-".join,
)
def test_goals_that_no_plan_can_serve_are_refused_in_words(cast, versions, wrong):
    """And nothing is kept."""
    with pytest.raises(actions.Refusal):
        planned(cast, **wrong)
    assert not Plan.objects.exists()


def test_what_is_skipped_goes_with_what_builds_on_it_and_both_say_why(cast, versions):
    """Nothing disappears silently: the difference accounts for every step."""
    planned(cast, weeks=60)
    plan = change(cast, "skip", "begin-well")
    shown = queries.shown_of(plan)
    assert {each.title: each.why for each in shown.changes["went"]} == {
        "Begin well": "You skipped it.",
        "Go on": "It builds on something you skipped.",
    }
    assert [each.title for each in shown.skipped] == ["Begin well"]
    assert [(each.title, each.opened_by) for each in shown.closed] == [("Go on", ["Begin well"])]
    again = change(cast, "take back", "begin-well")
    assert {"begin-well", "go-on"} <= set(again.steps)


def test_what_she_keeps_in_stays_even_over_her_hours(cast, versions):
    """The plan says by how much; the hours are hers."""
    planned(cast, weeks=5)
    plan = change(cast, "lock", "share-it")
    shown = queries.shown_of(plan)
    assert "share-it" in plan.steps
    assert shown.made.hours_over == pytest.approx(16 - 5)
    assert "share-it" not in change(cast, "unlock", "share-it").steps


def test_a_swap_puts_the_other_in_its_place(cast, versions):
    """What she takes instead stands where the step stood, and the step is skipped."""
    planned(cast, weeks=60, targets={"T02": "Proficient", "T01": "Proficient"})
    place = Plan.objects.get().steps.index("ask-more")
    plan = change(cast, "swap", "ask-more", "ask-again")
    assert plan.steps[place] == "ask-again"
    assert (plan.locked, plan.skipped) == (["ask-again"], ["ask-more"])


def test_nothing_is_skipped_under_something_she_keeps_in(cast, versions):
    """She says which of the two holds; the plan does not choose for her."""
    planned(cast, weeks=60)
    change(cast, "lock", "go-on")
    with pytest.raises(actions.Refusal, match="“Go on” stays in your plan"):
        change(cast, "skip", "begin-well")
    assert Plan.objects.get().skipped == []


@pytest.mark.parametrize(("act", "slug"), [("lock", "gone"), ("burn", "ask-more")])
def test_what_is_not_offered_or_no_act_is_refused(cast, versions, act, slug):
    """Forms can be old or forged."""
    planned(cast)
    with pytest.raises(actions.Refusal, match="not offered"):
        change(cast, act, slug)


def test_her_order_is_kept_when_the_plan_is_made_again(cast, versions):
    """She moved it; what follows later leaves it there."""
    planned(cast, weeks=60)
    first, second = [slug for slug in Plan.objects.get().steps if "ask" in slug or "share" in slug][
        :2
    ]
    while Plan.objects.get().steps.index(second) > 0:
        actions.move(person=cast.amina, slug=second, up=True)
    plan = Plan.objects.get()
    assert plan.steps.index(second) < plan.steps.index(first)
    assert actions.plan_again(person=cast.amina).steps == plan.steps
    assert planned(cast, weeks=60).steps == plan.steps


def test_a_step_never_moves_before_what_it_builds_on(cast, versions):
    """And at either end there is nowhere to go."""
    planned(cast, weeks=60, targets={"T01": "Leading"})
    assert Plan.objects.get().steps == ["begin-well", "go-on"]
    with pytest.raises(actions.Refusal, match="builds on “Begin well”"):
        actions.move(person=cast.amina, slug="go-on", up=True)
    with pytest.raises(actions.Refusal, match="end of the list"):
        actions.move(person=cast.amina, slug="go-on", up=False)
    with pytest.raises(actions.Refusal, match="end of the list"):
        actions.move(person=cast.amina, slug="begin-well", up=True)
    with pytest.raises(actions.Refusal, match="no step"):
        actions.move(person=cast.amina, slug="share-it", up=True)


def test_undo_brings_everything_back(cast, versions):
    """Goals and decisions alike, one act after the other, until nothing is left to undo."""
    first = planned(cast, weeks=60)
    change(cast, "skip", "begin-well")
    planned(cast, weeks=8, minutes_a_week=30, targets={"T02": "Leading"})
    middle = actions.undo(person=cast.amina)
    assert (middle.minutes_a_week, middle.skipped) == (60, ["begin-well"])
    assert middle.deadline == today() + timedelta(weeks=60)
    assert actions.undo(person=cast.amina).steps == first.steps
    with pytest.raises(actions.Refusal, match="nothing to undo"):
        actions.undo(person=cast.amina)


def test_what_she_keeps_in_may_be_closed_by_a_new_version(cast, versions):
    """It builds on something she skipped from now on; her plan goes on without it, in sight."""
    planned(cast, weeks=60)
    change(cast, "skip", "begin-well")
    change(cast, "lock", "ask-more")
    publish_one(cast, "ask-more", "T02", "Proficient", 10, ["begin-well"])
    shown = queries.shown_of(queries.own_plan(cast.amina))
    assert shown.ground.shut == {"ask-more"}
    assert "Ask more" in [each.title for each in shown.closed]
    assert queries.argument_for(shown, shown.steps[0].slug) is not None
    work()
    assert change(cast, "take back", "begin-well").locked == ["ask-more"]


def test_only_so_many_acts_are_kept(cast, versions, monkeypatch):
    """A plan that is pushed about for years does not grow."""
    monkeypatch.setattr("lapel.journey.plan.actions.making.MOST_FORMERS", 3)
    planned(cast)
    for _each in range(3):
        change(cast, "lock", "ask-more")
        change(cast, "unlock", "ask-more")
    assert Former.objects.count() == 3


@pytest.mark.parametrize("name", ["ben", "chipo", "elif_", "ibrahim", "femi"])
def test_nobody_has_a_way_into_anothers_plan(cast, versions, name):
    """Acts take the plan from who acts; no id of a plan is ever asked for (DOMAIN.md)."""
    plan = planned(cast)
    stranger = getattr(cast, name)
    for act in (
        lambda: actions.change(person=stranger, act="skip", slug="ask-more"),
        lambda: actions.move(person=stranger, slug="ask-more", up=True),
        lambda: actions.undo(person=stranger),
        lambda: actions.plan_again(person=stranger),
        lambda: actions.drop_plan(person=stranger),
        lambda: actions.settle_proposal(person=stranger, proposal_id=uuid4(), take=True),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert Plan.objects.get().revision == plan.revision


def test_the_best_plan_is_worked_out_by_a_job(cast, versions):
    """Until then the page says so; where the plan is the best already, nothing is proposed."""
    assert planned(cast).is_being_worked_out
    work()
    plan = Plan.objects.get()
    assert not plan.is_being_worked_out
    assert not Proposal.objects.exists()


def test_a_better_plan_is_proposed_and_changes_nothing_until_taken(cast, versions):
    """She sees what would come, go and move; leaving it leaves everything."""
    plan = planned(cast, weeks=60)
    best = plan.steps
    Plan.objects.update(steps=["share-it"])
    work()
    proposal = Proposal.objects.get()
    assert (proposal.because, sorted(proposal.steps)) == ("better", sorted(best))
    assert Plan.objects.get().steps == ["share-it"]
    actions.settle_proposal(person=cast.amina, proposal_id=proposal.pk, take=False)
    assert not Proposal.objects.exists()
    with pytest.raises(actions.Refusal, match="does not stand any more"):
        actions.settle_proposal(person=cast.amina, proposal_id=proposal.pk, take=True)
    actions.plan_again(person=cast.amina)
    Plan.objects.update(steps=["share-it"])
    work()
    later = Proposal.objects.get()
    taken = actions.settle_proposal(person=cast.amina, proposal_id=later.pk, take=True)
    assert sorted(taken.steps) == sorted(best)
    assert actions.undo(person=cast.amina).steps == ["share-it"]


def test_a_job_for_a_plan_that_changed_meanwhile_leaves_it_alone(cast, versions):
    """The job of the later change speaks."""
    plan = planned(cast)
    actions.work_out(plan_id=plan.pk, revision=plan.revision - 1, because="better")
    actions.work_out(plan_id=uuid4(), revision=1, because="better")
    assert Plan.objects.get().is_being_worked_out


def test_out_of_time_the_job_proposes_what_is_found_at_once(cast, versions, monkeypatch):
    """HiGHS may not finish; the page must not wait for ever."""
    monkeypatch.setattr("lapel.domain.pathways.optimum.chosen_at_best", lambda _given: None)
    planned(cast)
    work()
    assert not Plan.objects.get().is_being_worked_out


def test_an_award_leads_to_a_proposal_that_says_so(cast, versions):
    """The step is shown as settled at once, and leaves the plan only when she takes that."""
    plan = planned(cast, weeks=60)
    work()
    hold(cast, versions["begin-well"])
    work()
    shown = queries.shown_of(queries.own_plan(cast.amina))
    assert [(each.title, each.why) for each in shown.done] == [("Begin well", "You hold it.")]
    assert "begin-well" in Plan.objects.get().steps
    assert Proposal.objects.get().because == "held"
    assert [each.why for each in shown.proposal["went"]] == ["You hold it."]
    assert plan.steps == Plan.objects.get().steps


def test_an_award_noted_twice_counts_once_and_one_lost_is_looked_at(cast, versions):
    """Jobs run at least once."""
    plan = planned(cast, weeks=60)
    known = hold(cast, versions["begin-well"])
    once = Plan.objects.get().revision
    held = actions.Held(cast.amina.pk, known.microcredential_id, known.source)
    actions.note_held(held=[held])
    assert Plan.objects.get().revision == once == plan.revision + 1
    for _twice in range(2):
        actions.note_lost(award_id=known.source, ended=Known.Ended.REVOKED)
    assert Plan.objects.get().revision == once + 1
    assert queries.held_by(cast.amina) == frozenset()


def test_an_award_whose_end_is_over_is_held_no_more_and_the_step_says_why(cast, versions):
    """On its day, by a job; nothing is changed, the step comes back as a proposal."""
    over = now() + timedelta(days=30)
    hold(cast, versions["begin-well"], over)
    planned(cast, weeks=60)
    work()
    assert "begin-well" not in Plan.objects.get().steps
    with clock_at(over - timedelta(minutes=5)):
        work()
        assert queries.held_by(cast.amina) == {"begin-well"}
        assert not Proposal.objects.exists()
    with clock_at(over + timedelta(minutes=5)):
        assert queries.held_by(cast.amina) == frozenset()
        work()
        assert Proposal.objects.get().because == "lost"
        assert "begin-well" not in Plan.objects.get().steps
        found = Proposal.objects.get()
        actions.settle_proposal(person=cast.amina, proposal_id=found.pk, take=True)
        shown = queries.shown_of(queries.own_plan(cast.amina))
        said = {each.slug: each.lapsed for each in shown.steps}
        day = date_format(localtime(over), "DATE_FORMAT")
        assert said["begin-well"].startswith(f"You held it until {day}")
        assert not said["go-on"]


def test_an_end_that_was_put_off_ends_nothing_on_its_first_day(cast, versions):
    """What was announced for it looks, and finds that it counts; the newer end has its own."""
    planned(cast, weeks=60)
    soon, later = now() + timedelta(days=10), now() + timedelta(days=400)
    known = hold(cast, versions["begin-well"], soon)
    put_off = actions.Held(cast.amina.pk, known.microcredential_id, known.source, later)
    actions.note_held(held=[put_off])
    was = Plan.objects.get().revision
    with clock_at(soon + timedelta(hours=1)):
        deliver_all()
        assert queries.held_by(cast.amina) == {"begin-well"}
        assert Plan.objects.get().revision == was
    with clock_at(later + timedelta(hours=1)):
        deliver_all()
        assert Plan.objects.get().revision == was + 1


def test_an_award_told_with_another_end_counts_by_that_end(cast, versions):
    """Ended by a newer end, and standing again by one more; twice told changes nothing."""
    planned(cast, weeks=60)
    known = hold(cast, versions["begin-well"])
    was = Plan.objects.get().revision
    past = actions.Held(
        cast.amina.pk, known.microcredential_id, known.source, now() - timedelta(days=1)
    )
    for _twice in range(2):
        actions.note_held(held=[past])
    assert queries.held_by(cast.amina) == frozenset()
    assert Plan.objects.get().revision == was + 1
    actions.note_held(held=[past._replace(ends_at=None)])
    assert queries.held_by(cast.amina) == {"begin-well"}
    assert Plan.objects.get().revision == was + 2


@pytest.mark.parametrize(
    ("ended", "said"),
    [("suspended", "is suspended since"), ("revoked", "was revoked"), ("replaced", "replaced by")],
)
def test_a_step_says_why_what_she_held_counts_no_more(cast, versions, ended, said):
    """Each in its own words; an award that stands again takes them away."""
    planned(cast, weeks=60)
    known = hold(cast, versions["ask-more"])
    actions.note_lost(award_id=known.source, ended=ended)
    (lapsed,) = queries.has_of(cast.amina).lapsed.values()
    assert said in lapsed_words(lapsed)
    assert lapsed_words(None) == ""
    again = actions.Held(cast.amina.pk, known.microcredential_id, known.source)
    actions.note_held(held=[again])
    assert not queries.has_of(cast.amina).lapsed


def test_what_she_has_begun_is_marked_until_she_leaves_it(cast, versions):
    """So that she sees what a change would let go of."""
    planned(cast, weeks=60)
    enrolment = uuid4()
    for _twice in range(2):
        actions.note_begun(
            person_id=cast.amina.pk,
            microcredential_id=versions["ask-more"].microcredential_id,
            enrolment_id=enrolment,
        )
    shown = queries.shown_of(queries.own_plan(cast.amina))
    assert [each.slug for each in shown.steps if each.is_begun] == ["ask-more"]
    actions.note_left(enrolment_id=enrolment)
    assert not Known.objects.exists()


def test_a_stack_is_required_before_any_gap(cast, versions):
    """With hours for the stack alone the plan is the stack; what does not fit is said."""
    stack = offer_stack(cast)
    plan = planned(cast, weeks=26, targets={}, stack=stack)
    assert set(plan.steps) == {"ask-more", "share-it"}
    shown = queries.shown_of(plan)
    assert {name for each in shown.steps for name in each.counts_for} == {"Both"}
    assert shown.share == "all"
    less = planned(cast, weeks=10, targets={}, stack=stack)
    assert sum(queries.shown_of(less).made.missing.values()) == 1


def test_what_she_has_mastered_is_left_out_and_can_be_put_in(cast, versions, monkeypatch):
    """P(θ >= cut) >= .8: marked, with the way to prove it, and open to her all the same."""
    knows(monkeypatch, T01=2.0)
    plan = planned(cast, weeks=60)
    shown = queries.shown_of(plan)
    assert [each.title for each in shown.mastered] == ["Begin well", "Go on"]
    assert {"ask-more", "share-it"} <= set(plan.steps)
    assert "go-on" in change(cast, "lock", "go-on").steps


def test_a_step_is_argued_for_by_solving_again(cast, versions, monkeypatch):
    """What would come instead, what would go with it, and which result would take it out."""
    knows(monkeypatch)
    planned(cast, weeks=60, targets={"T01": "Emerging", "T02": "Emerging"})
    shown = queries.shown_of(queries.own_plan(cast.amina))
    found = queries.argument_for(shown, "begin-well")
    assert found.also_gone == ["Go on"]
    assert re.fullmatch(r"about [1-9]\d? %", found.loses)
    assert found.turning is not None
    assert found.turning.competency.code == "T01"
    swaps = queries.argument_for(shown, "ask-more") or queries.argument_for(shown, "ask-again")
    assert {each.slug for each in swaps.instead} <= {"ask-more", "ask-again", "share-it"}
    assert queries.argument_for(shown, "share-it") is None


def test_a_retired_step_stays_in_sight(cast, versions):
    """It is not offered any more; the plan names it until she takes another."""
    planned(cast, weeks=60)
    retired = versions["share-it"].microcredential
    retired.retired_at = now()
    retired.save()
    shown = queries.shown_of(queries.own_plan(cast.amina))
    assert [(each.title, each.why) for each in shown.done] == [
        ("Share it", "It is not offered any more.")
    ]


def test_her_words_find_competencies_and_criteria(cast, versions):
    """“waits” stands in a criterion; a word that no text uses finds nothing."""
    found = queries.competencies_for("Nobody waits after questions in my class")
    assert found
    assert any("Waits after the question" in each.criteria for each in found)
    assert queries.competencies_for("zyzzyva") == []


def test_what_matters_most_weighs_twice(cast, versions):
    """Hours for one of them only: the one she named."""
    aims = {"T02": "Proficient", "T03": "Proficient"}
    plan = planned(cast, weeks=16, targets=aims, focus=["T03"], problem=" They do not share. ")
    assert plan.steps == ["share-it"]
    assert plan.problem == "They do not share."


def test_an_aim_of_her_school_fills_in_levels(cast, versions):
    """Set where she belongs or above; nobody else's is offered to her."""
    for place, name in ((cast.district, "Class teacher"), (cast.elsewhere, "Other")):
        Aim.objects.create(
            organisation=place,
            kind=Aim.Kind.ROLE,
            name=name,
            levels={"T01": "developing", "T02": "leading"},
            set_by=cast.elif_,
            set_at=now(),
        )
    (aim,) = queries.aims_for(cast.amina)
    assert queries.aim_named(cast.amina, aim.pk) == aim
    assert queries.aim_named(cast.femi, aim.pk) is None
    assert queries.targets_of(aim) == {"T01": "Practising", "T02": "Leading"}


def test_without_questions_anybody_is_believed_to_be_anybody(cast, versions):
    """N(0, 1), not diagnosed, provisional; the page says so."""
    found = queries.beliefs_of(cast.amina)
    assert set(found.by_code.values()) == {Belief(0.0, 1.0)}
    assert (found.is_diagnosed, found.is_provisional) == (False, True)


def test_prerequisites_in_a_circle_hold_nobody_up(cast):
    """Two documents may name each other; then neither comes first."""
    found = queries.straightened({"a": ["b"], "b": ["a"], "c": ["a", "x"], "d": ["d"]})
    assert found["d"] == frozenset()
    assert found["c"] in (frozenset({"a"}), frozenset())
    assert not (found["a"] and found["b"])


def test_a_plan_is_dropped_or_forgotten_whole(cast, versions):
    """Deleted by her, or with her account."""
    planned(cast)
    actions.drop_plan(person=cast.amina)
    assert not Plan.objects.exists()
    planned(cast)
    hold(cast, versions["ask-more"])
    with transaction.atomic():
        announce(PersonLeft(person_id=cast.amina.pk, invitation_ids=[]))
    work()
    assert not Plan.objects.exists()
    assert not Known.objects.exists()


def test_the_facts_of_versions_are_not_kept_without_end(cast, versions, monkeypatch):
    """A long-lived process reads them again rather than growing."""
    monkeypatch.setattr("lapel.journey.plan.queries.problems.KEPT", 0)
    assert queries.shown_of(planned(cast)).steps
    publish_one(cast, "later-on", "T01", "Emerging", 3, [])
    assert queries.shown_of(queries.own_plan(cast.amina)).steps


def test_days_past_leave_no_hours(cast, versions):
    """A plan whose day is over says that nothing fits; it does not divide by it."""
    plan = planned(cast)
    plan.deadline = date(2020, 1, 1)
    assert queries.hours_left(plan, today()) == 0
    assert queries.shown_of(plan).made.hours_over > 0
