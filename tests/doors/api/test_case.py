"""CASE for programs: what is served, in both versions, before the standard's own classes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from django.test import Client
from jsonschema import Draft201909Validator

from documents import DOCUMENT, FRAMEWORK, publish
from lapel.doors.api import case
from lapel.doors.api.case_description import KINDS, openapi
from lapel.journey.catalogue.actions import load_framework
from lapel.journey.catalogue.models import Competency
from lapel.journey.record.actions import clock_at
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from cast import Cast
    from lapel.journey.catalogue.models import Version

ROOT = Path(__file__).parents[3]
EXCERPTS = ROOT / "tests/vendor/1edtech"
ANSWERS = {kind: schema for kind, (_operation, schema) in KINDS.items()}


def objections(document: Any, kind: str, version: str) -> list[str]:
    """List what the standard's class holds against a document (transcribed excerpt)."""
    excerpt = json.loads((EXCERPTS / f"case_{version}_excerpt.json").read_text(encoding="utf-8"))
    schema = {**excerpt, "$ref": f"#/$defs/{kind}"}
    checker = Draft201909Validator.FORMAT_CHECKER
    found = Draft201909Validator(schema, format_checker=checker).iter_errors(document)
    return [f"{'.'.join(map(str, each.absolute_path))}: {each.message[:200]}" for each in found]


@pytest.fixture
def version(cast: Cast) -> Version:
    return publish(cast)


def read(client: Client, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return answer.json()


@pytest.mark.parametrize("path", ["v1p1", "v1p0"])
def test_everything_a_package_names_is_served_as_the_standard_writes_it(
    client: Client, version: Version, path: str
) -> None:
    """The list, the package, and each thing by itself meet the classes of that version."""
    base = f"/ims/case/{path}"
    listed = read(client, f"{base}/CFDocuments")
    assert objections(listed, "CFDocumentSet", path) == []
    (document,) = listed["CFDocuments"]
    package = read(client, f"{base}/CFPackages/{document['CFPackageURI']['identifier']}")
    assert objections(package, "CFPackage", path) == []
    items = [each["humanCodingScheme"] for each in package["CFItems"]]
    assert items == ["T05", "T07"]
    assert [each["identifier"] for each in package["CFRubrics"]] == [str(version.pk)]
    defined = package["CFDefinitions"]
    things = {
        "CFDocuments": [document],
        "CFItems": package["CFItems"],
        "CFItemAssociations": package["CFItems"],
        "CFAssociations": package["CFAssociations"],
        "CFRubrics": package["CFRubrics"],
        **{kind: defined[kind] for kind in ("CFSubjects", "CFItemTypes", "CFLicenses")},
        "CFAssociationGroupings": defined["CFAssociationGroupings"],
    }
    for kind, every in things.items():
        for one in every:
            found = read(client, f"{base}/{kind}/{one['identifier']}")
            assert objections(found, ANSWERS[kind], path) == [], kind


def test_a_rubric_is_the_one_that_assessors_use(client: Client, version: Version) -> None:
    """Criteria in order, each with its three levels from the highest, in the document's words."""
    rubric = read(client, f"/ims/case/v1p1/CFRubrics/{version.pk}")
    told = [
        (line["description"], [each["description"] for each in line["CFRubricCriterionLevels"]])
        for line in rubric["CFRubricCriteria"]
    ]
    asked = [
        (line["title"], [line["levels"][word] for word in ("yes", "almost", "not_yet")])
        for line in DOCUMENT["rubric"]
    ]
    assert told == asked


def test_an_old_rubric_stays_where_it_was(client: Client, cast: Cast, version: Version) -> None:
    """A package names the rubric in force; the one before keeps its address for good."""
    later = publish(cast, title="Wait Time, again", version_note="A clearer title.")
    (document,) = read(client, "/ims/case/v1p1/CFDocuments")["CFDocuments"]
    package = read(client, f"/ims/case/v1p1/CFPackages/{document['identifier']}")
    assert [each["identifier"] for each in package["CFRubrics"]] == [str(later.pk)]
    assert read(client, f"/ims/case/v1p1/CFRubrics/{version.pk}")["identifier"] == str(version.pk)


def test_a_competency_has_one_address_in_badges_and_in_case(client: Client, cast: Cast) -> None:
    """Its URI is where /id/competency answers with the same CFItem."""
    publish(cast)
    (document,) = read(client, "/ims/case/v1p1/CFDocuments")["CFDocuments"]
    package = read(client, f"/ims/case/v1p1/CFPackages/{document['identifier']}")
    item = package["CFItems"][0]
    path = item["uri"].removeprefix("http://localhost:8000")
    answer = client.get(path, headers={"accept": "application/json"})
    assert answer.json()["identifier"] == item["identifier"]
    assert objections(answer.json(), "CFItem", "v1p1") == []


def test_a_date_moves_only_with_the_words(cast: Cast) -> None:
    """Loading the same framework again changes nothing; a changed statement does."""
    del cast
    load_framework(items=FRAMEWORK)
    before = {each.code: each.changed_at for each in Competency.objects.all()}
    changed = [FRAMEWORK[0], {**FRAMEWORK[1], "statement": "Said in other words."}]
    with clock_at(now().replace(year=2031)):
        load_framework(items=FRAMEWORK)
        assert {each.code: each.changed_at for each in Competency.objects.all()} == before
        load_framework(items=changed)
    after = {each.code: each.changed_at for each in Competency.objects.all()}
    assert after["T05"] == before["T05"]
    assert after["T07"].year == 2031


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("filter=title~'teaching'", 1),
        ("filter=title='Something else'", 0),
        ("filter=creator='Lapel' AND adoptionStatus='Draft'", 0),
        ("filter=creator='Nobody' OR adoptionStatus='Adopted'", 1),
        ("filter=lastChangeDateTime>'2020-01-01'", 1),
        ("filter=subject='Teacher education'", 1),
        ("sort=title&orderBy=desc", 1),
        ("offset=1", 0),
    ],
)
def test_a_program_asks_for_what_it_wants(
    client: Client, version: Version, query: str, count: int
) -> None:
    """CASE 1.1 REST, §3.5: filter, sort, and the stretch of the list."""
    del version
    found = read(client, f"/ims/case/v1p1/CFDocuments?{query}")["CFDocuments"]
    assert len(found) == count


