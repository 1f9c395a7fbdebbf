"""A renewal as a number: recognisers state what counts, she what is asked, a plan adds it up."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from cast import belongs
from lapel.journey.currency.actions import record_recognition, withdraw_recognition
from lapel.journey.people.models import Person, Role
from lapel.journey.people.queries import today
from lapel.journey.plan import actions, queries
from lapel.journey.plan.models import Counted, Plan, Proposal
from lapel.journey.record.actions import clock_at
from lapel.journey.record.queries import now
from plan.shelf import offer, planned, work
from plan.test_pages import goals, words

if TYPE_CHECKING:
    from cast import Cast
    from lapel.journey.catalogue.models import Version
    from lapel.journey.currency.models import Recognition

BOARD = "Riverbend Board of Licences"


def states(cast: Cast, version: Version, number: str, **more: Any) -> Recognition:
    """Let the state's administrator record what the board counts."""
    told = {
        "recogniser": BOARD,
        "statement": "Counts towards renewal.",
        "credit": f"{number} hours",
        "source": "https://board.example/renewal",
        "stated_on": date(2026, 2, 1),
        "verify": "Ask the board.",
        "amount": Decimal(number),
        "unit": "hours",
    }
    return record_recognition(
        person=recogniser(cast),
        organisation=cast.state,
        microcredential=version.microcredential,
        **told | more,
    )


def recogniser(cast: Cast) -> Person:
    found = Person.objects.filter(email="rana@example.org").first()
    if found is None:
        found = Person.objects.create_user("rana@example.org", name="Rana")
        belongs(found, cast.state, Role.RECOGNISER)
    return found


@pytest.fixture
def counted(cast: Cast) -> dict[str, Version]:
    """Have three of the shelf counted: 8, 6.5 and 12 hours."""
    versions = offer(cast)
    for slug, amount in (("ask-more", "8"), ("ask-again", "6.5"), ("share-it", "12")):
        states(cast, versions[slug], amount)
    work()
    return versions


def renewing(tenths: int, **more: Any) -> actions.Renewing:
    return actions.Renewing(**{"by": BOARD, "unit": "hours", "tenths": tenths} | since(0) | more)


def since(days: int) -> dict[str, Any]:
    return {"since": today() - timedelta(days=days)}


def test_a_plan_counts_what_a_renewal_asks_for_before_any_gap(cast, counted):
    """20 hours: of 8, 6.5 and 12 only 8 and 12 are enough in two; the hours of work decide less."""
    plan = planned(cast, weeks=60, targets={}, renewing=renewing(200))
    assert plan.is_renewal
    shown = queries.shown_of(plan)
    assert sum(shown.ground.renewal.counts[each.slug] for each in shown.steps) >= 200
    assert shown.renewal.least == "20"
    assert shown.renewal.missing == ""
    (first, *_rest) = shown.steps
    assert any(f"of your renewal ({BOARD})" in each for each in first.counts_for)


def test_what_does_not_fit_is_said_in_its_unit(cast, counted):
    """26.5 hours are all there is; a renewal of thirty stays 3.5 short, whatever she does."""
    plan = planned(cast, weeks=200, targets={}, renewing=renewing(300))
    shown = queries.shown_of(plan)
    assert (shown.renewal.planned, shown.renewal.least) == ("26.5", "30")
    assert shown.renewal.missing == "3.5"
    assert shown.missing == {}


def test_what_was_earned_in_its_time_counts_and_what_she_held_before_does_not(
    cast, counted, client
):
    """Nothing counts for two renewals."""
    held = {slug: uuid4() for slug in ("ask-more", "share-it")}
    for slug, award in held.items():
        with clock_at(now() - timedelta(days=100 if slug == "share-it" else 5)):
            actions.note_held(
                held=[actions.Held(cast.amina.pk, counted[slug].microcredential_id, award)]
            )
    plan = planned(cast, weeks=60, targets={}, renewing=renewing(140, **since(30)))
    shown = queries.shown_of(plan)
    assert (shown.renewal.earned, shown.renewal.planned) == ("8", "6.5")
    assert plan.steps == ["ask-again"]
    client.force_login(cast.amina)
    said = words(client.get("/plan/"))
    assert "8 of 14 hours earned since" in said
    assert "and 6.5 more planned" in said


