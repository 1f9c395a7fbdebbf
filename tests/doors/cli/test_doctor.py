"""`lapel doctor`: each part broken in turn is found, and found alone."""

from __future__ import annotations

import argparse
import fcntl
import json
import shutil
import sqlite3
from collections import namedtuple
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.db import transaction

from crash.instance import Instance
from doors.cli.served import lapel
from lapel.doors.cli import doctor
from lapel.doors.cli.checks import every_check, stores, traffic
from lapel.journey.issuing.actions import prepare_issuer
from lapel.journey.people.actions import found_organisation
from lapel.journey.record import actions
from lapel.journey.record.actions import clock_at, note, take_pulse
from lapel.journey.record.events import Receiver, _receivers
from lapel.journey.record.models import AuditEntry, Delivery, OutboxEvent
from lapel.journey.record.queries import now
from ports.mail.server import MailServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CHECKS = {check.part: check for check in every_check()}
OPTIONS = argparse.Namespace(json=True, mail_to="")


def examined(part: str, **options: Any) -> doctor.Finding:
    """Run one check here."""
    asked = argparse.Namespace(**{**vars(OPTIONS), **options})
    return doctor.examine(asked, CHECKS[part])


def noted() -> AuditEntry:
    with transaction.atomic():
        return note(aggregate="doctor", aggregate_id=uuid4(), action="seen", actor=None)


@pytest.fixture
def issuer(db: None, settings: Any, tmp_path: Path) -> Path:
    """Give an issuer a key in a keyring of this test's own."""
    settings.KEYS_URL = f"file://{tmp_path}/keys"
    place = found_organisation(person=None, slug="hill", name="Hill", kind="programme")
    prepare_issuer(organisation=place)
    return tmp_path / "keys"


@pytest.mark.parametrize("part", sorted(CHECKS))
def test_a_part_in_order_proves_itself(part: str, issuer: Path) -> None:
    """It tells what was tried, and how long it took."""
    found = examined(part)
    assert found.ok, found.said
    assert found.said
    assert found.seconds >= 0


def test_a_wrong_address_of_a_port_is_found(settings: Any) -> None:
    """By the name of its setting."""
    settings.VIDEO_URL = "ffmpeg:?speed=9"
    found = examined("settings")
    assert not found.ok
    assert "LAPEL_VIDEO_URL" in found.said


def test_a_clock_that_went_back_is_found(db: None) -> None:
    """Entries from the future would break the order of the record."""
    with clock_at(now() + timedelta(days=1)):
        noted()
    assert not examined("clock").ok


def test_a_full_disk_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before an upload finds it."""
    usage = namedtuple("usage", "total used free")(10**9, 10**9, 5_000_000)  # noqa: PYI024 (as shutil's own, without types)
    monkeypatch.setattr(stores.shutil, "disk_usage", lambda _path: usage)
    assert not examined("disk").ok


def test_a_changed_record_is_found(db: None) -> None:
    """R21: an entry that was altered no longer hashes to its digest."""
    entry = noted()
    AuditEntry.objects.filter(pk=entry.pk).update(action="never happened")
    found = examined("audit chain")
    assert not found.ok
    assert "the entry was changed" in found.said


def test_a_store_that_cannot_be_written_is_found(settings: Any) -> None:
    """Its folder is no folder."""
    settings.STORAGE_URL = "files:///dev/null/files"
    assert not examined("storage").ok


@pytest.mark.parametrize("part", ["keys", "credentials"])
def test_keys_under_another_secret_are_found(issuer: Path, settings: Any, part: str) -> None:
    """As after a restore with somebody else's lapel.env."""
    settings.KEYS_SECRET = "another secret, as long as it must be"
    found = examined(part)
    assert not found.ok
    assert "WrongSecret" in found.said


def test_a_lost_key_is_found(issuer: Path) -> None:
    """An issuer's row names it, the keyring holds it no more."""
    for file in issuer.glob("issuer-*.key"):
        file.unlink()
    assert not examined("keys").ok


def test_a_checker_without_memory_is_found(issuer: Path, settings: Any) -> None:
    """Badges could be signed, but strangers' not be verified."""
    settings.CHECKING_URL = "child:?memory_mb=1"
    assert not examined("credentials").ok


