"""A refreshed award and the one it links, before verifiers of others (R20; docs/adr/0033)."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from issuing.refreshing import Refreshing
from issuing.test_peers import documents
from lapel.journey.issuing.models import Award
from lapel.journey.record.actions import clock_at
from lapel.journey.record.queries import now
from peers.verifiers import PEERS, accepts

if TYPE_CHECKING:
    from cast import Cast

pytestmark = pytest.mark.peer


def test_r20_others_accept_both_awards_and_refuse_the_link_altered(cast: Cast) -> None:
    """@digitalbazaar/vc and @digitalcredentials/verifier-core: the link is in the signed words."""
    with clock_at(now() - timedelta(hours=3)):
        scene = Refreshing(cast)
        scene.publish()
    with clock_at(now() - timedelta(hours=1)):
        new = scene.refreshed()
    old = Award.objects.get(pk=scene.first.pk)
    credential = json.loads(new.document)
    served = documents(old) | documents(new)
    for peer in PEERS:
        for each in (json.loads(old.document), credential, json.loads(new.public_document)):
            answer = accepts(peer, each, served)
            assert answer.verified, (peer, answer.errors)
    link = next(each for each in credential["evidence"] if each.get("genre") == "MicroCredential")
    link["digestSRI"] = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
    for peer in PEERS:
        assert not accepts(peer, credential, served).verified, peer
    credential = json.loads(new.document)
    (earlier,) = credential["credentialSubject"]["achievement"]["related"]
    earlier["version"] = "7"
    for peer in PEERS:
        assert not accepts(peer, credential, served).verified, peer
