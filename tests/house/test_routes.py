"""Every address, for everybody, in every state: who may, may; nobody else learns anything."""

from __future__ import annotations

import re
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction

from routes import TABLE, names, places
from world import ANONYMOUS, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse
    from django.test import Client

    from routes import Place

ROOMS = sorted({name.partition(":")[0] for name in TABLE if ":" in name})
WRITES = re.compile(r'^(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')
# What any visit may touch: its session, counters of attempts, when a session was last seen.
TOUCHED = {"django_session", "people_attempts", "usersessions_usersession"}
HIDDEN, DENIED, WRONG_METHOD = 404, 403, 405
# Where nothing is posted to, these stand for all others.
FEW = (ANONYMOUS, "amina", "zuri")
SIGN_IN = "/people/sign-in/"


class Walk:
    """The world, a browser for everybody in it, and what went wrong on the walk."""

    def __init__(self) -> None:
        self.world = World()
        self.clients = self.world.clients()
        self.cookies = {name: each.cookies.output(header="") for name, each in self.clients.items()}
        self.requests = 0

    def asks(self, name: str, place: Place, method: str) -> tuple[HttpResponse, list[str]]:
        """Send a request and take back all it did; gives the answer and the tables it wrote to."""
        self.requests += 1
        client: Client = self.clients[name]
        client.cookies = SimpleCookie(self.cookies[name])
        # strangers are slowed down by address, so each request comes from another one
        address = f"10.{self.requests >> 16}.{self.requests >> 8 & 255}.{self.requests & 255}"
        written: set[str] = set()

        def watched(execute: Any, sql: str, *rest: Any) -> Any:
            if found := WRITES.match(sql):
                written.add(found[1])
            return execute(sql, *rest)

        with transaction.atomic(), connection.execute_wrapper(watched):
            send = client.get if method == "GET" else client.post
            told = place.route.data if method == "POST" else {}
            answer = send(place.path, told, REMOTE_ADDR=address)
            answer.close()
            transaction.set_rollback(True)
        return answer, sorted(written - TOUCHED)


@pytest.fixture(scope="module")
def walk(django_db_setup: None, django_db_blocker: Any) -> Iterator[Walk]:
    """Build the world once for this file, in a transaction that is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Walk()
        transaction.set_rollback(True)


def body(answer: HttpResponse) -> str:
    if answer.streaming:  # a file, of which the name is all there is to tell
        return str(answer.headers)
    return str(answer.content.decode(errors="replace"))


def is_sign_in(answer: HttpResponse) -> bool:
    return answer.status_code == 302 and answer["Location"].startswith(SIGN_IN)


def refusal(name: str, answer: HttpResponse, written: list[str], secrets: set[str]) -> str:
    """Say what is wrong with the answer to somebody who may not; "" when nothing is."""
    expected = {HIDDEN, DENIED, WRONG_METHOD}
    if answer.status_code not in expected and not (name == ANONYMOUS and is_sign_in(answer)):
        return f"is answered {answer.status_code}"
    if written:
        return f"writes to {written}"
    told = [each for each in secrets if each in body(answer)]
    return f"is told {told}" if told else ""


def admission(place: Place, answer: HttpResponse, secrets: set[str]) -> str:
    """Say what is wrong with the answer to somebody who may; "" when nothing is."""
    if place.route.steps:
        return f"is answered {answer.status_code}" if answer.status_code >= 500 else ""
    if answer.status_code in {DENIED, HIDDEN, WRONG_METHOD} or answer.status_code >= 500:
        return f"is answered {answer.status_code}"
    if is_sign_in(answer):
        return "is sent to sign in"
    told = [each for each in secrets if place.route.blind and each in body(answer)]
    return f"is told {told}" if told else ""


def judged(walk: Walk, place: Place, name: str, method: str) -> str:
    """Let one person ask for one address, and say what is wrong with the answer."""
    offered = place.route.get if method == "GET" else place.route.post
    answer, written = walk.asks(name, place, method)
    own = {"Amina", "amina@example.org"} if name == "amina" else set()
    secrets = walk.world.secrets - own
    if name in place.may and offered:
        return admission(place, answer, secrets)
    if name in place.may:
        return "" if answer.status_code in {HIDDEN, WRONG_METHOD} else "is answered at all"
    return refusal(name, answer, written, secrets | walk.world.texts)


def test_every_route_says_in_the_table_who_may() -> None:
    """A new address is not open to anybody by oversight."""
    missing = sorted(set(names()) - set(TABLE))
    assert not missing, (
        f"State in tests/routes.py who may open {', '.join(missing)}; tests/world.py gives the "
        "things that addresses point at, in every state."
    )
    assert sorted(set(TABLE) - set(names())) == [], "These routes are gone; take them out."


def test_every_state_of_a_thing_has_its_people(walk: Walk) -> None:
    """Where who may depends on the state, the table covers exactly the states there are."""
    things = walk.world.things
    for name, route in TABLE.items():
        if isinstance(route.who, dict):
            assert set(route.who) == set(things[route.thing]), name


@pytest.mark.parametrize("room", ["", *ROOMS])
def test_whoever_may_not_gets_nothing_and_whoever_may_gets_in(walk: Walk, room: str) -> None:
    """Each address of the room, for everybody, reading and posting."""
    wrong = [
        f"{name} asking {method} {place} {found}"
        for place in places(walk.world, room)
        for method in ("GET", "POST")
        for name in (walk.clients if method == "GET" or place.route.post else FEW)
        if (found := judged(walk, place, name, method))
    ]
    assert not wrong, f"{len(wrong)} wrong:\n" + "\n".join(wrong)


def test_a_thing_that_is_not_there_is_not_there_for_anybody(walk: Walk) -> None:
    """An address with an id nobody has is no server error, and tells apart nothing."""
    nothing = "00000000-0000-4000-8000-000000000000"
    for place in places(walk.world):
        path = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", nothing, place.path)
        if path == place.path:
            continue
        for name in FEW:
            answer = walk.clients[name].get(path)
            assert answer.status_code < 500, (name, path)
            assert answer.status_code != 200, (name, path)
