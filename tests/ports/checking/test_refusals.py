"""What is wrong is refused, and the step that names it is the right one.

Undefined term, re-ordered contexts, extra unsigned proof, status index out of range, purpose
mismatch, list signed by another, redirect on did:web, `alg: none`, key confusion, poison graph,
duplicate JSON keys, 50 MB and 10,000-deep JSON, zip bombs in PNG text: each goes through the very
child process that opens strangers' badges for the verify page, and through `lapel verify`.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import ssl
import struct
import time
import zlib
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from domain.badges.badge_makers import NOW, REVOCATION, award, badge, key, signed_list, web
from lapel.domain.badges import did, documents
from lapel.domain.badges.model import Purpose
from lapel.domain.badges.multiformats import base64url_encode
from lapel.domain.badges.png import SIGNATURE
from lapel.domain.badges.proof import add_proof
from lapel.domain.badges.tokens import make_vc_jwt
from lapel.domain.badges.trust import Origin, Resolved, Trust
from lapel.domain.badges.verdicts import Verdict, Verification
from lapel.doors.cli import verify
from lapel.ports import fetch as fetch_port
from lapel.ports.checking import MAX_FILE, Question, from_url
from lapel.ports.checking.child import answer_to
from lapel.ports.fetch.guarded import GuardedFetch
from ports.fetch.server import Stranger
from ports.tls import make_authority

if TYPE_CHECKING:
    from pathlib import Path

Pages = dict[str, Any]


def asked(data: bytes, pages: Pages) -> Question:
    served = {
        address: Resolved(json.dumps(page).encode(), Origin.SOURCE)
        for address, page in pages.items()
    }
    return Question(data=data, now=NOW, trust=Trust(), documents=served)


def checked(data: bytes, pages: Pages | None = None) -> Verification:
    """The answer of the child, with the issuer's site at hand."""
    question = asked(data, web() if pages is None else pages)
    return from_url("child:").verify(question).verification


def written(document: dict[str, Any]) -> bytes:
    return json.dumps(document).encode()


def undefined_term() -> tuple[bytes, Pages]:
    return written({**badge(), "cumLaude": True}), web()


def reordered_contexts() -> tuple[bytes, Pages]:
    document = badge()
    first, second, third = document["@context"]
    return written({**document, "@context": [first, third, second]}), web()


def first_context_second() -> tuple[bytes, Pages]:
    document = badge()
    first, second, third = document["@context"]
    return written({**document, "@context": [second, first, third]}), web()


def extra_proof() -> tuple[bytes, Pages]:
    document = badge()
    extra = {**document["proof"][0], "created": "2026-01-01T00:00:00Z"}
    return written({**document, "proof": [*document["proof"], extra]}), web()


def with_entry(**changes: str) -> bytes:
    unsigned = documents.credential(award())
    unsigned["credentialStatus"].update(changes)
    return written(add_proof(unsigned, signer=key(), created=NOW))


def index_out_of_range() -> tuple[bytes, Pages]:
    return with_entry(statusListIndex="131072"), web()


def other_purpose() -> tuple[bytes, Pages]:
    listed = signed_list(REVOCATION, purpose=Purpose.SUSPENSION)
    return written(badge()), web(**{REVOCATION: listed})


def list_of_another() -> tuple[bytes, Pages]:
    return written(badge()), web(**{REVOCATION: signed_list(REVOCATION, signer=key(3, of=""))})


def list_signed_by_another() -> tuple[bytes, Pages]:
    """In the issuer's name, with a key that it does not list."""
    return written(badge()), web(**{REVOCATION: signed_list(REVOCATION, signer=key(3))})


def token_with(alg: str, signature: bytes | None = None) -> bytes:
    _header, payload, _signature = make_vc_jwt(documents.credential(award()), signer=key()).split(
        "."
    )
    named = {"alg": alg, "typ": "vc+jwt", "kid": key().verification_method}
    header = base64url_encode(json.dumps(named).encode())
    if signature is None:
        public = key().private.public_key().public_bytes_raw()
        signature = hmac.digest(public, f"{header}.{payload}".encode(), hashlib.sha256)
    return f"{header}.{payload}.{base64url_encode(signature)}".encode()


def algorithm_none() -> tuple[bytes, Pages]:
    return token_with("none", b""), web()


def public_key_as_secret() -> tuple[bytes, Pages]:
    """The public key is known to all, so a signature made with it as a secret proves nothing."""
    return token_with("HS256"), web()


def key_of_another_algorithm() -> tuple[bytes, Pages]:
    return token_with("ES256", b"\x01" * 64), web()


def duplicate_names() -> tuple[bytes, Pages]:
    text = written(badge())
    return text[:-1] + b', "name": "Something grander"}', web()


def fifty_megabytes() -> tuple[bytes, Pages]:
    return written({**badge(), "name": "x" * 50_000_000}), web()


