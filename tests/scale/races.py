"""Two at once, on PostgreSQL: both look before either writes. Run by test_on_postgresql.py.

SQLite lets one transaction write at a time; here they run side by side (READ COMMITTED), and each
waits a moment after whatever it reads, so that a decision on what no longer holds is made at once.
"""

from __future__ import annotations

import threading
import time
import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction

from cast import assemble, belongs, person
from lapel.journey.consent.actions import attest
from lapel.journey.consent.models import Attestation
from lapel.journey.consent.queries import STATEMENTS
from lapel.journey.evidence import actions as evidence
from lapel.journey.evidence.models import Artefact, Draft
from lapel.journey.issuing.actions.sequence_log import sequence_log
from lapel.journey.issuing.models import LogEntry, StatusList, StatusPlace
from lapel.journey.learning.actions import enrol
from lapel.journey.learning.models import Enrolment
from lapel.journey.people import actions as people
from lapel.journey.people.models import Membership, Organisation, Role
from lapel.journey.record import actions, queries
from lapel.journey.record.models import AuditEntry, Delivery
from lapel.journey.review.actions import take_next
from lapel.journey.review.models import Assessment
from lapel.turns import alone, take_turns
from review.stage import Stage, publish

if TYPE_CHECKING:
    from collections.abc import Callable

    from cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)

A_LOOK = 0.03


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return assemble()


