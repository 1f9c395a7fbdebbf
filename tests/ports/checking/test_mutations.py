"""Whatever stands in a badge, a bundle or an assertion, the answer is a verdict and no crash."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.badges.badge_makers import NOW, PINNED, REVOCATION, Site, badge, signed_list, web
from domain.badges.test_hosted_checks import ASSERTION, pages
from domain.badges.test_presentation import HERE
from domain.badges.test_presentation import shown as presentation_of
from lapel.domain.badges.verdicts import Outcome, Verification
from lapel.ports.checking.anything import verify_anything
from lapel.ports.checking.trustfile import NOBODY
from ports.checking.bundle_makers import ask, files_of, trusted, written

STRANGE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=12),
    st.sampled_from(["did:web:", "did:key:z6Mk", "https://[", "9999-99-99T99:99:99Z", "\u0000"]),
    st.lists(st.one_of(st.none(), st.text(max_size=3)), max_size=2),
    st.dictionaries(st.sampled_from(["id", "type", "proof", "@context"]), st.text(), max_size=2),
)
DOCUMENTS = {
    "credential.json": badge(),
    "did.json": json.loads(files_of()["did.json"]),
    "status.json": signed_list(REVOCATION),
    "manifest.json": json.loads(files_of()["manifest.json"]),
}
FORMS = [badge(), presentation_of(badge()), ASSERTION, signed_list(REVOCATION)]
SERVED = {**web(), **pages()}


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if not isinstance(value, dict | list):
        return []
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    return [each for name, one in inside for each in ((*path, name), *places(one, (*path, name)))]


def changed(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    made = copy.deepcopy(document)
    target = made
    for name in path[:-1]:
        target = target[name]
    target[path[-1]] = value
    return made


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(DOCUMENTS)), st.data())
def test_a_bundle_with_anything_in_it_is_answered(name: str, data: st.DataObject) -> None:
    """Any value in any place of any of its documents; it is never valid by that."""
    document = DOCUMENTS[name]
    path = data.draw(st.sampled_from(places(document)))
    other = changed(document, path, data.draw(STRANGE))
    files = files_of(**({} if name == "manifest.json" else {name: written(other)}))
    if name == "manifest.json":
        files[name] = written(other)
    trust = data.draw(st.sampled_from([NOBODY, trusted()]))
    answer = ask(files, trusted=trust)
    assert isinstance(answer, Verification)
    if name == "credential.json" and other != document:
        assert answer.outcome in (Outcome.NOT_VALID, Outcome.UNREADABLE)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(FORMS), st.sampled_from([None, HERE]), st.data())
def test_any_form_with_anything_in_it_is_answered(
    document: Any, occasion: Any, data: st.DataObject
) -> None:
    """Badges, presentations, assertions and lists: a change never makes one valid."""
    path = data.draw(st.sampled_from(places(document)))
    other = changed(document, path, data.draw(STRANGE))
    answer = verify_anything(
        written(other), now=NOW, resolve=Site(SERVED), trust=PINNED, occasion=occasion
    )
    assert isinstance(answer.headline, str)
    if other != document and "image" not in path:
        assert answer.outcome is not Outcome.VALID


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=60), st.sampled_from([b"", b"{", b"<svg", b"%PDF-1.7", b"eyJ", b"\x89PNG"])
)
def test_any_bytes_are_answered(tail: bytes, start: bytes) -> None:
    """Whatever a stranger sends."""
    assert verify_anything(start + tail, now=NOW).outcome in (
        Outcome.UNREADABLE,
        Outcome.NOT_VALID,
    )
