"""Review's pages: who may open what, and what they do."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from cast import belongs
from lapel.domain.rubrics.lifecycle import State
from lapel.journey.people.models import Role
from lapel.journey.review import actions
from lapel.journey.review.models import Appointment, Assessment, Case, Decision, Score
from lapel.journey.review.queries import desk_clock
from review.stage import COMMENT, STEP, adjudicate, enrol, finish, lock, score, submit

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from lapel.journey.people.models import Person
    from review.stage import Stage

EVERYONE = [
    "amina", "ben", "bola", "chipo", "dara", "elif_", "femi", "gita", "hana", "ibrahim", "emre",
]  # fmt: skip

# Officers and administrators are asked for their second factor before anything else.
SECOND_FACTOR = {"hana", "ibrahim"}


def get(client: Client, person: Person, name: str, *args: Any) -> HttpResponse:
    client.force_login(person)
    return client.get(reverse(f"review:{name}", args=args))


def post(client: Client, person: Person, name: str, *args: Any, **data: Any) -> HttpResponse:
    client.force_login(person)
    return client.post(reverse(f"review:{name}", args=args), data)


@pytest.fixture
def world(stage: Stage) -> dict[str, Any]:
    """A decided case, a disputed one with Gita, and one that Ben scores."""
    from cast import belongs, person
    from lapel.journey.people.models import Role
    from review.stage import enrol

    first = stage.submitted()
    lock(stage.cast.ben, "almost")
    lock(stage.cast.bola, "almost")
    other = person("Sana")
    belongs(other, stage.cast.elsewhere, Role.TEACHER)
    second = submit(enrol(other, stage.version, stage.cast.elsewhere))
    held = actions.take_next(person=stage.cast.ben)
    assert held is not None
    return {"stage": stage, "decided": first, "open": second, "held": held}


PAGES = [
    ("index", [], {"ben": 200, "bola": 200, "gita": 200}, 403),
    ("assess", ["held"], {"ben": 200}, 404),
    ("lock", ["held"], {"ben": 200}, 404),
    ("conclude", ["held"], {"ben": 302}, 404),
    ("lead", [], {"gita": 200}, 403),
    ("decided", [], {"gita": 200}, 403),
    ("norming", [], {"ben": 200, "bola": 200, "gita": 200}, 403),
    ("normed", ["decided"], {"ben": 200, "bola": 200, "gita": 200}, 404),
    ("candidates", ["slug"], {"gita": 200}, 404),
    ("case", ["open"], {"gita": 200}, 404),
    ("history", ["open"], {"gita": 200}, 404),
    ("assessors", ["slug"], {"gita": 200}, 404),
    ("tracker", ["submission"], {"amina": 200}, 404),
]


def _args(world: dict[str, Any], names: list[str]) -> list[Any]:
    known = {
        "held": world["held"].pk,
        "open": world["open"].pk,
        "slug": "waiting",
        "submission": world["decided"].submission_id,
        "decided": world["decided"].pk,
        "appointment": Appointment.objects.first().pk,
        "criterion": "plans",
        "none": uuid.uuid4(),
    }
    return [known[name] for name in names]


@pytest.mark.parametrize(
    ("page", "names", "allowed", "otherwise"), PAGES, ids=[p[0] for p in PAGES]
)
def test_each_page_opens_to_whom_it_is_for(
    *,
    client: Client,
    world: dict[str, Any],
    page: str,
    names: list[str],
    allowed: dict,
    otherwise: int,
) -> None:
    """Every member of the cast on every page; strangers are sent to sign in."""
    args = _args(world, names)
    anonymous = client.get(reverse(f"review:{page}", args=args))
    assert anonymous.status_code == 302
    assert anonymous["Location"].startswith(reverse("account_login"))
    for name in EVERYONE:
        found = get(client, getattr(world["stage"].cast, name), page, *args)
        expected = 302 if name in SECOND_FACTOR else allowed.get(name, otherwise)
        assert (name, found.status_code) == (name, expected)


# Who may open these is asked of everybody in tests/routes.py: cards are public.
ELSEWHERE = {
    *("reliability", "reliability_json", "reliability_png", "reliability_svg"),
    *("fairness", "fairness_consent", "work", "work_table"),
}
POSTS = [
    ("take", [], {"ben", "bola", "gita"}, 403),
    ("take_kept", ["none"], set(), 404),
    ("save", ["held", "criterion"], {"ben"}, 404),
    ("lock", ["held"], {"ben"}, 404),
    ("conclude", ["held"], {"ben"}, 404),
    ("hand_back", ["held"], {"ben"}, 404),
    ("recuse", ["held"], {"ben"}, 404),
    ("choose", ["held", "none"], {"ben"}, 404),
    ("adjudicate", [], {"gita"}, 403),
    ("settle", ["open"], {"gita"}, 404),
    ("again", ["open"], {"gita"}, 404),
    ("pass_on", ["open"], {"gita"}, 404),
    ("read_norming", ["decided"], {"ben", "bola", "gita"}, 404),
    ("write_norming", ["decided"], {"gita"}, 404),
    ("settle_look", ["open"], {"gita"}, 404),
    ("end_appointment", ["appointment"], {"gita"}, 404),
    ("twice", ["slug"], {"gita"}, 404),
    ("assessors", ["slug"], {"gita"}, 404),
    ("appeal", ["submission"], {"amina"}, 404),
    ("take_back_appeal", ["submission"], {"amina"}, 404),
    ("rate", ["submission"], {"amina"}, 404),
]


@pytest.mark.parametrize(
    ("page", "names", "allowed", "otherwise"), POSTS, ids=[p[0] for p in POSTS]
)
def test_each_act_is_closed_to_whom_it_is_not_for(
    *,
    client: Client,
    world: dict[str, Any],
    page: str,
    names: list[str],
    allowed: set,
    otherwise: int,
) -> None:
    """Every member of the cast who may not act is refused as if there were nothing."""
    args = _args(world, names)
    assert client.post(reverse(f"review:{page}", args=args)).status_code == 302
    for name in EVERYONE:
        if name not in allowed:
            found = post(client, getattr(world["stage"].cast, name), page, *args)
            expected = 302 if name in SECOND_FACTOR else otherwise
            assert (name, found.status_code) == (name, expected)


def test_every_address_of_review_is_in_these_tables() -> None:
    """A page without a line above would be a page nobody guards."""
    from lapel.journey.review.urls import urlpatterns

    here = {p[0] for p in PAGES} | {p[0] for p in POSTS}
    assert {each.name for each in urlpatterns} == here | ELSEWHERE


def test_the_whole_review_by_plain_forms(client: Client, stage: Stage) -> None:
    """Take, score, look over, lock, twice; every step a page that works without a script."""
    case = stage.submitted()
    lesson = case.submission.draft.artefacts.get(slot="artefacts.lesson")
    for person in (stage.cast.ben, stage.cast.bola):
        assert "Take the next one" in get(client, person, "index").content.decode()
        bench = post(client, person, "take")
        assessment = Assessment.objects.get(assessor=person)
        assert bench["Location"] == reverse("review:assess", args=[assessment.pk])
        page = client.get(bench["Location"]).content.decode()
        assert "Plan: three open questions" in page
        for key in ("waits", "extra"):
            post(client, person, "save", assessment.pk, key, revision=0, level="yes")
        missing = get(client, person, "lock", assessment.pk).content.decode()
        assert "Still missing" in missing
        assert "Lock for good" not in missing
        post(
            client, person, "save", assessment.pk, "plans",
            revision=0, level="not_yet", comment=COMMENT, next_step=STEP,
            source=f"artefact:{lesson.pk}", at="1:05",
        )  # fmt: skip
        assert "Lock for good" in get(client, person, "lock", assessment.pk).content.decode()
        locked = post(client, person, "lock", assessment.pk)
        assert locked["Location"] == reverse("review:index")
    tracker = get(client, stage.cast.amina, "tracker", case.submission_id).content.decode()
    for words in ("Not yet", COMMENT, STEP, "Lesson recording, 1:05", "What “yes” looks like"):
        assert words in tracker


def test_a_script_gets_json_and_a_stale_tab_gets_both_texts(client: Client, stage: Stage) -> None:
    """Saving answers with the new revision; a stale save with 409 and the choice."""
    stage.submitted()
    mine = actions.take_next(person=stage.cast.ben)
    client.force_login(stage.cast.ben)
    address = reverse("review:save", args=[mine.pk, "plans"])
    json_please = {"HTTP_ACCEPT": "application/json"}
    anchor = json.dumps({"source": "answer:overview.context", "quote": "My class"})
    first = client.post(
        address, {"revision": 0, "level": "yes", "comment": "One.", "anchor": anchor}, **json_please
    )
    assert (first.status_code, first.json()["revision"]) == (200, 1)
    assert "My class" in first.json()["places"]
    stale = client.post(
        address, {"revision": 0, "level": "almost", "comment": "Two."}, **json_please
    )
    assert stale.status_code == 409
    assert "One." in stale.json()["choice"]
    assert "Two." in stale.json()["choice"]
    plain = client.post(address, {"revision": 0, "level": "almost", "comment": "Three."})
    assert plain.status_code == 409
    aside = Score.objects.get().set_aside.order_by("at").last()
    chosen = client.post(reverse("review:choose", args=[mine.pk, aside.pk]), {"use": "1"})
    assert chosen["Location"].endswith("#plans")
    assert Score.objects.get().comment == "Three."


def test_a_place_is_removed_by_its_box(client: Client, stage: Stage) -> None:
    """Without a script a ticked box takes a place away on the next save."""
    stage.submitted()
    mine = actions.take_next(person=stage.cast.ben)
    anchors = [
        {"source": "answer:overview.context", "quote": quote} for quote in ("My class", "spoke")
    ]
    post(
        client, stage.cast.ben, "save", mine.pk, "plans",
        revision=0, level="almost", anchor=[json.dumps(each) for each in anchors], remove="0",
    )  # fmt: skip
    assert Score.objects.get().anchors == anchors[1:]


BAD_POSTS = [
    {"revision": 0, "level": "yes", "quote": "not there", "source": "answer:overview.context"},
    {"revision": 0, "level": "yes", "at": "soon", "source": "answer:overview.context"},
    {"revision": 0, "level": "yes", "anchor": "{"},
    {"revision": 0, "level": "yes", "anchor": "[]"},
    {"revision": 0, "level": "yes", "anchor": '{"source": "x", "seconds": "one"}'},
    {"revision": "x"},
]


@pytest.mark.parametrize("data", BAD_POSTS)
def test_what_cannot_be_saved_is_said_in_a_sentence(
    client: Client, stage: Stage, data: dict
) -> None:
    """Bad places and revisions change nothing, as JSON and as a page."""
    stage.submitted()
    mine = actions.take_next(person=stage.cast.ben)
    client.force_login(stage.cast.ben)
    address = reverse("review:save", args=[mine.pk, "plans"])
    said = client.post(address, data, HTTP_ACCEPT="application/json")
    assert said.status_code == 422
    assert said.json()["sentence"]
    assert client.post(address, data).status_code == 422
    assert not Score.objects.exists()


def test_an_adjudication_by_plain_forms(client: Client, stage: Stage) -> None:
    """A lead takes the dispute, locks, reads both rationales, and sends the letter."""
    case = stage.submitted()
    lock(stage.cast.ben, "yes")
    lock(stage.cast.bola, {"plans": "almost", "waits": "yes", "extra": "yes"})
    gita = stage.cast.gita
    assert "Take the next dispute" in get(client, gita, "index").content.decode()
    assert post(client, gita, "conclude", uuid.uuid4()).status_code == 404
    post(client, gita, "adjudicate")
    mine = Assessment.objects.get(assessor=gita)
    page = get(client, gita, "assess", mine.pk).content.decode()
    assert "Plans open questions" in page
    assert "Waits after questions" not in page
    assert COMMENT not in page
    score(mine, "yes")
    assert get(client, gita, "conclude", mine.pk).status_code == 302
    post(client, gita, "lock", mine.pk)
    assert get(client, gita, "assess", mine.pk)["Location"] == reverse(
        "review:conclude", args=[mine.pk]
    )
    assert COMMENT in get(client, gita, "conclude", mine.pk).content.decode()
    post(client, gita, "conclude", mine.pk, note="Your log convinced me.")
    tracker = get(client, stage.cast.amina, "tracker", case.submission_id).content.decode()
    assert "Your log convinced me." in tracker
    assert Decision.objects.get(case=case).outcome == "earned"
    assert (
        "No dispute waits" in client.get(reverse("review:lead")).content.decode()
        or post(client, gita, "adjudicate").status_code == 302
    )


def test_a_lead_settles_what_is_held_and_sees_no_names(client: Client, stage: Stage) -> None:
    """Her pages show the reason, never the teacher nor who scored."""
    case = stage.submitted()
    lock(stage.cast.ben, "yes")
    lock(stage.cast.bola, {"plans": "cannot_judge/too_short", "waits": "yes", "extra": "yes"})
    gita = stage.cast.gita
    overview = get(client, gita, "lead").content.decode()
    page = get(client, gita, "case", case.pk).content.decode()
    assert "It is too short to tell" in page
    for name in ("Amina", "Ben", "Bola", "Harbour"):
        assert name not in page
        assert name not in overview
    assert post(client, gita, "settle", case.pk, remedy="send_back", words="").status_code == 422
    post(client, gita, "settle", case.pk, remedy="send_back", words="The plan breaks off.")
    assert Case.objects.get(pk=case.pk).state == State.RETURNED
    tracker = get(client, stage.cast.amina, "tracker", case.submission_id).content.decode()
    for words in ("What to mend", "Plans open questions", COMMENT, "The plan breaks off."):
        assert words in tracker
    again = post(client, gita, "settle", case.pk, remedy="send_back", words="Again.")
    assert again["Location"] == reverse("review:case", args=[case.pk])


def test_the_history_holds_together_and_names_nobody(client: Client, stage: Stage) -> None:
    """The exported chain has a letter for each actor and the digests of the record (R21)."""
    from lapel.journey.record.queries import history

    case = stage.submitted()
    lock(stage.cast.ben, "yes")
    lock(stage.cast.bola, "yes")
    found = get(client, stage.cast.gita, "history", case.pk)
    body = found.json()
    digests = [entry.digest for entry in history("submission", case.submission_id)]
    assert [each["digest"] for each in body["entries"]] == digests
    assert {each["actor"] for each in body["entries"]} == {"Lapel", "A", "B", "C"}
    assert "withheld" not in body
    for person in stage.cast.everyone.values():
        assert str(person.pk) not in found.content.decode()


def test_a_lead_who_may_adjudicate_learns_no_hash_from_the_history(
    client: Client, stage: Stage
) -> None:
    """Few scores are possible, so their hash would tell them; the attempt's number too (R5)."""
    import re

    from lapel.journey.record.queries import history

    case = stage.submitted()
    lock(stage.cast.ben, "yes")
    lock(stage.cast.bola, "not_yet")
    case.refresh_from_db()
    assert case.state == State.DISCREPANT
    found = get(client, stage.cast.gita, "history", case.pk)
    entries = found.json()["entries"]
    assert [each["action"] for each in entries] == [
        each.action for each in history("submission", case.submission_id)
    ]
    assert {"from": "in_review", "to": "discrepant"} in [each["facts"] for each in entries]
    assert not re.search(r"[0-9a-f]{64}|attempt\"", found.content.decode())
    adjudicate(stage.cast.gita, "yes")
    told = get(client, stage.cast.gita, "history", case.pk).json()["entries"]
    assert all(each["digest"] for each in told)
    assert any("scores_hash" in each["facts"] for each in told)


