"""A program built on a library of others (requests-oauthlib) goes the whole way by itself.

It reads the service description, registers, sends a real browser to a real server on loopback,
and comes back with the code to an address of its own.
"""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
import requests
from playwright.sync_api import expect
from requests_oauthlib import OAuth2Session

import axe
from browser import overflow
from exchange.programs import METADATA, from_elsewhere
from serving import Server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.journey, pytest.mark.peer]


class Home:
    """The program's own web site: remembers where browsers were sent back to."""

    def __init__(self) -> None:
        home = self
        self.came: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                home.came.append(self.path)
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(b"<!doctype html><title>Back</title><h1>Back at the backpack</h1>")

            def log_message(self, *_words: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: Any) -> Iterator[Server]:
    """Start one real instance for this file."""
    found = Server(tmp_path_factory.mktemp("programs"))
    found.start()
    yield found
    found.stop()


@pytest.fixture
def home() -> Iterator[Home]:
    """Give the program a web site on this machine."""
    found = Home()
    yield found
    found.close()


@pytest.fixture
def amina(server: Server, browser: Browser) -> Iterator[Page]:
    """Open a page of 390 pixels in which Amina is signed in."""
    session = server.feed("desk")["session"]
    context = browser.new_context(
        base_url=server.url, viewport={"width": 390, "height": 844}, reduced_motion="reduce"
    )
    context.add_cookies([{"name": "sessionid", "value": session, "url": server.url}])
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    yield page
    context.close()
    assert [each for each in complaints if "favicon" not in each] == []


def looked_at(page: Page, picture: Path) -> None:
    """Hold a page against axe on a phone and on a desk, and keep pictures of both."""
    for width, height in ((1280, 860), (360, 740), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        assert overflow(page) == 0
        assert axe.violations(page) == []
        page.screenshot(path=picture.with_stem(f"{picture.stem}-{width}"), full_page=True)


def test_a_librarys_client_finishes_the_whole_flow(
    server: Server, home: Home, amina: Page, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    """Discovery, registration, consent in a browser, tokens, badges, refresh, revocation."""
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")  # http, on loopback alone
    described = requests.get(f"{server.url}/ims/ob/v3p0/discovery", timeout=20).json()
    scheme = described["components"]["securitySchemes"]["OAuth2ACG"]
    flow = scheme["flows"]["authorizationCode"]
    pages = dict.fromkeys(("client_uri", "logo_uri", "tos_uri", "policy_uri"), f"{home.url}/")
    wishes = METADATA | pages | {"redirect_uris": [f"{home.url}/back"]}
    told = requests.post(scheme["x-imssf-registrationUrl"], json=wishes, timeout=20).json()

    program = OAuth2Session(
        told["client_id"],
        redirect_uri=f"{home.url}/back",
        scope=list(flow["scopes"]),
        pkce="S256",
    )
    address, _state = program.authorization_url(flow["authorizationUrl"])
    amina.goto(address)
    expect(amina.get_by_role("heading", level=1)).to_have_text("Let “The Backpack” in?")
    looked_at(amina, tmp_path / "consent.png")
    amina.get_by_role("button", name="Let it in", exact=True).click()
    expect(amina.get_by_role("heading")).to_have_text("Back at the backpack")

    back = next(each for each in home.came if each.startswith("/back"))
    program.fetch_token(
        flow["tokenUrl"],
        authorization_response=f"{home.url}{back}",
        client_secret=told["client_secret"],
    )
    base = described["servers"][0]["url"]
    badge = from_elsewhere("amina@example.org")
    kind = {"Content-Type": "application/json"}
    assert program.post(f"{base}/credentials", data=badge, headers=kind).status_code == 201
    listed = program.get(f"{base}/credentials", params={"limit": 1})
    assert listed.headers["X-Total-Count"] == "1"
    assert badge in listed.content
    assert program.get(f"{base}/profile").json()["email"] == "amina@example.org"

    pair = (told["client_id"], told["client_secret"])
    old = program.token["refresh_token"]
    program.refresh_token(flow["refreshUrl"], auth=pair)
    assert program.token["refresh_token"] != old
    assert program.get(f"{base}/credentials").status_code == 200

    amina.goto("/sharing/")
    expect(amina.get_by_text("Intact; issuer not confirmed")).to_be_visible()
    amina.get_by_role("link", name="Badges from elsewhere").click()
    looked_at(amina, tmp_path / "brought.png")
    amina.goto("/exchange/programs/")
    looked_at(amina, tmp_path / "programs.png")
    amina.get_by_role("button", name="End").click()
    amina.get_by_role("button", name="Yes, go on").click()
    expect(amina.get_by_text("The program is not let in any more.")).to_be_visible()
    assert program.get(f"{base}/credentials").status_code == 401


def test_a_no_in_the_browser_reaches_the_program(
    server: Server, home: Home, amina: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The policy of the page lets the answer go to the program, also when it is no."""
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")  # http, on loopback alone
    pages = dict.fromkeys(("client_uri", "logo_uri", "tos_uri", "policy_uri"), f"{home.url}/")
    wishes = METADATA | pages | {"redirect_uris": [f"{home.url}/back"]}
    told = requests.post(f"{server.url}/oauth/register", json=wishes, timeout=20).json()
    program = OAuth2Session(
        told["client_id"], redirect_uri=f"{home.url}/back", scope=METADATA["scope"], pkce="S256"
    )
    amina.goto(program.authorization_url(f"{server.url}/oauth/authorize")[0])
    amina.get_by_role("button", name="Do not let it in").click()
    expect(amina.get_by_role("heading")).to_have_text("Back at the backpack")
    assert any("error=access_denied" in each for each in home.came)
