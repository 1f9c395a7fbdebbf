"""R5: no sequence of actions lets anybody see what is hidden from her.

Two worlds differ in nothing but what R5 hides from whoever looks. Whatever is done in both, by
either assessor, a lead, the teacher or anybody else, each address there is answers her with the
same bytes, her programs as well, and so do the files she is shown and the letters she gets, and
what the organisations' programs are told. That files say nothing of themselves is held by
tests/files/test_shown_alike.py; what a shell says, by tests/review/test_shell_tells_nothing.py.
What stands still while worlds are compared, and why, is said in tests/review/theatre.py.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from django.core.handlers.base import BaseHandler
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings

from lapel.journey.messaging.models import Message
from lapel.journey.record.actions import deliver_all
from lapel.journey.record.queries import clock_shift
from lapel.journey.review import queries
from lapel.journey.review.actions.measure_reliability import measure_reliability
from lapel.journey.review.models import Assessment, Score
from lapel.journey.review.queries import anchors
from lapel.journey.review.views import lead
from review.lives import LIVES, NEAR, Life, Script, played
from review.sights import addresses, difference, told_to_programs
from review.theatre import Theatre, theatre_with
from review.twins import ELSEWHERE, NARROW_WAYS, TEAM_WAYS, WAYS, Secret
from routes import TABLE
from world import ANONYMOUS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpRequest

    from lapel.journey.people.models import Person
    from lapel.journey.review.models import Case
    from review.sights import Sight
    from review.twins import Twin

# `LAPEL_BLIND_EXAMPLES=200 pytest tests/review/test_two_worlds.py` looks longer.
EXAMPLES = int(os.environ.get("LAPEL_BLIND_EXAMPLES", "8"))
LEADS = ("review:lead", "review:case", "review:history", "qualification:control", "home")
DESK = ("review", "qualification", "home")
# What is over is told with hashes to its teacher and to leads: they are over ids and salts, and so
# others each time.
HASH = re.compile(rb"[0-9a-f]{16,64}")

TRULY_TURN, TRULY_MEASURE = anchors._is_turn, measure_reliability


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[Theatre]:
    """Build the theatre once for this file, in a transaction that is taken back."""
    del django_db_setup
    with (
        pytest.MonkeyPatch.context() as patch,
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        yield theatre_with(patch)
        transaction.set_rollback(True)


@pytest.fixture
def theatre(built: Theatre) -> Iterator[Theatre]:
    """Play in it."""
    yield built
    built.says_no_shortly = False


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
        leaks = [*difference(first, found)]
        leaks += words_in([*found, *told_to_programs(theatre.receiver)], other.words)
        assert not leaks, f"{other}\n" + "\n".join(leaks)


def words_in(found: list[Sight], words: set[str]) -> list[str]:
    """Say where a word stands that is the same in both worlds and may be read in none."""
    return [f"{name}: {each}" for name, body in found for each in words if each.encode() in body]


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
        lambda _secret: Script(theatre.eyes["ben"], acts, rooms=NEAR, programs=False),
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
            turn=0,
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
                twin.partner(f"both:{level}", who)
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


def leaks_of(theatre: Theatre, life: Life) -> list[str]:
    """Play both worlds of a life and say where its viewer could tell them apart."""
    sights, told = [], []
    for which in (0, 1):
        found = played(theatre, life, which)
        told.append(told_to_programs(theatre.receiver))
        if not life.rooms:
            found = [(name, HASH.sub(b"", body)) for name, body in found]
        sights.append(found)
    if life.rooms:  # what was decided and awarded before is an organisation's to know
        return difference(*sights) + words_in(sights[1] + told[1], life.secrets[1].words)
    return difference(*sights) + difference(*told) + words_in(sights[1] + told[1], {"Belladonna"})


def test_r5_no_sequence_of_acts_lets_anybody_see_what_is_hidden(theatre: Theatre) -> None:
    """Whoever looks, whatever she and all others do, and whatever happens that she may not know."""
    theatre.says_no_shortly = True

    @given(life=LIVES)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],  # what fails is told at once; making it smaller takes long
        derandomize="LAPEL_BLIND_EXAMPLES" not in os.environ,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    def plays(life: Life) -> None:
        leaks = leaks_of(theatre, life)
        assert not leaks, "\n".join(leaks)

    plays()


def test_r5_an_open_case_moves_no_public_figure(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the card measured as ever: a lock beside adds nothing to what all may see."""
    monkeypatch.setattr("lapel.journey.review.receivers.actions.measure_reliability", TRULY_MEASURE)

    def looks(twin: Twin) -> list[Sight]:
        deliver_all()
        names = [each for each in TABLE if each.startswith("review:reliability")]
        more = ("catalogue:microcredential", "home")
        return theatre.eyes[ANONYMOUS].sees(twin, only=(*names, *more), acts=False)

    found = [
        theatre.play(Secret(way="again", partner_does=("take", *locked)), looks)
        for locked in ((), ("lock:yes",), ("lock:not_yet",))
    ]
    assert difference(found[0], found[1]) == difference(found[0], found[2]) == []


