"""The draft as its page shows it: every place with what stands in it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lapel.journey.catalogue.queries import team_slots
from lapel.journey.evidence.policies import is_open
from lapel.journey.evidence.queries.asked import parts_asked
from lapel.journey.evidence.queries.comparing import compared
from lapel.journey.evidence.queries.drafts import open_places, open_set_asides, stalled_files
from lapel.journey.evidence.queries.refreshes import asked_places
from lapel.journey.evidence.queries.team import (
    contribution_key,
    shared_in,
    standing_questions,
    standing_shares,
)
from lapel.journey.evidence.queries.team_sheet import SharedCard, Together, shared_card
from lapel.journey.evidence.queries.words import word_count
from lapel.journey.files.models import StoredFile
from lapel.journey.files.queries import shown

if TYPE_CHECKING:
    from datetime import datetime

    from lapel.journey.evidence.models import Answer, Artefact, Draft, SetAside
    from lapel.journey.evidence.queries.asked import AskedPart, AskedQuestion, AskedSlot
    from lapel.journey.evidence.queries.comparing import Stretch
    from lapel.journey.files.queries import Shown


@dataclass(frozen=True)
class Conflict:
    """Two texts for one place, of which she chooses."""

    set_aside: SetAside
    answer: Answer
    saved: list[Stretch]
    aside: list[Stretch]


@dataclass(frozen=True)
class Field:
    """A text on the page, at the revision it stands at."""

    question: str
    text: str
    revision: int
    saved_at: datetime | None
    conflicts: list[Conflict] = field(default_factory=list)


@dataclass(frozen=True)
class QuestionField:
    """A question with the text that stands; closed ones are carried over."""

    asked: AskedQuestion
    field: Field
    words: int
    is_open: bool


@dataclass(frozen=True)
class Card:
    """A piece of evidence as its teacher sees it."""

    artefact: Artefact
    title: Field
    note: Field
    shown: Shown
    is_open: bool
    is_stalled: bool = False
    captions_stalled: bool = False
    together: Together | None = None

    @property
    def is_arriving(self) -> bool:
        """Tell whether its bytes are still to come."""
        return self.artefact.file.state == StoredFile.State.RECEIVING

    @property
    def is_waiting(self) -> bool:
        """Tell whether it, or its captions, are being prepared."""
        captions = self.artefact.captions
        received = StoredFile.State.RECEIVED
        waits = self.artefact.file.state == received and not self.is_stalled
        waits_for_words = captions is not None and captions.state == received
        return waits or (waits_for_words and not self.captions_stalled)

    @property
    def takes_captions(self) -> bool:
        """Tell whether it is a recording."""
        return self.artefact.file.family in {StoredFile.Family.AUDIO, StoredFile.Family.VIDEO}


@dataclass(frozen=True)
class SlotField:
    """A place for artefacts and what lies there; `removed` can be brought back."""

    asked: AskedSlot
    cards: list[Card]
    removed: list[Card]
    is_open: bool
    shared: list[SharedCard] = field(default_factory=list)

    @property
    def is_full(self) -> bool:
        """Tell whether no further file fits."""
        return len(self.cards) + len(self.shared) >= self.asked.most


@dataclass(frozen=True)
class PartSheet:
    """A part of the page."""

    asked: AskedPart
    questions: list[QuestionField]
    slots: list[SlotField]


def draft_sheet(draft: Draft) -> list[PartSheet]:
    """Lay the draft out part by part, in a fixed number of queries; of a refresh what it asks."""
    may_change = open_places(draft) if is_open(draft) else set()
    found = _artefacts(draft)
    fields = _Fields(draft, found)
    artefacts = defaultdict(list)
    for artefact in found:
        artefacts[artefact.slot].append(artefact)
    here = asked_places(draft)
    sheet = [
        PartSheet(
            asked=part,
            questions=[
                fields.question(asked, may_change) for asked in part.questions if asked.key in here
            ],
            slots=[
                fields.slot(asked, artefacts[asked.key], may_change)
                for asked in part.slots
                if asked.key in here
            ],
        )
        for part in parts_asked(draft.enrolment.version)
    ]
    return [part for part in sheet if part.questions or part.slots]


def card_of(artefact: Artefact) -> Card:
    """Give one piece of evidence as its teacher sees it."""
    draft = artefact.draft
    can_change = is_open(draft) and artefact.slot in open_places(draft)
    return _Fields(draft, [artefact]).card(artefact, is_open=can_change)


def conflicts_of(answer: Answer) -> list[Conflict]:
    """Give the texts set aside for an answer, each beside the one that stands."""
    return [_conflict(aside, answer) for aside in open_set_asides(answer.draft, answer)]


def _conflict(aside: SetAside, answer: Answer) -> Conflict:
    saved, other = compared(answer.text, aside.text)
    return Conflict(aside, answer, saved, other)


def _artefacts(draft: Draft) -> list[Artefact]:
    found = draft.artefacts.filter(file__removed_at=None).select_related("file", "captions")
    found = found.prefetch_related("file__derivatives", "captions__derivatives")
    return list(found.order_by("slot", "number", "added_at"))


class _Fields:
    """All texts of a draft, what was given up of its files, and who shares them, read once."""

    def __init__(self, draft: Draft, artefacts: list[Artefact]) -> None:
        self._draft = draft
        self._team_slots = team_slots(draft.enrolment.version)
        self._theirs = shared_in(draft)
        every = [*artefacts, *self._theirs] if self._team_slots else []
        self._shares = standing_shares(every) if every else {}
        self._asked = standing_questions(every) if every and self._team_slots else {}
        self._stalled = stalled_files(artefacts)
        self._answers = {answer.question: answer for answer in draft.answers.all()}
        self._asides = defaultdict(list)
        for aside in open_set_asides(draft):
            self._asides[aside.answer.question].append(aside)

    def text(self, question: str) -> Field:
        answer = self._answers.get(question)
        if answer is None:
            return Field(question, "", 0, None)
        conflicts = [_conflict(aside, answer) for aside in self._asides[question]]
        return Field(question, answer.text, answer.revision, answer.saved_at, conflicts)

    def question(self, asked: AskedQuestion, may_change: set[str]) -> QuestionField:
        text = self.text(asked.key)
        return QuestionField(asked, text, word_count(text.text), asked.key in may_change)

    def slot(self, asked: AskedSlot, artefacts: list[Artefact], may_change: set[str]) -> SlotField:
        can_change = asked.key in may_change
        cards = [self.card(artefact, is_open=can_change) for artefact in artefacts]
        return SlotField(
            asked,
            [card for card in cards if card.artefact.removed_at is None],
            [card for card in cards if card.artefact.removed_at is not None],
            can_change,
            [
                self._shared(each, is_open=can_change)
                for each in self._theirs
                if each.slot == asked.key
            ],
        )

    def _shared(self, artefact: Artefact, *, is_open: bool) -> SharedCard:
        shares = self._shares[artefact.pk]
        mine = next(each for each in shares if each.draft_id == self._draft.pk)
        contribution = self.text(contribution_key(artefact.pk))
        return shared_card(artefact, shares, mine, contribution, is_open=is_open)

    def _together(self, artefact: Artefact) -> Together | None:
        if artefact.slot not in self._team_slots:
            return None
        contribution = self.text(contribution_key(artefact.pk))
        asked = self._asked.get(artefact.pk, [])
        return Together(self._shares.get(artefact.pk, []), asked, contribution)

    def card(self, artefact: Artefact, *, is_open: bool) -> Card:
        return Card(
            artefact=artefact,
            title=self.text(f"title:{artefact.id}"),
            note=self.text(f"note:{artefact.id}"),
            shown=shown(artefact.file, captions=artefact.captions, vault=True),
            is_open=is_open,
            is_stalled=artefact.file_id in self._stalled,
            captions_stalled=artefact.captions_id in self._stalled,
            together=self._together(artefact),
        )
