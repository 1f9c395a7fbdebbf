"""Witnesses: two real Lapels that cosign each other, and every answer of the witness's door."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from domain.transparency.logbook import LOG, ORIGIN, Signer, checkpoint, log_of
from issuing.earning import earned, staged
from lapel.domain.transparency.checkpoint import open_checkpoint
from lapel.domain.transparency.keys import KeyType
from lapel.domain.transparency.merkle import Head
from lapel.domain.transparency.note import parse_note
from lapel.domain.transparency.tree import Tree
from lapel.domain.transparency.witness import PLAIN, AddCheckpoint, with_cosignatures
from lapel.journey.issuing import actions
from lapel.journey.issuing.models import LogWitness, WitnessedLog
from lapel.journey.issuing.queries import known, open_log, verifier_key
from lapel.journey.record.queries import parked_deliveries
from lapel.ports.fetch import Fetched, FetchRefused
from serving import Server

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django.fixtures import SettingsWrapper

    from lapel.domain.transparency.keys import VerifierKey
    from review.stage import Stage

PATIENCE = 90.0
ASKING = sys.modules["lapel.journey.issuing.actions.ask_witnesses"]


def written(folder: Path, *lines: str) -> str:
    place = folder / "policy.txt"
    place.write_text("\n".join([*lines, ""]))
    return str(place)


@pytest.fixture
def witness(db: None, settings: SettingsWrapper, tmp_path: Path) -> VerifierKey:
    """Make this Lapel a witness of the log in the book; give its key."""
    settings.LOG_POLICY = written(tmp_path, f"log {LOG.key}", "quorum none")
    return verifier_key(actions.make_witness_key())


def request(old: int, new: int, *, proof: Any = None, by: Signer = LOG) -> bytes:
    shelf, head = log_of(max(new, 1))
    steps = Tree(shelf, head.size).consistency(old) if proof is None else proof
    return AddCheckpoint(old, steps, checkpoint(head, signer=by)).body()


def ask(body: bytes) -> Any:
    return Client().post("/log/witness/add-checkpoint", body, content_type="text/plain")


def test_a_witness_cosigns_what_extends_the_log_it_saw(witness: VerifierKey) -> None:
    """tlog-witness: 200 with its line, for the first head, the next, and the same one again."""
    for old, new in ((0, 5), (5, 300), (300, 300)):
        body = request(old, new)
        answer = ask(body)
        assert (answer.status_code, answer["Content-Type"]) == (200, PLAIN)
        note = parse_note(body.partition(b"\n\n")[2])
        cosigned = with_cosignatures(note, answer.content, keys=[witness])
        assert len(cosigned.signatures) == len(note.signatures) + 1
    held = WitnessedLog.objects.get(origin=ORIGIN)
    assert Head(held.size, bytes.fromhex(held.root)) == log_of(300)[1]


def test_a_witness_says_which_size_it_holds_where_another_is_named(witness: VerifierKey) -> None:
    """tlog-witness: 409 with the size, as text/x.tlog.size, so that the log may ask again."""
    assert ask(request(0, 5)).status_code == 200
    answer = ask(request(0, 9))
    assert (answer.status_code, answer.content) == (409, b"5\n")
    assert answer["Content-Type"] == "text/x.tlog.size"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"old 1\n\nnonsense", 400),
        (request(5, 9, proof=(bytes(32),)), 422),
        (request(5, 9, by=Signer(ORIGIN, 9)), 403),
    ],
)
def test_a_witness_refuses_as_the_standard_says(
    witness: VerifierKey, body: bytes, status: int
) -> None:
    """400 malformed, 403 not signed by the log, 422 where the proof does not hold; none signed."""
    assert ask(request(0, 5)).status_code == 200
    answer = ask(body)
    assert answer.status_code == status
    assert b"\xe2\x80\x94" not in answer.content
    assert WitnessedLog.objects.get(origin=ORIGIN).size == 5


def test_a_witness_knows_only_the_logs_that_its_administrator_named(
    db: None, tmp_path: Path, settings: SettingsWrapper
) -> None:
    """404 for any other log, and for all while there is no policy; nothing is kept of them."""
    assert ask(request(0, 5)).status_code == 404
    settings.LOG_POLICY = written(tmp_path, "quorum none")
    actions.make_witness_key()
    assert ask(request(0, 5)).status_code == 404
    assert Client().get("/log/witness/add-checkpoint").status_code == 405
    assert not WitnessedLog.objects.exists()


def test_a_request_that_is_too_large_is_not_read(witness: VerifierKey) -> None:
    """A note has at most 64 kB and a proof 63 hashes; what weighs more is answered 413."""
    assert ask(b"old 0\n" + b"x" * 80_000).status_code == 413


class Door:
    """A witness whose answers a test writes; it keeps what it was asked."""

    def __init__(self, *answers: Fetched | FetchRefused) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, bytes]] = []

    def post(self, url: str, *, body: bytes, **_limits: Any) -> Fetched:
        self.asked.append((url, body))
        answer = self.answers.pop(0)
        if isinstance(answer, FetchRefused):
            raise answer
        return answer


def said(status: int, body: bytes = b"") -> Fetched:
    return Fetched("", status, "text/plain", {}, body)


OTHER = Signer("witness.example/one", 7, KeyType.COSIGNATURE)


@pytest.fixture
def door(settings: SettingsWrapper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Door:
    """Put a witness into the policy that publishing does not wait for."""
    line = f"witness w {OTHER.key} https://witness.example"
    settings.LOG_POLICY = written(tmp_path, line, "quorum none")
    found = Door()
    monkeypatch.setattr(ASKING, "_way_out", lambda _url: found)
    return found


def test_a_witness_that_is_down_stops_nothing(stage: Stage, door: Door) -> None:
    """The award is public; the fault is noted and shown; the witness is asked again later."""
    door.answers = [FetchRefused("The host could not be found.")]
    award = earned(stage)
    assert award.included_at is not None
    row = LogWitness.objects.get()
    assert (row.fault, row.cosigned_at) == ("The host could not be found.", None)
    assert list(parked_deliveries()) == []
    assert door.asked[0][0] == "https://witness.example/add-checkpoint"
    page = Client().get("/issuing/log/").content.decode()
    assert "Has not cosigned the last checkpoint yet" in page


def test_a_witness_that_holds_another_size_is_asked_once_more(stage: Stage, door: Door) -> None:
    """After a 409 the request goes out again from the size that it says it holds."""
    door.answers = [said(409, b"0\n"), said(503)]
    earned(stage)
    door.answers = [said(409, b"1\n"), said(500)]
    earned(staged(stage.cast, "second", "Second"))
    assert [body.split(b"\n")[0] for _url, body in door.asked] == [
        b"old 0",
        b"old 0",
        b"old 0",
        b"old 1",
    ]


def test_a_witness_that_holds_more_than_we_have_is_told_to_the_administrator(
    stage: Stage, door: Door
) -> None:
    """It may lie, so the log goes on; or this database went back, so it is shown."""
    door.answers = [said(409, b"900\n")]
    award = earned(stage)
    assert award.included_at is not None
    assert "It has cosigned 900 entries" in LogWitness.objects.get().fault


def test_an_answer_that_is_no_cosignature_is_not_kept(stage: Stage, door: Door) -> None:
    """What a witness sends is checked before it stands beside our checkpoint."""
    door.answers = [said(200, b"\xe2\x80\x94 witness.example/one AAAAAAAA\n")]
    earned(stage)
    log = open_log()
    assert log is not None
    assert len(parse_note(log.published_note.encode()).signatures) == 1
    assert LogWitness.objects.get().fault


def test_publishing_waits_where_the_policy_wants_a_witness(
    stage: Stage, settings: SettingsWrapper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a quorum of one the award stays private until the witness has cosigned."""
    line = f"witness w {OTHER.key} https://witness.example"
    settings.LOG_POLICY = written(tmp_path, line, "quorum w")
    found = Door(said(503))
    monkeypatch.setattr(ASKING, "_way_out", lambda _url: found)
    award = earned(stage)
    assert award.included_at is None
    log = open_log()
    assert log is not None
    assert (log.size, log.published_size) == (1, 0)
    found.answers = [said(200, OTHER.sign(parse_note(log.note.encode()).text).line().encode())]
    actions.ask_witnesses(number=1)
    award.refresh_from_db()
    assert award.included_at is not None


