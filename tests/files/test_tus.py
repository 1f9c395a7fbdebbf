"""Resumable uploads: tus 1.0.0, core protocol and termination (tus.io/protocols)."""

from __future__ import annotations

import os
import uuid
from contextlib import ExitStack
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from lapel.journey.files import actions
from lapel.journey.files.actions import OffsetMismatchError, waiting
from lapel.journey.files.models import StoredFile
from lapel.journey.files.queries import durable_offset, original_key, staging_key, storage
from lapel.journey.record.actions import clock_at
from lapel.journey.record.models import OutboxEvent
from lapel.journey.record.queries import now

TUS = {"Tus-Resumable": "1.0.0"}
BYTES = "application/offset+octet-stream"


class Body(BytesIO):
    """A body that remembers whether anybody read it."""

    was_read = False

    def read(self, size: int | None = -1) -> bytes:
        self.was_read = True
        return super().read(size)


@pytest.fixture
def upload(cast):
    return actions.begin_upload(
        person=cast.amina, organisation=cast.school, name="lesson.mp4", size=10
    )


def address(file):
    return reverse("files:upload", args=[file.id])


def patch(client, file, offset, content, **change):
    headers = {**TUS, "Upload-Offset": str(offset), **change.pop("headers", {})}
    return client.patch(
        address(file),
        data=content,
        content_type=change.pop("content_type", BYTES),
        headers=headers,
        **change,
    )


def fresh(file):
    return StoredFile.objects.get(id=file.id)


def test_head_tells_what_is_durable(amina, upload):
    """Core protocol: 200 with Upload-Offset, Upload-Length and no caching."""
    reply = amina.head(address(upload), headers=TUS)
    assert reply.status_code == 200
    assert (reply["Upload-Offset"], reply["Upload-Length"]) == ("0", "10")
    assert (reply["Cache-Control"], reply["Tus-Resumable"]) == ("no-store", "1.0.0")


def test_options_tells_what_is_spoken(amina, upload):
    """Version 1.0.0 with termination; creation belongs to the rooms that ask for files."""
    reply = amina.options(address(upload))
    assert reply.status_code == 204
    assert (reply["Tus-Version"], reply["Tus-Extension"]) == ("1.0.0", "termination")


def test_pieces_make_a_whole(amina, upload):
    """Each PATCH answers 204 with the new offset; with the last byte a job is announced, once."""
    assert patch(amina, upload, 0, b"0123")["Upload-Offset"] == "4"
    assert fresh(upload).state == "receiving"
    last = patch(amina, upload, 4, b"456789")
    assert (last.status_code, last["Upload-Offset"]) == (204, "10")
    assert fresh(upload).state == "received"
    assert OutboxEvent.objects.filter(kind__contains="FileReceived").count() == 1
    assert storage().staged_size(staging_key(upload)) == 10


@pytest.mark.parametrize("offset", [0, 3, 5, 10])
def test_a_wrong_offset_is_a_conflict(amina, upload, offset):
    """409, with the offset to go on from; nothing is written."""
    patch(amina, upload, 0, b"0123")
    reply = patch(amina, upload, offset, b"x")
    assert (reply.status_code, reply["Upload-Offset"]) == (409, "4")
    assert durable_offset(fresh(upload)) == 4


def test_another_version_of_the_protocol_is_refused(amina, upload):
    """412, naming the version that is spoken."""
    reply = patch(amina, upload, 0, b"0123", headers={"Tus-Resumable": "0.2.2"})
    assert (reply.status_code, reply["Tus-Version"]) == (412, "1.0.0")


def test_another_content_type_is_refused(amina, upload):
    """415: a PATCH carries application/offset+octet-stream."""
    assert patch(amina, upload, 0, b"0123", content_type="text/plain").status_code == 415


@pytest.mark.parametrize("offset", ["", "-1", "one", "٤", "9" * 19])
def test_an_offset_that_is_no_number_is_refused(amina, upload, offset):
    """400, before anything is read."""
    reply = patch(amina, upload, 0, b"0123", headers={"Upload-Offset": offset})
    assert reply.status_code == 400


def test_more_bytes_than_announced_are_refused_before_one_is_written(amina, upload):
    """413: the limit was checked against the length that was said."""
    assert patch(amina, upload, 0, b"0123456789ABC").status_code == 413
    assert durable_offset(fresh(upload)) == 0


def test_a_body_that_grows_past_its_announcement_is_stopped(cast, upload):
    """Whatever a header says, the bytes themselves are counted."""
    with pytest.raises(actions.LongerThanSaidError):
        actions.receive(
            person=cast.amina, file_id=upload.id, offset=0, chunks=[b"01234567", b"89ABCD"]
        )
    assert durable_offset(fresh(upload)) == 8


