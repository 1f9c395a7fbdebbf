"""What became of an award after it was signed, as its pages tell it (docs/adr/0019)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lapel.journey.issuing.models import Act, Award, Standing
from lapel.journey.issuing.queries import refreshed_by
from lapel.journey.sharing.policies import may_see

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from lapel.journey.people.models import Person


@dataclass(frozen=True)
class Life:
    """The act that set its end, its last act if none came after, and what replaced it or it did.

    `new` is the award in its place, where whoever looks may see it; `is_replaced`, that there is
    one. `olds` are those that this one replaced, as far as they may be seen. `refreshed_by` is
    the award of a newer version that carries from this one, `refreshes` those it carries from.
    """

    ending: Standing | None
    last: Standing | None
    is_replaced: bool
    new: Award | None
    olds: tuple[Award, ...]
    refreshed_by: Award | None = None
    refreshes: tuple[Award, ...] = ()


def life_of(award: Award, viewer: Person | AnonymousUser) -> Life:
    """Tell what became of an award to whoever looks at its page."""
    done = [act for act in award.standings.all() if not act.not_signed]
    acts = sorted(done, key=lambda act: (act.at, act.pk))
    ends = [each for each in acts if each.act in (Act.EXPIRE, Act.REFRESH) and each.valid_until]
    is_set = bool(ends) and ends[-1].act == Act.EXPIRE
    new = successor_of(award)
    olds = award.supersedes.select_related("achievement__issuer").order_by("pk")
    return Life(
        ending=ends[-1] if is_set else None,
        last=acts[-1] if acts and acts[-1].act else None,
        is_replaced=new is not None,
        new=new if new is not None and may_see(viewer, new) else None,
        olds=tuple(each for each in olds if may_see(viewer, each)),
        refreshed_by=next((each for each in refreshed_by(award) if may_see(viewer, each)), None),
        refreshes=tuple(each for each in _carried_from(award) if may_see(viewer, each)),
    )


def _carried_from(award: Award) -> QuerySet[Award]:
    """Give the awards of older versions that a refresh carries from; nothing of a stack."""
    found = Award.objects.filter(carries=award) if award.decision_id else Award.objects.none()
    return found.select_related(
        "person", "achievement__version", "achievement__issuer__organisation"
    ).order_by("pk")


def successor_of(award: Award) -> Award | None:
    """Give the award that stands in a superseded one's place, over several steps; None if none."""
    seen, found = {award.pk}, award
    while found.superseded_by_id is not None and found.superseded_by_id not in seen:
        seen.add(found.superseded_by_id)
        found = Award.objects.select_related("achievement__issuer__organisation", "person").get(
            pk=found.superseded_by_id
        )
    return found if found.pk != award.pk else None
