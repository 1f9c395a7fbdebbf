"""The words of the forms that families read, in their languages.

English goes through the pages' own translation; the others are data beside the templates, since a
family may read a language in which there are no pages.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_FOLDER = Path(__file__).parents[1] / "templates" / "consent" / "words"
LANGUAGES = {
    "en": "English",
    "fr": "Français",
    "es": "Español",
    "sw": "Kiswahili",
    "ar": "العربية",
}
_LEFTWARDS = {"ar"}
ENGLISH: dict[str, StrPromise] = {
    "title": _("May your child be shown in a teacher's evidence?"),
    "about": _(
        "Your child's teacher is learning, and shows lessons of this class to be assessed. The "
        "question is whether your child may be seen or heard in recordings and pictures, and "
        "whether work by your child may be shown. You decide, for each kind by itself. Your answer "
        "changes nothing in your child's lessons, marks or place in class."
    ),
    "student": _("Student"),
    "class": _("Class"),
    "school": _("School"),
    "teacher": _("Teacher"),
    "recorded_head": _("What is recorded"),
    "recorded": _(
        "Lessons in your child's class: photos, video, sound, and pieces of student work. Names "
        "are taken out. Faces are blurred unless you allow that they are shown. No face "
        "recognition is used."
    ),
    "seen_head": _("Who sees it"),
    "seen": _(
        "The teacher, and two or three trained assessors who do not learn the names of the "
        "teacher, the school or the students. It is not put on public pages."
    ),
    "kept_head": _("How long it is kept"),
    "kept": _(
        "Your consent holds until the day written below, at most for one year. After that nothing "
        "new is shown. Recordings are deleted when the time that the school has set is over."
    ),
    "withdraw_head": _("How to change your mind"),
    "withdraw": _(
        "At any time, without a reason: tell the teacher, or open the address of this form again. "
        "What shows your child is then taken away at once. What the teacher has earned already "
        "stays, without the recordings."
    ),
    "choose": _("I allow, for this child:"),
    "photo": _("photos in which the child can be seen"),
    "video": _("video in which the child can be seen"),
    "audio": _("sound in which the child can be heard"),
    "work": _("work made by the child"),
    "none": _("I do not allow any of these."),
    "until": _("This holds until"),
    "guardian": _("Name of parent or guardian"),
    "date": _("Date"),
    "signature": _("Signature"),
    "agree": _("Send my answer"),
    "decline": _("I allow none of this"),
    "take_back": _("Take everything back"),
    "thanks": _("Thank you. Your answer is kept. You can open this address again to change it."),
    "taken_back": _(
        "You have taken your consent back. What shows your child is taken away now, and the "
        "teacher is told."
    ),
    "only_take_back": _(
        "This address takes no new answer any more. As long as something that shows your child is "
        "kept, you can take back here what you allowed."
    ),
    "taken_back_only": _(
        "You have taken your consent back. What shows your child is taken away now."
    ),
    "standing": _("You have answered already; your answer is shown below. You can change it."),
    "name_missing": _("Please write your name."),
    "nothing_chosen": _("Please choose what you allow, or press the button for none of it."),
    "code": _("Code of this form"),
    "online": _("You can also answer here, without an account:"),
    "lost_head": _("If the teacher has left, or you have no code"),
    "lost": _(
        "Turn to the school. Say the name of the class and the initials under which your child was "
        "listed; both stand on the form. The school gives you a code, and with it you take back "
        "what you allowed, also if you answered on paper or the teacher has left. The school is "
        "not shown what you answered, and you need not say why."
    ),
    "turn_to": _("Whom to turn to"),
    "school_name": _("Name of the school or district"),
    "search": _("Search"),
    "nobody_named": _(
        "Nothing is written here about this school yet. Please ask at its office and show this "
        "page: whoever administers Lapel there can give you a code."
    ),
    "sheet": _(
        "Open this address on a phone or computer, or type the code there. You need no account. It "
        "works as long as something that shows your child is kept."
    ),
    "counsel": _(
        "This text is a plain model. The school should have it checked by its own counsel."
    ),
}


@dataclass(frozen=True)
class Words:
    """A form's words in one language."""

    language: str
    direction: str
    said: dict[str, str]


def words_in(language: str) -> Words:
    """Give the words of the forms in one language; in English where it is none of ours."""
    if language in LANGUAGES and language != "en":
        return Words(language, "rtl" if language in _LEFTWARDS else "ltr", _translated(language))
    direction = "rtl" if translation.get_language_bidi() else "ltr"
    spoken = translation.get_language() or "en"
    return Words(spoken, direction, {key: str(text) for key, text in ENGLISH.items()})


@cache
def _translated(language: str) -> dict[str, str]:
    words: dict[str, str] = json.loads((_FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return words


def words_hash(words: Words) -> str:
    """Hash a form's words, to say later which a family has read."""
    text = json.dumps(words.said, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
