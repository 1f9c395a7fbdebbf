"""What a draft's page shows of the pieces that are shared (R24)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lapel.journey.evidence.queries.freezing import seen_by_others
from lapel.journey.evidence.queries.privacy import is_settled
from lapel.journey.files.models import StoredFile
from lapel.journey.files.queries import mark_for, shown

if TYPE_CHECKING:
    from lapel.journey.evidence.models import Artefact, AskedAddress, Share
    from lapel.journey.evidence.queries.sheet import Field
    from lapel.journey.files.queries import Shown
    from lapel.journey.people.models import Person


@dataclass(frozen=True)
class Together:
    """A piece of hers that a team may share: who is of it, which addresses she asked besides."""

    shares: list[Share]
    asked: list[AskedAddress]
    contribution: Field

    @property
    def accepted(self) -> list[Share]:
        """Give those who share it, each under her name: she agreed to that."""
        return [each for each in self.shares if each.accepted_at]

    @property
    def size(self) -> int:
        """Count who shares it, herself included."""
        return 1 + sum(each.accepted_at is not None for each in self.shares)


@dataclass(frozen=True)
class SharedCard:
    """A colleague's piece in her draft; `shown` is what assessors will see, once settled."""

    artefact: Artefact
    share: Share
    owner: str
    size: int
    shown: Shown | None
    contribution: Field
    is_open: bool


def shared_card(
    artefact: Artefact, shares: list[Share], mine: Share, contribution: Field, *, is_open: bool
) -> SharedCard:
    """Lay out a colleague's piece; the original never leaves its owner's vault."""
    ready = artefact.file.state == StoredFile.State.READY and is_settled(artefact)
    return SharedCard(
        artefact=artefact,
        share=mine,
        owner=artefact.draft.enrolment.person.shown_name,
        size=1 + sum(each.accepted_at is not None for each in shares),
        shown=_as_others_see(artefact, mine.person) if ready else None,
        contribution=contribution,
        is_open=is_open,
    )


def _as_others_see(artefact: Artefact, viewer: Person) -> Shown:
    named = [str(each.id) for each in seen_by_others(artefact)]
    mark = mark_for(about=artefact.draft_id, viewer=viewer)
    return shown(artefact.file, captions=artefact.captions, only=named, mark=mark)