def test_a_lead_appoints_and_ends(client: Client, stage: Stage) -> None:
    """Appointing by form, a wrong cap said plainly, and ending by a button."""
    gita = stage.cast.gita
    wish = {"assessor": gita.pk, "languages": "en"}
    wrong = post(client, gita, "assessors", "waiting", **wish, daily_cap=0)
    assert wrong.status_code == 422
    post(client, gita, "assessors", "waiting", **wish, daily_cap=3)
    appointment = Appointment.objects.get(person=gita)
    assert appointment.daily_cap == 3
    post(client, gita, "end_appointment", appointment.pk)
    appointment.refresh_from_db()
    assert appointment.ended_at is not None
    assert post(client, gita, "end_appointment", uuid.uuid4()).status_code == 404


def test_leaving_by_form(client: Client, stage: Stage) -> None:
    """Putting back, taking up again, and stepping back with a reason."""
    stage.submitted()
    ben = stage.cast.ben
    post(client, ben, "take")
    mine = Assessment.objects.get()
    score(mine, "yes")
    post(client, ben, "hand_back", mine.pk)
    assert "Kept for you" in get(client, ben, "index").content.decode()
    assert "No longer on your desk" in get(client, ben, "assess", mine.pk).content.decode()
    assert get(client, ben, "lock", mine.pk).status_code == 302
    again = post(client, ben, "take_kept", mine.pk)
    assert again["Location"] == reverse("review:assess", args=[mine.pk])
    assert post(client, ben, "take_kept", mine.pk)["Location"] == reverse("review:index")
    nothing = post(client, ben, "recuse", mine.pk, reason="")
    assert nothing["Location"] == reverse("review:assess", args=[mine.pk])
    post(client, ben, "recuse", mine.pk, reason="I know the class.")
    mine.refresh_from_db()
    assert mine.ending == "recused"
    late = post(client, ben, "hand_back", mine.pk)
    assert late["Location"] == reverse("review:index")
    taken = post(client, ben, "take_kept", mine.pk)
    assert taken["Location"] == reverse("review:index")
    assert "Nothing waits" in client.get(reverse("review:index")).content.decode()


