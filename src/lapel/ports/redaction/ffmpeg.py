"""ffmpeg as the child's own child: frames out of a recording, and frames into one."""

import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from lapel.ports.redaction import InterruptedRedactionError, RedactionRefused

if TYPE_CHECKING:
    from numpy.typing import NDArray

DURATION = re.compile(r"^  Duration: (\d+):(\d\d):(\d\d\.\d+)", re.MULTILINE)
STREAM = re.compile(r"^  Stream #0:\d+\S*: (Video|Audio): ", re.MULTILINE)
LONGEST = 6 * 3600.0
LARGEST_SAYING = 64 * 1024
MOST_PIXELS = 4096 * 2304
# The demuxer is ours to choose: playlists and scripts, which name other files, are never among it
SIGNATURES = [(4, b"ftyp", "mov"), (0, b"\x1a\x45\xdf\xa3", "matroska"), (0, b"OggS", "ogg")]
# no tag of the input, no name or version of the program: nothing says where this comes from
ANONYMOUS = [
    *("-map_metadata", "-1", "-map_metadata:s", "-1", "-map_chapters", "-1", "-dn", "-sn"),
    *("-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"),
]
H264 = [
    *("-c:v", "libx264", "-preset", "veryfast", "-crf", "24", "-profile:v", "main"),
    *("-force_key_frames", "expr:gte(t,n_forced*2)", "-bsf:v", "filter_units=remove_types=6"),
]
AAC = ["-c:a", "aac", "-b:a", "96k", "-ac", "2", "-ar", "48000"]


@dataclass(frozen=True, slots=True)
class Recording:
    """What a recording has: its length in seconds, a picture, a sound."""

    duration: float
    has_picture: bool
    has_sound: bool


@dataclass(frozen=True, slots=True)
class Shape:
    """Frames of Y'CbCr 4:2:0, 8 bits: width and height in pixels, and the rate as y4m says it."""

    width: int
    height: int
    rate: str

    @property
    def size(self) -> int:
        """Give the bytes of a frame."""
        return self.width * self.height + 2 * self._half(self.width) * self._half(self.height)

    @staticmethod
    def _half(side: int) -> int:
        return (side + 1) // 2

    def planes(self, frame: bytearray) -> list["NDArray[Any]"]:
        """Give the three planes of a frame, to be written into."""
        import numpy as np

        luma = self.width * self.height
        wide, high = self._half(self.width), self._half(self.height)
        flat = np.frombuffer(frame, np.uint8)
        return [
            flat[:luma].reshape(self.height, self.width),
            flat[luma : luma + wide * high].reshape(high, wide),
            flat[luma + wide * high :].reshape(high, wide),
        ]


def source(path: Path) -> list[str]:
    """Give the arguments that open one file, and nothing the file may name."""
    with path.open("rb") as file:
        head = file.read(16)
    for place, magic, kind in SIGNATURES:
        if head[place : place + len(magic)] == magic:
            return ["-protocol_whitelist", "file", "-f", kind, "-i", f"file:{path.absolute()}"]
    raise RedactionRefused("recording")


def looked_at(path: Path) -> Recording:
    """Measure a recording; refused where it is none, or says no length, or is too long."""
    done = subprocess.run(
        [*program(), *source(path)], stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    said = done.stderr[:LARGEST_SAYING].decode("utf-8", "replace")
    found, streams = DURATION.search(said), STREAM.findall(said)
    if not found or not streams:
        raise RedactionRefused("recording")
    duration = int(found[1]) * 3600 + int(found[2]) * 60 + float(found[3])
    if duration > LONGEST:
        raise RedactionRefused("slow")
    return Recording(duration, "Video" in streams, "Audio" in streams)


def program() -> list[str]:
    """Give the program that comes with imageio-ffmpeg, and how it is always started."""
    from imageio_ffmpeg import get_ffmpeg_exe

    return [get_ffmpeg_exe(), "-hide_banner", "-nostdin"]


@contextmanager
def frames(
    path: Path, *, filters: str, threads: int
) -> Iterator[tuple[Shape, Iterator[bytearray]]]:
    """Open the picture of a recording as frames of one rate; refused where it breaks off."""
    command = [
        *(*program(), "-v", "error", "-threads", str(threads), *source(path)),
        *("-map", "0:V:0", "-vf", f"{filters},format=yuv420p", "-strict", "-1"),
        *("-f", "yuv4mpegpipe", "pipe:1"),
    ]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout
        try:
            shape = _shape(process.stdout)
            yield shape, _read(process.stdout, shape)
            ended(process)
        finally:
            process.kill()


def _shape(stream: IO[bytes]) -> Shape:
    """Read the header of a y4m stream (mjpegtools, yuv4mpeg(5))."""
    header = stream.readline(256).decode("ascii", "replace").split()
    said = {word[0]: word[1:] for word in header[1:]}
    if not header or header[0] != "YUV4MPEG2" or not {"W", "H", "F"} <= said.keys():
        raise RedactionRefused("recording")
    shape = Shape(int(said["W"]), int(said["H"]), said["F"].replace(":", "/"))
    if shape.width * shape.height > MOST_PIXELS:
        raise RedactionRefused("pixels")
    return shape


def _read(stream: IO[bytes], shape: Shape) -> Iterator[bytearray]:
    while stream.readline(64):
        frame = bytearray(shape.size)
        view, reached = memoryview(frame), 0
        while reached < shape.size:
            got = stream.readinto(view[reached:])  # type: ignore[attr-defined]  # a pipe has it
            if not got:
                return
            reached += got
        yield frame


def ended(process: "subprocess.Popen[bytes]") -> None:
    """Wait for the end; refused where it failed, interrupted where somebody else killed it."""
    code = process.wait()
    if code == -signal.SIGKILL:
        raise InterruptedRedactionError("ffmpeg was killed from outside")
    if code:
        raise RedactionRefused("damaged")
