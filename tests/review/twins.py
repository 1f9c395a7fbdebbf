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

from django.db.models import Q

from cast import belongs, person
from lapel.journey.consent.actions import add_students, open_class
from lapel.journey.evidence.models import Answer, MentorMeeting, Share, WritingSpell
from lapel.journey.evidence.queries import contribution_key, to_freeze
from lapel.journey.files.models import Derivative, StoredFile
from lapel.journey.files.queries import link
from lapel.journey.integrity import actions as integrity
from lapel.journey.integrity.models import Finding, Match
from lapel.journey.issuing.models import Award
from lapel.journey.learning.models import Enrolment
from lapel.journey.licensure.actions import record_identity
from lapel.journey.people.models import Holiday, Organisation, Role
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.record.queries import now
from lapel.journey.redaction.actions import quarantine
from lapel.journey.redaction.models import Appearance, Check, Suggestion
from lapel.journey.review import actions
from lapel.journey.review.models import Assessment, Case
from lapel.journey.review.queries import free_seats
from review.hidden import anchor_like
from review.routed import draw
from review.stage import (
    ANSWER,
    PLAN_TEXT,
    _file,
    adjudicate,
    enrol,
    finish,
    lock,
    score,
    submit,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest
    from django.db.models import QuerySet

    from lapel.journey.evidence.models import Artefact, Draft
    from lapel.journey.people.models import Person
    from review.stage import Stage

# How a case may have come to a desk with all its criteria, and with one of them.
WAYS = ("first", "again", "twice", "disputed", "single", "looked at", "held", "anchor")
NARROW_WAYS = ("revised", "appealed", "revised twice", "refreshed")
# What rests on a shared recording was scored for a colleague, and is not asked for again.
TEAM_WAYS = ("team met", "team unmet")
# Where nobody else has a seat: what one scores first, a second look, an appeal.
ONE_SEAT = ("single", "looked at", "appealed")
# Days from now on which a school's clock may stand: in the first week, and in the second.
HOLIDAYS = (1, 2, 5, 8, 9)
BELOW = {"plans": "almost", "waits": "yes", "extra": "yes"}
NOTHING = UUID("00000000-0000-4000-8000-000000000000")
WORDS = "Oleander {who}: the next pupil is called on at once, every single time."
# What is said of the case itself, by whoever sits beside: nobody else may read it yet.
BESIDE_WORDS = "Belladonna {who}: the next pupil is called on at once, every single time."

# What no case of anybody has a part in: other rooms' tests say who sees it.
ELSEWHERE = {
    # of a person's own account, of organisations, of the catalogue and its making
    "parked job", "invitation", "sheet", "letter", "endpoint", "webhook message", "recognition",
    "media", "document", "framework", "brought framework", "competency",
    # of where a teacher stands and what is next, which is hers, and of the bank behind it
    "question", "wording", "asked review", "calibration", "aim", "diagnosis", "growth reader",
    "plan step", "plan proposal", "levels", "levels version",
    # of learning, and of families, who come with a secret of their own
    "module", "film", "check", "family link", "device",
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
    holidays: bool = False
    way: str = "first"
    waited: int = 6
    partner: str = "bola"
    partner_does: tuple[str, ...] = ()
    matched: str = ""
    suggested: bool = False
    identified: bool = False
    mentored: bool = False
    grown: int = 0
    stopped_by: str = "inquiry"

    @property
    def words(self) -> set[str]:
        """Give the words that nobody who is kept from it may ever read."""
        return {self.name, self.school, "Oleander", "Belladonna", f"{self.name.lower()}-final"}


class Frozen(type):
    """Let every datetime pass for one of the stopped clock."""

    def __instancecheck__(cls, other: object) -> bool:
        return isinstance(other, datetime)


def stop_the_clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """Let time stand still but for a microsecond a look, so that pages can tell it to the second.

    Only the clock of the journey and the words "for another …" are stopped; both can be shifted.
    What it shows is the one item of the list that comes back, and can be set.
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
    return state


@dataclass
class Turns:
    """Whether the next turn is one for a hidden anchor, instead of the draw."""

    is_anchors: bool = False

    def __call__(self, _person: Person) -> bool:
        """Answer for anybody."""
        return self.is_anchors


class Twin:
    """A world around one case that waits for `desk`; what she does is the same in every twin.

    Where that is not Ben, he has the part that she has otherwise.
    """

    def __init__(
        self, stage: Stage, other: Case, secret: Secret, turns: Turns, desk: str = "ben"
    ) -> None:
        self.stage, self.cast, self.secret, self.turns = stage, stage.cast, secret, turns
        self.desk = desk
        self.other, turns.is_anchors = other, False
        self.draft = self._teacher(secret.name)
        self.teacher = self.draft.enrolment.person
        self.piece: Artefact | None = None
        self.earlier: Case | None = None
        with clock_at(now() - timedelta(hours=secret.waited)):
            self.case = self._arrive()
            # what opened for two stays so; how work is scored from now on is public
            actions.end_score_twice(
                microcredential_id=stage.microcredential.pk, person=self.cast.gita
            )
        self._grew()
        self._machine()
        self._officers()
        for each in secret.partner_does:
            self.partner(each)
        deliver_all()
        self.turns.is_anchors = secret.way == "anchor"

    def plays(self, part: str) -> Person:
        """Give who plays a part."""
        found: Person = getattr(self.cast, "ben" if part == self.desk else part)
        return found

    # --- what differs ---

    def _teacher(self, name: str) -> Draft:
        secret, cast = self.secret, self.cast
        school, _made = Organisation.objects.get_or_create(
            slug=secret.school,
            defaults={
                "name": secret.school.title(),
                "kind": "school",
                "parent": cast.elsewhere,
                "zone": secret.zone,
            },
        )
        if secret.holidays:
            for days in HOLIDAYS:
                off = (now() + timedelta(days=days)).date()
                Holiday.objects.get_or_create(organisation=school, date=off)
        teacher = person(name)
        self.membership = belongs(teacher, school, Role.TEACHER)
        return enrol(teacher, self.stage.version, school)

    def _arrive(self) -> Case:
        """Let the work come: for the first time, again, scored once before, or as an anchor."""
        way = self.secret.way
        if way not in ("single", "looked at"):
            actions.score_twice(
                microcredential_id=self.stage.microcredential.pk, person=self.cast.gita
            )
        earlier: dict[str, Callable[[], object]] = {
            "again": lambda: self._decided(40, "not_yet"),
            "twice": self._decided_twice,
            "disputed": self._settled_by_a_lead,
            "revised": lambda: self._decided(40, BELOW),
            "revised twice": self._decided_twice,
        }
        arrive: dict[str, Callable[[], Case]] = {
            "appealed": self._appealed,
            "looked at": self._looked_at,
            "refreshed": self._refreshed,
            **dict.fromkeys(TEAM_WAYS, self._shared),
        }
        earlier.get(way, lambda: None)()
        return arrive.get(way, self._submitted)()

    def _submitted(self) -> Case:
        way = self.secret.way
        case = submit(self.draft, open_criteria=["plans"] if way.startswith("revised") else None)
        self._rename()
        if way == "held":
            actions.hold_for_integrity(submission_id=case.submission_id, why="Two plans.")
            actions.release_integrity_hold(
                submission_id=case.submission_id, outcome="cleared", words="Nothing in it."
            )
        if way == "anchor":
            anchor_like(case, self.cast.gita)
        return Case.objects.get(pk=case.pk)

    def _decided_twice(self) -> None:
        narrow = ["plans"] if self.secret.way.startswith("revised") else None
        self._decided(40, BELOW if narrow else "not_yet")
        self._decided(20, "almost", narrow, beside=self.plays("seb"))

    def _decided(
        self,
        days: int,
        levels: Any,
        narrow: list[str] | None = None,
        beside: Person | None = None,
    ) -> Case:
        """Have an attempt decided by Bola and Hana (or somebody new, R13), so many days ago."""
        with clock_at(now() - timedelta(days=days)):
            frozen = to_freeze(self.draft) if self.piece else {}
            case = submit(self.draft, open_criteria=narrow, **frozen)
            for who in (self.plays("bola"), beside or self.plays("hana")):
                mine = actions.take_next(person=who)
                assert mine is not None
                assert mine.case_id == case.pk
                finish(mine, levels, comment=WORDS.format(who=who.name))
            deliver_all()
        self.earlier = Case.objects.get(pk=case.pk)
        return self.earlier

    def _settled_by_a_lead(self) -> None:
        with clock_at(now() - timedelta(days=40)):
            case = submit(self.draft)
            for part, level in (("bola", "yes"), ("hana", "not_yet")):
                who = self.plays(part)
                lock(who, level, comment=WORDS.format(who=who.name))
            adjudicate(self.cast.gita, "almost", note="Oleander: one page more will do.")
            deliver_all()
        self.earlier = Case.objects.get(pk=case.pk)

    def _refreshed(self) -> Case:
        """Have her hold the award, and show anew what changed since (R20)."""
        earlier = self._decided(40, "yes")
        award = Award.objects.get(decision=earlier.decision)
        Enrolment.objects.filter(pk=self.draft.enrolment_id).update(left_at=now())
        self.draft = enrol(self.teacher, self.stage.version, self.draft.enrolment.organisation)
        refresh = {
            "award": str(award.pk),
            "attempt": str(earlier.submission_id),
            "manifest_hash": earlier.submission.manifest_hash,
            "levels": {"waits": "yes", "extra": "yes"},
        }
        case = submit(self.draft, open_criteria=["plans"], refresh=refresh)
        self._rename()
        return Case.objects.get(pk=case.pk)

    def _shared(self) -> Case:
        """Have a colleague's case decided with the recording that both hand in (R24)."""
        mine, colleagues = self.draft, self._teacher(f"{self.secret.name}mate")
        for draft in (mine, colleagues):
            _file(draft, "artefacts.plan", "document", PLAN_TEXT, None)
            Answer.objects.create(
                draft=draft, question="overview.context", text=ANSWER, saved_at=now()
            )
        self.piece = _file(colleagues, "artefacts.lesson", "audio", "", 300.0)
        Share.objects.create(
            artefact=self.piece,
            person=self.teacher,
            draft=mine,
            asked_at=now(),
            accepted_at=now(),
        )
        for draft, words in ((mine, "I asked the questions."), (colleagues, "Oleander: I wrote.")):
            key = contribution_key(self.piece.pk)
            Answer.objects.create(draft=draft, question=key, text=words, saved_at=now())
        self.draft = colleagues
        waits = "yes" if self.secret.way == "team met" else "not_yet"
        self._decided(20, {"plans": "yes", "waits": waits, "extra": "yes"})
        self.earlier, self.draft = None, mine
        case = submit(mine, **to_freeze(mine))
        self._rename()
        return Case.objects.get(pk=case.pk)

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
            lock(self.plays("hana"), "not_yet", comment=WORDS.format(who="Hana"))
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
        shared = [self.piece.file_id] if self.piece else []
        hers = Q(pk__in=self.draft.artefacts.values("file")) | Q(pk__in=shared)
        return StoredFile.objects.filter(hers).order_by("family")

    def _grew(self) -> None:
        """Note how what she typed came to be: hers alone, unless she shows it (ADR 43)."""
        if self.secret.grown:
            answer, _made = Answer.objects.get_or_create(
                draft=self.draft, question="overview.context", defaults={"saved_at": now()}
            )
            WritingSpell.objects.create(
                answer=answer,
                begun_at=now() - timedelta(days=9),
                ended_at=now() - timedelta(days=9),
                saves=1,
                added=self.secret.grown,
                most_at_once=self.secret.grown,
                length=self.secret.grown,
            )

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

    def partner(self, act: str, name: str = "") -> None:
        """Let whoever sits beside do something: take, score:<level>, lock:<level>, leave, recuse.

        Where no seat is free for her, or she has locked, nothing happens. Once one has locked, the
        other only scores, but by both:<level>: what both locked is hidden no more.
        """
        if self.secret.way in ONE_SEAT:
            return
        verb, _colon, level = act.partition(":")
        who = self.plays(name or self.secret.partner)
        mine = Assessment.objects.filter(assessor=who, case=self.case, ended_at=None).first()
        if verb == "take" and mine is None and self._may_sit(who):
            actions.take_next(person=who)
        elif mine is None or mine.locked_at or mine.lease_until <= now():
            return
        elif verb == "score" or (verb == "lock" and self._one_has_locked()):
            score(mine, level, comment=BESIDE_WORDS.format(who=who.name))
        elif verb in ("lock", "both"):
            finish(mine, level, comment=BESIDE_WORDS.format(who=who.name))
        elif verb == "leave":
            actions.hand_back(person=who, assessment_id=mine.pk)
        elif verb == "recuse":
            actions.recuse(person=who, assessment_id=mine.pk, reason="Belladonna: I know her.")

    def _one_has_locked(self) -> bool:
        seats = Assessment.objects.filter(case=self.case, ended_at=None)
        return seats.filter(locked_at__isnull=False).exists()

    def stop(self) -> None:
        """Let the case be stopped: by a worry of whoever sits beside, or by an inquiry."""
        if self.secret.stopped_by == "privacy":
            self.partner("take")
            self.partner("lock:cannot_judge/privacy")
        else:
            actions.hold_for_integrity(
                submission_id=self.case.submission_id, why="Oleander: two plans."
            )
        self.case.refresh_from_db()
        assert self.case.state.startswith("hold_"), self.case.state

    def go_on(self) -> None:
        """Let what was stopped go on, by people."""
        if self.case.state == "hold_privacy":
            actions.settle_hold(
                person=self.cast.gita,
                case_id=self.case.pk,
                remedy=actions.Remedy.ANOTHER_ASSESSOR,
                words="Oleander: nobody is seen.",
            )
        else:
            actions.release_integrity_hold(
                submission_id=self.case.submission_id, outcome="cleared", words="Oleander: none."
            )

    def a_family_withdraws(self) -> None:
        """Let a family take its consent back to what the recording lets hear."""
        owner = self.piece.draft.enrolment.person if self.piece else self.teacher
        class_ = open_class(person=owner, organisation=None, name="Oleander 8A")
        add_students(person=owner, class_id=class_.pk, lines="Oleander Lee")
        student = class_.students.get()
        file = self._files().get(family="audio")
        check, _made = Check.objects.get_or_create(
            file=file, defaults={"state": "looked", "progress": 100, "begun_at": now()}
        )
        Appearance.objects.create(check_of=check, student=student, said_at=now())
        quarantine(student_id=student.pk, consent_id=NOTHING, scopes=["audio"], by_family=True)
        assert not Derivative.objects.filter(file=file, withdrawn_at=None).exists()

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
        appointment = case.microcredential.appointments.filter(person=self.plays("bola"))[0]
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
