"""The pages of endorsements: asking, answering, what the public reads, and the letters."""

from __future__ import annotations

import json
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

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
from lapel.journey.issuing.actions import (
    Body,
    let_body_in,
    reject_endorsement,
    revoke_endorsement,
    withdraw_request,
)
from lapel.journey.issuing.models import Achievement, Award, Endorsement
from lapel.journey.issuing.queries import address, own_document
from lapel.journey.people.models import Role
from lapel.journey.record.actions import deliver_all
from lapel.journey.sharing.actions import change_share
from mailing import Mailbox, sign_in_as

if TYPE_CHECKING:
    from pathlib import Path

    from cast import Cast
    from review.stage import Stage

HOME = "/issuing/endorsements/"
BODY = {"body": "Board of Teachers", "email": "clerk@board.example.org"}


@pytest.fixture
def mailbox(tmp_path: Path, settings: Any) -> Mailbox:
    settings.MAIL_URL = f"files://{tmp_path}/mail"
    return Mailbox(tmp_path / "mail")


def text(client: Client, page: str, **more: Any) -> str:
    return " ".join(client.get(page, **more).content.decode().split())


def shared(award: Award) -> Award:
    """Have its holder share an award."""
    change_share(person=award.person, award_id=award.pk, is_public=True, shows_name=False)
    return award


def page_of(found: Endorsement, verb: str = "") -> str:
    return f"{HOME}{found.pk}/{verb}"


def test_a_designer_asks_from_her_page_and_the_one_asked_accepts_from_hers(
    stage: Stage, mailbox: Mailbox
) -> None:
    """The whole way in a browser without scripts: ask, letter, accept, letter, public page."""
    cast, olu = stage.cast, officer_of_state(stage.cast)
    hers = sign_in_as(Client(), cast.dara)
    assert "Ask for one" in text(hers, HOME)
    assert "Waiting for an answer (version 1)" in text(hers, f"{HOME}ask/")
    told = {
        "subject": f"version-{stage.version.pk}",
        "endorser": f"organisation-{cast.state.pk}",
        "words": WHY,
    }
    answer = hers.post(f"{HOME}ask/", told, follow=True)
    assert "You get a letter when it is answered" in answer.content.decode()
    deliver_all()
    assert "Dara, Teachers' College, asks Riverbend" in " ".join(mailbox.text("olu@").split())
    request = Endorsement.objects.get()
    theirs = sign_in_as(Client(), olu)
    assert "Waiting for an answer" in text(theirs, HOME)
    assert WHY in text(theirs, page_of(request))
    said = {"accept-comment": CLAIM, "accept-sure": "on"}
    assert theirs.post(page_of(request, "accept/"), said).status_code == 302
    assert "It is being signed" in text(theirs, page_of(request))
    deliver_all()
    assert "Riverbend endorses “Waiting for an answer”" in str(
        mailbox.letters("dara@")[-1]["Subject"]
    )
    public = text(Client(), f"/id/endorsement/{request.pk}", headers={"accept": "text/html"})
    assert CLAIM in public
    assert "Riverbend" in public


def test_a_form_that_is_not_filled_in_comes_back_with_what_is_missing(stage: Stage) -> None:
    """One endorser, of the list or by name and address; words; a second look."""
    cast = stage.cast
    olu = officer_of_state(cast)
    hers = sign_in_as(Client(), cast.dara)
    start = {"subject": f"version-{stage.version.pk}", "words": WHY}
    for more, why in (
        ({}, "Choose one of the list"),
        ({**BODY, "endorser": f"organisation-{cast.state.pk}"}, "Choose one of the list"),
        ({"body": BODY["body"]}, "Give the address of its officer"),
        ({"body": BODY["body"], "email": "x"}, "valid email"),
        ({"endorser": f"organisation-{cast.school.pk}"}, "not one of the available choices"),
        ({"endorser": f"organisation-{cast.college.pk}"}, "Nobody endorses her own"),
    ):
        answer = hers.post(f"{HOME}ask/", start | more)
        assert answer.status_code == 422
        assert why in answer.content.decode(), more
    request = asked(stage)
    theirs = sign_in_as(Client(), olu)
    for verb, told in (
        ("accept", {"accept-comment": CLAIM}),
        ("accept", {"accept-comment": "  ", "accept-sure": "on"}),
        ("reject", {"reject-words": ""}),
    ):
        assert theirs.post(page_of(request, f"{verb}/"), told).status_code == 422
    assert Endorsement.objects.get().state == "asked"


