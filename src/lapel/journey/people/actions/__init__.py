"""Writes of people: one verb per file."""

from lapel.journey.people.actions.accept_invitations import accept_invitations
from lapel.journey.people.actions.bring_body import bring_body
from lapel.journey.people.actions.change_organisation import (
    ChangedMeanwhileError,
    change_organisation,
)
from lapel.journey.people.actions.change_profile import change_profile
from lapel.journey.people.actions.close_organisation import (
    close_organisation,
    hindrances,
    reopen_organisation,
)
from lapel.journey.people.actions.end_membership import end_membership
from lapel.journey.people.actions.forget_sheet import forget_sheet, forgotten_at
from lapel.journey.people.actions.found_organisation import found_organisation
from lapel.journey.people.actions.grant_role import grant_role
from lapel.journey.people.actions.invite import invite, withdraw_invitation
from lapel.journey.people.actions.invite_from_csv import invite_from_csv, invite_lines
from lapel.journey.people.actions.join import come_in, join
from lapel.journey.people.actions.keep_holidays import add_holidays, days_of, remove_holidays
from lapel.journey.people.actions.leave import leave
from lapel.journey.people.actions.open_account import open_account
from lapel.journey.people.actions.parse_csv import column_names, read_rows
from lapel.journey.people.actions.read_holidays import (
    LinesRefusal,
    checked_period,
    read_holidays,
)
from lapel.journey.people.actions.refusal import Refusal
from lapel.journey.people.actions.upload_invitations import upload_invitations

__all__ = [
    "ChangedMeanwhileError",
    "LinesRefusal",
    "Refusal",
    "accept_invitations",
    "add_holidays",
    "bring_body",
    "change_organisation",
    "change_profile",
    "checked_period",
    "close_organisation",
    "column_names",
    "come_in",
    "days_of",
    "end_membership",
    "forget_sheet",
    "forgotten_at",
    "found_organisation",
    "grant_role",
    "hindrances",
    "invite",
    "invite_from_csv",
    "invite_lines",
    "join",
    "leave",
    "open_account",
    "read_holidays",
    "read_rows",
    "remove_holidays",
    "reopen_organisation",
    "upload_invitations",
    "withdraw_invitation",
]
