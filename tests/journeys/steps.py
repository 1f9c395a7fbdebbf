"""What people do in the main story: each step by one account, through its own browser window."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import expect

from browser import open_page
from journeys.papers import FIRST, TITLES
from mailing import Mailbox, text_of
from serving import ROOT, Server

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

expect.set_options(timeout=30_000)
HEAD = "head@lapel.example"
ORGANISATION = "Academy of Silence"
DISTRICT = "Lagoon District"
SCHOOLS = ("Hill School", "Harbour School")
PATIENCE = 30_000
CODE = re.compile(r"^    (\S+)\s*$", re.MULTILINE)
ANSWER = "My class of twenty four counted to three after every open question."
BETTER = "My class of twenty four now hears five open questions, and each has many good answers."
CHANGE = "I will wait longer after the first hand goes up."
QUOTE = "counted to three after every open question"
COMMENT = "Only the question about seeds is named, and it has one right answer."
STEP = "Name two more questions of the same lesson that have several good answers."


def real_instance(home: Path) -> Server:
    """Set an empty instance up as one does on the command line, and serve it."""
    server = Server(home, LAPEL_INSTANCE="real", LAPEL_VIVA_SHARE="0")
    ours = ("LAPEL_", "DJANGO_")
    plain = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    words = ["--admin", HEAD, "--organisation", ORGANISATION, "--mail", f"files://{home}/mail"]
    made = subprocess.run(
        [sys.executable, "-m", "lapel.doors.cli.main", "setup", "--base-url", server.url, *words],
        env={**plain, "LAPEL_HOME": str(home), "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    server.start()
    return server


class Someone:
    """An account in a browser window of its own; what the browser complains about is gathered."""

    def __init__(
        self, browser: Browser, server: Server, name: str, email: str = "", **window: Any
    ) -> None:
        self.name = name
        self.email = email or f"{name.lower()}@lapel.example"
        self.server = server
        self.mailbox = Mailbox(server.home / "mail")
        self.page, self.complaints = open_page(browser, server, accept_downloads=True, **window)
        self.page.set_default_timeout(PATIENCE)

    def go(self, path: str) -> Page:
        self.page.goto(path)
        return self.page

    def press(self, name: str | re.Pattern[str], *, within: Locator | None = None) -> None:
        (within or self.page).get_by_role("button", name=name, exact=True).first.click()

    def follow(self, name: str | re.Pattern[str]) -> None:
        self.page.get_by_role("main").get_by_role("link", name=name).first.click()

    def sees(self, words: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_role("main")).to_contain_text(words, timeout=PATIENCE)

    def code(self) -> str:
        """Read the newest code out of her mail."""
        letters = [text_of(each) for each in self.mailbox.letters(self.email)]
        return [found for each in letters for found in CODE.findall(each)][-1]

    def hears(self, words: str) -> str:
        """Wait for a letter with these words, and give its text."""
        deadline = time.monotonic() + PATIENCE / 1000
        while time.monotonic() < deadline:
            for letter in map(text_of, self.mailbox.letters(self.email)):
                if words in letter:
                    return letter
            time.sleep(0.2)
        raise AssertionError(f"no letter to {self.email} says {words!r}")

    def _give_code(self) -> None:
        self.page.get_by_label("Code").wait_for()
        self.page.get_by_label("Code").fill(self.code())
        self.press("Go on")

    def sign_up(self) -> Someone:
        self.go("/people/sign-up/")
        self.page.get_by_label("Your name").fill(self.name)
        self.page.get_by_label("Email").fill(self.email)
        self.press("Send me a code")
        self._give_code()
        self.page.wait_for_url(lambda url: "/code/" not in url and "sign-up" not in url)
        return self

    def sign_in(self) -> Someone:
        self.go("/people/sign-in/")
        self.page.get_by_label("Email").fill(self.email)
        self.press("Send me a code")
        self._give_code()
        return self

    def set_up_app(self) -> Someone:
        """Prove herself with an authenticator's code from now on."""
        self.page.wait_for_url(re.compile("/people/me/security/"))
        self.page.get_by_role("link", name="Set up an app").click()
        secret = self.page.locator("[data-totp-key]").inner_text()
        counter = int(time.time()) // 30
        self.page.get_by_label("Authenticator code").fill(
            format_hotp_value(hotp_value(secret, counter))
        )
        self.press("Set it up")
        expect(self.page.locator("[data-recovery-codes] li")).to_have_count(10)
        return self

    def download(self, name: str | re.Pattern[str]) -> bytes:
        """Save what a link gives as a file."""
        with self.page.expect_download() as kept:
            self.follow(name)
        return kept.value.path().read_bytes()


