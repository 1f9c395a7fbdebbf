"""Issuers and their keys: made once, rotated, retired and still listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied

from issuing.earning import earned
from lapel.domain.badges.verdicts import Outcome
from lapel.journey.issuing.actions import order_key, prepare_issuer, revoke
from lapel.journey.issuing.models import Issuer, IssuerKey
from lapel.journey.issuing.queries import active_key, verdict_on, web_did_document
from lapel.journey.record.actions import deliver_all

if TYPE_CHECKING:
    from cast import Cast
    from review.stage import Stage

BASE = "https://lapel.example.org"


def test_preparing_an_issuer_twice_makes_one_key(cast: Cast) -> None:
    """Setup and each award call it; the first makes the key, the others find it."""
    assert prepare_issuer(organisation=cast.college) == prepare_issuer(organisation=cast.college)
    assert IssuerKey.objects.count() == 1


def test_a_key_that_was_ordered_takes_the_place_of_the_old_one(stage: Stage) -> None:
    """Rotation: new awards carry the new key, old ones verify and can still be revoked."""
    first = earned(stage)
    issuer = Issuer.objects.get()
    order_key(person=stage.cast.hana, issuer_id=issuer.pk)
    deliver_all()
    second = earned(stage, stage.cast.chipo)
    assert first.key != second.key == active_key(issuer)
    assert verdict_on(first).outcome is verdict_on(second).outcome is Outcome.VALID
    revoke(person=stage.cast.hana, award_id=first.pk, reason="policy", words="A rule changed.")
    deliver_all()
    assert verdict_on(first).step("status").code == "status.revoked"


def test_ordering_twice_makes_one_new_key(stage: Stage) -> None:
    """An impatient second click gives the same order."""
    issuer = prepare_issuer(organisation=stage.cast.college)
    first = order_key(person=stage.cast.hana, issuer_id=issuer.pk)
    assert order_key(person=stage.cast.hana, issuer_id=issuer.pk) == first
    deliver_all()
    assert IssuerKey.objects.filter(made_at__isnull=False).count() == 2


def test_only_the_officer_orders_a_key(stage: Stage) -> None:
    """An administrator keeps accounts, not keys."""
    issuer = prepare_issuer(organisation=stage.cast.college)
    for person in (stage.cast.ibrahim, stage.cast.amina, stage.cast.gita):
        with pytest.raises(PermissionDenied):
            order_key(person=person, issuer_id=issuer.pk)


def test_on_https_the_issuer_signs_under_its_did_web(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The document at /id/issuer/<id>/did.json lists every key, the retired for old awards."""
    monkeypatch.setattr(settings, "BASE_URL", BASE)
    monkeypatch.setattr(settings, "IS_TLS", True)
    award = earned(stage)
    issuer = Issuer.objects.get()
    order_key(person=stage.cast.hana, issuer_id=issuer.pk)
    deliver_all()
    document = web_did_document(issuer)
    assert document is not None
    assert document["id"] == f"did:web:lapel.example.org:id:issuer:{issuer.pk}"
    assert len(document["assertionMethod"]) == 2
    assert len(document["authentication"]) == 1
    assert award.key is not None
    assert award.key.verification_method in document["assertionMethod"]
    assert verdict_on(award).outcome is Outcome.VALID


def test_an_instance_that_moves_to_https_signs_under_its_new_name(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The did:key retires and a key under did:web takes its place; nothing old is rewritten."""
    issuer = prepare_issuer(organisation=cast.college)
    monkeypatch.setattr(settings, "BASE_URL", BASE)
    monkeypatch.setattr(settings, "IS_TLS", True)
    prepare_issuer(organisation=cast.college)
    key = active_key(issuer)
    assert key is not None
    assert key.did.startswith("did:web:")
    assert IssuerKey.objects.filter(did__startswith="did:key:", retired_at__isnull=False).exists()
