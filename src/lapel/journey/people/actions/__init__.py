"""Writes of people: one verb per file."""

from lapel.journey.people.actions.accept_invitations import accept_invitations
from lapel.journey.people.actions.change_profile import change_profile
from lapel.journey.people.actions.end_membership import end_membership
from lapel.journey.people.actions.found_organisation import found_organisation
from lapel.journey.people.actions.grant_role import grant_role
from lapel.journey.people.actions.invite import invite, withdraw_invitation
from lapel.journey.people.actions.invite_from_csv import invite_from_csv, invite_lines
from lapel.journey.people.actions.join import join
from lapel.journey.people.actions.leave import leave
from lapel.journey.people.actions.open_account import open_account
from lapel.journey.people.actions.refusal import Refusal
from lapel.journey.people.actions.upload_invitations import upload_invitations

__all__ = [
    "Refusal",
    "accept_invitations",
    "change_profile",
    "end_membership",
    "found_organisation",
    "grant_role",
    "invite",
    "invite_from_csv",
    "invite_lines",
    "join",
    "leave",
    "open_account",
    "upload_invitations",
    "withdraw_invitation",
]
