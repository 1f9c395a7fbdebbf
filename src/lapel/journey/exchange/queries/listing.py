"""All badges of a holder in one line, her own awards and those from elsewhere, oldest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lapel.journey.exchange.models import Brought
from lapel.journey.issuing.models import Award

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from lapel.journey.people.models import Person


@dataclass(frozen=True)
class Badge:
    """One badge's text exactly as signed; `is_token` where that is a VC-JWT."""

    text: str
    is_token: bool


@dataclass(frozen=True)
class Page:
    """Some of a holder's badges, and how many there are in all."""

    badges: list[Badge]
    total: int


def badges_page(person: Person, *, limit: int, offset: int, since: datetime | None) -> Page:
    """Give a part of a holder's badges, those that came or were signed after `since`.

    Her awards in force and what she brought with a proof in it. The order is the one in which
    they came, so that a further badge does not shift the pages that were read already.
    """
    line = sorted(_awards(person, since) + _brought(person, since))
    wanted = [(kind, name) for _moment, kind, name in line[offset : offset + limit]]
    texts = _texts(wanted)
    return Page([texts[each] for each in wanted if each in texts], len(line))


def _awards(person: Person, since: datetime | None) -> list[tuple[datetime, str, UUID]]:
    found = Award.objects.filter(
        person=person, state=Award.State.ISSUED, included_at__isnull=False
    ).exclude(document="")
    line = [
        (max(filter(None, moments)), "award", pk)
        for pk, *moments in found.values_list("pk", "included_at", "signed_anew_at")
    ]
    return [each for each in line if since is None or each[0] > since]


def _brought(person: Person, since: datetime | None) -> list[tuple[datetime, str, UUID]]:
    found = Brought.objects.filter(person=person).exclude(form=Brought.Form.HOSTED)
    if since is not None:
        found = found.filter(received_at__gt=since)
    return [(moment, "brought", pk) for pk, moment in found.values_list("pk", "received_at")]


def _texts(wanted: list[tuple[str, UUID]]) -> dict[tuple[str, UUID], Badge]:
    names = [name for _kind, name in wanted]
    awards = Award.objects.filter(pk__in=names).values_list("pk", "document")
    brought = Brought.objects.filter(pk__in=names).values_list("pk", "text", "form")
    return {
        **{("award", pk): Badge(text, is_token=False) for pk, text in awards},
        **{
            ("brought", pk): Badge(text, is_token=form == Brought.Form.TOKEN)
            for pk, text, form in brought
        },
    }
