"""Faces found and followed; pictures, recordings, sounds and pages made unrecognisable."""

import subprocess
import wave
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from PIL import Image, ImageDraw, PngImagePlugin

from labelled.folder import encode, seeds
from labelled.scenes import clip, head, paste, room
from labelled.speech import talk
from lapel.domain.redaction import (
    Box,
    Decision,
    Span,
    Track,
    box_at,
    boxes_on_page,
    finds,
    grown,
    overlap,
    spans_in_captions,
    text_in_captions,
)
from lapel.domain.redaction.find import Pupil
from lapel.ports import redaction
from lapel.ports.redaction import RedactionRefused
from lapel.ports.redaction.masks import blurred
from ports.documents import make_pdf
from ports.footage import ffmpeg, record

PORT = redaction.from_url("child:")
SIZE = (640, 360)
RATE = 8000


def portrait(path: Path, *, tall: float = 90) -> Box:
    """Write a picture with one face that the model sees well, and give where it is."""
    random = np.random.default_rng(5)
    picture = room(random, *SIZE)
    left, top, right, bottom = paste(picture, head(random, "frontal", 6), tall, (300, 150))
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "SECRETAUTHOR")
    picture.save(path, **({"pnginfo": info} if path.suffix == ".png" else {"comment": b"SECRET"}))
    return Box(left / 640, top / 360, (right - left) / 640, (bottom - top) / 360)


def pixels(path: Path) -> "np.ndarray":
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"), int)


def within(box: Box, shape: tuple[int, ...]) -> tuple[slice, slice]:
    height, width = shape[:2]
    rows = slice(int(box.top * height), int((box.top + box.height) * height))
    return rows, slice(int(box.left * width), int((box.left + box.width) * width))


@pytest.mark.parametrize("ending", [".jpg", ".png"])
def test_a_face_in_a_picture_is_found_and_blurred(tmp_path: Path, ending: str) -> None:
    """What is left of it is no face to the finder, and the rest of the picture is as it was."""
    source, target = tmp_path / f"a{ending}", tmp_path / f"b{ending}"
    face = portrait(source)
    boxes = PORT.faces_in_picture(source)
    assert max(overlap(box, face) for box in boxes) > 0.4
    PORT.mask_picture(source, target, boxes)
    assert all(overlap(box, face) < 0.2 for box in PORT.faces_in_picture(target) if box.score > 0.3)
    before, after = pixels(source), pixels(target)
    assert before.shape == after.shape
    part = within(face, before.shape)
    assert np.abs(before[part] - after[part]).mean() > 5
    assert np.abs(before[:40, :40] - after[:40, :40]).mean() < 4
    assert b"SECRET" not in target.read_bytes()


def test_a_blurred_face_keeps_no_more_than_twenty_colours() -> None:
    """Whatever its size, what was there is mixed into four by five cells: it cannot be undone."""
    random = np.random.default_rng(1)
    noise = random.integers(0, 256, (400, 400), dtype=np.uint8)
    first, second = noise.copy(), noise.copy()
    box = Box(0.2, 0.2, 0.5, 0.5)
    blurred(first, box)
    blurred(second, box)
    assert (first == second).all()
    middle = first[120:260, 120:260].astype(int)
    assert np.abs(np.diff(middle, axis=1)).max() <= 3
    assert (first[:40] == noise[:40]).all()


def test_a_blur_of_nothing_changes_nothing() -> None:
    """A box outside of the picture, from a person's hand, is no accident."""
    plane = np.full((10, 10), 7, np.uint8)
    blurred(plane, Box(1.0, 1.0, 0.0, 0.0))
    assert (plane == 7).all()


