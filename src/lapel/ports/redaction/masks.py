"""Places of a picture made unrecognisable, in the child."""

from typing import TYPE_CHECKING, Any

from lapel.domain.redaction import Box, grown

if TYPE_CHECKING:
    from numpy.typing import NDArray

# So many mixed colours are left of a face, wherever it is and however large: no feature survives.
ACROSS, DOWN = 4, 5
# A finder's box is tight; hair, ears and chin tell of somebody too.
MARGIN = 0.35
MARGIN_BLACK = 0.06


def blurred(plane: "NDArray[Any]", box: Box) -> None:
    """Leave a few smooth colours in an oval around the box, in place; a plane or all of them."""
    import cv2
    import numpy as np

    part = _part(plane, grown(box, MARGIN))
    if not part.size:
        return
    height, width = part.shape[:2]
    few = cv2.resize(part, (ACROSS, DOWN), interpolation=cv2.INTER_AREA)
    smooth = cv2.resize(few, (width, height), interpolation=cv2.INTER_CUBIC).reshape(part.shape)
    y, x = np.ogrid[:height, :width]
    # an oval that touches the corners of the box itself would cut into cheeks: this one is fuller
    inside = (abs((2 * x + 1) / width - 1) ** 3 + abs((2 * y + 1) / height - 1) ** 3) <= 1.0
    part[inside] = smooth[inside]


def blackened(picture: "NDArray[Any]", box: Box) -> None:
    """Leave nothing in the box, in place."""
    part = _part(picture, grown(box, MARGIN_BLACK))
    part[..., :3] = 0


def _part(plane: "NDArray[Any]", box: Box) -> "NDArray[Any]":
    height, width = plane.shape[:2]
    left, top = int(box.left * width), int(box.top * height)
    right = min(width, int((box.left + box.width) * width) + 1)
    bottom = min(height, int((box.top + box.height) * height) + 1)
    return plane[top:bottom, left:right]
