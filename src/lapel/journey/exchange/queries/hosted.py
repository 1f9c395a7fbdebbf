"""Awards in the form of Open Badges 2.0: hosted assertion, badge class, issuer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any

from django.conf import settings

from lapel.domain.badges import hosted
from lapel.domain.badges.model import Award as Signed
from lapel.domain.badges.model import EmailIdentity, Profile
from lapel.journey.exchange.models import Brought, HostedAward
from lapel.journey.issuing.models import Award, Standing
from lapel.journey.issuing.queries import address, described, latest_standing, subject_of

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from lapel.domain.badges.model import Achievement as Described
    from lapel.journey.issuing.models import Achievement, Issuer
    from lapel.journey.people.models import Person

FORM = "open-badges-2"


def hosted_award(name: UUID) -> HostedAward:
    """Find a hosted award by its name; `HostedAward.DoesNotExist` if none."""
    return HostedAward.objects.select_related(
        "award__person",
        "award__achievement__issuer",
        "award__achievement__version__competency",
        "award__achievement__stack",
    ).get(pk=name)


def addresses_of_award(found: HostedAward) -> hosted.Addresses:
    """Give where the three documents of a hosted award stand."""
    achievement = found.award.achievement
    return hosted.Addresses(
        assertion=address("assertion", found.name),
        badge_class=f"{address('achievement', achievement.pk)}/{FORM}",
        issuer=f"{address('issuer', achievement.issuer_id)}/{FORM}",
    )


def is_in_force(found: HostedAward) -> bool:
    """Tell whether the assertion stands; a suspended award reads as revoked here (ADR 8)."""
    return found.award.state == Award.State.ISSUED


def assertion_document(found: HostedAward) -> dict[str, Any]:
    """Give the assertion, or what stands in its place while the award is not in force."""
    award, at = found.award, addresses_of_award(found)
    if not is_in_force(found):
        act: Standing | None = latest_standing(award)
        return hosted.revoked_assertion(at, reason=act.words if act else "")
    signed = Signed(
        id=address("award", award.pk),
        subject_id=f"urn:uuid:{award.subject_id}",
        issuer=Profile(id=at.issuer, name=award.achievement.issuer.name),
        achievement=_described(award.achievement),
        valid_from=award.awarded_at,
        valid_until=award.valid_until,
        awarded=award.awarded_at,
        identity=EmailIdentity.of(award.person.email, salt=award.email_salt),
    )
    return hosted.assertion(signed, at)


def badge_class_document(found: Achievement) -> dict[str, Any]:
    """Give an achievement as a BadgeClass."""
    at = hosted.Addresses(
        assertion=settings.BASE_URL,
        badge_class=f"{address('achievement', found.pk)}/{FORM}",
        issuer=f"{address('issuer', found.issuer_id)}/{FORM}",
    )
    return hosted.badge_class(_described(found), at)


def issuer_document(found: Issuer) -> dict[str, Any]:
    """Give an issuer as a Profile of Open Badges 2.0; its mail goes to whoever runs this Lapel."""
    page = address("issuer", found.pk)
    at = hosted.Addresses(
        assertion=settings.BASE_URL, badge_class=settings.BASE_URL, issuer=f"{page}/{FORM}"
    )
    party = Profile(id=at.issuer, name=found.name, url=page, email=parseaddr(settings.MAIL_FROM)[1])
    return hosted.issuer(party, at)


def hosted_awards(
    person: Person, *, since: datetime | None = None
) -> list[tuple[datetime, HostedAward]]:
    """Give a holder's hosted awards in force, each with the moment of its last change."""
    found = HostedAward.objects.filter(
        award__person=person, award__state=Award.State.ISSUED
    ).select_related(
        "award__person",
        "award__achievement__issuer",
        "award__achievement__version__competency",
        "award__achievement__stack",
    )
    dated = [(max(filter(None, (each.award.signed_anew_at, each.made_at))), each) for each in found]
    return [each for each in dated if since is None or each[0] > since]


@dataclass(frozen=True)
class AssertionsPage:
    """Some of a holder's assertions, and how many there are in all."""

    documents: list[dict[str, Any]]
    total: int


def assertions_page(
    person: Person, *, limit: int, offset: int, since: datetime | None
) -> AssertionsPage:
    """Give a part of a holder's assertions, hers and those from elsewhere, last changed first."""
    brought = Brought.objects.filter(person=person, form=Brought.Form.HOSTED)
    if since is not None:
        brought = brought.filter(received_at__gt=since)
    line: list[tuple[datetime, HostedAward | Brought]] = [
        *hosted_awards(person, since=since),
        *((each.received_at, each) for each in brought),
    ]
    line.sort(key=lambda each: (each[0], str(each[1].pk)), reverse=True)
    wanted = [_document(each) for _moment, each in line[offset : offset + limit]]
    return AssertionsPage(wanted, len(line))


def _document(found: HostedAward | Brought) -> dict[str, Any]:
    if isinstance(found, HostedAward):
        return assertion_document(found)
    document: dict[str, Any] = json.loads(found.text)
    return document


def _described(found: Achievement) -> Described:
    return described(subject_of(found), found.issuer, url=address("achievement", found.pk))
