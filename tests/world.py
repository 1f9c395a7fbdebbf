"""A small world in which everything exists in every state, for tests that walk all pages.

`build()` puts the cast on the stage and lets them act. It gives, for each kind of thing, its
states by name, and for each state what an address needs to point there.
"""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.test import Client

from authoring.ladders import leave_levels
from cast import assemble, belongs, person
from diagnosis.answering import leave_growth
from diagnosis.asking import leave_diagnoses
from diagnosis.banking import leave_questions
from documents import publish_a_stack
from evidence.desk import CHANGE, CONTEXT, Desk, ready_file
from exchange.programs import METADATA, REDIRECT, from_elsewhere
from integrity.alike import leave as leave_likeness
from issuing.earning import earned, staged
from lapel.journey.authoring.actions import bring_framework, import_document, take_brought
from lapel.journey.authoring.queries import as_text
from lapel.journey.catalogue.models import MicroCredential, Stack
from lapel.journey.consent import actions as consent
from lapel.journey.consent.queries import code_of
from lapel.journey.currency.actions import record_recognition
from lapel.journey.evidence.actions import StaleError, add_artefact
from lapel.journey.evidence.actions import let_in as let_read
from lapel.journey.evidence.models import MentorMeeting, SetAside, Share
from lapel.journey.exchange.actions import (
    bring_badge,
    host_awards,
    let_in,
    make_api_token,
    register_program,
)
from lapel.journey.exchange.models import ApiToken, Brought, HostedAward
from lapel.journey.files.models import Derivative
from lapel.journey.files.queries import link
from lapel.journey.issuing.actions import (
    Body,
    Terms,
    accept_endorsement,
    ask_award_endorsement,
    ask_endorsement,
    cancel_batch,
    change_many,
    confirm_batch,
    issue_batch,
    pause_batch,
    revoke,
    suspend,
    upload_batch,
)
from lapel.journey.issuing.models import StatusList
from lapel.journey.issuing.queries import active_key, competency_name
from lapel.journey.learning.actions import keep_media
from lapel.journey.licensure.actions import begin_licensing
from lapel.journey.messaging.actions import (
    let_device_in,
    make_push_key,
    ping_webhook,
    register_webhook,
)
from lapel.journey.people.actions import (
    close_organisation,
    found_organisation,
    invite,
    upload_invitations,
)
from lapel.journey.people.models import Membership, Role
from lapel.journey.record.actions import deliver_all
from lapel.journey.record.models import Delivery
from lapel.journey.record.queries import now
from lapel.journey.redaction.models import Check, Suggestion
from lapel.journey.retention.actions import place_hold
from lapel.journey.review import actions as review
from lapel.journey.review.models import Appointment
from lapel.journey.sharing.actions import change_share, order_form
from mailing import sign_in_as
from plan.shelf import leave_plan
from ports.push.devices import Browser
from qualification.room import furnish
from qualification.watch import furnish_watch
from review.stage import ANSWER, Stage, adjudicate, finish, lock, score
from viva.talking import leave as leave_talks

if TYPE_CHECKING:
    from lapel.journey.files.models import StoredFile
    from lapel.journey.issuing.models import Award
    from lapel.journey.people.models import Person
    from lapel.journey.review.models import Assessment, Case

ANONYMOUS = "anonymous"
TABLE = b"name,email,school\nNia,nia@example.org,harbour-school\nBad,no address,harbour-school\n"
STATED = {
    "recogniser": "Riverbend Board of Licensure",
    "statement": "Counts one credit towards renewal.",
    "credit": "1 credit",
    "source": "https://example.org/credits",
    "verify": "Ask the board.",
}
A_COMPETENCY = "00000000-0000-4000-8000-000000000001"
A_FRAMEWORK = json.dumps(
    {
        "CFDocument": {
            "identifier": "10000000-0000-4000-8000-000000000000",
            "uri": "https://standards.example.org/frameworks/1",
            "creator": "State of Example",
            "title": "Standards for Teachers",
        },
        "CFItems": [
            {
                "identifier": A_COMPETENCY,
                "uri": "https://standards.example.org/items/1",
                "humanCodingScheme": "S1",
                "fullStatement": "The teacher listens.",
            }
        ],
    }
)
LETTER = "0" * 20 + "-deadbeef"


