"""The Open Badges 3.0 API: what programs read of a holder, and what they bring her."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from django.test import Client
from jsonschema import Draft201909Validator

from domain.badges.badge_makers import key
from exchange.programs import LONG_AGO, STRANGER, Caller, Program, from_elsewhere
from issuing.earning import earned, staged
from lapel.domain.badges.tokens import make_vc_jwt
from lapel.doors.api.openbadges_document import document
from lapel.journey.exchange.models import Brought
from lapel.journey.exchange.queries import LARGEST, brought
from lapel.journey.exchange.queries.scopes import OPEN_BADGES_3, READ_PROFILE
from lapel.journey.issuing.actions import revoke
from lapel.journey.issuing.models import Award
from lapel.journey.people.actions import end_membership
from lapel.journey.people.models import Membership
from lapel.journey.record.actions import deliver_all
from lapel.journey.record.queries import now
from mailing import sign_in_as

if TYPE_CHECKING:
    from django.http import HttpResponse

    from cast import Cast
    from review.stage import Stage

BADGES, PROFILE = "/ims/ob/v3p0/credentials", "/ims/ob/v3p0/profile"
STATUS_INFO = document("https://lapel.example")["components"]["schemas"]["Imsx_StatusInfo"]


@pytest.fixture
def award(stage: Stage) -> Award:
    """Give an award of Amina's."""
    return earned(stage)


@pytest.fixture
def caller(cast: Cast) -> Caller:
    """Give a program that Amina let do everything."""
    return Program().comes_in(cast.amina)


def refused(answer: HttpResponse, status: int, minor: str) -> dict[str, Any]:
    """Check that an answer is an error in 1EdTech's form, and give it."""
    told: dict[str, Any] = answer.json()
    assert answer.status_code == status, told
    Draft201909Validator(STATUS_INFO).validate(told)
    assert told["imsx_codeMajor"] == "failure"
    assert told["imsx_codeMinor"]["imsx_codeMinorField"][0]["imsx_codeMinorFieldValue"] == minor
    assert told["imsx_description"]
    return told


def as_token(**changes: Any) -> str:
    """Give a badge of an unknown issuer as VC-JWT."""
    made = json.loads(from_elsewhere("amina@example.org", **changes))
    del made["proof"]
    return make_vc_jwt(made, signer=STRANGER)


def test_a_program_finds_the_way_in_without_asking_anybody(cast: Cast) -> None:
    """Open Badges 3.0 §7.1.1: an OpenAPI document, open to all, with 1EdTech's extensions."""
    answer = Client().get("/ims/ob/v3p0/discovery")
    told = answer.json()
    scheme = told["components"]["securitySchemes"]["OAuth2ACG"]
    assert told["openapi"].startswith("3.0")
    assert scheme["x-imssf-registrationUrl"] == "http://localhost:8000/oauth/register"
    assert set(scheme["flows"]["authorizationCode"]["scopes"]) == set(OPEN_BADGES_3)
    for address in (told["info"]["termsOfService"], told["info"]["x-imssf-privacyPolicyUrl"]):
        path = address.removeprefix("http://localhost:8000").partition("#")[0]
        assert Client().get(path).status_code == 200
    assert "max-age" in answer["Cache-Control"]


def test_her_badges_come_exactly_as_they_were_signed(caller: Caller, award: Award) -> None:
    """Each has to verify (certification guide, Service Provider (Read)): byte for byte."""
    answer = caller.gets(BADGES)
    assert award.document in answer.content.decode()
    assert answer.json()["credential"][0]["id"].endswith(str(award.pk))
    assert answer["X-Total-Count"] == "1"
    assert answer["Cache-Control"] == "no-store"


def test_another_persons_badges_are_not_among_hers(cast: Cast, award: Award) -> None:
    """A token opens what belongs to the one who gave it, and nothing of anybody else."""
    assert award.person == cast.amina
    of_ben = Program().comes_in(cast.ben).gets(BADGES)
    assert (of_ben["X-Total-Count"], of_ben.json()) == ("0", {})


