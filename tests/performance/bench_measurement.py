"""Print what the adaptive diagnosis costs and gains (docs/reference/measurement.md).

The study on the reference design (`lapel measurement study` prints the same of any bank), with the
whole bank open and under the cap of a session; on our own bank of content/items, with the
parameters that its writers' judgement gives it until answers are in, and catsim on the same; what
other rules of what is open would cost; and a calibration of 3,000 people's sparse answers. Give a
number for fewer or more simulated people.
"""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, replace
from math import inf, sqrt
from pathlib import Path
from statistics import fmean, median
from time import process_time
from typing import TYPE_CHECKING

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from lapel.domain.measurement.calibration.answers import Answer
from lapel.domain.measurement.calibration.reporting import calibrated
from lapel.domain.measurement.items import Bank
from lapel.domain.measurement.judging import judged
from lapel.domain.measurement.posterior import NINETY
from lapel.domain.measurement.prior import prior_of
from lapel.domain.measurement.sessions import Plan, Said, Turn, begun, taken
from lapel.domain.measurement.study.designs import reference_design
from lapel.domain.measurement.study.files import (
    bank_written,
    correlations_written,
    people_written,
)
from lapel.domain.measurement.study.walking import ALL_AT, MARK, answers_of
from lapel.doors.cli import main as cli
from peers.adaptive import SHARPER, bank_of_two_categories, beside

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lapel.domain.measurement.prior import Prior
    from lapel.domain.measurement.sessions import Session

PEOPLE = 200
CONTENT = Path(__file__).parents[2] / "content" / "items"
SPARSE, ANSWERS, FEW = 3000, 60, 120


def study(folder: Path, people: int) -> None:
    """Run the command itself, on files it wrote itself."""
    cli.main(["measurement", "design", "--out", str(folder), "--persons", str(people)])
    files = [f"--bank={folder / 'bank.csv'}", f"--persons={folder / 'persons.csv'}"]
    files.append(f"--correlations={folder / 'correlations.csv'}")
    for cap in ("1", "0.5"):
        print(f"\n{people} people, cap on the share who seek one item: {cap}", flush=True)
        cli.main(["measurement", "study", *files, "--cap", cap])


def our_bank(*, only_best: bool = False) -> Bank:
    """Give our own questions as their writers judge them; if told, as best answer or not."""
    documents = [json.loads(each.read_text()) for each in sorted(CONTENT.glob("*.json"))]
    items = [
        judged(
            f"{each['competency']}/{item['key']}",
            each["competency"],
            item["band"],
            len(item["options"]) if item["form"] == "ordered" and not only_best else 2,
        )
        for each in documents
        for item in each["items"]
    ]
    return Bank(tuple(each["competency"] for each in documents), tuple(items))


def own_bank(folder: Path, people: int) -> None:
    """Run the command on our own questions, then catsim; people and correlations are the design's.

    catsim knows items of two categories and one ability: to both, an answer is the best or not.
    """
    bank, design = our_bank(), reference_design(random.Random(1), people=people)
    codes = bank.competencies
    (folder / "own-bank.csv").write_text(bank_written(bank))
    (folder / "own-persons.csv").write_text(people_written(design.people, codes))
    (folder / "own-correlations.csv").write_text(correlations_written(design.correlations, codes))
    files = [
        f"--{name}={folder / f'own-{name}.csv'}" for name in ("bank", "persons", "correlations")
    ]
    for cap in ("1", "0.5"):
        print(f"\n{people} people, our own {len(bank.items)} questions, cap {cap}", flush=True)
        cli.main(["measurement", "study", *files, "--cap", cap])
    of_two, prior = our_bank(only_best=True), prior_of(codes, design.correlations)
    print(f"\nthe same {people} people and questions, an answer being the best or not:")
    peer(of_two, design.people, prior)


def peer(bank: Bank, people: Mapping[str, Sequence[float]], prior: Prior) -> None:
    """Test the same people with catsim, on one bank, with all of it open."""
    print(f"beside catsim, {len(people)} people, the same answers:")
    for each in (3, 5, 8):
        found = beside(bank, people, prior, seed=1, each=each)
        print(
            f"  {found.items:4} items  RMSE ours {found.ours:.3f}, catsim {found.theirs:.3f}; "
            f"ms an item ours {found.our_milliseconds:.2f}, catsim {found.their_milliseconds:.2f}",
            flush=True,
        )


@dataclass(frozen=True)
class Opening:
    """A rule of what is open: a cap, or half of each competency until so many answers.

    `by_lot` is among how many of the most telling the next is drawn.
    """

    name: str
    cap: float = 1
    is_half: bool = False
    all_after: int | None = None
    by_lot: int = 1


OPENINGS = (
    Opening("all"),
    Opening("all, by lot among the 3 most telling", by_lot=3),
    Opening("half of each competency", is_half=True),
    Opening("half, all after 30 answers", is_half=True, all_after=30),
    *(Opening(f"cap {cap}", cap) for cap in (0.6, 0.5, 0.4, 0.3)),
)


