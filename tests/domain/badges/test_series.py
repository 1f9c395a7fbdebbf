"""Documents signed in a series are those that the ordinary path signs one by one."""

from __future__ import annotations

import hashlib
import json
from types import SimpleNamespace
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.badges.badge_makers import ISSUER, NOW, award, key
from lapel.domain.badges import documents, series
from lapel.domain.badges.did import verification_method
from lapel.domain.badges.errors import BadgeError
from lapel.domain.badges.keys import Kind, private_key_of
from lapel.domain.badges.linked import Linker, default_linker
from lapel.domain.badges.model import EmailIdentity, Purpose, StatusPlace
from lapel.domain.badges.proof import add_proof
from lapel.domain.badges.reading import write_badge
from lapel.domain.badges.series import Series
from lapel.domain.badges.verdicts import Verdict
from lapel.domain.badges.verification import verify_credential
from lapel.domain.badges.wording import read_wording

LISTED = "https://lapel.example/id/status/9b2e"
STAND_INS = [
    "urn:uuid:c0ffee00-0000-4000-8000-000000000001",
    "urn:uuid:c0ffee00-0000-4000-8000-000000000002",
    "c0ffee00000040008000000000000003",
    "https://lapel.example/id/status/stand-in#770077007700",
    "770077007700",
]


def one(values: list[str]) -> dict[str, Any]:
    """Give a badge with these texts where the stand-ins are."""
    given = award(
        id=values[0],
        subject_id=values[1],
        identity=EmailIdentity.of("amina@example.org", salt=values[2]),
        status=(StatusPlace(list_url=LISTED, purpose=Purpose.REVOCATION, index=5),),
    )
    document = documents.credential(given)
    document["credentialSubject"]["identifier"][0]["identityHash"] = "sha256$0"
    document["credentialStatus"] |= {"id": values[3], "statusListIndex": values[4]}
    return document


PLAIN = st.text(st.sampled_from("ABCxyz019-._~:/?#@!$&'()*+,;=%[]|"[:-1]), min_size=1, max_size=9)
IDS = st.builds("urn:uuid:{}".format, st.uuids())
VALUES = st.tuples(
    IDS, IDS, PLAIN, st.builds("https://lapel.example/s/{}#{}".format, PLAIN, PLAIN), PLAIN
).map(list)
SERIES = Series(one(STAND_INS), STAND_INS)
SIGNER = key(3)
SIGNING = SERIES.signing(signer=SIGNER, created=NOW)


@settings(max_examples=300)
@given(VALUES)
def test_each_of_a_series_equals_the_one_signed_alone(values: list[str]) -> None:
    """Text, digest and RFC 8785 digest are byte for byte those of the slow path (ADR 15)."""
    alone = add_proof(one(values), signer=SIGNER, created=NOW, linker=Linker(_contexts()))
    written = SIGNING.sign(values)
    text = SIGNING.wording.filled(written.values)
    assert text == write_badge(alone)
    assert written.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert written.canonical_sha256 == hashlib.sha256(rfc8785.dumps(alone)).digest()


