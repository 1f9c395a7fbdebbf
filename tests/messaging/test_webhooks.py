"""Programs are told: what they learn, how it is signed, what happens when they do not answer."""

from __future__ import annotations

import json
from datetime import timedelta
from html import unescape
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client

from documents import publish
from issuing.batching import issued, many
from issuing.earning import earned
from lapel.domain.badges.errors import Said
from lapel.journey.issuing.actions import reinstate, revoke, suspend
from lapel.journey.messaging import actions
from lapel.journey.messaging.models import Message, WebhookEndpoint, WebhookMessage
from lapel.journey.messaging.queries import (
    award_told,
    latest_messages,
    unpacked,
    waiting_messages,
)
from lapel.journey.messaging.queries.webhooks import PAUSES, keepers_of, packed, secrets_of
from lapel.journey.people.actions import leave
from lapel.journey.people.events import MembershipEnded
from lapel.journey.people.models import Membership, Role
from lapel.journey.record.actions import announce, clock_at, deliver_all
from lapel.journey.record.queries import history, now, parked_deliveries
from lapel.journey.sharing.actions import change_share
from lapel.journey.sharing.queries import causes
from lapel.ports import fetch
from lapel.ports.fetch import FetchRefused
from lapel.ports.keys import WrongSecretError
from mailing import sign_in_as
from messaging.receiving import Receiver

if TYPE_CHECKING:
    from cast import Cast
    from review.stage import Stage

ADDRESS = "https://hooks.example.org/lapel"


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Receiver:
    receiver = Receiver()
    monkeypatch.setattr(fetch, "from_url", lambda _url: receiver)
    return receiver


def registered(cast: Cast, address: str = ADDRESS) -> WebhookEndpoint:
    endpoint, secret = actions.register_webhook(
        person=cast.ibrahim, organisation=cast.college, address=address
    )
    assert secret.startswith("whsec_")
    return endpoint


def test_programs_are_told_of_an_awards_whole_life(
    cast: Cast, stage: Stage, receiver: Receiver
) -> None:
    """Issued, suspended, reinstated and signed anew, revoked: one message each, in that order."""
    registered(cast)
    award = earned(stage)
    suspend(person=cast.hana, award_id=award.pk, reason="policy", words="A question.")
    deliver_all()
    reinstate(person=cast.hana, award_id=award.pk, words="Answered.")
    deliver_all()
    revoke(person=cast.hana, award_id=award.pk, reason="policy", words="A mistake.")
    deliver_all()
    told = [kind for kind in receiver.kinds if kind.startswith("award.")]
    both = ["award.reinstated", "award.renewed"]
    assert told == ["award.issued", "award.suspended", *both, "award.revoked"]
    assert json.loads(receiver.taken[-1][1])["data"]["award"]["reason"] == "policy"
    assert list(parked_deliveries()) == []


def test_programs_are_told_of_each_award_of_a_batch(
    cast: Cast, stage: Stage, receiver: Receiver
) -> None:
    """An award is told alike, whether it came alone or in a table; nobody is named."""
    registered(cast)
    batch = issued(stage, *many(3))
    with clock_at(now() + timedelta(minutes=5)):
        deliver_all()
    told = [json.loads(body)["data"] for _url, body, _headers in receiver.taken]
    ids = {each["award"]["id"] for each in told if "award" in each}
    assert ids == {str(pk) for pk in batch.recipients.values_list("pk", flat=True)}
    assert receiver.kinds.count("award.issued") == 3
    assert b"@" not in b"".join(body for _url, body, _headers in receiver.taken)


