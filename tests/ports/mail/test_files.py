"""What only letters in a folder can be asked."""

from pathlib import Path

from lapel.ports.mail import Message, from_url


def test_a_letter_is_one_whole_eml_file(tmp_path: Path) -> None:
    """The folder is made, holds one .eml file, and no half-written leftover."""
    from_url(f"files://{tmp_path}/a/b").send(Message(to="a@b.example", subject="s", text="t"))
    [path] = (tmp_path / "a" / "b").iterdir()
    assert path.suffix == ".eml"
    assert path.read_bytes().startswith(b"From: Lapel <lapel@localhost>\r\n")