def lapel(home: Server, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *words],
        env=home._env,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_two_lapels_cosign_each_other(tmp_path: Path) -> None:
    """Real servers on the loopback: each publishes only what the other cosigned; both audit."""
    pair = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        policy = tmp_path / f"{name}.policy"
        server = Server(
            tmp_path / name,
            LAPEL_FETCH_URL="guarded:?http=yes&private=yes",
            LAPEL_LOG_POLICY=str(policy),
        )
        policy.write_text("quorum none\n")
        lapel(server, "lapel.doors.cli.prepare")
        told = lapel(server, "lapel.doors.cli.main", "log", "keys").split()
        pair.append((server, policy, told[1], told[3]))
    for (_s, policy, _l, _w), (other, _p, log_key, witness_key) in zip(
        pair, pair[::-1], strict=True
    ):
        address = f"{other.url}/log/witness"
        lines = [f"log {log_key}", f"witness other {witness_key} {address}", "quorum other", ""]
        policy.write_text("\n".join(lines))
    try:
        for server, *_rest in pair:
            server.start()
        decisions = [server.feed("decision") for server, *_rest in pair]
        for (server, _p, log_key, _w), other, decision in zip(
            pair, pair[::-1], decisions, strict=True
        ):
            _wait_until_included(server, decision)
            words = ["--key", log_key, "--witness", other[3], "--allow-local"]
            address = f"{server.url}/log/1"
            said_ = lapel(server, "lapel.doors.cli.main", "log", "verify", address, *words)
            assert said_.startswith("Intact, and confirmed.")
            with urllib.request.urlopen(f"{address}/checkpoint") as answer:
                assert answer.read().count("—".encode()) == 2
    finally:
        for server, *_rest in pair:
            server.stop()


def _wait_until_included(server: Server, decision: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if server.feed("award", decision=decision)["included"]:
            return
        time.sleep(1)
    raise AssertionError(server.log()[-3000:])


def test_our_own_checkpoint_opens_with_its_cosignature(
    stage: Stage, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cosignature is kept beside the log's own, in what is served and in her proof."""

    def cosign(_url: str, *, body: bytes, **_limits: Any) -> Fetched:
        note = parse_note(body.partition(b"\n\n")[2])
        return said(200, OTHER.sign(note.text).line().encode())

    monkeypatch.setattr(door, "post", cosign)
    earned(stage)
    log = open_log()
    assert log is not None
    served = Client().get("/log/1/checkpoint").content
    opened = open_checkpoint(served, log=known(log), witnesses=[OTHER.key])
    assert [each.key for each in opened.witnesses] == [OTHER.key]
