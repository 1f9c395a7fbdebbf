"""Bundles: confirmed offline with a trust file, refused by name when forged, said when stale."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.badges.badge_makers import (
    ISSUER,
    NOW,
    REVOCATION,
    SUSPENSION,
    Key,
    Site,
    badge,
    key,
    signed_list,
    web,
)
from domain.badges.chain_makers import batch
from domain.badges.test_baking import picture
from domain.transparency.logbook import Signer
from lapel.domain.badges import did
from lapel.domain.badges.documents import without_identifier
from lapel.domain.badges.errors import UnreadableError
from lapel.domain.badges.proof import add_proof
from lapel.domain.badges.verdicts import Outcome, Verification
from lapel.domain.transparency.entries import Kind
from lapel.ports.checking.bundle import MAX_FILE, NAMES, Folder, Zipped, is_bundle
from lapel.ports.checking.bundles import verify_bundle
from lapel.ports.checking.trustfile import NOBODY, read_trusted
from ports.checking.bundle_makers import (
    ask,
    files_of,
    logged,
    trust_of,
    trusted,
    written,
)

if TYPE_CHECKING:
    from pathlib import Path

THIEF = key(2)
ANCHOR = {"anchored.json": written(batch(without_identifier(badge()))[0])}
OTHER = {**{n: v for n, v in badge().items() if n != "proof"}, "id": "urn:uuid:other"}


class NamedKey(Key):
    """A key whose method has a name of its own instead of spelling it."""

    @property
    def verification_method(self) -> str:
        return f"{self.did}#key-1"


def another_badge() -> dict[str, Any]:
    return add_proof(OTHER, signer=key(), created=NOW - timedelta(days=1))


def failed(answer: Verification) -> list[str]:
    return [step.id for step in answer.steps if step.verdict.value == "fail"]


def test_a_bundle_is_confirmed_with_a_trust_file_and_no_network() -> None:
    """Issuer, list and log are those that the auditor brought keys for: exit code 0."""
    answer = ask()
    assert answer.headline == "Valid: issued by Hill"
    assert [one.verdict.value for one in answer.steps if one.verdict.value != "none"] == [
        *("pass" for one in answer.steps if one.verdict.value != "none")
    ]
    assert answer.step("log").code == "log.included"
    assert answer.status_as_of == "2026-11-21T11:00:00Z"


def test_without_a_trust_file_it_is_intact_but_not_confirmed() -> None:
    """All parts fit each other and nobody from outside vouches; the list's date is told."""
    answer = ask(trusted=NOBODY)
    assert (answer.exit_code, answer.headline) == (3, "Intact; issuer not confirmed")
    assert "status as of 2026-11-21T11:00:00Z" in answer.step("status").sentence
    assert answer.step("did").code == "did.copied"
    assert answer.step("log").code == "log.unconfirmed"


def test_a_list_the_thief_signed_does_not_clear_a_badge_of_the_true_issuer() -> None:
    """He adds his key to the DID document and signs a clean list with it: only pins count."""
    both = did.did_document(ISSUER, [did.Key(key().multikey), did.Key(THIEF.multikey)])
    clean = signed_list(REVOCATION, signer=THIEF)
    files = files_of(**{"did.json": written(both), "status.json": written(clean)})
    answer = ask(files)
    assert (answer.outcome, failed(answer)) == (Outcome.NOT_VALID, ["status"])
    assert "a key that nothing else confirms" in answer.headline