def test_a_revoked_badge_is_not_handed_out(cast: Cast, caller: Caller, award: Award) -> None:
    """What is no longer in force is not given to a program as hers."""
    revoke(
        person=cast.hana,
        award_id=award.pk,
        reason="policy",
        words="A mistake.",
    )
    deliver_all()
    assert caller.gets(BADGES)["X-Total-Count"] == "0"


def test_a_badge_is_handed_out_when_the_log_holds_it(caller: Caller, award: Award) -> None:
    """ADR 11: until then it is private, and `since` finds it by the moment it was public."""
    Award.objects.filter(pk=award.pk).update(included_at=None)
    assert caller.gets(BADGES)["X-Total-Count"] == "0"
    before = now()
    Award.objects.filter(pk=award.pk).update(included_at=before + timedelta(seconds=2))
    later = caller.gets(BADGES, since=before.isoformat())
    assert later["X-Total-Count"] == "1"


def test_who_no_longer_teaches_here_keeps_her_badges(caller: Caller, award: Award) -> None:
    """A badge is hers, not her school's: the end of a membership closes nothing."""
    mine = Membership.objects.get(person=award.person)
    end_membership(person=award.person, membership=mine)
    assert caller.gets(BADGES)["X-Total-Count"] == "1"


def test_pages_lead_from_one_to_the_next(cast: Cast, caller: Caller) -> None:
    """Open Badges 3.0 §6.4: the total, and links to first, last, next and previous."""
    for turn in range(5):
        name = f"urn:uuid:6a1676b8-b51f-11ed-937b-d76685a20f0{turn}"
        assert caller.brings(from_elsewhere(cast.amina.email, id=name).decode()).status_code == 201
    answer = caller.gets(BADGES, limit=2, offset=2)
    base = "http://localhost:8000/ims/ob/v3p0/credentials"
    assert answer["X-Total-Count"] == "5"
    assert [each["id"][-1] for each in answer.json()["credential"]] == ["2", "3"]
    links = dict(reversed(each.split("; ")) for each in answer["Link"].split(", "))
    assert links == {
        'rel="first"': f"<{base}?limit=2&offset=0>",
        'rel="last"': f"<{base}?limit=2&offset=4>",
        'rel="next"': f"<{base}?limit=2&offset=4>",
        'rel="prev"': f"<{base}?limit=2&offset=0>",
    }
    assert 'rel="next"' not in caller.gets(BADGES, limit=2, offset=4)["Link"]
    assert caller.gets(BADGES, offset=99).json() == {}


def test_since_gives_what_came_later(cast: Cast, caller: Caller, award: Award) -> None:
    """Open Badges 3.0 §6.2.2: a program that comes again asks for what is new."""
    moment = now()
    caller.brings(from_elsewhere(cast.amina.email).decode())
    assert caller.gets(BADGES)["X-Total-Count"] == "2"
    assert caller.gets(BADGES, since=moment.isoformat())["X-Total-Count"] == "1"
    unescaped = f"{BADGES}?since={moment.isoformat()}"  # a plus sign becomes a space on the way
    assert Client().get(unescaped, **caller.headers())["X-Total-Count"] == "1"
    later = caller.gets(BADGES, since=(now() + timedelta(days=1)).isoformat())
    assert later["X-Total-Count"] == "0"
    assert quote(moment.isoformat()) in caller.gets(BADGES, since=moment.isoformat())["Link"]


@pytest.mark.parametrize(
    "query",
    [
        *("limit=0", "limit=-1", "limit=x", "limit=٣", "limit="),
        *("offset=-1", "offset=99999999999", "since=today", "since=2026-01-01"),
        *("since=2026-01-01T00:00:00", "since=2026-99-99T00:00:00Z"),
        *("since=0001-01-01T00:00:00%2B23:00", "since=9999-12-31T23:59:59-23:00"),
    ],
)
def test_a_query_that_says_nothing_is_refused(caller: Caller, query: str) -> None:
    """A program is told which parameter was wrong, in the API's own form."""
    answer = Client().get(f"{BADGES}?{query}", **caller.headers())
    told = refused(answer, 400, "invalid_query_parameter")
    assert query.partition("=")[0] in told["imsx_description"]


