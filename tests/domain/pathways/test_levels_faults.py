"""Documents of levels that cannot stand: what cannot be read, and what nobody could reach."""

from __future__ import annotations

from typing import Any

import pytest

from lapel.domain.pathways import (
    Hold,
    Ladder,
    Offer,
    Reach,
    Rung,
    Show,
    as_document,
    level_advice,
    level_faults,
    read_levels,
)

SOUND: dict[str, Any] = {
    "format": "lapel/levels@1",
    "competency": "T07",
    "levels": [
        {"level": "Emerging", "asks": [{"criteria": 1, "of": ["mc-a/one"]}]},
        {"level": "Leading", "asks": [{"hold": 1, "of": ["mc-a"]}], "words": "Leads others."},
    ],
}


def changed(*path: str | int, to: Any) -> dict[str, Any]:
    """Give the sound document with one place changed."""

    def within(told: Any, rest: tuple[str | int, ...]) -> Any:
        if not rest:
            return to
        if isinstance(told, list):
            return [
                within(each, rest[1:]) if at == rest[0] else each for at, each in enumerate(told)
            ]
        return {**told, rest[0]: within(told.get(rest[0]), rest[1:])}

    found: dict[str, Any] = within(SOUND, path)
    return found


ASK = ("levels", 0, "asks", 0)
UNREADABLE = [
    ([], "must be an object."),
    ({"format": "lapel/levels@1"}, "needs the field “{name}”."),
    (changed("colour", to="blue"), "has a field that is not known: “{name}”."),
    (changed("format", to="lapel/levels@2"), "must be “{format}”."),
    (changed("competency", to=7), "must be a text of at most {most} signs."),
    (changed("version_note", to="x" * 501), "must be a text of at most {most} signs."),
    (changed("levels", to=[]), "must be a list of 1 to {most}."),
    (changed("levels", to="all"), "must be a list of 1 to {most}."),
    (changed("levels", 0, to=3), "must be an object."),
    (changed("levels", 0, "level", to="Expert"), "must be one of: {levels}."),
    (changed("levels", 0, "level", to="Leading"), "must go from low to high, each level once."),
    (changed("levels", 0, "opens", to="mc-a"), "must be a list of names, each once."),
    (changed(*ASK, to={"pay": 3}), "must have “hold”, “criteria” or “reach”."),
    (changed(*ASK, to="hold"), "must have “hold”, “criteria” or “reach”."),
    (changed(*ASK, to={"hold": 1}), "needs the field “{name}”."),
    (changed(*ASK, to={"criteria": 1}), "needs the field “{name}”."),
    (changed(*ASK, to={"reach": "Leading"}), "needs the field “{name}”."),
    (changed(*ASK, "criteria", to=True), "must be a whole number from {least} to {most}."),
    (changed(*ASK, "criteria", to=0), "must be a whole number from {least} to {most}."),
    (changed(*ASK, "of", to=["a", "a"]), "must be a list of names, each once."),
    (changed(*ASK, "of", to=["a", 1]), "must be a list of names, each once."),
    (
        changed(*ASK, "of", to=[str(each) for each in range(201)]),
        "must be a list of names, each once.",
    ),
    (changed(*ASK, "of", to=[]), "must name at least one."),
    (changed(*ASK, "decided", to="perhaps"), "must be “yes” or “almost”."),
]


def test_the_sound_one_is_read():
    """So that each case below fails for its own reason."""
    ladder, faults = read_levels(SOUND)
    assert faults == []
    assert ladder is not None
    assert [each.level for each in ladder.rungs] == ["Emerging", "Leading"]
    assert read_levels(as_document(ladder)) == (ladder, [])


@pytest.mark.parametrize(("told", "text"), UNREADABLE)
def test_what_cannot_be_read_is_named_by_place(told, text):
    """A designer who brings a file sees where it is wrong and how."""
    ladder, faults = read_levels(told)
    assert ladder is None
    assert text in [each.text for each in faults]
    assert all(each.text.format(**each.values) for each in faults)


OFFERS = {
    "mc-a": Offer(
        frozenset({"mc-a/one", "mc-a/two"}), is_own_class=True, required=frozenset({"mc-a/one"})
    ),
    "mc-b": Offer(frozenset({"mc-b/one"}), is_own_class=False),
    "mc-c": Offer(frozenset({"mc-c/one"}), is_own_class=True),
}
OTHER = Ladder("T09", (Rung("Practising", (Hold(1, ("mc-b",)),)),))


