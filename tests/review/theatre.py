"""Where worlds are played: everybody signed in, on a stage that is built once.

What stands still in it, and why nothing can leak by that:

* The clock (see `stop_the_clock`): pages can be told apart to the second only where it does.
* A case's id counts up. Queues go by clocks, and where two are the same by ids, which are random in
  truth and so say nothing of whose work it is; random, two worlds would differ by chance.
* The reliability card is not measured anew. It is of decided cases alone and public, and what came
  before a case adds to it; that an open case adds nothing is a test beside
  (`test_r5_an_open_case_moves_no_public_figure`).
* Whether a turn is one for a hidden anchor is said, not drawn, so that an anchor can stand where a
  case stands otherwise; that the draw hangs on nothing hidden is a test beside
  (`test_r17_whose_turn_it_is_for_an_anchor_hangs_on_nothing_hidden`).
* What verifies strangers' badges runs here instead of in a child, and programs are told nothing
  outside: neither knows of cases.

Offers are planned as ever, and how many first cases of a rubric are pilots is drawn with each life.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpResponse
from django.test import Client
from django.urls import URLResolver

from cast import assemble, belongs, person
from exchange.programs import Program
from lapel.journey.exchange.actions import make_api_token
from lapel.journey.exchange.models import Token
from lapel.journey.exchange.queries.scopes import WORDS
from lapel.journey.issuing.actions import prepare_issuer
from lapel.journey.messaging.actions import register_webhook
from lapel.journey.people.models import Role
from lapel.journey.record.actions import clock_at
from lapel.journey.record.queries import clock_shift, now
from lapel.journey.review import actions
from lapel.journey.review.models import Case
from lapel.journey.review.queries import anchors, routing
from lapel.ports import checking, fetch
from lapel.ports.checking.child import answer_to
from mailing import sign_in_as
from messaging.receiving import Receiver
from review.routed import measured
from review.sights import Eyes
from review.stage import Stage, enrol, publish, submit
from review.teams import team_content
from review.twins import Turns, Twin, stop_the_clock
from world import ANONYMOUS

if TYPE_CHECKING:
    from datetime import datetime

    import pytest
    from django.http import HttpRequest

    from cast import Cast
    from lapel.journey.people.models import Person
    from review.twins import Secret

ROLES = {
    "hana": Role.ASSESSOR,
    "seb": Role.ASSESSOR,
    "lena": Role.LEAD_ASSESSOR,
    "olga": Role.ISSUER_OFFICER,
}


class Theatre:
    """The stage with everybody signed in; each world is played on it and taken down again."""

    def __init__(self, stage: Stage, turns: Turns, clock: list[datetime]) -> None:
        self.stage, self.cast, self.turns, self.clock = stage, stage.cast, turns, clock
        self.says_no_shortly = False
        self.receiver = Receiver()
        cast: Any = self.cast
        cast.noor = person("Noor")
        belongs(cast.noor, cast.elsewhere, Role.TEACHER)
        for name, role in ROLES.items():
            if not hasattr(cast, name):
                setattr(cast, name, person(name.title()))
            belongs(getattr(cast, name), cast.college, role)
        for who in (cast.hana, cast.seb):
            stage.appoint(who)
        measured(stage)
        actions.score_twice(microcredential_id=stage.microcredential.pk, person=cast.gita)
        with clock_at(now() - timedelta(hours=1)):
            self.other = submit(enrol(cast.noor, stage.version, cast.elsewhere))
        actions.end_score_twice(microcredential_id=stage.microcredential.pk, person=cast.gita)
        for organisation in (cast.college, cast.state):
            register_webhook(
                person=cast.ibrahim,
                organisation=organisation,
                address=f"https://hooks.example.org/{organisation.slug}",
            )
        prepare_issuer(organisation=cast.college)
        everyone = {each.name.lower(): each for each in cast.everyone.values()}
        everyone |= {name: getattr(cast, name) for name in (*ROLES, "noor")}
        # everybody's programs look as well, and for one the whole organisation's
        tokens = {name: self._let_in(who) for name, who in everyone.items() if name != "ibrahim"}
        tokens["ibrahim"] = self._of_an_organisation()
        self.eyes = {
            name: Eyes(name, sign_in_as(Client(), who), tokens[name])
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

    def _of_an_organisation(self) -> str:
        cast = self.cast
        return make_api_token(person=cast.ibrahim, organisation=cast.college, name="Courses")

    def play(self, secret: Secret, script: Any, *, desk: str = "ben", pilots: int = 0) -> Any:
        """Build a world, let a script look at it, and take it down.

        The first `pilots` cases of a rubric are scored by two and discussed afterwards.
        """
        shift, truly = clock_shift.set(clock_shift.get()), routing.PILOT
        self.clock[0], routing.PILOT = self.begins, pilots
        self.receiver.taken.clear()
        try:
            with transaction.atomic():
                found = script(Twin(self.stage, self.other, secret, self.turns, desk))
                transaction.set_rollback(True)
        finally:
            clock_shift.reset(shift)
            routing.PILOT = truly
        return found

    def eyes_of(self, name: str, twin: Twin) -> Eyes:
        """Give somebody's eyes; the teacher's are another's in every world."""
        if name != "teacher":
            return self.eyes[name]
        eyes = Eyes(twin.teacher.name, sign_in_as(Client(), twin.teacher))
        twin.teacher.last_login = self.begins  # by Django's clock, which does not stand still
        twin.teacher.save(update_fields=["last_login"])
        return eyes


class TeamStage(Stage):
    """The stage, where a team may share the recording of a lesson."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.version = publish(cast.college, cast.dara, **(team_content() | {"slug": "waiting"}))
        self.microcredential = self.version.microcredential
        for assessor in (cast.ben, cast.bola):
            self.appoint(assessor)


def theatre_with(patch: pytest.MonkeyPatch) -> Theatre:
    """Stop the clock and put everybody on stage."""
    stage = TeamStage(assemble())
    clock = stop_the_clock(patch)
    patch.setattr(routing, "PILOT", 0)
    patch.setattr(
        "lapel.journey.review.receivers.actions.measure_reliability", lambda **_named: None
    )
    numbers = count(1)
    patch.setattr(Case._meta.pk, "_get_default", lambda: UUID(int=next(numbers)))
    turns = Turns()
    patch.setattr(anchors, "_is_turn", turns)
    theatre = Theatre(stage, turns, clock)
    truly = URLResolver.resolve_error_handler
    patch.setattr(
        URLResolver,
        "resolve_error_handler",
        lambda resolver, code: (
            says_no if theatre.says_no_shortly and code in (403, 404) else truly(resolver, code)
        ),
    )
    patch.setattr(fetch, "from_url", lambda _url: theatre.receiver)
    patch.setattr(checking, "from_url", lambda _url: SimpleNamespace(verify=answer_to))
    return theatre


def says_no(_request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer that there is nothing, or not for her, with the reason and without the shell around.

    Two of three addresses answer so, and half of what they cost is the shell, which all other
    pages have as well. That the whole pages are the same is looked at once, for every address.
    """
    status = 404 if isinstance(exception, Http404) else 403
    why = [each for each in exception.args if isinstance(each, str)]
    return HttpResponse(f"{type(exception).__name__} {why}", status=status)
