"""Keys, and a badge made with one: built, signed, verified, revoked."""

from __future__ import annotations

import json
import secrets
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from lapel.doors.cli.checks import NotInOrderError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from lapel.ports.keys import Keys

STATUS = "https://doctor.invalid/status"


@dataclass(frozen=True)
class _Signer:
    """A key of a keyring under its DID, as `lapel.domain.badges.proof` asks for it."""

    ring: Keys
    key_id: str
    did: str
    multikey: str

    @property
    def verification_method(self) -> str:
        from lapel.domain.badges.did import verification_method

        return verification_method(self.did, self.multikey)

    def sign(self, data: bytes) -> bytes:
        return self.ring.sign(self.key_id, data)


@contextmanager
def _signers() -> Iterator[list[_Signer]]:
    """Give the issuers' keys in force, or a throw-away one where there is none yet."""
    from django.conf import settings

    from lapel.journey.issuing.queries import made_keys
    from lapel.ports.keys import from_url

    in_force = list(made_keys().filter(retired_at__isnull=True))
    if in_force:
        ring = from_url(settings.KEYS_URL, secret=settings.KEYS_SECRET)
        yield [_Signer(ring, key.key_id, key.did, key.multikey) for key in in_force]
        return
    from_url(settings.KEYS_URL, secret=settings.KEYS_SECRET).list()  # a device has to answer
    with tempfile.TemporaryDirectory() as folder:
        yield [_throw_away(from_url(f"file://{folder}", secret=secrets.token_hex(16)))]


def _throw_away(ring: Keys) -> _Signer:
    from django.conf import settings

    from lapel.domain.badges.did import did_key

    public = ring.create("doctor", settings.KEYS_ALGORITHM)
    return _Signer(ring, public.id, did_key(public.multikey), public.multikey)


def keys(_options: argparse.Namespace) -> str:
    """Sign with every key in force, and verify with the public half that documents show."""
    from lapel.domain.badges.keys import public_key

    data = secrets.token_bytes(64)
    with _signers() as signers:
        for signer in signers:
            if not public_key(signer.multikey).verifies(signer.sign(data), data):
                raise NotInOrderError(
                    f"what the key of {signer.did} signs does not verify with its public half."
                )
        whose = "a throw-away key (no issuer has one yet)"
        if signers[0].key_id.startswith("issuer-"):
            whose = f"{len(signers)} key(s) of issuers"
        return f"signed 64 bytes with {whose} and verified them"


def credentials(_options: argparse.Namespace) -> str:
    """Build and sign a badge, have it verified in a child; set its bit, see it revoked."""
    from lapel.domain.badges.verdicts import Outcome

    with _signers() as signers:
        badge = _badge(signers[0])
        _expect(signers[0], badge, set_bits=(), outcome=Outcome.VALID)
        _expect(signers[0], badge, set_bits=(7,), outcome=Outcome.ENDED)
        changed = json.loads(badge) | {"name": "Another name"}
        _expect(signers[0], json.dumps(changed), set_bits=(), outcome=Outcome.NOT_VALID)
    return (
        "built and signed a badge: valid; with its bit set: revoked; with a word changed: refused"
    )


def _badge(signer: _Signer) -> str:
    from lapel.domain.badges import documents
    from lapel.domain.badges.model import Achievement, Award, Profile, Purpose, StatusPlace
    from lapel.domain.badges.proof import add_proof
    from lapel.domain.badges.reading import write_badge

    moment = datetime.now(UTC) - timedelta(minutes=1)
    award = Award(
        id=f"urn:uuid:{_uuid()}",
        subject_id=f"urn:uuid:{_uuid()}",
        issuer=Profile(id=signer.did, name="Doctor"),
        achievement=Achievement(
            id=f"urn:uuid:{_uuid()}", name="Health", description="d", criteria_narrative="c"
        ),
        valid_from=moment,
        status=(StatusPlace(list_url=STATUS, purpose=Purpose.REVOCATION, index=7),),
    )
    return write_badge(add_proof(documents.credential(award), signer=signer, created=moment))


def _uuid() -> str:
    from uuid import uuid4

    return str(uuid4())


def _expect(signer: _Signer, badge: str, *, set_bits: tuple[int, ...], outcome: Any) -> None:
    from django.conf import settings

    from lapel.domain.badges.trust import Origin, Resolved, Trust, TrustedIssuer
    from lapel.ports.checking import Question, from_url

    listed = Resolved(_status_list(signer, set_bits).encode(), Origin.SOURCE)
    known = TrustedIssuer(
        id=signer.did, name="Doctor", keys=(signer.multikey,), source="lapel doctor"
    )
    question = Question(
        data=badge.encode(),
        now=datetime.now(UTC),
        trust=Trust(issuers=(known,)),
        documents={STATUS: listed},
    )
    found = from_url(settings.CHECKING_URL).verify(question).verification
    if found.outcome is not outcome:
        raise NotInOrderError(
            f"a badge that should be {outcome.code} was called {found.outcome.code}: "
            f"{found.headline}"
        )


def _status_list(signer: _Signer, set_bits: tuple[int, ...]) -> str:
    from lapel.domain.badges.model import Profile, Purpose
    from lapel.domain.badges.proof import add_proof
    from lapel.domain.badges.reading import write_badge
    from lapel.domain.badges.status import MINIMUM_BITS, StatusList, status_list

    moment = datetime.now(UTC) - timedelta(minutes=1)
    listed = StatusList(
        url=STATUS,
        issuer=Profile(id=signer.did, name="Doctor"),
        purpose=Purpose.REVOCATION,
        set_indices=frozenset(set_bits),
        valid_from=moment,
        lifetime=timedelta(days=1),
        length=MINIMUM_BITS,
    )
    return write_badge(add_proof(status_list(listed), signer=signer, created=moment))