def test_a_list_says_how_many_there_are_and_where_the_rest_is(
    client: Client, version: Version
) -> None:
    """X-Total-Count counts all that match; Link leads to the other stretches."""
    del version
    answer = client.get("/ims/case/v1p1/CFDocuments?offset=1&limit=1&fields=title,identifier")
    assert answer["X-Total-Count"] == "1"
    assert 'rel="prev"' in answer["Link"]
    assert 'rel="next"' not in answer["Link"]
    assert "offset=0" in answer["Link"]
    (one,) = read(client, "/ims/case/v1p1/CFDocuments?fields=title,identifier")["CFDocuments"]
    assert set(one) == {"title", "identifier"}


@pytest.mark.parametrize(
    ("query", "name", "code"),
    [
        ("limit=0", "limit", "invalid_selection_field"),
        ("limit=501", "limit", "invalid_selection_field"),
        ("offset=-1", "offset", "invalid_selection_field"),
        (f"offset={10**30}", "offset", "invalid_selection_field"),
        ("sort=colour", "sort", "invalid_sort_field"),
        ("orderBy=up", "orderBy", "invalid_sort_field"),
        ("filter=colour='red'", "filter", "invalid_selection_field"),
        ("filter=title", "filter", "invalid_selection_field"),
        ("filter=title='a' XOR title='b'", "filter", "invalid_selection_field"),
        (
            "filter=title='a' AND title='b' OR title='c'",
            "filter",
            "invalid_selection_field",
        ),
        (f"filter={'x' * 1001}", "filter", "invalid_selection_field"),
        ("fields=title,colour", "fields", "invalid_selection_field"),
    ],
)
def test_what_cannot_be_asked_is_refused_as_the_protocol_does(
    client: Client, version: Version, query: str, name: str, code: str
) -> None:
    """imsx_StatusInfo names the parameter that is wrong."""
    del version
    answer = client.get(f"/ims/case/v1p1/CFDocuments?{query}")
    assert answer.status_code == 400
    assert objections(answer.json(), "imsx_StatusInfo", "v1p1") == []
    (minor,) = answer.json()["imsx_codeMinor"]["imsx_codeMinorField"]
    assert minor == {"imsx_codeMinorFieldName": name, "imsx_codeMinorFieldValue": code}


