"""Write the table of rooms into ARCHITECTURE.md: each room's own first sentence."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "lapel"
PAGE = ROOT / "ARCHITECTURE.md"
BEGIN, END = "<!-- map:", "<!-- end of map -->"


def rooms() -> list[str]:
    """List the journey's rooms in order, as the settings name them."""
    tree = ast.parse((SOURCE / "settings.py").read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "ROOMS":
            return list(ast.literal_eval(node.value))
    raise LookupError("settings.py names no ROOMS")


def sentence(folder: Path) -> str:
    """Give the first paragraph of a package's docstring, on one line."""
    text = (folder / "__init__.py").read_text(encoding="utf-8")
    return " ".join((ast.get_docstring(ast.parse(text)) or "").split("\n\n")[0].split())


def row(floor: str, room: str) -> str:
    """Give a room's line of the table."""
    return f"| `{floor}/{room}` | {sentence(SOURCE / floor / room)} |"


def table() -> str:
    """Make the map, floor by floor."""
    lines = ["| room | what it is for |", "|---|---|"]
    floors = {"journey": rooms()}
    for floor in ("doors", "ports", "domain"):
        folders = sorted((SOURCE / floor).glob("*/__init__.py"))
        floors[floor] = [each.parent.name for each in folders]
    for floor in ("doors", "journey", "ports", "domain"):
        lines += [row(floor, each) for each in floors[floor]]
    return "\n".join(lines)


def page() -> str:
    """Give ARCHITECTURE.md with a fresh map."""
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN, 1)
    comment, rest = rest.split("\n", 1)
    return f"{before}{BEGIN}{comment}\n{table()}\n{END}{rest.split(END, 1)[1]}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write("ARCHITECTURE.md holds the map.\n")
