"""Keys given blind, agreed over two, contested and given anew (R16, R17)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cast import belongs
from cast import person as made
from lapel.journey.people.models import Role
from lapel.journey.qualification import actions, queries
from lapel.journey.qualification.models import AgreedKey, Key, Portfolio, TrainingDraft
from lapel.journey.record.queries import history
from qualification.room import EXAMPLE, admit, put_set, qualified
from review.stage import Stage

if TYPE_CHECKING:
    from django.test import Client

    from cast import Cast
    from lapel.journey.people.models import Person
    from qualification.room import Room

CRITERIA = ("plans", "waits", "extra")


@pytest.fixture
def anchor(cast: Cast) -> Portfolio:
    """Give an anchor without keys; Ben and Bola are founding assessors of its rubric."""
    stage = Stage(cast)
    document = json.loads(EXAMPLE)
    for each in document["anchors"]:
        del each["keys"], each["agreed"]
    put_set(cast.gita, stage.version, json.dumps(document))
    return Portfolio.objects.get(name="a-01")


def give(person: Person, anchor: Portfolio, *levels: str) -> None:
    for criterion, level in zip(CRITERIA, levels, strict=True):
        actions.give_key(
            person=person,
            portfolio_id=anchor.pk,
            criterion=criterion,
            level=level,
            reason=f"{person.name}: at 2:05.",
        )


def agree(person: Person, anchor: Portfolio, criterion: str, level: str) -> AgreedKey:
    return actions.agree_key(
        person=person, portfolio_id=anchor.pk, criterion=criterion, level=level, reason="At 2:05."
    )


def test_r16_neither_sees_the_others_keys_before_she_gave_all_of_hers(
    cast: Cast, anchor: Portfolio
) -> None:
    """R16: at least two independent keys each."""
    give(cast.ben, anchor, "yes", "yes", "almost")
    actions.give_key(
        person=cast.bola, portfolio_id=anchor.pk, criterion="plans", level="almost", reason="There."
    )
    rows = queries.keyed_rows(cast.bola, anchor)
    assert [row.others for row in rows] == [[], [], []]
    assert [row.agreed for row in rows] == [None, None, None]
    give(cast.bola, anchor, "almost", "yes", "almost")
    rows = queries.keyed_rows(cast.bola, anchor)
    assert [row.others[0].level for row in rows] == ["yes", "yes", "almost"]
    assert [row.differ for row in rows] == [True, False, False]


def test_a_key_may_be_changed_until_the_others_are_seen_and_the_earlier_one_is_kept(
    cast: Cast, anchor: Portfolio
) -> None:
    """After that it would be no independent key any more."""
    actions.give_key(
        person=cast.ben, portfolio_id=anchor.pk, criterion="plans", level="yes", reason="There."
    )
    give(cast.ben, anchor, "almost", "yes", "yes")
    assert Key.objects.filter(keyed_by=cast.ben, criterion="plans").count() == 2
    with pytest.raises(actions.Refusal, match="yours stand"):
        give(cast.ben, anchor, "yes", "yes", "yes")


def test_r16_a_key_is_agreed_over_the_keys_of_two(cast: Cast, anchor: Portfolio) -> None:
    """R16: founding assessors agree the anchors' keys, at least two independent keys each."""
    give(cast.ben, anchor, "yes", "yes", "almost")
    with pytest.raises(actions.Refusal, match="Two people key it"):
        agree(cast.ben, anchor, "plans", "yes")
    with pytest.raises(PermissionDenied):
        agree(cast.bola, anchor, "plans", "yes")
    give(cast.bola, anchor, "almost", "yes", "almost")
    agreed = agree(cast.bola, anchor, "plans", "almost")
    assert agreed.keyers == sorted([str(cast.ben.pk), str(cast.bola.pk)])
    with pytest.raises(actions.Refusal, match="say the same level"):
        agree(cast.ben, anchor, "waits", "almost")
    assert queries.agreed_key(anchor) == {"plans": "almost"}


def test_only_founding_assessors_and_leads_key(cast: Cast, anchor: Portfolio) -> None:
    """Nobody else has learned the rubric yet; and nobody keys what she is to be held against."""
    for person in (cast.amina, cast.dara, cast.femi):
        with pytest.raises(PermissionDenied):
            give(person, anchor, "yes", "yes", "yes")
    practice = Portfolio.objects.filter(use="practice")[0]
    with pytest.raises(actions.Refusal, match="no anchor in use"):
        give(cast.ben, practice, "yes", "yes", "yes")
    for wrong in ({"criterion": "style"}, {"level": "cannot_judge"}, {"reason": " "}):
        told = {"criterion": "plans", "level": "yes", "reason": "There."} | wrong
        with pytest.raises(actions.Refusal):
            actions.give_key(person=cast.ben, portfolio_id=anchor.pk, **told)


