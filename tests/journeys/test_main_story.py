"""The main journey from an empty database, every decision in it made by an account's browser."""

from __future__ import annotations

import io
import json
import re
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from playwright.sync_api import expect

import axe
from journeys import papers, steps
from journeys.papers import FIRST, SECOND, STACK_TITLE, THIRD, TITLES
from journeys.steps import Someone
from lapel.domain.badges.reading import read_badge
from peers.verifiers import PEERS, accepts
from ports.footage import record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from serving import Server

pytestmark = pytest.mark.journey
TABLE = """name,email,school,role
Ben,ben@lapel.example,Academy of Silence,assessor
Bola,bola@lapel.example,Academy of Silence,assessor
Chuma,chuma@lapel.example,Academy of Silence,assessor
Nobody,not an address,Academy of Silence,assessor
"""

# As Excel writes it where the comma is for decimals; line 4 names a school that is not there.
TEACHERS = "\r\n".join(
    [
        "sep=;",
        "Name;E-mail;School",
        "Amina;amina@lapel.example;Hill School",
        "Zawadi;zawadi@lapel.example;Hil School",
        *[f"Teacher {n};teacher{n}@lapel.example;Harbour School" for n in range(10)],
    ]
)


class Company:
    """Everybody in the story, each with a window of her own."""

    def __init__(self, browser: Browser, server: Server, folder: Path) -> None:
        self.browser, self.server, self.folder = browser, server, folder
        self.everyone: list[Someone] = []

    def enter(self, name: str, email: str = "") -> Someone:
        found = Someone(self.browser, self.server, name, email)
        self.everyone.append(found)
        return found

    def leave(self) -> list[str]:
        for each in self.everyone:
            each.page.context.close()
        return [f"{each.name}: {said}" for each in self.everyone for said in each.complaints]


@pytest.fixture
def company(browser: Browser, tmp_path: Path) -> Iterator[Company]:
    """Serve an instance that is empty but for its organisation and administrator."""
    home = tmp_path / "home"
    home.mkdir()
    server = steps.real_instance(home)
    found = Company(browser, server, tmp_path)
    yield found
    complaints = found.leave()
    server.stop()
    assert complaints == []


def photo(path: Path) -> Path:
    Image.effect_noise((640, 480), 60).save(path, "JPEG")
    return path


def film(path: Path) -> Path:
    return record(path, "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac", seconds=3)


def fetched(address: str) -> dict[str, Any]:
    """Give a public document as a machine gets it."""
    asked = urllib.request.Request(address, headers={"Accept": "application/ld+json"})
    with urllib.request.urlopen(asked, timeout=20) as answer:
        found: dict[str, Any] = json.load(answer)
        return found


def staffed(company: Company) -> dict[str, Someone]:
    """Have the administrator bring her people, and each of them sign up."""
    head = company.enter("Head", steps.HEAD).sign_in().set_up_app()
    steps.introduce(head)
    roles = {"dara": "designer", "gita": "lead_assessor", "hana": "issuer_officer"}
    steps.give_roles(head, {f"{each}@lapel.example": role for each, role in roles.items()})
    table = company.folder / "people.csv"
    table.write_text(TABLE, encoding="utf-8")
    steps.invite_by_table(head, table, people=3)
    staff = {name: company.enter(name.title()) for name in (*roles, "ben", "bola", "chuma")}
    for each in staff.values():
        each.hears("invite")
        each.sign_up()
    staff["hana"].set_up_app()
    return {**staff, "head": head, "elif": districted(company, head)}


def districted(company: Company, head: Someone) -> Someone:
    """Have the administrator found a district with two schools, and its lead invite teachers."""
    steps.found(head, steps.DISTRICT, "District", under=steps.ORGANISATION, zone="nairobi")
    steps.keep_holidays(head)
    for school in steps.SCHOOLS:
        steps.found(head, school, "School", under=steps.DISTRICT)
    steps.give_roles(head, {"elif@lapel.example": "programme_lead"}, at=steps.DISTRICT)
    lead = company.enter("Elif")
    assert f"for {steps.DISTRICT} as: Programme lead" in lead.hears("Head invites you")
    lead.sign_up()
    table = company.folder / "teachers.csv"
    table.write_text(TEACHERS, encoding="utf-8-sig", newline="")
    steps.invite_teachers(
        lead,
        table,
        line=4,
        reason="There is no school of this name.",
        mended="Zawadi;zawadi@lapel.example;Hill School",
    )
    return lead