def test_a_server_full_of_uploads_asks_to_wait(amina, cast, upload, monkeypatch):
    """503 with a pause; the client comes back by itself, and pages keep their threads."""
    monkeypatch.setattr(waiting, "AT_ONCE", 1)
    with actions.place_held(cast.ben):
        reply = patch(amina, upload, 0, b"0123")
        assert (reply.status_code, reply["Retry-After"]) == (503, "3")
        assert "Many people" in reply.content.decode()
        assert amina.head(address(upload), headers=TUS).status_code == 503
    assert patch(amina, upload, 0, b"0123").status_code == 204


def test_one_person_cannot_hold_all_places(amina, cast, client, upload):
    """Four pieces of hers may be on their way (429 beyond); everybody else sends as before."""
    with ExitStack() as hers:
        for _each in range(waiting.MOST_OF_ONE):
            hers.enter_context(actions.place_held(cast.amina))
        reply = patch(amina, upload, 0, b"0123")
        assert (reply.status_code, reply["Retry-After"]) == (429, "3")
        assert "as many files as one person can" in reply.content.decode()
        assert durable_offset(fresh(upload)) == 0
        with actions.place_held(cast.ben):
            actions.look_for_place(cast.chipo)
    assert patch(amina, upload, 0, b"0123").status_code == 204


def test_the_offset_is_asked_for_before_a_body_is_on_its_way(amina, cast, upload):
    """A client hears the 429 to its HEAD; that to a PATCH it may lose while it is still sending."""
    with ExitStack() as hers:
        for _each in range(waiting.MOST_OF_ONE):
            hers.enter_context(actions.place_held(cast.amina))
        reply = amina.head(address(upload), headers=TUS)
        assert (reply.status_code, reply["Retry-After"]) == (429, "3")
        StoredFile.objects.filter(id=upload.id).update(state="received")
        # nothing more is to be sent, so there is nothing to wait for
        assert amina.head(address(upload), headers=TUS)["Upload-Offset"] == "10"


def test_a_piece_that_is_refused_for_want_of_a_place_is_not_read(amina, cast, upload):
    """The thread that answers is the one that would read; no other answers for it."""
    body = Body(b"0123")
    with ExitStack() as hers:
        for _each in range(waiting.MOST_OF_ONE):
            hers.enter_context(actions.place_held(cast.amina))
        reply = amina.generic(
            "PATCH",
            address(upload),
            headers={**TUS, "Upload-Offset": "0"},
            **{"wsgi.input": body, "CONTENT_LENGTH": "4", "CONTENT_TYPE": BYTES},
        )
    assert reply.status_code == 429
    assert not body.was_read


def begin(cast, size=10):
    return actions.begin_upload(
        person=cast.amina, organisation=cast.school, name="lesson.mp4", size=size
    )


def test_so_many_files_an_hour_and_no_more(cast, monkeypatch):
    """What is beyond is told when there is room again: once the oldest is an hour old."""
    monkeypatch.setattr(waiting, "MOST_AN_HOUR", 3)
    start = now()
    for minutes in (0, 10, 20):
        with clock_at(start + timedelta(minutes=minutes)):
            begin(cast)
    with clock_at(start + timedelta(minutes=30)):
        with pytest.raises(actions.WaitError, match=r"in 3\d minutes") as wait:
            begin(cast)
        assert wait.value.is_hers
        assert wait.value.seconds == pytest.approx(30 * 60, abs=30)
        ours = actions.begin_upload(person=cast.ben, organisation=None, name="x", size=1)
        assert ours.owner == cast.ben
    with clock_at(start + timedelta(minutes=60, seconds=30)):
        begin(cast)


def test_so_many_bytes_a_day_and_no_more(cast, settings):
    """Ten of the largest files; bringing and removing them for ever would fill the disk."""
    settings.UPLOAD_LIMIT = 100
    start = now()
    for hour in range(waiting.MOST_LARGE_A_DAY):
        with clock_at(start + timedelta(hours=2 * hour)):
            file = begin(cast, size=100)
            actions.remove_file(person=cast.amina, file_id=file.id)
    with clock_at(start + timedelta(hours=23)):
        for size in (100, 1):
            with pytest.raises(actions.WaitError) as wait:
                begin(cast, size=size)
            assert wait.value.seconds == pytest.approx(60 * 60, abs=30)
    with clock_at(start + timedelta(hours=24, seconds=30)):
        begin(cast, size=100)


def test_two_devices_cannot_send_at_once(amina, cast, upload):
    """423 while another writer holds the upload."""

    def chunks():
        yield b"0123"
        assert patch(amina, upload, 0, b"0123").status_code in {409, 423}
        yield b"4567"

    actions.receive(person=cast.amina, file_id=upload.id, offset=0, chunks=chunks())
    assert durable_offset(fresh(upload)) == 8


