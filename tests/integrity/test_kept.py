"""What likeness keeps of a picture."""

from __future__ import annotations

from io import BytesIO

import pytest

from domain.similarity.drawn import scene
from integrity.alike import essay
from lapel.journey.files.models import Derivative
from lapel.journey.files.queries import storage
from lapel.journey.integrity.actions import take_in
from lapel.journey.integrity.models import Piece, View

pytestmark = pytest.mark.django_db


def test_nothing_is_kept_of_an_edition_that_nobody_else_sees(alike):
    """Small greys of pictures stay with the decision: of what was frozen, and of that alone."""
    submission = alike.submitted(alike.cast.amina, essay(1), scene(3))
    Piece.objects.filter(submission=submission).delete()
    frozen = Derivative.objects.get(file__artefact__draft=submission.draft, kind="picture")
    held = BytesIO()
    scene(4).convert("RGB").save(held, "JPEG", quality=70)
    storage().put("shown/another", BytesIO(held.getvalue()))
    Derivative.objects.create(
        file=frozen.file,
        kind=frozen.kind,
        number=frozen.number,
        edition=1,
        blob="shown/another",
        media_type=frozen.media_type,
        size=frozen.size,
        sha256="0" * 64,
    )
    take_in(submission_id=submission.pk)
    assert View.objects.filter(piece__file=frozen.file_id).count() == 1
