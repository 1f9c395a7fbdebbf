"""Files as they come, through the real scan and video children, to what may be shown."""

from __future__ import annotations

import hashlib
import subprocess
from datetime import timedelta
from typing import TYPE_CHECKING

import imageio_ffmpeg
import pytest
from django.core.exceptions import PermissionDenied

from lapel.journey.files import actions
from lapel.journey.files.models import Derivative, StoredFile
from lapel.journey.files.queries import original_key, shown, staging_key, stalled, storage
from lapel.journey.record.actions import ATTEMPTS, clock_at, deliver_all
from lapel.journey.record.models import OutboxEvent
from lapel.journey.record.queries import kind_of_error, now, parked_deliveries
from lapel.ports.scan import InterruptedScanError
from lapel.ports.video import InterruptedVideoError
from ports.documents import make_docx, make_odt, make_pdf, picture, zipped
from ports.footage import ffmpeg, phone_video, record
from ports.heic import make_heic

if TYPE_CHECKING:
    from pathlib import Path

SECRETS = (b"SECRET", b"Amina", b"+48.1234", b"GPS")


def made(file: StoredFile) -> StoredFile:
    """Run the jobs, as the runner would, and give the file as it is then."""
    deliver_all()
    assert not parked_deliveries().exists()
    return StoredFile.objects.get(id=file.id)


def derivatives(file: StoredFile) -> dict[str, bytes]:
    found = Derivative.objects.filter(file=file)
    return {f"{each.kind} {each.number}": b"".join(storage().open(each.blob)) for each in found}


def assert_clean(file: StoredFile) -> dict[str, bytes]:
    """No derivative holds any of the secrets its original held, and each hash is its bytes'."""
    found = derivatives(file)
    for name, content in found.items():
        assert [secret for secret in SECRETS if secret in content] == [], name
    for each in Derivative.objects.filter(file=file):
        content = found[f"{each.kind} {each.number}"]
        assert (each.sha256, each.size) == (hashlib.sha256(content).hexdigest(), len(content))
    return found


def test_a_heic_photo_becomes_a_picture_without_its_tags(bring, tmp_path):
    """Phones send HEIC with place and maker inside; browsers show JPEG or WebP."""
    photo = make_heic(tmp_path / "photo.heic", exif=b"II*\0SECRETMAKER GPS +48.1234")
    file = made(bring(photo))
    assert (file.state, file.family, file.progress) == ("ready", "photo", 100)
    assert file.sha256 == hashlib.sha256(photo.read_bytes()).hexdigest()
    assert {"picture 1", "thumbnail 1"} <= set(assert_clean(file))
    seen = shown(file)
    assert seen.picture
    assert (seen.picture_width, seen.picture_height) == (256, 128)  # the page keeps its place


def test_a_word_document_becomes_html_with_its_pictures(bring, tmp_path, client):
    """Author, title, remarks and header are left out; the pictures' links work."""
    file = made(bring(make_docx(tmp_path / "Plan by Amina.docx"), name="Plan by Amina.docx"))
    assert (file.state, file.family) == ("ready", "document")
    found = assert_clean(file)
    assert "html 1" in found
    html = shown(file).html
    assert "Fractions" in html
    assert "Fractions" in file.text
    source = html.split('src="')[1].split('"')[0]
    picture_of_it = client.get(source)
    assert picture_of_it["Content-Type"].startswith("image/")
    picture_of_it.close()


def test_an_open_document_becomes_html(bring, tmp_path):
    """The same for .odt."""
    body = "<text:p>Wait three seconds.</text:p>"
    file = made(bring(make_odt(tmp_path / "plan.odt", body)))
    assert (file.state, file.family) == ("ready", "document")
    assert "Wait three seconds." in shown(file).html
    assert_clean(file)


def test_a_pdf_becomes_pictures_of_its_pages_and_its_words(bring, tmp_path):
    """No script of the document runs in any reader, and its words can be quoted."""
    file = made(bring(make_pdf(tmp_path / "plan.pdf", pages=3)))
    assert (file.state, file.family) == ("ready", "document")
    assert {"page 1", "page 2", "page 3"} <= set(assert_clean(file))
    assert len(shown(file).pages) == 3
    assert "Lesson page 2" in file.text


def test_a_phones_hevc_video_becomes_an_upright_rendition(bring, tmp_path):
    """Poster and H.264 rendition, without place, maker, title or names of its tracks."""
    file = made(bring(phone_video(tmp_path / "lesson.mov")))
    assert (file.state, file.family) == ("ready", "video")
    assert file.duration == pytest.approx(2, abs=0.2)
    found = assert_clean(file)
    assert set(found) == {"poster 1", "rendition 1"}
    rendition = tmp_path / "rendition.mp4"
    rendition.write_bytes(found["rendition 1"])
    said = subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-i", rendition],
        capture_output=True,
        text=True,
        check=False,
    ).stderr
    assert "h264" in said
    row = Derivative.objects.get(file=file, kind="rendition")
    assert row.height > row.width  # it was stored lying and marked to be turned


