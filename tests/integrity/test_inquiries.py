"""An inquiry is opened, answered and closed by people, and the teacher is heard first."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lapel.journey.evidence.models import WritingSpell
from lapel.journey.evidence.queries import attempts_that_count, questions_asked
from lapel.journey.integrity import actions, queries
from lapel.journey.integrity.models import Finding, Inquiry, Match
from lapel.journey.messaging.models import Message
from lapel.journey.messaging.queries.inquiry_letters import answered_letter
from lapel.journey.people.models import Role
from lapel.journey.people.queries import business_deadline
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.record.models import OutboxEvent
from lapel.journey.record.queries import chain_faults
from lapel.journey.review.models import Case
from lapel.journey.review.queries.connections import origin_of
from mailing import sign_in_as

pytestmark = pytest.mark.django_db
WORDS = "Your answer on the class is nearly the same as another one. How did it come about?"


@pytest.fixture
def asked(copied):
    """Let Gita ask Pia, who handed in later."""
    copied.inquiry = actions.open_inquiry(
        person=copied.cast.gita,
        match_id=Match.objects.get().pk,
        about=copied.newer.pk,
        words=WORDS,
    )
    return copied


def reply(asked, **change):
    told = {"reply": "We planned it together.", "shows_process": False, **change}
    return actions.reply_to_inquiry(person=asked.pia, inquiry_id=asked.inquiry.pk, **told)


def close(asked, person, finding=Finding.EXPLAIN, reason="Name your colleague."):
    return actions.close_inquiry(
        person=person, inquiry_id=asked.inquiry.pk, finding=finding, reason=reason
    )


def announced(kind):
    return OutboxEvent.objects.filter(kind=f"integrity.{kind}").values_list("payload", flat=True)


def test_an_inquiry_goes_from_a_question_over_a_reply_to_a_finding(asked):
    """Each step by a person, in the audit chain, and as an event that review follows."""
    told = {"submission_id": str(asked.newer.pk), "inquiry_id": str(asked.inquiry.pk)}
    assert list(announced("InquiryOpened")) == [told]
    reply(asked)
    close(asked, asked.lena)
    assert list(announced("InquiryClosed")) == [{**told, "finding": "explain"}]
    assert chain_faults() == []
    found = Inquiry.objects.get()
    assert (found.finding, found.closed_by) == ("explain", asked.lena)


@pytest.mark.parametrize(
    ("finding", "state", "counts"),
    [
        (Finding.NOTHING, "queued", True),
        (Finding.EXPLAIN, "closed", False),
        (Finding.CLOSED, "closed", True),
    ],
)
def test_a_case_waits_for_the_inquiry_and_follows_its_finding(asked, finding, state, counts):
    """R12: an attempt that is to be explained and sent again is none of the three."""
    deliver_all()
    case = Case.objects.get(submission=asked.newer)
    assert case.state == "hold_integrity"
    reply(asked)
    close(asked, asked.lena, finding)
    deliver_all()
    case.refresh_from_db()
    assert case.state == state
    assert attempts_that_count(asked.newer.draft) == counts


def test_r5_a_lead_who_looked_does_not_settle_the_dispute(asked):
    """What a machine found alike is no part of what she scores; so she does not score it."""
    case = Case.objects.get(submission=asked.newer)
    assert asked.lena.pk not in origin_of(case).people
    actions.look_at(person=asked.lena, match=asked.inquiry.match)
    assert asked.lena.pk in origin_of(case).people


def test_a_consequence_waits_for_her_reply_or_the_end_of_her_time(asked):
    """The right of reply; ten business days, and not a minute less."""
    with pytest.raises(actions.Refusal, match="still has time"):
        close(asked, asked.lena)
    with clock_at(asked.inquiry.reply_until + timedelta(minutes=1)):
        assert close(asked, asked.lena).closed_at
    found = asked.inquiry
    ten_days = business_deadline(asked.newer.organisation, found.opened_at, 10)
    assert found.reply_until == ten_days


def test_whoever_asked_does_not_find_where_there_is_another(asked):
    """She has made up half of her mind; taking the question back she may at any time."""
    reply(asked)
    with pytest.raises(actions.Refusal, match="another lead"):
        close(asked, asked.cast.gita)
    assert close(asked, asked.cast.gita, Finding.NOTHING, "I was wrong.").finding == "nothing"


def test_where_there_is_no_other_lead_she_who_asked_finds(asked):
    """A small programme has one lead."""
    reply(asked)
    asked.lena.memberships.all().delete()
    assert close(asked, asked.cast.gita).finding == "explain"


@pytest.mark.parametrize("name", ["ben", "hana", "ibrahim", "amina", "emre"])
def test_nobody_else_opens_answers_or_closes_an_inquiry(asked, name):
    """Nor reads it: assessors, officers, the other teacher, another district."""
    person = getattr(asked.cast, name)
    about = {"person": person, "match_id": asked.inquiry.match_id, "about": asked.newer.pk}
    with pytest.raises(PermissionDenied):
        actions.open_inquiry(words=WORDS, **about)
    with pytest.raises(PermissionDenied):
        actions.reply_to_inquiry(
            person=person, inquiry_id=asked.inquiry.pk, reply="No.", shows_process=True
        )
    with pytest.raises(PermissionDenied):
        close(asked, person)
    assert list(queries.inquiries_led_by(person)) == []


def test_a_lead_who_handed_in_herself_neither_looks_nor_finds(asked):
    """Nobody is judge in her own cause."""
    from cast import belongs

    belongs(asked.pia, asked.cast.college, Role.LEAD_ASSESSOR)
    assert list(queries.inquiries_led_by(asked.pia)) == []
    with pytest.raises(PermissionDenied):
        close(asked, asked.pia, Finding.NOTHING)


def test_a_reply_is_given_once_and_must_say_something(asked):
    """What the finding rests on does not change beneath it."""
    with pytest.raises(actions.Refusal, match="Write"):
        reply(asked, reply="  ")
    reply(asked)
    with pytest.raises(actions.Refusal, match="already"):
        reply(asked)
    with pytest.raises(actions.Refusal, match="reason"):
        close(asked, asked.lena, reason=" ")
    close(asked, asked.lena)
    for act in (lambda: reply(asked), lambda: close(asked, asked.lena)):
        with pytest.raises(actions.Refusal, match="closed"):
            act()


def test_a_second_inquiry_about_an_attempt_waits_for_the_first(asked):
    """Nobody is asked twice at once."""
    Match.objects.update(state="open")
    told = {"person": asked.cast.gita, "match_id": asked.inquiry.match_id}
    with pytest.raises(actions.Refusal, match="is open"):
        actions.open_inquiry(about=asked.newer.pk, words=WORDS, **told)
    with pytest.raises(actions.Refusal, match="plain words"):
        actions.open_inquiry(about=asked.newer.pk, words=" ", **told)
    with pytest.raises(PermissionDenied):
        actions.open_inquiry(about=asked.inquiry.pk, words=WORDS, **told)
    assert actions.open_inquiry(about=asked.older.pk, words=WORDS, **told).submission == asked.older


def test_what_was_taken_back_is_not_asked_about(copied):
    """There is nothing left to assess."""
    copied.newer.state = "withdrawn"
    copied.newer.save()
    with pytest.raises(actions.Refusal, match="taken back"):
        actions.open_inquiry(
            person=copied.cast.gita,
            match_id=Match.objects.get().pk,
            about=copied.newer.pk,
            words=WORDS,
        )


def test_letters_tell_the_teacher_and_a_lead_who_may_find(asked):
    """She hears at once that she is asked, and what was found; a lead, that somebody replied."""
    deliver_all()
    reply(asked)
    deliver_all()
    close(asked, asked.lena)
    deliver_all()
    kinds = [
        (each.person, each.kind)
        for each in Message.objects.filter(kind__startswith="inquiry").order_by("written_at")
    ]
    assert kinds == [
        (asked.pia, "inquiry opened"),
        (asked.lena, "inquiry answered"),
        (asked.pia, "inquiry closed"),
    ]


def test_the_letter_about_a_reply_is_true_for_the_only_lead_too(asked):
    """Who asked and is alone is not told that she did not ask."""
    others, alone = (
        "\n".join(map(str, answered_letter(asked.inquiry, asked_it=each).paragraphs))
        for each in (False, True)
    )
    assert "You did not open it" in others
    assert "You did not open it" not in alone
    assert "You asked" in alone


def test_the_lead_page_names_nobody_and_shows_both_sides(asked, client):
    """She sees A and B, the like words marked, and no more of either text than around them."""
    client.force_login(asked.lena)
    body = client.get(f"/integrity/match/{asked.inquiry.match_id}/").content.decode()
    assert body.count("<mark>") >= 2
    told = [each for each in ("Amina", "Pia", "pia@", "Harbour", "wall.jpg") if each in body]
    assert told == []
    looked = {asked.lena.pk, asked.inquiry.opened_by_id}
    assert queries.who_looked_at([asked.newer.draft_id]) == {asked.newer.draft_id: looked}


def test_how_it_grew_is_shown_to_a_lead_only_by_her_leave(asked, client):
    """Process evidence is hers to give."""
    address = f"/integrity/inquiry/{asked.inquiry.pk}/"
    draft = asked.newer.draft
    question = next(iter(questions_asked(draft.enrolment.version)))
    answer = draft.answers.create(question=question, text="I wait.", saved_at=draft.begun_at)
    for days, letters in ((-1, 840), (1, 999)):  # the later one is no part of this attempt
        at = asked.newer.submitted_at + timedelta(days=days)
        WritingSpell.objects.create(
            answer=answer,
            begun_at=at,
            ended_at=at,
            saves=2,
            added=letters,
            most_at_once=letters,
            length=letters,
        )
    client.force_login(asked.pia)
    own = client.get(f"/integrity/question/{asked.inquiry.pk}/").content.decode()
    assert "at most 840 letters at once" in own
    assert "999 letters" not in own
    client.force_login(asked.lena)
    assert "840 letters" not in client.get(address).content.decode()
    assert "How the attempt grew" not in client.get(address).content.decode()
    reply(asked, shows_process=True)
    body = client.get(address).content.decode()
    assert "How the attempt grew" in body
    assert "Submitted attempt 1" in body
    assert "at most 840 letters at once" in body
    grown = [each.words for each in queries.steps_of(asked.inquiry)]
    asks = questions_asked(asked.newer.draft.enrolment.version)
    for answer in asked.newer.draft.answers.exclude(text=""):
        assert any(asks[answer.question].prompt in each for each in grown)


def test_the_teacher_reads_what_was_seen_in_her_own_words_and_replies(asked, client):
    """Her own places are marked; nothing of the other teacher's is shown."""
    client.force_login(asked.pia)
    address = f"/integrity/question/{asked.inquiry.pk}/"
    body = client.get(address).content.decode()
    assert WORDS in body
    assert "<mark>" in body
    assert "altered" in body  # her own word
    assert (
        asked.older.manifest["answers"][0]["text"].split()[40] + " " not in body.split("<mark>")[1]
    )
    assert (
        address in client.get(reverse("evidence:attempt", args=[asked.newer.pk])).content.decode()
    )
    answer = client.post(f"{address}reply/", {"reply": "We planned it together."}, follow=True)
    assert "We planned it together." in answer.content.decode()
    assert client.post(f"{address}reply/", {"reply": ""}).status_code == 422