def introduce(head: Someone) -> None:
    """Give the account that `lapel setup` made a name, which stands in the invitations."""
    head.go("/people/me/").get_by_label("Your name").fill(head.name)
    head.press("Save")
    expect(head.page.get_by_text("Saved.")).to_be_visible()


def found(head: Someone, name: str, kind: str, *, under: str, zone: str = "") -> None:
    """Found an organisation as a part of another."""
    page = head.go("/people/found/")
    page.get_by_label("Part of").select_option(label=under)
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("What it is").select_option(label=kind)
    page.get_by_label("Time zone").fill(zone)
    head.press("Found it")
    expect(page.get_by_text(f"{name} is founded.")).to_be_visible()
    head.sees("Deadlines run in the time of Africa/Nairobi")


def keep_holidays(head: Someone) -> None:
    """Paste holidays, one line of them wrong; mend that line where it stands."""
    lines = "2027-05-01 Labour Day\n2027-02-30 Nothing\n2027-12-20..2027-12-31 Long holidays"
    head.page.get_by_role("link", name="Holidays", exact=True).click()
    field = head.page.get_by_label("Dated lines")
    field.fill(lines)
    head.press("Add all of these")
    head.sees("Line 2: There is no day 2027-02-30.")
    expect(field).to_have_value(lines)
    field.fill(lines.replace("2027-02-30 Nothing\n", ""))
    head.press("Add all of these")
    expect(head.page.get_by_text("13 days were added.")).to_be_visible()
    head.sees("20 December 2027")


def give_roles(head: Someone, roles: dict[str, str], *, at: str = ORGANISATION) -> None:
    """Give roles to addresses that have no account yet: each gets an invitation."""
    for email, role in roles.items():
        head.go("/people/")
        head.follow(at)
        form = head.page.locator("form[action$='/grant/']")
        form.get_by_label("E-mail address").fill(email)
        form.get_by_label("Role").select_option(role)
        head.press("Give the role", within=form)
        expect(head.page.get_by_text(f"{email} is invited.")).to_be_visible()


def invite_by_table(head: Someone, table: Path, *, people: int) -> None:
    """Bring a table, mend nothing, and let the letters go."""
    head.go("/people/invite/")
    head.page.get_by_label("Table (CSV)").set_input_files(table)
    head.press("Look at it")
    head.sees(f"{people} lines are good")
    head.sees("1 line needs mending")
    head.press(f"Invite {people} people")
    head.sees(f"of {people} invitations are written")


def invite_teachers(lead: Someone, table: Path, *, line: int, reason: str, mended: str) -> None:
    """Bring a table with one wrong line, read which and why, mend it, bring it again."""
    lead.go("/people/")
    lead.follow(DISTRICT)
    lead.follow("Invite people")
    for _time in ("wrong", "mended"):
        lead.page.get_by_label("Table (CSV)").set_input_files(table)
        lead.press("Look at it")
        wrong = lead.page.get_by_role("row").filter(has_text=reason)
        if _time == "wrong":
            expect(wrong.get_by_role("cell").first).to_have_text(str(line))
            lines = table.read_text(encoding="utf-8-sig").split("\n")
            lines[line - 1] = mended
            table.write_text("\n".join(lines), encoding="utf-8-sig")
            lead.follow("Choose another file")
    expect(wrong).to_have_count(0)
    lead.press(re.compile(r"^Invite \d+ people$"))
    lead.sees("invitations are written")


def sees_little(lead: Someone, *, invited: int) -> None:
    """Look at the figures of a district in which one person teaches: she cannot be picked out."""
    lead.go("/insight/")
    lead.sees(DISTRICT)
    tiles = lead.page.locator(".tile")
    expect(tiles.filter(has_text="Teachers")).to_contain_text("fewer than 10")
    expect(tiles.filter(has_text="Open invitations")).to_contain_text(str(invited))
    row = lead.page.get_by_role("row").filter(has_text=TITLES[FIRST])
    expect(row.locator(".withheld")).not_to_have_count(0)
    assert lead.name not in row.inner_text()
    expect(lead.page.get_by_text("Nobody has shared an award with you yet.")).to_be_visible()


def show_district(amina: Someone) -> None:
    """Let her district see an award by her name."""
    amina.press(f"Share with {DISTRICT}")
    amina.sees("Withdraw this")


