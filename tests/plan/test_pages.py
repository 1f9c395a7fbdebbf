"""The pages of a plan: what they say, what her hand changes, and within how many queries."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from lapel.domain.pathways import Belief, plan_at_once
from lapel.journey.diagnosis.models import Aim
from lapel.journey.people.queries import today
from lapel.journey.plan.models import Plan, Proposal
from lapel.journey.plan.queries import problems
from lapel.journey.plan.queries.problems import Beliefs
from lapel.journey.plan.queries.words import share_words, stand_words
from lapel.journey.record.queries import now
from plan.shelf import AIMS, offer, offer_stack, planned, publish_one, work

if TYPE_CHECKING:
    from django.test import Client

    from cast import Cast


@pytest.fixture
def hers(cast: Cast, client: Client) -> Client:
    """Sign Amina in before a catalogue."""
    offer(cast)
    client.force_login(cast.amina)
    return client


def words(answer: Any) -> str:
    """Give a page's words without tags, with single spaces."""
    assert answer.status_code in {200, 422}
    return " ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).split())


def goals(**more: Any) -> dict[str, Any]:
    levels = {f"level_{code}": level for code, level in AIMS.items()}
    day = (today() + timedelta(weeks=60)).isoformat()
    return {"minutes_a_week": "60", "deadline": day, "stack": ""} | levels | more


def test_without_a_plan_the_page_leads_to_goals(hers):
    """An empty room says what it is for."""
    assert "You have no plan yet" in words(hers.get("/plan/"))
    assert hers.get("/plan/steps/ask-more/").status_code == 404
    assert hers.get("/plan/calendar.ics").status_code == 404
    assert hers.get("/plan/drop/").status_code == 404


def test_goals_become_a_plan_with_its_reasons(hers):
    """Gap and doubt in a word, what it covers, what builds on it; and it is provisional."""
    answer = hers.post("/plan/goals/", goals(), follow=True)
    said = words(answer)
    assert "Provisional: you have not answered the questions yet" in said
    assert "A better plan is being worked out" in said
    assert "Competency T01, Proficient: open: nobody can say yet. This covers" in said
    assert "In your plan, this builds on it: Go on." in said
    assert "stated by judgement" in said
    work()
    assert "is being worked out" not in words(hers.get("/plan/"))


def test_goals_that_cannot_be_are_said_in_words(hers):
    """In the form, with all she filled in still there."""
    past = goals(deadline="2020-01-01")
    answer = hers.post("/plan/goals/", past)
    assert answer.status_code == 422
    assert "a day ahead" in words(answer)
    assert hers.post("/plan/goals/", {}).status_code == 422
    assert not Plan.objects.exists()


def test_what_is_long_is_folded_away_and_opens_where_something_is_wrong(hers, cast):
    """A phone shows the whole form on a screen or two; no error hides in what is closed."""

    def folded(answer):
        said = answer.content.decode()
        return [bool(each) for each in re.findall(r"<details( open)?><summary>", said)]

    assert folded(hers.get("/plan/goals/")) == [False, False]
    answer = hers.post("/plan/goals/", goals(level_T01="Grand"))
    assert answer.status_code == 422
    assert folded(answer) == [False, True]
    planned(cast)
    assert "chosen)" in words(hers.get("/plan/goals/"))


def test_goals_begin_with_what_they_are(hers, cast):
    """She changes one thing and need not write the rest again."""
    planned(cast, minutes_a_week=45, problem="They wait.")
    said = hers.get("/plan/goals/").content.decode()
    assert 'value="45"' in said
    assert "They wait." in said
    assert '<option value="Proficient" selected>' in said


def test_her_words_are_looked_up_without_losing_the_form(hers):
    """Found and marked; she can unmark; nothing is saved by looking."""
    told = goals(find="1", problem="Nobody waits after a question", minutes_a_week="77")
    answer = hers.post("/plan/goals/", told)
    assert "Waits after the question" in words(answer)
    assert 'value="77"' in answer.content.decode()
    assert "checked" in answer.content.decode()
    nothing = hers.post("/plan/goals/", goals(find="1", problem="zyzzyva"))
    assert "No competency or criterion uses your words" in words(nothing)
    assert not Plan.objects.exists()


