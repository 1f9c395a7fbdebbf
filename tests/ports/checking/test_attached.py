"""A stranger's PDF is opened in a child with limits, by the command line too."""

from __future__ import annotations

import subprocess
import zlib

import pytest

from domain.badges.badge_makers import badge
from lapel.domain.badges.errors import UnreadableError
from lapel.doors.cli import verify
from lapel.ports.checking import attached
from lapel.ports.checking.attached import MAX_FILE, out_of_pdf
from ports.checking.test_anything import pdf, written


def bomb(size: int) -> bytes:
    """A PDF with an attachment that unpacks to so many bytes of nothing."""
    packer = zlib.compressobj(9)
    mebi = bytes(1024 * 1024)
    packed = b"".join(packer.compress(mebi) for _ in range(size // len(mebi))) + packer.flush()
    stream = b"<</Type/EmbeddedFile/Filter/FlateDecode/Length %d>>stream\n" % len(packed)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a)4 0 R]>>>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        b"<</Type/Filespec/F(a)/EF<</F 5 0 R>>>>",
        stream + packed + b"\nendstream",
    ]
    made, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj" % number + content + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 6\n0000000000 65535 f \n" + table + b"trailer<</Size 6/Root 1 0 R>>\n"
    return made + head + b"startxref\n%d\n%%%%EOF" % len(made)


def test_what_is_attached_comes_out_byte_for_byte() -> None:
    """And what is no PDF stays as it is."""
    content = written(badge())
    assert out_of_pdf(pdf(content)) == content
    assert out_of_pdf(content) == content


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (pdf(), "no badge attached"),
        (pdf(written(badge()), written(badge())), "more than one badge"),
        (b"%PDF-1.7 nonsense", "damaged or locked"),
        (b"%PDF" + bytes(MAX_FILE), "larger than 16 MB"),
        (bomb(2 * 1024**3), "could not be read safely"),
    ],
)
def test_a_pdf_that_gives_no_badge_is_one_sentence(data: bytes, why: str) -> None:
    """Two megabytes that unpack to two gigabytes end a child of one, not the auditor's machine."""
    with pytest.raises(UnreadableError, match=why):
        out_of_pdf(data)


def test_a_pdf_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child has a limit of its own as well."""
    monkeypatch.setattr(attached, "PATIENCE", 0.001)
    with pytest.raises(UnreadableError, match="could not be read safely"):
        out_of_pdf(pdf(written(badge())))


def test_the_command_line_opens_pdfs_in_the_child(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the child dies, the answer is 2 in a sentence."""
    monkeypatch.setattr(verify, "read_file", lambda _name: pdf(written(badge())))
    assert verify.run(["certificate.pdf", "--offline"]) == 3
    dead = subprocess.CompletedProcess([], -6, b"", b"")
    monkeypatch.setattr(subprocess, "run", lambda *_words, **_options: dead)
    assert verify.run(["certificate.pdf", "--offline"]) == 2
    assert "could not be read safely" in capsys.readouterr().out
