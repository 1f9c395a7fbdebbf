"""Qualification's pages: what they show, and to whom they say no in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cast import belongs
from lapel.journey.evidence.models import Submission
from lapel.journey.people.models import Role
from lapel.journey.qualification import actions, queries
from lapel.journey.qualification.models import Mark, Portfolio, Scoring, Training, TrainingDraft
from mailing import sign_in_as
from qualification.room import EXAMPLE, Room, prepare, too_low, tried
from review.stage import enrol, submit

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from lapel.journey.people.models import Person


def browser_of(person: Person) -> Client:
    return sign_in_as(Client(), person)


def at(name: str, *parts: object) -> str:
    return reverse(f"qualification:{name}", args=parts)


def test_an_assessor_begins_what_she_holds_and_learns_what_she_does_not(room: Room) -> None:
    """A refusal leads back to her page with a sentence."""
    ben = browser_of(room.cast.ben)
    answer = ben.post(at("begin", "waiting"), follow=True)
    assert "a lead assessor can admit you" in answer.content.decode()


def test_anchors_never_show_a_key_or_a_title_on_an_assessors_pages(room: Room) -> None:
    """A title says what she is to find out, and a reason gives the key away."""
    training = room.ready()
    ben = browser_of(room.cast.ben)
    trial = actions.begin_trial(person=room.cast.ben, training_id=training.pk)
    anchor = Portfolio.objects.get(pk=trial.anchors[0])
    opened = ben.post(at("anchor", trial.pk, anchor.pk), follow=True)
    tried(training, too_low)
    pages = [opened, ben.get(at("trial", trial.pk)), ben.get(at("training", training.pk))]
    for each in room.anchors:
        told = [each.title, *each.agreed.values_list("reason", flat=True)]
        for page in pages:
            assert page.status_code == 200
            assert not [words for words in told if words in page.content.decode()]


def test_a_level_is_kept_at_once_and_a_wrong_one_is_refused_in_words(room: Room) -> None:
    """The page's script gets JSON; without it the form leads back to its criterion."""
    training = room.admitted()
    scoring = actions.begin_practice(
        person=room.cast.ben,
        training_id=training.pk,
        portfolio_id=queries.practice_of(room.version, "en")[0].pk,
    )
    ben = browser_of(room.cast.ben)
    place = at("mark", scoring.pk, "plans")
    json = {"headers": {"Accept": "application/json"}}
    assert ben.post(place, {"level": "yes"}, **json).json() == {"scored": 1}
    assert ben.post(place, {"level": "best"}, **json).json() == {"sentence": "Choose a level."}
    plain = ben.post(place, {"level": "almost"})
    assert plain["Location"].endswith("#plans")
    assert Mark.objects.get().level == "almost"
    assert ben.post(place, {}).status_code == 422
    refused = ben.post(at("lock", scoring.pk), follow=True)
    assert "Still without a level" in refused.content.decode()


def test_a_locked_anchor_is_not_opened_again(room: Room) -> None:
    """What is locked is judged with the others, not alone."""
    training = room.ready()
    trial = tried(training)
    scoring = Scoring.objects.filter(trial=trial)[0]
    answer = browser_of(room.cast.ben).get(at("scoring", scoring.pk))
    assert answer["Location"] == at("trial", trial.pk)


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"\xff\xfe", "not UTF-8"), (b" ", "nothing in this document"), (b"", "empty")],
)
def test_a_file_that_is_no_text_is_refused_in_words(room: Room, content: bytes, said: str) -> None:
    """Nothing is kept of it."""
    before = TrainingDraft.objects.count()
    sent = {"file": SimpleUploadedFile("set.json", content)}
    answer = browser_of(room.cast.gita).post(at("bring", "waiting"), sent, follow=True)
    assert said in answer.content.decode()
    assert TrainingDraft.objects.count() == before


