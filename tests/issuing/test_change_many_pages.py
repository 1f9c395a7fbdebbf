"""The page that changes many awards together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cast import belongs
from issuing.batching import issued, many
from lapel.journey.issuing.models import Award, Change
from lapel.journey.people.models import Role
from mailing import sign_in_as

if TYPE_CHECKING:
    from review.stage import Stage

PAGE = "/issuing/awards/change/"
WORDS = {"words": "A mistake of ours.", "reason": "issued_in_error", "sure": "on"}


@pytest.fixture
def officer(stage: Stage) -> Client:
    """Give Hana's browser, and two awards."""
    issued(stage, *many(2))
    return sign_in_as(Client(), stage.cast.hana)


def numbers() -> str:
    return "\n".join(str(each) for each in Award.objects.values_list("pk", flat=True))


def chosen(seen: str) -> str:
    found = re.search(r'name="chosen" value="([^"]+)"', seen)
    assert found
    return found[1]


def test_awards_are_looked_at_and_then_revoked(officer: Client) -> None:
    """First the lines, with what is wrong; then reason, words and a second look."""
    seen = officer.post(PAGE, {"verb": "revoke", "numbers": f"{numbers()}\nnonsense"})
    page = seen.content.decode()
    assert "Revoke 2 awards?" in page
    assert "There is no such award." in page
    done = officer.post(PAGE, {"verb": "revoke", "chosen": chosen(page), **WORDS})
    made = Change.objects.get()
    assert done["Location"] == f"/issuing/awards/changes/{made.pk}/"
    after = officer.get(done["Location"]).content.decode()
    assert WORDS["words"] in after
    assert "<h1>2 awards revoked for good</h1>" in after
    assert "2 awards revoked for good, <time" in officer.get(PAGE).content.decode()
    assert set(Award.objects.values_list("state", flat=True)) == {"revoked"}


def test_lines_that_stay_are_counted_where_not_all_are_shown(officer: Client) -> None:
    """Fifty of sixty: nobody should take the fifty for all of them."""
    wrong = "\n".join(f"nonsense-{each}" for each in range(60))
    page = officer.post(PAGE, {"verb": "revoke", "numbers": f"{numbers()}\n{wrong}"})
    assert "The first 50 of 60 are shown." in page.content.decode()


def test_a_table_of_awards_is_taken_too(officer: Client) -> None:
    """As a spreadsheet saves it; one without the column is told so beside the field."""
    table = SimpleUploadedFile("a.csv", f"award\n{numbers()}\n".encode())
    assert (
        "Suspend 2 awards?"
        in officer.post(PAGE, {"verb": "suspend", "file": table}).content.decode()
    )
    wrong = SimpleUploadedFile("a.csv", b"name\nNia\n")
    answer = officer.post(PAGE, {"verb": "suspend", "file": wrong})
    assert answer.status_code == 422
    assert "missing: award" in answer.content.decode()


@pytest.mark.parametrize("told", [{}, {"verb": "revoke"}, {"verb": "erase", "numbers": "1"}])
def test_what_is_missing_is_said(officer: Client, told: dict[str, str]) -> None:
    """How, and which; nothing else happens."""
    assert officer.post(PAGE, {"numbers": "", **told}).status_code == 422


def test_without_reason_nothing_is_changed(officer: Client) -> None:
    """The look comes back with what is missing."""
    ids = numbers()
    answer = officer.post(PAGE, {"verb": "revoke", "chosen": ids, "words": "So.", "sure": "on"})
    assert answer.status_code == 422
    assert "Revoke 2 awards?" in answer.content.decode()
    assert set(Award.objects.values_list("state", flat=True)) == {"issued"}


def test_what_changed_since_the_look_is_said(officer: Client) -> None:
    """Two officers at once: the second looks again."""
    ids = numbers()
    officer.post(PAGE, {"verb": "revoke", "chosen": ids, **WORDS})
    answer = officer.post(PAGE, {"verb": "revoke", "chosen": ids, **WORDS})
    assert answer.status_code == 422
    assert "None of them can be changed so." in answer.content.decode()


def test_a_forged_choice_leads_back(officer: Client) -> None:
    """What no page of ours sends changes nothing."""
    for told in ({"verb": "erase", "chosen": numbers()}, {"verb": "revoke", "chosen": "x"}):
        assert officer.post(PAGE, {**told, **WORDS})["Location"] == PAGE
    assert set(Award.objects.values_list("state", flat=True)) == {"issued"}


def test_no_colleague_and_no_officer_of_elsewhere_changes_an_award(
    stage: Stage, officer: Client
) -> None:
    """A teacher is refused; elsewhere's officer is told that there are no such awards."""
    amina = sign_in_as(Client(), stage.cast.amina)
    assert amina.get(PAGE).status_code == 403
    assert amina.post(PAGE, {"verb": "revoke", "chosen": numbers(), **WORDS}).status_code == 403
    belongs(stage.cast.emre, stage.cast.elsewhere, Role.ISSUER_OFFICER)
    emre = sign_in_as(Client(), stage.cast.emre)
    answer = emre.post(PAGE, {"verb": "revoke", "chosen": numbers(), **WORDS})
    assert "There is no such award." in answer.content.decode()
    assert set(Award.objects.values_list("state", flat=True)) == {"issued"}