def test_a_teacher_sees_what_changed_between_attempts(client: Client, stage: Stage) -> None:
    """Words added and removed, artefacts replaced, and each criterion before and after (R12)."""
    from review.stage import ANSWER, _file

    case = stage.submitted()
    lock(stage.cast.ben, {"plans": "almost", "waits": "yes", "extra": "yes"})
    lock(stage.cast.bola, {"plans": "almost", "waits": "yes", "extra": "yes"})
    draft = case.submission.draft
    plan = draft.artefacts.get(slot="artefacts.plan")
    plan.removed_at = plan.added_at
    plan.save()
    _file(draft, "artefacts.plan", "document", "A longer plan.", None)
    second = submit(draft, answer=ANSWER.replace("24", "25"), open_criteria=["plans"])
    page = get(client, stage.cast.amina, "tracker", second.submission_id).content.decode()
    assert "<del>24 </del><ins>25 </ins>" in page
    assert "Question plan: replaced" in page
    assert "Shown in an earlier attempt" not in page
    stage.appoint(stage.cast.gita)
    lock(stage.cast.ben, "yes")
    lock(stage.cast.gita, "yes")
    earned = get(client, stage.cast.amina, "tracker", second.submission_id).content.decode()
    assert "you have earned" in earned
    assert "Shown in an earlier attempt" in earned


