"""Lists of the ledger stay short, and cost the same however many classes there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from lapel.journey.consent import queries
from lapel.journey.consent.models import SchoolClass, Student
from lapel.journey.record.queries import now
from mailing import sign_in_as

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from django.test import Client

    from cast import Cast

    Budget = Callable[[int], AbstractContextManager[object]]

pytestmark = pytest.mark.django_db


@pytest.fixture
def classes(cast: Cast) -> list[SchoolClass]:
    """Give Amina 45 open classes of one student."""
    made = [
        SchoolClass(teacher=cast.amina, organisation=cast.school, name=f"C{n:02}", opened_at=now())
        for n in range(45)
    ]
    SchoolClass.objects.bulk_create(made)
    Student.objects.bulk_create(
        [Student(school_class=each, label=f"S-{each.name}", added_at=now()) for each in made]
    )
    return made


def test_many_classes_are_paged(
    cast: Cast, client: Client, classes: list[SchoolClass], django_assert_max_num_queries: Budget
) -> None:
    """Twenty at a time, each with its count, in as many queries as one."""
    sign_in_as(client, cast.amina)
    address = reverse("consent:index")
    client.get(address)
    with django_assert_max_num_queries(14):
        first = client.get(address).content.decode()
    assert ("C19" in first, "C20" in first) == (True, False)
    assert "classes=2" in first
    last = client.get(address, {"classes": 3}).content.decode()
    assert ("C39" in last, "C40" in last, "C44" in last) == (False, True, True)


def test_her_students_of_all_classes_are_read_at_once(
    cast: Cast, classes: list[SchoolClass], django_assert_max_num_queries: Budget
) -> None:
    """Each file that is looked through asks for them, and so does each pre-check."""
    with django_assert_max_num_queries(8):
        found = queries.students_of(cast.amina)
    assert [each.student.label for each in found] == [f"S-C{n:02}" for n in range(45)]
