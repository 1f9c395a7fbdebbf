"""Founding, changing and closing organisations, and their holidays."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from time import process_time
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from cast import belongs, person
from lapel.journey.people import actions, policies
from lapel.journey.people.models import Holiday, Invitation, Organisation, Role
from lapel.journey.people.queries import (
    business_deadline,
    has_role,
    organisations_where,
    periods_of,
    trees_of,
    zone_named,
    zones,
)
from lapel.journey.record.queries import chain_faults, history
from mailing import sign_in_as
from review.stage import Stage

if TYPE_CHECKING:
    from cast import Cast
    from lapel.journey.people.models import Person

FOUND = "/people/found/"
HARBOUR = "/people/organisations/harbour-school/"
# Who may not: a district lead who may look, and others who may not even do that.
OTHERS = ["amina", "ben", "dara", "elif_", "emre", "femi", "hana"]


def given(cast: Cast, **more: Any) -> dict[str, Any]:
    """Give what the form asks for."""
    return {"parent": cast.district.pk, "name": "Hill School", "kind": "school", **more}


def told(organisation: Organisation) -> list[str]:
    return [entry.action for entry in history("organisation", organisation.pk)]


@pytest.fixture
def local_head(cast: Cast) -> Person:
    """Give an administrator of one school, and of nothing above it."""
    found = person("Local")
    belongs(found, cast.school, Role.ADMINISTRATOR)
    return found


def test_an_administrator_founds_a_school_under_a_district(client: Client, cast: Cast) -> None:
    """It gets a short name, its parent's zone, its holidays, and an entry in its history."""
    sign_in_as(client, cast.ibrahim)
    lines = "2027-05-01 Labour Day\r\n\r\n2027-12-21..2027-12-24 Winter break"
    answer = client.post(FOUND, given(cast, name="  Hill   School ", holidays=lines))
    assert answer["Location"] == "/people/organisations/hill-school/"
    made = Organisation.objects.get(slug="hill-school")
    assert (made.name, made.parent, made.zone) == ("Hill School", cast.district, "Africa/Nairobi")
    assert [each.name for each in periods_of(made)] == ["Labour Day", "Winter break"]
    (entry,) = history("organisation", made.pk)
    assert entry.facts["holidays"][0] == "2027-05-01"
    assert entry.actor == cast.ibrahim.pk
    assert "Nobody belongs here yet" in client.get(answer["Location"]).content.decode()
    assert chain_faults() == []


def test_a_form_proposes_what_one_most_likely_founds(client: Client, cast: Cast) -> None:
    """Under a district a school, under a state a district; and no school is offered as a parent."""
    sign_in_as(client, cast.ibrahim)
    form = client.get(FOUND + "?under=lakeside").context["form"]
    assert (form.initial["parent"], form.initial["kind"]) == (cast.district.pk, "school")
    assert cast.school not in form.fields["parent"].queryset
    assert client.get(FOUND + "?under=riverbend").context["form"].initial["kind"] == "district"
    # Somewhere she does not administer is not proposed, whatever the address says.
    assert client.get(FOUND + "?under=elsewhere").context["form"].initial["parent"] in {
        cast.state.pk,
        cast.college.pk,
    }


def test_nothing_typed_is_lost_when_something_is_wrong(client: Client, cast: Cast) -> None:
    """A wrong zone and two wrong lines: each says why, and all stands as it was written."""
    sign_in_as(client, cast.ibrahim)
    lines = "2027-05-01 Labour Day\n2027-02-30 Nothing\nChristmas"
    answer = client.post(FOUND, given(cast, zone="Atlantis", holidays=lines))
    page = answer.content.decode()
    assert "Atlantis is not a time zone" in page
    assert "Line 2: There is no day 2027-02-30." in page
    assert "Line 3: It does not begin with a date" in page
    assert lines in page
    assert 'value="Hill School"' in page
    assert not Organisation.objects.filter(name="Hill School").exists()


def test_a_form_sent_twice_founds_one(client: Client, cast: Cast) -> None:
    """The second says that there is one of this name; elsewhere the name is free."""
    sign_in_as(client, cast.ibrahim)
    client.post(FOUND, given(cast))
    again = client.post(FOUND, given(cast, name="HILL school")).content.decode()
    assert "an organisation called “HILL school” here already" in again
    client.post(FOUND, given(cast, parent=cast.state.pk))
    slugs = Organisation.objects.filter(name="Hill School").values_list("slug", flat=True)
    assert sorted(slugs) == ["hill-school", "hill-school-2"]


