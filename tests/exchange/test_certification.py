"""The way to 1EdTech's certification, as docs/howto/certify.md tells it (guide §4.1, §4.3)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.test import Client

from exchange.programs import Program
from issuing.batching import GROUND, table
from lapel.domain.badges.checks import subject
from lapel.domain.badges.verdicts import Verdict
from lapel.doors.cli.main import main
from lapel.journey.issuing.models import Award
from lapel.journey.issuing.queries import verdict_on
from lapel.journey.record.actions import deliver_all

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from review.stage import Stage

RECIPIENT = "conformance@imsglobal.org"  # “issue it to the recipient conformance@imsglobal.org”


def test_a_badge_is_issued_to_the_conformance_recipient(
    stage: Stage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line of a table, an officer's word, and her own document to submit."""
    file = tmp_path / "conformance.csv"
    file.write_bytes(table(RECIPIENT))
    words = {"achievement": "waiting", "recipients": file, "by": "hana@example.org"}
    options = [each for name, value in words.items() for each in (f"--{name}", str(value))]
    assert main(["issue", *options, "--ground", GROUND, "--yes", "--workers", "0"]) == 0
    award = Award.objects.get()
    deliver_all()
    assert verdict_on(award).outcome.code == "valid"

    out = tmp_path / "out"
    assert main(["bundle", str(award.pk), "--holder", "--out", str(out)]) == 0, capsys.readouterr()
    submitted = json.loads(next(out.glob("*/credential.json")).read_bytes())
    assert submitted["proof"][0]["cryptosuite"] == "eddsa-rdfc-2022"
    assert subject(submitted, RECIPIENT).verdict is Verdict.PASS

    caller = Program().comes_in(award.person)
    listed = Client().get("/ims/ob/v3p0/credentials", **caller.headers()).json()
    assert listed["credential"] == [submitted]
