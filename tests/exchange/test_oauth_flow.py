"""OAuth as Open Badges 3.0 asks for it: the way in, and every way around it."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from exchange.programs import ALL, METADATA, REDIRECT, VERIFIER, Program, challenge, register
from lapel.doors.api import oauth_server
from lapel.journey.exchange import actions
from lapel.journey.exchange.models import Code, Grant, Token
from lapel.journey.exchange.models import Program as Row
from lapel.journey.exchange.queries import fingerprint
from lapel.journey.exchange.queries.scopes import READ_BADGES, READ_PROFILE
from lapel.journey.people.actions import leave
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.record.queries import now
from mailing import sign_in_as

if TYPE_CHECKING:
    from cast import Cast

BADGES = "/ims/ob/v3p0/credentials"


@pytest.fixture
def program(cast: Cast) -> Program:
    """Give a program that registered."""
    return Program()


def test_a_program_registers_and_is_told_all_that_was_accepted(cast: Cast) -> None:
    """RFC 7591 §3.2.1; Open Badges 3.0 §7.1.1 wants every field given back."""
    answer = register()
    told = answer.json()
    assert answer.status_code == 201
    assert {name: told[name] for name in METADATA} == METADATA
    assert told["client_secret_expires_at"] == 0
    assert told["client_id_issued_at"] > 0
    assert answer["Cache-Control"] == "no-store"


def test_no_secret_code_or_token_is_kept_in_clear(cast: Cast, program: Program) -> None:
    """Whoever reads a backup of the database gets into nobody's portfolio."""
    code = program.asks(cast.amina)["code"]
    tokens = program.exchanges(code).json()
    texts = {program.secret, code, tokens["access_token"], tokens["refresh_token"]}
    kept = {Row.objects.get().secret_hash, Code.objects.get().hash}
    kept |= set(Token.objects.values_list("hash", flat=True))
    assert kept == {fingerprint(each) for each in texts}


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"client_name": None}, "invalid_client_metadata"),
        ({"client_name": "Your\u202e bank"}, "invalid_client_metadata"),
        ({"client_name": "x" * 101}, "invalid_client_metadata"),
        ({"client_name": ["The Backpack"]}, "invalid_client_metadata"),
        ({"logo_uri": "http://backpack.example/logo.png"}, "invalid_client_metadata"),
        ({"logo_uri": "https://10.0.0.1/logo.png"}, "invalid_client_metadata"),
        ({"tos_uri": "javascript:alert(1)"}, "invalid_client_metadata"),
        ({"policy_uri": "https://elsewhere.example/"}, "invalid_client_metadata"),
        ({"redirect_uris": []}, "invalid_redirect_uri"),
        ({"redirect_uris": REDIRECT}, "invalid_redirect_uri"),
        ({"redirect_uris": ["http://backpack.example/back"]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["https://backpack.example/back#x"]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["https://me@backpack.example/"]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["https://backpack.example\\@evil.example/"]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["https://backpack.example:99999/"]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["backpack:/back"]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["https://backpack.example;sandbox/"]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["https://backpack.example,*/"]}, "invalid_redirect_uri"),
        (
            {"redirect_uris": [f"https://backpack.example/{n}" for n in range(11)]},
            "invalid_redirect_uri",
        ),
        ({"redirect_uris": ["https://evil.example/back"]}, "invalid_client_metadata"),
        ({"token_endpoint_auth_method": "none"}, "invalid_client_metadata"),
        ({"grant_types": ["client_credentials"]}, "invalid_client_metadata"),
        ({"response_types": ["token"]}, "invalid_client_metadata"),
        ({"scope": "everything"}, "invalid_client_metadata"),
        ({"scope": None}, "invalid_client_metadata"),
    ],
)
def test_a_registration_that_is_not_fit_is_refused(
    cast: Cast, changes: dict[str, object], error: str
) -> None:
    """Open Badges 3.0 §7.1.1: required fields, https, one host; errors of RFC 7591 §3.2.2."""
    answer = register(**changes)
    assert answer.status_code == 400
    assert answer.json()["error"] == error
    assert not Row.objects.exists()


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "null", '"x"', "[" * 5000, '{"scope":"a","scope":"b"}', '{"a":NaN}']
)
def test_a_registration_that_is_no_object_is_refused(cast: Cast, body: str) -> None:
    """Whatever a stranger posts is an error of RFC 7591's form, never one of ours."""
    answer = Client().post("/oauth/register", body, content_type="application/json")
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_client_metadata")


