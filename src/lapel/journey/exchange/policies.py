"""Who may do what with programs and brought badges: pure predicates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.issuing.models import Award
from lapel.journey.issuing.queries import is_included
from lapel.journey.people.models import Role
from lapel.journey.people.queries import has_role

if TYPE_CHECKING:
    from lapel.journey.exchange.models import Brought
    from lapel.journey.people.models import Person


def may_manage(person: Person, brought: Brought) -> bool:
    """Tell whether a badge from elsewhere is a person's own: only she sees and deletes it."""
    return brought.person_id == person.pk


def may_be_offered(award: Award) -> bool:
    """Tell whether an award may be given to a wallet: in force, and entered in the log."""
    return award.state == Award.State.ISSUED and is_included(award)


def may_keep_tokens(person: Person) -> bool:
    """Tell whether a person keeps tokens for programs: administrators, of their organisations."""
    return has_role(person, Role.ADMINISTRATOR)