def test_pages_take_a_lead_from_the_list_to_a_finding(copied, client):
    """Each form's refusal is said on its page."""
    client.force_login(copied.cast.gita)
    match = Match.objects.get()
    assert f"/integrity/match/{match.pk}/" in client.get("/integrity/").content.decode()
    assert client.post(f"/integrity/match/{match.pk}/dismiss/", {}).status_code == 422
    assert client.post(f"/integrity/match/{match.pk}/ask/", {}).status_code == 422
    told = {"about": str(copied.newer.pk), "words": WORDS}
    answer = client.post(f"/integrity/match/{match.pk}/ask/", told, follow=True)
    inquiry = Inquiry.objects.get()
    assert answer.redirect_chain[-1][0] == f"/integrity/inquiry/{inquiry.pk}/"
    answer = client.post(f"/integrity/match/{match.pk}/ask/", told, follow=True)
    assert "settled this already" in answer.content.decode()
    answer = client.post(f"/integrity/match/{match.pk}/dismiss/", {"reason": "A."}, follow=True)
    assert "settled this already" in answer.content.decode()
    find = f"/integrity/inquiry/{inquiry.pk}/find/"
    assert client.post(find, {}).status_code == 422
    answer = client.post(find, {"finding": "closed", "reason": "Copied."}, follow=True)
    assert "still has time" in answer.content.decode()
    answer = client.post(find, {"finding": "nothing", "reason": "I was wrong."}, follow=True)
    assert "The teacher is told" in answer.content.decode()
    assert "Nothing: assessment goes on" in client.get("/integrity/").content.decode()
    client.force_login(copied.pia)
    reply_to = f"/integrity/question/{inquiry.pk}/reply/"
    answer = client.post(reply_to, {"reply": "Late."}, follow=True)
    assert "This inquiry is closed" in answer.content.decode()


