"""Process evidence: how much of an answer came and went, by quarters of an hour, never what."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from evidence.desk import CONTEXT
from lapel.journey.evidence import actions, queries
from lapel.journey.evidence.actions import Writer
from lapel.journey.evidence.models import WritingSpell
from lapel.journey.evidence.queries.growth import MOST_ROWS
from lapel.journey.record.actions import clock_at
from lapel.journey.record.models import OutboxEvent
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from django.test import Client

    from evidence.desk import Desk

QUESTION = "overview.context"


def told() -> list[tuple[int, int, int, int, int]]:
    """Give each spell: saves, letters added, taken away, the most at once, the length."""
    return list(
        WritingSpell.objects.order_by("begun_at", "pk").values_list(
            "saves", "added", "removed", "most_at_once", "length"
        )
    )


def test_saves_of_a_quarter_of_an_hour_are_one_spell(desk: Desk) -> None:
    """The page saves at each pause, and a row for each would tell how she types."""
    start = now()
    saved = {0: "I wait", 3: "I wait long.", 14: "I wait.", 16: "I wait. I ask."}
    for minutes, text in saved.items():
        with clock_at(start + timedelta(minutes=minutes)):
            desk.write(QUESTION, text)
    assert told() == [(3, 12, 5, 6, 7), (1, 7, 0, 7, 14)]
    first, _second = WritingSpell.objects.order_by("begun_at")
    assert first.ended_at - first.begun_at < timedelta(minutes=15)


def test_nothing_that_she_wrote_is_in_it(desk: Desk) -> None:
    """Numbers and times alone: what she wrote before cannot be read again."""
    desk.write(QUESTION, CONTEXT)
    kinds = {each.get_internal_type() for each in WritingSpell._meta.fields}
    assert kinds == {"BigAutoField", "ForeignKey", "DateTimeField", "PositiveIntegerField"}


def test_only_answers_are_counted(desk: Desk) -> None:
    """Not the title of a file, nor her note to assessors."""
    artefact = desk.bring()
    desk.write(f"title:{artefact.pk}", "A lesson")
    desk.write(f"note:{artefact.pk}", "Please look at minute two.")
    assert told() == []


def test_a_text_that_was_refused_or_said_again_is_not_counted(desk: Desk) -> None:
    """What is set aside is not in the answer, and a retry is no further save."""
    desk.write(QUESTION, "Here.")
    desk.write(QUESTION, "Here.", base=0)
    with pytest.raises(actions.StaleError):
        desk.write(QUESTION, "There.", base=0, writer=Writer("tab", 1))
    assert told() == [(1, 5, 0, 5, 5)]


def test_a_long_text_at_once_is_noted_by_nobody_but_her(desk: Desk) -> None:
    """No machine finds anything in it: no event, no match, no word before she submits."""
    before = OutboxEvent.objects.count()
    desk.write(QUESTION, "An answer from her own notes. " * 200)
    assert OutboxEvent.objects.count() == before
    assert not [each for each in queries.findings(desk.draft) if "letters" in str(each)]


def test_it_goes_with_the_answer(desk: Desk) -> None:
    """It is kept as long as the text it is about, and no longer."""
    desk.write(QUESTION, CONTEXT)
    desk.draft.answers.all().delete()
    assert told() == []


def test_an_attempt_is_told_as_it_grew_until_it_was_submitted(desk: Desk) -> None:
    """What she writes for a later attempt is no part of how an earlier one came to be."""
    desk.fill()
    first = desk.decided("waits", "opens", "looks-back", number=1)
    with clock_at(now() + timedelta(days=2)):
        desk.write(QUESTION, f"{CONTEXT} And now a second one.")
        (until, whole) = (
            next(each for each in queries.grown_answers(desk.fresh(), until=attempt))
            for attempt in (first, None)
        )
    assert [(each.added, each.removed) for each in until.spells] == [(len(CONTEXT), 0)]
    assert [each.added for each in whole.spells] == [len(CONTEXT), len(" And now a second one.")]
    assert until.length == len(CONTEXT)


def test_many_spells_are_told_by_the_day(desk: Desk) -> None:
    """A text of weeks stays readable: sums of a day, and the most at once of it."""
    start = now().replace(hour=8, minute=0)
    text = ""
    for number in range(MOST_ROWS + 1):
        text += "word "
        day, turn = divmod(number, 13)
        with clock_at(start + timedelta(days=day, minutes=20 * turn)):
            desk.write(QUESTION, text)
    (answer,) = queries.grown_answers(desk.fresh())
    assert len(answer.spells) == MOST_ROWS + 1
    assert [number for _label, number in answer.rows] == [65.0, 60.0]
    assert answer.rows[0][0].endswith(": 13 saves; at most 5 letters at once")


def test_she_reads_what_is_noted_before_she_types_and_where_it_stands(
    desk: Desk, amina: Client
) -> None:
    """On the page she works on, and in full on one of her own."""
    address = reverse("evidence:grown", args=[desk.draft.pk])
    page = amina.get(reverse("evidence:draft", args=[desk.draft.pk])).content.decode()
    assert address in page
    assert "Nothing is noted yet" in amina.get(address).content.decode()
    desk.write(QUESTION, CONTEXT)
    desk.write(QUESTION, CONTEXT[:9])
    shown = amina.get(address).content.decode()
    assert "keeps no earlier wording, no keystroke and no pause" in shown
    gone = len(CONTEXT) - 9
    assert f": 2 saves; at most {len(CONTEXT)} letters at once; {gone} taken away" in shown


@pytest.mark.parametrize("who", ["chipo", "elif_", "gita", "femi"])
def test_nobody_else_opens_it(desk: Desk, client: Client, who: str) -> None:
    """Not her mentor, her district, a lead assessor or a stranger: for them there is none."""
    desk.write(QUESTION, CONTEXT)
    everyone = {each.name.lower(): each for each in desk.cast.everyone.values()}
    client.force_login(everyone[who.strip("_")])
    assert client.get(reverse("evidence:grown", args=[desk.draft.pk])).status_code == 404
