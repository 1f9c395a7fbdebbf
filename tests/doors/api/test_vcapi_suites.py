"""What W3C's suites ask of a VC-API, as far as it is about data model 2.0 and one issuer's key.

The suites come from git and are in no registry, so their assertions stand here in our words, each
test with its source: w3c-ccg/vc-api-issuer-test-suite (tests/10-issuer.js, assertions.js),
w3c-ccg/vc-api-verifier-test-suite (tests/10-vc-di.js) and w3c/vc-bitstring-status-list-test-suite
(tests/10-data_model.js, helpers.js). Left out: `issuanceDate` and `expirationDate`, which are of
data model 1.1, and `…/publish`, an endpoint of one implementation.
"""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from issuing.earning import earned
from lapel.domain.badges.contexts import CREDENTIALS_V2
from lapel.domain.badges.status import read_bit
from lapel.journey.exchange.actions import make_api_token
from lapel.journey.issuing.models import Issuer, ProgramCredential, StatusList
from lapel.journey.issuing.queries import active_key
from lapel.journey.people.models import Membership, Role
from lapel.journey.record.queries import history, now
from review.stage import Stage

if TYPE_CHECKING:
    from django.test import Client

    from cast import Cast

NOTHING: Any = object()


@pytest.fixture
def token(cast: Cast) -> str:
    """A token of a program of the college, which issued one award already."""
    issuer = earned(Stage(cast)).achievement.issuer
    return make_api_token(person=cast.ibrahim, organisation=issuer.organisation, name="Suite")


def valid() -> dict[str, Any]:
    """A credential as the suites send it, in data model 2.0, with an id and an issuer."""
    key = active_key(Issuer.objects.get())
    assert key is not None
    return {
        "@context": [CREDENTIALS_V2],
        "id": f"urn:uuid:{uuid4()}",
        "type": ["VerifiableCredential"],
        "issuer": key.did,
        "credentialSubject": {"id": "did:example:1234"},
    }


def changed(document: dict[str, Any], field: str, value: Any) -> dict[str, Any]:
    """Give a document with a field changed, or left out; `proof.type` is one of its proof."""
    made = copy.deepcopy(document)
    place, _dot, name = field.rpartition(".")
    target = made[place] if place else made
    if value is NOTHING:
        del target[name]
    else:
        target[name] = value
    return made


def posts(client: Client, path: str, body: Any, token: str = "") -> Any:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    return client.post(path, json.dumps(body), content_type="application/json", headers=headers)


def issues(client: Client, token: str, credential: Any) -> Any:
    return posts(client, "/credentials/issue", {"credential": credential, "options": {}}, token)


def verifies(client: Client, credential: Any) -> Any:
    asked = {"verifiableCredential": credential, "options": {"checks": ["proof"]}}
    return posts(client, "/credentials/verify", asked)


def revokes(client: Client, token: str, name: Any, **entry: Any) -> Any:
    said = {"type": "BitstringStatusListEntry", "statusPurpose": "revocation"} | entry
    return posts(
        client, "/credentials/status", {"credentialId": name, "credentialStatus": said}, token
    )


@pytest.fixture
def signed(client: Client, token: str) -> dict[str, Any]:
    """One credential that the door signed."""
    found: dict[str, Any] = issues(client, token, valid()).json()["verifiableCredential"]
    return found


def test_a_valid_credential_is_issued_in_the_suites_shape(client: Client, token: str) -> None:
    """10-issuer.js, “MUST successfully issue a credential”; assertions.js, shouldBeIssuedVc."""
    asked = valid()
    answer = issues(client, token, asked)
    vc = answer.json()["verifiableCredential"]
    assert answer.status_code == 201
    assert {name: vc[name] for name in asked} == asked
    assert isinstance(vc["proof"], dict)
    assert vc["proof"]["type"] == "DataIntegrityProof"


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("@context", [NOTHING, 4, False, None, []]),
        ("type", [NOTHING, None, True, 4, []]),
        ("issuer", [NOTHING, None, True, 4, []]),
        ("credentialSubject", [NOTHING, None, True, 4, [], "did:example:1234", [None, True, 4]]),
        ("id", [None, 4, "", "x" * 501]),
    ],
)
def test_a_malformed_credential_is_not_issued(
    client: Client, token: str, field: str, values: list[Any]
) -> None:
    """10-issuer.js, each “MUST” of a property: 400, and neither 401 nor a result.

    `id` is ours: a credential is revoked by it.
    """
    for value in values:
        answer = issues(client, token, changed(valid(), field, value))
        assert answer.status_code == 400, (field, value)
        assert answer.json()["title"]
    assert not ProgramCredential.objects.exists()


def test_a_request_has_to_hold_a_credential(client: Client, token: str) -> None:
    """10-issuer.js, “Request body MUST have property "credential"”."""
    answer = posts(client, "/credentials/issue", {"verifiableCredential": valid()}, token)
    assert answer.status_code == 400


def test_a_refusal_names_the_issuer_that_has_to_be_named(client: Client, token: str) -> None:
    """A program learns its issuer's DID from the answer."""
    answer = issues(client, token, changed(valid(), "issuer", NOTHING))
    assert valid()["issuer"] in answer.json()["detail"]


def test_what_was_issued_verifies(client: Client, signed: dict[str, Any]) -> None:
    """10-vc-di.js, “MUST verify a valid VC”: 200."""
    answer = verifies(client, signed)
    assert (answer.status_code, answer.json()["verified"]) == (200, True)


