"""What goes in and out: jobs, mail, and the one way to strangers' addresses."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from lapel.doors.cli.checks import NotInOrderError

if TYPE_CHECKING:
    import argparse
    from uuid import UUID

WAIT = 30.0
# How the guard and the offline adapter refuse; any other reason means that it was tried.
GUARDED = ("is not on the public internet.", "runs offline.")


def jobs(_options: argparse.Namespace) -> str:
    """Announce an event and see it delivered, light and heavy."""
    from django.conf import settings

    from lapel.journey.record import actions
    from lapel.journey.record.events import engine
    from lapel.ports.jobs.processes import is_held

    chosen = engine()
    proved = chosen.probe()
    event = actions.take_pulse()
    try:
        if chosen.is_for_many:
            seconds = _delivered(event, "no worker delivered anything (is `lapel work` running?)")
            return f"{proved}; workers delivered a light and a heavy job in {seconds:.1f} s"
        if is_held(settings.HOME / "db" / "runner.lock"):
            seconds = _delivered(event, "the serving runner delivered nothing")
            return f"the serving runner delivered a light and a heavy job in {seconds:.1f} s"
        if not actions.deliver_event(event_id=event):
            raise NotInOrderError("a job announced just now could not be delivered.")
    finally:
        actions.forget_pulse(event_id=event)
    return "nothing serves now, so a light and a heavy job were delivered here"


def _delivered(event: UUID, otherwise: str) -> float:
    from lapel.journey.record.queries import is_delivered

    began = time.monotonic()
    while time.monotonic() - began < WAIT:
        if is_delivered(event):
            return time.monotonic() - began
        time.sleep(0.1)
    raise NotInOrderError(f"{otherwise} within {WAIT:.0f} s.")


def parked_jobs(_options: argparse.Namespace) -> str:
    """Name every job that failed for good and waits for a person."""
    from django.conf import settings

    from lapel.journey.record.queries import parked_deliveries, waiting_deliveries

    parked = list(parked_deliveries())
    if parked:
        names = ", ".join(f"{each.receiver} ({_last_line(each.error)})" for each in parked[:5])
        raise NotInOrderError(
            f"{len(parked)} parked: {names}; offer them again at {settings.BASE_URL}/record/."
        )
    return f"none is parked; {waiting_deliveries().count()} wait for their time"


def _last_line(error: str) -> str:
    lines = error.strip().splitlines()
    return lines[-1][:200] if lines else "no reason kept"


def mail(options: argparse.Namespace) -> str:
    """Ask the mail port to prove itself; with --mail-to also send a letter."""
    from django.conf import settings

    from lapel.ports.mail import Message, from_url

    port = from_url(settings.MAIL_URL)
    said = port.probe()
    if not options.mail_to:
        return said
    letter = Message(
        to=options.mail_to,
        subject="Lapel sends mail",
        text="This letter was sent by `lapel doctor`. Nothing needs to be done.\n",
        headers={"From": settings.MAIL_FROM, "Auto-Submitted": "auto-generated"},
    )
    port.send(letter)
    return f"{said}; sent a letter to {options.mail_to}"


def fetch(_options: argparse.Namespace) -> str:
    """See that an address inside our own network is refused."""
    from django.conf import settings

    from lapel.ports.fetch import FetchRefused, from_url

    if settings.IS_DEMO and "private=yes" in settings.FETCH_URL:
        return "private addresses are open, for development only"
    try:
        from_url(settings.FETCH_URL).fetch("https://127.0.0.1/", max_bytes=1000)
    except FetchRefused as refused:
        if str(refused).endswith(GUARDED):
            return f"asked for https://127.0.0.1/ and was refused: {refused}"
    raise NotInOrderError("an address inside our own network was not refused.")


def push(_options: argparse.Namespace) -> str:
    """Open the key for notifications, sign with it, and seal a word for a device made up here."""
    from urllib.parse import urlsplit

    from django.conf import settings

    from lapel.journey.messaging.queries import opened, push_contact, push_key, pushes_are_on
    from lapel.ports.keys import WrongSecretError
    from lapel.ports.push import SECRET_BYTES, Device
    from lapel.ports.push.sealing import seal_for
    from lapel.ports.push.vapid import authorization, public_of

    if not pushes_are_on():
        return "notifications are switched off (LAPEL_PUSH_URL)"
    contact = push_contact()
    if urlsplit(contact).path.endswith("@localhost"):
        said = "push services may write to nobody: name a contact in LAPEL_PUSH_URL"
    else:
        said = f"push services may write to {contact}"
    key = push_key()
    if key is None:
        return f"the key is made when the first device is let in; {said}"
    try:
        private = opened(key)
    except WrongSecretError:
        raise NotInOrderError(
            "the key for notifications was sealed under another LAPEL_KEYS_SECRET: set that one "
            "again, or make another key with `lapel push --new-key`."
        ) from None
    public = public_of(private)
    if public != bytes(key.public):
        raise NotInOrderError(
            "the key for notifications is not the one that browsers let in; `lapel push "
            "--new-key` makes another."
        )
    authorization(settings.BASE_URL, key=private, contact=contact, at=int(time.time()))
    device = Device(endpoint=settings.BASE_URL, public=public, secret=bytes(SECRET_BYTES))
    size = len(seal_for(device, b"trial"))
    return f"signed with the key, and sealed a word in {size} bytes; {said}"
