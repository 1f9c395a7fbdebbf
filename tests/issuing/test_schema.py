"""Every kind of document we publish, before 1EdTech's official JSON schemas."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

from domain.badges.badge_makers import award as fullest
from domain.badges.badge_makers import badge
from domain.badges.official import achievement_objections, objections
from issuing.earning import earned
from issuing.test_stacks import stack_awards, two_and_a_stack
from lapel.domain.badges import documents
from lapel.journey.issuing.actions import reinstate, suspend
from lapel.journey.issuing.queries import achievement_document, issuer, profile_document
from lapel.journey.record.actions import deliver_all

if TYPE_CHECKING:
    from cast import Cast
    from review.stage import Stage


@pytest.fixture(params=[False, True], ids=["did:key", "did:web"])
def _address(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param:
        monkeypatch.setattr(settings, "BASE_URL", "https://lapel.example.org")
        monkeypatch.setattr(settings, "IS_TLS", True)


@pytest.mark.usefixtures("_address")
def test_what_is_issued_meets_the_official_schema(cast: Cast, stage: Stage) -> None:
    """An award and a stack, hers and public, profile, achievement; signed anew too."""
    other, _stack = two_and_a_stack(cast, stage)
    first = earned(stage)
    earned(other)
    (stack,) = stack_awards()
    for award in (first, stack):
        for text in (award.document, award.public_document):
            assert objections(json.loads(text)) == []
        assert achievement_objections(achievement_document(award.achievement)) == []
    profile = profile_document(issuer(first.achievement.issuer_id))
    assert objections(profile, "profile") == []
    suspend(person=cast.hana, award_id=first.pk, reason="policy", words="A question.")
    reinstate(person=cast.hana, award_id=first.pk, words="Answered.")
    deliver_all()
    first.refresh_from_db()
    assert first.signed_anew_at is not None
    assert objections(json.loads(first.document)) == []


def test_a_document_with_everything_in_it_meets_the_official_schema() -> None:
    """What the domain can write, whether or not a page leads to it today."""
    assert objections(badge()) == []
    assert objections(documents.without_identifier(documents.credential(fullest()))) == []


def test_the_official_schema_refuses_a_list_of_statuses() -> None:
    """Why there is one: the schema's credentialStatus is an object (docs/adr/0008)."""
    document = badge()
    document["credentialStatus"] = [document["credentialStatus"]] * 2
    assert [each.partition(":")[0] for each in objections(document)] == ["credentialStatus"]
