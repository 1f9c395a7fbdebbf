"""What a lead is told of diagnoses: waves of ten or more, counted once and never again (ADR 42)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import combinations

import numpy as np
import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cast import belongs
from diagnosis.answering import FIRST_DAY, crowd, ended
from diagnosis.asking import answer_all, begin, fill_bank
from lapel.journey.diagnosis.actions import set_aim
from lapel.journey.diagnosis.models import Diagnosis, ParameterSet
from lapel.journey.insight import actions, queries
from lapel.journey.insight.models import Counted, Wave, WaveClass, WaveDay
from lapel.journey.people.models import Membership, Organisation, Person, Role
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.record.queries import chain_faults, now
from mailing import sign_in_as

SPRING = date(2026, 5, 1)
LOW, MIDDLE, HIGH = -2.0, 0.0, 2.0


@pytest.fixture
def bank(cast) -> ParameterSet:
    fill_bank(cast)
    return ParameterSet.objects.get()


def published(day: date = SPRING) -> int:
    WaveDay.objects.get_or_create(day=day)
    return actions.publish_waves(day=day)


def told() -> list[tuple[str, int, int, int]]:
    rows = WaveClass.objects.order_by("wave__day", "wave__place__slug", "competency", "first")
    return list(rows.values_list("competency", "first", "last", "count"))


def test_a_wave_tells_levels_in_groups_of_ten_or_more(cast, bank) -> None:
    """12 low, 14 high; in the second competency all are low, which is told of nobody."""
    ended(crowd(12, cast.school), bank, LOW)
    ended(crowd(14, cast.school, "u"), bank, HIGH)
    assert published() == 1
    assert told() == [
        ("T01", 0, 0, 12),
        ("T01", 1, 4, 14),
        ("T02", 0, 4, 26),
        ("T03", 0, 0, 12),
        ("T03", 1, 4, 14),
    ]
    assert list(chain_faults()) == []


def test_nine_wait_and_ten_are_counted_with_the_next(cast, bank) -> None:
    """One finishes in the month after; the day after that comes by itself."""
    ended(crowd(9, cast.school), bank, LOW)
    assert published() == 0
    assert Counted.objects.count() == 0
    ended(crowd(1, cast.school, "u"), bank, LOW)
    with clock_at(now() + timedelta(days=200)):
        deliver_all()
    assert Wave.objects.get().people == 10


def test_who_joins_later_changes_no_number_and_is_in_no_wave_alone(cast, bank) -> None:
    """Else the difference of two months would be she."""
    ended(crowd(24, cast.school), bank, LOW)
    published()
    before = told()
    ended(crowd(1, cast.school, "u"), bank, HIGH, at=FIRST_DAY + timedelta(days=120))
    Membership.objects.filter(person__email="t3@example.org").delete()
    assert published(date(2026, 6, 1)) == 0
    assert told() == before


def test_a_day_is_published_once(cast, bank) -> None:
    """A job may be offered again, and meanwhile others finished."""
    ended(crowd(12, cast.school), bank, LOW)
    published()
    ended(crowd(12, cast.school, "u"), bank, LOW)
    assert published() == 0
    assert Wave.objects.count() == 1


def test_places_with_few_are_counted_together_under_their_district(cast, bank) -> None:
    """Six and five of two schools make a wave of the district; the state waits for nobody."""
    hill = Organisation.objects.create(
        slug="hill", name="Hill", kind="school", parent=cast.district
    )
    ended(crowd(6, cast.school), bank, LOW)
    ended(crowd(5, hill, "u"), bank, HIGH)
    published()
    wave = Wave.objects.get()
    assert (wave.place, wave.rest, wave.people) == (cast.district, True, 11)
    assert {count for *_rest, count in told()} == {11}


def test_nobody_is_counted_twice_within_a_year(cast, bank) -> None:
    """A retest after ninety days is hers; after a year she is in another wave."""
    people = crowd(12, cast.school)
    ended(people, bank, LOW)
    published()
    ended(people, bank, HIGH, at=FIRST_DAY + timedelta(days=150))
    assert published(date(2026, 8, 1)) == 0
    assert published(date(2027, 5, 1)) == 1
    assert Counted.objects.filter(day=date(2027, 5, 1)).count() == 12


def test_what_she_broke_off_is_not_counted(cast, bank) -> None:
    """Nor one that is open, nor that of somebody who teaches nowhere, or left."""
    people = crowd(13, cast.school)
    ended(people, bank, LOW)
    Diagnosis.objects.filter(person=people[0]).update(ended="")
    Diagnosis.objects.filter(person=people[1]).update(finished_at=None)
    Membership.objects.filter(person=people[2]).delete()
    Person.objects.filter(pk=people[3].pk).update(is_active=False)
    assert published() == 0


def test_the_database_itself_holds_no_smaller_number(cast, bank) -> None:
    """Whatever a program does, a row under ten is refused."""
    day = WaveDay.objects.create(day=SPRING)
    with pytest.raises(IntegrityError), transaction.atomic():
        Wave.objects.create(day=day, place=cast.school, rest=False, people=9, is_provisional=True)
    wave = Wave.objects.create(
        day=day, place=cast.school, rest=False, people=10, is_provisional=True
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        WaveClass.objects.create(wave=wave, competency_id="T01", first=0, last=1, count=9)


def test_a_finished_diagnosis_sets_a_day(cast) -> None:
    """The first of the next month, once, however many finish; nothing of her is in the event."""
    fill_bank(cast)
    answer_all(cast, begin(cast))
    actions.await_waves()
    deliver_all()
    first = now().date().replace(day=1)
    assert WaveDay.objects.get().day == (first + timedelta(days=32)).replace(day=1)


moves = st.tuples(st.integers(0, 3), st.sampled_from(["harbour-school", "hill", "lakeside"]))


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.integers(1, 13), moves), min_size=2, max_size=5))
def test_no_sum_of_published_rows_is_about_fewer_than_ten(bank, cast, story) -> None:
    """By linear algebra over what is in the database, with groups that join month after month.

    The onlooker knows who is in which wave. Groups that finished together at a place and level are
    alike to every number, so that they are the unknowns; a set that can be worked out is a sum of
    them. The search over single people is in tests/domain/measurement/test_aggregates.py.
    """
    with transaction.atomic():
        Organisation.objects.create(slug="hill", name="Hill", kind="school", parent=cast.district)
        groups: list[tuple[str, int, list[str]]] = []
        rows, sums = [], []
        for month, (size, (level, slug)) in enumerate(story):
            people = crowd(size, Organisation.objects.get(slug=slug), f"g{month}-")
            place = [-2.0, -1.0, 0.0, 2.0][level]
            ended(people, bank, place, at=FIRST_DAY + timedelta(days=month))
            groups.append((slug, [0, 1, 2, 4][level], [str(each.pk) for each in people]))
            day = date(2026, 5 + month, 1)
            seen = set(Counted.objects.values_list("person", flat=True))
            published(day)
            fresh = {str(each) for each in Counted.objects.values_list("person", flat=True)}
            fresh -= {str(each) for each in seen}
            for wave in Wave.objects.filter(day=day):
                inside = {
                    at
                    for at, (slug, _level, who) in enumerate(groups)
                    if set(who) <= fresh and _is_under(slug, wave)
                }
                for told_ in wave.classes.filter(competency="T01"):
                    member = [
                        float(at in inside and told_.first <= groups[at][1] <= told_.last)
                        for at in range(len(story))
                    ]
                    rows.append(member)
                    sums.append(told_.count)
        sizes = np.array([len(who) for _slug, _level, who in groups])
        for row, count in zip(rows, sums, strict=True):
            assert int(np.array(row) @ sizes) == count
        matrix = np.array(rows or [[0.0] * len(story)])
        rank = np.linalg.matrix_rank(matrix)
        for number in range(1, len(groups) + 1):
            for few in combinations(range(len(groups)), number):
                wanted = np.zeros(len(story))
                wanted[list(few)] = 1
                if np.linalg.matrix_rank(np.vstack([matrix, wanted])) == rank and rows:
                    assert sizes[list(few)].sum() >= 10
        transaction.set_rollback(True)


def _is_under(slug: str, wave: Wave) -> bool:
    """Tell whether people of a place are in a wave: all of the place, or too few below it."""
    if not wave.rest:
        return slug == wave.place.slug
    alone = set(wave.day.waves.filter(rest=False).values_list("place__slug", flat=True))
    return slug not in alone


def test_the_page_shows_waves_beside_an_aim_and_no_name(client, cast, bank) -> None:
    """14 at or above Emerging; Proficient lies within a group, so there is no number."""
    sign_in_as(client, cast.elif_)
    assert "Nothing is published yet" in client.get("/insight/standings/").content.decode()
    ended(crowd(12, cast.school), bank, LOW)
    ended(crowd(14, cast.school, "u"), bank, HIGH)
    published()
    assert "No aim is set" in client.get("/insight/standings/").content.decode()
    for name, level in (("A first", "emerging"), ("B second", "proficient")):
        set_aim(
            person=cast.elif_, organisation=cast.district, kind="school", name=name,
            levels={"T01": level},
        )  # fmt: skip
    page = client.get("/insight/standings/").content.decode()
    assert "Harbour School" in page
    assert "Before Emerging: 12" in page
    assert "Emerging to Leading: 14" in page
    assert "All levels together: 26" in page
    assert "provisional" in page
    assert "not told" not in page
    second = queries.aims_beside(cast.district)[1]
    other = client.get(f"/insight/standings/?aim={second.pk}").content.decode()
    assert "not told" in other
    assert not [each for each in re.findall(r": (\d+)</span>", page + other) if int(each) < 10]
    assert "T 1" not in page


@pytest.mark.parametrize("name", ["amina", "ben", "chipo", "femi", "ibrahim"])
def test_waves_are_for_programme_leads(client, cast, name) -> None:
    """Anyone else is refused."""
    sign_in_as(client, getattr(cast, name))
    assert client.get("/insight/standings/").status_code == 403


def test_a_lead_sees_no_wave_of_another_place_or_above(client, cast, bank) -> None:
    """A state's rest holds people of hers, and is the state's to see."""
    ended(crowd(12, cast.elsewhere), bank, LOW)
    ended(crowd(12, cast.state, "u"), bank, LOW)
    published()
    assert Wave.objects.count() == 2
    assert list(queries.waves_of(cast.district)) == []
    belongs(cast.femi, cast.elsewhere, Role.PROGRAMME_LEAD)
    assert [each.place for each in queries.waves_of(cast.elsewhere)] == [cast.elsewhere]


def test_the_page_of_waves_asks_few_questions(
    client, cast, bank, django_assert_max_num_queries
) -> None:
    """However many waves there are."""
    for month in range(1, 12):
        day = WaveDay.objects.create(day=date(2026, month, 1))
        wave = Wave.objects.create(
            day=day, place=cast.school, rest=False, people=12, is_provisional=True
        )
        WaveClass.objects.create(wave=wave, competency_id="T01", first=0, last=4, count=12)
    sign_in_as(client, cast.elif_)
    with django_assert_max_num_queries(30):
        client.get("/insight/standings/")
