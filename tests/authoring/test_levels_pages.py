"""The designers' pages of levels: form, document, review, example teacher, publishing."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from authoring.ladders import HELD, colleague, hold, in_force, levels, reviewed, rung, written
from cast import belongs
from lapel.journey.authoring.models import LevelsVersion
from lapel.journey.catalogue.models import Competency
from lapel.journey.people.models import Role
from plan.shelf import offer

if TYPE_CHECKING:
    from django.test import Client

    from cast import Cast

LIST = "/authoring/frameworks/levels/"
PAGE = f"{LIST}T02/"


@pytest.fixture
def dara(cast: Cast, client: Client) -> Client:
    """Sign Dara in before full shelves, with a colleague."""
    offer(cast)
    colleague(cast)
    client.force_login(cast.dara)
    return client


def words(answer: Any) -> str:
    assert answer.status_code in {200, 409, 422}
    return " ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).split())


def filled(**change: Any) -> dict[str, Any]:
    """Give the form of what `levels()` says."""
    return {
        "practising-words": "Asks and waits.",
        "practising-hold": "1",
        "practising-hold_of": ["ask-more", "ask-again"],
        "leading-hold": "2",
        "leading-hold_of": ["ask-more", "ask-again"],
        "leading-own_class": "1",
        "leading-opens": ["share-it"],
        **change,
    }


def test_levels_are_described_in_a_form_and_come_into_force(dara, cast, client):
    """From an empty list to sentences on the page, by two people's hands."""
    assert "Nobody has described its levels yet." in words(dara.get(LIST))
    assert "Holds" not in words(dara.get(f"{PAGE}write/"))
    said = words(dara.post(f"{PAGE}write/", filled(), follow=True))
    assert "Hold 1 of these micro-credentials:" in said
    assert (
        "Hold 2 of these micro-credentials, 1 of them assessed on work from your own class" in said
    )
    assert "Another designer reviews them" in said
    version = LevelsVersion.objects.get()
    assert version.content == {**levels(), "competency": "T02"} | {"levels": levels()["levels"]}
    client.force_login(cast.chipo)
    assert "Your review" in words(client.get(PAGE))
    review = f"{LIST}versions/{version.pk}/review/"
    assert client.post(review, {"seen": version.content_hash}).status_code == 422
    told = {"seen": version.content_hash, "verdict": "fit", "words": "Good."}
    assert "Your review is kept" in words(client.post(review, told, follow=True))
    assert "not waiting" in words(client.post(review, told, follow=True))
    publish = f"{LIST}versions/{version.pk}/publish/"
    assert "Put version 1" in words(client.get(publish))
    assert "In force from now on" in words(client.post(publish, follow=True))
    assert "version 1 in force since" in words(dara.get(LIST))
    client.force_login(cast.dara)
    assert dara.post(review, told).status_code == 403


def test_long_lists_are_no_long_rows_of_boxes(dara, monkeypatch):
    """Four levels of them would be a heavy page on a phone; one chooses from lists."""
    monkeypatch.setattr("lapel.journey.authoring.forms.fields.MOST_BOXES", 1)
    said = dara.get(f"{PAGE}write/").content.decode()
    assert '<select name="leading-hold_of"' in said
    dara.post(f"{PAGE}write/", filled())
    assert LevelsVersion.objects.get().content["levels"] == levels()["levels"]


def test_what_is_half_filled_in_is_asked_for(dara):
    """Each half asks for the other, and a form that asks for nothing says so."""
    half = {
        "emerging-hold": "1",
        "emerging-own_class": "1",
        "practising-hold_of": ["ask-more"],
        "practising-own_class": "1",
        "proficient-criteria": "2",
        "leading-criteria_of": ["ask-more/waits"],
        "leading-reach1": "Leading",
    }
    said = words(dara.post(f"{PAGE}write/", half))
    assert "Choose which of them count." in said
    assert "Say how many of them." in said
    assert "Choose both the level and the competency." in said
    assert "Say first how many" in said
    assert "Say of at least one level" in words(dara.post(f"{PAGE}write/", {}))
    assert not LevelsVersion.objects.exists()


