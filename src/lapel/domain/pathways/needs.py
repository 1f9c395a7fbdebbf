"""How far somebody may be from a target, and whether she has mastered something.

What is known of her is normal, as the diagnosis leaves it. The expected shortfall of a normal
variable is the closed form that pricing knows as Bachelier's (1900): d Φ(d/s) + s φ(d/s) with
d = target - mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, exp, isfinite, pi, sqrt

# From this probability on something counts as mastered: it is not asked for and opens the next.
MASTERY = 0.8


@dataclass(frozen=True)
class Belief:
    """What is known of one competency: mean and standard deviation, in logits."""

    mean: float
    sd: float

    def __post_init__(self) -> None:
        """Refuse what is no doubt; raises `ValueError`."""
        if not isfinite(self.mean) or not isfinite(self.sd) or self.sd <= 0:
            raise ValueError("a belief has a finite mean, and a doubt above zero")


def need(belief: Belief, target: float) -> float:
    """Give the expected distance to a target, in logits: E[max(0, target - θ)]."""
    away = target - belief.mean
    at = away / belief.sd
    density = exp(-at * at / 2) / sqrt(2 * pi)
    return max(0.0, away * _below(at) + belief.sd * density)


def mastery(belief: Belief, cut: float) -> float:
    """Give the probability that she stands at a cut or above: P(θ >= cut)."""
    return _below((belief.mean - cut) / belief.sd)


def has_mastered(belief: Belief, cut: float) -> bool:
    """Tell whether it is probable enough to go on from there."""
    return mastery(belief, cut) >= MASTERY


def _below(at: float) -> float:
    return erfc(-at / sqrt(2)) / 2
