"""JSON-LD to quads in safe mode."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from types import ModuleType
from typing import Any

import pytest

from domain.badges import badge_makers
from lapel.domain.badges import documents
from lapel.domain.badges.contexts import CREDENTIALS_V2, vendored
from lapel.domain.badges.errors import LinkedDataError
from lapel.domain.badges.expanded import ExpandedToRdf, literal
from lapel.domain.badges.linked import Linker, _processor, quads_of
from lapel.domain.badges.nquads import line

XSD = "http://www.w3.org/2001/XMLSchema#"


def credential(**more: Any) -> dict[str, Any]:
    return {
        "@context": [CREDENTIALS_V2],
        "id": "urn:uuid:1",
        "type": ["VerifiableCredential"],
        "issuer": "did:example:1",
        **more,
    }


def objects(document: dict[str, Any]) -> set[str]:
    return {object_ for _, _, object_, _ in quads_of(document)}


def test_an_undefined_term_is_refused_by_name() -> None:
    """pyld alone would drop it, and the signature would not cover it."""
    with pytest.raises(LinkedDataError, match="“grade” is not defined"):
        quads_of(credential(grade="A"))


def test_an_undefined_term_deep_inside_is_refused_by_name() -> None:
    """Every level is watched, not only the top."""
    document = documents.credential(badge_makers.award())
    document["credentialSubject"]["achievement"]["criteria"]["secret"] = "x"
    with pytest.raises(LinkedDataError, match="“secret”"):
        quads_of(document)


def test_a_relative_type_is_refused_by_name() -> None:
    """An undefined type would be dropped by a lenient reader."""
    with pytest.raises(LinkedDataError, match="type “Wizard”"):
        quads_of(credential(type=["VerifiableCredential", "Wizard"]))


@pytest.mark.parametrize("name", ["badge-7", "", "urn:a b", "urn:x>"])
def test_an_identifier_that_is_no_absolute_address_is_refused(name: str) -> None:
    """Such nodes would vanish from RDF, or break out of their brackets."""
    with pytest.raises(LinkedDataError, match="identifier"):
        quads_of(credential(id=name))


@pytest.mark.parametrize("keyword", ["@index", "@included", "@nest", "@reverse", "@graph", "@foo"])
def test_a_keyword_that_hides_text_is_refused(keyword: str) -> None:
    """What stands under such a keyword would not be signed where it is shown."""
    with pytest.raises(LinkedDataError, match=keyword):
        quads_of(credential(credentialSubject={"id": "urn:s", keyword: "unsigned"}))


@pytest.mark.parametrize("more", [{"id": "@foo"}, {"issuer": "@foo"}, {"issuer": {"id": "@foo"}}])
def test_a_keyword_in_place_of_an_identifier_is_refused(more: dict[str, Any]) -> None:
    """pyld expands what looks like a keyword to nothing."""
    with pytest.raises(LinkedDataError, match="keyword in place of an identifier"):
        quads_of(credential(**more))


@pytest.mark.parametrize(
    "value", [{"@value": None, "@type": "urn:x"}, {"@value": "x", "@type": "@foo"}]
)
def test_a_value_that_would_vanish_or_lose_its_type_is_refused(value: dict[str, Any]) -> None:
    """JSON-LD drops both without a word."""
    with pytest.raises(LinkedDataError, match="hide text"):
        quads_of(credential(name=value))


@pytest.mark.parametrize("name", ["https://schema.org/name", "urn:p", "_:p", "cred:validUntil"])
def test_a_property_written_out_as_an_address_is_refused(name: str) -> None:
    """It gives the same quads as the term, where no reader of JSON would look for it."""
    with pytest.raises(LinkedDataError, match="written out"):
        quads_of(credential(**{name: "x"}))


def test_no_two_names_in_the_contexts_mean_one_thing_that_verifiers_read() -> None:
    """Contexts are not signed: an alias would let an end date or a status be renamed."""
    vocabulary = "https://www.w3.org/2018/credentials#"
    read = ("credentialStatus", "validUntil", "validFrom", "issuer", "credentialSubject")
    text = json.dumps(dict(vendored()))
    named = re.findall(r'"([^"@]+)": (?:\{"@id": )?"' + vocabulary + r'(\w+)"', text)
    assert {term for term, meaning in named if meaning in read} == set(read)


def test_a_document_that_says_nothing_is_refused() -> None:
    """A signature over nothing would cover any document."""
    with pytest.raises(LinkedDataError, match="says nothing"):
        quads_of({"@context": CREDENTIALS_V2, "id": "urn:x"})


def test_an_error_of_the_json_ld_reader_becomes_a_sentence() -> None:
    """A list in place of an identifier is refused, not crashed on."""
    with pytest.raises(LinkedDataError, match="not sound JSON-LD"):
        quads_of(credential(id=["urn:a", "urn:b"]))


def test_text_with_controls_right_to_left_and_emoji_is_kept() -> None:
    """Controls take RDFC-1.0's escapes (§5); the rest stands as it is."""
    text = 'a\x00\x07\b\t\n\x0b\f\r\x1f"\\\x7f \u202eعربي 🦉 \ufffe'
    escaped = '"a\\u0000\\u0007\\b\\t\\n\\u000B\\f\\r\\u001F\\"\\\\\\u007F \u202eعربي 🦉 \\uFFFE"'
    assert escaped in objects(credential(name=text))


