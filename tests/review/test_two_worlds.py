"""R5: no sequence of actions lets anybody see what is hidden from her.

Two worlds differ in nothing but what R5 hides. Whatever an assessor does in both, each address
there is answers her with the same bytes, her programs as well, and so do the files she is shown and
the letters she gets; whoever has no part in an assessment sees the same, however it is scored, and
so do the programs that organisations have told. That files say nothing of themselves is held by
tests/files/test_shown_alike.py.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from django.db import transaction
from django.http import Http404, HttpResponse
from django.test import Client
from django.urls import URLResolver, reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cast import assemble, belongs, person
from exchange.programs import Program
from lapel.journey.exchange.actions import make_api_token
from lapel.journey.exchange.models import Token
from lapel.journey.exchange.queries.scopes import WORDS
from lapel.journey.issuing.actions import prepare_issuer
from lapel.journey.messaging.actions import register_webhook
from lapel.journey.people.models import Role
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.record.queries import clock_shift, now
from lapel.journey.review import actions
from lapel.journey.review.models import Case
from lapel.ports import checking, fetch
from lapel.ports.checking.child import answer_to
from mailing import sign_in_as
from messaging.receiving import Receiver
from review.routed import measured
from review.sights import Eyes, difference, told_to_programs
from review.stage import Stage, enrol, publish, quote, submit
from review.teams import team_content
from review.twins import (
    ELSEWHERE,
    NARROW_WAYS,
    TEAM_WAYS,
    WAYS,
    Secret,
    Turns,
    Twin,
    key,
    stop_the_clock,
)
from routes import TABLE
from world import ANONYMOUS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.http import HttpRequest

    from cast import Cast
    from lapel.journey.people.models import Person
    from lapel.journey.review.models import Assessment
    from review.sights import Sight

# `LAPEL_BLIND_EXAMPLES=200 pytest tests/review/test_two_worlds.py` looks longer.
EXAMPLES = int(os.environ.get("LAPEL_BLIND_EXAMPLES", "3"))
# Rooms in which an assessment leaves a trace.
NEAR = ("review", "qualification", "integrity", "evidence", "redaction", "viva", "files", "home")
LEADS = ("review:lead", "review:case", "review:history", "qualification:control", "home")
DESK = ("review", "qualification", "home")


class Theatre:
    """The stage with everybody signed in; each world is played on it and taken down again."""

    def __init__(self, stage: Stage, turns: Turns, clock: list[datetime]) -> None:
        self.stage, self.cast, self.turns, self.clock = stage, stage.cast, turns, clock
        self.says_no_shortly = False
        self.receiver, self.tokens = Receiver(), {}
        cast: Any = self.cast
        belongs(cast.hana, cast.college, Role.ASSESSOR)
        roles = {"lena": Role.LEAD_ASSESSOR, "olga": Role.ISSUER_OFFICER, "seb": Role.ASSESSOR}
        for name, role in roles.items():
            setattr(cast, name, person(name.title()))
            belongs(getattr(cast, name), cast.college, role)
        for who in (cast.hana, cast.seb):
            stage.appoint(who)
        noor = person("Noor")
        belongs(noor, cast.elsewhere, Role.TEACHER)
        measured(stage)
        actions.score_twice(microcredential_id=stage.microcredential.pk, person=cast.gita)
        with clock_at(now() - timedelta(hours=1)):
            self.other = submit(enrol(noor, stage.version, cast.elsewhere))
        actions.end_score_twice(microcredential_id=stage.microcredential.pk, person=cast.gita)
        for organisation in (cast.college, cast.state):
            register_webhook(
                person=cast.ibrahim,
                organisation=organisation,
                address=f"https://hooks.example.org/{organisation.slug}",
            )
        self.tokens["ben"] = self._let_in(cast.ben)
        prepare_issuer(organisation=cast.college)
        self.tokens["ibrahim"] = make_api_token(
            person=cast.ibrahim, organisation=cast.college, name="Courses"
        )
        everyone = {each.name.lower(): each for each in cast.everyone.values()}
        self.eyes = {
            name: Eyes(name, sign_in_as(Client(), who), self.tokens.get(name, ""))
            for name, who in everyone.items()
        }
        self.eyes[ANONYMOUS] = Eyes(ANONYMOUS, Client())
        self.begins = clock[0]

    def _let_in(self, holder: Person) -> str:
        """Let a program in, for all that may be asked and for as long as the worlds last."""
        scope = " ".join(WORDS)
        token = Program({"scope": scope}, scope).comes_in(holder).tokens["access_token"]
        Token.objects.filter(grant__person=holder).update(ends_at=now() + timedelta(days=90))
        return str(token)

    def play(self, secret: Secret, script: Any) -> Any:
        """Build a world, let a script look at it, and take it down."""
        shift = clock_shift.set(clock_shift.get())
        self.clock[0] = self.begins
        self.receiver.taken.clear()
        try:
            with transaction.atomic():
                found = script(Twin(self.stage, self.other, secret, self.turns))
                transaction.set_rollback(True)
        finally:
            clock_shift.reset(shift)
        return found


class TeamStage(Stage):
    """The stage, where a team may share the recording of a lesson."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.version = publish(cast.college, cast.dara, **(team_content() | {"slug": "waiting"}))
        self.microcredential = self.version.microcredential
        for assessor in (cast.ben, cast.bola):
            self.appoint(assessor)


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[Theatre]:
    """Build the theatre once for this file, in a transaction that is taken back."""
    del django_db_setup
    with (
        pytest.MonkeyPatch.context() as patch,
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        yield _theatre(patch)
        transaction.set_rollback(True)


@pytest.fixture
def theatre(built: Theatre) -> Iterator[Theatre]:
    """Play in it."""
    yield built
    built.says_no_shortly = False


def _theatre(monkeypatch: pytest.MonkeyPatch) -> Theatre:
    """Stop the clock and put everybody on stage, with a card that stays as it is."""
    stage = TeamStage(assemble())
    clock = stop_the_clock(monkeypatch)
    monkeypatch.setattr("lapel.journey.review.queries.routing.PILOT", 0)
    monkeypatch.setattr(
        "lapel.journey.review.receivers.actions.measure_reliability", lambda **_named: None
    )
    # the oldest first, without the rotation of pairs, which falls out by ids where all are equal
    monkeypatch.setattr(
        "lapel.journey.review.queries.offers._offered",
        lambda _person, planned, _pool: [(case.pk, seat) for case, seat in planned],
    )
    # queues go by their clocks, and here, where these stand still, by ids: those count up
    numbers = count(1)
    monkeypatch.setattr(Case._meta.pk, "_get_default", lambda: UUID(int=next(numbers)))
    turns = Turns()
    monkeypatch.setattr("lapel.journey.review.queries.anchors._is_turn", turns)
    theatre = Theatre(stage, turns, clock)
    truly = URLResolver.resolve_error_handler
    monkeypatch.setattr(
        URLResolver,
        "resolve_error_handler",
        lambda resolver, code: (
            says_no if theatre.says_no_shortly and code in (403, 404) else truly(resolver, code)
        ),
    )
    monkeypatch.setattr(fetch, "from_url", lambda _url: theatre.receiver)
    # a badge that her program sends is verified here, as in the child, which costs a second a time
    monkeypatch.setattr(checking, "from_url", lambda _url: SimpleNamespace(verify=answer_to))
    return theatre


def says_no(_request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer that there is nothing, or not for her, with the reason and without the shell around.

    Two of three addresses answer so, and half of what they cost is the shell, which all other
    pages have as well. That the whole pages are the same is looked at once, for every address.
    """
    status = 404 if isinstance(exception, Http404) else 403
    why = [each for each in exception.args if isinstance(each, str)]
    return HttpResponse(f"{type(exception).__name__} {why}", status=status)


class Script:
    """What an assessor does in every world, one act after another, and all that she sees."""

    def __init__(
        self,
        eyes: Eyes,
        acts: Sequence[str],
        *,
        beside: Sequence[Sequence[str]] = (),
        rooms: Sequence[str] = (),
        watches: bool = False,
    ) -> None:
        self.eyes, self.acts, self.rooms, self.watches = eyes, acts, rooms, watches
        self.beside = iter(beside)
        self.kept: list[Sight] = []

    def __call__(self, twin: Twin) -> list[Sight]:
        """Play it; after each act the partner of that world may do something."""
        for act in self.acts:
            verb, *words = act.split()
            getattr(self, verb)(twin, *words)
            for each in next(self.beside, ()):
                twin.partner(each)
            deliver_all()
            if self.watches:
                self.kept += self.eyes.sees(twin, rooms=("review",), acts=False, programs=False)
        self.kept += self.eyes.sees(twin, rooms=self.rooms, acts=not self.rooms)
        return self.kept

    def _mine(self, twin: Twin) -> Assessment | None:
        return self.eyes._mine(twin)

    def _posts(self, name: str, *args: Any, **data: Any) -> None:
        path = reverse(f"review:{name}", args=args)
        self.kept.append((f"does {name}", self.eyes.does("POST", path, data)))

    def take(self, twin: Twin) -> None:
        del twin
        self._posts("take")

    def adjudicate(self, twin: Twin) -> None:
        del twin
        self._posts("adjudicate")

    def stop(self, twin: Twin) -> None:
        twin.stop()

    def go_on(self, twin: Twin) -> None:
        twin.go_on()

    def withdraw(self, twin: Twin) -> None:
        twin.a_family_withdraws()

    def norm(self, twin: Twin) -> None:
        """Try to read how it was scored, of this attempt and of one before."""
        for case in (twin.case.pk, key(twin.earlier)):
            self._posts("read_norming", case)
            self._posts("write_norming", case, agreed="Both are right.")

    def score(self, twin: Twin, level: str, criterion: str = "") -> None:
        mine = self._mine(twin)
        if mine is None:
            return
        for each in [criterion] if criterion else ["plans", "waits", "extra"]:
            known = mine.scores.filter(criterion=each).first()
            told: dict[str, Any] = {"revision": known.revision if known else 0, "level": level}
            if level != "yes":
                told |= quote(mine)
                told |= {
                    "comment": "The plan names only one open question, and its follow-up fits all.",
                    "next_step": "Write two more questions with a likely answer each.",
                }
            self._posts("save", mine.pk, each, **told)

    def lock(self, twin: Twin) -> None:
        if mine := self._mine(twin):
            self._posts("lock", mine.pk)

    def leave(self, twin: Twin) -> None:
        if mine := self._mine(twin):
            self._posts("hand_back", mine.pk)

    def recuse(self, twin: Twin) -> None:
        if mine := self._mine(twin):
            self._posts("recuse", mine.pk, reason="I know this class.")

    def wait(self, twin: Twin, hours: str) -> None:
        del twin
        clock_shift.set(clock_shift.get() + timedelta(hours=int(hours)))


PLAIN = Secret()
FULL = Secret(
    name="Quenby",
    school="thistledown",
    zone="Africa/Nairobi",
    holidays=True,
    waited=30,
    partner_does=("take", "lock:not_yet"),
    matched="asked",
    suggested=True,
    identified=True,
    mentored=True,
    grown=72931,
)
WHOLE = ("take", "score almost", "score yes plans")


def same(theatre: Theatre, script: Any, one: Secret, *others: Secret) -> None:
    """See to it that a script finds the same in all these worlds, and none of their words."""
    first = theatre.play(one, script(one))
    for other in others:
        found = theatre.play(other, script(other))
        differ = difference(first, found)
        assert not differ, f"{other}\n" + "\n".join(differ)
        found += told_to_programs(theatre.receiver)
        whole = b"".join(body for _name, body in found)
        assert not [each for each in other.words if each.encode() in whole], other


def test_every_kind_of_thing_is_looked_at_or_is_of_no_case(theatre: Theatre) -> None:
    """A new address that points at something new is covered here, or this says that it is not."""
    kinds = {each.thing for each in TABLE.values() if each.thing}
    known = theatre.play(PLAIN, lambda twin: set(twin.things(None)))
    assert kinds - known - ELSEWHERE == set(), "Give them a place in Twin.things, or in ELSEWHERE."
    assert known <= kinds
    assert known.isdisjoint(ELSEWHERE)


def test_r5_an_assessor_sees_the_same_at_every_address_there_is(theatre: Theatre) -> None:
    """Reading and posting: nothing about a third attempt that is not about a first one."""
    secrets = PLAIN, replace(FULL, way="twice")
    same(theatre, lambda _secret: Script(theatre.eyes["ben"], WHOLE), *secrets)


@pytest.mark.parametrize("ways", [WAYS, NARROW_WAYS, TEAM_WAYS], ids=["whole", "narrow", "team"])
def test_r5_an_assessor_sees_the_same_however_the_work_came_to_her(
    theatre: Theatre, ways: tuple[str, ...]
) -> None:
    """A first attempt, a later one, an anchor, an appeal …: every sight of hers is the same."""
    theatre.says_no_shortly = True
    acts = WHOLE if ways is WAYS else ("take", "score almost plans", "norm")
    same(
        theatre,
        lambda _secret: Script(theatre.eyes["ben"], acts, rooms=NEAR),
        replace(PLAIN, way=ways[0]),
        *(replace(FULL, way=way) for way in ways[1:]),
    )


def test_r5_that_a_case_is_stopped_is_seen_and_why_is_not(theatre: Theatre) -> None:
    """The other's worry about a student, or an inquiry: hers is set free and comes back alike."""
    theatre.says_no_shortly = True
    same(
        theatre,
        lambda _secret: Script(
            theatre.eyes["ben"],
            ("take", "score almost plans", "stop", "take", "go_on", "wait 2", "take"),
            rooms=DESK,
            watches=True,
        ),
        replace(PLAIN, partner_does=("take",)),
        replace(FULL, partner_does=("take",), stopped_by="privacy"),
    )


def test_r9_whoever_settles_a_dispute_sees_neither_who_said_what_nor_whose_work_it_is(
    theatre: Theatre,
) -> None:
    """Bola said yes and Hana not yet, or the other way round: until she locks it is the same."""

    def script(secret: Secret) -> Any:
        levels = ("yes", "not_yet") if secret is PLAIN else ("not_yet", "yes")

        def plays(twin: Twin) -> list[Sight]:
            for who, level in zip(("bola", "hana"), levels, strict=True):
                twin.partner("take", who)
                twin.partner(f"lock:{level}", who)
            deliver_all()
            acts = ("adjudicate", "score almost plans", "score yes waits")
            return Script(theatre.eyes["gita"], acts, rooms=NEAR)(twin)

        return plays

    # leads see on which day a case opened; whoever knows of a match or an inquiry settles nothing
    hidden = {"partner_does": (), "matched": "", "waited": PLAIN.waited + 2}
    same(theatre, script, PLAIN, replace(FULL, **hidden))


def test_r15_a_lead_is_told_what_is_late_and_never_by_whose_clock(theatre: Theatre) -> None:
    """A school in another zone, with holidays: her lists, a case's page and her letters are alike.

    She looks when it is late by her clock and not by the teacher's, and when it is by both.
    """

    def looks(twin: Twin) -> list[Sight]:
        found: list[Sight] = []
        for days in (15, 10):
            clock_shift.set(clock_shift.get() + timedelta(days=days))
            deliver_all()
            found += theatre.eyes["gita"].sees(twin, only=LEADS, acts=False, programs=False)
            assert any(b"late by" in body for _name, body in found)
        return found

    hidden = {"partner_does": (), "matched": "", "waited": PLAIN.waited + 2}
    same(theatre, lambda _secret: looks, PLAIN, replace(FULL, zone="Pacific/Auckland", **hidden))


def test_the_comparison_would_notice_a_leak(theatre: Theatre) -> None:
    """What she may see, a word of her own, shows where it is another."""
    one, other = (
        theatre.play(PLAIN, Script(theatre.eyes["ben"], ("take", act), rooms=DESK))
        for act in ("score yes plans", "score yes waits")
    )
    assert difference(one, other)


def secrets_of(ways: tuple[str, ...]) -> st.SearchStrategy[Secret]:
    """Draw a secret whose case came to the desk in one of these ways."""
    return st.builds(Secret, way=st.sampled_from(ways), **HIDDEN)


HIDDEN: dict[str, st.SearchStrategy[Any]] = {
    "name": st.sampled_from(["Nadia", "Quenby", "Zanzi"]),
    "school": st.sampled_from(["north-school", "thistledown"]),
    "zone": st.sampled_from(["UTC", "Africa/Nairobi", "Pacific/Auckland"]),
    "holidays": st.booleans(),
    "waited": st.integers(6, 70),
    "partner_does": st.sampled_from([(), ("take",), ("take", "lock:yes"), ("take", "recuse")]),
    "matched": st.sampled_from(["", "found", "asked"]),
    "suggested": st.booleans(),
    "identified": st.booleans(),
    "mentored": st.booleans(),
    "grown": st.sampled_from([0, 58317, 72931]),
}
PAIRS = st.sampled_from([WAYS, WAYS, NARROW_WAYS, TEAM_WAYS]).flatmap(
    lambda ways: st.tuples(secrets_of(ways), secrets_of(ways))
)
LEVELS = ("yes", "almost", "not_yet", "cannot_judge/too_short")
ACTS = st.lists(
    st.sampled_from(
        [
            "score yes",
            "score almost",
            "leave",
            "take",
            "wait 2",
            "wait 9",
            "recuse",
            "norm",
            "withdraw",
        ]
    ),
    max_size=4,
)
BESIDE = st.lists(
    st.lists(st.sampled_from(["take", "leave", *(f"lock:{each}" for each in LEVELS)]), max_size=2),
    max_size=4,
)


def test_r5_no_sequence_of_acts_lets_an_assessor_see_what_is_hidden(theatre: Theatre) -> None:
    """Whatever she does, and whatever happens beside her that she may not know of."""
    theatre.says_no_shortly = True

    @given(pair=PAIRS, acts=ACTS, here=BESIDE, there=BESIDE)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],  # what fails is told at once; making it smaller takes long
        derandomize="LAPEL_BLIND_EXAMPLES" not in os.environ,
        suppress_health_check=list(HealthCheck),
    )
    def plays(pair: tuple[Secret, Secret], acts: list[str], here: Any, there: Any) -> None:
        one, other = pair
        same(
            theatre,
            lambda secret: Script(
                theatre.eyes["ben"],
                ["take", *acts],
                beside=there if secret is other else here,
                rooms=DESK,
                watches=True,
            ),
            one,
            other,
        )

    plays()


