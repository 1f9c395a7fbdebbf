"""Draw our mark as the pictures that home screens of phones want, which take no SVG.

    python tools/icons.py

They fill their square: each phone rounds the corners in its own way.
"""

from __future__ import annotations

from pathlib import Path

from lapel.ports import press

STATIC = Path(__file__).parents[1] / "src" / "lapel" / "doors" / "web" / "static" / "web"
WIDTHS = (180, 192, 512)


def main() -> None:
    """Write `lapel-WIDTH.png` beside `lapel.svg`."""
    mark = (STATIC / "lapel.svg").read_text(encoding="utf-8").replace(' rx="7"', "")
    for width in WIDTHS:
        drawn = press.from_url("child:").png(mark, width=width)
        (STATIC / f"lapel-{width}.png").write_bytes(drawn)


if __name__ == "__main__":
    main()