def test_a_late_case_is_said_to_the_teacher_and_the_lead(client: Client, stage: Stage) -> None:
    """R15: after ten business days both read that it is late."""
    from lapel.journey.record.actions import clock_at, deliver_all

    case = stage.submitted()
    with clock_at(desk_clock(case).breach_at):
        deliver_all()
        tracker = get(client, stage.cast.amina, "tracker", case.submission_id).content.decode()
        lead = get(client, stage.cast.gita, "lead").content.decode()
    assert "longer than the ten business days" in tracker
    assert "late by" in lead


def test_panels_show_only_their_owner_her_letter(rf: Any, stage: Stage) -> None:
    """The enrolment page shows where it is, the draft page what the letter asks for (R11)."""
    from lapel.journey.review.panels import PANELS

    (enrolment,), (draft,) = PANELS["learning.enrolment"], PANELS["evidence.draft"]
    (attempt,) = PANELS["evidence.attempt"]
    case = stage.submitted()
    own = case.submission.draft
    request = rf.get("/")
    request.user = stage.cast.amina
    assert "Waiting for assessors" in enrolment(request, own.enrolment)
    assert draft(request, own) == ""
    lock(stage.cast.ben, "almost")
    lock(stage.cast.bola, "almost")
    request = rf.get("/")
    request.user = stage.cast.amina
    assert "Read your letter" in enrolment(request, own.enrolment)
    assert COMMENT in draft(request, own)
    assert "Read your letter" in attempt(request, case.submission)
    request.user = stage.cast.elif_
    assert enrolment(request, own.enrolment) == draft(request, own) == ""
    assert attempt(request, case.submission) == ""


