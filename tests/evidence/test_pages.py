"""Pages of evidence, as a browser without scripts and as a script asks for them."""

from __future__ import annotations

import uuid
from contextlib import ExitStack

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test.client import FakePayload
from django.urls import reverse

from evidence.desk import CONTEXT, ready_file
from lapel.journey.consent.queries import STATEMENTS
from lapel.journey.evidence import actions
from lapel.journey.evidence.models import Answer, Artefact, Draft, SetAside, Submission
from lapel.journey.files.actions import place_held, waiting
from lapel.journey.files.events import FileReceived
from lapel.journey.files.models import StoredFile
from lapel.journey.record.actions import announce
from lapel.journey.record.models import Delivery
from lapel.journey.record.queries import now
from mailing import sign_in_as

Ended = Submission.Outcome

JSON = {"Accept": "application/json"}


def at(name, *args):
    return reverse(f"evidence:{name}", args=args)


def test_the_draft_page_shows_every_place_and_what_is_missing(desk, amina):
    """Each thing that is missing links to the place on the page where it can be mended."""
    page = amina.get(at("draft", desk.draft.id)).content.decode()
    for place in ("overview.context", "artefacts.recording", "reflection.change", "attest"):
        assert f'id="{place}"' in page
        assert f'href="#{place}"' in page


def test_a_page_shows_its_draft_in_every_state(desk, amina):
    """Writing, submitted, revising and withdrawn drafts all have a page and a line in the list."""
    desk.fill()
    shown = [amina.get(at("draft", desk.draft.id)).content.decode()]
    submission = desk.submit()
    shown.append(amina.get(at("draft", desk.draft.id)).content.decode())
    assert "cannot be changed now" in shown[1]
    actions.close_submission(
        submission_id=submission.id, outcome=Ended.ALMOST, open_criteria=["waits"]
    )
    revising = amina.get(at("draft", desk.draft.id)).content.decode()
    assert "You are revising" in revising
    assert "Carried over" in revising
    index = amina.get(at("index")).content.decode()
    assert "To be revised" in index


def test_the_list_is_kind_when_it_is_empty(cast, amina):
    """Somebody without evidence is shown the way to the catalogue."""
    assert "Browse the catalogue" in amina.get(at("index")).content.decode()


def test_an_enrolment_without_a_draft_offers_to_begin(desk, amina):
    """One POST opens the draft, and a second one finds the same."""
    Draft.objects.all().delete()
    assert at("begin", desk.enrolment.id) in amina.get(at("index")).content.decode()
    first = amina.post(at("begin", desk.enrolment.id))
    second = amina.post(at("begin", desk.enrolment.id))
    assert first.url == second.url == at("draft", Draft.objects.get().id)


def test_an_answer_is_saved_by_form_and_by_script(desk, amina):
    """Without JavaScript the same address answers with the page again."""
    url = at("answer", desk.draft.id, "overview.context")
    by_form = amina.post(url, {"text": "One\r\ntwo", "base_revision": 0})
    assert by_form.status_code == 302
    by_script = amina.post(url, {"text": CONTEXT, "base_revision": 1}, headers=JSON)
    assert by_script.json()["revision"] == 2
    assert Answer.objects.get().text == CONTEXT


def test_a_line_break_stays_the_one_the_page_has(desk, amina):
    """Forms send CR LF; kept so, a page would differ from the text it was saved from."""
    url = at("answer", desk.draft.id, "overview.context")
    amina.post(url, {"text": "One\r\ntwo", "base_revision": 0})
    assert Answer.objects.get().text == "One\ntwo"


def test_a_stale_save_shows_both_texts_and_three_choices(desk, amina):
    """Nothing that was typed is lost: the page (409) holds both."""
    desk.write("overview.context", "The first device wrote this.")
    url = at("answer", desk.draft.id, "overview.context")
    page = amina.post(url, {"text": "The second device wrote that.", "base_revision": 0})
    assert page.status_code == 409
    html = page.content.decode()
    assert all(f'value="{choice}"' in html for choice in ("saved", "aside", "both"))
    assert "first" in html
    assert "second" in html
    script = amina.post(url, {"text": "A third.", "base_revision": 0}, headers=JSON)
    assert script.status_code == 409
    assert script.json()["html"].count("data-conflict=") == 2


