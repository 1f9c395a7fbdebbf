"""Photos, upright and drawn anew: pixels in, pixels out, nothing else."""

from base64 import b64encode
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from lapel.ports.scan import Derivative, Rebuilt, Refused

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEST_SIDE = 2560
THUMBNAIL_SIDE = 480
MOST_PIXELS = 120_000_000
GREY_LONG, GREY_SHORT = 192, 16
ORIENTATION = 0x0112  # EXIF 2.3, 4.6.4
FORMATS = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WEBP",
    "image/gif": "GIF",
    "image/heic": "HEIF",
    "image/avif": "AVIF",
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture written anew: where, as what, and its size in pixels."""

    path: Path
    media_type: str
    width: int
    height: int

    def derivative(self, kind: str, page: int | None = None) -> Derivative:
        """Give it as a derivative of this kind."""
        return Derivative(kind, self.path, self.media_type, self.width, self.height, page)


def rebuild_photo(path: Path, outdir: Path, media_type: str) -> Rebuilt:
    """Draw the photo at most 2560 pixels long, and a thumbnail of at most 480."""
    with path.open("rb") as file:
        image = read_picture(file, LARGEST_SIDE, formats=[FORMATS[media_type]])
    photo = draw(image, outdir / "photo", LARGEST_SIDE)
    thumbnail = draw(image, outdir / "thumbnail", THUMBNAIL_SIDE)
    return Rebuilt((photo.derivative("photo"), thumbnail.derivative("thumbnail")))


def grey_of(path: Path, media_type: str) -> dict[str, Any]:
    """Give width, height and greys (base64) of a picture at most 192 pixels long and 16 short."""
    from PIL import Image

    if media_type not in FORMATS:
        raise Refused("unknown")
    with path.open("rb") as file:
        image = read_picture(file, GREY_LONG, formats=[FORMATS[media_type]])
    white = Image.new("RGBA", image.size, "white")
    flat = Image.alpha_composite(white, image.convert("RGBA")).convert("L")
    share = min(1.0, GREY_LONG / max(flat.size))
    width, height = (max(GREY_SHORT, round(side * share)) for side in flat.size)
    small = flat.resize((width, height), Image.Resampling.BOX)
    return {"width": width, "height": height, "pixels": b64encode(small.tobytes()).decode()}


def read_picture(file: BinaryIO, side: int, *, formats: list[str]) -> "Image":
    """Read a picture's first frame upright in sRGB, as RGB or RGBA, no longer than needed."""
    import pi_heif
    from PIL import Image, ImageOps

    pi_heif.register_heif_opener()
    Image.MAX_IMAGE_PIXELS = None  # the check below is exact and comes before any pixel is read
    with Image.open(file, formats=formats) as image:
        if image.width * image.height > MOST_PIXELS:
            raise Refused("pixels")
        # a JPEG is decoded at a half, a quarter or an eighth when that is large enough
        image.draft(None, (side, side))
        image.load()
        small = _shrunk(image, side)
        shown = _in_srgb(small, image.info.get("icc_profile"))
        shown.getexif()[ORIENTATION] = image.getexif().get(ORIENTATION, 1)
        return ImageOps.exif_transpose(shown)


def draw(image: "Image", stem: Path, side: int) -> Drawn:
    """Write the picture as JPEG, or as PNG when it shows through, without a word about it."""
    from PIL import Image

    small = _shrunk(image, side)
    clean = Image.new(small.mode, small.size)
    clean.paste(small)
    through = clean.mode == "RGBA"
    path = stem.with_suffix(".png" if through else ".jpg")
    # through memory: Pillow's own writer takes a full disk for success
    drawn = BytesIO()
    if through:
        clean.save(drawn, "PNG", optimize=True)
    else:
        clean.save(drawn, "JPEG", quality=85, optimize=True, progressive=True)
    path.write_bytes(drawn.getvalue())
    return Drawn(path, "image/png" if through else "image/jpeg", *clean.size)


def _shrunk(image: "Image", side: int) -> "Image":
    from PIL import Image

    direct = image.mode in {"L", "RGB", "RGBA", "CMYK"} and "transparency" not in image.info
    full = image if direct else _plain(image)
    if max(full.size) <= side:
        return full
    factor = side / max(full.size)
    size = (max(1, round(full.width * factor)), max(1, round(full.height * factor)))
    return full.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _in_srgb(image: "Image", profile: bytes | None) -> "Image":
    """Bring the colours to sRGB by the picture's own profile; a broken profile is ignored."""
    from PIL import ImageCms

    if not profile:
        return _plain(image)
    target = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        converted = ImageCms.profileToProfile(
            image, source, ImageCms.createProfile("sRGB"), outputMode=target
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return _plain(image)
    return _plain(converted or image)


def _plain(image: "Image") -> "Image":
    """Give a fresh RGB, or RGBA when some pixel is not opaque; 16-bit greys are brought to 8."""
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda value: value * (1 / 257)).convert("RGB")
    if not image.has_transparency_data:
        return image.convert("RGB")
    layered = image.convert("RGBA")
    opaque = layered.getchannel("A").getextrema() == (255, 255)
    return layered.convert("RGB") if opaque else layered
