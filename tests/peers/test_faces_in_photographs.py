"""Real faces: the two photographs free of rights that packages ship, at every size and light."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from lapel.ports import redaction
from peers.verifiers import environment_of

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.peer

# Where the face is in each, in pixels, as we measured it by eye: left, top, width, height.
PHOTOGRAPHS = {
    "skimage/data/astronaut.png": (181, 58, 88, 120),
    "matplotlib/mpl-data/sample_data/grace_hopper.jpg": (173, 128, 185, 206),
}
ROOM = (1280, 720)
AT = (40, 20)


@pytest.mark.parametrize("name", sorted(PHOTOGRAPHS))
@pytest.mark.parametrize("light", [1.0, 0.3])
def test_a_real_face_is_found_at_every_size(tmp_path: Path, name: str, light: float) -> None:
    """From 200 pixels down to 12, and in the dark: a finder of drawn faces only would not do it.

    Two people are no measure of recall; `lapel redaction evaluate` measures on anybody's folder.
    """
    packages = next((environment_of("faces") / "env" / "lib").glob("python*")) / "site-packages"
    left, top, width, height = PHOTOGRAPHS[name]
    with Image.open(packages / name) as opened:
        photograph = opened.convert("RGB")
    missed = []
    for tall in (200, 100, 60, 40, 30, 20, 16, 12):
        share = tall / height
        picture = Image.new("RGB", ROOM, (127, 127, 127))
        size = round(photograph.width * share), round(photograph.height * share)
        picture.paste(photograph.resize(size, Image.Resampling.BOX), AT)
        dark = (np.asarray(picture) * light).astype(np.uint8)
        Image.fromarray(dark).save(tmp_path / "a.png")
        x, y = AT[0] + (left + width / 2) * share, AT[1] + (top + height / 2) * share
        boxes = redaction.from_url("child:").faces_in_picture(tmp_path / "a.png")
        if not any(
            box.left < x / ROOM[0] < box.left + box.width
            and box.top < y / ROOM[1] < box.top + box.height
            for box in boxes
        ):
            missed.append(tall)
    assert missed == []