@pytest.mark.parametrize(
    "header",
    ["", "Basic YTpi", "Bearer", "Bearer ", "Bearer unknown", "bearer \x7f", "Token x", "Bearer é"],
)
def test_without_a_good_token_there_is_nothing(cast: Cast, header: str) -> None:
    """RFC 6750 §3: 401 with a challenge; a session cookie does not count."""
    browser = sign_in_as(Client(), cast.amina)
    for path in (BADGES, PROFILE):
        answer = browser.get(path, HTTP_AUTHORIZATION=header)
        refused(answer, 401, "unauthorizedrequest")
        assert answer["WWW-Authenticate"].startswith('Bearer realm="Lapel"')
    assert browser.get(f"{BADGES}?access_token=x").status_code == 401


def test_a_refresh_token_opens_no_door(caller: Caller) -> None:
    """It is good for the token endpoint alone."""
    caller.tokens["access_token"] = caller.tokens["refresh_token"]
    refused(caller.gets(BADGES), 401, "unauthorizedrequest")


def test_a_program_does_only_what_it_was_let(cast: Cast) -> None:
    """RFC 6750 §3.1: insufficient_scope names the scope that is wanting."""
    caller = Program(scope=READ_PROFILE).comes_in(cast.amina)
    assert caller.gets(PROFILE).status_code == 200
    for answer in (caller.gets(BADGES), caller.brings("{}"), caller.puts({})):
        refused(answer, 403, "forbidden")
        assert 'error="insufficient_scope"' in answer["WWW-Authenticate"]
    assert not Brought.objects.exists()


def test_wrong_methods_and_addresses_are_answered_in_the_apis_form(caller: Caller) -> None:
    """A program reads one form of error, whatever it did wrong."""
    answer = Client().delete(BADGES, **caller.headers())
    refused(answer, 405, "not_allowed")
    assert answer["Allow"] == "GET, POST"
    refused(caller.gets("/ims/ob/v3p0/assertions"), 404, "unknown")


def test_who_tries_tokens_or_addresses_without_end_is_slowed_down(caller: Caller) -> None:
    """Counted under the address it comes from; a good token is not counted among the wrong ones."""
    wrong = {"HTTP_AUTHORIZATION": "Bearer guessed"}
    tried = [Client().get(PROFILE, **wrong) for _turn in range(61)]
    refused(tried[59], 401, "unauthorizedrequest")
    refused(tried[60], 429, "server_busy")
    assert tried[60]["Retry-After"]
    assert caller.gets(PROFILE).status_code == 200
    nowhere = [Client().get("/ims/ob/v3p0/nothing") for _turn in range(121)]
    refused(nowhere[119], 404, "unknown")
    refused(nowhere[120], 429, "server_busy")


def test_a_badge_is_brought_and_read_again(cast: Cast, caller: Caller) -> None:
    """The host's part (certification guide): what was sent comes back the same."""
    text = from_elsewhere(cast.amina.email).decode()
    answer = caller.brings(text, "application/vc+ld+json; charset=utf-8")
    assert answer.status_code == 201
    assert answer.content.decode() == text
    assert answer["Content-Type"] == "application/vc+ld+json"
    assert text in caller.gets(BADGES).content.decode()
    kept = Brought.objects.get()
    assert (kept.outcome, kept.confirmed_name) == ("not-confirmed", "")
    assert kept.names_holder
    assert kept.program is not None


def test_a_token_is_brought_and_read_again_among_tokens(caller: Caller) -> None:
    """VC-JWT comes as text/plain and stands in `compactJwsString` (§6.2.2, §6.2.3)."""
    token = as_token()
    answer = caller.brings(token, "text/plain")
    assert (answer.status_code, answer.content.decode()) == (201, token)
    assert answer["Content-Type"] == "text/plain"
    assert caller.gets(BADGES).json() == {"compactJwsString": [token]}