def test_words_of_a_page_are_blacked_out_where_they_stand(tmp_path: Path) -> None:
    """The page as it is rendered has nothing left at the word, and all of it beside it."""
    from lapel.ports import scan

    pdf = make_pdf(tmp_path / "plan.pdf", pages=1)
    rendered = scan.from_url("child:").rebuild(pdf, tmp_path / "out")
    picture = next(file.path for file in rendered.files if file.kind == "page")
    (page,) = PORT.words_in_pdf(pdf)
    assert page.text.split() == ["Lesson", "page", "1"]
    found = finds(page.text, class_list=[Pupil("Lesson Ben")])
    boxes = boxes_on_page(page, found)
    PORT.mask_picture(picture, tmp_path / "black.jpg", boxes, look="black")
    before, after = pixels(picture), pixels(tmp_path / "black.jpg")
    (box,) = boxes
    part = within(box, before.shape)
    assert before[part].max() > 200
    assert before[part].min() < 60
    assert after[part].max() < 40
    beside = within(Box(box.left + box.width + 0.02, box.top, 0.2, box.height), before.shape)
    assert after[beside].min() < 60
    assert after[beside].max() > 200


def test_pages_that_are_turned_have_their_words_where_they_are_seen(tmp_path: Path) -> None:
    """A page stored lying is rendered upright, and so are the places of its words."""
    import pypdf
    import typst

    (tmp_path / "a.pdf").write_bytes(typst.compile(b"Lesson plan of Amina"))
    writer = pypdf.PdfWriter(clone_from=tmp_path / "a.pdf")
    writer.pages[0].rotate(90)
    writer.write(tmp_path / "b.pdf")
    (upright,), (turned,) = (PORT.words_in_pdf(tmp_path / name) for name in ("a.pdf", "b.pdf"))
    assert turned.text == upright.text
    one, two = upright.words[0].box, turned.words[0].box
    assert two.height > two.width
    assert (two.top, two.height) == pytest.approx((one.left, one.width), abs=0.01)


@pytest.mark.parametrize(
    ("source", "is_unread"),
    [
        ("Amina reads, Ben writes, and all of us wait.", False),
        ("", False),
        ('#image("scan.png", width: 90%)', True),
        ('p. 3 #image("scan.png", width: 20%)', True),
        ('Amina reads, Ben writes, and all of us wait. #image("scan.png", width: 20%)', False),
        ('Amina reads, Ben writes, and all of us wait. #image("scan.png", width: 100%)', True),
        ("#box(stroke: 1pt, width: 5cm)[Unit 3]", False),
        ("#for n in range(60) [#place(line(end: (1cm, n * 1pt)))]", True),
    ],
)
def test_a_page_that_shows_more_than_its_letters_say_is_told(
    tmp_path: Path, source: str, *, is_unread: bool
) -> None:
    """A scan, a large photograph, letters drawn as curves; not a logo, a rule or an empty page."""
    import typst

    Image.new("L", (300, 400), 200).save(tmp_path / "scan.png")
    (tmp_path / "page.typ").write_text(source, encoding="utf-8")
    (tmp_path / "page.pdf").write_bytes(typst.compile(str(tmp_path / "page.typ")))
    (page,) = PORT.words_in_pdf(tmp_path / "page.pdf")
    assert page.unread is is_unread


def test_a_page_that_somebody_wrote_on_is_told(tmp_path: Path) -> None:
    """Notes, stamps, ink and form fields are shown with the page, and are none of its text."""
    import pypdf
    import typst
    from pypdf.annotations import FreeText, Link

    (tmp_path / "a.pdf").write_bytes(typst.compile(b"Of what we did #pagebreak() And wrote"))
    writer = pypdf.PdfWriter(clone_from=tmp_path / "a.pdf")
    noted = FreeText(text="Amina", rect=(50, 550, 200, 650))
    linked = Link(rect=(50, 550, 200, 650), url="https://example.org/")
    writer.add_annotation(page_number=0, annotation=noted)
    writer.add_annotation(page_number=1, annotation=linked)
    writer.write(tmp_path / "noted.pdf")
    assert [page.unread for page in PORT.words_in_pdf(tmp_path / "noted.pdf")] == [True, False]