@pytest.mark.parametrize(
    ("choice", "kept"), [("saved", "Here."), ("aside", "There."), ("both", "Here and there.")]
)
def test_a_choice_between_two_texts_is_kept(desk, amina, choice, kept):
    """She keeps the one, takes the other, or makes one of both."""
    desk.write("overview.context", "Here.")
    with pytest.raises(actions.StaleError):
        desk.write("overview.context", "There.", base=0)
    aside = SetAside.objects.get()
    body = {"choice": choice, "text": "Here and there.", "base_revision": 1}
    assert amina.post(at("settle", aside.id), body).status_code == 302
    assert Answer.objects.get().text == kept
    assert amina.get(at("answer", desk.draft.id, "overview.context")).status_code == 302


def test_a_form_sends_a_whole_file_without_scripts(desk, amina):
    """The plain form streams into the same intake as the script's pieces."""
    url = at("add", desk.draft.id, "artefacts.recording")
    reply = amina.post(url, {"file": SimpleUploadedFile("lesson.mp3", b"ID3 sound")})
    assert reply.status_code == 302
    file = Artefact.objects.get().file
    assert (file.state, file.received, file.name) == (StoredFile.State.RECEIVED, 9, "lesson.mp3")


def test_a_form_that_is_too_long_is_refused_before_it_is_read(desk, amina, monkeypatch):
    """Otherwise anyone signed in could fill the disk with what no page offers to send."""
    monkeypatch.setattr("lapel.journey.evidence.views.artefacts.PLAIN_LIMIT", 10)
    url = at("add", desk.draft.id, "artefacts.recording")
    reply = amina.post(url, {"file": SimpleUploadedFile("lesson.mp3", b"ID3 sound")})
    assert reply.status_code == 413
    assert not Artefact.objects.exists()


def test_a_form_for_anothers_draft_is_not_read(desk, client, cast):
    """It does not exist for him, however much he sends: no byte of it is taken first."""
    url = at("add", desk.draft.id, "artefacts.recording")
    client.force_login(cast.ben)
    read = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FakePayload, "read", lambda *_args: read.append(1) or b"")
        reply = client.post(url, {"file": SimpleUploadedFile("lesson.mp3", b"ID3 sound")})
    assert reply.status_code == 404
    assert read == []


def test_a_form_too_many_is_not_read_and_told_to_wait(desk, amina, cast):
    """Adding counts among what she is sending: a page says so (RFC 6585, section 4)."""
    url = at("add", desk.draft.id, "artefacts.recording")
    with ExitStack() as hers:
        for _each in range(waiting.MOST_OF_ONE):
            hers.enter_context(place_held(cast.amina))
        reply = amina.post(url, {"file": SimpleUploadedFile("lesson.mp3", b"ID3 sound")})
    assert (reply.status_code, reply["Retry-After"]) == (429, "3")
    assert "as many files as one person can" in reply.content.decode()
    assert "pick it again" in reply.content.decode()
    assert not Artefact.objects.exists()


def test_a_script_that_adds_too_often_is_told_when_to_go_on(desk, amina, monkeypatch):
    """Each file begun is a row and room on the disk; the sentence comes as JSON."""
    monkeypatch.setattr(waiting, "MOST_AN_HOUR", 1)
    url = at("add", desk.draft.id, "artefacts.recording")
    body = {"name": "lesson.mp4", "size": 5, "fingerprint": "ab" * 32}
    made = amina.post(url, body, headers=JSON).json()["artefact"]
    # the same file, asked for again after a cut, begins nothing
    assert amina.post(url, body, headers=JSON).json()["artefact"] == made
    amina.post(at("remove", made))
    reply = amina.post(url, body, headers=JSON)
    assert reply.status_code == 429
    assert int(reply["Retry-After"]) == pytest.approx(3600, abs=30)
    assert "in so short a time" in reply.json()["sentence"]
    assert Artefact.objects.count() == 1


@pytest.mark.parametrize("what", ["file", "captions"])
def test_what_was_cut_off_again_and_again_can_be_asked_for_again(desk, amina, what):
    """A plain sentence and a button; nothing pretends to be in preparation."""
    artefact = desk.bring()
    given_up = ready_file(desk.cast.amina, words="given up")
    given_up.state = StoredFile.State.RECEIVED
    given_up.save()
    with transaction.atomic():
        announce(FileReceived(file_id=given_up.id))
    setattr(artefact, what, given_up)
    artefact.save()
    assert "being prepared" in amina.get(at("draft", desk.draft.id)).content.decode()
    Delivery.objects.filter(event__kind=FileReceived.kind()).update(state="parked", attempts=6)
    page = amina.get(at("draft", desk.draft.id)).content.decode()
    assert "was cut off several times" in page
    assert "being prepared" not in page
    assert "data-waiting" not in page
    assert "artefacts.recording" in desk.missing()
    told = amina.get(reverse("files:state", args=[given_up.id])).json()
    assert told["state"] == "stalled"
    reply = amina.post(at("again", artefact.id), headers=JSON)
    assert "data-waiting" in reply.json()["html"]
    again = Delivery.objects.get(event__kind=FileReceived.kind(), receiver="files.rebuild")
    assert again.state == "waiting"


