"""A teacher's levels: from her evidence alone, hers to keep, and what they open."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from authoring.ladders import HELD, colleague, hold, in_force, levels, rung
from lapel.domain.pathways import Belief
from lapel.journey.authoring.models import LevelKept
from lapel.journey.catalogue.models import MicroCredential, Version
from lapel.journey.diagnosis.actions import note_results, take_back_results
from lapel.journey.messaging.models import Message
from lapel.journey.people.events import PersonLeft
from lapel.journey.plan import queries
from lapel.journey.plan.actions import note_begun, note_held
from lapel.journey.plan.actions.note_known import Held
from lapel.journey.plan.models import Known, Plan
from lapel.journey.plan.queries import ground_of, problems
from lapel.journey.plan.queries.levels import locks_for, own_levels, public_lock
from lapel.journey.record.actions import announce
from lapel.journey.record.queries import now
from plan.shelf import offer, planned, work

if TYPE_CHECKING:
    from uuid import UUID

    from cast import Cast
    from lapel.journey.people.models import Person


@pytest.fixture
def stage(cast: Cast) -> Cast:
    """Levels of T02 over full shelves: one of two, then both, which open “Share it”."""
    offer(cast)
    colleague(cast)
    in_force(cast, levels())
    work()
    return cast


def earn(person: Person, slug: str) -> UUID:
    """Let a person hold a micro-credential; gives the award's id."""
    award = uuid4()
    offered = MicroCredential.objects.get(slug=slug)
    note_held(held=[Held(person.pk, offered.pk, award)])
    return award


def decide(person: Person, slug: str, **levels_: str) -> UUID:
    """Let criteria of a work be decided; gives its source."""
    source = uuid4()
    version = Version.objects.get(microcredential__slug=slug)
    note_results(person_id=person.pk, version=version, source=source, decided=levels_)
    return source


def level_in(person: Person, code: str = "T02") -> str:
    return next(each.level for each in own_levels(person) if each.code == code)


def words(answer: Any) -> str:
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).split())


def test_a_level_is_reached_by_evidence_and_the_page_says_what_opens_the_next(stage, client):
    """None, then Practising, then Leading; each time what is missing is named."""
    client.force_login(stage.amina)
    said = words(client.get("/plan/levels/"))
    assert "T02 Competency T02 no level yet What opens Practising" in said
    earn(stage.amina, "ask-more")
    said = words(client.get("/plan/levels/"))
    assert "T02 Competency T02 Practising What opens Leading" in said
    assert "1 more of: Ask again" in said
    assert "Waiting behind a level: Share it (Leading)" in said
    earn(stage.amina, "ask-again")
    said = words(client.get("/plan/levels/"))
    assert "T02 Competency T02 Leading There is no level above." in said
    assert "Waiting behind" not in said


def test_only_what_people_decided_counts_and_only_while_it_stands(stage):
    """“Yes” on a criterion reaches a level; when its award is revoked, it is gone."""
    in_force(stage, levels(rung("Emerging", {"criteria": 1, "of": ["go-on/waits"]})), "T01")
    assert level_in(stage.amina, "T01") == ""
    decide(stage.amina, "go-on", waits="almost")
    assert level_in(stage.amina, "T01") == ""
    source = decide(stage.amina, "go-on", waits="yes")
    assert level_in(stage.amina, "T01") == "Emerging"
    take_back_results(source=source)
    assert level_in(stage.amina, "T01") == ""
    assert level_in(stage.ben, "T01") == ""


def test_a_new_version_takes_no_level_from_anybody_and_she_is_told(stage, client):
    """Version 2 asks for both at once: who had Practising keeps it, once told, by version 1."""
    earn(stage.amina, "ask-more")
    harder = in_force(stage, levels(rung("Practising", hold(2, *HELD)), version_note="Both."))
    work()
    kept = LevelKept.objects.get()
    assert (kept.person, kept.level, kept.version.number) == (stage.amina, "Practising", 1)
    letter = Message.objects.get(kind="level")
    assert "Your level in “T02 Competency T02” stays" in letter.subject
    client.force_login(stage.amina)
    said = words(client.get("/plan/levels/"))
    assert "You reached Practising by version 1 of these levels, and keep it." in said
    again = in_force(stage, levels(rung("Leading", hold(2, *HELD)), version_note="Later."))
    work()
    assert (harder.number, again.number) == (2, 3)
    assert LevelKept.objects.count() == Message.objects.filter(kind="level").count() == 1
    assert level_in(stage.amina) == "Practising"


def test_what_is_kept_still_rests_on_evidence(stage):
    """Version 1 goes on speaking, and of what stands today: a revoked award counts no more."""
    earn(stage.amina, "ask-more")
    in_force(stage, levels(rung("Leading", hold(2, *HELD))))
    work()
    assert level_in(stage.amina) == "Practising"
    Known.objects.all().delete()
    assert level_in(stage.amina) == ""


def test_who_left_kept_nothing(stage):
    """What was hers is erased with her plan."""
    earn(stage.amina, "ask-more")
    in_force(stage, levels(rung("Leading", hold(2, *HELD))))
    work()
    assert LevelKept.objects.exists()
    announce(PersonLeft(person_id=stage.amina.pk, invitation_ids=[]))
    work()
    assert not LevelKept.objects.exists()