def test_a_name_in_another_script_has_an_address_too(cast: Cast) -> None:
    """It goes by its kind and a number."""
    names = ("学校", "مدرسة")
    made = [
        actions.found_organisation(
            person=cast.ibrahim, name=name, kind="school", parent=cast.district
        )
        for name in names
    ]
    assert [each.slug for each in made] == ["school", "school-2"]


@pytest.mark.parametrize("name", OTHERS)
def test_nobody_else_founds_changes_or_closes(client: Client, cast: Cast, name: str) -> None:
    """A lead is told that she may not; to the others the organisation is not even there."""
    sign_in_as(client, getattr(cast, name))
    assert client.get(FOUND).status_code == 403
    assert client.post(FOUND, given(cast)).status_code == 403
    expected = 403 if name == "elif_" else 404
    for path in ("settings/", "close/", "reopen/", "holidays/add/", "holidays/remove/"):
        assert client.post(HARBOUR + path).status_code == expected, path
    assert client.get(HARBOUR + "holidays/").status_code == (200 if name == "elif_" else 404)
    assert told(cast.school) == []


def test_the_actions_refuse_whoever_may_not(cast: Cast, local_head: Person) -> None:
    """Also without a page before them: leads, administrators elsewhere, and of a part alone."""
    period = actions.checked_period(first=date(2027, 5, 1), last=date(2027, 5, 1), name="May Day")
    wrong = {"name": "Mine", "kind": "school"}
    for who in (cast.elif_, cast.emre, local_head):
        with pytest.raises(PermissionDenied):
            actions.found_organisation(person=who, parent=cast.district, **wrong)
        with pytest.raises(PermissionDenied):
            actions.change_organisation(
                person=who,
                organisation_id=cast.district.pk,
                name="Mine",
                zone="UTC",
                base_revision=1,
            )
        with pytest.raises(PermissionDenied):
            actions.add_holidays(person=who, organisation=cast.district, periods=[period])
        with pytest.raises(PermissionDenied):
            actions.remove_holidays(person=who, organisation=cast.district, period=period)
        with pytest.raises(PermissionDenied):
            actions.close_organisation(person=who, organisation_id=cast.school.pk)
    with pytest.raises(PermissionDenied):
        actions.found_organisation(person=cast.ibrahim, parent=None, **wrong)


def test_a_schools_administrator_changes_it_and_does_not_close_it(
    client: Client, cast: Cast, local_head: Person
) -> None:
    """Closing is for what it is part of; and a school has no parts to found."""
    sign_in_as(client, local_head)
    assert client.get(HARBOUR + "settings/").status_code == 200
    assert client.post(HARBOUR + "close/").status_code == 403
    assert client.post(HARBOUR + "reopen/").status_code == 403
    assert "a school has no parts" in client.get(FOUND).content.decode()
    assert client.get("/people/organisations/lakeside/").status_code == 404


def test_the_parked_jobs_are_for_a_roots_administrators(
    client: Client, cast: Cast, local_head: Person
) -> None:
    """They are the whole instance's: an administrator of a school or a district sees none."""
    assert policies.may_see_jobs(cast.ibrahim)
    belongs(cast.chipo, cast.district, Role.ADMINISTRATOR)
    for who in (local_head, cast.chipo, cast.elif_, cast.emre):
        assert not policies.may_see_jobs(who)
    sign_in_as(client, local_head)
    assert client.get("/record/").status_code == 403
    assert client.post("/record/1/again/").status_code == 403
    assert "/record/" not in client.get("/people/").content.decode()
    sign_in_as(client, cast.ibrahim)
    assert 'href="/record/"' in client.get("/people/").content.decode()


def test_a_second_factor_stands_before_these_pages(cast: Cast, settings: Any) -> None:
    """As before every page of an administrator, in a real instance."""
    settings.IS_DEMO = True
    client = Client()
    client.force_login(cast.ibrahim)
    for path in (FOUND, HARBOUR + "settings/", HARBOUR + "holidays/", HARBOUR + "close/"):
        assert client.get(path)["Location"].startswith("/people/me/security/")


