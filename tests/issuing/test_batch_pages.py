"""The officer's pages for awarding many: who gets in, what they say, how they move."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cast import belongs
from issuing.batching import GROUND, confirmed, issued, many, table, uploaded
from lapel.journey.issuing.models import Award, Batch
from lapel.journey.people.models import Role
from lapel.journey.record.actions import deliver_all
from mailing import sign_in_as

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from review.stage import Stage


@pytest.fixture
def officer(stage: Stage) -> Client:
    """Give Hana's browser."""
    return sign_in_as(Client(), stage.cast.hana)


def send(client: Client, data: bytes, name: str = "people.csv") -> Any:
    file = SimpleUploadedFile(name, data, content_type="text/csv")
    return client.post("/issuing/batches/new/", {"achievement": "waiting", "file": file})


def page_of(batch: Batch) -> str:
    return f"/issuing/batches/{batch.pk}/"


def test_from_the_table_to_the_awards_on_three_pages(stage: Stage, officer: Client) -> None:
    """Upload, look and confirm, see that it is done: without a script."""
    answer = send(officer, table("nia@example.org", "nobody"))
    batch = Batch.objects.get()
    assert answer["Location"] == page_of(batch)
    seen = officer.get(page_of(batch)).content.decode()
    for told in ("nia@example.org", "This is not an e-mail address.", "Award 1 person"):
        assert told in seen
    told = {"words": GROUND, "valid_until": "2099-12-31", "sure": "on"}
    answer = officer.post(f"{page_of(batch)}confirm/", told)
    assert answer["Location"] == page_of(batch)
    running = officer.get(page_of(batch)).content.decode()
    assert "0 of 1" in running
    assert 'hx-trigger="every 2s"' in running
    deliver_all()
    done = officer.get(page_of(batch)).content.decode()
    assert "1 of 1" in done
    assert GROUND in done
    assert "hx-trigger" not in done
    assert Award.objects.get().valid_until.isoformat() == "2099-12-31T23:59:59+00:00"


def test_a_ground_and_a_second_look_are_asked_for(stage: Stage, officer: Client) -> None:
    """The page says what is missing, and nothing is confirmed."""
    batch = uploaded(stage, *many(1))
    answer = officer.post(f"{page_of(batch)}confirm/", {"words": ""})
    assert answer.status_code == 422
    batch.refresh_from_db()
    assert batch.confirmed_at is None
    answer = officer.post(
        f"{page_of(batch)}confirm/",
        {"words": GROUND, "sure": "on", "valid_until": "2020-01-01"},
    )
    assert "expired already" in answer.content.decode()


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"grade,email\n3,a@example.org\n", "people.csv", "not known here: grade"),
        (b"email\na@example.org\n", "people.exe", "exe"),
        (b"", "people.csv", "empty"),
    ],
)
def test_what_is_no_such_table_is_said_beside_the_field(
    officer: Client, data: bytes, name: str, said: str
) -> None:
    """422 and a sentence; nothing is kept."""
    answer = send(officer, data, name)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Batch.objects.exists()


def test_a_batch_is_paused_resumed_and_cancelled_from_its_page(
    stage: Stage, officer: Client
) -> None:
    """Each button leads back to the page, and out of season says so."""
    batch = confirmed(stage, *many(1))
    for verb, state in (("pause", "paused"), ("resume", "running"), ("cancel", "cancelled")):
        assert officer.post(f"{page_of(batch)}{verb}/")["Location"] == page_of(batch)
        batch.refresh_from_db()
        assert batch.state == state
    answer = officer.post(f"{page_of(batch)}resume/", follow=True)
    assert "another state" in answer.content.decode()


def test_bad_lines_come_back_as_a_table_to_mend(stage: Stage, officer: Client) -> None:
    """With line and reason, and safe for a spreadsheet."""
    batch = uploaded(stage, "=cmd()", "nia@example.org")
    body = officer.get(f"{page_of(batch)}lines/").content.decode("utf-8-sig")
    assert body.splitlines()[0] == "line,name,email,reason"
    assert "'=cmd()" in body


def test_an_example_can_be_uploaded_as_it_is(officer: Client) -> None:
    """What the page gives, the page takes."""
    example = officer.get("/issuing/batches/example/").content
    send(officer, example)
    assert Batch.objects.get().total == 2


def test_nobody_else_finds_a_batch(stage: Stage) -> None:
    """A colleague is refused; for an officer of elsewhere there is none (and none is listed)."""
    batch = uploaded(stage, "nia@example.org")
    belongs(stage.cast.emre, stage.cast.elsewhere, Role.ISSUER_OFFICER)
    emre = sign_in_as(Client(), stage.cast.emre)
    amina = sign_in_as(Client(), stage.cast.amina)
    assert amina.get(page_of(batch)).status_code == 403
    assert emre.get(page_of(batch)).status_code == 404
    assert "Waiting for an answer" not in emre.get("/issuing/batches/").content.decode()
    assert send(emre, table("nia@example.org")).status_code == 422


def test_the_pages_of_batches_take_few_queries(
    stage: Stage, officer: Client, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    """However many batches there are, and however many people are in one."""
    for number in range(3):
        issued(stage, f"first{number}@example.org", "nobody")
    batch = uploaded(stage, *many(60))
    for page in ("/issuing/batches/", page_of(batch), "/issuing/batches/new/"):
        officer.get(page)
        with django_assert_max_num_queries(16):
            assert officer.get(page).status_code == 200
