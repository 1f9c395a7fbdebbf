"""What an assessor sees of a case: the evidence, the criteria, her scores; nothing else (R5)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from lapel.domain.rubrics.lifecycle import State
from lapel.domain.rubrics.places import time_code
from lapel.journey.catalogue.queries import artefact_slots, criteria, parts, questions
from lapel.journey.evidence.models import AiUse
from lapel.journey.evidence.queries import frozen_work, shown_manifest
from lapel.journey.files.models import StoredFile
from lapel.journey.files.queries import mark_for, words_shown
from lapel.journey.review.models import Seat
from lapel.journey.review.queries.covered import gone_from, shown_score, shown_set_aside
from lapel.journey.review.queries.decisions import locked, resolution_of, to_be_scored

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable

    from lapel.journey.catalogue.models import Version
    from lapel.journey.evidence.models import Submission
    from lapel.journey.files.queries import Shown
    from lapel.journey.qualification.models import Portfolio
    from lapel.journey.review.models import Assessment, Case, Score, ScoreSetAside

    # Either has a manifest of the same shape.
    Work = Submission | Portfolio

LONGEST_LABEL = 60


@dataclass(frozen=True)
class Piece:
    """One answer or artefact, as frozen; `source` names it in anchors, `part` in `reads`.

    `read` is what others may read of its file and captions; `duration` is in seconds, None where
    there is no time; `shown` holds the short-lived links, where the piece is laid out for a page.
    So many as `team` says share it; `contribution` is what she says of her own part (R24).
    """

    source: str
    part: str
    title: str
    number: int = 0
    text: str = ""
    note: str = ""
    ai_use: str = ""
    family: str = ""
    read: str = ""
    duration: float | None = None
    shown: Shown | None = None
    team: int = 1
    contribution: str = ""

    @property
    def anchor(self) -> str:
        """Name the piece in the page's addresses."""
        return self.source.replace(":", "-").replace(".", "-")

    @property
    def quotable(self) -> str:
        """Give all the words of the piece that a quote may be taken from."""
        every = (self.text, self.note, self.read, self.contribution)
        return "\n".join(words for words in every if words)

    @property
    def ai_use_words(self) -> str:
        """Put the disclosed use of AI into words."""
        return str(AiUse(self.ai_use).label) if self.ai_use else ""

    @property
    def heading(self) -> str:
        """Call the piece by what was asked for, and its number where there are several."""
        return f"{self.title} {self.number}" if self.number else self.title

    @property
    def label(self) -> str:
        """Give its heading, cut short between two words where it is a long question."""
        return shorten(self.heading.rstrip("."), LONGEST_LABEL, placeholder=" …")


@dataclass(frozen=True)
class Row:
    """One criterion on an assessor's page, with what she said of it so far."""

    key: str
    title: str
    required: bool
    levels: dict[str, str]
    reads: list[Piece]
    score: Score | None = None
    places: list[dict[str, Any]] = field(default_factory=list)
    set_aside: list[ScoreSetAside] = field(default_factory=list)
    advice: list[Any] = field(default_factory=list)

    @property
    def is_for_team(self) -> bool:
        """Tell whether it rests on shared pieces alone, so that a whole team reads of it (R24)."""
        return bool(self.reads) and all(piece.team > 1 for piece in self.reads)


@dataclass(frozen=True)
class Section:
    """A part of the evidence with its pieces in order."""

    title: str
    pieces: list[Piece] = field(default_factory=list)


@dataclass(frozen=True)
class Sheet:
    """An assessor's page: the evidence on one side, the criteria on the other."""

    assessment: Assessment
    version: Version
    sections: list[Section]
    rows: list[Row]

    @property
    def carries(self) -> bool:
        """Tell whether she scores only some criteria; why, she cannot tell (R5).

        Others are carried over (R12, R20), or are not what is contested (R14).
        """
        if self.assessment.seat == Seat.ADJUDICATOR:
            return len(self.assessment.case.open_criteria) < len(criteria(self.version))
        return len(self.rows) < len(criteria(self.version))

    @property
    def pieces(self) -> list[Piece]:
        """Give all pieces in order."""
        return [piece for section in self.sections for piece in section.pieces]


def sheet_of(assessment: Assessment) -> Sheet:
    """Lay out an assessment: the frozen evidence with its links, and the criteria it is about."""
    case = assessment.case
    mark = mark_for(about=case.id, viewer=assessment.assessor)
    pieces = _with_links(pieces_of(case.work, case.version), case, mark)
    wanted = criteria_of(assessment)
    scores = {score.criterion: score for score in assessment.scores.prefetch_related("set_aside")}
    gone = gone_from(case)
    rows = [
        _row(each, pieces, scores.get(each["key"]), gone)
        for each in criteria(case.version)
        if each["key"] in wanted
    ]
    return Sheet(assessment, case.version, _sections(case.version, pieces), rows)


def _with_links(pieces: list[Piece], case: Case, mark: str) -> list[Piece]:
    found = frozen_work(case.work.manifest, case.version, mark=mark)
    shown = {f"artefact:{each.id}": each.shown for each in found.artefacts}
    return [replace(piece, shown=shown.get(piece.source)) for piece in pieces]


def _row(
    criterion: dict[str, Any],
    pieces: list[Piece],
    score: Score | None,
    gone: re.Pattern[str] | None,
) -> Row:
    shown = shown_score(score, gone) if score else None
    return Row(
        key=criterion["key"],
        title=criterion["title"],
        required=criterion["required"],
        levels=criterion["levels"],
        reads=[piece for piece in pieces if piece.part in criterion["reads"]],
        score=shown,
        places=[place_words(anchor, pieces) for anchor in shown.anchors] if shown else [],
        set_aside=shown_set_aside(_waiting(score), gone) if score else [],
    )


