"""What an organisation's programs are told, by webhooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.catalogue.events import VersionPublished
from lapel.journey.catalogue.models import Version
from lapel.journey.issuing.events import (
    AwardIssued,
    AwardReinstated,
    AwardRevoked,
    AwardSignedAnew,
    AwardSuspended,
)
from lapel.journey.issuing.queries import award as award_of
from lapel.journey.messaging.actions import (
    send_webhooks,
    stop_webhooks_of,
    tell_programs,
    tell_programs_of_round,
)
from lapel.journey.messaging.events import LettersOwed, WebhooksWait
from lapel.journey.messaging.queries import award_told, version_told
from lapel.journey.people.events import MembershipEnded, PersonLeft
from lapel.journey.record.events import receives

if TYPE_CHECKING:
    from uuid import UUID


@receives(WebhooksWait, heavy=True)
def carry_webhooks(_event: WebhooksWait) -> None:
    """Send what is written to programs."""
    send_webhooks()


@receives(LettersOwed)
def tell_programs_of_many(event: LettersOwed) -> None:
    """Tell the issuer's programs of some awards of a batch."""
    tell_programs_of_round(batch_id=event.batch_id, chunk=event.chunk, start=event.start)


@receives(MembershipEnded)
def stop_webhooks_of_former_keeper(event: MembershipEnded) -> None:
    """Let nothing go on that somebody registered who has no office for it any more."""
    stop_webhooks_of(person_id=event.person_id)


@receives(PersonLeft)
def stop_webhooks_of_who_left(event: PersonLeft) -> None:
    """Let nothing go on that somebody registered who left."""
    stop_webhooks_of(person_id=event.person_id)


@receives(AwardIssued)
def tell_programs_of_award(event: AwardIssued) -> None:
    """Tell the issuer's programs that an award stands."""
    _tell_of_award("award.issued", event.award_id)


@receives(AwardSuspended)
def tell_programs_of_suspension(event: AwardSuspended) -> None:
    """Tell the issuer's programs that an award does not count for now."""
    _tell_of_award("award.suspended", event.award_id)


@receives(AwardReinstated)
def tell_programs_of_reinstatement(event: AwardReinstated) -> None:
    """Tell the issuer's programs that an award counts again."""
    _tell_of_award("award.reinstated", event.award_id)


@receives(AwardSignedAnew)
def tell_programs_of_renewal(event: AwardSignedAnew) -> None:
    """Tell the issuer's programs that an award was signed anew."""
    _tell_of_award("award.renewed", event.award_id)


@receives(AwardRevoked)
def tell_programs_of_revocation(event: AwardRevoked) -> None:
    """Tell the issuer's programs that an award was revoked for good."""
    _tell_of_award("award.revoked", event.award_id)


def _tell_of_award(kind: str, award_id: UUID) -> None:
    award = award_of(award_id)
    organisation = award.achievement.issuer.organisation
    tell_programs(organisation=organisation, kind=kind, data={"award": award_told(award)})


@receives(VersionPublished)
def tell_programs_of_version(event: VersionPublished) -> None:
    """Tell an organisation's programs that a micro-credential has a new version."""
    version = Version.objects.select_related("microcredential__organisation").get(
        pk=event.version_id
    )
    organisation = version.microcredential.organisation
    told = version_told(version)
    tell_programs(organisation=organisation, kind="microcredential.published", data=told)