STEPS = ("reply", "close", "close as opener", "take back", "other replies", "machine again")


@given(steps=st.lists(st.sampled_from(STEPS), max_size=6))
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_order_of_steps_brings_a_consequence_without_a_hearing(asked, steps):
    """Whatever is tried: a consequence has a reply before it and another person behind it."""
    acts = {
        "reply": lambda: reply(asked),
        "close": lambda: close(asked, asked.lena, Finding.CLOSED),
        "close as opener": lambda: close(asked, asked.cast.gita, Finding.CLOSED),
        "take back": lambda: close(asked, asked.cast.gita, Finding.NOTHING),
        "other replies": lambda: actions.reply_to_inquiry(
            person=asked.cast.amina, inquiry_id=asked.inquiry.pk, reply="I.", shows_process=True
        ),
        "machine again": lambda: actions.take_in(submission_id=asked.newer.pk),
    }
    with transaction.atomic():
        for step in steps:
            try:
                acts[step]()
            except (actions.Refusal, PermissionDenied):
                continue
        found = Inquiry.objects.get()
        if found.finding not in ("", Finding.NOTHING):
            assert found.reply == "We planned it together."
            assert found.replied_at <= found.closed_at
            assert found.closed_by == asked.lena
        transaction.set_rollback(True)


def test_open_and_closed_inquiries_are_parted(client, asked, monkeypatch):
    """They grow for ever; each list has pages of its own."""
    monkeypatch.setattr("lapel.journey.integrity.views.lead.INQUIRIES_A_PAGE", 1)
    for _each in range(2):
        twin = Inquiry.objects.get(pk=asked.inquiry.pk)
        twin.pk, twin.match, twin.closed_at = uuid.uuid4(), None, twin.opened_at
        twin.save(force_insert=True)
    page = sign_in_as(client, asked.cast.gita).get(reverse("integrity:index")).content.decode()
    assert 'href="?closed=2"' in page
    assert "open=2" not in page
