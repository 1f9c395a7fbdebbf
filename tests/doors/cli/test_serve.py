"""`lapel serve` as a person at a terminal meets it, with real processes."""

from __future__ import annotations

import socket
from contextlib import suppress
from http.client import HTTPConnection
from typing import TYPE_CHECKING

import psutil
import pytest

from crash.instance import Instance, wait_for
from doors.cli.served import answers, lapel, status

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.xdist_group("serve")


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """Serve one instance for all tests here; each leaves it serving."""
    served = Instance(tmp_path_factory.mktemp("serve"))
    served.start()
    try:
        answers(served)
        yield served
    finally:
        served.kill_all()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LAPEL_LOG_LEVEL", "LOUD"),
        ("LAPEL_UPLOAD_LIMIT_MB", "many"),
        ("LAPEL_BASE_URL", "localhost"),
        ("LAPEL_STORAGE_URL", "files://relative/folder"),
        ("LAPEL_KEYS_SECRET", "short"),
        ("LAPEL_FETCH_URL", "guarded:?everything=yes"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_one_sentence(
    name: str, value: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """It names the variable (or the port it opens), and nothing is left running."""
    fresh = Instance(tmp_path_factory.mktemp("wrong"))
    done = lapel(fresh, "serve", "--port", str(fresh.port), **{name: value})
    assert done.returncode == 2
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("lapel cannot start: ")
    assert name.removesuffix("_SECRET") in lines[0]


def test_it_says_where_it_answers(instance: Instance) -> None:
    """Once, when the first page can be had."""
    wait_for(lambda: "Lapel serves" in instance.log.read_text(), "the greeting")
    line = f"Lapel serves http://localhost:{instance.port} (Ctrl-C ends)"
    assert instance.log.read_text().count(line) >= 1


def test_it_says_the_address_people_know_it_by(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Where it has another than it listens on, which a proxy in front of it knows."""
    known = Instance(tmp_path_factory.mktemp("known"), LAPEL_BASE_URL="https://lapel.example/")
    known.start()
    try:
        wait_for(lambda: "Lapel serves" in known.log.read_text(), "the greeting")
    finally:
        known.kill_all()
    where = f"https://lapel.example, listening on 127.0.0.1, port {known.port}"
    assert f"Lapel serves {where} (Ctrl-C ends)" in known.log.read_text()


def test_a_foreign_host_is_refused_without_a_word(instance: Instance) -> None:
    """Scanners ask so by the thousand; a traceback of each would bury what matters."""
    asking = HTTPConnection("127.0.0.1", instance.port, timeout=20)
    asking.request("GET", "/", headers={"Host": "scanner.example"})
    assert asking.getresponse().status == 400
    asking.close()
    said = instance.log.read_text()
    assert "scanner.example" not in said
    assert "DisallowedHost" not in said


@pytest.mark.parametrize("part", ["web worker", "web server", "job runner"])
def test_a_part_that_dies_is_started_again(instance: Instance, part: str) -> None:
    """And nothing of the dead one is left beside it."""
    before = instance.part(part)
    assert before is not None
    before.kill()

    def is_new() -> psutil.Process | None:
        found = instance.part(part)
        return found if found is not None and found.pid != before.pid else None

    wait_for(is_new, f"a new {part}")
    answers(instance)
    wait_for(lambda: len(instance.processes()) == 4, "minder, web server, worker, runner")


def test_a_busy_port_is_a_plain_sentence(
    instance: Instance, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """It names the port and what to do."""
    other = Instance(tmp_path_factory.mktemp("other"))
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = str(busy.getsockname()[1])
        done = lapel(other, "serve", "--port", port)
    assert done.returncode == 1
    said = f"port {port} on 127.0.0.1 is not free"
    assert [line.partition(": ")[0] for line in done.stderr.splitlines() if said in line] == [
        "Waiting 10 s",  # told before it is waited for
        "lapel cannot start",
    ]
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("has_jobs", [True, False], ids=["at work", "its runner still loading"])
def test_an_instance_is_served_once(instance: Instance, has_jobs: bool) -> None:
    """A second `lapel serve` of the same folder says so, at whatever moment it is asked."""
    held_still = None
    if not has_jobs:
        before = instance.part("job runner")
        assert before is not None
        before.kill()

        def loading() -> psutil.Process | None:
            found = instance.part("job runner")
            return found if found is not None and found.pid != before.pid else None

        held_still = wait_for(loading, "a new job runner")
        held_still.suspend()
    try:
        done = lapel(instance, "serve", "--port", "0")
    finally:
        if held_still is not None:
            held_still.resume()
    assert done.returncode == 1
    assert f"serves {instance.home} already" in done.stderr


def test_what_the_minder_started_dies_with_it(instance: Instance) -> None:
    """After kill -9 of the minder alone nothing goes on unseen, and it can be served again."""
    every = instance.processes()
    every[0].kill()
    _gone, alive = psutil.wait_procs(every, timeout=30)
    assert alive == []
    instance.start()
    answers(instance)


@pytest.mark.parametrize("killed", ["minder", "minder and web server"])
def test_a_worker_that_is_still_loading_dies_too(instance: Instance, killed: str) -> None:
    """It would show pages on its port while no job is done, and the next serve could not begin."""
    answers(instance)
    former = {each.pid for each in instance.processes()}
    server = instance.part("web server")
    assert server is not None
    server.kill()

    def loading() -> psutil.Process | None:
        found = instance.part("web worker")
        return found if found is not None and found.pid not in former else None

    worker = wait_for(loading, "a new web worker")
    worker.suspend()  # it loads for as long as the others need to die
    every = instance.processes()
    every[0].kill()
    if killed == "minder and web server":
        worker.parent().kill()
    psutil.wait_procs(every[:1], timeout=30)
    with suppress(psutil.NoSuchProcess):
        worker.resume()
    _gone, alive = psutil.wait_procs({*every, worker}, timeout=30)
    assert alive == []
    instance.start()
    answers(instance)


def test_one_ctrl_c_ends_everything(instance: Instance) -> None:
    """It ends in order, with exit code 0, and leaves nothing behind."""
    assert instance.stop() == []
    assert instance.process is not None
    assert instance.process.returncode == 0
    assert status(instance) == 0
    instance.start()
    answers(instance)


def test_a_part_that_cannot_start_is_told(tmp_path_factory: pytest.TempPathFactory) -> None:
    """It does not go on trying for ever, and says which part it is."""
    fresh = Instance(tmp_path_factory.mktemp("unable"))
    nothing = fresh.home / "no.pem"
    words = ["--tls-certificate", str(nothing), "--tls-key", str(nothing)]
    done = lapel(fresh, "serve", "--port", str(fresh.port), *words)
    assert done.returncode == 1
    assert "The web server cannot start" in done.stderr
