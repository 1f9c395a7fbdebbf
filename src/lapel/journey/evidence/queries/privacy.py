"""What may tell who a student is, in the files and texts of a draft (R3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lapel.domain.redaction import Pupil
from lapel.journey.consent.queries import taken_back
from lapel.journey.evidence.queries.allowed import INSTEAD, SHORTEST
from lapel.journey.evidence.queries.asked import questions_asked
from lapel.journey.evidence.queries.drafts import live_artefacts
from lapel.journey.evidence.queries.finding import Finding
from lapel.journey.evidence.queries.team import contribution_key, shared_in
from lapel.journey.files.models import StoredFile
from lapel.journey.redaction.queries import (
    matters_of,
    missing_consents,
    pupils_of,
    text_finds,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lapel.journey.evidence.models import Artefact, Draft
    from lapel.journey.redaction.queries import Matter, MissingConsent, TextFind


def privacy_findings(draft: Draft) -> Iterator[Finding]:
    """List what is to be settled before anybody sees this draft, files first."""
    artefacts = list(live_artefacts(draft))
    yield from _waits_for_colleagues(draft)
    files = {file.id: each for each in artefacts for file in _ready(each)}
    for file_id, matter in matters_of(list(files)).items():
        link = reverse("redaction:file", args=[file_id])
        passes = matter.state in {"looking", "covering"}
        yield Finding(files[file_id].slot, _sentence(matter), link, passes)
    for missing in missing_consents(draft.enrolment.person, list(files)):
        link = reverse("redaction:file", args=[missing.file_id])
        yield Finding(files[missing.file_id].slot, _missing_sentence(missing), link)
    slots = {str(each.id): each.slot for each in artefacts}
    link = reverse("evidence:privacy", args=[draft.id])
    for found in finds_in_texts(draft, artefacts):
        place = slots.get(found.place.partition(":")[2], found.place)
        words = {"words": found.find.text}
        yield Finding(place, _("“%(words)s” may tell who a student is.") % words, link)


def _waits_for_colleagues(draft: Draft) -> Iterator[Finding]:
    """Say where the owner of a piece that is shared has still to settle something in it (R24)."""
    for each in shared_in(draft):
        if not is_settled(each):
            sentence = _(
                "In the piece that %s shares with you something that may tell who a student is has "
                "still to be settled; only she can."
            )
            yield Finding(each.slot, sentence % each.draft.enrolment.person.shown_name, passes=True)


def is_settled(artefact: Artefact) -> bool:
    """Tell whether its owner has settled all that was found in a piece, its title and its note."""
    own = {f"{kind}:{artefact.pk}" for kind in ("title", "note")}
    in_words = (each.place for each in finds_in_texts(artefact.draft, [artefact]))
    return not own & set(in_words) and not matters_of([file.id for file in _ready(artefact)])


def _missing_sentence(missing: MissingConsent) -> str:
    """Say whose consent misses and why, by initials or pseudonym, and the two ways out."""
    consent = missing.entry.consent
    told = {
        "student": missing.entry.student.label,
        "class": missing.entry.student.school_class.name,
        "wanted": missing.wanted_words,
        "day": date_format(consent.expires_on, "DATE_FORMAT") if consent else "",
    }
    why = {
        "none": _("%(student)s (%(class)s) is in a file, and the family has not answered yet."),
        "declined": _("%(student)s (%(class)s) is in a file, and the family did not allow it."),
        "withdrawn": _("%(student)s (%(class)s) is in a file, and the family took consent back."),
        "ended": _("%(student)s (%(class)s) is in a file, and the consent ended on %(day)s."),
    }
    other = _("%(student)s (%(class)s) is in a file, and the family did not allow %(wanted)s.")
    way = _("Ask the family, or cover the student in the file and take the tick off there.")
    return f"{why.get(missing.state, other) % told} {way}"


def _ready(artefact: Artefact) -> list[StoredFile]:
    files = [each for each in (artefact.file, artefact.captions) if each is not None]
    return [each for each in files if each.state == StoredFile.State.READY]


def _sentence(matter: Matter) -> str:
    if matter.state == "failed":
        return _("A file could not be looked through for faces and names; please do it yourself.")
    if matter.state == "looking":
        return _("A file is being looked through for faces and names.")
    if matter.state == "withdrawn":
        return _("A family took its consent back: cover that student in the file, or remove it.")
    if matter.state == "covering":
        return _("What assessors will see of a file is being made.")
    return ngettext(
        "%s place in a file may tell who a student is: cover it, or say why it may stay.",
        "%s places in a file may tell who a student is: cover them, or say why they may stay.",
        matter.count,
    ) % (matter.count)


def finds_in_texts(draft: Draft, artefacts: list[Artefact] | None = None) -> list[TextFind]:
    """Give what her answers, titles and notes may tell of a student, as far as it is not settled.

    They are looked for with her class lists, each time they are asked for.
    """
    person = draft.enrolment.person
    here = live_artefacts(draft) if artefacts is None else artefacts
    asked = set(questions_asked(draft.enrolment.version))
    asked |= {f"{kind}:{each.id}" for each in here for kind in ("title", "note")}
    asked |= {contribution_key(each.id) for each in (*here, *shared_in(draft))}
    written = draft.answers.filter(question__in=asked).exclude(text="").order_by("question")
    texts = dict(written.values_list("question", "text"))
    if not texts:
        return []
    gone = [Pupil(name=label, alias=INSTEAD) for label, _name in taken_back(person)]
    pupils = [*pupils_of(person), *(each for each in gone if len(each.name) >= SHORTEST)]
    return text_finds(subject=draft.id, texts=texts, pupils=pupils, language=person.language)
