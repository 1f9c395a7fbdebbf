"""An endorsement as people make one here, before verifiers of others, as a credential by itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from issuing.praising import endorsed, officer_of_state
from lapel.journey.issuing.actions import revoke_endorsement
from lapel.journey.issuing.models import StatusList
from lapel.journey.record.actions import deliver_all
from peers.verifiers import accepts
from review.stage import Stage

if TYPE_CHECKING:
    from typing import Any

    from cast import Cast

pytestmark = [pytest.mark.peer, pytest.mark.django_db]


def lists() -> dict[str, Any]:
    """Give the status lists of this instance under their addresses."""
    return {each.url: json.loads(each.document) for each in StatusList.objects.all()}


@pytest.mark.parametrize("peer", ["digitalbazaar", "dcc"])
def test_others_accept_an_endorsement_and_refuse_it_altered_or_revoked(
    cast: Cast, peer: str
) -> None:
    """Asked for, accepted and signed here; its status is its own."""
    given = endorsed(Stage(cast))
    document = json.loads(given.document)
    answer = accepts(peer, document, lists())
    assert answer.verified, answer.errors
    assert not accepts(peer, {**document, "name": "Altered"}, lists()).verified
    olu = officer_of_state(cast)
    revoke_endorsement(person=olu, endorsement_id=given.pk, words="The rubric has changed.")
    deliver_all()
    assert not accepts(peer, document, lists()).verified
