"""Ask catsim to test people, a test for each competency: `simulate.py < asked.json`.

Reads `banks` (for each competency a list of [slope, difficulty]), `answers` (for each person and
competency the answer to every item), `each` (items a competency) and `places` to look at. Prints
estimates by person and competency, CPU seconds an item, and at the places each item's chance and
information with the item that catsim would choose.
"""

from __future__ import annotations

import json
import sys
from time import process_time

import numpy as np
from catsim.estimation import NumericalSearchEstimator
from catsim.item_bank import ItemBank
from catsim.selection import MaxInfoSelector


def bank_of(items: list[list[float]]) -> ItemBank:
    table = np.zeros((len(items), 4))
    table[:, :2], table[:, 3] = np.array(items), 1
    return ItemBank(table)


def tested(bank: ItemBank, answers: list[int], each: int) -> float:
    selector, estimator = MaxInfoSelector(), NumericalSearchEstimator()
    asked: list[int] = []
    said: list[bool] = []
    ability = 0.0
    for _item in range(each):
        chosen = int(selector.select(item_bank=bank, administered_items=asked, est_theta=ability))
        asked.append(chosen)
        said.append(bool(answers[chosen]))
        ability = float(
            estimator.estimate(
                item_bank=bank, administered_items=asked, response_vector=said, est_theta=ability
            )
        )
    return ability


def looked(bank: ItemBank, place: float) -> dict:
    chosen = MaxInfoSelector().select(item_bank=bank, administered_items=[], est_theta=place)
    return {
        "chances": bank.icc(place).tolist(),
        "information": bank.information(place).tolist(),
        "chosen": int(chosen),
    }


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    banks = [bank_of(items) for items in asked["banks"]]
    started = process_time()
    found = [
        [tested(bank, said, asked["each"]) for bank, said in zip(banks, person, strict=True)]
        for person in asked["answers"]
    ]
    seconds = process_time() - started
    number = max(1, len(found) * len(banks) * asked["each"])
    told = {
        "abilities": found,
        "seconds": seconds / number,
        "places": [looked(banks[0], place) for place in asked["places"]],
    }
    sys.stdout.write(json.dumps(told))
