"""The figures as lines and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lapel.domain.redaction.labels import FACE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lapel.domain.redaction.scoring import Tally

PICTURE, MOMENT = "faces in pictures", "faces in recordings"
COUNTED_IN = {PICTURE: "pictures", MOMENT: "labelled moments"}


def told(tally: Tally) -> Iterator[str]:
    """Give the figures as lines."""
    for (kind, group, value), share in tally.shares().items():
        low, high = share.interval
        name = kind if group == "all" else f"  {group} {value}"
        yield (
            f"{name:<24} {share.value:6.1%}  of {share.of:>5}   95 % between {low:.1%} "
            f"and {high:.1%}"
        )
    yield "false alarms"
    for kind, count in _alarms(tally).items():
        yield f"  {kind:<22} {count['alarms']:>6}  in {count['in']} {count['of']}" + (
            f", and {count['unsure']} suggested as unsure" if count["unsure"] else ""
        )


def as_json(tally: Tally) -> dict[str, Any]:
    """Give the figures as JSON."""
    recall = [
        {
            "kind": kind,
            "group": group,
            "value": value,
            "found": share.found,
            "of": share.of,
            "recall": round(share.value, 4),
            "interval": [round(bound, 4) for bound in share.interval],
        }
        for (kind, group, value), share in tally.shares().items()
    ]
    return {"recall": recall, "falseAlarms": _alarms(tally)}


def _alarms(tally: Tally) -> dict[str, dict[str, Any]]:
    kinds = {kind for kind, _group, _value in tally.of} - {FACE} | set(tally.unsure_alarms)
    kinds |= set(tally.alarms) | {place for place in COUNTED_IN if tally.files[place]}
    return {
        kind: {
            "alarms": tally.alarms[kind],
            "unsure": tally.unsure_alarms[kind],
            "in": tally.files[kind] if kind in COUNTED_IN else _texts(tally),
            "of": COUNTED_IN.get(kind, "texts and file names"),
        }
        for kind in sorted(kinds)
    }


def _texts(tally: Tally) -> int:
    return tally.files["text"] + tally.files["file name"]
