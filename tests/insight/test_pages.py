"""What a programme lead is shown, and what nobody is."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from cast import belongs, person
from issuing.earning import earned
from lapel.journey.insight.queries import Stage, figures_of, scopes_of, shown_awards
from lapel.journey.people.models import Organisation, Role
from lapel.journey.record.queries import now
from lapel.journey.sharing.models import DistrictConsent, Share
from mailing import sign_in_as
from review.stage import enrol, lock

if TYPE_CHECKING:
    from django.test import Client

    from cast import Cast
    from lapel.journey.people.models import Person
    from review.stage import Stage as Scene

TABLES = ["microcredentials", "schools", "awards"]


def teachers(school: Organisation, count: int, prefix: str) -> list[Person]:
    found = [person(f"{prefix}{number:02}") for number in range(count)]
    for each in found:
        belongs(each, school, Role.TEACHER)
    return found


def counts(rows: list[Any]) -> dict[str, list[int | None]]:
    return {row.name: row.counts for row in rows}


def test_teachers_are_counted_where_they_are(stage: Scene) -> None:
    """30 with Amina: 18 have not begun; the 12 enrolled cover for the stages where nobody is."""
    for each in teachers(stage.cast.school, 29, "T")[:12]:
        enrol(each, stage.version, stage.cast.school)
    figures = figures_of(stage.cast.district)
    assert figures.teachers == 30
    row = counts(figures.microcredentials)["Waiting for an answer"]
    assert row == [18, None, None, None, None, None, None]
    assert counts(figures.schools)["Harbour School"] == row


def test_a_small_number_takes_its_neighbour_with_it(stage: Scene) -> None:
    """20 not begun and 4 enrolled of 24: the 20 would give the 4 away."""
    for each in teachers(stage.cast.school, 23, "T")[:4]:
        enrol(each, stage.version, stage.cast.school)
    figures = figures_of(stage.cast.district)
    assert set(counts(figures.microcredentials)["Waiting for an answer"]) == {None}
    assert set(counts(figures.schools)["Harbour School"]) == {None}


def test_small_schools_count_together(stage: Scene) -> None:
    """Three schools of five; none of them has a row."""
    for name in ("Hill", "Lake", "Wood"):
        school = Organisation.objects.create(
            slug=name.lower(), name=f"{name} School", kind="school", parent=stage.cast.district
        )
        teachers(school, 5, name)
    rows = counts(figures_of(stage.cast.district).schools)
    assert list(rows) == ["Schools with fewer than 10 teachers, together"]


def test_what_a_teacher_does_by_herself_does_not_count(stage: Scene) -> None:
    """An enrolment for nobody, or for another employer, is not the district's business."""
    for each in teachers(stage.cast.school, 23, "T"):
        enrol(each, stage.version, None)
    assert figures_of(stage.cast.district).microcredentials == []


def test_a_failed_attempt_leaves_no_trace(stage: Scene) -> None:
    """Decided below the line, the teacher counts as collecting evidence, as before."""
    from lapel.journey.insight.queries.stages import stages_of

    case = stage.submitted()
    where = ({stage.cast.amina.pk}, {stage.cast.school.pk})
    assert list(stages_of(*where).values()) == [Stage.SUBMITTED]
    lock(stage.cast.ben, "not_yet")
    assert list(stages_of(*where).values()) == [Stage.IN_REVIEW]
    lock(stage.cast.bola, "not_yet")
    case.refresh_from_db()
    assert case.state == "decided"
    assert list(stages_of(*where).values()) == [Stage.DRAFTING]


def test_an_award_counts_as_earned(stage: Scene) -> None:
    """At the furthest stage."""
    from lapel.journey.insight.queries.stages import stages_of

    earned(stage)
    found = stages_of({stage.cast.amina.pk}, {stage.cast.school.pk})
    assert list(found.values()) == [Stage.EARNED]