FORGED = {
    "another key's DID document": (
        files_of(
            badge(THIEF),
            signer=THIEF,
            **{"did.json": written(did.did_document(ISSUER, [did.Key(THIEF.multikey)]))},
        ),
        "did",
    ),
    "a DID document without the badge's key": (
        files_of(**{"did.json": written(did.did_document(ISSUER, [did.Key(THIEF.multikey)]))}),
        "did",
    ),
    "another issuer's DID document": (
        files_of(**{"did.json": written(did.did_document("did:web:other.example", []))}),
        "did",
    ),
    "a DID document that is none": (files_of(**{"did.json": b"[]"}), "did"),
    "another list": (files_of(**{"status.json": written(signed_list(SUSPENSION))}), "status"),
    "an altered list": (
        files_of(**{"status.json": written({**signed_list(REVOCATION), "validFrom": "x"})}),
        "status",
    ),
    "another badge's pictures": (
        files_of(**{"badge.png": files_of(another_badge())["badge.png"]}),
        "art",
    ),
    "a picture without a badge": (files_of(**{"badge.png": picture()}), "art"),
    "another badge": (files_of(**{"credential.json": written(another_badge())}), "log"),
    "another badge's log proof": (
        files_of(**{"proof.tlog-proof": logged(another_badge())[0]}),
        "log",
    ),
    "a log proof that is none": (files_of(**{"proof.tlog-proof": b"c2sp"}), "log"),
    "another checkpoint": (files_of(checkpoint=logged(another_badge())[1]), "log"),
    "another log": (
        files_of(
            **dict(
                zip(
                    ("proof.tlog-proof", "checkpoint"),
                    logged(
                        badge(),
                        origin="other.example/log/1",
                        signer=Signer("other.example/log/1", 40),
                    ),
                    strict=True,
                )
            )
        ),
        "log",
    ),
    "a log signed by another in its name": (
        files_of(
            **dict(
                zip(
                    ("proof.tlog-proof", "checkpoint"),
                    logged(badge(), signer=Signer("lapel.example.org/log/1", 41)),
                    strict=True,
                )
            )
        ),
        "log",
    ),
    "a manifest that is none": ({**files_of(), "manifest.json": b"{}"}, "files"),
    "a changed page": ({**files_of(), "index.html": b"<p>Another name"}, "files"),
    "an added file of a known name": (
        {**files_of(**{"badge.svg": None}), "badge.svg": files_of()["badge.svg"]},
        "files",
    ),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_bundle_is_refused_by_the_step_that_found_it(name: str) -> None:
    """Exit code 1, and the headline is that step's sentence."""
    files, step = FORGED[name]
    answer = ask(files)
    assert (answer.exit_code, step in failed(answer)) == (1, True), answer.steps
    assert answer.step(failed(answer)[0]).sentence in answer.headline


@pytest.mark.parametrize("name", ["another badge's log proof", "another checkpoint"])
def test_what_does_not_fit_fails_without_any_trust_too(name: str) -> None:
    """No key is needed to see that a proof is another's."""
    answer = ask(FORGED[name][0], trusted=NOBODY)
    assert (answer.exit_code, failed(answer)) == (1, ["log"])


def test_a_proof_and_checkpoint_of_another_badge_are_seen_through_without_any_trust() -> None:
    """They fit each other, and not the badge; of one signed anew they do fit."""
    named = ("proof.tlog-proof", "checkpoint")
    other = dict(zip(named, logged(another_badge()), strict=True))
    answer = ask(files_of(**other), trusted=NOBODY)
    assert (failed(answer), "not a proof of this badge" in answer.headline) == (["log"], True)
    anew = dict(zip(named, logged(badge(), kind=Kind.REFRESH, turn=3), strict=True))
    assert ask(files_of(**anew), trusted=NOBODY).step("log").code == "log.unconfirmed"
    assert ask(files_of(**{**anew, "checkpoint": None})).exit_code == 0


def test_a_tampered_badge_fails_by_its_own_proof() -> None:
    """The manifest fits the forgery, the signature does not."""
    files = files_of(**{"credential.json": written({**badge(), "name": "Other"})})
    assert "proof" in failed(ask(files))


def test_a_revoked_badge_has_ended() -> None:
    """By the list in the bundle: exit code 4."""
    revoked = written(signed_list(REVOCATION, bits=(94_567,)))
    assert ask(files_of(**{"status.json": revoked})).exit_code == 4


def test_a_stale_list_leaves_the_status_open() -> None:
    """Past validUntil the answer is 3, and says of when the list is."""
    answer = ask(now=NOW + timedelta(days=3))
    assert (answer.exit_code, answer.headline) == (3, "Intact, from Hill; status not confirmed")
    assert "out of date: it is of 2026-11-21T11:00:00Z" in answer.step("status").sentence


def with_ttl(ttl: Any) -> bytes:
    unsigned = {n: v for n, v in signed_list(REVOCATION).items() if n != "proof"}
    unsigned["credentialSubject"] = {**unsigned["credentialSubject"], "ttl": ttl}
    return written(add_proof(unsigned, signer=key(), created=NOW))


def test_a_list_older_than_its_ttl_is_said_and_still_counts() -> None:
    """Every copy is older than five minutes soon: Bitstring Status List 1.0, §2.2, ttl."""
    answer = ask(files_of(**{"status.json": with_ttl(300_000)}))
    assert (answer.exit_code, answer.step("freshness").code) == (0, "freshness.copy")
    assert "a copy of 2026-11-21 11:00 UTC" in answer.step("freshness").sentence
    assert ask(files_of(**{"status.json": with_ttl(86_400_000)})).step("freshness").code == (
        "freshness.new"
    )


def test_an_old_checkpoint_is_said() -> None:
    """By its witness's time; one that no witness dated is said to have no date."""
    proof, head = logged(badge(), at=NOW - timedelta(days=400))
    answer = ask(files_of(**{"proof.tlog-proof": proof, "checkpoint": head}))
    assert (answer.exit_code, answer.step("checkpoint").code) == (0, "checkpoint.old")
    unwitnessed = trusted(log=[trust_of()["log"][0], "quorum none"])
    assert ask(trusted=unwitnessed).step("checkpoint").code == "checkpoint.undated"


def test_too_few_witnesses_are_refused() -> None:
    """The auditor's policy asks for one that did not sign."""
    stranger = Signer("else.example/w", 50, kind=_cosigner())
    policy = [trust_of()["log"][0], f"witness w {stranger.key}", "quorum w"]
    answer = ask(trusted=trusted(log=policy))
    assert (failed(answer), "Fewer witnesses" in answer.headline) == (["log"], True)


def _cosigner() -> Any:
    from lapel.domain.transparency.keys import KeyType

    return KeyType.COSIGNATURE


def test_a_badge_that_was_never_logged_is_not_confirmed_where_a_log_is_asked_for() -> None:
    """A stolen key signs badges that stand in no log: that is what the log is for."""
    files = files_of(**{"proof.tlog-proof": None, "checkpoint": None})
    answer = ask(files)
    assert (answer.exit_code, answer.headline) == (3, "Intact, from Hill; log not confirmed")
    without = {n: v for n, v in trust_of().items() if n != "log"}
    assert ask(files, trusted=read_trusted(written(without))).exit_code == 0


def test_a_badge_signed_anew_is_found_under_its_later_entry() -> None:
    """Refreshes count from 1 (docs/adr/0007)."""
    proof, head = logged(badge(), kind=Kind.REFRESH, turn=2)
    assert ask(files_of(**{"proof.tlog-proof": proof, "checkpoint": head})).exit_code == 0


def test_an_issuer_under_did_key_is_pinned_by_its_name() -> None:
    """The name is the key; its document says the same."""
    own = key(7, of="")
    files = files_of(badge(own), signer=own)
    pinned = trusted(issuers=[{"id": own.did, "name": "Hill"}])
    assert ask(files, trusted=pinned).exit_code == 0


def test_an_issuer_pinned_without_keys_is_not_confirmed_by_the_bundles_own_document() -> None:
    """A did:web name says nothing offline; a copy of the document in the trust file does."""
    named = [{"id": ISSUER, "name": "Hill"}]
    assert ask(trusted=trusted(issuers=named)).exit_code == 3
    document = did.did_document(ISSUER, [did.Key(key().multikey)])
    copies = {did.web_address(ISSUER): document}
    assert ask(trusted=trusted(issuers=named, documents=copies)).exit_code == 0


def test_a_key_that_the_trust_files_own_copy_lists_is_known_too() -> None:
    """An auditor may pin an old key and bring a newer document beside it."""
    named = [{"id": ISSUER, "name": "Hill", "keys": [THIEF.multikey]}]
    document = did.did_document(ISSUER, [did.Key(key().multikey)])
    copies = {did.web_address(ISSUER): document}
    assert ask(trusted=trusted(issuers=named, documents=copies)).exit_code == 0
    assert failed(ask(trusted=trusted(issuers=named))) == ["did"]


def test_a_named_key_is_looked_up_among_the_pinned_ones_only() -> None:
    """A method that does not spell its key: the bundle's document may not redefine it."""
    signer = NamedKey(key().private, ISSUER)
    other = {"id": f"{ISSUER}#key-1", "type": "Multikey", "controller": ISSUER}
    for multikey, steps in ((key().multikey, []), (THIEF.multikey, ["did"])):
        listed = {**other, "publicKeyMultibase": multikey}
        document = {"id": ISSUER, "assertionMethod": [listed]}
        signed = add_proof(
            {n: v for n, v in badge().items() if n != "proof"},
            signer=signer,
            created=NOW - timedelta(days=1),
        )
        assert failed(ask(files_of(signed, **{"did.json": written(document)}))) == steps


def test_online_the_issuers_own_documents_come_first() -> None:
    """A bundle from before a revocation does not hide it from one who can ask."""
    served = web(**{REVOCATION: signed_list(REVOCATION, bits=(94_567,))})
    assert ask(resolve=Site(served), trusted=NOBODY).exit_code == 4


def test_what_is_missing_is_said() -> None:
    """Only the badge itself must be there."""
    files = {"credential.json": files_of()["credential.json"]}
    answer = ask(files)
    codes = {step.id: step.code for step in answer.steps}
    assert (codes["files"], codes["did"], codes["art"]) == (
        "files.unlisted",
        "did.none",
        "art.none",
    )
    assert (codes["freshness"], codes["status"]) == ("freshness.none", "status.absent")
    for content in ({}, {"credential.json": b"["}, {"credential.json": b"{}"}):
        assert ask(content).exit_code == 2
    strange = written({**badge(), "issuer": "did:web:a b", "credentialStatus": None})
    assert ask({"credential.json": strange, "did.json": b"{}"}).exit_code == 1


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(NAMES), st.data())
def test_no_flipped_bit_of_any_file_goes_unseen(name: str, data: st.DataObject) -> None:
    """With the manifest that was written, whatever changes is refused."""
    files = files_of(**ANCHOR)
    content = bytearray(files[name])
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= 1 << data.draw(st.integers(0, 7))
    answer = ask({**files, name: bytes(content)})
    assert answer.exit_code in (1, 2)