def test_captions_are_files_too_and_counted(desk, amina, monkeypatch):
    """They come by another form and end in the same store."""
    artefact = desk.bring()
    monkeypatch.setattr(waiting, "MOST_AN_HOUR", 1)
    file = {"file": SimpleUploadedFile("a.vtt", b"WEBVTT")}
    assert amina.post(at("captions", artefact.id), file).status_code == 429


def test_a_script_is_told_where_to_send_the_pieces(desk, amina):
    """The card and the upload's address come back; asking again gives the same artefact."""
    url = at("add", desk.draft.id, "artefacts.recording")
    body = {"name": "lesson.mp4", "size": 5_000_000_000 // 2, "fingerprint": "ab" * 32}
    first = amina.post(url, body, headers=JSON)
    second = amina.post(url, body, headers=JSON)
    assert first.status_code == 201
    assert first.json()["artefact"] == second.json()["artefact"]
    assert first.json()["upload"] == reverse("files:upload", args=[Artefact.objects.get().file_id])
    assert "data-arriving" in first.json()["html"]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "<img src=x onerror=alert(1)>.jpg", "\u202egpj.exe", "a\0b", ""]
)
def test_a_hostile_name_is_only_ever_text(desk, amina, name):
    """A file's name is shown escaped, without folders and without signs that turn its reading."""
    url = at("add", desk.draft.id, "artefacts.recording")
    reply = amina.post(url, {"name": name, "size": 5}, headers=JSON)
    kept = StoredFile.objects.get().name
    assert kept
    assert kept.isprintable()
    assert "/" not in kept
    assert "<img src=x" not in reply.json()["html"]


def test_a_refusal_is_a_sentence_for_scripts_and_for_pages(desk, amina):
    """A full place says so; 422 tells a script that trying again is of no use."""
    desk.bring()
    desk.bring()
    url = at("add", desk.draft.id, "artefacts.recording")
    reply = amina.post(url, {"name": "x", "size": 5}, headers=JSON)
    assert (reply.status_code, reply.json()) == (
        422,
        {"sentence": "This place is full; remove a file first."},
    )
    page = amina.post(url, {"name": "x", "size": 5}, follow=True).content.decode()
    assert "This place is full" in page


def test_an_artefact_is_described_removed_and_brought_back(desk, amina):
    """Each step answers with the card as it is now."""
    artefact = desk.bring()
    amina.post(
        at("answer", desk.draft.id, f"note:{artefact.id}"),
        {"text": "Minute two", "base_revision": 0},
    )
    amina.post(at("ai_use", artefact.id), {"ai_use": "wording"}, headers=JSON)
    artefact.refresh_from_db()
    assert (artefact.note, artefact.ai_use) == ("Minute two", "wording")
    removed = amina.post(at("remove", artefact.id), headers=JSON).json()["html"]
    assert "Bring back" in removed
    restored = amina.post(at("restore", artefact.id), headers=JSON).json()["html"]
    assert "Minute two" in restored


def test_captions_come_and_go(desk, amina):
    """A recording's captions are a file of their own; too long ones are refused."""
    artefact = desk.bring()
    url = at("captions", artefact.id)
    amina.post(url, {"file": SimpleUploadedFile("a.vtt", b"WEBVTT\n\n00:00.000 --> 00:01.000\nHi")})
    artefact.refresh_from_db()
    assert artefact.captions.purpose == "captions"
    amina.post(url, {"remove": "yes"})
    artefact.refresh_from_db()
    assert artefact.captions is None
    huge = SimpleUploadedFile("a.vtt", b"x" * (actions.CAPTIONS_LIMIT + 1))
    assert amina.post(url, {"file": huge}, headers=JSON).status_code == 422
    assert amina.post(url, headers=JSON).status_code == 422


