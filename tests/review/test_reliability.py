"""The figures of agreement: what they are made of, when they are made, and who sees them."""

from __future__ import annotations

import random
from datetime import timedelta
from html import escape
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from cast import belongs, person
from lapel.domain.rubrics import reliability
from lapel.domain.rubrics.measuring import measured
from lapel.domain.rubrics.reliability import (
    STATISTICS,
    DoubleScored,
    Figure,
    ReliabilityCard,
    reliability_card,
)
from lapel.journey.catalogue.models import MicroCredential
from lapel.journey.people.models import Role
from lapel.journey.record.actions import deliver_all
from lapel.journey.record.queries import now
from lapel.journey.review import actions, queries
from lapel.journey.review.actions.measure_reliability import card_kept
from lapel.journey.review.models import Reliability
from lapel.journey.review.queries.reliability_told import MEANINGS, figure_said, lines_of
from review.stage import adjudicate, enrol, lock, submit

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from lapel.journey.review.models import Case
    from review.stage import Stage

ALMOST = {"plans": "almost", "waits": "yes", "extra": "yes"}
NO_LANGUAGE = {"plans": "cannot_judge/language", "waits": "yes", "extra": "yes"}


def decided(stage: Stage, number: int, first: dict[str, str] | str, second: str = "yes") -> Case:
    """Decide the case of another teacher, scored by Ben and Bola, and by Gita where they split."""
    teacher = person(f"Teacher {number}")
    belongs(teacher, stage.cast.school, Role.TEACHER)
    case = submit(enrol(teacher, stage.version, stage.cast.school))
    lock(stage.cast.ben, first)
    lock(stage.cast.bola, second)
    if first != second:
        adjudicate(stage.cast.gita, "yes")
    return case


def test_ratings_are_the_locked_levels_of_decided_cases(stage: Stage) -> None:
    """Two seats, three criteria, levels as places on the scale, in each assessor's own order."""
    case = decided(stage, 1, ALMOST)
    decided(stage, 2, "yes")
    stage.submitted()
    lock(stage.cast.ben, "yes")
    found = queries.ratings_of(stage.microcredential)
    assert len(found.ratings) == 12
    assert {each.assessor for each in found.ratings} == {
        str(each.pk) for each in (stage.cast.ben, stage.cast.bola)
    }
    of_ben = [each for each in found.ratings if each.assessor == str(stage.cast.ben.pk)]
    told = {each.criterion: each.level for each in of_ben if each.artefact == str(case.pk)}
    assert told == {"plans": 1, "waits": 2, "extra": 2}
    assert {(each.artefact == str(case.pk), each.order) for each in of_ben} == {
        (True, 1),
        (False, 2),
    }


def test_an_adjudicators_levels_stand_apart(stage: Stage) -> None:
    """Who settled a dispute was no blind second witness; what she gave is to be had by itself."""
    case = decided(stage, 1, ALMOST)
    decided(stage, 2, "yes")
    found = queries.adjudications_of(stage.microcredential)
    assert {each.artefact for each in found.ratings} == {str(case.pk)}
    assert {each.assessor for each in found.ratings} == {str(stage.cast.gita.pk)}


def test_a_score_that_another_took_the_place_of_is_no_rating(stage: Stage) -> None:
    """Two who lack the language are replaced; only what stood in the decision counts."""
    third = person("Tomas")
    belongs(third, stage.cast.college, Role.ASSESSOR)
    for each in (stage.cast.gita, third):
        stage.appoint(each)
    stage.submitted()
    for each in (stage.cast.ben, stage.cast.bola):
        lock(each, NO_LANGUAGE)
    for each in (stage.cast.gita, third):
        lock(each, "yes")
    found = queries.ratings_of(stage.microcredential)
    assert set(found.assessors) == {str(stage.cast.gita.pk), str(third.pk)}


def test_since_leaves_out_what_was_decided_before(stage: Stage) -> None:
    """Figures of a new year are asked for by the day it began."""
    case = decided(stage, 1, "yes")
    case.refresh_from_db()
    at = case.decision.decided_at
    assert len(queries.ratings_of(stage.microcredential, since=at).ratings) == 6
    later = at + timedelta(microseconds=1)
    assert queries.ratings_of(stage.microcredential, since=later).ratings == ()