def test_names_appear_only_where_their_holders_share(stage: Scene) -> None:
    """With this very district, or with everybody by name; and no longer once withdrawn."""
    award = earned(stage)
    district = stage.cast.district
    assert shown_awards(district) == []
    consent = DistrictConsent.objects.create(award=award, organisation=district, given_at=now())
    assert [each.name for each in shown_awards(district)] == ["Amina"]
    assert shown_awards(stage.cast.state) == []
    consent.withdrawn_at = now()
    consent.save()
    assert shown_awards(district) == []
    share = Share.objects.create(award=award, is_public=True, shows_name=False, changed_at=now())
    assert shown_awards(district) == []
    share.shows_name = True
    share.save()
    assert [each.title for each in shown_awards(district)] == ["Waiting for an answer"]
    assert shown_awards(stage.cast.elsewhere) == []


def test_an_award_has_one_day_on_the_page_and_in_the_table(client: Client, stage: Scene) -> None:
    """The day of the signed document (UTC), though it was the next one in Nairobi (UTC+3)."""
    award = earned(stage)
    award.awarded_at = datetime(2026, 6, 7, 22, 30, tzinfo=UTC)
    award.save()
    stage.cast.school.zone = stage.cast.district.zone = "Africa/Nairobi"
    stage.cast.school.save()
    stage.cast.district.save()
    DistrictConsent.objects.create(
        award=award, organisation=stage.cast.district, given_at=award.awarded_at
    )
    sign_in_as(client, stage.cast.elif_)
    assert "7 June 2026" in client.get("/insight/").content.decode()
    assert "2026-06-07" in client.get("/insight/export/awards.csv").content.decode()


def test_the_page_shows_no_small_number_and_no_name(client: Client, stage: Scene) -> None:
    """Neither the page nor any table to download."""
    for each in teachers(stage.cast.school, 30, "Teacher")[:7]:
        enrol(each, stage.version, stage.cast.school)
    sign_in_as(client, stage.cast.elif_)
    page = client.get("/insight/").content.decode()
    cells = re.findall(r'<td class="number">\s*(\d+)', page)
    assert all(int(cell) >= 10 for cell in cells)
    assert "Teacher0" not in page
    for table in TABLES:
        file = client.get(f"/insight/export/{table}.csv").content.decode("utf-8-sig")
        assert "Teacher0" not in file
        assert not [cell for cell in re.findall(r"\b(\d+)\b", file) if int(cell) < 10]


@pytest.mark.parametrize("name", ["amina", "ben", "femi", "hana", "ibrahim", "gita"])
def test_figures_are_for_programme_leads(client: Client, cast: Cast, name: str) -> None:
    """Anyone else is refused, also the downloads."""
    sign_in_as(client, getattr(cast, name))
    assert client.get("/insight/").status_code == 403
    assert client.get("/insight/export/schools.csv").status_code == 403


def test_a_visitor_signs_in_before_figures(client: Client, cast: Cast) -> None:
    """And comes back."""
    assert client.get("/insight/")["Location"] == "/people/sign-in/?next=/insight/"


def test_another_district_does_not_exist(client: Client, cast: Cast) -> None:
    """Neither does a part of her own: its figures could be subtracted from the whole."""
    sign_in_as(client, cast.elif_)
    assert client.get("/insight/?for=elsewhere").status_code == 404
    assert client.get("/insight/?for=harbour-school").status_code == 404
    assert client.get("/insight/export/nonsense.csv").status_code == 404
    assert client.get("/insight/?for=lakeside").status_code == 200


def test_who_leads_whole_and_part_sees_the_whole(cast: Cast) -> None:
    """Two views of nested organisations could be subtracted from each other."""
    belongs(cast.elif_, cast.school, Role.PROGRAMME_LEAD)
    belongs(cast.elif_, cast.elsewhere, Role.PROGRAMME_LEAD)
    assert scopes_of(cast.elif_) == [cast.elsewhere, cast.district]


def test_figures_ask_few_questions(
    client: Client, stage: Scene, django_assert_max_num_queries: Any
) -> None:
    """The number of queries does not grow with the teachers."""
    for each in teachers(stage.cast.school, 40, "T"):
        enrol(each, stage.version, stage.cast.school)
    sign_in_as(client, stage.cast.elif_)
    with django_assert_max_num_queries(40):
        client.get("/insight/")
