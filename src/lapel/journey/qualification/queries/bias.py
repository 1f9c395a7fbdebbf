"""The module on how assessors err: six habits, what helps, and a question on each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Words


@dataclass(frozen=True)
class Option:
    """An answer that a question offers, and what there is to say of it."""

    text: Words
    feedback: Words
    is_right: bool = False


@dataclass(frozen=True)
class Topic:
    """One habit: what it is, what helps, and a question about a case."""

    key: str
    title: Words
    what: Words
    helps: Words
    question: Words
    options: tuple[Option, ...]


TOPICS = (
    Topic(
        key="halo",
        title=_("Halo: one good thing shines on everything"),
        what=_(
            "A lesson plan that is a pleasure to read makes the recording seem better than it is, "
            "and a weak first answer makes the rest seem weak. Criteria that ask for different "
            "things then get the same level, and the letter tells the teacher nothing."
        ),
        helps=_(
            "Score one criterion at a time. Read only the evidence it names, find the place, and "
            "put the place beside the descriptor before you choose. If all criteria of a "
            "submission come out alike, go back to the one you are least sure of."
        ),
        question=_(
            "The reflection is honest and moving. The criterion is about follow-up questions, and "
            "it reads the question plan. What do you do?"
        ),
        options=(
            Option(
                _("I take the reflection into account: it shows that she understands questions."),
                _(
                    "The criterion does not read the reflection. What shines there may belong to "
                    "another criterion, and is honoured there."
                ),
            ),
            Option(
                _("I open the question plan and look for the follow-ups, as if I had not read on."),
                _("Yes. The place in the evidence decides, and you can point at it."),
                is_right=True,
            ),
            Option(
                _("I lower the level a little, to be sure that I was not carried away."),
                _(
                    "That is a second error to mend the first. Levels are not lowered for safety; "
                    "they are found in the evidence."
                ),
            ),
        ),
    ),
    Topic(
        key="severity",
        title=_("Severity: the one who always gives less, or more"),
        what=_(
            "Some of us give “almost” where a descriptor says “yes”, because one could still do "
            "better; others give “yes” because the teacher tried so hard. Whoever gets a strict "
            "assessor then has the same work to do twice, and that is chance, not quality."
        ),
        helps=_(
            "The descriptor is the line; it is neither the best you have seen nor what you would "
            "have done. Nobody is helped by a level given for effort, and nobody by one kept back "
            "for perfection. Anchors show you which way you lean: most people lean somewhere."
        ),
        question=_(
            "The descriptor of “yes” asks for three open questions, each with a follow-up. There "
            "are three, each with a follow-up; two of them are dull. What do you give?"
        ),
        options=(
            Option(
                _("“Almost”: good teaching needs more than that."),
                _(
                    "Perhaps it does, but the rubric does not ask for it, and the teacher could "
                    "not know. Say it as an idea in the comment."
                ),
            ),
            Option(
                _("“Yes”: what the descriptor asks for is there."),
                _("Yes. That two are dull can be said kindly, and changes no level."),
                is_right=True,
            ),
            Option(
                _("It depends on how much experience she has."),
                _("You do not know it, and should not: the same work gets the same level."),
            ),
        ),
    ),
    Topic(
        key="contrast",
        title=_("Contrast: what came just before"),
        what=_(
            "After a brilliant submission a sound one looks poor; after a poor one it looks "
            "brilliant. Late in a long sitting the line moves without anybody having moved it."
        ),
        helps=_(
            "Compare with the descriptor and its exemplars, never with the last one you scored. "
            "Read an exemplar again before you go on after something very good or very weak. Take "
            "breaks; your daily cap is there for your eyes and for the teacher."
        ),
        question=_(
            "You have just locked the best lesson you ever saw. The next one is plain and does "
            "what is asked. What helps most?"
        ),
        options=(
            Option(
                _("To read the exemplars of this criterion once more, then begin."),
                _("Yes. They put the line back where it belongs."),
                is_right=True,
            ),
            Option(
                _("To give the plain one a little more, to make up for the contrast."),
                _("You would be guessing how far you were moved. Look at the line instead."),
            ),
            Option(
                _("To remember how the best one did it, and look for the same."),
                _("Then it becomes the measure, and no descriptor ever said so."),
            ),
        ),
    ),
    Topic(
        key="language",
        title=_("Language: how it is said, and what is shown"),
        what=_(
            "Fluent sentences sound like understanding, and mistakes of grammar like a lack of "
            "it. Many teachers write in their second or third language, or dictate on a phone."
        ),
        helps=_(
            "Ask what is shown, and whether you could find it if it were said in your own words. "
            "Only a criterion about language may read the language. Where you do not know the "
            "language well enough to tell, say so: “cannot judge” sends it to somebody who does, "
            "and costs the teacher nothing."
        ),
        question=_(
            "“I wait three second and the childrens is thinking more and Sara say a reason.” The "
            "criterion is about waiting and what follows. What does the sentence show?"
        ),
        options=(
            Option(
                _("A wait of three seconds, and a student who gives a reason after it."),
                _("Yes. Everything the criterion asks for is there to be found."),
                is_right=True,
            ),
            Option(
                _("Something of it, but it is not clear enough for “yes”."),
                _("Say what is unclear. If it is only the grammar, nothing is."),
            ),
            Option(
                _("I cannot judge it: its language is too poor."),
                _(
                    "“Cannot judge” for the language is about a language you do not know, not "
                    "about one that is not polished."
                ),
            ),
        ),
    ),
    Topic(
        key="polish",
        title=_("Handwriting and production: the shine of the surface"),
        what=_(
            "A film with titles and music seems to show a better lesson than one from a phone on "
            "a window-sill; a typed table seems truer than a photo of a page. Schools differ in "
            "what they own, and the surface tells of that."
        ),
        helps=_(
            "Judge what students and teacher do and say. If you cannot see or hear it, that is "
            "“cannot judge: unreadable”, and goes back without counting. If you can, the surface "
            "is none of your business."
        ),
        question=_(
            "A photo of a crumpled page, by hand, a corner in shadow. You can read all of it. "
            "Another teacher sent the same plan as a neat table. How do their levels differ?"
        ),
        options=(
            Option(
                _("The neat one shows more care, and care is part of teaching."),
                _("No criterion here asks for neatness. Care for whom? The students saw neither."),
            ),
            Option(
                _("Not at all."),
                _("Yes. It is the same plan."),
                is_right=True,
            ),
            Option(
                _("The crumpled one goes back: it could be photographed again."),
                _("You can read it, so there is nothing to send back."),
            ),
        ),
    ),
    Topic(
        key="similarity",
        title=_("Likeness: she teaches as I do"),
        what=_(
            "Work that resembles our own feels right: the same subject, the same jokes, the same "
            "way to stand at the board. Work from a class unlike ours has to explain itself."
        ),
        helps=_(
            "Notice the feeling of “just as I would do it”, and of “we would never do that here”. "
            "Both are about you. Then ask which words of the descriptor it meets. If you "
            "recognise the class or the person, step back: nobody asks you to explain."
        ),
        question=_(
            "A class of 60 answers in chorus before the teacher asks one child. You would never "
            "use chorus. The criterion is about whom the questions reach. What do you do?"
        ),
        options=(
            Option(
                _("“Not yet”: chorus is not questioning."),
                _("Is that in the descriptor? If not, it is your own way of teaching."),
            ),
            Option(
                _("I read what the descriptor asks of whom questions reach, and find it or not."),
                _("Yes. A method you would not use can meet it, and one you love can miss it."),
                is_right=True,
            ),
            Option(
                _("“Yes”: I do not know such classes and want to be fair."),
                _("Kindness without looking is no fairness: she learns nothing from it."),
            ),
        ),
    ),
)