def openings(people: int) -> None:
    """Print what it costs to keep questions from being seen by nearly all, by rules in question."""
    design = reference_design(random.Random(1), people=people)
    for name, bank, number in (
        ("the reference design", design.bank, people),
        ("our own questions", our_bank(), max(10, people // 2)),
    ):
        prior = prior_of(bank.competencies, design.correlations)
        some = dict(list(design.people.items())[:number])
        print(f"\n{number} people, {name}: the most seen item's share, items until all doubts are")
        bars = " and ".join(f"{bar:.2f}" for bar in ALL_AT)
        print(f"{bars} (- beyond {FEW}), RMSE and coverage after {MARK}", flush=True)
        for rule in OPENINGS:
            _opened(rule, bank, prior, some)


def _opened(rule: Opening, bank: Bank, prior: Prior, people: Mapping[str, Sequence[float]]) -> None:
    counts: dict[float, list[float]] = {bar: [] for bar in ALL_AT}
    seen = Counter[str]()
    errors, held = list[float](), list[bool]()
    for person, abilities in people.items():
        answers = answers_of(bank, abilities, random.Random(f"answers 1 {person}"))
        seed = f"1 {person}"
        closed = _half(bank, seed) if rule.is_half else frozenset[str]()
        session = begun(bank, prior, Plan(seed, left_out=closed, cap=rule.cap))
        passed: dict[float, int] = {}
        while len(passed) < len(ALL_AT) or len(session.turns) < MARK:
            session = _widened(rule, session)
            key = _next(rule, session)
            if key is None or len(session.turns) == FEW:
                break
            if len(passed) < len(ALL_AT):
                seen[key] += 1
            session = taken(session, Turn(key, Said.ANSWERED, answers[key]))
            known = session.posterior
            for bar in ALL_AT:
                if max(known.sds) <= bar:
                    passed.setdefault(bar, len(session.turns))
            if len(session.turns) == MARK:
                off = [one - mean for one, mean in zip(abilities, known.mean, strict=True)]
                errors += [each**2 for each in off]
                held += [abs(one) <= NINETY * sd for one, sd in zip(off, known.sds, strict=True)]
        for bar, found in counts.items():
            found.append(passed.get(bar, inf))
    middles = [median(found) for found in counts.values()]
    told = " ".join(f"{each:5.1f}" if each < inf else "    -" for each in middles)
    print(
        f"  {rule.name:<37} {max(seen.values()) / len(people):.2f} {told} "
        f"{sqrt(fmean(errors)):.3f} {fmean(held):.3f}",
        flush=True,
    )


def _half(bank: Bank, seed: str) -> frozenset[str]:
    """Draw what is closed: one of each two items of a competency that tell about as much."""
    chance, closed = random.Random(seed), set[str]()
    for items in bank.by_competency.values():
        ranked = sorted(items, key=lambda each: round(each.table.telling, 9), reverse=True)
        lots = [(chance.random(), each.key) for each in ranked]
        closed |= {max(lots[at : at + 2])[1] for at in range(0, len(lots) - 1, 2)}
    return frozenset(closed)


def _widened(rule: Opening, session: Session) -> Session:
    """Open the whole bank where its time has come."""
    if len(session.turns) != rule.all_after:
        return session
    asked = {turn.item for turn in session.turns}
    rest = tuple(each.key for each in session.bank.items if each.key not in asked)
    return replace(session, open_items=rest)


def _next(rule: Opening, session: Session) -> str | None:
    """Choose by the rule: the most telling, or by lot among some of its competency."""
    among: list[str] = []
    left = session
    for _place in range(rule.by_lot):
        choice = left.choice()
        if choice is None or (among and _competency(session, among[0]) != choice.competency):
            break
        among.append(choice.item)
        rest = tuple(key for key in left.open_items if key != choice.item)
        left = replace(left, open_items=rest)
    lot = random.Random(f"{session.plan.seed} {len(session.turns)}").random()
    return among[int(lot * len(among))] if among else None


def _competency(session: Session, key: str) -> str:
    return session.bank.by_key[key].competency


def calibration() -> None:
    """Estimate 450 items from 3,000 people's 60 answers, beginning with equal slopes."""
    chance = random.Random(2)
    design = reference_design(chance, people=SPARSE)
    given = []
    for name, abilities in design.people.items():
        said = answers_of(design.bank, abilities, chance)
        given += [Answer(name, key, said[key]) for key in chance.sample(sorted(said), ANSWERS)]
    blank = tuple(
        replace(each, slope=1.0, steps=(0.0,) * len(each.steps), answers=0)
        for each in design.bank.items
    )
    started = process_time()
    found = calibrated(Bank(design.bank.competencies, blank), given, version="bench", seed=1)
    told = found.foretold
    print(f"\ncalibration of {SPARSE} people, {ANSWERS} answers each, 450 items: ", end="")
    print(f"{process_time() - started:.1f} s of CPU, ", end="")
    print(f"coverage on held-out answers {told.coverage:.3f}" if told else "nothing held out")


def main() -> None:
    """Print everything."""
    people = int(sys.argv[1]) if sys.argv[1:] else PEOPLE
    with tempfile.TemporaryDirectory(prefix="lapel-bench-") as folder:
        study(Path(folder), people)
        own_bank(Path(folder), max(10, people // 2))
    print(f"\nnot the reference design, but made of its items: slopes times {SHARPER}, and")
    print("two categories each, at the mean of the steps")
    peer(*bank_of_two_categories(1, max(10, people // 4)))
    openings(people)
    calibration()


if __name__ == "__main__":
    main()
