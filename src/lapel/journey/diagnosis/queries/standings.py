"""Where she stands, competency by competency: a word only where the doubt allows one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import erf, sqrt
from typing import TYPE_CHECKING

from lapel.domain.measurement.later import STEPS, Standing
from lapel.domain.measurement.posterior import NINETY
from lapel.domain.measurement.sessions import Said
from lapel.domain.measurement.stopping import FORMATIVE
from lapel.journey.catalogue.models import Competency
from lapel.journey.diagnosis.queries.sessions import (
    in_question,
    moved,
    results_between,
    session_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lapel.domain.measurement.posterior import Posterior
    from lapel.domain.measurement.sessions import Session
    from lapel.journey.diagnosis.models import Diagnosis, LaterResult, SelfRating

SURE = 0.8
# The lines are the middles of the steps at which a decision on a criterion of that level tells.
STRONG = sum(STEPS[Standing.PROFICIENT]) / 2
WEAK = sum(STEPS[Standing.DEVELOPING]) / 2
NARROW = FORMATIVE.sd or 0.0
DIGITS = 9


class Word(StrEnum):
    """What may be said of a competency."""

    STRENGTH = "strength"
    GROW = "grow"
    BETWEEN = "between"
    UPPER = "upper"
    LOWER = "lower"
    OPEN = "open"


@dataclass(frozen=True)
class Row:
    """One competency: the word, and what stands behind it.

    `mean`, `low` and `high` (of 90 %) are in standard deviations of the teachers for whom the bank
    was made; they are shown only where the bank is calibrated. `more` is how many further
    questions would make the doubt small enough for a word; None where nobody can say, 0 where none
    is needed.
    """

    competency: Competency
    word: Word
    mean: float
    sd: float
    answered: int
    asked_about: bool
    rating: SelfRating | None
    results: list[LaterResult]
    more: int | None

    @property
    def low(self) -> float:
        """Give the lower end of a 90 % interval."""
        return self.mean - NINETY * self.sd

    @property
    def high(self) -> float:
        """Give the upper end of a 90 % interval."""
        return self.mean + NINETY * self.sd


@dataclass(frozen=True)
class Standings:
    """All rows, in the framework's order, and what they rest on; `known` is all that is known."""

    rows: list[Row]
    known: Posterior
    is_provisional: bool
    fewest_answers: int

    def of(self, word: Word) -> list[Row]:
        """Give the rows with a word."""
        return [each for each in self.rows if each.word is word]

    @property
    def strengths(self) -> list[Row]:
        """Give what she does well, as far as may be said."""
        return self.of(Word.STRENGTH)

    @property
    def to_grow(self) -> list[Row]:
        """Give where she has most to gain, as far as may be said."""
        return self.of(Word.GROW)

    @property
    def half_known(self) -> list[Row]:
        """Give of what she may be told what it is not."""
        return [*self.of(Word.UPPER), *self.of(Word.LOWER)]

    @property
    def undecided(self) -> list[Row]:
        """Give what is still open."""
        return self.of(Word.OPEN)


def posterior_now(diagnosis: Diagnosis) -> Posterior:
    """Give what is known of her by a diagnosis and by decisions on her work since it began."""
    later = results_between(diagnosis.person_id, diagnosis.begun_at, None)
    return moved(session_of(diagnosis).posterior, later)


def standings(diagnosis: Diagnosis) -> Standings:
    """Tell where she stands by a diagnosis, with what was decided on her work since."""
    session = session_of(diagnosis)
    later = results_between(diagnosis.person_id, diagnosis.begun_at, None)
    known, bank = moved(session.posterior, later), session.bank
    competencies = Competency.objects.in_bulk(bank.competencies)
    ratings = {each.competency_id: each for each in diagnosis.ratings.all()}
    answered = _answered(session)
    asked_about = in_question(diagnosis)
    rows = []
    for place, code in enumerate(bank.competencies):
        mean, sd = known.mean[place], known.sds[place]
        word = word_for(mean, sd, provisional=bank.is_provisional)
        rows.append(
            Row(
                competency=competencies[code],
                word=word,
                mean=mean,
                sd=sd,
                answered=answered.get(code, 0),
                asked_about=code in asked_about,
                rating=ratings.get(code),
                results=[each for each in later if each.competency_id == code],
                more=None if bank.is_provisional else _more(session, known, place),
            )
        )
    fewest = min((each.answers for each in bank.items), default=0)
    return Standings(rows, known, bank.is_provisional, fewest)


def word_for(mean: float, sd: float, *, provisional: bool) -> Word:
    """Give the word that four fifths of what is believed allow: one place, or what it is not.

    That a small doubt alone is enough to say “between” rests on a stated precision, which a
    provisional bank has not.
    """
    weak, strong = _below(WEAK, mean, sd), _below(STRONG, mean, sd)
    if 1 - strong >= SURE:
        return Word.STRENGTH
    if weak >= SURE:
        return Word.GROW
    is_no_place_to_grow, is_no_strength = 1 - weak >= SURE, strong >= SURE
    if is_no_place_to_grow != is_no_strength:
        return Word.UPPER if is_no_place_to_grow else Word.LOWER
    is_known = is_no_strength or (sd <= NARROW and not provisional)
    return Word.BETWEEN if is_known else Word.OPEN


def _below(line: float, mean: float, sd: float) -> float:
    return round(0.5 * (1 + erf((line - mean) / (sd * sqrt(2)))), DIGITS)


def _answered(session: Session) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for turn in session.turns:
        if turn.said is Said.ANSWERED:
            code = session.bank.by_key[turn.item].competency
            found[code] = found.get(code, 0) + 1
    return found


def _more(session: Session, known: Posterior, place: int) -> int | None:
    """Count the open items, the most telling first, that would bring the doubt down far enough."""
    precision = 1 / known.covariance[place][place]
    weights = known.weights(place)
    code = session.bank.competencies[place]
    items = (session.bank.by_key[key] for key in session.open_items)
    tell = sorted(
        (
            sum(one * other for one, other in zip(weights, each.table.information, strict=True))
            for each in items
            if each.competency == code
        ),
        reverse=True,
    )
    for number, told in enumerate([*tell, 0.0]):
        if precision >= 1 / NARROW**2:
            return number
        precision += told
    return None
