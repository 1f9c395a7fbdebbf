"""Signing up and in by e-mailed code."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from lapel.journey.people import actions
from lapel.journey.people.models import Person, Role
from lapel.journey.people.queries import has_role
from lapel.ports import mail
from mailing import sign_in_by_code, verify

if TYPE_CHECKING:
    from cast import Cast
    from mailing import Mailbox

SIGN_UP = {"name": "Noor", "email": "noor@example.org"}


def test_a_newcomer_signs_up_with_a_code(client: Client, mailbox: Mailbox, db: None) -> None:
    """Name and address, then the code from the letter, and she is in."""
    page = client.post("/people/sign-up/", SIGN_UP)
    assert page["Location"] == "/people/me/email/code/"
    page = client.post(page["Location"], {"code": mailbox.code("noor@example.org")})
    assert page["Location"] == "/"
    person = Person.objects.get(email="noor@example.org")
    assert (person.name, person.has_usable_password()) == ("Noor", False)
    assert client.get("/people/me/").status_code == 200


def test_a_wrong_code_does_not_sign_up(client: Client, mailbox: Mailbox, db: None) -> None:
    """The third wrong code ends the attempt."""
    client.post("/people/sign-up/", SIGN_UP)
    first = client.post("/people/me/email/code/", {"code": "WRONG"})
    assert "not the code we sent" in first.content.decode()
    client.post("/people/me/email/code/", {"code": "WRONG"})
    last = client.post("/people/me/email/code/", {"code": "WRONG"})
    assert last.status_code == 302
    code = mailbox.code("noor@example.org")
    client.post("/people/me/email/code/", {"code": code})
    assert client.get("/people/me/").status_code == 302


def test_a_person_signs_in_with_a_code(client: Client, mailbox: Mailbox, cast: Cast) -> None:
    """She types her address and the code, and lands where she wanted to go."""
    verify(cast.amina)
    client.post("/people/sign-in/", {"login": "Amina@Example.org", "next": "/people/me/"})
    code = mailbox.code(cast.amina.email)
    page = client.post("/people/sign-in/code/", {"code": code, "next": "/people/me/"})
    assert page["Location"] == "/people/me/"
    assert "Amina" in client.get("/people/me/").content.decode()


def test_a_code_works_once(client: Client, mailbox: Mailbox, cast: Cast) -> None:
    """After signing out the old code opens nothing."""
    sign_in_by_code(client, verify(cast.amina), mailbox)
    code = mailbox.code(cast.amina.email)
    client.post("/people/sign-out/")
    client.post("/people/sign-in/", {"login": cast.amina.email})
    assert client.post("/people/sign-in/code/", {"code": code}).status_code == 200


def test_a_redirect_leads_nowhere_else(client: Client, mailbox: Mailbox, cast: Cast) -> None:
    """An address of somebody else's site after signing in is ignored."""
    verify(cast.amina)
    client.post("/people/sign-in/", {"login": cast.amina.email})
    evil = {"code": mailbox.code(cast.amina.email), "next": "https://evil.example/"}
    assert client.post("/people/sign-in/code/", evil)["Location"] == "/"


def answer_to(client: Client, path: str, form: dict[str, str]) -> tuple[Any, ...]:
    page = client.post(path, form)
    after = client.get(page["Location"]).content.decode()
    given = form.get("login") or form["email"]
    return page.status_code, page["Location"], sorted(page.cookies), after.count(given)


def test_sign_in_does_not_tell_who_has_an_account(mailbox: Mailbox, cast: Cast) -> None:
    """Known and unknown addresses get the same answers and one letter each."""
    verify(cast.amina)
    known = answer_to(Client(), "/people/sign-in/", {"login": cast.amina.email})
    unknown = answer_to(Client(), "/people/sign-in/", {"login": "nobody@example.org"})
    assert known == unknown
    assert len(mailbox.letters(cast.amina.email)) == len(mailbox.letters("nobody@")) == 1
    assert "There is no account that uses it" in mailbox.text("nobody@example.org")


def test_sign_up_does_not_tell_who_has_an_account(mailbox: Mailbox, cast: Cast) -> None:
    """A taken address gets the same answers; its owner gets a letter that explains."""
    verify(cast.amina)
    taken = answer_to(Client(), "/people/sign-up/", {"name": "X", "email": cast.amina.email})
    free = answer_to(Client(), "/people/sign-up/", SIGN_UP)
    assert taken == free
    assert "It has an account already" in mailbox.text(cast.amina.email)
    assert "password" not in mailbox.text(cast.amina.email).lower()


def test_sign_in_takes_as_long_for_unknown_addresses(mailbox: Mailbox, cast: Cast) -> None:
    """The least work of either differs by less than that of one letter (25 ms)."""
    verify(cast.amina)

    def took(address: str) -> float:
        # our own processor's time, and in turns: what else the machine does is not measured
        begun = time.process_time()
        Client().post("/people/sign-in/", {"login": address})
        return time.process_time() - begun

    took("warm@example.org")
    pairs = [(took(cast.amina.email), took("nobody@example.org")) for _ in range(5)]
    known, unknown = map(min, zip(*pairs, strict=True))
    assert abs(known - unknown) < 0.025