def test_a_device_that_waited_never_cuts_off_what_another_sent(cast, upload, monkeypatch):
    """Between her look at the offset and her first byte another device sent the whole file."""
    real = actions.receive.__globals__["_stands_at"]
    looks = []

    def look(file_id, offset):
        real(file_id, offset)
        looks.append(offset)
        if len(looks) == 1:
            actions.receive(person=cast.amina, file_id=upload.id, offset=0, chunks=[b"0123456789"])

    monkeypatch.setitem(actions.receive.__globals__, "_stands_at", look)
    with pytest.raises(OffsetMismatchError):
        actions.receive(person=cast.amina, file_id=upload.id, offset=0, chunks=[b"x"])
    assert fresh(upload).state == "received"
    assert storage().staged_size(staging_key(upload)) == 10


def test_a_cut_keeps_what_arrived(cast, upload):
    """The reader breaks off with an error; the offset says what is durable."""

    def chunks():
        yield b"0123"
        raise ConnectionError

    with pytest.raises(ConnectionError):
        actions.receive(person=cast.amina, file_id=upload.id, offset=0, chunks=chunks())
    assert durable_offset(fresh(upload)) == 4


def test_a_file_whose_last_byte_is_durable_is_received_after_a_crash(amina, cast, upload):
    """The process died between the last byte and the row; asking for the offset mends it."""
    storage().append(staging_key(upload), 0, [b"0123456789"])
    StoredFile.objects.filter(id=upload.id).update(received=10)
    assert amina.head(address(upload), headers=TUS)["Upload-Offset"] == "10"
    assert fresh(upload).state == "received"
    assert OutboxEvent.objects.filter(kind__contains="FileReceived").count() == 1


def test_a_row_that_promises_more_than_the_disk_holds_is_not_believed(amina, upload):
    """As after a restore from a backup: the smaller of both is durable."""
    StoredFile.objects.filter(id=upload.id).update(received=7)
    assert amina.head(address(upload), headers=TUS)["Upload-Offset"] == "0"


def test_an_upload_can_be_given_up(amina, upload):
    """Termination: 204, then the address is gone; a finished one is not taken back this way."""
    patch(amina, upload, 0, b"0123")
    assert amina.delete(address(upload), headers=TUS).status_code == 204
    assert amina.head(address(upload), headers=TUS).status_code == 404
    assert storage().staged_size(staging_key(upload)) == 0


def test_a_finished_upload_stays(amina, upload):
    """A late DELETE or PATCH of the client changes nothing."""
    patch(amina, upload, 0, b"0123456789")
    assert amina.delete(address(upload), headers=TUS).status_code == 409
    assert patch(amina, upload, 0, b"0").status_code == 409
    assert fresh(upload).state == "received"


@pytest.mark.parametrize("who", ["ben", "chipo", "elif_", "femi"])
def test_another_persons_file_does_not_exist(cast, client, bring, upload, who):
    """404 for all that is done with it, as for a number that was made up."""
    mine = bring(b"whole")
    client.force_login(getattr(cast, who))
    for file_id in (upload.id, mine.id, uuid.uuid4()):
        for name in ("upload", "state", "original"):
            url = reverse(f"files:{name}", args=[file_id])
            assert client.head(url, headers=TUS).status_code == 404
    assert patch(client, upload, 0, b"0123").status_code == 404
    assert client.delete(address(upload)).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.receive(person=getattr(cast, who), file_id=upload.id, offset=0, chunks=[b"x"])
    with pytest.raises(PermissionDenied):
        actions.remove_file(person=getattr(cast, who), file_id=upload.id)


def test_a_visitor_is_led_to_sign_in(client, upload):
    """Nothing is told, nothing is taken."""
    assert client.head(address(upload), headers=TUS).status_code == 302
    assert patch(client, upload, 0, b"0123").status_code == 302
    assert durable_offset(fresh(upload)) == 0


def test_a_piece_needs_the_pages_token(cast, upload):
    """Another site cannot send bytes in her name (CSRF), also not by PATCH."""
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.amina)
    assert patch(strict, upload, 0, b"0123").status_code == 403
    assert strict.delete(address(upload), headers=TUS).status_code == 403
    assert durable_offset(fresh(upload)) == 0


def test_state_tells_how_far_a_file_is(amina, upload):
    """The page that waits asks for it."""
    patch(amina, upload, 0, b"0123")
    assert amina.get(reverse("files:state", args=[upload.id])).json() == {
        "state": "receiving",
        "offset": 4,
        "size": 10,
        "progress": 0,
        "refusal": "",
    }


def test_a_teacher_takes_her_own_original_home(amina, bring):
    """Byte by byte as it was, under its own name, as a download."""
    content = os.urandom(1000)
    file = bring(content, name='Größe "1".jpg')
    url = reverse("files:original", args=[file.id])
    assert amina.get(url).status_code == 404  # it is in its vault only once it was looked at
    storage().finish(staging_key(file), original_key(file))
    reply = amina.get(url)
    assert b"".join(reply) == content
    assert reply["Content-Type"] == "application/octet-stream"
    assert reply["Content-Disposition"].startswith("attachment; filename*=utf-8''Gr%C3%B6")
