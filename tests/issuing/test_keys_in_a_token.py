"""Issuing with keys of another kind and another place: P-256 and P-384, and a token."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from issuing.earning import earned
from lapel.domain.badges.did import did_key_document
from lapel.domain.badges.verdicts import Outcome
from lapel.doors.cli.checks import signing
from lapel.journey.issuing.actions import order_key, revoke
from lapel.journey.issuing.actions.keyring import keyring
from lapel.journey.issuing.models import Issuer
from lapel.journey.issuing.queries import verdict_on
from lapel.journey.record.actions import deliver_all
from ports.keys.devices import PIN, empty_token, token_address

if TYPE_CHECKING:
    from pathlib import Path

    from review.stage import Stage

SUITES = {"ed25519": "eddsa-rdfc-2022", "p256": "ecdsa-rdfc-2019", "p384": "ecdsa-rdfc-2019"}


@pytest.fixture
def token(settings: Any) -> None:
    """Have this instance keep its keys in a token."""
    settings.KEYS_URL, settings.KEYS_SECRET = token_address(), PIN
    empty_token()


@pytest.mark.parametrize("algorithm", list(SUITES))
def test_a_badge_signed_in_a_token_is_valid_and_revoked_like_any_other(
    algorithm: str, token: None, stage: Stage, settings: Any
) -> None:
    """Award, status list and DID document are right for each kind of key; no key is in a file."""
    settings.KEYS_ALGORITHM = algorithm
    award = earned(stage)
    (proof,) = json.loads(award.document)["proof"]
    assert proof["cryptosuite"] == SUITES[algorithm]
    assert keyring().public(award.key.key_id).algorithm == algorithm
    assert did_key_document(award.key.did)["assertionMethod"] == [proof["verificationMethod"]]
    assert verdict_on(award).outcome is Outcome.VALID
    revoke(person=stage.cast.hana, award_id=award.pk, reason="policy", words="A rule changed.")
    deliver_all()
    assert verdict_on(award).step("status").code == "status.revoked"


def test_moving_into_a_token_is_a_rotation(stage: Stage, settings: Any) -> None:
    """Awards of the key in a file stay valid; the next is signed by a key in the token."""
    first = earned(stage)
    settings.KEYS_URL, settings.KEYS_SECRET = token_address(), PIN
    empty_token()
    order_key(person=stage.cast.hana, issuer_id=Issuer.objects.get().pk)
    deliver_all()
    second = earned(stage, stage.cast.chipo)
    assert [key.id for key in keyring().list()] == [second.key.key_id]
    assert verdict_on(first).outcome is verdict_on(second).outcome is Outcome.VALID


@pytest.mark.parametrize("algorithm", list(SUITES))
def test_the_doctor_signs_and_verifies_with_keys_of_each_kind(
    algorithm: str, token: None, stage: Stage, settings: Any
) -> None:
    """With issuers' keys in force, and before there is any."""
    settings.KEYS_ALGORITHM = algorithm
    assert "throw-away" in signing.keys(None)
    assert "valid" in signing.credentials(None)
    earned(stage)
    assert "1 key(s) of issuers" in signing.keys(None)
    assert "revoked" in signing.credentials(None)


def test_the_doctor_finds_a_token_that_does_not_answer(
    token: None, stage: Stage, settings: Any
) -> None:
    """Even where no issuer has a key yet, the device is asked."""
    settings.KEYS_URL = settings.KEYS_URL.partition("?")[0] + "?token=elsewhere"
    with pytest.raises(Exception, match="knows no token 'elsewhere'"):
        signing.keys(None)


def test_a_backup_with_keys_is_refused_in_plain_words(
    token: None, db: None, settings: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is left behind, and without --with-keys it says where the keys are."""
    from lapel.doors.cli import backup

    with pytest.raises(Exception, match="cannot leave it; back up the token itself"):
        backup._write(tmp_path / "with-keys", passphrase="correct horse battery")
    assert list(tmp_path.iterdir()) == []
    assert "cannot leave the device" in backup._where_keys_are()