def test_the_ratings_measure_as_a_file_of_them_does(stage: Stage) -> None:
    """What `lapel review agreement` takes: here one case is too little for any figure."""
    decided(stage, 1, ALMOST)
    ratings = queries.ratings_of(stage.microcredential)
    found = measured(ratings, chance=random.Random(1))
    assert (found.together.artefacts, found.together.figures) == (1, {})


PAGES = ("reliability", "reliability_json", "reliability_svg", "reliability_png")


def measured_card(stage: Stage, number: int) -> None:
    """Have so many submissions scored twice, as rows of the card; the scores are made up."""
    chance = random.Random(4)

    def pair() -> tuple[int, int]:
        first = chance.choice((0, 1, 2, 2))
        return first, first if chance.random() < 0.8 else chance.choice((0, 1, 2))

    scored = [DoubleScored([pair(), pair()], adjudicated=each < 5) for each in range(number)]
    card = reliability_card(scored, chance=random.Random(4), resamples=100)
    Reliability.objects.create(
        microcredential=stage.microcredential,
        double_scored=number,
        card=card_kept(card),
        data_hash="",
        measured_at=now(),
    )


def of(client: Client, name: str) -> HttpResponse:
    return client.get(reverse(f"review:{name}", args=["waiting"]))


@pytest.mark.parametrize("name", PAGES)
def test_anyone_may_read_a_reliability_card(stage: Stage, client: Client, name: str) -> None:
    """A teacher asks before she enrols, and a board without an account: nobody signs in."""
    assert of(client, name).status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_there_is_no_card_of_what_is_not_published(stage: Stage, client: Client, name: str) -> None:
    """A draft's name is not told by its card either."""
    MicroCredential.objects.create(slug="hidden", organisation=stage.cast.college)
    assert client.get(reverse(f"review:{name}", args=["hidden"])).status_code == 404


def test_a_card_under_twenty_says_so_and_gives_no_number(stage: Stage, client: Client) -> None:
    """DOMAIN.md: “insufficient data (n = 7)” and no figure, on the page, as JSON, as a picture."""
    measured_card(stage, 7)
    page = of(client, "reliability").content.decode()
    assert "Insufficient data (n = 7)" in page
    assert "alpha" not in page
    told = of(client, "reliability_json").json()
    assert (told["enough"], told["doubleScored"], told["figures"]) == (False, 7, {})
    assert told["adjudicationRate"] is None
    assert "Insufficient data (n = 7)" in of(client, "reliability_svg").content.decode()


def test_a_card_gives_each_figure_with_its_interval_and_meaning(
    stage: Stage, client: Client
) -> None:
    """Exact, adjacent, both kappas, alpha, AC1, AC2 and the share settled by a lead: 5 of 20."""
    measured_card(stage, 20)
    told = of(client, "reliability_json").json()
    assert list(told["figures"]) == list(STATISTICS)
    assert told["adjudicationRate"] == 0.25
    page = of(client, "reliability").content.decode()
    for name, figure in told["figures"].items():
        assert figure["low"] <= figure["value"] <= figure["high"]
        said = figure_said(name, Figure(figure["value"], figure["low"], figure["high"]))
        assert escape(said) in page
        assert escape(str(MEANINGS[name])) in page
    assert "25\u00a0%" in page
    assert "Appealed" not in page


def test_r10_a_card_says_how_often_work_is_scored_just_now(stage: Stage, client: Client) -> None:
    """With its reason, on the page and for programs: under thirty everything is scored twice."""
    measured_card(stage, 20)
    page = of(client, "reliability").content.decode()
    assert "Two assessors score everything, until 30 submissions were scored twice" in page
    told = of(client, "reliability_json").json()
    assert told["scoring"] == {"mode": "double", "why": "too_few"}


