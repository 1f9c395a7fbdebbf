"""Two worlds that differ in nothing but what R5 hides, and all that anybody gets to see of them.

`Secret` is what differs: who the teacher is, what came before, who scores beside and how, what a
machine suggests, why a case is scored as it is. `Twin` builds a world around one case for a secret;
`sights` opens every address of tests/routes.py for one person, reading and posting, and gives what
came back. A kind of thing that routes.py points at has its place in `things_of` or in `ELSEWHERE`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import TYPE_CHECKING, Any
from uuid import UUID

from cast import belongs, person
from lapel.journey.consent.actions import add_students, open_class
from lapel.journey.evidence.models import MentorMeeting
from lapel.journey.files.models import Derivative, StoredFile
from lapel.journey.files.queries import link
from lapel.journey.integrity import actions as integrity
from lapel.journey.integrity.models import Finding, Match
from lapel.journey.licensure.actions import record_identity
from lapel.journey.people.models import Organisation, Role
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.record.queries import now
from lapel.journey.redaction.models import Check, Suggestion
from lapel.journey.review import actions
from lapel.journey.review.models import Assessment, Case
from lapel.journey.review.queries import free_seats
from review.hidden import anchor_like
from review.routed import draw
from review.stage import enrol, finish, lock, score, submit

if TYPE_CHECKING:
    import pytest
    from django.db.models import QuerySet

    from lapel.journey.evidence.models import Draft
    from lapel.journey.people.models import Person
    from review.stage import Stage

# How a case may have come to a desk with all its criteria, and with one of them.
WAYS = ("first", "again", "twice", "single", "looked at", "held", "anchor")
NARROW_WAYS = ("revised", "appealed", "revised twice")
# Where nobody else has a seat: what one scores first, a second look, an appeal.
ONE_SEAT = ("single", "looked at", "appealed")
BELOW = {"plans": "almost", "waits": "yes", "extra": "yes"}
NOTHING = UUID("00000000-0000-4000-8000-000000000000")
WORDS = "Oleander {who}: the next pupil is called on at once, every single time."

# What no case of anybody has a part in: other rooms' tests say who sees it.
ELSEWHERE = {
    # of a person's own account, of organisations, of the catalogue and its making
    "parked job", "invitation", "sheet", "letter", "endpoint", "webhook message", "recognition",
    "media", "document", "framework", "brought framework", "competency",
    # of learning, and of families, who come with a secret of their own
    "module", "film", "check", "family link",
    # of what is earned and given
    "achievement", "issuer name", "issuer", "award", "award name", "award form", "award issuer",
    "status", "endorsement", "endorsement name", "assertion", "batch", "change", "key", "paper",
    "program", "brought", "api token",
    # of assessors in training, and of the watch over them
    "qualification", "training set", "training", "practice", "trial", "anchor", "scoring",
    "mark", "training document", "anchor key", "keyed criterion", "pause", "pause anchor",
}  # fmt: skip


@dataclass(frozen=True)
class Secret:
    """What R5 hides of a case. `way` is how it came to the desk, one of WAYS or NARROW_WAYS."""

    name: str = "Nadia"
    school: str = "north-school"
    zone: str = "UTC"
    way: str = "first"
    waited: int = 6
    partner: str = "bola"
    partner_does: tuple[str, ...] = ()
    matched: str = ""
    suggested: bool = False
    identified: bool = False
    mentored: bool = False

    @property
    def words(self) -> set[str]:
        """Give the words that nobody who is kept from it may ever read."""
        return {self.name, self.school, "Oleander", f"{self.name.lower()}-final"}


class Frozen(type):
    """Let every datetime pass for one of the stopped clock."""

    def __instancecheck__(cls, other: object) -> bool:
        return isinstance(other, datetime)


def stop_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let time stand still but for a microsecond a look, so that pages can tell it to the second.

    Only the clock of the journey and the words "for another …" are stopped; both can be shifted.
    """
    state = [datetime(2026, 3, 4, 9, 0, tzinfo=UTC)]

    class Stopped(datetime, metaclass=Frozen):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            del tz
            state[0] += timedelta(microseconds=1)
            return state[0]

    import datetime as dt

    from lapel.journey.record import queries as record

    shown = ModuleType("datetime")
    shown.__dict__.update(dt.__dict__)

    class Shifted(Stopped):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            del tz
            return record.now()

    shown.datetime = Shifted  # type: ignore[attr-defined]
    monkeypatch.setattr("lapel.journey.record.queries.datetime", Stopped)
    monkeypatch.setattr("django.utils.timesince.datetime", shown)


