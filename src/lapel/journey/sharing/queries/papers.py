"""Signed forms and transcripts: what they rest on, and whether they are up to date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lapel.journey.issuing.queries import (
    active_key,
    awards_for_transcript,
    issuers_for_transcripts,
    signs_jcs,
)
from lapel.journey.record.queries import sha256_of
from lapel.journey.sharing.models import Paper

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.issuing.models import Award, Issuer
    from lapel.journey.people.models import Person


def what_form_rests_on(award: Award) -> str:
    """Tell what a form of an award is made from: its document as it is signed now."""
    return award.document_hash


def what_transcript_rests_on(person: Person, issuer: Issuer) -> str:
    """Tell what a transcript is made from: the badges in it and the key that signs it."""
    hashes = awards_for_transcript(person, issuer).values_list("document_hash", flat=True)
    key = active_key(issuer)
    return sha256_of([*hashes, str(key.pk) if key else ""])


@dataclass(frozen=True)
class Offer:
    """A form she can have: what it is called, the paper if it was ordered, how that stands."""

    kind: str
    label: str
    issuer: Issuer | None
    paper: Paper | None
    is_ready: bool
    is_on_order: bool


def form_offers(award: Award) -> list[Offer]:
    """Give the other forms of an award, made or not."""
    papers = {each.kind: each for each in Paper.objects.filter(award=award)}
    now_from = what_form_rests_on(award)
    return [_offer(kind, papers.get(kind), now_from) for kind in forms_of(award)]


def forms_of(award: Award) -> list[Paper.Kind]:
    """Tell in which forms an award can be signed, as its key allows."""
    every = [Paper.Kind.VC_JWT, Paper.Kind.SD_JWT]
    return [*every, Paper.Kind.JCS] if award.key and signs_jcs(award.key) else every


def transcript_offers(person: Person) -> list[Offer]:
    """Give a transcript for each issuer of a person's badges in force, made or not."""
    papers = {each.issuer_id: each for each in Paper.objects.filter(person=person, award=None)}
    return [
        _offer(
            Paper.Kind.TRANSCRIPT,
            papers.get(issuer.pk),
            what_transcript_rests_on(person, issuer),
            issuer,
        )
        for issuer in issuers_for_transcripts(person)
    ]


def _offer(
    kind: Paper.Kind, paper: Paper | None, made_from: str, issuer: Issuer | None = None
) -> Offer:
    is_current = paper is not None and paper.made_from == made_from
    made = paper is not None and paper.made_at is not None
    failed = paper is not None and bool(paper.error)
    return Offer(
        kind=kind.value,
        label=str(kind.label),
        issuer=issuer,
        paper=paper if is_current else None,
        is_ready=is_current and made,
        is_on_order=is_current and not made and not failed,
    )


def ready_paper(person: Person, paper_id: UUID) -> Paper | None:
    """Find a person's own paper, if it is signed and up to date."""
    paper = Paper.objects.filter(pk=paper_id, person=person, made_at__isnull=False).first()
    if paper is None:
        return None
    if paper.award:
        return paper if paper.made_from == what_form_rests_on(paper.award) else None
    is_current = paper.issuer and paper.made_from == what_transcript_rests_on(person, paper.issuer)
    return paper if is_current else None
