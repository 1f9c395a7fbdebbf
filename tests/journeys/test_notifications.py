"""A teacher lets reminders come to her phone, tries one, opens it, and takes the phone off.

No push service can be reached from a test, so `PushManager` is a double in the page: it gives a
subscription whose private key the test holds. All else is real: the click, the permission, the
worker and what it shows, words that are sealed and signed, and what comes of them.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from axe import violations
from browser import overflow, sign_in
from lapel.journey.messaging.models import PushDevice
from lapel.journey.record.actions import deliver_all
from lapel.ports import fetch
from messaging.receiving import Receiver
from ports.push.devices import Browser

if TYPE_CHECKING:
    from playwright.sync_api import Page, Worker
    from pytest_django.live_server_helper import LiveServer

    from cast import Cast

pytestmark = pytest.mark.journey
TODAY = "/learning/today/"
RHYTHM = f"{TODAY}rhythm/"
IPHONE = """
delete window.PushManager;
Object.defineProperty(navigator, "userAgent", { get: () => "Mozilla/5.0 (iPhone; CPU NN)" });
"""
# What a push service of a browser's maker would give; kept for the tab, as a browser keeps it.
DOUBLE = """
(() => {
  const given = %s;
  const state = () => sessionStorage.getItem("subscribed");
  const subscription = {
    toJSON: () => ({ endpoint: given.endpoint, keys: { p256dh: given.p256dh, auth: given.auth } }),
    unsubscribe: async () => { sessionStorage.removeItem("subscribed"); return true; },
  };
  PushManager.prototype.getSubscription = async () => (state() ? subscription : null);
  PushManager.prototype.subscribe = async ({ userVisibleOnly, applicationServerKey }) => {
    if (!userVisibleOnly || applicationServerKey.length !== 65) throw new Error("no");
    sessionStorage.setItem("subscribed", "yes");
    return subscription;
  };
})();
"""
SUBSCRIBED = "sessionStorage.getItem('subscribed')"


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Receiver:
    service = Receiver()
    monkeypatch.setattr(fetch, "from_url", lambda _url: service)
    return service


# What the worker would show, told to the test; the browser of a test has no screen for it.
SHOWS = """() => {
  self.shown = new Promise((settle) => {
    ServiceWorkerRegistration.prototype.showNotification = async (title, options) =>
      settle({ title, ...options });
    setTimeout(settle, 60_000, {});
  });
}"""


# A click on what the worker showed. No script may make a true one, which alone may open or focus
# a window: what the worker wanted to open or focus is told to the test.
CLICKED = """async (url) => {
  const did = [];
  const { openWindow } = Clients.prototype, { focus } = WindowClient.prototype;
  Clients.prototype.openWindow = async (page) => did.push(["opens", page]);
  WindowClient.prototype.focus = async function () { did.push(["focuses", this.url]); };
  const click = new Event("notificationclick");
  click.notification = { data: { url }, close: () => did.push(["closes", ""]) };
  let work;
  click.waitUntil = (promise) => (work = promise);
  try {
    self.dispatchEvent(click);
    await work;
  } finally {
    Clients.prototype.openWindow = openWindow;
    WindowClient.prototype.focus = focus;
  }
  return did;
}"""


def worker_of(page: Page) -> Worker:
    """Give the page's worker, as soon as it runs."""
    context = page.context
    return (context.service_workers or [context.wait_for_event("serviceworker")])[0]


def shown_by_worker(page: Page, origin: str, words: dict[str, Any]) -> dict[str, Any]:
    """Hand words to the page's worker, as the browser does when its service brings them."""
    worker = worker_of(page)
    worker.evaluate(SHOWS)
    devtools = page.context.new_cdp_session(page)
    seen: list[str] = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: seen.extend(each["registrationId"] for each in told["registrations"]),
    )
    devtools.send("ServiceWorker.enable")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    assert seen
    pushed = {"origin": origin, "registrationId": seen[-1], "data": json.dumps(words)}
    devtools.send("ServiceWorker.deliverPushMessage", pushed)
    shown: dict[str, Any] = worker.evaluate("() => self.shown")
    return shown


def test_a_phone_is_let_in_tried_and_taken_off(
    phone: Page, live_server: LiveServer, cast: Cast, service: Receiver
) -> None:
    """Nothing is asked before her click; what comes says how it looks, and nothing else."""
    browser = Browser()
    phone.add_init_script(DOUBLE % json.dumps(browser.gives))
    phone.context.grant_permissions(["notifications"], origin=live_server.url)
    sign_in(phone, live_server, cast.amina)
    phone.goto(RHYTHM)
    phone.get_by_text("No device yet.").wait_for()
    assert phone.evaluate(SUBSCRIBED) is None
    phone.get_by_role("button", name="Let them come to this device").click()
    phone.get_by_text("Reminders come to this device from now on.").wait_for()
    phone.get_by_text("this device", exact=True).wait_for()
    assert phone.get_by_label("Remind me by notification").is_checked()
    assert violations(phone) == []
    assert overflow(phone) == 0
    phone.get_by_role("button", name="Send me one now").click()
    phone.get_by_text("It is on its way.").wait_for()
    deliver_all()
    words = browser.told(service.taken[0][1])
    assert shown_by_worker(phone, live_server.url, words) == {
        "title": "Reminders come to this device",
        "tag": "trial",
        "lang": "en",
        "data": {"url": RHYTHM},
    }
    phone.get_by_role("button", name="Take it off").click()
    phone.get_by_text("No reminder comes to this device any more.").wait_for()
    assert phone.evaluate(SUBSCRIBED) is None
    assert not PushDevice.objects.exists()


def test_a_browser_that_says_no_is_told_where_to_change_it(
    page: Page, live_server: LiveServer, cast: Cast
) -> None:
    """Headless browsers refuse by themselves; mail goes on."""
    page.add_init_script("Notification.requestPermission = async () => 'denied'")
    sign_in(page, live_server, cast.amina)
    page.goto(RHYTHM)
    page.get_by_role("button", name="Let them come to this device").click()
    page.get_by_text("You can change that in its settings.").wait_for()
    assert not PushDevice.objects.exists()


def test_a_click_on_a_reminder_leads_to_its_page_and_nowhere_else(
    page: Page, live_server: LiveServer, cast: Cast
) -> None:
    """A page that is open comes to the front, another is opened, and no foreign one ever is."""
    sign_in(page, live_server, cast.amina)
    page.goto(RHYTHM)
    page.evaluate(f"navigator.serviceWorker.register('{TODAY}worker.js')")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    worker = worker_of(page)
    closes = ["closes", ""]
    here, today = f"{live_server.url}{RHYTHM}", f"{live_server.url}{TODAY}"
    assert worker.evaluate(CLICKED, RHYTHM) == [closes, ["focuses", here]]
    assert worker.evaluate(CLICKED, TODAY) == [closes, ["opens", today]]
    for foreign in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"):
        assert worker.evaluate(CLICKED, foreign) == [closes]


def test_an_iphone_is_told_what_it_takes(phone: Page, live_server: LiveServer, cast: Cast) -> None:
    """In Safari it knows no `PushManager` until the page stands on the home screen."""
    phone.add_init_script(IPHONE)
    sign_in(phone, live_server, cast.amina)
    phone.goto(RHYTHM)
    phone.get_by_text("choose “Add to Home Screen”").wait_for()
    assert phone.get_by_text("takes no notifications from pages").is_hidden()
    assert violations(phone) == []