def test_a_name_and_a_zone_are_changed(client: Client, cast: Cast) -> None:
    """By the city's name, too; the history says what stood before, the name outside the chain."""
    sign_in_as(client, cast.ibrahim)
    body = {"name": "Harbour Road School", "zone": "dar es salaam", "revision": 1}
    assert client.post(HARBOUR + "settings/", body)["Location"] == HARBOUR + "settings/"
    cast.school.refresh_from_db()
    assert (cast.school.name, cast.school.zone) == ("Harbour Road School", "Africa/Dar_es_Salaam")
    (entry,) = history("organisation", cast.school.pk)
    assert entry.facts == {"from": "Africa/Nairobi", "to": "Africa/Dar_es_Salaam", "revision": 2}
    assert entry.text.words == "Harbour Road School"
    client.post(HARBOUR + "settings/", body)  # sent again, it changes nothing
    assert told(cast.school) == ["changed"]


def test_two_who_change_at_once_overwrite_nothing(client: Client, cast: Cast) -> None:
    """The slower one sees what stands and what she wrote, and decides."""
    sign_in_as(client, cast.ibrahim)
    client.post(HARBOUR + "settings/", {"name": "Quay School", "zone": "UTC", "revision": 1})
    mine = {"name": "Port School", "zone": "UTC", "revision": 1}
    answer = client.post(HARBOUR + "settings/", mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "What stands now: Quay School, UTC." in page
    assert 'value="Port School"' in page
    cast.school.refresh_from_db()
    assert cast.school.name == "Quay School"
    client.post(HARBOUR + "settings/", mine | {"revision": 2})
    cast.school.refresh_from_db()
    assert cast.school.name == "Port School"


def test_a_name_that_its_neighbour_has_is_refused(client: Client, cast: Cast) -> None:
    """Its own name in other letters is no neighbour's."""
    actions.found_organisation(
        person=cast.ibrahim, name="Hill School", kind="school", parent=cast.district
    )
    sign_in_as(client, cast.ibrahim)
    body = {"name": "Hill School", "zone": "UTC", "revision": 1}
    assert "here already" in client.post(HARBOUR + "settings/", body).content.decode()
    client.post(HARBOUR + "settings/", body | {"name": "HARBOUR SCHOOL"})
    cast.school.refresh_from_db()
    assert cast.school.name == "HARBOUR SCHOOL"


def test_holidays_are_added_singly_in_stretches_and_by_lines(client: Client, cast: Cast) -> None:
    """Days of one name in a row stand together; a day pasted again alike is no news."""
    sign_in_as(client, cast.ibrahim)
    add = HARBOUR + "holidays/add/"
    client.post(add, {"first": "2027-05-01", "name": "Labour Day"})
    client.post(add, {"first": "2027-12-20", "last": "2027-12-23", "name": "Winter break"})
    client.post(add, {"lines": "2027-12-24 Winter break\n2027-05-01; Labour Day"})
    days = [(each.first, each.last, each.name) for each in periods_of(cast.school)]
    assert days == [
        (date(2027, 5, 1), date(2027, 5, 1), "Labour Day"),
        (date(2027, 12, 20), date(2027, 12, 24), "Winter break"),
    ]
    assert told(cast.school) == ["holidays added"] * 3
    page = client.get(HARBOUR + "holidays/").content.decode()
    assert "20 December 2027" in page
    assert "24 December 2027" in page


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Christmas", "It does not begin with a date"),
        ("25.12.2027 Christmas", "It does not begin with a date"),
        ("2027-13-01 Nothing", "There is no day 2027-13-01."),
        ("2027-12-25", "There is no name after the date."),
        ("2027-12-25 - ", "There is no name after the date."),
        ("2027-12-25..2027-12-20 Back", "The last day is before the first."),
        ("2027-01-01..2027-12-31 Ever", "A holiday lasts 100 days at most."),
        ("0227-12-25 Christmas", "The year cannot be meant."),
        (f"2027-12-25 {'x' * 121}", "The name is longer than 120 characters."),
    ],
)
def test_a_wrong_line_says_its_number_and_why(line: str, reason: str) -> None:
    """Beside a good line before it; nothing is taken."""
    with pytest.raises(actions.LinesRefusal) as refused:
        actions.read_holidays(f"2027-05-01 Labour Day\n\n{line}\n")
    (said,) = refused.value.reasons
    assert said.startswith(f"Line 3: {reason}")


