"""A tone instead of what was said, in the child."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from lapel.domain.redaction import Span
from lapel.ports.redaction import RedactionRefused
from lapel.ports.redaction.ffmpeg import AAC, ANONYMOUS, ended, looked_at, program, source

HERTZ = 1000
VOLUME = 0.12
MOST_SPANS = 2000


def bleeped(sound: str, spans: Sequence[Span]) -> str:
    """Give the filters that make [bleeped] of a track (as "0:a:0"), silent within the spans."""
    when = "+".join(f"between(t,{span.start:.3f},{span.end:.3f})" for span in spans[:MOST_SPANS])
    tone = f"sine=frequency={HERTZ}:sample_rate=48000"
    return (
        f"[{sound}]aresample=48000,volume=0:enable='{when}'[quiet];"
        f"{tone},volume='if({when},{VOLUME},0)':eval=frame[tone];"
        "[quiet][tone]amix=inputs=2:duration=first:normalize=0[bleeped]"
    )


def bleep(path: Path, target: Path, spans: Sequence[Span]) -> None:
    """Write a recording's sound as m4a with a tone instead of each span."""
    if not looked_at(path).has_sound:
        raise RedactionRefused("no_sound")
    track = ["-filter_complex", bleeped("0:a:0", spans), "-map", "[bleeped]"]
    command = [
        *(*program(), "-v", "error", *source(path)),
        *(track if spans else ["-map", "0:a:0"]),
        *("-vn", *AAC, *ANONYMOUS, "-movflags", "+faststart", "-f", "ipod", "-y"),
        f"file:{target.absolute()}",
    ]
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        ended(process)