def test_the_same_badge_is_kept_once_and_a_later_one_takes_its_place(
    cast: Cast, caller: Caller
) -> None:
    """Open Badges 3.0 §10: same id and issuer; the later validFrom is in force."""
    first = from_elsewhere(cast.amina.email).decode()
    later = from_elsewhere(cast.amina.email, valid_from=LONG_AGO + timedelta(days=9)).decode()
    assert caller.brings(first).status_code == 201
    again = caller.brings(first)
    assert again.status_code == 200
    known = caller.brings(first, HTTP_IF_NONE_MATCH=again["ETag"])
    assert (known.status_code, known.content) == (304, b"")
    assert caller.brings(later).status_code == 200
    assert Brought.objects.get().text == later
    refused(caller.brings(first), 409, "not_allowed")
    other = from_elsewhere(cast.amina.email, signer=key(8, of="")).decode()
    assert caller.brings(other).status_code == 201


def test_a_forged_badge_is_refused_with_the_step_that_failed(cast: Cast, caller: Caller) -> None:
    """Altered after signing: the proof does not match, and nothing is kept."""
    forged = from_elsewhere(cast.amina.email).decode().replace("Wait Time", "Wait What")
    told = refused(caller.brings(forged), 400, "invalid_data")
    assert told["imsx_description"].startswith("Not valid.")
    assert not Brought.objects.exists()


@pytest.mark.parametrize(
    ("text", "kind", "status"),
    [
        ("{}", "application/json", 400),
        ("[]", "application/json", 400),
        ("{", "application/json", 400),
        (" ", "application/json", 400),
        ('{"a": 1, "a": 2}', "application/json", 400),
        ("header.payload.signature", "text/plain", 400),
        ("hello", "text/plain", 400),
        ("{}", "text/plain", 400),
        ("eyJhbGciOiJub25lIn0.e30.", "text/plain", 400),
        ("{}", "image/png", 415),
        ("{}", "", 415),
    ],
)
def test_what_is_no_badge_is_refused(caller: Caller, text: str, kind: str, status: int) -> None:
    """Each is told in the API's form what a badge comes as."""
    refused(caller.brings(text, kind), status, "invalid_data")
    assert not Brought.objects.exists()


def test_a_token_as_json_and_json_as_a_token_are_refused(cast: Cast, caller: Caller) -> None:
    """The content type says which of the two forms it is (§6.2.3)."""
    refused(caller.brings(as_token(), "application/json"), 400, "invalid_data")
    text = from_elsewhere(cast.amina.email).decode()
    refused(caller.brings(text, "text/plain"), 400, "invalid_data")


def test_somebody_elses_badge_is_refused(cast: Cast, caller: Caller) -> None:
    """Its salted hash is of another address than hers."""
    refused(caller.brings(from_elsewhere("ben@example.org").decode()), 403, "forbidden")
    assert not Brought.objects.exists()


def test_a_badge_that_names_nobody_is_kept_and_says_so(cast: Cast, caller: Caller) -> None:
    """Many badges name an opaque id alone; the portfolio does not claim more than it knows."""
    assert caller.brings(from_elsewhere("").decode()).status_code == 201
    assert not Brought.objects.get().names_holder
    page = sign_in_as(Client(), cast.amina).get("/exchange/brought/").content.decode()
    assert "nobody whom it names by an address" in page


def test_an_award_of_this_lapel_is_not_kept_twice_and_not_by_others(
    cast: Cast, caller: Caller, award: Award
) -> None:
    """Hers is here already; another's, taken from its public page, is not hers."""
    assert caller.brings(award.document).status_code == 200
    assert not Brought.objects.exists()
    assert caller.gets(BADGES)["X-Total-Count"] == "1"
    of_ben = Program().comes_in(cast.ben)
    refused(of_ben.brings(award.public_document), 403, "forbidden")