def test_a_picture_within_a_drawing_counts(tmp_path: Path) -> None:
    """Programs that scan wrap the picture of a page in a form of its own."""
    import pypdf
    import typst

    Image.new("L", (300, 400), 200).save(tmp_path / "scan.png")
    (tmp_path / "page.typ").write_text('#image("scan.png", width: 90%)', encoding="utf-8")
    (tmp_path / "page.pdf").write_bytes(typst.compile(str(tmp_path / "page.typ")))
    inner = pypdf.PdfReader(tmp_path / "page.pdf").pages[0]
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(width=600, height=800)
    form = pypdf.generic.StreamObject()
    form.set_data(inner.get_contents().get_data())
    name = pypdf.generic.NameObject
    box = pypdf.generic.ArrayObject([pypdf.generic.NumberObject(n) for n in (0, 0, 600, 800)])
    form.update({name("/Type"): name("/XObject"), name("/Subtype"): name("/Form")})
    form.update({name("/BBox"): box, name("/Resources"): inner["/Resources"].clone(writer)})
    drawn = pypdf.generic.DictionaryObject({name("/Fm0"): writer._add_object(form)})
    page[name("/Resources")] = pypdf.generic.DictionaryObject({name("/XObject"): drawn})
    content = pypdf.generic.StreamObject()
    content.set_data(b"q /Fm0 Do Q")
    page[name("/Contents")] = writer._add_object(content)
    writer.write(tmp_path / "wrapped.pdf")
    (read,) = PORT.words_in_pdf(tmp_path / "wrapped.pdf")
    assert read.unread


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list]:
    """Four seconds of a class that moves, of the training part: the held-out one is the bench's."""
    path = tmp_path_factory.mktemp("lesson") / "lesson.mp4"
    frames, walks = clip(seeds(2, held_out=False)[1], seconds=4, rate=10)
    encode(frames, path, seconds=4, rate=10)
    return path, walks


@pytest.fixture(scope="module")
def tracks(lesson: tuple[Path, list]) -> list[Track]:
    return PORT.tracks_in_video(lesson[0])


def test_faces_are_followed_through_a_recording(
    lesson: tuple[Path, list], tracks: list[Track]
) -> None:
    """At moments that were never looked at, nineteen of twenty labelled faces lie under a mask."""
    moments = hits = 0
    for walk in lesson[1]:
        for second, left, top, right, bottom in walk.boxes[2::3]:
            if left < 0 or right > 1:
                continue
            face = Box(left, top, right - left, bottom - top)
            placed = [box for track in tracks if (box := box_at(track, second, padding=0.6))]
            moments += 1
            hits += any(overlap(grown(box, 0.35), face) > 0.3 for box in placed)
    assert moments > 20
    assert hits >= 0.95 * moments
    assert [track.number for track in tracks] == list(range(1, len(tracks) + 1))
    assert all(track.picture and track.picture.startswith(b"\xff\xd8") for track in tracks)


def test_a_recording_is_blurred_by_track_and_bleeped_by_span(
    lesson: tuple[Path, list], tracks: list[Track], tmp_path: Path
) -> None:
    """Length, size and sound stay; where a track is, the picture is another; tags are gone."""
    tagged, target = tmp_path / "tagged.mp4", tmp_path / "masked.mp4"
    ffmpeg("-i", lesson[0], "-c", "copy", "-metadata", "title=SECRETTITLE", tagged)
    shares: list[float] = []
    PORT.mask_video(tagged, target, tracks, [Span(1.0, 2.0)], on_progress=shares.append)
    assert shares == sorted(shares)
    assert b"SECRETTITLE" not in target.read_bytes()
    before, after = frame(tagged, 2.0, tmp_path / "1.png"), frame(target, 2.0, tmp_path / "2.png")
    assert before.shape == after.shape
    placed = [box for track in tracks if (box := box_at(track, 2.0, padding=0.6))]
    box = max(placed, key=lambda each: each.height)
    part = within(box, before.shape)
    assert np.abs(before[part] - after[part]).mean() > 4
    assert loudest(target, at=1500) in range(95, 106)  # 1000 Hz: ten turns in 10 ms
    assert loudest(target, at=3000) in range(30, 37)  # 330 Hz, as it was
    assert not list(tmp_path.glob(".*"))


