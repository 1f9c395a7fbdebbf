"""What a request for an endorsement tells of persons, and to whom; and how much one may ask."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from cast import belongs, person
from issuing.earning import earned
from issuing.praising import (
    CLAIM,
    WHY,
    asked,
    asked_of_mentor,
    endorsed,
    officer_of_state,
    signed,
)
from issuing.test_stacks import stack_awards, two_and_a_stack
from lapel.domain.badges.verdicts import Outcome
from lapel.journey.issuing import queries
from lapel.journey.issuing.actions import (
    Body,
    Refusal,
    accept_endorsement,
    ask_award_endorsement,
    reject_endorsement,
    revoke_endorsement,
    withdraw_request,
)
from lapel.journey.issuing.actions.ask_endorsement import MOST_A_DAY
from lapel.journey.issuing.models import Endorsement
from lapel.journey.issuing.policies import may_look, may_read
from lapel.journey.people.models import Invitation, Membership, Person, Role
from lapel.journey.record.actions import deliver_all
from lapel.journey.record.queries import now
from lapel.journey.sharing.actions import change_share
from mailing import Mailbox, sign_in_as

if TYPE_CHECKING:
    from pathlib import Path

    from cast import Cast
    from lapel.journey.people.models import Organisation
    from review.stage import Stage

HOME = "/issuing/endorsements/"
KEPT = "lapel.journey.issuing.queries.kept_verdicts"
BADGE = "sharing.views.badge"
NO = "Not from me: I have seen too little."


@pytest.fixture
def mailbox(tmp_path: Path, settings: Any) -> Mailbox:
    settings.MAIL_URL = f"files://{tmp_path}/mail"
    return Mailbox(tmp_path / "mail")


def text(client: Client, page: str) -> str:
    answer = client.get(page)
    assert answer.status_code == 200, page
    return " ".join(answer.content.decode().split())


def officer_at(place: Organisation, name: str = "Wanja") -> Person:
    """Give an organisation an officer of its own."""
    officer = person(name)
    belongs(officer, place, Role.ISSUER_OFFICER)
    return officer


def test_who_has_given_no_name_is_not_called_by_her_address_to_others(
    stage: Stage, mailbox: Mailbox
) -> None:
    """Neither holder nor the one asked: not on the pages, not in the letters (people, E4)."""
    award, cast = earned(stage), stage.cast
    Person.objects.filter(pk__in=[cast.amina.pk, cast.chipo.pk]).update(name="")
    cast.amina.refresh_from_db()
    cast.chipo.refresh_from_db()
    request = asked_of_mentor(award, cast)
    deliver_all()
    letter = mailbox.text("chipo@")
    assert "amina@" not in letter
    assert "Somebody without a name here asks" in " ".join(letter.split())
    theirs, hers = sign_in_as(Client(), cast.chipo), sign_in_as(Client(), cast.amina)
    for page in (HOME, f"{HOME}{request.pk}/"):
        assert "amina@" not in text(theirs, page)
        assert "chipo@" not in text(hers, page)
    assert "chipo@" not in text(hers, f"/sharing/awards/{award.pk}/")


def test_asking_and_withdrawing_again_and_again_writes_no_end_of_letters(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What she asked within a day counts, whatever became of it; the day after she may again."""
    module = import_module("lapel.journey.issuing.actions.ask_endorsement")
    assert MOST_A_DAY == 20
    monkeypatch.setattr(module, "MOST_A_DAY", 2)
    for _time in range(2):
        withdraw_request(person=stage.cast.dara, endorsement_id=asked(stage).pk)
    with pytest.raises(Refusal, match="tomorrow"):
        asked(stage)
    Endorsement.objects.update(asked_at=now() - timedelta(days=1, seconds=1))
    assert asked(stage).state == "asked"


def test_nobody_who_is_only_invited_is_told_of_a_holders_award(
    stage: Stage, mailbox: Mailbox
) -> None:
    """The address is not confirmed yet; what an organisation asks for is told there."""
    award, cast = earned(stage), stage.cast
    officer_of_state(cast)
    Invitation.objects.create(
        organisation=cast.state,
        role=Role.ISSUER_OFFICER,
        email="clerk@example.org",
        invited_by=cast.ibrahim,
        invited_at=now(),
    )
    ask_award_endorsement(person=cast.amina, award_id=award.pk, endorser=cast.state, words=WHY)
    deliver_all()
    assert len(mailbox.letters("olu@")) == 1
    assert mailbox.letters("clerk@") == []
    asked(stage)
    deliver_all()
    assert len(mailbox.letters("clerk@")) == 1


def test_only_the_one_asked_reads_what_the_holder_wrote_to_her(stage: Stage) -> None:
    """The officer who may revoke sees that it is asked, never the holder's words."""
    award, cast = earned(stage), stage.cast
    request, officer = asked_of_mentor(award, cast), officer_at(cast.school)
    page = f"{HOME}{request.pk}/"
    for someone in (cast.amina, cast.chipo):
        assert WHY in text(sign_in_as(Client(), someone), page)
    overseer = sign_in_as(Client(), officer)
    assert WHY not in text(overseer, page)
    reject_endorsement(person=cast.chipo, endorsement_id=request.pk, words=NO)
    for someone in (cast.amina, cast.chipo):
        assert NO in text(sign_in_as(Client(), someone), page)
    assert NO not in text(overseer, page)
    assert WHY not in text(overseer, page)


