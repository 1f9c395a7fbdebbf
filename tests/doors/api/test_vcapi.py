"""VC-API in the shapes that the W3C's suites send; they come from git, so the shapes are by hand.

Source of the shapes: the files `implementations` and `helpers` of vc-data-model-2.0-test-suite and
data-integrity-test-suite-assertion, as they post to `issuers` and `verifiers`.
"""

from __future__ import annotations

import copy
import json
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any

import pytest

from domain.badges.badge_makers import key
from issuing.earning import earned
from lapel.domain.badges.contexts import CREDENTIALS_V2, OPEN_BADGES
from lapel.domain.badges.presentation import Occasion, presentation, sign_presentation
from lapel.domain.badges.tokens import make_vc_jwt
from lapel.journey.exchange.actions import end_api_token, make_api_token
from lapel.journey.exchange.models import ApiToken
from lapel.journey.issuing.actions import revoke
from lapel.journey.issuing.models import Issuer
from lapel.journey.issuing.queries import active_key
from lapel.journey.people.models import Membership, Role
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.record.queries import history, now
from lapel.journey.sharing.queries import checking
from review.stage import Stage

if TYPE_CHECKING:
    from django.test import Client

    from cast import Cast
    from lapel.journey.issuing.models import Award

HOLDER = key(8, of="")
PLAIN = {
    "@context": [CREDENTIALS_V2],
    "type": ["VerifiableCredential"],
    "credentialSubject": {"id": "did:example:subject", "name": "A course"},
}


@pytest.fixture
def award(cast: Cast) -> Award:
    """Amina's award."""
    return earned(Stage(cast))


@pytest.fixture
def token(cast: Cast, award: Award) -> str:
    """A token that Ibrahim made for the college."""
    issuer = award.achievement.issuer
    return make_api_token(person=cast.ibrahim, organisation=issuer.organisation, name="Courses")


def posts(client: Client, path: str, body: Any, token: str = "") -> Any:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    return client.post(path, body, content_type="application/json", headers=headers)


def issues(client: Client, token: str, credential: Any, **more: Any) -> Any:
    """Ask for a signature in the name of the one issuer, unless another one is named."""
    if isinstance(credential, dict):
        credential = {"issuer": our_did(), **credential}
    asked = {"credential": credential, "options": {}} | more
    return posts(client, "/credentials/issue", asked, token)


def our_did() -> str:
    key = active_key(Issuer.objects.get())
    assert key is not None
    return key.did


def verifies(client: Client, credential: Any) -> Any:
    asked = {"verifiableCredential": credential, "options": {"checks": ["proof"]}}
    return posts(client, "/credentials/verify", asked)


def test_an_award_is_verified_with_its_checks(client: Client, award: Award) -> None:
    """§3.3.1: verified, checks, warnings, errors."""
    answer = verifies(client, json.loads(award.public_document))
    said = answer.json()
    assert (answer.status_code, said["verified"], said["errors"]) == (200, True, [])
    assert {"proof", "key", "status", "validity"} <= set(said["checks"])
    assert said["outcome"] == "valid"


def test_a_tampered_award_is_refused_with_a_problem(client: Client, award: Award) -> None:
    """The suites expect 400; the problem has the data model's own type (§7.1)."""
    forged = json.loads(award.public_document) | {"name": "Another"}
    answer = verifies(client, forged)
    said = answer.json()
    assert (answer.status_code, said["verified"]) == (400, False)
    types = [each["type"] for each in said["problemDetails"]]
    assert types == ["https://www.w3.org/TR/vc-data-model#CRYPTOGRAPHIC_SECURITY_ERROR"]


def test_a_revoked_award_is_not_verified(client: Client, award: Award, cast: Cast) -> None:
    """Genuine, and no longer in force."""
    revoke(person=cast.hana, award_id=award.pk, reason="policy", words="A mistake.")
    deliver_all()
    said = verifies(client, json.loads(award.public_document)).json()
    assert (said["verified"], said["outcome"]) == (False, "ended")
    assert said["errors"][0]["title"] == "status.revoked"


@pytest.mark.parametrize("envelope", [True, False], ids=["in an envelope", "bare"])
def test_a_token_is_verified(client: Client, db: None, envelope: bool) -> None:
    """VC Data Model 2.0, §4.12; that nobody confirms the issuer is a warning."""
    stranger = key(3, of="")
    document = PLAIN | {"issuer": stranger.did, "validFrom": "2026-01-01T00:00:00Z"}
    text = make_vc_jwt(document, signer=stranger)
    enveloped = {
        "@context": CREDENTIALS_V2,
        "id": f"data:application/vc+jwt,{text}",
        "type": "EnvelopedVerifiableCredential",
    }
    said = verifies(client, enveloped if envelope else text).json()
    assert said["verified"], said
    assert "issuer.unconfirmed" in [each["title"] for each in said["warnings"]]


