"""Letters as .eml files in a folder, for development and for tests."""

import os
import secrets
import time
from pathlib import Path

from lapel.ports.mail import MailError, Message
from lapel.ports.mail.letter import compose


class FileMail:
    """Writes each letter as one .eml file that appears whole; names sort by time of sending."""

    def __init__(self, folder: str, *, sender: str) -> None:
        self._folder = Path(folder)
        self._sender = sender

    def send(self, message: Message) -> None:
        """Return once the letter lies in the folder; MailError when it is malformed."""
        content = compose(message, sender=self._sender).as_bytes()
        self._folder.mkdir(parents=True, exist_ok=True)
        name = f"{time.time_ns():020d}-{secrets.token_hex(4)}"
        temporary = self._folder / f".{name}.part"
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.rename(self._folder / f"{name}.eml")

    def probe(self) -> str:
        """Write a file where letters lie, read it back and remove it; OSError says why not."""
        self._folder.mkdir(parents=True, exist_ok=True)
        trial = self._folder / f".{secrets.token_hex(8)}.part"
        try:
            trial.write_text("trial", encoding="utf-8")
            said = trial.read_text(encoding="utf-8")
        finally:
            trial.unlink(missing_ok=True)
        if said != "trial":
            raise MailError("A file came back other than it was written.", permanent=False)
        return f"wrote a file to {self._folder} and read it back"
