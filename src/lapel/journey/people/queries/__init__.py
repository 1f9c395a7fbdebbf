"""Reads of people: who holds which role where, the tree of organisations, and business days."""

from lapel.journey.people.queries.branches import Branch, trees_of
from lapel.journey.people.queries.calendar import (
    Calendar,
    business_days_between,
    business_deadline,
    calendar_of,
)
from lapel.journey.people.queries.holidays import Period, inherited_holidays, periods_of
from lapel.journey.people.queries.memberships import (
    demo_cast,
    has_role,
    invitations_to,
    keeps_instance,
    members_of,
    open_invitations,
    open_memberships,
    organisations_where,
    roles_of,
    schools_of,
    today,
)
from lapel.journey.people.queries.tables import safe_csv
from lapel.journey.people.queries.tree import organisations_above, organisations_under
from lapel.journey.people.queries.zones import zone_named, zones

__all__ = [
    "Branch",
    "Calendar",
    "Period",
    "business_days_between",
    "business_deadline",
    "calendar_of",
    "demo_cast",
    "has_role",
    "inherited_holidays",
    "invitations_to",
    "keeps_instance",
    "members_of",
    "open_invitations",
    "open_memberships",
    "organisations_above",
    "organisations_under",
    "organisations_where",
    "periods_of",
    "roles_of",
    "safe_csv",
    "schools_of",
    "today",
    "trees_of",
    "zone_named",
    "zones",
]