def test_her_word_is_asked_for_each_statement_and_again_after_a_change(desk, amina):
    """A change of text takes the attestation back, and the page says so."""
    desk.fill()
    desk.write("overview.context", f"{CONTEXT} More.")
    url = at("attest", desk.draft.id)
    half = amina.post(url, {"statement": ["no-names"]}, follow=True).content.decode()
    assert "Please confirm each of the statements." in half
    whole = amina.post(url, {"statement": list(STATEMENTS)}, follow=True).content.decode()
    assert "You have confirmed these statements" in whole
    assert at("submit", desk.draft.id) in whole


def test_submitting_shows_first_what_will_be_frozen(desk, amina):
    """The page sums up and carries the key that makes a double click harmless."""
    desk.fill()
    page = amina.get(at("submit", desk.draft.id))
    assert "What will be frozen" in page.content.decode()
    body = {"key": page.context["key"]}
    first = amina.post(at("submit", desk.draft.id), body)
    second = amina.post(at("submit", desk.draft.id), body)
    assert first.url == second.url == at("attempt", Submission.objects.get().id)
    another = amina.post(at("submit", desk.draft.id), {"key": "another window"})
    assert another.url == first.url
    assert amina.get(at("submit", desk.draft.id)).url == first.url


def test_what_is_incomplete_is_not_submitted_but_listed(desk, amina):
    """The pre-check answers at once and counts no attempt (R3)."""
    page = amina.post(at("submit", desk.draft.id), {"key": "k"})
    assert page.status_code == 409
    assert "cannot be submitted yet" in page.content.decode()
    assert not Submission.objects.exists()


def test_an_attempt_is_shown_with_its_manifest_and_can_be_withdrawn(desk, amina):
    """She sees what is frozen, takes its manifest home, and may take the attempt back."""
    desk.fill()
    submission = desk.submit()
    page = amina.get(at("attempt", submission.id)).content.decode()
    assert CONTEXT in page
    assert submission.manifest_hash in page
    manifest = amina.get(at("manifest", submission.id))
    assert manifest["Content-Disposition"].startswith("attachment")
    assert manifest.json()["manifest"] == submission.manifest
    assert "Withdraw it" in amina.get(at("withdraw", submission.id)).content.decode()
    assert amina.post(at("withdraw", submission.id)).url == at("draft", desk.draft.id)
    assert amina.get(at("withdraw", submission.id)).url == at("attempt", submission.id)
    again = amina.post(at("withdraw", submission.id), follow=True).content.decode()
    assert "has ended already" in again


def test_a_mentor_is_asked_and_logs_the_day(desk, amina, client, cast):
    """After three attempts a meeting opens the next; the mentor learns only who asks (R12)."""
    desk.fill()
    for number in (1, 2, 3):
        desk.decided("waits", number=number)
    page = amina.get(at("draft", desk.draft.id)).content.decode()
    assert "Chipo" in page
    wrong = amina.post(at("ask", desk.draft.id), {"mentor": "nobody"}, follow=True)
    assert "choose a mentor" in wrong.content.decode()
    amina.post(at("ask", desk.draft.id), {"mentor": cast.chipo.id})
    client.logout()
    client.force_login(cast.chipo)
    mine = client.get(at("meetings")).content.decode()
    assert "Amina" in mine
    assert desk.version.title not in mine
    meeting = desk.draft.meetings.get()
    client.post(at("log", meeting.id), {"held_on": "never"})
    client.post(at("log", meeting.id), {"held_on": "2999-01-01"})
    meeting.refresh_from_db()
    assert meeting.logged_at is None
    client.post(at("log", meeting.id), {"held_on": "2026-03-01"})
    assert "mentor" not in desk.missing()


def addresses(desk, artefact, submission, aside):
    draft = desk.draft.id
    return [
        ("get", at("draft", draft)),
        ("get", at("precheck", draft)),
        ("get", at("answer", draft, "overview.context")),
        ("post", at("answer", draft, "overview.context")),
        ("post", at("settle", aside.id)),
        ("post", at("add", draft, "artefacts.recording")),
        ("get", at("card", artefact.id)),
        ("post", at("ai_use", artefact.id)),
        ("post", at("captions", artefact.id)),
        ("post", at("remove", artefact.id)),
        ("post", at("restore", artefact.id)),
        ("post", at("attest", draft)),
        ("get", at("submit", draft)),
        ("post", at("submit", draft)),
        ("get", at("attempt", submission.id)),
        ("get", at("manifest", submission.id)),
        ("get", at("withdraw", submission.id)),
        ("post", at("withdraw", submission.id)),
        ("post", at("ask", draft)),
        ("post", at("begin", desk.enrolment.id)),
        ("post", at("log", uuid.uuid4())),
    ]


