"""Pictures, in the child: faces found in them, and places covered."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lapel.domain.redaction import Box
from lapel.ports.redaction import RedactionRefused
from lapel.ports.redaction.detector import faces
from lapel.ports.redaction.masks import blackened, blurred

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_PIXELS = 40_000_000
FORMATS = ["JPEG", "PNG"]


def faces_in_picture(path: Path) -> list[Box]:
    """Give the faces in a picture as it is stored."""
    import numpy as np

    return faces(np.ascontiguousarray(_pixels(path, "RGB")[:, :, ::-1]))


def mask_picture(source: Path, target: Path, boxes: Sequence[Box], look: str) -> None:
    """Write the picture with each box covered, and not a word about it."""
    from PIL import Image

    png = target.suffix == ".png"
    pixels = _pixels(source, "RGBA" if png else "RGB")
    for box in boxes:
        if look == "black":
            blackened(pixels, box)
        else:
            blurred(pixels, box)
    drawn = BytesIO()
    image = Image.fromarray(pixels)
    if png:
        image.save(drawn, "PNG", optimize=True)
    else:
        image.save(drawn, "JPEG", quality=88, optimize=True, progressive=True)
    target.write_bytes(drawn.getvalue())


def _pixels(path: Path, mode: str) -> "NDArray[Any]":
    import numpy as np
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # the check below is exact and comes before any pixel is read
    try:
        with Image.open(path, formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise RedactionRefused("pixels")
            return np.array(image.convert(mode))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise RedactionRefused("picture") from None
