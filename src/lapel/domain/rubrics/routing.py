"""How many score a piece of work (R10): two, or one first and a second where there is a reason.

Routing decides nothing on the work. It says how many people look at it, and every criterion is
then resolved by R6 to R9 from what they said.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from lapel.domain.rubrics.levels import Level
from lapel.domain.rubrics.resolution import NOTHING, How, Resolution, Step, resolve

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from lapel.domain.rubrics.levels import Criterion, Judgement

# R10's bars; an instance may set its own.
FEWEST = 30
BAR = 0.667
SHARE = 0.2
# So many first submissions of a new rubric are scored by two and discussed.
PILOT = 10


class Mode(StrEnum):
    """How the work of a micro-credential is scored."""

    DOUBLE = "double"
    ONE_FIRST = "one_first"


class Why(StrEnum):
    """Why work is scored by two, or by one first."""

    LICENSURE = "licensure"
    DRIFT = "drift"
    ASKED = "asked"
    TOO_FEW = "too_few"
    UNDEFINED = "undefined"
    BELOW_BAR = "below_bar"
    ESTABLISHED = "established"
    PILOT = "pilot"
    RESUBMISSION = "resubmission"
    WATCHED = "watched"
    UNJUDGED = "unjudged"
    NEAR_THE_LINE = "near_the_line"
    RANDOM = "random"


@dataclass(frozen=True)
class Bars:
    """What must be shown before one scoring may do, and which share is scored twice even then."""

    fewest: int = FEWEST
    alpha: float = BAR
    share: float = SHARE


@dataclass(frozen=True)
class Routing:
    """How a micro-credential is scored and why; `n` were scored twice so far.

    `alpha_low` is the lower bound of Krippendorff's ordinal alpha, None where there is none.
    """

    mode: Mode
    why: Why
    n: int
    alpha_low: float | None


def routing(
    n: int, alpha_low: float | None, *, bars: Bars, insisted: Collection[Why] = ()
) -> Routing:
    """Say how a micro-credential is scored now; `insisted` are reasons to score all by two.

    It is asked anew for every case, so that a bound that falls, or a drift, counts at once.
    """
    for why in (Why.LICENSURE, Why.DRIFT, Why.ASKED):
        if why in insisted:
            return Routing(Mode.DOUBLE, why, n, alpha_low)
    if n < bars.fewest:
        return Routing(Mode.DOUBLE, Why.TOO_FEW, n, alpha_low)
    if alpha_low is None:
        return Routing(Mode.DOUBLE, Why.UNDEFINED, n, alpha_low)
    if alpha_low < bars.alpha:
        return Routing(Mode.DOUBLE, Why.BELOW_BAR, n, alpha_low)
    return Routing(Mode.ONE_FIRST, Why.ESTABLISHED, n, alpha_low)


def drawn(seed: bytes, name: str) -> float:
    """Give the number in [0, 1) that a seed draws for a case: 53 bits of HMAC-SHA-256.

    The seed is made at random when the case is opened and its hash is recorded then; so nobody
    can foresee the draw, nor choose it after the first score.
    """
    digest = hmac.digest(seed, name.encode(), hashlib.sha256)
    return (int.from_bytes(digest[:8], "big") >> 11) / 2**53


def commitment(seed: bytes) -> str:
    """Give what is recorded of a seed before it is used."""
    return hashlib.sha256(seed).hexdigest()


def is_near_the_line(
    criteria: Collection[Criterion],
    judgements: Mapping[str, Judgement],
    *,
    carried: Collection[str] = (),
    team: Mapping[str, Level] = NOTHING,
) -> bool:
    """Tell whether little would turn a refusal into an award.

    So it is where exactly one required criterion stands below yes, and where none of those below
    is lower than almost. An award has no level that would tell how near it is: it is drawn at
    random like all else.
    """
    required = [each.key for each in criteria if each.required and each.key not in carried]
    levels = [team[key] if key in team else judgements[key].level for key in required]
    below = [level for level in levels if level.is_below]
    return len(below) == 1 or (bool(below) and Level.NOT_YET not in below)


def reasons_for_a_second(  # noqa: PLR0913 (all that may be known of a criterion)
    criteria: Collection[Criterion],
    judgements: Mapping[str, Judgement],
    *,
    draw: float,
    bars: Bars,
    carried: Collection[str] = (),
    team: Mapping[str, Level] = NOTHING,
) -> list[Why]:
    """List why work that one person scored goes to a second; empty where one will do."""
    found = [Why.RANDOM] if draw < bars.share else []
    if resolve_alone(criteria, judgements, carried=carried, team=team).step is not Step.DECIDE:
        return [*found, Why.UNJUDGED]
    if is_near_the_line(criteria, judgements, carried=carried, team=team):
        return [*found, Why.NEAR_THE_LINE]
    return found


def resolve_alone(
    criteria: Collection[Criterion],
    judgements: Mapping[str, Judgement],
    *,
    carried: Collection[str] = (),
    team: Mapping[str, Level] = NOTHING,
) -> Resolution:
    """Resolve what one person said by R6 and R7: she takes both seats, as in the study."""
    found = resolve(criteria, judgements, judgements, carried=carried, team=team)
    alone = [
        replace(each, how=How.SINGLE) if each.how is How.SAME else each for each in found.findings
    ]
    return replace(found, findings=tuple(alone))
