"""Batches: an officer's list, one with its progress, and what its awards say."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from lapel.domain.badges import documents
from lapel.domain.badges.model import Award as Signed
from lapel.domain.badges.model import EmailIdentity, Evidence, Purpose, StatusPlace
from lapel.journey.catalogue.models import MicroCredential, Stack, Version
from lapel.journey.issuing.models import Batch, Recipient
from lapel.journey.issuing.queries.descriptions import described, profile_of
from lapel.journey.people.models import Role
from lapel.journey.people.queries import organisations_where
from lapel.journey.record.queries import digest_of, history, sha256_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from lapel.journey.issuing.models import IssuerKey
    from lapel.journey.people.models import Person


def batches_of(person: Person | AnonymousUser) -> QuerySet[Batch]:
    """Give the batches of the organisations a person is an issuer officer of, newest first."""
    found = Batch.objects.filter(organisation__in=organisations_where(person, Role.ISSUER_OFFICER))
    found = found.exclude(state=Batch.State.READING).defer("bad", "version__content")
    return found.select_related("version", "stack", "organisation", "uploaded_by").order_by(
        "-uploaded_at", "-pk"
    )


def recipients_hash(batch: Batch) -> str:
    """Hash the ids of a batch's recipients, which will be those of their awards, in order."""
    total = hashlib.sha256()
    names = batch.recipients.order_by("pk").values_list("pk", flat=True)
    for name in names.iterator(chunk_size=5000):
        total.update(name.bytes)
    return total.hexdigest()


def is_confirmed(batch: Batch) -> bool:
    """Tell whether the officer's decision stands in the audit chain, for these recipients (R18)."""
    if batch.record is None or sha256_of(batch.record) != batch.record_hash:
        return False
    if batch.record["recipients_hash"] != recipients_hash(batch):
        return False
    entries = history("batch", batch.pk).filter(action="confirmed")
    return any(
        entry.facts.get("record_hash") == batch.record_hash and digest_of(entry) == entry.digest
        for entry in entries
    )


def awardable(slug: str) -> Version | Stack | None:
    """Find what a slug names: a micro-credential's current version, or else a stack."""
    found = MicroCredential.objects.filter(slug=slug, retired_at=None, current__isnull=False)
    one = found.select_related("current__microcredential__organisation").first()
    if one is not None:
        return one.current
    return Stack.objects.select_related("organisation").filter(slug=slug).first()


def awardable_by(person: Person | AnonymousUser) -> list[tuple[str, str]]:
    """List what a person may award as (slug, title), micro-credentials before stacks, by title."""
    own = organisations_where(person, Role.ISSUER_OFFICER)
    current = MicroCredential.objects.filter(
        organisation__in=own, retired_at=None, current__isnull=False
    )
    found = [*current.order_by("current__title").values_list("slug", "current__title")]
    stacks = Stack.objects.filter(organisation__in=own).order_by("title")
    return [*found, *stacks.values_list("slug", "title")]


def standing_batch(person: Person, subject: Version | Stack, file_hash: str) -> Batch | None:
    """Give the batch that a person confirmed for this very file and did not cancel, the last."""
    of = "version" if isinstance(subject, Version) else "stack"
    states = [Batch.State.RUNNING, Batch.State.PAUSED, Batch.State.DONE]
    found = Batch.objects.filter(confirmed_by=person, file_hash=file_hash, state__in=states)
    return found.filter(**{of: subject}).order_by("uploaded_at").last()


def left_out(batch: Batch) -> QuerySet[Recipient]:
    """Give the lines that were left out when their turn came, with the reason."""
    return batch.recipients.filter(state=Recipient.State.SKIPPED).order_by("line")


@dataclass(frozen=True)
class StandIns:
    """Texts that stand in a batch's documents for what differs from award to award."""

    award: str = "urn:lapel:stand-in:award:5d1c"
    subject: str = "urn:uuid:5d1c0000-0000-4000-8000-0000000000aa"
    ground: str = "urn:uuid:5d1c0000-0000-4000-8000-0000000000bb"
    place: str = "stand-in-of-the-place-5d1c"
    listed: str = "stand-in-of-the-list-5d1c"
    index: str = "stand-in-of-the-index-5d1c"
    identity: str = "stand-in-of-the-identity-5d1c"
    salt: str = "stand-in-of-the-salt-5d1c"

    def public(self) -> list[str]:
        """Give those of the document that everybody sees, in order."""
        return [self.award, self.subject, self.ground, self.place, self.listed, self.index]

    def hers(self) -> list[str]:
        """Give those of the document that only she has."""
        return [*self.public(), self.identity, self.salt]


def batch_credential(batch: Batch, key: IssuerKey) -> tuple[dict[str, Any], StandIns]:
    """Give the unsigned credential of all awards of a batch, with stand-ins where they differ.

    It says in its evidence that an officer confirmed it, and on what ground; no assessor scored it,
    so it holds no results.
    """
    assert batch.achievement
    assert batch.confirmed_at
    base = f"{settings.BASE_URL}/id"
    marks = StandIns(
        award=f"{base}/award/stand-in-5d1c",
        place=f"{base}/status/stand-in-5d1c#index",
        listed=f"{base}/status/stand-in-5d1c-list",
    )
    fixed = json.loads(batch.achievement.document)
    issuer = batch.achievement.issuer
    language = batch.version.language if batch.version else settings.LANGUAGE_CODE
    with translation.override(language):
        document = documents.credential(
            Signed(
                id=marks.award,
                subject_id=marks.subject,
                issuer=profile_of(issuer, key.did),
                achievement=described(batch.subject, issuer, url=fixed["id"]),
                valid_from=batch.confirmed_at,
                valid_until=batch.valid_until,
                awarded=batch.confirmed_at,
                identity=EmailIdentity.of("stand-in@lapel.example", salt=marks.salt),
                evidence=(_ground(batch, marks.ground),),
                status=(StatusPlace(list_url=marks.listed, purpose=Purpose.REVOCATION, index=0),),
            )
        )
    subject = document["credentialSubject"]
    subject["achievement"] = fixed
    subject["identifier"][0]["identityHash"] = marks.identity
    document["credentialStatus"] |= {"id": marks.place, "statusListIndex": marks.index}
    return document, marks


def _ground(batch: Batch, name: str) -> Evidence:
    return Evidence(
        id=name,
        name=_("An officer's confirmation"),
        genre="confirmation",
        narrative=_(
            "An officer of the issuer confirmed this award for a list of people; no assessors "
            "scored evidence for it. The ground given: %s"
        )
        % batch.words,
    )