def test_codes_are_asked_for_at_a_limited_rate(mailbox: Mailbox, cast: Cast) -> None:
    """The sixth request for one address within ten minutes sends nothing (settings)."""
    verify(cast.amina)
    for _ in range(8):
        Client().post("/people/sign-in/", {"login": cast.amina.email})
    assert len(mailbox.letters(cast.amina.email)) == 5


def test_an_address_on_the_network_signs_up_at_a_limited_rate(
    client: Client, mailbox: Mailbox, db: None
) -> None:
    """After twenty sign-ups in a minute the answer is 429 with our page."""
    for number in range(20):
        client.post("/people/sign-up/", {"name": "X", "email": f"x{number}@example.org"})
    page = client.post("/people/sign-up/", {"name": "X", "email": "last@example.org"})
    assert page.status_code == 429
    assert "A little too often" in page.content.decode()


def test_strangers_post_at_a_limited_rate(client: Client, db: None) -> None:
    """The sixty-first post of a minute from one address is refused, whatever the page."""
    answers = [client.post("/web/theme/", {"theme": "dark"}).status_code for _ in range(61)]
    assert answers == [302] * 60 + [429]


def test_passkeys_are_tried_at_a_limited_rate(client: Client, db: None) -> None:
    """The eleventh try of a minute from one address is refused (allauth's webauthn_login)."""
    tried = [client.post("/people/sign-in/passkey/", {}).status_code for _ in range(11)]
    assert tried == [302] * 10 + [429]


def test_addresses_are_changed_at_a_limited_rate(
    client: Client, mailbox: Mailbox, cast: Cast
) -> None:
    """The eleventh change of a minute is refused, so that nobody mails strangers with it."""
    sign_in_by_code(client, verify(cast.amina), mailbox)
    tried = [
        client.post("/people/me/email/", {"email": f"x{n}@example.org", "action_add": ""})
        for n in range(11)
    ]
    assert [each.status_code for each in tried] == [302] * 10 + [429]
    assert len(mailbox.letters("@example.org")) < 12


def test_new_codes_are_sent_at_a_limited_rate(client: Client, mailbox: Mailbox, db: None) -> None:
    """Asking for another code within ten seconds sends none (confirm_email)."""
    client.post("/people/sign-up/", SIGN_UP)
    page = client.post("/people/me/email/code/", {"action": "resend"})
    assert page.status_code == 429
    assert len(mailbox.letters("noor@")) == 1


def test_invitations_begin_at_sign_in(client: Client, mailbox: Mailbox, cast: Cast) -> None:
    """Whoever was invited belongs from the moment she is in."""
    actions.invite(person=cast.elif_, organisation=cast.school, email="noor@example.org")
    client.post("/people/sign-up/", SIGN_UP)
    person = Person.objects.get(email="noor@example.org")
    assert not has_role(person, Role.TEACHER)
    client.post("/people/me/email/code/", {"code": mailbox.code("noor@example.org")})
    assert has_role(person, Role.TEACHER, cast.school)


def test_an_address_is_changed_with_a_code(client: Client, mailbox: Mailbox, cast: Cast) -> None:
    """The new address counts once its code is typed; the old owner address is told."""
    sign_in_by_code(client, verify(cast.amina), mailbox)
    client.post("/people/me/email/", {"email": "new@example.org", "action_add": ""})
    page = client.post("/people/me/email/code/", {"code": mailbox.code("new@example.org")})
    assert page["Location"] == "/people/me/email/"
    client.post("/people/me/email/", {"email": "new@example.org", "action_primary": ""})
    cast.amina.refresh_from_db()
    assert cast.amina.email == "new@example.org"
    assert "is now new@example.org" in mailbox.text("amina@example.org")


def test_a_taken_address_cannot_be_added(client: Client, mailbox: Mailbox, cast: Cast) -> None:
    """Its owner gets a letter, and the page does not tell."""
    verify(cast.ben)
    sign_in_by_code(client, verify(cast.amina), mailbox)
    page = client.post("/people/me/email/", {"email": cast.ben.email, "action_add": ""})
    assert page["Location"] == "/people/me/email/code/"
    assert not cast.amina.emailaddress_set.filter(email=cast.ben.email).exists()


def test_a_silent_mail_server_is_admitted(
    client: Client, cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page says so with 503, and nothing breaks."""

    class Silent:
        def send(self, _message: mail.Message) -> None:
            raise mail.MailError("away", permanent=False)

    monkeypatch.setattr(mail, "from_url", lambda _url: Silent())
    verify(cast.amina)
    settings.EMAIL_BACKEND = "lapel.doors.web.mail.PortBackend"
    page = client.post("/people/sign-in/", {"login": cast.amina.email})
    assert page.status_code == 503
    assert "cannot send letters" in page.content.decode()


@pytest.mark.parametrize(
    "name", ["account_change_password", "account_set_password", "account_reset_password"]
)
def test_there_are_no_pages_about_passwords(name: str) -> None:
    """What is not reachable cannot be misused."""
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_no_letter_and_no_page_is_allauths_own(client: Client, db: None) -> None:
    """The pages of a visitor extend our shell."""
    for path in ("/people/sign-in/", "/people/sign-up/", "/people/sign-up/passkey/"):
        page = client.get(path).content.decode()
        assert 'id="main"' in page
        assert "password" not in page.lower().replace("no password", "").replace("passwords", "")
