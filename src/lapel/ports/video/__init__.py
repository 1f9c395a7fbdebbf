"""Recorded sound and moving pictures: measured, made small and upright, and drawn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

from lapel.domain.similarity.pictures import Grey

Progress = Callable[[float], None]

REASONS = {
    "unknown": "This is no audio or video that we can read.",
    "damaged": "This recording is damaged and could not be read to its end.",
    "no_picture": "This recording has no moving picture.",
    "no_sound": "This recording has no sound.",
    "too_long": "This recording is longer than six hours.",
    "too_large": "The picture of this recording has more than 36 million pixels.",
    "slow": "Reading this recording took too long.",
}


@dataclass(frozen=True, slots=True)
class Media:
    """What a recording is: seconds, stored size in pixels, and how it is to be turned.

    `rotation` is degrees clockwise (0, 90, 180 or 270) by which the stored picture is turned to
    be upright. Without picture, width, height and video_codec are None; without sound,
    audio_codec is. `pixel_aspect` is how many times wider than high a stored pixel is.
    """

    duration: float
    width: int | None
    height: int | None
    rotation: int
    video_codec: str | None
    audio_codec: str | None
    container: str
    frame_rate: float | None = None
    pixel_aspect: float = 1.0
    high_dynamic_range: bool = False

    @property
    def upright(self) -> tuple[int, int] | None:
        """Give (width, height) in pixels as seen; None when there is no picture."""
        if not self.width or not self.height:
            return None
        seen = round(self.width * self.pixel_aspect), self.height
        return seen if self.rotation % 180 == 0 else (seen[1], seen[0])


class VideoRefused(Exception):  # noqa: N818 - a refusal is an answer here, the word callers use
    """The recording is not taken: `code` is a key of REASONS, `reason` the sentence for people.

    `detail` is what the program said, for the log of the operator.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        self.code = code
        self.reason = REASONS[code]
        self.detail = detail
        super().__init__(self.reason)


class InterruptedVideoError(Exception):
    """The child was ended from outside (memory ran short, a restart): no fault of the recording.

    Nothing is known of the recording; it may be worked on again later.
    """


class Video(Protocol):
    """Works on recordings of strangers, in limited children; all output is free of metadata.

    InterruptedVideoError where a child was killed by somebody else.
    """

    def probe(self, path: Path) -> Media:
        """Measure a recording (reads all of it when it does not say how long it is)."""
        ...

    def rendition(self, path: Path, out: Path, *, on_progress: Progress | None = None) -> Media:
        """Write an upright H.264 and AAC mp4, its shorter side at most 480, that plays at once.

        `on_progress` is told a rising share from 0 to 1. `out` appears whole or not at all.
        """
        ...

    def poster(self, path: Path, out: Path) -> tuple[int, int]:
        """Write an early frame, upright, as a JPEG at most 1280 pixels long; give its size."""
        ...

    def audio_rendition(
        self, path: Path, out: Path, *, on_progress: Progress | None = None
    ) -> Media:
        """Write the first sound track as AAC in m4a."""
        ...

    def frames(self, path: Path) -> list[tuple[int, Grey]]:
        """Give frames with their seconds for comparing: one in ten seconds, sixty at most.

        Of what is shorter than a minute, one in two seconds; at most 192 pixels long.
        """
        ...

    def samples(self, path: Path) -> bytes:
        """Give the sound of the first ten minutes for comparing: mono, 8,000 Hz, 16 bits."""
        ...

    def slideshow(
        self,
        frames: Sequence[tuple[Path, float]],
        out: Path,
        *,
        size: tuple[int, int] = (854, 480),
        sound: Path | None = None,
    ) -> Media:
        """Write an mp4 that shows each of our own pictures for its seconds, with our own sound."""
        ...

    def tone(self, out: Path, *, seconds: float, hertz: float = 440.0) -> Media:
        """Write a soft tone as m4a."""
        ...

    def murmur(self, out: Path, *, seconds: float, pitch: float = 140.0, seed: int = 0) -> Media:
        """Write what sounds like someone talking in the next room, the same for the same seed."""
        ...


def from_url(url: str) -> Video:
    """Open `ffmpeg:[?threads=2&memory_mb=4096]`, the program in imageio-ffmpeg; else ValueError."""
    from lapel.ports.video.ffmpeg import FfmpegVideo

    parts = urlsplit(url)
    options = {name: values[0] for name, values in parse_qs(parts.query).items()}
    known = not options.keys() - {"threads", "memory_mb"}
    if parts.scheme != "ffmpeg" or not known or not all(map(str.isdigit, options.values())):
        raise ValueError(f"Video must be ffmpeg:[?threads=2&memory_mb=4096], not {url!r}.")
    return FfmpegVideo(
        threads=int(options.get("threads", 2)), memory_mb=int(options.get("memory_mb", 4096))
    )
