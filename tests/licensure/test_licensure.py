"""Where a licence hangs on it (R10): who says so, who is seen, and who never learns of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from cast import belongs
from evidence.desk import Desk
from lapel.domain.rubrics.routing import Mode, Why
from lapel.journey.evidence.actions import IncompleteError
from lapel.journey.evidence.queries import findings
from lapel.journey.licensure import actions, queries
from lapel.journey.licensure.models import Identity, Licensing
from lapel.journey.people.events import PersonLeft
from lapel.journey.people.models import Role
from lapel.journey.people.queries import today
from lapel.journey.record.actions import announce, deliver_all
from lapel.journey.record.models import AuditEntry, AuditText
from lapel.journey.review.queries import routing_of

if TYPE_CHECKING:
    from django.test import Client

    from cast import Cast
    from lapel.journey.people.models import Person

NAME, NUMBER = "Amina Quenby-Thistledown", "TSC-4711"
OTHERS = [
    "amina", "ben", "bola", "chipo", "dara", "elif_", "femi", "gita", "ibrahim", "emre",
]  # fmt: skip


@pytest.fixture
def desk(cast: Cast) -> Desk:
    """Give Amina a filled draft of a micro-credential on which a licence hangs."""
    made = Desk(cast)
    made.fill()
    actions.begin_licensing(
        person=cast.hana,
        organisation=cast.college,
        microcredential=made.version.microcredential,
    )
    return made


def recorded(cast: Cast, person: Person | None = None, **change: Any) -> Identity:
    facts: dict[str, Any] = {
        "legal_name": NAME,
        "licence_number": NUMBER,
        "paper": "passport",
        "seen_on": today(),
    }
    return actions.record_identity(
        person=person or cast.hana, organisation=cast.college, teacher=cast.amina, **facts | change
    )


def test_r10_a_teacher_nobody_has_seen_is_told_what_to_do_and_by_whom(
    cast: Cast, desk: Desk
) -> None:
    """The pre-check names the place and its officer; nothing is submitted, no attempt counted."""
    said = [each.sentence for each in findings(desk.fresh())]
    assert len(said) == 1
    assert "Teachers' College has to see first who you are" in said[0]
    assert "to Hana, who records it" in said[0]
    with pytest.raises(IncompleteError):
        desk.submit()
    assert not desk.draft.submissions.exists()


def test_r10_once_she_is_recorded_she_submits(cast: Cast, desk: Desk) -> None:
    """Nothing else is asked of her."""
    recorded(cast)
    assert desk.submit().number == 1


def test_where_no_officer_is_she_is_told_to_write_there(cast: Cast, desk: Desk) -> None:
    """Nobody is named who could not do it: an officer who assesses sees no identities."""
    belongs(cast.hana, cast.college, Role.ASSESSOR)
    assert queries.officers_of(cast.college) == []
    assert "nobody there records it yet" in findings(desk.fresh())[0].sentence


def test_without_a_licence_nobody_is_asked_who_she_is(cast: Cast) -> None:
    """Most micro-credentials need no legal name."""
    made = Desk(cast)
    made.fill()
    assert findings(made.fresh()) == []


def test_r10_licensure_is_scored_by_two_whatever_the_figures_say(cast: Cast, desk: Desk) -> None:
    """Of one micro-credential, or of all an organisation issues; and no more once it has ended."""
    microcredential = desk.version.microcredential
    found = routing_of(microcredential)
    assert (found.mode, found.why) == (Mode.DOUBLE, Why.LICENSURE)
    actions.begin_licensing(person=cast.hana, organisation=cast.college)
    actions.end_licensing(
        person=cast.hana, organisation=cast.college, microcredential=microcredential
    )
    assert routing_of(microcredential).why is Why.LICENSURE
    actions.end_licensing(person=cast.hana, organisation=cast.college)
    assert routing_of(microcredential).why is Why.TOO_FEW
    assert Licensing.objects.filter(ended_at=None).count() == 0


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_but_an_officer_sees_or_says_anything(cast: Cast, desk: Desk, who: str) -> None:
    """Each act, for everybody of the cast but the officer of that organisation."""
    other = getattr(cast, who)
    recorded(cast)
    place = {"person": other, "organisation": cast.college}
    for act in (
        lambda: actions.read_identity(**place, teacher=cast.amina),
        lambda: recorded(cast, other),
        lambda: actions.begin_licensing(**place),
        lambda: actions.end_licensing(**place),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_r5_an_officer_who_assesses_sees_no_identity(cast: Cast, desk: Desk) -> None:
    """Whoever scores anywhere must not know whose work it is."""
    recorded(cast)
    belongs(cast.hana, cast.elsewhere, Role.LEAD_ASSESSOR)
    with pytest.raises(PermissionDenied):
        actions.read_identity(person=cast.hana, organisation=cast.college, teacher=cast.amina)
    assert queries.waiting(cast.hana) == []


def test_an_officer_of_another_organisation_is_none_here(cast: Cast, desk: Desk) -> None:
    """Reaching across is refused; nor is another organisation's micro-credential hers to mark."""
    belongs(cast.femi, cast.elsewhere, Role.ISSUER_OFFICER)
    with pytest.raises(PermissionDenied):
        recorded(cast, cast.femi)
    with pytest.raises(PermissionDenied):
        actions.begin_licensing(
            person=cast.femi,
            organisation=cast.elsewhere,
            microcredential=desk.version.microcredential,
        )


