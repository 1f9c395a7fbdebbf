"""Print what the adaptive diagnosis costs and gains (docs/reference/measurement.md).

The study on the reference design (`lapel measurement study` prints the same of any bank), with the
whole bank open and with half of it; on our own bank of content/items, with the parameters that its
writers' judgement gives it until answers are in; the same people tested by Lapel and by catsim in
one run; and a calibration of 3,000 people's sparse answers. Give a number for fewer or more
simulated people.
"""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import process_time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from lapel.domain.measurement.calibration.answers import Answer
from lapel.domain.measurement.calibration.reporting import calibrated
from lapel.domain.measurement.items import Bank
from lapel.domain.measurement.judging import judged
from lapel.domain.measurement.prior import prior_of
from lapel.domain.measurement.sessions import Plan, Said, Turn, begun, taken
from lapel.domain.measurement.study.designs import reference_design
from lapel.domain.measurement.study.files import (
    bank_written,
    correlations_written,
    people_written,
)
from lapel.domain.measurement.study.walking import ALL_AT, answers_of
from lapel.doors.cli import main as cli
from peers.adaptive import beside

PEOPLE = 200
CONTENT = Path(__file__).parents[2] / "content" / "items"
SPARSE, ANSWERS, FEW = 3000, 60, 120


def study(folder: Path, people: int) -> None:
    """Run the command itself, on files it wrote itself."""
    cli.main(["measurement", "design", "--out", str(folder), "--persons", str(people)])
    files = [f"--bank={folder / 'bank.csv'}", f"--persons={folder / 'persons.csv'}"]
    files.append(f"--correlations={folder / 'correlations.csv'}")
    for pool in ("1", "0.5"):
        print(f"\n{people} people, share of the bank open to each: {pool}", flush=True)
        cli.main(["measurement", "study", *files, "--pool", pool])


def own_bank(folder: Path, people: int) -> None:
    """Run the command on our own questions; the people and correlations are the design's."""
    documents = [json.loads(each.read_text()) for each in sorted(CONTENT.glob("*.json"))]
    items = [
        judged(
            f"{each['competency']}/{item['key']}",
            each["competency"],
            item["band"],
            len(item["options"]) if item["form"] == "ordered" else 2,
        )
        for each in documents
        for item in each["items"]
    ]
    codes = tuple(each["competency"] for each in documents)
    design = reference_design(random.Random(1), people=people)
    (folder / "own-bank.csv").write_text(bank_written(Bank(codes, tuple(items))))
    (folder / "own-persons.csv").write_text(people_written(design.people, codes))
    (folder / "own-correlations.csv").write_text(correlations_written(design.correlations, codes))
    files = [
        f"--{name}={folder / f'own-{name}.csv'}" for name in ("bank", "persons", "correlations")
    ]
    for pool in ("1", "0.5"):
        print(f"\n{people} people, our own {len(items)} questions, share open: {pool}", flush=True)
        cli.main(["measurement", "study", *files, "--pool", pool, "--ways", "separate", "ours"])


def opened_later(people: int) -> None:
    """Print what it would bring to open the whole bank to everybody after so many answers."""
    design = reference_design(random.Random(1), people=people)
    bank, prior = design.bank, prior_of(design.bank.competencies, design.correlations)
    print(f"\n{people} people, half of the bank open, and all of it after so many answers:")
    for after in (30, 45, None):
        counts, seen = [], Counter[str]()
        for name, abilities in design.people.items():
            answers = answers_of(bank, abilities, random.Random(f"answers 1 {name}"))
            session = begun(bank, prior, Plan(f"1 {name}"))
            while max(session.sds()) > ALL_AT[-1] and len(session.turns) < FEW:
                if len(session.turns) == after:
                    asked = {turn.item for turn in session.turns}
                    rest = tuple(each.key for each in bank.items if each.key not in asked)
                    session = replace(session, open_items=rest)
                choice = session.choice()
                if choice is None:
                    break
                turn = Turn(choice.item, Said.ANSWERED, answers[choice.item])
                session = taken(session, turn)
                seen[choice.item] += 1
            passed = max(session.sds()) <= ALL_AT[-1]
            counts.append(len(session.turns) if passed else FEW)
        print(
            f"  {after or 'never'}: {median(counts):.0f} items until all doubts are .45, the most "
            f"seen item by {max(seen.values()) / people:.2f} of them",
            flush=True,
        )


def peer(people: int) -> None:
    """Test the same people with catsim, on the reference design with 2PL items only."""
    print(f"\nbeside catsim, {people} people, the same answers to a bank of 2PL items:")
    for each in (3, 5, 8):
        found = beside(seed=1, people=people, each=each)
        print(
            f"  {found.items:4} items  RMSE ours {found.ours:.3f}, catsim {found.theirs:.3f}; "
            f"ms an item ours {found.our_milliseconds:.2f}, catsim {found.their_milliseconds:.2f}"
        )


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
    opened_later(max(10, people // 2))
    peer(max(10, people // 4))
    calibration()


if __name__ == "__main__":
    main()