def _waiting(score: Score) -> list[ScoreSetAside]:
    waiting = [each for each in score.set_aside.all() if each.settled_at is None]
    return sorted(waiting, key=lambda each: each.at)


def row_of(assessment: Assessment, score: Score) -> Row:
    """Give one criterion's row, for the part of the page that a save changes."""
    case = assessment.case
    pieces = pieces_of(case.work, case.version)
    rubric = {each["key"]: each for each in criteria(case.version)}
    return _row(rubric[score.criterion], pieces, score, gone_from(case))


def criteria_of(assessment: Assessment) -> list[str]:
    """List what an assessment is to score: what is open, in dispute (R9), or contested (R14)."""
    case = assessment.case
    if assessment.seat == Seat.ADJUDICATOR:
        return disputed_criteria(case)
    if assessment.seat == Seat.APPEAL:
        return list(case.appeal.criteria)
    return to_be_scored(case)


def disputed_criteria(case: Case) -> list[str]:
    """List what a lead assessor is to settle, as the two locked assessments say."""
    found = resolution_of(case, adjudicated=False)
    return list(found.about) if found else []


def _sections(version: Version, pieces: Iterable[Piece]) -> list[Section]:
    found = []
    for part in parts(version):
        own = [piece for piece in pieces if piece.part.split(".")[0] == part["key"]]
        found += [Section(part["title"], own)] if own else []
    return found


def pieces_of(work: Work, version: Version) -> list[Piece]:
    """Give the pieces of a frozen submission: answers and artefacts in the version's order."""
    order = [name for name, _item in [*questions(version), *artefact_slots(version)]]
    manifest = shown_manifest(work)
    found = [*_answers(manifest, version), *_artefacts(manifest, version)]
    return sorted(found, key=lambda piece: order.index(piece.part))


def _answers(manifest: dict[str, Any], version: Version) -> list[Piece]:
    prompts = {name: item["prompt"] for name, item in questions(version)}
    return [
        Piece(
            source=f"answer:{answer['question']}",
            part=answer["question"],
            title=prompts[answer["question"]],
            text=answer["text"],
        )
        for answer in manifest["answers"]
        if answer["question"] in prompts
    ]


def _artefacts(manifest: dict[str, Any], version: Version) -> list[Piece]:
    titles = {name: item["title"] for name, item in artefact_slots(version)}
    listed = [each for each in manifest["artefacts"] if each["slot"] in titles]
    files = _files(listed)
    slots = [each["slot"] for each in listed]
    return [
        _artefact(each, titles[each["slot"]], _number(slots, place), files)
        for place, each in enumerate(listed)
    ]


def _artefact(each: dict[str, Any], title: str, number: int, files: dict[str, StoredFile]) -> Piece:
    file, captions = files[each["file"]], files.get(each.get("captions") or "")
    named = [derivative["id"] for derivative in each["derivatives"]]
    return Piece(
        source=f"artefact:{each['id']}",
        part=each["slot"],
        title=title,
        number=number,
        text=each["title"],
        note=each["note"],
        ai_use=each["ai_use"],
        family=each["family"],
        read=words_shown(file, captions=captions, only=named),
        duration=file.duration,
        team=each.get("team", 1),
        contribution=each.get("contribution", ""),
    )


def _files(listed: list[dict[str, Any]]) -> dict[str, StoredFile]:
    wanted = [each["file"] for each in listed]
    wanted += [each["captions"] for each in listed if each.get("captions")]
    found = StoredFile.objects.filter(pk__in=wanted).prefetch_related("derivatives")
    return {str(file.pk): file for file in found}


def _number(slots: list[str], place: int) -> int:
    """Give an artefact its number among those of its slot; 0 where it is the only one."""
    slot = slots[place]
    return slots[: place + 1].count(slot) if slots.count(slot) > 1 else 0


def place_words(anchor: dict[str, Any], pieces: Iterable[Piece]) -> dict[str, Any]:
    """Put an anchor into words: the piece's name, its place on the page, quote or time code."""
    piece = next((each for each in pieces if each.source == anchor["source"]), None)
    return {
        **anchor,
        "raw": json.dumps(anchor, ensure_ascii=False),
        "label": piece.label if piece else _("a piece of evidence"),
        "target": piece.anchor if piece else "",
        "at": time_code(anchor["seconds"]) if "seconds" in anchor else "",
    }


def rationales(assessment: Assessment) -> list[dict[str, Any]]:
    """Give what both assessors said of the disputed criteria, once the adjudicator has locked.

    Nothing says who said what: within a criterion the lower level comes first (R9).
    """
    case = assessment.case
    if not assessment.locked_at or case.stage is not State.ADJUDICATION:
        return []
    about = disputed_criteria(case)
    gone = gone_from(case)
    pieces = pieces_of(case.work, case.version)
    found = []
    for criterion in criteria(case.version):
        if criterion["key"] in about:
            said = [
                _said(shown_score(score, gone), pieces) for score in _scores(case, criterion["key"])
            ]
            found.append({"title": criterion["title"], "said": said})
    return found


def _scores(case: Case, criterion: str) -> list[Score]:
    order = ["not_yet", "almost", "yes", "cannot_judge"]
    scores = [
        score
        for each in locked(case)
        if each.seat != Seat.ADJUDICATOR
        for score in each.scores.all()
        if score.criterion == criterion
    ]
    return sorted(scores, key=lambda score: (order.index(score.level), score.comment))


def _said(score: Score, pieces: list[Piece]) -> dict[str, Any]:
    return {
        "level": score.get_level_display(),
        "comment": score.comment,
        "next_step": score.next_step,
        "places": [place_words(anchor, pieces) for anchor in score.anchors],
    }