def frame(path: Path, at: float, out: Path) -> "np.ndarray":
    ffmpeg("-ss", str(at), "-i", path, "-frames:v", "1", out)
    return pixels(out)


def loudest(path: Path, *, at: int) -> int:
    """Give the strongest frequency in the tenth of a second from `at` (ms), in tens of hertz."""
    program = imageio_ffmpeg.get_ffmpeg_exe()
    cut = ["-ss", str(at / 1000), "-t", "0.1", "-i", str(path), "-ac", "1", "-ar", "8000"]
    command = [program, "-v", "error", *cut, "-f", "s16le", "-"]
    sound = np.frombuffer(subprocess.run(command, check=True, capture_output=True).stdout, "<i2")
    strength = np.abs(np.fft.rfft(sound))
    return round(float(np.argmax(strength)) * 8000 / len(sound) / 10)


def test_a_sound_recording_has_a_tone_where_a_name_was(tmp_path: Path) -> None:
    """Before and after it sounds as it did."""
    ffmpeg("-f", "lavfi", "-i", "sine=330:d=3", "-c:a", "aac", tmp_path / "a.m4a")
    PORT.bleep(tmp_path / "a.m4a", tmp_path / "b.m4a", [Span(1.0, 2.0)])
    assert loudest(tmp_path / "b.m4a", at=1500) in range(95, 106)
    assert loudest(tmp_path / "b.m4a", at=500) in range(30, 37)
    PORT.bleep(tmp_path / "a.m4a", tmp_path / "c.m4a", [])
    assert loudest(tmp_path / "c.m4a", at=1500) in range(30, 37)


def test_what_is_named_in_captions_is_not_heard_in_the_recording(tmp_path: Path) -> None:
    """From the captions to the sound: what tells who a child is has another pitch than the rest."""
    made = talk(seeds(1, held_out=True)[0], "en", sentences=2)
    pupils = [Pupil(name) for name in made.about.class_list]
    found = finds(text_in_captions(made.captions), class_list=pupils)
    cuts = [Decision(find.start, find.end, "") for find in found]
    at = np.arange(int(made.length * RATE)) / RATE
    personal = np.any([(each.start <= at) & (at < each.end) for each in made.said], axis=0)
    with wave.open(str(tmp_path / "talk.wav"), "wb") as sound:
        sound.setparams((1, 2, RATE, len(at), "NONE", ""))
        wave_form = np.sin(2 * np.pi * np.where(personal, 700, 300) * at)
        sound.writeframes((8000 * wave_form).astype("<i2").tobytes())
    ffmpeg("-i", tmp_path / "talk.wav", "-c:a", "aac", tmp_path / "talk.m4a")
    PORT.bleep(tmp_path / "talk.m4a", tmp_path / "a.m4a", [])
    PORT.bleep(tmp_path / "talk.m4a", tmp_path / "b.m4a", spans_in_captions(made.captions, cuts))
    before, after = (heard_in(tmp_path / name) for name in ("a.m4a", "b.m4a"))
    assert power(after, 700) < 0.05 * power(before, 700)
    assert power(after, 300) > 0.5 * power(before, 300)


def heard_in(path: Path) -> "np.ndarray":
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", str(path), "-ac", "1"]
    command += ["-ar", str(RATE), "-f", "s16le", "-"]
    return np.frombuffer(subprocess.run(command, check=True, capture_output=True).stdout, "<i2")