def test_a_refusal_of_the_rules_stands_on_the_form(stage: Stage) -> None:
    """Who assessed the evidence reads why she cannot, and the request waits on."""
    award, cast = earned(stage), stage.cast
    request = asked_of_mentor(award, cast, endorser=belongs(cast.ben, cast.school, Role.MENTOR))
    client = sign_in_as(Client(), cast.ben)
    said = {"accept-comment": CLAIM, "accept-sure": "on"}
    answer = client.post(page_of(request, "accept/"), said)
    assert answer.status_code == 422
    assert "You scored the evidence" in answer.content.decode()


def test_a_holder_asks_her_mentor_who_then_sees_the_badge(stage: Stage, mailbox: Mailbox) -> None:
    """To everybody else the unshared badge does not exist, before and after."""
    award, cast = earned(stage), stage.cast
    badge = f"/sharing/badge/{award.pk}/"
    theirs = sign_in_as(Client(), cast.chipo)
    assert theirs.get(badge).status_code == 404
    hers = sign_in_as(Client(), cast.amina)
    assert "Ask for an endorsement" in text(hers, f"/sharing/awards/{award.pk}/")
    ask = f"/issuing/awards/{award.pk}/endorse/"
    assert "Chipo: Mentor, Harbour School" in text(hers, ask)
    assert hers.post(ask, {"endorser": "membership-0", "words": WHY}).status_code == 422
    told = {"endorser": f"membership-{office_of(cast.chipo).pk}", "words": WHY}
    assert hers.post(ask, told).status_code == 302
    assert hers.post(ask, told).status_code == 422
    deliver_all()
    assert "Amina asks Harbour School to endorse an award" in " ".join(
        mailbox.text("chipo@").split()
    )
    assert theirs.get(badge).status_code == 200
    assert sign_in_as(Client(), cast.femi).get(badge).status_code == 404
    assert Client().get(badge).status_code == 404
    assert "The award of Amina" in text(theirs, page_of(Endorsement.objects.get()))
    assert "Chipo, Harbour School" in text(hers, f"/sharing/awards/{award.pk}/")


def test_who_is_asked_already_or_has_endorsed_is_not_offered_again(stage: Stage) -> None:
    """She could only be refused; whoever declined or was let go may be asked anew."""
    award, cast = earned(stage), stage.cast
    officer_of_state(cast)
    hers, ask = sign_in_as(Client(), cast.amina), f"/issuing/awards/{award.pk}/endorse/"
    mentor, state = "Chipo: Mentor, Harbour School", f"organisation-{cast.state.pk}"
    assert mentor in text(hers, ask)
    assert state in text(hers, ask)
    found = asked_of_mentor(award, cast)
    assert mentor not in text(hers, ask)
    signed(found, cast.chipo)
    assert mentor not in text(hers, ask)
    assert state in text(hers, ask)  # another than she
    assert hers.post(ask, {"endorser": state, "words": WHY}).status_code == 302
    assert state not in text(hers, ask)
    withdraw_request(
        person=cast.amina, endorsement_id=Endorsement.objects.get(asked_person=None).pk
    )
    assert state in text(hers, ask)


def test_only_the_holder_finds_the_page_to_ask_for_her_award(stage: Stage) -> None:
    """For anybody else, and for an award that is not there, there is none."""
    award, cast = earned(stage), stage.cast
    for name in (cast.hana, cast.chipo):
        client = sign_in_as(Client(), name)
        assert client.get(f"/issuing/awards/{award.pk}/endorse/").status_code == 404
    client = sign_in_as(Client(), cast.amina)
    assert client.get(f"/issuing/awards/{stage.version.pk}/endorse/").status_code == 404
    assert client.get(page_of(Endorsement(pk=award.pk))).status_code == 404


def test_an_endorsement_of_an_award_is_seen_by_whom_the_badge_is(stage: Stage) -> None:
    """It says whose award it is of by a number only; unshared it is for its parties."""
    award, cast = earned(stage), stage.cast
    given = signed(asked_of_mentor(award, cast), cast.chipo)
    document = f"/id/endorsement/{given.pk}"
    assert Client().get(document).status_code == 404
    assert sign_in_as(Client(), cast.chipo).get(document).status_code == 200
    shared(award)
    answer = Client().get(document)
    assert answer.content.decode() == given.document
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["Content-Type"] == "application/vc+ld+json"
    page = text(Client(), f"/sharing/badge/{award.pk}/")
    assert "Harbour School" in page
    assert "on the word of: Mentor" in page
    assert "The endorsement by" in page