def test_a_registration_sent_as_a_form_is_refused(cast: Cast) -> None:
    """Its body was read by then; that is the program's mistake and no error of ours."""
    answer = Client().post("/oauth/register", {"client_name": "The Backpack"})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_client_metadata")


def test_a_developer_may_come_from_her_own_machine(cast: Cast) -> None:
    """RFC 8252 §7.3: http to the loopback address stays on the machine."""
    home = "http://127.0.0.1:5000"
    pages = dict.fromkeys(("client_uri", "logo_uri", "tos_uri", "policy_uri"), home)
    assert register(**pages, redirect_uris=[f"{home}/back"]).status_code == 201


def test_strangers_register_only_so_many_programs(cast: Cast) -> None:
    """Registration is open to all, so it is slowed down, in JSON."""
    answers = [register() for _turn in range(21)]
    assert [each.status_code for each in answers[:20]] == [201] * 20
    assert answers[20].status_code == 429
    assert answers[20].json()["error"] == "temporarily_unavailable"
    assert answers[20]["Retry-After"]


def test_a_registration_nobody_let_in_goes_after_a_while(cast: Cast) -> None:
    """What strangers write does not grow for ever; what a holder let in stays."""
    used, unused = Program(), Program()
    used.asks(cast.amina)
    with clock_at(now() + timedelta(days=91)):
        Program()
    kept = {str(pk) for pk in Row.objects.values_list("pk", flat=True)}
    assert used.id in kept
    assert unused.id not in kept


def test_a_holder_lets_a_program_in_and_it_reads_her_badges(cast: Cast, program: Program) -> None:
    """The whole way (OB 3.0 §7.1): code, scope, state and issuer come back; tokens for an hour."""
    back = program.asks(cast.amina)
    assert back["state"] == "af0ifjsldkj"
    assert back["scope"] == ALL
    assert back["iss"] == "http://localhost:8000"
    answer = program.exchanges(back["code"])
    tokens = answer.json()
    assert tokens["token_type"].lower() == "bearer"
    assert tokens["expires_in"] == 3600
    assert tokens["scope"] == ALL
    assert "no-store" in answer["Cache-Control"]
    assert program.comes_in(cast.amina).gets(BADGES).status_code == 200


def test_a_program_may_show_its_secret_in_the_form(cast: Cast, program: Program) -> None:
    """RFC 6749 §2.3.1 allows it; some programs know nothing else."""
    form = {
        "grant_type": "authorization_code",
        "code": program.asks(cast.amina)["code"],
        "redirect_uri": REDIRECT,
        "code_verifier": VERIFIER,
        "client_id": program.id,
        "client_secret": program.secret,
    }
    assert Client().post("/oauth/token", form).status_code == 200


def test_a_no_gives_the_program_nothing(cast: Cast, program: Program) -> None:
    """RFC 6749 §4.1.2.1: access_denied, and no grant."""
    back = program.asks(cast.amina, decision="deny")
    assert back["error"] == "access_denied"
    assert back["state"] == "af0ifjsldkj"
    assert not Grant.objects.exists()
    assert program.asks(cast.amina, decision="anything else")["error"] == "access_denied"


