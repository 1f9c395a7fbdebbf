"""What a school aims at is set by its leads, dated, and held against by each for herself."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from diagnosis.asking import fill_bank
from documents import publish_a_stack
from lapel.domain.measurement.later import Standing
from lapel.journey.diagnosis import actions
from lapel.journey.diagnosis.models import Aim
from lapel.journey.diagnosis.queries import aims
from lapel.journey.people.models import Organisation
from lapel.journey.record.queries import history
from mailing import sign_in_as

LEVELS = {"T01": "proficient", "T02": "emerging"}


@pytest.fixture
def bank(cast):
    fill_bank(cast)
    return cast


def aim_of(cast, name: str = "By 2028", **changed) -> Aim:
    told = {"organisation": cast.district, "kind": "school", "name": name, "levels": LEVELS}
    return actions.set_aim(person=cast.elif_, **(told | changed))


def test_an_aim_says_who_set_it_and_another_of_its_name_replaces_it(bank):
    """What teachers were held against in March can be told in June."""
    first = aim_of(bank)
    second = aim_of(bank, "  By   2028 ", levels={"T03": "leading"})
    first.refresh_from_db()
    assert (first.set_by, first.levels) == (bank.elif_, LEVELS)
    assert first.ended_at is not None
    assert [each.pk for each in aims.aims_set_by([bank.district])] == [second.pk]
    assert [each.action for each in history("aim", second.pk)] == ["set"]


def test_only_who_leads_or_administers_a_place_aims_for_it(bank):
    """Neither a teacher there, nor a lead of another place."""
    for who in (bank.amina, bank.chipo, bank.femi, bank.dara):
        with pytest.raises(PermissionDenied):
            actions.set_aim(
                person=who, organisation=bank.district, kind="role", name="A", levels=LEVELS
            )
    with pytest.raises(PermissionDenied):
        aim_of(bank, organisation=bank.state)
    aim = aim_of(bank)
    with pytest.raises(PermissionDenied):
        actions.end_aim(person=bank.amina, aim_id=aim.pk)
    actions.end_aim(person=bank.elif_, aim_id=aim.pk)
    actions.end_aim(person=bank.elif_, aim_id=aim.pk)
    assert [each.action for each in history("aim", aim.pk)] == ["set", "ended"]


@pytest.mark.parametrize(
    "changed",
    [
        {"name": " "},
        {"name": "x" * 121},
        {"levels": {}},
        {"levels": {"T99": "leading"}},
        {"levels": {"T01": "best"}},
    ],
    ids=["no name", "a long name", "nothing", "no competency", "no level"],
)
def test_an_aim_without_meaning_is_refused(bank, changed):
    """It says in words what is missing."""
    with pytest.raises(actions.Refusal):
        aim_of(bank, **changed)
    assert not Aim.objects.exists()


def test_a_teacher_may_compare_herself_with_her_places_and_with_stacks(cast):
    """Another district's aims are not there for her."""
    stack = publish_a_stack(cast)
    codes = {each.current.competency_id for each in stack.members.all()}
    aim = aim_of(cast, levels=dict.fromkeys(codes, "leading"))
    elsewhere = Aim.objects.create(
        organisation=cast.elsewhere, kind="role", name="Head", levels={}, set_by=cast.femi,
        set_at=aim.set_at,
    )  # fmt: skip
    found = aims.targets_for(cast.amina)
    assert [each.name for each in found] == [f"By 2028 ({cast.district})", stack.title]
    assert found[0].levels == dict.fromkeys(codes, Standing.LEADING)
    assert set(found[1].levels) == codes
    assert set(found[1].levels.values()) <= set(Standing)
    assert aims.target_named(cast.amina, f"aim-{elsewhere.pk}") is None
    assert aims.target_named(cast.amina, "") is None


def test_the_page_sets_and_ends_an_aim(client, bank):
    """In plain forms; what is wrong is said beside it."""
    sign_in_as(client, bank.elif_)
    assert "No aim is set yet" in client.get("/diagnosis/aims/").content.decode()
    told = {"organisation": "lakeside", "kind": "role", "name": "Mentor of new colleagues"}
    wrong = client.post("/diagnosis/aims/", told)
    assert wrong.status_code == 422
    assert "at least one competency" in wrong.content.decode()
    assert client.post("/diagnosis/aims/", told | {"kind": "x"}).status_code == 422
    page = client.post("/diagnosis/aims/", told | {"level-T01": "leading"}, follow=True)
    assert "T01 Leading" in page.content.decode()
    assert "Elif" in page.content.decode()
    aim = Aim.objects.get()
    client.post(f"/diagnosis/aims/{aim.pk}/end/")
    aim.refresh_from_db()
    assert aim.ended_at is not None
    assert "No aim is set yet" in client.get("/diagnosis/aims/").content.decode()


@pytest.mark.parametrize("name", ["amina", "ben", "dara", "femi"])
def test_others_have_no_page_of_aims(client, bank, name):
    """Nor can they end one by its address."""
    aim = aim_of(bank)
    sign_in_as(client, getattr(bank, name))
    assert client.get("/diagnosis/aims/").status_code == 403
    assert client.post(f"/diagnosis/aims/{aim.pk}/end/").status_code == 404


def test_the_page_asks_few_questions(client, bank, django_assert_max_num_queries):
    """However many aims there are."""
    for number in range(30):
        aim_of(bank, f"Aim {number}")
    Organisation.objects.create(slug="hill", name="Hill", kind="school", parent=bank.district)
    sign_in_as(client, bank.elif_)
    with django_assert_max_num_queries(25):
        client.get("/diagnosis/aims/")
