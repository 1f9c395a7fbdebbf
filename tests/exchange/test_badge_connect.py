"""Badge Connect 2.1 and hosted assertions: for programs that know Open Badges 2.0 alone."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from exchange.programs import LONG_AGO, Caller, Program
from issuing.earning import earned
from lapel.domain.badges.hosted_checks import GoneError, verify_hosted
from lapel.domain.badges.proof import timestamp
from lapel.domain.badges.trust import Origin, Resolved, UnavailableError
from lapel.domain.badges.verdicts import Outcome
from lapel.journey.exchange.models import Brought, HostedAward
from lapel.journey.exchange.queries import brought_hosted
from lapel.journey.exchange.queries.scopes import BADGE_CONNECT, READ_PROFILE_2
from lapel.journey.issuing.actions import reinstate, revoke, suspend
from lapel.journey.people.actions import leave
from lapel.journey.record.actions import deliver_all
from lapel.journey.record.queries import now
from lapel.journey.sharing.queries import checking

if TYPE_CHECKING:
    from django.http import HttpResponse

    from cast import Cast
    from lapel.journey.issuing.models import Award
    from review.stage import Stage

BASE = "http://localhost:8000"
ALL = " ".join(BADGE_CONNECT)
SITE = "https://badges.example"


@pytest.fixture
def award(stage: Stage) -> Award:
    """Give an award of Amina's."""
    return earned(stage)


@pytest.fixture
def caller(cast: Cast) -> Caller:
    """Give a program of Badge Connect that Amina let do everything."""
    return Program({"scope": ALL}, scope=ALL).comes_in(cast.amina)


def told(answer: HttpResponse, status: int, word: str) -> dict[str, Any]:
    """Check the envelope of an answer (Badge Connect 2.1, Response Envelope), and give it."""
    body: dict[str, Any] = answer.json()
    assert answer.status_code == status, body
    assert (body["status"]["statusCode"], body["status"]["statusText"]) == (status, word)
    assert (body["status"]["error"] is None) == (status in (200, 404))
    return body


def served(address: str) -> HttpResponse:
    return Client().get(address.removeprefix(BASE))


def from_here(address: str, /) -> Resolved:
    """Bring what stands at an address, as another program's fetch would."""
    answer = served(address)
    if answer.status_code == 410:
        raise GoneError("{address} is gone.", address=address)
    if answer.status_code != 200:
        raise UnavailableError("{address} is not there.", address=address)
    return Resolved(answer.content, Origin.SOURCE)


def site(monkeypatch: pytest.MonkeyPatch, **changes: Any) -> dict[str, Any]:
    """Put a badge of another issuer on its own site, and give the assertion."""
    digest = hashlib.sha256(b"amina@example.org" + b"5a17").hexdigest()
    identity = {"type": "email", "hashed": True, "salt": "5a17", "identity": f"sha256${digest}"}
    context = {"@context": "https://w3id.org/openbadges/v2"}
    assertion = {
        **context,
        "id": f"{SITE}/assertion/1",
        "type": "Assertion",
        "recipient": identity,
        "badge": f"{SITE}/class/1",
        "verification": {"type": "hosted"},
        "issuedOn": timestamp(LONG_AGO),
    } | changes
    issuer = {"id": f"{SITE}/issuer/1", "type": "Issuer", "name": "The Museum", "url": SITE}
    badge = {
        "id": f"{SITE}/class/1",
        "type": "BadgeClass",
        "name": "Old Maps",
        "description": "Reads old maps.",
        "image": f"{SITE}/class/1.png",
        "criteria": {"narrative": "Has read one."},
        "issuer": f"{SITE}/issuer/1",
    }
    pages = {
        f"{SITE}/assertion/1": assertion,
        f"{SITE}/class/1": context | badge,
        f"{SITE}/issuer/1": context | issuer | {"email": "badges@badges.example"},
    }

    def brought(address: str) -> Resolved:
        if address not in pages:
            raise UnavailableError("{address} is not there.", address=address)
        return Resolved(json.dumps(pages[address]).encode(), Origin.SOURCE)

    monkeypatch.setattr(checking, "brought", brought)
    monkeypatch.setattr(brought_hosted, "brought", brought)
    return assertion


def brings(caller: Caller, assertion: Any) -> HttpResponse:
    body = json.dumps({"assertion": assertion})
    kind = "application/json"
    return Client().post("/bcv1/assertions", body, content_type=kind, **caller.headers())


