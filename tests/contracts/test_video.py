"""What everyone who works on recordings must do."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from lapel.ports.video import Media, Video, VideoRefused, from_url
from ports.footage import QUIET_X265, browser_video, ffmpeg, phone_video, record

ADAPTERS = ["ffmpeg:"]
SECRETS = (b"SECRET", b"+48.1234", b"2026-05", b"Lavf", b"Lavc6", b"x264 - core", b"x265")


@pytest.fixture(params=ADAPTERS)
def video(request: pytest.FixtureRequest) -> Video:
    return from_url(request.param)


def frame(path: Path, at: float = 0.5) -> Image.Image:
    ffmpeg("-ss", str(at), "-i", path, "-frames:v", "1", path.with_suffix(".png"))
    return Image.open(path.with_suffix(".png")).convert("RGB")


def is_red(pixel: object) -> bool:
    assert isinstance(pixel, tuple)
    red, green, blue = map(int, pixel)
    return red > 200 and green < 60 and blue < 60


def red_corner(image: Image.Image) -> str:
    width, height = image.size
    points = {
        "upper left": (width // 8, height // 8),
        "upper right": (width * 7 // 8, height // 8),
        "lower left": (width // 8, height * 7 // 8),
        "lower right": (width * 7 // 8, height * 7 // 8),
    }
    [corner] = [name for name, point in points.items() if is_red(image.getpixel(point))]
    return corner


def test_a_phone_video_is_measured(video: Video, tmp_path: Path) -> None:
    """HEVC from a phone held upright: codecs, stored size, and the quarter turn."""
    media = video.probe(phone_video(tmp_path / "p.mov"))
    assert media.duration == pytest.approx(2, abs=0.1)
    assert (media.width, media.height, media.rotation) == (640, 360, 90)
    assert media.upright == (360, 640)
    assert (media.video_codec, media.audio_codec, media.container) == ("hevc", "aac", "mov")


@pytest.mark.parametrize(
    ("rotation", "size", "corner"),
    [
        (0, (640, 360), "upper left"),
        (90, (360, 640), "upper right"),
        (180, (640, 360), "lower right"),
        (270, (360, 640), "lower left"),
    ],
)
def test_a_phone_video_becomes_upright_h264(
    video: Video, tmp_path: Path, rotation: int, size: tuple[int, int], corner: str
) -> None:
    """A picture marked to be turned clockwise is turned for good, and the mark is gone."""
    made = video.rendition(phone_video(tmp_path / "p.mov", rotation=rotation), tmp_path / "r.mp4")
    assert (made.width, made.height, made.rotation) == (*size, 0)
    assert (made.video_codec, made.audio_codec) == ("h264", "aac")
    assert red_corner(frame(tmp_path / "r.mp4")) == corner


def test_the_rendition_tells_nothing_of_person_place_time_or_device(
    video: Video, tmp_path: Path
) -> None:
    """None of the phone's tags, nor any program's name, is in a byte of what is made."""
    source = phone_video(tmp_path / "p.mov")
    assert all(secret in source.read_bytes() for secret in (b"SECRETMAKE", b"SECRETHANDLER"))
    video.rendition(source, tmp_path / "r.mp4")
    video.audio_rendition(source, tmp_path / "r.m4a")
    video.poster(source, tmp_path / "r.jpg")
    for name in ("r.mp4", "r.m4a", "r.jpg"):
        content = (tmp_path / name).read_bytes()
        assert [secret for secret in SECRETS if secret in content] == []


def test_the_rendition_plays_before_it_is_loaded(video: Video, tmp_path: Path) -> None:
    """The index (moov) stands before the frames (mdat), for progressive download."""
    video.rendition(record(tmp_path / "p.mp4"), tmp_path / "r.mp4")
    content = (tmp_path / "r.mp4").read_bytes()
    assert 0 < content.index(b"moov") < content.index(b"mdat")


def test_a_browser_recording_without_duration_is_measured_and_made(
    video: Video, tmp_path: Path
) -> None:
    """MediaRecorder's webm says no duration; it is counted, and the rendition has one."""
    source = browser_video(tmp_path / "p.webm")
    assert video.probe(source).duration == pytest.approx(2, abs=0.1)
    made = video.rendition(source, tmp_path / "r.mp4")
    assert made.duration == pytest.approx(2, abs=0.15)
    assert (made.width, made.height) == (320, 240)


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ("1920x1080", (854, 480)),
        ("1080x1920", (480, 854)),
        ("641x361", (640, 360)),
        ("2x2", (2, 2)),
        ("1600x20", (1600, 20)),
    ],
)
def test_the_shorter_side_is_480_at_most_and_even(
    video: Video, tmp_path: Path, size: str, expected: tuple[int, int]
) -> None:
    """Large pictures shrink, small ones stay, odd sizes become even (H.264 4:2:0 needs it)."""
    source = record(tmp_path / "p.mkv", "-c:v", "ffv1", size=size, seconds=0.2, sound=False)
    made = video.rendition(source, tmp_path / "r.mp4")
    assert (made.width, made.height) == expected


