"""Endorsements: who may ask whom, who answers, what is signed, and how it ends."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied

from cast import belongs
from issuing.earning import earned
from issuing.praising import (
    CLAIM,
    WHY,
    asked,
    asked_of_mentor,
    endorsed,
    office_of,
    officer_of_state,
    signed,
)
from lapel.domain.badges.verdicts import Outcome
from lapel.domain.badges.verification import verify_credential
from lapel.journey.issuing.actions import (
    Body,
    Refusal,
    accept_endorsement,
    ask_award_endorsement,
    ask_endorsement,
    disown_key,
    forget_endorsements,
    let_body_in,
    reject_endorsement,
    revoke,
    revoke_endorsement,
    sign_endorsement,
    suspend,
    withdraw_request,
)
from lapel.journey.issuing.actions.ask_endorsement import MOST_WAITING
from lapel.journey.issuing.models import Endorsement, Log
from lapel.journey.issuing.queries import (
    active_key,
    address,
    asked_by,
    bodies_waiting,
    endorsable,
    endorsement_steps,
    endorsements_of_achievement,
    endorsements_of_award,
    endorsements_of_issuer,
    endorsements_of_subject,
    endorsers,
    given_by,
    own_document,
    own_trust,
    speakers_for,
    verdict_on,
    verdict_on_endorsement,
    waiting_for,
)
from lapel.journey.people.actions import accept_invitations, leave
from lapel.journey.people.models import Invitation, Membership, Organisation, Person, Role
from lapel.journey.people.queries import has_role
from lapel.journey.record.actions import deliver_all
from lapel.journey.record.models import OutboxEvent
from lapel.journey.record.queries import chain_faults, history, now, parked_deliveries
from mailing import verify

if TYPE_CHECKING:
    from cast import Cast
    from review.stage import Stage

State = Endorsement.State
BODY = Body(name="Board of Teachers", email="Clerk@board.example.org ")


def test_an_accepted_endorsement_is_a_credential_of_its_own(stage: Stage) -> None:
    """OB 3.0, §B.1.8: issued by the endorser, about the achievement's id, in her words."""
    given = endorsed(stage)
    document = json.loads(given.document)
    assert given.state == State.IN_FORCE
    assert document["type"] == ["VerifiableCredential", "EndorsementCredential"]
    assert document["id"] == address("endorsement", given.pk)
    assert document["issuer"]["name"] == "Riverbend"
    assert document["credentialSubject"] == {
        "id": address("achievement", given.achievement_id),
        "type": ["EndorsementSubject"],
        "endorsementComment": CLAIM,
    }
    assert document["name"] == "Endorsement of “Waiting for an answer” by Riverbend"
    assert verdict_on_endorsement(given).outcome is Outcome.VALID


def test_an_award_issued_later_stands_as_before_and_has_its_endorsements_beside(
    stage: Stage,
) -> None:
    """ADR 20: one verifier refuses a badge that holds a credential, so none is put inside."""
    given = endorsed(stage)
    award = earned(stage)
    document = json.loads(award.document)
    assert "endorsement" not in award.document
    assert endorsements_of_award(award) == [given]
    steps = endorsement_steps(document, [given])
    assert [step.code for step in steps] == ["endorsements.sound-beside", "endorsement.sound"]


def test_a_badge_without_endorsements_has_no_step_beside_it(stage: Stage) -> None:
    """Nothing is said of nothing."""
    award = earned(stage)
    assert endorsements_of_award(award) == []
    assert endorsement_steps(json.loads(award.document), []) == []


def test_a_further_endorsement_by_another_is_a_step_of_its_own(stage: Stage) -> None:
    """Each by its own signature; a forged one is said, and does not spoil the others."""
    award = earned(stage)
    one, two = endorsed(stage), signed(asked_of_mentor(award, stage.cast), stage.cast.chipo)
    two.document = two.document.replace(CLAIM, "She is the best.")
    codes = [step.code for step in endorsement_steps(json.loads(award.document), [one, two])]
    assert codes == ["endorsements.unsound-beside", "endorsement.sound", "endorsement.unsound"]


@pytest.mark.parametrize("name", ["amina", "ben", "gita", "elif_", "femi", "ibrahim"])
def test_only_its_author_or_issuer_has_an_achievement_endorsed(stage: Stage, name: str) -> None:
    """A designer or issuer officer of its organisation; nobody else, and nothing is written."""
    with pytest.raises(PermissionDenied):
        asked(stage, person=getattr(stage.cast, name))
    assert Endorsement.objects.count() == 0