def test_1_0_knows_no_field_that_1_1_added(client: Client, version: Version) -> None:
    """Neither in what it serves nor in what can be asked for."""
    del version
    assert client.get("/ims/case/v1p0/CFDocuments?sort=caseVersion").status_code == 400
    assert client.get("/ims/case/v1p1/CFDocuments?sort=caseVersion").status_code == 200


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("name", "code"),
    [("not-a-uuid", "invaliduuid"), ("6eabcc81-caa7-4d6b-b500-4a4f763ebda0", "unknownobject")],
)
@pytest.mark.django_db
def test_an_unknown_thing_is_not_found_in_the_protocols_words(
    client: Client, kind: str, name: str, code: str
) -> None:
    """Both are 404, and the code tells them apart."""
    answer = client.get(f"/ims/case/v1p1/{kind}/{name}")
    assert answer.status_code == 404
    assert objections(answer.json(), "imsx_StatusInfo", "v1p1") == []
    (minor,) = answer.json()["imsx_codeMinor"]["imsx_codeMinorField"]
    assert minor["imsx_codeMinorFieldValue"] == code


@pytest.mark.django_db
def test_nothing_is_served_before_a_framework_is_loaded(client: Client) -> None:
    """A fresh instance lists no document, and a write is refused."""
    assert read(client, "/ims/case/v1p1/CFDocuments") == {"CFDocuments": []}
    assert client.post("/ims/case/v1p1/CFDocuments").status_code == 405
    assert client.get("/ims/case/v2p0/CFDocuments").json()["imsx_severity"] == "error"


def test_a_known_answer_is_not_sent_again(client: Client, version: Version) -> None:
    """A program that holds the same bytes gets 304, and any site's script may read."""
    address = f"/ims/case/v1p1/CFRubrics/{version.pk}"
    answer = client.get(address)
    assert answer["Access-Control-Allow-Origin"] == "*"
    again = client.get(address, headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304


def test_a_package_takes_few_queries(
    client: Client, version: Version, django_assert_max_num_queries: Any
) -> None:
    """However many rubrics there are, they are read at once."""
    del version
    (document,) = read(client, "/ims/case/v1p1/CFDocuments")["CFDocuments"]
    with django_assert_max_num_queries(6):
        read(client, f"/ims/case/v1p1/CFPackages/{document['identifier']}")


@pytest.mark.parametrize("version", ["v1p1", "v1p0"])
def test_the_service_describes_itself_as_the_snapshot_says(version: str) -> None:
    """docs/reference/openapi holds what was agreed; a change of it is seen in review."""
    kept = ROOT / f"docs/reference/openapi/case-{version}.json"
    assert json.loads(kept.read_text(encoding="utf-8")) == openapi(version)


def test_a_package_is_written_once_for_each_state_of_what_it_holds(
    client: Client, cast: Cast, version: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It holds every rubric; it is made anew when one is published, retired or a word changes."""
    (document,) = read(client, "/ims/case/v1p1/CFDocuments")["CFDocuments"]
    address = f"/ims/case/v1p1/CFPackages/{document['identifier']}"
    made: list[str] = []
    real = case.case_thing

    def counted(kind: str, name: UUID) -> Any:
        made.append(kind)
        return real(kind, name)

    monkeypatch.setattr(case, "case_thing", counted)
    first = [client.get(address) for _turn in range(3)]
    assert made == ["CFPackages"]
    assert len({each["ETag"] for each in first}) == 1
    Competency.objects.filter(code="T05").update(title="Otherwise", changed_at=now())
    assert "Otherwise" in client.get(address).content.decode()
    type(version.microcredential).objects.update(retired_at=now())
    assert client.get(address).json()["CFRubrics"] == []
    assert made == ["CFPackages"] * 3


def test_strangers_who_ask_for_what_is_not_there_crowd_nothing_out(
    client: Client, version: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The package stays as it was written, however many unknown ones are asked for."""
    del version
    (document,) = read(client, "/ims/case/v1p1/CFDocuments")["CFDocuments"]
    address = f"/ims/case/v1p1/CFPackages/{document['identifier']}"
    made: list[UUID] = []
    real = case.case_thing

    def counted(kind: str, name: UUID) -> Any:
        made.append(name)
        return real(kind, name)

    read(client, address)
    monkeypatch.setattr(case, "case_thing", counted)
    for number in range(6):
        assert client.get(f"/ims/case/v1p1/CFPackages/{UUID(int=number)}").status_code == 404
    read(client, address)
    assert made == [UUID(int=number) for number in range(6)]


def test_a_post_is_refused_in_the_protocols_words_and_not_for_want_of_a_token(
    cast: Cast, version: Version
) -> None:
    """A program has no form's token; what it hears is that this service is read only."""
    answer = Client(enforce_csrf_checks=True).post("/ims/case/v1p1/CFDocuments")
    assert answer.status_code == 405
    assert answer["Allow"] == "GET"
    (field,) = answer.json()["imsx_codeMinor"]["imsx_codeMinorField"]
    assert field["imsx_codeMinorFieldValue"] == "forbidden"
