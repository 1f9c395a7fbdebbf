"""`lapel status`: what a list says of a badge, and what is in a list."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from domain.badges.badge_makers import (
    ISSUER,
    REVOCATION,
    SUSPENSION,
    award,
    badge_with_two_lists,
    key,
)
from doors.cli.test_verify import NOW, Network, current_badge, current_list, written
from lapel.domain.badges import documents, revocations
from lapel.domain.badges.keys import Kind
from lapel.domain.badges.multiformats import multibase_encode
from lapel.domain.badges.proof import add_proof
from lapel.doors.cli import main
from lapel.ports import fetch as fetch_port

if TYPE_CHECKING:
    from pathlib import Path

PLACE = 94_567  # the badge's, in badge_makers.award


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = main.main(["status", *words])
    return code, capsys.readouterr().out


@pytest.fixture
def trust(tmp_path: Path) -> str:
    issuer = {"id": ISSUER, "name": "Hill", "keys": [key().multikey]}
    return written(tmp_path, "trust.json", {"issuers": [issuer]})


def ask(
    folder: Path, capsys: pytest.CaptureFixture[str], listed: Any, *words: str
) -> tuple[int, str]:
    file = written(folder, "badge.json", current_badge())
    return run(capsys, file, "--offline", "--list", written(folder, "list.json", listed), *words)


def test_a_clear_place_in_a_confirmed_list_is_in_force(
    tmp_path: Path, trust: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Offline, with the list in a file: exit code 0."""
    code, out = ask(tmp_path, capsys, current_list(REVOCATION), "--trust", trust)
    assert (code, "neither revoked nor suspended" in out) == (0, True)
    assert f"{REVOCATION} {PLACE}" in out