@pytest.mark.parametrize(
    "line",
    [
        "2027-12-21..2027-12-24 Winter break",
        "2027-12-21 .. 2027-12-24 Winter break",
        "2027-12-21 \N{EN DASH} 2027-12-24: Winter break",
        "2027-12-21 - 2027-12-24, Winter  break",
        "2027-12-21 to 2027-12-24 Winter break",
        "2027-12-21/2027-12-24;Winter break",
    ],
)
def test_a_stretch_is_read_however_it_is_written(line: str) -> None:
    """Dots, dashes, ISO 8601's stroke; commas and semicolons before the name."""
    (period,) = actions.read_holidays(line)
    assert (period.first, period.last) == (date(2027, 12, 21), date(2027, 12, 24))
    assert period.name == "Winter break"


def test_as_many_lines_as_the_form_takes_are_read_at_once() -> None:
    """Every day of this century, in stretches that overlap as far as they may."""
    start = date(2000, 1, 1)
    days = [start + timedelta(days=97 * at % 36_000) for at in range(2_300)]
    lines = "\n".join(f"{day}..{day + timedelta(days=99)} x" for day in days)
    begun = process_time()
    found = actions.days_of(actions.read_holidays(lines))
    assert len(found) == 36_087
    assert process_time() - begun < 3


def test_a_day_named_twice_differently_is_a_wrong_line() -> None:
    """The line says where the other name stands."""
    with pytest.raises(actions.LinesRefusal, match=r"Line 2: .*another name on line 1"):
        actions.read_holidays("2027-12-21..2027-12-26 Break\n2027-12-25 Christmas")


def test_what_somebody_named_is_not_named_anew(client: Client, cast: Cast) -> None:
    """Another name for a day that is kept is refused, with what stands, and the text is kept."""
    sign_in_as(client, cast.ibrahim)
    add = HARBOUR + "holidays/add/"
    client.post(add, {"lines": "2027-12-25 Christmas"})
    page = client.post(add, {"lines": "2027-12-24 Eve\n2027-12-25 Xmas"}).content.decode()
    assert "25 December 2027 is a holiday already: Christmas." in page
    assert "2027-12-24 Eve\n2027-12-25 Xmas" in page
    page = client.post(add, {"first": "2027-12-25", "name": "Xmas"}).content.decode()
    assert "is a holiday already: Christmas." in page
    page = client.post(add, {"first": "2027-12-25", "last": "2027-12-01", "name": "X"})
    assert "The last day is before the first." in page.content.decode()
    assert list(Holiday.objects.values_list("name", flat=True)) == ["Christmas"]


def test_a_holiday_is_taken_out_once(client: Client, cast: Cast) -> None:
    """The second time, it says that it is gone; a day of another name stays."""
    actions.add_holidays(
        person=cast.ibrahim,
        organisation=cast.school,
        periods=actions.read_holidays("2027-12-20..2027-12-24 Break\n2027-12-25 Christmas"),
    )
    sign_in_as(client, cast.ibrahim)
    body = {"first": "2027-12-20", "last": "2027-12-24", "name": "Break"}
    client.post(HARBOUR + "holidays/remove/", body)
    assert [each.name for each in periods_of(cast.school)] == ["Christmas"]
    page = client.post(HARBOUR + "holidays/remove/", body, follow=True).content.decode()
    assert "taken out already" in page
    client.post(HARBOUR + "holidays/remove/", {"first": "nonsense"})
    assert told(cast.school) == ["holidays added", "holidays removed"]


def test_a_lead_reads_the_holidays_that_hold_for_her_school(client: Client, cast: Cast) -> None:
    """Its own and those above, and nothing to change."""
    actions.add_holidays(
        person=cast.ibrahim,
        organisation=cast.state,
        periods=actions.read_holidays("2099-12-12 Jamhuri Day"),
    )
    sign_in_as(client, cast.elif_)
    page = client.get(HARBOUR + "holidays/").content.decode()
    assert "1 holiday of Riverbend holds here too" in page
    assert "Jamhuri Day" in page
    assert "Take out" not in page
    assert "holidays/add/" not in page


