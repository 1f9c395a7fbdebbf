"""The administrators' page of jobs that failed for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from lapel.journey.record import actions
from lapel.journey.record.models import Delivery
from mailing import sign_in_as

if TYPE_CHECKING:
    from django.test import Client

    from cast import Cast

SECRET = "Amina's class wrote to her"


@pytest.fixture
def parked(db: None) -> Delivery:
    """Park a job whose error holds somebody's words."""
    with transaction.atomic():
        event = actions.take_pulse()
    delivery = Delivery.objects.get(event=event, heavy=False)
    delivery.state = Delivery.State.PARKED
    delivery.attempts = actions.ATTEMPTS
    delivery.error = f"Traceback …\nlapel.somewhere.BrokenError: {SECRET}\n"
    delivery.save()
    return delivery


def test_an_administrator_sees_what_failed_but_not_whom_it_is_about(
    client: Client, cast: Cast, parked: Delivery
) -> None:
    """The job and the kind of its error are named; the message could hold private words."""
    sign_in_as(client, cast.ibrahim)
    page = client.get("/record/").content.decode()
    assert "record.answer_lightly" in page
    assert "BrokenError" in page
    assert "wrote to her" not in page


def test_an_administrator_offers_a_job_again(client: Client, cast: Cast, parked: Delivery) -> None:
    """It gets a fresh set of attempts and is delivered."""
    sign_in_as(client, cast.ibrahim)
    assert client.post(f"/record/{parked.pk}/again/").status_code == 302
    parked.refresh_from_db()
    assert (parked.state, parked.attempts) == (Delivery.State.WAITING, 0)
    actions.deliver_all()
    parked.refresh_from_db()
    assert parked.state == Delivery.State.DONE
    assert "None: every job was done" in client.get("/record/").content.decode()


@pytest.mark.parametrize("name", ["amina", "ben", "elif_", "femi", "gita", "dara"])
def test_nobody_else_sees_or_touches_jobs(
    client: Client, cast: Cast, parked: Delivery, name: str
) -> None:
    """It is for administrators alone."""
    sign_in_as(client, getattr(cast, name))
    assert client.get("/record/").status_code == 403
    assert client.post(f"/record/{parked.pk}/again/").status_code == 403
    parked.refresh_from_db()
    assert parked.state == Delivery.State.PARKED


def test_a_visitor_is_asked_to_sign_in_first(client: Client, cast: Cast) -> None:
    """And nothing is shown."""
    assert client.get("/record/")["Location"] == "/people/sign-in/?next=/record/"
    assert client.post("/record/1/again/").status_code == 302


def test_a_job_that_kills_its_process_is_named_too(parked: Delivery) -> None:
    """Such a job leaves no error of its own."""
    from lapel.journey.record.queries import kind_of_error

    parked.error = "The process that ran it died 6 times."
    assert kind_of_error(parked) == "The process that ran it died 6 times."
