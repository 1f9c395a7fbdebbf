"""What the demo's people do after their awards, without the minutes that a whole demo takes."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from issuing.earning import earned
from issuing.praising import officer_of_state
from lapel.doors.cli.demo import afterwards
from lapel.doors.cli.demo.stage import CAST, People
from lapel.journey.issuing.models import Act, Endorsement
from lapel.journey.messaging.models import Message
from lapel.journey.record.actions import clock_at
from lapel.journey.record.queries import now, parked_deliveries
from review.stage import Stage

if TYPE_CHECKING:
    from cast import Cast
    from lapel.journey.issuing.models import Award

CONTENT = json.loads((Path(__file__).parents[3] / "content/people.json").read_text("utf-8"))
NOTHING = {kind: [] for kind in CONTENT["afterwards"]}
State = Endorsement.State


@pytest.fixture
def award(cast: Cast) -> Award:
    """Give an award that Amina earned forty days ago."""
    with clock_at(now() - timedelta(days=40)):
        return earned(Stage(cast))


def play(cast: Cast, award: Award, kind: str) -> None:
    """Tell one of the demo's own stories with the tests' cast and its one micro-credential."""
    persons = {"cathal": officer_of_state(cast)}
    persons |= {name: getattr(cast, name) for name in ("amina", "chipo", "dara", "hana")}
    version = award.achievement.version
    assert version
    slug = version.microcredential.slug
    (entry,) = CONTENT["afterwards"][kind]
    afterwards.happen(
        People(
            organisations={"lakemarch": cast.state},
            persons=persons,
            afterwards={**NOTHING, kind: [{**entry, "microcredential": slug}]},
        )
    )
    assert list(parked_deliveries()) == []


def test_a_micro_credential_is_endorsed_by_another_state(cast: Cast, award: Award) -> None:
    """Asked by the designer, accepted days later in the officer's words, and signed then."""
    play(cast, award, "endorsed")
    given = Endorsement.objects.get()
    assert (given.state, given.endorser) == (State.IN_FORCE, cast.state)
    assert given.asked_by == cast.dara
    assert given.signed_at is not None
    assert timedelta(days=11) < now() - given.signed_at < timedelta(days=13)
    assert given.asked_at < given.signed_at - timedelta(days=2)


def test_a_request_waits_for_whoever_tries_the_demo(cast: Cast, award: Award) -> None:
    """A mentor, one click away in the demo, is asked by the holder herself."""
    play(cast, award, "endorsement_waiting")
    waiting = Endorsement.objects.get()
    assert (waiting.state, waiting.asked_person) == (State.ASKED, cast.chipo)
    assert waiting.award == award
    assert "chipo" in CAST
    assert Message.objects.filter(kind="endorsement asked", person=cast.chipo).count() == 1


def test_an_award_of_aminas_was_refreshed_and_she_was_told(cast: Cast, award: Award) -> None:
    """Signed on the story's day, with the letter of that day."""
    play(cast, award, "refreshed")
    award.refresh_from_db()
    assert award.standings.get().act == Act.REFRESH
    letter = Message.objects.get(kind="award anew")
    assert letter.person == cast.amina
    assert award.signed_anew_at is not None
    for moment in (award.signed_anew_at, letter.written_at):
        assert timedelta(days=4) < now() - moment < timedelta(days=6)


def test_every_name_in_these_stories_is_somebody_of_the_demo() -> None:
    """A person, organisation or micro-credential that nobody made would stop the load."""
    persons = {each["slug"]: each for each in CONTENT["people"]}
    places = {each["slug"] for each in CONTENT["organisations"]}
    earned_ = {
        (s["teacher"], s["microcredential"]) for s in CONTENT["stories"] if s["state"] == "earned"
    }
    told = CONTENT["afterwards"]
    for each in told["endorsed"]:
        assert {each["asks"], each["answers"]} <= set(persons)
        assert each["endorser"] in places
        offices = {(m["organisation"], m["role"]) for m in persons[each["answers"]]["memberships"]}
        assert (each["endorser"], "issuer_officer") in offices
    for each in [*told["refreshed"], *told["endorsement_waiting"]]:
        assert (each["teacher"], each["microcredential"]) in earned_
