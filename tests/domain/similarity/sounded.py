"""Recordings made by seed, as of somebody who talks in a room; samples are floats to 1."""

from __future__ import annotations

import subprocess
from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np

from lapel.domain.similarity.sounds import RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Sound = NDArray[Any]

FORMATS = {"libmp3lame": "mp3", "libopus": "ogg"}


def talk(seed: int, seconds: int) -> Sound:
    """Talk with syllables, hisses and pauses, the same for the same seed."""
    chance = np.random.default_rng(seed)
    pitch, parts, length = chance.uniform(90, 250), [], 0
    while length < seconds * RATE:
        parts.append(_said(chance, pitch))
        length += len(parts[-1])
    said = np.concatenate(parts)[: seconds * RATE]
    return said / abs(said).max() / 2


def _said(chance: np.random.Generator, pitch: float) -> Sound:
    kind = chance.random()
    if kind < 0.12:
        return np.zeros(int(RATE * chance.uniform(0.1, 0.8)))
    if kind < 0.34:
        hiss = np.diff(chance.normal(size=int(RATE * chance.uniform(0.04, 0.12))))
        return hiss * 0.15 * np.hanning(len(hiss))
    return _syllable(chance, pitch * chance.uniform(0.8, 1.25), pitch * chance.uniform(0.8, 1.25))


def _syllable(chance: np.random.Generator, start: float, end: float) -> Sound:
    """Give harmonics below 3,600 Hz under three formants; the pitch glides."""
    length = int(RATE * chance.uniform(0.1, 0.32))
    phase = 2 * np.pi * np.cumsum(np.linspace(start, end, length)) / RATE
    numbers = np.arange(1, int(3600 / max(start, end)) + 1)
    loud = np.full(len(numbers), 0.02)
    for low, high, gain, width in (
        (250, 850, 1, 120),
        (850, 2300, 0.6, 160),
        (2300, 3300, 0.35, 220),
    ):
        away = numbers * (start + end) / 2 - chance.uniform(low, high)
        loud += gain * np.exp(-((away / width) ** 2))
    loud *= np.exp(chance.normal(0, 0.3, len(numbers)))
    turns = chance.uniform(0, 6, len(numbers))[:, None]
    waves = loud[:, None] * np.sin(np.outer(numbers, phase) + turns)
    return waves.sum(axis=0) * np.hanning(length) * chance.uniform(0.3, 1)


def cut(sound: Sound, seconds: int, seed: int) -> Sound:
    """Keep so many seconds, from anywhere."""
    start = int(np.random.default_rng(seed).integers(0, len(sound) - seconds * RATE))
    return sound[start : start + seconds * RATE]


def in_noise(sound: Sound, seed: int, decibels: float) -> Sound:
    """Lay noise below it, softer by so many decibels."""
    return _over(sound, np.random.default_rng(seed).normal(size=len(sound)), decibels)


def in_a_room(sound: Sound, seed: int, decibels: float) -> Sound:
    """Let three others talk, together softer by so many decibels."""
    seconds = len(sound) // RATE
    others = [talk(10**6 + 3 * seed + each, seconds) for each in range(3)]
    return _over(sound[: seconds * RATE], reduce(np.add, others), decibels)


def _over(sound: Sound, noise: Sound, decibels: float) -> Sound:
    ratio = (sound**2).mean() / (noise**2).mean()
    return sound + noise * np.sqrt(ratio) / 10 ** (decibels / 20)


def samples(sound: Sound) -> bytes:
    """Give it as the port gives recordings: 16 bits, what is too loud is clipped."""
    return (np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes()


def written_anew(sound: Sound, codec: str, rate: str) -> Sound:
    """Send it through a codec (libmp3lame, libopus) at a rate such as 16k."""
    from imageio_ffmpeg import get_ffmpeg_exe

    raw = ["-f", "s16le", "-ar", str(RATE), "-ac", "1"]
    coded = ["-ar", "16000", "-c:a", codec, "-b:a", rate, "-f", FORMATS[codec]]
    start = [get_ffmpeg_exe(), "-v", "error"]
    there = subprocess.run(
        [*start, *raw, "-i", "-", *coded, "-"],
        input=samples(sound),
        capture_output=True,
        check=True,
    )
    back = subprocess.run(
        [*start, "-i", "-", *raw, "-"], input=there.stdout, capture_output=True, check=True
    )
    return np.frombuffer(back.stdout, "<i2") / 32768