def test_a_presentation_is_verified_for_its_challenge(client: Client, award: Award) -> None:
    """§3.3.2: the challenge and domain stand in the options."""
    occasion = Occasion(challenge="n-1", domain="https://school.example")
    document = presentation([json.loads(award.public_document)], holder=HOLDER.did)
    shown = sign_presentation(document, signer=HOLDER, created=now(), occasion=occasion)

    def asks(**options: str) -> Any:
        asked = {"verifiablePresentation": shown, "options": options}
        return posts(client, "/presentations/verify", asked)

    right = asks(challenge="n-1", domain="https://school.example")
    assert (right.status_code, right.json()["presentationResult"]) == (200, {"verified": True})
    assert [each["verified"] for each in right.json()["credentialResults"]] == [True]
    wrong = asks(challenge="n-2", domain="https://school.example")
    assert (wrong.status_code, wrong.json()["verified"]) == (400, False)
    assert wrong.json()["errors"][0]["title"] == "challenge.other"
    unasked = asks().json()
    assert (unasked["verified"], unasked["outcome"]) == (True, "not-confirmed")
    assert asks(challenge="n-1").status_code == 400


def test_a_badge_bound_to_another_is_refused_when_shown(client: Client, db: None) -> None:
    """Whoever copied a wallet's badge has not its key."""
    stranger = key(3, of="")
    bound = PLAIN | {"issuer": stranger.did, "validFrom": "2026-01-01T00:00:00Z"}
    occasion = Occasion(challenge="n-1", domain="x")
    document = presentation([make_vc_jwt(bound, signer=stranger)], holder=HOLDER.did)
    shown = sign_presentation(document, signer=HOLDER, created=now(), occasion=occasion)
    asked = {
        "verifiablePresentation": shown,
        "options": {"challenge": "n-1", "domain": "x"},
    }
    said = posts(client, "/presentations/verify", asked).json()
    assert (said["verified"], said["presentationResult"]["verified"]) == (False, False)
    assert "holder.other" in [each["title"] for each in said["errors"]]


def test_a_program_has_a_credential_signed_and_it_verifies(
    client: Client, token: str, award: Award
) -> None:
    """An id, a date and a place in the status list are filled in, and the signing is noted."""
    answer = issues(client, token, PLAIN)
    signed = answer.json()["verifiableCredential"]
    issuer = award.achievement.issuer
    assert (answer.status_code, signed["issuer"]) == (201, our_did())
    assert signed["id"].startswith("urn:uuid:")
    assert signed["credentialStatus"]["statusPurpose"] == "revocation"
    assert verifies(client, signed).json()["outcome"] in ("valid", "not-confirmed")
    entry = history("issuer", issuer.pk).last()
    assert entry is not None
    assert entry.action == "signed for a program"
    assert ApiToken.objects.get().used_at is not None


def _named(value: str) -> dict[str, Any]:
    changed: dict[str, Any] = copy.deepcopy(PLAIN)
    changed["credentialSubject"]["achievement"] = {"id": value}
    return changed


VOCABULARY = "https://purl.imsglobal.org/spec/vc/ob/vocab.html"
OURS = "http://localhost:8000/id/award/00000000-0000-4000-8000-000000000000"
REFUSED = {
    "another issuer": PLAIN | {"issuer": "did:example:issuer"},
    "signed already": PLAIN | {"proof": {}},
    "an award's id": PLAIN | {"id": OURS},
    "an achievement of ours": _named("http://localhost:8000/id/achievement/1"),
    "an award's id in capitals": PLAIN
    | {"id": OURS.replace("http://localhost", "HTTP://LocalHost")},
    "an award's id the long way": _named(OURS.replace("/id/", "/static/..//%69d/")),
    "an award's id on another port": _named(OURS.replace(":8000", ":80")),
    "an award's id with other strokes": _named(OURS.replace("/id/", "\\id\\")),
    "an Open Badge": PLAIN | {"@context": [CREDENTIALS_V2, OPEN_BADGES]},
    "an Open Badge by its type's whole name": PLAIN
    | {"type": ["VerifiableCredential", f"{VOCABULARY}#OpenBadgeCredential"]},
    "an old data model": PLAIN | {"@context": ["https://www.w3.org/2018/credentials/v1"]},
    "no credential": PLAIN | {"type": ["Thing"]},
    "an undefined term": PLAIN | {"grade": "A"},
    "an unknown context": PLAIN | {"@context": [CREDENTIALS_V2, "https://x.example"]},
    "a context inside": PLAIN | {"@context": [CREDENTIALS_V2, {"a": "https://x.example"}]},
    "no object": "x",
}


@pytest.mark.parametrize("credential", REFUSED.values(), ids=REFUSED.keys())
def test_what_would_pass_for_an_award_or_is_unsound_is_not_signed(
    client: Client, token: str, credential: Any
) -> None:
    """A token of a program never makes what assessors decide."""
    answer = issues(client, token, credential)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"]


