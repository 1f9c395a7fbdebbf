"""Keys, awards and signed badges that tests build on: a did:web issuer and its documents."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lapel.domain.badges import did, documents
from lapel.domain.badges.model import (
    Achievement,
    Alignment,
    Award,
    Criterion,
    EmailIdentity,
    Evidence,
    Level,
    Outcome,
    Profile,
    Purpose,
    StatusPlace,
)
from lapel.domain.badges.multiformats import multibase_encode
from lapel.domain.badges.proof import add_proof
from lapel.domain.badges.status import StatusList, status_list
from lapel.domain.badges.trust import Origin, Resolved, Trust, TrustedIssuer, UnavailableError
from lapel.domain.badges.verification import verify_credential

if TYPE_CHECKING:
    from lapel.domain.badges.verdicts import Verification

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
BASE = "https://lapel.example/id"
ISSUER = did.did_web("lapel.example", "id", "org", "1")
REVOCATION, SUSPENSION = f"{BASE}/status/1", f"{BASE}/status/2"
EMAIL = "amina@school.example"


def ed25519_multikey(public_key: bytes) -> str:
    """The Multikey of a raw Ed25519 key (Controlled Identifiers 1.0, §2.2.2)."""
    return multibase_encode(b"\xed\x01" + public_key)


@dataclass
class Key:
    """An Ed25519 key under a DID: a Signer."""

    private: Ed25519PrivateKey
    did: str

    @property
    def multikey(self) -> str:
        return ed25519_multikey(self.private.public_key().public_bytes_raw())

    @property
    def verification_method(self) -> str:
        return did.verification_method(self.did, self.multikey)

    def sign(self, data: bytes) -> bytes:
        return self.private.sign(data)


def key(seed: int = 1, of: str = ISSUER) -> Key:
    """A key made from a seed; `of` "" makes its own did:key."""
    private = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
    return Key(
        private, of or did.did_key(ed25519_multikey(private.public_key().public_bytes_raw()))
    )


def award(issuer: str = ISSUER, **changes: Any) -> Award:
    """An award with everything the default document can hold."""
    line = f"{BASE}/achievement/1#line-"
    levels = tuple(
        Level(id=f"{line}{n}-{word}", name=word, level=word)
        for n in (1, 2)
        for word in ("yes", "no")
    )
    achievement = Achievement(
        id=f"{BASE}/achievement/1",
        name="Wait Time and Uptake",
        description="Gives students time to think and builds on what they say. انتظر 🦉",
        criteria_narrative="Three lessons, scored by two assessors.\u0007 Tab\tand\\n.",
        criteria_url="https://lapel.example/catalogue/wait-time/",
        image="https://lapel.example/art/wait-time.png",
        version="2.0.0",
        language="en",
        tags=("questioning", "discussion"),
        creator=Profile(id="https://authors.example/", name="The Authors"),
        alignments=tuple(
            Alignment(target_name=f"T{n:02}", target_url=f"{BASE}/case/T{n:02}")
            for n in range(1, 4)
        ),
        criteria=(
            Criterion(id=f"{line}1", name="Waits", levels=levels[:2], required_level=levels[0].id),
            Criterion(id=f"{line}2", name="Builds on answers", levels=levels[2:]),
        ),
    )
    default = Award(
        id="urn:uuid:6a1676b8-b51f-11ed-937b-d76685a20ff5",
        subject_id="urn:uuid:6a1676b8-b51f-11ed-937b-d76685a20ff6",
        issuer=Profile(id=issuer, name="Hill District", url="https://lapel.example"),
        achievement=achievement,
        valid_from=NOW - timedelta(days=1),
        valid_until=NOW + timedelta(days=365),
        awarded=NOW - timedelta(days=1),
        narrative="Three recordings over two weeks.",
        identity=EmailIdentity.of(EMAIL, salt="f00d"),
        outcomes=(
            Outcome(criterion=f"{line}1", level=levels[0].id),
            Outcome(criterion=f"{line}2", level=levels[3].id),
        ),
        evidence=(
            Evidence(
                id="urn:uuid:6a1676b8-b51f-11ed-937b-d76685a20ff7",
                name="Recording of a lesson",
                genre="video",
                media_type="video/mp4",
                sha256=b"\x01" * 32,
            ),
        ),
        status=(StatusPlace(list_url=REVOCATION, purpose=Purpose.REVOCATION, index=94_567),),
    )
    return replace(default, **changes)


def badge(signer: Key | None = None, **changes: Any) -> dict[str, Any]:
    """A signed badge."""
    signer = signer or key()
    unsigned = documents.credential(award(issuer=signer.did, **changes))
    return add_proof(unsigned, signer=signer, created=NOW - timedelta(days=1))


def badge_with_two_lists(signer: Key | None = None, **changes: Any) -> dict[str, Any]:
    """A badge as other issuers write them: a list for revocation, another for suspension."""
    signer = signer or key()
    unsigned = documents.credential(award(issuer=signer.did, **changes))
    suspension = StatusPlace(list_url=SUSPENSION, purpose=Purpose.SUSPENSION, index=3)
    both = [unsigned["credentialStatus"], documents.status_entry(suspension)]
    unsigned["credentialStatus"] = both
    return add_proof(unsigned, signer=signer, created=NOW - timedelta(days=1))


def signed_list(
    url: str, *, bits: tuple[int, ...] = (), signer: Key | None = None, **changes: Any
) -> dict[str, Any]:
    """A signed status list; the purpose follows from the address unless said."""
    signer = signer or key()
    state = StatusList(
        url=url,
        issuer=Profile(id=signer.did, name="Hill District"),
        purpose=Purpose.REVOCATION if url == REVOCATION else Purpose.SUSPENSION,
        set_indices=frozenset(bits),
        valid_from=NOW - timedelta(hours=1),
        lifetime=timedelta(days=1),
    )
    return add_proof(status_list(replace(state, **changes)), signer=signer, created=NOW)


def web(signer: Key | None = None, **overrides: Any) -> dict[str, Any]:
    """The documents on the issuer's own site, by address."""
    signer = signer or key()
    pages = {
        REVOCATION: signed_list(REVOCATION, signer=signer),
        SUSPENSION: signed_list(SUSPENSION, signer=signer),
    }
    if signer.did.startswith("did:web:"):
        address = did.web_address(signer.did)
        pages[address] = did.did_document(signer.did, [did.Key(signer.multikey)])
    return {**pages, **overrides}


class Site:
    """A resolver that serves pages and remembers what was asked."""

    def __init__(self, pages: dict[str, Any], origin: Origin = Origin.SOURCE) -> None:
        self.pages, self.origin, self.asked = pages, origin, list[str]()

    def __call__(self, address: str, /) -> Resolved:
        self.asked.append(address)
        if address not in self.pages:
            raise UnavailableError(f"{address} is not served.")
        return Resolved(json.dumps(self.pages[address]).encode(), self.origin)


PINNED = Trust(issuers=(TrustedIssuer(id=ISSUER, name="Hill", keys=(key().multikey,)),))


def verify(
    document: dict[str, Any], pages: dict[str, Any] | None = None, **more: Any
) -> Verification:
    """Verify at NOW against the issuer's own site, or against `pages`."""
    resolve = Site(web() if pages is None else pages, more.pop("origin", Origin.SOURCE))
    return verify_credential(document, resolve=resolve, **{"now": NOW, **more})


def verdicts(answer: Verification) -> dict[str, str]:
    """The verdict of each step, by id."""
    return {step.id: step.verdict.value for step in answer.steps}
