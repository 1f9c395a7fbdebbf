"""The pin itself: an enamelled shape in a metal rim, its emblem, and knots that count the level."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from lapel.domain.artwork.dyes import BRASS, CREAM, DYES, METALS, Dye, Metal
from lapel.domain.artwork.glyphs import GLYPHS
from lapel.domain.artwork.shapes import SHAPES, Shape

LEVELS = tuple(METALS)
# Below this width in pixels a pin is drawn bolder: no thread, larger emblem and knots.
SMALL = 48
_STITCHES = 28
_BEADS = 36


@dataclass(frozen=True)
class _Design:
    """What a pin is made of."""

    shape: Shape
    dye: Dye
    metal: Metal
    level: str


def badge_svg(  # noqa: PLR0913 (the badge's five words and its size, keyword-only)
    *,
    category: str,
    competency: str | None,
    level: str,
    title: str,
    size: int | None = None,
    stack: bool = False,
) -> str:
    """Draw a badge as a self-contained SVG of 96 by 96 units, `size` pixels wide if given.

    Category chooses shape and dye, competency (`T01` to `T15`, or None) the emblem, level the
    metal, the thread and the number of knots; a stack lies on two more pins. The title becomes
    the picture's name. Raises KeyError for a word outside the vocabulary. The same arguments
    give the same text: no ids, no scripts, no styles, no fonts.
    """
    design = _Design(SHAPES[category], DYES[category], METALS[level], level)
    measure = f' width="{size}" height="{size}"' if size else ""
    emblem = GLYPHS[competency or ""].format(c=CREAM, d=design.dye.mid, b=BRASS)
    pin = _small_pin(design, emblem) if size and size < SMALL else _pin(design, emblem)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"{measure} role="img">'
        f"<title>{escape(title)}</title>{_placed(design, pin, stack=stack)}</svg>"
    )


def _outline(shape: Shape, paint: str, *, scale: float = 1, down: float = 0) -> str:
    """Draw an outline with this paint, scaled around its middle or moved down."""
    move = f"translate(0 {down:g})" if down else ""
    size = f"scale({scale:g})" if scale != 1 else ""
    transform = f' transform="{move}{size}"' if move or size else ""
    return f'<path d="{shape.outline}"{transform} {paint}/>'


def _filled(fill: str, stroke: str = "", width: float = 2) -> str:
    """Write a fill and an edge whose corners are rounded by the edge itself."""
    return (
        f'fill="{fill}" stroke="{stroke or fill}" stroke-width="{width:g}" stroke-linejoin="round"'
    )


def _metal(design: _Design) -> str:
    """Cast the rim: its shaded edge below, its face, its lit bevel within."""
    metal = design.metal
    return _outline(design.shape, _filled(metal.shade), down=1.7) + _outline(
        design.shape, _filled(metal.light, metal.face, 2.8)
    )


def _glint(design: _Design) -> str:
    """Let light fall on the rim from the upper left."""
    length = design.shape.length
    return _outline(
        design.shape,
        f'fill="none" stroke="#fff" stroke-opacity=".6" stroke-width="1" stroke-linecap="round" '
        f'stroke-dasharray="{length * 0.22:.4g} {length * 0.78:.4g}" '
        f'stroke-dashoffset="{length * 0.25:.4g}"',
        scale=0.995,
    )


def _pin(design: _Design, emblem: str) -> str:
    """Draw the whole pin: rim, band with its thread, field, emblem, knots."""
    edge = design.metal.face if design.level in LEVELS[2:] else design.dye.mid
    return (
        _metal(design)
        + _outline(design.shape, _filled(design.dye.deep), scale=0.905)
        + _outline(design.shape, _filled(design.dye.mid, edge), scale=0.73)
        + _thread(design)
        + _glint(design)
        + f'<g transform="translate(0 -3)">{emblem}</g>'
        + _plate(design, half=23, height=14, top=30)
        + _knots(LEVELS.index(design.level) + 1)
    )


def _thread(design: _Design) -> str:
    """Sew the band: bare, then a running stitch, then beads."""
    if design.level == "Emerging":
        return ""
    leading = design.level == "Leading"
    colour, width = (BRASS, 4.4) if leading else (CREAM, 2)
    period = design.shape.length / (_BEADS if leading else _STITCHES)
    dash = 0 if leading else period * 0.46
    return _outline(
        design.shape,
        f'fill="none" stroke="{colour}" stroke-width="{width:g}" stroke-linecap="round" '
        f'stroke-dasharray="{dash:.3g} {period - dash:.4g}"',
        scale=0.82,
    )


def _plate(design: _Design, *, half: float, height: float, top: float) -> str:
    """Lay the small plate at the hem that carries the knots."""

    def bar(inset: float, fall: float, fill: str) -> str:
        tall = height - 2 * inset
        return (
            f'<rect x="{inset - half:g}" y="{top + inset + fall:g}" width="{2 * (half - inset):g}" '
            f'height="{tall:g}" rx="{tall / 2:g}" fill="{fill}"/>'
        )

    metal = design.metal
    return bar(0, 1.2, metal.shade) + bar(0, 0, metal.face) + bar(2, 0, design.dye.deep)


def _knots(count: int) -> str:
    """Tie one knot per level, and leave a prick of the needle where one is still to come."""
    return "".join(
        f'<circle cx="{x:g}" cy="37" r="{3.3 if index < count else 1.2}" fill="{CREAM}"/>'
        for index, x in enumerate((-14.4, -4.8, 4.8, 14.4))
    )


def _small_pin(design: _Design, emblem: str) -> str:
    """Draw the pin for small sizes: one field, a larger emblem, only the knots that are tied."""
    count = LEVELS.index(design.level) + 1
    half = 4 + 7 * count
    knots = "".join(
        f'<circle cx="{14 * index - 7 * (count - 1)}" cy="36" r="5" fill="{CREAM}"/>'
        for index in range(count)
    )
    return (
        _metal(design)
        + _outline(design.shape, _filled(design.dye.mid, design.dye.deep, 3), scale=0.86)
        + f'<g transform="translate(0 -5)scale(1.18)">{emblem}</g>'
        + _plate(design, half=half + 3, height=19, top=26.5)
        + knots
    )


def _placed(design: _Design, pin: str, *, stack: bool) -> str:
    """Pin it to the middle; a stack lies on two more pins that peep out behind it."""
    if not stack:
        return f'<g transform="translate(48 47.4)">{pin}</g>'
    behind = "".join(
        f'<g transform="translate({step} {-step})">'
        + _outline(design.shape, _filled(design.metal.shade), down=1.7)
        + _outline(design.shape, _filled(paint, design.metal.face, 4))
        + "</g>"
        for step, paint in ((14, design.dye.deep), (7, design.dye.mid))
    )
    return f'<g transform="translate(42.5 53)scale(.86)">{behind}{pin}</g>'
