"""Helpers of the tests of people: a mailbox in a folder, and ways to sign in."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

    from django.test import Client

    from lapel.journey.people.models import Person


class Mailbox:
    """The letters of one test, oldest first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def letters(self, to: str = "") -> list[Any]:
        files = sorted(self.folder.glob("*.eml"))
        read = [message_from_bytes(file.read_bytes(), policy=default) for file in files]
        return [letter for letter in read if to in str(letter["To"])]

    def text(self, to: str) -> str:
        return text_of(self.letters(to)[-1])

    def code(self, to: str) -> str:
        found = re.search(r"^    (\S+)\s*$", self.text(to), re.MULTILINE)
        assert found, self.text(to)
        return found.group(1)


def text_of(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert part is not None
    text: str = part.get_content()
    return text


def verify(person: Person) -> Person:
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def sign_in_by_code(client: Client, person: Person, mailbox: Mailbox) -> Any:
    client.post("/people/sign-in/", {"login": person.email})
    code = mailbox.code(person.email)
    return client.post("/people/sign-in/code/", {"code": code})


def sign_in_as(client: Client, person: Person) -> Client:
    """Sign in with one click of the demo, which counts as two factors there."""
    from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY

    client.force_login(person)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "demo", "at": 0.0}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return client