def ten_thousand_deep() -> tuple[bytes, Pages]:
    return written(badge())[:-1] + b', "name": ' + b"[" * 10_000 + b"]" * 10_000 + b"}", web()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def zip_bomb() -> tuple[bytes, Pages]:
    """A gigabyte of spaces, packed in one megabyte, where the badge should stand."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 10_000_000) for _ in range(100)) + packer.flush()
    text = chunk(b"iTXt", b"openbadgecredential\0\1\0\0\0" + packed)
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return SIGNATURE + head + text + chunk(b"IEND", b""), web()


def poison_graph() -> tuple[bytes, Pages]:
    """Twelve nameless organisations, each a part of all others."""
    document = badge()
    marks = [f"_:p{number}" for number in range(12)]
    document["credentialSubject"]["achievement"]["creator"] = [
        {
            "type": ["Profile"],
            "id": one,
            "parentOrg": [{"id": other, "type": ["Profile"]} for other in marks if other != one],
        }
        for one in marks
    ]
    return written(document), web()


WRONGS = [
    (undefined_term, "terms", "The term “cumLaude” is not defined"),
    (first_context_second, "terms", "first context is not"),
    (reordered_contexts, "schema", "@context in the required order"),
    (extra_proof, "proof", "does not match"),
    (index_out_of_range, "status", "has no place 131072"),
    (other_purpose, "status", "not one of revocation"),
    (list_of_another, "status", "signed by another than the badge's issuer"),
    (list_signed_by_another, "status", "not signed by the badge's issuer"),
    (algorithm_none, "proof", "“none” proves nothing"),
    (public_key_as_secret, "proof", "“HS256” proves nothing"),
    (key_of_another_algorithm, "proof", "ES256"),
    (duplicate_names, "read", "“name” twice"),
    (fifty_megabytes, "read", "larger than 16 MB"),
    (ten_thousand_deep, "read", "nested deeper than"),
    (zip_bomb, "read", "larger than 4 MB"),
    (poison_graph, "proof", "so alike that ordering them takes too long"),
]


@pytest.mark.parametrize(
    ("make", "step", "why"), WRONGS, ids=[make.__name__ for make, _, _ in WRONGS]
)
def test_what_is_wrong_is_refused_by_the_step_that_names_it(make: Any, step: str, why: str) -> None:
    """In the child that has limits; the first step that fails says what it is."""
    answer = checked(*make())
    failed = [one for one in answer.steps if one.verdict is Verdict.FAIL]
    assert failed, answer
    assert (failed[0].id, why in failed[0].sentence) == (step, True), failed[0]
    assert answer.exit_code in (1, 2)


def test_the_sound_badge_and_token_are_valid_so_that_refusals_mean_something() -> None:
    """The same makers without anything wrong."""
    assert checked(written(badge())).exit_code == 0
    token = make_vc_jwt(documents.credential(award()), signer=key())
    assert checked(token.encode()).exit_code == 0


@pytest.mark.parametrize("make", [poison_graph, ten_thousand_deep, zip_bomb, undefined_term])
def test_a_refusal_takes_less_than_a_second_of_cpu(make: Any) -> None:
    """Measured in this process, without the start of another."""
    data, pages = make()
    question = asked(data, pages)
    started = time.process_time()
    answer_to(question)
    assert time.process_time() - started < 1


def test_a_stranger_sends_no_more_than_five_megabytes() -> None:
    """The verify page's own limit, far below what is read at all."""
    assert MAX_FILE == 5 * 1024 * 1024


def test_a_redirect_on_did_web_is_refused_and_the_key_stays_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    """did:web, §3.2 has none: whoever controls a redirect would vouch for any key."""
    made = make_authority(tmp_path, "outside.example")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.cert_file, made.key_file)

    class Near(GuardedFetch):
        """Takes the loopback of this test for public."""

        def _address(self, host: str, port: int, limits: object) -> str:  # noqa: ARG002 (the method's signature)
            return "127.0.0.1"

    client = Near(ca_file=str(made.ca_file))

    def near(url: str, *, max_bytes: int, redirects: int, accept: str, **_more: bool) -> Any:
        return client.fetch(url, max_bytes=max_bytes, redirects=redirects, accept=accept)

    monkeypatch.setattr(fetch_port, "fetch", near)
    elsewhere = b"Location: https://outside.example/did.json\r\nContent-Length: 0\r\n\r\n"
    to = b"HTTP/1.1 302 Found\r\n" + elsewhere
    with Stranger(to, tls=context) as stranger:
        signer = key(of=did.did_web(f"outside.example:{stranger.port}"))
        file = tmp_path / "badge.json"
        given = {"valid_from": NOW - timedelta(days=900), "valid_until": None, "status": ()}
        file.write_bytes(written(badge(signer, **given)))
        code = verify.run([str(file), "--json"])
        assert len(stranger.asked) == 1
    steps = {step["id"]: step for step in json.loads(capsys.readouterr().out)["steps"]}
    assert (code, steps["key"]["verdict"], steps["issuer"]["verdict"]) == (3, "unknown", "unknown")
    assert "redirects elsewhere" in steps["key"]["sentence"]
