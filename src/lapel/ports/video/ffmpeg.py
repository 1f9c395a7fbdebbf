"""The static ffmpeg that comes with imageio-ffmpeg, always as a child."""

import dataclasses
import tempfile
from collections.abc import Sequence
from pathlib import Path

from lapel.domain.similarity import sounds
from lapel.domain.similarity.pictures import Grey
from lapel.ports.video import Media, Progress, VideoRefused, making
from lapel.ports.video.probing import check, parse, source
from lapel.ports.video.running import run

SHORT_SIDE = 480
POSTER_SIDE = 1280
GREY_SIDE, MOST_FRAMES = 192, 60
# no tag of the input, no name or version of the program: nothing says where this comes from
ANONYMOUS = [
    *("-map_metadata", "-1", "-map_metadata:s", "-1", "-map_chapters", "-1", "-dn", "-sn"),
    *("-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"),
]
H264 = [
    *("-c:v", "libx264", "-preset", "veryfast", "-crf", "24", "-profile:v", "main"),
    # a key frame every two seconds for seeking; SEI messages (type 6) name the encoder's settings
    *("-force_key_frames", "expr:gte(t,n_forced*2)", "-bsf:v", "filter_units=remove_types=6"),
]
AAC = ["-c:a", "aac", "-b:a", "96k", "-ac", "2", "-ar", "48000"]
# one channel at the rate of its samples, as a telephone keeps a memo: a quarter of the time
MEMO = ["-c:a", "aac", "-b:a", "48k", "-ac", "1"]
# BT.2100 to linear light, into the range of ordinary screens, and to BT.709
TONE_MAP = (
    "zscale=pin=bt2020:min=bt2020nc:t=linear:npl=100,format=gbrpf32le,tonemap=hable,"
    "zscale=p=bt709:t=bt709:m=bt709:r=tv"
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FfmpegVideo:
    """Starts ffmpeg per task with limits on memory and time, and a demuxer of our choosing."""

    threads: int = 2
    memory_mb: int = 4096

    def probe(self, path: Path) -> Media:
        """Measure a recording (reads all of it when it does not say how long it is)."""
        _code, said = run(source(path), seconds=60, memory_mb=self.memory_mb)
        media = parse(said)
        if not media.duration:
            # MediaRecorder writes no duration: count it by reading every packet to the end
            media = dataclasses.replace(media, duration=self._counted(path))
        return check(media)

    def rendition(self, path: Path, out: Path, *, on_progress: Progress | None = None) -> Media:
        """Write an upright H.264 and AAC mp4, its shorter side at most 480."""
        media = self.probe(path)
        filters = ["-vf", _filters(media, SHORT_SIDE)]
        tracks = ["-map", "0:V:0", "-map", "0:a:0?"]
        codecs = [*filters, *H264, *AAC, "-movflags", "+faststart"]
        self._write(path, [*tracks, *codecs, "-f", "mp4"], out, media, on_progress)
        return self.probe(out)

    def poster(self, path: Path, out: Path) -> tuple[int, int]:
        """Write an early frame, upright, as a JPEG; give its size."""
        media = self.probe(path)
        width, height = _fitted(media, long_side=POSTER_SIDE)
        look = _filters(media, None, size=(width, height)).replace("yuv420p", "yuvj420p")
        picture = ["-map", "0:V:0", "-frames:v", "1", "-vf", look, "-c:v", "mjpeg", "-q:v", "4"]
        at = f"{min(1.0, media.duration / 10):.3f}"
        self._write(path, ["-ss", at, *picture, "-f", "image2", "-update", "1"], out, media, None)
        return width, height

    def audio_rendition(
        self, path: Path, out: Path, *, on_progress: Progress | None = None
    ) -> Media:
        """Write the first sound track as AAC in m4a."""
        media = self.probe(path)
        if not media.audio_codec:
            raise VideoRefused("no_sound")
        tracks = ["-map", "0:a:0", "-vn", *AAC, "-movflags", "+faststart", "-f", "ipod"]
        self._write(path, tracks, out, media, on_progress)
        return self.probe(out)

    def frames(self, path: Path) -> list[tuple[int, Grey]]:
        """Give frames with their seconds for comparing: one in ten seconds, sixty at most."""
        media = self.probe(path)
        width, height = _fitted(media, long_side=GREY_SIDE)
        every = 10 if media.duration > 60 else 2
        look = f"fps=1/{every}:round=up,scale={width}:{height}:flags=area,format=gray"
        pictures = ["-map", "0:V:0", "-frames:v", str(MOST_FRAMES), "-vf", look, "-c:v", "rawvideo"]
        with tempfile.TemporaryDirectory(prefix="lapel-frames-") as folder:
            out = Path(folder) / "frames"
            self._write(path, [*pictures, "-f", "rawvideo"], out, media, None)
            raw = out.read_bytes()
        size = width * height
        count = len(raw) // size
        return [
            (number * every, Grey(width, height, raw[number * size : (number + 1) * size]))
            for number in range(count)
        ]

    def samples(self, path: Path) -> bytes:
        """Give the sound of the first ten minutes for comparing: mono, 8,000 Hz, 16 bits."""
        media = self.probe(path)
        if not media.audio_codec:
            raise VideoRefused("no_sound")
        sound = ["-map", "0:a:0", "-vn", "-ac", "1", "-ar", str(sounds.RATE)]
        coded = ["-t", str(sounds.LONGEST), "-c:a", "pcm_s16le", "-f", "s16le"]
        with tempfile.TemporaryDirectory(prefix="lapel-sound-") as folder:
            out = Path(folder) / "sound"
            self._write(path, [*sound, *coded], out, media, None)
            return out.read_bytes()

    def slideshow(
        self,
        frames: Sequence[tuple[Path, float]],
        out: Path,
        *,
        size: tuple[int, int] = (854, 480),
        sound: Path | None = None,
    ) -> Media:
        """Write an mp4 that shows each of our own pictures for its seconds, with our own sound."""
        inputs, tracks = making.slides(frames, size, sound)
        self._make([*inputs, *tracks, *H264, *AAC, "-movflags", "+faststart", "-f", "mp4"], out)
        return self.probe(out)

    def tone(self, out: Path, *, seconds: float, hertz: float = 440.0) -> Media:
        """Write a soft tone as m4a."""
        self._make([*making.tone(seconds, hertz), *AAC, "-f", "ipod"], out)
        return self.probe(out)

    def murmur(self, out: Path, *, seconds: float, pitch: float = 140.0, seed: int = 0) -> Media:
        """Write what sounds like someone talking in the next room, the same for the same seed."""
        self._make([*making.murmur(seconds, pitch, seed), *MEMO, "-f", "ipod"], out)
        return self.probe(out)

    def _counted(self, path: Path) -> float:
        times = [0.0]
        reading = ["-v", "error", *source(path), "-map", "0:V:0?", "-map", "0:a:0?"]
        code, said = run(
            [*reading, "-c", "copy", "-f", "null", "-progress", "pipe:1", "-"],
            seconds=900,
            memory_mb=self.memory_mb,
            on_time=times.append,
        )
        if code or not times[-1]:
            raise VideoRefused("damaged", said[-2000:])
        return times[-1]

    def _write(
        self,
        path: Path,
        options: list[str],
        out: Path,
        media: Media,
        on_progress: Progress | None,
    ) -> None:
        """Transcode a stranger's file; the time allowed grows with its length."""
        opening = ["-v", "error", "-threads", str(self.threads), *source(path)]
        seconds = 120 + 30 * media.duration
        self._finish([*opening, *options], out, seconds, _shares(media.duration, on_progress))

    def _make(self, options: list[str], out: Path) -> None:
        self._finish(["-v", "error", *options], out, 1800, _shares(1.0, None))

    def _finish(self, arguments: list[str], out: Path, seconds: float, on_time: Progress) -> None:
        part = out.with_name(f".{out.name}.part")
        writing = [*ANONYMOUS, "-threads", str(self.threads), "-progress", "pipe:1"]
        # the muxer's name stands last in the arguments and belongs to the output
        command = [*arguments, *writing, "-y", f"file:{part.absolute()}"]
        try:
            code, said = run(command, seconds=seconds, memory_mb=self.memory_mb, on_time=on_time)
            if code or not part.is_file() or not part.stat().st_size:
                raise VideoRefused("damaged", said[-2000:])
            part.replace(out)
        finally:
            part.unlink(missing_ok=True)


def _shares(duration: float, on_progress: Progress | None) -> Progress:
    highest = 0.0

    def on_time(time: float) -> None:
        nonlocal highest
        highest = max(highest, min(time / duration, 1.0)) if duration else 0.0
        if on_progress:
            on_progress(highest)

    return on_time


def _fitted(
    media: Media, *, short_side: int | None = None, long_side: int | None = None
) -> tuple[int, int]:
    """Give the even (width, height) that fits; small pictures stay small."""
    if not media.upright:
        raise VideoRefused("no_picture")
    sides = media.upright
    limit = short_side / min(sides) if short_side else (long_side or 0) / max(sides)
    factor = min(1.0, limit)
    width, height = (max(2, round(side * factor / 2) * 2) for side in sides)
    return width, height


def _filters(media: Media, short_side: int | None, *, size: tuple[int, int] | None = None) -> str:
    width, height = size or _fitted(media, short_side=short_side)
    # first small, then the costly steps; a lower rate first of all
    steps = ["fps=30"] if short_side and not 1 <= (media.frame_rate or 0) <= 30 else []
    steps += [f"scale={width}:{height}:flags=bicubic", "setsar=1"]
    steps += [TONE_MAP] if media.high_dynamic_range else []
    return ",".join([*steps, "format=yuv420p"])
