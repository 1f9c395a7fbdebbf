"""The mark on what others are shown (ADR 34): drawn in on serving, one for each viewer."""

from __future__ import annotations

import hashlib
import io
import uuid
from time import sleep

import pytest
from PIL import Image, ImageChops

from lapel.journey.files import queries
from lapel.journey.files.models import Derivative, StoredFile
from lapel.journey.files.queries import derivative_key, link, mark_for, shown, storage
from lapel.journey.record.queries import now
from lapel.ports.scan import REASONS, Refused
from lapel.ports.scan.launcher import ChildScan

CASE = uuid.UUID("11111111-1111-4111-8111-111111111111")
OTHER = uuid.UUID("22222222-2222-4222-8222-222222222222")
SIZE = (640, 480)


def picture(cast, *, kind="picture", media_type="image/jpeg", content=b""):
    """Keep a plain grey picture of hers, as the scan would have made it."""
    file = StoredFile.objects.create(
        owner=cast.amina,
        name="Amina private.jpg",
        size=1,
        state=StoredFile.State.READY,
        family="photo",
        created_at=now(),
    )
    drawn = io.BytesIO()
    Image.new("RGB", SIZE, (128, 128, 128)).save(drawn, "JPEG", quality=85)
    key = uuid.uuid4()
    stored = storage().put(derivative_key(key), io.BytesIO(content or drawn.getvalue()))
    return Derivative.objects.create(
        id=key,
        file=file,
        kind=kind,
        number=1,
        blob=derivative_key(key),
        media_type=media_type,
        size=stored.size,
        sha256=stored.sha256,
        width=SIZE[0],
        height=SIZE[1],
    )


def got(client, address, **headers):
    reply = client.get(address, headers=headers)
    return reply, b"".join(reply.streaming_content)


def opened(content):
    return Image.open(io.BytesIO(content))


def test_two_viewers_get_two_pictures_of_one_derivative(client, cast):
    """The pixels differ from what is stored and from each other; the size in pixels does not."""
    derivative = picture(cast)
    mine = got(client, link(derivative, mark=mark_for(about=CASE, viewer=cast.ben)))[1]
    hers = got(client, link(derivative, mark=mark_for(about=CASE, viewer=cast.bola)))[1]
    plain = b"".join(storage().open(derivative.blob))
    assert len({mine, hers, plain}) == 3
    for one, other in ((mine, plain), (hers, plain), (mine, hers)):
        assert ImageChops.difference(opened(one), opened(other)).getbbox() is not None
    assert opened(mine).size == opened(hers).size == SIZE


def test_the_mark_lies_over_the_whole_picture_and_hides_nothing(client, cast):
    """Each quarter has some of it; no pixel moves by more than a third of the range."""
    derivative = picture(cast)
    marked = got(client, link(derivative, mark=mark_for(about=CASE, viewer=cast.ben)))[1]
    plain = b"".join(storage().open(derivative.blob))
    change = ImageChops.difference(opened(marked), opened(plain)).convert("L")
    wide, high = SIZE[0] // 2, SIZE[1] // 2
    for left in (0, wide):
        for top in (0, high):
            quarter = change.crop((left, top, left + wide, top + high))
            assert 8 < quarter.getextrema()[1] < 85


def test_what_is_stored_stays_as_the_manifest_names_it(client, cast):
    """R1: the frozen hash is of the unmarked derivative, and serving changes nothing."""
    derivative = picture(cast)
    got(client, link(derivative, mark=mark_for(about=CASE, viewer=cast.ben)))
    kept = b"".join(storage().open(derivative.blob))
    assert hashlib.sha256(kept).hexdigest() == derivative.sha256


def test_the_mark_and_its_picture_name_nobody(client, cast):
    """No name, no id, no text beside the pixels (R5): not in the address, the headers, the file."""
    derivative = picture(cast)
    address = link(derivative, mark=mark_for(about=CASE, viewer=cast.ben))
    reply, content = got(client, address)
    image = opened(content)
    assert not image.getexif()
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    told = f"{address}{reply.headers}".casefold().encode() + content.lower()
    for name in (cast.amina.name, cast.ben.name, str(cast.ben.pk), str(CASE), "lapel.files"):
        assert name.casefold().encode() not in told


