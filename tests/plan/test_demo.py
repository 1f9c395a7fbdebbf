"""The demo's plan: made through the public actions on the demo's own catalogue."""

from __future__ import annotations

from types import SimpleNamespace

from documents import CONTENT, demo_documents
from lapel.doors.cli.demo import diagnosing, library, planning, told
from lapel.journey.catalogue.actions import load_framework, publish_stack, publish_version
from lapel.journey.plan import queries
from lapel.journey.record.queries import parked_deliveries


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
