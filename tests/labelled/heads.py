"""Heads modelled as a surface and shaded: faces that a finder trained on photographs sees."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

# Skin after the ten tones of the Monk Skin Tone Scale (E. Monk 2019, CC BY 4.0), as sRGB.
TONES = {
    1: (246, 237, 228),
    2: (243, 231, 219),
    3: (247, 234, 208),
    4: (234, 218, 186),
    5: (215, 189, 150),
    6: (160, 126, 86),
    7: (130, 92, 67),
    8: (96, 65, 52),
    9: (58, 49, 42),
    10: (41, 36, 32),
}
HAIR = [(28, 22, 20), (60, 40, 26), (96, 62, 36), (150, 110, 62), (120, 52, 30)]
CLOTH = [(150, 40, 60), (40, 80, 140), (220, 214, 200), (60, 120, 90), (90, 60, 120), (30, 32, 40)]
Array = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Head:
    """One head: Monk tone, degrees of turning, what is worn, and the light on it."""

    tone: int
    yaw: float
    pitch: float
    roll: float
    hair: int
    style: str  # short | long | curly | scarf | shaved
    glasses: bool
    cloth: int
    smile: float
    light: tuple[float, float, float]
    width: float = 1.0
    seed: int = 0


@dataclass(frozen=True)
class Surface:
    """Points of a sphere by azimuth and elevation in radians; 0, 0 is the middle of the face."""

    azimuth: Array
    elevation: Array


def _sphere(rows: int, middle: float) -> Surface:
    """Give the half that is turned to us, and a little more."""
    azimuth, elevation = np.meshgrid(
        np.linspace(middle - 1.9, middle + 1.9, rows), np.linspace(-math.pi / 2, math.pi / 2, rows)
    )
    return Surface(azimuth, elevation)


def _bump(on: Surface, azimuth: float, elevation: float, wide: float, high: float) -> Array:
    return np.exp(
        -(((on.azimuth - azimuth) / wide) ** 2) - (((on.elevation - elevation) / high) ** 2)
    )


def _both(on: Surface, azimuth: float, elevation: float, wide: float, high: float) -> Array:
    return _bump(on, azimuth, elevation, wide, high) + _bump(on, -azimuth, elevation, wide, high)


# Eyes halfway up the head and one eye's width apart, mouth a third of the way up from the chin.
EYE = (0.43, 0.06)
MOUTH = -0.62


def _radius(on: Surface, head: Head) -> Array:
    nose = 0.17 * _bump(on, 0, -0.29, 0.15, 0.11) + 0.10 * _bump(on, 0, -0.08, 0.10, 0.24)
    wings = 0.07 * _both(on, 0.16, -0.33, 0.09, 0.07)
    sockets = -0.075 * _both(on, *EYE, 0.24, 0.13)
    eyes = 0.035 * _both(on, *EYE, 0.14, 0.08)
    brows = 0.035 * _both(on, 0.40, 0.25, 0.30, 0.08)
    lips = 0.05 * _bump(on, 0, MOUTH, 0.30, 0.11) - 0.02 * _bump(on, 0, MOUTH, 0.34, 0.022)
    chin = 0.08 * _bump(on, 0, -1.02, 0.40, 0.16)
    cheeks = 0.05 * _both(on, 0.70, -0.22, 0.30, 0.26)
    ears = 0.14 * _both(on, 1.60, -0.08, 0.06, 0.17)
    hair = _hair_share(on, head) * {"curly": 0.20, "long": 0.09, "scarf": 0.10}.get(
        head.style, 0.05
    )
    return 1 + nose + wings + sockets + eyes + brows + lips + chin + cheeks + ears + hair


def _hair_share(on: Surface, head: Head) -> Array:
    """Give how much of each point hair or a scarf covers, 0 to 1."""
    if head.style == "shaved":
        return np.zeros_like(on.azimuth)
    side = np.abs(on.azimuth)
    line = 0.62 - 0.28 * np.clip(side - 0.75, 0, 1) * 2.2
    covered = _soft(on.elevation - line, 0.05)
    behind = _soft(side - 1.75, 0.08)
    low = {"long": -1.1, "curly": -0.5, "scarf": -1.6}.get(head.style, -0.2)
    covered = np.maximum(covered, behind * _soft(on.elevation - low, 0.08))
    if head.style in {"long", "scarf"}:
        frame = _soft(side - (1.05 if head.style == "scarf" else 1.3), 0.05)
        covered = np.maximum(covered, frame * _soft(on.elevation - low, 0.08))
    if head.style == "scarf":
        covered = np.maximum(covered, _soft(-on.elevation - 1.18, 0.04))
    return covered


def _soft(distance: Array, width: float) -> Array:
    return 1 / (1 + np.exp(-np.clip(distance / width * 3, -30, 30)))


def _colours(on: Surface, head: Head) -> Array:
    random = np.random.default_rng(head.seed)
    skin = np.array(TONES[head.tone], float) / 255
    dark = np.array(HAIR[head.hair], float) / 255
    colour = np.broadcast_to(skin, (*on.azimuth.shape, 3)).copy()
    _mix(colour, skin * [1.05, 0.86, 0.84], 0.45 * _both(on, 0.68, -0.30, 0.28, 0.18))
    _mix(colour, skin * 0.62, 0.5 * _both(on, *EYE, 0.28, 0.13))
    _mix(colour, skin * [0.80, 0.50, 0.50], 0.85 * _lips(on, head))
    _mix(colour, skin * 0.22, _mouth_line(on, head))
    _mix(colour, skin * 0.35, np.clip(1.1 * _both(on, 0.10, -0.415, 0.06, 0.03), 0, 1))
    _mix(colour, dark * 0.9, np.clip(1.2 * _brow(on), 0, 0.9))
    _eyes(colour, on, skin)
    _mix(colour, skin * 0.72, 0.35 * _soft(-on.elevation - 1.15, 0.1))
    texture = 1 + random.normal(0, 0.02, on.azimuth.shape)
    worn = np.array(CLOTH[head.cloth], float) / 255 if head.style == "scarf" else dark
    strands = 1 + 0.22 * np.sin(on.azimuth * 60 + random.normal(0, 1, on.azimuth.shape))[..., None]
    cover = worn * (
        strands if head.style != "scarf" else 1 + 0.08 * np.sin(on.elevation * 24)[..., None]
    )
    share = _hair_share(on, head)[..., None]
    colour = colour * (1 - share) + np.clip(cover, 0, 1) * share
    if head.glasses:
        _mix(colour, np.array([0.06, 0.06, 0.07]), _rims(on))
    return np.clip(colour * texture[..., None], 0, 1)


def _mix(colour: Array, with_colour: Any, share: Array) -> None:
    share = np.clip(share, 0, 1)[..., None]
    colour += (np.asarray(with_colour) - colour) * share


def _lips(on: Surface, head: Head) -> Array:
    bend = on.elevation - MOUTH - head.smile * 0.4 * on.azimuth**2
    return _soft(0.40 - np.abs(on.azimuth), 0.06) * np.exp(-((bend / 0.085) ** 4))


def _mouth_line(on: Surface, head: Head) -> Array:
    bend = on.elevation - MOUTH - head.smile * 0.4 * on.azimuth**2
    return 0.8 * _soft(0.41 - np.abs(on.azimuth), 0.05) * np.exp(-((bend / 0.022) ** 2))


def _brow(on: Surface) -> Array:
    side = np.abs(on.azimuth)
    bend = on.elevation - 0.30 + 0.35 * (side - 0.42) ** 2
    return _soft(0.25 - np.abs(side - 0.44), 0.04) * np.exp(-((bend / 0.045) ** 2))


def _eyes(colour: Array, on: Surface, skin: Array) -> None:
    side = np.abs(on.azimuth) - EYE[0]
    up = on.elevation - EYE[1]
    oval = _soft(1 - (side / 0.19) ** 2 - (up / 0.075) ** 2, 0.25)
    _mix(colour, 0.45 * skin + [0.42, 0.41, 0.40], 0.9 * oval)
    _mix(colour, [0.20, 0.13, 0.09], oval * _soft(0.078 - np.hypot(side, up), 0.015))
    _mix(colour, [0.02, 0.02, 0.02], oval * _soft(0.036 - np.hypot(side, up), 0.01))
    lid = np.exp(-(((up - 0.075 * np.sqrt(np.clip(1 - (side / 0.21) ** 2, 0, 1))) / 0.022) ** 2))
    _mix(colour, [0.06, 0.04, 0.03], 0.8 * lid * _soft(0.20 - np.abs(side), 0.02))


def _rims(on: Surface) -> Array:
    side = np.abs(on.azimuth)
    far = np.hypot((side - 0.44) / 1.15, on.elevation - 0.03)
    rings = np.exp(-(((far - 0.23) / 0.022) ** 2))
    bridge = _soft(0.19 - side, 0.02) * np.exp(-(((on.elevation - 0.08) / 0.022) ** 2))
    arms = _soft(side - 0.7, 0.03) * _soft(1.6 - side, 0.03)
    return np.clip(rings + bridge + arms * np.exp(-(((on.elevation - 0.12) / 0.02) ** 2)), 0, 1)


def _points(on: Surface, head: Head) -> Array:
    radius = _radius(on, head)
    flat = np.cos(on.elevation)
    x = radius * flat * np.sin(on.azimuth)
    y = radius * np.sin(on.elevation)
    z = radius * flat * np.cos(on.azimuth)
    # narrower towards the jaw, flatter before, longer than wide
    jaw = 1 - 0.30 * np.clip(-on.elevation - 0.15, 0, 1.2) * np.clip(np.cos(on.azimuth) + 0.6, 0, 1)
    return np.stack([0.76 * head.width * x * jaw, y, 0.88 * z], axis=-1)


def _turned(points: Array, head: Head) -> Array:
    yaw, pitch, roll = (math.radians(each) for each in (head.yaw, head.pitch, head.roll))
    about_y = [[math.cos(yaw), 0, math.sin(yaw)], [0, 1, 0], [-math.sin(yaw), 0, math.cos(yaw)]]
    about_x = [
        [1, 0, 0],
        [0, math.cos(pitch), -math.sin(pitch)],
        [0, math.sin(pitch), math.cos(pitch)],
    ]
    about_z = [[math.cos(roll), -math.sin(roll), 0], [math.sin(roll), math.cos(roll), 0], [0, 0, 1]]
    return points @ (np.array(about_z) @ np.array(about_x) @ np.array(about_y)).T


def _normals(points: Array) -> Array:
    along = np.gradient(points, axis=1)
    up = np.gradient(points, axis=0)
    normal = np.cross(along, up)
    return normal / np.maximum(np.linalg.norm(normal, axis=-1, keepdims=True), 1e-9)


def _lit(colour: Array, normals: Array, shiny: Array, head: Head) -> Array:
    light = np.array(head.light) / np.linalg.norm(head.light)
    direct = np.clip(normals @ light, 0, 1)
    sky = 0.5 + 0.5 * normals[..., 1]
    shine = np.clip(normals @ _halfway(light), 0, 1) ** 24
    # the scale's tones are skin in a fair light, so a fair light leaves them as they are
    level = 0.46 + 0.14 * sky + 0.48 * direct
    warm = colour * level[..., None] * [1.03, 0.985, 0.95]
    return np.clip(warm + 0.09 * (shine * shiny)[..., None], 0, 1)


def _halfway(light: Array) -> Array:
    middle = light + np.array([0, 0, 1.0])
    return middle / np.linalg.norm(middle)


@dataclass(frozen=True)
class Drawn:
    """A head as RGBA in 0 to 1, and its face's box (left, top, right, bottom) in its pixels."""

    picture: Array
    face: tuple[float, float, float, float]


