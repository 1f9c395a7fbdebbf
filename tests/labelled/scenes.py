"""Class scenes drawn from a seed, with labels that come from the scene itself."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from labelled.heads import CLOTH, TONES, Drawn, Head, draw

STYLES = ("short", "long", "curly", "scarf", "shaved")
# faces' heights in pixels, for a picture of 1280 x 720
HEIGHTS = {"near": (80, 150), "middle": (40, 80), "far": (20, 40), "back_row": (12, 20)}
POSES = {"frontal": (0, 25), "half": (25, 55), "profile": (55, 85)}
if TYPE_CHECKING:
    from collections.abc import Iterator

Array = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Label:
    """A face in fractions of the picture, and what the scene file says of it."""

    left: float
    top: float
    width: float
    height: float
    pose: str
    tone: int
    wears: str
    size: str


def deck(random: np.random.Generator) -> Iterator[int]:
    """Give tones as from a shuffled deck, so that each scene holds each as often, give or take one.

    Drawn for themselves, a tone is on fifteen faces of a set and another on forty.
    """
    while True:
        yield from random.permutation(list(TONES)).tolist()


def head(random: np.random.Generator, pose: str, tone: int) -> Head:
    low, high = POSES[pose]
    return Head(
        tone=tone,
        yaw=float(random.uniform(low, high) * random.choice([-1, 1])),
        pitch=float(random.uniform(-14, 10)),
        roll=float(random.normal(0, 6)),
        hair=int(random.integers(5)),
        style=str(random.choice(STYLES)),
        glasses=bool(random.random() < 0.25),
        cloth=int(random.integers(len(CLOTH))),
        smile=float(random.uniform(0, 1)),
        light=(float(random.uniform(-0.8, 0.8)), float(random.uniform(0.3, 0.9)), 1.0),
        width=float(random.uniform(0.93, 1.07)),
        seed=int(random.integers(2**31)),
    )


def worn(head: Head) -> str:
    parts = [head.style] + (["glasses"] if head.glasses else [])
    return "+".join(parts)


def room(random: np.random.Generator, width: int, height: int) -> Image.Image:
    """A classroom: wall, board with writing, window, posters, shelves, desks; no face anywhere."""
    wall = tuple(int(each) for each in random.uniform(165, 235, 3))
    picture = Image.new("RGB", (width, height), wall)
    pen = ImageDraw.Draw(picture)
    floor = int(height * random.uniform(0.62, 0.72))
    pen.rectangle((0, floor, width, height), fill=tuple(int(each * 0.6) for each in wall))
    left, top = int(width * random.uniform(0.05, 0.3)), int(height * 0.07)
    board = (30, 70, 55) if random.random() < 0.5 else (240, 242, 244)
    pen.rectangle(
        (left, top, left + width // 2, top + height // 3), fill=board, outline=(90, 70, 50)
    )
    ink = (230, 230, 225) if board[0] < 100 else (40, 60, 140)
    for line in range(5):
        y, x = top + 14 + line * height // 17, left + 16
        while x < left + width // 2 - 60:
            step = int(random.integers(8, 34))
            pen.line((x, y, x + step, y + int(random.integers(-3, 4))), fill=ink, width=2)
            x += step + 6
    for _ in range(int(random.integers(4, 9))):
        x, y = int(random.uniform(0, width)), int(random.uniform(0, floor * 0.8))
        w, h = int(random.uniform(20, 90)), int(random.uniform(20, 70))
        colour = tuple(int(each) for each in random.uniform(40, 240, 3))
        shape = pen.ellipse if random.random() < 0.3 else pen.rectangle
        shape((x, y, x + w, y + h), fill=colour)
    return picture


def _desks(picture: Image.Image, random: np.random.Generator) -> None:
    pen = ImageDraw.Draw(picture)
    width, height = picture.size
    for _ in range(int(random.integers(2, 6))):
        x, y = int(random.uniform(-0.1, 0.9) * width), int(random.uniform(0.86, 0.97) * height)
        w = int(random.uniform(0.12, 0.3) * width)
        pen.polygon(
            [(x, y), (x + w, y), (x + w + 14, y + 24), (x - 14, y + 24)], fill=(170, 125, 80)
        )
        pen.rectangle((x + 8, y + 4, x + 44, y + 12), fill=(240, 240, 235))


def _body(picture: Image.Image, drawn: Drawn, head: Head, at: tuple[int, int]) -> None:
    """Neck and shoulders below the head, shaded from the side of the light."""
    _left, top, _right, bottom = drawn.face
    tall = bottom - top
    middle = at[0] + drawn.picture.shape[1] / 2
    chin = at[1] + bottom
    skin = np.array(TONES[head.tone]) * 0.62
    cloth = np.array(CLOTH[head.cloth]) * 0.8
    pen = ImageDraw.Draw(picture)
    neck = tall * 0.27
    pen.rectangle(
        (middle - neck, chin - tall * 0.35, middle + neck, chin + tall * 0.4), fill=_ints(skin)
    )
    shoulders = [middle - tall * 1.05, chin + tall * 0.22, middle + tall * 1.05, chin + tall * 2.4]
    pen.ellipse(shoulders, fill=_ints(cloth))
    side = math.copysign(tall * 0.25, head.light[0])
    shoulders[0] += side + tall * 0.1
    shoulders[2] += side - tall * 0.1
    shoulders[1] += tall * 0.08
    pen.ellipse(shoulders, fill=_ints(cloth * 1.12))
    trunk = (middle - tall * 0.85, chin + tall * 1.2, middle + tall * 0.85, chin + tall * 4)
    pen.rectangle(trunk, fill=_ints(cloth * 1.06))


def _ints(colour: Array) -> tuple[int, int, int]:
    red, green, blue = (int(min(255, each)) for each in colour)
    return red, green, blue


def paste(
    picture: Image.Image, head: Head, tall: float, place: tuple[float, float]
) -> tuple[float, ...]:
    """Draw a person with the middle of the head there (in pixels); give the face's box."""
    drawn = draw(head, tall)
    side = drawn.picture.shape[0]
    at = (round(place[0] - side / 2), round(place[1] - side / 2))
    _body(picture, drawn, head, at)
    sprite = Image.fromarray((drawn.picture * 255).round().astype(np.uint8), "RGBA")
    picture.paste(sprite, at, sprite)
    left, top, right, bottom = drawn.face
    return at[0] + left, at[1] + top, at[0] + right, at[1] + bottom


