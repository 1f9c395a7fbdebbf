"""Reads: a person's plan as it stands, argued for, drawn, and as a calendar."""

from lapel.journey.plan.queries.aims import aim_named, aims_for, targets_of
from lapel.journey.plan.queries.calendars import calendar_of
from lapel.journey.plan.queries.finding import Found, competencies_for
from lapel.journey.plan.queries.judged import CUTS, gain
from lapel.journey.plan.queries.problems import (
    Ground,
    beliefs_of,
    ground_of,
    has_of,
    held_by,
    hours_left,
    rounded,
    straightened,
)
from lapel.journey.plan.queries.questioned import Argument, argument_for
from lapel.journey.plan.queries.renewals import TENTHS, amount_words, counted_by, renewals_offered
from lapel.journey.plan.queries.shown import Map, Shown, map_of, own_plan, shown_of, standing_steps
from lapel.journey.plan.queries.words import as_plain, told

__all__ = [
    "CUTS",
    "TENTHS",
    "Argument",
    "Found",
    "Ground",
    "Map",
    "Shown",
    "aim_named",
    "aims_for",
    "amount_words",
    "argument_for",
    "as_plain",
    "beliefs_of",
    "calendar_of",
    "competencies_for",
    "counted_by",
    "gain",
    "ground_of",
    "has_of",
    "held_by",
    "hours_left",
    "map_of",
    "own_plan",
    "renewals_offered",
    "rounded",
    "shown_of",
    "standing_steps",
    "straightened",
    "targets_of",
    "told",
]
