"""Arguments for recordings that the project makes itself: slides, tones, a murmur."""

import math
from collections.abc import Sequence
from pathlib import Path

# still pictures: more frames a second would only cost time
FRAME_RATE = 2
HARMONICS = 12
# hertz of the samples; the murmur holds nothing above 3,600 Hz
MURMUR_RATE = 16000
# first three formants of a neutral vowel, in Hz, and how much each is raised, in dB
FORMANTS = [(520, 12), (1190, 9), (2390, 7)]


def slides(
    frames: Sequence[tuple[Path, float]], size: tuple[int, int], sound: Path | None
) -> tuple[list[str], list[str]]:
    """Give (inputs, filters and tracks) that show each picture whole, on white, in its time."""
    inputs: list[str] = []
    for path, _seconds in frames:
        inputs += ["-framerate", str(FRAME_RATE), "-i", f"file:{path.absolute()}"]
    chains = [_slide(number, size, seconds) for number, (_path, seconds) in enumerate(frames)]
    labels = "".join(f"[s{number}]" for number in range(len(frames)))
    graph = ";".join([*chains, f"{labels}concat=n={len(frames)}:v=1:a=0[shown]"])
    tracks = ["-filter_complex", graph, "-map", "[shown]"]
    if sound:
        inputs += ["-i", f"file:{sound.absolute()}"]
        tracks += ["-map", f"{len(frames)}:a:0", "-t", f"{sum(s for _, s in frames):.3f}"]
    return inputs, tracks


def _slide(number: int, size: tuple[int, int], seconds: float) -> str:
    """Read and scale a picture once and repeat what came of it, which costs a third."""
    width, height = size
    again = f"loop=loop={max(1, round(seconds * FRAME_RATE)) - 1}:size=1"
    fit = f"scale={width}:{height}:force_original_aspect_ratio=decrease"
    pad = f"pad={width}:{height}:(ow-iw)/2:(oh-ih)/2:white"
    return f"[{number}:v]{fit},{pad},setsar=1,format=yuv420p,{again}[s{number}]"


def tone(seconds: float, hertz: float) -> list[str]:
    """Give the input of a soft sine that fades in and out."""
    wave = f"sine=frequency={hertz}:duration={seconds}:sample_rate=48000"
    fades = f"volume=0.4,afade=d=0.05,afade=t=out:st={max(seconds - 0.05, 0)}:d=0.05"
    return ["-f", "lavfi", "-i", f"{wave},{fades}"]


def murmur(seconds: float, pitch: float, seed: int) -> list[str]:
    """Give the input of a voice without words: harmonics, syllables, pauses, formants."""
    turn = math.fmod(seed * 2.399963, 2 * math.pi)  # the golden angle spreads seeds evenly
    # the phase is the integral of a pitch that wanders by a tenth
    phase = f"(2*PI*{pitch}*t+{pitch * 0.1 / 0.7}*sin(2*PI*0.7*t+{turn}))"
    # reckoned once for each sample and kept in variable 0 of ffmpeg's expressions
    buzz = f"sin(st(0\\,{phase}))"
    buzz += "".join(f"+sin({number}*ld(0))/{number}" for number in range(2, HARMONICS + 1))
    syllables = f"pow(max(0\\,sin(2*PI*2.1*t+1.7*sin(2*PI*0.37*t+{turn})))\\,1.5)"
    phrases = f"gt(sin(2*PI*0.13*t+{turn})\\,-0.7)"
    voice = f"aevalsrc=0.25*({buzz})*{syllables}*{phrases}:d={seconds}:s={MURMUR_RATE}"
    shape = ",".join(f"equalizer=f={hertz}:t=q:w=3:g={gain}" for hertz, gain in FORMANTS)
    return ["-f", "lavfi", "-i", f"{voice},{shape},lowpass=f=3600,volume=0.5,alimiter=limit=0.8"]