def test_a_job_that_fails_is_found(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """And its event does not stay behind."""

    def fail(_event: object) -> None:
        raise RuntimeError("broken")

    known = _receivers["record.answer_lightly"]
    broken = Receiver(name=known.name, kind=known.kind, run=fail, heavy=False)
    monkeypatch.setitem(_receivers, known.name, broken)
    assert not examined("jobs").ok
    assert not OutboxEvent.objects.exists()


@pytest.fixture
def locked(settings: Any, tmp_path: Path) -> Iterator[None]:
    """Hold the runner's lock, and run nothing."""
    settings.HOME = tmp_path
    (tmp_path / "db").mkdir()
    with (tmp_path / "db" / "runner.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def test_a_runner_that_hangs_is_found(
    db: None, locked: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It holds its lock but delivers nothing."""
    monkeypatch.setattr(traffic, "WAIT", 0.3)
    found = examined("jobs")
    assert not found.ok
    assert "delivered nothing" in found.said


def test_a_poisoned_job_is_named(db: None) -> None:
    """After its last attempt it is parked; the doctor says which it is and where to go."""
    event = take_pulse()
    poisoned = Delivery.objects.get(event=event, heavy=False)
    Delivery.objects.filter(pk=poisoned.pk).update(attempts=actions.ATTEMPTS)
    assert actions.claim(holder="x", heavy=False) is None
    found = examined("parked jobs")
    assert not found.ok
    assert "record.answer_lightly" in found.said
    assert "/record/" in found.said


def test_a_mail_server_that_is_away_is_found(settings: Any) -> None:
    """Nothing listens there."""
    settings.MAIL_URL = "smtp://127.0.0.1:1?tls=none&timeout=2"
    assert not examined("mail").ok


def test_a_letter_is_sent_where_asked(settings: Any) -> None:
    """`--mail-to` proves the whole way; without it the server is only greeted."""
    with MailServer() as server:
        settings.MAIL_URL = f"smtp://127.0.0.1:{server.port}?tls=none"
        assert examined("mail").ok
        assert server.letters == []
        assert "noop" in server.said
        assert examined("mail", mail_to="head@example.org").ok
        assert len(server.letters) == 1


def test_an_open_way_to_our_own_network_is_found(settings: Any) -> None:
    """A real instance must not fetch from private addresses."""
    settings.IS_DEMO = False
    settings.FETCH_URL = "guarded:?private=yes"
    assert not examined("fetch").ok


@pytest.mark.parametrize(
    ("part", "name", "value"),
    [
        ("scan", "SCAN_URL", "child:?memory_mb=1"),
        ("video", "VIDEO_URL", "ffmpeg:?memory_mb=1"),
        ("redaction", "REDACTION_URL", "child:?memory_mb=1"),
    ],
)
def test_a_child_without_memory_is_found(settings: Any, part: str, name: str, value: str) -> None:
    """Limits that leave no room to work are no protection."""
    setattr(settings, name, value)
    assert not examined(part).ok


class BrokenPress:
    """Makes nothing of anything."""

    def png(self, *_drawing: object, **_options: object) -> bytes:
        return b""

    def pdf(self, *_paper: object, **_options: object) -> bytes:
        return b""


class BrokenRedaction:
    """Covers nothing."""

    def faces_in_picture(self, _path: Path) -> list[object]:
        return []

    def mask_picture(self, source: Path, target: Path, *_boxes: object, **_look: object) -> None:
        target.write_bytes(source.read_bytes())


def test_a_mask_that_covers_nothing_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody would see it before a child is seen."""
    monkeypatch.setattr("lapel.ports.redaction.from_url", lambda _url: BrokenRedaction())
    assert not examined("redaction").ok


@pytest.mark.parametrize("part", ["pictures", "paper"])
def test_a_press_that_makes_nothing_is_found(monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    """An empty file is no picture and no paper."""
    monkeypatch.setattr("lapel.ports.press.from_url", lambda _url: BrokenPress())
    assert not examined(part).ok


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Instance:
    """Make an instance's tables once."""
    made = Instance(tmp_path_factory.mktemp("prepared"))
    made.run("scene.py", "1")
    return made


def copied(prepared: Instance, place: Path) -> Path:
    """Give a copy of the instance's home, and its database."""
    shutil.copytree(prepared.home, place, dirs_exist_ok=True)
    return place / "db" / "lapel.sqlite3"


def told(prepared: Instance, home: Path) -> tuple[int, dict[str, Any]]:
    """Ask the doctor about a copy."""
    done = lapel(prepared, "doctor", "--json", LAPEL_HOME=str(home))
    findings = json.loads(done.stdout)["findings"]
    return done.returncode, {each["part"]: each for each in findings}


def test_tables_that_are_not_up_to_date_are_found(prepared: Instance, tmp_path: Path) -> None:
    """As after an update that was not started yet; nothing else is the matter."""
    with closing(sqlite3.connect(copied(prepared, tmp_path))) as base:
        base.execute("delete from django_migrations where app = 'messaging'")
        base.commit()
    code, findings = told(prepared, tmp_path)
    assert code == 1
    assert [part for part, each in findings.items() if not each["ok"]] == ["database"]
    assert "messaging.0001" in findings["database"]["said"]


def test_a_damaged_database_is_found(prepared: Instance, tmp_path: Path) -> None:
    """Pages overwritten in the middle of the file (SQLite's own integrity_check)."""
    file = copied(prepared, tmp_path)
    with closing(sqlite3.connect(file)) as base:
        base.execute("pragma wal_checkpoint(truncate)")
        found = base.execute("select rootpage from sqlite_master where name = 'catalogue_version'")
        page = found.fetchone()[0]
        size = base.execute("pragma page_size").fetchone()[0]
    content = bytearray(file.read_bytes())
    at = (page - 1) * size
    content[at : at + 64] = b"\xff" * 64
    file.write_bytes(bytes(content))
    code, findings = told(prepared, tmp_path)
    assert code == 1
    assert not findings["database"]["ok"]


def test_an_instance_that_is_not_there_yet_is_told(prepared: Instance, tmp_path: Path) -> None:
    """Looking for it does not make it."""
    code, findings = told(prepared, tmp_path)
    assert code == 1
    assert "`lapel setup` or `lapel demo`" in findings["database"]["said"]
    assert not (tmp_path / "db" / "lapel.sqlite3").exists()


def test_wrong_settings_are_the_first_finding(prepared: Instance) -> None:
    """Where nothing can be loaded, there is nothing else to examine."""
    done = lapel(prepared, "doctor", LAPEL_LOG_LEVEL="LOUD")
    assert done.returncode == 1
    [line] = done.stdout.splitlines()
    assert line.startswith("\N{BALLOT X} settings")
    assert "LAPEL_LOG_LEVEL" in line


def test_each_part_has_one_line_and_help_has_an_example(prepared: Instance) -> None:
    """For people who read, not for machines."""
    done = lapel(prepared, "doctor")
    marks = [line[0] for line in done.stdout.splitlines()]
    assert marks == ["\N{CHECK MARK}"] * len(CHECKS), done.stdout
    assert done.returncode == 0
    assert "lapel doctor" in lapel(prepared, "doctor", "--help").stdout.partition("example:")[2]
