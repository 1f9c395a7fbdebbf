"""Who holds which role where."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser

from cast import belongs
from lapel.journey.people import policies
from lapel.journey.people.models import Membership, Role
from lapel.journey.people.queries import (
    has_role,
    organisations_under,
    organisations_where,
    roles_of,
    schools_of,
    today,
)

if TYPE_CHECKING:
    from cast import Cast


def test_a_role_reaches_down_the_tree_and_not_up(cast: Cast) -> None:
    """A district lead leads the district's school, not the state, not another district."""
    assert has_role(cast.elif_, Role.PROGRAMME_LEAD, cast.district)
    assert has_role(cast.elif_, Role.PROGRAMME_LEAD, cast.school)
    assert not has_role(cast.elif_, Role.PROGRAMME_LEAD, cast.state)
    assert not has_role(cast.elif_, Role.PROGRAMME_LEAD, cast.elsewhere)


def test_a_role_anywhere_is_found_without_an_organisation(cast: Cast) -> None:
    """Without an organisation the question is whether she holds the role at all."""
    assert has_role(cast.ben, Role.ASSESSOR)
    assert not has_role(cast.ben, Role.TEACHER)


def test_a_visitor_holds_no_role(cast: Cast) -> None:
    """Someone who is not signed in is asked no further."""
    visitor = AnonymousUser()
    assert not has_role(visitor, Role.TEACHER)
    assert roles_of(visitor) == []
    assert not policies.may_see_members(visitor, cast.school)


def test_an_ended_or_future_membership_does_not_hold(cast: Cast) -> None:
    """The day of the end is the first without the role; the day of the beginning the first with."""
    membership = Membership.objects.get(person=cast.amina)
    membership.until = today()
    membership.save()
    assert not has_role(cast.amina, Role.TEACHER)
    membership.until = today() + timedelta(days=1)
    membership.save()
    assert has_role(cast.amina, Role.TEACHER)
    membership.since, membership.until = today() + timedelta(days=1), None
    membership.save()
    assert not has_role(cast.amina, Role.TEACHER)


def test_a_closed_account_holds_no_role(cast: Cast) -> None:
    """Whoever left can do nothing any more."""
    cast.amina.is_active = False
    assert not has_role(cast.amina, Role.TEACHER)


def test_the_tree_below_holds_every_depth(cast: Cast) -> None:
    """The state contains its district and the district's school, and nothing else."""
    assert set(organisations_under(cast.state)) == {cast.state, cast.district, cast.school}
    assert set(organisations_where(cast.elif_, Role.PROGRAMME_LEAD)) == {cast.district, cast.school}


def test_a_teacher_belongs_to_her_school(cast: Cast) -> None:
    """Only schools count as schools."""
    belongs(cast.amina, cast.college, Role.DESIGNER)
    assert schools_of(cast.amina) == [cast.school]
    assert schools_of(cast.ben) == []


def test_only_officers_and_administrators_need_a_second_factor(cast: Cast) -> None:
    """Those who sign credentials or open accounts for others prove themselves twice."""
    need = {name for name, person in cast.everyone.items() if policies.needs_second_factor(person)}
    assert need == {"Hana", "Ibrahim"}


def test_a_lead_invites_teachers_and_nobody_mightier(cast: Cast) -> None:
    """A lead cannot make an administrator, nor invite into another district."""
    assert policies.may_invite(cast.elif_, cast.school, Role.TEACHER)
    assert not policies.may_invite(cast.elif_, cast.school, Role.ADMINISTRATOR)
    assert not policies.may_invite(cast.emre, cast.school, Role.TEACHER)
    assert policies.may_invite(cast.ibrahim, cast.school, Role.ADMINISTRATOR)


def test_memberships_are_dated(cast: Cast) -> None:
    """The cast belongs since the first of January 2026."""
    assert [each.since for each in roles_of(cast.amina)] == [date(2026, 1, 1)]
