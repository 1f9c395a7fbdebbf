"""A body from outside: who may bring it, and that nobody but its officer has a part in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied

from lapel.journey.people.actions import Refusal, bring_body
from lapel.journey.people.actions.found_organisation import TREE
from lapel.journey.people.models import Invitation, Membership, Organisation, Role
from lapel.journey.people.queries import keeps_instance

if TYPE_CHECKING:
    from cast import Cast

BOARD = {"name": "Board of Teachers", "email": "Clerk@Board.example.org"}


@pytest.mark.parametrize("name", ["amina", "dara", "hana", "elif_", "femi"])
def test_only_who_keeps_the_instance_brings_a_body(cast: Cast, name: str) -> None:
    """It would be vouched for by the whole instance; nothing is written for anybody else."""
    before = Organisation.objects.count()
    with pytest.raises(PermissionDenied):
        bring_body(person=getattr(cast, name), **BOARD)
    assert Organisation.objects.count() == before
    assert not Invitation.objects.exists()


def test_a_body_is_part_of_nothing_and_its_officer_keeps_no_instance(cast: Cast) -> None:
    """A role in an organisation above would let others sign in its name; a root's keeper too."""
    body = bring_body(person=cast.ibrahim, **BOARD)
    invited = Invitation.objects.get()
    assert (body.parent, body.name) == (None, "Board of Teachers")
    assert (invited.email, invited.role) == ("clerk@board.example.org", Role.ISSUER_OFFICER)
    assert not Membership.objects.filter(organisation=body).exists()
    office = Membership(person=cast.femi, organisation=body, role=invited.role)
    assert not keeps_instance([office])


@pytest.mark.parametrize(
    ("change", "why"),
    [({"name": "RIVERBEND"}, "here already"), ({"email": "clerk"}, "not an e-mail address")],
)
def test_a_body_needs_a_name_of_its_own_and_an_address(
    cast: Cast, change: dict[str, str], why: str
) -> None:
    """Two organisations of one name would be taken for each other."""
    with pytest.raises(Refusal, match=why):
        bring_body(person=cast.ibrahim, **(BOARD | change))
    assert not Invitation.objects.exists()


def test_who_waited_for_her_turn_sees_the_name_that_was_given_meanwhile(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names are read once nobody else can give one, so two keepers bring a body but once."""

    def another_came_first(name: str) -> None:
        assert name == TREE
        kind = Organisation.Kind.PROGRAMME
        Organisation.objects.create(slug="board", name="Board of teachers", kind=kind)

    monkeypatch.setitem(bring_body.__globals__, "take_turns", another_came_first)
    with pytest.raises(Refusal, match="here already"):
        bring_body(person=cast.ibrahim, **BOARD)
