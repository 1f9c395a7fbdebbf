"""Make a document the training set of a version's rubric."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.domain.microcredential import (
    InvalidDocumentError,
    UnreadableError,
    parsed_training,
    read,
)
from lapel.journey.catalogue.queries import questions
from lapel.journey.files.actions import keep_text
from lapel.journey.qualification.actions.refusal import Refusal
from lapel.journey.qualification.models import AgreedKey, Key, Portfolio, TrainingDraft
from lapel.journey.qualification.policies import may_keep
from lapel.journey.qualification.queries import portfolios_of
from lapel.journey.record.actions import note
from lapel.journey.record.queries import now, sha256_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from lapel.domain.microcredential import Sample, TrainingDocument
    from lapel.journey.people.models import Person

    Levels = Mapping[str, Any]


def publish_training(*, person: Person, draft_id: UUID) -> list[Portfolio]:
    """Put a sound document into use: new portfolios come in, those that changed or went retire.

    A portfolio that is the same to the letter stays as it is, with all keys it got since.
    Publishing a document again gives what is in use. `Refusal` where it still has faults.
    """
    with transaction.atomic():
        draft = TrainingDraft.objects.select_for_update().get(pk=draft_id)
        version = draft.version
        if not may_keep(person, version.microcredential.organisation):
            raise PermissionDenied
        if draft.discarded_at:
            raise Refusal(_("This document was put away; bring it again."))
        document = _document(draft)
        if draft.published_at is None:
            _put_into_use(draft, document, person)
            draft.published_at = now()
            draft.save(update_fields=["published_at"])
    return list(portfolios_of(version, document.language))


def _document(draft: TrainingDraft) -> TrainingDocument:
    try:
        return parsed_training(read(draft.text), draft.version.content)
    except (UnreadableError, InvalidDocumentError) as error:
        raise Refusal(_("This document still has faults: %s") % error) from error


def _put_into_use(draft: TrainingDraft, document: TrainingDocument, person: Person) -> None:
    present = {
        (each.name, each.source_hash): each
        for each in portfolios_of(draft.version, document.language)
    }
    kept, added = set(), []
    for use, samples in (("practice", document.practice), ("anchor", document.anchors)):
        for number, sample in enumerate(samples, start=1):
            source = sha256_of({"use": use, **sample.model_dump(mode="json")})
            same = present.get((sample.key, source))
            if same is not None:
                kept.add(same.pk)
                continue
            made = _portfolio(draft, document, person, sample, source)
            made.use, made.number = use, number
            made.save(force_insert=True)
            _keys(made, sample, person)
            added.append(made)
    gone = [each.pk for each in present.values() if each.pk not in kept]
    Portfolio.objects.filter(pk__in=gone).update(retired_at=now())
    note(
        aggregate="training set",
        aggregate_id=draft.pk,
        action="published",
        actor=person.pk,
        facts={
            "language": document.language,
            "document_hash": hashlib.sha256(draft.text.encode()).hexdigest(),
            "added": sorted(str(each.pk) for each in added),
            "retired": sorted(str(each) for each in gone),
        },
    )


def _portfolio(
    draft: TrainingDraft, document: TrainingDocument, person: Person, sample: Sample, source: str
) -> Portfolio:
    return Portfolio(
        version=draft.version,
        language=document.language,
        name=sample.key,
        title=sample.title,
        manifest=_manifest(draft, sample, person),
        source_hash=source,
        added_by=person,
        added_at=now(),
    )


def _manifest(draft: TrainingDraft, sample: Sample, person: Person) -> dict[str, Any]:
    """Give what evidence.actions.submit_evidence would have frozen of it."""
    version = draft.version
    order = [name for name, _question in questions(version)]
    return {
        "format": "lapel/manifest@1",
        "microcredential": version.microcredential.slug,
        "version": version.number,
        "content_hash": version.content_hash,
        "rubric_hash": version.rubric_hash,
        "attempt": 1,
        "answers": [
            {
                "question": name,
                "text": sample.answers[name],
                "sha256": hashlib.sha256(sample.answers[name].encode()).hexdigest(),
            }
            for name in order
            if name in sample.answers
        ],
        "artefacts": [
            _artefact(draft, sample, number, person) for number in range(len(sample.artefacts))
        ],
        "consent": {"statements": [], "attested_at": now().isoformat()},
        "carried": [],
    }


def _artefact(draft: TrainingDraft, sample: Sample, number: int, person: Person) -> dict[str, Any]:
    given = sample.artefacts[number]
    file = keep_text(
        person=person,
        organisation=draft.version.microcredential.organisation,
        name=f"{sample.key}-{number + 1}",
        text=given.text,
    )
    return {
        "id": str(file.pk),
        "slot": given.slot,
        "file": str(file.pk),
        "captions": None,
        "title": given.title,
        "note": given.note,
        "ai_use": given.ai_use,
        "family": file.family,
        "media_type": file.media_type,
        "sha256": file.sha256,
        "size": file.size,
        "derivatives": [],
    }


def _keys(portfolio: Portfolio, sample: Any, person: Person) -> None:
    """Keep what the document says of it: a practice's key, or the keys of people and the agreed."""
    if portfolio.use == Portfolio.Use.PRACTICE:
        _agreed(portfolio, sample.levels, [], person)
        return
    for own in sample.keys:
        Key.objects.bulk_create(
            Key(
                portfolio=portfolio,
                keyer=own.by,
                criterion=criterion,
                level=each.level,
                reason=each.reason,
                at=now(),
            )
            for criterion, each in own.levels.items()
        )
    _agreed(portfolio, sample.agreed, [own.by for own in sample.keys], person)


def _agreed(portfolio: Portfolio, levels: Levels, keyers: list[str], person: Person) -> None:
    AgreedKey.objects.bulk_create(
        AgreedKey(
            portfolio=portfolio,
            criterion=criterion,
            level=each.level,
            reason=each.reason,
            keyers=keyers,
            agreed_by=person,
            agreed_at=now(),
        )
        for criterion, each in levels.items()
    )
