"""The document of a competency's levels, `lapel/levels@1`, read and written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lapel.domain.pathways.levels import LEVELS, Ask, Hold, Ladder, Reach, Rung, Show, rank_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FORMAT = "lapel/levels@1"
MOST_NAMED, MOST_ASKS, LONGEST = 200, 20, 500
DECIDED = ("yes", "almost")


def gettext_noop(text: str) -> str:
    """Mark a text for translators; rooms of the journey translate it."""
    return text


@dataclass(frozen=True)
class LevelFault:
    """A place in a document of levels with a sentence; `values` fill the sentence's braces."""

    path: str
    text: str
    values: Mapping[str, str | int] = field(default_factory=dict)


class _Reader:
    """Takes a document apart and collects what is wrong with it."""

    def __init__(self) -> None:
        self.faults: list[LevelFault] = []

    def wrong(self, path: str, text: str, **values: str | int) -> None:
        self.faults.append(LevelFault(path, text, values))

    def fields(self, told: Any, path: str, needs: set[str], may: set[str]) -> bool:
        """Tell whether it is an object with what it needs, and nothing it may not have."""
        if not isinstance(told, dict):
            self.wrong(path, gettext_noop("must be an object."))
            return False
        for name in sorted(needs - told.keys()):
            self.wrong(path, gettext_noop("needs the field “{name}”."), name=name)
        for name in sorted(map(str, told.keys() - needs - may)):
            self.wrong(path, gettext_noop("has a field that is not known: “{name}”."), name=name)
        return needs <= told.keys() <= needs | may

    def number(self, told: Any, path: str, least: int = 1) -> int:
        if isinstance(told, bool) or not isinstance(told, int) or not least <= told <= MOST_NAMED:
            said = gettext_noop("must be a whole number from {least} to {most}.")
            self.wrong(path, said, least=least, most=MOST_NAMED)
            return least
        return told

    def text(self, told: Any, path: str, most: int = LONGEST) -> str:
        if not isinstance(told, str) or len(told) > most:
            self.wrong(path, gettext_noop("must be a text of at most {most} signs."), most=most)
            return ""
        return told.strip()

    def names(self, told: Any, path: str, *, may_be_empty: bool = False) -> tuple[str, ...]:
        """Take a list of different names."""
        is_list = isinstance(told, list) and all(isinstance(each, str) for each in told)
        if not is_list or len(told) > MOST_NAMED or len(set(told)) < len(told):
            self.wrong(path, gettext_noop("must be a list of names, each once."))
            return ()
        if not told and not may_be_empty:
            self.wrong(path, gettext_noop("must name at least one."))
        return tuple(told)

    def level(self, told: Any, path: str) -> str:
        if told not in LEVELS:
            levels = ", ".join(LEVELS)
            self.wrong(path, gettext_noop("must be one of: {levels}."), levels=levels)
            return LEVELS[0]
        return str(told)

    def listed(self, told: Any, path: str) -> list[Any]:
        if not isinstance(told, list) or not 1 <= len(told) <= MOST_ASKS:
            said = gettext_noop("must be a list of 1 to {most}.")
            self.wrong(path, said, most=MOST_ASKS)
            return []
        return told

    def ask(self, told: Any, path: str) -> Ask | None:
        kinds: dict[str, Callable[[Any, str], Ask | None]] = {
            "hold": self._hold,
            "criteria": self._show,
            "reach": self._reach,
        }
        for kind, read in kinds.items():
            if isinstance(told, dict) and kind in told:
                return read(told, path)
        self.wrong(path, gettext_noop("must have “hold”, “criteria” or “reach”."))
        return None

    def _hold(self, told: Any, path: str) -> Ask | None:
        if not self.fields(told, path, {"hold", "of"}, {"own_class", "own_class_of"}):
            return None
        return Hold(
            self.number(told["hold"], f"{path}.hold"),
            self.names(told["of"], f"{path}.of"),
            self.number(told.get("own_class", 0), f"{path}.own_class", 0),
            self.names(told.get("own_class_of", []), f"{path}.own_class_of", may_be_empty=True),
        )

    def _show(self, told: Any, path: str) -> Ask | None:
        if not self.fields(told, path, {"criteria", "of"}, {"decided", "across"}):
            return None
        decided = told.get("decided", DECIDED[0])
        if decided not in DECIDED:
            self.wrong(f"{path}.decided", gettext_noop("must be “yes” or “almost”."))
        return Show(
            self.number(told["criteria"], f"{path}.criteria"),
            self.names(told["of"], f"{path}.of"),
            str(decided),
            self.number(told.get("across", 1), f"{path}.across"),
        )

    def _reach(self, told: Any, path: str) -> Ask | None:
        if not self.fields(told, path, {"reach", "in"}, set()):
            return None
        code = self.text(told["in"], f"{path}.in", 8)
        return Reach(code, self.level(told["reach"], f"{path}.reach"))

    def rung(self, told: Any, path: str) -> Rung | None:
        if not self.fields(told, path, {"level", "asks"}, {"opens", "words"}):
            return None
        asks = self.listed(told["asks"], f"{path}.asks")
        read = [self.ask(each, f"{path}.asks[{at}]") for at, each in enumerate(asks)]
        return Rung(
            self.level(told["level"], f"{path}.level"),
            tuple(each for each in read if each),
            self.names(told.get("opens", []), f"{path}.opens", may_be_empty=True),
            self.text(told.get("words", ""), f"{path}.words"),
        )

    def ladder(self, told: Any) -> Ladder | None:
        if not self.fields(told, "", {"format", "competency", "levels"}, {"version_note"}):
            return None
        if told["format"] != FORMAT:
            self.wrong("format", gettext_noop("must be “{format}”."), format=FORMAT)
        self.text(told.get("version_note", ""), "version_note")
        levels = self.listed(told["levels"], "levels")
        read = [self.rung(each, f"levels[{at}]") for at, each in enumerate(levels)]
        rungs = [each for each in read if each]
        order = [rank_of(each.level) for each in rungs]
        if not self.faults and order != sorted(set(order)):
            self.wrong("levels", gettext_noop("must go from low to high, each level once."))
        return Ladder(self.text(told["competency"], "competency", 8), tuple(rungs))


def read_levels(told: Any) -> tuple[Ladder | None, list[LevelFault]]:
    """Read a document; the ladder is None where it has any fault."""
    reader = _Reader()
    found = reader.ladder(told)
    return (None, reader.faults) if reader.faults else (found, [])


def as_document(ladder: Ladder, note: str = "") -> dict[str, Any]:
    """Write a ladder as a document; reading it gives the same ladder."""
    levels = [
        {
            "level": rung.level,
            **({"words": rung.words} if rung.words else {}),
            "asks": [_ask(each) for each in rung.asks],
            **({"opens": list(rung.opens)} if rung.opens else {}),
        }
        for rung in ladder.rungs
    ]
    found = {"format": FORMAT, "competency": ladder.competency, "levels": levels}
    return {**found, "version_note": note} if note else found


def _ask(ask: Ask) -> dict[str, Any]:
    if isinstance(ask, Reach):
        return {"reach": ask.level, "in": ask.competency}
    if isinstance(ask, Show):
        return {
            "criteria": ask.least,
            "of": list(ask.of),
            "decided": ask.decided,
            "across": ask.across,
        }
    found: dict[str, Any] = {"hold": ask.least, "of": list(ask.of)}
    if ask.own_class:
        found |= {"own_class": ask.own_class, "own_class_of": list(ask.own_class_of)}
    return found