def test_each_look_and_change_is_in_the_chain_without_a_word_of_it(cast: Cast, desk: Desk) -> None:
    """R21: recorded, read, corrected, by whom; name and number stand outside."""
    identity = recorded(cast)
    actions.read_identity(person=cast.hana, organisation=cast.college, teacher=cast.amina)
    assert recorded(cast, legal_name="Amina Q. Thistledown").pk == identity.pk
    entries = AuditEntry.objects.filter(aggregate="identity").order_by("position")
    assert [each.action for each in entries] == [
        "identity recorded", "identity read", "identity corrected",
    ]  # fmt: skip
    assert {each.actor for each in entries} == {cast.hana.pk}
    assert all(each.facts == {} for each in entries)
    assert not AuditText.objects.filter(words__contains="Thistledown").exists()


def test_nobody_records_herself(cast: Cast, desk: Desk) -> None:
    """An officer who teaches asks another officer."""
    with pytest.raises(actions.Refusal, match="another officer"):
        actions.record_identity(
            person=cast.hana,
            organisation=cast.college,
            teacher=cast.hana,
            legal_name="Hana",
            licence_number="",
            paper="passport",
            seen_on=today(),
        )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"legal_name": " "}, "are needed"),
        ({"paper": "rumour"}, "are needed"),
        ({"seen_on": date(2200, 1, 1)}, "lies ahead"),
    ],
)
def test_what_was_not_seen_is_not_recorded(
    cast: Cast, desk: Desk, change: dict[str, Any], sentence: str
) -> None:
    """A name, a paper that counts, and a day that has been."""
    with pytest.raises(actions.Refusal, match=sentence):
        recorded(cast, **change)


def test_who_leaves_is_forgotten(cast: Cast, desk: Desk) -> None:
    """Nothing of her legal name stays once her account is closed."""
    recorded(cast)
    with transaction.atomic():
        announce(PersonLeft(person_id=cast.amina.pk, invitation_ids=[]))
    deliver_all()
    assert not Identity.objects.exists()


@pytest.fixture
def officer(cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Sign Hana in past her second factor."""
    monkeypatch.setattr("lapel.journey.people.policies.TWO_FACTOR_ROLES", ())
    client.force_login(cast.hana)
    return client


def test_an_officer_records_on_pages(officer: Client, cast: Cast, desk: Desk) -> None:
    """The list says who is to be seen; a wrong day is said; afterwards she is recorded."""
    page = officer.get(reverse("licensure:index")).content.decode()
    assert "Amina" in page
    assert "to be recorded" in page
    address = reverse("licensure:identity", args=["college", cast.amina.pk])
    data = {"legal_name": NAME, "licence_number": NUMBER, "paper": "passport"}
    ahead = (today() + timedelta(days=3)).isoformat()
    assert officer.post(address, {**data, "seen_on": "soon"}).status_code == 422
    refused = officer.post(address, {**data, "seen_on": ahead})
    assert (refused.status_code, "lies ahead" in refused.content.decode()) == (422, True)
    done = officer.post(address, {**data, "seen_on": today().isoformat()}, follow=True)
    assert "to be recorded" not in done.content.decode()
    assert NAME in officer.get(address).content.decode()
    assert NAME not in officer.get(reverse("licensure:index")).content.decode()


def test_an_officer_says_by_buttons_on_what_a_licence_hangs(officer: Client, cast: Cast) -> None:
    """One micro-credential, or all; and takes it back."""
    slug = Desk(cast).version.microcredential.slug
    one, all_ = (
        reverse("licensure:switch", args=[slug]),
        reverse("licensure:switch_all", args=["college"]),
    )
    assert "required for a licence" in officer.post(one, follow=True).content.decode()
    assert "all required for a licence" in officer.post(all_, follow=True).content.decode()
    officer.post(one, {"end": 1})
    officer.post(all_, {"end": 1})
    assert Licensing.objects.filter(ended_at=None).count() == 0


def test_a_stranger_to_the_list_is_nobody_there(officer: Client, cast: Cast, desk: Desk) -> None:
    """Who is enrolled in nothing of the kind has no page, and another place is none of hers."""
    address = reverse("licensure:identity", args=["college", cast.femi.pk])
    assert officer.get(address).status_code == 404
    elsewhere = reverse("licensure:identity", args=["elsewhere", cast.amina.pk])
    assert officer.get(elsewhere).status_code == 404


def test_a_teacher_reads_what_is_recorded_of_her(client: Client, cast: Cast, desk: Desk) -> None:
    """Hers alone, with who recorded it."""
    recorded(cast)
    client.force_login(cast.amina)
    page = client.get(reverse("licensure:mine")).content.decode()
    assert all(each in page for each in (NAME, NUMBER, "Passport", "Hana"))
    client.force_login(cast.femi)
    assert NAME not in client.get(reverse("licensure:mine")).content.decode()


def test_r5_no_assessor_page_holds_a_word_of_it(client: Client, cast: Cast, desk: Desk) -> None:
    """The case of a recorded teacher, opened by the assessor who scores it."""
    from lapel.journey.review.actions import appoint_assessor, take_next

    recorded(cast)
    appoint_assessor(
        person=cast.gita, microcredential=desk.version.microcredential, assessor=cast.ben
    )
    desk.submit()
    deliver_all()
    mine = take_next(person=cast.ben)
    assert mine is not None
    client.force_login(cast.ben)
    page = client.get(reverse("review:assess", args=[mine.pk])).content.decode()
    assert "Thistledown" not in page
    assert NUMBER not in page
