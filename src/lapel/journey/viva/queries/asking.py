"""Questions in words, and what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lapel.domain.viva import Kind, Pattern
from lapel.journey.evidence.queries import left_out, taken_words
from lapel.journey.files.models import StoredFile
from lapel.journey.files.queries import shown

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable

    from django.utils.functional import _StrPromise

    from lapel.journey.files.queries import Shown
    from lapel.journey.viva.models import Question, Viva

WORDS: dict[Pattern, _StrPromise] = {
    Pattern.MOMENT: gettext_lazy("Tell one moment in your class that stands behind this sentence."),
    Pattern.GROUNDS: gettext_lazy("What did you see or hear that made you write this?"),
    Pattern.OTHERWISE: gettext_lazy("What could have made you write the opposite?"),
    Pattern.MAKING: gettext_lazy("How did this come about: what did you do first, what changed?"),
    Pattern.AROUND: gettext_lazy("Choose one place in it. What happened just before, and after?"),
    Pattern.CHOICE: gettext_lazy("What else could you have brought, and why did you choose this?"),
    Pattern.REASON: gettext_lazy("You changed this after your first attempt. What made you?"),
    Pattern.BEGINNING: gettext_lazy("How did this work begin, and what did you try first?"),
    Pattern.STUDENT: gettext_lazy("Think of one student in it. What did that student teach you?"),
    Pattern.NEXT_TIME: gettext_lazy("What will you do in another way next time, and why?"),
}


@dataclass(frozen=True)
class Reading:
    """A question for a page: its words, where it points, and what was answered.

    For everybody but the teacher, without students whose families took consent back.
    """

    question: Question
    words: str
    where: str
    quote: str
    text: str
    shown: Shown | None
    is_open: bool

    @property
    def is_answered(self) -> bool:
        """Tell whether there is a recording or a text."""
        return bool(self.question.file_id or self.question.text)

    @property
    def anchor(self) -> str:
        """Name its place in the evidence as the evidence's page does."""
        return self.question.source.replace(":", "-").replace(".", "-")


def standing_questions(viva: Viva) -> list[Question]:
    """Give the three that are asked, in order; what was swapped is left out."""
    return list(viva.questions.filter(swapped_at=None).select_related("file"))


def questions_of(viva: Viva, *, vault: bool = False) -> list[Reading]:
    """Give the three for a page; `vault` is for the teacher's own."""
    gone = None if vault else taken_words(viva.case.submission.person)
    return [reading_of(each, vault=vault, gone=gone) for each in standing_questions(viva)]


def reading_of(
    question: Question, *, vault: bool = False, gone: re.Pattern[str] | None = None
) -> Reading:
    """Put a question into words, in the reader's language.

    What `gone` finds is left out: students of whom others read no more since it was drawn.
    """
    file = question.file if question.file and not question.file.removed_at else None
    return Reading(
        question=question,
        words=str(WORDS[Pattern(question.pattern)]),
        where=left_out(_where(question, is_hers=vault), gone),
        quote=left_out(question.quote, gone),
        text=left_out(question.text, gone),
        shown=shown(file, vault=vault) if file else None,
        is_open=question.opened_at is not None,
    )


def _where(question: Question, *, is_hers: bool) -> str:
    """Say what it points at, to the teacher herself or to whoever hears her."""
    said = {
        Kind.WORDS: (_("Your answer to “%(title)s”"), _("Her answer to “%(title)s”")),
        Kind.ARTEFACT: (_("What you brought: “%(title)s”"), _("What she brought: “%(title)s”")),
        Kind.CHANGE: (_("What you changed: “%(title)s”"), _("What she changed: “%(title)s”")),
        Kind.WORK: (_("The whole of your work"), _("The whole of her work")),
    }
    to_her, of_her = said[Kind(question.kind)]
    return (to_her if is_hers else of_her) % {"title": question.title.rstrip(".")}


def now_open(questions: Iterable[Question]) -> Question | None:
    """Give the question she is at: the first that is opened and not answered."""
    for each in questions:
        if each.opened_at and not (each.file_id or each.text):
            return each
    return None


def seconds_of(questions: Iterable[Question]) -> float | None:
    """Add up what was recorded; None while a recording is still being prepared."""
    files = [each.file for each in questions if each.file]
    if any(each.state != StoredFile.State.READY for each in files):
        return None
    return sum(each.duration or 0 for each in files)
