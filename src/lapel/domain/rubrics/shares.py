"""A share with the interval it may lie in."""

from __future__ import annotations

from statistics import NormalDist

Z = NormalDist().inv_cdf(0.975)


def share_interval(hits: int, number: int) -> tuple[float, float]:
    """Give the 95 % interval of a share, which holds for few and for all or none.

    Source: E. B. Wilson, Journal of the American Statistical Association 22 (1927); `number` > 0.
    """
    share, spread = hits / number, Z**2 / number
    middle = (share + spread / 2) / (1 + spread)
    half = Z / (1 + spread) * (share * (1 - share) / number + spread / number / 4) ** 0.5
    return max(0.0, middle - half), min(1.0, middle + half)