def power(sound: "np.ndarray", hertz: int) -> float:
    """Give how strong a pitch is, fifty hertz to either side, over the whole of a recording."""
    strength = np.abs(np.fft.rfft(sound.astype(float))) ** 2
    pitch = np.fft.rfftfreq(len(sound), 1 / RATE)
    return float(strength[abs(pitch - hertz) < 50].sum())


def test_a_silent_recording_is_masked_and_cannot_be_bleeped(tmp_path: Path) -> None:
    """There is no sound to keep, and none to replace."""
    silent = record(tmp_path / "a.mp4", "-c:v", "libx264", seconds=1, sound=False)
    track = Track(1, ((0.0, Box(0.1, 0.1, 0.3, 0.3)), (0.5, Box(0.2, 0.1, 0.3, 0.3))))
    PORT.mask_video(silent, tmp_path / "b.mp4", [track], [Span(0, 1)])
    assert frame(tmp_path / "b.mp4", 0.2, tmp_path / "b.png").shape == (240, 320, 3)
    with pytest.raises(RedactionRefused, match="no sound"):
        PORT.bleep(silent, tmp_path / "c.m4a", [])


def test_a_recording_with_odd_sides_is_masked(tmp_path: Path) -> None:
    """H.264 wants even ones."""
    odd = record(tmp_path / "a.mkv", "-c:v", "libx264", "-pix_fmt", "yuv444p", size="321x241")
    PORT.mask_video(odd, tmp_path / "b.mp4", [])
    assert frame(tmp_path / "b.mp4", 0.2, tmp_path / "b.png").shape == (240, 320, 3)
    assert PORT.tracks_in_video(odd) == []


def test_a_picture_without_a_face_has_none_that_is_sure(tmp_path: Path) -> None:
    """A board and posters are no faces, however they stand; a doubt about one is one click."""
    room(np.random.default_rng(3), 640, 360).save(tmp_path / "room.jpg")
    assert all(box.score < 0.3 for box in PORT.faces_in_picture(tmp_path / "room.jpg"))


def test_a_large_picture_is_looked_at_small_too(tmp_path: Path) -> None:
    """A face that fills four thousand pixels is found as one that fills four hundred."""
    face = portrait(tmp_path / "a.png", tall=150)
    with Image.open(tmp_path / "a.png") as image:
        image.resize((3840, 2160)).save(tmp_path / "b.jpg")
    assert max(overlap(box, face) for box in PORT.faces_in_picture(tmp_path / "b.jpg")) > 0.4


def test_a_transparent_picture_stays_transparent(tmp_path: Path) -> None:
    """What shows through is kept beside the mask."""
    image = Image.new("RGBA", (80, 80), (0, 0, 0, 0))
    ImageDraw.Draw(image).rectangle((20, 20, 60, 60), fill=(200, 10, 10, 255))
    image.save(tmp_path / "a.png")
    PORT.mask_picture(tmp_path / "a.png", tmp_path / "b.png", [Box(0.3, 0.3, 0.2, 0.2)])
    with Image.open(tmp_path / "b.png") as made:
        assert made.mode == "RGBA"
        assert made.getpixel((2, 2)) == (0, 0, 0, 0)


def test_a_mark_is_burned_faintly_into_a_corner(tmp_path: Path) -> None:
    """ADR 34: a copy says from which file it is; what lies under the letters is still seen."""
    film = record(tmp_path / "a.mp4", "-c:v", "libx264", seconds=1, sound=False)
    PORT.mask_video(film, tmp_path / "plain.mp4", [])
    PORT.mask_video(film, tmp_path / "marked.mp4", [], mark="F-ABC234")
    plain = frame(tmp_path / "plain.mp4", 0.2, tmp_path / "1.png").astype(int)
    marked = frame(tmp_path / "marked.mp4", 0.2, tmp_path / "2.png").astype(int)
    change = np.abs(marked - plain).max(axis=2)
    assert change[-24:, :100].max() > 20
    assert change.max() < 130
    assert (change[:180] > 20).mean() < 0.01
