"""A backup taken while people write, brought back elsewhere."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tarfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from crash.instance import Instance
from crash.story import Story
from doors.cli.served import lapel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.xdist_group("backup")

SECRET = {"LAPEL_BACKUP_PASSPHRASE": "correct horse battery"}


def holdings(instance: Instance) -> dict[str, Any]:
    """Ask what an instance holds."""
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("holdings.py"))],
        env=instance.environment,
        stdout=subprocess.PIPE,
        check=True,
        timeout=180,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


class Busy:
    """An instance with two badges in which a second teacher goes on writing and uploading."""

    def __init__(self, home: Path) -> None:
        self.instance = Instance(home)
        told = self.instance.run("scene.py", "2")
        self.instance.start()
        self.badges = Story(self.instance.url, told[0], lambda _phase: None).play().awards
        self.other = Story(self.instance.url, told[1], lambda _phase: None)
        self.over = threading.Event()
        self.rounds = 0
        self.thread = threading.Thread(target=self._go_on)
        self.thread.start()

    def _go_on(self) -> None:
        teacher, ledger = self.other.teacher, self.other.ledger
        teacher.sign_in(self.other.told["teacher"])
        self.other.autosave()
        revision = ledger.answers["overview.plan"]["revision"]
        form = {"name": "film.mp4", "size": 3_000_000_000, "fingerprint": "a" * 8}
        place = f"/evidence/{ledger.draft}/artefacts/proof.photo/"
        there = teacher.ask("POST", place, form, Accept="application/json").json()["upload"]
        offset = 0
        while not self.over.is_set():
            text = f"Round {self.rounds}, and still writing."
            form = {"text": text, "base_revision": revision}
            path = f"/evidence/{ledger.draft}/answers/overview.plan/"
            answer = teacher.ask("POST", path, form, Accept="application/json")
            revision = answer.json()["revision"]
            answer = teacher.once(
                "PATCH",
                there,
                body=bytes(50_000),
                Tus_Resumable="1.0.0",
                Content_Type="application/offset+octet-stream",
                Upload_Offset=str(offset),
            )
            offset = int(answer.headers["Upload-Offset"])
            self.rounds += 1

    def end(self) -> None:
        self.over.set()
        self.thread.join(60)
        self.instance.kill_all()


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Busy]:
    """Give a busy instance for all tests here."""
    made = Busy(tmp_path_factory.mktemp("busy"))
    yield made
    made.end()


@pytest.fixture(scope="module")
def backup(busy: Busy, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Take a backup with keys in the middle of it."""
    file = tmp_path_factory.mktemp("backups") / "lapel.backup"
    before = busy.rounds
    done = lapel(busy.instance, "backup", str(file), "--with-keys", **SECRET)
    assert done.returncode == 0, done.stderr
    assert busy.rounds > before  # somebody did write meanwhile
    assert busy.thread.is_alive()
    return file


@pytest.fixture
def elsewhere(tmp_path: Path) -> Instance:
    """Give an empty place for an instance of the same address."""
    return Instance(tmp_path / "elsewhere")


def at_home(elsewhere: Instance, busy: Busy) -> Instance:
    elsewhere.environment["LAPEL_BASE_URL"] = busy.instance.url
    return elsewhere


def test_a_restored_instance_has_the_same_badges_and_they_verify(
    busy: Busy, backup: Path, elsewhere: Instance
) -> None:
    """Every document byte for byte; every file as its row says; the record's chain whole."""
    at_home(elsewhere, busy)
    done = lapel(elsewhere, "restore", str(backup), **SECRET)
    assert done.returncode == 0, done.stderr
    found = holdings(elsewhere)
    assert found["awards"] == {name: [sha, "valid"] for name, sha in busy.badges.items()}
    assert (found["wrong"], found["chain"], found["parked"]) == ([], [], [])
    # Places given since the backup are unknown here, so new awards take fresh lists.
    assert found["open_lists"] == 0


def test_an_upload_on_its_way_goes_on_where_it_was(
    busy: Busy, backup: Path, elsewhere: Instance
) -> None:
    """What was accepted of it is not asked for again."""
    lapel(at_home(elsewhere, busy), "restore", str(backup), **SECRET)
    [[offset, staged]] = holdings(elsewhere)["offsets"].values()
    assert 0 < offset <= staged


