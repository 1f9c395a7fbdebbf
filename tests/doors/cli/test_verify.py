"""`lapel verify` at the command line."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from domain.badges.badge_makers import ISSUER, REVOCATION, SUSPENSION, badge, key, signed_list, web
from lapel.doors.cli import verify
from lapel.ports import fetch as fetch_port

if TYPE_CHECKING:
    from pathlib import Path


NOW = datetime.now(UTC)


def current_badge(**more: Any) -> dict[str, Any]:
    more = {"valid_from": NOW - timedelta(hours=1), **more}
    return badge(**more)


def current_list(url: str, **more: Any) -> dict[str, Any]:
    return signed_list(url, valid_from=NOW - timedelta(hours=1), **more)


def written(folder: Path, name: str, content: Any) -> str:
    place = folder / name
    place.write_text(json.dumps(content))
    return str(place)


def trust_file(folder: Path, **more: Any) -> str:
    lists = {url: current_list(url) for url in (REVOCATION, SUSPENSION)}
    issuer = {"id": ISSUER, "name": "Hill", "keys": [key().multikey]}
    return written(folder, "trust.json", {"issuers": [issuer], "documents": lists, **more})


class Network:
    """A stand-in for the guarded client, remembering what it was asked and how."""

    def __init__(self, pages: dict[str, bytes | int]) -> None:
        self.pages, self.asked = pages, dict[str, dict[str, Any]]()

    def __call__(self, url: str, **limits: Any) -> fetch_port.Fetched:
        self.asked[url] = limits
        if url not in self.pages:
            raise fetch_port.FetchRefused("The host is not on the public internet.")
        page = self.pages[url]
        status, body = (page, b"") if isinstance(page, int) else (200, page)
        return fetch_port.Fetched(url, status, "application/json", {}, body)


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    lists = {url: current_list(url) for url in (REVOCATION, SUSPENSION)}
    pages = {url: json.dumps(page).encode() for url, page in web(**lists).items()}
    stand_in = Network({**pages})
    monkeypatch.setattr(fetch_port, "fetch", stand_in)
    return stand_in


def test_a_badge_with_a_trust_file_is_confirmed_offline(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 0 and a headline, without any network."""
    file = written(tmp_path, "badge.json", current_badge())
    assert verify.run([file, "--offline", "--trust", trust_file(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Valid: issued by Hill\n")
    assert "ok    proof" in out


def test_a_key_that_the_trust_file_disowns_is_refused_offline(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 1, though the same file pins the key; one that disowns another changes nothing."""
    file = written(tmp_path, "badge.json", current_badge())
    stolen = trust_file(tmp_path, disowned=[key().multikey])
    assert verify.run([file, "--offline", "--trust", stolen]) == 1
    assert "The issuer has disowned the key it was signed with" in capsys.readouterr().out
    other = trust_file(tmp_path, disowned=[key(2).multikey])
    assert verify.run([file, "--offline", "--trust", other]) == 0


def test_without_a_trust_file_it_is_intact_but_not_confirmed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 3."""
    file = written(tmp_path, "badge.json", current_badge())
    assert verify.run([file, "--offline"]) == 3
    assert capsys.readouterr().out.startswith("Intact; issuer not confirmed\n")


def test_a_registry_confirms_an_issuer_by_name(
    tmp_path: Path, network: Network, capsys: pytest.CaptureFixture[str]
) -> None:
    """From a file or an address; a did:key needs nothing besides. What is none is wrong usage."""
    guild = key(5, of="")
    network.pages[REVOCATION] = json.dumps(current_list(REVOCATION, signer=guild)).encode()
    name = written(tmp_path, "badge.json", current_badge(signer=guild))
    registry = {"meta": {}, "registry": {guild.did: {"name": "The Guild"}}}
    at = "https://members.example/list.json"
    network.pages[at] = json.dumps(registry).encode()
    assert verify.run([name]) == 3
    for place in (written(tmp_path, "members.json", registry), at):
        capsys.readouterr()
        assert verify.run([name, "--registry", place]) == 0
        assert "confirmed by the registry" in capsys.readouterr().out
    for wrong in (name, "nowhere", "https://elsewhere.example/"):
        assert verify.run([name, "--registry", wrong]) == 64


def test_a_tampered_badge_exits_with_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And prints JSON when asked."""
    file = written(tmp_path, "badge.json", {**current_badge(), "name": "Other"})
    assert verify.run([file, "--offline", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["outcome"] == "not-valid"


def test_an_expired_badge_exits_with_four(tmp_path: Path) -> None:
    """Genuine, but over."""
    over = current_badge(valid_from=NOW - timedelta(days=9), valid_until=NOW - timedelta(days=1))
    file = written(tmp_path, "badge.json", over)
    assert verify.run([file, "--offline", "--trust", trust_file(tmp_path)]) == 4


@pytest.mark.parametrize("name", ["missing.json", "folder", "text.txt"])
def test_what_cannot_be_read_exits_with_two(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A sentence, not a traceback."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "text.txt").write_text("hello")
    assert verify.run([str(tmp_path / name)]) == 2
    assert capsys.readouterr().out.startswith("Cannot be read.")


def test_online_the_issuers_domain_confirms_it(tmp_path: Path, network: Network) -> None:
    """The did:web document is asked for without redirects, status lists with a few."""
    file = written(tmp_path, "badge.json", current_badge())
    assert verify.run([file]) == 0
    redirects = {url: limits["redirects"] for url, limits in network.asked.items()}
    assert redirects.pop("https://lapel.example/id/org/1/did.json") == 0
    assert set(redirects.values()) == {3}
    assert not any(limits["allow_private"] for limits in network.asked.values())


def test_a_badge_at_an_address_is_verified(network: Network) -> None:
    """The address may be named instead of a file."""
    network.pages["https://lapel.example/badge"] = json.dumps(current_badge()).encode()
    assert verify.run(["https://lapel.example/badge"]) == 0


@pytest.mark.parametrize("page", [None, 404])
def test_an_address_that_brings_nothing_exits_with_two(
    network: Network, page: int | None, capsys: pytest.CaptureFixture[str]
) -> None:
    """Refused by the guard, or not found."""
    if page:
        network.pages["https://lapel.example/badge"] = page
    assert verify.run(["https://lapel.example/badge"]) == 2
    assert "https://lapel.example/badge" in capsys.readouterr().out


def test_offline_means_that_no_address_is_fetched(network: Network) -> None:
    """Not even the one that was named."""
    assert verify.run(["https://lapel.example/badge", "--offline"]) == 2
    assert network.asked == {}


def test_local_addresses_are_fetched_only_when_allowed(network: Network) -> None:
    """For trying Lapel out on one's own machine."""
    network.pages["http://localhost:8000/badge"] = json.dumps(current_badge()).encode()
    verify.run(["http://localhost:8000/badge", "--allow-local"])
    limits = network.asked["http://localhost:8000/badge"]
    assert (limits["allow_http"], limits["allow_private"]) == (True, True)


@pytest.mark.parametrize("content", ["{", '{"issuer": []}'])
def test_a_broken_trust_file_is_a_usage_error(
    tmp_path: Path, content: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """It exits with 64, which no verdict uses."""
    (tmp_path / "trust.json").write_text(content)
    assert verify.run(["badge.json", "--trust", str(tmp_path / "trust.json")]) == 64
    assert capsys.readouterr().err.startswith("lapel verify: ")


def test_a_wrong_option_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    """Not 2, which means unreadable."""
    with pytest.raises(SystemExit) as stopped:
        verify.run(["--nonsense"])
    assert stopped.value.code == 64


def test_help_explains_exit_codes_and_the_trust_file(capsys: pytest.CaptureFixture[str]) -> None:
    """With examples."""
    with pytest.raises(SystemExit):
        verify.run(["--help"])
    out = capsys.readouterr().out
    assert "intact, but the issuer or the status is not confirmed" in out
    assert '"issuers": [' in out
    assert '"disowned": [' in out
    assert "lapel verify badge.png" in out


def test_a_strangers_text_cannot_steer_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Escape sequences in a badge are shown as replacement characters."""
    file = written(tmp_path, "badge.json", {**current_badge(), "\x1b[2Jgrade": "A"})
    verify.run([file, "--offline"])
    assert "\x1b" not in capsys.readouterr().out


def test_it_runs_without_django_and_settings(tmp_path: Path) -> None:
    """As a module, from standard input, with no environment but the path to Python."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "lapel.doors.cli.verify", "-", "--offline"],
        input=json.dumps(current_badge()).encode(),
        capture_output=True,
        env={"PATH": os.environ["PATH"]},
        cwd=tmp_path,
        timeout=60,
        check=False,
    )
    assert done.returncode == 3, done.stderr[-500:]
    assert b" django" not in done.stderr


def test_a_badge_is_read_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dash stands for it, so that pipes work."""
    piped = io.TextIOWrapper(io.BytesIO(json.dumps(current_badge()).encode()))
    monkeypatch.setattr("sys.stdin", piped)
    assert verify.run(["-", "--offline"]) == 3
