"""`lapel bundle`: what an instance writes an auditor confirms, with no network and no server."""

from __future__ import annotations

import base64
import json
import re
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings

from issuing.earning import earned
from lapel.domain.badges.png import unbake_png
from lapel.doors.cli import main, shelf
from lapel.doors.cli.shelf import write_bundle
from lapel.journey.issuing.actions import order_key, revoke, sign_status_list
from lapel.journey.issuing.models import Award, Reason, StatusList
from lapel.journey.record.actions import deliver_all
from lapel.ports import storage
from lapel.ports.checking import bundle as names
from review.stage import Stage

if TYPE_CHECKING:
    from pathlib import Path

    from cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def award(cast: Cast) -> Award:
    return earned(Stage(cast))


def write(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = main.main(["bundle", *map(str, words)])
    out, err = capsys.readouterr()
    return code, out, err


def verify(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, dict[str, Any]]:
    code = main.main(["verify", "--offline", "--json", *map(str, words)])
    return code, json.loads(capsys.readouterr().out)


def test_a_bundle_is_confirmed_offline_with_the_trust_file_of_its_instance(
    award: Award, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Issuer, list and log: exit code 0 and every step passed. Without the trust file 3."""
    out, trust = tmp_path / "out", tmp_path / "trust.json"
    code, said, _ = write(capsys, award.pk, "--out", out, "--trust-file", trust)
    assert (code, said.splitlines()[-1]) == (0, f"{out}: 1 written, 0 unchanged.")
    place = out / str(award.pk)
    written = {*names.NAMES, names.MANIFEST} - {names.ANCHORED}
    assert {each.name for each in place.iterdir()} == written
    code, answer = verify(capsys, place, "--trust", trust)
    verdicts = {step["id"]: step["verdict"] for step in answer["steps"]}
    assert (code, verdicts["log"], verdicts["did"]) == (0, "pass", "pass")
    code, answer = verify(capsys, place)
    assert (code, answer["headline"]) == (3, "Intact; issuer not confirmed")
    assert answer["statusAsOf"]


def test_a_bundle_says_nothing_of_its_holder_unless_it_is_hers(
    award: Award, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Docs/adr/0008: the public form for everybody; with --holder her name and hash are in it."""
    write(capsys, award.pk, "--out", tmp_path / "public")
    write(capsys, award.pk, "--out", tmp_path / "hers", "--holder")
    public, hers = tmp_path / "public" / str(award.pk), tmp_path / "hers" / str(award.pk)
    texts = [each.read_bytes() for each in public.iterdir()]
    assert not any(b"identityHash" in text or b"Amina" in text for text in texts)
    assert award.document == (hers / "credential.json").read_text()
    assert "Earned by <strong>Amina</strong>" in (hers / "index.html").read_text()
    assert unbake_png((hers / "badge.png").read_bytes()) == award.document


def test_the_page_stands_by_itself(
    award: Award, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No script, nothing fetched: style and drawing are in it, and it names its language."""
    write(capsys, award.pk, "--out", tmp_path)
    page = (tmp_path / str(award.pk) / "index.html").read_text()
    fetched = re.findall(r'(?:src|<link[^>]*href)="([^"]*)"', page)
    assert all(each.startswith("data:") for each in fetched)
    assert "<script" not in page
    assert '<html lang="en' in page
    style = next(each for each in fetched if each.startswith("data:text/css"))
    assert b"prefers-color-scheme" in base64.b64decode(style.partition(",")[2])
    readme = (tmp_path / str(award.pk) / "README.txt").read_text()
    assert "lapel verify --offline --trust trust.json FOLDER" in readme
    assert "&" not in readme


def test_writing_again_changes_nothing_and_mends_what_was_damaged(
    award: Award, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Idempotent by content; a file that was cut off, altered, added or lost is put right."""
    out = tmp_path / "out"
    words = ("--all", "--out", out)
    assert write(capsys, *words)[1].endswith("1 written, 0 unchanged.\n")
    place = out / str(award.pk)
    before = (place / "manifest.json").read_bytes()
    assert write(capsys, *words)[1].endswith("0 written, 1 unchanged.\n")
    assert (place / "manifest.json").read_bytes() == before
    for spoil in (
        lambda: (place / "status.json").write_text("cut"),
        (place / "badge.png").unlink,
        lambda: (place / "more.txt").write_text("more"),
        lambda: (place / "manifest.json").write_text("{"),
    ):
        spoil()
        assert write(capsys, *words)[1].endswith("1 written, 0 unchanged.\n")
        assert write(capsys, *words)[1].endswith("0 written, 1 unchanged.\n")
    assert [each.name for each in out.iterdir()] == [str(award.pk)]


def test_a_revoked_badge_is_bundled_as_such(
    award: Award, cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its list has the bit set, the page says why, and the auditor reads exit code 4."""
    revoke(
        person=cast.hana,
        award_id=award.pk,
        reason=Reason.INTEGRITY,
        words="The evidence was borrowed.",
    )
    deliver_all()
    trust = tmp_path / "trust.json"
    assert write(capsys, "--all", "--out", tmp_path / "out", "--trust-file", trust)[0] == 0
    place = tmp_path / "out" / str(award.pk)
    code, answer = verify(capsys, place, "--trust", trust)
    assert (code, answer["outcome"]) == (4, "ended")
    assert "The evidence was borrowed." in (place / "index.html").read_text()


def test_a_revocation_since_is_seen_in_a_copy_of_the_log(
    award: Award, cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever has bundle, trust file and a copy needs no issuer to learn of it (ADR 14)."""
    trust, out = tmp_path / "trust.json", tmp_path / "out"
    assert write(capsys, award.pk, "--out", out, "--trust-file", trust)[0] == 0
    asked = (out / str(award.pk), "--trust", trust, "--log")
    code, answer = verify(capsys, *asked, copied(tmp_path / "before"))
    assert (code, answer["steps"][-1]["code"]) == (0, "history.in-force")
    facts = {"reason": Reason.INTEGRITY, "words": "The evidence was borrowed."}
    revoke(person=cast.hana, award_id=award.pk, **facts)
    deliver_all()
    code, answer = verify(capsys, *asked, copied(tmp_path / "after"))
    assert (code, answer["steps"][-1]["code"]) == (4, "history.revoked")
    assert verify(capsys, *asked[:-1])[0] == 0


def copied(folder: Path) -> Path:
    """Copy this instance's log as anybody could from its address."""
    store = storage.from_url(settings.STORAGE_URL)
    for key in store.keys("log/1/"):
        place = folder / key.removeprefix("log/1/")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(b"".join(store.open(key)))
    return folder


def test_a_bundle_that_an_auditor_would_refuse_is_not_written(
    award: Award, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Such as one whose stored document was altered behind Lapel's back."""
    text = award.public_document.replace("Wait", "Weight", 1)
    Award.objects.update(public_document=text)
    code, said, err = write(capsys, "--all", "--out", tmp_path / "out")
    assert (code, "was not written. Not valid." in err) == (1, True)
    assert said.endswith("0 written, 0 unchanged.\n")
    assert list((tmp_path / "out").iterdir()) == []


def test_an_award_that_is_being_entered_in_the_log_waits(
    award: Award, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is not public yet; the next run has it."""
    Award.objects.update(included_at=None)
    code, said, _ = write(capsys, "--all", "--out", tmp_path)
    assert (code, "1 are being entered in the log" in said) == (0, True)
    code, _, err = write(capsys, award.pk, "--out", tmp_path)
    assert (code, "try again" in err) == (1, True)


def test_an_award_without_a_log_proof_has_none_in_its_bundle(
    award: Award, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its salt left with its holder: the files are left out, and an auditor's log says 3."""
    Award.objects.update(log_salt=None)
    trust = tmp_path / "trust.json"
    write(capsys, "--all", "--out", tmp_path / "out", "--trust-file", trust)
    place = tmp_path / "out" / str(award.pk)
    assert not {"proof.tlog-proof", "checkpoint"} & {each.name for each in place.iterdir()}
    code, answer = verify(capsys, place, "--trust", trust)
    assert (code, answer["headline"].endswith("log not confirmed")) == (3, True)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ([], "Name an award, or --all."),
        (["--all"], "--out DIR says where"),
        (["nonsense", "--out", "x"], "neither an award's number"),
        ([uuid.UUID(int=1), "--out", "x"], "there is no signed award"),
        (["--all", "--out", "x", "--language", "xx-nowhere"], "not a language"),
    ],
)
def test_what_cannot_be_meant_ends_with_2_and_a_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[object],
    why: str,
) -> None:
    """Nothing named, no place, no number, no such award, no such language."""
    monkeypatch.chdir(tmp_path)
    code, _, err = write(capsys, *words)
    assert (code, why in err) == (2, True)


def test_help_says_what_is_written_and_shows_progress_on_a_terminal_only(
    award: Award,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Exit codes and examples in the help; a counter where somebody watches."""
    with pytest.raises(SystemExit):
        main.main(["bundle", "--help"])
    said = capsys.readouterr().out
    assert "exit codes:" in said
    assert "lapel bundle --all --out bundles/" in said
    assert write(capsys, "--all", "--out", tmp_path)[2] == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    assert write(capsys, "--all", "--out", tmp_path)[2] == "\rbundles: 1 of 1\n"


def test_a_badge_may_be_named_by_its_address(
    award: Award, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As it stands in the badge, or as its page."""
    for address in (f"http://x/id/award/{award.pk}", f"http://x/portfolio/badge/{award.pk}/"):
        assert write(capsys, address, "--out", tmp_path)[0] == 0


def test_a_place_that_cannot_be_written_is_said(
    award: Award, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file where the folder should be."""
    (tmp_path / "file").write_text("")
    code, _, err = write(capsys, award.pk, "--out", tmp_path / "file")
    assert (code, err.startswith("lapel bundle: ")) == (1, True)


def test_the_trust_file_names_the_witnesses_of_the_instance(
    award: Award, tmp_path: Path, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """Their lines are those of its own policy; the logs it cosigns for others are not its own."""
    from domain.transparency.logbook import LOG, WITNESSES

    policy = tmp_path / "policy.txt"
    policy.write_text(f"log {LOG.key}\nwitness w {WITNESSES[0].key}\nquorum w\n")
    settings.LOG_POLICY = str(policy)
    write(capsys, "--trust-file", tmp_path / "trust.json")
    lines = json.loads((tmp_path / "trust.json").read_text())["log"]
    assert lines[1:] == [f"witness w {WITNESSES[0].key}", "quorum w"]
    assert lines[0].startswith("log localhost")


def test_an_issuer_under_did_web_is_confirmed_by_its_pinned_keys_after_a_rotation_too(
    cast: Cast, tmp_path: Path, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """As behind TLS: what the retired key signed stays good; the list is under the new one."""
    settings.BASE_URL, settings.IS_TLS = "https://lapel.example", True
    award = earned(Stage(cast))
    old, out, trust = tmp_path / "old.json", tmp_path / "out", tmp_path / "trust.json"
    write(capsys, "--trust-file", old)
    issuer = award.achievement.issuer
    order_key(person=cast.hana, issuer_id=issuer.pk)
    deliver_all()
    StatusList.objects.update(signed_revision=-1)
    sign_status_list(status_list_id=StatusList.objects.get().pk)
    assert write(capsys, "--all", "--out", out, "--trust-file", trust)[0] == 0
    place = out / str(award.pk)
    assert json.loads((place / "did.json").read_text())["id"].startswith("did:web:lapel.example:")
    code, answer = verify(capsys, place, "--trust", trust)
    assert (code, len(json.loads(trust.read_text())["issuers"][0]["keys"])) == (0, 2)
    assert verify(capsys, place)[0] == 3
    code, answer = verify(capsys, place, "--trust", old)
    assert (code, "a key that nothing else confirms" in answer["headline"]) == (1, True)


def test_a_run_that_was_killed_leaves_nothing_that_stays(tmp_path: Path) -> None:
    """What it had half written, or moved aside, is cleared away by the next."""
    place = tmp_path / "b"
    for left in (".b.part", ".b.old"):
        (tmp_path / left).mkdir()
        (tmp_path / left / "x").write_text("half")
    files = {"a.txt": b"a", "manifest.json": b'{"made": "1"}'}
    assert write_bundle(place, files)
    assert not write_bundle(place, {**files, "manifest.json": b'{"made": "2"}'})
    assert [each.name for each in tmp_path.iterdir()] == ["b"]
    assert shelf.write_bundle(place, {**files, "a.txt": b"b"})
