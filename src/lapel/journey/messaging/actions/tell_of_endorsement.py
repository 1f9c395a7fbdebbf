"""Write the letters about an endorsement: to those who answer, and to who asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.issuing.models import Endorsement
from lapel.journey.issuing.queries import answerers_of, endorsement
from lapel.journey.messaging.actions.write_letter import write_letter
from lapel.journey.messaging.queries import endorsement_letters
from lapel.journey.people.models import Organisation, Person, Role
from lapel.journey.people.queries import (
    open_invitations,
    open_memberships,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from uuid import UUID

    from lapel.journey.messaging.queries.letter import Letter

State = Endorsement.State


def ask_for_answer(*, endorsement_id: UUID) -> None:
    """Tell those who may answer, or let in who is asked from outside, what is asked of them.

    Who is still invited is told at the address of her invitation, but never of a holder's award:
    nobody has confirmed that address yet.
    """
    asked = endorsement(endorsement_id)
    if asked.state != State.ASKED:
        return
    if asked.endorser is None:
        _tell(_keepers(), "endorsement body", asked, endorsement_letters.body_letter)
        return
    _tell(answerers_of(asked), "endorsement asked", asked, endorsement_letters.asked_letter)
    if asked.award_id is None:
        _tell_invited(asked, asked.endorser)


def tell_who_asked(*, endorsement_id: UUID) -> None:
    """Tell who asked how it was answered, or that it was taken back."""
    found = endorsement(endorsement_id)
    words: dict[str, Callable[[Endorsement], Letter]] = {
        State.IN_FORCE: endorsement_letters.signed_letter,
        State.REJECTED: endorsement_letters.rejected_letter,
        State.REVOKED: endorsement_letters.revoked_letter,
    }
    if found.state in words:
        _tell([found.asked_by], f"endorsement {found.state}", found, words[found.state])


def _keepers() -> Iterable[Person]:
    roots = open_memberships().filter(organisation__parent=None, role=Role.ADMINISTRATOR)
    return Person.objects.filter(pk__in=roots.values("person"), is_active=True)


def _tell(
    people: Iterable[Person], kind: str, found: Endorsement, words: Callable[[Endorsement], Letter]
) -> None:
    for person in people:
        write_letter(
            key=f"{kind}:{found.pk}:{person.pk}",
            kind=kind,
            words=lambda: words(found),
            person=person,
        )


def _tell_invited(asked: Endorsement, endorser: Organisation) -> None:
    invited = open_invitations().filter(organisation=endorser, role=Role.ISSUER_OFFICER)
    for invitation in invited:
        write_letter(
            key=f"endorsement invited:{asked.pk}:{invitation.pk}",
            kind="endorsement asked",
            words=lambda: endorsement_letters.asked_letter(asked),
            person=None,
            to=invitation.email,
        )
