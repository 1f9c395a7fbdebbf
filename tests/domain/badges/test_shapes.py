"""The fast path, which must equal the slow path byte for byte or leave the matter to it."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.badges.badge_makers import award
from lapel.domain.badges import documents, shapes
from lapel.domain.badges.contexts import CREDENTIALS_V2, OPEN_BADGES, vendored
from lapel.domain.badges.errors import BadgeError, LinkedDataError, UnreadableError
from lapel.domain.badges.linked import Linker, default_linker
from lapel.domain.badges.rdfc10 import Algorithm, canonicalise
from lapel.domain.badges.shapes import Shapes, outline

# Every kind of text there is: identifiers, dates, types, vocabulary terms, languages, numbers.
SMALL: dict[str, Any] = {
    "@context": [CREDENTIALS_V2, OPEN_BADGES],
    "id": "urn:uuid:6a1676b8-b51f-11ed-937b-d76685a20ff5",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": "did:web:lapel.example", "type": ["Profile"], "name": "Hill"},
    "validFrom": "2026-11-21T12:00:00Z",
    "proof": {"type": "DataIntegrityProof", "proofPurpose": "assertionMethod"},
    "name": {"@value": "Wait Time", "@language": "en"},
    "description": "Wait Time",
    "credentialSubject": {
        "type": ["AchievementSubject"],
        "creditsEarned": 1.5,
        "identifier": [
            {"type": "IdentityObject", "identityHash": "a", "hashed": False, "salt": "b"},
            {"type": "IdentityObject", "identityHash": "c", "hashed": True, "salt": "d"},
        ],
        "achievement": {
            "id": "https://lapel.example/achievement/1",
            "type": ["Achievement"],
            "achievementType": "MicroCredential",
            "name": "Wait Time",
            "description": {"@value": "انتظر", "@language": "ar", "@direction": "rtl"},
            "criteria": {"narrative": "Three lessons."},
            "tag": ["questioning", "discussion"],
        },
    },
}
AWKWARD = [
    "",
    "_:b1",
    "_:c14n0",
    "@id",
    "@type",
    "relative",
    "did:key:z6Mk",
    "https://",
    "https://a b",
    "https://a\u00a0b",
    "https:no-slashes",
    "urn://slashes",
    "https://x.example/\ufffe",
    "https://x.example/\x7f",
    "https://lapel.example/achievement/1",
    "Alignment",
    "MicroCredential",
    "https://purl.imsglobal.org/spec/vc/ob/vocab.html#MicroCredential",
    "2026-11-21T12:00:00Z",
    "en",
    'x" . <urn:s> <urn:p> "y',
    "a\nb\\u0041",
    "\ud800",
    "questioning",
    "🦉ｚ\u202eعربي",  # noqa: RUF001 - an emoji against a full-width letter sorts by code point
]
TEXTS = st.one_of(
    st.sampled_from(AWKWARD),
    st.text(max_size=12),
    st.text(st.characters(max_codepoint=0x7F), max_size=6),
    st.builds("https://{}.example/{}".format, st.integers(0, 3), st.integers(0, 3)),
    st.builds("urn:uuid:{}".format, st.uuids()),
)
OTHERS = st.one_of(st.integers(-3, 3), st.floats(-2, 2), st.booleans(), st.none())


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where a document's texts and numbers stand, and its lists."""
    if isinstance(value, dict):
        return [one for name, inner in value.items() for one in places(inner, (*path, name))]
    if isinstance(value, list):
        inner = [one for n, item in enumerate(value) for one in places(item, (*path, n))]
        return [path, *inner]
    return [path]


def at(document: Any, path: tuple[Any, ...]) -> Any:
    for name in path:
        document = document[name]
    return document


@st.composite
def mutations(draw: st.DrawFn, document: dict[str, Any]) -> dict[str, Any]:
    """The document with one to four texts, numbers or lists changed."""
    changed = copy.deepcopy(document)
    spots = places(document)
    for path in draw(st.lists(st.sampled_from(spots), min_size=1, max_size=4, unique=True)):
        try:
            holder, old = at(changed, path[:-1]), at(changed, path)
        except (LookupError, TypeError):
            continue
        if isinstance(old, list):
            holder[path[-1]] = draw(st.sampled_from([old[:-1], [*old, *old[:1]], old[::-1]]))
        else:
            holder[path[-1]] = draw(TEXTS if isinstance(old, str) else OTHERS)
    return changed