def invited(company: Company) -> Someone:
    """Have the teacher come by the letter that her district's lead sent."""
    amina = company.enter("Amina")
    assert "for Hill School as: Teacher" in amina.hears("Elif invites you")
    amina.sign_up()
    amina.go("/people/me/")
    amina.sees("Teacher · Hill School")
    return amina


def shelved(company: Company, staff: dict[str, Someone]) -> None:
    """Have the designer publish three micro-credentials and their stack, and the lead appoint."""
    for content in (papers.whole(), papers.small(SECOND), papers.small(THIRD)):
        steps.publish(staff["dara"], company.folder, content)
    steps.publish_stack(staff["dara"], company.folder, papers.stack())
    steps.appoint(staff["gita"], FIRST, "Ben", "Bola", "Chuma")
    for slug in (SECOND, THIRD):
        steps.appoint(staff["gita"], slug, "Ben", "Bola")


def first_attempt(company: Company, amina: Someone) -> str:
    """Learn, write, bring a photo and a film, attest, submit."""
    steps.enrol(amina, FIRST)
    steps.learn(amina, modules=3)
    steps.begin(amina, FIRST)
    expect(amina.page.locator("#precheck-body")).to_contain_text("things are missing")
    steps.write(amina, papers.CONTEXT, steps.ANSWER)
    steps.bring(amina, "artefacts.board", photo(company.folder / "Amina IMG_1.jpg"), "img")
    steps.bring(amina, "artefacts.lesson", film(company.folder / "Amina VID_1.mp4"), "video")
    steps.write(amina, "reflection.change", steps.CHANGE)
    return steps.hand_in(amina, 1)


def blind(assessor: Someone) -> None:
    """See neither her nor her files' names on the bench, which shows photo and film in place."""
    body = assessor.page.content()
    assert "Amina" not in body
    assert "IMG_1" not in body
    assert "VID_1" not in body
    expect(assessor.page.locator("[data-evidence] video")).to_have_count(1)
    expect(assessor.page.locator("[data-evidence] img")).not_to_have_count(0)


def disputed(staff: dict[str, Someone], amina: Someone, submission: str) -> None:
    """Let two score blind and differ across the line, and the lead settle it on "almost"."""
    both = "Two assessors who do not know you or each other."
    steps.tracked(amina, submission, who=both)
    steps.take(staff["ben"])
    blind(staff["ben"])
    steps.score(staff["ben"], {"waits": "yes", "opens": "almost", "looks-back": "yes"})
    steps.lock(staff["ben"])
    steps.tracked(amina, submission, who=both)
    steps.take(staff["bola"])
    blind(staff["bola"])
    assert steps.COMMENT not in staff["bola"].page.content()
    steps.score(staff["bola"], {"waits": "yes", "opens": "yes", "looks-back": "almost"})
    steps.lock(staff["bola"])
    steps.tracked(amina, submission, who="A lead assessor.")
    steps.adjudicate(staff["gita"], {"opens": "almost"}, "It is nearly there.")
    steps.tracked(amina, submission, who="You: read the letter, and revise when you are ready.")


def revised(amina: Someone) -> str:
    """Read the letter, change only what is still open, and submit again."""
    amina.hears("/review/tracker/")
    for words in ("It is nearly there.", steps.COMMENT, steps.STEP, steps.QUOTE):
        amina.sees(words)
    amina.follow("Revise")
    page = amina.page
    expect(page.locator('[id="artefacts.lesson"]')).to_contain_text("Carried over")
    expect(page.locator('[id="artefacts.lesson"] [data-pick]')).to_have_count(0)
    steps.write(amina, papers.CONTEXT, steps.BETTER)
    submission = steps.hand_in(amina, 2)
    amina.sees("Waits after the question")
    return submission


def accepted(staff: dict[str, Someone], amina: Someone, submission: str) -> None:
    """Have one of the first two and one new assessor read it; both say yes (R13)."""
    steps.take(staff["chuma"])
    steps.score(staff["chuma"], {"opens": "yes", "looks-back": "yes"})
    steps.lock(staff["chuma"])
    steps.take(staff["ben"])
    assert steps.COMMENT not in staff["ben"].page.content()
    steps.score(staff["ben"], {"opens": "yes", "looks-back": "yes"})
    steps.lock(staff["ben"])
    steps.tracked(amina, submission, who="Nobody: it is yours.")
    amina.sees("What changed between attempt 1 and attempt 2")