def test_r17_a_contested_key_is_keyed_anew_and_stands_until_another_is_agreed(
    cast: Cast, anchor: Portfolio
) -> None:
    """R17: an anchor's key can be wrong; contested anchors are re-keyed, and history is kept."""
    for person in (cast.ben, cast.bola):
        give(person, anchor, "yes", "yes", "almost")
    for criterion, level in zip(CRITERIA, ("yes", "yes", "almost"), strict=True):
        agree(cast.ben, anchor, criterion, level)
    told = {"portfolio_id": anchor.pk, "criterion": "waits"}
    with pytest.raises(actions.Refusal, match="Say why"):
        actions.contest_key(person=cast.ben, reason="", **told)
    with pytest.raises(PermissionDenied):
        actions.contest_key(person=cast.amina, reason="At 2:05 she speaks.", **told)
    actions.contest_key(person=cast.ben, reason="At 2:05 she speaks.", **told)
    with pytest.raises(actions.Refusal, match="contested already"):
        actions.contest_key(person=cast.bola, reason="So it is.", **told)
    assert queries.agreed_key(anchor)["waits"] == "yes"
    for person in (cast.ben, cast.bola):
        rows = queries.keyed_rows(person, anchor)
        assert (rows[1].others, rows[1].agreed) == ([], None)
        assert [each.is_contested for each in rows] == [False, True, False]
        actions.give_key(person=person, level="almost", reason="She speaks at 2:05.", **told)
    agree(cast.bola, anchor, "waits", "almost")
    assert queries.agreed_key(anchor)["waits"] == "almost"
    assert AgreedKey.objects.filter(portfolio=anchor, criterion="waits").count() == 2
    assert not any(each.is_contested for each in queries.keyed_rows(cast.ben, anchor))


def test_r16_a_set_is_full_once_its_keys_are_agreed(cast: Cast, anchor: Portfolio) -> None:
    """From then on whoever comes new qualifies on it."""
    version = anchor.version
    assert not queries.is_trained_for(version, "en")
    wanted = json.loads(EXAMPLE)["anchors"]
    for each in wanted:
        portfolio = Portfolio.objects.get(name=each["key"])
        levels = [each["agreed"][criterion]["level"] for criterion in CRITERIA]
        for person in (cast.ben, cast.bola):
            give(person, portfolio, *levels)
        for criterion, level in zip(CRITERIA, levels, strict=True):
            agree(cast.gita, portfolio, criterion, level)
    assert queries.is_trained_for(version, "en")
    newcomer = made("Nina")
    belongs(newcomer, cast.college, Role.ASSESSOR)
    assert not qualified(cast.gita, newcomer, version).founding


def test_r16_who_is_to_be_tried_reads_no_document_with_keys(client: Client, room: Room) -> None:
    """A lead on her way to the anchors finds no training document, and keys none of them."""
    cast = room.cast
    draft = TrainingDraft.objects.get()
    lena = made("Lena")
    belongs(lena, cast.college, Role.LEAD_ASSESSOR)
    client.force_login(lena)
    page = reverse("qualification:draft", args=[draft.pk])
    admit(cast.gita, lena, room.version)
    assert client.get(page).status_code == 404
    assert client.post(reverse("qualification:discard", args=[draft.pk])).status_code == 404
    keys = reverse("qualification:keys", args=[room.anchors[0].pk])
    assert client.get(keys).status_code == 404


def test_r16_who_read_a_document_with_keys_is_not_tried_on_them(client: Client, room: Room) -> None:
    """That she read it is written down; then nobody can admit her."""
    cast = room.cast
    draft = TrainingDraft.objects.get()
    lena = made("Lena")
    belongs(lena, cast.college, Role.LEAD_ASSESSOR)
    client.force_login(lena)
    for _time in range(2):
        page = client.get(reverse("qualification:draft", args=[draft.pk]))
        assert page.status_code == 200
    assert [each.action for each in history("training set", draft.pk)].count("read") == 1
    for who in (lena, cast.gita):
        with pytest.raises(actions.Refusal, match="has read the keys"):
            admit(cast.gita, who, room.version)
