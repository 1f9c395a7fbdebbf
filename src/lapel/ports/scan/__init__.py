"""What an uploaded file is, told from its content, and a clean rebuilding of it, in a child."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, get_args
from urllib.parse import parse_qs, urlsplit

from lapel.domain.similarity.pictures import Grey

Family = Literal["photo", "document", "audio", "video", "text", "captions"]
FAMILIES: tuple[Family, ...] = get_args(Family)

WELCOME = (
    "Welcome are photos (JPEG, PNG, WebP, GIF, HEIC, AVIF), documents (Word .docx, OpenDocument "
    ".odt, PDF, plain text), audio, video, and captions (VTT, SRT)."
)
REASONS = {
    "empty": "This file is empty.",
    "unknown": f"This type of file is not accepted. {WELCOME}",
    "svg": f"SVG drawings can hold programs and are not accepted. {WELCOME}",
    "html": f"Web pages can hold programs and are not accepted. {WELCOME}",
    "legacy": "Old or locked Office files are not accepted: save it as .docx, .odt or PDF.",
    "office": "Of Office files only text documents are accepted: save it as PDF.",
    "macros": "This document holds macros, which are programs: save it as .docx without them.",
    "locked": "This document is locked with a password: save it without one.",
    "damaged": "This file is damaged or unusual and could not be read safely.",
    "bomb": "This file unpacks to far more than its size and is not opened.",
    "entities": "This document declares XML entities, which no word processor does.",
    "pixels": "This picture has more than 120 million pixels; please send a smaller one.",
    "memory": "This file needs more memory to be read than we allow.",
    "slow": "Reading this file took too long.",
    "long_text": "This text is longer than 2 MB; please send a shorter one.",
    "no_cues": "No times were found in these captions.",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file is: IANA media type, the family it is treated as, a word on the detail."""

    media_type: str
    family: Family
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Derivative:
    """A file made anew from an upload; it carries nothing but what can be seen or read.

    kind is photo | thumbnail | html | image | page | text | captions | transcript; width and
    height are pixels; page counts from 1. An html derivative is a fragment (no <html>), whose
    <img> name the image derivatives beside it.
    """

    kind: str
    path: Path
    media_type: str
    width: int | None = None
    height: int | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """All that was made of one upload: files, its plain text, and what had to be left out."""

    files: tuple[Derivative, ...]
    text: str | None = None
    notes: tuple[str, ...] = ()


class Refused(Exception):  # noqa: N818 - a refusal is an answer here, the word callers use
    """The file is not accepted: `code` is a key of REASONS, `reason` the sentence for people."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.reason = REASONS[code]
        super().__init__(self.reason)


class InterruptedScanError(Exception):
    """The child was ended from outside (memory ran short, a restart): the file is not to blame.

    Nothing is known of the file; it may be looked into again later.
    """


class Scan(Protocol):
    """Looks into files that strangers made; a bomb, a hang or a crash becomes Refused.

    InterruptedScanError where the child was killed by somebody else.
    """

    def identify(self, path: Path) -> Kind:
        """Tell what the file is from its content alone; Refused when it is not welcome."""
        ...

    def rebuild(self, path: Path, outdir: Path) -> Rebuilt:
        """Make derivatives in `outdir` (made if missing) of a photo, document, text or captions.

        Audio and video are Refused as unknown: they are the video port's.
        """
        ...

    def captions(self, path: Path, outdir: Path, *, duration: float | None = None) -> Rebuilt:
        """Make captions.vtt of VTT, SRT or a text whose lines begin with times.

        The last of such lines ends at `duration` (seconds). A text without times becomes a
        transcript (transcript.txt), not captions.
        """
        ...

    def grey(self, path: Path) -> Grey:
        """Give a picture's greys, at most 192 pixels long and 16 short, for comparing it."""
        ...

    def marked(self, path: Path, words: str) -> bytes:
        """Give a JPEG or PNG, as large and of the same type, with these words all over it, faint.

        Nothing but pixels is written.
        """
        ...


def from_url(url: str) -> Scan:
    """Open `child:[?memory_mb=2048&seconds=120]`; ValueError otherwise."""
    from lapel.limits import Limits
    from lapel.ports.scan.launcher import ChildScan

    parts = urlsplit(url)
    options = {name: values[0] for name, values in parse_qs(parts.query).items()}
    known = not options.keys() - {"memory_mb", "seconds"}
    if parts.scheme != "child" or not known or not all(map(str.isdigit, options.values())):
        raise ValueError(f"Scan must be child:[?memory_mb=2048&seconds=120], not {url!r}.")
    return ChildScan(
        Limits(
            memory_mb=int(options.get("memory_mb", 2048)), seconds=int(options.get("seconds", 120))
        )
    )


@contextmanager
def warm() -> Iterator[None]:
    """Within the block, fork the children of this thread from one parent with the parsers loaded.

    It is meant for many files of our own making. There is still one child for each file, with the
    same limits, but what people bring is always opened by a process that was started afresh, which
    shares with no other file as much as where things lie in memory.
    """
    from lapel.ports.scan.warming import forking

    with forking():
        yield