def test_wide_pixels_become_square(video: Video, tmp_path: Path) -> None:
    """Anamorphic 720x576 with pixels of 64:45 is shown as 1024x576, so made 854x480 (16:9)."""
    aspect = ["-vf", "setsar=64/45", "-c:v", "mpeg4"]
    source = record(tmp_path / "p.mp4", *aspect, size="720x576", seconds=0.4)
    assert video.probe(source).upright == (1024, 576)
    made = video.rendition(source, tmp_path / "r.mp4")
    assert (made.width, made.height, made.pixel_aspect) == (854, 480, 1.0)


def test_a_video_without_sound_stays_without(video: Video, tmp_path: Path) -> None:
    """No silent track is invented, and asking for the sound is refused with a sentence."""
    source = record(tmp_path / "p.mp4", "-c:v", "libx264", sound=False)
    assert video.rendition(source, tmp_path / "r.mp4").audio_codec is None
    with pytest.raises(VideoRefused, match="no sound"):
        video.audio_rendition(source, tmp_path / "r.m4a")


def test_a_fast_recording_is_slowed_to_thirty_frames(video: Video, tmp_path: Path) -> None:
    """A 60 frame phone video becomes 30, of the same length."""
    source = record(tmp_path / "p.mp4", "-c:v", "libx264", rate=60, seconds=1)
    made = video.rendition(source, tmp_path / "r.mp4")
    assert made.frame_rate == pytest.approx(30)
    assert made.duration == pytest.approx(1, abs=0.1)


def test_high_dynamic_range_becomes_ordinary(video: Video, tmp_path: Path) -> None:
    """HLG, as new phones record it, is mapped to BT.709, and red stays red."""
    to_hlg = "zscale=pin=bt709:tin=bt709:min=bt709:p=bt2020:t=arib-std-b67:m=bt2020nc:r=tv"
    hlg = ["-color_primaries", "bt2020", "-color_trc", "arib-std-b67", "-colorspace", "bt2020nc"]
    source = record(
        tmp_path / "p.mp4",
        *["-vf", f"format=yuv420p,{to_hlg},format=yuv420p10le", *hlg],
        *["-c:v", "libx265", *QUIET_X265, "-tag:v", "hvc1"],
    )
    assert video.probe(source).high_dynamic_range
    made = video.rendition(source, tmp_path / "r.mp4")
    assert not made.high_dynamic_range
    red, green, blue = frame(tmp_path / "r.mp4").getpixel((40, 30))  # type: ignore[misc]  # a colour, not one number
    assert red > 2 * max(green, blue)


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        *[("a.mp3", "libmp3lame"), ("a.m4a", "aac"), ("a.ogg", "libopus"), ("a.wav", "pcm_s16le")],
        *[("a.flac", "flac"), ("a.aac", "aac"), ("a.webm", "libopus")],
    ],
)
def test_sound_in_any_usual_form_becomes_m4a(
    video: Video, tmp_path: Path, name: str, codec: str
) -> None:
    """Recordings of sound are measured as such and become AAC; they have no picture."""
    source = tmp_path / name
    sound = ["-f", "lavfi", "-i", "sine=duration=2", "-metadata", "title=SECRET"]
    ffmpeg(*sound, "-c:a", codec, source)
    media = video.probe(source)
    assert (media.upright, media.video_codec) == (None, None)
    made = video.audio_rendition(source, tmp_path / "r.m4a")
    assert made.audio_codec == "aac"
    assert made.duration == pytest.approx(2, abs=0.15)
    assert b"SECRET" not in (tmp_path / "r.m4a").read_bytes()
    for attempt in (video.rendition, video.poster):
        with pytest.raises(VideoRefused, match="no moving picture"):
            attempt(source, tmp_path / "r.mp4")