def test_however_many_enrolments_are_listed_their_panels_ask_once(
    rf: Any, stage: Stage, django_assert_num_queries: Any
) -> None:
    """The list of what she learns shows where each last attempt stands, read together."""
    from lapel.journey.learning.models import Enrolment
    from lapel.journey.review.panels import PANELS
    from review.stage import enrol, publish, submit

    (enrolment,) = PANELS["learning.enrolment"]
    cast = stage.cast
    for number in range(5):
        version = publish(cast.college, cast.dara, slug=f"waiting-{number}")
        submit(enrol(cast.amina, version, cast.school))
    enrolments = list(Enrolment.objects.select_related("version"))
    request = rf.get("/")
    request.user = cast.amina
    with django_assert_num_queries(1):
        shown = [enrolment(request, each) for each in enrolments]
    assert all("Waiting for assessors" in each for each in shown)


def test_the_letter_shows_a_place_once_that_both_assessors_name(stage: Stage) -> None:
    """Both comments stand; the words they both quote are not repeated."""
    from lapel.journey.review.queries import letter_of

    case = stage.submitted()
    lock(stage.cast.ben, "almost")
    lock(stage.cast.bola, "almost")
    letter = letter_of(case.submission)
    assert letter is not None
    for part in letter.parts:
        assert [each["comment"] for each in part["said"]] == [COMMENT, COMMENT]
        assert [len(each["places"]) for each in part["said"]] == [1, 0]


