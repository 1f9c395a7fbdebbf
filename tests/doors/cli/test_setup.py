"""`lapel setup`: a real instance from nothing, asked for or told."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from crash.client import Browser
from crash.instance import Instance
from doors.cli.served import answers, lapel, status
from mailing import Mailbox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.xdist_group("setup")

ADMIN = "head@example.org"


def empty(home: Path) -> Instance:
    """Give a place where nothing is set."""
    fresh = Instance(home)
    fresh.traps.rmdir()
    del fresh.environment["LAPEL_BASE_URL"]
    return fresh


def words(instance: Instance, **more: str) -> list[str]:
    """Give a whole command line."""
    told = {
        "base-url": instance.url,
        "admin": ADMIN,
        "organisation": "Hill District",
        "zone": "Africa/Nairobi",
        "mail": f"files://{instance.home}/letters",
        **more,
    }
    return ["setup", *(word for name, value in told.items() for word in (f"--{name}", value))]


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """Set an instance up without a question, and serve it."""
    made = empty(tmp_path_factory.mktemp("real"))
    done = lapel(made, *words(made))
    assert done.returncode == 0, done.stderr
    assert f"sign in at {made.url} as {ADMIN}" in done.stdout
    made.start()
    try:
        answers(made)
        yield made
    finally:
        made.kill_all()


def test_the_administrator_signs_in_by_code_and_is_led_to_a_second_factor(
    instance: Instance,
) -> None:
    """The way that setup's closing words describe."""
    head = Browser(instance.url)
    head.ask("GET", "/people/sign-in/")
    head.ask("POST", "/people/sign-in/", {"login": ADMIN})
    code = Mailbox(instance.home / "letters").code(ADMIN)
    head.ask("POST", "/people/sign-in/code/", {"code": code})
    answer = head.ask("GET", "/record/")
    assert answer.status == 302
    assert "/people/me/security/" in answer.headers["Location"]


def test_a_real_instance_has_no_door_of_the_demo(instance: Instance) -> None:
    """Neither one-click sign-in nor the demo's loader."""
    assert status(instance, "/people/demo/") == 404
    done = lapel(instance, "demo")
    assert done.returncode == 1
    assert "real instance" in done.stderr


def test_secrets_are_fresh_and_for_their_owner_alone(instance: Instance) -> None:
    """lapel.env is readable by nobody else, and holds two different secrets of length."""
    file = instance.home / "lapel.env"
    assert file.stat().st_mode & 0o777 == 0o600
    secrets = re.findall(r"^LAPEL_\w*SECRET\w*=(.+)$", file.read_text(), re.MULTILINE)
    assert len(set(secrets)) == 2
    assert all(len(secret) >= 40 for secret in secrets)


def test_the_demos_secrets_are_refused(instance: Instance) -> None:
    """With one sentence that names them, by every verb that starts."""
    demo = "demo-only-secret-refused-by-every-real-instance"
    done = lapel(instance, "serve", "--port", "0", LAPEL_SECRET_KEY=demo)
    assert done.returncode != 0
    done = lapel(instance, "backup", str(instance.home / "x"), LAPEL_KEYS_SECRET=demo)
    assert done.returncode == 2
    assert "still hold the demo's secrets" in done.stderr


def test_a_second_setup_is_refused(instance: Instance) -> None:
    """What is set up is never set up over."""
    done = lapel(instance, *words(instance))
    assert done.returncode == 1
    assert "is set up already" in done.stderr


def test_the_doctor_finds_everything_in_order(instance: Instance) -> None:
    """Every part proves itself while it serves; the jobs by the serving runner."""
    done = lapel(instance, "doctor", "--json")
    told = json.loads(done.stdout)
    assert [each for each in told["findings"] if not each["ok"]] == []
    assert done.returncode == 0
    said = {each["part"]: each["said"] for each in told["findings"]}
    assert "the serving runner delivered" in said["jobs"]
    assert "of issuers" in said["keys"]
    assert "real instance" in said["settings"]


def test_a_demo_is_never_made_real(tmp_path: Path) -> None:
    """Its people are invented and its secrets known."""
    place = empty(tmp_path)
    (tmp_path / "db").mkdir()
    (tmp_path / "db" / "lapel.sqlite3").touch()
    done = lapel(place, *words(place))
    assert done.returncode == 1
    assert "holds a demo" in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("zone", "Nairobi", "no time zone"),
        ("admin", "head", "no e-mail address"),
        ("base-url", "lapel.example.org", "no address"),
        ("base-url", "https://lapel.example.org/lapel", "name a host alone"),
        ("base-url", "https://https://lapel.example.org", "name a host alone"),
    ],
)
def test_a_wrong_word_is_told_before_anything_is_made(
    tmp_path: Path, name: str, value: str, sentence: str
) -> None:
    """One sentence, exit code 2, an empty folder."""
    place = empty(tmp_path)
    done = lapel(place, *words(place, **{name: value}))
    assert done.returncode == 2
    assert sentence in done.stderr
    assert not (tmp_path / "lapel.env").exists()


def test_a_setup_that_fails_can_be_begun_anew(tmp_path: Path) -> None:
    """A mail address that no adapter takes stops it; nothing of it is left."""
    place = empty(tmp_path)
    done = lapel(place, *words(place, mail="pigeon://coop"))
    assert done.returncode == 2
    assert "LAPEL_MAIL_URL" in done.stderr
    done = lapel(place, *words(place))
    assert done.returncode == 0, done.stderr


def test_what_is_missing_is_named_where_nobody_can_be_asked(tmp_path: Path) -> None:
    """In a script there is no one to answer."""
    done = lapel(empty(tmp_path), "setup", "--domain", "lapel.example.org")
    assert done.returncode == 1
    assert "E-mail of the first administrator is missing" in done.stderr


def test_what_is_missing_is_asked_for_at_a_terminal(tmp_path: Path) -> None:
    """Four questions, in plain words."""
    place = empty(tmp_path)
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "lapel.doors.cli.main", "setup"]
    with subprocess.Popen(
        command, env=place.environment, stdin=theirs, stdout=subprocess.PIPE, text=True
    ) as asking:
        os.close(theirs)
        letters = f"files://{tmp_path}/letters"
        for line in ("lapel.example.org", ADMIN, "Hill District", letters):
            os.write(ours, f"{line}\n".encode())
        said, _errors = asking.communicate(timeout=180)
    os.close(ours)
    assert asking.returncode == 0
    for question in ("Domain:", "E-mail of the first administrator:", "Mail server"):
        assert question in said
    settings = (tmp_path / "lapel.env").read_text()
    assert "LAPEL_BASE_URL=https://lapel.example.org\n" in settings
    assert f"LAPEL_MAIL_URL={letters}\n" in settings