def test_all_kinds_of_asks_come_back_as_they_were_given(dara):
    """The form shows what it kept; saving it again changes nothing."""
    given = filled(
        **{
            "emerging-criteria": "2",
            "emerging-criteria_of": ["ask-more/waits", "ask-again/opens"],
            "emerging-decided": "almost",
            "emerging-across": "2",
            "proficient-reach1": "Practising",
            "proficient-in1": "T01",
            "version_note": "The first.",
        }
    )
    dara.post(f"{PAGE}write/", given)
    kept = LevelsVersion.objects.get().content
    asks = {each["level"]: each["asks"] for each in kept["levels"]}
    assert asks["Emerging"] == [
        {
            "criteria": 2,
            "of": ["ask-more/waits", "ask-again/opens"],
            "decided": "almost",
            "across": 2,
        }
    ]
    assert asks["Proficient"] == [{"reach": "Practising", "in": "T01"}]
    again = dara.get(f"{PAGE}write/").context["form"]
    data: dict[str, Any] = {"version_note": again.note.initial["version_note"]}
    data["base"] = again.note.initial["base"]
    for each in again.rungs:
        data |= {f"{each.prefix}-{name}": value for name, value in each.initial.items()}
    dara.post(f"{PAGE}write/", data)
    assert LevelsVersion.objects.get().content == kept


def test_who_was_slower_keeps_her_words_and_sees_the_difference(dara, cast):
    """409, with hers in the form and what stands beside it."""
    written(cast, levels())
    answer = dara.post(f"{PAGE}write/", filled(version_note="Mine.", base="yesterday's"))
    assert answer.status_code == 409
    assert "Somebody changed them while you wrote" in words(answer)
    assert 'value="Mine."' in answer.content.decode()
    data = filled(version_note="Mine.", base=LevelsVersion.objects.get().content_hash)
    assert dara.post(f"{PAGE}write/", data).status_code == 302


def test_a_document_goes_out_and_comes_in_again(dara, cast):
    """What one instance describes another can take; nothing is lost between."""
    content = levels(rung("Leading", hold(1, "ask-more"), hold(1, "go-on", "begin-well")))
    written(cast, content)
    answer = dara.get(f"{PAGE}1.json")
    assert answer["Content-Disposition"] == 'attachment; filename="levels-T02-1.json"'
    document = json.loads(answer.content)
    assert document == {**content, "competency": "T02"}
    assert dara.get(f"{PAGE}2.json").status_code == 404
    assert dara.get(f"{PAGE}write/")["Location"] == f"{PAGE}document/"
    assert "say more than the form" in words(dara.get(f"{PAGE}document/"))
    elsewhere = json.dumps({**document, "competency": "T01"})
    file = SimpleUploadedFile("levels.json", elsewhere.encode())
    said = words(dara.post(f"{LIST}bring/", {"file": file}, follow=True))
    assert "Kept as version 1." in said
    late = dara.post(f"{LIST}bring/", {"text": elsewhere.replace("Leading", "Emerging")})
    assert late.status_code == 409
    assert "Version 1 stands by now" in words(late)


def test_a_document_that_cannot_be_read_says_where(dara):
    """By line or by path, in words; nothing is kept."""
    bring = f"{LIST}bring/"
    assert "Keep as a draft" in words(dara.get(bring))
    assert "cannot be read yet" in words(dara.post(bring, {"text": "{"}))
    wrong = json.dumps(levels(rung("Expert", hold(1, "ask-more")), competency="T02"))
    assert "must be one of: Emerging, Practising, Proficient, Leading." in words(
        dara.post(bring, {"text": wrong})
    )
    unknown = json.dumps(levels(competency="T99"))
    assert "a competency that is not there" in words(dara.post(bring, {"text": unknown}))
    assert dara.post(bring, {}).status_code == 422
    assert not LevelsVersion.objects.exists()


def test_levels_that_others_keep_are_not_taken_over(dara, cast, client):
    """Another place's designer sees whose they are, and may not write them."""
    belongs(cast.emre, cast.elsewhere, Role.DESIGNER)
    belongs(cast.emre, cast.district, Role.DESIGNER)
    written(cast, levels())
    client.force_login(cast.emre)
    said = words(client.get(LIST))
    assert "Teachers' College" in said.replace("&#x27;", "'")
    assert client.get(PAGE).status_code == 404
    assert client.get(f"{PAGE}write/").status_code == 404
    text = json.dumps(levels(competency="T02"))
    place = {"organisation": str(cast.elsewhere.pk)}
    taken = client.post(f"{LIST}bring/", {"text": text, **place})
    assert "Another organisation" in words(taken)
    own = {"leading-hold": "1", "leading-hold_of": ["go-on"], **place}
    assert "Whose designers" in words(client.get(f"{LIST}T01/write/"))
    assert client.post(f"{LIST}T01/write/", own).status_code == 302
    assert LevelsVersion.objects.get(levels__competency="T01").levels.organisation == cast.elsewhere