def test_the_trackers_states_have_words(client: Client, stage: Stage) -> None:
    """In dispute, withdrawn and returned, each says who acts next; the dispute names no score."""
    from lapel.journey.evidence.actions import withdraw_submission
    from lapel.journey.record.actions import deliver_all

    case = stage.submitted()
    lock(stage.cast.ben, "yes")
    lock(stage.cast.bola, {"plans": "almost", "waits": "yes", "extra": "yes"})
    page = get(client, stage.cast.amina, "tracker", case.submission_id).content.decode()
    assert "A lead assessor." in page
    assert COMMENT not in page
    withdraw_submission(person=stage.cast.amina, submission_id=case.submission_id)
    page = get(client, stage.cast.amina, "tracker", case.submission_id).content.decode()
    assert "You, whenever you like." in page
    deliver_all()
    assert Case.objects.get(pk=case.pk).state == State.WITHDRAWN


def test_pages_ask_the_database_little(
    client: Client, world: dict[str, Any], django_assert_max_num_queries: Any
) -> None:
    """A page costs a bounded number of queries, whatever waits."""
    cast = world["stage"].cast
    for person, page, args, most in [
        (cast.ben, "index", [], 20),
        (cast.ben, "assess", [world["held"].pk], 25),
        (cast.gita, "lead", [], 28),  # its clock asks for holds, appeals, a calendar
        (cast.amina, "tracker", [world["decided"].submission_id], 30),
    ]:
        client.force_login(person)
        with django_assert_max_num_queries(most):
            client.get(reverse(f"review:{page}", args=args))