def outcome(act: Any) -> tuple[Any, ...]:
    try:
        found = act()
    except BadgeError as error:
        return type(error), str(error)
    return found.text, sorted(found.labels.values()), found.ties


def same_on_both_paths(linker: Linker, document: dict[str, Any], algorithm: Algorithm) -> None:
    """Twice on the fast path: once perhaps learning the shape, once with it known."""
    slow = outcome(lambda: canonicalise(linker.quads(document), algorithm=algorithm))
    for _ in range(2 if len(slow) == 3 else 1):
        fast = outcome(lambda: linker.canonical(document, algorithm=algorithm))
        assert fast == slow


@given(mutations(SMALL), st.sampled_from(["sha256", "sha256", "sha384"]))
@settings(max_examples=5000, deadline=None, suppress_health_check=list(HealthCheck))
def test_both_paths_agree_on_thousands_of_mutations(
    document: dict[str, Any], algorithm: Algorithm
) -> None:
    """Byte for byte, or the same refusal; the linker keeps what it learned from all of them."""
    same_on_both_paths(default_linker(), document, algorithm)


@given(mutations(documents.credential(award(status=award().status[:1]))))
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_both_paths_agree_on_mutations_of_a_whole_badge(document: dict[str, Any]) -> None:
    """Evidence, results, levels, alignment and status among them."""
    same_on_both_paths(default_linker(), document, "sha256")


def known(monkeypatch: pytest.MonkeyPatch, **linked: Any) -> Linker:
    """A linker that has learned SMALL's shape and can no longer expand anything."""
    linker = Linker({**vendored(), **linked})
    linker.canonical(SMALL)

    def slow(*_: object) -> None:
        raise LinkedDataError("the slow path was taken")

    monkeypatch.setattr(linker, "_convert", slow)
    return linker


def changed(*path: Any, to: Any) -> dict[str, Any]:
    document = copy.deepcopy(SMALL)
    at(document, path[:-1])[path[-1]] = to
    return document


ACHIEVEMENT = ("credentialSubject", "achievement")


@pytest.mark.parametrize(
    "document",
    [
        changed("name", "@value", to="🦉\x07\n"),
        changed("validFrom", to="2027-01-01T00:00:00Z"),
        changed("issuer", "id", to="did:key:z6Mk"),
        changed(*ACHIEVEMENT, "name", to="Not the other name"),
        changed(*ACHIEVEMENT, "id", to="https://other.example/2"),
        changed(*ACHIEVEMENT, "tag", 0, to="other"),
        changed("credentialSubject", "identifier", 1, "salt", to="عربي"),
    ],
)
def test_texts_and_identifiers_may_vary_within_a_shape(
    monkeypatch: pytest.MonkeyPatch, document: dict[str, Any]
) -> None:
    """No expansion for the second badge of an achievement."""
    found = known(monkeypatch).canonical(document)
    assert found.text == canonicalise(default_linker().quads(document)).text


@pytest.mark.parametrize(
    "document",
    [
        changed("type", 1, to="AchievementCredential"),
        changed("@context", 1, to="https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json"),
        changed("name", "@language", to="de"),
        changed("name", to="Wait Time"),
        changed("proof", "proofPurpose", to="authentication"),
        changed(*ACHIEVEMENT, "tag", to=["one"]),
        changed(*ACHIEVEMENT, "tag", to=["same", "same"]),
        changed("credentialSubject", "creditsEarned", to=2.5),
        changed("credentialSubject", "identifier", 1, "hashed", to=1),
        changed("issuer", "id", to="relative"),
        changed("issuer", "id", to="https://other.scheme.example"),
        changed("issuer", "name", to="\ud800"),
        changed(
            "credentialSubject",
            "identifier",
            1,
            to={"type": "IdentityObject", "identityHash": "a", "hashed": False, "salt": "b"},
        ),
    ],
)
def test_whatever_could_change_the_structure_takes_the_slow_path(
    monkeypatch: pytest.MonkeyPatch, document: dict[str, Any]
) -> None:
    """Types, contexts, languages, terms, lengths, equal values, numbers, other schemes, ties."""
    with pytest.raises(LinkedDataError, match="slow path was taken"):
        known(monkeypatch).canonical(document)