def test_an_endorsement_is_served_as_signed_and_a_request_not_at_all(stage: Stage) -> None:
    """JSON to programs, kept for a while; nothing of what was only asked or rejected."""
    given, request = endorsed(stage), asked(stage, endorser=Body(name="Board", email="a@b.example"))
    answer = Client().get(f"/id/endorsement/{given.pk}")
    assert answer.content.decode() == given.document
    assert "public" in answer["Cache-Control"]
    assert Client().get(f"/id/endorsement/{request.pk}").status_code == 404
    assert own_document(address("endorsement", given.pk)).body.decode() == given.document


def test_a_revoked_endorsement_says_so_where_it_stands_and_nowhere_else(
    stage: Stage, mailbox: Mailbox
) -> None:
    """Its address answers for ever; the badge's page shows it no more."""
    award, given = shared(earned(stage)), endorsed(stage)
    badge = f"/sharing/badge/{award.pk}/"
    assert CLAIM in text(Client(), badge)
    olu = officer_of_state(stage.cast)
    client = sign_in_as(Client(), olu)
    told = {"revoke-words": "The rubric has changed.", "revoke-sure": "on"}
    assert client.post(page_of(given, "revoke/"), told).status_code == 302
    assert client.post(page_of(given, "revoke/"), told).status_code == 403
    deliver_all()
    assert "Riverbend no longer endorses" in str(mailbox.letters("dara@")[-1]["Subject"])
    public = text(Client(), f"/id/endorsement/{given.pk}", headers={"accept": "text/html"})
    assert "Taken back by its endorser" in public
    assert "The rubric has changed." in public
    assert CLAIM not in text(Client(), badge)


def test_a_page_says_where_an_endorsement_cannot_be_verified(stage: Stage) -> None:
    """Never a silent good mark."""
    given = endorsed(stage)
    changed = given.document.replace(CLAIM, "Nothing of the kind.")
    Endorsement.objects.update(document=changed)
    public = text(Client(), f"/id/endorsement/{given.pk}", headers={"accept": "text/html"})
    assert "could not be verified" in public


def test_five_parties_stand_on_the_badges_page(stage: Stage) -> None:
    """Each with its meaning; assessors as a number and references, never by name (R18)."""
    award = shared(earned(stage))
    endorsed(stage)
    page = text(Client(), f"/sharing/badge/{award.pk}/")
    for party in ("Author", "Issuer", "Assessors", "Recognisers", "Endorsers"):
        assert f"<dt>{party}</dt>" in page
    assert "2 assessors, unnamed" in page
    assert "has stated here what it counts for" in page
    assert CLAIM in page
    for name in ("Ben", "Bola", "Olu", "Dara"):
        assert name not in page


def test_where_a_party_is_absent_the_badges_page_says_so(stage: Stage) -> None:
    """No endorser, no recogniser: in words, not by an empty place."""
    page = text(Client(), f"/sharing/badge/{shared(earned(stage)).pk}/")
    assert "Nobody yet." in page
    assert "that says nothing against it" in page
    assert "The badge carries no endorsements." in page


def test_five_parties_stand_on_the_micro_credentials_page(
    stage: Stage, django_assert_max_num_queries: Any
) -> None:
    """Before and after the first award; its author finds the way to ask there."""
    slug = stage.microcredential.slug
    before = text(Client(), f"/catalogue/{slug}/")
    for party in ("Author", "Issuer", "Assessors", "Recognisers", "Endorsers"):
        assert f"<dt>{party}</dt>" in before
    assert "Nobody yet." in before
    assert "Ask an organisation to endorse it" not in before
    hers = text(sign_in_as(Client(), stage.cast.dara), f"/catalogue/{slug}/")
    assert f"/issuing/endorsements/ask/?subject=version-{stage.version.pk}" in hers
    given = endorsed(stage)
    after = text(Client(), f"/catalogue/{slug}/")
    assert CLAIM in after
    assert f"/id/endorsement/{given.pk}" in after
    with django_assert_max_num_queries(25):
        Client().get(f"/catalogue/{slug}/")


def test_a_stacks_page_names_its_parties_too(stage: Stage) -> None:
    """Nobody assesses a stack: its parts were."""
    from documents import publish_a_stack

    stack = publish_a_stack(stage.cast)
    given = endorsed(stage, stack)
    page = text(Client(), f"/catalogue/stacks/{stack.slug}/")
    assert "each of its parts was assessed for itself" in page
    assert f"/id/endorsement/{given.pk}" in page
    client = sign_in_as(Client(), stage.cast.dara)
    assert f"/catalogue/stacks/{stack.slug}/" in text(client, page_of(given))


