"""The process that works on one file: `python -m lapel.ports.redaction.child PARENT`.

Its order lies in its folder as order.json; what it says on stdout is how far it has come, and its
answer is left as answer.json.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

from lapel.limits import Limits, apply
from lapel.ports.redaction import InterruptedRedactionError, RedactionRefused
from lapel.ports.redaction.wire import (
    box_from_json,
    box_to_json,
    page_to_json,
    span_from_json,
    track_from_json,
    track_to_json,
)


def main(order: dict[str, Any]) -> Any:
    """Obey one order and give the answer to be written as JSON; every failure is a refusal."""
    try:
        return _obey(order)
    except RedactionRefused as refusal:
        return {"refused": refusal.code}
    except InterruptedRedactionError:
        return {"interrupted": True}
    except MemoryError:
        return {"refused": "memory"}
    except Exception as error:  # noqa: BLE001 - whatever a hostile file breaks is one refusal
        return {"refused": "memory" if "Insufficient memory" in str(error) else "damaged"}


def _obey(order: dict[str, Any]) -> Any:
    """Choose by verb, and import only then: each library costs its own memory."""
    path = Path(order["path"])
    match order["verb"]:
        case "length":
            from lapel.ports.redaction.ffmpeg import looked_at

            return looked_at(path).duration
        case "faces":
            from lapel.ports.redaction.pictures import faces_in_picture

            _use(order["threads"])
            return [box_to_json(box) for box in faces_in_picture(path)]
        case "tracks":
            from lapel.ports.redaction.videos import tracks_in_video

            _use(order["threads"])
            tracks = tracks_in_video(path, _tell, threads=order["threads"])
            return [track_to_json(track) for track in tracks]
        case "words":
            from lapel.ports.redaction.documents import words_in_pdf

            return [page_to_json(page) for page in words_in_pdf(path)]
    return _mask(order, path, Path(order["target"]))


def _mask(order: dict[str, Any], path: Path, target: Path) -> Any:
    if order["verb"] == "picture":
        from lapel.ports.redaction.pictures import mask_picture

        mask_picture(path, target, [box_from_json(box) for box in order["boxes"]], order["look"])
        return True
    spans = [span_from_json(span) for span in order["spans"]]
    if order["verb"] == "bleep":
        from lapel.ports.redaction.sounds import bleep

        bleep(path, target, spans)
        return True
    from lapel.ports.redaction.videos import mask_video

    tracks = [track_from_json(track) for track in order["tracks"]]
    mask_video(
        path,
        target,
        tracks=tracks,
        bleeps=spans,
        mark=order["mark"],
        told=_tell,
        threads=order["threads"],
    )
    return True


def _use(threads: int) -> None:
    import cv2

    cv2.setNumThreads(threads)


def _tell(share: float) -> None:
    print(f"{share:.4f}", flush=True)  # noqa: T201 - this is how the launcher hears of it


if __name__ == "__main__":
    received = json.loads(Path("order.json").read_bytes())
    os.nice(10)  # pages come first, this when there is time
    apply(Limits(**received["limits"]), parent=int(sys.argv[1]))
    made = json.dumps(main(received))
    part = Path("answer.part")
    part.write_text(made, encoding="utf-8")
    part.rename("answer.json")
