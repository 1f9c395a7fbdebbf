"""The demo's micro-credential with figures: rows of a seeded draw, measured by the real code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cast import belongs, person
from lapel.doors.cli.demo import established
from lapel.doors.cli.demo.stage import People
from lapel.journey.people.models import Role
from lapel.journey.record.queries import chain_faults
from lapel.journey.review.models import Case
from lapel.journey.review.queries import reliability_of, routing_of
from lapel.journey.review.queries.fairness import fairness_for
from review.stage import content, publish

if TYPE_CHECKING:
    from cast import Cast

pytestmark = pytest.mark.django_db


def test_the_demo_has_a_card_and_a_fairness_report_with_figures(cast: Cast) -> None:
    """Sixty-six scored by two: a card, work routed by it, two bands of thirty-three teachers."""
    first = content()["rubric"][0]
    rubric = [{**first, "key": key} for key in ("one", "two", "three", "four", "five")]
    version = publish(cast.college, cast.dara, slug=established.SLUG, rubric=rubric)
    others = {name: person(name.title()) for name in ("devi", "emeka")}
    for each in others.values():
        belongs(each, cast.college, Role.ASSESSOR)
    established.happen(People(persons={"bola": cast.bola, "gita": cast.gita, **others}))
    microcredential = version.microcredential
    card = reliability_of(microcredential)
    assert (card.double_scored, card.is_enough) == (66, True)
    assert card.figures["alpha_ordinal"].low >= 0.667
    assert 0 < card.adjudication_rate < 0.5
    assert routing_of(microcredential).why == "established"
    groups = {each.key: each.groups for each in fairness_for(cast.gita)}
    assert [each.earned.persons for each in groups["band"]] == [33, 33]
    assert all(each.earned.share is not None for each in groups["band"])
    outcomes = set(Case.objects.values_list("decision__outcome", flat=True))
    assert {"earned", "almost"} <= outcomes
    assert chain_faults() == []