def test_the_issuers_and_the_achievements_page_show_their_endorsements(stage: Stage) -> None:
    """What is said of an organisation stands on its page, and on that of what it issues."""
    given = endorsed(stage, stage.cast.college, person=stage.cast.hana)
    other = endorsed(stage)
    html = {"accept": "text/html"}
    page = text(Client(), f"/id/issuer/{given.issuer_id}", headers=html)
    assert f"/id/endorsement/{given.pk}" in page
    assert f"/id/endorsement/{other.pk}" not in page
    achievement = Achievement.objects.get()
    page = text(Client(), f"/id/achievement/{achievement.pk}", headers=html)
    assert f"/id/endorsement/{given.pk}" in page
    assert f"/id/endorsement/{other.pk}" in page
    hers = sign_in_as(Client(), stage.cast.hana)
    assert "An organisation that issues badges" in text(hers, page_of(given))


def test_a_verifier_of_one_of_our_badges_sees_its_endorsements_as_steps(stage: Stage) -> None:
    """What is said of the award itself only where its holder shows the award."""
    award, cast = earned(stage), stage.cast
    endorsed(stage)
    signed(asked_of_mentor(award, cast), cast.chipo)

    def steps() -> int:
        page = Client().post("/sharing/verify/", {"text": award.document}).content.decode()
        return page.count("The endorsement by")

    assert steps() == 1
    shared(award)
    assert steps() == 2


def test_an_address_of_an_endorsement_is_verified_on_the_verify_page(stage: Stage) -> None:
    """It is a credential of its own; that of an award is not found by its address."""
    award, given = earned(stage), endorsed(stage)
    of_award = signed(asked_of_mentor(award, stage.cast), stage.cast.chipo)
    told = {"url": address("endorsement", given.pk)}
    page = Client().post("/sharing/verify/", told).content.decode()
    assert "Valid: issued by Riverbend" in page
    for wrong in (address("endorsement", of_award.pk), f"{address('endorsement', given.pk)}x"):
        assert Client().post("/sharing/verify/", {"url": wrong}).status_code == 422


def test_who_keeps_the_instance_lets_a_body_in_from_her_page(
    stage: Stage, mailbox: Mailbox
) -> None:
    """She is told by letter; then its officer gets the invitation and the request."""
    request = asked(stage, endorser=Body(name="Board of Teachers", email="clerk@board.example.org"))
    deliver_all()
    keeper = sign_in_as(Client(), stage.cast.ibrahim)
    assert "A body from outside is asked" in str(mailbox.letters("ibrahim@")[-1]["Subject"])
    assert "waiting to be let in" in text(keeper, HOME)
    assert "clerk@board.example.org" in text(keeper, page_of(request))
    hers = sign_in_as(Client(), stage.cast.dara)
    assert "clerk@board.example.org" not in text(hers, page_of(request))
    assert "not on this instance yet" in text(hers, page_of(request))
    assert hers.post(page_of(request, "let-in/")).status_code == 403
    answer = keeper.post(page_of(request, "let-in/"), follow=True)
    assert answer.redirect_chain == [(HOME, 302)]
    assert "Let in. Its officer is invited" in answer.content.decode()
    deliver_all()
    subjects = {str(letter["Subject"]) for letter in mailbox.letters("clerk@")}
    assert subjects == {
        "Ibrahim invites you to Lapel",
        "You are asked for an endorsement of “Waiting for an answer”",
    }


def test_a_body_that_is_here_already_is_not_let_in_twice(stage: Stage) -> None:
    """The keeper reads why, and says no with words."""
    request = asked(stage, endorser=Body(name="Riverbend", email="clerk@board.example.org"))
    keeper = sign_in_as(Client(), stage.cast.ibrahim)
    answer = keeper.post(page_of(request, "let-in/"), follow=True)
    assert "here already" in answer.content.decode()
    told = {"reject-words": "It is on the list."}
    assert keeper.post(page_of(request, "reject/"), told).status_code == 302
    request.refresh_from_db()
    assert request.state == "rejected"


def test_who_asked_is_told_of_a_no_in_the_words_it_was_given(
    stage: Stage, mailbox: Mailbox
) -> None:
    """And sees them on the page; she asks another."""
    request = asked(stage)
    reject_endorsement(
        person=officer_of_state(stage.cast), endorsement_id=request.pk, words="Too short a course."
    )
    deliver_all()
    assert "Too short a course." in mailbox.text("dara@")
    assert "Too short a course." in text(sign_in_as(Client(), stage.cast.dara), page_of(request))