def test_sound_becomes_a_rendition(bring, tmp_path):
    """AAC in m4a, which every browser plays."""
    sound = record(tmp_path / "both.mp4", seconds=1)
    target = tmp_path / "voice.mp3"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", sound]
    subprocess.run(
        [*command, "-vn", "-metadata", "artist=SECRETARTIST", target],
        check=True,
    )
    file = made(bring(target))
    assert (file.state, file.family) == ("ready", "audio")
    assert set(assert_clean(file)) == {"rendition 1"}


def late_tracks(source: Path, out: Path) -> Path:
    """Put 8 kB of nothing (a Void element, RFC 8794) before a webm's list of tracks."""
    whole = source.read_bytes()
    tracks = whole.index(b"\x16\x54\xae\x6b")  # the id of Tracks (RFC 9559, 5.1.4)
    void = b"\xec\x60\x00" + bytes(8192)  # two bytes of length: 0x4000 + 0x2000
    out.write_bytes(whole[:tracks] + void + whole[tracks:])
    return out


def streamed(out: Path, *tracks: str) -> Path:
    """Write webm as a stream, whose places in the file nothing names."""
    both = record(out.with_suffix(".mkv"), "-c:v", "libvpx", "-c:a", "libvorbis", seconds=1)
    ffmpeg("-i", both, *tracks, "-c", "copy", "-live", "1", "-f", "webm", out)
    return out


VP8_IN_OGG = ["-c:v", "libvpx", "-c:a", "libvorbis", "-f", "ogg"]


@pytest.mark.parametrize(
    ("family", "make"),
    [
        ("audio", lambda at: late_tracks(streamed(at / "s", "-map", "0:a"), at / "late")),
        ("video", lambda at: late_tracks(streamed(at / "s", "-map", "0"), at / "late")),
        ("video", lambda at: streamed(at / "sound-first", "-map", "0:a", "-map", "0:v")),
        ("video", lambda at: record(at / "lesson.ogg", *VP8_IN_OGG, seconds=1)),
        ("audio", lambda at: sound_of(at / "lesson.mp4", "-c:a", "aac")),
        ("audio", lambda at: sound_of(at / "lesson.ogg", "-c:a", "libvorbis")),
        ("video", lambda at: record(at / "lesson.mp4", "-c:v", "libx264", seconds=1)),
    ],
)
def test_its_tracks_tell_what_a_recording_is(bring, tmp_path, family, make):
    """Not its name, nor its first bytes, in which the tracks may not be named yet."""
    file = made(bring(make(tmp_path)))
    assert (file.state, file.family, file.media_type.partition("/")[0]) == ("ready", family, family)
    kinds = {"audio": {"rendition 1"}, "video": {"poster 1", "rendition 1"}}
    assert set(derivatives(file)) == kinds[family]


def sound_of(out: Path, *options: str) -> Path:
    """Write a recording of sound alone."""
    ffmpeg("-f", "lavfi", "-i", "sine=frequency=330:duration=1", *options, out)
    return out


@pytest.mark.parametrize("port", ["scan", "video"])
def test_a_file_whose_child_was_killed_is_tried_again_and_never_refused(
    bring, monkeypatch, tmp_path, port
):
    """Memory ran short or the machine was restarted: the next try makes it ready."""
    content = picture("JPEG") if port == "scan" else sound_of(tmp_path / "a.mp3").read_bytes()
    file = bring(content)
    with monkeypatch.context() as short_of_memory:
        kill_children(short_of_memory, port)
        deliver_all()
    file.refresh_from_db()
    assert (file.state, file.refusal) == ("received", "")
    assert stalled([file]) == set()
    with clock_at(now() + timedelta(minutes=1)):
        assert made(file).state == "ready"