class World:
    """The cast with all they made: `things[kind][state]` is what a URL needs to point there."""

    def __init__(self) -> None:
        self.cast = assemble()
        self.nia = person("Nia")  # teaches beside Amina
        belongs(self.nia, self.cast.school, Role.TEACHER)
        self.zuri = person("Zuri")  # holds every role there is, in another organisation
        for role in Role:
            belongs(self.zuri, self.cast.elsewhere, role)
        self.people: dict[str, Person] = {
            **{each.name.lower(): each for each in self.cast.everyone.values()},
            "nia": self.nia,
            "zuri": self.zuri,
        }
        self.things: dict[str, dict[str, dict[str, Any]]] = {}
        # Who she is, which her assessors never learn; and what she wrote, which they read.
        self.secrets: set[str] = {"Amina", self.cast.amina.email}
        self.texts = {CONTEXT, CHANGE, ANSWER, "Typed on another device."}
        publish_a_stack(self.cast)
        self._organisations()
        self._authoring()
        self._awards()
        leave_talks(self)
        self._cases()
        self._writing()
        self._mail()
        self._jobs()
        self._exchange()
        self._consents()
        furnish(self)
        furnish_watch(self)
        leave_likeness(self)
        leave_diagnoses(self)
        leave_questions(self)
        leave_levels(self)
        leave_growth(self)
        leave_plan(self)

    def put(self, kind: str, state: str, **names: Any) -> None:
        self.things.setdefault(kind, {})[state] = names

    def clients(self) -> dict[str, Client]:
        """Give everybody a browser with both factors, and one to nobody."""
        signed_in = {name: sign_in_as(Client(), each) for name, each in self.people.items()}
        return {ANONYMOUS: Client(), **signed_in}

    def _consents(self) -> None:
        """Leave a class with a student for whom nobody answered, one allowed, one taken back."""
        cast = self.cast
        class_ = consent.open_class(person=cast.amina, organisation=cast.school, name="7B science")
        self.put("class", "with students", class_id=class_.pk)
        lines = "J. K., Jamila Kimathi\nOtter, Omondi Were\nHeron"
        consent.add_students(person=cast.amina, class_id=class_.pk, lines=lines)
        day = now().date()
        for state, label in {
            "allowed": "J. K.",
            "taken back": "Otter",
            "no answer": "Heron",
        }.items():
            student = class_.students.get(label=label)
            told = {"person": cast.amina, "student_id": student.pk}
            if state != "no answer":
                until = consent.last_day(day)
                answer = consent.Answer(scopes=["photo"], given_on=day, expires_on=until)
                consent.record_consent(answer=answer, **told)
            if state == "taken back":
                consent.withdraw_consent(**told)
            self.put("student", state, student_id=student.pk)
            link = consent.make_link(**told)
            self.put("family link", state, code=code_of(link.pk))
        self.secrets |= {"Jamila Kimathi", "Omondi Were"}

    def _exchange(self) -> None:
        """Let a program in, and bring a badge from elsewhere."""
        told = register_program(metadata=METADATA).program
        let_in(
            person=self.cast.amina,
            program=told,
            scope=told.metadata["scope"],
            redirect_uri=REDIRECT,
            challenge="x" * 43,
        )
        self.put("program", "let in", program_id=told.pk)
        bring_badge(person=self.cast.amina, content=from_elsewhere("amina@example.org"))
        self.put("brought", "hers", brought_id=Brought.objects.get().pk)
        host_awards(person=self.cast.amina)
        self.put("assertion", "hers", name=HostedAward.objects.first().pk)

    def _organisations(self) -> None:
        cast = self.cast
        self.put("organisation", "hers", slug=cast.school.slug)
        days = {date(2027, 12, 24): "Long night", date(2020, 1, 1): "A new year, long ago"}
        old = found_organisation(
            person=cast.ibrahim, name="Old Mill", kind="school", parent=cast.district, holidays=days
        )
        close_organisation(person=cast.ibrahim, organisation_id=old.pk)
        self.put("organisation", "closed", slug=old.slug)
        mine = Membership.objects.get(person=cast.amina)
        self.put("membership", "Amina's", pk=mine.pk)
        open_ = invite(person=cast.elif_, organisation=cast.school, email="new@example.org")
        self.put("invitation", "open", pk=open_.pk)
        sheet = upload_invitations(person=cast.elif_, organisation=cast.district, data=TABLE)
        self.put("sheet", "uploaded", pk=sheet.pk)
        version = self.version = MicroCredential.objects.get(slug="wait-time").current
        self.put("version", "current", slug="wait-time", number=version.number)
        stated = record_recognition(
            person=cast.ibrahim,
            organisation=cast.state,
            microcredential=version.microcredential,
            stated_on=now().date(),
            **STATED,
        )
        self.put("recognition", "recorded", recognition_id=stated.pk)

    def _authoring(self) -> None:
        cast = self.cast
        changed = as_text(self.version).replace("Wait three seconds", "Wait four seconds")
        for state, text in {"sound": changed, "faulty": "{"}.items():
            draft = import_document(person=cast.dara, organisation=cast.college, text=text)
            self.put("document", state, draft_id=draft.pk)
        brought = [
            bring_framework(person=cast.dara, organisation=cast.college, text=A_FRAMEWORK)
            for _time in range(2)
        ]
        self.put("brought framework", "waiting", brought_id=brought[0].pk)
        taken = take_brought(person=cast.dara, brought_id=brought[1].pk, roots=[A_COMPETENCY])
        self.put("framework", "taken in", framework_id=taken.framework.pk)
        endpoint, _secret = register_webhook(
            person=cast.ibrahim, organisation=cast.college, address="https://hooks.example.org/"
        )
        told = ping_webhook(person=cast.ibrahim, endpoint_id=endpoint.pk)
        self.put("endpoint", "registered", endpoint_id=endpoint.pk)
        self.put("webhook message", "waits", endpoint_id=endpoint.pk, message_id=told.pk)
        key = bytes(make_push_key(person=cast.amina).public)
        device = let_device_in(person=cast.amina, device=Browser().device, key=key, user_agent="")
        self.put("device", "let in", device_id=device.pk)
        film = keep_media(person=cast.dara, key="media/film.mp4", content=BytesIO(b"film"))
        self.put("media", "kept", name=film.key.removeprefix("media/"))

    def _awards(self) -> None:
        cast = self.cast
        for state in ("private", "shared", "revoked", "suspended"):
            award = earned(self._stage(f"earned-{state}"))
            if state != "private":
                change_share(
                    person=cast.amina,
                    award_id=award.pk,
                    is_public=True,
                    shows_name=False,
                )
            self._change_standing(award, state)
            self.put("award", state, award_id=award.pk)
            self.put("award name", state, name=award.pk)
            self.put("award form", state, award_id=award.pk, form="vc-jwt")
            if state == "shared":
                self._changes(award)
            if state == "private":
                ordered = order_form(person=cast.amina, award_id=award.pk, kind="sd-jwt")
                deliver_all()
                self.put("paper", "signed", paper_id=ordered.pk)
        self.put("submission", "earned", submission_id=award.decision.case.submission_id)
        self.put("case", "decided", case_id=award.decision.case_id)
        issuer = award.achievement.issuer
        self.put("award issuer", "signing", issuer_id=issuer.pk)
        self.put("issuer", "signing", issuer_id=issuer.pk)
        self.put("key", "in force", key_id=active_key(issuer).pk)
        make_api_token(person=cast.ibrahim, organisation=issuer.organisation, name="Courses")
        self.put("api token", "in force", token_id=ApiToken.objects.all()[0].pk)
        self.put("issuer name", "signing", name=issuer.pk)
        self.put("achievement", "earned", name=award.achievement_id)
        self.put("competency", "aligned", name=competency_name(self.version.competency))
        self.put("status", "signed", name=StatusList.objects.all()[0].pk)
        self._batches()
        self._endorsements()

    def _endorsements(self) -> None:
        """Leave a request with Zuri's organisation in every state, and one with Chipo."""
        cast = self.cast
        told = {"person": cast.dara, "words": "You know our rubric."}
        body = Body(name="Board of Teachers", email="clerk@board.example.org")
        stack = Stack.objects.get(slug="talk-moves")
        subjects = {"asked": self.version, "in force": self._stage("praised").version}
        for state, subject in subjects.items():
            found = ask_endorsement(subject=subject, endorser=cast.elsewhere, **told)
            self.put("endorsement", state, endorsement_id=found.pk)
        self.put("endorsement name", "in force", name=found.pk)
        accept_endorsement(person=self.zuri, endorsement_id=found.pk, comment="We hire them.")
        found = ask_endorsement(subject=stack, endorser=body, **told)
        self.put("endorsement", "from outside", endorsement_id=found.pk)
        names = self.things["award"]["shared"]
        found = ask_award_endorsement(
            person=cast.amina,
            award_id=names["award_id"],
            endorser=Membership.objects.get(person=cast.chipo),
            words="You saw my class.",
        )
        self.put("endorsement", "of an award", endorsement_id=found.pk)
        deliver_all()

    def _batches(self) -> None:
        """Leave a table in every state."""
        hana = self.cast.hana
        for state in ("uploaded", "running", "paused", "cancelled", "done"):
            kept = upload_batch(
                person=hana,
                subject=self.version,
                data=f"email\n{state}@example.org\nnobody\n".encode(),
            )
            self.put("batch", state, batch_id=kept.pk)
            if state not in ("uploaded", "cancelled"):
                confirm_batch(person=hana, batch_id=kept.pk, words="They finished the course.")
            if state == "paused":
                pause_batch(person=hana, batch_id=kept.pk)
            if state == "cancelled":
                cancel_batch(person=hana, batch_id=kept.pk)
            if state == "done":
                issue_batch(batch_id=kept.pk)

    def _changes(self, award: Award) -> None:
        """Leave a change that waits for its signatures, and one that is done."""
        for state in ("done", "waiting"):
            made = change_many(
                person=self.cast.hana,
                verb="refresh",
                award_ids=[award.pk],
                terms=Terms(words="A new key."),
            )
            if state == "done":
                deliver_all()
            self.put("change", state, change_id=made.pk)

    def _change_standing(self, award: Award, state: str) -> None:
        told = {"person": self.cast.hana, "award_id": award.pk, "words": "A mistake of ours."}
        if state == "revoked":
            revoke(reason="issued_in_error", **told)
        if state == "suspended":
            suspend(reason="integrity", **told)
        deliver_all()

    def _stage(self, slug: str) -> Stage:
        found = staged(self.cast, slug, slug.replace("-", " ").capitalize())
        Appointment.objects.update(daily_cap=40)  # all of this happens on one day
        return found

    def _case(self, state: str, case: Case) -> None:
        case.refresh_from_db()
        self.put("case", state, case_id=case.pk)
        self.put("submission", state, submission_id=case.submission_id)
        self.secrets |= {
            each.file.name for each in case.submission.draft.artefacts.select_related("file")
        }

    def _assessment(self, state: str, assessment: Assessment) -> None:
        self.put("assessment", state, assessment_id=assessment.pk)

    def _cases(self) -> None:
        """Leave one case open in every state; the last ones stay on people's desks."""
        cast = self.cast
        almost = self._stage("nearly").submitted()
        lock(cast.ben, "almost")
        self._assessment("locked", lock(cast.bola, "almost"))
        self._case("almost", almost)
        held = self._stage("held").submitted()
        for assessor in (cast.ben, cast.bola):
            lock(assessor, "cannot_judge/unreadable")
        self._case("held", held)
        settled = self._stage("settled").submitted()
        lock(cast.ben, "yes")
        lock(cast.bola, {"plans": "not_yet", "waits": "yes", "extra": "yes"})
        adjudicate(cast.gita, "almost")
        self._case("adjudicated", settled)
        disputed = self._stage("disputed").submitted()
        lock(cast.ben, "yes")
        lock(cast.bola, {"plans": "not_yet", "waits": "yes", "extra": "yes"})
        taken = review.take_adjudication(person=cast.gita)
        assert taken is not None
        self._assessment("to conclude", finish(taken, "almost"))
        self._case("disputed", disputed)
        self._open_case()

    def _open_case(self) -> None:
        cast = self.cast
        stage = Stage(cast)
        Appointment.objects.update(daily_cap=40)
        bolas = Appointment.objects.get(
            microcredential=stage.microcredential, person=cast.bola, ended_at=None
        )
        self.put("appointment", "standing", appointment_id=bolas.pk)
        waiting = stage.submitted()
        bens = review.take_next(person=cast.ben)
        assert bens is not None
        score(bens, "almost")
        again = review.save_score(
            person=cast.ben,
            assessment_id=bens.pk,
            criterion="plans",
            base_revision=0,
            comment="From another tab.",
        )
        assert again.set_aside is not None
        self._assessment("Ben's", bens)
        self.put("score", "Ben's", assessment_id=bens.pk, criterion="plans")
        self.put(
            "score set aside", "waiting", assessment_id=bens.pk, set_aside_id=again.set_aside.pk
        )
        left = review.take_next(person=cast.bola)
        assert left is not None
        review.hand_back(person=cast.bola, assessment_id=left.pk)
        self._assessment("kept by Bola", left)
        self._case("in review", waiting)

    def _writing(self) -> None:
        """Leave drafts in every state, with texts in conflict, a file on its way, a meeting."""
        cast = self.cast
        desk = Desk(cast, slug="writing", title="Writing")
        artefact = desk.fill()
        try:
            desk.write("overview.context", "Typed on another device.", base=0)
        except StaleError:
            aside = SetAside.objects.get(answer__draft=desk.draft)
        self._draft("writing", desk)
        self.put("answer", "two texts", draft_id=desk.draft.pk, question="overview.context")
        self.put("slot", "open", draft_id=desk.draft.pk, slot="artefacts.recording")
        self.put("set aside", "unsettled", set_aside_id=aside.pk)
        self.put("artefact", "shown", artefact_id=artefact.pk)
        share = Share.objects.create(artefact=artefact, person=self.nia, asked_at=now())
        self.put("share", "asked", share_id=share.pk)
        self._found(artefact.file)
        self.put("file", "shown", file_id=artefact.file_id)
        derivative = Derivative.objects.filter(file=artefact.file)[0]
        token, name = link(derivative).strip("/").split("/")[-2:]
        self.put("link", "fresh", token=token, name=name)
        meeting = MentorMeeting.objects.create(draft=desk.draft, mentor=cast.chipo, asked_at=now())
        self.put("meeting", "asked for", meeting_id=meeting.pk)
        reader = let_read(person=cast.amina, draft_id=desk.draft.pk, mentor_id=cast.chipo.pk)
        self.put("reader", "let in", reader_id=reader.pk)
        self.put("read draft", "writing", draft_id=desk.draft.pk)
        coming = desk_upload(desk)
        self.put("file", "on its way", file_id=coming)
        self.secrets.add(artefact.file.name)
        submitted = Desk(cast, slug="submitted", title="Submitted")
        submitted.fill()
        self.put("submission", "queued", submission_id=submitted.submit().pk)
        self._draft("submitted", submitted)
        revising = Desk(cast, slug="revising", title="Revising")
        revising.fill()
        self.put("submission", "closed", submission_id=revising.decided("opens").pk)
        self._draft("revising", revising)
        licensed = Desk(cast, slug="licensed", title="Licensed").version.microcredential
        begin_licensing(person=cast.hana, organisation=cast.college, microcredential=licensed)
        self.put("identity", "to be recorded", slug="college", person_id=cast.amina.pk)
        held = place_hold(
            person=cast.hana, organisation=cast.college, email=cast.ben.email, reason="A court."
        )
        self.put("hold on evidence", "placed", hold_id=held.pk)
        self.put("film", "unseen", enrolment_id=desk.enrolment.pk, module="a-lesson")
        practice = {"enrolment_id": desk.enrolment.pk, "module": "try-it"}
        self.put("module", "practice", **practice)
        self.put("check", "unanswered", **practice, check="long")
        self.put("module", "first", enrolment_id=desk.enrolment.pk, module="silence")

    def _found(self, file: StoredFile) -> None:
        """Leave a picture in which a face is open, one is covered and one may stay."""
        photo = ready_file(self.cast.amina, family="photo", words="a photo")
        check = Check.objects.create(file=photo, state="looked", progress=100, begun_at=now())
        picture = photo.derivatives.get()
        for number, state in enumerate(("open", "accepted", "dismissed")):
            found = Suggestion.objects.create(
                check_of=check,
                derivative=picture,
                kind="face",
                place={"box": [0.1 + number / 4, 0.1, 0.2, 0.3]},
                certainty=0.9,
                state=state,
                reason="adult" if state == "dismissed" else "",
                number=number,
            )
            self.put("suggestion", state, suggestion_id=found.pk)
        self.put("file", "with faces", file_id=photo.pk)
        self.put("found file", "with faces", file_id=photo.pk)
        failed = Check.objects.create(file=file, state="failed", begun_at=now())
        failed.refusal = "It could not be read."
        failed.save()
        self.put("found file", "failed", file_id=file.pk)
        self.secrets.add(photo.name)

    def _draft(self, state: str, desk: Desk) -> None:
        self.put("draft", state, draft_id=desk.draft.pk)
        self.put("enrolment", state, enrolment_id=desk.enrolment.pk)

    def _jobs(self) -> None:
        done = Delivery.objects.order_by("pk")[0]
        Delivery.objects.filter(pk=done.pk).update(state=Delivery.State.PARKED)
        self.put("parked job", "parked", delivery=done.pk)

    def _mail(self) -> None:
        folder = Path(unquote(urlsplit(settings.MAIL_URL).path))
        folder.mkdir(parents=True, exist_ok=True)
        text = "To: a@example.org\nSubject: Hello\n\nHello there."
        (folder / f"{LETTER}.eml").write_text(text, encoding="utf-8")
        self.put("letter", "kept", name=LETTER)


def desk_upload(desk: Desk) -> Any:
    """Begin an upload and leave it there."""
    artefact = add_artefact(
        person=desk.cast.amina,
        draft_id=desk.draft.pk,
        slot="artefacts.recording",
        name="Amina VID_2.mp4",
        size=1000,
    )
    return artefact.file_id