@pytest.mark.parametrize(
    "field",
    [
        *("@context", "type", "issuer", "credentialSubject", "proof", "proof.type"),
        *("proof.created", "proof.verificationMethod", "proof.proofValue", "proof.proofPurpose"),
    ],
)
def test_a_credential_that_lacks_a_property_is_not_verified(
    client: Client, signed: dict[str, Any], field: str
) -> None:
    """10-vc-di.js, “MUST not verify if … property is missing”: 400."""
    answer = verifies(client, changed(signed, field, NOTHING))
    assert (answer.status_code, answer.json()["verified"]) == (400, False)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("@context", ["string", {}, None, 10, True, [[]], [{}], [None], [10], [True]]),
        ("type", ["string", {}, None, 10, True, [[]], [{}], [None], [10], [True]]),
        ("issuer", [[], None, 10, True]),
        ("credentialSubject", ["string", None, 10, True, []]),
        ("proof", ["string", None, 10, True, []]),
    ],
)
def test_a_credential_of_odd_values_is_not_verified(
    client: Client, signed: dict[str, Any], field: str, values: list[Any]
) -> None:
    """10-vc-di.js, “MUST not verify if … is not …”: 400."""
    for value in values:
        answer = verifies(client, changed(signed, field, value))
        assert answer.status_code == 400, (field, value)


def test_what_is_issued_names_a_place_in_a_bitstring_list(
    client: Client, signed: dict[str, Any]
) -> None:
    """10-data_model.js, “BitstringStatusList Entry”, and what its list's URL gives."""
    entry = signed["credentialStatus"]
    assert entry["type"] == "BitstringStatusListEntry"
    assert entry["id"] != entry["statusListCredential"]
    assert (entry["statusPurpose"], str(int(entry["statusListIndex"]))) == (
        "revocation",
        entry["statusListIndex"],
    )
    listed = client.get(entry["statusListCredential"].removeprefix("http://localhost:8000")).json()
    assert "BitstringStatusListCredential" in listed["type"]
    assert listed["credentialSubject"]["type"] == "BitstringStatusList"
    assert listed["credentialSubject"]["encodedList"].startswith("u")
    assert verifies(client, listed).status_code == 200


def test_a_program_revokes_what_it_had_signed(
    client: Client, token: str, signed: dict[str, Any]
) -> None:
    """helpers.js, updateStatus: 200, and the list that is served has the bit at once."""
    entry = signed["credentialStatus"]
    for _turn in range(2):
        answer = revokes(client, token, signed["id"])
        assert (answer.status_code, answer.json()["credentialId"]) == (200, signed["id"])
    listed = client.get(entry["statusListCredential"].removeprefix("http://localhost:8000")).json()
    encoded = listed["credentialSubject"]["encodedList"]
    assert read_bit(encoded, int(entry["statusListIndex"]))
    told = verifies(client, signed)
    assert (told.status_code, told.json()["outcome"]) == (400, "ended")
    issuer = Issuer.objects.get()
    assert [each.action for each in history("issuer", issuer.pk)][-2:] == [
        "signed for a program",
        "revoked for a program",
    ]


def test_all_that_was_signed_under_one_id_is_revoked(client: Client, token: str) -> None:
    """A program that tried twice may hold two of one id."""
    asked = valid()
    several = [issues(client, token, asked).json()["verifiableCredential"] for _turn in range(2)]
    places = {each["credentialStatus"]["statusListIndex"] for each in several}
    assert len(places) == 2
    assert revokes(client, token, asked["id"]).status_code == 200
    assert [verifies(client, each).status_code for each in several] == [400, 400]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"credentialId": 7, "credentialStatus": {}}, 400),
        ({"credentialId": "urn:x", "credentialStatus": "revoked"}, 400),
        ({"credentialId": "urn:x", "credentialStatus": {"statusPurpose": "suspension"}}, 400),
        ({"credentialId": "urn:x", "credentialStatus": {"type": "RevocationList2020"}}, 400),
        ({"credentialId": "urn:x", "credentialStatus": {}, "status": False}, 400),
        ({"credentialId": "urn:x", "credentialStatus": {}}, 404),
        ({"credentialId": "urn:x", "credentialStatus": [{}]}, 404),
    ],
)
def test_a_wish_for_another_status_is_a_problem(
    client: Client, token: str, body: Any, status: int
) -> None:
    """Revocation alone, for good, of what was signed here; RFC 9457."""
    answer = posts(client, "/credentials/status", body, token)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")


def test_nobody_else_revokes_it(client: Client, cast: Cast, signed: dict[str, Any]) -> None:
    """Without a token nothing is told; another organisation's program does not find it."""
    assert revokes(client, "", signed["id"]).status_code == 401
    Issuer.objects.create(organisation=cast.district, name="District", made_at=now())
    Membership.objects.create(
        person=cast.ibrahim,
        organisation=cast.district,
        role=Role.ADMINISTRATOR,
        since=now().date(),
    )
    other = make_api_token(person=cast.ibrahim, organisation=cast.district, name="Other")
    assert revokes(client, other, signed["id"]).status_code == 404
    assert ProgramCredential.objects.get().revoked_at is None


def test_a_program_that_brings_its_own_status_keeps_it(client: Client, token: str) -> None:
    """It may keep a list elsewhere; then there is no place here, and nothing to revoke."""
    own = {
        "id": "https://lists.example/1#5",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "5",
        "statusListCredential": "https://lists.example/1",
    }
    asked = valid() | {"credentialStatus": own}
    answer = issues(client, token, asked)
    assert answer.json()["verifiableCredential"]["credentialStatus"] == own
    assert revokes(client, token, asked["id"]).status_code == 404
    assert StatusList.objects.get().taken == 1