def test_the_page_says_who_asks_for_what_and_how_it_ends(cast: Cast, program: Program) -> None:
    """Nobody says yes to an address with scopes in it."""
    answer = sign_in_as(Client(), cast.amina).get(program.question())
    shown = answer.content.decode()
    for words in ("The Backpack", "backpack.example", "also those that you show to nobody"):
        assert words in shown
    for words in ("your e-mail address", "until you end it", "/exchange/programs/"):
        assert words in shown
    assert "logo.png" not in shown
    assert answer["Cache-Control"].startswith("max-age=0")


def test_no_other_site_can_frame_the_question_or_answer_it(cast: Cast, program: Program) -> None:
    """Clickjacking and cross-site requests: frames are refused, and so is a post without token."""
    browser = sign_in_as(Client(enforce_csrf_checks=True), cast.amina)
    answer = browser.get(program.question())
    assert answer["X-Frame-Options"] == "DENY"
    policy = answer["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self' https://backpack.example" in policy
    assert browser.post(program.question(), {"decision": "allow"}).status_code == 403
    assert not Grant.objects.exists()


def test_a_form_cannot_change_what_the_address_asks(cast: Cast, program: Program) -> None:
    """What she was shown is what she answers: fields of the form do not override the address."""
    browser = sign_in_as(Client(), cast.amina)
    asked = program.question(scope=READ_PROFILE)
    data = {"decision": "allow", "scope": ALL, "redirect_uri": "https://evil.example/"}
    assert browser.post(asked, data)["Location"].startswith(REDIRECT)
    assert Grant.objects.get().scope == READ_PROFILE


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": str(uuid4())},
        {"client_id": "nobody"},
        {"client_id": None},
        {"redirect_uri": None},
        {"redirect_uri": "https://evil.example/"},
        {"redirect_uri": f"{REDIRECT}/more"},
        {"redirect_uri": f"{REDIRECT}?more"},
        {"redirect_uri": "HTTPS://backpack.example/back"},
        {"redirect_uri": 'https://evil.example/"'},
        {"redirect_uri": "https://evil.example/é\n"},
        {"response_type": 'to"ken'},
    ],
)
def test_a_browser_is_never_sent_where_nobody_registered(
    cast: Cast, program: Program, changes: dict[str, object]
) -> None:
    """Open redirects (RFC 9700 §4.11): a page says so, and nobody is sent on."""
    browser = sign_in_as(Client(), cast.amina)
    for answer in (
        browser.get(program.question(**changes)),
        browser.post(program.question(**changes), {"decision": "allow"}),
    ):
        assert answer.status_code == 400
        assert "This program asked wrongly" in answer.content.decode()
    assert not Grant.objects.exists()


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"state": None}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": None}, "invalid_scope"),
        ({"scope": "everything"}, "invalid_scope"),
    ],
)
def test_a_weaker_question_goes_back_as_an_error(
    cast: Cast, program: Program, changes: dict[str, object], error: str
) -> None:
    """PKCE with S256 and state are required (OB 3.0 §7.1.2); errors of RFC 6749 §4.1.2.1.

    By her click alone: a redirect by itself would serve whoever registers (RFC 9700 §4.11.2).
    """
    browser = sign_in_as(Client(), cast.amina)
    for answer in (
        browser.get(program.question(**changes)),
        browser.post(program.question(**changes), {"decision": "allow"}),
    ):
        page = answer.content.decode()
        assert answer.status_code == 400
        (link,) = re.findall(r'href="(https://backpack[^"]+)"', page)
        back = parse_qs(urlsplit(unescape(link)).query)
        assert link.startswith(REDIRECT)
        assert (back["error"], back["iss"]) == ([error], [settings.BASE_URL])
        assert "backpack.example" in page
        assert "code" not in back
    assert not Grant.objects.exists()


def test_a_question_asked_twice_over_is_refused(cast: Cast, program: Program) -> None:
    """RFC 6749 §3.1: a parameter stands once; two readers could read two."""
    asked = program.question() + "&redirect_uri=https%3A%2F%2Fevil.example%2F"
    assert sign_in_as(Client(), cast.amina).get(asked).status_code == 400