def test_only_its_officer_has_an_organisation_endorsed(stage: Stage) -> None:
    """A designer speaks for what she wrote, not for who signs."""
    with pytest.raises(PermissionDenied):
        asked(stage, stage.cast.college)
    given = endorsed(stage, stage.cast.college, person=stage.cast.hana)
    document = json.loads(given.document)
    assert document["credentialSubject"]["id"] == active_key(given.issuer).did
    assert endorsements_of_issuer(given.issuer) == [given]
    assert endorsements_of_subject(stage.version) == [given]
    award = earned(stage)
    assert endorsements_of_award(award) == [given]
    (_all, step) = endorsement_steps(json.loads(award.document), [given])
    assert step.code == "endorsement.sound"


def test_a_stack_is_endorsed_like_a_micro_credential(stage: Stage) -> None:
    """By the address of its achievement."""
    from documents import publish_a_stack

    stack = publish_a_stack(stage.cast)
    given = endorsed(stage, stack)
    assert given.achievement.stack == stack
    assert endorsements_of_subject(stack) == [given]
    assert endorsements_of_achievement(given.achievement) == [given]


def test_nobody_endorses_her_own(stage: Stage) -> None:
    """Neither the organisation that issues it, nor an organisation that nobody answers for."""
    for endorser, why in ((stage.cast.college, "her own"), (stage.cast.school, "no officer")):
        with pytest.raises(Refusal, match=why):
            asked(stage, endorser=endorser)
    with pytest.raises(Refusal, match="Choose who"):
        asked(stage, endorser=Body(name=" ", email="clerk@board.example.org"))


def test_a_request_says_why_and_is_made_once(stage: Stage) -> None:
    """While one is open the same is not asked again; after a no it may be."""
    with pytest.raises(Refusal, match="Say why"):
        asked(stage, words=" ")
    first = asked(stage)
    with pytest.raises(Refusal, match="already"):
        asked(stage)
    olu = officer_of_state(stage.cast)
    reject_endorsement(person=olu, endorsement_id=first.pk, words="Not now.")
    assert asked(stage).pk != first.pk


def test_nobody_floods_others_with_requests(stage: Stage, monkeypatch: Any) -> None:
    """Twenty unanswered ones are enough for anybody."""
    from importlib import import_module

    module = import_module("lapel.journey.issuing.actions.ask_endorsement")
    assert MOST_WAITING == 20
    monkeypatch.setattr(module, "MOST_WAITING", 1)
    asked(stage)
    with pytest.raises(Refusal, match="Wait for an answer"):
        asked(stage, endorser=BODY)


def test_only_the_endorsers_officers_answer(stage: Stage) -> None:
    """Not who asked, not an officer of the college; a district's officer may not for the state."""
    request = asked(stage)
    cast = stage.cast
    belongs(cast.emre, cast.district, Role.ISSUER_OFFICER)
    for someone in (cast.dara, cast.hana, cast.elif_, cast.emre, cast.amina):
        with pytest.raises(PermissionDenied):
            accept_endorsement(person=someone, endorsement_id=request.pk, comment=CLAIM)
        with pytest.raises(PermissionDenied):
            reject_endorsement(person=someone, endorsement_id=request.pk, words="No.")
    request.refresh_from_db()
    assert request.state == State.ASKED


def test_who_asked_never_answers_though_she_holds_both_offices(stage: Stage) -> None:
    """One person is not two parties."""
    olu = officer_of_state(stage.cast)
    belongs(olu, stage.cast.college, Role.DESIGNER)
    request = asked(stage, person=olu)
    assert request not in waiting_for(olu)
    with pytest.raises(PermissionDenied):
        accept_endorsement(person=olu, endorsement_id=request.pk, comment=CLAIM)


def test_an_endorsement_has_words_of_its_own(stage: Stage) -> None:
    """Nothing is signed for who says nothing; a no says why as well."""
    request, olu = asked(stage), officer_of_state(stage.cast)
    with pytest.raises(Refusal, match="what you vouch for"):
        accept_endorsement(person=olu, endorsement_id=request.pk, comment=" \n")
    with pytest.raises(Refusal, match="Say why not"):
        reject_endorsement(person=olu, endorsement_id=request.pk, words="")


