"""What assessors are shown carries a mark of the case and of the viewer (ADR 34)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from lapel.doors.cli.main import main
from lapel.journey.files.queries import linked, mark_for
from lapel.journey.review import actions
from mailing import sign_in_as

if TYPE_CHECKING:
    from lapel.journey.people.models import Person
    from lapel.journey.review.models import Assessment
    from review.stage import Stage

pytestmark = pytest.mark.django_db
LINK = re.compile(r"/shown/([^/\"]+)/")


def workbench(stage: Stage, assessor: Person) -> tuple[Assessment, str]:
    mine = actions.take_next(person=assessor)
    assert mine is not None
    page = sign_in_as(Client(), assessor).get(reverse("review:assess", args=[mine.pk]))
    return mine, page.content.decode()


def marks_in(page: str) -> set[str]:
    found = [linked(token) for token in LINK.findall(page)]
    return {each.mark for each in found if each}


def test_each_assessor_of_a_case_sees_it_under_a_mark_of_her_own(stage: Stage) -> None:
    """Every link of the page carries it, and the page says so."""
    stage.submitted()
    mine, ours = workbench(stage, stage.cast.ben)
    _hers, theirs = workbench(stage, stage.cast.bola)
    mark = mark_for(about=mine.case_id, viewer=stage.cast.ben)
    assert marks_in(ours) == {mark}
    assert mark in ours
    assert marks_in(theirs) == {mark_for(about=mine.case_id, viewer=stage.cast.bola)}
    assert mark not in theirs


def test_a_mark_says_nothing_of_who_she_is(stage: Stage) -> None:
    """R5: neither the teacher nor the assessor, not even as an id, in no link of the page."""
    stage.submitted()
    _mine, page = workbench(stage, stage.cast.ben)
    tokens = LINK.findall(page)
    told = [str(signing.loads(each, salt="lapel.files.marked")) for each in tokens]
    assert told
    for hidden in (stage.cast.amina, stage.cast.ben):
        for words in (hidden.name, str(hidden.pk), hidden.pk.hex):
            assert words not in "".join(told)


def test_the_holder_of_a_copy_is_found_by_its_mark(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    """By whoever runs the instance, and by nobody else: the codes follow from its secret."""
    stage.submitted()
    mine, _page = workbench(stage, stage.cast.ben)
    assert main(["mark", mark_for(about=mine.case_id, viewer=stage.cast.ben)]) == 0
    assert capsys.readouterr().out == f"case {mine.case_id}\nviewer {stage.cast.ben.email}\n"
    assert main(["mark", "C-AAAAAA V-AAAAAA 2026-11-22"]) == 1
    assert main(["mark", "Ben"]) == 2