BESIDE_IT = ("amina", "chipo", "dara", "elif", "femi", "gita", "hana", "ibrahim", ANONYMOUS)
ROOMS = ("review", "qualification", "integrity", "evidence", "insight", "licensure", "viva")
HASH = re.compile(rb"[0-9a-f]{16,64}")


def test_r5_nobody_sees_how_a_case_is_scored_before_both_have_locked(theatre: Theatre) -> None:
    """Not the teacher, her mentor, an officer, a lead without a seat, another assessor, nobody."""
    theatre.says_no_shortly = True

    def script(twin: Twin) -> list[Sight]:
        teacher = Eyes(twin.teacher.name, sign_in_as(Client(), twin.teacher))
        found = []
        for eyes in (teacher, *(theatre.eyes[name] for name in BESIDE_IT)):
            seen = eyes.sees(twin, rooms=ROOMS, acts=False)
            # her manifest names her files by ids, so its hash is another each time
            found += [(f"{eyes.name}: {name}", HASH.sub(b"", body)) for name, body in seen]
        return found + told_to_programs(theatre.receiver)

    one, other = (
        theatre.play(replace(PLAIN, partner_does=("take", f"lock:{level}")), script)
        for level in ("yes", "not_yet")
    )
    differ = difference(one, other)
    assert not differ, "\n".join(differ)
    assert b"Oleander" not in b"".join(body for _name, body in other)