def test_a_tie_of_blank_nodes_takes_the_slow_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two identities that look the same after a change of texts alone."""
    document = copy.deepcopy(SMALL)
    twin = {"type": "IdentityObject", "identityHash": "a", "hashed": False, "salt": "b"}
    other = {**twin, "salt": "c"}
    document["credentialSubject"]["identifier"] = [twin, other]
    linker = default_linker()
    assert linker.canonical(document).ties == 0
    document["credentialSubject"]["identifier"] = [twin, dict(twin)]
    assert linker.canonical(document).ties == 2


@pytest.mark.parametrize("text", ["bar", "", 'a"b\\c', "https://lapel.example/1"])
def test_a_text_that_is_all_of_a_json_value_stays_part_of_the_shape(text: str) -> None:
    """JSON escapes it before N-Quads does (JSON-LD 1.1 API, §8.6), so it is no slot."""
    linker = Linker(vendored())
    for each in ("foo", text, text):
        document = changed("name", to={"@value": each, "@type": "@json"})
        assert linker.canonical(document) == canonicalise(linker.quads(document))


def test_what_is_known_is_not_learned_again_and_terms_are_checked_quickly(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Checking terms asks only whether the shape is known."""
    linker = known(monkeypatch)
    linker.check(changed("issuer", "name", to="Dale"))
    assert len(linker.shapes) == 1
    with pytest.raises(LinkedDataError, match="slow path was taken"):
        linker.check(changed("name", "@language", to="de"))


def test_an_undefined_term_is_refused_however_often_it_comes() -> None:
    """A refused document teaches no shape."""
    linker = Linker(vendored())
    for _ in range(2):
        with pytest.raises(LinkedDataError, match="nonsense"):
            linker.canonical(changed("issuer", to={"id": "urn:x", "nonsense": "1"}))
    assert len(linker.shapes) == 0


def test_contexts_with_terms_like_addresses_are_never_compiled() -> None:
    """Such a term would rename one identifier among others."""
    extra = {"@context": {"urn:special": "urn:other"}}
    linker = Linker({**vendored(), "https://extra.example/c": extra})
    linker.canonical(SMALL)
    linker.check(SMALL)
    assert len(linker.shapes) == 0


def test_the_cache_is_bounded_and_forgets_the_least_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is fed by strangers."""
    linker = Linker(vendored())
    linker.canonical(SMALL)
    linker.shapes = Shapes(max_weight=3 * linker.shapes._weight)
    for number in range(6):
        linker.canonical(SMALL)
        linker.canonical(changed(*ACHIEVEMENT, "tag", to=["t"] + [str(n) for n in range(number)]))
    assert 2 <= len(linker.shapes) <= 3
    assert linker.shapes._weight <= linker.shapes._max_weight
    assert linker.shapes.find(outline(SMALL)) is not None  # type: ignore[arg-type]  # is small


def test_a_shape_keeps_few_variants(monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents that differ in constant texts alone share one place."""
    linker = Linker(vendored())
    for number in range(12):
        linker.canonical(changed("name", "@language", to=f"x-{number}"))
    assert len(linker.shapes) == shapes.MAX_VARIANTS


def test_a_shape_too_heavy_for_the_cache_is_not_kept() -> None:
    """The cache empties rather than overflows."""
    linker = Linker(vendored())
    linker.shapes = Shapes(max_weight=10)
    linker.canonical(SMALL)
    assert len(linker.shapes) == 0
    assert linker.shapes._weight == 0


@pytest.mark.parametrize(
    "document",
    [
        {"type": {"a": "b"}},
        {"type": [["x"]]},
        {"a": ["x"] * (shapes.MAX_TOKENS + 1)},
        {"a": [{"b": "c"}] * (shapes.MAX_TOKENS // 2)},
    ],
)
def test_a_document_too_large_or_odd_has_no_outline(document: dict[str, Any]) -> None:
    """Types that are no texts, and more values than are worth keeping."""
    assert outline(document) is None


def test_outlines_tell_numbers_apart_that_python_holds_equal() -> None:
    """True, 1 and 1.0 have three canonical forms."""
    keys = {outline({"a": value}).key for value in (True, 1, 1.0, 0.0, -0.0, None, "1", [])}  # type: ignore[union-attr]  # small
    assert len(keys) == 8


def test_half_a_character_is_refused_on_a_known_shape() -> None:
    """As on an unknown one."""
    default_linker().canonical(SMALL)
    with pytest.raises(UnreadableError, match="half a character"):
        default_linker().canonical(changed("issuer", "name", to="\ud800"))