def test_a_rejected_request_keeps_the_words_and_signs_nothing(stage: Stage) -> None:
    """It is over: it is neither accepted nor withdrawn after that."""
    request, olu = asked(stage), officer_of_state(stage.cast)
    reject_endorsement(person=olu, endorsement_id=request.pk, words="Too short a course.")
    deliver_all()
    request.refresh_from_db()
    assert (request.state, request.words, request.document) == (
        State.REJECTED,
        "Too short a course.",
        "",
    )
    with pytest.raises(PermissionDenied):
        accept_endorsement(person=olu, endorsement_id=request.pk, comment=CLAIM)
    with pytest.raises(PermissionDenied):
        withdraw_request(person=stage.cast.dara, endorsement_id=request.pk)
    assert OutboxEvent.objects.filter(kind="issuing.EndorsementRejected").count() == 1


def test_a_request_is_withdrawn_by_who_asked_or_a_colleague_of_hers(stage: Stage) -> None:
    """By nobody else."""
    request = asked(stage)
    for someone in (officer_of_state(stage.cast), stage.cast.amina, stage.cast.gita):
        with pytest.raises(PermissionDenied):
            withdraw_request(person=someone, endorsement_id=request.pk)
    withdraw_request(person=stage.cast.hana, endorsement_id=request.pk)
    request.refresh_from_db()
    assert request.state == State.WITHDRAWN
    assert asked_by(stage.cast.dara).get() == request


def test_a_revoked_endorsement_is_genuine_but_no_longer_in_force(stage: Stage) -> None:
    """Its own bit is set, its words are kept, and the badge stays what it was."""
    award, given = earned(stage), endorsed(stage)
    olu = officer_of_state(stage.cast)
    with pytest.raises(Refusal, match="in plain words"):
        revoke_endorsement(person=olu, endorsement_id=given.pk, words=" ")
    revoke_endorsement(person=olu, endorsement_id=given.pk, words="The rubric has changed.")
    deliver_all()
    given.refresh_from_db()
    assert given.words == "The rubric has changed."
    assert verdict_on_endorsement(given).outcome is Outcome.ENDED
    assert endorsements_of_award(award) == []
    (_all, step) = endorsement_steps(json.loads(award.document), [given])
    assert step.code == "endorsement.ended"
    assert verdict_on(award).outcome is Outcome.VALID
    with pytest.raises(PermissionDenied):
        revoke_endorsement(person=olu, endorsement_id=given.pk, words="Again.")


def test_only_the_endorser_takes_her_word_back(stage: Stage) -> None:
    """Who is praised cannot."""
    given = endorsed(stage)
    for someone in (stage.cast.dara, stage.cast.hana, stage.cast.elif_):
        with pytest.raises(PermissionDenied):
            revoke_endorsement(person=someone, endorsement_id=given.pk, words="No.")


def test_a_holders_mentor_endorses_her_award_in_the_name_of_their_school(stage: Stage) -> None:
    """ADR 20: the school signs on the mentor's word; neither of them is named."""
    award = earned(stage)
    given = signed(asked_of_mentor(award, stage.cast), stage.cast.chipo)
    document = json.loads(given.document)
    assert document["credentialSubject"]["id"] == address("award", award.pk)
    assert document["issuer"]["name"] == "Harbour School"
    assert document["name"].endswith("by Harbour School, on the word of: Mentor")
    assert "Chipo" not in given.document
    assert "Amina" not in given.document
    assert endorsements_of_award(award) == [given]
    assert given_by(stage.cast.chipo).get() == given
    answer = verify_credential(document, now=now(), resolve=own_document, trust=own_trust())
    assert answer.confirmed_name == "Harbour School"


def test_only_the_holder_has_her_award_endorsed(stage: Stage) -> None:
    """Not its issuer, nor a colleague, and not while it is suspended or after it is revoked."""
    award, cast = earned(stage), stage.cast
    for someone in (cast.hana, cast.elif_, cast.ben):
        with pytest.raises(PermissionDenied):
            asked_of_mentor(award, cast, person=someone)
    suspend(person=cast.hana, award_id=award.pk, reason="policy", words="A question is open.")
    with pytest.raises(PermissionDenied):
        asked_of_mentor(award, cast)


def test_a_holder_asks_those_who_speak_for_her_own_organisations(stage: Stage) -> None:
    """Mentors, leads, administrators of her school and above; no colleague, no stranger."""
    award, cast = earned(stage), stage.cast
    nia = Person.objects.create_user("nia@example.org", name="Nia")
    teaches = belongs(nia, cast.school, Role.TEACHER)
    officer_of_state(cast)
    assert [str(each.person) for each in speakers_for(award)] == [
        "Chipo",
        "Elif",
        "Ibrahim",
        "Olu",
    ]
    for office in (teaches, office_of(cast.emre), office_of(cast.hana), office_of(cast.amina)):
        with pytest.raises(Refusal, match="speaks for none"):
            asked_of_mentor(award, cast, endorser=office)
    request = asked_of_mentor(award, cast, endorser=cast.state)
    assert request in waiting_for(officer_of_state(cast))


