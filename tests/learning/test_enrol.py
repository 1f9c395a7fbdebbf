"""Enrolling, leaving, coming back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied

from documents import publish
from lapel.journey.learning.actions import Refusal, enrol, finish_module, leave
from lapel.journey.learning.models import Enrolment
from lapel.journey.learning.queries import enrolment_of, enrolments_of, own_enrolment, way_of
from lapel.journey.record.models import OutboxEvent
from lapel.journey.record.queries import history, now

if TYPE_CHECKING:
    from cast import Cast


def test_a_teacher_enrols_in_the_current_version(cast: Cast) -> None:
    """Her enrolment names her school, and is announced."""
    version = publish(cast)
    enrolment = enrol(person=cast.amina, version=version, organisation=cast.school)
    assert enrolment_of(cast.amina, version.microcredential) == enrolment
    assert OutboxEvent.objects.filter(kind="learning.Enrolled").count() == 1
    assert [entry.action for entry in history("enrolment", enrolment.id)] == ["enrolled"]


def test_enrolling_twice_gives_the_same_enrolment(cast: Cast) -> None:
    """A second press of the button changes nothing."""
    version = publish(cast)
    first = enrol(person=cast.amina, version=version, organisation=cast.school)
    assert enrol(person=cast.amina, version=version, organisation=None) == first
    assert Enrolment.objects.count() == 1


def test_somebody_without_a_school_may_enrol_too(cast: Cast) -> None:
    """Femi belongs nowhere and still learns."""
    enrolment = enrol(person=cast.femi, version=publish(cast), organisation=None)
    assert enrolment.organisation is None


def test_nobody_enrols_for_an_organisation_that_is_not_hers(cast: Cast) -> None:
    """A stranger cannot put a school's name on her enrolment."""
    version = publish(cast)
    with pytest.raises(PermissionDenied):
        enrol(person=cast.femi, version=version, organisation=cast.school)


def test_who_began_an_older_version_stays_on_it(cast: Cast) -> None:
    """R2: a new version moves nobody."""
    first = publish(cast)
    enrolment = enrol(person=cast.amina, version=first, organisation=cast.school)
    second = publish(cast, title="Wait Time, Anew", version_note="A new title.")
    assert enrol(person=cast.amina, version=second, organisation=cast.school) == enrolment
    assert enrolment.version == first


def test_an_old_version_takes_no_newcomers(cast: Cast) -> None:
    """Only the current one does."""
    first = publish(cast)
    publish(cast, title="Wait Time, Anew", version_note="A new title.")
    with pytest.raises(Refusal):
        enrol(person=cast.amina, version=first, organisation=cast.school)


def test_what_is_retired_takes_no_newcomers(cast: Cast) -> None:
    """Those who are on it go on."""
    version = publish(cast)
    version.microcredential.retired_at = now()
    version.microcredential.save()
    with pytest.raises(Refusal):
        enrol(person=cast.amina, version=version, organisation=None)


def test_who_comes_back_finds_what_she_did(cast: Cast) -> None:
    """Leaving keeps the progress."""
    version = publish(cast)
    enrolment = enrol(person=cast.amina, version=version, organisation=cast.school)
    finish_module(person=cast.amina, enrolment=enrolment, module="silence")
    leave(person=cast.amina, enrolment=enrolment)
    assert enrolment_of(cast.amina, version.microcredential) is None
    back = enrol(person=cast.amina, version=version, organisation=cast.school)
    assert back == enrolment
    assert way_of(back).done == 1


def test_leaving_twice_is_leaving_once(cast: Cast) -> None:
    """The history holds one departure."""
    enrolment = enrol(person=cast.amina, version=publish(cast), organisation=None)
    leave(person=cast.amina, enrolment=enrolment)
    leave(person=cast.amina, enrolment=enrolment)
    actions = [entry.action for entry in history("enrolment", enrolment.id)]
    assert actions == ["enrolled", "left"]


@pytest.mark.parametrize("name", ["elif_", "ibrahim", "chipo", "femi"])
def test_nobody_else_sees_or_ends_an_enrolment(cast: Cast, name: str) -> None:
    """Neither her mentor, nor her district, nor an administrator."""
    enrolment = enrol(person=cast.amina, version=publish(cast), organisation=cast.school)
    other = getattr(cast, name)
    assert own_enrolment(other, enrolment.id) is None
    assert not enrolments_of(other).exists()
    with pytest.raises(PermissionDenied):
        leave(person=other, enrolment=enrolment)