def test_a_set_place_is_revoked(
    tmp_path: Path, trust: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 4, and its facts as JSON."""
    listed = current_list(REVOCATION, bits=(PLACE,))
    code, out = ask(tmp_path, capsys, listed, "--trust", trust, "--json")
    told = json.loads(out)
    assert (code, told["exitCode"], told["purpose"]) == (4, 4, "revocation")


def test_a_list_that_nobody_confirms_does_not_clear_a_badge(
    tmp_path: Path, trust: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A thief's clean list, in the issuer's name under a key of his own, or no trust at all: 3."""
    thief = current_list(REVOCATION, signer=key(2))
    code, out = ask(tmp_path, capsys, thief, "--trust", trust)
    assert (code, "Who signed the list is not confirmed." in out) == (3, True)
    assert ask(tmp_path, capsys, current_list(REVOCATION))[0] == 3


@pytest.mark.parametrize(
    ("listed", "code"),
    [
        (current_list(SUSPENSION), 1),
        ({**current_list(REVOCATION), "validUntil": "2099-01-01T00:00:00Z"}, 1),
        (current_list(REVOCATION, lifetime=timedelta(minutes=1)), 3),
    ],
)
def test_another_list_an_altered_one_and_an_old_one_are_told_apart(
    tmp_path: Path, trust: str, capsys: pytest.CaptureFixture[str], listed: Any, code: int
) -> None:
    """1 for forged, 3 for out of date."""
    assert ask(tmp_path, capsys, listed, "--trust", trust)[0] == code


def test_online_lists_are_fetched_from_their_addresses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both lists of a badge that names two; the badge itself may stand at an address too."""
    from domain.badges.badge_makers import web

    lists = {url: current_list(url) for url in (REVOCATION, SUSPENSION)}
    two = badge_with_two_lists(valid_from=NOW - timedelta(hours=1))
    served = {**web(**lists), "https://lapel.example/badge": two}
    pages = {url: json.dumps(page).encode() for url, page in served.items()}
    monkeypatch.setattr(fetch_port, "fetch", Network(pages))
    code, out = run(capsys, "https://lapel.example/badge")
    assert (code, out.count("/status/")) == (0, 2)


def test_a_badge_without_a_list_and_one_that_is_forged_say_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """None to look in: 0; a forged badge has no status: its own exit code."""
    bare = documents.credential(award(status=(), valid_from=NOW - timedelta(hours=1)))
    signed = add_proof(bare, signer=key(), created=NOW)
    code, out = run(capsys, written(tmp_path, "b.json", signed), "--offline")
    assert (code, "has no status list" in out) == (0, True)
    forged = {**current_badge(), "name": "Other"}
    assert run(capsys, written(tmp_path, "f.json", forged), "--offline")[0] == 1
    (tmp_path / "text").write_text("hello")
    assert run(capsys, str(tmp_path / "text"))[0] == 2
    assert run(capsys, "https://lapel.example/x", "--offline")[0] == 2


def test_a_plain_revocation_list_counts_only_from_its_own_address(
    tmp_path: Path,
    trust: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """1EdTech's list is not signed: a copy in a file clears nobody."""
    url = "https://lapel.example/revoked"
    bare = documents.credential(award(status=(), valid_from=NOW - timedelta(hours=1)))
    bare["credentialStatus"] = {"id": url, "type": revocations.KIND}
    file = written(tmp_path, "b.json", add_proof(bare, signer=key(), created=NOW))
    listed = revocations.revocation_list(url, issuer=ISSUER, revoked={})
    copy = written(tmp_path, "l.json", listed)
    assert run(capsys, file, "--offline", "--list", copy, "--trust", trust)[0] == 3
    monkeypatch.setattr(fetch_port, "fetch", Network({url: json.dumps(listed).encode()}))
    assert run(capsys, file, "--trust", trust)[0] == 0


def test_a_message_is_told_and_one_that_is_not_at_hand_takes_nothing(
    tmp_path: Path,
    trust: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A message ends nothing (Bitstring Status List 1.0, §2.1), so the exit code is 0."""
    url = "https://lapel.example/messages"
    two = documents.credential(award(valid_from=NOW - timedelta(hours=1)))
    told = {"statusPurpose": "message", "statusListCredential": url}
    told["id"] = f"{url}#{PLACE}"
    two["credentialStatus"] = [two["credentialStatus"], {**two["credentialStatus"], **told}]
    file = written(tmp_path, "b.json", add_proof(two, signer=key(), created=NOW))
    listed = current_list(url, bits=(PLACE,))
    del listed["proof"]
    listed["credentialSubject"]["statusPurpose"] = "message"
    signed = add_proof(listed, signer=key(), created=NOW)
    pages = {url: signed, REVOCATION: current_list(REVOCATION)}
    served = {where: json.dumps(page).encode() for where, page in pages.items()}
    monkeypatch.setattr(fetch_port, "fetch", Network(served))
    code, out = run(capsys, file, "--trust", trust)
    assert (code, "message 0x1 set" in out) == (0, True)
    del served[url]
    code, out = run(capsys, file, "--trust", trust)
    assert (code, "messages" in out.split()) == (0, False)
    place = ("--offline", "--trust", trust, "--index", str(PLACE))
    assert run(capsys, written(tmp_path, "l.json", signed), *place)[0] == 0


def test_a_list_itself_is_decoded(
    tmp_path: Path, trust: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its purpose, length and set places; with an index that one."""
    bits = tuple(range(0, 50, 2))
    file = written(tmp_path, "list.json", current_list(REVOCATION, bits=bits))
    code, out = run(capsys, file, "--offline", "--trust", trust)
    assert (code, "length        131072" in out, "and 5 more" in out) == (0, True, True)
    told = json.loads(run(capsys, file, "--offline", "--json")[1])
    assert (told["set"], told["setPlaces"], told["exitCode"]) == (25, list(bits), 3)
    assert run(capsys, file, "--offline", "--trust", trust, "--index", "48")[0] == 4
    code, out = run(capsys, file, "--offline", "--trust", trust, "--index", "49")
    assert (code, out.startswith("Place 49 is clear.")) == (0, True)
    assert run(capsys, file, "--offline", "--index", "131072")[0] == 2


@pytest.mark.parametrize("purpose", ["revocation", "suspension", "message"])
def test_a_list_of_each_purpose_is_signed_and_read_by_hand(
    tmp_path: Path, trust: str, capsys: pytest.CaptureFixture[str], purpose: str
) -> None:
    """Lapel's own lists are of revocation (docs/adr/0008); an integrator signs others herself."""
    unsigned = {n: v for n, v in current_list(REVOCATION, bits=(7,)).items() if n != "proof"}
    unsigned["credentialSubject"]["statusPurpose"] = purpose
    signer = key()
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "verificationMethod": signer.verification_method,
        "proofPurpose": "assertionMethod",
    }
    secret = multibase_encode(Kind.ED25519.secret_prefix + signer.private.private_bytes_raw())
    pair = {"publicKeyMultibase": signer.multikey, "secretKeyMultibase": secret}
    words = ["sign", written(tmp_path, "unsigned.json", unsigned)]
    words += ["--key", written(tmp_path, "key.json", pair)]
    words += ["--proof-options", written(tmp_path, "options.json", options)]
    assert main.main(words) == 0
    signed = tmp_path / "list.json"
    signed.write_text(capsys.readouterr().out)
    code, out = run(capsys, str(signed), "--offline", "--trust", trust, "--json")
    told = json.loads(out)
    assert (code, told["purpose"], told["setPlaces"]) == (0, purpose, [7])


def test_an_old_list_and_a_forged_one_are_not_taken_at_their_word(
    tmp_path: Path, trust: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Old: what is set stays set, what is clear is not known. Forged: 1 whatever it says."""
    old = current_list(REVOCATION, bits=(1,), lifetime=timedelta(minutes=1))
    file = written(tmp_path, "old.json", old)
    words = [file, "--offline", "--trust", trust]
    assert [run(capsys, *words, *more)[0] for more in ([], ["--index", "1"], ["--index", "2"])] == [
        *(3, 4, 3)
    ]
    forged = written(tmp_path, "forged.json", {**current_list(REVOCATION), "validUntil": "2099"})
    assert run(capsys, forged, "--offline", "--trust", trust, "--index", "2")[0] == 1
    broken = current_list(REVOCATION)
    broken["credentialSubject"] = {**broken["credentialSubject"], "encodedList": "uAAAA"}
    assert run(capsys, written(tmp_path, "broken.json", broken), "--offline")[0] == 2


def test_a_wrong_trust_file_is_a_usage_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The auditor's own file is at fault."""
    assert main.main(["status", "x", "--trust", written(tmp_path, "t.json", {"x": 1})]) == 64
    assert "unknown part" in capsys.readouterr().err