def test_a_document_with_faults_is_neither_published_nor_lost_until_put_away(room: Room) -> None:
    """Its page names line and path, and takes the mended file."""
    gita = browser_of(room.cast.gita)
    sent = {"file": SimpleUploadedFile("set.json", EXAMPLE.replace('"yes"', '"yess"').encode())}
    page = gita.post(at("bring", "waiting"), sent, follow=True)
    assert "practice[0].levels.plans.level" in page.content.decode()
    draft = TrainingDraft.objects.get(published_at=None)
    answer = gita.post(at("publish", draft.pk), follow=True)
    assert "still has faults" in answer.content.decode()
    gita.post(at("discard", draft.pk))
    assert gita.get(at("draft", draft.pk)).status_code == 404


def test_a_lead_admits_on_the_page_and_is_told_what_is_missing(room: Room) -> None:
    """R16: she holds it, or the lead says why she may assess it."""
    gita = browser_of(room.cast.gita)
    told = {"assessor": str(room.cast.ben.pk)}
    answer = gita.post(at("admit", "waiting"), told)
    assert answer.status_code == 422
    assert "say why she may assess it" in answer.content.decode()
    offered = f'<option value="{room.cast.ben.pk}">'
    assert offered in gita.get(at("set", "waiting")).content.decode()
    for _again in range(2):
        gita.post(at("admit", "waiting"), told | {"because": "She wrote the handbook."})
    assert queries.training_for(room.cast.ben, room.version, "en") is not None
    assert offered not in gita.get(at("set", "waiting")).content.decode()


def test_a_lead_sees_who_waits_for_her_and_opens_one_more_try(room: Room) -> None:
    """R16: after two tries another way; what they did together is kept."""
    training = room.ready()
    tried(training, too_low)
    tried(training, too_low)
    gita = browser_of(room.cast.gita)
    assert "Ben had her tries" in gita.get(at("set", "waiting")).content.decode()
    answer = gita.post(at("further", training.pk), {"words": " "}, follow=True)
    assert "Say what you did together" in answer.content.decode()
    gita.post(at("further", training.pk), {"words": "We scored two together."})
    assert queries.tries_left(training) == 1


def test_the_pages_of_keys_say_no_to_who_has_not_keyed(room: Room) -> None:
    """To agree one has to have given a key."""
    held = actions.name_founding  # there is a set: nobody is named any more
    with pytest.raises(actions.Refusal, match="There is a training set now"):
        held(person=room.cast.gita, assessor=room.cast.ben, version=room.version, language="en")
    ben = browser_of(room.cast.ben)
    assert ben.get(at("keys", room.anchors[0].pk)).status_code == 404
    gita = browser_of(room.cast.gita)
    given = {"level": "yes", "reason": ""}
    answer = gita.post(at("give", room.anchors[0].pk, "plans"), given, follow=True)
    assert "Say why" in answer.content.decode()
    training = room.admitted()
    prepare(training)
    assert gita.get(at("training", training.pk)).status_code == 404


def test_many_trainings_are_paged_and_cost_the_same(
    room: Room, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    """Eight at a time, each with how far it is; a lead may train for a whole catalogue."""
    first = room.admitted()
    Training.objects.bulk_create(
        Training(
            person=first.person,
            version=first.version,
            language=f"x{number:02}",
            begun_at=first.begun_at,
        )
        for number in range(30)
    )
    ben = browser_of(room.cast.ben)
    ben.get(at("index"))
    with django_assert_max_num_queries(110):
        page = ben.get(at("index")).content.decode()
    assert page.count('<li class="card stack tight">') == 8
    assert "trainings=2" in page


def test_what_she_may_train_for_is_read_in_a_handful_of_queries(
    room: Room, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    """What she earned, in the language of its own set; nothing once she has begun."""
    amina, version = room.cast.amina, room.version
    belongs(amina, room.cast.college, Role.ASSESSOR)
    assert queries.trainable(amina) == []
    case = submit(enrol(amina, version, room.cast.school))
    Submission.objects.filter(pk=case.submission_id).update(outcome="earned")
    with django_assert_max_num_queries(9):
        found = queries.trainable(amina)
    assert found == [(version.microcredential, "en")]
    actions.begin_training(person=amina, version=version, language="en")
    assert queries.trainable(amina) == []