def test_the_issuer_is_not_asked_for_its_own_award(stage: Stage) -> None:
    """It has said so by signing it."""
    award = earned(stage)
    with pytest.raises(Refusal, match="her own"):
        asked_of_mentor(award, stage.cast, endorser=stage.cast.college)
    belongs(stage.cast.amina, stage.cast.college, Role.TEACHER)
    assert stage.cast.hana not in [each.person for each in speakers_for(award)]


def test_a_mentor_who_left_her_office_speaks_for_nobody(stage: Stage) -> None:
    """She has to hold the role on the day she answers; others of the school cannot for her."""
    award, cast = earned(stage), stage.cast
    request = asked_of_mentor(award, cast)
    belongs(cast.emre, cast.school, Role.MENTOR)
    Membership.objects.filter(person=cast.chipo).update(until=now().date())
    for someone in (cast.chipo, cast.emre, cast.amina):
        with pytest.raises(PermissionDenied):
            accept_endorsement(person=someone, endorsement_id=request.pk, comment=CLAIM)


def test_whose_word_it_was_and_the_schools_officer_may_revoke_it(stage: Stage) -> None:
    """The organisation signed, so it can take it back; the holder cannot."""
    award, cast = earned(stage), stage.cast
    given = signed(asked_of_mentor(award, cast), cast.chipo)
    with pytest.raises(PermissionDenied):
        revoke_endorsement(person=cast.amina, endorsement_id=given.pk, words="No.")
    olu = officer_of_state(cast)  # the school belongs to the state
    assert given in given_by(olu)
    revoke_endorsement(person=olu, endorsement_id=given.pk, words="She had left us.")
    other = signed(asked_of_mentor(award, cast), cast.chipo)
    revoke_endorsement(person=cast.chipo, endorsement_id=other.pk, words="I was mistaken.")
    assert Endorsement.objects.filter(state=State.REVOKED).count() == 2


def test_an_officer_who_has_left_revokes_nothing_of_her_organisations(stage: Stage) -> None:
    """It was the organisation's word, not hers; whose word it was herself keeps the right."""
    given, olu = endorsed(stage), officer_of_state(stage.cast)
    on_her_word = signed(asked_of_mentor(earned(stage), stage.cast), stage.cast.chipo)
    Membership.objects.filter(person__in=[olu, stage.cast.chipo]).update(until=now().date())
    with pytest.raises(PermissionDenied):
        revoke_endorsement(person=olu, endorsement_id=given.pk, words="I think otherwise now.")
    told = {"endorsement_id": on_her_word.pk, "words": "I was mistaken."}
    assert revoke_endorsement(person=stage.cast.chipo, **told).state == State.REVOKED