def test_a_program_gets_no_more_than_it_registered_for(cast: Cast) -> None:
    """Scopes that it did not register are left out, and it is told what it got."""
    small = Program({"scope": READ_PROFILE})
    back = small.asks(cast.amina)
    assert back["scope"] == READ_PROFILE
    tokens = small.exchanges(back["code"]).json()
    assert tokens["scope"] == READ_PROFILE


@pytest.mark.parametrize("kind", ["code", "refresh"])
def test_a_crash_before_tokens_are_kept_spends_nothing(
    cast: Cast, program: Program, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program tries again and gets its tokens; it is not taken for a thief."""
    code = program.asks(cast.amina)["code"]

    def tries() -> Any:
        return program.exchanges(code) if kind == "code" else program.refreshes(refresh)

    refresh = program.exchanges(code).json()["refresh_token"] if kind == "refresh" else ""
    with monkeypatch.context() as patch:
        patch.setattr(oauth_server.actions, "give_tokens", _dies)
        with pytest.raises(MemoryError):
            tries()
    assert tries().status_code == 200
    assert Grant.objects.get().ended_at is None


def _dies(**_facts: object) -> None:
    raise MemoryError


def test_a_code_that_comes_twice_ends_everything_it_gave(cast: Cast, program: Program) -> None:
    """RFC 6749 §4.1.2: one of the two who hold the code is a thief."""
    code = program.asks(cast.amina)["code"]
    first = program.exchanges(code).json()
    again = program.exchanges(code)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert (
        Client().get(BADGES, HTTP_AUTHORIZATION=f"Bearer {first['access_token']}").status_code
        == 401
    )
    assert program.refreshes(first["refresh_token"]).status_code == 400
    assert Grant.objects.get().ended_by == "reuse"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_verifier": None}, "invalid_request"),
        ({"code_verifier": "x" * 43}, "invalid_grant"),
        ({"code_verifier": challenge()}, "invalid_grant"),
        ({"redirect_uri": "https://backpack.example/"}, "invalid_grant"),
        ({"redirect_uri": None}, "invalid_grant"),
        ({"code": "unknown"}, "invalid_grant"),
        ({"code": None}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
    ],
)
def test_a_code_is_good_only_with_what_it_was_asked_with(
    cast: Cast, program: Program, changes: dict[str, object], error: str
) -> None:
    """The verifier and the redirect address of the question (RFC 7636 §4.6, RFC 6749 §4.1.3)."""
    answer = program.exchanges(program.asks(cast.amina)["code"], **changes)
    assert (answer.status_code, answer.json()["error"]) == (400, error)
    assert not Token.objects.exists()


def test_another_program_cannot_use_a_code(cast: Cast, program: Program) -> None:
    """A code that leaked is of no use to anybody but the program it was made for."""
    code = program.asks(cast.amina)["code"]
    other = Program()
    assert other.exchanges(code).json()["error"] == "invalid_grant"
    assert program.exchanges(code).status_code == 200


def test_without_its_secret_a_program_gets_nothing(cast: Cast, program: Program) -> None:
    """RFC 6749 §5.2: invalid_client with 401, and the code stays good for its program."""
    code = program.asks(cast.amina)["code"]
    program.secret, secret = "guessed", program.secret
    refused = program.exchanges(code)
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")
    form = {"grant_type": "authorization_code", "code": code, "client_id": program.id}
    assert Client().post("/oauth/token", form).status_code == 401
    program.secret = secret
    assert program.exchanges(code).status_code == 200


@pytest.mark.parametrize("path", ["/oauth/token", "/oauth/revoke"])
@pytest.mark.parametrize("header", ["Basic /////w==", "Basic", "Basic x", "basic  "])
def test_a_secret_that_no_one_can_read_is_no_error_of_ours(
    cast: Cast, path: str, header: str
) -> None:
    """Bytes that are no text, or no base 64: 401 as for a wrong secret (RFC 6749 §5.2)."""
    form = {"grant_type": "authorization_code", "code": "x", "token": "x"}
    answer = Client().post(path, form, headers={"authorization": header})
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert answer["WWW-Authenticate"].startswith("Basic")


def test_a_code_lasts_ten_minutes(cast: Cast, program: Program) -> None:
    """Open Badges 3.0 §7.1.2 recommends 600 seconds."""
    code = program.asks(cast.amina)["code"]
    with clock_at(now() + timedelta(minutes=10, seconds=1)):
        assert program.exchanges(code).json()["error"] == "invalid_grant"


def test_an_access_token_lasts_an_hour(cast: Cast, program: Program) -> None:
    """Open Badges 3.0 §7.2 recommends 3600 seconds; the refresh token gives a new one."""
    caller = program.comes_in(cast.amina)
    with clock_at(now() + timedelta(hours=1, seconds=1)):
        answer = caller.gets(BADGES)
        assert answer.status_code == 401
        assert 'error="invalid_token"' in answer["WWW-Authenticate"]
        assert program.refreshes(caller.tokens["refresh_token"]).status_code == 200


def test_a_refresh_token_is_good_once(cast: Cast, program: Program) -> None:
    """RFC 9700 §4.14.2: rotation; the old one shown again ends the grant for both."""
    old = program.comes_in(cast.amina).tokens
    new = program.refreshes(old["refresh_token"]).json()
    assert new["refresh_token"] != old["refresh_token"]
    assert new["scope"] == ALL
    assert program.refreshes(old["refresh_token"]).json()["error"] == "invalid_grant"
    assert program.refreshes(new["refresh_token"]).json()["error"] == "invalid_grant"
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {new['access_token']}"}
    assert Client().get(BADGES, **bearer).status_code == 401


def test_a_refreshed_token_may_ask_for_less_and_never_for_more(
    cast: Cast, program: Program
) -> None:
    """RFC 6749 §6: no scope that she did not allow; asking for less does not lose the rest."""
    program.scope = f"{READ_BADGES} {READ_PROFILE}"
    first = program.comes_in(cast.amina).tokens
    refused = program.refreshes(first["refresh_token"], scope=ALL)
    assert refused.json()["error"] == "invalid_scope"
    less = program.refreshes(first["refresh_token"], scope=READ_PROFILE).json()
    assert less["scope"] == READ_PROFILE
    whole = program.refreshes(less["refresh_token"]).json()
    assert set(whole["scope"].split()) == {READ_BADGES, READ_PROFILE}


def test_a_program_without_refresh_gets_no_refresh_token(cast: Cast) -> None:
    """Who registers for a code alone comes for an hour; the page says so."""
    short = Program({"grant_types": ["authorization_code"]})
    page = sign_in_as(Client(), cast.amina).get(short.question()).content.decode()
    assert "for an hour" in page
    tokens = short.comes_in(cast.amina).tokens
    assert "refresh_token" not in tokens
    other = Program().comes_in(cast.amina).tokens["refresh_token"]
    assert short.refreshes(other).json()["error"] == "unauthorized_client"


def test_another_program_cannot_use_a_refresh_token(cast: Cast, program: Program) -> None:
    """It is bound to the program that it was given to."""
    refresh = program.comes_in(cast.amina).tokens["refresh_token"]
    assert Program().refreshes(refresh).json()["error"] == "invalid_grant"
    assert program.refreshes(refresh).status_code == 200


def test_a_program_takes_its_tokens_back(cast: Cast, program: Program) -> None:
    """RFC 7009: 200 also for unknown ones; with a refresh token the whole grant ends."""
    caller = program.comes_in(cast.amina)
    access, refresh = caller.tokens["access_token"], caller.tokens["refresh_token"]
    assert program.posts("/oauth/revoke", token="unknown").status_code == 200
    other = Program()
    assert other.posts("/oauth/revoke", token=access).json()["error"] == "invalid_grant"
    assert caller.gets(BADGES).status_code == 200
    hint = {"token_type_hint": "access_token"}
    assert program.posts("/oauth/revoke", token=access, **hint).status_code == 200
    assert caller.gets(BADGES).status_code == 401
    assert program.posts("/oauth/revoke", token=refresh).status_code == 200
    assert program.refreshes(refresh).json()["error"] == "invalid_grant"
    assert Grant.objects.get().ended_by == "program"


def test_a_holder_ends_a_program_at_once(cast: Cast, program: Program) -> None:
    """Her page lists it and ends it: access and refresh, from that moment on."""
    caller = program.comes_in(cast.amina)
    caller.gets(BADGES)
    browser = sign_in_as(Client(), cast.amina)
    shown = browser.get("/exchange/programs/").content.decode()
    assert "The Backpack" in shown
    assert "last came" in shown
    assert browser.post(f"/exchange/programs/{program.id}/end/").status_code == 302
    assert caller.gets(BADGES).status_code == 401
    assert program.refreshes(caller.tokens["refresh_token"]).status_code == 400
    assert "The Backpack" not in browser.get("/exchange/programs/").content.decode()
    assert browser.post(f"/exchange/programs/{program.id}/end/").status_code == 404


def test_nobody_else_ends_or_sees_what_a_holder_let_in(cast: Cast, program: Program) -> None:
    """Another person's page knows nothing of it."""
    caller = program.comes_in(cast.amina)
    other = sign_in_as(Client(), cast.ben)
    assert "The Backpack" not in other.get("/exchange/programs/").content.decode()
    assert other.post(f"/exchange/programs/{program.id}/end/").status_code == 404
    assert caller.gets(BADGES).status_code == 200


def test_who_leaves_takes_every_program_with_her(cast: Cast, program: Program) -> None:
    """From the moment she leaves no token is good; then all of it is deleted."""
    caller = program.comes_in(cast.amina)
    leave(person=cast.amina)
    assert caller.gets(BADGES).status_code == 401
    assert program.refreshes(caller.tokens["refresh_token"]).status_code == 400
    deliver_all()
    assert not Grant.objects.exists()
    assert not Token.objects.exists()


def test_two_who_use_one_code_at_once_do_not_both_get_tokens(cast: Cast, program: Program) -> None:
    """The row is spent by one update; whoever read it before and comes second is a second use."""
    code = Code.objects.get(hash=fingerprint(program.asks(cast.amina)["code"]))
    seen_by_both = Code.objects.select_related("grant__person").get(pk=code.pk)
    code = Code.objects.select_related("grant__person").get(pk=code.pk)
    assert actions.spend(found=code) == cast.amina
    assert actions.spend(found=seen_by_both) is None
    assert Grant.objects.get().ended_by == "reuse"


def test_the_addresses_for_programs_take_posts_alone(cast: Cast) -> None:
    """In the form of OAuth, also for a wrong method, a doubled parameter and a heavy body."""
    for path in ("/oauth/register", "/oauth/token", "/oauth/revoke"):
        answer = Client().get(path)
        assert (answer.status_code, answer["Allow"]) == (405, "POST")
        assert answer.json()["error"] == "invalid_request"
    form = "application/x-www-form-urlencoded"
    doubled = Client().post("/oauth/token", "code=1&code=2", content_type=form)
    assert doubled.json()["error"] == "invalid_request"
    heavy = Client().post("/oauth/token", "x=" + "y" * 20_000, content_type=form)
    assert (heavy.status_code, heavy.json()["error"]) == (413, "invalid_request")


def test_who_is_not_signed_in_signs_in_first(cast: Cast, program: Program) -> None:
    """The question waits behind the sign-in page, whole."""
    answer = Client().get(program.question())
    assert answer.status_code == 302
    assert answer["Location"].startswith("/people/sign-in/?next=/oauth/authorize")
