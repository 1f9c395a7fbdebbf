"""Who may see an award: pure predicates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.issuing.models import Award
from lapel.journey.issuing.queries import is_asked_about, is_included
from lapel.journey.people.models import Role
from lapel.journey.people.queries import has_role
from lapel.journey.sharing.models import Share

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from lapel.journey.people.models import Person


def may_manage(person: Person | AnonymousUser, award: Award) -> bool:
    """Tell whether an award is a person's own: only she shares and downloads it."""
    return award.person_id == person.pk and award.state != Award.State.PREPARING


def may_see(person: Person | AnonymousUser, award: Award) -> bool:
    """Tell whether a person may see an award: everyone once it is shared, else its two parties.

    So may whom its holder asks to endorse it.

    What the public log does not hold yet is shown to nobody else, a matter of seconds.
    """
    if is_included(award) and Share.objects.filter(award=award, is_public=True).exists():
        return True
    issuer = award.achievement.issuer.organisation
    if may_manage(person, award) or has_role(person, Role.ISSUER_OFFICER, issuer):
        return True
    return is_included(award) and is_asked_about(person, award)
