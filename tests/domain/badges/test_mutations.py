"""Badges changed at random: verification never crashes and never calls one valid."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.badges.badge_makers import NOW, REVOCATION, Site, badge, web
from lapel.domain.badges.verdicts import Outcome
from lapel.domain.badges.verification import verify_credential

BADGE = badge()
PAGES = web()
VALID = verify_credential(BADGE, now=NOW, resolve=Site(PAGES))

scalars = st.none() | st.booleans() | st.integers(-9, 9) | st.floats(allow_nan=False) | st.text()
names = st.text(max_size=4) | st.sampled_from(["id", "type", "@id", "@type", "@value", "@context"])
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=6,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    return [place for name, one in inner for place in [(*path, name), *places(one, (*path, name))]]


def replaced(document: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    copied = copy.deepcopy(document)
    holder: Any = copied
    for name in path[:-1]:
        holder = holder[name]
    holder[path[-1]] = value
    return copied


def same_meaning(before: Any, after: Any) -> bool:
    """Whether two values say the same in JSON-LD: one element or a list of it, in any order."""
    listed = [one if isinstance(one, list) else [one] for one in (before, after)]
    return sorted(map(repr, listed[0])) == sorted(map(repr, listed[1]))


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(places(BADGE)), values)
def test_a_badge_changed_anywhere_is_not_valid(path: tuple[Any, ...], value: Any) -> None:
    """Whatever stands there instead, the answer is a verdict and not green."""
    changed = replaced(BADGE, path, value)
    before: Any = BADGE
    for name in path:
        before = before[name]
    answer = verify_credential(changed, now=NOW, resolve=Site(PAGES))
    assert answer.headline
    assert answer.outcome is not Outcome.VALID or same_meaning(before, value)


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(places(PAGES)), values)
def test_a_page_changed_anywhere_never_crashes_a_verifier(
    path: tuple[Any, ...], value: Any
) -> None:
    """DID documents and status lists are strangers' text too."""
    answer = verify_credential(BADGE, now=NOW, resolve=Site(replaced(PAGES, path, value)))
    if path[0] == REVOCATION and len(path) > 1 and path[1] == "credentialSubject":
        assert answer.outcome is not Outcome.ENDED
    assert answer.headline


def test_the_unchanged_badge_is_valid() -> None:
    """Or the tests above would show nothing."""
    assert VALID.outcome is Outcome.VALID
