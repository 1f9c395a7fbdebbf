"""The demo's plan: made through the public actions on the demo's own catalogue."""

from __future__ import annotations

from types import SimpleNamespace

from cast import belongs
from documents import CONTENT, demo_documents
from lapel.doors.cli.demo import diagnosing, levels, library, planning, told
from lapel.journey.authoring.models import LevelKept
from lapel.journey.catalogue.actions import load_framework, publish_stack, publish_version
from lapel.journey.people.models import Role
from lapel.journey.plan import queries
from lapel.journey.plan.queries.levels import own_levels
from lapel.journey.record.queries import parked_deliveries
from plan.test_levels import decide, earn

MADE = CONTENT / "microcredentials"


def test_the_demos_amina_has_a_plan_worth_looking_at(cast):
    """What she keeps is in, what she put off out; stack and renewal are met, no job failed."""
    load_framework(items=told.read(CONTENT / "framework.json"))
    for content in demo_documents():
        publish_version(person=cast.dara, organisation=cast.college, content=content)
    for content in told.documents("stacks"):
        publish_stack(person=cast.dara, organisation=cast.college, content=content)
    people = SimpleNamespace(
        persons={"amina": cast.amina, "katarina": cast.ibrahim, "elif": cast.elif_},
        organisations={diagnosing.DISTRICT: cast.district},
        state=cast.school,
    )
    library.recognise(people, told.read(CONTENT / "recognitions.json"))
    diagnosing.aim(people)
    planning.happen(people)
    shown = queries.shown_of(queries.own_plan(cast.amina))
    assert (shown.renewal.least, shown.renewal.missing) == ("40", "")
    assert {each.kind for each in queries.aims_for(cast.amina)} == {"school", "role"}
    assert len(shown.steps) >= 3
    assert planning.KEPT in shown.made.keys
    assert planning.PUT_OFF in [each.slug for each in shown.skipped]
    assert shown.made.missing == {}
    assert not shown.made.hours_over
    assert list(parked_deliveries()) == []
    words = queries.competencies_for(planning.PROBLEM)
    assert words


def test_the_demos_amina_keeps_a_level_that_asks_for_more_by_now(cast):
    """Her page says so, and what the new version asks for besides."""
    load_framework(items=told.read(CONTENT / "framework.json"))
    for content in demo_documents():
        publish_version(person=cast.dara, organisation=cast.college, content=content)
    belongs(cast.chipo, cast.college, Role.DESIGNER)
    people = SimpleNamespace(
        persons={"dara": cast.dara, levels.COLLEAGUE: cast.chipo}, state=cast.college
    )
    levels.happen(people)
    for slug in ("formative-assessment", "data-driven-instruction"):
        earn(cast.amina, slug)
        criteria = [each["key"] for each in told.read(MADE / f"{slug}.json")["rubric"]]
        decide(cast.amina, slug, **dict.fromkeys(criteria, "yes"))
    levels.ask_for_more(people)
    kept = LevelKept.objects.get(person=cast.amina)
    assert (kept.version.levels.competency_id, kept.level) == ("T10", "Proficient")
    own = next(each for each in own_levels(cast.amina) if each.code == "T10")
    assert (own.level, own.kept) == ("Proficient", kept)
    assert list(parked_deliveries()) == []
