"""`lapel did`: documents shown, resolved and made."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from domain.badges.badge_makers import ISSUER, key
from domain.badges.test_keys import OKP
from domain.badges.w3c_vectors import FOLDER
from doors.cli.test_verify import Network, written
from lapel.domain.badges import did
from lapel.domain.badges.keys import jwk_of, private_key_of_jwk
from lapel.doors.cli import main
from lapel.ports import fetch as fetch_port

if TYPE_CHECKING:
    from pathlib import Path

PAIR = json.loads((FOLDER / "ed25519-keyPair.json").read_text())
P256 = json.loads((FOLDER / "p256KeyPair.json").read_text())
MULTIKEY = PAIR["publicKeyMultibase"]
WEB = did.web_address(ISSUER)


def run(capfdbinary: Any, *words: str) -> tuple[int, str, str]:
    code = main.main(["did", *words])
    out, err = capfdbinary.readouterr()
    return code, out.decode(), err.decode()


@pytest.mark.parametrize("pair", [PAIR, P256])
def test_a_did_key_document_is_made_and_resolved_alike(
    tmp_path: Path, capfdbinary: Any, pair: Any
) -> None:
    """W3C did:key: the name is the key, so the document follows from it."""
    file = written(tmp_path, "key.json", pair)
    code, made, _ = run(capfdbinary, "make", "--key", file)
    name = f"did:key:{pair['publicKeyMultibase']}"
    assert (code, json.loads(made)["id"]) == (0, name)
    assert run(capfdbinary, "resolve", name) == (0, made, "")
    assert "secret" not in made


def test_a_key_may_come_in_every_form(tmp_path: Path, capfdbinary: Any) -> None:
    """Multikey, JWK and PEM, private or public; the document is the same."""
    private = private_key_of_jwk(OKP)
    pem = private.secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "k.pem").write_bytes(pem)
    public = {"publicKeyMultibase": private.public.multikey}
    names = [str(tmp_path / "k.pem"), private.public.multikey]
    names += [written(tmp_path, "jwk.json", OKP), written(tmp_path, "public.json", public)]
    names += [written(tmp_path, "jwk-public.json", jwk_of(private.public))]
    made = {run(capfdbinary, "make", "--key", name)[:2] for name in names}
    assert len(made) == 1
    assert made.pop()[0] == 0


def test_a_did_web_document_lists_retired_keys_that_may_no_longer_sign_in(
    tmp_path: Path, capfdbinary: Any
) -> None:
    """They stay in assertionMethod, because what they signed remains good (rotation)."""
    new, old = written(tmp_path, "new.json", PAIR), key(5).multikey
    words = ["make", "--key", new, "--web", "lapel.example/id/org/1", "--retired", old]
    code, out, _ = run(capfdbinary, *words)
    document = json.loads(out)
    assert (code, document["id"]) == (0, "did:web:lapel.example:id:org:1")
    assert [one.partition("#")[2] for one in document["assertionMethod"]] == [old, MULTIKEY]
    assert [one.partition("#")[2] for one in document["authentication"]] == [MULTIKEY]
    file = written(tmp_path, "did.json", document)
    shown = run(capfdbinary, "show", file)[1].splitlines()
    assert shown[0] == "did:web:lapel.example:id:org:1"
    assert shown[1].split() == ["served", "at", "https://lapel.example/id/org/1/did.json"]
    assert f"{old}  signs badges" in shown[2]
    assert f"{MULTIKEY}  signs badges, shows who it is" in shown[3]
    told = json.loads(run(capfdbinary, "show", file, "--json")[1])
    assert told["servedAt"] == "https://lapel.example/id/org/1/did.json"
    assert [(one["kind"], one["multikey"], one["rights"]) for one in told["keys"]] == [
        ("Ed25519", old, ["assertionMethod"]),
        ("Ed25519", MULTIKEY, ["assertionMethod", "authentication"]),
    ]


def test_a_did_web_is_resolved_at_its_own_domain_without_redirects(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: Any
) -> None:
    """did:web, §3.2; another's document at that address is refused, offline nothing is fetched."""
    document = did.did_document(ISSUER, [did.Key(MULTIKEY)])
    network = Network({WEB: json.dumps(document).encode()})
    monkeypatch.setattr(fetch_port, "fetch", network)
    code, out, _ = run(capfdbinary, "resolve", ISSUER)
    assert (code, json.loads(out)) == (0, document)
    assert network.asked[WEB]["redirects"] == 0
    code, out, err = run(capfdbinary, "resolve", ISSUER, "--offline")
    assert (code, out, "this check is offline" in err) == (2, "", True)
    network.pages[WEB] = json.dumps({**document, "id": "did:web:other.example"}).encode()
    code, out, err = run(capfdbinary, "show", ISSUER)
    assert (code, out, "another's" in err) == (2, "", True)


def test_what_a_strange_document_lists_is_shown_for_what_it_is(
    tmp_path: Path, capfdbinary: Any
) -> None:
    """A key that cannot be read, one without rights, one of another's, terminal codes."""
    strange = {
        "id": "did:example:1\x1b[2J",
        "verificationMethod": [
            {"id": "a", "controller": "did:example:1\x1b[2J", "publicKeyMultibase": "zzz"},
            {"id": "b", "controller": "did:example:2", "publicKeyMultibase": MULTIKEY},
            7,
        ],
        "assertionMethod": ["a", "b"],
    }
    code, out, _ = run(capfdbinary, "show", written(tmp_path, "did.json", strange))
    assert (code, "\x1b" in out) == (0, False)
    lines = out.splitlines()
    assert lines[1].endswith("zzz  cannot be read")
    assert lines[2].endswith("b  may do nothing here")
    assert run(capfdbinary, "show", written(tmp_path, "did.json", {}))[1] == "No id\n"


@pytest.mark.parametrize(
    "words",
    [
        ["resolve", "badge.json"],
        ["resolve", "did:key:z6Mk"],
        ["resolve", "did:web:bad host"],
        ["resolve", "did:ion:1"],
        ["show", "missing.json"],
        ["make", "--key", "missing.json"],
        ["make", "--key", MULTIKEY, "--web", "bad host"],
        ["make", "--key", MULTIKEY, "--web", "lapel.example/../x"],
    ],
)
def test_what_cannot_be_had_ends_with_2_and_a_sentence(capfdbinary: Any, words: list[str]) -> None:
    """No DID, no such key, no such host, no such file."""
    code, out, err = run(capfdbinary, *words)
    assert (code, out, err.startswith("lapel did: ")) == (2, "", True)


@pytest.mark.parametrize(
    "words",
    [["make"], ["show"], ["show", "x", "--key", "y"], ["make", "--key", "y", "--retired", "z"]],
)
def test_wrong_words_are_a_usage_error(words: list[str]) -> None:
    """Each verb takes its own; nothing retires under did:key."""
    with pytest.raises(SystemExit) as ended:
        main.main(["did", *words])
    assert ended.value.code == 64