def test_a_language_and_a_direction_are_kept() -> None:
    """Directions become i18n data types, as Digital Bazaar's cryptosuite does it."""
    plain = {"@value": "Schule", "@language": "de"}
    right = {"@value": "مدرسة", "@language": "ar", "@direction": "rtl"}
    assert '"Schule"@de' in objects(credential(name=plain))
    assert '"مدرسة"^^<https://www.w3.org/ns/i18n#ar_rtl>' in objects(credential(name=right))


def test_a_broken_language_tag_is_refused() -> None:
    """A tag with spaces could smuggle N-Quads into the canonical text."""
    with pytest.raises(LinkedDataError, match="language tag"):
        quads_of(credential(name={"@value": "x", "@language": 'de . <x> <y> "z"'}))


@pytest.mark.parametrize(
    ("value", "expected"),
    [  # JSON-LD 1.1 API §8.6, and ECMAScript's toExponential for the doubles
        (True, f'"true"^^<{XSD}boolean>'),
        (5, f'"5"^^<{XSD}integer>'),
        (5.0, f'"5"^^<{XSD}integer>'),
        (-0.0, f'"0"^^<{XSD}integer>'),
        (1.5, f'"1.5E0"^^<{XSD}double>'),
        (1e-7, f'"1.0E-7"^^<{XSD}double>'),
        (1e21, f'"1.0E21"^^<{XSD}double>'),
        (5.3, f'"5.3E0"^^<{XSD}double>'),
        (123456.789, f'"1.23456789E5"^^<{XSD}double>'),
    ],
)
def test_numbers_are_written_in_their_canonical_form(value: object, expected: str) -> None:
    """One number has one text, whichever language wrote the JSON."""
    assert literal({"@value": value}) == expected


def test_a_whole_number_typed_as_double_is_written_as_double() -> None:
    """JSON-LD 1.1 API §8.6 step 6."""
    assert literal({"@value": 5, "@type": f"{XSD}double"}) == f'"5.0E0"^^<{XSD}double>'


def test_a_json_literal_is_written_in_jcs() -> None:
    """JSON-LD 1.1 API §8.6 with RFC 8785."""
    text = literal({"@value": {"b": 1, "a": []}, "@type": "@json"})
    assert text == ('"{\\"a\\":[],\\"b\\":1}"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON>')


def test_an_index_on_a_value_or_a_node_is_refused() -> None:
    """A context could bring @index in by an alias; RDF would lose it."""
    with pytest.raises(LinkedDataError, match="@index"):
        literal({"@value": "x", "@index": "unsigned"})
    with pytest.raises(LinkedDataError, match="@index"):
        ExpandedToRdf().convert([{"@id": "urn:x", "@index": "unsigned"}])


def test_lists_become_chains_and_keep_their_order() -> None:
    """RDF collections (JSON-LD 1.1 API §8.5); an empty one is rdf:nil."""
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    node = {"@id": "urn:x", "urn:p": [{"@list": [{"@value": "a"}]}], "urn:q": [{"@list": []}]}
    lines = {line(quad) for quad in ExpandedToRdf().convert([node])}
    assert lines == {
        "<urn:x> <urn:p> _:b1 .\n",
        f'_:b1 <{rdf}first> "a" .\n',
        f"_:b1 <{rdf}rest> <{rdf}nil> .\n",
        f"<urn:x> <urn:q> <{rdf}nil> .\n",
    }


def test_the_documents_own_blank_nodes_stay_apart_from_ours() -> None:
    """A label in the document names one node, and never one that was made up here."""
    nodes = [{"@id": "_:b1", "urn:p": [{"@id": "_:b1"}]}, {"urn:p": [{"@value": "x"}]}]
    lines = sorted(line(quad) for quad in ExpandedToRdf().convert(nodes))
    assert lines == ['_:b2 <urn:p> "x" .\n', "_:b1 <urn:p> _:b1 .\n"][::-1]


def test_a_graph_has_a_name() -> None:
    """A proof stands in a graph of its own."""
    proof = {"type": "DataIntegrityProof", "proofPurpose": "assertionMethod"}
    graphs = {graph for *_, graph in quads_of(credential(proof=proof))}
    assert len(graphs) == 2
    assert "" in graphs


def test_two_linkers_do_not_share_contexts() -> None:
    """What a test or a tool adds to one linker is unknown to the next."""
    extra = {"@context": {"@vocab": "https://extra.example/"}}
    document = {"@context": "https://extra.example/c", "id": "urn:x", "p": "1"}
    assert Linker({"https://extra.example/c": extra}).quads(document)
    with pytest.raises(LinkedDataError, match="unknown here"):
        quads_of(document)


def test_the_processor_comes_without_its_ways_out() -> None:
    """It cannot fetch a context, whatever it is asked; and a cold start is much shorter."""
    code = (
        "import sys; from lapel.domain.badges.linked import default_linker; "
        "default_linker().quads({'@context': 'https://www.w3.org/ns/credentials/v2', "
        "'type': 'VerifiableCredential'}); from pyld import jsonld; "
        "print('requests' in sys.modules, 'aiohttp' in sys.modules); "
        "jsonld.get_document_loader()('https://example.org/', {})"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout == "False False\n"
    assert "No default document loader configured" in done.stderr


def test_who_has_them_keeps_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other libraries of the same process may fetch as before."""
    mine = ModuleType("requests")
    monkeypatch.setitem(sys.modules, "requests", mine)
    monkeypatch.delitem(sys.modules, "aiohttp", raising=False)
    _processor.__wrapped__()
    assert sys.modules["requests"] is mine
    assert "aiohttp" not in sys.modules
