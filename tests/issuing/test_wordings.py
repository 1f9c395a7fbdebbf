"""Signed documents of a batch are kept as what differs, and read whole."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from issuing.batching import issued, many
from lapel.journey.issuing.actions import forget_holder
from lapel.journey.issuing.models import Award, Wording

if TYPE_CHECKING:
    from review.stage import Stage

pytestmark = pytest.mark.django_db


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _kept() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT document, public_document FROM issuing_award")
        return list(cursor.fetchall())


@pytest.mark.usefixtures("small_chunks")
def test_what_the_documents_of_a_chunk_share_is_kept_once(stage: Stage) -> None:
    """ADR 15: two wordings a chunk; each award keeps under a kilobyte a document, not thirteen."""
    issued(stage, *many(3))
    assert Wording.objects.count() == 2 * 2
    assert max(len(text) for texts in _kept() for text in texts) < 1000
    for award in Award.objects.all():
        assert award.document_hash == _hash(award.document)
        assert award.public_hash == _hash(award.public_document)
        assert len(award.document) > 3000


def test_a_list_of_values_holds_whole_documents(stage: Stage) -> None:
    """Readers that fetch the column alone get what was signed too."""
    issued(stage, *many(2))
    found = Award.objects.exclude(document="").values_list("document", "document_hash")
    assert {_hash(text) for text, _ in found} == {digest for _, digest in found}


def test_a_document_that_is_replaced_is_kept_as_it_is(stage: Stage) -> None:
    """An award that is signed anew has a text of its own, beside others of its batch."""
    issued(stage, *many(2))
    one, other = Award.objects.order_by("pk")
    Award.objects.filter(pk=one.pk).update(document='{"signed": "anew"}')
    before = other.document
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.document, other.document) == ('{"signed": "anew"}', before)


def test_of_a_holder_who_left_the_public_document_is_kept(stage: Stage) -> None:
    """What says nothing of her takes the place of hers, down to what is kept in the database."""
    issued(stage, *many(2))
    gone, _there = Award.objects.order_by("pk")
    hers = gone.document
    forget_holder(person_id=gone.person_id)
    gone.refresh_from_db()
    assert gone.document == gone.public_document != hers
    assert gone.document_hash == _hash(gone.document)
    assert hers.count("identityHash") == 1
    assert sorted(document == public for document, public in _kept()) == [False, True]
