"""Reads of insight: the figures of a programme, with what is small kept back."""

from lapel.journey.insight.queries.figures import LEAST, Figures, Row, figures_of, scopes_of
from lapel.journey.insight.queries.shown import ShownAward, shown_awards
from lapel.journey.insight.queries.stages import Stage
from lapel.journey.insight.queries.waves import aims_beside, lines_of, waves_of

__all__ = [
    "LEAST",
    "Figures",
    "Row",
    "ShownAward",
    "Stage",
    "aims_beside",
    "figures_of",
    "lines_of",
    "scopes_of",
    "shown_awards",
    "waves_of",
]
