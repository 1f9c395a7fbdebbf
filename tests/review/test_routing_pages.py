"""Pages of routing, second looks, norming and licensure in a real browser: axe, and no overflow."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from axe import violations
from browser import overflow, sign_in
from lapel.journey.licensure.actions import begin_licensing, record_identity
from lapel.journey.people.queries import today
from lapel.journey.record.actions import deliver_all
from lapel.journey.review import actions
from lapel.journey.review.models import Case
from review.routed import draw, measured
from review.stage import adjudicate, enrol, lock, submit

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

    from review.stage import Stage

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
CHROME = "Failed to load resource"
YES = {"plans": "yes", "waits": "yes", "extra": "yes"}
ALMOST = {"plans": "almost", "waits": "almost", "extra": "yes"}


@pytest.mark.parametrize("width", [390, 1280])
def test_r10_pages_of_routing_please_axe_and_fit(
    *,
    page: Page,
    live_server: LiveServer,
    stage: Stage,
    tolerated: list[str],
    monkeypatch: pytest.MonkeyPatch,
    width: int,
) -> None:
    """The lead's desk, decided cases, a lower outcome, first cases, an officer's licences."""
    tolerated.append(CHROME)
    monkeypatch.setattr("lapel.journey.people.policies.TWO_FACTOR_ROLES", ())
    cast = stage.cast
    page.set_viewport_size({"width": width, "height": 900})

    def fine(person: object, name: str, *args: object) -> None:
        sign_in(page, live_server, person)
        page.goto(reverse(name, args=args))
        if folder := os.environ.get("LOOK"):
            page.screenshot(path=f"{folder}/{name.split(':')[1]}-{width}.png", full_page=True)
        found = violations(page)
        assert found == [], (name, found)
        assert overflow(page) == 0, name

    first = stage.submitted()
    lock(cast.ben, ALMOST)
    lock(cast.bola, {"plans": "not_yet", "waits": "almost", "extra": "yes"})
    fine(cast.ben, "review:normed", first.pk)
    actions.read_norming(person=cast.gita, case_id=first.pk)
    fine(cast.gita, "review:norming")
    fine(cast.gita, "review:normed", first.pk)
    monkeypatch.setattr("lapel.journey.review.queries.routing.PILOT", 0)
    deliver_all()  # the job that measures has run
    measured(stage)
    second = submit(enrol(cast.femi, stage.version, None))
    draw(second, low=False)
    lock(cast.ben, YES)
    fine(cast.gita, "review:case", second.pk)
    actions.score_again(case_id=second.pk, why="Her scores had drifted.")
    lock(cast.bola, ALMOST)
    adjudicate(cast.gita, "almost")
    assert Case.objects.get(pk=second.pk).look_state == "for_a_lead"
    fine(cast.gita, "review:decided")
    fine(cast.gita, "review:lead")
    fine(cast.gita, "review:assessors", "waiting")
    fine(cast.gita, "review:case", second.pk)
    fine(cast.femi, "review:tracker", second.submission_id)
    begin_licensing(
        person=cast.hana, organisation=cast.college, microcredential=stage.microcredential
    )
    fine(cast.hana, "licensure:index")
    fine(cast.hana, "licensure:identity", "college", cast.amina.pk)
    record_identity(
        person=cast.hana,
        organisation=cast.college,
        teacher=cast.amina,
        legal_name="Amina Quenby-Thistledown",
        licence_number="TSC-4711",
        paper="passport",
        seen_on=today(),
    )
    fine(cast.amina, "licensure:mine")
