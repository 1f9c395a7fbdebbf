"""A code burned faintly into a corner of a film, while it is written anyway."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from lapel.ports.redaction.ffmpeg import Shape

if TYPE_CHECKING:
    from numpy.typing import NDArray

STRENGTH = 0.35
# Shares of the film's height.
LETTERS, MARGIN = 0.022, 0.02
# How high a capital of OpenCV's plainest face is at scale 1, in pixels.
CAPITAL = 22


def marked(frames: Iterator[bytearray], shape: Shape, mark: str) -> Iterator[bytearray]:
    """Write the mark into the lower left corner of every frame; nothing where it is empty."""
    if not mark:
        yield from frames
        return
    letters, light = _letters(mark, shape)
    high, wide = letters.shape
    margin = round(MARGIN * shape.height)
    for frame in frames:
        luma = shape.planes(frame)[0]
        corner = luma[-high - margin : luma.shape[0] - margin, margin : margin + wide]
        part = letters[: corner.shape[0], : corner.shape[1]]
        target = light[: corner.shape[0], : corner.shape[1]]
        corner[:] = (corner * (1 - part) + target * part).astype(corner.dtype)
        yield frame


def _letters(mark: str, shape: Shape) -> tuple["NDArray[Any]", "NDArray[Any]"]:
    """Give how strongly each pixel is painted, and how light: light letters with a dark edge."""
    import cv2
    import numpy as np

    face, scale = cv2.FONT_HERSHEY_SIMPLEX, max(0.35, LETTERS * shape.height / CAPITAL)
    thick = max(1, round(scale * 1.4))
    (wide, high), below = cv2.getTextSize(mark, face, scale, thick + 2)
    size = (high + below + 4, wide + 4)
    edge, inner = np.zeros(size, np.uint8), np.zeros(size, np.uint8)
    cv2.putText(edge, mark, (2, high + 2), face, scale, 255, thick + 2, cv2.LINE_AA)
    cv2.putText(inner, mark, (2, high + 2), face, scale, 255, thick, cv2.LINE_AA)
    strength = np.maximum(edge, inner).astype(np.float32) / 255 * STRENGTH
    return strength, np.where(inner > 96, 235.0, 16.0).astype(np.float32)