def kept(amina: Someone) -> dict[str, bytes]:
    """Take the award in every form it is offered in."""
    return {
        "json": amina.download("The badge itself (JSON)"),
        "png": amina.download("Picture with the badge in it (PNG)"),
        "svg": amina.download("Drawing with the badge in it (SVG)"),
        "pdf": amina.download("Certificate to print, with the badge attached (PDF)"),
    }


def shared(amina: Someone, stranger: Someone, award: str) -> None:
    """Open its page to the world; before that it answers to nobody."""
    path = f"/sharing/badge/{award}/"
    gone = stranger.page.request.get(path)
    assert gone.status == 404
    amina.page.get_by_label("Anyone with the link can see this badge").check()
    amina.press("Save")
    expect(amina.page.get_by_role("link", name="Add to LinkedIn")).to_have_attribute(
        "href", re.compile("^https://www.linkedin.com/")
    )
    stranger.go(path)
    stranger.sees(f"Verified: issued by {steps.ORGANISATION}, and valid today.")
    assert "Amina" not in stranger.page.content()
    assert axe.violations(stranger.page) == []


def verified(stranger: Someone, file: Path) -> None:
    """Hand her file to the verify page, as an employer would."""
    stranger.go("/sharing/verify/")
    stranger.page.get_by_label("A badge file").set_input_files(file)
    stranger.press("Verify")
    expect(stranger.page.locator("#result")).to_contain_text("Valid", ignore_case=True)
    stranger.sees(TITLES[FIRST])


def earn(staff: dict[str, Someone], amina: Someone, slug: str) -> None:
    """Go the short way: one text, two times yes."""
    steps.enrol(amina, slug)
    steps.begin(amina, slug)
    steps.write(amina, papers.CONTEXT, steps.BETTER)
    steps.hand_in(amina, 1)
    for name in ("ben", "bola"):
        steps.take(staff[name])
        steps.score(staff[name], {"opens": "yes"})
        steps.lock(staff[name])
    steps.earned(amina, TITLES[slug])


def third_parties_accept(credential: dict[str, Any], *, refuse_forged: bool = False) -> None:
    """Ask the verifiers from npm, with the documents the public addresses give."""
    entry = credential["credentialStatus"]
    lists = entry if isinstance(entry, list) else [entry]
    addresses = {each["statusListCredential"] for each in lists}
    served = {address: fetched(address) for address in addresses}
    for peer in PEERS:
        answer = accepts(peer, credential, served)
        assert answer.verified, (peer, answer)
    if refuse_forged:
        forged = json.loads(json.dumps(credential))
        forged["credentialSubject"]["achievement"]["name"] = "Something grander"
        assert [peer for peer in PEERS if accepts(peer, forged, served).verified] == []


@pytest.mark.peer
def test_a_teacher_earns_three_badges_and_a_stack_from_an_empty_database(company: Company) -> None:
    """From `lapel setup` to badges that third parties accept; nobody acts but through a browser."""
    staff = staffed(company)
    shelved(company, staff)
    amina, stranger = invited(company), company.enter("Stranger")
    first = first_attempt(company, amina)
    steps.sees_little(staff["elif"], invited=11)
    disputed(staff, amina, first)
    second = revised(amina)
    accepted(staff, amina, second)
    award = steps.earned(amina, TITLES[FIRST])
    files = kept(amina)
    credential = json.loads(files["json"])
    for form in ("png", "svg"):
        assert read_badge(files[form]) == credential
    assert files["pdf"].startswith(b"%PDF-")
    assert Image.open(io.BytesIO(files["png"])).format == "PNG"
    third_parties_accept(credential, refuse_forged=True)
    shared(amina, stranger, award)
    steps.show_district(amina)
    steps.sees_award(staff["elif"], TITLES[FIRST])
    badge = company.folder / "badge.png"
    badge.write_bytes(files["png"])
    verified(stranger, badge)
    for slug in (SECOND, THIRD):
        earn(staff, amina, slug)
    steps.earned(amina, STACK_TITLE)
    third_parties_accept(json.loads(amina.download("The badge itself (JSON)")))
    staff["hana"].go("/issuing/")
    staff["hana"].sees(STACK_TITLE)
