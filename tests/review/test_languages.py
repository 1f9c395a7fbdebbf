"""R4: assessors qualify and are appointed by language, several where there is a set to train on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from evidence.desk import Desk
from lapel.journey.evidence import actions as evidence
from lapel.journey.evidence.models import Submission
from lapel.journey.qualification.models import Training
from lapel.journey.qualification.queries import languages_of
from lapel.journey.review import actions, queries
from lapel.journey.review.models import Appointment, Case
from lapel.journey.review.queries.languages import language_of, languages_scored
from qualification.room import EXAMPLE, put_set
from review.stage import enrol

if TYPE_CHECKING:
    from django.test import Client

    from cast import Cast
    from review.stage import Stage


def spanish(*, agreed: bool = False) -> str:
    """Give a Spanish set; without agreed keys its first assessors are founders."""
    document = {**json.loads(EXAMPLE), "language": "es"}
    if not agreed:
        document["anchors"] = [{**each, "agreed": {}} for each in document["anchors"]]
    return json.dumps(document)


def test_r4_an_assessor_is_offered_only_the_languages_she_is_appointed_for(stage: Stage) -> None:
    """Ben reads both, Bola English alone; a case in Spanish waits for Ben."""
    put_set(stage.cast.gita, stage.version, spanish())
    stage.appoint(stage.cast.ben, language="es")
    case = stage.submitted()
    Case.objects.filter(pk=case.pk).update(language="es")
    assert [found.pk for found, _seat in queries.free_seats(stage.cast.ben)] == [case.pk]
    assert list(queries.free_seats(stage.cast.bola)) == []


def test_r4_a_full_set_in_a_language_asks_for_a_qualification_in_it(stage: Stage) -> None:
    """Who is a founder in English has qualified for nothing in Spanish."""
    put_set(stage.cast.gita, stage.version, spanish(agreed=True))
    with pytest.raises(actions.Refusal, match=r"español"):
        stage.appoint(stage.cast.ben, language="es")


def test_a_lead_appoints_for_several_languages_at_once(client: Client, stage: Stage) -> None:
    """The form offers the languages with a set; with one alone it does not ask."""
    address = reverse("review:assessors", args=["waiting"])
    client.force_login(stage.cast.gita)
    assert "Languages of the evidence" not in client.get(address).content.decode()
    put_set(stage.cast.gita, stage.version, spanish())
    assert languages_of(stage.version) == ["en", "es"]
    page = client.get(address).content.decode()
    assert "Languages of the evidence" in page
    assert "español" in page
    wish = {"assessor": stage.cast.gita.pk, "languages": ["en", "es"], "daily_cap": 4}
    assert client.post(address, wish).status_code == 302
    hers = Appointment.objects.filter(person=stage.cast.gita).order_by("language")
    assert [each.language for each in hers] == ["en", "es"]
    assert client.post(address, {**wish, "languages": ["fr"]}).status_code == 422


def test_a_lead_admits_to_training_in_the_language_she_looks_at(
    client: Client, stage: Stage
) -> None:
    """The set's page has a tab for each language, and what is admitted there is for that one."""
    put_set(stage.cast.gita, stage.version, EXAMPLE)
    put_set(stage.cast.gita, stage.version, spanish())
    client.force_login(stage.cast.gita)
    page = client.get(reverse("qualification:set", args=["waiting"]), {"language": "es"})
    assert 'aria-current="page">español' in page.content.decode()
    wish = {"assessor": stage.cast.ben.pk, "because": "He taught in Lima.", "language": "es"}
    sent = client.post(reverse("qualification:admit", args=["waiting"]), wish)
    assert sent["Location"].endswith("?language=es")
    assert Training.objects.get(person=stage.cast.ben).language == "es"
    client.force_login(stage.cast.ben)
    training = Training.objects.get(person=stage.cast.ben)
    shown = client.get(reverse("qualification:training", args=[training.pk])).content.decode()
    assert "español" in shown


def test_a_teacher_says_in_which_language_her_evidence_is(client: Client, cast: Cast) -> None:
    """Nobody is asked where there is no choice; what she says is frozen with the rest (R1)."""
    desk = Desk(cast)
    desk.fill()
    client.force_login(cast.amina)
    address = reverse("evidence:submit", args=[desk.draft.pk])
    assert "My evidence is in" not in client.get(address).content.decode()
    for assessor in (cast.ben, cast.bola):
        actions.appoint_assessor(
            person=cast.gita,
            microcredential=desk.version.microcredential,
            assessor=assessor,
            language="es",
        )
    assert "My evidence is in" in client.get(address).content.decode()
    client.post(address, {"key": "once", "language": "es"})
    submission = Submission.objects.get()
    assert submission.manifest["language"] == "es"
    assert language_of(submission) == "es"


def test_a_language_that_nobody_reads_is_scored_in_the_versions_own(stage: Stage) -> None:
    """One assessor is not two (R5), and what a form invents counts for nothing."""
    stage.appoint(stage.cast.ben, language="es")
    assert languages_scored(stage.version) == ["en"]
    draft = enrol(stage.cast.amina, stage.version, stage.cast.school)
    for said in ("es", "xx", ""):
        assert language_of(Submission(draft=draft, manifest={"language": said})) == "en"


def test_the_versions_own_language_is_not_named_in_a_manifest(cast: Cast) -> None:
    """A manifest says only what the version does not say already."""
    desk = Desk(cast)
    desk.fill()
    sent = evidence.submit_evidence(
        person=cast.amina, draft_id=desk.draft.pk, key="once", language="en"
    )
    assert "language" not in sent.manifest
