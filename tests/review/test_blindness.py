"""R5: nothing an assessor receives differs with what is hidden from her, byte for byte."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from django.urls import reverse

from lapel.journey.messaging.models import Message
from lapel.journey.people.models import Organisation, Person, Role
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.record.models import OutboxEvent
from lapel.journey.record.queries import now
from lapel.journey.review import actions
from lapel.journey.review.models import Assessment
from review.stage import enrol, lock, score, submit

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from lapel.journey.review.models import Case
    from review.stage import Stage

SECRETS = ["Quenby", "Zanzibar", "Thistledown", "Oleander", "quenby-final"]
# What differs between any two renderings: tokens, nonces, ids, and the short-lived links.
MASKS = [
    (rb'name=\\?"csrfmiddlewaretoken\\?" value=\\?"[^"]+"', b"CSRF"),
    (rb"nonce=\"[^\"]+\"", b"NONCE"),
    (rb"'nonce-[^']+'", b"NONCE"),
    (rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", b"ID"),
    (rb"/files/[^\"' ]+?/(?=[a-z]+-\d+\.)", b"LINK/"),
    (rb"(csrftoken|sessionid|messages)=[^;]+", b"COOKIE"),
    (rb"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT", b"DATE"),
    (rb"\d{4}-\d\d-\d\dT[\d:.+]+", b"TIME"),
    (rb"\d{1,2} [A-Z][a-z]+(?: \d{4})?(?:, \d\d:\d\d)?", b"DAY"),
    (rb">\d\d:\d\d<", b">CLOCK<"),
    (rb"C-[A-Z2-7]{6} V-[A-Z2-7]{6} [-\d]{10}", b"MARK"),
]


def masked(response: HttpResponse) -> bytes:
    """Give a response with all its headers, without what differs each time."""
    headers = "\n".join(f"{name}: {value}" for name, value in sorted(response.items()))
    cookies = response.cookies.output()
    whole = f"{response.status_code}\n{headers}\n{cookies}\n".encode() + response.content
    for pattern, instead in MASKS:
        whole = re.sub(pattern, instead, whole)
    return re.sub(rb"Content-Length: \d+", b"LENGTH", whole)


def plain_world(stage: Stage) -> Case:
    """Amina of Harbour School, first attempt, nobody else at work."""
    return stage.submitted()


def other_world(stage: Stage) -> Case:
    """Another teacher of another school, other file names, a third attempt after two refusals,
    another assessor who has locked already and found it wanting.
    """
    cast = stage.cast
    school = Organisation.objects.create(
        slug="thistledown", name="Thistledown", kind="school", parent=cast.elsewhere
    )
    teacher = Person.objects.create_user("quenby@zanzibar.example", name="Quenby Zanzibar")
    from cast import belongs

    belongs(teacher, school, Role.TEACHER)
    stage.appoint(cast.gita)
    draft = enrol(teacher, stage.version, school)
    with clock_at(now() - timedelta(days=40)):
        submit(draft)
        lock(
            cast.bola,
            "not_yet",
            comment="Oleander: in the first try the next pupil is called on at once, every time.",
        )
        lock(
            cast.gita,
            "not_yet",
            comment="Oleander: in the first try the next pupil is called on at once, every time.",
        )
    draft.artefacts.first().file.__class__.objects.update(name="quenby-final.pdf")
    case = submit(draft)
    lock(
        cast.bola,
        "not_yet",
        comment="Oleander: the next pupil is called on at once, every time, as before.",
    )
    return case


def everything_ben_receives(client: Client, stage: Stage) -> list[tuple[str, bytes]]:
    """Open every page and do every act an assessor can, and keep all that comes back."""
    client.cookies.clear()
    client.force_login(stage.cast.ben)
    kept: list[tuple[str, bytes]] = []

    def keep(name: str, response: HttpResponse) -> None:
        kept.append((name, masked(response)))

    def page(name: str, *args: Any) -> None:
        keep(name, client.get(reverse(f"review:{name}", args=args)))

    def act(name: str, *args: Any, accept: str = "text/html", **data: Any) -> None:
        address = reverse(f"review:{name}", args=args)
        keep(name, client.post(address, data, HTTP_ACCEPT=accept))

    page("index")
    act("take")
    mine = Assessment.objects.get(assessor=stage.cast.ben)
    page("index")
    page("assess", mine.pk)
    act("save", mine.pk, "plans", revision=0, level="yes", accept="application/json")
    act("save", mine.pk, "plans", revision=0, level="almost", accept="application/json")
    act("save", mine.pk, "waits", revision=0, level="almost")
    act("save", mine.pk, "waits", revision=9, level="yes")
    act("save", mine.pk, "waits", revision=1, source="x", quote="nothing")
    page("lock", mine.pk)
    act("lock", mine.pk)
    page("lead")
    for name in ("case", "history", "tracker"):
        for key in (mine.case_id, mine.case.chain, uuid.UUID(int=1)):
            page(name, key)
    act("hand_back", mine.pk)
    act("take")
    score(mine, "yes")
    page("lock", mine.pk)
    act("lock", mine.pk)
    for name in ("index", "assess", "lock", "conclude"):
        page(name, *([] if name == "index" else [mine.pk]))
    return kept


def mails_to_ben(stage: Stage) -> set[tuple[str, str]]:
    """Give what was mailed to Ben, once each; links may carry ids, which are masked."""
    deliver_all()
    found = Message.objects.filter(to=stage.cast.ben.email)
    bodies = found.values_list("subject", "text")
    return {(subject, re.sub(MASKS[3][0].decode(), "ID", text)) for subject, text in bodies}


def test_mails_to_an_assessor_say_the_same_in_both_worlds(stage: Stage) -> None:
    """Work that waits and a lease that lapsed are told without a trace of whose work it is."""
    found = []
    for build in (plain_world, other_world):
        with transaction.atomic():
            build(stage)
            actions.take_next(person=stage.cast.ben)
            with clock_at(now() + timedelta(hours=9)):
                found.append(mails_to_ben(stage))
            transaction.set_rollback(True)
    assert found[0] == found[1]
    assert len(found[0]) == 2
    whole = " ".join(part for mail in found[1] for part in mail)
    assert not [secret for secret in SECRETS if secret in whole]


def _both_worlds(client: Client, stage: Stage) -> list[list[tuple[str, bytes]]]:
    found = []
    for build in (plain_world, other_world):
        with transaction.atomic():
            build(stage)
            found.append(everything_ben_receives(client, stage))
            transaction.set_rollback(True)
    return found


def test_two_worlds_that_differ_in_hidden_facts_look_the_same(client: Client, stage: Stage) -> None:
    """Teacher, school, file names, attempts, decisions and the other's lock change no byte."""
    plain, other = _both_worlds(client, stage)
    assert [name for name, _bytes in plain] == [name for name, _bytes in other]
    for (name, one), (_name, two) in zip(plain, other, strict=True):
        assert one == two, name
    whole = b"".join(body for _name, body in other)
    assert not [secret for secret in SECRETS if secret.encode() in whole]


