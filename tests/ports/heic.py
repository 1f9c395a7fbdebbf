"""A HEIC photo made by hand: an HEVC frame of ffmpeg's in the boxes of ISO/IEC 23008-12."""

import subprocess
from pathlib import Path

import imageio_ffmpeg


def box(name: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return (len(body) + 8).to_bytes(4) + name + body


def full(name: bytes, version: int, *parts: bytes, flags: int = 0) -> bytes:
    return box(name, bytes([version]), flags.to_bytes(3), *parts)


def _inside(data: bytes, name: bytes) -> bytes:
    """Give a box's body, found by its name, which no test frame holds by chance."""
    place = data.index(name)
    size = int.from_bytes(data[place - 4 : place])
    return data[place + 4 : place - 4 + size]


def _hevc_frame(size: str, folder: Path) -> tuple[bytes, bytes]:
    """Give (hvcC body, length-prefixed slice) of a left-red, right-blue frame."""
    target = folder / "frame.mp4"
    red_blue = f"color=red:s={size},drawbox=x=iw/2:w=iw/2:h=ih:color=blue:t=fill"
    command = [
        *[imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", "lavfi", "-i", red_blue],
        *["-frames:v", "1", "-c:v", "libx265", "-x265-params", "log-level=none:info=0"],
        *["-pix_fmt", "yuv420p", "-tag:v", "hvc1", "-y", str(target)],
    ]
    subprocess.run(command, check=True)
    data = target.read_bytes()
    return _inside(data, b"hvcC"), _inside(data, b"mdat")


def make_heic(
    path: Path, *, width: int = 256, height: int = 128, quarter_turns: int = 0, exif: bytes = b""
) -> Path:
    """Write a photo, left half red and right half blue, turned counter-clockwise by `irot`."""
    configuration, frame = _hevc_frame(f"{width}x{height}", path.parent)
    exif_item = (6).to_bytes(4) + b"Exif\0\0" + exif
    properties = [
        box(b"hvcC", configuration),
        full(b"ispe", 0, width.to_bytes(4), height.to_bytes(4)),
        box(b"irot", bytes([quarter_turns])),
    ]
    association = (1).to_bytes(4) + (1).to_bytes(2) + bytes([3, 0x81, 2, 0x83])

    def meta(start: int) -> bytes:
        extents = [(1, start, len(frame)), (2, start + len(frame), len(exif_item))]
        locations = b"".join(
            item.to_bytes(2) + b"\0\0" + b"\0\1" + at.to_bytes(4) + size.to_bytes(4)
            for item, at, size in extents
        )
        return full(
            b"meta",
            0,
            full(b"hdlr", 0, bytes(4), b"pict", bytes(12), b"\0"),
            full(b"pitm", 0, (1).to_bytes(2)),
            full(b"iloc", 0, b"\x44\x00", (2).to_bytes(2), locations),
            full(
                b"iinf",
                0,
                (2).to_bytes(2),
                full(b"infe", 2, (1).to_bytes(2), b"\0\0", b"hvc1\0"),
                full(b"infe", 2, (2).to_bytes(2), b"\0\0", b"Exif\0"),
            ),
            full(b"iref", 0, box(b"cdsc", (2).to_bytes(2), (1).to_bytes(2), (1).to_bytes(2))),
            box(b"iprp", box(b"ipco", *properties), full(b"ipma", 0, association)),
        )

    kind = box(b"ftyp", b"heic", bytes(4), b"mif1heic")
    start = len(kind) + len(meta(0)) + 8
    path.write_bytes(kind + meta(start) + box(b"mdat", frame, exif_item))
    return path