def test_two_cases_of_one_viewer_cannot_be_joined(cast):
    """Her code is made for each case alone; within a case it stays, so that it can be found."""
    codes = [mark_for(about=case, viewer=cast.ben).split()[1] for case in (CASE, CASE, OTHER)]
    assert codes[0] == codes[1] != codes[2]
    assert codes[0] == f"V-{queries.viewer_code(CASE, cast.ben.pk)}"


def test_a_range_of_a_marked_picture_is_of_its_own_bytes(client, cast):
    """Zoom and resumed loads hold: ranges, length and ETag belong to what this viewer gets."""
    address = link(picture(cast), mark=mark_for(about=CASE, viewer=cast.ben))
    whole, content = got(client, address)
    part, some = got(client, address, Range="bytes=10-19")
    assert (part.status_code, some) == (206, content[10:20])
    assert whole["ETag"] == part["ETag"] == f'"{hashlib.sha256(content).hexdigest()}"'
    assert part["Content-Range"] == f"bytes 10-19/{len(content)}"


def test_a_marked_picture_is_drawn_once_for_a_viewer(client, cast, monkeypatch):
    """Who comes back or zooms asks again and again; each drawing costs a third of a second."""
    drawings = []
    real = ChildScan.marked

    def counted(self, path, words):
        drawings.append(words)
        return real(self, path, words)

    monkeypatch.setattr(ChildScan, "marked", counted)
    derivative = picture(cast)
    for viewer in (cast.ben, cast.ben, cast.bola, cast.ben):
        got(client, link(derivative, mark=mark_for(about=CASE, viewer=viewer)))
    assert len(drawings) == 2


def test_what_is_kept_of_marked_pictures_is_bounded():
    """The oldest goes first once there is too much."""
    from lapel.journey.files.queries.marks import _Kept

    kept, keys = _Kept(10, sweep_after=600), [(uuid.uuid4(), "a") for _each in range(3)]
    for key in keys:
        kept.put(key, b"1234")
    assert [kept.get(key) for key in keys] == [None, b"1234", b"1234"]


def test_a_marked_picture_does_not_outlive_its_file_in_memory():
    """It is another process that erases: what nobody asks for any more goes by itself."""
    from lapel.journey.files.queries.marks import _Kept

    kept, key = _Kept(10, sweep_after=0.02), (uuid.uuid4(), "a")
    kept.put(key, b"1234")
    assert kept.get(key) == b"1234"
    for _try in range(500):
        if not len(kept):
            break
        sleep(0.02)
    assert (len(kept), kept._size) == (0, 0)


def test_where_no_mark_can_be_drawn_nothing_is_shown(client, cast, monkeypatch):
    """A failure must not be the way to an unmarked copy."""

    def refuses(_self, _path, _words):
        raise Refused(next(iter(REASONS)))

    monkeypatch.setattr(ChildScan, "marked", refuses)
    reply = client.get(link(picture(cast), mark=mark_for(about=CASE, viewer=cast.ben)))
    assert (reply.status_code, reply.content) == (503, b"")
    assert reply["Retry-After"] == "5"


def test_a_film_is_sent_as_it_is_and_its_mark_lies_over_the_player(client, cast):
    """To encode a lesson for each viewer costs minutes (ADR 34); seeking stays as it was."""
    film = picture(cast, kind="rendition", media_type="video/mp4", content=b"0123456789")
    address = link(film, mark=mark_for(about=CASE, viewer=cast.ben))
    reply, content = got(client, address, Range="bytes=2-4")
    assert (reply.status_code, content) == (206, b"234")


def test_the_teacher_sees_her_own_without_a_mark(client, cast):
    """In her vault, and wherever no viewer is named."""
    derivative = picture(cast)
    plain = b"".join(storage().open(derivative.blob))
    assert got(client, link(derivative, vault=True))[1] == plain
    assert shown(derivative.file, vault=True).mark == ""


@pytest.mark.parametrize("mode", ["RGBA", "RGB"])
def test_a_png_stays_a_png(tmp_path, mode):
    """Its name and type were told already; what shows through goes on showing through."""
    path = tmp_path / "a.png"
    Image.new(mode, (60, 40)).save(path)
    content = queries.marks.scan.from_url("child:").marked(path, "C-A V-B")
    assert (opened(content).format, opened(content).mode) == ("PNG", mode)