def sees_award(lead: Someone, title: str) -> None:
    """Find what a teacher showed the district, and take the tables along."""
    lead.go("/insight/")
    shown = lead.page.get_by_role("row").filter(has_text="Amina")
    expect(shown).to_contain_text(title)
    expect(shown).to_contain_text(SCHOOLS[0])
    awards = lead.download(re.compile("Download as CSV.*Awards people chose")).decode("utf-8-sig")
    assert f"Amina,{title},{SCHOOLS[0]}," in awards
    schools = lead.download(re.compile("Download as CSV.*By school")).decode("utf-8-sig")
    assert "hidden" in schools
    assert "Amina" not in schools


def publish(dara: Someone, folder: Path, content: dict[str, Any]) -> None:
    """Import a document, look at it as the catalogue will show it, and publish it."""
    file = folder / f"{content['slug']}.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    dara.go("/authoring/import/")
    dara.page.get_by_label("JSON file").set_input_files(file)
    dara.press("Import")
    dara.sees("The document is sound and can be published.")
    dara.follow("Preview")
    dara.sees("A preview: this is how the catalogue will show it.")
    dara.follow("Publish as version 1")
    dara.press("Publish version 1")
    expect(dara.page.get_by_text(f"Published: {content['title']}")).to_be_visible()


def publish_stack(dara: Someone, folder: Path, content: dict[str, Any]) -> None:
    file = folder / "stack.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    dara.go("/authoring/")
    dara.follow("Publish a stack")
    dara.page.get_by_label("JSON file").set_input_files(file)
    dara.press("Publish the stack")
    dara.sees(content["summary"])


def appoint(gita: Someone, slug: str, *assessors: str) -> None:
    """Say who assesses a micro-credential."""
    gita.go("/review/lead/")
    gita.follow(TITLES[slug])
    for name in assessors:
        gita.page.get_by_label("Assessor").select_option(label=name)
        gita.press("Appoint")
        expect(gita.page.get_by_role("rowheader", name=name)).to_be_visible()


def enrol(amina: Someone, slug: str) -> None:
    """Find it in the catalogue by its words, and enrol."""
    amina.go("/catalogue/")
    amina.page.get_by_role("searchbox").fill(TITLES[slug])
    amina.press("Search")
    amina.page.wait_for_url(re.compile(r"search="))
    amina.page.get_by_role("heading", level=3, name=TITLES[slug]).get_by_role("link").click()
    amina.sees("How it is judged")
    amina.press("Enrol")
    amina.page.wait_for_url(re.compile(r"/learning/[0-9a-f-]{36}/"))


def learn(amina: Someone, modules: int) -> None:
    """Go through all modules, the practice with its checks among them."""
    amina.follow(re.compile("^Begin:"))
    for number in range(1, modules + 1):
        amina.sees(f"Module {number} of {modules}")
        for check in amina.page.locator(".check-card").all():
            check.get_by_role("radio").nth(1).check()
            check.get_by_role("button", name="Answer").click()
            expect(check.get_by_text("That holds.")).to_be_visible()
        amina.press(re.compile("^Done"))
    amina.go("/learning/")
    amina.sees(f"{modules} of {modules} modules")


def begin(amina: Someone, slug: str) -> None:
    amina.go("/learning/")
    amina.follow(TITLES[slug])
    amina.press("Begin your evidence")
    amina.page.wait_for_url(re.compile(r"/evidence/[0-9a-f-]{36}/"))


def write(amina: Someone, question: str, text: str) -> None:
    """Type an answer and see it saved by itself."""
    amina.page.locator(f'[id="text-{question}"]').fill(text)
    state = amina.page.locator(f'[id="{question}"] [data-save-state]').first
    expect(state).to_contain_text("Saved", timeout=PATIENCE)


def bring(amina: Someone, slot: str, file: Path, shown: str) -> None:
    """Send a file in pieces and wait until it is shown in its place."""
    place = amina.page.locator(f'[id="{slot}"]')
    place.locator("[data-pick]").set_input_files(file)
    expect(place.locator(shown)).to_be_visible(timeout=PATIENCE)


def hand_in(amina: Someone, number: int) -> str:
    """Give her word, look it over, submit; gives the attempt's id."""
    expect(amina.page.locator("#precheck-body")).to_contain_text("One thing is left")
    expect(amina.page.locator("#attest input[type=checkbox]")).to_have_count(4)
    for statement in amina.page.locator("#attest input[type=checkbox]").all():
        statement.check()
    amina.press("Confirm all of these")
    expect(amina.page.locator("#precheck-body")).to_contain_text("Nothing is missing")
    amina.follow("Look it over and submit")
    amina.press("Submit now")
    amina.page.wait_for_url(re.compile("/evidence/attempts/"))
    expect(amina.page.get_by_role("heading", level=1)).to_have_text(f"Attempt {number}")
    return re.findall(r"[0-9a-f-]{36}", amina.page.url)[-1]