def test_keys_sign_again_after_a_restore(busy: Busy, backup: Path, elsewhere: Instance) -> None:
    """The doctor signs with the issuer's own key, which came under the passphrase."""
    lapel(at_home(elsewhere, busy), "restore", str(backup), **SECRET)
    done = lapel(elsewhere, "doctor", "--json")
    findings = {each["part"]: each for each in json.loads(done.stdout)["findings"]}
    assert findings["keys"]["ok"], findings["keys"]
    assert "of issuers" in findings["keys"]["said"]


def test_keys_are_in_a_backup_only_when_asked_for(busy: Busy, tmp_path: Path) -> None:
    """And then never in the clear."""
    file = tmp_path / "without.backup"
    done = lapel(busy.instance, "backup", str(file))
    assert done.returncode == 0, done.stderr
    assert "keys are not in it" in done.stdout
    with tarfile.open(file) as archive:
        assert not [name for name in archive.getnames() if "key" in name]
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_passphrase_that_is_too_short_is_refused(busy: Busy, tmp_path: Path) -> None:
    """With a sentence, and without a half-written file."""
    file = tmp_path / "x.backup"
    short = {"LAPEL_BACKUP_PASSPHRASE": "short"}
    done = lapel(busy.instance, "backup", str(file), "--with-keys", **short)
    assert done.returncode == 1
    assert "needs 12 characters" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_backup_is_never_written_over(busy: Busy, backup: Path) -> None:
    """Another name is asked for."""
    done = lapel(busy.instance, "backup", str(backup))
    assert done.returncode == 1
    assert "exists already" in done.stderr


def test_an_instance_that_is_not_there_is_not_backed_up(tmp_path: Path) -> None:
    """No empty database is made by looking for one."""
    nobody = Instance(tmp_path / "nobody")
    done = lapel(nobody, "backup", str(tmp_path / "x.backup"))
    assert done.returncode == 1
    assert "nothing to back up" in done.stderr
    assert not (nobody.home / "db").exists()


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def flipped(content: bytes) -> bytes:
    """Change a byte in the middle of the database."""
    at = content.index(b"SQLite format 3") + 50_000
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def without_contents(content: bytes) -> bytes:
    """Leave the table of contents out."""
    out = io.BytesIO()
    with (
        tarfile.open(fileobj=io.BytesIO(content)) as old,
        tarfile.open(fileobj=out, mode="w") as new,
    ):
        for member in old.getmembers():
            if member.name != "backup.json":
                new.addfile(member, old.extractfile(member))
    return out.getvalue()


@pytest.mark.parametrize("damage", [cut, flipped, without_contents, lambda _content: b"no tar"])
def test_a_damaged_backup_is_refused_and_leaves_nothing(
    busy: Busy,
    backup: Path,
    elsewhere: Instance,
    tmp_path: Path,
    damage: Callable[[bytes], bytes],
) -> None:
    """One sentence; the place is as empty as before, and the whole file can be restored there."""
    at_home(elsewhere, busy)
    broken = tmp_path / "broken.backup"
    broken.write_bytes(damage(backup.read_bytes()))
    done = lapel(elsewhere, "restore", str(broken), **SECRET)
    assert done.returncode == 2
    assert "cannot be restored" in done.stderr
    assert "Traceback" not in done.stderr
    left = [path for path in elsewhere.home.rglob("*") if path.is_file()]
    assert left == []


def test_a_wrong_passphrase_restores_nothing(busy: Busy, backup: Path, elsewhere: Instance) -> None:
    """It is told in a sentence."""
    wrong = {"LAPEL_BACKUP_PASSPHRASE": "wrong horse battery"}
    done = lapel(at_home(elsewhere, busy), "restore", str(backup), **wrong)
    assert done.returncode == 2
    assert "cannot be restored" in done.stderr
    assert not (elsewhere.home / "db" / "lapel.sqlite3").exists()


def test_a_backup_is_restored_into_an_empty_instance_only(busy: Busy, backup: Path) -> None:
    """Nothing is ever overwritten."""
    done = lapel(busy.instance, "restore", str(backup), **SECRET)
    assert done.returncode == 1
    assert "empty instance" in done.stderr


def test_a_demo_is_not_restored_as_a_real_instance(
    busy: Busy, backup: Path, elsewhere: Instance
) -> None:
    """It says what kind it is of, before anything is put in place."""
    real = {
        "LAPEL_INSTANCE": "real",
        "LAPEL_SECRET_KEY": "s" * 40,
        "LAPEL_KEYS_SECRET": "k" * 40,
    }
    done = lapel(elsewhere, "restore", str(backup), **SECRET, **real)
    assert done.returncode == 2
    assert "it is of a demo instance" in done.stderr
    assert not (elsewhere.home / "db" / "lapel.sqlite3").exists()
