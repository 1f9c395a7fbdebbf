"""Levels on their way into force: written, reviewed by another, published, never changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied

from authoring.ladders import (
    FIT,
    HELD,
    MEND,
    colleague,
    hold,
    in_force,
    levels,
    reviewed,
    rung,
    written,
)
from cast import belongs
from lapel.domain.pathways import Offer, level_faults, read_levels
from lapel.journey.authoring import actions, queries
from lapel.journey.authoring.models import LevelsVersion
from lapel.journey.catalogue.models import Competency, MicroCredential
from lapel.journey.people.models import Role
from lapel.journey.record.models import OutboxEvent
from lapel.journey.record.queries import history, now
from plan.shelf import offer

if TYPE_CHECKING:
    from cast import Cast
    from lapel.domain.pathways import Ladder

CONTENT = Path(__file__).parents[2] / "content"


@pytest.fixture
def stage(cast: Cast) -> Cast:
    """Fill the shelves, and give Dara a colleague."""
    offer(cast)
    colleague(cast)
    return cast


def test_levels_are_in_force_only_after_another_found_them_fit(stage):
    """Who wrote them does not review them; what is not reviewed is not published."""
    version = written(stage, levels())
    with pytest.raises(actions.Refusal, match="Another designer"):
        actions.publish_levels(person=stage.dara, version_id=version.pk)
    with pytest.raises(PermissionDenied):
        actions.review_levels(
            person=stage.dara,
            version_id=version.pk,
            seen=version.content_hash,
            verdict=FIT,
            words="",
        )
    assert queries.published_ladders() == {}
    reviewed(stage, version)
    done = actions.publish_levels(person=stage.dara, version_id=version.pk)
    assert actions.publish_levels(person=stage.dara, version_id=version.pk) == done
    assert list(queries.published_ladders()) == ["T02"]
    told = OutboxEvent.objects.filter(kind="authoring.LevelsPublished")
    assert [each.payload["before_id"] for each in told] == [None]
    said = [each.action for each in history("levels", version.levels_id)]
    assert said == ["written", "reviewed", "published"]


def test_a_draft_changes_in_place_until_somebody_reviewed_it(stage):
    """Then every change is the next number, and what was read stays as it was read."""
    first = written(stage, levels())
    again = written(stage, levels(version_note="Clearer."))
    assert (again.pk, again.number) == (first.pk, 1)
    assert written(stage, levels(version_note="Clearer.")).pk == first.pk
    reviewed(stage, again, MEND, "Say what Leading means.")
    second = written(stage, levels(version_note="Clearer still."))
    assert second.number == 2
    in_force_ = reviewed(stage, second)
    actions.publish_levels(person=stage.chipo, version_id=in_force_.pk)
    states = dict(LevelsVersion.objects.values_list("number", "state"))
    assert states == {1: "retired", 2: "published"}
    third = in_force(stage, levels(version_note="Third."))
    assert third.number == 3
    assert dict(LevelsVersion.objects.values_list("number", "state"))[2] == "retired"


def test_two_designers_do_not_write_over_each_other(stage):
    """The later one gets what stands, and nothing of hers is kept unseen."""
    written(stage, levels())
    with pytest.raises(actions.StaleLevelsError) as stale:
        actions.write_levels(
            person=stage.chipo,
            organisation=stage.college,
            competency=Competency.objects.get(pk="T02"),
            content=levels(version_note="Mine."),
            base="what stood yesterday",
        )
    assert stale.value.newest.number == 1


def test_designers_elsewhere_may_not(stage):
    """One ladder a competency, kept by the designers of the place that began it."""
    belongs(stage.emre, stage.elsewhere, Role.DESIGNER)
    version = written(stage, levels())
    for person in (stage.amina, stage.emre):
        with pytest.raises(PermissionDenied):
            actions.write_levels(
                person=person,
                organisation=stage.elsewhere,
                competency=Competency.objects.get(pk="T02"),
                content=levels(),
                base="",
            )
        with pytest.raises(PermissionDenied):
            actions.publish_levels(person=person, version_id=version.pk)
        with pytest.raises(PermissionDenied):
            actions.put_levels_away(person=person, version_id=version.pk)
        with pytest.raises(PermissionDenied):
            actions.review_levels(
                person=person, version_id=version.pk, seen="", verdict=FIT, words=""
            )
    with pytest.raises(PermissionDenied):
        actions.write_levels(
            person=stage.amina,
            organisation=stage.college,
            competency=Competency.objects.get(pk="T03"),
            content=levels(),
            base="",
        )
    assert queries.levels_of(stage.emre, "T02") is None


def test_a_review_is_of_what_was_read(stage):
    """Not of other words, not twice, not without a word where something is to be mended."""
    version = written(stage, levels())
    told = {"person": stage.chipo, "version_id": version.pk, "seen": version.content_hash}
    with pytest.raises(actions.Refusal, match="what is to be mended"):
        actions.review_levels(**told, verdict=MEND, words=" ")
    with pytest.raises(actions.Refusal, match="read them again"):
        actions.review_levels(**(told | {"seen": "other"}), verdict=FIT, words="")
    reviewed(stage, version)
    with pytest.raises(actions.Refusal, match="not waiting"):
        actions.review_levels(**told, verdict=FIT, words="")


def test_levels_that_nobody_can_reach_are_not_fit(stage):
    """The fault is named by place and in words, and keeps them from review and from force."""
    version = written(stage, levels(rung("Leading", hold(3, *HELD))))
    assert [str(each.sentence) for each in queries.levels_faults(version)] == [
        "asks for 3 of 2: nobody can reach it."
    ]
    with pytest.raises(actions.Refusal, match="faults"):
        reviewed(stage, version)


def test_what_the_catalogue_lost_meanwhile_is_not_published(stage):
    """Between review and publishing a micro-credential was retired."""
    version = reviewed(stage, written(stage, levels()))
    MicroCredential.objects.filter(slug="ask-again").update(retired_at=now())
    with pytest.raises(actions.Refusal, match="catalogue has changed"):
        actions.publish_levels(person=stage.dara, version_id=version.pk)


def test_a_level_that_others_ask_for_is_not_left_out(stage):
    """Nobody new could reach theirs; that they ask for it may be new since the review, too."""
    in_force(stage, levels())
    version = reviewed(stage, written(stage, levels(*levels()["levels"][:1])))
    above = rung("Proficient", {"reach": "Leading", "in": "T02"})
    in_force(stage, levels(above), "T01")
    assert [f"{each.path} {each.sentence}" for each in queries.levels_faults(version)] == [
        "levels no longer go up to Leading, which T01 asks for at Proficient."
    ]
    with pytest.raises(actions.Refusal, match="they have faults now"):
        actions.publish_levels(person=stage.dara, version_id=version.pk)
    again = written(stage, levels(*levels()["levels"][:1], version_note="Less."))
    with pytest.raises(actions.Refusal, match="still have faults"):
        reviewed(stage, again)
    in_force(stage, levels(rung("Proficient", hold(1, "go-on"))), "T01")
    actions.publish_levels(person=stage.dara, version_id=reviewed(stage, again).pk)


def test_a_draft_can_be_put_away_and_nothing_else(stage):
    """What is in force is replaced, not taken away."""
    version = actions.put_levels_away(person=stage.dara, version_id=written(stage, levels()).pk)
    assert version.state == "retired"
    with pytest.raises(actions.Refusal, match="not published yet"):
        actions.put_levels_away(person=stage.dara, version_id=version.pk)


def test_sentences_say_what_is_asked_for(stage):
    """Each kind of ask, in the words that a teacher reads."""
    content = levels(
        rung(
            "Emerging", {"criteria": 1, "of": ["ask-more/waits", "gone/one"], "decided": "almost"}
        ),
        rung(
            "Practising",
            {"criteria": 2, "of": ["ask-more/waits", "ask-again/opens"], "across": 2},
            hold(1, "ask-more"),
        ),
        rung("Proficient", hold(2, *HELD), hold(1, *HELD)),
        rung(
            "Leading",
            hold(2, *HELD, "go-on", own_class=1, own_class_of=["go-on"]),
            {"reach": "Practising", "in": "T01"},
        ),
    )
    ladder = queries.ladder_of(written(stage, content))
    assert ladder is not None
    names = queries.names_in(ladder.rungs)
    said = [queries.asked(ask, names).plain for each in ladder.rungs for ask in each.asks]
    assert said == [
        (
            "Have 1 of these criteria decided “yes” or “almost”: Waits after the question (Ask"
            " more) · gone/one (gone)"
        ),
        (
            "Have 2 of these criteria decided “yes”, in 2 different micro-credentials: Waits after"
            " the question (Ask more) · Asks open questions (Ask again)"
        ),
        "Hold this micro-credential: Ask more",
        "Hold these 2 micro-credentials: Ask more · Ask again",
        "Hold 1 of these micro-credentials: Ask more · Ask again",
        (
            "Hold 2 of these micro-credentials, 1 of them assessed on work from your own class: Ask"
            " more · Ask again · Go on"
        ),
        "Reach Practising in T01 Competency T01.",
    ]


def test_the_levels_of_the_demo_are_sound():
    """Each as it is brought: what asks for another competency's level after what asks for none."""
    told, given = (
        [json.loads(each.read_text("utf-8")) for each in sorted((CONTENT / folder).glob("*.json"))]
        for folder in ("levels", "microcredentials")
    )
    offers = {each["slug"]: _offer(each) for each in given}
    ladders: dict[str, Ladder] = {}
    for each in sorted(told, key=lambda one: "reach" in str(one["levels"])):
        ladder, unread = read_levels(each)
        assert unread == []
        assert ladder is not None
        assert level_faults(ladder, ladders, offers) == []
        ladders[ladder.competency] = ladder
    assert len(ladders) == len(told) > 0


def _offer(content: dict[str, Any]) -> Offer:
    slots = [slot for part in content["parts"] for slot in part.get("artefacts", [])]
    names = frozenset(f"{content['slug']}/{each['key']}" for each in content["rubric"])
    return Offer(names, any(each.get("from_class") for each in slots))