def test_r17_whose_turn_it_is_for_an_anchor_hangs_on_nothing_hidden(theatre: Theatre) -> None:
    """The draw goes by who asks and how many seats she took, so worlds draw alike."""
    person: Person = theatre.cast.ben

    def turns(_twin: Twin) -> float:
        taken = Assessment.objects.filter(assessor=person).count()
        assert TRULY_TURN(person) == (anchors._draw(person, f"turn {taken}") < 0.1)
        return anchors._draw(person, f"turn {taken}")

    worlds = [PLAIN, *(replace(FULL, way=way) for way in ("twice", "anchor", "looked at"))]
    assert len({theatre.play(each, turns) for each in worlds}) == 1


# --- that a leak would be found ---


def _locked() -> int:
    """Count what is locked: nothing in one world, and what her partner locked in the other."""
    return Assessment.objects.filter(locked_at__isnull=False).count()


def _says(answer: Any) -> None:
    answer.content += f"Your partner has locked {_locked()}.".encode()


def _is_longer(answer: Any) -> None:
    answer.content += b" " * _locked()


def _has_a_line_more(answer: Any) -> None:
    answer.content += b"plans,not_yet\r\n" * _locked()


def _has_a_header(answer: Any) -> None:
    answer.headers["X-Locked"] = str(_locked())


def _sets_a_cookie(answer: Any) -> None:
    answer.set_cookie("seen", str(_locked()))


def _says_next(answer: Any) -> None:
    """Keep a word for the page after this one, as Django's messages are kept."""
    answer.set_cookie("messages", f"Your partner has locked {_locked()}.")


def _names(answer: Any) -> None:
    answer.content += b"Oleander"


def _writes(_answer: Any) -> None:
    Message.objects.filter(person__name="Ben").update(subject=f"{_locked()} of 2 have locked")


def _turns_round(answer: Any) -> None:
    """Turn the order of criteria on her own page, and refuse another's in another way."""
    one, other = b"Plans open questions", b"Waits after questions"
    if not _locked():
        return
    if answer.status_code == 200:
        whole = answer.content.replace(one, b"@").replace(other, one)
        answer.content = whole.replace(b"@", other)
    else:
        answer.status_code = 410


# What a Lapel that leaks would do, by address, and what the comparison says of it.
LEAKS: dict[str, tuple[Callable[[Any], None], set[str]]] = {
    "/review/": (_says, {"GET review:index"}),
    r"/review/work[/]": (_is_longer, {"GET review:work"}),
    r"/review/work[/]table\.csv": (_has_a_line_more, {"GET review:work_table"}),
    "/review/norming/": (_has_a_header, {"GET review:norming"}),
    "/review/lead/": (_sets_a_cookie, {"GET review:lead"}),
    "/review/take/": (_writes, {"letter"}),
    "/review/assess/[^/]+/": (
        _turns_round,
        {"GET review:assess hers", "GET review:assess another's"},
    ),
    "/review/lead/decided/": (_says_next, {"GET review:decided"}),
    "/ims/ob/v3p0/credentials": (
        _has_a_header,
        {"program GET ob3-credentials", "program POST ob3-credentials"},
    ),
    "/files/.*": (_has_a_header, {"file", "part of file", "head of file"}),
    "/review/fairness/": (_names, {"GET review:fairness"}),
}


@pytest.fixture(scope="module")
def leaked(built: Theatre) -> list[str]:
    """Give what is said of two worlds, all else the same, by a Lapel that leaks in all these ways.

    Its code is as ever; what it answers is spoilt on the way out.
    """
    truly = BaseHandler.get_response

    def spoilt(handler: BaseHandler, request: HttpRequest) -> Any:
        answer = truly(handler, request)
        for address, (spoil, _said) in LEAKS.items():
            if re.fullmatch(address, request.path):
                spoil(answer)
        return answer

    ben, secrets = built.eyes["ben"], (PLAIN, replace(PLAIN, partner_does=FULL.partner_does))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseHandler, "get_response", spoilt)
        one, other = (
            built.play(each, Script(ben, ("take",), rooms=("review",))) for each in secrets
        )
    return difference(one, other) + words_in(other, FULL.words)


@pytest.mark.parametrize("address", LEAKS)
def test_a_leak_is_found(leaked: list[str], address: str) -> None:
    """A lock shown, a page longer, a line, a header, a cookie, a letter, an order, a refusal …"""
    _spoil, said = LEAKS[address]
    for each in said:
        assert [line for line in leaked if line.startswith(each)], each


def test_nothing_is_found_where_nothing_leaks(leaked: list[str]) -> None:
    """What is said of the Lapel that leaks is of these addresses, and of no other."""
    every = tuple(each for _spoil, said in LEAKS.values() for each in said)
    assert [line for line in leaked if not line.startswith(every)] == []


def test_a_life_finds_what_an_export_tells_too_early(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Drawn lives are compared in the same way: here a lead's export of a case holds levels."""

    def history_of(case: Case) -> dict[str, Any]:
        levels = Score.objects.filter(assessment__case=case).values_list("level", flat=True)
        return queries.history_of(case) | {"levels": sorted(levels)}

    monkeypatch.setattr(
        lead, "queries", SimpleNamespace(**vars(queries) | {"history_of": history_of})
    )
    beside = [[[("bola", "take:"), ("bola", f"lock:{level}")]] for level in ("yes", "not_yet")]
    life = Life("gita", (PLAIN, PLAIN), ("wait 0",), (beside[0], beside[1]))
    names = theatre.play(PLAIN, lambda twin: [name for name, *_rest in addresses(twin, None)])
    life = replace(life, begins_at=names.index("review:history here"))
    assert [each for each in leaks_of(theatre, life) if "review:history here" in each]