@pytest.mark.parametrize("who", ["ben", "chipo", "elif_", "femi", "gita", "ibrahim", "emre"])
def test_another_persons_evidence_does_not_exist(desk, client, cast, who):
    """Whatever her role, everyone but the teacher gets 404, as for a number that was made up."""
    artefact = desk.fill()
    with pytest.raises(actions.StaleError):
        desk.write("overview.context", "Elsewhere.", base=0)
    aside = SetAside.objects.get()
    actions.settle(person=cast.amina, set_aside_id=aside.id, text=CONTEXT, base_revision=1)
    submission = desk.submit()
    sign_in_as(client, getattr(cast, who))
    body = {
        "base_revision": 1,
        "text": "mine",
        "size": 5,
        "choice": "saved",
        "held_on": "2026-03-01",
    }
    for method, url in addresses(desk, artefact, submission, aside):
        reply = getattr(client, method)(url, body if method == "post" else None)
        assert reply.status_code == 404, (method, url)
    assert Answer.objects.get(question="overview.context").text == CONTEXT


def test_a_visitor_is_led_to_sign_in(desk, client):
    """No address of the room tells a visitor whether what it names exists."""
    for url in (at("index"), at("draft", desk.draft.id), at("draft", uuid.uuid4()), at("meetings")):
        reply = client.get(url)
        assert reply.status_code == 302
        assert reply.url.startswith(reverse("account_login"))


def test_no_post_is_taken_without_its_token(desk, cast):
    """Another site's form cannot write, send or submit in her name (CSRF)."""
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.amina)
    draft = desk.draft.id
    for url, body in [
        (at("answer", draft, "overview.context"), {"text": "x", "base_revision": 0}),
        (at("add", draft, "artefacts.recording"), {"name": "x", "size": 5}),
        (at("add", draft, "artefacts.recording"), {"file": SimpleUploadedFile("x", b"x")}),
        (at("submit", draft), {"key": "k"}),
        (at("attest", draft), {"statement": list(STATEMENTS)}),
    ]:
        assert strict.post(url, body).status_code == 403, url
    assert not Answer.objects.exists()
    assert not Artefact.objects.exists()


def test_lists_ask_the_database_a_fixed_number_of_times(
    desk, amina, cast, django_assert_max_num_queries
):
    """Ten drafts cost no more queries than one."""
    from documents import publish
    from lapel.journey.learning.actions import enrol

    for number in range(10):
        version = publish(cast, slug=f"another-{number}", title=f"Another {number}")
        enrolment = enrol(person=cast.amina, version=version, organisation=cast.school)
        actions.begin_draft(person=cast.amina, enrolment=enrolment)
    with django_assert_max_num_queries(10):
        amina.get(at("index"))


def test_a_panel_asks_once_for_a_page_that_lists_many(desk, rf, django_assert_max_num_queries):
    """Learning's list shows it for every enrolment."""
    from lapel.journey.evidence.panels import progress, way_to_evidence

    request = rf.get("/learning/")
    request.user = desk.cast.amina
    with django_assert_max_num_queries(2):
        for _each in range(10):
            assert "Draft" in progress(request, desk.enrolment)
            assert at("draft", desk.draft.id) in way_to_evidence(request, desk.enrolment)


@pytest.mark.parametrize("state", ["none", "writing", "waiting", "revising", "decided"])
def test_a_panel_leads_to_where_the_evidence_stands(desk, rf, state):
    """To begin, to go on, to revise or to look at what was submitted."""
    from lapel.journey.evidence.panels import progress, way_to_evidence

    desk.fill()
    if state not in {"none", "writing"}:
        submission = desk.submit()
    if state in {"revising", "decided"}:
        actions.close_submission(
            submission_id=submission.id,
            outcome=Ended.NOT_YET if state == "revising" else Ended.EARNED,
            open_criteria=["waits"],
        )
    request = rf.get("/learning/")
    request.user = desk.cast.ben if state == "none" else desk.cast.amina
    way = way_to_evidence(request, desk.enrolment)
    expected = {
        "none": at("begin", desk.enrolment.id),
        "writing": at("draft", desk.draft.id),
        "revising": at("draft", desk.draft.id),
    }
    assert expected.get(state, "/evidence/attempts/") in way
    assert bool(progress(request, desk.enrolment)) == (state != "none")