def test_a_cover_picture_is_no_video(video: Video, tmp_path: Path) -> None:
    """An mp3 with a cover is sound, and the cover is not passed on."""
    Image.new("RGB", (64, 64), "red").save(tmp_path / "c.jpg", comment=b"SECRET")
    inputs = ["-f", "lavfi", "-i", "sine=duration=1", "-i", str(tmp_path / "c.jpg")]
    cover = ["-map", "0", "-map", "1", "-c:v", "copy", "-disposition:v", "attached_pic"]
    ffmpeg(*inputs, *cover, tmp_path / "a.mp3")
    assert video.probe(tmp_path / "a.mp3").video_codec is None
    video.audio_rendition(tmp_path / "a.mp3", tmp_path / "r.m4a")
    assert b"SECRET" not in (tmp_path / "r.m4a").read_bytes()


def test_the_poster_is_upright_and_bounded(video: Video, tmp_path: Path) -> None:
    """A turned video's poster is a JPEG the right way up; the size told is the size made."""
    size = video.poster(phone_video(tmp_path / "p.mov"), tmp_path / "p.jpg")
    with Image.open(tmp_path / "p.jpg") as image:
        assert (image.format, image.size) == ("JPEG", (360, 640))
        assert size == image.size
        assert red_corner(image.convert("RGB")) == "upper right"
    wide = record(tmp_path / "w.mp4", "-c:v", "libx264", size="2560x1440", seconds=0.2)
    assert video.poster(wide, tmp_path / "w.jpg") == (1280, 720)


def test_progress_rises_to_its_end(video: Video, tmp_path: Path) -> None:
    """The share told never falls and ends near one."""
    told: list[float] = []
    source = record(tmp_path / "p.mp4", "-c:v", "libx264", size="1280x720", seconds=6)
    video.rendition(source, tmp_path / "r.mp4", on_progress=told.append)
    assert told == sorted(told)
    assert 0.9 < told[-1] <= 1


def playlist(path: Path, secret: Path) -> None:
    path.write_text(f"#EXTM3U\n#EXTINF:1,\nfile://{secret}\n#EXT-X-ENDLIST\n")


def concat_script(path: Path, secret: Path) -> None:
    path.write_text(f"ffconcat version 1.0\nfile '{secret}'\n")


def hidden_playlist(path: Path, secret: Path) -> None:
    path.write_bytes(b"RIFF\0\0\0\0AVI " + f"\n#EXTM3U\n#EXTINF:1,\nfile://{secret}".encode())


def nothing(path: Path, _secret: Path) -> None:
    path.write_bytes(b"")


def noise(path: Path, _secret: Path) -> None:
    path.write_bytes(b"\0\0\0\x18ftypmp42" + bytes(range(256)) * 200)


@pytest.mark.parametrize("make", [playlist, concat_script, hidden_playlist, nothing, noise])
def test_what_is_no_recording_is_refused(
    video: Video, tmp_path: Path, make: Callable[[Path, Path], None]
) -> None:
    """Playlists and scripts that name other files, empty files and noise are refused."""
    secret = record(tmp_path / "secret.mp4", "-c:v", "libx264", seconds=0.2)
    make(tmp_path / "p.mp4", secret)
    for attempt in (video.probe, lambda path: video.rendition(path, tmp_path / "r.mp4")):
        with pytest.raises(VideoRefused):
            attempt(tmp_path / "p.mp4")
    assert not (tmp_path / "r.mp4").exists()


