"""Who may do what in issuing: pure predicates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.catalogue.models import Stack, Version
from lapel.journey.people.models import Role
from lapel.journey.people.queries import has_role, keeps_instance, roles_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from lapel.journey.issuing.models import Award, Change, Endorsement
    from lapel.journey.people.models import Organisation, Person

# Who may have an achievement of her organisation endorsed.
AUTHORS = (Role.DESIGNER, Role.ISSUER_OFFICER)
# On whose word an organisation endorses an award (docs/adr/0020).
SPEAKERS = (
    Role.MENTOR,
    Role.PROGRAMME_LEAD,
    Role.RECOGNISER,
    Role.ISSUER_OFFICER,
    Role.ADMINISTRATOR,
)


def may_issue(person: Person | AnonymousUser) -> bool:
    """Tell whether a person is an issuer officer anywhere; the second factor stands before."""
    return has_role(person, Role.ISSUER_OFFICER)


def may_issue_for(person: Person | AnonymousUser, organisation: Organisation) -> bool:
    """Tell whether a person is an issuer officer of an organisation, or of one above it."""
    return has_role(person, Role.ISSUER_OFFICER, organisation)


def may_change_standing(person: Person | AnonymousUser, award: Award) -> bool:
    """Tell whether a person may change an award that stands: officers, not her own."""
    is_own = award.person_id == person.pk
    return not is_own and may_issue_for(person, award.achievement.issuer.organisation)


def is_holder(person: Person | AnonymousUser, award: Award) -> bool:
    """Tell whether an award is this person's own."""
    return award.person_id == person.pk


def may_see_change(person: Person | AnonymousUser, change: Change) -> bool:
    """Tell whether a person may see what became of a change: the officer who made it."""
    return change.by_id == person.pk and may_issue(person)


def may_tend_log(person: Person | AnonymousUser) -> bool:
    """Tell whether a person may let a held log go on, or open a new epoch of it.

    It is the whole instance's, so it takes an administrator of a root of the tree.
    """
    return person.is_active and keeps_instance(roles_of(person))


def may_ask_for(person: Person | AnonymousUser, subject: Version | Stack | Organisation) -> bool:
    """Tell whether a person may have something of her organisation endorsed, or itself."""
    if isinstance(subject, Version):
        return has_role(person, AUTHORS, subject.microcredential.organisation)
    if isinstance(subject, Stack):
        return has_role(person, AUTHORS, subject.organisation)
    return may_issue_for(person, subject)


def may_ask_for_award(person: Person | AnonymousUser, award: Award) -> bool:
    """Tell whether a person may have an award endorsed: its holder alone, while it is in force."""
    return award.person_id == person.pk and award.state == award.State.ISSUED


def may_let_in(person: Person | AnonymousUser, asked: Endorsement) -> bool:
    """Tell whether a person may let in a body from outside: who keeps the instance."""
    waits = asked.endorser_id is None and asked.state == asked.State.ASKED
    return waits and person.is_active and keeps_instance(roles_of(person))


def may_answer(person: Person | AnonymousUser, asked: Endorsement) -> bool:
    """Tell whether a person may accept or reject: the one asked, or the endorser's officers.

    Never who asked, nor the holder: nobody endorses her own.
    """
    if asked.state != asked.State.ASKED:
        return False
    return _speaks(person, asked) and not _is_party(person, asked)


def _speaks(person: Person | AnonymousUser, asked: Endorsement) -> bool:
    if asked.endorser is None:
        return False
    if asked.asked_person_id:
        is_asked = asked.asked_person_id == person.pk
        return is_asked and has_role(person, asked.capacity, asked.endorser)
    return may_issue_for(person, asked.endorser)


def _is_party(person: Person | AnonymousUser, asked: Endorsement) -> bool:
    return person.pk in (asked.asked_by_id, asked.award and asked.award.person_id)


def may_take_back(person: Person | AnonymousUser, asked: Endorsement) -> bool:
    """Tell whether a person may withdraw a request: who asked, or a colleague with her office."""
    if asked.state != asked.State.ASKED:
        return False
    return _is_party(person, asked) or _asks_beside(person, asked)


def _asks_beside(person: Person | AnonymousUser, asked: Endorsement) -> bool:
    return asked.award_id is None and has_role(person, AUTHORS, asked.owner)


def may_revoke(person: Person | AnonymousUser, given: Endorsement) -> bool:
    """Tell whether a person may revoke an endorsement: an officer, or she on whose word it was.

    An officer answers for her organisation, so her right ends with her office.
    """
    if given.state != given.State.IN_FORCE or given.endorser is None:
        return False
    is_her_word = given.asked_person_id == person.pk == given.answered_by_id and person.is_active
    return is_her_word or may_issue_for(person, given.endorser)


def may_look(person: Person | AnonymousUser, found: Endorsement) -> bool:
    """Tell whether a person may follow a request: both sides of it, and who lets bodies in."""
    if not person.is_active:
        return False
    oversees = found.endorser is not None and may_issue_for(person, found.endorser)
    return oversees or may_read(person, found)


def may_read(person: Person | AnonymousUser, found: Endorsement) -> bool:
    """Tell whether a person may read what one side wrote to the other: who asks, who answers.

    Not an officer of the endorser where somebody else is asked by name; she may only look.
    """
    if not person.is_active:
        return False
    asks = _is_party(person, found) or _asks_beside(person, found)
    answers = _speaks(person, found) or _has_answered(person, found)
    return asks or answers or may_let_in(person, found)


def _has_answered(person: Person | AnonymousUser, found: Endorsement) -> bool:
    """Tell whether she answered for herself, or of a body; an officer did not."""
    is_hers = found.asked_person_id == person.pk or found.endorser_id is None
    return is_hers and found.answered_by_id == person.pk
