"""The log's addresses: files as tlog-tiles says, and an award that is public once included."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from issuing.earning import decided, earned
from lapel.domain.transparency.audit import audit
from lapel.domain.transparency.findings import Code
from lapel.domain.transparency.policy import of_witnesses
from lapel.journey.issuing import actions
from lapel.journey.issuing.models import Log
from lapel.journey.issuing.queries import open_log, served_tile, verifier_key
from lapel.journey.record.actions import deliver_all
from lapel.journey.sharing.actions import change_share

if TYPE_CHECKING:
    from lapel.journey.issuing.models import Award
    from review.stage import Stage

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


class Served:
    """The log as it is served, read like a stranger's copy."""

    def read(self, path: str, /) -> bytes | None:
        answer = Client().get(f"/log/1/{path}")
        return answer.content if answer.status_code == 200 else None


def test_a_stranger_audits_the_log_by_its_addresses_alone(stage: Stage) -> None:
    """Checkpoint, tiles and entries as they are served are a whole and confirmed copy."""
    earned(stage)
    log = open_log()
    assert log is not None
    assert log.key is not None
    found = audit(Served(), policy=of_witnesses(0, (), log=verifier_key(log.key)))
    assert found.codes() == [Code.INTACT]
    assert found.confirmed


def test_tiles_are_kept_for_ever_and_the_checkpoint_for_a_moment(stage: Stage) -> None:
    """C2SP tlog-tiles: tiles are immutable, the checkpoint is text, both open to every origin."""
    earned(stage)
    tile, checkpoint = (Client().get(f"/log/1/{path}") for path in ("tile/0/000.p/1", "checkpoint"))
    assert tile["Cache-Control"] == "public, max-age=31536000, immutable"
    assert tile["Content-Type"] == "application/octet-stream"
    assert checkpoint["Cache-Control"] == "public, max-age=5"
    assert checkpoint["Content-Type"] == "text/plain; charset=utf-8"
    assert {each["Access-Control-Allow-Origin"] for each in (tile, checkpoint)} == {"*"}


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/000",
        "tile/0/000.p/2",
        "tile/0/001.p/1",
        "tile/1/000.p/1",
        "tile/0/x000/000.p/1",
        "tile/../checkpoint",
        "tile/entries/000.p/0",
        "tile/64/000.p/1",
        "tile/0/0.p/1",
        "other",
    ],
)
def test_what_no_published_checkpoint_covers_is_not_there(stage: Stage, path: str) -> None:
    """A tile is kept for ever by whoever reads it, so none is shown before its head is."""
    earned(stage)
    assert Client().get(f"/log/1/{path}").status_code == 404
    assert Client().get(f"/log/2/{path}").status_code == 404


def test_tiles_of_a_head_that_was_signed_but_not_published_are_not_shown(stage: Stage) -> None:
    """While witnesses are asked nobody but they see the new head, nor what is under it."""
    earned(stage)
    assert served_tile(1, "tile/0/000.p/1") is not None
    Log.objects.update(published_size=0)
    assert served_tile(1, "tile/0/000.p/1") is None


@pytest.fixture
def on_its_way(stage: Stage) -> Award:
    """Give an award that is signed and shared, and not yet in the log."""
    award = actions.issue_award(decision_id=decided(stage).pk)
    change_share(person=stage.cast.amina, award_id=award.pk, is_public=True, shows_name=False)
    return award


def test_a_shared_award_is_public_once_the_log_holds_it(on_its_way: Award) -> None:
    """Before: 404 for everybody else, as page, document and picture. After: open to all."""
    stranger = Client()
    addresses = [f"/id/award/{on_its_way.pk}", f"/sharing/badge/{on_its_way.pk}/"]
    addresses.append(f"/sharing/badge/{on_its_way.pk}/card.png")
    assert [stranger.get(each).status_code for each in addresses] == [404, 404, 404]
    deliver_all()
    assert [stranger.get(each).status_code for each in addresses[:2]] == [200, 200]


def test_her_own_page_says_that_the_award_is_on_its_way(on_its_way: Award, stage: Stage) -> None:
    """She reads why there are no files yet; the credential's address says when to ask again."""
    hers = Client()
    hers.force_login(stage.cast.amina)
    page = hers.get(f"/sharing/awards/{on_its_way.pk}/").content.decode()
    assert "Being entered in the public log" in page
    assert "download-proof" not in page
    assert f"/sharing/awards/{on_its_way.pk}/json/" not in page
    assert hers.get(f"/sharing/awards/{on_its_way.pk}/json/").status_code == 302
    document = hers.get(f"/id/award/{on_its_way.pk}", headers={"accept": "application/json"})
    assert (document.status_code, document["Retry-After"]) == (404, "2")
    deliver_all()
    page = hers.get(f"/sharing/awards/{on_its_way.pk}/").content.decode()
    assert "Being entered" not in page
    assert f"/sharing/awards/{on_its_way.pk}/proof/" in page


def test_she_downloads_the_proof_and_nobody_else_does(stage: Stage) -> None:
    """The file checks out on the command line, offline, beside the badge that she downloaded."""
    award = earned(stage)
    address = f"/sharing/awards/{award.pk}/proof/"
    hers, others = Client(), Client()
    hers.force_login(stage.cast.amina)
    others.force_login(stage.cast.ben)
    answer = hers.get(address)
    assert answer.content.startswith(b"c2sp.org/tlog-proof@v1\n")
    assert ".tlog-proof" in answer["Content-Disposition"]
    assert others.get(address).status_code == 404


def test_a_proof_checks_out_on_the_command_line(
    stage: Stage, tmp_path: object, capsys: pytest.CaptureFixture[str]
) -> None:
    """`lapel log proof` names the log; another badge's proof, a changed badge, no key do not."""
    from pathlib import Path

    from lapel.doors.cli.main import main
    from lapel.journey.issuing.queries import log_proof

    award = earned(stage)
    folder = Path(str(tmp_path))
    log = open_log()
    assert log is not None
    assert log.key is not None
    (folder / "badge.json").write_text(award.public_document)
    (folder / "other.json").write_text(
        json.dumps(json.loads(award.public_document) | {"name": "Another"})
    )
    (folder / "badge.tlog-proof").write_text(log_proof(award) or "")
    key = ["--key", str(verifier_key(log.key))]
    proof = ["--proof", str(folder / "badge.tlog-proof")]
    assert main(["log", "proof", str(folder / "badge.json"), *proof, *key]) == 0
    assert "localhost:8000/log/1" in capsys.readouterr().out
    assert main(["log", "proof", str(folder / "other.json"), *proof, *key]) == 1
    assert main(["log", "proof", str(folder / "badge.json"), *proof]) == 3
    assert main(["log", "proof", str(folder / "badge.tlog-proof"), *proof, *key]) == 2


def test_the_page_says_in_plain_words_what_the_log_is(stage: Stage) -> None:
    """Anybody reads size, name, key and how to audit; before the first award that it is empty."""
    empty = Client().get("/issuing/log/").content.decode()
    assert "The log begins with the first award." in empty
    earned(stage)
    page = Client().get("/issuing/log/").content.decode()
    log = open_log()
    assert log is not None
    assert log.key is not None
    assert f"lapel log verify http://localhost:8000/log/1 --key '{verifier_key(log.key)}" in page
    assert "The log names nobody." in page