def test_the_manifest_says_all_that_a_program_needs(cast: Cast) -> None:
    """Badge Connect 2.1, Manifest: every required property, open to all."""
    manifest = Client().get("/.well-known/badgeconnect.json").json()
    offered = manifest["badgeConnectAPI"][0]
    required = {"name", "apiBase", "version", "termsOfServiceUrl", "privacyPolicyUrl"}
    required |= {"scopesOffered", "registrationUrl", "authorizationUrl", "tokenUrl"}
    assert required <= offered.keys()
    assert offered["apiBase"] == f"{BASE}/bcv1"
    assert manifest["@context"] == "https://purl.imsglobal.org/spec/ob/v2p1/ob_v2p1.jsonld"


def test_a_program_that_asks_as_moodle_does_gets_all_it_needs(cast: Cast) -> None:
    """Moodle asks without the first scope offered, and refreshes with its secret in a form.

    Read in its sources (badges/classes/oauth2/client.php): `unset` of key 0, `basicauth = false`.
    """
    offered = Client().get("/.well-known/badgeconnect.json").json()["badgeConnectAPI"][0]
    asked = " ".join(offered["scopesOffered"][1:])
    moodle = Program({"scope": " ".join(offered["scopesOffered"])}, scope=asked)
    back = moodle.asks(cast.amina, state="/badges/mybackpack.php")
    assert back["state"] == "/badges/mybackpack.php"
    tokens = moodle.exchanges(back["code"], scope=asked).json()
    assert set(tokens["scope"].split()) == set(asked.split())
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    secret = {"client_id": moodle.id, "client_secret": moodle.secret, "scope": tokens["scope"]}
    again = Client().post("/oauth/token", form | secret)
    assert again.json()["scope"] == tokens["scope"]


def test_an_award_stands_at_its_address_as_open_badges_2_wants_it(
    caller: Caller, award: Award
) -> None:
    """Assertion, class and issuer, each at its own id, verified as another program would."""
    answer = Client().get("/bcv1/assertions", **caller.headers())
    assertion = told(answer, 200, "OK")["assertions"][0]
    assert answer["X-Total-Count"] == "1"
    assert 'rel="first"' in answer["Link"]
    assert served(assertion["id"]).json() == assertion
    assert assertion["recipient"]["hashed"] is True
    badge = served(assertion["badge"]).json()
    assert badge["id"] == assertion["badge"]
    assert badge["name"] == award.achievement.title
    assert served(badge["issuer"]).json()["type"] == "Issuer"
    assert served(badge["image"])["Content-Type"] == "image/png"
    found = verify_hosted(assertion, now=now(), resolve=from_here)
    assert found.outcome in (Outcome.VALID, Outcome.NOT_CONFIRMED)
    assert all(step.verdict != "fail" for step in found.steps)


def test_what_is_not_in_force_is_gone_at_its_address(
    cast: Cast, caller: Caller, award: Award
) -> None:
    """Open Badges 2.0: 410 and `revoked`; suspended reads so too (ADR 8), and comes back."""
    listed = Client().get("/bcv1/assertions", **caller.headers()).json()["assertions"]
    address = listed[0]["id"]
    facts = {"person": cast.hana, "award_id": award.pk, "words": "It was copied."}
    suspend(**facts, reason="integrity")
    gone = served(address)
    assert (gone.status_code, gone.json()["revoked"]) == (410, True)
    assert gone.json()["revocationReason"] == "It was copied."
    assert Client().get("/bcv1/assertions", **caller.headers()).json()["assertions"] == []
    reinstate(**facts)
    deliver_all()
    assert served(address).status_code == 200
    revoke(**facts, reason="integrity")
    assert served(address).status_code == 410


def test_an_assertion_is_found_only_by_whom_it_was_given(caller: Caller, award: Award) -> None:
    """It holds a hash of her address (ADR 8): nothing leads there, and the award's id does not."""
    assert not HostedAward.objects.exists()
    assert served(f"/id/assertion/{award.pk}").status_code == 404
    Client().get("/bcv1/assertions", **caller.headers())
    assert served(f"/id/assertion/{award.pk}").status_code == 404
    found = HostedAward.objects.get()
    assert str(found.name) not in award.public_document
    answer = served(f"/id/assertion/{found.name}")
    assert answer["X-Robots-Tag"] == "noindex"
    assert "amina@example.org" not in answer.content.decode()


def test_who_leaves_leaves_no_assertion_behind(caller: Caller, award: Award) -> None:
    """The hash of her address goes with her."""
    Client().get("/bcv1/assertions", **caller.headers())
    name = HostedAward.objects.get().name
    leave(person=award.person)
    deliver_all()
    assert served(f"/id/assertion/{name}").status_code == 404


