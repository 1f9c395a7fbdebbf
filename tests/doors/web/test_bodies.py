"""No form can fill the disk or hold a thread."""

from __future__ import annotations

import io
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.test import Client

from lapel.doors.web import bodies
from lapel.journey.sharing.views.verify import MAX_BODY

if TYPE_CHECKING:
    from cast import Cast

FORM = "multipart/form-data; boundary=x"
HEAD = b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n'


class Body(io.BytesIO):
    """A body that remembers whether anybody read it."""

    was_read = False

    def read(self, size: int | None = -1) -> bytes:
        """Give what there is."""
        self.was_read = True
        return super().read(size)


def sent(body: object, size: int, path: str = "/people/sign-in/") -> int:
    wsgi = {"wsgi.input": body, "CONTENT_LENGTH": str(size), "CONTENT_TYPE": FORM}
    return Client(enforce_csrf_checks=True).post(path, **wsgi).status_code  # type: ignore[arg-type]  # a WSGI environment


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/people/sign-in/", "/people/sign-up/", "/web/theme/"])
def test_a_form_that_is_too_heavy_is_refused_before_any_of_it_is_read(path: str) -> None:
    """A stranger cannot spool gigabytes onto the disk by posting them to any page."""
    body = Body(HEAD)
    assert sent(body, bodies.HEAVIEST + 1, path) == 413
    assert not body.was_read


def test_one_address_holds_few_threads_and_strangers_leave_some_to_others() -> None:
    """Slow forms fill the places of their sender, then those of strangers, and no more."""
    door = bodies.Door()
    with ExitStack() as slow:
        mine = [slow.enter_context(door.passed(["strangers", "1.1.1.1"])) for _each in range(7)]
        assert mine == [True] * bodies.MOST_OF_ONE + [False]
        others = [slow.enter_context(door.passed(["strangers", f"{n}"])) for n in range(7)]
        assert others == [True] * (bodies.MOST_OF_STRANGERS - bodies.MOST_OF_ONE) + [False]
        assert slow.enter_context(door.passed(["somebody signed in"]))
    with door.passed(["strangers", "1.1.1.1"]) as again:
        assert again


@pytest.mark.django_db
def test_a_form_too_many_is_asked_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """503 with a time to wait, and none of it read."""
    monkeypatch.setattr(bodies, "MOST_OF_ONE", 0)
    body = Body(HEAD)
    assert sent(body, len(HEAD)) == 503
    assert not body.was_read


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/oauth/register", "/credentials/verify", "/openid4vci/credential", "/bcv1/assertions"]
)
def test_what_programs_post_is_counted_while_it_comes(
    monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """JSON that trickles in holds no more threads than a form does: 503, and none of it read."""
    monkeypatch.setattr(bodies, "MOST_OF_ONE", 0)
    body = Body(b"{}")
    wsgi = {"wsgi.input": body, "CONTENT_LENGTH": "2", "CONTENT_TYPE": "application/json"}
    assert Client().post(path, **wsgi).status_code == 503  # type: ignore[arg-type]  # a WSGI environment
    assert not body.was_read


@pytest.mark.django_db
def test_json_of_programs_arrives_as_before() -> None:
    """It was read by then, and the door still finds it; a witness's request too."""
    refused = Client().post("/oauth/register", "[]", content_type="application/json")
    assert refused.json()["error_description"] == "The file is JSON, but not a JSON object."
    asked = Client().post("/log/witness/add-checkpoint", "x", content_type="text/plain")
    assert (asked.status_code, b"empty line" in asked.content) == (400, True)
    large = Client().post("/log/witness/add-checkpoint", "x" * 80_000, content_type="text/plain")
    assert large.status_code == 413


@pytest.mark.django_db
def test_a_length_that_is_no_number_is_taken_for_too_heavy() -> None:
    """Nothing is read of what does not say how long it is."""
    body = Body(HEAD)
    wsgi = {"wsgi.input": body, "CONTENT_LENGTH": "many", "CONTENT_TYPE": FORM}
    assert Client().post("/people/sign-in/", **wsgi).status_code == 413  # type: ignore[arg-type]  # a WSGI environment
    assert not body.was_read


def test_the_heaviest_form_is_the_verify_pages() -> None:
    """Both say the same, so that its page's own words are seen."""
    assert bodies.HEAVIEST == MAX_BODY


@pytest.mark.django_db
def test_the_strangers_rate_counts_before_a_form_is_read() -> None:
    """Who posts too often is turned away without a thread that waits for the form."""
    order = [name.rpartition(".")[2] for name in settings.MIDDLEWARE]
    wanted = ["StrangersRateMiddleware", "BodiesMiddleware", "CsrfViewMiddleware"]
    assert [name for name in order if name in wanted] == wanted


def test_a_form_of_an_ordinary_size_arrives_as_before(cast: Cast, client: Client) -> None:
    """Files and fields reach the view, read by another thread as they were."""
    client.force_login(cast.dara)
    with Path(__file__).open("rb") as file:
        answer = client.post("/authoring/stacks/", {"file": file})
    assert answer.status_code == 422
    assert "This is no JSON" in answer.content.decode()


@pytest.mark.parametrize("where", ["address", "name", "form"])
def test_a_zero_sign_is_refused_in_plain_words(cast: Cast, client: Client, where: str) -> None:
    """PostgreSQL holds U+0000 in no text (its manual, 8.3), so each page would end in an error."""
    client.force_login(cast.amina)
    sent = {"address": "?words=a%00b", "name": "?a%00b=c", "form": ""}[where]
    data = {"name": "7B\0", "organisation": ""}
    asked = client.post("/consent/", data) if where == "form" else client.get(f"/consent/{sent}")
    assert asked.status_code == 400
    assert "no text has" in asked.content.decode()