def test_an_aim_fills_in_the_levels_and_is_named_in_the_plan(hers, cast):
    """A role her district described; a forged one is refused."""
    aim = Aim.objects.create(
        organisation=cast.district,
        kind=Aim.Kind.ROLE,
        name="Class teacher",
        levels={"T01": "leading"},
        set_by=cast.elif_,
        set_at=now(),
    )
    filled = hers.post("/plan/goals/", goals(fill="1", aim=str(aim.pk), level_T01=""))
    assert '<option value="Leading" selected>' in filled.content.decode()
    assert hers.post("/plan/goals/", goals(fill="1", aim="")).status_code == 200
    assert hers.post("/plan/goals/", goals(aim=str(uuid4()))).status_code == 422
    assert "Class teacher" in words(hers.post("/plan/goals/", goals(aim=str(aim.pk)), follow=True))


def test_what_matters_most_has_a_level(hers):
    """Marked without one, it aims at Proficient."""
    hers.post("/plan/goals/", goals(level_T03="", focus=["T03"]))
    assert Plan.objects.get().targets["T03"] == "Proficient"


def test_a_step_says_why_what_instead_and_what_would_change_it(hers, cast):
    """And offers the swap right there."""
    plan = planned(cast, weeks=60, targets={"T01": "Proficient", "T02": "Proficient"})
    slug = next(each for each in plan.steps if each.startswith("ask"))
    said = words(hers.get(f"/plan/steps/{slug}/"))
    assert "Why it is there" in said
    assert "What result would change it" in said
    assert "of what it covers" in said
    assert "Nobody has said yet" in said or "count" in said.lower()
    other = "ask-again" if slug == "ask-more" else "ask-more"
    told = {"act": "swap", "slug": slug, "instead": other}
    after = words(hers.post("/plan/change/", told, follow=True))
    assert "What your last change did" in after
    assert "You skipped it." in after
    undone = words(hers.post("/plan/undo/", follow=True))
    assert "Undone." in undone
    assert Plan.objects.get().steps == plan.steps


def test_a_step_that_solving_afresh_would_not_choose_says_so(hers, cast, monkeypatch):
    """No reason is made up for it: what would come instead is named; and it is solved once."""
    plan = planned(cast, weeks=14, targets={"T02": "Proficient"})
    afresh = plan.steps[0]
    hers_now = "ask-again" if afresh == "ask-more" else "ask-more"
    Plan.objects.update(steps=[hers_now])
    solved = []

    def counted(given):
        solved.append(given)
        return plan_at_once(given)

    monkeypatch.setattr("lapel.domain.pathways.arguing.plan_at_once", counted)
    said = words(hers.get(f"/plan/steps/{hers_now}/"))
    assert "Solved afresh with what is known today, it would not be there" in said
    assert f"This would come instead: {afresh.replace('-', ' ').capitalize()}." in said
    assert "solving again would leave" not in said
    assert len(solved) == 1


def test_keeping_in_moving_and_refusals_are_said(hers, cast):
    """Each act says what it did, or why it did nothing."""
    planned(cast, weeks=60, targets={"T01": "Leading"})
    assert "stays in" in words(
        hers.post("/plan/change/", {"act": "lock", "slug": "go-on"}, follow=True)
    )
    assert "builds on" in words(
        hers.post("/plan/move/", {"way": "up", "slug": "go-on"}, follow=True)
    )
    assert "Moved." not in words(hers.get("/plan/"))
    assert "Planned again." in words(hers.post("/plan/again/", follow=True))
    assert "Let it go first" in words(
        hers.post("/plan/change/", {"act": "skip", "slug": "begin-well"}, follow=True)
    )


def test_a_proposal_is_shown_as_a_difference_to_take_or_leave(hers, cast):
    """Nothing changes unless she takes it."""
    planned(cast, weeks=60)
    Plan.objects.update(steps=["share-it"])
    work()
    said = words(hers.get("/plan/"))
    assert "A plan proposed to you" in said
    assert "It covers more in the same hours." in said
    assert "It covers a gap that nothing else covers as well in your hours." in said
    address = f"/plan/proposal/{Proposal.objects.get().pk}/"
    assert "stays as it is" in words(hers.post(address, {"leave": "1"}, follow=True))
    assert "does not stand any more" in words(hers.post(address, {"take": "1"}, follow=True))


def test_news_of_where_she_stands_is_offered_not_applied(hers, cast):
    """The page says that something changed; planning again is hers."""
    planned(cast)
    Plan.objects.update(known={})
    assert "What is known of where you stand has changed" in words(hers.get("/plan/"))
    hers.post("/plan/again/")
    assert "What is known of where you stand has changed" not in words(hers.get("/plan/"))