def test_clocks_that_run_keep_their_deadline_and_later_ones_follow(cast: Cast) -> None:
    """What the page says of a changed calendar: R15's deadline is set once, at the submission."""
    stage = Stage(cast)
    case = stage.submitted()
    was = case.target_at
    start = case.submission.submitted_at
    day = was.date()
    actions.add_holidays(
        person=cast.ibrahim,
        organisation=cast.school,
        periods=[actions.checked_period(first=day, last=day, name="Storm")],
    )
    actions.change_organisation(
        person=cast.ibrahim,
        organisation_id=cast.school.pk,
        name="Harbour School",
        zone="Asia/Tokyo",
        base_revision=1,
    )
    case.refresh_from_db()
    assert case.target_at == was
    cast.school.refresh_from_db()
    later = business_deadline(cast.school, start, 5)
    assert later != was
    # Midnight in Tokyo is 15:00 the day before in UTC; Nairobi's is 21:00.
    assert (later.hour, was.hour) == (15, 21)


def test_an_organisation_with_people_says_why_it_stays_open(client: Client, cast: Cast) -> None:
    """People, open invitations and parts are counted."""
    sign_in_as(client, cast.ibrahim)
    actions.invite(person=cast.elif_, organisation=cast.district, email="n@example.org")
    page = client.get("/people/organisations/lakeside/close/").content.decode()
    assert "1 person belongs to it." in page
    assert "1 invitation is open." in page
    assert "1 organisation is part of it." in page
    page = client.post("/people/organisations/lakeside/close/").content.decode()
    assert "1 person belongs to it." in page
    cast.district.refresh_from_db()
    assert cast.district.closed_at is None


def test_an_empty_organisation_is_closed_and_opened_again(client: Client, cast: Cast) -> None:
    """While it is closed nobody is invited, given a role, uploaded or founded into it."""
    part = actions.found_organisation(
        person=cast.ibrahim, name="Hill", kind="district", parent=cast.district
    )
    sign_in_as(client, cast.ibrahim)
    path = "/people/organisations/hill/"
    assert "Close it" in client.get(path + "close/").content.decode()
    for _ in range(2):
        client.post(path + "close/")
    part.refresh_from_db()
    assert part.closed_at is not None
    for closed in (
        lambda: actions.invite(person=cast.elif_, organisation=part, email="n@example.org"),
        lambda: actions.grant_role(
            person=cast.ibrahim, to=cast.femi, organisation=part, role=Role.TEACHER
        ),
        lambda: actions.upload_invitations(
            person=cast.elif_, organisation=part, data=b"email,school\n"
        ),
    ):
        with pytest.raises(actions.Refusal, match="Hill is closed"):
            closed()
    assert not policies.may_found_under(cast.ibrahim, part)
    page = client.post(path + "grant/", {"email": "n@example.org", "role": "teacher"})
    assert "Hill is closed." in page.content.decode()
    assert "Closed since" in client.get(path).content.decode()
    assert part not in client.get("/people/invite/").context["form"].fields["organisation"].queryset
    for _ in range(2):
        client.post(path + "reopen/")
    assert told(part) == ["founded", "closed", "opened again"]
    part.refresh_from_db()
    actions.grant_role(person=cast.ibrahim, to=cast.femi, organisation=part, role=Role.TEACHER)
    assert has_role(cast.femi, Role.TEACHER, part)


def test_a_part_of_something_closed_stays_closed(client: Client, cast: Cast) -> None:
    """What it is part of is opened first; a line of a table does not find a closed school."""
    upper = actions.found_organisation(
        person=cast.ibrahim, name="Upper", kind="district", parent=cast.state
    )
    lower = actions.found_organisation(
        person=cast.ibrahim, name="Lower", kind="school", parent=upper
    )
    for each in (lower, upper):
        actions.close_organisation(person=cast.ibrahim, organisation_id=each.pk)
    sign_in_as(client, cast.ibrahim)
    page = client.post("/people/organisations/lower/reopen/", follow=True).content.decode()
    assert "Upper is closed too. Open that first." in page
    sheet = actions.upload_invitations(
        person=cast.ibrahim, organisation=cast.state, data=b"email,school\nn@example.org,Lower\n"
    )
    assert [line["reason"] for line in sheet.bad] == ["This school is not part of Riverbend."]