def test_the_draft_page_asks_the_database_a_bounded_number_of_times(
    desk, amina, django_assert_max_num_queries
):
    """A full draft of many texts and files stays quick on a slow disk."""
    desk.fill()
    desk.bring()
    with django_assert_max_num_queries(45):
        amina.get(at("draft", desk.draft.id))


def test_the_list_is_filtered_by_where_each_draft_stands(desk, amina):
    """One place for drafts and attempts; a state without any says so and leads back to all."""
    title = desk.enrolment.version.title
    drafts = amina.get(at("index"), {"show": "writing"}).content.decode()
    assert f"{title}</a></h2>" in drafts
    assert 'href="?show=writing" aria-current="page"' in drafts
    for state in ("waiting", "almost", "not_yet", "sent_back", "earned"):
        page = amina.get(at("index"), {"show": state}).content.decode()
        assert f"{title}</a></h2>" not in page
        assert "None of yours stands here now." in page
        assert "Show all" in page
    desk.fill()
    desk.submit()
    assert f"{title}</a></h2>" in amina.get(at("index"), {"show": "waiting"}).content.decode()
    assert f"{title}</a></h2>" in amina.get(at("index"), {"show": "nonsense"}).content.decode()


@pytest.mark.parametrize(
    ("outcome", "name"),
    [
        (Ended.ALMOST, "Almost there"),
        (Ended.NOT_YET, "Not yet"),
        (Ended.SENT_BACK, "Sent back"),
        (Ended.CLOSED, "Closed after an inquiry"),
        (Ended.EARNED, "Earned"),
    ],
)
def test_what_was_almost_not_yet_or_sent_back_has_each_its_place_in_the_filter(
    desk, amina, outcome, name
):
    """As review named it when it closed the attempt; it stands under that name and no other."""
    title = desk.enrolment.version.title
    desk.fill()
    desk.decided("waits", outcome=outcome)
    page = " ".join(amina.get(at("index"), {"show": outcome}).content.decode().split())
    shown = f'<a href="?show={outcome}" aria-current="page">{name} <span class="number">1</span>'
    assert shown in page
    for other in ("writing", "waiting", *Ended):
        page = amina.get(at("index"), {"show": other}).content.decode()
        assert (f"{title}</a></h2>" in page) == (other == outcome), other


def test_who_never_had_an_inquiry_is_not_reminded_of_one(desk, amina):
    """The filter names it only where something stands there."""
    desk.fill()
    desk.decided("waits", outcome=Ended.NOT_YET)
    assert "inquiry" not in amina.get(at("index")).content.decode()


def test_what_was_sent_back_says_that_it_cost_no_attempt(desk, amina):
    """Something could not be judged (R6), which is mended and not a matter of what is met."""
    desk.fill()
    desk.decided("waits", outcome=Ended.SENT_BACK)
    page = amina.get(at("index")).content.decode()
    assert "mend what could not be judged" in page
    assert "change what is not met yet" not in page


def test_the_list_says_where_the_assessors_are_with_it(desk, amina):
    """A later room tells the state in words, with the way to the tracker."""
    desk.fill()
    submission = desk.submit()
    page = amina.get(at("index")).content.decode()
    assert reverse("review:tracker", args=[submission.id]) in page
    assert "who acts next" in page


def test_a_mentors_page_says_what_will_be_there_and_what_she_can_do(cast, client):
    """Before anybody asks: who can, what she will see and what not, and a way on."""
    client.force_login(cast.chipo)
    page = client.get(at("meetings")).content.decode()
    assert "Nobody asks you for a meeting now." in page
    assert str(cast.school) in page
    assert "you do not assess for twelve months" in page
    assert reverse("catalogue:index") in page.partition("<main")[2]


def test_a_mentor_keeps_the_meetings_she_logged(desk, cast, client):
    """With whom and when; nothing of the work itself."""
    meeting = desk.draft.meetings.create(mentor=cast.chipo, asked_at=now())
    actions.log_meeting(mentor=cast.chipo, meeting_id=meeting.id, held_on=now().date())
    client.force_login(cast.chipo)
    page = client.get(at("meetings")).content.decode()
    assert "Meetings you have logged" in page
    assert str(cast.amina) in page
    assert desk.enrolment.version.title not in page