def tracked(amina: Someone, submission: str, *, who: str) -> None:
    """Read on the tracker who acts next."""
    deadline = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < deadline:
        amina.go(f"/review/tracker/{submission}/")
        if f"Who acts next: {who}" in amina.page.get_by_role("main").inner_text():
            return
        time.sleep(0.3)
    amina.sees(f"Who acts next: {who}")


def take(assessor: Someone) -> None:
    """Take the next piece of work, as soon as some waits."""
    button = assessor.page.get_by_role("button", name="Take the next one")
    deadline = time.monotonic() + PATIENCE / 1000
    assessor.go("/review/")
    while not button.count() and time.monotonic() < deadline:
        time.sleep(0.3)
        assessor.go("/review/")
    button.click()
    assessor.page.wait_for_url(re.compile("/review/assess/"))


def score(assessor: Someone, levels: dict[str, str]) -> None:
    """Score by keyboard alone; what is below the line gets a quote, or a time code, and words."""
    page = assessor.page
    keys = {"yes": "1", "almost": "2", "not_yet": "3"}
    criteria = [each.get_attribute("id") for each in page.locator("[data-criterion]").all()]
    assert set(criteria) == set(levels)
    for number, criterion in enumerate(criteria):
        page.keyboard.press("j")
        if number == 0 and page.evaluate("document.activeElement.id") != criterion:
            page.keyboard.press("j")
        page.keyboard.press(keys[levels[str(criterion)]])
        _saved(page, criterion)
        if levels[str(criterion)] != "yes":
            _explain(page, str(criterion))


def _saved(page: Page, criterion: str | None) -> None:
    expect(page.locator(f"#{criterion} [data-state]")).to_contain_text("Saved", timeout=PATIENCE)


def _explain(page: Page, criterion: str) -> None:
    page.keyboard.press("c")
    page.keyboard.type(COMMENT)
    page.keyboard.press("Tab")
    page.keyboard.type(STEP)
    page.keyboard.press("Escape")
    place = page.locator(f"#{criterion} [data-place]")
    if criterion == "waits":
        page.evaluate(_SEEK)
        page.keyboard.press("t")
        expect(place).to_contain_text("0:01")
    else:
        page.evaluate(_SELECT, QUOTE)
        page.keyboard.press("q")
        expect(page.locator(f"#{criterion} q")).to_have_text(QUOTE)


_SEEK = """() => new Promise((done) => { const film = document.querySelector("video");
  film.addEventListener("seeked", done, {once: true}); film.currentTime = 1; })"""
_SELECT = """(words) => {
  const walker = document.createTreeWalker(document.querySelector("[data-evidence]"), 4);
  while (walker.nextNode()) {
    const at = walker.currentNode.data.indexOf(words);
    if (at >= 0) getSelection().setBaseAndExtent(
      walker.currentNode, at, walker.currentNode, at + words.length);
  } }"""


def lock(assessor: Someone) -> None:
    page = assessor.page
    page.get_by_role("link", name="Look over and lock").press("Enter")
    page.get_by_role("button", name="Lock for good").press("Enter")
    page.wait_for_url(lambda url: "/lock/" not in url)


def adjudicate(gita: Someone, levels: dict[str, str], note: str) -> None:
    """Settle what the two differ on, read both reasons only then, and send the letter."""
    gita.go("/review/lead/")
    gita.press("Take the next dispute")
    gita.page.wait_for_url(re.compile("/review/assess/"))
    expect(gita.page.get_by_text(COMMENT)).to_have_count(0)
    score(gita, levels)
    lock(gita)
    gita.sees(COMMENT)
    gita.page.get_by_label("A note for the letter").fill(note)
    gita.press("Send the letter")
    expect(gita.page.get_by_text("Decided. The teacher has her letter.")).to_be_visible()


def earned(amina: Someone, title: str) -> str:
    """Find an award in her portfolio, as soon as the jobs have made it; gives its id."""
    deadline = time.monotonic() + PATIENCE / 1000
    link = amina.page.get_by_role("main").get_by_role("link", name=title)
    amina.go("/sharing/")
    while not link.count() and time.monotonic() < deadline:
        time.sleep(0.5)
        amina.go("/sharing/")
    link.first.click()
    amina.page.wait_for_url(re.compile("/sharing/awards/"))
    on_its_way = amina.page.get_by_role("heading", name="Being entered in the public log")
    while on_its_way.count() and time.monotonic() < deadline:
        time.sleep(0.5)
        amina.page.reload()
    return re.findall(r"[0-9a-f-]{36}", amina.page.url)[-1]
