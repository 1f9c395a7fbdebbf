"""`lapel canon` and `lapel sign`: for auditors and integrators."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from domain.badges.badge_makers import badge
from domain.badges.test_keys import OKP
from domain.badges.w3c_vectors import FOLDER, PAIRS, VECTORS, key_of, vector
from lapel.domain.badges.keys import jwk_of, private_key_of_jwk
from lapel.domain.badges.linked import default_linker
from lapel.doors.cli import main

if TYPE_CHECKING:
    from pathlib import Path

GRAPH = '_:x <urn:p> "é"^^<http://www.w3.org/2001/XMLSchema#string> .\n'


def run(capfdbinary: Any, *words: str) -> tuple[int, str, str]:
    code = main.main(list(words))
    out, err = capfdbinary.readouterr()
    return code, out.decode(), err.decode()


def write(folder: Path, name: str, content: Any) -> str:
    path = folder / name
    path.write_text(json.dumps(content) if isinstance(content, dict) else content)
    return str(path)


def options_of(folder: Path, name: str, **changes: Any) -> str:
    proof = {**vector(name)["proof"], **changes}
    return write(
        folder, "options.json", {n: v for n, v in proof.items() if n != "proofValue" or v == "x"}
    )


def document_of(folder: Path, name: str) -> str:
    document = vector(name)
    del document["proof"]
    return write(folder, "document.json", document)


def test_a_badge_is_printed_as_what_its_signature_covers(tmp_path: Path, capfdbinary: Any) -> None:
    """The same text that is hashed."""
    document = {name: value for name, value in badge().items() if name != "proof"}
    code, out, _ = run(capfdbinary, "canon", write(tmp_path, "badge.json", document))
    assert (code, out) == (0, default_linker().canonical(document).text)


def test_n_quads_are_put_in_order_from_standard_input(
    capfdbinary: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pipe works, with either hash."""
    for words in (["canon", "-"], ["canon", "-", "--sha384"]):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(GRAPH.encode())))
        assert run(capfdbinary, *words)[:2] == (0, '_:c14n0 <urn:p> "é" .\n')


def test_sha384_may_order_unnamed_nodes_otherwise(tmp_path: Path, capfdbinary: Any) -> None:
    """vc-di-ecdsa §3.2.3: P-384 proofs are canonicalised with SHA-384."""
    lines = "".join(f'_:n{n} <urn:p> "{n}" .\n' for n in range(9))
    name = write(tmp_path, "graph.nq", lines)
    first, second = (
        run(capfdbinary, "canon", name)[1],
        run(capfdbinary, "canon", name, "--sha384")[1],
    )
    assert first != second
    assert len(first) == len(second)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.json", {"@context": "https://unknown.example/c"}, "unknown here"),
        ("a.nq", "nonsense", "Line 1 is not N-Quads"),
        ("a.json", '{"a": 1, "a": 2}', "twice"),
    ],
)
def test_what_cannot_be_canonicalised_ends_with_2_and_a_sentence(
    tmp_path: Path, capfdbinary: Any, name: str, content: Any, why: str
) -> None:
    """An unknown context, no N-Quads, a name twice."""
    code, out, err = run(capfdbinary, "canon", write(tmp_path, name, content))
    assert (code, out) == (2, "")
    assert why in err


def test_files_that_are_missing_or_no_text_end_with_2(tmp_path: Path, capfdbinary: Any) -> None:
    """And say so."""
    assert "No such file" in run(capfdbinary, "canon", str(tmp_path / "none"))[2]
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    assert "not UTF-8" in run(capfdbinary, "canon", str(tmp_path / "bytes"))[2]
    (tmp_path / "large").write_bytes(b" " * (17 * 1024 * 1024))
    assert "larger than 16 MB" in run(capfdbinary, "canon", str(tmp_path / "large"))[2]


def test_a_context_may_be_given_as_a_file(tmp_path: Path, capfdbinary: Any) -> None:
    """Nothing is fetched, so the caller brings it."""
    context = write(tmp_path, "c.json", {"@context": {"@vocab": "urn:v:"}})
    document = write(tmp_path, "d.json", {"@context": "https://c.example/", "p": "x"})
    code, out, _ = run(capfdbinary, "canon", document, "--context", f"https://c.example/={context}")
    assert (code, out) == (0, '_:c14n0 <urn:v:p> "x" .\n')
    assert run(capfdbinary, "canon", document, "--context", "https://c.example/")[0] == 2