def kill_children(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    """End every child of one port at once, as a kernel short of memory does."""
    module, error = {
        "scan": ("lapel.ports.scan.launcher.ChildScan.identify", InterruptedScanError),
        "video": ("lapel.ports.video.ffmpeg.FfmpegVideo.probe", InterruptedVideoError),
    }[port]

    def killed(*_arguments: object, **_options: object) -> None:
        raise error

    monkeypatch.setattr(module, killed)


def test_a_file_that_is_cut_off_each_time_waits_to_be_asked_for(bring, cast, monkeypatch):
    """Tries are capped; then its owner may ask again, and so may an administrator."""
    file = bring(picture("JPEG"))
    kill_children(monkeypatch, "scan")
    start = now()
    for minutes in range(ATTEMPTS + 3):
        with clock_at(start + timedelta(minutes=5 * minutes)):
            deliver_all()
    file.refresh_from_db()
    assert (file.state, stalled([file])) == ("received", {file.id})
    (job,) = parked_deliveries()
    assert (job.attempts, kind_of_error(job)) == (ATTEMPTS, "InterruptedScanError")
    with pytest.raises(PermissionDenied):
        actions.prepare_again(person=cast.ben, file_id=file.id)
    monkeypatch.undo()
    actions.prepare_again(person=cast.amina, file_id=file.id)
    assert stalled([file]) == set()
    assert made(file).state == "ready"
    actions.prepare_again(person=cast.amina, file_id=file.id)  # changes nothing
    assert made(file).state == "ready"


def test_captions_become_vtt_and_a_text_without_times_a_transcript(bring):
    """Both are for those who do not hear the recording."""
    captions = made(bring(b"1\n00:00:01,000 --> 00:00:02,000\nGood morning\n", purpose="captions"))
    assert b"WEBVTT" in derivatives(captions)["captions 1"]
    words = made(bring(b"Good morning, all of you.", purpose="captions"))
    assert "transcript 1" in derivatives(words)
    assert shown(words).transcript.startswith("Good morning")


def bomb(path: Path) -> Path:
    """Write a document of 200 MB of zeros in a small archive."""
    types = "<Types><Override ContentType='x'/></Types>"
    return zipped(path, {"[Content_Types].xml": types, "word/document.xml": b"0" * 200_000_000})


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"MZ\x90\x00" + b"\0" * 100,
        b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
        b"GIF89a" + b"\xff" * 40,
        b"%PDF-1.7 nothing more",
        b"PK\x03\x04" + b"\0" * 100,
    ],
)
def test_what_is_not_welcome_is_refused_with_a_sentence(bring, content):
    """Programs, drawings that hold programs, and damaged files; nothing of them is shown."""
    file = made(bring(content or b"\0"))
    assert file.state == "refused"
    assert file.refusal.endswith(".")
    assert not file.derivatives.exists()
    assert OutboxEvent.objects.filter(kind__contains="FileRefused").count() == 1


def test_a_bomb_is_not_opened(bring, tmp_path):
    """A small file that unpacks to far more than its size."""
    file = made(bring(bomb(tmp_path / "bomb.docx")))
    assert (file.state, file.derivatives.count()) == ("refused", 0)


def test_a_picture_of_too_many_pixels_is_refused(bring, tmp_path):
    """It is a few kilobytes long and would fill the memory."""
    huge = picture("PNG", size=(12_000, 11_000))
    file = made(bring(huge))
    assert file.state == "refused"
    assert "pixels" in file.refusal


def test_made_ready_twice_it_is_the_same(bring, tmp_path):
    """Jobs run at least once: the second run changes nothing and announces nothing."""
    file = made(bring(picture("JPEG")))
    before = set(file.derivatives.values_list("id", "sha256"))
    actions.make_ready(file_id=file.id)
    assert set(file.derivatives.values_list("id", "sha256")) == before
    assert OutboxEvent.objects.filter(kind__contains="FileReady").count() == 1


@pytest.mark.parametrize("place", ["_make", "_store", "_finish"])
def test_a_failure_on_the_way_leaves_nothing_half(bring, monkeypatch, place):
    """The file is as it was, and the next run brings it to its end."""
    import sys

    make_ready = sys.modules["lapel.journey.files.actions.make_ready"]
    file = bring(picture("JPEG"))

    def fail(*_arguments):
        raise OSError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(make_ready, place, fail)
        with pytest.raises(OSError, match="disk is full"):
            actions.make_ready(file_id=file.id)
    file.refresh_from_db()
    assert (file.state, file.derivatives.count()) == ("received", 0)
    assert storage().exists(original_key(file))
    assert made(file).state == "ready"


def test_a_late_writers_leavings_never_replace_the_original(bring):
    """A device that came too late left an empty upload where the whole one had been."""
    file = bring(picture("JPEG"))
    storage().finish(staging_key(file), original_key(file))
    storage().append(staging_key(file), 0, [])
    assert made(file).state == "ready"


def test_a_file_that_lost_bytes_is_not_made_ready(bring):
    """What the row promises must be what the vault holds; an operator has to look."""
    file = bring(picture("JPEG"))
    storage().discard(staging_key(file))
    storage().append(staging_key(file), 0, [b"half"])
    with pytest.raises(RuntimeError, match="4 bytes"):
        actions.make_ready(file_id=file.id)
    file.refresh_from_db()
    assert file.state == "received"
