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
from issuing.praising import asked_of_mentor, endorsed, signed
from issuing.test_anchors import BASE, PaperChain
from lapel.domain.badges.verdicts import Outcome
from lapel.doors.cli.shelf import write_bundle
from lapel.journey.issuing.actions import anchor_awards, revoke_endorsement
from lapel.journey.issuing.models import Award
from lapel.journey.issuing.queries import own_document
from lapel.journey.people.models import Person
from lapel.journey.record.actions import deliver_all
from lapel.journey.record.queries import now
from lapel.journey.sharing.actions import change_share
from lapel.journey.sharing.queries import Binder, own_trust_file, zipped
from lapel.ports.chain.told import told
from lapel.ports.checking.bundle import MANIFEST, Folder, Zipped, manifest
from lapel.ports.checking.bundles import verify_bundle
from lapel.ports.checking.trustfile import read_trusted
from mailing import sign_in_as
from pseudo import LONGER, spoken

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from lapel.domain.badges.trust import Resolved
    from lapel.domain.badges.verdicts import Verification
    from lapel.journey.issuing.models import Endorsement
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


@pytest.fixture
def given(stage: Stage) -> Endorsement:
    """Give the state's endorsement of what Amina earned."""
    earned(stage)
    return endorsed(stage)


def files_of(award: Award, *, hers: bool = False) -> dict[str, bytes]:
    return Binder().files(award, picture=PICTURE, hers=hers)


def read(files: dict[str, bytes]) -> Verification:
    """Verify files as an auditor does who pinned this instance, with no network."""
    trusted = read_trusted(json.dumps(own_trust_file()).encode())
    return verify_bundle(Zipped(zipped(files, inside="badge")), now=now(), trusted=trusted)


def with_manifest(files: dict[str, bytes]) -> dict[str, bytes]:
    """Write the manifest again, as whoever changed the files would."""
    rest = {name: content for name, content in files.items() if name != MANIFEST}
    return rest | {MANIFEST: manifest(rest, made="2026-01-01T00:00:00Z")}


def test_endorsements_in_force_are_in_it_and_verify_with_no_network(given: Endorsement) -> None:
    """Each by its id, as it was signed, with its endorser's keys and list; the pages name it."""
    award = Award.objects.get()
    files = files_of(award)
    name = f"endorsements/{given.pk}.json"
    assert files[name] == given.document.encode()
    page = files["index.html"].decode()
    assert name in page
    assert given.comment in page
    assert "endorsements/" in files["README.txt"].decode()
    answer = read(files)
    assert answer.outcome is Outcome.VALID
    assert answer.step("endorsements").code == "endorsements.sound-beside"
    assert answer.step("endorsement.1").code == "endorsement.sound"


def test_a_badge_that_nobody_endorsed_has_no_such_files(stage: Stage) -> None:
    """Neither a folder nor a heading."""
    files = files_of(earned(stage))
    assert not [name for name in files if "endorsement" in name]
    assert "Who vouches for it" not in files["index.html"].decode()
    assert read(files).step("endorsements").code == "endorsements.none"


def test_a_revoked_endorsement_reads_as_ended_and_the_badge_stands(given: Endorsement) -> None:
    """The endorser's own list says so; a newer bundle holds it no more."""
    award = Award.objects.get()
    before = files_of(award)
    olu = Person.objects.get(name="Olu")
    revoke_endorsement(person=olu, endorsement_id=given.pk, words="We read it again.")
    deliver_all()
    assert f"endorsements/{given.pk}.json" not in files_of(award)
    place = given.places.get()
    listed = f"endorsements/{given.pk}.status.json"
    now_listed = with_manifest({**before, listed: own_document(place.status_list.url).body})
    answer = read(now_listed)
    assert answer.outcome is Outcome.VALID
    assert answer.step("endorsement.1").code == "endorsement.ended"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda text: text.replace(b"line by line", b"in a hurry"), "endorsement.unsound"),
        (lambda _text: b"no JSON", "endorsement.malformed"),
        (lambda _text: b"", "endorsement.malformed"),
    ],
)
def test_a_changed_endorsement_is_worth_nothing_and_spoils_nothing(
    given: Endorsement, change: Callable[[bytes], bytes], code: str
) -> None:
    """With the manifest as it was, the change is damage; with another, the endorsement falls."""
    files = files_of(Award.objects.get())
    name = f"endorsements/{given.pk}.json"
    changed = {**files, name: change(files[name])}
    assert read(changed).step("files").code == "files.changed"
    answer = read(with_manifest(changed))
    assert answer.outcome is Outcome.VALID
    assert answer.step("endorsement.1").code == code


def test_a_lost_endorsement_is_missed(given: Endorsement) -> None:
    """The manifest lists it; no step is made of what is not there."""
    files = files_of(Award.objects.get())
    del files[f"endorsements/{given.pk}.json"]
    answer = read(files)
    assert answer.step("files").code == "files.changed"
    assert answer.step("endorsements").code == "endorsements.none"


def test_what_is_said_of_her_award_goes_along_where_she_shows_it(stage: Stage) -> None:
    """It is in her own download; in everybody's only while the badge is public."""
    award = earned(stage)
    given = signed(asked_of_mentor(award, stage.cast), stage.cast.chipo)
    name = f"endorsements/{given.pk}.json"
    assert name in files_of(award, hers=True)
    assert name not in files_of(award)
    change_share(person=stage.cast.amina, award_id=award.pk, is_public=True, shows_name=False)
    assert name in files_of(award)


def test_as_a_folder_it_is_written_whole_and_no_link_in_it_is_followed(
    given: Endorsement, tmp_path: Path
) -> None:
    """Written once; a folder of endorsements that leads elsewhere is none."""
    files, place = files_of(Award.objects.get()), tmp_path / "badge"
    name = f"endorsements/{given.pk}.json"
    assert write_bundle(place, files)
    assert not write_bundle(place, files)
    assert Folder(place).read(name) == files[name]
    (place / "endorsements").rename(tmp_path / "elsewhere")
    (place / "endorsements").symlink_to(tmp_path / "elsewhere")
    assert Folder(place).read(name) is None
    assert write_bundle(place, files)