def test_a_lock_says_what_opens_it(stage, client):
    """On the catalogue's page: to a visitor the level, to her what she still needs."""
    page = "/catalogue/share-it/"
    assert "Opens at Leading in T02 Competency T02." in words(client.get(page))
    assert "Opens at" not in words(client.get("/catalogue/ask-more/"))
    client.force_login(stage.amina)
    earn(stage.amina, "ask-more")
    said = words(client.get(page))
    assert "Opens at Leading in T02 Competency T02: you need 1 more of: Ask again." in said
    assert "may hand in evidence at once" in said
    earn(stage.amina, "ask-again")
    assert "Opens at" not in words(client.get(page))
    assert public_lock("ask-more") == []


def test_what_she_holds_or_began_is_not_shut(stage):
    """A lock that comes later takes nothing from her hands."""
    assert [each.slug for each in locks_for(stage.amina)] == ["share-it"]
    share = MicroCredential.objects.get(slug="share-it")
    note_begun(person_id=stage.amina.pk, microcredential_id=share.pk, enrolment_id=uuid4())
    assert locks_for(stage.amina) == []
    earn(stage.ben, "share-it")
    assert locks_for(stage.ben) == []


def test_a_plan_goes_to_the_level_before_what_it_opens(stage, client):
    """The shortest way is a prerequisite like others; what she holds already is no part of it."""
    plan = planned(stage, weeks=60, targets={"T03": "Leading"})
    slugs = list(plan.steps)
    assert set(slugs) == {"ask-more", "ask-again", "share-it"}
    assert slugs[-1] == "share-it"
    client.force_login(stage.amina)
    assert "Opens at a level" in words(client.get("/plan/"))
    said = words(client.get("/plan/steps/share-it/"))
    assert "Opens at Leading in T02 Competency T02: you need 2 more, 1 of them" in said
    earn(stage.amina, "ask-more")
    after = ground_of(plan).problem.by_key["share-it"].after
    assert after == {"ask-again"}
    share = MicroCredential.objects.get(slug="share-it")
    note_begun(person_id=stage.amina.pk, microcredential_id=share.pk, enrolment_id=uuid4())
    assert ground_of(plan).problem.by_key["share-it"].after == set()


def test_a_level_to_which_nothing_offered_leads_holds_nobody_up(stage):
    """As with prerequisites that are not offered any more."""
    planned(stage, weeks=60, targets={"T03": "Leading"})
    MicroCredential.objects.filter(slug="ask-again").update(retired_at=now())
    ground = ground_of(Plan.objects.get())
    assert ground.problem.by_key["share-it"].after == set()


def test_what_she_very_likely_knows_can_be_proved_at_once(stage, client, monkeypatch):
    """The diagnosis reaches no level; it says where evidence would take no learning."""
    sure = problems.Beliefs({"T02": Belief(4.0, 0.2)}, is_diagnosed=True, is_provisional=False)
    monkeypatch.setattr(queries, "beliefs_of", lambda _person: sure)
    client.force_login(stage.amina)
    said = words(client.get("/plan/levels/"))
    assert "T02 Competency T02 no level yet" in said
    assert "You very likely know this already: Ask more, Ask again." in said
    provisional = replace(sure, is_provisional=True)
    monkeypatch.setattr(queries, "beliefs_of", lambda _person: provisional)
    said = words(client.get("/plan/levels/"))
    assert "very likely" not in said
    assert "speaks against a gap here: Ask more, Ask again." in said


def test_levels_stand_beside_her_growth_and_nobody_elses(stage, client):
    """Her own page shows them; nobody else has a page of hers."""
    earn(stage.amina, "ask-more")
    client.force_login(stage.amina)
    assert "Your levels by evidence" in words(client.get("/diagnosis/growth/"))
    client.force_login(stage.elif_)
    said = words(client.get("/plan/levels/"))
    assert "T02 Competency T02 no level yet" in said
    client.logout()
    assert client.get("/plan/levels/").status_code == 302


def test_levels_of_other_competencies_are_linked(stage, client):
    """“Reach Practising in T02” leads to where that is described."""
    in_force(stage, levels(rung("Proficient", {"reach": "Practising", "in": "T02"})), "T01")
    client.force_login(stage.amina)
    answer = client.get("/plan/levels/")
    assert '<a href="#level-T02">Reach Practising in T02 Competency T02.</a>' in (
        answer.content.decode()
    )


def test_without_levels_the_page_says_so(cast, client, django_assert_max_num_queries):
    """And nothing stands beside growth, and nothing is shut."""
    client.force_login(cast.amina)
    assert "Nobody has described the levels" in words(client.get("/plan/levels/"))
    assert "Your levels" not in words(client.get("/diagnosis/growth/"))
    with django_assert_max_num_queries(1):
        assert locks_for(cast.amina) == []


def test_the_page_stays_cheap(stage, client, django_assert_max_num_queries):
    """However many levels there are."""
    in_force(stage, levels(rung("Emerging", hold(1, "go-on"))), "T01")
    in_force(stage, levels(rung("Emerging", hold(1, "share-it"))), "T03")
    client.force_login(stage.amina)
    with django_assert_max_num_queries(20):
        assert "T03" in words(client.get("/plan/levels/"))
