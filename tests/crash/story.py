"""One teacher's way from the first word to the badge, with a ledger of all that was accepted."""

from __future__ import annotations

import hashlib
import io
import json
import random
import re
import time
import uuid
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from PIL import Image

from crash.client import PATIENCE, Browser, NoAnswerError
from crash.instance import wait_for

if TYPE_CHECKING:
    from collections.abc import Callable

PHASES = ("autosave", "upload", "submit", "score", "award", "disown")
QUESTIONS = ("overview.context", "overview.plan")
CRITERIA = ("waits", "plans")
STATEMENTS = ("consent-held", "no-names", "no-faces", "own-work")
SAVES, PIECES = 4, 4


@dataclass
class Ledger:
    """What the server said it accepted, as the client heard it."""

    number: int
    teacher: str
    draft: str = ""
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    upload: dict[str, Any] = field(default_factory=dict)
    submission: str = ""
    scores: list[dict[str, Any]] = field(default_factory=list)
    locks: list[str] = field(default_factory=list)
    awards: dict[str, str] = field(default_factory=dict)
    first_signed: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def photo(seed: int) -> bytes:
    """Make a picture of noise, half a megabyte, so that it comes in several pieces."""
    noise = random.Random(seed).randbytes(400 * 400 * 3)
    out = io.BytesIO()
    Image.frombytes("RGB", (400, 400), noise).save(out, "PNG")
    return out.getvalue()


