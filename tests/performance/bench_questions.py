"""Print what the next question of a diagnosis costs, over HTTP and in the measurement itself.

An instance of its own holds the bank of content/items; `lapel serve` serves it on loopback. Three
teachers or more answer ANSWERS questions (100; another number may be given), one after another, as
a browser does: the answer is sent, and the page that it leads to is fetched. CPU is the server's,
all its processes; the clock's figures hold on a quiet machine only, so the load is told.
Then one session's questions are chosen and its answers taken in without a server.
Run: python tests/performance/bench_questions.py [ANSWERS]
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import time
from typing import TYPE_CHECKING, Any

from bench import Browser, found, row, serve
from bench_similarity import a_home

if TYPE_CHECKING:
    from pathlib import Path

    from bench import Served

    from lapel.domain.measurement.items import Bank

ANSWERS, EACH, GOAL = 100, 40, 150
TOKEN = r'name="csrfmiddlewaretoken" value="([^"]+)"'


def filled(teachers: int) -> list[str]:
    """Publish the bank, and give a session cookie for each teacher."""
    from bench_issuing import filled as furnished
    from django.test import Client

    from lapel.doors.cli.demo import told
    from lapel.journey.diagnosis.actions import take_in_items
    from lapel.journey.people.actions import grant_role, open_account
    from lapel.journey.people.models import Organisation

    designer, _version = furnished()
    college = Organisation.objects.get(slug="college")
    documents = list(told.documents("items"))
    taken = take_in_items(person=designer, organisation=college, documents=documents)
    print(f"{taken.new} questions are published", flush=True)
    cookies = []
    for number in range(teachers):
        person = open_account(email=f"teacher{number}@example.org", name=f"T {number}")
        grant_role(person=None, to=person, organisation=college, role="teacher")
        client = Client(SERVER_NAME="localhost")
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        cookies.append(client.cookies["sessionid"].value)
    return cookies


def answered(served: Served, cookie: str, times: int) -> tuple[list[float], list[float]]:
    """Begin and answer so many questions; give the seconds of each answer and of each page."""
    browser = Browser(served.base, {"sessionid": cookie})
    fields = {"csrfmiddlewaretoken": found(TOKEN, browser.get("/diagnosis/")), "language": "en"}
    begun = browser.ask("POST", "/diagnosis/begin/", fields=fields, encode_multipart=False)
    address = begun.headers["Location"]
    page, sent, shown = browser.get(address), [], []
    for _ in range(times):
        fields = {
            "csrfmiddlewaretoken": found(TOKEN, page),
            "revision": found(r'name="revision" value="(\d+)"', page),
            "option": found(r'name="option" value="(\d+)"', page),
            "said": "answered",
        }
        began = time.perf_counter()
        reply = browser.ask("POST", address, fields=fields, encode_multipart=False)
        between = time.perf_counter()
        if reply.status != 302:
            raise RuntimeError(f"an answer was answered {reply.status}")
        page = browser.get(address)
        shown.append(time.perf_counter() - between)
        sent.append(between - began)
    return sent, shown


def over_http(home: Path, answers: int) -> None:
    """Print the rows of answers over HTTP."""
    teachers = -(-answers // EACH)
    cookies = filled(teachers + 1)
    served = serve(home)
    try:
        answered(served, cookies.pop(), 10)  # whatever is loaded once
        sent: list[float] = []
        shown: list[float] = []
        before = served.cpu()
        for cookie in cookies:
            told = answered(served, cookie, min(EACH, answers - len(sent)))
            sent, shown = sent + told[0], shown + told[1]
        spent = (served.cpu() - before) / answers * 1000
    finally:
        served.stop()
    load = os.getloadavg()[0]
    print(f"\n{answers} answers by {teachers} teachers; load {load:.1f} on {os.cpu_count()} cores")
    row("next question over HTTP", "median, ms", "95th percentile, ms", "CPU ms")
    row("---", "---:", "---:", "---:")
    both = [one + other for one, other in zip(sent, shown, strict=True)]
    for name, clocks, cpu in (
        ("the answer is taken, the next chosen", sent, ""),
        ("its page", shown, ""),
        (f"both (goal: under {GOAL} ms)", both, f"{spent:.1f}"),
    ):
        row(name, *(f"{each * 1000:.0f}" for each in _middle_and_most(clocks)), cpu)


def _middle_and_most(clocks: list[float]) -> tuple[float, float]:
    return statistics.median(clocks), statistics.quantiles(clocks, n=20)[-1]


def in_measurement(bank: Bank, sessions: int = 3) -> None:
    """Print the row of choosing and updating alone."""
    from lapel.domain.measurement.prior import prior_of
    from lapel.domain.measurement.study.walking import Way, answers_of, walk

    spent, count, chance = 0.0, 0, random.Random(1)
    for number in range(sessions):
        answers = answers_of(bank, [0.0] * len(bank.competencies), chance)
        made = walk(Way.OURS, bank, prior_of(bank.competencies), answers, seed=str(number), most=45)
        spent, count = spent + made.seconds, count + len(made.items)
    print()
    row("in the measurement alone, our bank", "CPU ms an item")
    row("---", "---:")
    row("selection and update (goal: 2 at most)", f"{spent / count * 1000:.2f}")


def measure(home: Path, answers: int) -> None:
    """Fill, serve, ask, print."""
    import django

    django.setup()
    over_http(home, answers)
    from lapel.journey.diagnosis.queries import bank_of, newest_set

    made: Any = newest_set("en")
    in_measurement(bank_of(made.pk))


def main() -> None:
    """Measure in a folder of its own, which is removed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lapel.settings")
    with a_home() as home:
        os.environ.update(LAPEL_HOME=str(home), LAPEL_INSTANCE="demo")
        os.environ["LAPEL_DATABASE_URL"] = f"sqlite://{home}/lapel.sqlite3"
        measure(home, int(sys.argv[1]) if sys.argv[1:] else ANSWERS)


if __name__ == "__main__":
    main()
