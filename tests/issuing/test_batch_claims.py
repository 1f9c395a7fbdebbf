"""How a holder who had no account comes to her award, and that nobody else does."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from issuing.batching import GROUND, confirmed, issued, many, uploaded
from lapel.journey.issuing import actions
from lapel.journey.issuing.models import Award, Batch, Recipient
from lapel.journey.messaging.models import Message
from lapel.journey.people.actions import leave
from lapel.journey.people.models import Person
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.record.queries import history, now, parked_deliveries
from mailing import Mailbox, sign_in_by_code

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from django.test import Client

    from review.stage import Stage

NIA = "nia@example.org"


@pytest.fixture
def mailbox(tmp_path: Path, settings: Any) -> Mailbox:
    settings.MAIL_URL = f"files://{tmp_path}/mail"
    settings.EMAIL_BACKEND = "lapel.doors.web.mail.PortBackend"
    return Mailbox(tmp_path / "mail")


def test_she_claims_her_award_by_signing_in_with_its_address(
    stage: Stage, client: Client, mailbox: Mailbox
) -> None:
    """One code, typed once, proves that the address is hers; then the award is there."""
    issued(stage, NIA)
    award = Award.objects.get()
    nia = award.person
    page = sign_in_by_code(client, nia, mailbox)
    assert page["Location"] == "/"
    assert "Waiting for an answer" in client.get(f"/sharing/awards/{award.pk}/").content.decode()
    nia.refresh_from_db()
    assert nia.joined_at is not None
    assert nia.emailaddress_set.get().verified
    assert [entry.action for entry in history("person", nia.pk)] == ["joined"]
    assert len(mailbox.letters(NIA)) == 1


def test_signing_up_with_the_address_leads_to_signing_in(
    stage: Stage, client: Client, mailbox: Mailbox
) -> None:
    """No second person: the letter tells her that the address is known."""
    issued(stage, NIA)
    client.post("/people/sign-up/", {"name": "Nia", "email": NIA})
    assert "has an account already" in mailbox.text(NIA)
    assert Person.objects.filter(email=NIA).count() == 1


def test_a_stranger_finds_no_award_before_she_shares_it(stage: Stage, client: Client) -> None:
    """Neither her page nor the signed document is anybody's to read."""
    issued(stage, NIA)
    award = Award.objects.get()
    assert client.get(f"/id/award/{award.pk}").status_code == 404
    assert client.get(f"/sharing/badge/{award.pk}/").status_code == 404


def test_letters_trail_behind_and_hold_ground_and_way(stage: Stage, mailbox: Mailbox) -> None:
    """One each; to who has no account it says how to get in, and holds no secret."""
    issued(stage, NIA, stage.cast.amina.email)
    deliver_all()
    assert list(parked_deliveries()) == []
    assert Message.objects.filter(kind="award").count() == 2
    hers, aminas = (" ".join(mailbox.text(to).split()) for to in (NIA, stage.cast.amina.email))
    assert GROUND in hers
    assert "sign in with this e-mail address" in hers
    assert "sign in with this e-mail address" not in aminas
    award = Award.objects.get(person__email=NIA)
    assert f"/sharing/awards/{award.pk}/" in hers


def test_letters_of_a_large_chunk_go_in_rounds(
    stage: Stage, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A round, a pause, the next; in the end everybody has one, and the second chunk later."""
    monkeypatch.setattr(
        import_module("lapel.journey.messaging.actions.write_batch_letters"), "A_ROUND", 2
    )
    issued(stage, *many(5))
    deliver_all()
    assert Message.objects.filter(kind="award").count() == 2
    for seconds in (3, 6):
        with clock_at(now() + timedelta(seconds=seconds)):
            deliver_all()
    assert Message.objects.filter(kind="award").count() == 5


def test_who_leaves_is_gone_from_tables_too(stage: Stage) -> None:
    """What was to come does not come; what was issued keeps only what says nothing of her."""
    batch = confirmed(stage, stage.cast.amina.email, NIA)
    leave(person=stage.cast.amina)
    deliver_all()
    batch.refresh_from_db()
    assert (batch.issued, batch.skipped) == (1, 1)
    left = batch.recipients.get(state=Recipient.State.SKIPPED)
    assert (left.reason, left.email) == (Recipient.Reason.LEFT, "")


def test_a_table_is_forgotten_when_its_days_are_over(stage: Stage) -> None:
    """Never confirmed: all of it. Issued: the lines that were left out, and the bad ones."""
    draft = uploaded(stage, "one@example.org", "nobody")
    done = issued(stage, "two@example.org")
    Batch.objects.filter(pk=done.pk).update(bad=[{"line": 3, "email": "x", "name": "X"}])
    actions.forget_batch(batch_id=draft.pk)
    assert Batch.objects.filter(pk=draft.pk).exists()
    with clock_at(now() + timedelta(days=31)):
        deliver_all()
    assert not Batch.objects.filter(pk=draft.pk).exists()
    done.refresh_from_db()
    assert done.bad == []
    assert done.issued == 1
    actions.forget_batch(batch_id=draft.pk)


def test_a_table_that_was_cut_off_while_it_was_kept_is_forgotten_too(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever stopped the process left addresses behind that nobody sees on any page."""
    module = import_module("lapel.journey.issuing.actions.upload_batch")

    def cut_off(*_given: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(module, "_keep", cut_off)
    with pytest.raises(RuntimeError):
        uploaded(stage, NIA)
    assert Batch.objects.get().state == Batch.State.READING
    with clock_at(now() + timedelta(days=31)):
        deliver_all()
    assert not Batch.objects.exists()
