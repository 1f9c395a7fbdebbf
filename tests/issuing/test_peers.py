"""Third-party verifiers accept what these actions issue, and refuse what was done to it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings

from issuing.earning import earned
from lapel.domain.badges.did import web_address
from lapel.journey.issuing.actions import Terms, change_one, revoke
from lapel.journey.issuing.models import StatusList
from lapel.journey.issuing.queries import did_document_of
from lapel.journey.record.actions import deliver_all
from lapel.journey.record.queries import now
from peers.verifiers import PEERS, accepts

if TYPE_CHECKING:
    from lapel.journey.issuing.models import Award
    from review.stage import Stage

pytestmark = pytest.mark.peer


def documents(award: Award) -> dict[str, Any]:
    """Give what the issuer serves, by address."""
    served = {each.url: json.loads(each.document) for each in StatusList.objects.all()}
    assert award.key is not None
    if award.key.did.startswith("did:web:"):
        address = web_address(award.key.did)
        served[address] = did_document_of(award.key.issuer, award.key.did)
    return served


@pytest.mark.parametrize("tls", [False, True], ids=["did:key", "did:web"])
def test_the_peers_accept_an_award_and_refuse_it_tampered_or_revoked(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, tls: bool
) -> None:
    """@digitalbazaar/vc and @digitalcredentials/verifier-core, as they are from npm."""
    if tls:
        monkeypatch.setattr(settings, "BASE_URL", "https://lapel.example.org")
        monkeypatch.setattr(settings, "IS_TLS", True)
    award = earned(stage)
    credential = json.loads(award.document)
    for peer in PEERS:
        answer = accepts(peer, credential, documents(award))
        assert answer.verified, (peer, answer)
    forged = json.loads(award.document)
    forged["credentialSubject"]["achievement"]["name"] = "Something grander"
    for peer in PEERS:
        assert not accepts(peer, forged, documents(award)).verified, peer
    revoke(person=stage.cast.hana, award_id=award.pk, reason="integrity", words="No.")
    deliver_all()
    refused = [peer for peer in PEERS if not accepts(peer, credential, documents(award)).verified]
    assert refused == list(PEERS)


def test_the_peers_accept_an_award_with_another_end_and_refuse_its_older_copy(
    stage: Stage,
) -> None:
    """With its refresh service in it (docs/adr/0019); the copy promised no end."""
    award = earned(stage)
    copy = json.loads(award.document)
    terms = Terms(words="So.", reason="policy", valid_until=now() + timedelta(days=30))
    change_one(person=stage.cast.hana, verb="expire", award_id=award.pk, terms=terms)
    deliver_all()
    award.refresh_from_db()
    credential = json.loads(award.document)
    assert credential["refreshService"]["type"] == "1EdTechCredentialRefresh"
    for peer in PEERS:
        answer = accepts(peer, credential, documents(award))
        assert answer.verified, (peer, answer)
        assert not accepts(peer, copy, documents(award)).verified, peer