def test_an_example_teacher_shows_what_the_levels_mean(dara, cast):
    """Before it is in force: where she would stand, and what she would lack."""
    content = levels(
        rung("Emerging", {"criteria": 1, "of": ["ask-more/waits"]}),
        rung("Leading", hold(2, *HELD), {"reach": "Practising", "in": "T01"}),
    )
    written(cast, content)
    assert "Try it on an example teacher" in words(dara.get(PAGE))
    nothing = words(dara.get(f"{PAGE}?example=1"))
    assert "She has reached no level yet. For Emerging she still needs:" in nothing
    assert "1 more criterion of: Waits after the question (Ask more)" in nothing
    one = words(dara.get(f"{PAGE}?example=1&held=ask-more"))
    assert "She stands at Emerging. For Leading she still needs:" in one
    assert "1 more of: Ask again" in one
    assert "Reach Practising in T01 Competency T01." in one
    both = words(dara.get(f"{PAGE}?example=1&held=ask-more&held=ask-again&T01=Leading"))
    assert "She stands at Leading. There is no level above." in both
    assert "stands at" not in words(dara.get(f"{PAGE}?example=1&held=nothing"))


def test_what_a_version_would_take_from_others_is_named(dara, cast, client):
    """Where its own faults are: to who writes it, who reviews it, and who would publish it."""
    in_force(cast, levels())
    version = reviewed(cast, written(cast, levels(*levels()["levels"][:1])))
    in_force(cast, levels(rung("Leading", {"reach": "Leading", "in": "T02"})), "T01")
    said = words(dara.post(f"{LIST}versions/{version.pk}/publish/", follow=True))
    assert "The catalogue has changed: they have faults now, shown below." in said
    named = "levels no longer go up to Leading, which T01 asks for at Leading."
    assert f"1 place must be mended before it can be in force {named}" in said
    written(cast, levels(*levels()["levels"][:1], version_note="Less."))
    client.force_login(cast.chipo)
    said = words(client.get(PAGE))
    assert named in said
    assert "Your review" in said


def test_versions_can_be_read_and_compared(dara, cast):
    """And a draft put away, by a designer's hand."""
    in_force(cast, levels())
    written(cast, levels(*levels()["levels"][:1], version_note="More."))
    said = words(dara.get(PAGE))
    assert "from version 1" in said
    assert "In force" in words(dara.get(f"{PAGE}?version=1"))
    draft = LevelsVersion.objects.get(number=2)
    publish = f"{LIST}versions/{draft.pk}/publish/"
    assert "Version 1 is retired. Whoever reached a level by it keeps that level" in words(
        dara.get(publish)
    )
    assert "Another designer has to find" in words(dara.post(publish, follow=True))
    away = f"{LIST}versions/{draft.pk}/discard/"
    assert "Put away." in words(dara.post(away, follow=True))
    assert "Only what is not published yet" in words(dara.post(away, follow=True))


def test_the_list_stays_cheap(dara, cast, django_assert_max_num_queries):
    """However many competencies there are."""
    in_force(cast, levels())
    reviewed(cast, written(cast, levels(version_note="Again.")))
    Competency.objects.bulk_create(
        Competency(code=f"X{n}", title="X", statement="X", changed_at="2026-01-01T00:00:00Z")
        for n in range(40)
    )
    with django_assert_max_num_queries(14):
        assert "X9" in words(dara.get(f"{LIST}?page=2"))


@pytest.mark.parametrize("path", ["", "bring/", "T02/", "T02/write/", "T02/1.json"])
def test_nobody_but_designers(cast, client, path):
    """Teachers read levels on their own pages, in sentences."""
    offer(cast)
    client.force_login(cast.amina)
    assert client.get(LIST + path).status_code == 403
