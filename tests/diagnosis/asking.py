"""A small bank, and somebody who answers it."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, Any

from lapel.domain.measurement.items import FEWEST_ANSWERS, Bank, Item
from lapel.domain.measurement.sessions import Said
from lapel.journey.catalogue.actions import load_framework
from lapel.journey.diagnosis import actions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cast import Cast
    from lapel.journey.diagnosis.models import Diagnosis, ParameterSet
    from world import World

CODES = ("T01", "T02", "T03")
EACH = 4


def framework(codes: tuple[str, ...] = CODES) -> list[dict[str, Any]]:
    """Give the first competencies of a framework."""
    return [
        {
            "code": code,
            "title": f"Competency {code}",
            "statement": f"She can do {code}.",
            "prerequisites": [],
            "crosswalk": [],
        }
        for code in codes
    ]


def question(code: str, number: int) -> dict[str, Any]:
    """Give a question; every other one is ordered, and bands go from 2 to 4."""
    ordered = number % 2 == 1
    credits_ = (0, 2, 1) if ordered else (0, 1, 0)
    return {
        "key": f"question-{number}",
        "about": f"the thing {number} of {code}",
        "vignette": f"Grade 5, lesson {number} about {code}. Two students are done, one waits.",
        "question": "What would you do next?",
        "form": "ordered" if ordered else "best",
        "options": [
            {
                "text": f"Answer {at} to {code}, {number}.",
                "credit": credit,
                "reason": f"It is {at}.",
            }
            for at, credit in enumerate(credits_)
        ],
        "source": {"cite": "A. Author (2001). A book.", "says": "It helps."},
        "band": 2 + number % 3,
        "band_reason": "A guess.",
    }


def document(code: str, *, each: int = EACH, language: str = "en") -> dict[str, Any]:
    """Give a document of questions about a competency."""
    return {
        "format": "lapel/items@1",
        "competency": code,
        "language": language,
        "items": [question(code, number) for number in range(each)],
    }


def fill_bank(cast: Cast, codes: tuple[str, ...] = CODES, each: int = EACH) -> actions.Taken:
    """Let Dara take in a document for each competency."""
    load_framework(items=framework(codes or CODES))
    return actions.take_in_items(
        person=cast.dara,
        organisation=cast.college,
        documents=[document(code, each=each) for code in codes],
    )


def calibrated(cast: Cast, codes: tuple[str, ...] = CODES, each: int = EACH) -> ParameterSet:
    """Have all questions answered by enough people; slopes are high, so that few answers tell."""
    items = tuple(
        Item(
            f"{code}/question-{number}",
            code,
            2.5,
            (-0.4, 0.4) if number % 2 else (0.1 * number,),
            1,
            FEWEST_ANSWERS,
        )
        for code in codes
        for number in range(each)
    )
    return actions.take_in_parameters(
        person=cast.dara,
        language="en",
        bank=Bank(codes, items),
        correlations=[[1.0 if one == other else 0.5 for one in codes] for other in codes],
        because="Answers of a year.",
    )


def begin(cast: Cast, *, seed: str = "a seed", goals: Iterable[str] = ()) -> Diagnosis:
    """Let Amina begin."""
    return actions.begin_diagnosis(person=cast.amina, seed=seed, goals=list(goals))


def say(
    cast: Cast,
    diagnosis: Diagnosis,
    option: int | None = None,
    *,
    said: Said = Said.ANSWERED,
    revision: int | None = None,
) -> Diagnosis:
    """Let Amina answer the open question, or pass it by."""
    return actions.answer_question(
        person=cast.amina,
        diagnosis_id=diagnosis.pk,
        revision=diagnosis.revision if revision is None else revision,
        said=said,
        option=option,
    )


def answer_all(cast: Cast, diagnosis: Diagnosis, pattern: Iterable[int] = repeat(1)) -> Diagnosis:
    """Let Amina answer to the end, by places in the document."""
    answers = iter(pattern)
    while diagnosis.finished_at is None:
        diagnosis = say(cast, diagnosis, next(answers) % 3)
    return diagnosis


def leave_diagnoses(world: World) -> None:
    """Leave Amina one diagnosis that is over, and one that goes on."""
    cast = world.cast
    documents = [document(code, each=8) for code in ("T05", "T07")]
    actions.take_in_items(person=cast.dara, organisation=cast.college, documents=documents)
    done = say(cast, begin(cast), 1)
    actions.end_diagnosis(person=cast.amina, diagnosis_id=done.pk)
    world.put("diagnosis", "over", diagnosis_id=done.pk)
    world.put("diagnosis", "going on", diagnosis_id=begin(cast).pk)
