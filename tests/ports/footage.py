"""Recordings as phones and browsers make them, made by ffmpeg."""

import subprocess
from pathlib import Path

import imageio_ffmpeg

# the upper left quarter is red, so that a test sees which way is up
SCENE = "color=gray:s={size}:r={rate}:d={seconds},drawbox=w=iw/2:h=ih/2:color=red:t=fill"
SOUND = "sine=frequency=330:duration={seconds}:sample_rate=44100"
QUIET_X265 = ["-x265-params", "log-level=none"]


def ffmpeg(*arguments: str | Path) -> None:
    program = imageio_ffmpeg.get_ffmpeg_exe()
    subprocess.run([program, "-v", "error", "-y", *map(str, arguments)], check=True)


def record(
    out: Path,
    *options: str,
    size: str = "320x240",
    rate: int = 25,
    seconds: float = 2,
    sound: bool = True,
) -> Path:
    """Write the scene, with sound unless told otherwise, encoded as the options say."""
    inputs = ["-f", "lavfi", "-i", SCENE.format(size=size, rate=rate, seconds=seconds)]
    if sound:
        inputs += ["-f", "lavfi", "-i", SOUND.format(seconds=seconds)]
    ffmpeg(*inputs, *options, out)
    return out


def phone_video(out: Path, *, rotation: int = 90, seconds: float = 2) -> Path:
    """Write HEVC in QuickTime, stored lying and marked to be turned, with a phone's tags."""
    flat = record(
        out.with_suffix(".flat.mov"),
        *["-c:v", "libx265", *QUIET_X265, "-pix_fmt", "yuv420p10le", "-tag:v", "hvc1"],
        *["-c:a", "aac"],
        size="640x360",
        seconds=seconds,
    )
    tags = [
        *["-movflags", "use_metadata_tags"],
        *["-metadata", "com.apple.quicktime.make=SECRETMAKE"],
        *["-metadata", "com.apple.quicktime.location.ISO6709=+48.1234+011.5678/"],
        *["-metadata", "creation_time=2026-05-04T03:02:01Z", "-metadata", "title=SECRETTITLE"],
        *["-metadata:s:v", "handler_name=SECRETHANDLER", "-metadata:s:a", "language=deu"],
    ]
    ffmpeg("-display_rotation", str(-rotation), "-i", flat, "-c", "copy", *tags, out)
    return out


def browser_video(out: Path) -> Path:
    """Write webm as MediaRecorder does: streamed, so without duration and without index."""
    live = ["-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus"]
    with out.open("wb") as file:
        inputs = ["-f", "lavfi", "-i", SCENE.format(size="320x240", rate=25, seconds=2)]
        inputs += ["-f", "lavfi", "-i", SOUND.format(seconds=2)]
        program = imageio_ffmpeg.get_ffmpeg_exe()
        subprocess.run(
            [program, "-v", "error", *inputs, *live, "-live", "1", "-f", "webm", "-"],
            stdout=file,
            check=True,
        )
    return out
