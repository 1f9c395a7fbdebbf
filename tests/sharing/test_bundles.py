"""A holder takes everything that proves her badge in one file."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from issuing.earning import earned
from lapel.domain.badges.verdicts import Outcome
from lapel.journey.record.queries import now
from lapel.journey.sharing.queries import Binder, own_trust_file, zipped
from lapel.ports.checking.bundle import Zipped
from lapel.ports.checking.bundles import verify_bundle
from lapel.ports.checking.trustfile import read_trusted
from mailing import sign_in_as
from pseudo import LONGER, spoken

if TYPE_CHECKING:
    from review.stage import Stage

pytestmark = pytest.mark.django_db
PICTURE = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 17 + b"\0\0\0\0IEND\0\0\0\0"


def test_a_holder_downloads_her_badge_with_all_that_proves_it(stage: Stage) -> None:
    """One .zip with her own document; with this instance's trust file it is confirmed offline."""
    award = earned(stage)
    address = reverse("sharing:download-bundle", args=[award.pk])
    answer = sign_in_as(Client(), stage.cast.amina).get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert answer["Content-Disposition"].endswith('.zip"')
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        inside = {name.partition("/")[0] for name in archive.namelist()}
        page = archive.read(f"{min(inside)}/index.html").decode()
    assert len(inside) == 1
    assert "Amina" in page
    reader, trusted = Zipped(answer.content), read_trusted(json.dumps(own_trust_file()).encode())
    assert reader.read("credential.json") == award.document.encode()
    assert verify_bundle(reader, now=now(), trusted=trusted).outcome is Outcome.VALID


def test_nobody_else_downloads_it(stage: Stage) -> None:
    """To everybody but its holder it does not exist, an officer of its issuer included."""
    award = earned(stage)
    address = reverse("sharing:download-bundle", args=[award.pk])
    for other in (stage.cast.femi, stage.cast.hana, stage.cast.ben):
        assert sign_in_as(Client(), other).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_equal_bundles_are_equal_bytes(stage: Stage) -> None:
    """No clock hides in the archive, so that two downloads can be compared."""
    award = earned(stage)
    files = Binder().files(award, picture=PICTURE, hers=False)
    assert zipped(files, inside="a") == zipped(files, inside="a")


def test_the_page_and_the_readme_speak_the_readers_language(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """Every sentence of ours is in the disguise that stands for a translation."""
    award = earned(stage)
    spoken(monkeypatch, settings, LONGER)
    with translation.override(LONGER):
        files = Binder().files(award, picture=PICTURE, hers=True)
    page, readme = files["index.html"].decode(), files["README.txt"].decode()
    for ours in ("What was proved", "Check it", "Awarded by", "Earned by", "proves nothing"):
        assert ours not in page
    for ours in ("CHECK IT", "THE FILES", "the picture, with", "trust file names"):
        assert ours not in readme
    assert "lapel verify --offline --trust trust.json FOLDER" in readme