def zipped(files: dict[str, bytes], *, inside: str = "") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(inside + name, content)
    return made.getvalue()


@pytest.mark.parametrize("inside", ["", "a-badge/"])
def test_a_zip_is_read_as_the_folder_it_holds(inside: str) -> None:
    """Files at the top or in one folder."""
    answer = verify_bundle(Zipped(zipped(files_of(), inside=inside)), now=NOW, trusted=trusted())
    assert answer.exit_code == 0


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"PK\x03\x04 and no more", "damaged"),
        (zipped({"a.txt": b"a"}), "files of one badge"),
        (zipped({"a/credential.json": b"1", "b/credential.json": b"2"}), "files of one badge"),
        (zipped({"credential.json": b"1"} | {f"{n}": b"" for n in range(70)}), "of one badge"),
    ],
)
def test_an_archive_of_something_else_is_refused(data: bytes, why: str) -> None:
    """Damaged, another archive, several badges, thousands of entries."""
    with pytest.raises(UnreadableError, match=why):
        Zipped(data)


def test_a_zip_bomb_is_refused_after_16_mb() -> None:
    """However much a name unpacks to, no more than the limit is read."""
    bomb = Zipped(zipped({"credential.json": b" " * (MAX_FILE + 1)}))
    assert "larger than 16 MB" in verify_bundle(bomb, now=NOW).headline
    broken = bytearray(zipped({"credential.json": b"x" * 500}))
    broken[45] ^= 0xFF
    assert verify_bundle(Zipped(bytes(broken)), now=NOW).exit_code == 2


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_no_damage_to_a_zip_is_more_than_a_sentence(data: st.DataObject) -> None:
    """Whatever byte is changed, wherever it is cut off, there is an answer and no crash."""
    content = bytearray(zipped(files_of()))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(len(content) // 2, len(content)))
    try:
        reader = Zipped(bytes(content[:cut]))
    except UnreadableError:
        return
    assert verify_bundle(reader, now=NOW).exit_code in (1, 2, 3)


def test_a_folder_is_read_by_names_and_follows_no_links(tmp_path: Path) -> None:
    """A bundle of a stranger's may link to anything on the auditor's disk."""
    for name, content in files_of().items():
        (tmp_path / name).write_bytes(content)
    assert is_bundle(tmp_path)
    assert verify_bundle(Folder(tmp_path), now=NOW, trusted=trusted()).exit_code == 0
    secret = tmp_path / "secret"
    secret.write_text("{}")
    (tmp_path / "did.json").unlink()
    (tmp_path / "did.json").symlink_to(secret)
    assert Folder(tmp_path).read("did.json") is None
    (tmp_path / "did.json").unlink()
    (tmp_path / "did.json").mkdir()
    assert Folder(tmp_path).read("did.json") is None
    (tmp_path / "credential.json").unlink()
    assert not is_bundle(tmp_path)


def test_a_file_that_cannot_be_opened_is_unreadable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such as one that belongs to somebody else."""
    (tmp_path / "credential.json").write_text("{}")

    def refuse(*_words: Any, **_more: Any) -> Any:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.open", refuse)
    assert "cannot be read" in verify_bundle(Folder(tmp_path), now=NOW).headline


@pytest.mark.parametrize(
    ("log", "why"), [("text", "list of the lines"), ([1], "list of the lines"), (["x"], "Line 1")]
)
def test_a_trust_file_with_a_wrong_log_is_refused(log: Any, why: str) -> None:
    """In a sentence."""
    with pytest.raises(UnreadableError, match=why):
        read_trusted(written({"log": log}))


def test_the_manifest_lists_every_file_with_its_hash() -> None:
    """SHA-256, as `sha256sum` prints it."""
    listed = json.loads(files_of(**ANCHOR)["manifest.json"])
    assert (listed["format"], set(listed["files"])) == ("lapel/bundle@1", set(NAMES))
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"  # FIPS 180-4, ""
    again = json.loads(files_of(**{"README.txt": b""})["manifest.json"])
    assert again["files"]["README.txt"] == empty
