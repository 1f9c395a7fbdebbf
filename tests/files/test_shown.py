"""Links to derivatives, ranges, and the walls around what strangers made."""

from __future__ import annotations

import hashlib
import io
import uuid
from datetime import timedelta

import pytest
from django.core import signing

from lapel.journey.files.models import Derivative, StoredFile
from lapel.journey.files.queries import LINK_AGE, derivative_key, link, shown, storage
from lapel.journey.record.queries import now

CONTENT = bytes(range(256)) * 40


@pytest.fixture
def derivative(cast):
    file = StoredFile.objects.create(
        owner=cast.amina,
        name="Amina private.mp4",
        size=1,
        state=StoredFile.State.READY,
        family="video",
        created_at=now(),
    )
    key = uuid.uuid4()
    stored = storage().put(derivative_key(key), io.BytesIO(CONTENT))
    return Derivative.objects.create(
        id=key,
        file=file,
        kind="rendition",
        number=1,
        blob=derivative_key(key),
        media_type="video/mp4",
        size=stored.size,
        sha256=stored.sha256,
    )


def body(reply):
    return b"".join(reply.streaming_content)


def status(reply):
    reply.close()  # nobody reads it to its end
    return reply.status_code


def test_whoever_holds_a_link_sees_the_derivative(client, derivative):
    """No account is needed: the link itself is the leave, and it tells nothing."""
    address = link(derivative)
    reply = client.get(address)
    assert body(reply) == CONTENT
    assert reply["Content-Length"] == str(len(CONTENT))
    assert reply["ETag"] == f'"{hashlib.sha256(CONTENT).hexdigest()}"'
    assert "Amina" not in address
    assert address.endswith("/rendition-1.mp4")


def test_what_is_shown_can_do_nothing(client, derivative):
    """Sandboxed, no scripts, no frames, no guessing of its type, kept by her browser alone."""
    reply = client.get(link(derivative))
    assert status(reply) == 200
    assert reply["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert reply["X-Content-Type-Options"] == "nosniff"
    assert reply["X-Frame-Options"] == "DENY"
    assert reply["Cross-Origin-Resource-Policy"] == "same-site"
    assert "private" in reply["Cache-Control"]
    assert "Set-Cookie" not in reply


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-99", 0, 99),
        ("bytes=100-", 100, 10239),
        ("bytes=-40", 10200, 10239),
        ("bytes=10000-999999", 10000, 10239),
        ("bytes=-999999", 0, 10239),
        pytest.param(f"bytes=10000-{'9' * 6000}", 10000, 10239, id="over-long end"),
        pytest.param(f"bytes=-{'9' * 6000}", 0, 10239, id="over-long suffix"),
    ],
)
def test_a_range_is_served(client, derivative, asked, first, last):
    """206 with exactly the bytes asked for (RFC 9110, 14.2), as players seek."""
    reply = client.get(link(derivative), headers={"Range": asked})
    assert reply.status_code == 206
    assert reply["Content-Range"] == f"bytes {first}-{last}/10240"
    assert reply["Content-Length"] == str(last - first + 1)
    assert body(reply) == CONTENT[first : last + 1]


@pytest.mark.parametrize(
    "asked",
    [
        "bytes=10240-",
        "bytes=500-100",
        "bytes=-0",
        pytest.param(f"bytes={'9' * 6000}-", id="over-long"),
        pytest.param(f"bytes={'9' * 6000}-{'9' * 6000}", id="over-long both"),
    ],
)
def test_a_range_outside_is_told(client, derivative, asked):
    """416 with the size, so that the player can ask again (RFC 9110, 15.5.17)."""
    reply = client.get(link(derivative), headers={"Range": asked})
    assert (reply.status_code, reply["Content-Range"]) == (416, "bytes */10240")


@pytest.mark.parametrize(
    "asked", ["bytes=-", "items=0-5", "bytes=0-5,9-12", "bytes=a-b", "0-5", "bytes=\u0663-"]
)
def test_a_range_we_do_not_serve_gets_the_whole(client, derivative, asked):
    """RFC 9110, 14.2: what is not understood is ignored."""
    reply = client.get(link(derivative), headers={"Range": asked})
    assert (reply.status_code, body(reply)) == (200, CONTENT)


def test_a_range_of_another_edition_gets_the_whole(client, derivative):
    """If-Range names what the client holds; another one must not be mixed with it."""
    address, mine = link(derivative), f'"{derivative.sha256}"'
    held = client.get(address, headers={"Range": "bytes=0-9", "If-Range": mine})
    other = client.get(address, headers={"Range": "bytes=0-9", "If-Range": '"another"'})
    assert (status(held), status(other)) == (206, 200)


def test_head_says_the_same_without_the_body(client, derivative):
    """Players ask for the length first."""
    reply = client.head(link(derivative), headers={"Range": "bytes=0-9"})
    assert (reply.status_code, reply["Content-Length"], reply.content) == (206, "10", b"")
    assert client.post(link(derivative)).status_code == 405


def test_a_link_lasts_two_hours(client, derivative, monkeypatch):
    """After that it shows nothing, to whomever it was passed on."""
    address = link(derivative)
    real = signing.time.time
    monkeypatch.setattr(signing.time, "time", lambda: real() + LINK_AGE - 60)
    assert status(client.get(address)) == 200
    monkeypatch.setattr(signing.time, "time", lambda: real() + LINK_AGE + 60)
    assert client.get(address).status_code == 404
    assert timedelta(seconds=LINK_AGE) == timedelta(hours=2)


def test_a_forged_link_shows_nothing(client, derivative):
    """Neither a guess, nor a changed one, nor a token that was signed for something else."""
    address = link(derivative)
    token = address.split("/")[-2]
    forged = [
        "x",
        token[:-1] + ("a" if token[-1] != "a" else "b"),
        signing.dumps(derivative.id.hex, salt="another"),
        signing.dumps(uuid.uuid4().hex, salt="lapel.files.link"),
    ]
    for each in forged:
        assert client.get(address.replace(token, each)).status_code == 404


def test_a_link_works_under_its_own_name_alone(client, derivative):
    """What a stranger brought cannot stand at an address that means something on this host."""
    address = link(derivative)
    folder = address.rpartition("/")[0]
    assert status(client.get(address)) == 200
    assert client.get(f"{folder}/did.json").status_code == 404


def test_nothing_is_shown_of_a_removed_file(client, derivative):
    """A link that was handed out before shows nothing either."""
    address = link(derivative)
    StoredFile.objects.filter(id=derivative.file_id).update(removed_at=now())
    assert client.get(address).status_code == 404


def test_what_a_page_is_given_names_nobody(derivative):
    """Assessors' pages are made from this (R5)."""
    assert "Amina" not in repr(shown(derivative.file))
