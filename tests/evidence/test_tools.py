"""Use of AI: what she discloses is held against what the micro-credential takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from evidence.desk import Desk
from lapel.journey.evidence import actions, queries
from lapel.journey.evidence.models import AiUse

if TYPE_CHECKING:
    from cast import Cast

pytestmark = pytest.mark.django_db
TAKEN = {
    "strict": {"none"},
    "planning": {"none", "planning", "translation"},
    "open": set(AiUse.values),
}


@pytest.mark.parametrize("policy", sorted(TAKEN))
def test_the_precheck_takes_what_the_policy_takes(cast: Cast, policy: str) -> None:
    """DOMAIN.md, Integrity: strict, planning allowed, open with disclosure."""
    desk = Desk(cast, ai_policy=policy)
    artefact = desk.fill()
    passes = set()
    for use in AiUse.values:
        actions.disclose_ai_use(person=cast.amina, artefact_id=artefact.id, ai_use=use)
        desk.attest()
        if not queries.findings(desk.fresh()):
            passes.add(use)
    assert passes == TAKEN[policy]


def test_the_precheck_thanks_her_and_says_the_way_out(cast: Cast) -> None:
    """An honest word is never punished; it is the piece that does not fit (R3)."""
    desk = Desk(cast, ai_policy="planning")
    artefact = desk.fill()
    actions.disclose_ai_use(person=cast.amina, artefact_id=artefact.id, ai_use="generated")
    desk.attest()
    [found] = queries.findings(desk.fresh())
    assert found.place == "artefacts.recording"
    assert found.sentence.startswith("Thank you for saying how AI was used (Generated content)")
    assert "AI for planning and translation only" in found.sentence
    assert "bring a piece that was made without it" in found.sentence


def test_she_reads_beside_the_question_what_is_allowed(cast: Cast, client) -> None:
    """Not only after the fact."""
    desk = Desk(cast, ai_policy="strict")
    desk.fill()
    client.force_login(cast.amina)
    assert b"No AI in what you hand in." in client.get(f"/evidence/{desk.draft.id}/").content


def test_nothing_anywhere_guesses_whether_a_machine_wrote_it(cast: Cast) -> None:
    """No AI-detector verdicts: disclosure is the teacher's, and what is said is shown as said."""
    desk = Desk(cast)
    artefact = desk.fill()
    actions.disclose_ai_use(person=cast.amina, artefact_id=artefact.id, ai_use="wording")
    desk.attest()
    [entry] = desk.submit().manifest["artefacts"]
    assert entry["ai_use"] == "wording"
