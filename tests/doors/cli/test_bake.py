"""`lapel bake` and `lapel unbake`: pictures and pipes."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.badges.badge_makers import badge, key
from domain.badges.test_baking import picture
from domain.badges.test_hosted_checks import ASSERTION
from lapel.domain.badges.errors import UnreadableError
from lapel.domain.badges.png import KEYWORD_2, unbake_png
from lapel.domain.badges.reading import write_badge
from lapel.domain.badges.tokens import make_vc_jwt
from lapel.doors.cli import main
from lapel.doors.cli.bake import baked
from lapel.doors.cli.unbake import taken_out, unbaked
from ports.checking.test_anything import DRAWING, pdf

if TYPE_CHECKING:
    from pathlib import Path

TEXT = write_badge(badge()).encode()
OLD = json.dumps(ASSERTION).encode()


def run(capfdbinary: Any, *words: str) -> tuple[int, bytes, str]:
    code = main.main(list(words))
    out, err = capfdbinary.readouterr()
    return code, out, err.decode()


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "drawing.png").write_bytes(picture())
    (tmp_path / "drawing.svg").write_bytes(DRAWING)
    (tmp_path / "badge.json").write_bytes(TEXT)
    return tmp_path


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_a_badge_goes_into_a_picture_and_comes_out_as_it_was(
    files: Path, capfdbinary: Any, kind: str
) -> None:
    """Byte for byte, by a file and by a pipe."""
    made = files / f"badge.{kind}"
    words = [str(files / f"drawing.{kind}"), str(files / "badge.json")]
    assert run(capfdbinary, "bake", *words, "-o", str(made)) == (0, b"", "")
    assert run(capfdbinary, "bake", *words)[1] == made.read_bytes()
    assert run(capfdbinary, "unbake", str(made)) == (0, TEXT, "")
    assert run(capfdbinary, "unbake", str(made), "-o", str(files / "again.json"))[0] == 0
    assert (files / "again.json").read_bytes() == TEXT


@pytest.mark.parametrize("piped", ["picture", "badge"])
def test_picture_or_badge_may_come_from_a_pipe(
    files: Path, capfdbinary: Any, monkeypatch: pytest.MonkeyPatch, piped: str
) -> None:
    """A dash stands for standard input; it can be one of them only."""
    content = picture() if piped == "picture" else TEXT
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
    words = [str(files / "drawing.png"), str(files / "badge.json")]
    words[piped == "badge"] = "-"
    code, out, _ = run(capfdbinary, "bake", *words)
    assert (code, unbake_png(out).encode()) == (0, TEXT)
    with pytest.raises(SystemExit) as ended:
        main.main(["bake", "-", "-"])
    assert ended.value.code == 64


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_a_picture_that_holds_a_badge_is_refused_unless_told_to_replace_it(
    files: Path, capfdbinary: Any, kind: str
) -> None:
    """Nobody loses a badge by a slip, and none is ever baked in twice."""
    other = write_badge({**badge(), "name": "Other"})
    start = DRAWING if kind == "svg" else picture()
    (files / f"first.{kind}").write_bytes(baked(start, other.encode()))
    words = [str(files / f"first.{kind}"), str(files / "badge.json")]
    code, out, err = run(capfdbinary, "bake", *words)
    assert (code, out) == (2, b"")
    assert "holds a badge already; --replace" in err
    code, out, _ = run(capfdbinary, "bake", *words, "--replace")
    assert (code, unbaked(out).encode()) == (0, TEXT)


def test_an_assertion_of_open_badges_2_has_its_own_keyword() -> None:
    """Both kinds may be in one PNG; unbake prints the newer, or the older where it is alone."""
    old = baked(picture(), OLD)
    assert unbaked(old) == unbake_png(old, keyword=KEYWORD_2) == OLD.decode()
    both = baked(old, TEXT)
    assert (unbaked(both), unbake_png(both, keyword=KEYWORD_2)) == (TEXT.decode(), OLD.decode())


def test_tokens_are_baked_and_pdfs_give_their_badge_back() -> None:
    """A VC-JWT as it is; of a PDF what is attached."""
    unsigned = {name: value for name, value in badge().items() if name != "proof"}
    token = make_vc_jwt(unsigned, signer=key())
    assert unbaked(baked(DRAWING, f"{token}\n".encode())) == token
    assert taken_out(pdf(token.encode())) == token.encode()
    assert taken_out(pdf(TEXT)) == TEXT


@pytest.mark.parametrize(
    ("start", "content", "why"),
    [
        (picture(), b"{}", "not signed"),
        (picture(), b"hello", "neither JSON"),
        (picture(), picture(), "is a picture itself"),
        (b"GIF89a", TEXT, "neither PNG nor SVG"),
        (b"<html/>", TEXT, "not an SVG picture"),
        (DRAWING, OLD, "into a PNG only"),
        (picture()[:40], TEXT, "cut off"),
        (baked(picture(), TEXT)[:-30] + baked(picture(), TEXT)[33:], TEXT, "picture"),
    ],
)
def test_what_cannot_be_baked_is_said_in_a_sentence(start: bytes, content: bytes, why: str) -> None:
    """Unsigned, no badge, no picture, the wrong picture, a damaged one."""
    with pytest.raises(UnreadableError, match=why):
        baked(start, content)


@pytest.mark.parametrize("name", ["drawing.png", "drawing.svg", "badge.json", "missing.png"])
def test_what_holds_no_badge_ends_with_2_and_a_sentence(
    files: Path, capfdbinary: Any, name: str
) -> None:
    """Empty pictures, what is no picture, what is not there."""
    code, out, err = run(capfdbinary, "unbake", str(files / name))
    assert (code, out, err.startswith("lapel unbake: ")) == (2, b"", True)


def test_a_folder_that_cannot_be_written_ends_with_2(files: Path, capfdbinary: Any) -> None:
    """A sentence with the reason, and nothing left behind."""
    words = [str(files / "drawing.png"), str(files / "badge.json")]
    code, _, err = run(capfdbinary, "bake", *words, "-o", str(files / "no" / "badge.png"))
    assert (code, "cannot be written: No such file" in err) == (2, True)
    (files / "folder").mkdir()
    assert run(capfdbinary, "bake", *words, "-o", str(files / "folder"))[0] == 2
    assert not list(files.glob(".folder*"))


def test_a_picture_is_not_poured_over_a_terminal(
    files: Path, capfdbinary: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its bytes would steer it."""
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    words = [str(files / "drawing.png"), str(files / "badge.json")]
    code, out, err = run(capfdbinary, "bake", *words)
    assert (code, out, "name a file with -o" in err) == (2, b"", True)


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=9),
        st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=40),
        max_size=5,
    ),
    st.booleans(),
)
def test_any_text_survives_the_round_trip(words: dict[str, str], spaced: bool) -> None:
    """Whatever script or sign, indented or not: what is baked comes out the same."""
    document = {**words, "proof": {"type": "DataIntegrityProof"}}
    text = json.dumps(document, ensure_ascii=False, indent=2 if spaced else None)
    for start in (picture(), DRAWING):
        assert unbaked(baked(start, text.encode())) == text