def _slowly(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    found = execute(sql, params, many, context)
    if sql.startswith("SELECT") and "FOR UPDATE" not in sql and "advisory" not in sql:
        time.sleep(A_LOOK)
    return found


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run each in a thread and a transaction of its own, together; gives results or errors."""
    start = threading.Barrier(len(acts))
    came: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            with connection.execute_wrapper(_slowly):
                start.wait(20)
                came[place] = act()
        except Exception as error:  # noqa: BLE001 (what came of it is looked at by the test)
            came[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return came


def errors(came: list[Any]) -> list[Exception]:
    return [each for each in came if isinstance(each, Exception)]


def in_transaction(act: Callable[[], Any]) -> Callable[[], Any]:
    def run() -> Any:
        with transaction.atomic():
            return act()

    return run


def test_links_written_at_once_stand_one_after_the_other() -> None:
    """R21: eight notes on one aggregate make one chain of eight that holds, and none is lost."""
    name = uuid.uuid4()

    def write() -> None:
        actions.note(aggregate="draft", aggregate_id=name, action="x", actor=None, words="why")

    assert errors(at_once(*[in_transaction(write)] * 8)) == []
    assert [each.position for each in queries.history("draft", name)] == list(range(1, 9))
    assert queries.chain_faults() == []


def test_workers_never_claim_the_same_and_never_wait_for_each_other() -> None:
    """Each delivery goes to one; what another transaction holds is passed over, not waited for."""
    for _ in range(6):
        actions.take_pulse()
    total = Delivery.objects.count()
    assert total >= 6
    with transaction.atomic():
        oldest = Delivery.objects.select_for_update().order_by("due_at", "id").first()
        assert oldest is not None
        claims = [lambda: actions.claim(holder=uuid.uuid4().hex) for _ in range(5)]
        came = at_once(*claims)
    taken = [each.pk for each in came]
    assert len(set(taken)) == 5
    assert oldest.pk not in taken
    assert Delivery.objects.filter(state=Delivery.State.LEASED).count() == 5


def test_a_key_is_answered_once_whoever_asks_at_once() -> None:
    """A reply is given once: the act runs a single time, and all hear the same."""
    owner, acted = uuid.uuid4(), []

    def act() -> dict[str, Any]:
        acted.append(1)
        return {"number": len(acted)}

    came = at_once(*[lambda: actions.once(owner=owner, key="k", act=act)] * 4)
    assert came == [{"number": 1}] * 4
    assert acted == [1]


def test_an_entry_is_anchored_though_the_job_ran_while_it_was_being_written() -> None:
    """Who relies on a waiting job holds it: it cannot begin, see nothing, and be done."""
    with transaction.atomic():
        actions.note(aggregate="a", aggregate_id=uuid.uuid4(), action="x", actor=None)
    Delivery.objects.update(due_at=queries.now() - timedelta(seconds=1))
    came: list[int] = []
    with transaction.atomic():
        actions.note(aggregate="a", aggregate_id=uuid.uuid4(), action="x", actor=None)
        beside = threading.Thread(target=lambda: came.append(_all_delivered()))
        beside.start()
        beside.join(20)
    assert came == [0]
    with actions.clock_at(queries.now() + timedelta(minutes=2)):
        actions.deliver_all()
    assert not AuditEntry.objects.filter(anchor=None).exists()
    assert queries.chain_faults() == []


def _all_delivered() -> int:
    try:
        return actions.deliver_all()
    finally:
        connection.close()


def test_anchors_made_at_once_stand_one_after_the_other() -> None:
    """The instance's own chain has one end; the second finds nothing left to anchor."""
    with transaction.atomic():
        actions.note(aggregate="a", aggregate_id=uuid.uuid4(), action="x", actor=None)
    came = at_once(actions.anchor_heads, actions.anchor_heads)
    assert errors(came) == []
    assert sum(each is not None for each in came) == 1
    assert queries.chain_faults() == []


def test_turns_are_taken_only_inside_a_transaction() -> None:
    """Outside of one a turn would end before anything is decided."""
    with pytest.raises(RuntimeError, match="inside a transaction"):
        take_turns("x")


def test_who_is_alone_is_alone_over_many_transactions() -> None:
    """The log's writer keeps others out for as long as it writes, and lets go at the end."""
    inside: list[str] = []

    def write() -> None:
        with alone("a name"):
            inside.append("in")
            with transaction.atomic():
                AuditEntry.objects.exists()
            time.sleep(0.2)
            inside.append("out")

    assert errors(at_once(write, write)) == []
    assert inside == ["in", "out"] * 2


def test_two_clicks_begin_one_enrolment(cast: Cast) -> None:
    """A page that is sent twice begins once, and both hear the same."""
    version = publish(cast.college, cast.dara)
    came = at_once(
        *[lambda: enrol(person=cast.amina, version=version, organisation=cast.school)] * 2
    )
    assert errors(came) == []
    assert came[0] == came[1]
    assert Enrolment.objects.filter(person=cast.amina).count() == 1


def test_a_place_with_room_for_two_files_takes_two(cast: Cast) -> None:
    """R3: what a place holds is counted while the draft is held, however many arrive at once."""
    draft = _draft(cast)

    def add() -> Artefact:
        return evidence.add_artefact(
            person=cast.amina, draft_id=draft.pk, slot="artefacts.plan", name="a.pdf", size=9
        )

    came = at_once(*[add] * 4)
    assert len(errors(came)) == 2
    assert Artefact.objects.filter(draft=draft).count() == 2


def test_words_given_twice_at_once_stand_once(cast: Cast) -> None:
    """One word of hers stands on a draft, not two."""
    draft = _draft(cast)
    came = at_once(
        *[lambda: attest(person=cast.amina, subject=draft.pk, keys=list(STATEMENTS))] * 2
    )
    assert errors(came) == []
    assert Attestation.objects.filter(withdrawn_at=None).count() == 1
    assert queries.chain_faults() == []


def _draft(cast: Cast) -> Draft:
    version = publish(cast.college, cast.dara)
    enrolment = enrol(person=cast.amina, version=version, organisation=cast.school)
    return evidence.begin_draft(person=cast.amina, enrolment=enrolment)


def test_four_assessors_at_once_fill_two_seats(cast: Cast) -> None:
    """R4, R5: two blind seats, two assessors, and nobody gets an error for being slower."""
    stage = Stage(cast)
    stage.submitted()
    others = [person(name) for name in ("Ada", "Bea")]
    for someone in others:
        belongs(someone, cast.college, Role.ASSESSOR)
        stage.appoint(someone)
    everyone = [cast.ben, cast.bola, *others]
    came = at_once(*[lambda who=who: take_next(person=who) for who in everyone])
    assert errors(came) == []
    seats = Assessment.objects.filter(ended_at=None).values_list("seat", flat=True)
    assert sorted(seats) == [1, 2]
    assert queries.chain_faults() == []


def test_two_administrators_who_end_each_other_leave_one(cast: Cast) -> None:
    """An organisation is never without an administrator."""
    other = person("Ola")
    belongs(other, cast.college, Role.ADMINISTRATOR)
    both = Membership.objects.filter(organisation=cast.college, role=Role.ADMINISTRATOR)
    first, second = both.order_by("id")
    came = at_once(
        lambda: people.end_membership(person=first.person, membership=second),
        lambda: people.end_membership(person=second.person, membership=first),
    )
    assert len(errors(came)) == 1
    assert both.filter(until=None).count() == 1


def test_a_form_sent_twice_founds_one_organisation(cast: Cast) -> None:
    """The second hears that there is one of this name."""

    def found() -> Organisation:
        return people.found_organisation(
            person=cast.ibrahim, parent=cast.state, name="Hill School", kind="school"
        )

    came = at_once(found, found)
    assert len(errors(came)) == 1
    assert Organisation.objects.filter(name="Hill School").count() == 1


def test_an_invitation_accepted_in_two_tabs_is_accepted_once(cast: Cast) -> None:
    """One membership, and one line in the history."""
    from allauth.account.models import EmailAddress

    invitation = people.invite(
        person=cast.ibrahim, organisation=cast.district, email=cast.femi.email, role=Role.MENTOR
    )
    EmailAddress.objects.create(user=cast.femi, email=cast.femi.email, verified=True, primary=True)
    came = at_once(*[lambda: people.accept_invitations(person=cast.femi)] * 2)
    assert errors(came) == []
    told = [each.action for each in queries.history("invitation", invitation.pk)]
    assert told == ["invited", "accepted"]


def test_awards_issued_at_once_have_places_of_their_own_in_one_list_and_one_log(
    cast: Cast,
) -> None:
    """No index or position is used twice, and no second list is opened beside the first."""
    from issuing.earning import decided
    from lapel.journey.issuing.actions import issue_award

    stage = Stage(cast)
    decisions = [decided(stage, who) for who in _teachers(cast, 3)]
    came = at_once(
        *[lambda each=each: issue_award(decision_id=each.pk) for each in [*decisions, decisions[0]]]
    )
    assert errors(came) == []
    assert len({each.pk for each in came}) == 3
    assert StatusList.objects.count() == 1
    assert StatusPlace.objects.count() == 3
    came = at_once(sequence_log, sequence_log)
    assert errors(came) == []
    positions = LogEntry.objects.order_by("position").values_list("position", flat=True)
    assert list(positions) == [0, 1, 2]
    assert queries.chain_faults() == []


def _teachers(cast: Cast, count: int) -> list[Any]:
    found = [person(f"Teacher{number}") for number in range(count)]
    for someone in found:
        belongs(someone, cast.school, Role.TEACHER)
    return found


def test_leave_given_to_a_district_by_a_double_click_stands_once(cast: Cast) -> None:
    """The second click gets the leave that stands, and no error; it is noted once."""
    from issuing.earning import earned
    from lapel.journey.sharing.actions import share_with_district

    award = earned(Stage(cast))
    came = at_once(*[lambda: share_with_district(person=cast.amina, award_id=award.pk)] * 2)
    assert errors(came) == []
    assert len({each.pk for each in came}) == 1
    assert [each.action for each in queries.history("share", award.pk)] == [
        "shared with the district"
    ]
