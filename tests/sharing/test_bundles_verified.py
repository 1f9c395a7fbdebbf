"""The verify page takes a bundle as a .zip: whole, in the child, and with no bomb let in."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from house.tree import ROOT
from issuing.earning import earned
from lapel.journey.sharing.queries import checked, told
from lapel.journey.sharing.queries.bundle_words import OF_BUNDLES
from mailing import sign_in_as
from pseudo import LONGER, spoken

if TYPE_CHECKING:
    from review.stage import Stage

GREEN = 'data-kind="good"><span class="verdict-mark"'
CODE = re.compile(r'"((?:files|did|status|freshness|log|checkpoint|anchor|art)\.[a-z-]+)"')
# Only where a trust file names logs; and those that say a cause from deep within.
ELSEWHERE = {"log.absent", "did.malformed", "anchor.malformed", "anchor.wrong", "anchor.unasked"}


@pytest.fixture
def hers(stage: Stage) -> dict[str, bytes]:
    """Give the files of the bundle that Amina downloads."""
    award = earned(stage)
    place = reverse("sharing:download-bundle", args=[award.pk])
    content = sign_in_as(Client(), stage.cast.amina).get(place).content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def archive_of(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def sent(content: bytes) -> str:
    file = SimpleUploadedFile("bundle.zip", content)
    return Client().post("/sharing/verify/", {"file": file}).content.decode()


def changed(files: dict[str, bytes], ending: str, content: bytes) -> bytes:
    return archive_of({n: content if n.endswith(ending) else c for n, c in files.items()})


def test_a_bundle_of_ours_is_green_with_the_steps_of_its_files(hers: dict[str, bytes]) -> None:
    """What she downloads can be given as it is to whoever wants to check it."""
    shown = sent(archive_of(hers))
    assert GREEN in shown
    assert "Valid: issued by" in shown
    assert "The files are those that its manifest lists." in shown
    assert "The pictures hold this very badge." in shown
    assert "your trust file" not in shown
    assert "The badge stands in the issuance log" in shown
    assert "who keeps that log was not confirmed" not in shown


def test_a_bundle_in_which_a_file_was_changed_is_not_valid(hers: dict[str, bytes]) -> None:
    """The badge inside may be sound; what lies beside it is not what was written."""
    shown = sent(changed(hers, "README.txt", b"Pay here."))
    assert GREEN not in shown
    assert "Not valid. Since the bundle was written, something was changed: README.txt." in shown


def test_a_bundle_that_unpacks_to_too_much_is_refused(hers: dict[str, bytes]) -> None:
    """A few kB that become 100 MB are not read to their end."""
    shown = sent(changed(hers, "README.txt", b"\0" * 100_000_000))
    assert GREEN not in shown
    assert "README.txt is larger than 16 MB." in shown


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04 and nothing more", "The file is a damaged .zip."),
        (archive_of({"notes.txt": b"hello"}), "The .zip does not hold the files of one badge."),
        (archive_of({"credential.json": b"[]"}), "The file is JSON, but not a JSON object."),
    ],
)
def test_a_zip_that_is_no_bundle_is_told_in_plain_words(
    db: None, content: bytes, words: str
) -> None:
    """Damaged, of something else, or without a credential."""
    shown = sent(content)
    assert GREEN not in shown
    assert words in shown


def test_each_step_of_a_bundle_has_words_that_can_be_translated() -> None:
    """The port's own sentences are for auditors and are not before the translators."""
    room = ROOT / "src" / "lapel" / "ports" / "checking"
    names = ("bundles.py", "bundle_log.py", "bundle_anchor.py")
    said = {code for name in names for code in CODE.findall((room / name).read_text("utf-8"))}
    assert said - OF_BUNDLES.keys() - ELSEWHERE == set()
    assert OF_BUNDLES.keys() - said == set()


def test_a_bundle_is_told_in_the_readers_language(
    hers: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """No step is left in English."""
    spoken(monkeypatch, settings, LONGER)
    found = checked(archive_of(hers)).verification
    with translation.override(LONGER):
        for each in told(found):
            assert " the " not in f" {each.sentence.lower()} ", each
