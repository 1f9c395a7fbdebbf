"""Words laid over a picture, faintly and everywhere, so that a copy says where it comes from."""

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from lapel.ports.scan import Derivative, Rebuilt, Refused
from lapel.ports.scan.photo import MOST_PIXELS

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS = {"image/jpeg": ("JPEG", ".jpg"), "image/png": ("PNG", ".png")}
# Of 255: what lies under the letters is still seen, and the letters can still be read.
STRENGTH = 52
SMALLEST, LETTERS_ACROSS = 11, 60
ANGLE = 24


def mark_picture(path: Path, outdir: Path, media_type: str, words: str) -> Rebuilt:
    """Write the picture anew, of the same size and type, with the words all over it."""
    from PIL import Image

    if media_type not in FORMATS:
        raise Refused("unknown")
    name, ending = FORMATS[media_type]
    with Image.open(path, formats=[name]) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise Refused("pixels")
        picture = opened.convert("RGBA" if opened.has_transparency_data else "RGB")
    _lay_over(picture, words)
    target = outdir / f"marked{ending}"
    target.write_bytes(_written(picture, name))
    made = Derivative("marked", target, media_type, picture.width, picture.height)
    return Rebuilt((made,))


def _lay_over(picture: "Image", words: str) -> None:
    """Paint dark letters and, a little beside them, light ones: one of them shows on any ground."""
    size = max(SMALLEST, max(picture.size) // LETTERS_ACROSS)
    tile = _tile(words, size)
    off = max(1, size // 12)
    for colour, shift in (((0, 0, 0), off), ((255, 255, 255), 0)):
        picture.paste(colour, (0, 0), _tiled(tile, picture.size, shift))


def _tile(words: str, size: int) -> "Image":
    from PIL import Image, ImageDraw, ImageFont

    font = ImageFont.load_default(size)
    left, top, right, bottom = (int(edge) for edge in font.getbbox(words))
    line = Image.new("L", (right - left + 2 * size, bottom - top + 2 * size))
    ImageDraw.Draw(line).text((size - left, size - top), words, font=font, fill=STRENGTH)
    return line.rotate(ANGLE, expand=True, resample=Image.Resampling.BILINEAR)


def _tiled(tile: "Image", size: tuple[int, int], shift: int) -> "Image":
    from PIL import Image

    mask = Image.new("L", size)
    for top in range(shift, size[1], tile.height):
        for left in range(shift, size[0], tile.width):
            mask.paste(tile, (left, top))
    return mask


def _written(picture: "Image", name: str) -> bytes:
    """Give its bytes; from a new picture, so that nothing comes along but pixels."""
    from PIL import Image

    clean = Image.new(picture.mode, picture.size)
    clean.paste(picture)
    drawn = BytesIO()
    if name == "PNG":
        clean.save(drawn, "PNG", compress_level=3)
    else:
        clean.save(drawn, "JPEG", quality=85)
    return drawn.getvalue()