def test_two_colleagues_who_ask_for_the_same_take_turns(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second looks when the first is done, whoever they are: turns go by what is asked of whom.

    What turns do on PostgreSQL is proved in tests/scale/races.py.
    """
    held: list[str] = []
    inside = ask_endorsement.__globals__
    monkeypatch.setitem(inside, "take_turns", lambda *names: held.extend(names))
    request = asked(stage)
    with pytest.raises(Refusal, match="already"):
        asked(stage, person=stage.cast.hana)
    asked(stage, endorser=BODY)
    name = f"issuing.endorsement:{request.achievement_id}"
    assert held == [f"{name}:{stage.cast.state.pk}"] * 2 + [f"{name}:{BODY.name}"]


def test_who_assessed_the_evidence_endorses_nothing_it_led_to(stage: Stage) -> None:
    """She is told why, and alone: the holder must not learn who assessed (R5)."""
    award, cast = earned(stage), stage.cast
    mentors = belongs(cast.ben, cast.district, Role.MENTOR)
    request = asked_of_mentor(award, cast, endorser=mentors)
    with pytest.raises(Refusal, match="You scored"):
        accept_endorsement(person=cast.ben, endorsement_id=request.pk, comment=CLAIM)
    reject_endorsement(person=cast.ben, endorsement_id=request.pk, words="Ask another.")


def test_an_award_that_was_revoked_meanwhile_is_not_endorsed(stage: Stage) -> None:
    """The one asked is told so."""
    award, cast = earned(stage), stage.cast
    request = asked_of_mentor(award, cast)
    revoke(person=cast.hana, award_id=award.pk, reason="integrity", words="Another lesson.")
    with pytest.raises(Refusal, match="not in force"):
        accept_endorsement(person=cast.chipo, endorsement_id=request.pk, comment=CLAIM)


def test_a_body_from_outside_waits_until_who_keeps_the_instance_lets_it_in(
    stage: Stage,
) -> None:
    """What signs here is vouched for by the instance; nobody who asked can sign in its name."""
    cast = stage.cast
    request = ask_endorsement(person=cast.dara, subject=stage.version, endorser=BODY, words=WHY)
    assert (request.endorser, request.endorser_name) == (None, "Board of Teachers")
    assert bodies_waiting(cast.ibrahim).get() == request
    for someone in (cast.dara, cast.hana, cast.elif_):
        assert not bodies_waiting(someone).exists()
        with pytest.raises(PermissionDenied):
            let_body_in(person=someone, endorsement_id=request.pk)
        with pytest.raises(PermissionDenied):
            accept_endorsement(person=someone, endorsement_id=request.pk, comment=CLAIM)
    let_body_in(person=cast.ibrahim, endorsement_id=request.pk)
    request.refresh_from_db()
    assert request.email == ""
    assert request.endorser.parent is None
    invitation = Invitation.objects.get(organisation=request.endorser)
    assert (invitation.email, invitation.role) == ("clerk@board.example.org", "issuer_officer")
    for someone in (cast.dara, cast.hana, cast.ibrahim):
        assert not has_role(someone, list(Role), request.endorser)


def test_the_officer_of_a_body_comes_in_by_her_address_and_signs(stage: Stage) -> None:
    """She alone: her verified address is what the invitation was sent to."""
    cast = stage.cast
    request = ask_endorsement(person=cast.dara, subject=stage.version, endorser=BODY, words=WHY)
    let_body_in(person=cast.ibrahim, endorsement_id=request.pk)
    clerk = verify(Person.objects.create_user("clerk@board.example.org", name="Clerk"))
    accept_invitations(person=clerk)
    given = signed(request, clerk)
    assert json.loads(given.document)["issuer"]["name"] == "Board of Teachers"
    assert endorsers(but=cast.college).filter(name="Board of Teachers").exists()


def test_a_body_that_is_here_or_has_no_address_is_not_brought(stage: Stage) -> None:
    """It is chosen from the list instead; two organisations of one name would be confused."""
    cast = stage.cast
    with pytest.raises(Refusal, match="not an e-mail address"):
        asked(stage, endorser=Body(name="Board", email="board"))
    here = Body(name="elsewhere district", email="x@example.org")
    request = asked(stage, endorser=here)
    with pytest.raises(Refusal, match="here already"):
        let_body_in(person=cast.ibrahim, endorsement_id=request.pk)
    assert Organisation.objects.filter(name__iexact="elsewhere district").count() == 1


def test_who_keeps_the_instance_turns_a_body_away_with_words(stage: Stage) -> None:
    """And its officer's address is kept no longer."""
    request = asked(stage, endorser=BODY)
    told = {"endorsement_id": request.pk, "words": "We do not know them."}
    with pytest.raises(PermissionDenied):
        reject_endorsement(person=stage.cast.hana, **told)
    reject_endorsement(person=stage.cast.ibrahim, **told)
    request.refresh_from_db()
    assert (request.state, request.email) == (State.REJECTED, "")


def test_signing_twice_or_after_the_end_changes_nothing(stage: Stage) -> None:
    """Jobs may run twice."""
    given = endorsed(stage)
    sign_endorsement(endorsement_id=given.pk)
    before = given.document
    given.refresh_from_db()
    assert given.document == before
    assert given.places.count() == 1
    assert [entry.action for entry in history("endorsement", given.pk)] == [
        "asked",
        "accepted",
        "signed",
    ]
    assert chain_faults() == []
    assert CLAIM not in json.dumps([entry.facts for entry in history("endorsement", given.pk)])


def test_nothing_is_endorsed_while_the_log_is_held(stage: Stage) -> None:
    """As after a restore with awards: places of a status list must not be given twice."""
    earned(stage)
    request = asked(stage)
    Log.objects.update(held_at=now())
    accept_endorsement(
        person=officer_of_state(stage.cast), endorsement_id=request.pk, comment=CLAIM
    )
    with pytest.raises(Refusal, match="reconciled"):
        sign_endorsement(endorsement_id=request.pk)


def test_what_a_stolen_key_said_of_others_is_signed_anew(stage: Stage) -> None:
    """By the fresh key, under the same address; the thief's key counts no more."""
    given = endorsed(stage)
    before, olu = given.document, officer_of_state(stage.cast)
    disown_key(person=olu, key_id=given.key_id, words="A laptop was stolen.")
    deliver_all()
    assert list(parked_deliveries()) == []
    given.refresh_from_db()
    assert given.state == State.IN_FORCE
    assert json.loads(given.document)["id"] == json.loads(before)["id"]
    assert verdict_on_endorsement(given).outcome is Outcome.VALID
    given.document = before
    assert verdict_on_endorsement(given).outcome is not Outcome.VALID


def test_a_key_retired_in_between_does_not_sign(stage: Stage, monkeypatch: Any) -> None:
    """What ended while it was being signed is not brought back by the job."""
    from importlib import import_module

    module = import_module("lapel.journey.issuing.actions.sign_endorsement")
    request, olu = asked(stage), officer_of_state(stage.cast)
    accept_endorsement(person=olu, endorsement_id=request.pk, comment=CLAIM)

    def ended(_name: str) -> None:
        Endorsement.objects.update(state=State.WITHDRAWN)

    monkeypatch.setattr(module, "failpoint", ended)
    sign_endorsement(endorsement_id=request.pk)
    request.refresh_from_db()
    assert (request.state, request.document) == (State.WITHDRAWN, "")


def test_without_a_key_nothing_is_signed(stage: Stage, monkeypatch: Any) -> None:
    """The job is parked and shown, as with awards."""
    from importlib import import_module

    module = import_module("lapel.journey.issuing.actions.sign_endorsement")
    monkeypatch.setattr(module, "active_key", lambda _issuer: None)
    request, olu = asked(stage), officer_of_state(stage.cast)
    accept_endorsement(person=olu, endorsement_id=request.pk, comment=CLAIM)
    with pytest.raises(Refusal, match="no signing key"):
        sign_endorsement(endorsement_id=request.pk)


def test_when_a_holder_leaves_what_was_said_of_her_award_goes(stage: Stage) -> None:
    """The words and the document are erased; a copy elsewhere reads as revoked."""
    award, cast = earned(stage), stage.cast
    given = signed(asked_of_mentor(award, cast), cast.chipo)
    document = json.loads(given.document)
    waits = asked_of_mentor(award, cast, endorser=office_of(cast.elif_))
    ended = asked_of_mentor(award, cast, endorser=officer_office(cast))
    withdraw_request(person=cast.amina, endorsement_id=ended.pk)
    leave(person=cast.amina)
    deliver_all()
    for each in (given, waits, ended):
        each.refresh_from_db()
        assert (each.request, each.comment, each.document) == ("", "", "")
    assert (given.state, waits.state, ended.state) == ("revoked", "withdrawn", "withdrawn")
    answer = verify_credential(document, now=now(), resolve=own_document, trust=own_trust())
    assert answer.outcome is Outcome.ENDED


def officer_office(cast: Cast) -> Membership:
    return office_of(officer_of_state(cast))


def test_a_request_to_somebody_who_left_is_withdrawn(stage: Stage) -> None:
    """The holder sees it and asks another."""
    award, cast = earned(stage), stage.cast
    request = asked_of_mentor(award, cast)
    assert forget_endorsements(person_id=cast.chipo.pk) == 0
    request.refresh_from_db()
    assert request.state == State.WITHDRAWN


def test_what_a_person_may_have_endorsed_is_her_own(stage: Stage) -> None:
    """A designer: her organisation's work; an officer: the organisation too; others nothing."""
    from documents import publish_a_stack

    stack, cast = publish_a_stack(stage.cast), stage.cast
    assert stage.version in endorsable(cast.dara)
    assert stack in endorsable(cast.dara)
    assert cast.college not in endorsable(cast.dara)
    assert cast.college in endorsable(cast.hana)
    assert endorsable(cast.amina) == []


def test_a_holder_asks_one_organisation_for_one_award(stage: Stage) -> None:
    """She may ask several people of one school, each once."""
    award, cast = earned(stage), stage.cast
    asked_of_mentor(award, cast)
    with pytest.raises(Refusal, match="already"):
        asked_of_mentor(award, cast)
    with pytest.raises(PermissionDenied):
        ask_award_endorsement(person=cast.ben, award_id=award.pk, endorser=cast.state, words=WHY)
