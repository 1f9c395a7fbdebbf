"""Reads of insight: the figures of a programme, with what is small kept back."""

from lapel.journey.insight.queries.figures import LEAST, Figures, Row, figures_of, scopes_of
from lapel.journey.insight.queries.shown import ShownAward, shown_awards
from lapel.journey.insight.queries.stages import Stage

__all__ = [
    "LEAST",
    "Figures",
    "Row",
    "ShownAward",
    "Stage",
    "figures_of",
    "scopes_of",
    "shown_awards",
]