@dataclass(frozen=True)
class Seat:
    """Who sits where in a scene: a person, turned how, and a face so many pixels high."""

    depth: str
    pose: str
    person: Head
    tall: float
    place: tuple[float, float]


def seats(random: np.random.Generator, seed: int, size: tuple[int, int]) -> list[Seat]:
    """Give who sits in a scene, from the farthest row to the nearest."""
    found, tones = [], deck(np.random.default_rng([seed, 10]))
    for depth, (low, high) in sorted(HEIGHTS.items(), key=lambda each: each[1]):
        for place in _places(random, depth, size):
            pose = str(random.choice(list(POSES)))
            person = head(random, pose, next(tones))
            tall = float(random.uniform(low, high)) * size[1] / 720
            found.append(Seat(depth, pose, person, tall, place))
    return found


def scene(seed: int, size: tuple[int, int] = (1280, 720)) -> tuple[Image.Image, list[Label]]:
    """Draw a class; the labels say where each face is, how large, turned how, of which tone."""
    random = np.random.default_rng([seed, 2026])
    picture = room(random, *size)
    labels = []
    for seat in seats(random, seed, size):
        box = paste(picture, seat.person, seat.tall, seat.place)
        labels.append(_label(box, size, seat.pose, seat.person, seat.depth))
    _desks(picture, random)
    return _photographed(picture, random), labels


def _places(
    random: np.random.Generator, depth: str, size: tuple[int, int]
) -> list[tuple[float, float]]:
    """Rows: who sits farther back sits higher, and nobody's face is behind another's."""
    width, height = size
    row = {"back_row": 0.17, "far": 0.30, "middle": 0.47, "near": 0.74}[depth]
    most = {"back_row": 6, "far": 5, "middle": 4, "near": 2}[depth]
    count = int(random.integers(1, most + 1))
    columns = random.permutation(most)[:count]
    return [
        (
            width * ((column + 0.5) / most + float(random.uniform(-0.12, 0.12)) / most),
            height * (row + float(random.uniform(-0.02, 0.02))),
        )
        for column in columns
    ]


