"""A holder takes everything that proves her badge in one file."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from issuing.earning import earned
from issuing.test_anchors import BASE, PaperChain
from lapel.domain.badges.verdicts import Outcome
from lapel.journey.issuing.actions import anchor_awards
from lapel.journey.issuing.queries import own_document
from lapel.journey.record.queries import now
from lapel.journey.sharing.queries import Binder, own_trust_file, zipped
from lapel.ports.chain.told import told
from lapel.ports.checking.bundle import Zipped
from lapel.ports.checking.bundles import verify_bundle
from lapel.ports.checking.trustfile import read_trusted
from mailing import sign_in_as
from pseudo import LONGER, spoken

if TYPE_CHECKING:
    from lapel.domain.badges.trust import Resolved
    from review.stage import Stage

pytestmark = pytest.mark.django_db
PLACES = ("award", "download-anchored")
PICTURE = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 17 + b"\0\0\0\0IEND\0\0\0\0"


@pytest.fixture
def paper(monkeypatch: pytest.MonkeyPatch, settings: Any) -> PaperChain:
    """Serve this instance on https, with a chain on paper."""
    settings.BASE_URL, settings.IS_TLS = BASE, True
    made = PaperChain()
    module = sys.modules["lapel.journey.issuing.actions.anchor_awards"]
    monkeypatch.setattr(module, "_opened", lambda _url, _secret: made)
    return made


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


def test_where_it_stands_on_a_chain_her_anchored_form_is_in_it_and_beside_it(
    stage: Stage, paper: PaperChain
) -> None:
    """A file of its own, also in the folder; while it stands on none there is no way to it."""
    award = earned(stage)
    client = sign_in_as(Client(), stage.cast.amina)
    page, place = (reverse(f"sharing:{one}", args=[award.pk]) for one in PLACES)
    assert place not in client.get(page).content.decode()
    assert "stands on no chain" in client.get(place, follow=True).content.decode()
    anchor_awards(issuer_id=award.achievement.issuer_id)
    assert place in client.get(page).content.decode()
    form = client.get(place)
    assert form["Content-Disposition"].endswith('-anchored.json"')
    assert form.json()["proof"][0]["cryptosuite"] == "merkle-proof-2019"
    award.refresh_from_db()
    zipped_ = client.get(reverse("sharing:download-bundle", args=[award.pk])).content
    reader, trusted = Zipped(zipped_), read_trusted(json.dumps(own_trust_file()).encode())
    assert reader.read("anchored.json") == form.content
    assert b"anchored.json" in (reader.read("README.txt") or b"")
    answer = verify_bundle(reader, now=now(), trusted=trusted)
    assert (answer.outcome, answer.step("anchor").code) == (Outcome.VALID, "anchor.unasked")
    asked = verify_bundle(reader, now=now(), trusted=trusted, resolve=partial(from_here, paper))
    assert asked.step("anchor").code == "anchor.found"


def from_here(paper: PaperChain, address: str, /) -> Resolved:
    return told(paper, address) if address.startswith("blink:") else own_document(address)


def test_nobody_else_downloads_it(stage: Stage) -> None:
    """To everybody but its holder it does not exist, an officer of its issuer included."""
    award = earned(stage)
    for form in ("bundle", "anchored"):
        address = reverse(f"sharing:download-{form}", args=[award.pk])
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
