"""R24: what a team declares to share is no likeness; what was copied beside it still is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.integrity.models import Match, Piece
from review.teams import Teams

if TYPE_CHECKING:
    from cast import Cast


def test_r24_a_declared_shared_piece_is_not_raised_between_teammates(cast: Cast) -> None:
    """Both hold the recording, which says so; their plans are equal and nothing says so."""
    teams = Teams(cast)
    for person in (cast.amina, teams.nia):
        teams.submit(person)
    assert Piece.objects.filter(source=f"artefact:{teams.piece.pk}").count() == 2
    alike = {row.newer.source for row in Match.objects.get().pieces.all()}
    plan = teams.drafts[teams.nia].artefacts.get(slot="artefacts.plan")
    assert alike == {f"artefact:{plan.pk}"}
