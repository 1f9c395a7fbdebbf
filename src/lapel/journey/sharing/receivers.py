"""Jobs of sharing."""

from __future__ import annotations

from lapel.journey.people.events import PersonLeft
from lapel.journey.record.events import receives
from lapel.journey.sharing import actions
from lapel.journey.sharing.events import PaperOrdered


@receives(PersonLeft)
def forget_certificates(event: PersonLeft) -> None:
    """Keep no paper with the name of somebody who left, nor one signed for her."""
    actions.forget_certificates(person_id=event.person_id)
    actions.forget_papers(person_id=event.person_id)


@receives(PaperOrdered, heavy=True)
def sign_paper(event: PaperOrdered) -> None:
    """Have a paper signed."""
    actions.sign_paper(paper_id=event.paper_id)