def test_an_adjudication_can_be_finished_only_by_who_took_it(stage: Stage) -> None:
    """The stage's helper goes the whole way; its seat is the third."""
    stage.submitted()
    lock(stage.cast.ben, "yes")
    lock(stage.cast.bola, "not_yet")
    assert adjudicate(stage.cast.gita, "almost").seat == 3
    with pytest.raises(actions.Refusal, match="nothing to conclude"):
        actions.conclude_adjudication(
            person=stage.cast.gita, assessment_id=Assessment.objects.get(seat=3).pk
        )


def test_a_lock_with_gaps_leads_back_to_the_list(client: Client, stage: Stage) -> None:
    """Posting the lock early changes nothing."""
    stage.submitted()
    mine = actions.take_next(person=stage.cast.ben)
    early = post(client, stage.cast.ben, "lock", mine.pk)
    assert early["Location"] == reverse("review:lock", args=[mine.pk])
    assert Assessment.objects.get(pk=mine.pk).locked_at is None
    finish(mine, "yes")
    assert "You locked this one" in get(client, stage.cast.ben, "assess", mine.pk).content.decode()


def test_the_case_page_offers_the_dispute_to_a_lead_who_may_take_it(
    client: Client, stage: Stage
) -> None:
    """R9: with one press she sits before it; then the page leads her back to her scores."""
    case = disputed(stage)
    page = get(client, stage.cast.gita, "case", case.pk)
    assert "Take this dispute" in page.content.decode()
    client.post(reverse("review:adjudicate"))
    taken = Assessment.objects.get(case=case, assessor=stage.cast.gita)
    assert taken.seat == 3
    page = get(client, stage.cast.gita, "case", case.pk)
    assert f'href="{reverse("review:assess", args=[taken.pk])}"' in page.content.decode()
    assert "Take this dispute" not in page.content.decode()


def test_disputes_are_taken_by_their_clocks_also_from_a_case_page(
    client: Client, stage: Stage
) -> None:
    """R4: the page of a later one says how many are due before it, and gives the next."""
    first, second = disputed(stage), disputed(stage, stage.cast.hana)
    page = get(client, stage.cast.gita, "case", second.pk).content.decode()
    assert "1 is due before this one" in page
    assert "Take this dispute" not in page
    client.post(reverse("review:adjudicate"))
    assert Assessment.objects.get(assessor=stage.cast.gita).case == first
    page = get(client, stage.cast.gita, "case", second.pk).content.decode()
    assert "Finish or hand back" in page


def test_a_lead_who_may_not_settle_a_dispute_is_offered_none(client: Client, stage: Stage) -> None:
    """R9: not what she scored herself, and not what another lead has taken; no reason is told."""
    belongs(stage.cast.ben, stage.cast.college, Role.LEAD_ASSESSOR)
    case = disputed(stage)
    page = get(client, stage.cast.ben, "case", case.pk).content.decode()
    assert "This one is for another lead assessor" in page
    assert '<button class="button primary">Take' not in page
    actions.take_adjudication(person=stage.cast.gita)
    page = get(client, stage.cast.ben, "case", case.pk).content.decode()
    assert "A lead assessor is on it." in page


def test_a_case_that_is_not_in_dispute_offers_nothing_of_the_kind(
    client: Client, stage: Stage
) -> None:
    """While it waits for its two assessors there is no dispute to take."""
    case = stage.submitted()
    assert "In dispute" not in get(client, stage.cast.gita, "case", case.pk).content.decode()


def disputed(stage: Stage, teacher: Any = None) -> Case:
    """Have a submission scored on either side of the line."""
    case = submit(enrol(teacher or stage.cast.amina, stage.version, stage.cast.school))
    lock(stage.cast.ben, "yes")
    lock(stage.cast.bola, "not_yet")
    case.refresh_from_db()
    return case