def test_the_comparison_would_notice_a_leak(client: Client, stage: Stage) -> None:
    """A changed word of the evidence itself, which she may see, shows in the bytes."""
    found = []
    for answer in ("My class has 24 students. S1 spoke twice.", "My class has 24 students. OK."):
        with transaction.atomic():
            stage.submitted(answer=answer)
            found.append(everything_ben_receives(client, stage))
            transaction.set_rollback(True)
    assert found[0] != found[1]


def test_events_for_assessors_carry_no_person_and_no_submission(stage: Stage) -> None:
    """What messaging turns into mail says that work waits, and on which micro-credential."""
    case = stage.submitted()
    offers = OutboxEvent.objects.filter(kind="review.SeatOffered")
    assert [row.payload for row in offers] == [
        {
            "case_id": str(case.pk),
            "microcredential_id": str(stage.microcredential.pk),
            "work": "scoring",
        }
    ]
    for event in ("LeaseEnds", "LeaseExpired", "CaseHeld"):
        from lapel.journey.review import events

        fields = set(getattr(events, event).__dataclass_fields__)
        assert fields.isdisjoint({"submission_id", "person_id", "organisation_id"})


def test_addresses_encode_nothing(stage: Stage) -> None:
    """Case and assessment ids are random (UUID version 4), unlike any id of the submission."""
    case = stage.submitted()
    mine = actions.take_next(person=stage.cast.ben)
    assert mine is not None
    assert mine.pk.version == case.pk.version == 4
    assert len({mine.pk, case.pk, case.submission_id}) == 3


def test_a_lead_before_an_adjudication_sees_who_said_what_nowhere(
    client: Client, stage: Stage
) -> None:
    """Her pages for a dispute are the same whichever of the two said which (R9)."""
    found = []
    for first, second in (("yes", "almost"), ("almost", "yes")):
        with transaction.atomic():
            case = stage.submitted()
            lock(stage.cast.ben, {"plans": first, "waits": "yes", "extra": "yes"})
            lock(stage.cast.bola, {"plans": second, "waits": "yes", "extra": "yes"})
            client.cookies.clear()
            client.force_login(stage.cast.gita)
            pages = [
                client.get(reverse("review:index")),
                client.get(reverse("review:lead")),
                client.get(reverse("review:case", args=[case.pk])),
            ]
            client.post(reverse("review:adjudicate"))
            mine = Assessment.objects.get(assessor=stage.cast.gita)
            pages.append(client.get(reverse("review:assess", args=[mine.pk])))
            score(mine, "yes")
            client.post(reverse("review:lock", args=[mine.pk]))
            pages.append(client.get(reverse("review:conclude", args=[mine.pk])))
            found.append([masked(each) for each in pages])
            transaction.set_rollback(True)
    assert found[0] == found[1]
    assert pytest.approx(0) == sum(b"Ben" in page or b"Bola" in page for page in found[0])


def test_a_lapsed_lease_says_no_more_than_a_lapsed_lease(client: Client, stage: Stage) -> None:
    """Whether another took the seat meanwhile, or the teacher withdrew, reads the same."""
    from lapel.journey.evidence.actions import withdraw_submission

    found = []
    for withdrawn in (False, True):
        with transaction.atomic():
            case = stage.submitted()
            mine = actions.take_next(person=stage.cast.ben)
            if withdrawn:
                withdraw_submission(person=stage.cast.amina, submission_id=case.submission_id)
                deliver_all()
            client.cookies.clear()
            client.force_login(stage.cast.ben)
            with clock_at(now() + timedelta(hours=9)):
                found.append(masked(client.get(reverse("review:assess", args=[mine.pk]))))
            transaction.set_rollback(True)
    assert found[0] == found[1]
