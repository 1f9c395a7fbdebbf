"""The fairness report: only with leave, only of many, only to leads, and nobody by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from cast import belongs, person
from lapel.domain.rubrics import fairness
from lapel.journey.people.actions import leave
from lapel.journey.people.models import Role
from lapel.journey.record.actions import deliver_all
from lapel.journey.review.actions.allow_fairness import allow_fairness, withdraw_fairness
from lapel.journey.review.models import FairnessConsent
from lapel.journey.review.queries.fairness import fairness_for
from review.stage import enrol, lock, submit

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from lapel.journey.people.models import Person
    from review.stage import Stage


def teachers(stage: Stage, number: int) -> list[Person]:
    """Have so many teachers decided: the first is refused, the others earn."""
    found = []
    for place in range(number):
        teacher = person(f"Quenby {place}")
        belongs(teacher, stage.cast.school, Role.TEACHER)
        submit(enrol(teacher, stage.version, stage.cast.school))
        for each in (stage.cast.ben, stage.cast.bola):
            lock(each, "yes" if place else "almost")
        found.append(teacher)
    return found


@pytest.fixture
def of_three(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let three be many, so that a test need not decide thirty cases."""
    monkeypatch.setattr(fairness.groups_of, "__kwdefaults__", {"fewest": 3})


def told(lead: Person) -> dict[str, list[fairness.Group]]:
    return {each.key: each.groups for each in fairness_for(lead)}


def report(client: Client, who: Person) -> HttpResponse:
    client.force_login(who)
    return client.get(reverse("review:fairness"))


def test_fairness_counts_only_teachers_whose_leave_stands(stage: Stage, of_three: None) -> None:
    """By default nobody is counted; who takes her leave back is out at once."""
    found = teachers(stage, 4)
    assert told(stage.cast.gita) == {"language": [], "route": [], "band": []}
    for each in found:
        allow_fairness(person=each, grade_band="primary")
    languages = told(stage.cast.gita)["language"]
    assert [(each.name, each.earned.persons) for each in languages] == [("English", 4)]
    share = languages[0].earned.share
    assert share is not None
    assert share.value == 0.75
    withdraw_fairness(person=found[0])
    share = told(stage.cast.gita)["language"][0].earned.share
    assert share is not None
    assert share.value == 1.0


def test_fairness_goes_by_language_route_and_grade_band(stage: Stage, of_three: None) -> None:
    """Both scored each; agreement is complete; who did not say whom she teaches says just that."""
    for place, each in enumerate(teachers(stage, 4)):
        allow_fairness(person=each, grade_band="primary" if place else "")
    found = told(stage.cast.gita)
    assert [each.name for each in found["route"]] == ["Two assessors"]
    assert [(each.name, each.earned.persons) for each in found["band"]] == [
        ("Not said", None),
        ("Primary", 3),
    ]
    agreed = found["band"][1].agreed.share
    assert agreed is not None
    assert agreed.value == 1.0


def test_fairness_withholds_groups_of_few_and_names_nobody(stage: Stage, client: Client) -> None:
    """Two teachers allowed it: the page says withheld, and neither number, share nor name."""
    found = teachers(stage, 2)
    for each in found:
        allow_fairness(person=each, grade_band="")
    page = report(client, stage.cast.gita).content.decode()
    assert "withheld" in page
    assert "50\u00a0%" not in page
    assert "Quenby" not in page


def test_fairness_is_for_leads_alone(stage: Stage, client: Client) -> None:
    """A teacher, an assessor and a designer are refused; a lead of elsewhere sees none of it."""
    for who in (stage.cast.amina, stage.cast.ben, stage.cast.dara):
        assert report(client, who).status_code == 403
    client.logout()
    assert client.get(reverse("review:fairness")).status_code == 302
    other = person("Olu")
    belongs(other, stage.cast.elsewhere, Role.LEAD_ASSESSOR)
    for each in teachers(stage, 1):
        allow_fairness(person=each, grade_band="")
    assert told(other)["language"] == []
    assert report(client, other).status_code == 200


def test_fairness_is_read_in_few_queries(
    stage: Stage, client: Client, of_three: None, django_assert_max_num_queries: Any
) -> None:
    """However many cases there are."""
    for each in teachers(stage, 3):
        allow_fairness(person=each, grade_band="")
    client.force_login(stage.cast.gita)
    with django_assert_max_num_queries(16):
        page = client.get(reverse("review:fairness")).content.decode()
    assert "67\u00a0%" in page


def test_a_closed_account_ends_her_leave(stage: Stage) -> None:
    """Nothing of somebody who left is counted from then on."""
    allow_fairness(person=stage.cast.amina, grade_band="primary")
    leave(person=stage.cast.amina)
    deliver_all()
    assert FairnessConsent.objects.get().withdrawn_at is not None


def test_a_teacher_allows_it_on_her_account_page_and_takes_it_back(
    stage: Stage, client: Client
) -> None:
    """Her leave is dated, in the words she read; without the tick nothing is taken."""
    client.force_login(stage.cast.amina)
    account = reverse("people:account")
    assert "nothing of yours is counted" in client.get(account).content.decode()
    address = reverse("review:fairness_consent")
    client.post(address, {"grade_band": "upper"})
    assert not FairnessConsent.objects.exists()
    client.post(address, {"allowed": "on", "grade_band": "upper"})
    given = FairnessConsent.objects.get(person=stage.cast.amina, withdrawn_at=None)
    assert given.grade_band == "upper"
    assert "shares of thirty teachers or more" in given.words
    assert given.words in client.get(account).content.decode()
    client.post(address, {"allowed": "on", "grade_band": ""})
    client.post(address, {"withdraw": "on"})
    client.post(address, {"withdraw": "on"})
    assert FairnessConsent.objects.filter(withdrawn_at=None).count() == 0
    assert FairnessConsent.objects.count() == 2