def test_the_latest_statement_counts_and_a_withdrawn_one_no_more(cast, counted):
    """And a plan that it concerns is looked at; another's is not."""
    planned(cast, weeks=60, targets={}, renewing=renewing(80))
    work()
    was = Plan.objects.get().revision
    states(cast, counted["ask-more"], "3", recogniser="Another board")
    work()
    assert Plan.objects.get().revision == was
    newer = states(cast, counted["ask-more"], "5", stated_on=date(2026, 3, 1))
    work()
    assert Plan.objects.get().revision == was + 1
    assert queries.counted_by(BOARD, "hours")["ask-more"] == 50
    withdraw_recognition(person=recogniser(cast), recognition=newer)
    work()
    assert queries.counted_by(BOARD, "hours")["ask-more"] == 80
    actions.note_uncounted(source=newer.pk)
    assert Plan.objects.get().revision == was + 2


def test_units_are_never_added_up_and_words_alone_count_nothing(cast):
    """Points of one board are no hours; “1 evidence entry” stays what it says."""
    versions = offer(cast)
    states(cast, versions["ask-more"], "8")
    states(cast, versions["ask-again"], "2", unit="points")
    states(cast, versions["share-it"], "1", credit="1 evidence entry", amount=None, unit="")
    work()
    assert Counted.objects.count() == 2
    assert queries.counted_by(BOARD, "hours") == {"ask-more": 80}
    assert queries.renewals_offered() == [(BOARD, "hours"), (BOARD, "points")]
    shown = queries.shown_of(planned(cast, weeks=200, targets={}, renewing=renewing(100)))
    assert (shown.renewal.planned, shown.renewal.missing) == ("8", "2")


@pytest.mark.parametrize(
    "wrong", [{"by": "Nobody"}, {"unit": "points"}, {"tenths": 0}, {"since": date(2999, 1, 1)}]
)
def test_a_renewal_that_nobody_counts_or_that_asks_nothing_is_refused(cast, counted, wrong):
    """In words, and nothing is kept."""
    with pytest.raises(actions.Refusal):
        planned(cast, targets={}, renewing=renewing(100)._replace(**wrong))
    assert not Plan.objects.exists()


def test_undo_brings_the_renewal_back(cast, counted):
    """All of it, like every other goal."""
    planned(cast, weeks=60, renewing=renewing(80, **since(10)))
    planned(cast, weeks=60)
    assert not Plan.objects.get().renewal_tenths
    plan = actions.undo(person=cast.amina)
    assert (plan.renewal_by, plan.renewal_unit, plan.renewal_tenths) == (BOARD, "hours", 80)
    assert plan.renewal_since == today() - timedelta(days=10)


def test_the_pages_say_how_much_of_it_is_planned(cast, counted, client):
    """Asked for in the form, kept in it, shown on the plan and argued on the step."""
    client.force_login(cast.amina)
    assert BOARD in words(client.get("/plan/goals/"))
    day = (today() - timedelta(days=3)).isoformat()
    told = {"renewal": f"hours:{BOARD}", "renewal_amount": "8", "renewal_since": day}
    said = words(client.post("/plan/goals/", goals(**told), follow=True))
    assert f"Towards your renewal ({BOARD}):" in said
    assert "of 8 hours planned" in said
    assert "Your licence ends on" in said
    form = client.get("/plan/goals/").content.decode()
    assert f'<option value="hours:{BOARD}" selected>' in form
    assert f'value="{day}"' in form
    for missing in ({"renewal_amount": ""}, {"renewal": ""}):
        assert client.post("/plan/goals/", goals(**told | missing)).status_code == 422
    Plan.objects.update(targets={})
    for slug in Plan.objects.get().steps:
        step = client.get(f"/plan/steps/{slug}/")
        if f"of your renewal ({BOARD})" in words(step):
            break
    else:
        pytest.fail("no step counts")


def test_a_step_says_by_how_much_the_renewal_would_be_short_without_it(cast, counted, client):
    """All three are needed: without one its hours are missing."""
    client.force_login(cast.amina)
    planned(cast, weeks=200, targets={}, renewing=renewing(265))
    said = words(client.get("/plan/steps/share-it/"))
    assert "Your renewal would be short of 12 hours." in said
    assert "Your stack would not be complete" not in said


def test_where_nobody_stated_a_number_the_form_says_so(cast, client):
    """No empty choice."""
    offer(cast)
    client.force_login(cast.amina)
    assert "Nobody has stated here, as a number" in words(client.get("/plan/goals/"))


def test_a_change_of_what_counts_is_proposed(cast, counted):
    """More is asked of the plan than it holds now: a difference to take or leave."""
    planned(cast, weeks=200, targets={}, renewing=renewing(80))
    Plan.objects.update(steps=[])
    states(cast, counted["begin-well"], "1")
    work()
    assert Proposal.objects.get().because == "counted"
