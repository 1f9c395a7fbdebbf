"""Figures as people read them: rounded, and written as the reader's language writes numbers."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import number_format


def rounded(value: float, places: int = 0) -> str:
    """Write a number with so many decimals, half away from zero.

    Django's own `number_format` cuts what is too long: 0.479 would read 0.47. Nothing reads -0.
    """
    exact = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return number_format(exact or abs(exact), places)