def test_the_tree_counts_people_once_and_is_searched(client: Client, cast: Cast) -> None:
    """Somebody with two roles in two schools of a district is one person of it."""
    hill = actions.found_organisation(
        person=cast.ibrahim, name="Hill School", kind="school", parent=cast.district
    )
    belongs(cast.amina, hill, Role.TEACHER)
    led = organisations_where(cast.ibrahim, Role.ADMINISTRATOR)
    state = next(each for each in trees_of(led) if each.organisation == cast.state)
    (district,) = state.parts
    assert [(each.organisation.name, each.people) for each in district.parts] == [
        ("Harbour School", 2),
        ("Hill School", 1),
    ]
    # Elif leads; Amina and Chipo belong to the schools, and Ibrahim to the state.
    assert (district.people, district.altogether, state.altogether) == (1, 3, 4)
    sign_in_as(client, cast.ibrahim)
    page = client.get("/people/?words=hill").content.decode()
    assert "Hill School" in page
    assert "Lakeside District" in page
    assert "Harbour School" not in page
    assert "Harbour School" in client.get("/people/?words=lakeside+district").content.decode()
    assert "No organisation is called “xyz”" in client.get("/people/?words=xyz").content.decode()


def test_a_new_instance_says_what_to_do_first(client: Client, db: None) -> None:
    """With one organisation and nothing else, the page leads on to founding."""
    root = Organisation.objects.create(slug="college", name="College", kind="programme")
    head = person("Head")
    belongs(head, root, Role.ADMINISTRATOR)
    sign_in_as(client, head)
    assert "There is one organisation so far." in client.get("/people/").content.decode()


def test_the_tree_of_hundreds_of_schools_asks_few_questions(
    client: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    """The number of queries does not grow with the schools."""
    Organisation.objects.bulk_create(
        Organisation(slug=f"s{n}", name=f"School {n}", kind="school", parent=cast.district)
        for n in range(300)
    )
    sign_in_as(client, cast.ibrahim)
    with django_assert_max_num_queries(40):
        assert "School 299" in client.get("/people/").content.decode()


def test_an_administrator_brings_a_lead_who_brings_teachers(client: Client, cast: Cast) -> None:
    """A role is offered on the page of the new organisation, and taken up on signing in."""
    sign_in_as(client, cast.ibrahim)
    client.post(FOUND, given(cast, parent=cast.state.pk, name="Upper Valley", kind="district"))
    path = "/people/organisations/upper-valley/grant/"
    client.post(path, {"email": "lena@example.org", "role": "programme_lead"})
    invitation = Invitation.objects.get()
    assert (invitation.role, invitation.organisation.name) == ("programme_lead", "Upper Valley")
    client.post(path, {"email": cast.chipo.email, "role": "programme_lead"})
    assert has_role(cast.chipo, Role.PROGRAMME_LEAD, invitation.organisation)


def test_a_role_offered_tells_nobody_who_has_an_account(client: Client, cast: Cast) -> None:
    """A stranger's address is answered as one that nobody has; she takes the role up herself."""
    sign_in_as(client, cast.ibrahim)
    path = f"/people/organisations/{cast.school.slug}/grant/"
    said = []
    for email in (cast.femi.email, "nobody@example.org"):
        page = client.post(path, {"email": email, "role": "teacher"}, follow=True)
        said.append([str(each).replace(email, "…") for each in page.context["messages"]])
        assert "Femi" not in page.content.decode()
    assert said[0] == said[1] == ["… is invited."]
    assert not has_role(cast.femi, Role.TEACHER, cast.school)
    assert Invitation.objects.filter(accepted_at=None).count() == 2


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("Africa/Nairobi", "Africa/Nairobi"),
        ("africa/nairobi", "Africa/Nairobi"),
        ("  New   York ", "America/New_York"),
        ("utc", "UTC"),
        ("lisbon", "Europe/Lisbon"),
        ("Atlantis", ""),
        ("../etc/passwd", ""),
    ],
)
def test_a_zone_is_found_as_people_write_it(words: str, zone: str) -> None:
    """By its name in the IANA database or by its city, in any case of letters."""
    assert zone_named(words) == zone
    assert not zone or zone in zones()


def test_a_zone_that_changed_its_clock_keeps_days_whole(cast: Cast) -> None:
    """A deadline is a midnight of the zone on either side of summer time (Lisbon, 2027-03-28)."""
    cast.school.zone = "Europe/Lisbon"
    start = datetime(2027, 3, 26, 12, tzinfo=UTC)  # a Friday
    assert business_deadline(cast.school, start, 1) == datetime(2027, 3, 29, 23, tzinfo=UTC)