def test_without_a_token_in_force_nothing_is_signed(client: Client, token: str, cast: Cast) -> None:
    """None, a wrong one, one that ended, one that is over, one whose maker lost her office."""
    assert issues(client, "", PLAIN).status_code == 401
    assert issues(client, "lapel_x", PLAIN)["WWW-Authenticate"] == 'Bearer realm="Lapel"'
    with clock_at(now().replace(year=now().year + 1)):
        assert issues(client, token, PLAIN).status_code == 401
    office = Membership.objects.get(
        person=cast.ibrahim, organisation=cast.college, role=Role.ADMINISTRATOR
    )
    Membership.objects.filter(pk=office.pk).update(until=now().date())
    with clock_at(now().replace(month=12, day=30)):
        assert issues(client, token, PLAIN).status_code == 401
    Membership.objects.filter(pk=office.pk).update(until=None)
    end_api_token(person=cast.ibrahim, token_id=ApiToken.objects.get().pk)
    assert issues(client, token, PLAIN).status_code == 401


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/credentials/verify", {}),
        ("/credentials/verify", {"verifiableCredential": 1}),
        ("/credentials/verify", {"verifiableCredential": {"type": "VerifiablePresentation"}}),
        ("/presentations/verify", {}),
        ("/presentations/verify", {"verifiablePresentation": {"type": ["Thing"]}}),
        (
            "/presentations/verify",
            {"verifiablePresentation": {"type": "VerifiablePresentation"}, "options": 1},
        ),
        ("/credentials/verify", []),
    ],
)
def test_a_request_that_is_none_is_a_problem(
    client: Client, db: None, path: str, body: Any
) -> None:
    """RFC 9457, with status 400."""
    answer = posts(client, path, json.dumps(body))
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_a_form_is_no_request(client: Client, db: None) -> None:
    """Its body was read before the door sees it; that is no error of the server's."""
    answer = client.post("/credentials/verify", {"verifiableCredential": "x"})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_sizes_methods_and_rates_are_bounded(client: Client, db: None) -> None:
    """A megabyte, POST, thirty a minute."""
    assert client.get("/credentials/verify").status_code == 405
    assert posts(client, "/credentials/verify", '"' + "a" * 1_100_000 + '"').status_code == 413
    told = [posts(client, "/credentials/verify", "{}").status_code for _ in range(31)]
    assert told[-1] == 429


def test_when_many_are_verified_the_next_comes_again(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever names slow sites in many badges at once holds no more than some of the threads."""
    monkeypatch.setattr(checking, "_places", BoundedSemaphore(1))
    monkeypatch.setattr(checking, "PATIENCE", 0.01)
    with checking._places:
        busy = verifies(client, PLAIN)
    assert (busy.status_code, "try again" in busy.json()["detail"]) == (503, True)
    assert verifies(client, PLAIN).status_code == 400  # it is not signed, and there is a place


def test_an_administrator_makes_a_token_that_is_shown_once(
    client: Client, award: Award, cast: Cast
) -> None:
    """Only of organisations that issue; what is kept opens nothing."""
    from mailing import sign_in_as

    issuer = Issuer.objects.get()
    sign_in_as(client, cast.ibrahim)
    made = {"organisation": str(issuer.organisation_id), "name": "Courses"}
    shown = client.post("/exchange/tokens/", made).content.decode()
    text = shown.partition("<code")[2].partition(">")[2].partition("<")[0]
    assert issues(client, text, PLAIN).status_code == 201
    assert text not in client.get("/exchange/tokens/").content.decode()
    assert text not in str(ApiToken.objects.values())
    ended = client.post(f"/exchange/tokens/{ApiToken.objects.get().pk}/end/", follow=True)
    assert "ended" in ended.content.decode()
    assert issues(client, text, PLAIN).status_code == 401


def test_nobody_else_makes_or_ends_tokens(
    client: Client, token: str, cast: Cast, award: Award
) -> None:
    """An officer issues awards, and lets no program issue."""
    from django.core.exceptions import PermissionDenied

    from mailing import sign_in_as

    name = ApiToken.objects.get().pk
    for other in (cast.hana, cast.amina):
        with pytest.raises(PermissionDenied):
            make_api_token(person=other, organisation=cast.college, name="x")
        with pytest.raises(PermissionDenied):
            end_api_token(person=other, token_id=name)
        sign_in_as(client, other)
        assert client.get("/exchange/tokens/").status_code == 403
        assert client.post(f"/exchange/tokens/{name}/end/").status_code == 404
    assert ApiToken.objects.get().ended_at is None
    with pytest.raises(PermissionDenied):  # the school issues nothing
        make_api_token(person=cast.ibrahim, organisation=cast.school, name="x")