class Story:
    """Plays a teacher, two assessors and an officer; `arm` is told each phase before it begins."""

    def __init__(self, url: str, told: dict[str, Any], arm: Callable[[str], None]) -> None:
        self.told = told
        self.arm = arm
        self.teacher = Browser(url)
        self.assessors = [Browser(url), Browser(url)]
        self.officer = Browser(url)
        self.ledger = Ledger(told["number"], told["teacher"])
        self.photo = photo(told["number"])

    def play(self) -> Ledger:
        """Go all the way; whatever stops it tells what each person met last."""
        try:
            self._play()
        except Exception as stopped:
            met = "\n".join(browser.last for browser in self._everybody)
            stopped.add_note(f"story {self.ledger.number}, what each met last:\n{met}")
            raise
        return self.ledger

    def _play(self) -> None:
        self.teacher.sign_in(self.told["teacher"])
        for browser, person in zip(self.assessors, self.told["assessors"], strict=True):
            browser.sign_in(person)
        self.officer.sign_in(self.told["officer"])
        for phase in PHASES:
            self.arm(phase)
            getattr(self, phase)()
        for browser in self._everybody:
            self.ledger.faults += browser.odd

    @property
    def cuts(self) -> int:
        return sum(browser.cuts for browser in self._everybody)

    @property
    def _everybody(self) -> tuple[Browser, ...]:
        return (self.teacher, *self.assessors, self.officer)

    def _expect(self, *, true: bool, sentence: str) -> None:
        if not true:
            self.ledger.faults.append(sentence)

    def autosave(self) -> None:
        """Type two answers in several saves each."""
        answer = self.teacher.ask("POST", f"/evidence/begin/{self.told['enrolment']}/")
        self.ledger.draft = _last_id(answer)
        writer = uuid.uuid4().hex
        for question in QUESTIONS:
            revision = 0
            for turn in range(1, SAVES + 1):
                revision = self._save(question, revision, writer, turn)

    def _save(self, question: str, base: int, writer: str, turn: int) -> int:
        text = f"I waited three seconds, and counted aloud: {question}, take {turn}."
        form = {"text": text, "base_revision": base, "writer": writer, "turn": turn}
        path = f"/evidence/{self.ledger.draft}/answers/{question}/"
        answer = self.teacher.ask("POST", path, form, Accept="application/json")
        self._expect(true=answer.status == 200, sentence=f"{question}: save met {answer.status}")
        revision = int(answer.json()["revision"])
        self.ledger.answers[question] = {"text": text, "revision": revision, "saves": turn}
        return revision

    def upload(self) -> None:
        """Send the photo in pieces, and after each cut go on from where the server stands."""
        form = {"name": "IMG_1.png", "size": len(self.photo), "fingerprint": "f" * 8}
        path = f"/evidence/{self.ledger.draft}/artefacts/proof.photo/"
        begun = self.teacher.ask("POST", path, form, Accept="application/json")
        self._expect(true=begun.status == 201, sentence=f"upload begun with {begun.status}")
        there = begun.json()["upload"]
        file = there.rstrip("/").rpartition("/")[2]
        kept = self.ledger.upload
        kept |= {"file": file, "sha256": hashlib.sha256(self.photo).hexdigest(), "offset": 0}
        kept["artefact"] = begun.json()["artefact"]
        while kept["offset"] < len(self.photo):
            self._send_from(there, kept)
        wait_for(lambda: self._state(file) == "ready", "the photo to be ready", seconds=PATIENCE)
        wait_for(self._is_looked_through, "the photo to be looked through", seconds=PATIENCE)

    def _is_looked_through(self) -> bool:
        page = self.teacher.ask("GET", f"/evidence/{self.ledger.draft}/precheck/")
        return b"data-waits" not in page.data

    def _send_from(self, there: str, kept: dict[str, Any]) -> None:
        piece = len(self.photo) // PIECES + 1
        offset = kept["offset"]
        try:
            answer = self.teacher.once(
                "PATCH",
                there,
                body=self.photo[offset : offset + piece],
                Tus_Resumable="1.0.0",
                Content_Type="application/offset+octet-stream",
                Upload_Offset=str(offset),
            )
        except NoAnswerError:
            answer = self.teacher.ask("HEAD", there, Tus_Resumable="1.0.0")
        if answer.status == 423:  # the process that was killed a moment ago still holds it
            time.sleep(0.2)
            return
        stands = int(answer.headers["Upload-Offset"])
        self._expect(true=stands >= offset, sentence=f"accepted {offset} bytes, now {stands}")
        kept["offset"] = stands

    def _state(self, file: str) -> str:
        return str(self.teacher.ask("GET", f"/files/state/{file}/").json()["state"])

    def submit(self) -> None:
        """Give her word and submit; a second click gets the first answer again."""
        draft = self.ledger.draft
        self.teacher.ask("POST", f"/evidence/{draft}/attest/", {"statement": STATEMENTS})
        form = {"key": uuid.uuid4().hex}
        first = self.teacher.ask("POST", f"/evidence/{draft}/submit/", form)
        again = self.teacher.ask("POST", f"/evidence/{draft}/submit/", form)
        self.ledger.submission = _last_id(first)
        same = _last_id(again) == self.ledger.submission
        self._expect(true=same, sentence="a second click submitted something else")

    def score(self) -> None:
        """Score every criterion twice (one thinks again), and lock."""
        for browser in self.assessors:
            assessment = wait_for(lambda b=browser: self._take(b), "work to score")
            for criterion in CRITERIA:
                for revision, level in enumerate(("almost", "yes")):
                    self._score(browser, assessment, criterion, level, revision)
            self._lock(browser, assessment)

    @staticmethod
    def _take(browser: Browser) -> str:
        answer = browser.ask("POST", "/review/take/")
        return _last_id(answer) if "/assess/" in answer.headers.get("Location", "") else ""

    def _score(
        self, browser: Browser, assessment: str, criterion: str, level: str, revision: int
    ) -> None:
        comment = f"Read {revision + 1} times."
        form = {"revision": revision, "level": level, "comment": comment}
        path = f"/review/assess/{assessment}/score/{criterion}/"
        answer = browser.ask("POST", path, form, Accept="application/json")
        self._expect(true=answer.status == 200, sentence=f"{criterion}: score met {answer.status}")
        entry = {"assessment": assessment, "criterion": criterion, "level": level}
        entry |= {"comment": comment, "revision": answer.json().get("revision")}
        known = [each for each in self.ledger.scores if each["assessment"] == assessment]
        for each in known:
            if each["criterion"] == criterion:
                self.ledger.scores.remove(each)
        self.ledger.scores.append(entry)

    def _lock(self, browser: Browser, assessment: str) -> None:
        answer = browser.ask("POST", f"/review/assess/{assessment}/lock/")
        if not answer.headers.get("Location", "").endswith("/review/"):
            # the answer to the first try was cut off; locked twice is refused, so look
            page = browser.ask("GET", f"/review/assess/{assessment}/lock/")
            self._expect(true=page.status == 302, sentence="an assessment could not be locked")
        self.ledger.locks.append(assessment)

    def award(self) -> None:
        """Find the badge and the stack's, and keep them as they were signed."""
        found = wait_for(self._awards, "two awards", seconds=PATIENCE)
        self.ledger.awards = {award: self._hash_of(award) for award in found}

    def _hash_of(self, award: str) -> str:
        return str(wait_for(lambda: self._read(award), "a badge in the log", seconds=PATIENCE))

    def _read(self, award: str) -> str:
        """Hash the badge; "" while it is on its way into the log."""
        answer = self.teacher.ask("GET", f"/id/award/{award}", Accept="application/json")
        self._expect(true=answer.status in (200, 404), sentence=f"the badge met {answer.status}")
        return hashlib.sha256(answer.data).hexdigest() if answer.status == 200 else ""

    def disown(self) -> None:
        """Have the officer disown the key, and wait until both awards are signed anew."""
        page = self.officer.ask("GET", "/issuing/keys/").data.decode()
        (path,) = re.findall(r"/issuing/keys/[0-9a-f-]{36}/disown/", page)
        form = {"words": "The machine it was on is lost.", "sure": "on"}
        answer = self.officer.ask("POST", path, form)
        # where the answer to the first try was cut off, the key is disowned and has no such page
        told = answer.status == 302 or (answer.status == 404 and self.officer.cuts > 0)
        self._expect(true=told, sentence=f"disowning met {answer.status}")
        self.ledger.first_signed = dict(self.ledger.awards)
        wait_for(self._are_signed_anew, "awards signed anew", seconds=PATIENCE)

    def _are_signed_anew(self) -> bool:
        before = self.ledger.first_signed
        self.ledger.awards = {award: self._hash_of(award) for award in before}
        return all(self.ledger.awards[award] != before[award] for award in before)

    def _awards(self) -> set[str]:
        page = self.teacher.ask("GET", "/sharing/").data.decode()
        found = set(re.findall(r"/sharing/awards/([0-9a-f-]{36})/", page))
        return found if len(found) >= 2 else set()


def _last_id(answer: Any) -> str:
    found = re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", answer.headers.get("Location", ""))
    assert found, (answer.status, json.dumps(dict(answer.headers)))
    return str(found[-1])