def test_no_letter_asks_for_what_was_withdrawn_before_the_post(
    stage: Stage, mailbox: Mailbox
) -> None:
    """Nor is anybody told of an end that came meanwhile."""
    from lapel.journey.messaging.actions import tell_who_asked

    request = asked(stage)
    client = sign_in_as(Client(), stage.cast.dara)
    assert client.post(page_of(request, "withdraw/")).status_code == 302
    deliver_all()
    tell_who_asked(endorsement_id=request.pk)
    deliver_all()
    assert mailbox.letters() == []


def test_who_has_no_part_in_a_request_finds_nothing(stage: Stage) -> None:
    """404 for strangers and colleagues without an office; nobody may act by address either."""
    request = asked(stage)
    for someone in (stage.cast.amina, stage.cast.femi, stage.cast.ben):
        client = sign_in_as(Client(), someone)
        assert client.get(page_of(request)).status_code == 404
        for verb in ("accept", "reject", "withdraw", "revoke", "let-in"):
            assert client.post(page_of(request, f"{verb}/")).status_code == 404
    hana = sign_in_as(Client(), stage.cast.hana)
    for verb in ("accept", "reject", "revoke", "let-in"):
        assert hana.post(page_of(request, f"{verb}/")).status_code == 403
    olu = sign_in_as(Client(), officer_of_state(stage.cast))
    assert olu.post(page_of(request, "withdraw/")).status_code == 403
    assert sign_in_as(Client(), stage.cast.amina).get(f"{HOME}ask/").status_code == 403


def test_empty_lists_say_what_comes_there(cast: Cast) -> None:
    """For a teacher the way leads over her awards."""
    page = text(sign_in_as(Client(), cast.amina), HOME)
    assert "Nobody asks you for an endorsement now." in page
    assert "The page of each award of yours" in page


@pytest.mark.parametrize("count", [1, 6])
def test_lists_take_a_fixed_number_of_queries(
    stage: Stage, count: int, django_assert_max_num_queries: Any
) -> None:
    """However many requests there are."""
    for number in range(count):
        asked(stage, endorser=Body(name=f"Body {number}", email="a@b.example"))
    client = sign_in_as(Client(), stage.cast.hana)
    client.get(HOME)
    with django_assert_max_num_queries(30):
        client.get(HOME)


def test_a_given_endorsement_is_listed_with_who_gave_it(stage: Stage) -> None:
    """An officer sees what was said in her organisation's name, revoked or not."""
    given, olu = endorsed(stage), officer_of_state(stage.cast)
    revoke_endorsement(person=olu, endorsement_id=given.pk, words="It has changed.")
    page = text(sign_in_as(Client(), olu), HOME)
    assert "Given by you and your organisations" in page
    assert "Revoked" in page


def test_every_given_endorsement_is_found_on_a_page_of_its_list(
    stage: Stage, monkeypatch: Any
) -> None:
    """It goes on over pages of its own, beside those of what was asked for."""
    views = import_module("lapel.journey.issuing.views.endorsements")
    monkeypatch.setattr(views, "A_PAGE", 1)
    first, second = endorsed(stage), endorsed(stage, stage.cast.college, person=stage.cast.hana)
    olu = sign_in_as(Client(), officer_of_state(stage.cast))
    page = text(olu, HOME)
    assert page_of(second) in page
    assert page_of(first) not in page
    assert 'href="?given=2"' in page
    assert page_of(first) in text(olu, f"{HOME}?given=2")


def test_a_badge_without_assessors_says_that_nobody_assessed(stage: Stage) -> None:
    """An award on the issuer's word alone is not told as an assessed one."""
    from issuing.batching import issued

    issued(stage, "nia@example.org")
    deliver_all()
    award = shared(Award.objects.get())
    page = text(Client(), f"/sharing/badge/{award.pk}/")
    assert "no evidence was assessed here" in page


def test_a_request_that_was_let_in_and_withdrawn_is_over(stage: Stage) -> None:
    """Its officer, once she is in, finds nothing to answer."""
    request = asked(stage, endorser=Body(name="Board", email="clerk@board.example.org"))
    let_body_in(person=stage.cast.ibrahim, endorsement_id=request.pk)
    withdraw_request(person=stage.cast.dara, endorsement_id=request.pk)
    request.refresh_from_db()
    assert json.dumps(request.state) == '"withdrawn"'