def test_a_teacher_appeals_by_plain_forms_and_reads_what_changed(
    client: Client, stage: Stage
) -> None:
    """From the letter: the form, what is missing, the appeal, and the new letter beside the old."""
    case = stage.submitted()
    below = {"plans": "almost", "waits": "yes", "extra": "yes"}
    lock(stage.cast.ben, below)
    lock(stage.cast.bola, below)
    amina, hana = stage.cast.amina, stage.cast.hana
    belongs(hana, stage.cast.college, Role.ASSESSOR)
    stage.appoint(hana)
    page = get(client, amina, "tracker", case.submission_id)
    assert b"If you see it differently" in page.content
    empty = post(client, amina, "appeal", case.submission_id)
    assert empty.status_code == 422
    assert "Choose the criteria you see differently." in empty.content.decode()
    said = {"criteria": ["plans"], "words": "Please look at the last line of the plan."}
    assert post(client, amina, "appeal", case.submission_id, **said).status_code == 302
    page = get(client, amina, "tracker", case.submission_id).content.decode()
    assert "A third assessor reads what you contest." in page
    assert "Withdraw it" not in page
    lock(hana, {"plans": "yes"})
    page = get(client, amina, "tracker", case.submission_id).content.decode()
    assert "you have earned “Waiting for an answer”" in page
    assert "on appeal; before: Almost" in page
    assert "The letter before your appeal" in page
    assert page.count(COMMENT) == 2  # the first two assessors', in the earlier letter only


def test_an_appeal_can_be_taken_back_from_its_page_once(client: Client, stage: Stage) -> None:
    """The decision stands; a second time there is nothing to take back."""
    case = stage.submitted()
    lock(stage.cast.ben, "almost")
    lock(stage.cast.bola, "almost")
    said = {"criteria": ["plans"], "words": "Please look again."}
    post(client, stage.cast.amina, "appeal", case.submission_id, **said)
    post(client, stage.cast.amina, "take_back_appeal", case.submission_id)
    assert Case.objects.get(pk=case.pk).state == State.DECIDED
    again = post(client, stage.cast.amina, "take_back_appeal", case.submission_id)
    page = client.get(again["Location"]).content.decode()
    assert "There is no open appeal." in page
    assert "Taken back" in page
    assert "If you see it differently" not in page
    late = post(client, stage.cast.amina, "appeal", case.submission_id, **said)
    assert "can no longer be appealed" in client.get(late["Location"]).content.decode()


def test_r14_a_lead_sees_appeals_and_the_public_their_number(client: Client, stage: Stage) -> None:
    """The lead's page lists what is open and what came of the others; the card counts."""
    case = stage.submitted()
    lock(stage.cast.ben, "almost")
    lock(stage.cast.bola, "almost")
    said = {"criteria": ["plans"], "words": "Please look at the last line."}
    post(client, stage.cast.amina, "appeal", case.submission_id, **said)
    lead = get(client, stage.cast.gita, "lead").content.decode()
    assert "being heard" in lead
    page = get(client, stage.cast.gita, "case", case.pk).content.decode()
    assert "Please look at the last line." in page
    assert "Amina" not in page
    client.logout()
    card = client.get(reverse("review:reliability", args=["waiting"])).content.decode()
    assert "There is 1 decision so far" in card


def test_the_counts_of_appeals_are_told_from_twenty_decisions_on(rf: Any) -> None:
    """With what became of them, as numbers of people and never as a rate of few."""
    from django.template.loader import render_to_string

    from lapel.journey.review.queries import Appeals

    many = {"appeals": Appeals(decided=40, appealed=3, upheld=1, changed=1)}
    told = render_to_string("review/parts/appeals_told.html", many, rf.get("/"))
    assert "Of 40 decisions 3 were appealed." in told
    assert "the decision stood in 1, and something changed for the teacher's good in 1" in (
        told.replace("&#x27;", "'")
    )