def test_why_an_endorsement_was_revoked_is_read_by_all_who_see_it(stage: Stage) -> None:
    """It is public at its address too, unlike the words of a no."""
    given = signed(asked_of_mentor(earned(stage), stage.cast), stage.cast.chipo)
    officer = officer_at(stage.cast.school)
    revoke_endorsement(person=officer, endorsement_id=given.pk, words="She had left us.")
    other = officer_at(stage.cast.school, "Zuri")
    assert "She had left us." in text(sign_in_as(Client(), other), f"{HOME}{given.pk}/")


def test_an_organisations_request_is_read_by_both_organisations(stage: Stage) -> None:
    """Who may ask or answer for them reads the words; so does who lets a body in."""
    request, cast = asked(stage), stage.cast
    for someone in (cast.dara, cast.hana, officer_of_state(cast)):
        assert may_read(someone, request)
    outside = asked(stage, endorser=Body(name="Board", email="clerk@board.example.org"))
    assert may_read(cast.ibrahim, outside)
    assert not may_read(cast.ibrahim, request)


def test_an_officer_who_has_left_sees_a_holders_award_no_more(stage: Stage) -> None:
    """It was her organisation that answered; only who was asked by name keeps what she saw."""
    award, cast = earned(stage), stage.cast
    olu = officer_of_state(cast)
    request = ask_award_endorsement(
        person=cast.amina, award_id=award.pk, endorser=cast.state, words=WHY
    )
    signed(request, olu)
    client = sign_in_as(Client(), olu)
    badge = f"/sharing/badge/{award.pk}/"
    assert client.get(badge).status_code == 200
    Membership.objects.filter(person=olu).update(until=now().date())
    assert client.get(badge).status_code == 404
    assert client.get(f"{HOME}{request.pk}/").status_code == 404
    own = signed(asked_of_mentor(award, cast), cast.chipo)
    Membership.objects.filter(person=cast.chipo).update(until=now().date())
    assert may_look(cast.chipo, own)
    cast.chipo.is_active = False
    assert not may_look(cast.chipo, own)


def test_who_turned_a_body_away_still_sees_what_she_answered(stage: Stage) -> None:
    """Nobody else could: the body is not here, and no award is ever asked of one."""
    request = asked(stage, endorser=Body(name="Board", email="clerk@board.example.org"))
    keeper = stage.cast.ibrahim
    reject_endorsement(person=keeper, endorsement_id=request.pk, words="No such board.")
    request.refresh_from_db()
    assert may_look(keeper, request)
    assert may_read(keeper, request)


def test_who_scored_one_part_does_not_endorse_the_stack_that_rests_on_it(
    cast: Cast, stage: Stage
) -> None:
    """It is her own work as much as the part is."""
    other, _stack = two_and_a_stack(cast, stage)
    earned(stage)
    earned(other)
    (stack,) = stack_awards()
    request = asked_of_mentor(stack, cast, endorser=belongs(cast.ben, cast.school, Role.MENTOR))
    with pytest.raises(Refusal, match="You scored"):
        accept_endorsement(person=cast.ben, endorsement_id=request.pk, comment=CLAIM)
    second = asked_of_mentor(stack, cast)
    accept_endorsement(person=cast.chipo, endorsement_id=second.pk, comment=CLAIM)


def counted(monkeypatch: pytest.MonkeyPatch, module: str, name: str) -> list[str]:
    """Note each call of a function, which goes on as before."""
    calls: list[str] = []
    place = import_module(f"lapel.journey.{module}")
    known = getattr(place, name)

    def noting(*args: Any, **more: Any) -> Any:
        calls.append(name)
        return known(*args, **more)

    monkeypatch.setattr(place, name, noting)
    return calls


def stand_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hold the clock of the verdicts a few minutes ahead, when all is signed."""
    moment = now() + timedelta(minutes=5)
    monkeypatch.setattr(import_module(KEPT), "now", lambda: moment)


def test_a_badge_page_opened_often_verifies_its_endorsements_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And reads the keys trusted once each time; a revoked one is seen as soon as the list is."""
    award, given = earned(stage), endorsed(stage)
    change_share(person=award.person, award_id=award.pk, is_public=True, shows_name=False)
    stand_still(monkeypatch)
    verified = counted(monkeypatch, KEPT.removeprefix("lapel.journey."), "verify_credential")
    trusts = [
        counted(monkeypatch, module, "own_trust")
        for module in ("issuing.queries.endorsements", "issuing.queries.trust", BADGE)
    ]
    badge = f"/sharing/badge/{award.pk}/"
    for _time in range(3):
        assert "The endorsement by" in text(Client(), badge)
    assert len(verified) == 1
    assert [len(each) for each in trusts] == [0, 0, 3]
    olu = officer_of_state(stage.cast)
    revoke_endorsement(person=olu, endorsement_id=given.pk, words="It has changed.")
    deliver_all()
    assert queries.verdict_on_endorsement(given).outcome is Outcome.ENDED
    assert len(verified) == 2


def test_of_verdicts_that_are_kept_the_oldest_goes_first(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many endorsements there are, so many are kept and no more."""
    monkeypatch.setattr(import_module(KEPT), "MOST_KEPT", 1)
    stand_still(monkeypatch)
    one, other = endorsed(stage), endorsed(stage, stage.cast.college, person=stage.cast.hana)
    verified = counted(monkeypatch, KEPT.removeprefix("lapel.journey."), "verify_credential")
    for given in (one, one, other, other, one):
        assert queries.verdict_on_endorsement(given).outcome is Outcome.VALID
    assert len(verified) == 3