def test_a_round_of_letters_that_runs_twice_tells_programs_once(
    cast: Cast, stage: Stage, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A job that was killed before it was acknowledged runs again; the next round comes once."""
    module = import_module("lapel.journey.messaging.actions.write_batch_letters")
    monkeypatch.setattr(module, "A_ROUND", 2)
    registered(cast)
    batch = issued(stage, *many(3))
    actions.write_batch_letters(batch_id=batch.pk, chunk=0, start=0)
    for minutes in (5, 10, 15):
        with clock_at(now() + timedelta(minutes=minutes)):
            deliver_all()
    assert receiver.kinds.count("award.issued") == 3


def test_a_message_says_nothing_of_whose_award_it_is(
    cast: Cast, stage: Stage, receiver: Receiver
) -> None:
    """DOMAIN.md, what an employer never sees: no name, address, school, subject or free text."""
    registered(cast)
    award = earned(stage)
    suspend(person=cast.hana, award_id=award.pk, reason="policy", words="About Amina's class.")
    deliver_all()
    said = b"".join(body for _url, body, _headers in receiver.taken).decode()
    secrets = ["amina", "harbour", "lakeside", str(award.subject_id), str(cast.amina.pk), "class"]
    assert [each for each in secrets if each in said.lower()] == []


def test_a_page_is_named_only_while_it_is_shared(cast: Cast, stage: Stage) -> None:
    """Until then its address would lead nowhere, and tell that there is something to hide."""
    award = earned(stage)
    assert award_told(award)["page"] is None
    change_share(person=cast.amina, award_id=award.pk, is_public=True, shows_name=False)
    assert str(award.pk) in award_told(award)["page"]


def test_a_new_version_is_told(cast: Cast, receiver: Receiver) -> None:
    """With slug, number, hash and page."""
    registered(cast)
    version = publish(cast)
    deliver_all()
    data = json.loads(receiver.taken[0][1])["data"]
    assert (data["microcredential"], data["version"]) == ("wait-time", 1)
    assert data["contentHash"] == version.content_hash
    assert data["page"].endswith("/catalogue/wait-time/1/")


def test_only_the_issuers_line_of_organisations_is_told(cast: Cast, receiver: Receiver) -> None:
    """Another tree's program learns nothing of what the college publishes."""
    actions.register_webhook(person=cast.emre, organisation=cast.elsewhere, address=ADDRESS)
    publish(cast)
    deliver_all()
    assert receiver.taken == []


def test_what_is_not_taken_is_tried_ever_more_rarely_then_parked(
    cast: Cast, receiver: Receiver
) -> None:
    """Ten tries over some three days, under one webhook-id; then a person sends it again."""
    endpoint = registered(cast)
    receiver.answers = [500, FetchRefused("It took too long."), *[503] * 8]
    message = actions.ping_webhook(person=cast.ibrahim, endpoint_id=endpoint.pk)
    deliver_all()
    moment = now()
    for pause in PAUSES:
        message.refresh_from_db()
        assert message.gave_up_at is None
        moment += pause + timedelta(seconds=30)
        with clock_at(moment):
            deliver_all()
    message.refresh_from_db()
    assert (message.attempts, message.status) == (len(PAUSES) + 1, 503)
    assert message.gave_up_at is not None
    with clock_at(moment + timedelta(days=9)):
        deliver_all()
        assert len(receiver.taken) == len(PAUSES) + 1
        actions.send_again(person=cast.ibrahim, message_id=message.pk)
        deliver_all()
    message.refresh_from_db()
    assert (message.status, message.gave_up_at, message.error) == (200, None, {})
    assert {headers["webhook-id"] for _u, _b, headers in receiver.taken} == {str(message.pk)}
    assert list(parked_deliveries()) == []


def test_one_silent_program_does_not_hold_up_another(cast: Cast, receiver: Receiver) -> None:
    """After its first failure the rest of its messages wait; others are sent in that round."""
    silent, quick = registered(cast), registered(cast, "https://quick.example.org/")
    for endpoint in (silent, silent, quick):
        actions.ping_webhook(person=cast.ibrahim, endpoint_id=endpoint.pk)
    receiver.answers = [FetchRefused("It took too long.")]
    actions.send_webhooks()
    assert [url for url, _body, _headers in receiver.taken] == [ADDRESS, quick.address]
    assert waiting_messages().filter(endpoint=silent).count() == 2


def test_a_secret_that_does_not_open_holds_up_nobody_else(cast: Cast, receiver: Receiver) -> None:
    """As after another LAPEL_KEYS_SECRET: the message says why it waits, and the others go."""
    shut, quick = registered(cast), registered(cast, "https://quick.example.org/")
    WebhookEndpoint.objects.filter(pk=shut.pk).update(secret=quick.secret)
    for endpoint in (shut, quick):
        actions.ping_webhook(person=cast.ibrahim, endpoint_id=endpoint.pk)
    actions.send_webhooks()
    assert [url for url, _body, _headers in receiver.taken] == [quick.address]
    assert "LAPEL_KEYS_SECRET" in unpacked(waiting_messages().get(endpoint=shut).error)


def test_a_receiver_that_says_gone_is_told_nothing_more(cast: Cast, receiver: Receiver) -> None:
    """410 ends an endpoint (Standard Webhooks, status codes)."""
    endpoint = registered(cast)
    receiver.answers = [410]
    actions.ping_webhook(person=cast.ibrahim, endpoint_id=endpoint.pk)
    deliver_all()
    publish(cast)
    deliver_all()
    endpoint.refresh_from_db()
    assert endpoint.is_gone
    assert len(receiver.taken) == 1
    with pytest.raises(actions.Refusal, match="ended"):
        actions.ping_webhook(person=cast.ibrahim, endpoint_id=endpoint.pk)
    with pytest.raises(actions.Refusal, match="ended"):
        actions.rotate_webhook(person=cast.ibrahim, endpoint_id=endpoint.pk)


def test_an_old_secret_signs_along_for_a_day(cast: Cast, receiver: Receiver) -> None:
    """Two signatures until then, so that a receiver can change in its own time."""
    endpoint = registered(cast)
    actions.rotate_webhook(person=cast.ibrahim, endpoint_id=endpoint.pk)
    actions.ping_webhook(person=cast.ibrahim, endpoint_id=endpoint.pk)
    deliver_all()
    with clock_at(now() + timedelta(days=1, minutes=1)):
        actions.ping_webhook(person=cast.ibrahim, endpoint_id=endpoint.pk)
        deliver_all()
    counts = [len(h["webhook-signature"].split()) for _u, _b, h in receiver.taken]
    assert counts == [2, 1]


def test_a_secret_is_sealed_and_bound_to_its_row(cast: Cast) -> None:
    """Neither a dump of the table nor another row's secret is of any use."""
    one, secret = actions.register_webhook(
        person=cast.ibrahim, organisation=cast.college, address=ADDRESS
    )
    other = registered(cast, "https://other.example.org/")
    assert secret.encode() not in bytes(one.secret)
    assert secrets_of(one, now())[0] not in bytes(one.secret)
    other.secret = one.secret
    with pytest.raises(WrongSecretError):
        secrets_of(other, now())


def test_messages_that_were_taken_are_forgotten_after_thirty_days(
    cast: Cast, receiver: Receiver
) -> None:
    """What is parked stays until somebody looks."""
    endpoint = registered(cast)
    actions.ping_webhook(person=cast.ibrahim, endpoint_id=endpoint.pk)
    deliver_all()
    assert len(receiver.taken) == 1
    with clock_at(now() + timedelta(days=31)):
        actions.send_webhooks()
    assert not WebhookMessage.objects.exists()


def test_what_is_parked_stands_first_and_the_newest_above(cast: Cast) -> None:
    """Whichever was given up first: as the table's caption says."""
    endpoint, moment = registered(cast), now()
    told = [
        actions.ping_webhook(person=cast.ibrahim, endpoint_id=endpoint.pk).pk for _time in range(4)
    ]
    for age, pk in enumerate(reversed(told)):
        WebhookMessage.objects.filter(pk=pk).update(written_at=moment - timedelta(hours=age))
    for pk, hours in ((told[0], 1), (told[2], 2)):
        WebhookMessage.objects.filter(pk=pk).update(gave_up_at=moment + timedelta(hours=hours))
    shown = [each.pk for each in latest_messages(endpoint)]
    assert shown == [told[2], told[0], told[3], told[1]]


@pytest.mark.parametrize(
    "address",
    ["http://hooks.example.org/", "https://", "https://a:b@x.example/", "https://[::1", "ftp://x"],
)
def test_an_address_that_cannot_be_told_is_refused(cast: Cast, address: str) -> None:
    """Before anything is kept; private networks are refused by the guarded way out itself."""
    with pytest.raises(actions.Refusal):
        registered(cast, address)


def test_the_way_out_is_the_guarded_one(cast: Cast, settings: Any) -> None:
    """A program at an address of our own machine is never sent anything."""
    settings.FETCH_URL = "guarded:"
    endpoint = registered(cast, "https://127.0.0.1/hooks")
    message = actions.ping_webhook(person=cast.ibrahim, endpoint_id=endpoint.pk)
    deliver_all()
    message.refresh_from_db()
    assert message.sent_at is None
    assert "not on the public internet" in unpacked(message.error)


def test_an_address_is_told_once_and_not_too_many_are(cast: Cast) -> None:
    """Twice the same would be two messages for one event."""
    registered(cast)
    with pytest.raises(actions.Refusal, match="already"):
        registered(cast)
    for number in range(19):
        registered(cast, f"https://x{number}.example/")
    with pytest.raises(actions.Refusal, match="at most 20"):
        registered(cast, "https://one-more.example/")


def test_a_stranger_keeps_no_webhooks(cast: Cast) -> None:
    """Neither a teacher nor another organisation's lead."""
    endpoint = registered(cast)
    message = actions.ping_webhook(person=cast.ibrahim, endpoint_id=endpoint.pk)
    for stranger in (cast.amina, cast.emre):
        with pytest.raises(PermissionDenied):
            actions.register_webhook(person=stranger, organisation=cast.college, address=ADDRESS)
        for act in (actions.rotate_webhook, actions.end_webhook, actions.ping_webhook):
            with pytest.raises(PermissionDenied):
                act(person=stranger, endpoint_id=endpoint.pk)
        with pytest.raises(PermissionDenied):
            actions.send_again(person=stranger, message_id=message.pk)


@pytest.mark.parametrize("how", ["told of it", "found when it is told", "found when it is sent"])
def test_a_webhook_stops_when_its_keeper_loses_office(
    cast: Cast, receiver: Receiver, how: str
) -> None:
    """Whoever registered it knows its secret: nobody inherits it, and the others are told."""
    endpoint = registered(cast)
    if how == "found when it is sent":
        actions.ping_webhook(person=cast.ibrahim, endpoint_id=endpoint.pk)
    offices = Membership.objects.filter(person=cast.ibrahim)
    lead = Membership.objects.create(
        person=cast.hana, organisation=cast.college, role=Role.PROGRAMME_LEAD, since=now().date()
    )
    offices.update(until=now().date() - timedelta(days=1))  # as a date does, without an event
    if how == "told of it":
        announce_ended(cast)
    if how == "found when it is told":
        publish(cast)
    deliver_all()
    endpoint.refresh_from_db()
    assert (endpoint.is_orphaned, endpoint.ended_at is not None) == (True, True)
    assert receiver.taken == []
    assert list(keepers_of(cast.college)) == [lead.person]
    (letter,) = Message.objects.filter(kind="webhook stopped")
    assert (letter.person, ADDRESS in letter.text) == (cast.hana, True)
    noted = history("webhook", endpoint.pk).last()
    assert noted is not None
    assert noted.action == "stopped: its keeper has no office"
    page = sign_in_as(Client(), cast.hana).get(f"/messaging/webhooks/{endpoint.pk}/")
    assert "register it anew" in page.content.decode()


def announce_ended(cast: Cast) -> None:
    ended = MembershipEnded(
        person_id=cast.ibrahim.pk, organisation_id=cast.college.pk, role=Role.ADMINISTRATOR
    )
    with transaction.atomic():
        announce(ended)


def test_who_leaves_leaves_no_webhook_behind(cast: Cast, receiver: Receiver) -> None:
    """It stops with her account, though nobody else is there to be told."""
    Membership.objects.create(
        person=cast.hana, organisation=cast.college, role=Role.PROGRAMME_LEAD, since=now().date()
    )
    endpoint, _secret = actions.register_webhook(
        person=cast.hana, organisation=cast.college, address=ADDRESS
    )
    leave(person=cast.hana)
    deliver_all()
    endpoint.refresh_from_db()
    assert endpoint.is_orphaned


def test_a_parked_message_is_read_and_discarded(
    cast: Cast, client: Client, receiver: Receiver
) -> None:
    """What it says is shown; only a parked one is deleted, by who keeps it, and that is noted."""
    endpoint = registered(cast)
    receiver.answers = [FetchRefused("“{host}” was not found.", host="hooks.example.org")]
    message = actions.ping_webhook(person=cast.ibrahim, endpoint_id=endpoint.pk)
    deliver_all()
    mine = f"/messaging/webhooks/{endpoint.pk}/"
    discards = f"{mine}messages/{message.pk}/discard/"
    sign_in_as(client, cast.ibrahim)
    client.post(discards)
    assert WebhookMessage.objects.exists()
    WebhookMessage.objects.update(gave_up_at=now())
    page = unescape(client.get(mine).content.decode())
    assert "“hooks.example.org” was not found." in page
    assert message.body in page
    with pytest.raises(PermissionDenied):
        actions.discard_message(person=cast.amina, message_id=message.pk)
    assert client.post(f"{mine}messages/{endpoint.pk}/discard/").status_code == 404
    client.post(discards)
    assert not WebhookMessage.objects.exists()
    with pytest.raises(PermissionDenied):
        actions.discard_message(person=cast.ibrahim, message_id=message.pk)
    assert [each.action for each in history("webhook", endpoint.pk)][-1] == "message discarded"


def test_why_a_message_was_not_taken_is_said_in_the_readers_language(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The template is what is translated; a fact that is a sentence is said so as well."""
    inner = Said("The address names no host.")
    outer = Said("Nothing in a hosted badge is signed, and its site could not be asked. {why}")
    kept = packed(Said(outer.template, why=inner))
    assert kept == {
        "template": outer.template,
        "facts": {"why": {"template": str(inner), "facts": {}}},
    }
    assert unpacked(kept).endswith("The address names no host.")
    monkeypatch.setattr(causes, "gettext", lambda text: f"«{text}»")
    assert unpacked(kept) == f"«{outer.template}»".replace("{why}", f"«{inner}»")
    assert (packed("It waits."), unpacked({})) == ({"template": "It waits."}, "")


def test_an_administrator_goes_the_whole_way_on_pages(
    cast: Cast, client: Client, receiver: Receiver
) -> None:
    """Register, see the secret once, ping, see the answer, send again, change the secret, end."""
    sign_in_as(client, cast.ibrahim)
    place = "/messaging/webhooks/"
    wrong = {"organisation": cast.college.pk, "address": "http://hooks.example.org/"}
    assert client.post(place, wrong).status_code == 422
    answer = client.post(place, {"organisation": cast.college.pk, "address": ADDRESS})
    assert "whsec_" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    endpoint = WebhookEndpoint.objects.get()
    mine = f"{place}{endpoint.pk}/"
    client.post(f"{mine}ping/")
    receiver.answers = [500]
    deliver_all()
    page = client.get(mine).content.decode()
    assert "whsec_" not in page
    assert "It answered 500." in page
    message = WebhookMessage.objects.get()
    client.post(f"{mine}messages/{message.pk}/again/")
    deliver_all()
    message.refresh_from_db()
    assert message.status == 200
    assert "whsec_" in client.post(f"{mine}rotate/").content.decode()
    client.post(f"{mine}end/")
    client.post(f"{mine}end/")
    assert client.post(f"{mine}rotate/").status_code == 302
    assert ADDRESS in client.get(place).content.decode()
    actions_noted = [each.action for each in history("webhook", endpoint.pk)]
    assert actions_noted == ["registered", "secret changed", "ended"]
    other = f"{mine}messages/{endpoint.pk}/again/"
    assert client.post(other).status_code == 404