def test_while_it_is_provisional_a_plan_states_no_precision(hers, cast, monkeypatch):
    """No tenths and no hundredths on the plan and its step; with measured questions both are."""
    plan = planned(cast, weeks=60)
    step = f"/plan/steps/{plan.steps[0]}/"
    for address in ("/plan/", step):
        said = words(hers.get(address))
        assert not re.search(r"\d+ in 10|\d+ %", said), address
        assert "of what is missing" in said

    measured = {code: Belief(0.2, 0.4) for code in AIMS}
    beliefs = Beliefs(measured, is_diagnosed=True, is_provisional=False)
    monkeypatch.setattr("lapel.journey.plan.queries.problems.beliefs_of", lambda _person: beliefs)
    assert re.search(r"already is about \d in 10\. This covers about \d+ %", words(hers.get(step)))
    assert re.search(r"they cover about \d+ % of the gaps", words(hers.get("/plan/")))


def test_while_it_is_provisional_nothing_is_called_very_likely_known(hers, cast, monkeypatch):
    """A sure belief on questions that nobody calibrated rules out a gap, and claims no more."""
    plan = planned(cast, weeks=60)
    sure = Beliefs(dict.fromkeys(AIMS, Belief(4.0, 0.2)), is_diagnosed=True, is_provisional=True)
    kept, pages = plan.steps[0], ["/plan/", f"/plan/steps/{plan.steps[0]}/"]
    assert hers.post("/plan/change/", {"act": "lock", "slug": kept}).status_code == 302
    for beliefs, word in (
        (sure, "speaks against a gap"),
        (replace(sure, is_provisional=False), "very likely"),
    ):
        monkeypatch.setattr(problems, "beliefs_of", lambda _person, told=beliefs: told)
        said = " ".join(words(hers.get(each)) for each in pages)
        assert said.count(word) >= 3, said
        assert ("very likely" in said) == (word == "very likely")


def test_the_words_of_a_gap_stand_where_four_fifths_allow_them():
    """P(θ >= cut): .84 at one SD above, .16 at one below (the normal table), .5 at the line."""
    beliefs = {mean: Belief(mean, 1.0) for mean in (1.0, 0.0, -1.0)}
    said = {mean: stand_words(each, 0.0, in_figures=False) for mean, each in beliefs.items()}
    assert said[1.0] == "reached, as far as is known"
    assert said[0.0] == "open: nobody can say yet"
    assert said[-1.0] == "still to grow"
    told = [stand_words(Belief(mean, 0.1), 0.0, in_figures=True) for mean in (1.0, -1.0)]
    assert told == ["close to certain", "close to none"]
    shares = [share_words(each, in_figures=False) for each in (1.0, 0.7, 0.5, 0.2, 0.0)]
    assert shares == ["all", "most", "about half", "a part", "next to nothing"]


def test_what_is_skipped_closed_and_missing_is_said(hers, cast):
    """With what would open it."""
    planned(cast, weeks=10, stack=offer_stack(cast), targets={"T01": "Leading"})
    hers.post("/plan/change/", {"act": "skip", "slug": "begin-well"})
    said = words(hers.get("/plan/"))
    assert "Skipped by you" in said
    assert "It opens when you hold Begin well" in said
    assert "does not fit, or is not open to you now" in said


def test_the_map_is_drawn_with_numbers_and_lines(hers, cast):
    """Server-drawn; a line leads from what comes first to what builds on it."""
    planned(cast, weeks=60)
    page = hers.get("/plan/").content.decode()
    assert page.count('class="map-line"') == 1
    assert page.count('<g transform="translate(') == len(Plan.objects.get().steps)


def test_a_plan_is_deleted_after_a_question(hers, cast):
    """What is destroyed is asked about first."""
    planned(cast)
    assert "Delete your plan?" in words(hers.get("/plan/drop/"))
    assert Plan.objects.exists()
    assert "Your plan is deleted." in words(hers.post("/plan/drop/", follow=True))
    assert not Plan.objects.exists()


def test_nobody_else_finds_a_way_to_it(hers, cast):
    """Her pages carry no id, and whoever asks gets her own, or none."""
    plan = planned(cast)
    hers.force_login(cast.elif_)
    assert "You have no plan yet" in words(hers.get("/plan/"))
    assert hers.get(f"/plan/steps/{plan.steps[0]}/").status_code == 404
    assert hers.post("/plan/undo/").status_code == 403


def test_the_page_stays_within_its_queries_however_long_the_plan(
    hers, cast, django_assert_max_num_queries
):
    """Ten more on offer cost no query more."""
    for number in range(10):
        publish_one(cast, f"more-{number}", "T03", "Leading", 4, [])
    planned(cast, weeks=200)
    hers.get("/plan/")
    with django_assert_max_num_queries(22):
        hers.get("/plan/")
