"""A job that takes its process down with it each time, in an instance that is served."""

from __future__ import annotations

import json
import re
import threading
from typing import TYPE_CHECKING, Any, Self

import pytest

from crash.client import Browser
from crash.instance import Instance, wait_for
from crash.story import Story
from doors.cli.served import lapel

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.crash, pytest.mark.xdist_group("poison")]

POISONED = "review.open_case"
ATTEMPTS = 6


class Poison:
    """Arms a failpoint again as often as it killed."""

    def __init__(self, instance: Instance, name: str) -> None:
        self.deaths = 0
        self._instance, self._name = instance, name
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._go_on)

    def _go_on(self) -> None:
        self._instance.arm(self._name)
        while not self._over.wait(0.02):
            if self._name not in self._instance.armed():
                self.deaths += 1
                self._instance.arm(self._name)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_raised: object) -> None:
        self._over.set()
        self._thread.join()
        self._instance.disarm()


@pytest.fixture
def instance(tmp_path: Any) -> Iterator[Instance]:
    served = Instance(tmp_path)
    yield served
    served.kill_all()


def parked(instance: Instance) -> str:
    """Ask the doctor; empty where nothing is parked."""
    told = json.loads(lapel(instance, "doctor", "--json").stdout)
    found = {each["part"]: each for each in told["findings"]}["parked jobs"]
    return "" if found["ok"] else str(found["said"])


def shown(administrator: Browser) -> str:
    """Give the page of parked jobs; empty while the job is not on it."""
    page = administrator.ask("GET", "/record/").data.decode()
    return page if POISONED in page else ""


def test_a_poisoned_job_is_parked_shown_and_offered_again(instance: Instance) -> None:
    """It kills the runner six times; the instance lives on, and a person has the last word."""
    [told] = instance.run("scene.py", "1")
    instance.start()
    story = Story(instance.url, told, lambda _phase: None)
    story.teacher.sign_in(told["teacher"])
    for browser, person in zip(story.assessors, told["assessors"], strict=True):
        browser.sign_in(person)
    story.autosave()
    story.upload()
    administrator = Browser(instance.url)
    administrator.sign_in(told["administrator"])
    with Poison(instance, f"record.ran.{POISONED}") as poison:
        story.submit()
        page = wait_for(lambda: shown(administrator), "the job to be parked")
        assert poison.deaths == ATTEMPTS
    assert "died 6 times" in page
    assert POISONED in parked(instance)
    [again] = re.findall(r"/record/\d+/again/", page)
    administrator.ask("POST", again)
    story.score()
    story.award()
    assert shown(administrator) == ""
    assert story.ledger.faults == []
