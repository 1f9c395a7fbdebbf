"""Levels by evidence: what is reached, what is kept, what opens the next, and the way there."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lapel.domain.pathways import (
    LEVELS,
    Evidence,
    Hold,
    Kept,
    Lacking,
    Ladder,
    Reach,
    Rung,
    Show,
    as_document,
    is_open,
    lacking,
    lacking_up_to,
    locks,
    rank_of,
    ranks,
    read_levels,
    standings,
    way_to,
)

CODES = ("T01", "T02", "T03")
SLUGS = tuple(f"mc-{letter}" for letter in "abcdef")
CRITERIA = tuple(f"{slug}/{key}" for slug in SLUGS for key in ("one", "two"))
BY_SLUG = {slug: frozenset(each for each in CRITERIA if each.startswith(slug)) for slug in SLUGS}

some_slugs = st.lists(st.sampled_from(SLUGS), min_size=1, max_size=4, unique=True).map(tuple)
some_criteria = st.lists(st.sampled_from(CRITERIA), min_size=1, max_size=4, unique=True).map(tuple)


@st.composite
def holds(draw: st.DrawFn) -> Hold:
    of = draw(some_slugs)
    own = draw(st.lists(st.sampled_from(of), unique=True).map(tuple))
    least = draw(st.integers(1, len(of)))
    wanted = draw(st.integers(0, min(least, len(own))))
    return Hold(least, of, wanted, own if wanted else ())


@st.composite
def shows(draw: st.DrawFn) -> Show:
    of = draw(some_criteria)
    across = draw(st.integers(1, len({each.partition("/")[0] for each in of})))
    least = draw(st.integers(across, len(of)))
    return Show(least, of, draw(st.sampled_from(["yes", "almost"])), across)


asks = st.one_of(
    holds(), shows(), st.builds(Reach, st.sampled_from(CODES), st.sampled_from(LEVELS))
)


@st.composite
def ladders(draw: st.DrawFn, code: str) -> Ladder:
    chosen = draw(st.sets(st.sampled_from(LEVELS), min_size=1))
    rungs = tuple(
        Rung(level, tuple(draw(st.lists(asks, min_size=1, max_size=3))))
        for level in LEVELS
        if level in chosen
    )
    return Ladder(code, rungs)


frameworks = st.fixed_dictionaries({code: ladders(code) for code in CODES})
evidences = st.builds(
    Evidence,
    st.frozensets(st.sampled_from(SLUGS)),
    st.frozensets(st.sampled_from(CRITERIA)),
    st.frozensets(st.sampled_from(CRITERIA)),
)


def both(one: Evidence, other: Evidence) -> Evidence:
    return Evidence(one.held | other.held, one.yes | other.yes, one.almost | other.almost)


few = settings(max_examples=40)


@few
@given(frameworks, frameworks, evidences, evidences)
def test_more_evidence_never_lowers_a_level(now: Any, before: Any, some: Any, more: Any) -> None:
    """Whatever is decided later on another work, what she has reached she has reached."""
    kept = {code: [Kept(LEVELS[-1], ladder)] for code, ladder in before.items()}
    for former in (None, kept):
        low, high = ranks(now, some, former), ranks(now, both(some, more), former)
        assert all(low[code] <= high[code] for code in CODES)


@few
@given(frameworks, frameworks, evidences)
def test_what_was_reached_by_an_earlier_version_stays(now: Any, before: Any, some: Any) -> None:
    """With the earlier ladder kept, a new one gives at least what the earlier one gave."""
    old = ranks(before, some)
    kept = {code: [Kept(LEVELS[rank - 1], before[code])] for code, rank in old.items() if rank}
    found = standings(now, some, kept)
    for code in CODES:
        assert rank_of(found[code].level) >= old[code]
        by = found[code].kept
        assert by is None or by in kept[code]


@few
@given(frameworks, evidences)
def test_the_next_level_lacks_something_and_this_one_nothing(now: Any, some: Any) -> None:
    """A teacher is told what opens the next exactly where there is a next."""
    for code, each in standings(now, some).items():
        assert each.kept is None
        assert (each.next is None) == (not each.lacking)
        if each.next is None:
            assert each.level == now[code].rungs[-1].level
        else:
            assert each.next.rank > rank_of(each.level)


@few
@given(frameworks, evidences, st.sampled_from(CODES), st.sampled_from(LEVELS))
def test_a_way_leads_to_its_level(now: Any, some: Any, code: str, level: str) -> None:
    """Whoever earns all that a way names has the level, and a way names nothing she has."""
    hours = {slug: float(at + 1) for at, slug in enumerate(SLUGS) if slug not in some.held}
    way = way_to(
        code,
        level,
        ladders=now,
        evidence=some,
        reached=ranks(now, some),
        hours=hours,
        criteria=BY_SLUG,
    )
    if way is not None:
        earned = Evidence(
            some.held | set(way),
            some.yes | {one for slug in way for one in BY_SLUG[slug]},
            some.almost,
        )
        assert ranks(now, earned)[code] >= rank_of(level)
        assert set(way) <= hours.keys()
        assert len(set(way)) == len(way)


@few
@given(ladders("T01"))
def test_a_document_read_again_says_the_same(ladder: Ladder) -> None:
    """What is exported can be brought elsewhere, without loss."""
    assert read_levels(as_document(ladder, "Why.")) == (ladder, [])


TWO = Hold(2, ("mc-a", "mc-b", "mc-c"), 1, ("mc-a",))


def test_what_is_lacking_is_counted_and_named():
    """Two of three, one of them with her own class: each case by hand."""
    assert lacking(TWO, Evidence(), {}) == Lacking(TWO, 2, ("mc-a", "mc-b", "mc-c"), 1)
    one = Evidence(frozenset({"mc-b"}))
    assert lacking(TWO, one, {}) == Lacking(TWO, 1, ("mc-a",), 1)
    assert lacking(TWO, Evidence(frozenset({"mc-b", "mc-c"})), {}) == Lacking(TWO, 1, ("mc-a",), 1)
    assert lacking(TWO, Evidence(frozenset({"mc-a"})), {}) == Lacking(TWO, 1, ("mc-b", "mc-c"), 0)
    assert lacking(TWO, Evidence(frozenset({"mc-a", "mc-c"})), {}) is None


def test_criteria_count_as_decided_and_across_works():
    """Three “yes” of one work are not two works; “almost” counts only where it is said."""
    show = Show(2, ("mc-a/one", "mc-a/two", "mc-b/one"), "yes", 2)
    of_one = Evidence(yes=frozenset({"mc-a/one", "mc-a/two"}))
    assert lacking(show, of_one, {}) == Lacking(show, 1, ("mc-b/one",), across=1)
    third = Show(3, ("mc-a/one", "mc-a/two", "mc-b/one", "mc-b/two"), "yes", 2)
    one = Evidence(yes=frozenset({"mc-a/one"}))
    assert lacking(third, one, {}) == Lacking(
        third, 2, ("mc-a/two", "mc-b/one", "mc-b/two"), across=1
    )
    almost = Evidence(yes=of_one.yes, almost=frozenset({"mc-b/one"}))
    assert lacking(show, almost, {}) is not None
    lenient = Show(2, show.of, "almost", 2)
    assert lacking(lenient, almost, {}) is None


def test_what_another_ask_brings_anyway_is_not_asked_for_twice():
    """Two of three bring one of three; of two that say the same, the first is told."""
    of = ("mc-a", "mc-b", "mc-c")
    low, high = Rung("Emerging", (Hold(1, of),)), Rung("Practising", (Hold(2, of, 1, ("mc-a",)),))
    top = Rung("Leading", (Hold(1, ("mc-d",)), Hold(1, ("mc-d",), 1, ("mc-d",)), Show(1, CRITERIA)))
    twice = Rung("Proficient", (Hold(1, (*of, "mc-e")), Hold(1, ("mc-e", *of))))
    ladder = Ladder("T01", (low, high, twice, top))
    found = standings({"T01": ladder}, Evidence())["T01"]
    assert [each.ask for each in found.lacking] == [low.asks[0]]
    up_to = lacking_up_to(ladder, 4, Evidence(), {})
    assert [each.ask for each in up_to] == [high.asks[0], *top.asks[1:]]
    alone = Ladder("T01", (twice,))
    assert [each.ask for each in lacking_up_to(alone, 4, Evidence(), {})] == [twice.asks[0]]


def test_levels_that_wait_for_each_other_give_nothing():
    """A circle is no evidence: the least that fits is none."""
    circle = {
        "T01": Ladder("T01", (Rung("Leading", (Reach("T02", "Leading"),)),)),
        "T02": Ladder("T02", (Rung("Leading", (Reach("T01", "Leading"),)),)),
    }
    assert ranks(circle, Evidence()) == {"T01": 0, "T02": 0}
    way = {"ladders": circle, "evidence": Evidence(), "reached": {}, "hours": {}, "criteria": {}}
    assert way_to("T01", "Leading", **way) is None


def test_the_way_is_the_one_of_fewer_hours():
    """By hours a step, own class first where it is lacking, and by way of other competencies."""
    ladders = {
        "T01": Ladder("T01", (Rung("Proficient", (TWO, Reach("T02", "Emerging"))),)),
        "T02": Ladder(
            "T02", (Rung("Practising", (Show(2, ("mc-d/one", "mc-e/one", "mc-e/two")),)),)
        ),
    }
    hours = {"mc-a": 9.0, "mc-b": 5.0, "mc-c": 6.0, "mc-d": 4.0, "mc-e": 7.0}
    ground: dict[str, Any] = {"ladders": ladders, "evidence": Evidence(), "criteria": BY_SLUG}
    way = way_to("T01", "Proficient", reached={}, hours=hours, **ground)
    assert way == ["mc-a", "mc-b", "mc-e"]
    there = way_to("T01", "Proficient", reached={"T02": 1}, hours=hours, **ground)
    assert there == ["mc-a", "mc-b"]
    assert way_to("T01", "Leading", reached={}, hours=hours, **ground) is None
    unknown = {**ground, "criteria": {}}
    assert way_to("T02", "Practising", reached={}, hours=hours, **unknown) is None
    without = {slug: each for slug, each in hours.items() if slug != "mc-a"}
    assert way_to("T01", "Proficient", reached={}, hours=without, **ground) is None


def test_a_lock_wants_each_of_its_levels():
    """Two ladders that open the same both have to be climbed; within one, the lower rung does."""
    asks_ = (Hold(1, ("mc-a",)),)
    ladders = [
        Ladder(
            "T01",
            (Rung("Emerging", asks_, ("mc-f",)), Rung("Leading", asks_, ("mc-f", "mc-e"))),
        ),
        Ladder("T02", (Rung("Proficient", asks_, ("mc-f",)),)),
    ]
    found = locks(ladders)
    assert found == {"mc-f": {"T01": "Emerging", "T02": "Proficient"}, "mc-e": {"T01": "Leading"}}
    assert not is_open(found["mc-f"], {"T01": 4})
    assert is_open(found["mc-f"], {"T01": 1, "T02": 3})
    assert is_open({}, {})
