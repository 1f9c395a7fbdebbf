"""Scenes drawn by seed, as a class photographs what stands in its room."""

from __future__ import annotations

import io
import random

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from lapel.domain.similarity.pictures import Grey, Picture

SIDE = 192
WORDS = ["we", "saw", "both", "halves", "are", "the", "same", "so", "why", "longer", "S7", "3/4"]


def scene(seed: int, width: int = 384, height: int = 288) -> Image.Image:
    """Draw shapes and lines in greys, the same for the same seed."""
    chance = random.Random(seed)
    image = Image.new("L", (width, height), chance.randint(60, 200))
    draw = ImageDraw.Draw(image)
    for _shape in range(chance.randint(12, 30)):
        x, y = chance.randint(-40, width), chance.randint(-40, height)
        shape = chance.choice([draw.rectangle, draw.ellipse])
        corner = (x + chance.randint(10, 160), y + chance.randint(10, 120))
        shape([(x, y), corner], fill=chance.randint(0, 255))
    for _line in range(10):
        ends = [(chance.randint(0, width), chance.randint(0, height)) for _end in range(2)]
        draw.line(ends, fill=chance.randint(0, 255), width=chance.randint(1, 6))
    return image.filter(ImageFilter.GaussianBlur(1))


def board(seed: int, width: int = 512, height: int = 384) -> Image.Image:
    """Write a title, a rule and some lines on plain ground, as boards and papers of a class do."""
    chance = random.Random(seed)
    ground, ink = chance.choice([(60, 245), (235, 30), (250, 60)])
    image = Image.new("L", (width, height), ground)
    draw = ImageDraw.Draw(image)
    draw.line([(40, 150), (width - 40, 146)], fill=ink, width=2)
    for line in range(chance.randint(2, 5)):
        words = " ".join(chance.choice(WORDS) for _word in range(chance.randint(1, 5)))
        font = ImageFont.load_default(24 if line == 0 else 17)
        draw.text((width / 2, 112 + 56 * bool(line) + 22 * line), words, ink, font, anchor="ms")
    return image


def cut(image: Image.Image, keep: float, seed: int) -> Image.Image:
    """Keep this share of both sides, anywhere."""
    chance = random.Random(seed)
    wide, high = int(image.width * keep), int(image.height * keep)
    left, top = chance.randint(0, image.width - wide), chance.randint(0, image.height - high)
    return image.crop((left, top, left + wide, top + high))


def written_anew(image: Image.Image, quality: int = 40) -> Image.Image:
    """Send it through a JPEG of low quality."""
    held = io.BytesIO()
    image.convert("L").save(held, "JPEG", quality=quality)
    return Image.open(held)


def picture(image: Image.Image) -> Picture:
    """Make it a picture at most 192 pixels long, as the ports hand them in."""
    share = SIDE / max(image.size)
    size = (max(16, round(image.width * share)), max(16, round(image.height * share)))
    small = image.convert("L").resize(size, Image.Resampling.LANCZOS)
    return Picture(Grey(*small.size, small.tobytes()))