def test_a_recording_cut_short_leaves_nothing_half_made(video: Video, tmp_path: Path) -> None:
    """A file whose index is missing is refused, and no output or leftover stays."""
    source = record(tmp_path / "p.mp4", "-c:v", "libx264")
    content = source.read_bytes()
    source.write_bytes(content[: len(content) // 2])
    with pytest.raises(VideoRefused):
        video.rendition(source, tmp_path / "r.mp4")
    assert [path.name for path in tmp_path.iterdir()] == ["p.mp4"]


def test_slides_are_shown_in_order_with_sound(video: Video, tmp_path: Path) -> None:
    """Two pictures for their seconds each, with a voice, make one video of the size asked."""
    for name, size in (("red", (300, 300)), ("blue", (100, 400))):
        Image.new("RGB", size, name).save(tmp_path / f"{name}.png")
    video.murmur(tmp_path / "voice.m4a", seconds=3, seed=1)
    made = video.slideshow(
        [(tmp_path / "red.png", 1.0), (tmp_path / "blue.png", 2.0)],
        tmp_path / "s.mp4",
        size=(320, 180),
        sound=tmp_path / "voice.m4a",
    )
    assert made.duration == pytest.approx(3, abs=0.15)
    assert (made.width, made.height, made.audio_codec) == (320, 180, "aac")
    assert is_red(frame(tmp_path / "s.mp4", 0.5).getpixel((160, 90)))
    later = frame(tmp_path / "s.mp4", 2.5).getpixel((160, 90))
    assert isinstance(later, tuple)
    assert later[2] > 200 > later[0]


def test_made_sounds_are_as_long_as_asked_and_repeatable(video: Video, tmp_path: Path) -> None:
    """The same seed gives the same bytes, another seed others, and a tone its seconds."""

    def murmur(seed: int) -> bytes:
        made: Media = video.murmur(tmp_path / "m.m4a", seconds=2, seed=seed)
        assert made.duration == pytest.approx(2, abs=0.1)
        return (tmp_path / "m.m4a").read_bytes()

    assert murmur(1) == murmur(1) != murmur(2)
    assert video.tone(tmp_path / "t.m4a", seconds=1).duration == pytest.approx(1, abs=0.1)


@pytest.mark.parametrize("url", ["", "gstreamer:", "ffmpeg:?threads=many", "ffmpeg:?x=1"])
def test_an_unknown_address_is_refused_with_what_is_allowed(url: str) -> None:
    """A wrong setting is answered with one sentence that names what would be right."""
    with pytest.raises(ValueError, match="Video must be"):
        from_url(url)


def test_a_recording_gives_frames_for_comparing(video: Video, tmp_path: Path) -> None:
    """Upright, small, one in two seconds of so short a film."""
    frames = video.frames(phone_video(tmp_path / "p.mov"))
    assert [second for second, _grey in frames] == [0]
    assert {(grey.width, grey.height) for _second, grey in frames} == {(108, 192)}
    assert all(len(grey.pixels) == 108 * 192 for _second, grey in frames)


def test_a_recording_gives_its_sound_for_comparing(video: Video, tmp_path: Path) -> None:
    """Two seconds, mono, 8,000 samples of two bytes each; a film without sound is refused."""
    made = video.tone(tmp_path / "tone.m4a", seconds=2)
    assert made.audio_codec == "aac"
    heard = video.samples(tmp_path / "tone.m4a")
    assert len(heard) == pytest.approx(2 * 8000 * 2, rel=0.05)
    Image.new("RGB", (64, 64)).save(tmp_path / "one.png")
    video.slideshow([(tmp_path / "one.png", 1.0)], tmp_path / "silent.mp4")
    with pytest.raises(VideoRefused) as refused:
        video.samples(tmp_path / "silent.mp4")
    assert refused.value.code == "no_sound"
