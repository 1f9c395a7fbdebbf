"""What counts: recorded by those who may, shown with date and source."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied

from cast import belongs
from documents import publish
from lapel.journey.currency.actions import (
    Refusal,
    load_recognitions,
    record_recognition,
    withdraw_recognition,
)
from lapel.journey.currency.models import Recognition
from lapel.journey.currency.queries import recognition_of, recognitions_of
from lapel.journey.people.models import Person, Role
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from django.test import Client

    from cast import Cast

    Budget = Callable[[int], AbstractContextManager[object]]

ITEM: dict[str, Any] = {
    "microcredential": "wait-time",
    "recogniser": "Riverbend Board of Licences",
    "statement": "Counts as 10 hours towards renewal.",
    "credit": "10 hours",
    "source": "https://board.example/renewal",
    "stated_on": "2026-02-01",
    "verify": "Ask the board before you rely on it.",
}


@pytest.fixture
def rana(cast: Cast) -> Person:
    """Add a recogniser of the state."""
    found = Person.objects.create_user("rana@example.org", name="Rana")
    belongs(found, cast.state, Role.RECOGNISER)
    return found


def words(client: Client, address: str) -> str:
    """Give a page's words without tags, with single spaces."""
    return " ".join(re.sub(r"<[^>]*>", " ", client.get(address).content.decode()).split())


def test_a_recogniser_says_what_counts(client: Client, cast: Cast, rana: Person) -> None:
    """The catalogue's page shows credit, name, words, date and how to make sure."""
    publish(cast)
    assert "Nobody has stated yet" in words(client, "/catalogue/wait-time/")
    load_recognitions(person=rana, organisation=cast.state, items=[ITEM])
    page = words(client, "/catalogue/wait-time/")
    for part in ("10 hours", "Riverbend Board of Licences", "Counts as 10 hours towards",
                 "1 February 2026", "Ask the board", "verify before you rely on it"):  # fmt: skip
        assert part in page


def test_loading_again_changes_nothing(cast: Cast, rana: Person) -> None:
    """The demo may be loaded twice."""
    publish(cast)
    for _again in range(2):
        load_recognitions(person=rana, organisation=cast.state, items=[ITEM])
    assert Recognition.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"microcredential": "gone"},
        {"stated_on": "yesterday"},
        {"stated_on": (now().date() + timedelta(days=2)).isoformat()},
        {"source": "javascript:alert(1)"},
        {"source": "board.example"},
        {"source": "ftp://board.example/renewal"},
        {"credit": ""},
        {"amount": 10},
        {"unit": "hours"},
        {"amount": 0, "unit": "hours"},
        {"amount": "ten", "unit": "hours"},
        {"amount": 10, "unit": "minutes"},
    ],
)
def test_a_wrong_item_loads_nothing(cast: Cast, rana: Person, wrong: dict[str, str]) -> None:
    """All or none, and the refusal says which."""
    publish(cast)
    with pytest.raises(Refusal, match=r"\[1\]"):
        load_recognitions(person=rana, organisation=cast.state, items=[ITEM, {**ITEM, **wrong}])
    assert not Recognition.objects.exists()


def test_a_credit_may_be_a_number_too_and_words_stay_readable(
    client: Client, cast: Cast, rana: Person
) -> None:
    """What a plan adds up stands beside the recogniser's own words; older ones have words alone."""
    publish(cast)
    older = {**ITEM, "credit": "1 evidence entry", "stated_on": "2026-01-01"}
    numbered = {**ITEM, "amount": 10.5, "unit": "hours"}
    load_recognitions(person=rana, organisation=cast.state, items=[older, numbered])
    page = words(client, "/catalogue/wait-time/")
    assert "1 evidence entry" in page
    assert "10 hours · Riverbend Board of Licences 10.5 hours in a plan" in page
    client.force_login(rana)
    assert "10.5 hours" in words(client, "/currency/")


def test_an_item_without_a_field_is_refused(cast: Cast, rana: Person) -> None:
    """It is named."""
    publish(cast)
    item = {name: value for name, value in ITEM.items() if name != "verify"}
    with pytest.raises(Refusal, match="verify"):
        load_recognitions(person=rana, organisation=cast.state, items=[item])


@pytest.mark.parametrize("name", ["amina", "dara", "elif_", "femi", "hana"])
def test_nobody_else_records_or_withdraws(cast: Cast, rana: Person, name: str) -> None:
    """Only recognisers and administrators of the organisation."""
    version = publish(cast)
    (found,) = load_recognitions(person=rana, organisation=cast.state, items=[ITEM])
    other = getattr(cast, name)
    with pytest.raises(PermissionDenied):
        load_recognitions(person=other, organisation=cast.state, items=[ITEM])
    with pytest.raises(PermissionDenied):
        withdraw_recognition(person=other, recognition=found)
    assert recognition_of(other, found.id) is None
    assert list(recognitions_of(version.microcredential)) == [found]


def test_a_recogniser_records_only_for_her_organisation(cast: Cast, rana: Person) -> None:
    """Nor for one elsewhere."""
    version = publish(cast)
    rest = {name: value for name, value in ITEM.items() if name != "microcredential"}
    with pytest.raises(PermissionDenied):
        record_recognition(
            person=rana,
            organisation=cast.college,
            microcredential=version.microcredential,
            **{**rest, "stated_on": date(2026, 2, 1)},
        )


def test_a_page_to_record_and_withdraw(client: Client, cast: Cast, rana: Person) -> None:
    """Both show in the catalogue at once."""
    version = publish(cast)
    client.force_login(rana)
    form = {
        **ITEM,
        "microcredential": str(version.microcredential_id),
        "organisation": str(cast.state.pk),
    }
    assert client.post("/currency/", {**form, "stated_on": "2999-01-01"}).status_code == 422
    assert client.post("/currency/", {**form, "source": "x y"}).status_code == 422
    assert client.post("/currency/", form).status_code == 302
    assert "recorded by Rana for Riverbend" in words(client, "/currency/")
    found = Recognition.objects.get()
    client.post(f"/currency/{found.id}/withdraw/")
    assert "Nothing is recorded yet" in words(client, "/currency/")
    assert "Nobody has stated yet" in words(client, "/catalogue/wait-time/")
    withdraw_recognition(person=rana, recognition=found)
    assert client.post(f"/currency/{found.id}/withdraw/").status_code == 404


def test_the_page_is_for_recorders_only(client: Client, cast: Cast) -> None:
    """Visitors sign in, others are refused."""
    assert client.get("/currency/").status_code == 302
    client.force_login(cast.amina)
    assert client.get("/currency/").status_code == 403
    assert client.post("/currency/").status_code == 403


def test_the_list_keeps_to_its_budget(
    client: Client, cast: Cast, rana: Person, django_assert_max_num_queries: Budget
) -> None:
    """The same for one and for many."""
    client.force_login(rana)
    for number in range(6):
        publish(cast, slug=f"mc-{number}")
        load_recognitions(
            person=rana,
            organisation=cast.state,
            items=[{**ITEM, "microcredential": f"mc-{number}"}],
        )
    with django_assert_max_num_queries(20):
        client.get("/currency/")
