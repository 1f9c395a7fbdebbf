"""Endorsements and transcripts before Digital Bazaar's verifier."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.badges.badge_makers import ISSUER, award, key
from lapel.domain.badges import did, documents
from lapel.domain.badges.endorsements import Endorsement, endorsed, endorsement
from lapel.domain.badges.model import Profile
from lapel.domain.badges.proof import add_proof
from lapel.domain.badges.transcript import Association, AssociationType, Transcript, transcript
from peers.verifiers import accepts

pytestmark = pytest.mark.peer

NOW = datetime.now(UTC)
GUILD = key(4, of="")
WEB = {ISSUER: did.did_document(ISSUER, [did.Key(key().multikey)])}


def praise() -> dict[str, Any]:
    """An endorsement of the achievement by another party."""
    said = Endorsement(
        id="urn:uuid:6a1676b8-b51f-11ed-937b-d76685a20fe0",
        endorser=Profile(id=GUILD.did, name="The Guild"),
        subject_id=award().achievement.id,
        name="Endorsed by the Guild",
        comment="We *hire* people who can do this. عربي 🦉",
        valid_from=NOW - timedelta(hours=1),
    )
    return add_proof(endorsement(said), signer=GUILD, created=NOW)


def badge() -> dict[str, Any]:
    """A badge in force that carries the endorsement."""
    made = award(status=(), valid_from=NOW - timedelta(hours=1), valid_until=None, awarded=None)
    document = endorsed(documents.credential(made), praise())
    return add_proof(document, signer=key(), created=NOW)


def record() -> dict[str, Any]:
    """A transcript that holds the badge and says what it belongs to."""
    kind, ends = AssociationType.IS_RELATED_TO, (award().achievement.id, award().id)
    record = Transcript(
        id="urn:uuid:6a1676b8-b51f-11ed-937b-d76685a20fc1",
        issuer=Profile(id=ISSUER, name="Hill District", url="https://lapel.example"),
        subject_id=award().subject_id,
        name="Transcript",
        credentials=(badge(),),
        associations=(Association(kind=kind, source_id=ends[0], target_id=ends[1]),),
        valid_from=NOW - timedelta(hours=1),
    )
    return add_proof(transcript(record), signer=key(), created=NOW)


@pytest.mark.parametrize("made", [praise, badge, record])
def test_digital_bazaar_accepts_what_we_sign_and_refuses_it_altered(made: Any) -> None:
    """In safe mode: no term is lost, and the signed text is the same."""
    document = made()
    answer = accepts("digitalbazaar", document, WEB)
    assert answer.verified, answer.errors
    assert not accepts("digitalbazaar", {**document, "name": "Altered"}, WEB).verified
