"""Give a key on one's own, agree on one, contest one (R16, R17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.catalogue.queries import criteria
from lapel.journey.qualification.actions.refusal import Refusal
from lapel.journey.qualification.events import KeyAgreed
from lapel.journey.qualification.models import LEVELS, AgreedKey, Key, Portfolio
from lapel.journey.qualification.policies import may_lead
from lapel.journey.qualification.queries import has_keyed, may_contest, may_key, open_keys
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from lapel.journey.people.models import Person

FEWEST_KEYERS = 2
LONGEST_REASON = 2000


def give_key(*, person: Person, portfolio_id: UUID, criterion: str, level: str, reason: str) -> Key:
    """Keep what a person says of a criterion; she may change it until she has keyed all of them.

    From then on she sees what the others said, and hers stands.
    """
    with transaction.atomic():
        portfolio = _anchor(portfolio_id)
        if not may_key(person, portfolio):
            raise PermissionDenied
        if has_keyed(person, portfolio):
            raise Refusal(_("You have keyed all of it and seen the others' keys; yours stand."))
        reason = _checked(portfolio, criterion, level, reason)
        mine = open_keys(portfolio).filter(keyed_by=person, criterion=criterion)
        mine.update(superseded_at=now())
        key = Key.objects.create(
            portfolio=portfolio,
            keyed_by=person,
            criterion=criterion,
            level=level,
            reason=reason,
            at=now(),
        )
        _tell(portfolio, person, "key given", criterion)
    return key


def agree_key(
    *, person: Person, portfolio_id: UUID, criterion: str, level: str, reason: str
) -> AgreedKey:
    """Put the agreed key of a criterion into force, over at least two independent ones.

    By one of those who gave a key, or a lead; an earlier agreed key is superseded and kept.
    """
    with transaction.atomic():
        portfolio = _anchor(portfolio_id)
        leads = may_lead(person, portfolio.version.microcredential.organisation)
        if not leads and not has_keyed(person, portfolio):
            raise PermissionDenied
        reason = _checked(portfolio, criterion, level, reason)
        keys = list(open_keys(portfolio).filter(criterion=criterion).select_related("keyed_by"))
        if len(keys) < FEWEST_KEYERS:
            raise Refusal(_("Two people key it on their own first; then they agree."))
        said = {each.level for each in keys}
        if len(said) == 1 and level not in said:
            raise Refusal(_("All keys say the same level; another needs another key first."))
        _open(portfolio, criterion).update(superseded_at=now())
        agreed = AgreedKey.objects.create(
            portfolio=portfolio,
            criterion=criterion,
            level=level,
            reason=reason,
            keyers=sorted(str(each.keyed_by_id or each.keyer) for each in keys),
            agreed_by=person,
            agreed_at=now(),
        )
        _tell(portfolio, person, "key agreed", criterion)
        announce(KeyAgreed(portfolio_id=portfolio.pk))
    return agreed


def contest_key(*, person: Person, portfolio_id: UUID, criterion: str, reason: str) -> None:
    """Say that an agreed key is wrong, and why: its criterion is to be keyed anew, blind.

    The keys of people are superseded, so that nobody sees them while new ones are given; the
    agreed one stands until another is agreed (R17).
    """
    if not reason.strip():
        raise Refusal(_("Say why: point at the place in the work."))
    with transaction.atomic():
        portfolio = _anchor(portfolio_id)
        if not may_contest(person, portfolio):
            raise PermissionDenied
        agreed = _open(portfolio, criterion).filter(contested_at__isnull=True)
        fields = {
            "contested_by": person,
            "contested_at": now(),
            "contested_because": reason.strip()[:LONGEST_REASON],
        }
        if not agreed.update(**fields):
            raise Refusal(_("This key is contested already, or was agreed anew."))
        open_keys(portfolio).filter(criterion=criterion).update(superseded_at=now())
        _tell(portfolio, person, "key contested", criterion)


def _anchor(portfolio_id: UUID) -> Portfolio:
    """Hold an anchor in use; keys to it are given one after the other."""
    found = Portfolio.objects.select_for_update(of=("self",)).select_related(
        "version__microcredential__organisation"
    )
    portfolio = found.get(pk=portfolio_id)
    if portfolio.use != Portfolio.Use.ANCHOR or portfolio.retired_at:
        raise Refusal(_("This is no anchor in use."))
    return portfolio


def _open(portfolio: Portfolio, criterion: str) -> QuerySet[AgreedKey]:
    return AgreedKey.objects.filter(
        portfolio=portfolio, criterion=criterion, superseded_at__isnull=True
    )


def _checked(portfolio: Portfolio, criterion: str, level: str, reason: str) -> str:
    """Give the reason as it is kept; refuse what is no key."""
    if criterion not in [each["key"] for each in criteria(portfolio.version)]:
        raise Refusal(_("This criterion is not part of the rubric."))
    if level not in list(LEVELS):
        raise Refusal(_("Choose a level."))
    if not reason.strip():
        raise Refusal(_("Say why: point at the place in the work."))
    if len(reason) > LONGEST_REASON:
        raise Refusal(_("This is longer than 2,000 letters; please be brief."))
    return reason.strip()


def _tell(portfolio: Portfolio, actor: Person, action: str, criterion: str) -> None:
    note(
        aggregate="portfolio",
        aggregate_id=portfolio.pk,
        action=action,
        actor=actor.pk,
        facts={"criterion": criterion},
    )
