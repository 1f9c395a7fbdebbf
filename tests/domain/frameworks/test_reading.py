"""CASE packages of both versions, sound and broken."""

from __future__ import annotations

import json
import time
from datetime import date
from typing import Any

import pytest

from lapel.domain.frameworks import UnreadableError, read

ONE, TWO, THREE = (f"00000000-0000-4000-8000-00000000000{n}" for n in (1, 2, 3))
DOCUMENT = "10000000-0000-4000-8000-000000000000"


def item(identifier: str, **more: Any) -> dict[str, Any]:
    return {
        "identifier": identifier,
        "uri": f"https://standards.example.org/{identifier}",
        "fullStatement": f"Can do {identifier[-1]}.",
        "lastChangeDateTime": "2025-01-01T00:00:00Z",
        **more,
    }


def child(of: str, parent: str, number: Any = None) -> dict[str, Any]:
    ends = {
        "originNodeURI": {"title": "", "identifier": of, "uri": "https://x.example"},
        "destinationNodeURI": {"title": "", "identifier": parent, "uri": "https://x.example"},
    }
    return {"associationType": "isChildOf", "sequenceNumber": number, **ends}


def package(*items: Any, associations: Any = (), **head: Any) -> dict[str, Any]:
    return {
        "CFDocument": {
            "identifier": DOCUMENT,
            "uri": "https://standards.example.org/doc",
            "creator": "State of Example",
            "title": "Standards",
            "lastChangeDateTime": "2025-01-01T00:00:00Z",
            **head,
        },
        "CFItems": list(items),
        "CFAssociations": list(associations),
    }


def test_a_tree_is_read_in_its_order() -> None:
    """Sequence numbers order the items; whoever hangs under the document is at the top."""
    ties = [child(ONE, DOCUMENT, 1), child(THREE, ONE, 1), child(TWO, ONE, 2)]
    found = read(json.dumps(package(item(ONE), item(TWO), item(THREE), associations=ties)))
    assert found.faults == ()
    assert [each.identifier for each in found.roots] == [ONE]
    below = [each.identifier for each in found.below({ONE})]
    assert set(below) == {ONE, TWO, THREE}
    assert below.index(THREE) < below.index(TWO)


def test_both_versions_are_told_apart_and_both_are_read() -> None:
    """1.0 writes moments where 1.1 writes days."""
    old = read(json.dumps(package(item(ONE, statusEndDate="2026-05-01T00:00:00+00:00"))))
    new = read(json.dumps(package(item(ONE, statusEndDate="2026-05-01"), caseVersion="1.1")))
    assert (old.case_version, new.case_version) == ("1.0", "1.1")
    assert old.items[0].ends_on == new.items[0].ends_on == date(2026, 5, 1)


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ({"identifier": "7"}, "no identifier that is a UUID"),
        ({"fullStatement": " "}, "no “fullStatement”"),
        ({"uri": "javascript:alert(1)"}, "no web address"),
        ({"uri": "https://[broken"}, "no web address"),
        ({"uri": "https://x.example/\ud800"}, "no web address"),
        ({"uri": "https://x.example/a b"}, "no web address"),
        ({"uri": 7}, "no web address"),
    ],
)
def test_a_broken_item_is_named_and_left_out(broken: dict[str, Any], words: str) -> None:
    """The others are read all the same."""
    found = read(json.dumps(package({**item(ONE), **broken}, item(TWO))))
    assert [each.identifier for each in found.items] == [TWO]
    (fault,) = found.faults
    assert fault.path == "CFItems[0]"
    assert words in fault.sentence


def test_an_item_given_twice_is_taken_once() -> None:
    """The second is named."""
    found = read(json.dumps(package(item(ONE), "nothing", item(ONE))))
    assert [each.path for each in found.faults] == ["CFItems[1]", "CFItems[2]"]
    assert len(found.items) == 1


def test_a_circle_is_cut_and_said() -> None:
    """An item that stands under itself would never be shown."""
    ties = [child(ONE, TWO), child(TWO, ONE), {"associationType": "precedes"}, child("", "")]
    found = read(
        json.dumps(package(item(ONE, humanCodingScheme="A"), item(TWO), associations=ties))
    )
    assert {each.identifier for each in found.roots} == {ONE, TWO}
    assert any("stands under itself" in each.sentence for each in found.faults)
    assert any("both its ends" in each.sentence for each in found.faults)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ('{"CFDocument": {}, "CFDocument": {}}', "names a field twice"),
        ("[]", "no object"),
        ("{}", "no “CFDocument”"),
        ('{"CFDocument": 7}', "no object"),
        ('{"CFDocument": {"identifier": "x"}}', "has no “uri”"),
        (json.dumps(package(identifier="x")), "identifier is no UUID"),
        (json.dumps(package(uri="here")), "no web address"),
        (json.dumps({**package(), "CFItems": 7}), "is no list"),
        (json.dumps({**package(), "CFItems": [0] * 20_001}), "more than 20000"),
    ],
)
def test_what_is_no_package_is_refused_with_a_sentence(text: str, words: str) -> None:
    """A designer learns why, and nothing is kept."""
    with pytest.raises(UnreadableError) as refused:
        read(text)
    assert words in str(refused.value)


def test_a_package_without_competencies_says_so() -> None:
    """A document by itself is no reason to be silent."""
    (fault,) = read(json.dumps(package())).faults
    assert "holds no competencies" in fault.sentence


def test_a_number_that_no_database_keeps_is_left_out() -> None:
    """A sequence number of thirty digits is as none, and breaks nothing."""
    ties = [child(ONE, DOCUMENT, 10**30), child(TWO, DOCUMENT, -(10**30))]
    found = read(json.dumps(package(item(ONE), item(TWO), associations=ties)))
    assert [each.position for each in found.items] == [0, 0]


def test_an_odd_date_or_licence_is_no_reason_to_refuse() -> None:
    """What cannot be read is left empty."""
    found = read(
        json.dumps(package(item(ONE, statusStartDate="soon"), licenseURI={"title": "CC BY 4.0"}))
    )
    assert found.items[0].starts_on is None
    assert found.framework.licence == "CC BY 4.0"


def test_half_a_character_is_left_out() -> None:
    """JSON can name one by its number, and no database and no page can hold it (RFC 8259, §8.2)."""
    text = json.dumps(package(item(ONE, fullStatement="Asks \ud83e openly."), title="\udd89 One"))
    found = read(text)
    assert (found.framework.title, found.items[0].statement) == ("One", "Asks  openly.")


def test_a_package_of_many_items_is_read_at_once() -> None:
    """Each is hung into the tree by itself: twice as many take twice as long, not four times."""
    many = [f"00000000-0000-4000-8000-{number:012}" for number in range(10_000)]
    ties = [child(each, many[number // 10]) for number, each in enumerate(many) if number]
    text = json.dumps(package(*map(item, many), associations=ties))
    began = time.process_time()
    found = read(text)
    assert time.process_time() - began < 3
    assert (len(found.items), found.faults) == (10_000, ())
