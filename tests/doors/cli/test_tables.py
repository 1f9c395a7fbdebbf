"""Whose tables a database holds, and which of them a backup may name."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from lapel.doors.cli.tables import (
    UnusableTablesError,
    has_strangers,
    read_listing,
    refuse_other_tables,
)

if TYPE_CHECKING:
    from pathlib import Path

MADE = {"people_person": ["id", "email"], "record_instance": ["id"]}
OURS = {"people_person", "django_session", "account_emailaddress", "people_attempts"}


@pytest.mark.parametrize("there", [set(), {"people_person"}, OURS | {"django_migrations"}])
def test_a_database_with_tables_of_lapels_alone_may_be_emptied(there: set[str]) -> None:
    """Those of its models, and the two that have none; not all have to be there."""
    assert has_strangers(there, OURS) == ""


def test_tables_that_are_not_lapels_are_named_with_the_way_out() -> None:
    """Another Django application has some of our names too, but always one that is not ours."""
    said = has_strangers({*OURS, "django_migrations", "shop_order", "auth_user"}, OURS)
    assert said.startswith("The database holds tables that are not Lapel's (auth_user, shop_order)")
    assert "make one for Lapel alone, and name it in LAPEL_DATABASE_URL" in said
    many = has_strangers({f"shop_{number}" for number in range(9)}, OURS)
    assert "(shop_0, shop_1, shop_2 and 6 more)" in many


def test_a_listing_of_just_the_tables_that_were_made_is_taken() -> None:
    """In whatever order its columns are named, as COPY takes them."""
    refuse_other_tables({"record_instance": ["id"], "people_person": ["email", "id"]}, MADE)


@pytest.mark.parametrize(
    "listed",
    [
        {},
        {"people_person": ["id", "email"]},
        MADE | {"shop_order": ["id"]},
        MADE | {'"x" CASCADE; DROP TABLE people_person; --"': ["id"]},
        MADE | {"people_person": ["id"]},
        MADE | {"people_person": ["id", "email", "email"]},
        MADE | {"people_person": ["id", '"email") FROM PROGRAM $$id$$; --"']},
    ],
)
def test_a_listing_of_any_other_tables_or_columns_is_refused(listed: dict[str, list[str]]) -> None:
    """A name in quotes would go to the database as it is written (Django's `quote_name`)."""
    with pytest.raises(UnusableTablesError, match="other tables than"):
        refuse_other_tables(listed, MADE)


WHOLE: dict[str, Any] = {"tables": MADE, "migrations": [["people", "0001_initial"]]}


def test_a_listing_is_read_as_it_was_written(tmp_path: Path) -> None:
    """Tables with their columns, and the migrations that they are of."""
    (tmp_path / "database.json").write_text(json.dumps(WHOLE))
    assert read_listing(tmp_path) == (MADE, {("people", "0001_initial")})


@pytest.mark.parametrize(
    "content",
    [
        "no json",
        "[]",
        "{}",
        json.dumps(WHOLE | {"tables": ["people_person"]}),
        json.dumps(WHOLE | {"tables": {"people_person": "id"}}),
        json.dumps(WHOLE | {"tables": {"people_person": [1]}}),
        json.dumps(WHOLE | {"migrations": [["people"]]}),
        json.dumps(WHOLE | {"migrations": [["people", {}]]}),
        json.dumps(WHOLE | {"migrations": [["people", 1]]}),
    ],
)
def test_a_listing_that_was_damaged_is_refused(tmp_path: Path, content: str) -> None:
    """With a sentence, before anything is dropped."""
    (tmp_path / "database.json").write_text(content)
    with pytest.raises(UnusableTablesError, match="list of its tables was damaged"):
        read_listing(tmp_path)
