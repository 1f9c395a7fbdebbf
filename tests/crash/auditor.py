"""Compare what an instance holds with what its clients were told, and count every effect.

Run as `auditor.py FILE` with LAPEL_HOME set, while nothing serves. The file holds lists of
ledgers; prints the list of faults of each as JSON.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lapel.journey.evidence.models import Submission

django.setup()

from django.conf import settings  # noqa: E402 (models need Django to be set up)
from django.db import connection  # noqa: E402 (models need Django to be set up)

from lapel.domain.badges.verdicts import Outcome  # noqa: E402 (models need Django to be set up)
from lapel.domain.transparency.audit import audit as audit_log  # noqa: E402 (models need Django to be set up)
from lapel.domain.transparency.policy import of_witnesses  # noqa: E402 (models need Django to be set up)
from lapel.domain.transparency.tree import Tree  # noqa: E402 (models need Django to be set up)
from lapel.journey.evidence.models import Answer, Artefact, Draft  # noqa: E402 (models need Django to be set up)
from lapel.journey.files.models import Derivative, StoredFile  # noqa: E402 (models need Django to be set up)
from lapel.journey.files.queries import original_key, staging_key, storage  # noqa: E402 (models need Django to be set up)
from lapel.journey.issuing.models import Award, LogEntry, StatusPlace  # noqa: E402 (models need Django to be set up)
from lapel.journey.issuing.queries import (  # noqa: E402 (models need Django to be set up)
    StoredLog,
    head_of,
    is_in_the_log,
    open_log,
    verdict_on,
    verifier_key,
)
from lapel.journey.messaging.models import Message  # noqa: E402 (models need Django to be set up)
from lapel.journey.record.actions import clock_at, deliver_all  # noqa: E402 (models need Django to be set up)
from lapel.journey.record.models import Delivery, OutboxEvent  # noqa: E402 (models need Django to be set up)
from lapel.journey.record.queries import chain_faults, history, now, sha256_of  # noqa: E402 (models need Django to be set up)
from lapel.journey.review.models import Assessment, Score  # noqa: E402 (models need Django to be set up)

# Longer than any pause, claim or lease of a job; shorter than any deadline of the journey.
LATER = timedelta(minutes=30)
WAY = ["queued", "in_review", "agreed", "decided"]


def audit(ledgers: list[dict[str, Any]]) -> list[str]:
    """Give one sentence for everything that is lost, doubled or broken."""
    faults = [fault for ledger in ledgers for fault in ledger["faults"]]
    faults += [f"{each} is still leased" for each in Delivery.objects.filter(state="leased")]
    with clock_at(now() + LATER):
        deliver_all()
        faults += _deliveries()
        for ledger in ledgers:
            name = f"story {ledger['number']}: "
            faults += [name + fault for fault in _story(ledger)]
        faults += _events(len(ledgers))
        faults += _letters()
        faults += _files()
        faults += _log()
    faults += [f"chain of {fault.aggregate}: {fault.sentence}" for fault in chain_faults()]
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        faults += [row[0] for row in cursor.fetchall() if row[0] != "ok"]
    return faults


def _deliveries() -> Iterator[str]:
    for each in Delivery.objects.exclude(state="done").select_related("event"):
        if each.state == "parked":
            yield f"{each.receiver} is parked: {each.error[-300:]}"
        elif each.due_at <= now():
            yield f"{each.receiver} was not delivered"


def _story(ledger: dict[str, Any]) -> Iterator[str]:
    draft = Draft.objects.get(pk=ledger["draft"])
    yield from _answers(draft, ledger["answers"])
    yield from _upload(draft, ledger["upload"])
    attempts = list(draft.submissions.all())
    if [str(each.pk) for each in attempts] != [ledger["submission"]]:
        yield f"{len(attempts)} attempts where one was submitted"
        return
    yield from _manifest(attempts[0])
    yield from _review(attempts[0], ledger)
    yield from _awards(attempts[0], ledger["awards"])


def _answers(draft: Draft, accepted: dict[str, dict[str, Any]]) -> Iterator[str]:
    for question, told in accepted.items():
        answer = Answer.objects.get(draft=draft, question=question)
        if answer.text != told["text"]:
            yield f"{question} holds {answer.text!r}, not what was accepted last"
        if answer.revision != told["saves"]:
            yield f"{question}: {told['saves']} saves made {answer.revision} revisions"
        if answer.set_aside.exists():
            yield f"{question}: a text was set aside though one page wrote alone"


def _upload(draft: Draft, told: dict[str, Any]) -> Iterator[str]:
    pieces = list(Artefact.objects.filter(draft=draft).select_related("file"))
    if [str(each.pk) for each in pieces] != [told["artefact"]]:
        yield f"{len(pieces)} pieces of evidence where one was brought"
        return
    file = pieces[0].file
    if _hash(original_key(file)) != told["sha256"] or file.sha256 != told["sha256"]:
        yield "the photo is not, byte for byte, what was sent"
    kinds = Counter(file.derivatives.values_list("kind", flat=True))
    if kinds != {"picture": 1, "thumbnail": 1}:
        yield f"the photo's derivatives are {dict(kinds)}"


def _hash(key: str) -> str:
    if not storage().exists(key):
        return ""
    return hashlib.sha256(b"".join(storage().open(key))).hexdigest()


def _manifest(submission: Submission) -> Iterator[str]:
    manifest = submission.manifest
    if sha256_of(manifest) != submission.manifest_hash:
        yield "the manifest does not hash to its hash"
    for answer in manifest["answers"]:
        if hashlib.sha256(answer["text"].encode()).hexdigest() != answer["sha256"]:
            yield f"the manifest's hash of {answer['question']} is wrong"
    for piece in manifest["artefacts"]:
        blobs = [(original_key(StoredFile.objects.get(pk=piece["file"])), piece["sha256"])]
        blobs += [
            (Derivative.objects.get(pk=each["id"]).blob, each["sha256"])
            for each in piece["derivatives"]
        ]
        for key, expected in blobs:
            if _hash(key) != expected:
                yield f"{key} is not what the manifest froze"


def _review(submission: Submission, ledger: dict[str, Any]) -> Iterator[str]:
    for told in ledger["scores"]:
        score = Score.objects.get(assessment=told["assessment"], criterion=told["criterion"])
        if (score.level, score.comment) != (told["level"], told["comment"]):
            yield f"{told['criterion']} holds {score.level}, not the score accepted last"
        if score.revision != told["revision"] or score.set_aside.exists():
            yield f"{told['criterion']}: a score was doubled or set aside"
    locked = Assessment.objects.filter(case__submission=submission, locked_at__isnull=False)
    if sorted(str(each.pk) for each in locked) != sorted(ledger["locks"]):
        yield "the locked assessments are not those that were locked"
    if not is_in_the_log(submission.case.decision):
        yield "the decision does not stand in the log"
    entries = list(history("submission", submission.pk))
    counts = Counter(entry.action for entry in entries)
    expected = {"queued": 1, "seat taken": 2, "assessment locked": 2, "decision recorded": 1}
    if {name: counts[name] for name in expected} != expected:
        yield f"the chain notes {dict(counts)}"
    way = [entry.facts["to"] for entry in entries if entry.action == "state changed"]
    if way != WAY:
        yield f"the case went {way}"


def _awards(submission: Submission, accepted: dict[str, str]) -> Iterator[str]:
    awards = {str(each.pk): each for each in Award.objects.filter(person=submission.person)}
    if set(awards) != set(accepted) or len(awards) != 2:
        yield f"{len(awards)} awards where one badge and one stack were seen"
        return
    for name, award in awards.items():
        if hashlib.sha256(award.public_document.encode()).hexdigest() != accepted[name]:
            yield "a badge is not the document that was seen"
        if verdict_on(award).outcome is not Outcome.VALID:
            yield f"a badge does not verify: {verdict_on(award).headline}"
        if [entry.action for entry in history("award", award.pk)] != ["issued", "signed anew"]:
            yield "an award was noted other than once, or signed anew other than once"
        if award.key is None or award.key.disowned_at is not None:
            yield "an award stands under a key that was disowned"
        places = StatusPlace.objects.filter(award=award)
        if [places.count(), places.filter(given_up_at=None).count()] != [2, 1]:
            yield "an award has not one place, and one that it gave up"


def _events(stories: int) -> Iterator[str]:
    counts = Counter(OutboxEvent.objects.values_list("kind", flat=True))
    once_each = {"files.FileReceived": 1, "files.FileReady": 1, "evidence.SubmissionQueued": 1}
    once_each |= {"review.Decided": 1, "issuing.AwardIssued": 2}
    once_each |= {"issuing.KeyDisowned": 1, "issuing.AwardSignedAnew": 2}
    for kind, number in once_each.items():
        if counts[kind] != stories * number:
            yield f"{counts[kind]} events {kind} in {stories} stories"


def _letters() -> Iterator[str]:
    letters = {f"<{each.pk}@localhost>": each for each in Message.objects.all()}
    folder = Path(settings.MAIL_URL.removeprefix("files://"))
    posted = Counter(
        message_from_bytes(path.read_bytes())["Message-ID"] for path in folder.glob("*.eml")
    )
    for name in letters.keys() ^ posted.keys():
        yield f"letter {name} was written or posted, but not both"
    kinds = Counter(each.kind for each in letters.values())
    stories = kinds["received"]
    wanted = {"received": stories, "decided": stories, "award": 2 * stories}
    wanted |= {"award anew": 2 * stories}
    if {kind: kinds[kind] for kind in wanted} != wanted:
        yield f"letters: {dict(kinds)}"


def _files() -> Iterator[str]:
    known = {original_key(file) for file in StoredFile.objects.all()}
    known |= set(Derivative.objects.values_list("blob", flat=True))
    stored = {*storage().keys("vault/"), *storage().keys("shown/")}
    for key in stored - known:
        yield f"{key} belongs to nothing"
    for derivative in Derivative.objects.all():
        if _hash(derivative.blob) != derivative.sha256:
            yield f"{derivative.blob} is not what its row says"
    for file in StoredFile.objects.all():
        if storage().staged_size(staging_key(file)):
            yield "an upload that is done is still in staging"


def _log() -> Iterator[str]:
    """Audit the issuance log, and hold every award's entries against it."""
    log = open_log()
    if log is None or log.key is None:
        yield "there is no log"
        return
    found = audit_log(StoredLog(log.number), policy=of_witnesses(0, (), log=verifier_key(log.key)))
    if not found.confirmed or found.head != head_of(log):
        yield f"the log is {found.codes()}"
    rows = list(LogEntry.objects.order_by("position"))
    if [each.position for each in rows] != list(range(log.size)):
        yield f"{len(rows)} entries do not stand in the log's {log.size} places once each"
    tree = Tree(StoredLog(log.number), log.size)
    for each in rows:
        if each.position is not None and tree.entry(each.position).decode() != each.entry:
            yield f"entry {each.position} is not its row's"
    for award in Award.objects.all():
        kinds = list(award.log_entries.order_by("position").values_list("kind", flat=True))
        if kinds != ["award", "refresh"] or award.included_at is None:
            yield f"an award was entered as {kinds}"


if __name__ == "__main__":
    variants = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    sys.stdout.write(json.dumps([audit(ledgers) for ledgers in variants]))
