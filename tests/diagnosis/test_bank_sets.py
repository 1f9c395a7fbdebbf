"""Questions come into the bank as published wordings, and with them a set of parameters."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from diagnosis.asking import calibrated, document, fill_bank
from lapel.domain.measurement.items import FEWEST_ANSWERS, Bank, Item
from lapel.journey.catalogue.models import Competency
from lapel.journey.diagnosis import actions
from lapel.journey.diagnosis.models import ItemVersion, ParameterSet


def test_a_document_comes_in_as_published_wordings_with_the_parameters_of_their_bands(cast):
    """Nobody has answered yet: a slope of 1 and a step that the band's share of people takes."""
    taken = fill_bank(cast)
    made = ParameterSet.objects.get()
    assert (taken.new, taken.known) == (12, 0)
    assert made.name == "en-1"
    assert made.is_provisional
    assert [each["item"] for each in made.items[:2]] == ["T01/question-0", "T01/question-1"]
    assert {each["slope"] for each in made.items} == {1.0}
    # An ordered question with three answers has two steps, one with a best answer has one.
    assert [len(each["steps"]) for each in made.items[:2]] == [1, 2]


def test_the_same_document_again_changes_nothing_and_makes_no_set(cast):
    """An operator may run the command twice."""
    fill_bank(cast)
    assert fill_bank(cast).new == 0
    assert ParameterSet.objects.count() == 1
    assert ItemVersion.objects.count() == 12


def test_another_wording_is_another_version_and_only_it_begins_without_answers(cast):
    """What was calibrated stays so; a new wording may be harder."""
    fill_bank(cast)
    calibrated(cast)
    changed = document("T01")
    changed["items"][0]["question"] = "What else would you do next?"
    taken = actions.take_in_items(person=cast.dara, organisation=cast.college, documents=[changed])
    newest = ParameterSet.objects.order_by("-number")[0]
    assert (taken.new, taken.known) == (1, 3)
    states = ItemVersion.objects.filter(item__key="question-0", item__competency="T01")
    assert list(states.order_by("number").values_list("state", flat=True)) == [
        "retired",
        "published",
    ]
    assert [each["answers"] for each in newest.items[:2]] == [0, FEWEST_ANSWERS]
    assert newest.is_provisional


def test_a_faulty_document_is_refused_with_its_places(cast):
    """Nothing of it comes in."""
    faulty = document("T01")
    faulty["items"][0]["options"][0]["credit"] = 3
    fill_bank(cast, codes=())
    with pytest.raises(actions.Refusal) as refused:
        actions.take_in_items(person=cast.dara, organisation=cast.college, documents=[faulty])
    assert [each.path for each in refused.value.problems] == ["items[0].options"]
    with pytest.raises(actions.Refusal, match="T99"):
        actions.take_in_items(
            person=cast.dara, organisation=cast.college, documents=[document("T99")]
        )
    assert not ItemVersion.objects.exists()


def test_only_a_designer_of_the_organisation_fills_the_bank(cast):
    """And what another organisation keeps is not hers to reword."""
    fill_bank(cast)
    for person in (cast.amina, cast.elif_):
        with pytest.raises(PermissionDenied):
            actions.take_in_items(person=person, organisation=cast.college, documents=[])
        with pytest.raises(PermissionDenied):
            actions.renew_parameters(person=person, language="en")
        with pytest.raises(PermissionDenied):
            actions.take_in_parameters(
                person=person, language="en", bank=Bank((), ()), correlations=None, because=""
            )
    from cast import belongs
    from lapel.journey.people.models import Role

    belongs(cast.dara, cast.state, Role.DESIGNER)
    with pytest.raises(actions.Refusal, match="Another organisation"):
        actions.take_in_items(
            person=cast.dara, organisation=cast.state, documents=[document("T01")]
        )


def test_estimated_parameters_come_in_as_a_set_that_is_not_provisional(cast):
    """From 400 answers a question on; the earlier set stays for those who began with it."""
    fill_bank(cast)
    made = calibrated(cast)
    assert (made.name, made.is_provisional) == ("en-2", False)
    assert made.correlations is not None
    assert ParameterSet.objects.get(number=1).is_provisional


def test_parameters_of_what_is_not_in_the_bank_are_refused(cast):
    """Nor with another number of answers, nor correlations of something else."""
    strange = [Item("T01/nothing", "T01", 1.0, (0.0,)), Item("T01/question-0", "T01", 1.0, (0, 1))]
    told = {"person": cast.dara, "language": "en", "correlations": None, "because": "A trial."}
    with pytest.raises(actions.Refusal, match="no questions"):
        actions.take_in_parameters(bank=Bank(("T01",), ()), **told)
    fill_bank(cast)
    for item in strange:
        with pytest.raises(actions.Refusal, match="not in the bank"):
            actions.take_in_parameters(bank=Bank(("T01",), (item,)), **told)
    told["correlations"] = [[1.0]]
    with pytest.raises(actions.Refusal, match="not between"):
        actions.take_in_parameters(bank=Bank(("T01",), ()), **told)


def test_a_competency_that_joins_the_framework_is_in_the_next_set(cast):
    """Correlations between the others would not fit any more, and go."""
    fill_bank(cast)
    calibrated(cast)
    first = Competency.objects.get(pk="T01")
    Competency.objects.create(pk="T16", title="New", statement="New.", changed_at=first.changed_at)
    made = actions.renew_parameters(person=cast.dara, language="en")
    assert made.competencies[-1] == "T16"
    assert made.correlations is None