def test_what_does_not_vary_is_undefined_and_never_a_number(stage: Stage, client: Client) -> None:
    """Where everybody said yes to everything alpha is no 0, no 1 and no NaN."""
    scored = [DoubleScored([(2, 2)])] * 20
    card = reliability_card(scored, chance=random.Random(1), resamples=20)
    Reliability.objects.create(
        microcredential=stage.microcredential,
        double_scored=20,
        card=card_kept(card),
        data_hash="",
        measured_at=now(),
    )
    told = of(client, "reliability_json").json()
    assert told["figures"]["alpha_ordinal"] == {"value": None, "undefined": "no variation"}
    assert "undefined: no variation" in of(client, "reliability").content.decode()
    assert "NaN" not in of(client, "reliability_svg").content.decode()


def test_the_picture_is_drawn_of_the_figures_and_kept(stage: Stage, client: Client) -> None:
    """Each figure's words stand in the drawing; in pixels it is a PNG, the same the second time."""
    measured_card(stage, 20)
    drawing = of(client, "reliability_svg").content.decode()
    for each in lines_of(queries.reliability_of(stage.microcredential)):
        assert escape(each.said, quote=False) in drawing
    first, again = (of(client, "reliability_png").content for _each in "12")
    assert first[:8] == b"\x89PNG\r\n\x1a\n"
    assert first == again


def test_a_card_is_read_in_few_queries(
    stage: Stage, client: Client, django_assert_max_num_queries: Any
) -> None:
    """The figures were computed before: a page reads one row, and how work is routed."""
    measured_card(stage, 20)
    for name in PAGES[:3]:
        with django_assert_max_num_queries(6):
            of(client, name)


def test_the_catalogue_page_leads_to_the_card(stage: Stage, client: Client) -> None:
    """Who reads the rubric is told how far assessors agree on it."""
    measured_card(stage, 20)
    page = client.get(reverse("catalogue:microcredential", args=["waiting"])).content.decode()
    assert reverse("review:reliability", args=["waiting"]) in page
    exact = lines_of(queries.reliability_of(stage.microcredential))[0].said
    assert exact in page


def test_a_decision_has_the_card_measured_by_a_job(stage: Stage) -> None:
    """What a page shows follows each decision without anyone's doing."""
    decided(stage, 1, "yes")
    assert queries.reliability_of(stage.microcredential).double_scored == 0
    deliver_all()
    assert queries.reliability_of(stage.microcredential).double_scored == 1


def test_equal_ratings_give_an_equal_card_and_are_measured_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The seed is the ratings' own hash; a second decision's job that finds nothing new rests."""
    case = decided(stage, 1, "yes")
    case.refresh_from_db()
    monkeypatch.setattr(reliability, "FEWEST", 1)
    actions.measure_reliability(decision_id=case.decision.pk)
    first = Reliability.objects.get()
    actions.measure_reliability(decision_id=case.decision.pk)
    assert Reliability.objects.get().measured_at == first.measured_at
    Reliability.objects.update(data_hash="")
    actions.measure_reliability(decision_id=case.decision.pk)
    again = Reliability.objects.get()
    assert again.card == first.card
    assert again.card["figures"]["exact"] == [1.0, 1.0, 1.0]


def test_of_two_jobs_side_by_side_the_one_that_read_last_stands(stage: Stage) -> None:
    """A slow job over older ratings does not undo the figures of a newer one."""
    case = decided(stage, 1, "yes")
    case.refresh_from_db()
    later = now() + timedelta(hours=1)
    Reliability.objects.create(
        microcredential=stage.microcredential,
        double_scored=3,
        card=card_kept(ReliabilityCard(3, {}, None, None)),
        data_hash="",
        measured_at=later,
    )
    actions.measure_reliability(decision_id=case.decision.pk)
    assert Reliability.objects.get().double_scored == 3


def test_figures_are_rounded_and_not_cut_off() -> None:
    """.678 is .68, and two thirds are 67 per cent: Django's own formatting would cut them."""
    assert figure_said("ac1", Figure(0.678, 0.6, 0.709)) == "0.68 (0.60 to 0.71)"
    assert figure_said("exact", Figure(2 / 3)).startswith("67\u00a0%")
