"""The process that opens one stranger's file: `python -m lapel.ports.scan.child ORDER PARENT`."""

import dataclasses
import json
import sys
from pathlib import Path
from typing import Any

from lapel.limits import Limits, apply
from lapel.ports.scan import Rebuilt, Refused


def main(order: dict[str, Any]) -> dict[str, Any]:
    """Obey one order and give the answer to be written as JSON; every failure is a refusal."""
    try:
        return _obey(order)
    except Refused as refusal:
        return {"refused": refusal.code}
    except MemoryError:
        return {"refused": "memory"}
    except RecursionError:
        return {"refused": "bomb"}
    except Exception:  # noqa: BLE001 - whatever a hostile file breaks in a parser is one refusal
        return {"refused": "damaged"}


def _obey(order: dict[str, Any]) -> dict[str, Any]:
    from lapel.ports.scan.sniff import identify

    path = Path(order["path"])
    kind = identify(path)
    if order["verb"] == "identify":
        return dataclasses.asdict(kind)
    if order["verb"] == "grey":
        from lapel.ports.scan.photo import grey_of

        return grey_of(path, kind.media_type)
    outdir = Path(order["outdir"])
    if order["verb"] == "mark":
        from lapel.ports.scan.marks import mark_picture

        return _written(mark_picture(path, outdir, kind.media_type, order["words"]))
    if order["verb"] == "captions" and kind.family in {"captions", "text"}:
        from lapel.ports.scan.captions import rebuild_captions

        return _written(rebuild_captions(path, outdir, duration=order["duration"]))
    if order["verb"] == "captions":
        raise Refused("no_cues")
    return _written(_rebuild(path, outdir, kind.media_type))


def _rebuild(path: Path, outdir: Path, media_type: str) -> Rebuilt:
    """Choose by type, and import only then: each library costs its own memory."""
    match media_type.split("/"):
        case ["image", _]:
            from lapel.ports.scan.photo import rebuild_photo

            return rebuild_photo(path, outdir, media_type)
        case ["application", "pdf"]:
            from lapel.ports.scan.pdf import rebuild_pdf

            return rebuild_pdf(path, outdir)
        case ["application", "vnd.oasis.opendocument.text"]:
            from lapel.ports.scan.odt import rebuild_odt

            return rebuild_odt(path, outdir)
        case ["application", kind] if kind.endswith("wordprocessingml.document"):
            from lapel.ports.scan.docx import rebuild_docx

            return rebuild_docx(path, outdir)
        case ["text", "plain"]:
            from lapel.ports.scan.plain import rebuild_text

            return rebuild_text(path, outdir)
        case ["text", "vtt"] | ["application", "x-subrip"]:
            from lapel.ports.scan.captions import rebuild_captions

            return rebuild_captions(path, outdir, duration=None)
    raise Refused("unknown")


def _written(rebuilt: Rebuilt) -> dict[str, Any]:
    files = [dataclasses.asdict(file) | {"path": file.path.name} for file in rebuilt.files]
    return {"files": files, "text": rebuilt.text, "notes": rebuilt.notes}


if __name__ == "__main__":
    received = json.loads(sys.argv[1])
    apply(Limits(**received["limits"]), parent=int(sys.argv[2]))
    json.dump(main(received), sys.stdout)