def test_a_hosted_badge_is_brought_from_its_issuers_site(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing in it is signed; its own site says the same, so it is kept, and listed again."""
    assertion = site(monkeypatch)
    told(brings(caller, assertion), 200, "OK")
    told(brings(caller, assertion), 200, "OK")
    kept = Brought.objects.get()
    assert (kept.name, kept.issuer_name, kept.names_holder) == ("Old Maps", "The Museum", True)
    assert (kept.form, kept.outcome) == ("hosted", "valid")
    answer = Client().get("/bcv1/assertions", **caller.headers())
    assert answer.json()["assertions"] == [assertion]


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"recipient": {"type": "email", "hashed": False, "identity": "ben@example.org"}},
         "RECIPIENT_PROFILE_MISMATCH"),
        ({"recipient": {"type": "email", "hashed": True, "identity": "sha1$00"}},
         "RECIPIENT_PROFILE_MISMATCH"),
        ({"badge": "https://elsewhere.example/class/1"}, "INVALID_BADGE"),
        ({"type": "BadgeClass"}, "INVALID_BADGE"),
        ({"id": f"{SITE}/assertion/2"}, "INVALID_BADGE"),
        ({"id": "http://127.0.0.1/"}, "INVALID_BADGE"),
    ],
)  # fmt: skip
def test_a_hosted_badge_that_is_not_fit_is_refused(
    caller: Caller, monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any], word: str
) -> None:
    """The words are those of Badge Connect 2.1 (400 Response)."""
    told(brings(caller, site(monkeypatch, **changes)), 400, word)
    assert not Brought.objects.exists()


def test_another_issuers_badge_class_is_not_brought_as_its_own(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A site may say of a class elsewhere that it is its own; its name and issuer are not kept."""
    elsewhere = "https://famous.example"
    badge = {"id": f"{elsewhere}/class", "type": "BadgeClass", "issuer": f"{SITE}/issuer/1"}
    assertion = site(monkeypatch, badge=badge)
    pages = {
        f"{elsewhere}/class": badge | {"issuer": f"{elsewhere}/issuer", "name": "Famous"},
        f"{elsewhere}/issuer": {"id": f"{elsewhere}/issuer", "name": "The Famous"},
    }
    its_own = brought_hosted.brought

    def brought(address: str) -> Resolved:
        page = pages.get(address)
        return Resolved(json.dumps(page).encode(), Origin.SOURCE) if page else its_own(address)

    monkeypatch.setattr(brought_hosted, "brought", brought)
    told(brings(caller, assertion), 400, "INVALID_BADGE")
    assert not Brought.objects.exists()


def test_a_badge_its_site_does_not_confirm_is_refused(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a program sends is worth nothing; what the issuer's own site says counts."""
    assertion = site(monkeypatch)
    told(brings(caller, assertion | {"issuedOn": "2020-01-01T00:00:00Z"}), 400, "INVALID_BADGE")


@pytest.mark.parametrize(
    "body",
    [
        *(" ", "[]", "{}", '{"assertion": null}', '{"assertion": "x"}'),
        '{"assertion": {}, "assertion": {"id": "https://elsewhere.example/"}}',
    ],
)
def test_a_payload_without_an_assertion_is_refused(caller: Caller, body: str) -> None:
    """Also one with a signed assertion alone, which is not read here."""
    kind = "application/json"
    answer = Client().post("/bcv1/assertions", body, content_type=kind, **caller.headers())
    told(answer, 400, "REQUEST_VALIDATION_ERROR")
    form = Client().post("/bcv1/assertions", {"assertion": body}, **caller.headers())
    told(form, 400, "REQUEST_VALIDATION_ERROR")


def test_the_profile_is_hers_in_the_form_of_open_badges_2(caller: Caller) -> None:
    """Badge Connect 2.1, GET /profile: Moodle compares its e-mail address."""
    answer = Client().get("/bcv1/profile", **caller.headers())
    profile = told(answer, 200, "OK")["profile"]
    assert profile["email"] == "amina@example.org"
    assert (profile["type"], profile["@context"]) == ("Profile", "https://w3id.org/openbadges/v2")


def test_what_may_not_be_done_is_said_in_the_envelope(cast: Cast, caller: Caller) -> None:
    """Every error in the words that Badge Connect 2.1 allows."""
    told(Client().get("/bcv1/assertions"), 401, "UNAUTHENTICATED")
    told(Client().get("/bcv1/nothing"), 404, "NOT_FOUND")
    told(Client().delete("/bcv1/assertions"), 405, "METHOD_NOT_ALLOWED")
    wrong = Client().get("/bcv1/assertions?limit=x", **caller.headers())
    told(wrong, 400, "REQUEST_VALIDATION_ERROR")
    less = Program({"scope": ALL}, scope=READ_PROFILE_2).comes_in(cast.amina)
    told(Client().get("/bcv1/assertions", **less.headers()), 401, "PERMISSION_DENIED")
    told(brings(less, {}), 401, "PERMISSION_DENIED")
    of_3 = Program().comes_in(cast.amina)
    told(Client().get("/bcv1/assertions", **of_3.headers()), 401, "PERMISSION_DENIED")
