"""The table of forms and verifiers in the docs says what the verifiers say."""

from __future__ import annotations

import os
from typing import cast

import pytest

from lapel.domain.badges.reading import write_badge
from peers.forms import DEFAULT, FORMS, made
from peers.table import (
    HEAVY,
    OF_PDFS,
    SCHEMAS,
    VERIFIERS,
    YES,
    attached_to,
    documented,
    measured,
    rendered,
)

pytestmark = pytest.mark.peer

heavy = pytest.mark.skipif(
    not os.environ.get("LAPEL_HEAVY_PEERS"), reason="1.3 GB on the disk: in `make peers` only"
)
EACH = [pytest.param(one, marks=heavy if one == HEAVY else []) for one in VERIFIERS]
OF_BADGES = [one for one in VERIFIERS if one not in ("jose, @sd-jwt/sd-jwt-vc", OF_PDFS)]


@pytest.mark.parametrize("verifier", EACH)
def test_the_page_says_what_the_verifier_says(verifier: str, capsys: pytest.CaptureFixture) -> None:
    """Every form in six wordings, and each with four wrongs; a reason beside each refusal."""
    accepts, refuses = measured(verifier)
    with capsys.disabled():
        print("\n" + rendered([verifier]))  # noqa: T201 - the table, as the tests found it
    assert (accepts, refuses) == documented(verifier)


@pytest.mark.parametrize("verifier", OF_BADGES)
def test_the_default_form_is_accepted_by_everyone_who_reads_badges(verifier: str) -> None:
    """Whatever else a verifier cannot do; the page is held to the verifiers above."""
    accepts, refuses = documented(verifier)
    assert accepts[DEFAULT].word == YES
    if verifier != SCHEMAS:  # they know nothing of signatures
        assert refuses[DEFAULT].word == ("not revoked" if verifier == HEAVY else "all four")


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_accepted_by_somebody_else(form: str) -> None:
    """A form that nobody but Lapel could read would be no use to a holder."""
    others = [one for one in VERIFIERS if one != SCHEMAS]
    assert any(documented(one)[0][form].word == YES for one in others)


def test_a_no_without_a_reason_is_not_written() -> None:
    """Each blank carries its reason."""
    cells = [cell for one in VERIFIERS for cell in documented(one)[0].values()]
    assert [cell for cell in cells if cell.word != YES and not cell.remark] == []


def test_a_reader_of_pdfs_takes_out_the_very_badge() -> None:
    """Pypdf gives what was attached byte for byte; what is no PDF gives nothing."""
    question = made("PDF with the badge attached")
    assert attached_to(question) == write_badge(cast("dict", made(DEFAULT).credential)).encode()
    assert attached_to(made("baked PNG")) == b""
