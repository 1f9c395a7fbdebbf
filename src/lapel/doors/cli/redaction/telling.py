"""The figures as lines and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lapel.domain.redaction.find import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lapel.domain.redaction.scoring import Heard, Tally

PICTURE, MOMENT, TRACK = "faces in pictures", "faces in recordings", "tracks"
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
    yield from _told_of_sound(tally.heard)


def _told_of_sound(heard: Heard) -> Iterator[str]:
    if not heard.said:
        return
    yield "time in which it is said, and silenced"
    for (group, value), seconds in sorted(heard.said.items()):
        name = "all" if group == "all" else f"{group} {value}"
        yield f"  {name:<22} {heard.silenced[group, value] / seconds:6.1%}  of {seconds:7.1f} s"
    minutes = heard.length / 60
    yield f"  silenced beside it     {heard.beside / minutes:6.1f} s a minute, in {minutes:.1f} min"


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
    return {"recall": recall, "falseAlarms": _alarms(tally)} | _sound(tally.heard)


def _sound(heard: Heard) -> dict[str, Any]:
    if not heard.said:
        return {}
    said = [
        {
            "group": group,
            "value": value,
            "seconds": round(seconds, 2),
            "silenced": round(heard.silenced[group, value], 2),
        }
        for (group, value), seconds in sorted(heard.said.items())
    ]
    return {
        "sound": {
            "said": said,
            "silencedBeside": round(heard.beside, 2),
            "of": round(heard.length, 2),
        }
    }


def _alarms(tally: Tally) -> dict[str, dict[str, Any]]:
    kinds = {kind for kind, _group, _value in tally.of} & set(KINDS) | set(tally.unsure_alarms)
    kinds |= set(tally.alarms) | {place for place in COUNTED_IN if tally.files[place]}
    return {
        kind: {
            "alarms": tally.alarms[kind],
            "unsure": tally.unsure_alarms[kind],
            **_where(tally, kind),
        }
        for kind in sorted(kinds)
    }


def _where(tally: Tally, kind: str) -> dict[str, Any]:
    if kind == TRACK:
        return {"in": round(tally.seconds / 60, 2), "of": "minutes"}
    texts = tally.files["text"] + tally.files["file name"]
    return {
        "in": tally.files[kind] if kind in COUNTED_IN else texts,
        "of": COUNTED_IN.get(kind, "texts and file names"),
    }