def _label(
    box: tuple[float, ...], size: tuple[int, int], pose: str, person: Head, depth: str
) -> Label:
    left, top, right, bottom = box
    width, height = size
    return Label(
        round(left / width, 5),
        round(top / height, 5),
        round((right - left) / width, 5),
        round((bottom - top) / height, 5),
        pose,
        person.tone,
        worn(person),
        depth,
    )


def _photographed(picture: Image.Image, random: np.random.Generator) -> Image.Image:
    """As a phone would: a little unsharp, a little noise, its own brightness."""
    soft = picture.filter(ImageFilter.GaussianBlur(float(random.uniform(0.3, 0.8))))
    pixels = np.asarray(soft, float) * float(random.uniform(0.85, 1.08))
    pixels += random.normal(0, float(random.uniform(1.5, 4)), pixels.shape)
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


@dataclass(frozen=True)
class Walk:
    """A face's way through a clip: (seconds, left, top, right, bottom) in fractions, per frame."""

    label: Label
    boxes: tuple[tuple[float, float, float, float, float], ...]


def clip(
    seed: int, *, seconds: float, rate: int = 15, size: tuple[int, int] = (854, 480)
) -> tuple[Iterator[Image.Image], list[Walk]]:
    """Draw a class in which everybody moves as pupils do; frames, and where each face is in them.

    Most sit and sway, a quarter walk through.
    """
    random = np.random.default_rng([seed, 7])
    background = room(random, *size)
    tones = deck(np.random.default_rng([seed, 10]))
    actors = [
        _actor(random, depth, place, size, next(tones))
        for depth in ("far", "middle", "near")
        for place in _places(random, depth, size)
    ]
    frames = int(seconds * rate)
    walks = [
        Walk(actor.label, tuple(actor.box(n / rate, size) for n in range(frames)))
        for actor in actors
    ]
    return _drawn(background, actors, frames, rate), walks


@dataclass(frozen=True)
class _Actor:
    person: Head
    sprite: Image.Image
    drawn: Drawn
    label: Label
    place: tuple[float, float]
    sway: float
    pace: float
    walks: float

    def at(self, seconds: float, width: int) -> tuple[int, int]:
        x = self.place[0] + self.sway * math.sin(seconds * self.pace) + self.walks * seconds
        y = self.place[1] + 0.2 * self.sway * math.sin(seconds * self.pace * 1.7)
        half = self.drawn.picture.shape[0] / 2
        return round(x % width - half), round(y - half)

    def box(
        self, seconds: float, size: tuple[int, int]
    ) -> tuple[float, float, float, float, float]:
        x, y = self.at(seconds, size[0])
        left, top, right, bottom = self.drawn.face
        return (
            seconds,
            (x + left) / size[0],
            (y + top) / size[1],
            (x + right) / size[0],
            (y + bottom) / size[1],
        )


def _actor(
    random: np.random.Generator,
    depth: str,
    place: tuple[float, float],
    size: tuple[int, int],
    tone: int,
) -> _Actor:
    pose = str(random.choice(list(POSES)))
    person = head(random, pose, tone)
    tall = float(random.uniform(*HEIGHTS[depth])) * size[1] / 720
    drawn = draw(person, tall)
    sprite = Image.fromarray((drawn.picture * 255).round().astype(np.uint8), "RGBA")
    label = _label((0.0, 0.0, 0.0, 0.0), size, pose, person, depth)
    walks = float(random.uniform(0.5, 1.5) * tall) if random.random() < 0.25 else 0.0
    sway, pace = float(random.uniform(0.1, 0.6) * tall), float(random.uniform(0.4, 1.6))
    return _Actor(person, sprite, drawn, label, place, sway, pace, walks)


def _drawn(
    background: Image.Image, actors: list[_Actor], frames: int, rate: int
) -> Iterator[Image.Image]:
    for number in range(frames):
        picture = background.copy()
        for actor in actors:
            at = actor.at(number / rate, picture.width)
            _body(picture, actor.drawn, actor.person, at)
            picture.paste(actor.sprite, at, actor.sprite)
        yield picture