def draw(head: Head, height: float) -> Drawn:
    """Draw a head whose face, from hairline to chin, is about this many pixels high."""
    fine = 2  # drawn at twice the size and averaged
    scale = height / 1.53 * fine
    surface = _sphere(int(max(200, scale * 4.4)), -math.radians(head.yaw))
    points = _turned(_points(surface, head), head)
    matt = 1 - _hair_share(surface, head)
    shaded = _lit(_colours(surface, head), _normals(points), matt, head)
    side = int(scale * 2.9) // (2 * fine) * 2 * fine + 2 * fine
    column = np.clip((points[..., 0] * scale + side / 2).astype(int), 0, side - 1).ravel()
    row = np.clip((side / 2 - points[..., 1] * scale).astype(int), 0, side - 1).ravel()
    depth = points[..., 2].ravel()
    order = np.argsort(depth)  # what is nearest is written last
    canvas = np.zeros((side, side, 4))
    canvas[row[order], column[order], :3] = shaded.reshape(-1, 3)[order]
    canvas[row[order], column[order], 3] = 1
    small = canvas.reshape(side // fine, fine, side // fine, fine, 4)
    weight = np.maximum(small[..., 3:].sum(axis=(1, 3)), 1e-9)
    rgb = (small[..., :3] * small[..., 3:]).sum(axis=(1, 3)) / weight
    alpha = small[..., 3:].mean(axis=(1, 3))
    return Drawn(np.concatenate([rgb, alpha], axis=-1), _face(surface, points, scale / fine, side))


def _face(on: Surface, points: Array, scale: float, side: int) -> tuple[float, float, float, float]:
    """Give the box of what annotators call the face: hairline to chin, cheek to cheek, if seen."""
    front = (np.abs(on.azimuth) < 1.2) & (on.elevation < 0.58) & (on.elevation > -1.3)
    seen = front & (_normals(points)[..., 2] > 0.05)
    middle = side / 4
    x = points[..., 0][seen] * scale + middle
    y = middle - points[..., 1][seen] * scale
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())