def faults(*rungs: Rung, ladders: dict[str, Ladder] | None = None) -> list[str]:
    known = {"T09": OTHER} if ladders is None else ladders
    found = level_faults(Ladder("T07", rungs), known, OFFERS)
    return [f"{each.path} {each.text.format(**each.values)}" for each in found]


def one(ask: Any, *opens: str) -> Rung:
    return Rung("Proficient", (ask,), opens)


def test_what_can_be_reached_has_no_faults():
    """Awards, criteria, another competency, and something that it opens."""
    low = Rung("Emerging", (Show(1, ("mc-a/one", "mc-b/one")),), ("mc-c",))
    high = Rung("Leading", (Hold(2, ("mc-a", "mc-c"), 1, ("mc-c",)), Reach("T09", "Emerging")))
    assert faults(low, high) == []


IMPOSSIBLE = [
    (Hold(3, ("mc-a", "mc-b")), "hold asks for 3 of 2: nobody can reach it."),
    (Hold(1, ("mc-x",)), "of names “mc-x”, which is no published micro-credential."),
    (Hold(1, ("mc-a",), 2, ("mc-a",)), "own_class asks for 2 of 1: nobody can reach it."),
    (Hold(1, ("mc-a", "mc-c"), 2, ("mc-a", "mc-c")), "own_class asks for more than all together."),
    (
        Hold(1, ("mc-a", "mc-b"), 1, ("mc-b",)),
        "own_class_of names “mc-b”, which asks for nothing from an own class.",
    ),
    (
        Hold(1, ("mc-a",), 1, ("mc-c",)),
        "own_class_of names “mc-c”, which asks for nothing from an own class.",
    ),
    (Show(3, ("mc-a/one", "mc-a/two")), "criteria asks for 3 of 2: nobody can reach it."),
    (Show(2, ("mc-a/one", "mc-a/two"), across=2), "across asks for 2 of 1: nobody can reach it."),
    (Show(1, ("mc-a/one", "mc-b/one"), across=2), "across asks for more than all together."),
    (Show(1, ("mc-a/six",)), "of names “mc-a/six”, which is no criterion of a rubric in use."),
    (Show(1, ("mc-x/one",)), "of names “mc-x/one”, which is no criterion of a rubric in use."),
    (
        Reach("T09", "Leading"),
        "asks for Leading in T09, which nobody has described yet.",
    ),
    (Reach("T03", "Emerging"), "asks for Emerging in T03, which nobody has described yet."),
    (
        Reach("T07", "Emerging"),
        "names its own competency; a level includes those below it anyhow.",
    ),
]


@pytest.mark.parametrize(("ask", "said"), IMPOSSIBLE)
def test_what_nobody_can_meet_is_a_fault(ask, said):
    """Each is found before it is published, with the place and a plain sentence."""
    assert any(
        each.startswith("levels[0].asks[0]") and each.endswith(said) for each in faults(one(ask))
    )


def test_what_is_opened_is_offered():
    """A lock on nothing would be a lie."""
    assert faults(one(Hold(1, ("mc-a",)), "mc-x")) == [
        "levels[0].opens names “mc-x”, which is no published micro-credential."
    ]


@pytest.mark.parametrize(
    ("lower", "higher"),
    [
        (Hold(1, ("mc-a",)), Hold(1, ("mc-a",))),
        (Hold(2, ("mc-a", "mc-c")), Hold(1, ("mc-a",))),
        (Hold(1, ("mc-a",)), Hold(1, ("mc-a", "mc-b"))),
        (Hold(2, ("mc-a", "mc-b"), 1, ("mc-a",)), Hold(1, ("mc-a", "mc-c"), 1, ("mc-a", "mc-c"))),
        (Show(2, ("mc-a/one", "mc-b/one"), across=2), Show(1, ("mc-a/one", "mc-b/one"))),
        (Show(1, ("mc-a/one",)), Show(1, ("mc-a/one",), "almost")),
        (Reach("T09", "Practising"), Reach("T09", "Emerging")),
        (Hold(1, ("mc-a",)), Show(1, ("mc-a/one", "mc-b/one"))),
    ],
)
def test_a_level_that_asks_no_more_than_the_one_below_is_a_fault(lower, higher):
    """Whoever has the lower one would have the higher at once: the lower would never be seen."""
    found = faults(Rung("Emerging", (lower,)), Rung("Proficient", (higher,)))
    assert found == [
        "levels[1].asks asks no more than Emerging: whoever reaches that has this at once."
    ]