@pytest.mark.parametrize("name", sorted(name for name in VECTORS if "ecdsa-jcs" not in name))
def test_sign_prints_the_w3c_vectors_byte_for_byte(
    tmp_path: Path, capfdbinary: Any, name: str
) -> None:
    """From the W3C's document, key file and proof options."""
    key = str(FOLDER / f"{PAIRS[VECTORS[name]]}.json")
    changes = {"@context": vector(name)["@context"]}  # the W3C's option files carry it
    words = ["--key", key, "--proof-options", options_of(tmp_path, name, **changes)]
    code, out, _ = run(capfdbinary, "sign", document_of(tmp_path, name), *words)
    assert code == 0
    assert json.loads(out) == vector(name)


def test_a_key_may_be_a_jwk_or_a_pem_file(tmp_path: Path, capfdbinary: Any) -> None:
    """The same key gives the same proof."""
    name = "eddsa-rdfc-2022"
    private = private_key_of_jwk(OKP)
    pem = private.secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    said = []
    for file, content in (("k.json", OKP), ("k.pem", pem.decode())):
        words = ["--key", write(tmp_path, file, content)]
        words += ["--proof-options", options_of(tmp_path, name)]
        said.append(run(capfdbinary, "sign", document_of(tmp_path, name), *words))
    assert said[0] == said[1]
    assert said[0][0] == 0


@pytest.mark.parametrize(
    ("document", "key", "changes", "why"),
    [
        ({"proof": {}}, None, {}, "signed already"),
        (None, {**jwk_of(key_of("eddsa-jcs-2022").public)}, {}, "has not 32 bytes"),
        (None, None, {"proofValue": "x"}, "a value already"),
        (None, None, {"proofPurpose": None}, "no “proofPurpose”"),
        (None, None, {"cryptosuite": "ecdsa-rdfc-2019"}, "not made with a key of Ed25519"),
    ],
)
def test_what_cannot_be_signed_ends_with_2_and_a_sentence(  # noqa: PLR0917 - one case
    tmp_path: Path, capfdbinary: Any, document: Any, key: Any, changes: dict[str, Any], why: str
) -> None:
    """A second proof, a public key, a value given, no purpose, the wrong kind of key."""
    name = "eddsa-rdfc-2022"
    doc = write(tmp_path, "d.json", document) if document else document_of(tmp_path, name)
    file = write(tmp_path, "k.json", key) if key else str(FOLDER / "ed25519-keyPair.json")
    words = [doc, "--key", file, "--proof-options", options_of(tmp_path, name, **changes)]
    code, out, err = run(capfdbinary, "sign", *words)
    assert (code, out) == (2, "")
    assert why in err


def test_a_key_file_whose_halves_do_not_belong_together_is_refused(
    tmp_path: Path, capfdbinary: Any
) -> None:
    """Somebody mixed up two keys."""
    pair = json.loads((FOLDER / "ed25519-keyPair.json").read_text())
    pair["publicKeyMultibase"] = json.loads((FOLDER / "p256KeyPair.json").read_text())[
        "publicKeyMultibase"
    ]
    words = ["--key", write(tmp_path, "k.json", pair)]
    words += ["--proof-options", options_of(tmp_path, "eddsa-rdfc-2022")]
    code, _, err = run(capfdbinary, "sign", document_of(tmp_path, "eddsa-rdfc-2022"), *words)
    assert (code, "not that of its secret key" in err) == (2, True)


def test_a_missing_option_is_a_mistake_of_use(capfdbinary: Any) -> None:
    """Exit code 64, as in `lapel verify`: 2 means unreadable."""
    with pytest.raises(SystemExit) as ended:
        main.main(["sign", "x.json"])
    assert ended.value.code == 64


def test_neither_verb_imports_django() -> None:
    """They start in a blink and need no settings."""
    script = (
        "import sys; import lapel.doors.cli.canon, lapel.doors.cli.sign; "
        "sys.exit('django' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