@dataclass
class Turns:
    """Whether the next turn is one for a hidden anchor, instead of the draw."""

    is_anchors: bool = False

    def __call__(self, _person: Person) -> bool:
        """Answer for anybody."""
        return self.is_anchors


class Twin:
    """A world around one case that waits for Ben; what he does is the same in every twin."""

    def __init__(self, stage: Stage, other: Case, secret: Secret, turns: Turns) -> None:
        self.stage, self.cast, self.secret, self.turns = stage, stage.cast, secret, turns
        self.other, turns.is_anchors = other, False
        self.draft = self._teacher()
        self.teacher = self.draft.enrolment.person
        self.earlier: Case | None = None
        with clock_at(now() - timedelta(hours=secret.waited)):
            self.case = self._arrive()
            # what opened for two stays so; how work is scored from now on is public
            actions.end_score_twice(
                microcredential_id=stage.microcredential.pk, person=self.cast.gita
            )
        self._machine()
        self._officers()
        for each in secret.partner_does:
            self.partner(each)
        deliver_all()
        self.turns.is_anchors = secret.way == "anchor"

    # --- what differs ---

    def _teacher(self) -> Draft:
        secret, cast = self.secret, self.cast
        school = Organisation.objects.create(
            slug=secret.school,
            name=secret.school.title(),
            kind="school",
            parent=cast.elsewhere,
            zone=secret.zone,
        )
        teacher = person(secret.name)
        self.membership = belongs(teacher, school, Role.TEACHER)
        return enrol(teacher, self.stage.version, school)

    def _arrive(self) -> Case:
        """Let the work come: for the first time, again, scored once before, or as an anchor."""
        way, narrow = self.secret.way, None
        if way not in ("single", "looked at"):
            actions.score_twice(
                microcredential_id=self.stage.microcredential.pk, person=self.cast.gita
            )
        if way in ("again", "twice", "revised", "revised twice"):
            self._decided(40, BELOW if way.startswith("revised") else "not_yet")
        if way in ("twice", "revised twice"):
            narrow = ["plans"] if way.startswith("revised") else None
            self._decided(20, "almost", narrow, beside=self.cast.seb)
        if way.startswith("revised"):
            narrow = ["plans"]
        if way == "appealed":
            return self._appealed()
        if way == "looked at":
            return self._looked_at()
        case = submit(self.draft, open_criteria=narrow)
        self._rename()
        if way == "held":
            actions.hold_for_integrity(submission_id=case.submission_id, why="Two plans.")
            actions.release_integrity_hold(
                submission_id=case.submission_id, outcome="cleared", words="Nothing in it."
            )
        if way == "anchor":
            anchor_like(case, self.cast.gita)
        return Case.objects.get(pk=case.pk)

    def _decided(
        self,
        days: int,
        levels: Any,
        narrow: list[str] | None = None,
        beside: Person | None = None,
    ) -> Case:
        """Have an attempt decided by Bola and Hana (or somebody new, R13), so many days ago."""
        with clock_at(now() - timedelta(days=days)):
            case = submit(self.draft, open_criteria=narrow)
            for who in (self.cast.bola, beside or self.cast.hana):
                mine = actions.take_next(person=who)
                assert mine is not None
                assert mine.case_id == case.pk
                finish(mine, levels, comment=WORDS.format(who=who.name))
            deliver_all()
        self.earlier = Case.objects.get(pk=case.pk)
        return self.earlier

    def _appealed(self) -> Case:
        case = self._decided(7, BELOW)
        self._rename()
        actions.appeal_decision(
            person=self.teacher,
            submission_id=case.submission_id,
            criteria=["plans"],
            words="Oleander: the second question is open too.",
        )
        return Case.objects.get(pk=case.pk)

    def _looked_at(self) -> Case:
        with clock_at(now() - timedelta(days=3)):
            case = submit(self.draft)
            self._rename()
            draw(case, low=False)
            lock(self.cast.hana, "not_yet", comment=WORDS.format(who="Hana"))
            deliver_all()
        case.refresh_from_db()
        assert case.state == "decided"
        actions.score_again(case_id=case.pk, why="Oleander: a drift.", person=self.cast.gita)
        case.refresh_from_db()
        return case

    def _rename(self) -> None:
        for each in self._files():
            each.name = f"{self.secret.name.lower()}-final-{each.family}.bin"
            each.size = len(self.secret.name) * 1000
            each.save()

    def _files(self) -> QuerySet[StoredFile]:
        found = StoredFile.objects.filter(pk__in=self.draft.artefacts.values("file"))
        return found.order_by("family")

    def _machine(self) -> None:
        secret, self.match, self.inquiry = self.secret, None, None
        if secret.matched:
            self.match = Match.objects.create(
                newer=self.case.submission, older=self.other.submission, amount=300, found_at=now()
            )
        if secret.matched == "asked":
            assert self.match is not None
            integrity.look_at(person=self.cast.lena, match=self.match)
            self.inquiry = integrity.open_inquiry(
                person=self.cast.lena,
                match_id=self.match.pk,
                about=self.case.submission_id,
                words="Oleander: how did it come about?",
            )
            deliver_all()
            integrity.close_inquiry(
                person=self.cast.lena,
                inquiry_id=self.inquiry.pk,
                finding=Finding.NOTHING,
                reason="Oleander: planned together.",
            )
        self.suggestion = self._suggested() if secret.suggested else None

    def _suggested(self) -> Suggestion:
        derivative = Derivative.objects.filter(file__in=self._files().filter(family="audio")).get()
        check = Check.objects.create(
            file=derivative.file, state="looked", progress=100, begun_at=now()
        )
        return Suggestion.objects.create(
            check_of=check,
            derivative=derivative,
            kind="sound",
            place={"start": 1, "end": 2},
            certainty=0.9,
            state="dismissed",
            reason="adult",
            number=1,
        )

    def _officers(self) -> None:
        self.meeting = self.student = None
        if self.secret.identified:
            record_identity(
                person=self.cast.olga,
                organisation=self.cast.college,
                teacher=self.teacher,
                legal_name="Oleander Quenby",
                licence_number="4711",
                paper="passport",
                seen_on=now().date(),
            )
        if self.secret.mentored:
            self.meeting = MentorMeeting.objects.create(
                draft=self.draft, mentor=self.cast.chipo, asked_at=now(), held_on=now().date()
            )
            class_ = open_class(person=self.teacher, organisation=None, name="Oleander 7B")
            add_students(person=self.teacher, class_id=class_.pk, lines="J. K., Oleander Kim")
            self.student = class_.students.get()

    def partner(self, act: str) -> None:
        """Let whoever sits beside do something: take, score:<level>, lock:<level>, leave, recuse.

        Where no seat is free for her, or she has locked, nothing happens.
        """
        if self.secret.way in ONE_SEAT:
            return
        verb, _colon, level = act.partition(":")
        who: Person = getattr(self.cast, self.secret.partner)
        mine = Assessment.objects.filter(assessor=who, case=self.case, ended_at=None).first()
        if verb == "take" and mine is None and self._may_sit(who):
            actions.take_next(person=who)
        elif mine is None or mine.locked_at or mine.lease_until <= now():
            return
        elif verb == "score":
            score(mine, level, comment=WORDS.format(who=who.name))
        elif verb == "lock":
            finish(mine, level, comment=WORDS.format(who=who.name))
        elif verb == "leave":
            actions.hand_back(person=who, assessment_id=mine.pk)
        elif verb == "recuse":
            actions.recuse(person=who, assessment_id=mine.pk, reason="Oleander: I know her.")

    def _may_sit(self, who: Person) -> bool:
        first = next(free_seats(who), None)
        return first is not None and first[0].pk == self.case.pk

    # --- what is there to ask for ---

    def things(self, mine: Assessment | None) -> dict[str, dict[str, dict[str, Any]]]:
        """Give what addresses can point at here; what a secret lacks points at nothing."""
        case, files = self.case, self._files()
        beside = Assessment.objects.filter(case=case).exclude(pk=mine and mine.pk).first()
        held = {"hers": mine, "another's": beside}
        derivative = Derivative.objects.filter(file__in=files.filter(family="audio")).get()
        token, name = link(derivative).strip("/").split("/")[-2:]
        drafts = {"draft_id": self.draft.pk}
        cases = {"here": case.pk, "before": key(self.earlier), "other": self.other.pk}
        submissions = {
            "here": case.submission_id,
            "before": self.earlier.submission_id if self.earlier else NOTHING,
        }
        slot = self.draft.artefacts.order_by("slot")[0]
        appointment = case.microcredential.appointments.filter(person=self.cast.bola)[0]
        student = key(self.student)
        return {
            "case": {where: {"case_id": pk} for where, pk in cases.items()},
            "submission": {where: {"submission_id": pk} for where, pk in submissions.items()},
            "assessment": {who: {"assessment_id": key(each)} for who, each in held.items()},
            "score": {
                who: {"assessment_id": key(each), "criterion": "plans"}
                for who, each in held.items()
            },
            "score set aside": {
                who: {"assessment_id": key(each), "set_aside_id": NOTHING}
                for who, each in held.items()
            },
            "match": {"": {"match_id": key(self.match)}},
            "inquiry": {"": {"inquiry_id": key(self.inquiry)}},
            "suggestion": {"": {"suggestion_id": key(self.suggestion)}},
            "organisation": {"": {"slug": self.secret.school}},
            "membership": {"": {"pk": self.membership.pk}},
            "enrolment": {"": {"enrolment_id": self.draft.enrolment_id}},
            "draft": {"": drafts},
            "read draft": {"": drafts},
            "reader": {"": {"reader_id": NOTHING}},
            "share": {"": {"share_id": NOTHING}},
            "hold on evidence": {"": {"hold_id": NOTHING}},
            "viva": {"": {"viva_id": NOTHING}},
            "viva question": {"": {"viva_id": NOTHING, "number": 1}},
            "answer": {"": {**drafts, "question": "overview.context"}},
            "slot": {"": {**drafts, "slot": "artefacts.plan"}},
            "set aside": {"": {"set_aside_id": NOTHING}},
            "artefact": {"": {"artefact_id": slot.pk}},
            "file": {each.family: {"file_id": each.pk} for each in files},
            "found file": {each.family: {"file_id": each.pk} for each in files},
            "link": {"": {"token": token, "name": name}},
            "meeting": {"": {"meeting_id": key(self.meeting)}},
            "class": {"": {"class_id": self.student.school_class_id if self.student else NOTHING}},
            "student": {"": {"student_id": student}},
            "identity": {"": {"slug": "college", "person_id": self.teacher.pk}},
            "appointment": {"": {"appointment_id": appointment.pk}},
            "version": {"": {"slug": "waiting", "number": 1}},
        }


def key(thing: Any) -> UUID:
    """Give the id of a thing, or one that nobody has where there is none."""
    return NOTHING if thing is None else thing.pk
