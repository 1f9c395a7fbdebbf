"""What the docs say is what the code does."""

from __future__ import annotations

import re
import runpy

from house.tree import ROOT, SOURCE

LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#]+)")


def test_every_setting_is_explained_and_every_explained_setting_exists():
    """Who runs Lapel finds each name in the reference, and no name that does nothing."""
    code = "".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py"))
    read = set(re.findall(r'"(LAPEL_[A-Z_]+)"', code))
    page = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(LAPEL_[A-Z_]+)`", page, re.MULTILINE)) == read


def test_the_map_of_rooms_is_fresh():
    """`make map` writes each room's own sentence; a stale map would send newcomers astray."""
    tool = runpy.run_path(str(ROOT / "tools" / "map.py"))
    assert (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8") == tool["page"]()


def test_links_between_the_documents_lead_somewhere():
    """A page that names another page in the repository names one that is there."""
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    links = ((page, target) for page in pages for target in LINK.findall(page.read_text("utf-8")))
    broken = [f"{page.name}: {to}" for page, to in links if not (page.parent / to).exists()]
    assert broken == []


def test_each_rule_of_assessment_has_tests_that_bear_its_name():
    """The page for boards names, for each of the rules R1 to R24, files whose tests name it."""
    page = (ROOT / "docs" / "explanation" / "assessment.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| R(\d+) \|(.+)$", page, re.MULTILINE))
    assert list(rows) == [str(number) for number in range(1, 25)]
    for number, row in rows.items():
        files = [ROOT / "docs" / "explanation" / each for each in LINK.findall(row)]
        named = re.compile(rf"def test_(?:r\d+_and_)?r{number}_")
        assert files, f"R{number} names no tests"
        assert all(named.search(file.read_text("utf-8")) for file in files), f"R{number}"