@pytest.mark.parametrize(
    ("lower", "higher"),
    [
        (Hold(1, ("mc-a", "mc-b")), Hold(1, ("mc-a",))),
        (Hold(1, ("mc-a", "mc-b")), Hold(1, ("mc-a", "mc-b"), 1, ("mc-a",))),
        (Show(1, ("mc-a/one",), "almost"), Show(1, ("mc-a/one",))),
        (Show(2, ("mc-a/one", "mc-a/two")), Show(2, ("mc-a/one", "mc-b/one"), across=2)),
        (Show(1, ("mc-a/one",)), Hold(1, ("mc-a",))),
        (Reach("T09", "Emerging"), Hold(1, ("mc-b",))),
        (Hold(1, ("mc-a",)), Show(1, ("mc-a/two",))),
        (Hold(1, ("mc-a", "mc-b")), Show(1, ("mc-a/one",))),
    ],
)
def test_a_level_that_asks_more_is_none(lower, higher):
    """What only may be met by the one below is more."""
    assert faults(Rung("Emerging", (lower,)), Rung("Proficient", (higher,))) == []


ABOVE = Ladder(
    "T09",
    (
        Rung("Emerging", (Reach("T07", "Practising"), Reach("T03", "Leading"))),
        Rung("Leading", (Reach("T07", "Leading"),)),
    ),
)
BEFORE = Ladder("T07", (one(Hold(1, ("mc-a",))), Rung("Leading", (Hold(1, ("mc-c",)),))))


def test_a_level_that_another_competency_asks_for_is_not_left_out():
    """Nobody new could reach what asks for it; up to where it goes, the other may stand on it."""
    low = Rung("Practising", (Hold(1, ("mc-a",)),))
    known = {"T07": BEFORE, "T09": ABOVE}
    assert faults(low, ladders=known) == [
        "levels no longer go up to Leading, which T09 asks for at Leading."
    ]
    assert faults(low, Rung("Leading", (Hold(1, ("mc-c",)),)), ladders=known) == []


def test_what_is_missing_already_is_not_this_versions_fault():
    """The other's page names it; what mends something else here need not wait for that."""
    low = Rung("Practising", (Hold(1, ("mc-a",)),))
    now = Ladder("T07", (low,))
    assert faults(low, ladders={"T07": now, "T09": ABOVE}) == []
    assert faults(low, ladders={"T09": ABOVE}) == []


def test_levels_in_a_circle_are_a_fault():
    """By way of a rung below, too: it has to be climbed as well."""
    back = Ladder(
        "T09",
        (Rung("Emerging", (Reach("T07", "Emerging"),)), Rung("Leading", (Hold(1, ("mc-b",)),))),
    )
    said = "levels levels wait for each other in a circle by way of T07."
    assert faults(one(Reach("T09", "Leading")), ladders={"T09": back}) == [said]


def test_another_ladder_that_lost_its_ground_is_no_circle():
    """It asks for what is not described any more; that is its own fault to mend."""
    lost = Ladder("T09", (Rung("Emerging", (Reach("T12", "Leading"),)),))
    assert faults(one(Reach("T09", "Emerging")), ladders={"T09": lost}) == [
        "levels[0] cannot be reached: it needs something that only it opens."
    ]


def test_a_level_that_waits_for_what_it_opens_cannot_be_reached():
    """Played through, nothing new opens; the first such level is named."""
    said = "levels[1] cannot be reached: it needs something that only it opens."
    low = Rung("Emerging", (Hold(1, ("mc-a",)),))
    assert faults(low, one(Hold(1, ("mc-c",)), "mc-c")) == [said]
    assert (
        faults(low, one(Hold(1, ("mc-b",)), "mc-c"), Rung("Leading", (Hold(1, ("mc-c",)),))) == []
    )


def test_a_level_that_is_not_above_the_one_below_is_worth_a_look():
    """Both are asked for; that may surprise, and may be meant."""
    ladder = Ladder("T07", (Rung("Emerging", (Hold(1, ("mc-a",)),)), one(Hold(1, ("mc-b",)))))
    assert [each.path for each in level_advice(ladder, OFFERS)] == ["levels[1]"]
    gone = Ladder("T07", (Rung("Emerging", (Show(1, ("mc-x/one",)),)), one(Hold(1, ("mc-x",)))))
    assert [each.path for each in level_advice(gone, OFFERS)] == ["levels[1]"]
    harder = Ladder("T07", (Rung("Emerging", (Hold(1, ("mc-a",)),)), one(Hold(1, ("mc-a",)))))
    assert level_advice(harder, OFFERS) == []
