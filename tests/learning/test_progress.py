"""Progress through modules: kept, private, and true."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied

from documents import publish
from lapel.journey.diagnosis.models import Learned
from lapel.journey.files.queries import storage
from lapel.journey.learning.actions import (
    Refusal,
    answer_check,
    enrol,
    finish_module,
    keep_media,
    leave,
    reopen_module,
    save_position,
)
from lapel.journey.learning.queries import (
    checks_of,
    media_at,
    own_enrolment,
    position_in,
    step_of,
    way_of,
)

if TYPE_CHECKING:
    from cast import Cast
    from lapel.journey.learning.models import Enrolment


@pytest.fixture
def hers(cast: Cast) -> Enrolment:
    """Put Amina on a micro-credential."""
    return enrol(person=cast.amina, version=publish(cast), organisation=cast.school)


def again(enrolment: Enrolment) -> Enrolment:
    """Read an enrolment anew, as the next request would."""
    found = own_enrolment(enrolment.person, enrolment.id)
    assert found is not None
    return found


def test_the_way_begins_at_the_first_module(hers: Enrolment) -> None:
    """Nothing is done; 30 minutes lie ahead (10 + 5 + 5 + 10)."""
    way = way_of(again(hers))
    assert (way.done, way.total, way.minutes_left) == (0, 4, 30)
    assert way.next is not None
    assert way.next.key == "silence"


def test_a_finished_module_counts_once(cast: Cast, hers: Enrolment) -> None:
    """Marking it twice changes nothing; the next step moves on."""
    first = finish_module(person=cast.amina, enrolment=hers, module="silence")
    second = finish_module(person=cast.amina, enrolment=hers, module="silence")
    assert first.finished_at == second.finished_at
    way = way_of(again(hers))
    assert (way.done, way.minutes_left) == (1, 20)
    assert way.next is not None
    assert way.next.key == "a-lesson"


def test_a_mark_can_be_taken_off(cast: Cast, hers: Enrolment) -> None:
    """She may want to read it again."""
    finish_module(person=cast.amina, enrolment=hers, module="silence")
    reopen_module(person=cast.amina, enrolment=hers, module="silence")
    step = step_of(again(hers), "silence")
    assert step is not None
    assert (step.finished, step.begun) == (False, True)


def test_a_practice_is_done_once_every_check_has_an_answer(cast: Cast, hers: Enrolment) -> None:
    """A wrong answer will do: the feedback teaches."""
    with pytest.raises(Refusal, match="Answer each check"):
        finish_module(person=cast.amina, enrolment=hers, module="try-it")
    for check in ("long", "who"):
        answer_check(person=cast.amina, enrolment=hers, module="try-it", check=check, option=0)
    finish_module(person=cast.amina, enrolment=hers, module="try-it")
    assert way_of(again(hers)).done == 1


def test_the_last_answer_to_a_check_is_kept(cast: Cast, hers: Enrolment) -> None:
    """She may try again."""
    for option in (0, 1):
        answer_check(person=cast.amina, enrolment=hers, module="try-it", check="who", option=option)
    step = step_of(again(hers), "try-it")
    assert step is not None
    asked = {each.check["key"]: each for each in checks_of(hers, step.module)}
    assert asked["long"].choice is None
    choice = asked["who"].choice
    assert choice is not None
    assert choice["correct"]


def test_the_place_in_a_video_is_kept(cast: Cast, hers: Enrolment) -> None:
    """From one device to the next."""
    assert position_in(again(hers), "a-lesson") == 0
    for seconds in (4, 97):
        save_position(person=cast.amina, enrolment=hers, module="a-lesson", seconds=seconds)
    assert position_in(again(hers), "a-lesson") == 97


@pytest.mark.parametrize(("module", "seconds"), [("silence", 3), ("a-lesson", -1),
                                                 ("a-lesson", 10**7), ("gone", 1)])  # fmt: skip
def test_an_impossible_place_is_refused(
    cast: Cast, hers: Enrolment, module: str, seconds: int
) -> None:
    """Only a video has places, and only within a day."""
    with pytest.raises(Refusal):
        save_position(person=cast.amina, enrolment=hers, module=module, seconds=seconds)


@pytest.mark.parametrize(("check", "option"), [("gone", 0), ("who", 2), ("who", -1)])
def test_an_answer_that_is_not_offered_is_refused(
    cast: Cast, hers: Enrolment, check: str, option: int
) -> None:
    """Nothing is kept."""
    with pytest.raises(Refusal, match="Choose"):
        answer_check(person=cast.amina, enrolment=hers, module="try-it", check=check, option=option)


def test_who_has_left_comes_back_before_she_goes_on(cast: Cast, hers: Enrolment) -> None:
    """An enrolment that was left is not written to."""
    leave(person=cast.amina, enrolment=hers)
    with pytest.raises(Refusal, match="come back"):
        finish_module(person=cast.amina, enrolment=again(hers), module="silence")


@pytest.mark.parametrize("name", ["elif_", "ibrahim", "chipo", "femi"])
def test_nobody_writes_into_another_teachers_progress(
    cast: Cast, hers: Enrolment, name: str
) -> None:
    """Every action asks whose it is."""
    other = getattr(cast, name)
    with pytest.raises(PermissionDenied):
        finish_module(person=other, enrolment=hers, module="silence")
    with pytest.raises(PermissionDenied):
        reopen_module(person=other, enrolment=hers, module="silence")
    with pytest.raises(PermissionDenied):
        save_position(person=other, enrolment=hers, module="a-lesson", seconds=1)
    with pytest.raises(PermissionDenied):
        answer_check(person=other, enrolment=hers, module="try-it", check="who", option=1)


def test_media_are_kept_by_the_name_modules_use(cast: Cast) -> None:
    """Storing again replaces what was there."""
    first = keep_media(person=cast.dara, key="media/x.vtt", content=io.BytesIO(b"first"))
    keep_media(person=cast.dara, key="media/x.vtt", content=io.BytesIO(b"second"))
    kept = media_at("media/x.vtt")
    assert kept is not None
    assert (kept.media_type, kept.size) == ("text/vtt", 6)
    assert b"".join(storage().open(kept.blob)) == b"second"
    assert not storage().exists(first.blob)


def test_only_designers_and_administrators_store_media(cast: Cast) -> None:
    """And only what a module can show."""
    with pytest.raises(PermissionDenied):
        keep_media(person=cast.amina, key="media/x.vtt", content=io.BytesIO(b"x"))
    with pytest.raises(Refusal):
        keep_media(person=cast.dara, key="media/x.exe", content=io.BytesIO(b"x"))


def test_who_finished_the_last_module_may_be_asked_about_it_again(
    cast: Cast, hers: Enrolment
) -> None:
    """Diagnosis opens a competency for a retest after some learning; that is all modules."""
    keys = [step.key for step in way_of(again(hers)).steps]
    for key in keys:
        assert not Learned.objects.exists()
        for asked in checks_of(hers, step_of(hers, key).module):
            answer_check(
                person=cast.amina, enrolment=hers, module=key, check=asked.check["key"], option=0
            )
        finish_module(person=cast.amina, enrolment=hers, module=key)
    assert Learned.objects.get().competency_id == hers.version.competency_id