@pytest.mark.parametrize("kind", [Kind.P256, Kind.P384])
def test_a_series_signed_with_another_kind_of_key_equals_the_one_signed_alone(kind: Kind) -> None:
    """P-384 hashes with SHA-384 in the canonical form too (vc-di-ecdsa §3.2.3)."""
    private = private_key_of(kind, b"\x05" * (kind.signature_size // 2))
    signer = SimpleNamespace(
        verification_method=verification_method(ISSUER, private.public.multikey), sign=private.sign
    )
    values = ["urn:uuid:5", "urn:uuid:6", "salt", "https://lapel.example/s#6", "6"]
    alone = add_proof(one(values), signer=signer, created=NOW)
    signing = SERIES.signing(signer=signer, created=NOW)
    assert signing.wording.filled(signing.sign(values).values) == write_badge(alone)
    steps = {step.id: step.verdict for step in verify_credential(alone, now=NOW).steps}
    assert steps["proof"] == Verdict.PASS
    assert alone["proof"][0]["cryptosuite"] == "ecdsa-rdfc-2019"


def test_a_wording_is_read_as_it_was_written() -> None:
    """What is kept of many signed credentials gives the text of each again."""
    values = SIGNING.sign(STAND_INS).values
    found = read_wording(SIGNING.wording.written())
    assert found == SIGNING.wording
    assert found.filled(values) == SIGNING.wording.filled(values)


def _contexts() -> Any:
    return default_linker()._contexts


def test_what_a_series_signs_is_intact_to_a_verifier() -> None:
    """The proof is checked by the code that checks everybody's."""
    values = ["urn:uuid:5", "urn:uuid:6", "salt", "https://lapel.example/s#6", "6"]
    text = SIGNING.wording.filled(SIGNING.sign(values).values)
    found = verify_credential(json.loads(text), now=NOW)
    steps = {step.id: step.verdict for step in found.steps}
    assert steps["proof"] == Verdict.PASS


@pytest.mark.parametrize(
    ("place", "value"),
    [(0, "https://lapel.example/1"), (0, ""), (2, 'a"b'), (2, "a b"), (2, "a\\b"), (2, "ä")],
)
def test_a_value_that_could_change_the_structure_is_refused(place: int, value: str) -> None:
    """An identifier keeps its scheme, and nothing that must be escaped is let in."""
    values = STAND_INS.copy()
    values[place] = value
    with pytest.raises(BadgeError, match="cannot stand in this series"):
        SERIES.canonical(values)


def test_too_few_values_are_an_error_of_the_caller() -> None:
    """Each stand-in has its value."""
    with pytest.raises(ValueError, match="zip"):
        SERIES.canonical(STAND_INS[:-1])


@pytest.mark.parametrize("stand_in", ["nowhere-in-the-document", "with a space"])
def test_a_stand_in_must_be_a_text_of_its_own(stand_in: str) -> None:
    """Where it is not signed, every document would be the same one."""
    with pytest.raises(BadgeError, match="stand-in"):
        Series(one(STAND_INS), [*STAND_INS, stand_in])


TWINS = [
    {"type": ["Alignment"], "targetName": name, "targetUrl": "https://case.example/1"}
    for name in ("twin-1", "twin-2")
]


def twins() -> Series:
    """Give a series in which two unnamed nodes, or two tags, can become alike."""
    document = one(STAND_INS)
    achievement = document["credentialSubject"]["achievement"]
    achievement["alignment"] = TWINS
    achievement["tag"] = ["tag-1", "tag-2"]
    return Series(document, [*STAND_INS, "twin-1", "twin-2", "tag-1", "tag-2"])


def test_unnamed_parts_that_become_alike_are_refused() -> None:
    """Issuing refuses documents whose blank nodes tie (ADR 6)."""
    with pytest.raises(BadgeError, match="look the same"):
        twins().canonical([*STAND_INS, "a", "a", "x", "y"])


def test_statements_that_become_one_are_refused() -> None:
    """A set of quads holds each once; the compiled lines would hold it twice."""
    with pytest.raises(BadgeError, match="are one"):
        twins().canonical([*STAND_INS, "a", "b", "x", "x"])


def test_the_labels_follow_the_hashes_of_each_document(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unnamed nodes change places from document to document; what is kept of it is bounded."""
    monkeypatch.setattr(series, "_MAX_ORDERS", 1)
    found = twins()
    for pair in (["a", "b"], ["b", "a"], ["p", "q"], ["q", "p"]):
        values = [*STAND_INS, *pair, "x", "y"]
        document = one(STAND_INS)
        achievement = document["credentialSubject"]["achievement"]
        achievement["alignment"] = [
            {**twin, "targetName": name} for twin, name in zip(TWINS, pair, strict=True)
        ]
        achievement["tag"] = ["x", "y"]
        assert found.canonical(values) == default_linker().canonical(document).text
        assert len(found._orders) == 1


def test_a_series_that_differs_from_the_ordinary_path_is_refused() -> None:
    """The compiled form is compared once, so that a fault signs nothing."""

    class Other(Linker):
        def canonical(self, document: Any, **more: Any) -> Any:
            return super().canonical({**document, "name": "Another"}, **more)

    with pytest.raises(BadgeError, match="as one alone is"):
        Series(one(STAND_INS), STAND_INS, linker=Other(_contexts()))
