"""Invitations, memberships and organisations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied

from cast import belongs
from lapel.journey.people import actions
from lapel.journey.people.models import Invitation, Membership, Person, Role
from lapel.journey.people.queries import has_role, open_invitations
from lapel.journey.record.models import AuditEntry, OutboxEvent
from mailing import verify

if TYPE_CHECKING:
    from cast import Cast


def invited(cast: Cast, email: str = "new@example.org", role: Role = Role.TEACHER) -> Invitation:
    return actions.invite(person=cast.elif_, organisation=cast.school, email=email, role=role)


def verified(person: Person) -> Person:
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def test_an_invitation_is_announced_and_noted(cast: Cast) -> None:
    """One row, one event, one entry in the chain."""
    invitation = invited(cast, " New@Example.org ")
    assert invitation.email == "new@example.org"
    event = OutboxEvent.objects.get(kind="people.PersonInvited")
    assert event.payload == {"invitation_id": str(invitation.id)}
    assert AuditEntry.objects.get(aggregate="invitation").action == "invited"


def test_a_second_invitation_is_the_first(cast: Cast) -> None:
    """Asking twice sends one mail."""
    assert invited(cast) == invited(cast, "NEW@example.org")
    assert OutboxEvent.objects.filter(kind="people.PersonInvited").count() == 1


def test_a_member_is_not_invited_again(cast: Cast) -> None:
    """The refusal says so in a sentence."""
    with pytest.raises(actions.Refusal, match="belongs to Harbour School already"):
        invited(cast, cast.amina.email)


@pytest.mark.parametrize("email", ["", "nobody", "a@b", "a@b.org\nBcc: c@d.org"])
def test_a_wrong_address_is_refused(cast: Cast, email: str) -> None:
    """Nothing that mail would not carry becomes an invitation."""
    with pytest.raises(actions.Refusal, match="is not an e-mail address"):
        invited(cast, email)
    assert not Invitation.objects.exists()


def test_a_lead_elsewhere_cannot_invite_here(cast: Cast) -> None:
    """Reaching across organisations is refused inside the action."""
    with pytest.raises(PermissionDenied):
        actions.invite(person=cast.emre, organisation=cast.school, email="new@example.org")


def test_invitations_begin_with_a_verified_address(cast: Cast) -> None:
    """The same address in other letters accepts; an unverified one does not."""
    invited(cast)
    newcomer = Person.objects.create_user("New@example.org", name="Noor")
    assert actions.accept_invitations(person=newcomer) == []
    verified(newcomer)
    begun = actions.accept_invitations(person=newcomer)
    assert [(each.organisation, each.role) for each in begun] == [(cast.school, Role.TEACHER)]
    assert has_role(newcomer, Role.TEACHER, cast.school)
    assert not open_invitations().exists()
    assert actions.accept_invitations(person=newcomer) == []


def test_a_withdrawn_invitation_begins_nothing(cast: Cast) -> None:
    """What was taken back stays taken back."""
    actions.withdraw_invitation(person=cast.elif_, invitation_id=invited(cast).id)
    newcomer = verified(Person.objects.create_user("new@example.org"))
    assert actions.accept_invitations(person=newcomer) == []


def test_a_stranger_cannot_withdraw_an_invitation(cast: Cast) -> None:
    """A lead of another district has no say."""
    with pytest.raises(PermissionDenied):
        actions.withdraw_invitation(person=cast.emre, invitation_id=invited(cast).id)


def test_only_an_administrator_grants_roles(cast: Cast) -> None:
    """A lead asks in vain; an administrator above may."""
    grant: dict[str, Any] = {"to": cast.femi, "organisation": cast.school, "role": Role.MENTOR}
    with pytest.raises(PermissionDenied):
        actions.grant_role(person=cast.elif_, **grant)
    membership = actions.grant_role(person=cast.ibrahim, **grant)
    assert actions.grant_role(person=cast.ibrahim, **grant) == membership
    assert OutboxEvent.objects.filter(kind="people.MembershipBegan").count() == 1


def test_an_ended_membership_can_begin_again(cast: Cast) -> None:
    """The first one stays as history."""
    first = Membership.objects.get(person=cast.amina)
    actions.end_membership(person=cast.ibrahim, membership=first)
    assert not has_role(cast.amina, Role.TEACHER)
    second = actions.grant_role(
        person=cast.ibrahim, to=cast.amina, organisation=cast.school, role=Role.TEACHER
    )
    assert second != first
    assert has_role(cast.amina, Role.TEACHER)


def test_a_person_may_leave_and_a_lead_may_not_throw_her_out(cast: Cast) -> None:
    """Her own membership is hers to end; another's is an administrator's."""
    membership = Membership.objects.get(person=cast.amina)
    with pytest.raises(PermissionDenied):
        actions.end_membership(person=cast.elif_, membership=membership)
    actions.end_membership(person=cast.amina, membership=membership)
    assert not has_role(cast.amina, Role.TEACHER)


def test_the_last_administrator_stays(cast: Cast) -> None:
    """An organisation is never left without one."""
    last = Membership.objects.get(person=cast.ibrahim, organisation=cast.college)
    with pytest.raises(actions.Refusal, match="Name another administrator first"):
        actions.end_membership(person=cast.ibrahim, membership=last)
    belongs(cast.gita, cast.college, Role.ADMINISTRATOR)
    actions.end_membership(person=cast.ibrahim, membership=last)


def test_a_part_is_founded_by_an_administrator_above(cast: Cast) -> None:
    """A root is setup's to found; a zone must exist."""
    new: dict[str, Any] = {"slug": "hill", "name": "Hill School", "kind": "school"}
    with pytest.raises(PermissionDenied):
        actions.found_organisation(person=cast.ibrahim, **new)
    with pytest.raises(PermissionDenied):
        actions.found_organisation(person=cast.elif_, parent=cast.district, **new)
    with pytest.raises(actions.Refusal, match="is not a time zone"):
        actions.found_organisation(person=None, zone="Nowhere/Land", **new)
    school = actions.found_organisation(person=cast.ibrahim, parent=cast.district, **new)
    assert has_role(cast.elif_, Role.PROGRAMME_LEAD, school)


def test_an_account_opened_from_inside_can_sign_in(db: None) -> None:
    """Its address counts as verified, and opening it twice makes one account."""
    person = actions.open_account(email="Root@Example.org", name="Root")
    assert EmailAddress.objects.get(user=person).verified
    assert actions.open_account(email="root@example.org", name="Again") == person


def test_who_leaves_takes_back_what_she_was_invited_to(cast: Cast) -> None:
    """Open, taken back or accepted: her address stands in none of it, and no letter invites her."""
    verify(cast.femi)
    for role in (Role.TEACHER, Role.MENTOR, Role.ASSESSOR):
        actions.invite(
            person=cast.ibrahim, organisation=cast.school, email="Femi@example.org", role=role
        )
        if role == Role.TEACHER:
            actions.accept_invitations(person=cast.femi)
    second = Invitation.objects.get(role=Role.MENTOR)
    actions.withdraw_invitation(person=cast.ibrahim, invitation_id=second.pk)
    actions.leave(person=cast.femi)
    assert not open_invitations().exists()
    assert not Invitation.objects.filter(email__icontains="femi").exists()
    assert Invitation.objects.count() == 3
