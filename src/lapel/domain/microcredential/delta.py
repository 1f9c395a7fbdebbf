"""What a later version asks of whoever holds an earlier one (R20), criterion by criterion."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from lapel.domain.microcredential.changes import Change, changes
from lapel.domain.microcredential.document import Criterion, Question, Slot
from lapel.domain.microcredential.problems import Problem, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Content = dict[str, Any]
Kind = Literal["same", "reworded", "changed", "new", "removed"]
YES = "yes"
_WORDS = {"title", "levels", "prompt", "guidance"}
_UP = ("min_words", "min_count")
_DOWN = ("max_words", "max_count")
_FLAGS = ("required", "from_class")


@dataclass(frozen=True)
class CriterionDelta:
    """One criterion against its earlier self; `changes` say where the words and demands differ.

    Their paths begin at the criterion: `("levels", "yes")`, or `("asks", "part.item", "prompt")`.
    """

    key: str
    title: str
    required: bool
    kind: Kind
    changes: tuple[Change, ...] = ()

    @property
    def is_asked(self) -> bool:
        """Tell whether it has to be shown to hold the later version."""
        return self.kind in ("changed", "new")


@dataclass(frozen=True)
class Plan:
    """What somebody shows for a later version, and what carries over with which level."""

    asked: tuple[str, ...]
    carried: dict[str, str]
    is_needed: bool


def delta(contents: Sequence[Content]) -> list[CriterionDelta]:
    """Compare the first of these documents with the last; those between say what was reworded.

    Criteria come in the last document's order, removed ones at the end. They are matched by key.
    """
    first, last = _rubric(contents[0]), _rubric(contents[-1])
    found = [_of(key, contents, first.get(key), line) for key, line in last.items()]
    gone = [
        CriterionDelta(key, line["title"], line["required"], "removed")
        for key, line in first.items()
        if key not in last
    ]
    return found + gone


def plan(found: Sequence[CriterionDelta], levels: Mapping[str, str]) -> Plan:
    """Divide a later version's criteria into asked and carried, by the levels an award rests on.

    A required criterion is carried only as `yes`. Nothing is needed where no required criterion
    is asked: an award says that people scored something.
    """
    there = [each for each in found if each.kind != "removed"]
    asked = [each for each in there if each.is_asked or not _carries(each, levels)]
    keys = tuple(each.key for each in asked)
    carried = {each.key: levels[each.key] for each in there if each.key not in keys}
    return Plan(keys, carried, any(each.required for each in asked))


def _carries(each: CriterionDelta, levels: Mapping[str, str]) -> bool:
    return levels.get(each.key) == YES or (each.key in levels and not each.required)


def check_reworded(content: Content, before: Content | None) -> list[Problem]:
    """Say which criteria are called reworded though something else is true of them."""
    old = _rubric(before) if before else {}
    new = _rubric(content)
    return [
        Problem(f"reworded[{at}]", text, {"item": key})
        for at, key in enumerate(content.get("reworded", []))
        if (text := _misnamed(old.get(key), new.get(key)))
    ]


def _misnamed(old: Content | None, new: Content | None) -> str:
    if new is None:
        return gettext_noop("names “{item}”, which is no criterion of the rubric.")
    if old is None:
        return gettext_noop("names “{item}”, which the version before does not have.")
    if not _differ(old, new):
        return gettext_noop("names “{item}”, in which nothing changed; take it out.")
    if _asks_more(old, new):
        return gettext_noop(
            "names “{item}”, which asks for more than before: that is more than wording."
        )
    return ""


def _of(
    key: str, contents: Sequence[Content], before: Content | None, after: Content
) -> CriterionDelta:
    title, required = after["title"], after["required"]
    if before is None:
        return CriterionDelta(key, title, required, "new")
    where = tuple(changes(before, after))
    if not _differ(before, after):
        return CriterionDelta(key, title, required, "same", where)
    kind: Kind = "reworded" if _only_reworded(key, contents) else "changed"
    return CriterionDelta(key, title, required, kind, where)


def _only_reworded(key: str, contents: Sequence[Content]) -> bool:
    """Tell whether each step left a criterion as it was, or said that only its words changed."""
    for older, newer in pairwise(contents):
        old, new = _rubric(older).get(key), _rubric(newer).get(key)
        if old is None or new is None or _asks_more(old, new):
            return False
        if _differ(old, new) and key not in newer.get("reworded", []):
            return False
    return True


def _rubric(content: Content) -> dict[str, Content]:
    """Give the criteria with what they read, defaults filled in and white space evened out."""
    items = _items(content)
    found = {}
    for raw in content["rubric"]:
        line = Criterion.model_validate(raw).model_dump()
        asks = {each: items[each] for each in sorted(line.pop("reads"))}
        found[line.pop("key")] = {**_even(line), "asks": asks}
    return found


def _items(content: Content) -> dict[str, Content]:
    found = {}
    for part in content["parts"]:
        for shape, name in ((Question, "questions"), (Slot, "artefacts")):
            for raw in part.get(name, []):
                item = shape.model_validate(raw).model_dump()
                found[f"{part['key']}.{item.pop('key')}"] = _even(item)
    return found


def _even(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _even(each) for name, each in value.items()}
    return " ".join(value.split()) if isinstance(value, str) else value


def _differ(old: Content, new: Content) -> bool:
    """Tell whether words differ, or more is asked for; what asks for less is no difference."""
    return _words(old) != _words(new) or _asks_more(old, new)


def _words(line: Content) -> list[Any]:
    own = [line[name] for name in line if name in _WORDS]
    asks = line["asks"]
    return [
        own,
        {key: [item[name] for name in item if name in _WORDS] for key, item in asks.items()},
    ]


def _asks_more(old: Content, new: Content) -> bool:
    """Tell whether it became required, reads something else, or what it reads grew."""
    before, after = old["asks"], new["asks"]
    if (new["required"] and not old["required"]) or before.keys() != after.keys():
        return True
    return any(_grew(before[key], after[key]) for key in after)


def _grew(old: Content, new: Content) -> bool:
    if old.keys() != new.keys():
        return True
    up = any(new[name] > old[name] for name in (*_UP, *_FLAGS) if name in new)
    down = any(new[name] < old[name] for name in _DOWN if name in new)
    return up or down or not set(old.get("kinds", ())) <= set(new.get("kinds", ()))
