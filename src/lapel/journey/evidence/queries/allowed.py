"""What others may read of an attempt today: without students whose families took consent back.

The manifest and its hash stay as they were frozen (R1); only what is shown changes, at once.
"""

from __future__ import annotations

import re
from copy import deepcopy
from itertools import chain
from typing import TYPE_CHECKING, Any

from lapel.journey.consent.queries import taken_back
from lapel.journey.evidence.models import Answer, Artefact, Submission
from lapel.journey.people.models import Person

if TYPE_CHECKING:
    from collections.abc import Collection

INSTEAD = "…"
# A label of one sign is an ordinary word too, and what it stands for cannot be told.
SHORTEST = 2


def shown_manifest(work: object) -> dict[str, Any]:
    """Give the manifest of an attempt, or of other work of its shape, as others may read it."""
    manifest: dict[str, Any] = getattr(work, "manifest")  # noqa: B009 (whatever is assessed has one)
    if not isinstance(work, Submission):
        return manifest
    return _without(manifest, taken_words(work.person), _of_colleagues(work))


def own_manifest(submission: Submission) -> dict[str, Any]:
    """Give the manifest as its teacher reads it: as frozen, but for what colleagues lent her."""
    return _without(submission.manifest, None, _of_colleagues(submission))


def _of_colleagues(submission: Submission) -> dict[str, re.Pattern[str]]:
    """Give, by the id of a piece that a colleague owns, what finds her students in it (R24)."""
    shared = [each["id"] for each in submission.manifest["artefacts"] if "team" in each]
    if not shared:
        return {}
    theirs = Artefact.objects.filter(pk__in=shared).exclude(draft=submission.draft_id)
    found = {
        str(each.pk): taken_words(each.draft.enrolment.person)
        for each in theirs.select_related("draft__enrolment__person")
    }
    return {key: pattern for key, pattern in found.items() if pattern}


def taken_words(person: Person) -> re.Pattern[str] | None:
    """Give what finds the labels and names of her students who are not to be spoken of any more."""
    return _finding({word for pair in taken_back(person) for word in pair if len(word) >= SHORTEST})


def words_gone_from(work: object) -> re.Pattern[str] | None:
    """Give what finds, in what others said of some work, students who are not spoken of any more.

    Hers, and those of colleagues who lent her a piece (R24); nothing for work that is no attempt.
    """
    if not isinstance(work, Submission):
        return None
    shared = [each["id"] for each in work.manifest["artefacts"] if "team" in each]
    lenders = Person.objects.filter(enrolments__draft__artefacts__in=shared) if shared else []
    people = {work.person, *lenders}
    pairs = [pair for each in people for pair in taken_back(each)]
    return _finding({word for pair in pairs for word in pair if len(word) >= SHORTEST})


def _finding(words: Collection[str]) -> re.Pattern[str] | None:
    if not words:
        return None
    longest = sorted(words, key=lambda word: (-len(word), word))
    return re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in longest))


def _without(
    manifest: dict[str, Any],
    own: re.Pattern[str] | None,
    lent: dict[str, re.Pattern[str]],
) -> dict[str, Any]:
    """Leave out her students everywhere, and a colleague's in what the colleague wrote."""
    if own is None and not lent:
        return manifest
    shown = deepcopy(manifest)
    for answer in shown["answers"] if own else []:
        answer["text"] = left_out(answer["text"], own)
    for artefact in shown["artefacts"]:
        for key in ("title", "note", "contribution"):
            if artefact.get(key):
                said = left_out(artefact[key], own)
                artefact[key] = left_out(said, lent.get(artefact["id"]))
    return shown


def left_out(text: str, pattern: re.Pattern[str] | None) -> str:
    """Give a text as others read it; `pattern` is what `taken_words` gave."""
    return pattern.sub(INSTEAD, text) if pattern else text


def texts_naming(submission: Submission, pattern: re.Pattern[str], words: Collection[str]) -> int:
    """Count the texts of an attempt in which one of these words is left out now."""
    return sum(
        any(hit.group() in words for hit in pattern.finditer(text))
        for text in _texts(submission.manifest)
    )


def _texts(manifest: dict[str, Any]) -> list[str]:
    said = [answer["text"] for answer in manifest["answers"]]
    for artefact in manifest["artefacts"]:
        said += [artefact.get(key) or "" for key in ("title", "note", "contribution")]
    return said


def is_spoken_of(person: Person, labels: Collection[str]) -> bool:
    """Tell whether what she wrote, in a draft or an attempt, has one of these labels in it."""
    pattern = _finding({label for label in labels if len(label) >= SHORTEST})
    if pattern is None:
        return False
    manifests = Submission.objects.filter(person=person).values_list("manifest", flat=True)
    written = Answer.objects.filter(draft__enrolment__person=person).exclude(text="")
    texts = chain(
        written.values_list("text", flat=True).iterator(),
        (text for manifest in manifests.iterator() for text in _texts(manifest)),
    )
    return any(pattern.search(text) for text in texts)
