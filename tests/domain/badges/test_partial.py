"""Badges of which a holder shows a part, with ecdsa-sd-2023: what is not shown is not absent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from domain.badges.badge_makers import NOW, award, badge, verify
from domain.badges.holders import ISSUING, shown
from lapel.domain.badges import documents
from lapel.domain.badges.trust import Trust, TrustedIssuer
from lapel.domain.badges.verdicts import Verdict, Verification
from lapel.domain.badges.verification import verify_credential

HOLDS = f"did:key:{ISSUING.public.multikey}"
TRUST = Trust(issuers=(TrustedIssuer(id=HOLDS, name="Hill"),))


def derived(*hidden: str, **changes: Any) -> dict[str, Any]:
    """An award of an issuer who signs with P-256, without the parts the holder hides."""
    document = documents.credential(award(issuer=HOLDS, **changes))
    return shown({name: value for name, value in document.items() if name not in hidden})


def answered(document: dict[str, Any]) -> Verification:
    return verify_credential(document, now=NOW, trust=TRUST)


def test_a_badge_shown_in_part_is_intact_and_its_issuer_confirmed() -> None:
    """Its status list is not at hand here."""
    answer = answered(derived("evidence"))
    assert answer.step("proof").verdict is Verdict.PASS
    assert (answer.exit_code, answer.step("status").code) == (3, "status.absent")
    assert answer.step("proof").detail["cryptosuite"] == "ecdsa-sd-2023"


def test_a_changed_badge_shown_in_part_is_refused() -> None:
    """Before anything is said of what is hidden."""
    document = derived("evidence")
    document["credentialSubject"]["achievement"]["name"] = "Something grander"
    assert answered(document).exit_code == 1


@pytest.mark.parametrize("hidden", ["credentialStatus", "validUntil", "validFrom"])
def test_a_badge_whose_end_or_status_may_be_hidden_is_not_green(hidden: str) -> None:
    """Else a revoked or expired badge would be shown without the part that says so."""
    answer = answered(derived(hidden, "credentialStatus"))
    assert (answer.exit_code, answer.step("status").code) == (3, "status.withheld")
    assert answer.headline == "Intact, from Hill; status not confirmed"


@pytest.mark.parametrize("hidden", ["validUntil", "validFrom"])
def test_days_that_are_not_shown_are_neither_wrong_nor_open(hidden: str) -> None:
    """Not “malformed”, and not “with no end date”."""
    step = answered(derived(hidden)).step("validity")
    assert (step.verdict, step.code) == (Verdict.UNKNOWN, "validity.withheld")


def test_an_expired_badge_does_not_last_by_hiding_its_first_day() -> None:
    """Over is over."""
    answer = answered(derived("validFrom", valid_until=NOW - timedelta(hours=1)))
    assert (answer.exit_code, answer.step("validity").code) == (4, "validity.expired")


def test_a_badge_that_is_not_valid_yet_is_not_by_hiding_its_last_day() -> None:
    """Early is early."""
    answer = answered(derived("validUntil", valid_from=NOW + timedelta(hours=1)))
    assert (answer.exit_code, answer.step("validity").code) == (1, "validity.early")


def test_a_required_part_that_is_not_shown_is_said() -> None:
    """The issuer's badge may well have it."""
    step = answered(derived("name")).step("schema")
    assert (step.verdict, step.code) == (Verdict.UNKNOWN, "schema.withheld")
    assert "“name”" in step.sentence


def test_a_whole_badge_is_judged_as_before() -> None:
    """Only ecdsa-sd-2023 lets a holder leave statements out."""
    assert verify(badge(valid_until=None)).exit_code == 0
    assert verify(badge(status=())).step("status").code == "status.none"
    document = documents.credential(award())
    assert verify_credential({**document, "proof": "text"}, now=NOW).exit_code == 1