def test_a_strangers_badge_under_an_address_of_ours_is_refused(
    cast: Cast, caller: Caller, award: Award
) -> None:
    """It is intact under the stranger's own key, and no award of this Lapel."""
    name = json.loads(award.document)["id"]
    told = refused(caller.brings(from_elsewhere("", id=name).decode()), 400, "invalid_data")
    assert "is none" in told["imsx_description"]
    assert cast.amina == award.person


def test_a_badge_that_is_too_large_is_refused_unread(caller: Caller) -> None:
    """512 kB, with a picture inside: enough for a badge, and no way to fill the disk."""
    refused(caller.brings("{" + " " * LARGEST + "}"), 413, "invalid_data")
    refused(caller.brings("{" + " " * 6_000_000 + "}"), 413, "invalid_data")


def test_a_holder_keeps_only_so_many(
    cast: Cast, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program cannot fill the disk in her name, not by number and not by size."""
    monkeypatch.setattr(brought, "MOST", 1)
    text = from_elsewhere(cast.amina.email).decode()
    assert caller.brings(text).status_code == 201
    other = from_elsewhere(cast.amina.email, signer=key(8, of="")).decode()
    refused(caller.brings(other), 403, "not_allowed")
    monkeypatch.setattr(brought, "MOST", 9)
    monkeypatch.setattr(brought, "MOST_BYTES", len(text) + 10)
    refused(caller.brings(other), 403, "not_allowed")


def test_a_program_that_hammers_is_slowed_down(caller: Caller) -> None:
    """Each badge brought costs a process; the answer says when to try again."""
    answers = [caller.brings("{}", "image/png") for _turn in range(31)]
    refused(answers[30], 429, "server_busy")
    assert answers[30]["Retry-After"]


def test_a_profile_tells_name_and_address_under_an_id_of_its_own(cast: Cast) -> None:
    """Two programs cannot lay together what they know of her by her id."""
    first, second = (Program().comes_in(cast.amina).gets(PROFILE).json() for _turn in range(2))
    assert first["name"] == "Amina"
    assert first["email"] == "amina@example.org"
    assert first["type"] == ["Profile"]
    assert first["id"] != second["id"]


def test_a_profile_is_written_and_her_address_is_not(cast: Cast, caller: Caller) -> None:
    """Her name changes; an e-mail address is changed by her alone (§6.2.5)."""
    told = caller.gets(PROFILE).json()
    answer = caller.puts(told | {"name": "Amina K.", "phone": "111"})
    assert answer.status_code == 200
    assert answer.json() == told | {"name": "Amina K."}
    for wrong in ({"email": "mallory@example.org"}, {"name": ""}, {"name": "x" * 121}):
        refused(caller.puts(told | wrong), 400, "invalid_data")
    for wrong in ([], None, {"name": "Amina"}, {"type": "Badge"}, told | {"name": 7}):
        refused(caller.puts(wrong), 400, "invalid_data")
    twice = '{"type":["Profile"],"name":"Amina","name":"Mallory"}'
    kind = "application/json"
    doubled = Client().put(PROFILE, twice, content_type=kind, **caller.headers())
    refused(doubled, 400, "invalid_data")
    large = caller.puts(told | {"x": "x" * 65_536})
    refused(large, 413, "invalid_data")
    cast.amina.refresh_from_db()
    assert (cast.amina.name, cast.amina.email) == ("Amina K.", "amina@example.org")


def test_what_she_brings_and_earns_stands_in_one_line(cast: Cast, stage: Stage) -> None:
    """A further badge does not shift the pages a program has read."""
    caller = Program().comes_in(cast.amina)
    earned(stage)
    caller.brings(from_elsewhere(cast.amina.email).decode())
    earned(staged(cast, "another", "Another"))
    order = [each["id"] for each in caller.gets(BADGES).json()["credential"]]
    assert "6a1676b8" in order[1]
    assert [each["id"] for each in caller.gets(BADGES, limit=1, offset=1).json()["credential"]] == [
        order[1]
    ]
